"""Who is linked to whom: what a member declared or the system found, and what came of it (R20)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import Member, never_emptied
from territories.models import ProvinceOwned, owned

from .evaluation import Evaluation
from .rehearsal import kept_but_rehearsals

APPEND_ONLY = ("SELECT", "INSERT")
OF_REHEARSED_INTEREST = """
    SELECT FROM public.evaluations_interest i
    JOIN public.evaluations_evaluation e ON e.id = i.evaluation_id
    WHERE i.id = OLD.interest_id AND e.is_rehearsal
"""
NOBODY_CLEARS_HIMSELF = """
    PERFORM 1 FROM evaluations_interest i JOIN councils_member m ON m.id = i.member_id
    WHERE i.id = NEW.interest_id AND m.user_id = NEW.by_id AND NEW.verdict = 'set_aside';
    IF FOUND THEN
        RAISE EXCEPTION 'ocop: nobody sets his own interest aside';
    END IF;
    RETURN NEW;
"""


class Interest(ProvinceOwned):
    """A link between a member and a product's producer, or what looks like one; never changed."""

    class Ground(models.TextChoices):
        """What the link is, and who says so."""

        DECLARED = "declared", _("thành viên tự khai về sản phẩm")
        PRODUCER = "producer", _("thành viên tự khai về chủ thể")
        RECORDED = "recorded", _("thư ký ghi nhận")
        LEFT_OUT = "left_out", _("không chấm lại theo quyết định về khiếu nại")
        HANDED_IN = "handed_in", _("đã nộp hồ sơ hoặc là người của chủ thể")
        HELPED = "helped", _("đã tham gia lập hồ sơ")
        ADVISED = "advised", _("đã tư vấn, báo cáo về hồ sơ")
        TAX_CODE = "tax_code", _("cùng mã số thuế")
        REPRESENTATIVE = "representative", _("cùng người đại diện hoặc số điện thoại, thư điện tử")
        FIRM = "firm", _("công tác tại chính chủ thể")
        COMMUNE = "commune", _("công tác tại chính xã của chủ thể")

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="interests")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    ground = models.CharField(_("căn cứ"), max_length=20, choices=Ground)
    text = models.CharField(_("nội dung"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("lợi ích liên quan")
        verbose_name_plural = _("lợi ích liên quan")
        ordering = ["evaluation", "member__ordinal", "pk"]
        constraints = owned(
            models.CheckConstraint(
                name="evaluations_interest_text",
                condition=~Q(text=""),
                violation_error_message=_("Hãy ghi lý do."),
            ),
            models.UniqueConstraint(
                # What the system found it finds again at every look; it is kept once.
                fields=["evaluation", "member", "ground"],
                condition=~Q(ground__in=["declared", "producer", "recorded"]),
                name="evaluations_interest_once",
            ),
            rights=APPEND_ONLY,
            same=("evaluation", "member"),
        )
        triggers = [
            kept_but_rehearsals("append_only", pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_ground_display()}"


class InterestAnswer(ProvinceOwned):
    """What was decided on an interest: recused, set aside with a reason, or left to the chair."""

    class Verdict(models.TextChoices):
        """What comes of it."""

        RECUSED = "recused", _("không tham gia")
        SET_ASIDE = "set_aside", _("không có liên quan, vẫn tham gia")
        REFERRED = "referred", _("chờ Chủ tịch kết luận")

    interest = models.ForeignKey(Interest, models.PROTECT, related_name="answers")
    verdict = models.CharField(_("kết luận"), max_length=10, choices=Verdict)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("kết luận về lợi ích liên quan")
        verbose_name_plural = _("kết luận về lợi ích liên quan")
        ordering = ["pk"]
        constraints = owned(
            models.CheckConstraint(
                name="evaluations_interest_answer_reason",
                condition=Q(verdict="recused") | ~Q(reason=""),
                violation_error_message=_("Hãy ghi lý do."),
            ),
            models.UniqueConstraint(
                fields=["interest"],
                condition=~Q(verdict="referred"),
                name="evaluations_interest_answered_once",
                violation_error_message=_("Đã có kết luận."),
            ),
            models.UniqueConstraint(
                fields=["interest"],
                condition=Q(verdict="referred"),
                name="evaluations_interest_referred_once",
                violation_error_message=_("Đã chuyển Chủ tịch kết luận."),
            ),
            rights=APPEND_ONLY,
            same=("interest",),
        )
        triggers = [
            kept_but_rehearsals(
                "append_only", pgtrigger.Update | pgtrigger.Delete, rows=OF_REHEARSED_INTEREST
            ),
            pgtrigger.Trigger(
                name="nobody_clears_himself",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=NOBODY_CLEARS_HIMSELF,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.interest}: {self.get_verdict_display()}"
