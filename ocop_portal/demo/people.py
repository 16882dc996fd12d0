"""The demo's people: one account per role, in two provinces and at the Ministry."""

import os
import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts.actions import assign
from accounts.models import User
from accounts.permissions import Role
from ocop_portal import embedded
from territories import clock
from territories.models import AdminUnit, Province
from territories.tenancy import WEB, acting_for


@dataclass(frozen=True)
class Person:
    """A fictional person and the duty he holds; commune: its code in QĐ 19/2025."""

    login: str
    name: str
    province: str
    role: Role
    commune: str = ""

    @property
    def email(self) -> str:
        """Return the sign-in address, in a domain that nobody can own (RFC 2606)."""
        return f"{self.login}@ocop.example"


QUANG_NGAI, GIA_LAI, MINISTRY = "quang-ngai", "gia-lai", "quoc-gia"
LY_SON, SA_HUYNH = "21548", "21478"
CAST = (
    Person("hoa", "Lê Thị Hoa (mẫu)", QUANG_NGAI, Role.COMMUNE_OFFICER, LY_SON),
    Person("thu", "Võ Minh Thu (mẫu)", QUANG_NGAI, Role.COMMUNE_OFFICER, SA_HUYNH),
    Person("san", "Phạm Văn Sản (mẫu)", QUANG_NGAI, Role.PRODUCER),
    Person("binh", "Nguyễn Thanh Bình (mẫu)", QUANG_NGAI, Role.PROVINCIAL_STAFF),
    Person("quan", "Trần Đình Quân (mẫu)", QUANG_NGAI, Role.PROVINCE_ADMIN),
    Person("dung", "Đặng Anh Dũng (mẫu)", QUANG_NGAI, Role.LEADER),
    Person("lan", "Phan Thị Lan (mẫu)", QUANG_NGAI, Role.COUNCIL_MEMBER),
    Person("minh", "Bùi Công Minh (mẫu)", QUANG_NGAI, Role.COUNCIL_MEMBER),
    Person("an", "Huỳnh Thúy An (mẫu)", QUANG_NGAI, Role.COUNCIL_MEMBER),
    Person("thao", "Lý Thu Thảo (mẫu)", QUANG_NGAI, Role.COUNCIL_SECRETARY),
    Person("tuan", "Hồ Quốc Tuấn (mẫu)", QUANG_NGAI, Role.ADVISER),
    Person("kiem", "Đỗ Văn Kiểm (mẫu)", QUANG_NGAI, Role.CONTROLLER),
    Person("tra", "Ngô Thanh Tra (mẫu)", QUANG_NGAI, Role.AUDITOR),
    Person("tu", "Rơ Châm Tú (mẫu)", GIA_LAI, Role.PROVINCIAL_STAFF),
    Person("nga", "Đinh Thị Nga (mẫu)", MINISTRY, Role.NATIONAL_STAFF),
    Person("vinh", "Hoàng Quang Vinh (mẫu)", MINISTRY, Role.LEADER),
    Person("hai", "Vũ Đức Hải (mẫu)", MINISTRY, Role.COUNCIL_MEMBER),
    Person("mai", "Trịnh Thanh Mai (mẫu)", MINISTRY, Role.COUNCIL_MEMBER),
    Person("phuc", "Lương Hồng Phúc (mẫu)", MINISTRY, Role.COUNCIL_MEMBER),
    Person("ly", "Dương Khánh Ly (mẫu)", MINISTRY, Role.COUNCIL_SECRETARY),
    Person("khai", "Tạ Minh Khải (mẫu)", MINISTRY, Role.CONTROLLER),
)
# Communes and wards of the full demo, each with its officer.
# fmt: off
UNITS = {
    QUANG_NGAI: (
        "21025", "21034", "21040", "21085", "21115", "21154", "21172", "21211", "21235",
        "21250", "21289", "21361",
    ),
    GIA_LAI: ("21583", "21609", "21637", "21688", "21730"),
}
# fmt: on
OFFICERS = tuple(
    Person(f"xa{code}", f"Cán bộ OCOP xã {code} (mẫu)", province, Role.COMMUNE_OFFICER, code)
    for province, codes in UNITS.items()
    for code in codes
)
# The council of the second province, and who decides there.
NEIGHBOURS = (
    Person("nam", "Kpă Nam (mẫu)", GIA_LAI, Role.LEADER),
    Person("hoan", "Ksor Hoan (mẫu)", GIA_LAI, Role.COUNCIL_MEMBER),
    Person("chau", "Lê Bảo Châu (mẫu)", GIA_LAI, Role.COUNCIL_MEMBER),
    Person("duc", "Phan Minh Đức (mẫu)", GIA_LAI, Role.COUNCIL_MEMBER),
    Person("hien", "Nay Hiên (mẫu)", GIA_LAI, Role.COUNCIL_SECRETARY),
    Person("soat", "Rah Lan Soát (mẫu)", GIA_LAI, Role.CONTROLLER),
)
FULL = (*CAST, *NEIGHBOURS, *OFFICERS)
OPERATOR = "van-hanh@ocop.example"
_met: dict[str, tuple[Province, User]] = {}  # by login, as the rows stand
_pool = ThreadPoolExecutor(os.cpu_count())
_hashes: list[tuple[User, Future[str]]] = []  # whose password is still to be set
# Duties that began with the year let the demo's people act on the days of its story.
SINCE = date(2026, 1, 5)


def accounts_file() -> Path:
    """Return where the demo accounts and their passwords stand."""
    return embedded.data_dir() / "demo-accounts.txt"


def create(*, is_full: bool) -> None:
    """Create the accounts, the duties, and the file that lists them with random passwords."""
    _met.clear()
    _hashes.clear()
    lines = ["Tài khoản mẫu / Demo accounts (mật khẩu ngẫu nhiên của riêng bản cài này)", ""]
    since = min(SINCE, clock.today())
    everybody = FULL if is_full else CAST
    for person in everybody:
        lines.append(_account(person, since))
    with acting_for(role=WEB):
        operator = User.objects.create_user(OPERATOR, full_name="Vận hành (mẫu)", is_operator=True)
    lines.append(f"{OPERATOR:24} {let_sign_in(operator):14} Vận hành hệ thống · /quan-tri/")
    _write("\n".join(lines) + "\n")


def let_sign_in(user: User) -> str:
    """Return a random password for him; it is hashed beside the story: that is slow on purpose."""
    password = secrets.token_urlsafe(9)
    _hashes.append((user, _pool.submit(make_password, password)))
    return password


def hand_out_passwords() -> None:
    """Let everybody sign in with his password, as soon as its hash is there."""
    with acting_for(role=WEB):
        for user, hashed in _hashes:
            user.password = hashed.result()
            user.save(update_fields=["password"])
    _hashes.clear()


def _account(person: Person, since: date) -> str:
    """Create an account with its duty; return its line of the file."""
    province = Province.objects.get(slug=person.province)
    user = User.objects.create_user(person.email, full_name=person.name)
    with clock.fixed(since), acting_for(province, user):
        assign(
            province=province,
            user=user,
            role=person.role,
            unit=commune(person.commune) if person.commune else None,
            by=None,
        )
    return f"{person.email:24} {let_sign_in(user):14} {person.role.label} · {province}"


def commune(code: str) -> AdminUnit:
    """Return today's commune of that code."""
    return AdminUnit.objects.communes().on(clock.today()).get(code=code)


@contextmanager
def acting(login: str, day: date) -> Iterator[tuple[Province, User]]:
    """Act on a day of the story as one of the cast, in his province."""
    if login not in _met:
        person = next(one for one in FULL if one.login == login)
        with acting_for(role=WEB):
            user = User.objects.get(email=person.email)
        _met[login] = Province.objects.get(slug=person.province), user
    province, user = _met[login]
    user = copy(user)  # as at a new request: what he may do is read again
    with clock.fixed(day), acting_for(province, user):
        yield province, user


def _write(text: str) -> None:
    path = accounts_file()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
