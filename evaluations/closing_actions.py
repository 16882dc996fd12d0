"""After the scoring: a second pass, the opening of the sheets, rulings, the conclusion (R9-R15)."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from accounts.workflow import move, refuse_verb
from councils.actions import tidy
from councils.models import Council
from councils.quorum import quorum
from regulations.models import KnockOut, StarMinimum
from territories import clock

from . import (
    interest_proposals,
    record_facts,
    recording,
    reopening_actions,
    seal,
    seating,
)
from .agenda_actions import locked
from .marks import book_of, seats_of
from .models import Evaluation, Finding, Panel, Ruling, Score
from .notices import tell_members
from .results import Count
from .scoring import Reason
from .seal import refusals_in_words
from .states import EVALUATION, EvaluationStatus, SheetStatus
from .written import waits_for_chair

WITHDRAWAL = "withdraw_ruling"


@transaction.atomic
def look_at_members(evaluation: Evaluation, by: User) -> None:
    """Look before a pass ends for what links members to the producer by now; that stays (R20)."""
    held = locked(evaluation)
    if held.status == EvaluationStatus.SCORING and held.opened_at is None:
        seating.look_again(held, by)


def refuse_unsettled(held: Evaluation) -> None:
    """Name what must be settled before the sheets are opened, and where."""
    if names := interest_proposals.names_waiting(held):
        text = _(
            "Còn lợi ích liên quan chưa có kết luận của thư ký hoặc Chủ tịch (%(who)s): hãy kết"
            " luận ở trang «Lợi ích liên quan» của sản phẩm này trước khi mở phiếu."
        )
        raise ValidationError(text % {"who": ", ".join(dict.fromkeys(names))})
    reopening_actions.refuse_while_waiting(held)


def open_second_pass(*, evaluation: Evaluation, by: User) -> Evaluation:
    """Have every member score anew: the totals lie too far apart (R15); earlier passes are kept."""
    look_at_members(evaluation, by)
    return _open_second_pass(evaluation, by)


@transaction.atomic
def _open_second_pass(evaluation: Evaluation, by: User) -> Evaluation:
    held = locked(evaluation)
    refuse_next_pass(held)
    if not seal.spread_exceeded([held.pk])[held.pk]:
        raise ValidationError(_("Điểm không chênh quá mức, hoặc còn phiếu chưa nộp."))
    reopening_actions.refuse_while_waiting(held)
    held.pass_no += 1
    held.save(update_fields=["pass_no"])
    journal.record(by=by, verb="open_second_pass", target=held, pass_no=held.pass_no)
    recording.append("second_pass", by=by, target=held, pass_no=held.pass_no)
    scorers = held.panel.filter(state=Panel.State.PRESENT, scores=True)
    text = gettext_noop("Mời chấm lượt %(n)s: %(what)s.")
    tell_members(held, scorers.values_list("user_id", flat=True), text, "sheet", n=held.pass_no)
    return held


def refuse_next_pass(held: Evaluation) -> None:
    """Refuse another pass of what is scored no longer, or has had the last one of the rules."""
    _refuse_written(held, _("Lấy ý kiến bằng văn bản không có lượt chấm thứ hai."))
    is_over = held.status != EvaluationStatus.SCORING or held.opened_at is not None
    if is_over or held.pass_no >= held.operating_rules.passes:
        raise ValidationError(_("Sản phẩm này không chấm thêm lượt nữa."))


def _scoring(evaluation: Evaluation) -> Evaluation:
    held = locked(evaluation)
    refuse_unless_scoring(held)
    return held


def refuse_unless_scoring(held: Evaluation) -> None:
    """Refuse what is done only while the product is judged: until it is concluded."""
    refuse_verb(held, "conclude", EVALUATION)


def refuse_ruling_minimums(held: Evaluation) -> None:
    """Refuse to rule on a minimum before the votes are known, and after the conclusion."""
    refuse_unless_scoring(held)
    if held.opened_at is None:
        raise ValidationError(_("Chỉ kết luận về yêu cầu tối thiểu sau khi mở phiếu."))


def refuse_opening(held: Evaluation) -> None:
    """Refuse to open what is open already, is not being scored, or is closed instead (7.6.d)."""
    if held.opened_at is not None:
        raise ValidationError(_("Phiếu của sản phẩm này đã mở."))
    refuse_unless_scoring(held)
    _refuse_written(held, _("Đợt lấy ý kiến bằng văn bản: hãy dùng «Khép lại lấy ý kiến»."))


def refuse_concluding(held: Evaluation) -> None:
    """Refuse before the opening, and while a member's wish waits for the chair's answer."""
    refuse_unless_scoring(held)
    if held.opened_at is None:
        raise ValidationError(_("Hãy mở phiếu trước khi kết luận."))
    if waits_for_chair(held.result.get("written")):
        raise ValidationError(
            _("Có thành viên đề nghị họp trực tiếp: Chủ tịch phải trả lời trước.")
        )


def _refuse_written(held: Evaluation, words: str) -> None:
    if held.sitting.is_written:
        raise ValidationError(words)


def open_sheets(*, evaluation: Evaluation, by: User) -> Evaluation:
    """Reveal the sheets: all are in, none is unfinished, the spread is dealt with (R19)."""
    look_at_members(evaluation, by)
    with refusals_in_words():
        held = locked(evaluation)
        refuse_opening(held)
        refuse_unsettled(held)
        _refuse_without_quorum(held)
        seal.open_sheets(held.pk)
        held.refresh_from_db(fields=["opened_at"])
        journal.record(by=by, verb="open_sheets", target=held, pass_no=held.pass_no)
        recording.append("opened", by=by, target=held, **record_facts.opening(held))
        return held


def _refuse_without_quorum(held: Evaluation) -> None:
    """Members may have left since the scoring began: too few make no result (R16)."""
    rules, panel = held.operating_rules, held.panel.select_related("member")
    seats = seats_of(held, panel)
    if not quorum(seats, share=rules.quorum_share, chair_required=rules.chair_required).is_met:
        raise ValidationError(no_quorum_words())


def no_quorum_words() -> str:
    """Say why too few members open no sheets."""
    return _("Không còn đủ thành viên theo quy chế: chưa mở được phiếu của sản phẩm này.")


@transaction.atomic
def rule(
    *,
    evaluation: Evaluation,
    by: User,
    stands: bool,
    reason: str,
    minimum: StarMinimum | None = None,
    knock_out: KnockOut | None = None,
) -> Ruling:
    """Write down what the council concludes against or beside the votes (R9, R13)."""
    held = _scoring(evaluation)
    clause = minimum or knock_out
    if (minimum is None) == (knock_out is None) or (
        clause.criteria_set_id != held.submission.criteria_set_id
    ):
        raise ValidationError(_("Hãy chọn một điều kiện của bộ tiêu chí này."))
    if minimum is not None:
        refuse_ruling_minimums(held)
    if knock_out is not None and not stands:
        raise ValidationError(
            {"stands": _("Điều kiện loại không đủ phiếu thì không cần kết luận.")}
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do vào biên bản.")})
    if held.operating_rules.minimum_mode != Council.MinimumMode.COUNCIL or minimum is None:
        _refuse_written(held, _("Kết luận khác với ý kiến của thành viên phải qua họp trực tiếp."))
    ruling, _is_new = Ruling.objects.update_or_create(
        evaluation=held,
        minimum=minimum,
        knock_out=knock_out,
        defaults={
            "province_id": held.province_id,
            "stands": stands,
            "reason": reason.strip(),
            "by": by,
        },
    )
    journal.record(by=by, verb="rule", target=held, on=clause, stands=stands, reason=ruling.reason)
    recording.append(
        "ruled",
        by=by,
        target=held,
        words=ruling.reason,
        on=record_facts.clause(ruling),
        stands=stands,
    )
    return ruling


@transaction.atomic
def rule_each(
    *, evaluation: Evaluation, given: Iterable[tuple[StarMinimum, bool, str]], by: User
) -> list[Ruling]:
    """Write down what the council concludes on several minimums, all or none, each for itself.

    Only for the first time: what somebody has ruled meanwhile is not written over unseen.
    """
    held, asked = _scoring(evaluation), list(given)
    if not asked:
        raise ValidationError(_("Hãy kết luận ít nhất một yêu cầu."))
    known = held.rulings.filter(minimum__in=[minimum for minimum, _stands, _reason in asked])
    refusals = [
        ValidationError(
            _(
                "Tiêu chí %(code)s, hạng %(star)s sao: %(who)s vừa ghi kết luận, lý do: %(reason)s."
                " Muốn đổi, dùng «Kết luận khác» ở trang sản phẩm."
            )
            % {
                "code": row.minimum.criterion.key.replace("/", " "),
                "star": row.minimum.star,
                "who": row.by,
                "reason": row.reason.rstrip("."),
            },
            code="stale",
        )
        for row in known.select_related("minimum__criterion", "by").order_by("pk")
    ]
    if refusals:
        raise ValidationError(refusals)
    return [
        rule(evaluation=held, by=by, minimum=minimum, stands=stands, reason=reason)
        for minimum, stands, reason in asked
    ]


def refuse_withdrawing(held: Evaluation, ruling: int) -> None:
    """Refuse after the conclusion, and what is withdrawn already: its row is gone."""
    refuse_unless_scoring(held)
    if journal.last(WITHDRAWAL, Evaluation, held.pk, ruling=ruling):
        raise ValidationError(_("Kết luận này của hội đồng đã được bỏ."))


@transaction.atomic
def withdraw_ruling(*, ruling: Ruling, by: User, reason: str) -> None:
    """Take a ruling back before the conclusion."""
    _scoring(ruling.evaluation)
    if not tidy(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    facts = {"ruling": ruling.pk, "on": ruling, "reason": tidy(reason)}
    journal.record(by=by, verb=WITHDRAWAL, target=ruling.evaluation, **facts)
    recording.append(
        "ruling_withdrawn",
        by=by,
        target=ruling.evaluation,
        words=tidy(reason),
        on=record_facts.clause(ruling),
    )
    ruling.delete()


def count(evaluation: Evaluation) -> Count:
    """Count the opened sheets; five queries, whatever the number of members or criteria."""
    submission = evaluation.submission
    book = book_of(submission.criteria_set)
    sheets = evaluation.sheets.filter(status=SheetStatus.SUBMITTED).prefetch_related(
        Prefetch("scores", Score.objects.all()), Prefetch("findings", Finding.objects.all())
    )
    return Count(
        evaluation=evaluation,
        book=book,
        panel=list(evaluation.panel.select_related("member__user")),
        sheets=list(sheets),
        rulings=list(evaluation.rulings.select_related("minimum", "by")),
        bands=submission.criteria_set.regulation.as_rules().bands,
    )


@transaction.atomic
def conclude(*, evaluation: Evaluation, by: User) -> Evaluation:
    """Fix the result: the exact sum and count, the star, every vote and reason (R10-R13)."""
    held = locked(evaluation)
    refuse_concluding(held)
    counted = count(held)
    result = counted.result
    if not result.is_final:
        if Reason.UNRULED_MINIMUMS in result.reasons:
            raise ValidationError(
                _("Chưa kết luận được: quy chế để hội đồng kết luận từng yêu cầu tối thiểu.")
            )
        raise ValidationError(_("Chưa kết luận được: còn phiếu chưa chấm xong."))
    held.points_sum, held.sheet_count = result.points_sum, result.sheet_count
    held.star_by_points, held.star = result.star_by_points, result.star
    held.result = counted.as_json(held.submission.procedure.as_rule())
    held.concluded_at, held.concluded_by = clock.now(), by
    done = move(
        held,
        "conclude",
        by=by,
        table=EVALUATION,
        also=(
            "points_sum",
            "sheet_count",
            "star_by_points",
            "star",
            "result",
            "concluded_at",
            "concluded_by",
        ),
        points_sum=result.points_sum,
        sheet_count=result.sheet_count,
        star=result.star,
        reasons=[*result.reasons],
    )
    recording.append("concluded", by=by, target=done, **record_facts.result(done, counted))
    return done
