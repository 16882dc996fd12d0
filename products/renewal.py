"""Upgrade and re-evaluation of a recognised product: what may be handed in, when, by when (R24)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from regulations.models import Procedure
from territories import clock

from .changes import is_empty
from .cycle import Purpose, Status, Step
from .dossier_facts import DossierFacts, latest_submission
from .dossier_freezing import freeze
from .models import Dossier, Participation, Product
from .recognised import is_recognised, why_fallen
from .window import FilingWindow, ResultClock, hand_in_window, result_clock


def window_of(participation: Participation, procedure: Procedure) -> FilingWindow:
    """Return the days on which this re-evaluation may be handed in."""
    opens, closes = procedure.opens_days_before, procedure.closes_days_before
    return hand_in_window(
        participation.held_until,
        days_before=None if opens is None else (opens, closes),
        in_force_from=procedure.handed_in.lower,
    )


def problems(facts: DossierFacts) -> list[str]:
    """Return in words what keeps an upgrade or a re-evaluation from being handed in."""
    row = facts.participation
    if row.purpose == Purpose.FIRST:
        return []
    found = _fallen(row) if row.handed_in_on else _out_of_time(facts)
    if row.purpose == Purpose.UPGRADE and is_empty(freeze(facts)["renewal"]["changes"]):
        # 26/2026/QĐ-TTg, Điều 6.1.b
        found.append(
            _(
                "Hồ sơ nâng hạng phải thể hiện những thay đổi so với sản phẩm đã được công nhận;"
                " hồ sơ này chưa có thay đổi nào (Điều 6.1.b)."
            )
        )
    return found


def note(facts: DossierFacts) -> dict[str, str] | None:
    """Return what the writer of a re-evaluation must know of its days; None: nothing."""
    row = facts.participation
    if row.purpose != Purpose.RE_EVALUATION or row.handed_in_on or not facts.is_editable:
        return None
    if refusals := _out_of_time(facts):
        return {"tone": "warn", "text": refusals[0]}
    last = f"{window_of(row, facts.procedure).last:%d/%m/%Y}"
    return {"tone": "info", "text": _("Nộp hồ sơ đánh giá lại chậm nhất ngày %s.") % last}


def renewal_of(facts: DossierFacts) -> dict[str, Any] | None:
    """Return what is held and what changed: in the draft of the moment or what was handed in."""
    row = facts.participation
    if row.purpose == Purpose.FIRST:
        return None
    submission = None if facts.is_editable else latest_submission(row)
    copy = submission.snapshot if submission else freeze(facts)
    return copy.get("renewal")


def changes_of(facts: DossierFacts) -> dict[str, Any] | None:
    """Return the same, ready for a page."""
    return shown(renewal_of(facts))


def _fallen(row: Participation) -> list[str]:
    return [text] if (text := why_fallen(row)) else []


def _out_of_time(facts: DossierFacts) -> list[str]:
    row, today = facts.participation, facts.today
    if not is_recognised(row.product, today):
        return [_("Giấy chứng nhận của sản phẩm không còn hiệu lực: hãy đăng ký lần đầu.")]
    if row.purpose != Purpose.RE_EVALUATION:
        return []
    window = window_of(row, facts.procedure)
    if today in window:
        return []
    if today > window.last:
        return [too_late(window, row.held_until)]
    words = {
        "first": f"{window.first:%d/%m/%Y}",
        "last": f"{window.last:%d/%m/%Y}",
        "until": f"{row.held_until:%d/%m/%Y}",
    }
    text = _(
        "Chưa đến thời gian nộp hồ sơ đánh giá lại: nộp được từ ngày %(first)s đến hết ngày"
        " %(last)s; giấy chứng nhận có giá trị đến %(until)s (Điều 7.6.a)."
    )
    return [text % words]


def too_late(window: FilingWindow, until: date) -> str:
    """Say that a re-evaluation is handed in no more, and so registered no more."""
    text = _(
        "Đã quá thời gian nộp hồ sơ đánh giá lại: hạn cuối là ngày %(last)s; giấy chứng nhận"
        " có giá trị đến %(until)s (Điều 7.6.a)."
    )
    return text % {"last": f"{window.last:%d/%m/%Y}", "until": f"{until:%d/%m/%Y}"}


def refuse_renewal(facts: DossierFacts) -> None:
    """Refuse the hand-in with every reason."""
    if found := problems(facts):
        raise ValidationError(found)


def clock_of(participation: Participation) -> ResultClock | None:
    """Return the clock of a re-evaluation that waits for its result; None: none runs."""
    if participation.purpose != Purpose.RE_EVALUATION or participation.procedure is None:
        return None
    return result_clock_of(participation, participation.procedure.re_evaluation_days)


def result_clock_of(row: Any, days: int | None) -> ResultClock | None:
    """Return that clock for a row of a list, and the days that its procedure gives."""
    is_waiting = row.step == Step.EVALUATION and row.status == Status.ACCEPTED
    if row.purpose != Purpose.RE_EVALUATION or not is_waiting:
        return None
    if row.complete_on is None or days is None:
        return None
    return result_clock(row.complete_on, days=days, today=clock.today())


def clock_words(ticking: ResultClock) -> str:
    """Say how long is left, or how late it is."""
    words = {"days": abs(ticking.days_left), "day": f"{ticking.due_on:%d/%m/%Y}"}
    if ticking.days_left < 0:
        return _("quá hạn %(days)s ngày, hạn %(day)s") % words
    if ticking.days_left == 0:
        return _("hết hạn hôm nay, %(day)s") % words
    return _("còn %(days)s ngày, hạn %(day)s") % words


def shown(renewal: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what a frozen copy says of its renewal, ready for a page; None: a first time."""
    if not renewal:
        return None
    changes = renewal["changes"]
    is_upgrade = renewal["purpose"] == Purpose.UPGRADE
    title = _("Những thay đổi so với sản phẩm đã được công nhận")
    return {
        **renewal,
        "title": title if is_upgrade else _("Nội dung cập nhật"),
        "purpose_label": Purpose(renewal["purpose"]).label,
        "is_upgrade": is_upgrade,
        "is_empty": is_empty(changes),
        "product": [_labelled(Product, one) for one in changes["product"]],
        "texts": [_labelled(Dossier, one) for one in changes["texts"]],
        "levels": [one for one in changes["answers"] if one["is_level"]],
        "descriptions": [
            one for one in changes["answers"] if one["description_before"] != one["description_now"]
        ],
        "before": changes["totals"][0],
        "now": changes["totals"][1],
    }


def _labelled(model: Any, change: dict[str, Any]) -> dict[str, Any]:
    return {"label": capfirst(str(model._meta.get_field(change["field"]).verbose_name)), **change}
