"""The yearly cycle and a product's way through it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from products.cycle import AT_DISTRICT, ENDED, Purpose, Status, Step
from products.holding import is_at_district
from products.querysets import CycleQuerySet, ParticipationQuerySet
from regulations.models import CriteriaSet, Procedure
from territories.models import ProvinceOwned, owned
from territories.numbers import Money
from territories.texts import LONGEST_REASON, LongText

from .product import Product

ON_ITS_WAY = _("Sản phẩm đang tham gia một chu trình chưa kết thúc.")
# Whatever door it comes by, nothing new is entered in a year that is closed.
INTO_AN_OPEN_YEAR = """
    PERFORM 1 FROM products_cycle c WHERE c.id = NEW.cycle_id AND c.closed_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'ocop: the cycle is closed';
    END IF;
    RETURN NEW;
"""


class Cycle(ProvinceOwned):
    """A province's programme year."""

    year = models.PositiveSmallIntegerField(_("năm"))
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CycleQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("chu trình năm")
        verbose_name_plural = _("chu trình năm")
        ordering = ["-year"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["province", "year"],
                name="products_one_cycle_a_year",
                violation_error_message=_("Chu trình của năm này đã được mở."),
            ),
            models.CheckConstraint(
                name="products_cycle_closed_by",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return _("Chu trình năm %(year)s") % {"year": self.year}


class StepDeadline(ProvinceOwned):
    """The day by which a step should be done in a cycle."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="deadlines")
    step = models.PositiveSmallIntegerField(_("bước"), choices=Step)
    due_on = models.DateField(_("hạn"))

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("hạn của bước")
        verbose_name_plural = _("hạn của các bước")
        ordering = ["step"]
        constraints = owned(
            models.UniqueConstraint(fields=["cycle", "step"], name="products_one_deadline_a_step"),
            same=("cycle",),
        )

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.due_on:%d/%m/%Y}"


class Round(ProvinceOwned):
    """A round of Article 5: requests strictly before a day, held before another (R4)."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="rounds")
    ordinal = models.PositiveSmallIntegerField(_("đợt"))
    requests_before = models.DateField(_("xã đề nghị trước ngày"))
    held_before = models.DateField(_("đánh giá trước ngày"))

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("đợt đánh giá")
        verbose_name_plural = _("đợt đánh giá")
        ordering = ["requests_before"]
        constraints = owned(
            models.UniqueConstraint(fields=["cycle", "ordinal"], name="products_round_once"),
            models.CheckConstraint(
                name="products_round_order", condition=Q(held_before__gt=F("requests_before"))
            ),
            same=("cycle",),
        )

    def __str__(self) -> str:
        return _("Đợt %(ordinal)s · %(cycle)s") % {"ordinal": self.ordinal, "cycle": self.cycle}


class Participation(ProvinceOwned):
    """One product's way through one cycle; its hand-in freezes criteria and procedure (R1)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="participations")
    product = models.ForeignKey(Product, models.PROTECT, related_name="participations")
    purpose = models.CharField(
        _("lần đăng ký"), max_length=15, choices=Purpose, default=Purpose.FIRST
    )
    step = models.PositiveSmallIntegerField(_("bước"), choices=Step, default=Step.REGISTRATION)
    status = models.CharField(
        _("trạng thái"), max_length=15, choices=Status, default=Status.DRAFT, editable=False
    )
    since = models.DateTimeField(_("từ lúc"))
    return_reason = LongText(_("lý do trả lại"), at_most=LONGEST_REASON, blank=True)
    return_by = models.DateField(_("hạn bổ sung"), null=True, blank=True)
    handed_in_on = models.DateField(_("ngày chủ thể nộp hồ sơ"), null=True, blank=True)
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    procedure = models.ForeignKey(
        Procedure, models.PROTECT, null=True, blank=True, related_name="+"
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="participations"
    )
    # The day on which the file was complete at the level that judges: its clocks run from it.
    complete_on = models.DateField(_("ngày nhận đủ hồ sơ"), null=True, blank=True)
    # Upgrade and re-evaluation: what the product holds when it registers, and what was judged then.
    previous = models.ForeignKey(
        "products.Submission", models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_star = models.PositiveSmallIntegerField(_("hạng sao đang có"), null=True, blank=True)
    held_until = models.DateField(_("giấy chứng nhận có giá trị đến"), null=True, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("hồ sơ tham gia")
        verbose_name_plural = _("hồ sơ tham gia")
        ordering = ["-created_at", "-id"]
        triggers = [
            pgtrigger.Trigger(
                name="into_an_open_year",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=INTO_AN_OPEN_YEAR,
            )
        ]
        indexes = [
            models.Index(fields=["province", "step", "status"], name="products_by_step"),
            models.Index(fields=["province", "-created_at", "-id"], name="products_newest"),
        ]
        constraints = owned(
            models.UniqueConstraint(
                fields=["product"],
                condition=~Q(status__in=sorted(ENDED)),
                name="products_one_active_participation",
                violation_error_message=ON_ITS_WAY,
            ),
            # Frozen together at hand-in, or not at all.
            models.CheckConstraint(
                name="products_frozen_together",
                condition=Q(
                    handed_in_on__isnull=True, criteria_set__isnull=True, procedure__isnull=True
                )
                | Q(
                    handed_in_on__isnull=False, criteria_set__isnull=False, procedure__isnull=False
                ),
            ),
            # 26/2026/QĐ-TTg, Điều 7.5 and 7.6: only what is recognised is upgraded or judged again.
            models.CheckConstraint(
                name="products_renews_what_it_holds",
                condition=Q(
                    purpose="first",
                    previous__isnull=True,
                    held_star__isnull=True,
                    held_until__isnull=True,
                )
                | Q(
                    ~Q(purpose="first"),
                    previous__isnull=False,
                    held_star__isnull=False,
                    held_until__isnull=False,
                ),
            ),
            same=("cycle", "product", "round", "previous"),
        )

    def __str__(self) -> str:
        return f"{self.product} · {self.cycle}"

    def get_status_display(self) -> str:
        """Say where it stands; the office above the commune may be a district (until 7/2025)."""
        if self.status == Status.AT_PROVINCE and is_at_district(self):
            return str(AT_DISTRICT)
        return str(Status(self.status).label)


class Idea(ProvinceOwned):
    """Step 2: the idea sheet."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="idea")
    origin = LongText(_("nguồn gốc ý tưởng"))
    local_materials = LongText(_("nguyên liệu địa phương"))
    identity = LongText(_("bản sắc, tri thức địa phương"), blank=True)
    difference = LongText(_("điểm khác biệt của sản phẩm"))
    market = LongText(_("thị trường dự kiến"))
    needs = LongText(_("hỗ trợ cần có"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("phiếu ý tưởng")
        verbose_name_plural = _("phiếu ý tưởng")
        constraints = owned(same=("participation",))

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.participation}"


class BusinessPlan(ProvinceOwned):
    """Step 3: the business plan and the province's appraisal of it."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="plan")
    materials = LongText(_("vùng nguyên liệu"))
    technology = LongText(_("công nghệ, quy trình sản xuất"))
    facilities = LongText(_("nhà xưởng, thiết bị"))
    labour = LongText(_("lao động, tổ chức"))
    quality = LongText(_("chất lượng, bao bì, nhãn mác"))
    market = LongText(_("thị trường, kênh phân phối"))
    capital = Money(_("tổng vốn (đồng)"), max_digits=15, decimal_places=0, null=True, blank=True)
    schedule = LongText(_("tiến độ"))
    appraisal = LongText(_("ý kiến thẩm định"), blank=True, editable=False)
    appraised_at = models.DateTimeField(null=True, editable=False)
    appraised_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("phương án sản xuất, kinh doanh")
        verbose_name_plural = _("phương án sản xuất, kinh doanh")
        constraints = owned(
            models.CheckConstraint(
                name="products_plan_appraised_by",
                condition=Q(appraised_at__isnull=True, appraised_by__isnull=True)
                | Q(appraised_at__isnull=False, appraised_by__isnull=False),
            ),
            same=("participation",),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.participation}"


class ProductionReport(ProvinceOwned):
    """Step 4: how the plan is carried out, in one report or several."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="production_reports"
    )
    reported_on = models.DateField(_("ngày báo cáo"))
    done = LongText(_("việc đã làm"))
    changes = LongText(_("thay đổi về chất lượng, bao bì, nhãn mác"), blank=True)
    market = LongText(_("thị trường đã có"), blank=True)
    revenue = Money(_("doanh thu (đồng)"), max_digits=15, decimal_places=0, null=True, blank=True)
    profit = Money(
        _("lợi nhuận (đồng)"),
        may_be_lost=True,
        max_digits=15,
        decimal_places=0,
        null=True,
        blank=True,
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("báo cáo triển khai")
        verbose_name_plural = _("báo cáo triển khai")
        ordering = ["reported_on", "id"]
        constraints = owned(same=("participation", "file"))

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.reported_on:%d/%m/%Y}"
