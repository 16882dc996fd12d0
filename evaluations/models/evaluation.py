"""The judging of one submission by one council in one sitting."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import Council, Member, Sitting, never_emptied
from councils.rules import OperatingRules
from evaluations.querysets import EvaluationQuerySet
from evaluations.scoring import shown_mean
from evaluations.states import EvaluationStatus
from products.models import Submission
from regulations.models import KnockOut, StarMinimum
from territories.models import ProvinceOwned, owned
from territories.texts import LONGEST_REASON, LongText

from .opinion_triggers import WRITTEN_FOR_RE_EVALUATIONS
from .rehearsal import OF_REHEARSAL, REHEARSAL_IS_FIXED
from .removal import with_its_seat_until_begun

# Only the owner's function ocop_open() reveals the sheets, and it does so once.
OPENED_BY_FUNCTION_ONLY = """
    IF NEW.opened_at IS NOT DISTINCT FROM
       (CASE WHEN TG_OP = 'UPDATE' THEN OLD.opened_at END) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.opened_at IS NULL AND current_user = (
        SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = TG_RELID
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ocop: the sheets are opened by ocop_open alone';
"""
RESULT = (
    "points_sum",
    "sheet_count",
    "star_by_points",
    "star",
    "result",
    "concluded_at",
    "concluded_by_id",
    "pass_no",
)
RESULT_IS_FINAL = (
    "IF (OLD.concluded_at IS NOT NULL OR OLD.status = 'to_meeting') AND ("
    + " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in RESULT)
    + ") THEN RAISE EXCEPTION 'ocop: a result is final'; END IF; RETURN NEW;"
)
RULES_ARE_KEPT = """
    IF OLD.rules IS NOT NULL AND NEW.rules IS DISTINCT FROM OLD.rules THEN
        RAISE EXCEPTION 'ocop: an evaluation keeps the rules it was begun under';
    END IF;
    RETURN NEW;
"""
# A result is a draft until a controller confirms it, once and for good. He holds that duty on the
# day and no other that would have him control himself; he neither sat nor wrote for the council,
# nor typed or confirmed a paper sheet that is in the result. Only what had been decided before this
# was asked for may lack a name.
CONFIRMED_BY_CONTROLLER = """
    IF TG_OP = 'UPDATE' AND NEW.confirmed_at IS NOT DISTINCT FROM OLD.confirmed_at
       AND NEW.confirmed_by_id IS NOT DISTINCT FROM OLD.confirmed_by_id THEN
        IF NEW.confirmed_at IS NULL AND OLD.status = 'concluded' AND NEW.status <> OLD.status THEN
            RAISE EXCEPTION 'ocop: a result is not confirmed';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NULL THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'ocop: a result is confirmed by a controller';
    END IF;
    IF OLD.confirmed_at IS NOT NULL THEN
        RAISE EXCEPTION 'ocop: a confirmation is final';
    END IF;
    IF NEW.confirmed_by_id IS NULL AND (
        OLD.status IN ('approved', 'recognised', 'not_ranked', 'set_aside')
        OR OLD.forwarded_at IS NOT NULL
    ) THEN
        RETURN NEW;
    END IF;
    IF NEW.confirmed_by_id IS NULL OR NEW.confirmed_by_id = NEW.concluded_by_id
       OR NOT EXISTS (
            SELECT FROM accounts_assignment a WHERE a.user_id = NEW.confirmed_by_id
            AND a.province_id = NEW.province_id AND a.role = 'controller'
            AND a.period @> (NEW.confirmed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
       ) OR EXISTS (
            SELECT FROM accounts_assignment a WHERE a.user_id = NEW.confirmed_by_id
            AND a.province_id = NEW.province_id
            AND a.role IN ('council_secretary', 'province_admin')
            AND a.period @> (NEW.confirmed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
       ) OR EXISTS (
            SELECT FROM evaluations_panel p
            WHERE p.evaluation_id = NEW.id AND p.user_id = NEW.confirmed_by_id
       ) OR EXISTS (
            SELECT FROM councils_sitting s
            LEFT JOIN councils_member m
                ON m.council_id = s.council_id AND m.user_id = NEW.confirmed_by_id
            LEFT JOIN councils_adviser v
                ON v.council_id = s.council_id AND v.user_id = NEW.confirmed_by_id
            WHERE s.id = NEW.sitting_id AND (m.id IS NOT NULL OR v.id IS NOT NULL)
       ) THEN
        RAISE EXCEPTION 'ocop: a result is confirmed by a controller';
    END IF;
    IF EXISTS (
        SELECT FROM public.evaluations_rekeying r
        WHERE r.evaluation_id = NEW.id AND r.status = 'confirmed'
        AND NEW.confirmed_by_id IN (r.keyed_by_id, r.decided_by_id)
    ) THEN
        RAISE EXCEPTION 'ocop: another controller than who confirmed its paper sheet';
    END IF;
    RETURN NEW;
"""
# Whoever knows the scores must not choose whose count.
FIXED_ONCE_OPENED = f"""
    IF TG_OP = 'DELETE' AND EXISTS ({OF_REHEARSAL}) THEN RETURN OLD; END IF;
    PERFORM 1 FROM evaluations_evaluation e
    WHERE e.id = COALESCE(OLD.evaluation_id, NEW.evaluation_id) AND e.opened_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'ocop: the panel is fixed once the sheets are open';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""

NO_REKEYING_WAITS = """
    IF (OLD.opened_at, OLD.pass_no) IS DISTINCT FROM (NEW.opened_at, NEW.pass_no) AND EXISTS (
        SELECT FROM public.evaluations_rekeying r WHERE r.evaluation_id = NEW.id
        AND r.pass_no = OLD.pass_no AND r.status = 'waiting'
    ) THEN
        RAISE EXCEPTION 'ocop: a re-keyed sheet waits for its second person';
    END IF;
    RETURN NEW;
"""


class Evaluation(ProvinceOwned):
    """A submission on the agenda of a sitting; no score is in it before it is opened."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="evaluations")
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="agenda")
    level = models.CharField(_("cấp"), max_length=10, choices=Council.Level)
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))
    status = models.CharField(
        _("trạng thái"),
        max_length=12,
        choices=EvaluationStatus,
        default=EvaluationStatus.OPEN,
        editable=False,
    )
    pass_no = models.PositiveSmallIntegerField(_("lượt chấm"), default=1)
    # As the sitting is; its rows alone may be deleted, and nothing follows from its result.
    is_rehearsal = models.BooleanField(_("tập dượt"), default=False, editable=False)
    # A copy of the council's operating rules, made when the scoring began: never another's.
    rules = models.JSONField(null=True, editable=False)
    # Set by ocop_open() alone, when every sheet is in: from then on the scores can be read.
    opened_at = models.DateTimeField(_("mở phiếu lúc"), null=True, editable=False)
    points_sum = models.PositiveIntegerField(_("tổng điểm các phiếu"), null=True, editable=False)
    sheet_count = models.PositiveSmallIntegerField(_("số phiếu hợp lệ"), null=True, editable=False)
    star_by_points = models.PositiveSmallIntegerField(null=True, editable=False)
    star = models.PositiveSmallIntegerField(_("hạng sao"), null=True, editable=False)
    # Unmet minimums, knock-outs, votes, the outcome: shape in evaluations/results.py.
    result = models.JSONField(default=dict, editable=False)
    concluded_at = models.DateTimeField(null=True, editable=False)
    concluded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    # By the controller; without a name where the result was decided before that was asked for.
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    forwarded_at = models.DateTimeField(null=True, editable=False)
    forwarded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )

    # The paper by which a district asks its province to judge (1048, 148; R3).
    request_no = models.CharField(_("số văn bản đề nghị"), max_length=50, blank=True)
    requested_on = models.DateField(_("ngày văn bản đề nghị"), null=True, blank=True)
    request_signer = models.CharField(_("người ký văn bản đề nghị"), max_length=150, blank=True)
    # Heard anew because an appeal was upheld; the result before it stays as it is.
    appeal = models.ForeignKey(
        "evaluations.Appeal", models.PROTECT, null=True, related_name="hearings", editable=False
    )

    # Judged at a meeting after the written opinions of that one, which stays as it is.
    former = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="heard_again", editable=False
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("đánh giá")
        verbose_name_plural = _("đánh giá")
        ordering = ["sitting", "ordinal"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["submission", "level", "appeal"],
                nulls_distinct=False,
                condition=~Q(status__in=["cancelled", "set_aside", "to_meeting"])
                & Q(is_rehearsal=False),
                name="evaluations_one_per_submission",
                violation_error_message=_("Hồ sơ này đã có trong chương trình của một phiên họp."),
            ),
            models.UniqueConstraint(
                fields=["sitting", "ordinal"], name="evaluations_agenda_ordinal"
            ),
            # What the floor points at (models/floor.py).
            models.UniqueConstraint(fields=["id", "sitting"], name="evaluations_of_sitting"),
            models.CheckConstraint(
                name="evaluations_rehearsal_leads_nowhere",
                condition=Q(is_rehearsal=False)
                | Q(
                    status__in=["open", "scoring", "concluded", "cancelled"],
                    confirmed_at__isnull=True,
                    forwarded_at__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="evaluations_concluded_by",
                condition=Q(concluded_at__isnull=True, concluded_by__isnull=True)
                | Q(concluded_at__isnull=False, concluded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluations_confirmed_once_concluded",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, concluded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluations_forwarded_by",
                condition=Q(forwarded_at__isnull=True, forwarded_by__isnull=True)
                | Q(forwarded_at__isnull=False, forwarded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluations_result_after_opening",
                condition=Q(opened_at__isnull=False)
                | Q(points_sum__isnull=True, sheet_count__isnull=True, star__isnull=True),
            ),
            models.CheckConstraint(
                name="evaluations_district_request_whole",
                condition=Q(request_no="", requested_on__isnull=True, request_signer="")
                | Q(request_no__gt="", requested_on__isnull=False, request_signer__gt=""),
            ),
            same=("submission", "sitting", "appeal", "former"),
        )
        triggers = [
            pgtrigger.Trigger(
                name="rehearsal_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=REHEARSAL_IS_FIXED,
            ),
            pgtrigger.Trigger(
                name="opened_by_function_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=OPENED_BY_FUNCTION_ONLY,
            ),
            pgtrigger.Trigger(
                name="result_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=RESULT_IS_FINAL,
            ),
            pgtrigger.Trigger(
                name="rules_are_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=RULES_ARE_KEPT,
            ),
            pgtrigger.Trigger(
                name="confirmed_by_controller",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=CONFIRMED_BY_CONTROLLER,
            ),
            pgtrigger.Trigger(
                name="written_for_re_evaluations",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=WRITTEN_FOR_RE_EVALUATIONS,
            ),
            pgtrigger.Trigger(
                name="no_rekeying_waits",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=NO_REKEYING_WAITS,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return str(self.submission)

    @property
    def mean_shown(self) -> str:
        """Return the mean as it is told (R12); empty where no sheet was counted."""
        return shown_mean(self.points_sum, self.sheet_count) if self.sheet_count else ""

    @property
    def operating_rules(self) -> OperatingRules:
        """Return the rules it was begun under; before that the council's of today."""
        if self.rules is not None:
            return OperatingRules.from_json(self.rules)
        return self.sitting.council.rules


class Panel(ProvinceOwned):
    """A member before one product: there, absent for it with a reason, or recused (R19, R20)."""

    class State(models.TextChoices):
        """How the member stands to this product."""

        PRESENT = "present", _("có mặt")
        ABSENT = "absent", _("vắng")
        RECUSED = "recused", _("không tham gia vì có liên quan")

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="panel")
    member = models.ForeignKey(Member, with_its_seat_until_begun, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    scores = models.BooleanField(_("chấm điểm"), default=True)
    state = models.CharField(max_length=10, choices=State, default=State.PRESENT)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("thành viên chấm")
        verbose_name_plural = _("thành viên chấm")
        ordering = ["member__ordinal", "member_id"]
        constraints = owned(
            models.UniqueConstraint(fields=["evaluation", "member"], name="evaluations_panel_once"),
            models.CheckConstraint(
                name="evaluations_panel_reason",
                condition=Q(state="present") | ~Q(reason=""),
                violation_error_message=_("Hãy ghi lý do vắng hoặc không tham gia."),
            ),
            same=("evaluation", "member"),
        )
        triggers = [
            pgtrigger.Trigger(
                name="fixed_once_opened",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=FIXED_ONCE_OPENED,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_state_display()}"


class Ruling(ProvinceOwned):
    """The council overrules a vote on a minimum or rules on a knock-out, with reason (R9, R13)."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="rulings")
    minimum = models.ForeignKey(StarMinimum, models.PROTECT, null=True, related_name="+")
    knock_out = models.ForeignKey(KnockOut, models.PROTECT, null=True, related_name="+")
    stands = models.BooleanField(_("hội đồng kết luận là có"))
    reason = LongText(_("lý do ghi biên bản"), at_most=LONGEST_REASON)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("kết luận của hội đồng")
        verbose_name_plural = _("kết luận của hội đồng")
        constraints = owned(
            models.CheckConstraint(
                name="evaluations_ruling_on_one",
                condition=Q(minimum__isnull=False, knock_out__isnull=True)
                | Q(minimum__isnull=True, knock_out__isnull=False),
            ),
            models.CheckConstraint(name="evaluations_ruling_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["evaluation", "minimum", "knock_out"],
                nulls_distinct=False,
                name="evaluations_ruling_once",
            ),
            same=("evaluation",),
        )

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.minimum or self.knock_out}"
