"""Checking the record of a province from its rows: chain, head, seals, sheets, conclusions."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from itertools import islice
from typing import Any

from django.db.models import F, Prefetch
from django.utils.translation import gettext as _

from territories.models import Province

from . import record_facts
from .closing_actions import count
from .marks import book_of, text_of
from .models import (
    Evaluation,
    Finding,
    MarkOperation,
    RecordEvent,
    RecordHead,
    RecordSeal,
    Score,
    ScoreSheet,
)
from .operations import digest_of, entry, secret_of
from .record import GENESIS, HAND_INS, Tree, canonical, event_hash, sha256

REFS = ("sitting_ref", "evaluation_ref", "sheet_ref")
COLUMNS = ("seq", "at", "kind", "body", "prev", "hash", *REFS)
# A sitting that ended last on a day is sealed before the day is.
SEALS = ("last", F("sitting_id").asc(nulls_last=True))
SOME = 500  # sheets looked at together
FORMAT = 2  # 1 did not say how many seals there are


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong at which event."""

    seq: int
    words: str


@dataclass
class Report:
    """What was checked, and the first fault of each kind of check."""

    province: Province
    events: int = 0
    sheets: int = 0
    sealed: int = 0  # sheets of products that are not open: nobody reads them, not even here
    conclusions: int = 0
    seals: int = 0
    head: str = GENESIS
    faults: list[Fault] = field(default_factory=list)

    @property
    def first(self) -> Fault | None:
        """The first bad entry."""
        return min(self.faults, default=None)


class Walk:
    """Goes along the chain; stops at the first event that does not follow."""

    def __init__(self, report: Report, expect: tuple[int, str] | None) -> None:
        self.report, self.expect = report, expect
        self.tenant = report.province.pk
        self.tree, self.begins = Tree(), 1
        self.seals: dict[int, list[RecordSeal]] = {}
        for seal in RecordSeal.objects.filter(province=self.tenant).order_by(*SEALS):
            self.seals.setdefault(seal.last, []).append(seal)
        self.closed: dict[int, int] = {}  # sittings whose end no seal has covered yet

    def fault(self, seq: int, words: Any) -> None:
        """Write a fault down."""
        self.report.faults.append(Fault(seq, str(words)))

    def step(self, row: Sequence[Any]) -> dict[str, Any] | None:
        """Check an event against the one before; return its act, or None at a fault."""
        seq, _at, _kind, body, prev, link, *_refs = row
        expected = self.report.events + 1
        if seq != expected:
            self.fault(expected, _("thiếu sự kiện này"))
            return None
        if prev != self.report.head:
            self.fault(seq, _("không nối với sự kiện liền trước"))
            return None
        if event_hash(prev, self.tenant, seq, body) != link:
            self.fault(seq, _("nội dung không khớp mã kiểm tra"))
            return None
        told = json.loads(body)
        if not _columns_agree(row, told):
            self.fault(seq, _("cột trong bảng không khớp nội dung"))
            return None
        if self.expect and self.expect[0] == seq and self.expect[1] != link:
            self.fault(seq, _("mã kiểm tra khác mã đã in ra giấy"))
            return None
        self.report.events, self.report.head = seq, link
        if told["kind"] == "sitting_closed":
            self.closed[told["act"]["sitting"]] = seq
        self._seal(seq, link)
        return told

    def _seal(self, seq: int, link: str) -> None:
        self.tree.add(bytes.fromhex(link))
        for seal in self.seals.pop(seq, ()):
            agrees = (seal.first, seal.root, seal.head) == (self.begins, self.tree.root.hex(), link)
            if not agrees:
                self.fault(seq, _("niêm phong ngày %s không khớp") % f"{seal.day:%d/%m/%Y}")
            self.report.seals += 1
            self.closed.pop(seal.sitting_id, None)
            if seal.sitting_id is None:
                self.tree, self.begins = Tree(), seq + 1

    def end(self) -> None:
        """Check that nothing is missing at the end."""
        last = self.report.events
        rows = RecordHead.objects.filter(province=self.tenant).values_list("seq", "hash")
        head = rows.first() or (0, GENESIS)
        beyond = [seq for seq in self.seals if seq > last]
        expected = self.expect[0] if self.expect else 0
        until = max([head[0], expected, *beyond])
        if until > last:
            self.fault(last + 1, _("thiếu từ sự kiện này đến số %s") % until)
        elif head != (last, self.report.head):
            self.fault(last, _("đầu bản ghi không khớp sự kiện cuối"))
        if self.closed:
            words = _("thiếu niêm phong của phiên họp kết thúc ở đây")
            self.fault(min(self.closed.values()), words)


def _columns_agree(row: Sequence[Any], told: dict[str, Any]) -> bool:
    _seq, at, kind, _body, _prev, _hash, *refs = row
    act = told["act"]
    named = [act.get(name) for name in ("sitting", "evaluation", "sheet")]
    at_text = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return (kind, at_text, refs) == (told["kind"], told["at"], named)


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Return the rows in lists of a size (itertools has it from Python 3.12)."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def events_of(province: Province) -> Iterator[Sequence[Any]]:
    """Read the chain in its order, a few thousand rows at a time."""
    rows = RecordEvent.objects.filter(province=province).order_by("seq")
    return rows.values_list(*COLUMNS).iterator(chunk_size=5000)


def verify(province: Province, expect: tuple[int, str] | None = None) -> Report:
    """Check everything; expect: number and hash of an event, as printed in minutes or a receipt."""
    report = Report(province)
    walk = Walk(report, expect)
    handed_in: list[tuple[int, dict[str, Any]]] = []
    concluded: list[tuple[int, dict[str, Any]]] = []
    whole = True
    for row in events_of(province):
        told = walk.step(row)
        if told is None:
            whole = False
            break
        if told["kind"] in HAND_INS:
            handed_in.append((row[0], told["act"]))
        elif told["kind"] == "concluded":
            concluded.append((row[0], told["act"]))
    if whole:
        walk.end()
    for some in batched(handed_in, SOME):
        report.faults += _check_sheets(report, dict(some))
    report.faults += [fault for one in concluded if (fault := _check_conclusion(report, *one))]
    return report


def opened_sheets(ids: Sequence[int]) -> dict[int, ScoreSheet]:
    """Read sheets with their marks and logs; of those that are not open there are none."""
    rows = ScoreSheet.objects.filter(pk__in=ids).select_related(
        "evaluation__submission__criteria_set__regulation"
    )
    logs = Prefetch("operations", MarkOperation.objects.order_by("pk"))
    rows = rows.defer("evaluation__submission__snapshot", "evaluation__result")
    return {
        row.pk: row
        for row in rows.prefetch_related(
            Prefetch("scores", Score.objects.all()),
            Prefetch("findings", Finding.objects.all()),
            logs,
        )
    }


def _check_sheets(report: Report, acts: dict[int, dict[str, Any]]) -> Iterator[Fault]:
    sheets = opened_sheets([act["sheet"] for act in acts.values()])
    for seq, act in acts.items():
        sheet = sheets.get(act["sheet"])
        if sheet is None:
            yield Fault(seq, _("không còn phiếu số %s") % act["sheet"])
        elif sheet.sha256 != act["sheet_hash"]:
            yield Fault(seq, _("mã kiểm tra của phiếu số %s đã bị sửa") % sheet.pk)
        elif sheet.evaluation.opened_at is None:
            report.sealed += 1
        else:
            report.sheets += 1
            if words := _why_not(sheet, act):
                yield Fault(seq, words)


def sheet_text(sheet: ScoreSheet) -> str:
    """Return the text of a sheet that is open."""
    book = book_of(sheet.evaluation.submission.criteria_set)
    secret = secret_of(sheet.operations.all())
    return text_of(book, sheet, sheet.scores.all(), sheet.findings.all(), secret=secret)


def _why_not(sheet: ScoreSheet, act: dict[str, Any]) -> str:
    if sha256(sheet_text(sheet)) != act["sheet_hash"]:
        return _("điểm của phiếu số %s không khớp phiếu đã nộp") % sheet.pk
    if digest_of(sheet.operations.all()) != act["log"]:
        return _("nhật ký thao tác của phiếu số %s không khớp") % sheet.pk
    return ""


def _check_conclusion(report: Report, seq: int, act: dict[str, Any]) -> Fault | None:
    report.conclusions += 1
    rows = Evaluation.objects.select_related(
        "sitting__council", "submission__criteria_set__regulation"
    )
    evaluation = rows.filter(pk=act["evaluation"]).first()
    if evaluation is None:
        return Fault(seq, _("không còn đánh giá số %s") % act["evaluation"])
    again = record_facts.result(evaluation, count(evaluation))
    kept = {name: getattr(evaluation, name) for name in record_facts.KEPT}
    if not again.items() <= act.items() or not kept.items() <= act.items():
        return Fault(seq, _("kết luận số %s không khớp các phiếu") % evaluation.pk)
    return None


def export(province: Province) -> Iterator[str]:
    """Return the record as lines of JSON (docs/record.md); of sealed sheets the hash alone."""
    head = RecordHead.objects.filter(province=province).first()
    yield _line("record", format=FORMAT, province=province.slug, tenant=province.pk)
    for rows in batched(events_of(province), SOME):
        for seq, _at, _kind, body, prev, link, *_refs in rows:
            yield _line("event", seq=seq, body=body, prev=prev, hash=link)
        yield from _sheet_lines([(row[0], row[8]) for row in rows if row[2] in HAND_INS])
    seals = 0
    for seal in RecordSeal.objects.filter(province=province).order_by(*SEALS):
        seals += 1
        yield _line(
            "seal",
            day=seal.day.isoformat(),
            sitting=seal.sitting_id,
            first=seal.first,
            last=seal.last,
            root=seal.root,
            head=seal.head,
        )
    end = (head.seq, head.hash) if head else (0, GENESIS)
    yield _line("head", seq=end[0], hash=end[1], seals=seals)


def _sheet_lines(handed_in: Sequence[tuple[int, int]]) -> Iterator[str]:
    sheets = opened_sheets([sheet for _seq, sheet in handed_in]) if handed_in else {}
    for seq, pk in handed_in:
        sheet = sheets.get(pk)
        if sheet is not None and sheet.evaluation.opened_at is not None:
            log = [entry(row) for row in sheet.operations.all()]
            yield _line("sheet", seq=seq, text=sheet_text(sheet), log=log)


def _line(kind: str, **facts: Any) -> str:
    return canonical({"type": kind, **facts}) + "\n"
