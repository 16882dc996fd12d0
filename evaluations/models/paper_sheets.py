"""Score sheets on paper: every printed copy, and what the secretary keyed in from one of them."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import Member, Sitting, never_emptied
from evaluations.querysets import RekeyingQuerySet
from evaluations.states import RekeyingStatus
from files.models import StoredFile
from territories.models import APPEND_ONLY, ProvinceOwned, owned

from .evaluation import Evaluation
from .rehearsal import kept_but_rehearsals
from .sheets import ME, ScoreSheet, Sealed

OF_REHEARSED_SITTING = """
    SELECT FROM public.councils_sitting s WHERE s.id = OLD.sitting_id AND s.is_rehearsal
"""
OF_REHEARSED_KEYING = """
    SELECT FROM public.evaluations_rekeying r
    JOIN public.evaluations_evaluation e ON e.id = r.evaluation_id
    WHERE r.id = OLD.rekeying_id AND e.is_rehearsal
"""
# Who types and who confirms are two; whoever scores the product, or may come back to score it, has
# handed in before he reads somebody else's marks. The panel's row is the lock that a hand-in takes
# too.
BY_TWO_PERSONS = """
    IF TG_OP = 'INSERT' AND NEW.status <> 'waiting' OR TG_OP = 'UPDATE' AND (
        OLD.status <> 'waiting' OR (
            NEW.id, NEW.province_id, NEW.evaluation_id, NEW.member_id, NEW.user_id, NEW.pass_no,
            NEW.version, NEW.number, NEW.scan_id, NEW.printed_id, NEW.note, NEW.content_hash,
            NEW.keyed_by_id, NEW.keyed_at
        ) IS DISTINCT FROM (
            OLD.id, OLD.province_id, OLD.evaluation_id, OLD.member_id, OLD.user_id, OLD.pass_no,
            OLD.version, OLD.number, OLD.scan_id, OLD.printed_id, OLD.note, OLD.content_hash,
            OLD.keyed_by_id, OLD.keyed_at
        )
    ) THEN
        RAISE EXCEPTION 'ocop: a re-keyed sheet is typed once and decided once';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.status <> 'confirmed' THEN RETURN NEW; END IF;
    PERFORM 1 FROM evaluations_evaluation e WHERE e.id = NEW.evaluation_id
        AND e.status = 'scoring' AND e.opened_at IS NULL AND e.pass_no = NEW.pass_no
        FOR SHARE OF e;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ocop: this sheet cannot be re-keyed now';
    END IF;
    PERFORM 1 FROM evaluations_panel p WHERE p.evaluation_id = NEW.evaluation_id
        AND p.member_id = NEW.member_id AND p.user_id = NEW.user_id
        AND p.state = 'present' AND p.scores FOR UPDATE OF p;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ocop: this sheet cannot be re-keyed now';
    END IF;
    IF EXISTS (
        SELECT FROM evaluations_scoresheet s WHERE s.evaluation_id = NEW.evaluation_id
        AND s.member_id = NEW.member_id AND s.pass_no = NEW.pass_no
        AND s.version >= NEW.version AND s.status = 'submitted'
    ) THEN
        RAISE EXCEPTION 'ocop: this sheet is handed in already';
    END IF;
    IF COALESCE(NEW.decided_by_id, NEW.keyed_by_id) <> NEW.user_id AND public.ocop_kept_from_typed(
        NEW.evaluation_id, COALESCE(NEW.decided_by_id, NEW.keyed_by_id)
    ) THEN
        RAISE EXCEPTION 'ocop: one''s own sheet first';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.decided_by_id <> NEW.user_id AND NOT EXISTS (
        SELECT FROM evaluations_evaluation e
        JOIN councils_sitting t ON t.id = e.sitting_id
        JOIN councils_member m ON m.council_id = t.council_id
        WHERE e.id = NEW.evaluation_id AND m.user_id = NEW.decided_by_id
          AND m.title IN ('chair', 'deputy')
    ) AND NOT EXISTS (
        SELECT FROM accounts_assignment a WHERE a.user_id = NEW.decided_by_id
        AND a.province_id = NEW.province_id AND a.role = 'controller'
        AND a.period @> (NEW.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    ) THEN
        RAISE EXCEPTION 'ocop: the member, chair, deputy or controller confirms a re-keyed sheet';
    END IF;
    RETURN NEW;
"""


class SheetPrinting(ProvinceOwned):
    """One printing of paper sheets for a member: of one product, or of a sitting's whole agenda."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="sheet_printings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("in lúc"), auto_now_add=True)
    # Of the one PDF with every sheet, where the worker made it; a single sheet is not kept.
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, editable=False)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("lần in phiếu giấy")
        verbose_name_plural = _("các lần in phiếu giấy")
        ordering = ["-pk"]
        constraints = owned(
            models.CheckConstraint(
                name="evaluations_printing_whole",
                condition=Q(sha256="", size__isnull=True) | ~Q(sha256="") & Q(size__isnull=False),
            ),
            rights=("SELECT", "INSERT", "UPDATE"),
            same=("sitting", "member"),
        )
        triggers = [
            kept_but_rehearsals("never_deleted", rows=OF_REHEARSED_SITTING),
            pgtrigger.Protect(
                name="final_once_made",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__sha256=""),
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.sitting}"


class PrintedSheet(ProvinceOwned):
    """One copy on paper: its number leads back to member, product and pass, and says no more."""

    printing = models.ForeignKey(SheetPrinting, models.PROTECT, related_name="sheets")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="printed_sheets")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    pass_no = models.PositiveSmallIntegerField(_("lượt"))
    number = models.PositiveSmallIntegerField(_("bản in"))
    code = models.CharField(_("số phiếu giấy"), max_length=8)
    # The member's own marks were printed along, for himself alone; such a PDF is kept nowhere.
    is_filled = models.BooleanField(_("in kèm điểm đang chấm"), default=False)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("phiếu giấy")
        verbose_name_plural = _("phiếu giấy")
        ordering = ["evaluation__ordinal", "pk"]
        constraints = owned(
            models.UniqueConstraint(fields=["province", "code"], name="evaluations_printed_code"),
            models.UniqueConstraint(
                fields=["evaluation", "member", "pass_no", "number"],
                name="evaluations_printed_number",
            ),
            rights=APPEND_ONLY,
            same=("printing", "evaluation", "member"),
        )
        triggers = [
            kept_but_rehearsals("never_changed", pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}"


class Rekeying(ProvinceOwned):
    """A paper sheet typed in by the secretary; it counts once a second person confirms it."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="rekeyings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="rekeyings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    pass_no = models.PositiveSmallIntegerField(_("lượt"))
    version = models.PositiveSmallIntegerField(_("bản phiếu"))
    number = models.PositiveSmallIntegerField(_("lần nhập"))
    status = models.CharField(
        max_length=10, choices=RekeyingStatus, default=RekeyingStatus.WAITING, editable=False
    )
    scan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    printed = models.ForeignKey(PrintedSheet, models.PROTECT, null=True, related_name="rekeyings")
    note = models.CharField(_("lý do nhập lại"), max_length=300)
    # Over what was typed, under a secret that is sealed with it; stands in the record.
    content_hash = models.CharField(max_length=64, editable=False)
    keyed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    keyed_at = models.DateTimeField(_("nhập lúc"), auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("lý do trả lại"), max_length=300, blank=True)
    sheet = models.OneToOneField(ScoreSheet, models.PROTECT, null=True, related_name="rekeying")

    objects = RekeyingQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("phiếu nhập lại từ phiếu giấy")
        verbose_name_plural = _("phiếu nhập lại từ phiếu giấy")
        ordering = ["evaluation", "member__ordinal", "pk"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["evaluation", "member", "pass_no", "number"],
                name="evaluations_rekeying_number",
            ),
            models.UniqueConstraint(
                fields=["evaluation", "member", "pass_no"],
                condition=Q(status="waiting"),
                name="evaluations_rekeying_one_waits",
            ),
            models.CheckConstraint(name="evaluations_rekeying_note", condition=~Q(note="")),
            models.CheckConstraint(
                name="evaluations_rekeying_not_own",
                condition=~Q(keyed_by=F("user")),
                violation_error_message=_("Phiếu của chính mình thì chấm trên hệ thống."),
            ),
            models.CheckConstraint(
                name="evaluations_rekeying_by_two",
                condition=~Q(status__in=["confirmed", "sent_back"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("keyed_by")),
                violation_error_message=_("Người xác nhận phải khác người nhập."),
            ),
            models.CheckConstraint(
                name="evaluations_rekeying_decided",
                condition=Q(status="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(status="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluations_rekeying_sheet",
                condition=Q(status="confirmed", sheet__isnull=False)
                | ~Q(status="confirmed") & Q(sheet__isnull=True),
            ),
            models.CheckConstraint(
                name="evaluations_rekeying_reason",
                condition=~Q(status__in=["sent_back", "withdrawn"]) | ~Q(reason=""),
            ),
            rights=("SELECT", "INSERT", "UPDATE"),
            same=("evaluation", "member", "scan", "printed", "sheet"),
        )
        triggers = [
            kept_but_rehearsals("never_deleted"),
            pgtrigger.Trigger(
                name="by_two_persons",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=BY_TWO_PERSONS,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.evaluation}"


class SealedKeying(Sealed):
    """As it was first made: it left to the actions who among the heads has yet to score."""

    reads = """
        keyed_by_id = $me OR user_id = $me OR rekeying_id IN (
            SELECT r.id FROM evaluations_rekeying r
            JOIN evaluations_evaluation e ON e.id = r.evaluation_id
            WHERE e.opened_at IS NOT NULL OR r.status = 'waiting' AND (
                EXISTS (SELECT FROM councils_sitting t
                    JOIN councils_member m ON m.council_id = t.council_id
                    WHERE t.id = e.sitting_id AND m.title IN ('chair', 'deputy')
                    AND m.user_id = $me)
                OR EXISTS (SELECT FROM accounts_assignment a WHERE a.user_id = $me
                    AND a.province_id = e.province_id AND a.role = 'controller')))
    """.replace("$me", ME)
    writes = f"keyed_by_id = {ME}"


class SealedFromScorers(SealedKeying):
    """Only who typed it, whose sheet it is, and while it waits who may confirm it, reads it.

    A chair, deputy or controller who is recused, or whose own sheet is still to come, does not.
    """

    reads = SealedKeying.reads.replace(
        "r.status = 'waiting' AND (",
        f"r.status = 'waiting' AND NOT public.ocop_kept_from_typed(e.id, {ME}) AND (",
    )


class KeyedSheet(ProvinceOwned):
    """The levels, remarks and ticks that were typed: sealed like marks, never changed."""

    rekeying = models.OneToOneField(Rekeying, models.PROTECT, related_name="keyed")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")  # the member
    keyed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # marks: [criterion id, level id, unproven, remark]; findings: [knock-out id, reason].
    content: Any = models.JSONField()
    secret = models.CharField(max_length=64)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("nội dung nhập lại")
        verbose_name_plural = _("nội dung nhập lại")
        constraints = owned(
            SealedFromScorers(name="evaluations_keyed_sealed"),
            rights=APPEND_ONLY,
            same=("rekeying",),
        )
        triggers = [
            kept_but_rehearsals(
                "append_only", pgtrigger.Update | pgtrigger.Delete, rows=OF_REHEARSED_KEYING
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.rekeying_id}"
