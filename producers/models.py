"""Producers (chủ thể OCOP): who makes the products, with the facts of Form 02 part I."""

import unicodedata
from collections.abc import Callable, Collection
from datetime import date

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from territories import clock
from territories.folding import fold, sort_key
from territories.models import APPEND_ONLY, AdminUnit, ProvinceOwned, owned
from territories.numbers import MOST_PEOPLE, Count
from territories.texts import LongText

from .contacts import phone_text
from .eligibility import LegalForm
from .identifiers import clean_name, clean_person_name, clean_phone, clean_tax_code, name_key
from .querysets import ProducerPermitQuerySet, ProducerQuerySet


class FieldErrors(models.Model):
    """Puts a constraint's message beside the field that its code names, at both doors."""

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check the constraints, then sort their messages by field."""
        try:
            super().validate_constraints(exclude=exclude)
        except ValidationError as refusal:
            raise ValidationError(_beside_fields(self, refusal)) from refusal


def _beside_fields(row: models.Model, refusal: ValidationError) -> dict[str, list]:
    names = {field.name for field in row._meta.fields}
    sorted_errors: dict[str, list] = {}
    for place, errors in refusal.error_dict.items():
        for error in errors:
            field = error.code if place == NON_FIELD_ERRORS and error.code in names else place
            sorted_errors.setdefault(field, []).append(error)
    return sorted_errors


def tidy(row: models.Model, **how: Callable[[str], str]) -> None:
    """Bring texts to the one spelling in which they are kept; refuse those that have none."""
    errors = {}
    for field in row._meta.fields:
        value = getattr(row, field.attname)
        long = isinstance(field, models.TextField)
        if not value or not field.editable or not (long or isinstance(field, models.CharField)):
            continue
        clean = how.get(field.name) or (_composed if long else clean_name)
        try:
            setattr(row, field.attname, clean(value))
        except ValidationError as refusal:
            errors[field.name] = refusal
    if errors:
        raise ValidationError(errors)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


class Producer(FieldErrors, ProvinceOwned):
    """An applicant of Article 2.3; the commune is that of the day of registration (R31)."""

    class Status(models.TextChoices):
        """Whether the commune stands behind the entry."""

        PENDING = "pending", _("chờ xã xác nhận")
        CONFIRMED = "confirmed", _("đã xác nhận")
        REFUSED = "refused", _("không được xác nhận")
        INACTIVE = "inactive", _("ngừng hoạt động")

    class Gender(models.TextChoices):
        """As Form 02 asks."""

        FEMALE = "female", _("Nữ")
        MALE = "male", _("Nam")

    name = models.CharField(_("tên chủ thể"), max_length=200)
    legal_form = models.CharField(_("loại hình tổ chức"), max_length=30, choices=LegalForm)
    registration_no = models.CharField(_("số giấy đăng ký"), max_length=50, blank=True)
    registered_on = models.DateField(_("ngày thành lập/đăng ký kinh doanh"), null=True, blank=True)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    commune = models.ForeignKey(
        AdminUnit, models.PROTECT, related_name="+", verbose_name=_("xã, phường, đặc khu")
    )
    address = models.CharField(_("thôn, tổ, số nhà"), max_length=200, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20)
    email = models.EmailField(_("thư điện tử"), blank=True)
    website = models.URLField(_("trang mạng"), blank=True)
    representative = models.CharField(_("người đại diện pháp luật"), max_length=150)
    representative_title = models.CharField(_("chức vụ"), max_length=100, blank=True)
    representative_gender = models.CharField(_("giới tính"), max_length=6, choices=Gender)
    representative_ethnicity = models.CharField(_("dân tộc"), max_length=50, default="Kinh")
    representative_address = models.CharField(_("địa chỉ thường trú"), max_length=250, blank=True)
    is_women_led = models.BooleanField(_("do phụ nữ làm chủ hoặc điều hành"), default=False)
    # None: nobody has said how many; that is not 0.
    workers = Count(_("lao động"), at_most=MOST_PEOPLE, null=True, blank=True)
    workers_local = Count(_("lao động địa phương"), at_most=MOST_PEOPLE, null=True, blank=True)
    workers_female = Count(_("lao động nữ"), at_most=MOST_PEOPLE, null=True, blank=True)
    workers_minority = Count(
        _("lao động người dân tộc thiểu số"), at_most=MOST_PEOPLE, null=True, blank=True
    )
    workers_disabled = Count(
        _("lao động là người khuyết tật"), at_most=MOST_PEOPLE, null=True, blank=True
    )
    history = LongText(_("lịch sử hình thành"), blank=True)
    organisation = LongText(_("cơ cấu tổ chức"), blank=True)

    status = models.CharField(_("trạng thái"), max_length=10, choices=Status, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    registered_at = models.DateTimeField(auto_now_add=True)
    search = models.CharField(max_length=500, editable=False)
    sort = models.CharField(max_length=800, editable=False, db_collation="C")
    match_name = models.CharField(max_length=300, editable=False)

    objects = ProducerQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("chủ thể")
        verbose_name_plural = _("chủ thể")
        ordering = ["sort", "id"]
        indexes = [
            models.Index(fields=["province", "sort", "id"], name="producers_by_name"),
            models.Index(fields=["province", "commune"], name="producers_by_commune"),
            models.Index(fields=["province", "match_name"], name="producers_match"),
        ]
        constraints = owned(
            models.UniqueConstraint(
                fields=["province", "tax_code"],
                condition=~Q(tax_code=""),
                name="producers_one_per_tax_code",
                violation_error_code="tax_code",
                violation_error_message=_("Mã số thuế này đã có trong danh sách chủ thể của tỉnh."),
            ),
            *[
                models.CheckConstraint(
                    name=f"producers_{part}_within_workers",
                    condition=Q(**{f"{part}__lte": F("workers")}),
                    violation_error_code=part,
                    violation_error_message=_("Số lao động từng nhóm không được vượt tổng số."),
                )
                for part in (
                    "workers_local",
                    "workers_female",
                    "workers_minority",
                    "workers_disabled",
                )
            ],
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Normalise names, numbers and telephone: here, for every door and every import."""
        form = self.legal_form if self.legal_form in LegalForm.values else None
        tidy(
            self,
            tax_code=lambda code: clean_tax_code(code, legal_form=form),
            phone=clean_phone,
            representative=clean_person_name,
            email=str.strip,
            website=str.strip,
        )
        if self.registered_on and self.registered_on > clock.today():
            raise ValidationError({"registered_on": _("Ngày này phải từ hôm nay trở về trước.")})

    def index(self) -> None:
        """Fill the folded search text, the sort key and the name to compare with others."""
        spoken = phone_text(self.phone)
        facts = (self.name, self.tax_code, self.phone, spoken, self.representative)
        self.search = fold(" ".join(facts))
        self.sort = sort_key(self.name)
        self.match_name = name_key(self.name)


class ProducerPermit(FieldErrors, ProvinceOwned):
    """A paper that a producer holds, with its dates (R14): licence, food safety, test report …"""

    class Kind(models.TextChoices):
        """What the paper allows or shows; the list of Form 02 part I, item 7."""

        BUSINESS = "business", _("Giấy đăng ký kinh doanh")
        FOOD_SAFETY = "food_safety", _("Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm")
        PRODUCTION = "production", _("Giấy chứng nhận cơ sở đủ điều kiện sản xuất")
        QUALITY = "quality", _("Công bố chất lượng sản phẩm")
        TRADEMARK = "trademark", _("Giấy chứng nhận đăng ký nhãn hiệu")
        RIGHT_OF_USE = "right_of_use", _("Quyền sử dụng chỉ dẫn địa lý, nhãn hiệu")
        PATENT = "patent", _("Bằng sáng chế")
        DESIGN = "design", _("Bằng độc quyền kiểu dáng công nghiệp")
        COPYRIGHT = "copyright", _("Giấy chứng nhận bản quyền tác giả")
        OTHER = "other", _("Khác")

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="permits")
    kind = models.CharField(_("loại giấy"), max_length=15, choices=Kind)
    number = models.CharField(_("số"), max_length=80)
    issuer = models.CharField(_("nơi cấp"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày cấp"))
    expires_on = models.DateField(_("ngày hết hạn"), null=True, blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bản chụp"),
    )

    objects = ProducerPermitQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("giấy tờ của chủ thể")
        verbose_name_plural = _("giấy tờ của chủ thể")
        ordering = ["kind", "-issued_on", "id"]
        constraints = owned(
            models.UniqueConstraint(
                fields=["producer", "kind", "number"],
                name="producers_permit_once",
                violation_error_code="number",
                violation_error_message=_("Giấy này đã được ghi."),
            ),
            models.CheckConstraint(
                name="producers_permit_dates",
                violation_error_code="expires_on",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                violation_error_message=_("Ngày hết hạn phải từ ngày cấp trở đi."),
            ),
            same=("producer", "file"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def clean(self) -> None:
        """Normalise the texts; a paper that is yet to be issued proves nothing."""
        tidy(self)
        if self.issued_on and self.issued_on > clock.today():
            raise ValidationError({"issued_on": _("Ngày cấp phải từ hôm nay trở về trước.")})


class ProducerMove(ProvinceOwned):
    """A producer that went to another commune, or whose commune was merged (R31)."""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="moves")
    origin = models.ForeignKey(
        AdminUnit, models.PROTECT, related_name="+", verbose_name=_("chuyển từ")
    )
    commune = models.ForeignKey(
        AdminUnit, models.PROTECT, related_name="+", verbose_name=_("chuyển đến")
    )
    moved_on = models.DateField(_("từ ngày"))
    reason = models.CharField(_("lý do"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("lần chuyển xã")
        verbose_name_plural = _("các lần chuyển xã")
        ordering = ["moved_on", "id"]
        constraints = owned(
            models.CheckConstraint(
                name="producers_move_goes_elsewhere", condition=~Q(origin=F("commune"))
            ),
            same=("producer",),
            rights=APPEND_ONLY,
        )
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.producer}: {self.origin} → {self.commune}"


class ProducerAccount(ProvinceOwned):
    """A person who acts for a producer in the portal, for a period."""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="accounts")
    user = models.ForeignKey(User, models.PROTECT, related_name="producer_accounts")
    period = DateRangeField(_("thời hạn"))

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("tài khoản của chủ thể")
        verbose_name_plural = _("tài khoản của chủ thể")
        constraints = owned(
            models.UniqueConstraint(fields=["producer", "user"], name="producers_account_once"),
            same=("producer",),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.producer}"

    def is_running(self, day: date) -> bool:
        """Tell whether the person acts for the producer on a day."""
        return day in self.period
