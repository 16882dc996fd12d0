"""An appeal against a result: who asks, who examines, what was decided; the result stays."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluations.appeal_states import OUTCOMES, AppealStatus
from evaluations.querysets import AppealQuerySet
from files.models import StoredFile
from territories.models import ProvinceOwned, owned
from territories.texts import LONGEST_REASON, LongText

from .evaluation import Evaluation
from .rehearsal import never_of_rehearsal

A = AppealStatus
DECIDED = Q(status__in=[str(one) for one in OUTCOMES])
# Who took part in the result does not examine it: as took_part() of evaluations/appeal_actions.py.
EXAMINED_BY_ANOTHER = """
    IF NEW.rapporteur_id IS NULL OR TG_OP = 'UPDATE'
       AND (NEW.rapporteur_id, NEW.evaluation_id) = (OLD.rapporteur_id, OLD.evaluation_id) THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM public.evaluations_evaluation e WHERE e.id = NEW.evaluation_id
        AND NEW.rapporteur_id IN (e.concluded_by_id, e.confirmed_by_id)
    ) OR EXISTS (
        SELECT FROM public.evaluations_panel p
        WHERE p.evaluation_id = NEW.evaluation_id AND p.user_id = NEW.rapporteur_id
    ) OR EXISTS (
        SELECT FROM public.evaluations_evaluation e
        JOIN public.councils_sitting s ON s.id = e.sitting_id
        LEFT JOIN public.councils_member m
            ON m.council_id = s.council_id AND m.user_id = NEW.rapporteur_id
        LEFT JOIN public.councils_adviser v
            ON v.council_id = s.council_id AND v.user_id = NEW.rapporteur_id
        WHERE e.id = NEW.evaluation_id AND (m.id IS NOT NULL OR v.id IS NOT NULL)
    ) OR EXISTS (
        SELECT FROM public.evaluations_rekeying r WHERE r.evaluation_id = NEW.evaluation_id
        AND NEW.rapporteur_id IN (r.keyed_by_id, r.decided_by_id)
    ) OR EXISTS (
        SELECT FROM public.evaluations_objection o WHERE o.evaluation_id = NEW.evaluation_id
        AND NEW.rapporteur_id IN (o.by_id, o.answered_by_id)
    ) OR EXISTS (
        SELECT FROM public.evaluations_recognition l
        JOIN public.evaluations_decision d ON d.id = l.decision_id
        WHERE l.evaluation_id = NEW.evaluation_id AND d.issued_by_id = NEW.rapporteur_id
    ) THEN
        RAISE EXCEPTION 'ocop: who took part in a result does not examine it';
    END IF;
    RETURN NEW;
"""


class Appeal(ProvinceOwned):
    """A producer's appeal against a result that was recognised, approved or refused (D)."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="appeals")
    status = models.CharField(
        _("trạng thái"),
        max_length=15,
        choices=AppealStatus,
        default=AppealStatus.FILED,
        editable=False,
    )
    reason = LongText(_("nội dung, lý do khiếu nại"), at_most=LONGEST_REASON)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(_("nộp lúc"), editable=False)
    is_on_behalf = models.BooleanField(_("cán bộ xã nộp thay"), default=False, editable=False)
    signed_paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("đơn đã ký")
    )
    register_no = models.CharField(_("số thụ lý"), max_length=50, blank=True)
    registered_on = models.DateField(_("ngày thụ lý"), null=True)
    rapporteur = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người xem xét")
    )
    findings = LongText(_("kết quả xem xét"), blank=True)
    reported_at = models.DateTimeField(null=True, editable=False)
    # What was asked of the sheets and what they would say: shape in evaluations/appeal_preview.py.
    preview = models.JSONField(default=dict, editable=False)
    decision_no = models.CharField(_("số quyết định"), max_length=50, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True)
    signer = models.CharField(_("người ký"), max_length=150, blank=True)
    decision_reason = LongText(_("lý do của quyết định"), at_most=LONGEST_REASON, blank=True)
    decision_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("bản quyết định")
    )

    objects = AppealQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("khiếu nại")
        verbose_name_plural = _("khiếu nại")
        ordering = ["-made_at", "-id"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=~Q(status="withdrawn"),
                name="evaluations_one_appeal",
                violation_error_message=_("Kết quả này đã có khiếu nại."),
            ),
            models.UniqueConstraint(
                "province",
                "register_no",
                ExtractYear("registered_on"),
                condition=~Q(register_no=""),
                name="evaluations_appeal_number",
                violation_error_message=_("Số thụ lý này đã được dùng."),
            ),
            models.CheckConstraint(
                name="evaluations_appeal_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Hãy ghi lý do."),
            ),
            models.CheckConstraint(
                name="evaluations_appeal_signed",
                condition=Q(is_on_behalf=False) | Q(signed_paper__isnull=False),
                violation_error_message=_("Nộp thay thì phải kèm đơn đã ký của chủ thể."),
            ),
            models.CheckConstraint(
                name="evaluations_appeal_registered",
                condition=Q(status__in=["filed", "withdrawn"])
                | (~Q(register_no="") & Q(registered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="evaluations_appeal_rapporteur",
                condition=Q(status__in=["filed", "registered", "withdrawn"])
                | Q(rapporteur__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluations_appeal_decided",
                condition=~DECIDED
                | (
                    ~Q(findings="")
                    & ~Q(decision_no="")
                    & ~Q(signer="")
                    & ~Q(decision_reason="")
                    & Q(decided_on__isnull=False)
                ),
            ),
            same=("evaluation", "signed_paper", "decision_file"),
        )
        triggers = [
            never_of_rehearsal(),
            pgtrigger.Protect(
                name="final_once_ended",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__in=[*map(str, OUTCOMES), "withdrawn"]),
            ),
            pgtrigger.Trigger(
                name="examined_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=EXAMINED_BY_ANOTHER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.evaluation}"


class AppealFile(ProvinceOwned):
    """A file that the appeal brings along."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("tài liệu khiếu nại")
        verbose_name_plural = _("tài liệu khiếu nại")
        ordering = ["id"]
        constraints = owned(
            models.UniqueConstraint(fields=["appeal", "file"], name="evaluations_appeal_file_once"),
            same=("appeal", "file"),
        )

    def __str__(self) -> str:
        return f"{self.appeal} · {self.file}"
