"""Whether a product may be scored now: what is missing, and what only warns (R14, R16-R18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from councils.models import Council, Sitting
from councils.quorum import Quorum, Seat, eligible_scorers, notice_is_short, quorum
from councils.states import SittingStatus
from councils.written import is_late
from producers.eligibility import PaperState, paper_on
from products.commune_clock import calendar
from products.cycle import Status, Step
from products.dossier_facts import WARN_DAYS
from products.holding import at_district, is_at_district
from products.models import Participation, Submission
from products.window import samples_ready
from regulations.models import CriteriaSet
from territories import clock
from territories.clock import Calendar, working_days_between
from territories.models import AdminUnit

from .appeal_states import REHEARD
from .interest_proposals import names_waiting
from .marks import seats_of
from .models import Evaluation, Package, Panel
from .out_of_round import outside_words
from .rehearsals import is_sample
from .renewal import office_reports
from .resting import basis_of_way
from .result_clock import result_clock_of
from .seating import what_to_do
from .states import EvaluationStatus, PackageStatus

# Taken off, set aside by the Ministry's result (7.4.g), sent to a meeting: free for another one.
OFF_AGENDA = (
    EvaluationStatus.CANCELLED,
    EvaluationStatus.SET_ASIDE,
    EvaluationStatus.TO_MEETING,
)
SAMPLES = 5  # 26/2026/QĐ-TTg, Điều 6.2.d; the transcripts of the older books are silent (R18)


@dataclass(frozen=True)
class Caution:
    """What does not stand in the way; some of it asks for a reason in the record."""

    text: str
    needs_reason: bool = False


@dataclass(frozen=True)
class Readiness:
    """All that speaks for and against beginning to score."""

    quorum: Quorum
    problems: tuple[str, ...] = ()
    warnings: tuple[Caution, ...] = ()
    seats: tuple[Seat, ...] = field(default=(), repr=False)

    @property
    def needs_reason(self) -> bool:
        """Tell whether one of the warnings must be answered with a reason."""
        return any(one.needs_reason for one in self.warnings)


def _not_called(sitting: Sitting, panel: Collection[Panel]) -> list[str]:
    """Say whose roll was not called: who came to the council after it is not taken for present."""
    called = set(sitting.attendance.values_list("member_id", flat=True))
    if not called:
        return [_("Chưa điểm danh.")]
    places = [one for one in panel if one.state == Panel.State.PRESENT]
    missed = [str(one.member.user) for one in places if one.member_id not in called]
    words = _("Chưa điểm danh: %(who)s. Hãy điểm danh lại ở trang phiên họp.")
    return [words % {"who": ", ".join(missed)}] if missed else []


def readiness(evaluation: Evaluation, panel: Iterable[Panel]) -> Readiness:
    """Look at one product on the agenda, with the panel as it is or as a press will make it."""
    sitting, rules, panel = evaluation.sitting, evaluation.operating_rules, list(panel)
    seats = tuple(seats_of(evaluation, panel))
    out = [one.member for one in seats if one.recused]
    if sitting.is_written:  # who scores is asked; enough of them must be able to answer (7.6.d)
        seats = tuple(one for one in seats if one.scores)
    count = quorum(seats, share=rules.quorum_share, chair_required=rules.chair_required)
    problems = []
    if sitting.status != SittingStatus.OPEN:
        problems.append(
            _("Đợt lấy ý kiến chưa bắt đầu hoặc đã kết thúc.")
            if sitting.is_written
            else _("Phiên họp chưa mở hoặc đã kết thúc.")
        )
    if sitting.is_written:
        problems += [_("Đã hết hạn trả lời: hãy gia hạn trước.")] if is_late(sitting) else []
    else:
        problems += _not_called(sitting, panel)
    problems += why_not_newest(evaluation.submission)
    if wanting := list(_quorum_problems(count, seats)):
        problems += wanting + what_to_do(evaluation, count.has_chair)
    if not samples_are_ready(evaluation):
        problems.append(_("Chưa đủ sản phẩm mẫu (hoặc chưa ghi ngày khảo sát thực tế)."))
    if office_reports(evaluation) and not hasattr(evaluation, "advisory_report"):
        problems.append(
            _("Chưa có báo cáo đánh giá hồ sơ của cơ quan tham mưu quản lý OCOP (Điều 7.6.c).")
        )
    if waiting := names_waiting(evaluation, out):
        text = _(
            "Còn %(count)s trường hợp có thể có lợi ích liên quan chưa kết luận (%(who)s): hãy kết"
            " luận ở trang «Lợi ích liên quan» của sản phẩm này."
        )
        names = ", ".join(dict.fromkeys(waiting))
        problems.append(text % {"count": len(waiting), "who": names})
    days = calendar()
    no_report = _("Chưa có báo cáo của Tổ tư vấn về hồ sơ này.")
    silent = not office_reports(evaluation) and not hasattr(evaluation, "advisory_report")
    warnings = (
        *round_warnings(evaluation),
        *notice_warnings(evaluation, days),
        *paper_warnings(evaluation),
        *result_warnings(evaluation),
        *([Caution(no_report)] if silent and not evaluation.is_rehearsal else []),
    )
    return Readiness(count, tuple(problems), warnings, seats)


def waiting_for_a_council(sitting: Sitting) -> Any:
    """Return the newest accepted submissions that are on no agenda of this level."""
    if sitting.is_rehearsal:
        return _named(Submission.objects.none())
    on_agenda = Evaluation.objects.filter(level=sitting.council.level)
    on_agenda = on_agenda.exclude(status__in=OFF_AGENDA)
    # What an upheld appeal has brought back may be heard anew, once for each appeal.
    on_agenda = on_agenda.exclude(appeals__status__in=REHEARD)
    if sitting.council.level == Council.Level.NATIONAL:
        return _received_by_ministry(sitting, on_agenda)
    newer = Submission.objects.filter(
        participation=OuterRef("participation"), version__gt=OuterRef("version")
    )
    rows = Submission.objects.filter(
        ~Exists(newer),
        _held_for(sitting),
        province=sitting.province_id,
        participation__step=Step.EVALUATION,
        participation__status=Status.ACCEPTED,
    ).exclude(participation__in=_approved())
    waiting = _named(rows.exclude(pk__in=on_agenda.values("submission")))
    return waiting.order_by("participation__product__sort", "pk")


def _approved() -> QuerySet:
    """Return the ways whose result is approved: what they complete is for the Ministry (7.4)."""
    approved = Evaluation.objects.filter(status=EvaluationStatus.APPROVED)
    wanted = approved.filter(submission__participation__isnull=False)
    return wanted.values("submission__participation")


def _received_by_ministry(sitting: Sitting, on_agenda: QuerySet) -> QuerySet:
    """Return the provinces' files that the Ministry has taken in (26/2026/QĐ-TTg, Điều 7.4.a)."""
    received = Package.objects.filter(status=PackageStatus.RECEIVED, evaluation__isnull=True)
    rows = Submission.objects.filter(
        province=sitting.province_id, pk__in=received.values("submission")
    )
    return _named(rows.exclude(pk__in=on_agenda.values("submission"))).order_by("origin", "pk")


def _named(rows: QuerySet) -> QuerySet:
    told = rows.select_related("procedure", "participation__round__cycle", "commune_report")
    return (
        told.prefetch_related("packages")
        .defer("snapshot")
        .annotate(
            product_name=KT("snapshot__product__name"),
            producer_name=KT("snapshot__producer__name"),
            purpose=KT("snapshot__cycle__purpose"),
        )
    )


def _held_for(sitting: Sitting) -> Q:
    """Keep what the council's own level holds: a district's of its own communes (148)."""
    held = at_district(Participation.objects.all())
    unit = sitting.council.unit
    if unit is None:
        return ~Q(participation__in=held.values("pk"))
    inside = AdminUnit.objects.within(unit).values("pk")
    return Q(
        participation__in=held.values("pk"), participation__product__producer__commune__in=inside
    )


def why_not_held(submission: Submission, sitting: Sitting) -> list[str]:
    """Name why a council of this level may not take the dossier up: another office holds it."""
    found = Submission.objects.filter(_held_for(sitting), pk=submission.pk)
    if submission.participation_id is None or found.exists():
        return []
    return [_("Hồ sơ đang do cấp khác giữ, chưa đến hội đồng này.")]


def why_not_newest(submission: Submission) -> list[str]:
    """Name why the submission may not be judged: it is not accepted, or not the last one."""
    participation = submission.participation
    if is_sample(submission):
        return []
    if participation is None:  # the Ministry's copy of what a province forwarded
        received = submission.packages.filter(status=PackageStatus.RECEIVED)
        return [] if received.exists() else [_("Bộ chưa tiếp nhận hồ sơ này.")]
    if participation.status == Status.WITHDRAWN:
        return [_("Sản phẩm đã rút khỏi chu trình.")]
    if participation.step != Step.EVALUATION or participation.status != Status.ACCEPTED:
        if is_at_district(participation):
            return [_("Hồ sơ chưa được huyện tiếp nhận.")]
        return [_("Hồ sơ chưa được tỉnh tiếp nhận.")]
    if participation.submissions.filter(version__gt=submission.version).exists():
        return [_("Đã có hồ sơ nộp lại mới hơn.")]
    if _approved().filter(submission__participation=participation).exists():
        return [_("Kết quả của tỉnh đã được phê duyệt, chờ kết quả của Bộ.")]
    basis = basis_of_way(participation)
    return [basis.refusal] if basis and basis.refusal else []


def _quorum_problems(count: Quorum, seats: Iterable[Seat]) -> Iterator[str]:
    if count.present < count.needed or not count.appointed:
        yield _("Chưa đủ thành viên họp: có %(present)s, cần ít nhất %(needed)s.") % {
            "present": count.present,
            "needed": max(count.needed, 1),
        }
    if not count.has_chair:
        yield _("Chưa có người chủ trì: Chủ tịch vắng hoặc không tham gia, chưa ủy quyền.")
    if not eligible_scorers(seats):
        yield _("Không có thành viên nào chấm điểm.")


def samples_are_ready(evaluation: Evaluation) -> bool:
    """Five samples logged, or for tourism the visit: by the office or the advisers (R18)."""
    report = getattr(evaluation, "advisory_report", None)
    return samples_are_logged(evaluation.submission, report.site_visited_on if report else None)


def samples_are_logged(submission: Submission, advisers_visit: date | None = None) -> bool:
    """Tell whether what is logged with a file is enough, with the visit of the advisers (R18)."""
    receipts = list(submission.sample_receipts.all())
    visits = [advisers_visit, *(r.site_visited_on for r in receipts)]
    visited_on = min((day for day in visits if day), default=None)
    received = sum(r.count for r in receipts)
    return any(
        samples_ready(required=required, received=received, site_visited_on=visited_on)
        for required in _required(submission.criteria_set)
    )


def _required(criteria_set: CriteriaSet) -> tuple[int, ...]:
    silent = criteria_set.samples is None  # either way proves it
    return (SAMPLES, 0) if silent else (criteria_set.samples,)


def notice_warnings(evaluation: Evaluation, days: Calendar) -> Iterator[Caution]:
    """Warn when the members had the file too late (R17)."""
    sitting, wanted = evaluation.sitting, evaluation.operating_rules.notice_days
    if sitting.is_written:
        yield from _answer_time(sitting, wanted, days)
        return
    if sitting.files_sent_on is None:
        yield Caution(_("Chưa ghi ngày gửi hồ sơ cho thành viên."), needs_reason=True)
        return

    def between(start: date, end: date) -> int:
        return working_days_between(start, end, days)

    sent_on, complete_on = sitting.files_sent_on, _complete_on(evaluation.submission)
    if notice_is_short(sent_on, sitting.held_on, days=wanted, working_days_between=between):
        yield Caution(
            _("Hồ sơ gửi thành viên ngày %(sent)s, chưa đủ %(days)s ngày làm việc trước phiên họp.")
            % {"sent": f"{sent_on:%d/%m/%Y}", "days": wanted},
            needs_reason=True,
        )
    elif complete_on and sent_on < complete_on:  # nobody is sent a file before it is complete
        yield Caution(
            _("Hồ sơ này chỉ đủ từ ngày %(day)s, sau ngày gửi hồ sơ cho thành viên đã ghi.")
            % {"day": f"{complete_on:%d/%m/%Y}"}
        )


def _complete_on(submission: Submission) -> date | None:
    """Return the day on which the province took the file as complete; the Ministry's has none."""
    return submission.participation.complete_on if submission.participation_id else None


def _answer_time(sitting: Sitting, wanted: int, days: Calendar) -> Iterator[Caution]:
    """Warn when the members of a round have less time than the rules give before a meeting."""

    def between(start: date, end: date) -> int:
        return working_days_between(start, end, days)

    sent_on = sitting.files_sent_on or clock.today()
    short = notice_is_short(sent_on, sitting.answers_due, days=wanted, working_days_between=between)
    if short:
        yield Caution(
            _("Thành viên có hồ sơ chưa đủ %(days)s ngày làm việc trước hạn trả lời %(due)s.")
            % {"days": wanted, "due": f"{sitting.answers_due:%d/%m/%Y}"},
            needs_reason=True,
        )


def result_warnings(evaluation: Evaluation) -> Iterator[Caution]:
    """Warn when the answers come after the day by which there must be a result (Điều 7.6.g)."""
    due, last = result_clock_of(evaluation), evaluation.sitting.answers_due
    if due is not None and last is not None and last > due.due_on:
        yield Caution(
            _("Hạn trả lời %(last)s sau ngày phải có kết quả (%(due)s, 45 ngày, Điều 7.6.g).")
            % {"last": f"{last:%d/%m/%Y}", "due": f"{due.due_on:%d/%m/%Y}"},
            needs_reason=True,
        )


def round_warnings(evaluation: Evaluation) -> Iterator[Caution]:
    """Warn of a product outside its round: as told for the agenda, or since the day moved."""
    told = evaluation.result.get("outside_round")
    if told:
        facts = {"outside": told["outside"], "basis": told["basis"].rstrip(".")}
        yield Caution(_("%(outside)s Căn cứ: %(basis)s.") % facts)
    elif evaluation.appeal_id is None and (
        words := outside_words(evaluation.submission, evaluation.sitting)
    ):
        yield Caution(words, needs_reason=True)


def paper_warnings(evaluation: Evaluation) -> Iterator[Caution]:
    """Warn of papers that do not hold on the day of the sitting, or soon will not (R14)."""
    snapshot, day = evaluation.submission.snapshot, evaluation.sitting.judged_on
    permits = [one | {"title": one["label"]} for one in snapshot.get("permits", ())]
    for paper in (*snapshot.get("evidence", ()), *permits):
        state = state_of(paper, day)
        facts = {"title": paper["title"], "day": _vn(paper.get("expires_on"))}
        if state == PaperState.EXPIRED:
            text = _("«%(title)s» hết hạn ngày %(day)s, trước phiên họp.") % facts
            yield Caution(text, needs_reason=True)
        elif state == PaperState.NOT_YET:
            text = _("«%(title)s» được cấp sau ngày họp.") % facts
            yield Caution(text, needs_reason=True)
        elif state == PaperState.EXPIRING:
            yield Caution(_("«%(title)s» sắp hết hạn, ngày %(day)s.") % facts)


def state_of(paper: dict[str, Any], day: date) -> PaperState:
    """Return how a paper of the frozen copy stands on a day."""
    return paper_on(
        day,
        issued_on=_day(paper.get("issued_on")),
        expires_on=_day(paper.get("expires_on")),
        warn_days=WARN_DAYS,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _vn(text: str | None) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""
