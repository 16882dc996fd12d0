"""Councils: who sits, by which decision and rules, when, and who was there."""

from datetime import date
from fractions import Fraction

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from territories.models import AdminUnit, ProvinceOwned, owned

from .beside import BesideFields
from .querysets import CouncilQuerySet, SittingQuerySet
from .rules import RULES, OperatingRules
from .states import SittingStatus
from .triggers import FORM_IS_FIXED, REHEARSAL_IS_FIXED


def differ(columns: tuple[str, ...]) -> str:
    """Return the SQL that asks whether one of these columns changes."""
    return " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in columns)


def never_emptied() -> pgtrigger.Trigger:
    """Refuse TRUNCATE, which passes by the triggers on rows, to everybody, the owner too."""
    return pgtrigger.Trigger(
        name="never_emptied",
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'ocop: these rows are kept for ever';",
    )


# What never changes once a council has begun to score, and what its chair alone may change.
FIXED = ("level", "unit_id", "rules_frozen_at")
OPERATING_RULES = RULES
RULES_ARE_FROZEN = f"""
    IF OLD.rules_frozen_at IS NULL THEN RETURN NEW; END IF;
    IF {differ(FIXED)} THEN
        RAISE EXCEPTION 'ocop: a council that scores keeps its rules';
    END IF;
    IF ({differ((*OPERATING_RULES, "rules_version"))}) AND (
        NEW.rules_version IS DISTINCT FROM OLD.rules_version + 1 OR NOT EXISTS (
            SELECT FROM councils_rulesversion v
            JOIN councils_member m ON m.council_id = v.council_id AND m.user_id = v.by_id
            WHERE v.council_id = NEW.id AND v.number = NEW.rules_version
              AND v.reason <> '' AND m.title = 'chair')
    ) THEN
        RAISE EXCEPTION 'ocop: a council that scores keeps its rules';
    END IF;
    RETURN NEW;
"""


class Council(BesideFields, ProvinceOwned):
    """A council of one level, set up by a decision, with its operating rules as data."""

    class Level(models.TextChoices):
        """Which level of the procedure it scores at."""

        DISTRICT = "district", _("Cấp huyện")
        PROVINCIAL = "province", _("Cấp tỉnh")
        NATIONAL = "centre", _("Cấp trung ương")

    class SpreadMode(models.TextChoices):
        """How far the members' totals may lie apart (R15)."""

        PAIRWISE = "pairwise", _("lớn nhất trừ nhỏ nhất")
        FROM_MEAN = "from_mean", _("khoảng cách tới trung bình")
        OFF = "off", _("không áp dụng")

    class MinimumMode(models.TextChoices):
        """How a minimum of a star is judged over several sheets (R13)."""

        MAJORITY = "majority", _("đạt khi quá nửa số phiếu chọn mức đó")
        ALL = "all", _("đạt khi mọi phiếu chọn mức đó")
        COUNCIL = "council", _("hội đồng kết luận từng yêu cầu, có lý do")

    level = models.CharField(_("cấp"), max_length=10, choices=Level)
    unit = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("huyện")
    )
    name = models.CharField(_("tên hội đồng"), max_length=200)
    decision_no = models.CharField(_("số quyết định thành lập"), max_length=50)
    established_on = models.DateField(_("ngày quyết định"))
    rules_no = models.CharField(_("số quyết định ban hành quy chế"), max_length=50, blank=True)
    # Operating rules (quy chế). Defaults: practice of councils, rules.md R15-R17.
    quorum_numerator = models.PositiveSmallIntegerField(_("tỷ lệ họp: tử số"), default=3)
    quorum_denominator = models.PositiveSmallIntegerField(_("tỷ lệ họp: mẫu số"), default=4)
    spread_mode = models.CharField(
        _("quy tắc chênh lệch"), max_length=10, choices=SpreadMode, default=SpreadMode.PAIRWISE
    )
    spread_limit = models.PositiveSmallIntegerField(_("chênh lệch tối đa (điểm)"), default=10)
    notice_days = models.PositiveSmallIntegerField(_("gửi hồ sơ trước (ngày làm việc)"), default=1)
    chair_required = models.BooleanField(_("phải có người chủ trì"), default=True)
    passes = models.PositiveSmallIntegerField(_("số lượt chấm tối đa"), default=2)
    secretary_scores = models.BooleanField(_("thư ký chấm điểm"), default=False)
    minimum_mode = models.CharField(
        _("xét yêu cầu tối thiểu"),
        max_length=10,
        choices=MinimumMode,
        default=MinimumMode.MAJORITY,
    )
    blind_codes = models.BooleanField(_("chấm theo mã, giấu tên"), default=False)
    # Set when the first product is scored; from then on only the chair changes rules, by a new
    # version with his reason, and the database refuses any other change.
    rules_frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    rules_version = models.PositiveSmallIntegerField(default=1, editable=False)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)
    # Counts the edits of data and rules: who saw an older version is told both values.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CouncilQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("hội đồng")
        verbose_name_plural = _("hội đồng")
        ordering = ["-established_on", "-id"]
        constraints = owned(
            models.UniqueConstraint(
                # Numbers begin anew every year, and each district has its own.
                "province",
                "unit",
                "decision_no",
                ExtractYear("established_on"),
                nulls_distinct=False,
                name="councils_decision_once",
                violation_error_message=_("Đã có hội đồng lập theo quyết định này."),
            ),
            models.CheckConstraint(
                name="councils_district_has_unit",
                condition=Q(level="district", unit__isnull=False)
                | (~Q(level="district") & Q(unit__isnull=True)),
                violation_error_message=_("Hội đồng cấp huyện phải ghi huyện; cấp khác thì không."),
            ),
            models.CheckConstraint(
                name="councils_quorum_share",
                condition=Q(quorum_denominator__gt=0)
                & Q(quorum_numerator__gt=0)
                & Q(quorum_numerator__lte=models.F("quorum_denominator")),
                violation_error_message=_("Tỷ lệ họp phải trong khoảng từ 0 đến 1."),
            ),
            models.CheckConstraint(
                name="councils_passes",
                condition=Q(passes__gte=1, passes__lte=5),
                violation_error_message=_("Số lượt chấm từ 1 đến 5."),
            ),
        )
        triggers = [
            pgtrigger.Trigger(
                name="rules_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=RULES_ARE_FROZEN,
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def quorum_share(self) -> Fraction:
        """Return the share of members that must be present."""
        return self.rules.quorum_share

    @property
    def rules(self) -> OperatingRules:
        """Return the operating rules of today; an evaluation keeps those it was begun under."""
        facts = {name: getattr(self, name) for name in RULES}
        return OperatingRules(**facts, version=self.rules_version)


class RulesVersion(ProvinceOwned):
    """The operating rules as they stood from a day on; later ones carry the chair's reason."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="rules_versions")
    number = models.PositiveSmallIntegerField(_("bản"))
    rules = models.JSONField(_("quy chế"))
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("bản quy chế")
        verbose_name_plural = _("các bản quy chế")
        ordering = ["-number"]
        constraints = owned(
            models.UniqueConstraint(fields=["council", "number"], name="councils_rules_number"),
            models.CheckConstraint(
                name="councils_rules_reason",
                condition=Q(number=1) | ~Q(reason=""),
                violation_error_message=_("Hãy ghi lý do thay đổi quy chế."),
            ),
            rights=("SELECT", "INSERT"),
            same=("council",),
        )
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return _("Quy chế bản %(number)s") % {"number": self.number}


class Member(BesideFields, ProvinceOwned):
    """A person appointed to a council."""

    class Title(models.TextChoices):
        """The duty in the council."""

        CHAIR = "chair", _("Chủ tịch")
        DEPUTY = "deputy", _("Phó Chủ tịch")
        SECRETARY = "secretary", _("Thư ký")
        MEMBER = "member", _("Ủy viên")

    council = models.ForeignKey(Council, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name=_("người"))
    title = models.CharField(_("chức danh"), max_length=10, choices=Title, default=Title.MEMBER)
    organisation = models.CharField(_("đơn vị công tác"), max_length=200)
    scores = models.BooleanField(_("chấm điểm"), default=True)
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("thành viên")
        verbose_name_plural = _("thành viên")
        ordering = ["ordinal", "id"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["council", "user"],
                name="councils_member_once",
                violation_error_message=_("Người này đã là thành viên của hội đồng."),
            ),
            models.UniqueConstraint(
                fields=["council"],
                condition=Q(title="chair"),
                name="councils_one_chair",
                violation_error_message=_("Hội đồng đã có Chủ tịch."),
            ),
            same=("council",),
        )

    def __str__(self) -> str:
        return f"{self.get_title_display()} {self.user}"


class Adviser(BesideFields, ProvinceOwned):
    """A member of the council's advisory team (Tổ tư vấn)."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="advisers")
    user = models.ForeignKey(User, models.PROTECT, related_name="advises")
    organisation = models.CharField(_("đơn vị công tác"), max_length=200)
    leads = models.BooleanField(_("tổ trưởng"), default=False)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("thành viên Tổ tư vấn")
        verbose_name_plural = _("Tổ tư vấn")
        ordering = ["-leads", "id"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["council", "user"],
                name="councils_adviser_once",
                violation_error_message=_("Người này đã ở trong Tổ tư vấn."),
            ),
            same=("council",),
        )

    def __str__(self) -> str:
        return str(self.user)


class Sitting(BesideFields, ProvinceOwned):
    """One meeting or round of written opinions; its agenda are the evaluations put on it."""

    class Form(models.TextChoices):
        """How the council judges (26/2026/QĐ-TTg, Điều 7.6.d)."""

        MEETING = "meeting", _("họp trực tiếp")
        WRITTEN = "written", _("lấy ý kiến bằng văn bản")

    council = models.ForeignKey(Council, models.PROTECT, related_name="sittings")
    form = models.CharField(
        _("hình thức"), max_length=10, choices=Form, default=Form.MEETING, editable=False
    )
    # Of a round of written opinions the day on which it begins.
    held_on = models.DateField(_("ngày họp"))
    # To the end of that day the members hand their opinions in.
    answers_due = models.DateField(_("hạn trả lời"), null=True, blank=True)
    place = models.CharField(_("địa điểm"), max_length=200)
    files_sent_on = models.DateField(_("ngày gửi hồ sơ cho thành viên"), null=True, blank=True)
    status = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=SittingStatus,
        default=SittingStatus.PLANNED,
        editable=False,
    )
    # The chair may hand the presiding over to a present deputy (R16).
    presided_by = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chủ trì")
    )
    # For practice: on samples, outside the record and every report, and deleted afterwards.
    is_rehearsal = models.BooleanField(_("tập dượt"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SittingQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("phiên họp")
        verbose_name_plural = _("phiên họp")
        ordering = ["-held_on", "-id"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["council"],
                condition=Q(is_rehearsal=True),
                name="councils_one_rehearsal",
                violation_error_message=_(
                    "Hội đồng đang có một phiên tập dượt: hãy xóa phiên đó trước."
                ),
            ),
            models.CheckConstraint(
                name="councils_written_has_deadline",
                condition=Q(form="meeting", answers_due__isnull=True)
                | Q(form="written", answers_due__isnull=False, is_rehearsal=False),
                violation_error_message=_(
                    "Đợt lấy ý kiến bằng văn bản phải có hạn trả lời; phiên họp thì không."
                ),
            ),
            models.CheckConstraint(
                name="councils_deadline_after_beginning",
                condition=Q(answers_due__isnull=True) | Q(answers_due__gte=models.F("held_on")),
                violation_error_message=_("Hạn trả lời không được trước ngày bắt đầu lấy ý kiến."),
            ),
            same=("council", "presided_by"),
        )
        triggers = [
            pgtrigger.Trigger(
                name="rehearsal_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=REHEARSAL_IS_FIXED,
            ),
            pgtrigger.Trigger(
                name="form_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=FORM_IS_FIXED,
            ),
        ]

    @property
    def is_written(self) -> bool:
        """Tell whether it is a round of written opinions."""
        return self.form == self.Form.WRITTEN

    @property
    def judged_on(self) -> date:
        """Return the day on which papers must hold (R14): of a round its last day."""
        return self.answers_due or self.held_on

    def __str__(self) -> str:
        if self.is_written:
            return _("Lấy ý kiến bằng văn bản %(day)s") % {"day": f"{self.held_on:%d/%m/%Y}"}
        if self.is_rehearsal:
            return _("Phiên tập dượt %(day)s") % {"day": f"{self.held_on:%d/%m/%Y}"}
        return _("Phiên họp %(day)s") % {"day": f"{self.held_on:%d/%m/%Y}"}


class Attendance(ProvinceOwned):
    """Whether a member was at a sitting."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="attendance")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendance")
    is_present = models.BooleanField(_("có mặt"), default=False)
    reason = models.CharField(_("lý do vắng"), max_length=200, blank=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("có mặt")
        verbose_name_plural = _("danh sách có mặt")
        ordering = ["member__ordinal", "member_id"]
        constraints = owned(
            models.UniqueConstraint(fields=["sitting", "member"], name="councils_attendance_once"),
            same=("sitting", "member"),
        )

    def __str__(self) -> str:
        return f"{self.member} · {self.sitting}"
