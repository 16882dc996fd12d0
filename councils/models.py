"""Councils: who sits, by which decision and rules, when, and who was there."""

from fractions import Fraction

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from territories.models import AdminUnit, ProvinceOwned, owned

from .querysets import CouncilQuerySet, SittingQuerySet
from .states import SittingStatus

# What a council may not change once it has begun to score: its rules are part of the result.
OPERATING_RULES = (
    "level",
    "unit_id",
    "quorum_numerator",
    "quorum_denominator",
    "spread_mode",
    "spread_limit",
    "notice_days",
)


class Council(ProvinceOwned):
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
    # Set when the first product is scored; from then on the database refuses other rules.
    rules_frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)

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
        )
        triggers = [
            pgtrigger.Trigger(
                name="rules_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF OLD.rules_frozen_at IS NOT NULL AND ("
                    + " OR ".join(
                        f"NEW.{c} IS DISTINCT FROM OLD.{c}"
                        for c in (*OPERATING_RULES, "rules_frozen_at")
                    )
                    + ") THEN RAISE EXCEPTION 'ocop: a council that scores keeps its rules';"
                    " END IF; RETURN NEW;"
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def quorum_share(self) -> Fraction:
        """Return the share of members that must be present."""
        return Fraction(self.quorum_numerator, self.quorum_denominator)


class Member(ProvinceOwned):
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


class Adviser(ProvinceOwned):
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


class Sitting(ProvinceOwned):
    """One meeting of a council; its agenda are the evaluations put on it."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="sittings")
    held_on = models.DateField(_("ngày họp"))
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

    objects = SittingQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("phiên họp")
        verbose_name_plural = _("phiên họp")
        ordering = ["-held_on", "-id"]
        constraints = owned(same=("council", "presided_by"))

    def __str__(self) -> str:
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
