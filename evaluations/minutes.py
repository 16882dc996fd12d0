"""The facts that a sitting's papers tell, assembled from its rows (R21); no query is made here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from councils.models import Attendance, Member, Sitting
from regulations.procedures import Band

from . import paper_acts, wording
from .models import Evaluation, Panel, ScoreSheet
from .renewal import office_reports, stays, words_then
from .results import printed_code
from .scoring import shown_mean, star_by_points
from .states import EvaluationStatus

SHAPE = 1
CONTROL = frozenset({"Cc", "Cs", "Co", "Cn"})
LAYOUT = "\n\t"
NOT_JUDGED = (EvaluationStatus.CANCELLED, EvaluationStatus.TO_MEETING)


class Person(TypedDict):
    """A member at the sitting."""

    member: int
    name: str
    title: str
    organisation: str
    scores: bool
    is_present: bool | None  # None: the roll was not called
    reason: str


class Seat(TypedDict):
    """A member before one product, with his total in each pass."""

    member: int
    name: str
    title: str
    state: str
    scores: bool
    reason: str
    totals: dict[str, int]
    counted: int | None  # the total that is in the mean
    paper: list[str]  # the passes whose sheet was typed in from paper
    star: int | None  # the band of that total alone
    is_left_out: NotRequired[bool]  # by the decision on an appeal, and not for an interest


class Pass(TypedDict):
    """One pass over one product."""

    number: int
    totals: list[int]
    mean: str
    mode: str
    limit: int
    exceeded: bool


class Advice(TypedDict):
    """What the advisory team, or the office on a re-evaluation, reported."""

    text: str
    site_visited_on: str
    written_by: str
    by_office: bool


class Product(TypedDict):
    """One product of the agenda, as the council left it."""

    evaluation: int
    ordinal: int
    name: str
    code: str
    producer: str
    commune: str
    purpose: str
    begun: dict[str, Any]
    panel: list[Seat]
    passes: list[Pass]
    points_sum: int
    sheet_count: int
    mean: str
    star_by_points: int | None
    star: int | None
    minimums: list[dict[str, Any]]
    knock_outs: list[dict[str, Any]]
    reasons: list[str]
    outcome: dict[str, Any]
    keeps: bool
    renewal: str
    advice: Advice | None
    confirmed_on: str
    confirmed_by: str
    acts: NotRequired[dict[str, Any]]  # interests, sheets reopened, the discussion
    withdrawn: NotRequired[bool]  # its producer took it out of the cycle
    given_to: NotRequired[str]  # the district that decides on the result (148)
    versions: NotRequired[list[dict[str, Any]]]  # of sheets scored anew: the total of each
    round: NotRequired[dict[str, Any]]  # the written opinions on which it was concluded
    reheard: NotRequired[dict[str, Any]]  # the appeal on which it is, and the result before
    presided: NotRequired[list[dict[str, Any]]]  # who did so one after the other
    former: NotRequired[dict[str, Any]]  # those that led it to this meeting


class Facts(TypedDict):
    """Everything that the papers of a sitting say; frozen with the set that prints it."""

    shape: int
    office: str
    place_name: str
    level: str
    council: dict[str, Any]
    sitting: dict[str, Any]
    people: list[Person]
    advisers: list[dict[str, Any]]
    products: list[Product]
    taken_off: list[dict[str, str]]
    sheets: list[dict[str, Any]]
    bases: list[str]
    is_draft: bool
    head_hash: str
    moved: NotRequired[list[dict[str, Any]]]


def clean(text: str) -> str:
    """Return people's words without what no document can hold; lines and tabs stay."""
    seen = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(c for c in seen if c in LAYOUT or unicodedata.category(c) not in CONTROL)


def cleaned(value: Any) -> Any:
    """Return the value with every text in it made fit to print."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(one) for one in value]
    return value


def assemble(
    *,
    sitting: Sitting,
    attendance: Sequence[Attendance],
    evaluations: Iterable[Evaluation],
    taken_off: Mapping[int, str],
    sheets: Iterable[ScoreSheet],
    head_hash: str = "",
    extensions: Sequence[Mapping[str, Any]] = (),
    hours: Mapping[str, str] | None = None,
) -> Facts:
    """Gather the facts; `taken_off`: the reasons by evaluation; `head_hash`: number and hash.

    extensions: how the deadline of a round of written opinions moved; hours: of begin and end.
    """
    rows = list(evaluations)
    council = sitting.council
    judged = [one for one in rows if one.status not in NOT_JUDGED]
    sent = [one for one in rows if one.status == EvaluationStatus.TO_MEETING]
    office, place = _office(sitting)
    bases = {basis for one in judged for basis in one.submission.procedure.legal_basis}
    facts: Facts = {
        "shape": SHAPE,
        "office": office,
        "place_name": place,
        "level": council.level,
        "council": {
            "name": council.name,
            "decision_no": council.decision_no,
            "established_on": council.established_on.isoformat(),
            "rules_no": council.rules_no,
            **paper_acts.rules_of(sitting, judged),
        },
        "sitting": _sitting(sitting) | dict(hours or {}),
        "people": _people(sitting, attendance),
        "advisers": [
            {"name": str(one.user), "organisation": one.organisation, "leads": one.leads}
            for one in council.advisers.all()
        ],
        "products": [_product(one) for one in judged],
        "taken_off": [
            {
                "name": one.submission.snapshot["product"]["name"],
                "code": one.submission.product_code,
                "reason": taken_off.get(one.pk, ""),
            }
            for one in rows
            if one.status == EvaluationStatus.CANCELLED
        ],
        "sheets": _sheets(sheets, [*judged, *sent]),
        "bases": sorted(bases),
        "is_draft": any(one.confirmed_at is None for one in judged),
        "head_hash": head_hash,
    }
    if sitting.is_written:  # of a meeting the facts stay as they were ever since
        facts["sitting"] |= _round(sitting, extensions)
        facts["moved"] = [_moved(one) for one in sent]
    return cleaned(facts)


def _round(sitting: Sitting, extensions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "form": sitting.form,
        "answers_due": sitting.answers_due.isoformat() if sitting.answers_due else "",
        "extensions": [dict(one) for one in extensions],
    }


def _moved(row: Evaluation) -> dict[str, Any]:
    """A product of a round that a meeting judges anew, with what was answered."""
    copy = row.submission.snapshot
    return {
        "evaluation": row.pk,
        "ordinal": row.ordinal,
        "name": copy["product"]["name"],
        "code": row.submission.product_code,
        "producer": copy["producer"]["name"],
        "round": row.result["written"],
    }


def _office(sitting: Sitting) -> tuple[str, str]:
    """Return the authority that set the council up, and where it signs."""
    unit, province = sitting.council.unit, sitting.province
    if unit is not None:  # a district, until July 2025 (148/QĐ-TTg)
        return f"{wording.SHORT}{unit.full_name}", unit.name
    is_ministry = province.kind == province.Kind.MINISTRY
    return province.office_name, "Hà Nội" if is_ministry else province.name


def _sitting(sitting: Sitting) -> dict[str, Any]:
    members = list(sitting.council.members.all())
    chair = sitting.presided_by or next((m for m in members if m.title == "chair"), None)
    return {
        "held_on": sitting.held_on.isoformat(),
        "place": sitting.place,
        "files_sent_on": sitting.files_sent_on.isoformat() if sitting.files_sent_on else "",
        "presiding": str(chair.user) if chair else "",
        "presiding_title": str(chair.get_title_display()) if chair else "",
        "is_delegated": sitting.presided_by is not None,
        "secretary": ", ".join(str(m.user) for m in members if m.title == Member.Title.SECRETARY),
    }


def _people(sitting: Sitting, attendance: Sequence[Attendance]) -> list[Person]:
    called = {row.member_id: row for row in attendance}
    return [
        {
            "member": member.pk,
            "name": str(member.user),
            "title": str(member.get_title_display()),
            "organisation": member.organisation,
            "scores": member.scores,
            "is_present": row.is_present if (row := called.get(member.pk)) else None,
            "reason": row.reason if row else "",
        }
        for member in sitting.council.members.all()
    ]


def _sheets(sheets: Iterable[ScoreSheet], judged: Iterable[Evaluation]) -> list[dict[str, Any]]:
    """Name every sheet that was handed in: its marks are sealed and are read when printed."""
    rows = list(judged)
    ordinals, out = {one.pk: one.ordinal for one in rows}, paper_acts.out_of(rows)
    return [
        {
            "id": sheet.pk,
            "ordinal": ordinals[sheet.evaluation_id],
            "member": str(sheet.member.user),
            "seat": sheet.member_id,
            "pass": sheet.pass_no,
            "version": sheet.version,
            "sha256": sheet.sha256,
            "paper": paper_acts.typed_words(sheet.rekeying) if sheet.from_paper else "",
            **({"is_out": True} if (sheet.evaluation_id, sheet.member_id) in out else {}),
        }
        for sheet in sheets
        if sheet.evaluation_id in ordinals
    ]


def _product(row: Evaluation) -> Product:
    """One product with its result, and the written opinions on which or after which it stands."""
    answered = row.former if row.former_id else row
    facts = answered.result.get("written") if answered else None
    found = _judged(row) | {"acts": paper_acts.acts_of(row), "versions": paper_acts.versions(row)}
    found |= paper_acts.withdrawal_of(row) | paper_acts.reheard(row)
    if facts:
        found["former" if row.former_id else "round"] = facts
    return found


def _judged(row: Evaluation) -> Product:
    submission, result = row.submission, row.result
    copy = submission.snapshot
    bands = submission.criteria_set.regulation.as_rules().bands
    return {
        "evaluation": row.pk,
        "ordinal": row.ordinal,
        "name": copy["product"]["name"],
        "code": submission.product_code,
        "producer": copy["producer"]["name"],
        "commune": copy["commune"]["full_name"],
        "purpose": copy["cycle"]["purpose"],
        "begun": result.get("begin", {}),
        "panel": _panel(row, bands),
        "passes": [_pass(one) for one in result.get("passes", ())],
        "points_sum": row.points_sum or 0,
        "sheet_count": row.sheet_count or 0,
        "mean": shown_mean(row.points_sum, row.sheet_count) if row.sheet_count else "",
        "star_by_points": row.star_by_points,
        "star": row.star,
        # What held the star down, and what was ruled on: others change nothing.
        "minimums": [
            {**one, "key": printed_code(one)}
            for one in result.get("minimums", ())
            if one["caps"] or one["ruled"] is not None
        ],
        "knock_outs": list(result.get("knock_outs", ())),
        "reasons": list(result.get("reasons", ())),
        "outcome": result.get("outcome") or {},
        "keeps": stays(row),
        "renewal": words_then(row),
        "advice": _advice(row),
        "confirmed_on": paper_acts.day_in_vietnam(row.confirmed_at),
        "confirmed_by": str(row.confirmed_by) if row.confirmed_by else "",
    }


def _panel(row: Evaluation, bands: Sequence[Band]) -> list[Seat]:
    told = {one["member"]: one for one in row.result.get("members", ())}
    out = paper_acts.left_out(row)
    return [
        _seat(place, told.get(place.member_id, {}), bands) | out.get(place.member_id, {})
        for place in row.panel.all()
    ]


def _seat(place: Panel, told: Mapping[str, Any], bands: Sequence[Band]) -> Seat:
    """One member's line: of several versions of a sheet the last one tells the total."""
    totals: dict[str, int] = {}
    counted, paper = None, []
    for sheet in sorted(told.get("sheets", ()), key=lambda s: (s["pass"], s["version"])):
        if sheet.get("from_paper"):
            paper.append(str(sheet["pass"]))
        if sheet["complete"]:
            totals[str(sheet["pass"])] = sheet["total"]
            counted = sheet["total"] if sheet["counts"] else counted
    return {
        "member": place.member_id,
        "name": str(place.member.user),
        "title": str(place.member.get_title_display()),
        "state": place.state,
        "scores": place.scores,
        "reason": place.reason,
        "totals": totals,
        "counted": counted,
        "paper": paper,
        "star": None if counted is None else star_by_points(bands, counted, 1),
    }


def _pass(told: Mapping[str, Any]) -> Pass:
    totals = list(told["totals"])
    return {
        "number": told["pass"],
        "totals": totals,
        "mean": shown_mean(sum(totals), len(totals)) if totals else "",
        "mode": told["mode"],
        "limit": told["limit"],
        "exceeded": told["exceeded"],
    }


def _advice(row: Evaluation) -> Advice | None:
    report = getattr(row, "advisory_report", None)
    if report is None:
        return None
    visited = report.site_visited_on
    return {
        "text": report.text,
        "site_visited_on": visited.isoformat() if visited else "",
        "written_by": str(report.written_by),
        "by_office": office_reports(row),
    }


def dissent(product: Product) -> list[Seat]:
    """Return the members whose own total lies in another band than the council's mean."""
    return [
        seat
        for seat in product["panel"]
        if seat["star"] is not None and seat["star"] != product["star_by_points"]
    ]
