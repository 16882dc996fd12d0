"""The record of scoring that anyone can verify: chained events, seals, logs of operations."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import Sitting
from evaluations.querysets import RecordEventQuerySet
from territories.constraints import CompositeKey
from territories.models import APPEND_ONLY, ProvinceOwned, owned

from .rehearsal import SITTING_REHEARSED, kept_but_rehearsals, never_of_rehearsal
from .sheets import OF_REHEARSED_SHEET, REFUSE_LATE_MARKS, ScoreSheet, Sealed

READ_ONLY = ("SELECT",)
# Even the owner's login adds to the chain by the trigger ocop_chain() alone.
BY_THE_CHAIN_ONLY = """
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'ocop: the record is written by ocop_chain alone';
    END IF;
    RETURN NEW;
"""
ACT_REHEARSED = """
    SELECT FROM public.evaluations_evaluation e
    WHERE e.id = (NEW.act::jsonb ->> 'evaluation')::bigint AND e.is_rehearsal
    UNION ALL SELECT FROM public.councils_sitting s
    WHERE s.id = (NEW.act::jsonb ->> 'sitting')::bigint AND s.is_rehearsal
"""
NOT_EMPTIED = "RAISE EXCEPTION 'ocop: the record is never emptied';"


def only_ever_longer(but: pgtrigger.Trigger | None = None) -> list[pgtrigger.Trigger]:
    """Return what keeps a table from losing or changing a row, for the owner's login too."""
    return [
        but or pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="not_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=NOT_EMPTIED,
        ),
    ]


class RecordPending(ProvinceOwned):
    """An act that the commit chains: the head is locked for that moment only."""

    kind = models.CharField(max_length=30)
    act = models.TextField()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("việc chờ ghi")
        verbose_name_plural = _("việc chờ ghi")
        constraints = owned(
            # Both go into the event's text as they stand.
            models.CheckConstraint(
                name="evaluations_pending_kind", condition=models.Q(kind__regex=r"^[a-z_]+$")
            ),
            models.CheckConstraint(
                name="evaluations_pending_act", condition=models.Q(act__regex=r"^\{.*\}$")
            ),
            rights=APPEND_ONLY,
        )
        triggers = [never_of_rehearsal(ACT_REHEARSED)]

    def __str__(self) -> str:
        return self.kind


class RecordHead(ProvinceOwned):
    """Where a province's record ends."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("đầu bản ghi")
        verbose_name_plural = _("đầu bản ghi")
        constraints = owned(
            models.UniqueConstraint(fields=["province"], name="evaluations_record_one_head"),
            rights=READ_ONLY,
        )
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="by_the_chain_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=BY_THE_CHAIN_ONLY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


class RecordEvent(ProvinceOwned):
    """One act of scoring, linked to the one before it; nothing personal is in it in clear."""

    seq = models.PositiveBigIntegerField(_("số"))
    at = models.DateTimeField(_("lúc"))
    kind = models.CharField(_("việc"), max_length=30)
    body = models.TextField(_("nội dung"))  # the text that is hashed, with act, time and kind
    prev = models.CharField(max_length=64)
    hash = models.CharField(_("mã kiểm tra"), max_length=64)
    # Copied out of the body to find the events of a page; no keys, the record outlives its rows.
    sitting_ref = models.BigIntegerField(null=True)
    evaluation_ref = models.BigIntegerField(null=True)
    sheet_ref = models.BigIntegerField(null=True)

    objects = RecordEventQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("sự kiện của bản ghi")
        verbose_name_plural = _("bản ghi chấm điểm")
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["province", "sitting_ref", "seq"], name="evaluations_record_of"),
            models.Index(fields=["sheet_ref", "kind"], name="evaluations_record_sheet"),
        ]
        constraints = owned(
            models.UniqueConstraint(fields=["province", "seq"], name="evaluations_record_seq"),
            rights=READ_ONLY,
        )
        triggers = [
            *only_ever_longer(),
            pgtrigger.Trigger(
                name="by_the_chain_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=BY_THE_CHAIN_ONLY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class RecordSeal(ProvinceOwned):
    """The Merkle root over a day's events, or over those up to a sitting's end."""

    day = models.DateField(_("ngày"))
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, related_name="seals")
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    root = models.CharField(_("gốc Merkle"), max_length=64)
    head = models.CharField(_("mã kiểm tra cuối"), max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("niêm phong")
        verbose_name_plural = _("niêm phong")
        ordering = ["id"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["province", "sitting", "last"],
                nulls_distinct=False,
                name="evaluations_seal_once",
            ),
            models.CheckConstraint(
                name="evaluations_seal_of_events",
                condition=models.Q(first__gte=1, first__lte=models.F("last")),
            ),
            rights=APPEND_ONLY,
            same=("sitting",),
        )
        triggers = [*only_ever_longer(), never_of_rehearsal(SITTING_REHEARSED)]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.root}"


class RecordSubject(ProvinceOwned):
    """A person's salt: with it the record knows him, and once it is erased nobody does."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    salt = models.CharField(max_length=64)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("khóa nhận diện người")
        verbose_name_plural = _("khóa nhận diện người")
        constraints = owned(
            models.UniqueConstraint(
                fields=["province", "user"], name="evaluations_record_one_salt"
            ),
            rights=("SELECT", "INSERT", "DELETE"),
        )

    def __str__(self) -> str:
        return f"#{self.user_id}"


class MarkOperation(ProvinceOwned):
    """One change of a sheet, as it was sent: sealed like the marks, never changed or lost."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="operations")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    operation = models.UUIDField()  # the client's, so that a change sent twice counts once
    asked = models.CharField(max_length=64)  # hash of what was sent
    version = models.PositiveIntegerField(default=0)  # of the mark, after the change
    body = models.TextField()  # what was set; of texts the hash
    at = models.DateTimeField()
    client_at = models.DateTimeField(null=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("thao tác chấm điểm")
        verbose_name_plural = _("thao tác chấm điểm")
        ordering = ["id"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["sheet", "operation"], name="evaluations_operation_once"
            ),
            CompositeKey(
                name="evaluations_operation_by_owner",
                columns=("sheet_id", "user_id"),
                to="evaluations_scoresheet",
                to_columns=("id", "user_id"),
            ),
            Sealed(name="evaluations_operation_sealed"),
            rights=APPEND_ONLY,
            same=("sheet",),
        )
        triggers = [
            *only_ever_longer(
                kept_but_rehearsals(
                    "append_only",
                    pgtrigger.Update | pgtrigger.Delete,
                    rows=OF_REHEARSED_SHEET,
                )
            ),
            pgtrigger.Trigger(
                name="only_on_open_sheet",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=REFUSE_LATE_MARKS,
            ),
        ]

    def __str__(self) -> str:
        return str(self.operation)
