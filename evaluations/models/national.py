"""The 5-star package that goes to the Ministry, and the result that comes back (Điều 6.3, 7.4)."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluations.national_querysets import COPIED, NationalResultQuerySet
from evaluations.querysets import PackageQuerySet
from evaluations.states import PackageStatus
from evaluations.validity import PublicStatus
from files.models import StoredFile
from products.models import Submission
from territories.models import APPEND_ONLY, ProvinceOwned, owned
from territories.texts import LONGEST_REASON, LongText

from .certificate import PublishedCertificate
from .evaluation import Evaluation
from .rehearsal import never_of_rehearsal


class Package(ProvinceOwned):
    """The papers of Điều 6.3 beside the product's file; the province's row and the Ministry's copy.

    The Ministry's row is written by the forwarding, with files of the same bytes; when a file is
    sent back and comes again, it comes as another copy.
    """

    class Point(models.TextChoices):
        """Which list of Điều 6.3 it follows."""

        FIRST = "6.3.a", _("đề nghị 5 sao lần đầu, nâng hạng")
        AGAIN = "6.3.b", _("đánh giá lại sản phẩm 5 sao")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="packages")
    point = models.CharField(max_length=5, choices=Point, default=Point.FIRST, editable=False)
    # The province's result that is sent up; none in the copy: the Ministry holds no such row.
    evaluation = models.OneToOneField(
        Evaluation, models.PROTECT, null=True, editable=False, related_name="package"
    )
    # In the copy alone: the number of that result at home, under which the answer goes back.
    answers_to = models.PositiveBigIntegerField(null=True, editable=False)
    status = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=PackageStatus,
        default=PackageStatus.DRAFT,
        editable=False,
    )
    request_no = models.CharField(_("số văn bản đề nghị"), max_length=50, blank=True)
    requested_on = models.DateField(_("ngày văn bản đề nghị"), null=True, blank=True)
    signer = models.CharField(_("người ký văn bản đề nghị"), max_length=150, blank=True)
    request_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("văn bản đề nghị"),
    )
    council_report = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("báo cáo đánh giá của Hội đồng cấp tỉnh"),
    )
    # Where the decision itself was entered without its scan.
    decision_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("quyết định phê duyệt kết quả"),
    )
    decision_no = models.CharField(_("số quyết định phê duyệt"), max_length=50, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    advisory_text = LongText(_("báo cáo của Tổ tư vấn"), blank=True)
    # Where the advisers wrote theirs on paper, or handed no file in.
    advisory_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("báo cáo đánh giá của Tổ tư vấn"),
    )
    # What the province found, as it was approved: points, count, star, minimums (results.py).
    result = models.JSONField(default=dict)
    samples_sent = models.PositiveSmallIntegerField(_("số sản phẩm mẫu gửi kèm"), default=0)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    sent_at = models.DateTimeField(_("gửi Bộ lúc"), null=True, editable=False)
    # In the copy alone: the day of the Ministry's answer, or on which it sent the file back.
    left_on = models.DateField(_("rời Bộ ngày"), null=True, editable=False)
    return_reason = LongText(_("lý do Bộ trả lại"), at_most=LONGEST_REASON, blank=True)

    objects = PackageQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("hồ sơ đề nghị 5 sao")
        verbose_name_plural = _("hồ sơ đề nghị 5 sao")
        ordering = ["-sent_at", "-id"]
        constraints = owned(
            models.CheckConstraint(
                name="evaluations_package_of_one_side",
                condition=Q(evaluation__isnull=False, answers_to__isnull=True)
                | Q(evaluation__isnull=True, answers_to__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(evaluation__isnull=True),
                name="evaluations_one_package_a_copy",
            ),
            same=(
                "submission",
                "evaluation",
                "request_file",
                "council_report",
                "decision_file",
                "advisory_file",
            ),
        )
        triggers = [never_of_rehearsal()]

    def __str__(self) -> str:
        return f"{self.request_no} · {self.submission}" if self.request_no else str(self.submission)


class SentPackage(ProvinceOwned):
    """What went to the Ministry at one time, as it was sent: a file may go more than once."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="sendings")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("lần gửi"))
    receipt_no = models.CharField(_("số biên nhận của Bộ"), max_length=50)
    # The request, the count of samples and every paper by name and hash.
    facts = models.JSONField(_("nội dung gửi"))
    # What the Ministry had asked for; empty the first time.
    answers = LongText(_("bổ sung theo yêu cầu"), at_most=LONGEST_REASON, blank=True)
    sent_at = models.DateTimeField(_("gửi lúc"))
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("lần gửi Bộ")
        verbose_name_plural = _("các lần gửi Bộ")
        ordering = ["version"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["package", "version"], name="evaluations_sending_version"
            ),
            same=("package", "submission"),
            rights=APPEND_ONLY,
        )
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.package} · {self.version}"


class PackagePaper(ProvinceOwned):
    """A confirmation of additional checks or tests by the province (Điều 6.3, «nếu có»)."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="papers")
    title = models.CharField(_("tên tài liệu"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("văn bản kiểm tra, kiểm nghiệm bổ sung")
        verbose_name_plural = _("văn bản kiểm tra, kiểm nghiệm bổ sung")
        ordering = ["id"]
        constraints = owned(same=("package", "file"))

    def __str__(self) -> str:
        return self.title


class NationalResult(ProvinceOwned):
    """What the Ministry found, in the province that asked (Điều 7.4.g)."""

    class Way(models.TextChoices):
        """What the province makes of a result below 90."""

        RECOGNISE = "recognise", _("công nhận theo kết quả của Hội đồng cấp trung ương")
        EVALUATE = "evaluate", _("tổ chức đánh giá lại tại tỉnh")
        REJECT = "reject", _("không công nhận")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="national_results")
    # The province's own result that had gone up.
    evaluation = models.OneToOneField(
        Evaluation, models.PROTECT, related_name="national_result", editable=False
    )
    points_sum = models.PositiveIntegerField(_("tổng điểm các phiếu"))
    sheet_count = models.PositiveSmallIntegerField(_("số phiếu hợp lệ"))
    star = models.PositiveSmallIntegerField(_("hạng sao"), null=True)
    # Why: the stored result without the members' names (shape: results.py).
    result = models.JSONField(default=dict)
    decision_no = models.CharField(_("số quyết định, thông báo"), max_length=50)
    decided_on = models.DateField(_("ngày"))
    certificate_no = models.CharField(_("số giấy chứng nhận"), max_length=50, blank=True)
    public_code = models.CharField(_("mã tra cứu"), max_length=20, blank=True)
    expires_on = models.DateField(_("có giá trị đến"), null=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(_("Bộ trả lúc"))
    # Below 90: which of the ways of Điều 7.4.g the province took, empty until it has chosen.
    chosen = models.CharField(_("hướng xử lý"), max_length=12, blank=True, choices=Way)
    chosen_reason = models.CharField(_("lý do"), max_length=300, blank=True)
    chosen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    chosen_at = models.DateTimeField(null=True, editable=False)

    objects = NationalResultQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("kết quả của Bộ")
        verbose_name_plural = _("kết quả của Bộ")
        ordering = ["-returned_at", "-id"]
        constraints = owned(
            models.CheckConstraint(
                name="evaluations_national_five_has_certificate",
                condition=Q(star=5, public_code__gt="", expires_on__isnull=False)
                | (~Q(star=5) | Q(star__isnull=True)) & Q(public_code="", expires_on__isnull=True),
            ),
            models.CheckConstraint(
                name="evaluations_national_chosen_by",
                condition=Q(chosen="", chosen_at__isnull=True, chosen_by__isnull=True)
                | Q(chosen__gt="", chosen_at__isnull=False, chosen_by__isnull=False),
            ),
            same=("submission", "evaluation", "pdf"),
        )

    def __str__(self) -> str:
        return f"{self.decision_no} · {self.submission}"

    def standing(self, day: date) -> PublicStatus | None:
        """Return how the certificate of five stars stands, as `with_standing()` read it."""
        if not self.public_code:
            return None
        copy = {name: getattr(self, f"copy_{name}") for name in COPIED}
        return PublishedCertificate(**copy).standing(day)
