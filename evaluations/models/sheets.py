"""Score sheets: a member's own until the evaluation is opened, unchangeable once handed in."""

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import Member, never_emptied
from evaluations.querysets import ScoreSheetQuerySet
from evaluations.states import SheetStatus
from ocop_portal.embedded import APP
from regulations.models import Criterion, KnockOut, Level
from territories.constraints import CompositeKey, SqlConstraint
from territories.models import ProvinceOwned, owned

from .evaluation import Evaluation
from .opinion_triggers import ANSWERED_IN_TIME
from .rehearsal import kept_but_rehearsals

ME = "NULLIF(current_setting('ocop.user', true), '')::bigint"
# One's own, or of an evaluation that is open. The second half is a sub-select that PostgreSQL
# runs once and only when the first half fails: a member's own sheet never pays for it.
SEALED = """
    user_id = NULLIF(current_setting('ocop.user', true), '')::bigint
    OR sheet_id IN (
        SELECT s.id FROM evaluations_scoresheet s
        JOIN evaluations_evaluation e ON e.id = s.evaluation_id
        WHERE e.opened_at IS NOT NULL
    )
"""
OWN = f"user_id = {ME}"

OF_REHEARSED_SHEET = """
    SELECT FROM public.evaluations_scoresheet s
    JOIN public.evaluations_evaluation e ON e.id = s.evaluation_id
    WHERE s.id = OLD.sheet_id AND e.is_rehearsal
"""
# Both ends of a change are asked: a mark could otherwise be moved out of a sheet handed in.
REFUSE_LATE_MARKS = f"""
    IF TG_OP = 'DELETE' AND EXISTS ({OF_REHEARSED_SHEET}) THEN RETURN OLD; END IF;
    PERFORM 1 FROM evaluations_scoresheet s
    JOIN evaluations_evaluation e ON e.id = s.evaluation_id
    WHERE s.id = COALESCE(NEW.sheet_id, OLD.sheet_id)
      AND s.id = COALESCE(OLD.sheet_id, NEW.sheet_id)
      AND s.user_id = COALESCE(NEW.user_id, OLD.user_id)
      AND s.status = 'draft' AND e.status = 'scoring' AND e.opened_at IS NULL
      AND s.pass_no = e.pass_no
    FOR SHARE OF s, e;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ocop: this score sheet can no longer be changed';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
# A sheet begins, and is handed in, in the pass that runs and before the opening; another version
# is for who must complete a stopped sheet (R10), or was reopened by chair and secretary (R21).
REFUSE_LATE_SHEETS = """
    PERFORM 1 FROM evaluations_evaluation e
    WHERE e.id = NEW.evaluation_id AND e.pass_no = NEW.pass_no
      AND e.status = 'scoring' AND e.opened_at IS NULL
    FOR SHARE OF e;
    IF NOT FOUND OR (TG_OP = 'UPDATE' AND (
        NEW.evaluation_id, NEW.member_id, NEW.user_id, NEW.pass_no, NEW.version
    ) IS DISTINCT FROM (
        OLD.evaluation_id, OLD.member_id, OLD.user_id, OLD.pass_no, OLD.version
    )) THEN
        RAISE EXCEPTION 'ocop: this score sheet can no longer be changed';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.version > 1 AND NOT EXISTS (
        SELECT FROM evaluations_reopening r JOIN evaluations_scoresheet s ON s.id = r.sheet_id
        WHERE s.evaluation_id = NEW.evaluation_id AND s.member_id = NEW.member_id
          AND s.pass_no = NEW.pass_no AND s.version = NEW.version - 1
          AND r.confirmed_at IS NOT NULL
    ) AND NEW.member_id NOT IN (SELECT ocop_must_complete(NEW.evaluation_id, NEW.pass_no)) THEN
        RAISE EXCEPTION 'ocop: another version needs a reopening by two persons';
    END IF;
    ANSWERED_IN_TIME
    RETURN NEW;
""".replace("ANSWERED_IN_TIME", ANSWERED_IN_TIME.strip())
# A member hands his own sheet in; another's comes in by a re-keying that two persons made, and
# never beside one that still waits.
BY_MEMBER_OR_BY_TWO = """
    PERFORM 1 FROM public.evaluations_panel p
    WHERE p.evaluation_id = NEW.evaluation_id AND p.member_id = NEW.member_id FOR SHARE;
    IF EXISTS (SELECT FROM public.evaluations_rekeying r
        WHERE r.evaluation_id = NEW.evaluation_id AND r.member_id = NEW.member_id
        AND r.pass_no = NEW.pass_no AND r.status = 'waiting') THEN
        RAISE EXCEPTION 'ocop: a re-keyed sheet waits for its second person';
    END IF;
    IF NEW.from_paper IS DISTINCT FROM EXISTS (SELECT FROM public.evaluations_rekeying r
        WHERE r.sheet_id = NEW.id AND r.status = 'confirmed') THEN
        RAISE EXCEPTION 'ocop: a sheet from paper says so';
    END IF;
    IF NOT NEW.from_paper
       AND NULLIF(current_setting('ocop.user', true), '')::bigint <> NEW.user_id THEN
        RAISE EXCEPTION 'ocop: a member hands his own sheet in';
    END IF;
    RETURN NEW;
"""


class Sealed(SqlConstraint):
    """A restrictive policy beside the province's: before the opening only one's own rows."""

    reads, writes = SEALED, OWN

    def addition_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statement that adds the policy."""
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(self.name)
        return (
            f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR ALL TO {APP}"
            f" USING ({self.reads}) WITH CHECK ({self.writes})"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statement that drops the policy."""
        table = schema_editor.quote_name(model._meta.db_table)
        return f"DROP POLICY {schema_editor.quote_name(self.name)} ON {table}"


class ScoreSheet(ProvinceOwned):
    """One member's sheet for one submission, pass and version; it holds no total."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="sheets")
    member = models.ForeignKey(Member, models.PROTECT, related_name="sheets")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    pass_no = models.PositiveSmallIntegerField(_("lượt"))
    version = models.PositiveSmallIntegerField(_("bản"), default=1)
    status = models.CharField(
        max_length=10, choices=SheetStatus, default=SheetStatus.DRAFT, editable=False
    )
    reason = models.CharField(_("lý do lập bản mới"), max_length=300, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(_("nộp lúc"), null=True, editable=False)
    # Typed in from a paper sheet by one person and confirmed by another (models/paper_sheets.py).
    from_paper = models.BooleanField(_("nhập lại từ phiếu giấy"), default=False, editable=False)
    # Over the marks in the order of the criteria; printed on the member's receipt.
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("phiếu chấm điểm")
        verbose_name_plural = _("phiếu chấm điểm")
        ordering = ["evaluation", "member__ordinal", "pass_no", "version"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["evaluation", "member", "pass_no", "version"],
                name="evaluations_sheet_version",
            ),
            models.UniqueConstraint(fields=["id", "user"], name="evaluations_sheet_of_user"),
            models.CheckConstraint(
                name="evaluations_sheet_submitted_at",
                condition=models.Q(status="draft", submitted_at__isnull=True)
                | models.Q(status="submitted", submitted_at__isnull=False),
            ),
            same=("evaluation", "member"),
        )
        triggers = [
            pgtrigger.Trigger(
                name="begins_as_a_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status="draft") | pgtrigger.Q(new__from_paper=True),
                func="RAISE EXCEPTION 'ocop: a score sheet begins as a draft';",
            ),
            pgtrigger.Protect(
                name="final_once_submitted",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status="submitted"),
            ),
            kept_but_rehearsals("never_deleted"),
            never_emptied(),
            pgtrigger.Trigger(
                name="only_while_scoring",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=REFUSE_LATE_SHEETS,
            ),
            pgtrigger.Trigger(
                name="handed_in_by_member_or_by_two",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status="draft", new__status="submitted"),
                func=BY_MEMBER_OR_BY_TWO,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.evaluation}"


class Score(ProvinceOwned):
    """The level a member chose for one criterion; points come from the level (R5)."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, null=True, related_name="+")
    is_unproven = models.BooleanField(_("chưa chứng minh"), default=False)
    remark = models.CharField(_("nhận xét"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(auto_now=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("điểm")
        verbose_name_plural = _("điểm")
        constraints = owned(
            models.UniqueConstraint(fields=["sheet", "criterion"], name="evaluations_score_once"),
            CompositeKey(
                name="evaluations_score_level_of_criterion",
                columns=("level_id", "criterion_id"),
                to="regulations_level",
                to_columns=("id", "criterion_id"),
            ),
            CompositeKey(
                name="evaluations_score_by_owner",
                columns=("sheet_id", "user_id"),
                to="evaluations_scoresheet",
                to_columns=("id", "user_id"),
            ),
            Sealed(name="evaluations_score_sealed"),
            same=("sheet",),
        )
        triggers = [
            pgtrigger.Trigger(
                name="only_on_open_sheet",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=REFUSE_LATE_MARKS,
            ),
            kept_but_rehearsals("never_deleted", rows=OF_REHEARSED_SHEET),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} · {self.sheet}"


class Finding(ProvinceOwned):
    """A member's tick on a knock-out note, with the reason (R9)."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="findings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    knock_out = models.ForeignKey(KnockOut, models.PROTECT, related_name="+")
    reason = models.CharField(_("lý do"), max_length=1000)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("điều kiện loại")
        verbose_name_plural = _("điều kiện loại")
        constraints = owned(
            models.UniqueConstraint(fields=["sheet", "knock_out"], name="evaluations_finding_once"),
            models.CheckConstraint(
                name="evaluations_finding_reason", condition=~models.Q(reason="")
            ),
            CompositeKey(
                name="evaluations_finding_by_owner",
                columns=("sheet_id", "user_id"),
                to="evaluations_scoresheet",
                to_columns=("id", "user_id"),
            ),
            Sealed(name="evaluations_finding_sealed"),
            same=("sheet",),
        )
        triggers = [
            pgtrigger.Trigger(
                name="only_on_open_sheet",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=REFUSE_LATE_MARKS,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.knock_out} · {self.sheet}"
