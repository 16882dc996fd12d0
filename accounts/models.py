"""People, the duties they hold, and the journal of what they did."""

import re
from typing import Any

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop_portal.embedded import WEB
from territories.folding import fold, sort_key
from territories.models import APPEND_ONLY, AdminUnit, ProvinceOwned, owned

from .permissions import Role
from .querysets import (
    ApiTokenQuerySet,
    AssignmentQuerySet,
    JournalQuerySet,
    NoticeQuerySet,
    UserQuerySet,
)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create and return a user; without a password only an invitation's link lets him in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.index()
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an operator (`manage.py createsuperuser`)."""
        return self.create_user(email, password, is_operator=True, **fields)


class User(AbstractBaseUser):
    """A person with an account; what he may do stands in his assignments."""

    email = models.EmailField(_("thư điện tử"), unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=150)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    is_operator = models.BooleanField(_("vận hành hệ thống"), default=False)
    joined_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    search = models.CharField(max_length=300, editable=False, default="")
    sort = models.CharField(max_length=600, editable=False, default="", db_collation="C")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")
        ordering = ["sort", "id"]

    def __str__(self) -> str:
        return self.full_name

    def index(self) -> None:
        """Fill the folded search text and the sort key: given name first, as lists are ordered."""
        self.search = fold(f"{self.full_name} {self.email}")
        # What stands in brackets is a remark, not a name.
        *family, given = re.sub(r"\s*\(.*?\)", "", self.full_name).split() or [""]
        self.sort = sort_key(" ".join([given, *family]))

    # What Django's admin asks: operators only (design §6.3).
    @property
    def is_staff(self) -> bool:
        """Tell whether the admin lets this person in."""
        return self.is_operator

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Answer the admin; the portal itself asks policy.may()."""
        return self.is_active and self.is_operator

    def has_module_perms(self, app_label: str) -> bool:
        """Answer the admin."""
        return self.is_active and self.is_operator


class Assignment(ProvinceOwned):
    """A duty: this person, this role, this unit (none: the whole tenant), this period."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)
    unit = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, blank=True, verbose_name=_("đơn vị")
    )
    period = DateRangeField(_("thời hạn"))
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("phân công")
        verbose_name_plural = _("phân công")
        ordering = ["user__sort", "role"]
        constraints = owned(
            models.CheckConstraint(
                name="accounts_assignment_unit_role",
                condition=Q(unit__isnull=False)
                | ~Q(role__in=[Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER]),
                violation_error_message=_("Cán bộ cấp xã, cấp huyện phải được gắn với một đơn vị."),
            ),
            # A sign-in must find the provinces of a person before one is open.
            readable_by=(WEB,),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class ApiToken(ProvinceOwned):
    """A key for a program: it acts as its owner, in one province, within its scopes."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("tên khóa"), max_length=80)
    # The secret has 256 random bits and is shown once; its hash alone is kept.
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=30), verbose_name=_("quyền"))
    expires_on = models.DateField(_("có hiệu lực đến hết ngày"))
    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    last_used_on = models.DateField(_("dùng lần cuối"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("khóa API")
        verbose_name_plural = _("khóa API")
        ordering = ["-created_at", "-id"]
        # A request brings its key before a province is open.
        constraints = owned(readable_by=(WEB,))

    def __str__(self) -> str:
        return self.name


class JournalEntry(ProvinceOwned):
    """An act of a person, written in the same transaction as the act; never changed."""

    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ai"))
    verb = models.CharField(_("việc"), max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    target_label = models.CharField(_("đối tượng"), max_length=300)
    facts = models.JSONField(_("chi tiết"), default=dict)

    objects = JournalQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("dòng nhật ký")
        verbose_name_plural = _("nhật ký")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["province", "target_type", "target_id"], name="accounts_journal_of"
            ),
            models.Index(fields=["province", "-at"], name="accounts_journal_at"),
        ]
        constraints = owned(rights=APPEND_ONLY)
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_label}"


class SystemEvent(models.Model):
    """A log-in or an operator's act: what belongs to no province; never changed."""

    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("việc"), max_length=60)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("sự kiện hệ thống")
        verbose_name_plural = _("sự kiện hệ thống")
        ordering = ["-at", "-id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.verb


class Job(ProvinceOwned):
    """Long work that a worker does: its row, not the broker, is the truth about it."""

    class State(models.TextChoices):
        """Where the work stands."""

        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang làm")
        DONE = "done", _("xong")
        FAILED = "failed", _("chưa làm được")

    kind = models.CharField(max_length=40)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    subject_id = models.BigIntegerField(null=True)
    arguments = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("công việc nền")
        verbose_name_plural = _("công việc nền")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.get_state_display()}"


class Notice(ProvinceOwned):
    """Word to one person: what happened and where to look."""

    to = models.ForeignKey(User, models.CASCADE, related_name="notices")
    text = models.CharField(max_length=300)
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.text
