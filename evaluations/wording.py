"""Dates, offices and posts as Vietnamese documents write them (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

SHORT, WHOLE = "UBND ", "Ủy ban nhân dân "


def day_in_words(day: date) -> str:
    """«ngày 05 tháng 8 năm 2026»: days under 10 and months 1 and 2 take a zero in front."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def dated(basis: str) -> str:
    """«26/2026/QĐ-TTg ngày 22/05/2026»: books give number and day side by side."""
    return re.sub(r"^(\S+) (\d\d/\d\d/\d{4})$", r"\1 ngày \2", basis)


def place_and_day(place: str, day: date) -> str:
    return f"{place}, {day_in_words(day)}"


def authority(office: str) -> str:
    """«UBND tỉnh Quảng Ngãi» in full."""
    return WHOLE + office.removeprefix(SHORT) if office.startswith(SHORT) else office


def agency_lines(office: str) -> list[str]:
    """The issuing body at the top left: the kind of body, then the place."""
    name = authority(office)
    if name.startswith(WHOLE):
        return [WHOLE.strip().upper(), name.removeprefix(WHOLE).upper()]
    return [name.upper()]


def head_of(office: str) -> str:
    """Who decides: the chairman of a People's Committee, the minister of a ministry."""
    name = authority(office)
    return f"Chủ tịch {name}" if name.startswith(WHOLE) else f"Bộ trưởng {name}"


def post_lines(title: str) -> list[str]:
    """«KT. Chủ tịch / Phó Chủ tịch» on two lines, in capitals."""
    return [line.strip().upper() for line in re.split(r"[/\n]", title) if line.strip()]


def quorum(begun: Sequence[int] | None, states: Sequence[str]) -> str:
    """How many were there for a product, how many had to be, and who was left at its close (R16).

    begun: present, appointed and needed when the scoring began; states: of every place at the end.
    """
    if not begun:
        return "theo điểm danh của phiên họp"
    present, appointed, needed = begun
    text = (
        f"{present}/{appointed} thành viên có mặt (không tính người không tham gia);"
        f" cần ít nhất {needed}"
    )
    left = sum(one == "present" for one in states), sum(one != "recused" for one in states)
    if left == (present, appointed):
        return text
    return f"khi bắt đầu chấm {text}; khi mở phiếu {left[0]}/{left[1]}"
