"""Step 5 up to the council: Forms 01-03, evidence, samples, and the frozen hand-in."""

from zlib import crc32

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from products.querysets import SubmissionQuerySet
from regulations.models import CriteriaSet, Criterion, DossierPaper, Level, Procedure
from territories.constraints import CompositeKey
from territories.models import APPEND_ONLY, ProvinceOwned, owned
from territories.numbers import MOST_SAMPLES, SmallCount
from territories.texts import LongText

from .cycle import Participation


class Dossier(ProvinceOwned):
    """The producer's file (26/2026, Điều 6.1): Form 01 and Form 02 while they are being written."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="dossier")
    # Form 02, Phần I.7: what the producer ticks; the papers themselves are the evidence.
    declared = models.JSONField(_("giấy tờ đã có"), default=list, blank=True)
    # Form 02, Phần II.
    production_result = LongText(_("vùng nguyên liệu, công nghệ, chế biến"), blank=True)
    quality_result = LongText(_("thay đổi về chất lượng, bao bì, nhãn mác"), blank=True)
    market_result = LongText(_("thị trường phân phối"), blank=True)
    business_result = LongText(_("kết quả sản xuất, kinh doanh"), blank=True)
    # Form 02, Phần IV.
    outlook = LongText(_("kế hoạch sản xuất, kinh doanh"), blank=True)
    samples_promised = SmallCount(_("số sản phẩm mẫu"), at_most=MOST_SAMPLES, default=5)
    # An officer acting «thay mặt» attaches the Form 01 that the producer signed (R28).
    signed_form = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    commune_register_no = models.CharField(_("số phiếu của xã"), max_length=30, blank=True)
    # 1048 and 148: the office of the district examined it first (R3).
    district_register_no = models.CharField(_("số phiếu của huyện"), max_length=30, blank=True)
    province_register_no = models.CharField(_("số phiếu của tỉnh"), max_length=30, blank=True)
    paper_set_received_on = models.DateField(_("ngày nhận bộ hồ sơ giấy"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("hồ sơ đánh giá")
        verbose_name_plural = _("hồ sơ đánh giá")
        constraints = owned(same=("participation", "signed_form"))

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.participation}"


class SelfAssessment(ProvinceOwned):
    """Form 02, Phần III: the level that the producer claims for one criterion, and why."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="assessments")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, null=True, blank=True, related_name="+")
    description = LongText(_("mô tả, chứng minh"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("tự đánh giá")
        verbose_name_plural = _("tự đánh giá")
        constraints = owned(
            models.UniqueConstraint(
                fields=["dossier", "criterion"], name="products_assessment_once"
            ),
            CompositeKey(
                name="products_assessment_level_of_criterion",
                columns=("level_id", "criterion_id"),
                to="regulations_level",
                to_columns=("id", "criterion_id"),
            ),
            same=("dossier",),
        )

    def __str__(self) -> str:
        return f"{self.criterion} · {self.dossier}"


class Evidence(ProvinceOwned):
    """A document that proves one criterion (none: the dossier as a whole), with its dates (R14)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="evidence")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper = models.ForeignKey(
        DossierPaper,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("loại minh chứng"),
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField(_("tên tài liệu"), max_length=200)
    number = models.CharField(_("số"), max_length=80, blank=True)
    issuer = models.CharField(_("nơi cấp"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày cấp"), null=True, blank=True)
    expires_on = models.DateField(_("ngày hết hạn"), null=True, blank=True)
    first_page = models.PositiveIntegerField(_("từ trang"), null=True, blank=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("tài liệu minh chứng")
        verbose_name_plural = _("tài liệu minh chứng")
        ordering = ["criterion__part", "criterion__ordinal", "id"]
        constraints = owned(
            models.CheckConstraint(
                name="products_evidence_dates",
                condition=Q(expires_on__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(expires_on__gte=F("issued_on")),
                violation_error_message=_("Ngày hết hạn phải từ ngày cấp trở đi."),
            ),
            same=("dossier", "file"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def version(self) -> int:
        """A number of what is said of the paper now: another one after any change."""
        dates = (self.issued_on, self.expires_on, self.first_page)
        said = (self.criterion_id, self.paper_id, self.title, self.number, self.issuer, *dates)
        return crc32(repr(said).encode()) >> 1


class Submission(ProvinceOwned):
    """What was handed in, frozen with its receipt (R28): this is what a council judges."""

    # Null at the Ministry, which holds the copy that a province forwarded and nothing else.
    participation = models.ForeignKey(
        Participation, models.PROTECT, null=True, related_name="submissions"
    )
    version = models.PositiveSmallIntegerField(_("lần nộp"))
    receipt_no = models.CharField(_("số biên nhận"), max_length=30)
    product_code = models.CharField(_("mã sản phẩm"), max_length=40)
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    # Forms, self-assessment and evidence as they were; shape: products/snapshot.py.
    snapshot = models.JSONField()
    sha256 = models.CharField(_("mã băm"), max_length=64)
    handed_in_at = models.DateTimeField(_("nộp lúc"))
    handed_in_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(_("cán bộ nộp thay"), default=False)
    # The province the file came from: at the Ministry it differs from `province`.
    origin = models.CharField(max_length=50)

    objects = SubmissionQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("hồ sơ đã nộp")
        verbose_name_plural = _("hồ sơ đã nộp")
        ordering = ["-handed_in_at", "-id"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["participation", "version"], name="products_submission_version"
            ),
            models.UniqueConstraint(
                fields=["province", "receipt_no"], name="products_submission_receipt"
            ),
            same=("participation",),
            rights=APPEND_ONLY,
        )
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.product_code} · {self.receipt_no}"


class CommuneReport(ProvinceOwned):
    """Form 03: the commune's four assessments and its request to the province (R27)."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="commune_report")
    materials = LongText(_("sử dụng nguyên liệu địa phương"))
    labour = LongText(_("sử dụng lao động địa phương"))
    idea_origin = LongText(_("nguồn gốc ý tưởng sản phẩm"))
    identity = LongText(_("bản sắc, trí tuệ địa phương"))
    components_complete = models.BooleanField(_("thành phần hồ sơ đầy đủ"), default=False)
    met_on = models.DateField(_("ngày họp lấy ý kiến"), null=True, blank=True)
    request_no = models.CharField(_("số văn bản đề nghị"), max_length=50, blank=True)
    requested_on = models.DateField(_("ngày văn bản đề nghị"), null=True, blank=True)
    signer = models.CharField(_("người ký"), max_length=150, blank=True)
    signed_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    forwarded_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("báo cáo Mẫu 03")
        verbose_name_plural = _("báo cáo Mẫu 03")
        constraints = owned(same=("submission", "signed_file"))

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.submission}"


class SampleReceipt(ProvinceOwned):
    """Samples logged as received, or for tourism the visit to the site (R18)."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="sample_receipts")
    count = SmallCount(_("số lượng"), at_most=MOST_SAMPLES, default=0)
    received_on = models.DateField(_("ngày nhận"), null=True, blank=True)
    site_visited_on = models.DateField(_("ngày khảo sát"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("sản phẩm mẫu")
        verbose_name_plural = _("sản phẩm mẫu")
        ordering = ["recorded_at", "id"]
        constraints = owned(
            models.CheckConstraint(
                name="products_sample_or_visit",
                condition=Q(received_on__isnull=False, count__gt=0)
                | Q(site_visited_on__isnull=False),
                violation_error_message=_("Hãy ghi số mẫu và ngày nhận, hoặc ngày khảo sát."),
            ),
            same=("submission",),
        )

    def __str__(self) -> str:
        return f"{self.count} · {self.submission}"
