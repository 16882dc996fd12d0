"""The facts of a sitting in the words of its papers: what DOCX and PDF both print, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from regulations import grounds

from . import paper_acts, paper_proposals, paper_rounds, presiding, wording
from .minutes import Facts, Pass, Product, Seat, dissent
from .scoring import shown_mean

BLANK = "……"
ON_PAPER = "*"  # the footnote of a sheet that was typed in from paper
LEFT_OUT = "KCL"
DRAFT_LINE = "DỰ THẢO – kết quả chưa được kiểm soát xác nhận, chưa có giá trị"
PRESENT, ABSENT, RECUSED = "present", "absent", "recused"
PURPOSES = {"first": "lần đầu", "upgrade": "nâng hạng", "re_evaluation": "đánh giá lại"}
LEVELS = {"district": "cấp huyện", "province": "cấp tỉnh", "centre": "cấp trung ương"}


def day_of(text: str) -> str:
    """«03/08/2026»; nothing for no day."""
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""


def words_of(text: str) -> str:
    """«ngày 03 tháng 8 năm 2026»."""
    return wording.day_in_words(date.fromisoformat(text))


def context(facts: Facts) -> dict[str, Any]:
    """Return all that the templates print, as text and lists of text."""
    council, sitting = facts["council"], facts["sitting"]
    office, level = facts["office"], LEVELS[facts["level"]]
    # Where no roll was called all are taken for present; who came after it is not.
    is_called = any(one["is_present"] is not None for one in facts["people"])
    people = [_person(n, one, is_called) for n, one in enumerate(facts["people"], 1)]
    typed = typed_in(facts)
    products = [_product(one, typed.get(one["ordinal"], ())) for one in facts["products"]]
    return {
        "draft_line": DRAFT_LINE if facts["is_draft"] else "",
        "is_draft": facts["is_draft"],
        "authority": wording.authority(office),
        "authority_upper": wording.authority(office).upper(),
        **_issuer(office),
        "head": wording.head_of(office),
        "heads": "BỘ TRƯỞNG" if facts["level"] == "centre" else "CHỦ TỊCH",
        "chair_post": _chair_post(sitting),
        "council": council["name"],
        "council_upper": f"Hội đồng đánh giá, phân hạng sản phẩm OCOP {level}".upper(),
        "level": level,
        "place_name": facts["place_name"],
        "place_day": f"{facts['place_name']}, {words_of(paper_rounds.dated(facts))}",
        "blank_day": f"{facts['place_name']}, ngày {BLANK} tháng {BLANK} năm {BLANK}",
        "held_words": words_of(sitting["held_on"]),
        "held_day": day_of(sitting["held_on"]),
        "place": sitting["place"] + _hours(sitting),
        "bases": [
            f"Căn cứ Quyết định số {wording.dated(one)} của Thủ tướng Chính phủ;"
            for one in facts["bases"]
        ],
        "laws": _laws(facts),
        "founding": _founding(council),
        "rules": paper_acts.rules_words(council),
        "files_sent": day_of(sitting["files_sent_on"]),
        "presiding": sitting["presiding"] or BLANK,
        "presiding_title": _presiding(sitting) + presiding.beside(sitting, facts["products"]),
        "secretary": sitting["secretary"] or BLANK,
        "people": people,
        "signers": (here := [one for one in people if one["is_here"]]),
        "presence": f"{len(here)}/{len(people)} thành viên",
        "advisers": facts["advisers"],
        "adviser_lead": next((a["name"] for a in facts["advisers"] if a["leads"]), BLANK),
        "products": products,
        "count": len(products),
        "taken_off": [
            f"{one['name']} ({one['code']}): {one['reason'] or 'không ghi lý do'}"
            for one in facts["taken_off"]
        ],
        "head_hash": facts["head_hash"],
        "moved": [paper_rounds.moved(one) for one in facts.get("moved", ())],
        **paper_rounds.names(sitting),
        **paper_rounds.reports(facts),
        **tally(facts),
        **paper_proposals.groups(products),
    }


def _issuer(office: str) -> dict[str, str]:
    """The issuing body on two lines, the last one bold: its kind, then its place."""
    lines = wording.agency_lines(office)
    return {"authority_kind": " ".join(lines[:-1]), "authority_place": lines[-1]}


def _laws(facts: Facts) -> list[str]:
    """The law that a People's Committee decides by on the day of the minutes; a minister: none."""
    law = grounds.law_on(date.fromisoformat(paper_rounds.dated(facts)))
    return [f"Căn cứ {law};"] if law and facts["level"] != "centre" else []


def _founding(council: dict[str, Any]) -> str:
    day = words_of(council["established_on"])
    return f"Quyết định số {council['decision_no']} {day} về việc thành lập {council['name']}"


def _hours(sitting: dict[str, Any]) -> str:
    """The minutes say when the meeting began and ended (NĐ 30/2020, Mẫu 1.10)."""
    begun, ended = sitting.get("opened_at", ""), sitting.get("closed_at", "")
    end = f", kết thúc lúc {ended}" if ended else ""
    return f"; bắt đầu lúc {begun}{end}" if begun else ""


def _chair_post(sitting: dict[str, Any]) -> str:
    """Who signs for the chair does so under his own post (NĐ 30/2020, Phụ lục I)."""
    if not sitting["is_delegated"]:
        return "CHỦ TỊCH"
    return f"KT. CHỦ TỊCH\n{sitting['presiding_title'].upper()}"


def _presiding(sitting: dict[str, Any]) -> str:
    title = f"{sitting['presiding_title']} Hội đồng" if sitting["presiding_title"] else ""
    return f"{title}, được ủy quyền chủ trì" if sitting["is_delegated"] else title


def _person(number: int, one: Any, is_called: bool) -> dict[str, Any]:
    here = {True: "Có mặt", False: f"Vắng: {one['reason']}", None: "Chưa điểm danh"}
    return {
        "number": str(number),
        "name": one["name"],
        "title": one["title"],
        "organisation": one["organisation"],
        "here": here[one["is_present"]],
        "is_here": one["is_present"] or (one["is_present"] is None and not is_called),
    }


def _product(one: Product, typed: Sequence[str] = ()) -> dict[str, Any]:
    advice = one["advice"]
    return {
        "number": str(one["ordinal"]),
        "name": one["name"],
        "code": one["code"],
        "about": f"Mã sản phẩm {one['code']}; chủ thể: {one['producer']}, {one['commune']};"
        f" {_why_heard(one)}.",
        "producer": one["producer"],
        "commune": one["commune"],
        "quorum": wording.quorum(one["begun"].get("quorum"), [p["state"] for p in one["panel"]]),
        "round": paper_rounds.lines(one["round"]) if "round" in one else [],
        "former": paper_rounds.lines(one["former"]) if "former" in one else [],
        "warnings": _warnings(one),
        "away": [
            *presiding.lines(one),
            *(_away(seat) for seat in one["panel"] if _is_away(seat)),
            *paper_acts.interest_words(one.get("acts", {})),
        ],
        "advice": advice["text"] if advice else "",
        "advised_by": _advised_by(advice),
        "members": [_member(number, seat) for number, seat in enumerate(_judging(one), 1)],
        "has_two": len(one["passes"]) > 1,
        "points_sum": str(one["points_sum"]),
        "sheet_count": str(one["sheet_count"]),
        "mean": one["mean"] or "–",
        # The footnotes stand below the table.
        "spread": [*spread_words(one["passes"]), *_between(one), *typed],
        "minimums": [minimum_words(m) for m in one["minimums"]],
        "knock_outs": [knock_out_words(k) for k in one["knock_outs"]],
        "dissent": [dissent_words(seat) for seat in dissent(one)],
        "star_by_points": star_words(one["star_by_points"]),
        "star": star_words(one["star"]),
        "conclusion": paper_proposals.conclusion(one),
        "reasons": "; ".join(
            paper_proposals.REASONS[r] for r in one["reasons"] if r in paper_proposals.REASONS
        ),
        "group": paper_proposals.group_of(one),
        "to_province": one["outcome"].get("to") == "province",
        "decided_star": str(paper_proposals.decided_star(one) or ""),
        "objections": paper_acts.objection_words(one.get("acts", {})),
        "confirmed": _confirmed(one),
    }


def _why_heard(one: Product) -> str:
    """The producer's purpose, or the decision on an appeal with the result that it set aside."""
    told = one.get("reheard")
    if not told:
        return f"đăng ký {PURPOSES.get(one['purpose'], one['purpose'])}"
    points = f"{told['mean']} điểm, " if told["mean"] else ""
    return (
        f"đánh giá lại theo quyết định giải quyết khiếu nại số {told['no']} ngày {told['on']};"
        f" kết quả trước: {points}{star_words(told['star'])}"
    )


def _between(one: Product) -> list[str]:
    return paper_acts.pass_words(one.get("acts", {}), one.get("versions", ()))


def _judging(one: Product) -> list[Seat]:
    """Those who score the product: of the others the minutes say why not."""
    return [seat for seat in one["panel"] if seat["scores"] and seat["state"] != RECUSED]


def _member(number: int, seat: Seat) -> dict[str, Any]:
    return {
        "number": str(number),
        "name": seat["name"],
        "title": seat["title"],
        "first": _points(seat, 1),
        "second": _points(seat, 2),
        "star": star_words(seat["star"]) if seat["star"] else "–",
    }


def _points(seat: Seat, number: int) -> str:
    total = seat["totals"].get(str(number))
    if total is None:
        return "vắng" if seat["state"] == ABSENT else "–"
    mark = ON_PAPER if str(number) in seat.get("paper", ()) else ""
    return shown_mean(total, 1) + mark


def typed_in(facts: Facts) -> dict[int, list[str]]:
    """Return the footnotes on sheets that were typed in from paper, by product."""
    found: dict[int, list[str]] = {}
    for one in facts["sheets"]:
        if one.get("paper"):
            version = f", bản {one['version']}" if one["version"] > 1 else ""
            found.setdefault(one["ordinal"], []).append(
                f"({ON_PAPER}) {one['member']}, lượt {one['pass']}{version}: phiếu nhập lại từ"
                f" phiếu giấy, {one['paper']}."
            )
    return found


def _warnings(one: Product) -> str:
    warnings = "; ".join(str(text).rstrip(".") for text in one["begun"].get("warnings", ()))
    reason = str(one["begun"].get("reason", "")).strip()
    if not warnings:
        return ""
    return f"{warnings}. Lý do vẫn chấm: {reason}" if reason else f"{warnings}."


def _is_away(seat: Seat) -> bool:
    """Whoever a decision left out is named with it, below (`interest_words`)."""
    return seat["state"] != PRESENT and not seat.get("is_left_out")


def _away(seat: Seat) -> str:
    what = "không tham gia vì có liên quan" if seat["state"] == RECUSED else "vắng"
    return f"{seat['title']} {seat['name']}: {what} – {seat['reason'].rstrip('.')}"


def _advised_by(advice: Any) -> str:
    if not advice:
        return "Không có báo cáo."
    team = "Cơ quan tham mưu quản lý OCOP" if advice["by_office"] else "Tổ tư vấn"
    visited = day_of(advice["site_visited_on"])
    survey = f", khảo sát ngày {visited}" if visited else ""
    return f"{team}, người lập: {advice['written_by']}{survey}"


def spread_words(passes: Iterable[Pass]) -> list[str]:
    """What the totals' distance led to, pass by pass (R15)."""
    found = []
    rows = list(passes)
    for one in rows:
        if not one["totals"]:
            continue
        low, high = (shown_mean(edge(one["totals"]), 1) for edge in (min, max))
        text = f"Lượt {one['number']}: thấp nhất {low}, cao nhất {high}, trung bình {one['mean']}; "
        if one["mode"] == "off":
            text += "quy chế không xét chênh lệch."
        elif not one["exceeded"]:
            text += f"chênh lệch trong mức {one['limit']} điểm của quy chế."
        elif one["number"] < len(rows):
            text += f"chênh quá mức {one['limit']} điểm; Hội đồng thảo luận và chấm lượt 2."
        else:
            text += f"vẫn chênh quá mức {one['limit']} điểm; lấy điểm trung bình của lượt này."
        found.append(text)
    return found


def minimum_words(one: dict[str, Any]) -> str:
    """A minimum that was missed, or on which the council ruled, with the votes (R13)."""
    text = (
        f"{one['star']} sao – tiêu chí {one['key']} «{one['name']}», từ {one['points']} điểm: "
        f"{one['votes']}/{one['sheets']} phiếu đạt"
    )
    if one["ruled"] is not None:
        ruling = "đạt" if one["met"] else "không đạt"
        return f"{text}; Hội đồng kết luận {ruling}, lý do: {one['reason']}"
    return f"{text}; không đạt."


def knock_out_words(one: dict[str, Any]) -> str:
    """A knock-out with its votes, its ruling and the reasons given (R9)."""
    text = f"«{one['text']}»: {one['votes']}/{one['sheets']} phiếu xác nhận"
    stands = "có hiệu lực" if one["stands"] else "không đủ quá nửa số phiếu, không có hiệu lực"
    ruled = " theo kết luận của Hội đồng" if one["ruled"] else ""
    reasons = "; ".join(reason.rstrip(".") for reason in one["reasons"])
    return f"{text}; {stands}{ruled}" + (f"; lý do: {reasons}" if reasons else "") + "."


def dissent_words(seat: Seat) -> str:
    """A member whose own total gives another star than the mean."""
    total = shown_mean(seat["counted"] or 0, 1)
    return f"{seat['title']} {seat['name']}: {total} điểm, ứng với {star_words(seat['star'])}"


def star_words(star: int | None) -> str:
    """«4 sao»."""
    return f"{star} sao" if star else "không xếp hạng"


def _confirmed(one: Product) -> str:
    if one["confirmed_by"]:
        return f"{one['confirmed_by']}, ngày {day_of(one['confirmed_on'])}"
    return "" if not one["confirmed_on"] else f"ngày {day_of(one['confirmed_on'])}"


def tally(facts: Facts) -> dict[str, Any]:
    """Return the tally: a column per scoring member, a row per product and pass."""
    judges = [one for one in facts["people"] if one["scores"]]
    rows = []
    for product in facts["products"]:
        seats = {seat["member"]: seat for seat in product["panel"]}
        places = [seats.get(one["member"]) for one in judges]
        last = len(product["passes"])
        for number in range(1, max(last, 1) + 1):
            rows.append(_tally_row(product, number, places, number >= last))
    columns = [f"TV{number}" for number in range(1, len(judges) + 1)]
    legend = [f"{key}: {one['name']}" for key, one in zip(columns, judges, strict=True)]
    if any(one.get("paper") for one in facts["sheets"]):
        legend.append(f"({ON_PAPER}) phiếu nhập lại từ phiếu giấy, xem biên bản")
    if any(LEFT_OUT in row["points"] for row in rows):
        legend.append(f"{LEFT_OUT}: không chấm lại theo quyết định về khiếu nại")
    return {"columns": columns, "legend": "; ".join(legend), "tally": rows}


def _tally_row(
    product: Product, number: int, seats: Sequence[Seat | None], is_last: bool
) -> dict[str, Any]:
    passes = {one["number"]: one for one in product["passes"]}
    here = passes.get(number)
    is_first = number == 1
    return {
        "number": str(product["ordinal"]) if is_first else "",
        "name": f"{product['name']} – {product['producer']}" if is_first else "",
        "pass": str(number),
        "points": [_cell(seat, number) for seat in seats],
        "mean": product["mean"] if is_last and product["mean"] else (here["mean"] if here else "–"),
        "star": star_words(product["star"]) if is_last else "chấm lại",
    }


def _cell(seat: Seat | None, number: int) -> str:
    if seat is None or not seat["scores"]:
        return "–"
    if seat["state"] == RECUSED:
        return LEFT_OUT if seat.get("is_left_out") else "KTG"
    return _points(seat, number)
