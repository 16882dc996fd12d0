"""The people of the demo's round of 2023: a district as it was, and the province's cast before."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from accounts.actions import assign
from accounts.models import User
from accounts.permissions import Role
from territories import clock
from territories.models import AdminUnit, Province
from territories.tenancy import WEB, acting_for

from .people import QUANG_NGAI, accounts_file, let_sign_in

NGHIA_KY, TU_NGHIA = "21250", "528"
DISTRICT, COMMUNE = AdminUnit.Kind.DISTRICT, AdminUnit.Kind.COMMUNE
SINCE, LAST_OF_DISTRICTS, LAST_OF_PROVINCE = (
    date(2023, 1, 9),
    date(2025, 6, 30),
    date(2025, 12, 31),
)


@dataclass(frozen=True)
class Former:
    """A fictional person, his duty in 2023 and the unit over which he held it."""

    login: str
    name: str
    role: Role
    kind: AdminUnit.Kind
    code: str


# Districts ended on 30 June 2025, and with them these duties: nobody here signs in today.
FORMER = (
    Former("oanh", "Trần Thị Oanh (mẫu)", Role.COMMUNE_OFFICER, COMMUNE, NGHIA_KY),
    Former("phuoc", "Lê Văn Phước (mẫu)", Role.DISTRICT_OFFICER, DISTRICT, TU_NGHIA),
    Former("hau", "Nguyễn Văn Hậu (mẫu)", Role.LEADER, DISTRICT, TU_NGHIA),
    Former("kim", "Tạ Hoàng Kim (mẫu)", Role.COUNCIL_MEMBER, DISTRICT, TU_NGHIA),
    Former("long", "Phùng Bá Long (mẫu)", Role.COUNCIL_MEMBER, DISTRICT, TU_NGHIA),
    Former("mo", "Cao Thị Mơ (mẫu)", Role.COUNCIL_MEMBER, DISTRICT, TU_NGHIA),
    Former("quyen", "Lâm Tố Quyên (mẫu)", Role.COUNCIL_SECRETARY, DISTRICT, TU_NGHIA),
)
# The province's people of today already served then.
SERVED = (
    ("binh", Role.PROVINCIAL_STAFF),
    ("dung", Role.LEADER),
    ("lan", Role.COUNCIL_MEMBER),
    ("minh", Role.COUNCIL_MEMBER),
    ("an", Role.COUNCIL_MEMBER),
    ("thao", Role.COUNCIL_SECRETARY),
    ("kiem", Role.CONTROLLER),
)
# Who signs in today: the producer, and the officer of the commune that followed xã Nghĩa Kỳ.
PRODUCER, HEIR = ("tam", "Võ Thành Tâm (mẫu)"), ("be", "Nguyễn Thị Bé (mẫu)")


def email(login: str) -> str:
    """Return the sign-in address."""
    return f"{login}@ocop.example"


def create() -> None:
    """Create the people with their duties of the time; list those who can sign in today."""
    province = Province.objects.get(slug=QUANG_NGAI)
    for one in FORMER:
        user = User.objects.create_user(email(one.login), full_name=one.name)
        _give(province, user, one.role, unit(one.kind, one.code), until=LAST_OF_DISTRICTS)
    for login, role in SERVED:
        with acting_for(role=WEB):
            user = User.objects.get(email=email(login))
        _give(province, user, role, None, until=LAST_OF_PROVINCE)
    lines = [_signs_in(*PRODUCER, Role.PRODUCER, province)]
    lines.append(_signs_in(*HEIR, Role.COMMUNE_OFFICER, province))
    heir = unit(COMMUNE, NGHIA_KY).followed_by.get().successor
    with clock.fixed(heir.valid.lower), acting_for(province):
        user = User.objects.get(email=email(HEIR[0]))
        assign(province=province, user=user, role=Role.COMMUNE_OFFICER, unit=heir, by=None)
    with accounts_file().open("a", encoding="utf-8") as handle:
        handle.write("".join(f"{line}\n" for line in lines))


def _give(
    province: Province, user: User, role: Role, where: AdminUnit | None, *, until: date
) -> None:
    with clock.fixed(SINCE), acting_for(province, user):
        assign(province=province, user=user, role=role, unit=where, until=until, by=None)


def _signs_in(login: str, name: str, role: Role, province: Province) -> str:
    user = User.objects.create_user(email(login), full_name=name)
    return f"{email(login):24} {let_sign_in(user):14} {role.label} · {province}"


def unit(kind: AdminUnit.Kind, code: str) -> AdminUnit:
    """Return the unit of that code as it was in 2023."""
    return AdminUnit.objects.on(SINCE).get(kind=kind, code=code)


@contextmanager
def acting(login: str, day: date) -> Iterator[tuple[Province, User]]:
    """Act on a day of the story, in Quảng Ngãi."""
    province = Province.objects.get(slug=QUANG_NGAI)
    with clock.fixed(day), acting_for(role=WEB):
        user = User.objects.get(email=email(login))
    with clock.fixed(day), acting_for(province, user):
        yield province, user
