"""Between the passes: what members note for the discussion, and sheets reopened by two persons."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import Member, never_emptied
from territories.models import ProvinceOwned, owned

from .evaluation import Evaluation
from .interests import APPEND_ONLY
from .rehearsal import kept_but_rehearsals
from .sheets import ScoreSheet

# One of the two is the chair, or whoever he delegated; the other the secretary.
CHAIR_AND_SECRETARY = """
    IF TG_OP = 'INSERT' AND (NEW.confirmed_at IS NOT NULL OR NEW.refused_at IS NOT NULL)
       OR TG_OP = 'UPDATE' AND (
        OLD.confirmed_at IS NOT NULL OR OLD.refused_at IS NOT NULL OR (
            NEW.id, NEW.province_id, NEW.evaluation_id, NEW.sheet_id, NEW.reason,
            NEW.requested_by_id, NEW.requested_at
        ) IS DISTINCT FROM (
            OLD.id, OLD.province_id, OLD.evaluation_id, OLD.sheet_id, OLD.reason,
            OLD.requested_by_id, OLD.requested_at
        )
    ) THEN
        RAISE EXCEPTION 'ocop: a reopening is asked for once and settled once';
    END IF;
    PERFORM 1 FROM evaluations_evaluation e
    JOIN evaluations_scoresheet s ON s.evaluation_id = e.id
    WHERE e.id = NEW.evaluation_id AND s.id = NEW.sheet_id AND s.status = 'submitted'
      AND s.pass_no = e.pass_no AND e.status = 'scoring' AND e.opened_at IS NULL
    FOR SHARE OF e;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ocop: this score sheet can no longer be reopened';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.refused_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM evaluations_evaluation e
        JOIN councils_sitting t ON t.id = e.sitting_id
        JOIN councils_member c ON c.council_id = t.council_id
            AND (c.title IN ('chair', 'secretary') OR c.id = t.presided_by_id)
        WHERE e.id = NEW.evaluation_id AND c.user_id = NEW.refused_by_id
    ) OR TG_OP = 'UPDATE' AND NEW.refused_at IS NULL AND NOT EXISTS (
        SELECT FROM evaluations_evaluation e
        JOIN councils_sitting t ON t.id = e.sitting_id
        JOIN councils_member c ON c.council_id = t.council_id
            AND (c.title = 'chair' OR c.id = t.presided_by_id)
        JOIN councils_member w ON w.council_id = t.council_id AND w.title = 'secretary'
        WHERE e.id = NEW.evaluation_id
          AND ((c.user_id, w.user_id) = (NEW.requested_by_id, NEW.confirmed_by_id)
            OR (c.user_id, w.user_id) = (NEW.confirmed_by_id, NEW.requested_by_id))
    ) THEN
        RAISE EXCEPTION 'ocop: chair and secretary reopen together';
    END IF;
    RETURN NEW;
"""


class DiscussionNote(ProvinceOwned):
    """Why a member's points lie where they lie: for the panel, once a pass is complete (R15)."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="discussion")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    pass_no = models.PositiveSmallIntegerField(_("sau lượt"))
    text = models.TextField(_("ý kiến thảo luận"), max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("ý kiến thảo luận")
        verbose_name_plural = _("ý kiến thảo luận")
        ordering = ["pass_no", "pk"]
        constraints = owned(
            models.CheckConstraint(name="evaluations_note_text", condition=~Q(text="")),
            rights=APPEND_ONLY,
            same=("evaluation", "member"),
        )
        triggers = [
            kept_but_rehearsals("append_only", pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.evaluation}"


class Reopening(ProvinceOwned):
    """A sheet handed in that is scored anew: one person asks, another confirms, before opening.

    What was withdrawn or refused may be asked anew; of one sheet one request stands at a time.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="reopenings")
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="reopenings")
    reason = models.CharField(_("lý do"), max_length=300)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    # Withdrawn by who asked, or refused by the other of the two: a request is settled once.
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(_("lý do không mở lại"), max_length=300, blank=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("mở lại phiếu")
        verbose_name_plural = _("mở lại phiếu")
        ordering = ["pk"]
        constraints = owned(
            models.CheckConstraint(name="evaluations_reopening_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="evaluations_reopening_confirmed",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluations_reopening_by_two",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("requested_by")),
                violation_error_message=_("Người xác nhận phải khác người đề nghị."),
            ),
            models.CheckConstraint(
                name="evaluations_reopening_refused",
                condition=Q(refused_at__isnull=True, refused_by__isnull=True, refusal="")
                | Q(
                    ~Q(refusal=""),
                    refused_at__isnull=False,
                    refused_by__isnull=False,
                    confirmed_at__isnull=True,
                ),
                violation_error_message=_("Hãy ghi lý do."),
            ),
            models.UniqueConstraint(
                fields=["sheet"],
                condition=Q(refused_at__isnull=True),
                name="evaluations_reopening_stands_once",
                violation_error_message=_("Đã có đề nghị mở lại phiếu này."),
            ),
            rights=("SELECT", "INSERT", "UPDATE"),
            same=("evaluation", "sheet"),
        )
        triggers = [
            kept_but_rehearsals("never_deleted"),
            pgtrigger.Trigger(
                name="chair_and_secretary",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=CHAIR_AND_SECRETARY,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.sheet}"
