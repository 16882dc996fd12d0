"""The decision, what it recognises, the certificate, and the copy that the public sees."""

from datetime import date
from zlib import crc32

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluations.querysets import CertificateQuerySet, DecisionQuerySet
from evaluations.states import CertificateStatus, DecisionStatus
from evaluations.validity import Life, PublicStatus, status_on
from files.models import StoredFile
from ocop_portal.embedded import APP, NATIONAL, WEB
from products.cycle import Purpose
from products.models import Product, Submission
from regulations.models import Procedure
from territories.models import APPEND_ONLY, AdminUnit, Province, ProvinceOwned, owned
from territories.texts import LONGEST_REASON, LongText

from .evaluation import Evaluation


class Decision(ProvinceOwned):
    """A decision: drafted here, numbered and signed in the office, then entered back."""

    class Kind(models.TextChoices):
        """What the decision does."""

        RECOGNITION = "recognition", _("công nhận kết quả, cấp giấy chứng nhận")
        APPROVAL = "approval", _("phê duyệt kết quả")

    kind = models.CharField(
        _("loại"), max_length=12, choices=Kind, default=Kind.RECOGNITION, editable=False
    )
    # The district whose chairman decides (148/QĐ-TTg, until July 2025); none: the tenant itself.
    unit = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("huyện")
    )
    title = models.CharField(_("trích yếu"), max_length=300)
    status = models.CharField(
        max_length=10, choices=DecisionStatus, default=DecisionStatus.DRAFT, editable=False
    )
    number = models.CharField(_("số quyết định"), max_length=50, blank=True)
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    signer = models.CharField(_("người ký"), max_length=150, blank=True)
    signer_title = models.CharField(_("chức vụ người ký"), max_length=150, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    drafted_at = models.DateTimeField(auto_now_add=True)
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("quyết định")
        verbose_name_plural = _("quyết định")
        ordering = ["-drafted_at", "-id"]
        constraints = owned(
            models.UniqueConstraint(
                # Numbers begin anew every year.
                "province",
                "unit",
                "number",
                ExtractYear("signed_on"),
                condition=~Q(number=""),
                nulls_distinct=False,
                name="evaluations_decision_number",
                violation_error_message=_("Số quyết định này đã được dùng."),
            ),
            models.CheckConstraint(
                name="evaluations_decision_issued_whole",
                condition=Q(status="draft", issued_at__isnull=True, issued_by__isnull=True)
                | (
                    Q(status="issued", issued_at__isnull=False, issued_by__isnull=False)
                    & Q(signed_on__isnull=False)
                    & ~Q(number="")
                    & ~Q(signer="")
                ),
            ),
            same=("file",),
        )
        triggers = [
            pgtrigger.Protect(
                name="final_once_issued",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="issued"),
            )
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def version(self) -> int:
        """A number of the subject as it reads now: another one after any change."""
        return crc32(self.title.encode()) >> 1


class Recognition(ProvinceOwned):
    """A line of a decision's annex: this evaluation, these stars."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="recognitions")
    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="recognitions", related_query_name="recognition"
    )
    # The decision's own: a result is approved first, and recognised when the Ministry has spoken.
    kind = models.CharField(
        max_length=12, choices=Decision.Kind, default=Decision.Kind.RECOGNITION, editable=False
    )
    star = models.PositiveSmallIntegerField(_("hạng sao"))
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("dòng công nhận")
        verbose_name_plural = _("danh sách kèm theo")
        ordering = ["ordinal"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["decision", "ordinal"], name="evaluations_recognition_line"
            ),
            models.UniqueConstraint(
                fields=["evaluation", "kind"], name="evaluations_decided_once_a_kind"
            ),
            models.CheckConstraint(
                name="evaluations_recognition_star", condition=Q(star__gte=3, star__lte=5)
            ),
            same=("decision", "evaluation"),
        )
        triggers = [
            pgtrigger.Trigger(
                name="of_confirmed_result",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "PERFORM 1 FROM evaluations_evaluation e"
                    " WHERE e.id = NEW.evaluation_id AND e.confirmed_at IS NOT NULL;"
                    " IF NOT FOUND THEN RAISE EXCEPTION 'ocop: a result is not confirmed';"
                    " END IF; RETURN NEW;"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation} · {self.star} sao"


class CertificateCounter(ProvinceOwned):
    """The last number given in a year; locked while the next one is taken, so none is skipped."""

    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("số giấy chứng nhận")
        verbose_name_plural = _("số giấy chứng nhận")
        constraints = owned(
            models.UniqueConstraint(
                fields=["province", "unit", "year"],
                nulls_distinct=False,
                name="evaluations_one_counter",
            )
        )

    def __str__(self) -> str:
        return f"{self.last}/{self.year}"


# What a certificate says is fixed when it is issued; only its standing may change.
FIXED = (
    "recognition_id",
    "submission_id",
    "product_id",
    "unit_id",
    "star",
    "year",
    "ordinal",
    "number",
    "issued_on",
    "expires_on",
    "facts",
    "public_code",
    "template_version",
)


class Certificate(ProvinceOwned):
    """A certificate of 3-5 stars, good for 36 months (R23); validity is computed when read."""

    recognition = models.OneToOneField(Recognition, models.PROTECT, related_name="certificate")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="certificates")
    # Null at the Ministry, which knows the submission alone.
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="certificates")
    # The district that recognised 3 stars (148/QĐ-TTg); it numbers its certificates itself.
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    star = models.PositiveSmallIntegerField(_("hạng sao"))
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    number = models.CharField(_("số giấy chứng nhận"), max_length=50)
    issued_on = models.DateField(_("ngày cấp"))
    expires_on = models.DateField(_("có giá trị đến"))
    extended_to = models.DateField(_("kéo dài đến"), null=True, blank=True)
    status = models.CharField(
        max_length=12, choices=CertificateStatus, default=CertificateStatus.VALID, editable=False
    )
    facts = models.JSONField(_("nội dung in"))
    public_code = models.CharField(_("mã tra cứu"), max_length=20, unique=True)
    template_version = models.CharField(max_length=20)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CertificateQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("giấy chứng nhận")
        verbose_name_plural = _("giấy chứng nhận")
        ordering = ["-year", "-ordinal"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["province", "unit", "year", "ordinal"],
                nulls_distinct=False,
                name="evaluations_certificate_ordinal",
            ),
            models.UniqueConstraint(
                fields=["province", "unit", "number"],
                nulls_distinct=False,
                name="evaluations_certificate_number",
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(status="valid"),
                name="evaluations_one_live_certificate",
            ),
            same=("recognition", "submission", "product", "pdf"),
        )
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="words_are_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF "
                    + " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in FIXED)
                    + " OR (OLD.pdf_id IS NOT NULL AND NEW.pdf_id IS DISTINCT FROM OLD.pdf_id)"
                    " OR OLD.status IN ('revoked', 'superseded') THEN"
                    " RAISE EXCEPTION 'ocop: a certificate''s words never change';"
                    " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def last_day(self) -> date:
        """The day until which it holds, as printed or as extended (Điều 12.3)."""
        return self.extended_to or self.expires_on


class CertificateAct(ProvinceOwned):
    """Revocation, suspension, restoration, extension: an act with ground, number and date (R26)."""

    class Ground(models.TextChoices):
        """The six grounds of 26/2026, Điều 8.1."""

        FORGERY = "a", _("Thông tin, tài liệu không trung thực hoặc giả mạo hồ sơ")
        CRITERIA = "b", _("Không còn đáp ứng các tiêu chí")
        VIOLATION = "c", _("Vi phạm pháp luật về chất lượng, an toàn, môi trường, nhãn, SHTT")
        MARK = "d", _("Sử dụng nhãn hiệu OCOP không đúng quy định")
        STOPPED = "đ", _("Không còn sản xuất sản phẩm")
        OTHER = "e", _("Trường hợp khác theo kết luận của cơ quan có thẩm quyền")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="acts")
    verb = models.CharField(max_length=12)
    ground = models.CharField(_("căn cứ"), max_length=1, choices=Ground, blank=True)
    found_on = models.DateField(_("ngày kết luận"), null=True, blank=True)
    decision_no = models.CharField(_("số quyết định"), max_length=50)
    decided_on = models.DateField(_("ngày quyết định"))
    reason = LongText(_("lý do"), at_most=LONGEST_REASON)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("việc đối với giấy chứng nhận")
        verbose_name_plural = _("việc đối với giấy chứng nhận")
        ordering = ["at", "id"]
        constraints = owned(
            models.CheckConstraint(
                name="evaluations_revocation_has_ground",
                condition=~Q(verb="revoke") | ~Q(ground=""),
                violation_error_message=_("Hãy chọn một trong sáu căn cứ thu hồi của Điều 8."),
            ),
            same=("certificate",),
            rights=APPEND_ONLY,
        )
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.certificate}"


# What changes on the public copy after it is made: how the certificate stands, and until when.
CHANGING = ("status", "status_since", "status_basis", "valid_to", "extension_basis")


class PublishedCertificate(ProvinceOwned):
    """The public's copy of a certificate: what a buyer may know."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="published")
    public_code = models.CharField(max_length=20, unique=True)
    # Facts that reports count by, as they stood at the hand-in (R31). At the Ministry the
    # producer's province differs from the row's own.
    origin = models.ForeignKey(Province, models.PROTECT, related_name="+")
    commune = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    legal_form = models.CharField(max_length=30)
    purpose = models.CharField(max_length=15, choices=Purpose)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    # 148/QĐ-TTg: four stars of 90 points and more, on the way to the Ministry.
    is_potential_five = models.BooleanField(default=False)
    province_name = models.CharField(max_length=100)
    commune_name = models.CharField(max_length=150)
    product_name = models.CharField(max_length=200)
    product_code = models.CharField(max_length=40)
    producer_name = models.CharField(max_length=200)
    sector = models.CharField(max_length=300)
    line_number = models.PositiveSmallIntegerField()
    star = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=50)
    # A district numbered its own (148/QĐ-TTg): a number says little without whose it is.
    issuer = models.CharField(max_length=200)
    decision_no = models.CharField(max_length=50)
    decided_on = models.DateField()
    issued_on = models.DateField()
    valid_to = models.DateField()
    status = models.CharField(max_length=12, choices=CertificateStatus)
    status_since = models.DateField(null=True)
    status_basis = models.CharField(max_length=200, blank=True)
    # The decision by which it holds beyond what is printed (Điều 12.3); acts that come and go
    # leave it alone. Empty: it ends as printed.
    extension_basis = models.CharField(max_length=200, blank=True)
    search = models.CharField(max_length=600)
    sort = models.CharField(max_length=800, db_collation="C")

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("bản công bố")
        verbose_name_plural = _("bản công bố")
        ordering = ["sort", "id"]
        indexes = [
            models.Index(fields=["sort", "id"], name="evaluations_public_by_name"),
            models.Index(fields=["origin", "issued_on"], name="evaluations_public_by_origin"),
        ]
        constraints = owned(same=("certificate",), readable_by=(WEB, APP, NATIONAL))
        triggers = [
            pgtrigger.Protect(name="copy_stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="copy_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                # Every column but those named, so that a new one is fixed from its first day.
                func=(
                    f"IF to_jsonb(NEW) - '{{{','.join(CHANGING)}}}'::text[] IS DISTINCT FROM"
                    f" to_jsonb(OLD) - '{{{','.join(CHANGING)}}}'::text[] THEN"
                    " RAISE EXCEPTION 'ocop: what was published never changes';"
                    " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_name} · {self.star} sao"

    def standing(self, day: date) -> PublicStatus | None:
        """Return what the public learns on a day; None before the day of issue."""

        def on(status: CertificateStatus) -> date | None:
            return self.status_since if self.status == status else None

        suspended = on(CertificateStatus.SUSPENDED)
        life = Life(
            issued_on=self.issued_on,
            expires_on=self.valid_to,
            superseded_on=on(CertificateStatus.SUPERSEDED),
            revoked_on=on(CertificateStatus.REVOKED),
            suspensions=((suspended, None),) if suspended else (),
        )
        return status_on(life, day)
