"""The cast: everybody knows who must be refused.

Quảng Ngãi: Hoa (officer of Lý Sơn), Thu (officer of Sa Huỳnh), Sản (producer), Bình (staff),
Quân (admin), Dũng (leader), Lan (chair), Minh (member), An (member), Thảo (secretary),
Tuấn (adviser), Kiểm (controller), Tra (auditor). Gia Lai: Tú (staff). Ministry: Nga (staff),
Vinh (leader), Hải (chair), Mai and Phúc (members), Ly (secretary), Khải (controller).
"""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import Assignment, User
from accounts.permissions import Role
from ocop_portal.demo.people import CAST, LY_SON, SA_HUYNH
from territories import clock
from territories.models import AdminUnit, Province

__all__ = ["LY_SON", "SA_HUYNH", "commune", "person", "province"]


def province(slug: str = "quang-ngai") -> Province:
    """Return a tenant."""
    return Province.objects.get(slug=slug)


def commune(code: str = LY_SON) -> AdminUnit:
    """Return today's commune of that code."""
    return AdminUnit.objects.communes().on(clock.today()).get(code=code)


def person(login: str, **over: Any) -> User:
    """Return a member of the cast, with the duty that the demo gives him; made on first use."""
    found = User.objects.filter(email=f"{login}@ocop.example").first()
    if found:
        return found
    part = next(one for one in CAST if one.login == login)
    user = User.objects.create_user(part.email, "mật khẩu dài", full_name=part.name)
    give(user, part.role, province(part.province), commune(part.commune) if part.commune else None)
    return user


def give(user: User, role: Role, where: Province, unit: AdminUnit | None = None) -> Assignment:
    """Give a duty that began long ago, as owner."""
    period = DateRange(clock.today().replace(month=1, day=1), None)
    return Assignment.objects.create(user=user, role=role, province=where, unit=unit, period=period)
