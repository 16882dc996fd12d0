"""Acts on people and duties."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from territories import clock
from territories.models import AdminUnit, Province

from . import journal
from .invitations import send_invitation
from .models import Assignment, Notice, User
from .permissions import DISTRICT_ROLES, UNIT_ROLES, Role, roles_of_tenant


@transaction.atomic
def assign(
    *,
    province: Province,
    user: User,
    role: Role,
    by: User | None,
    unit: AdminUnit | None = None,
    until: date | None = None,
) -> Assignment:
    """Give a person a duty in the open province from today on."""
    today = clock.today()
    if role not in roles_of_tenant(province.kind):
        raise ValidationError({"role": _("Nơi đây không có vai trò này.")})
    if role in UNIT_ROLES:
        _check_unit(province, unit, today)
    elif unit is not None:
        if role not in DISTRICT_ROLES:
            raise ValidationError({"unit": _("Vai trò này không gắn với đơn vị.")})
        if unit.kind != AdminUnit.Kind.DISTRICT:
            raise ValidationError({"unit": _("Vai trò này chỉ gắn với một huyện.")})
        _check_unit(province, unit, today)
    if until is not None and until < today:
        raise ValidationError({"until": _("Ngày kết thúc phải từ hôm nay trở đi.")})
    running = Assignment.objects.on(today).filter(
        province=province, user=user, role=role, unit=unit
    )
    if running.exists():
        raise ValidationError(_("Người này đang giữ vai trò đó."))
    duty = Assignment.objects.create(
        province=province,
        user=user,
        role=role,
        unit=unit,
        period=DateRange(today, _after(until)),
        given_by=by,
    )
    journal.record(by=by, verb="assign", target=duty, role=role, unit=unit and unit.code)
    return duty


def _check_unit(province: Province, unit: AdminUnit | None, today: date) -> None:
    if unit is None:
        raise ValidationError({"unit": _("Hãy chọn đơn vị của cán bộ.")})
    is_today = AdminUnit.objects.on(today).filter(pk=unit.pk, province=province).exists()
    if not is_today:
        raise ValidationError({"unit": _("Đơn vị này không thuộc tỉnh hoặc không còn hiệu lực.")})


def _after(last: date | None) -> date | None:
    """Return the day after an inclusive last day: ranges are half-open; the last of all is none."""
    is_open = last is None or last == date.max
    return None if is_open else date.fromordinal(last.toordinal() + 1)


@transaction.atomic
def invite(
    *,
    province: Province,
    email: str,
    full_name: str,
    role: Role,
    by: User | None,
    unit: AdminUnit | None = None,
    until: date | None = None,
) -> Assignment:
    """Give a duty by e-mail address; a person without an account gets a link to make one."""
    user = User.objects.filter(email=email.strip().lower()).first()
    is_new = user is None
    if is_new:
        user = User.objects.create_user(email=email.strip(), full_name=" ".join(full_name.split()))
    duty = assign(province=province, user=user, role=role, by=by, unit=unit, until=until)
    if is_new:
        transaction.on_commit(lambda: send_invitation(user, province))
    return duty


def give_duty(*, province: Province, email: str, by: User, **facts: Any) -> Assignment:
    """Give somebody else a duty: who hands duties out decides and confirms nothing by himself."""
    if email.strip().lower() == by.email.lower():
        raise ValidationError(
            {"email": _("Không tự phân công cho mình: hãy nhờ một quản trị viên khác.")}
        )
    return invite(province=province, email=email, by=by, **facts)


def has_ended(duty: Assignment, today: date) -> bool:
    """Tell whether a duty is over; one ended on the day it began has an empty period."""
    return duty.period.isempty or (duty.period.upper is not None and duty.period.upper <= today)


@transaction.atomic
def end_assignment(*, assignment: Assignment, by: User, reason: str) -> Assignment:
    """End a duty today; what the person did stays in the record."""
    duty = Assignment.objects.select_for_update().get(pk=assignment.pk)
    today = clock.today()
    if has_ended(duty, today):
        raise ValidationError(_("Phân công này đã kết thúc."))
    if duty.user_id == by.pk:
        raise ValidationError(_("Không tự kết thúc phân công của mình."))
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    duty.period = DateRange(min(duty.period.lower or today, today), today)
    duty.save(update_fields=["period"])
    journal.record(by=by, verb="end_assignment", target=duty, reason=reason.strip())
    return duty


def read_notices(*, by: User) -> int:
    """Mark the person's notices in the open province as read; return how many were not."""
    unread = Notice.objects.visible_to(by).filter(read_at__isnull=True)
    return unread.update(read_at=timezone.now())


def notify(*, province: Province, to: User, text: str, link: str = "") -> Notice:
    """Leave word for a person."""
    return Notice.objects.create(province=province, to=to, text=text[:300], link=link)


def stand_by_address(*, by: User) -> None:
    """Hold the address that a person signs in with for his own until another is confirmed.

    An invitation's link has proved it, and allauth empties one that it holds for unproved.
    """
    addresses = EmailAddress.objects.filter(user=by)
    if not addresses.filter(verified=True).exists():
        known, facts = by.email.lower(), {"verified": True, "primary": True}
        EmailAddress.objects.update_or_create(user=by, email=known, defaults=facts)
