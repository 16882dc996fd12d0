"""What buyers and reports read is as firm as the certificate itself: only its standing moves."""

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from evaluations.models import Certificate, PublishedCertificate
from ocop_portal.embedded import APP, WEB
from territories import clock

from .decided import act, acting, make_certificate

pytestmark = pytest.mark.django_db
TABLE = "evaluations_publishedcertificate"
STANDING = {"status", "status_since", "status_basis", "valid_to", "extension_basis"}
OTHERWISE = {
    "CharField": "'5'",
    "ForeignKey": "0",
    "OneToOneField": "0",
    "BigAutoField": "0",
    "BooleanField": "NOT {}",
    "DateField": "{} + 1",
    "PositiveSmallIntegerField": "{} + 1",
}


@pytest.fixture(scope="module")
def certificate(lasting: None) -> Certificate:
    return make_certificate(name="Tỏi đen Lý Sơn")


def fixed() -> list[tuple[str, str]]:
    """Return every column that nobody may change, with another value for it in SQL."""
    fields = PublishedCertificate._meta.concrete_fields
    return [
        (one.column, OTHERWISE[one.get_internal_type()].format(one.column))
        for one in fields
        if one.name not in STANDING
    ]


def refused(statement: str, words: str) -> None:
    with pytest.raises(InternalError, match=words), transaction.atomic():
        connection.cursor().execute(statement)


def who() -> str:
    cursor = connection.cursor()
    cursor.execute("SELECT current_user")
    return cursor.fetchone()[0]


@pytest.mark.parametrize(("column", "other"), fixed(), ids=[one for one, _other in fixed()])
def test_province_itself_changes_nothing_that_was_published(certificate, column, other) -> None:
    with acting("binh"):
        assert who() == APP
        refused(f"UPDATE {TABLE} SET {column} = {other}", "what was published never changes")
    copy = PublishedCertificate.objects.get()
    assert (copy.star, copy.number) == (certificate.star, certificate.number)


def test_standing_may_not_carry_another_change_with_it(certificate) -> None:
    with acting("binh"):
        refused(
            f"UPDATE {TABLE} SET status = 'suspended', star = 5", "what was published never changes"
        )
    assert PublishedCertificate.objects.get().status == "valid"


def test_copy_is_deleted_by_nobody(certificate) -> None:
    with acting("binh"):
        refused(f"DELETE FROM {TABLE}", "Cannot delete rows")
    refused(f"DELETE FROM {TABLE}", "Cannot delete rows")  # nor by the tables' owner
    assert PublishedCertificate.objects.count() == 1


@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET star = 5", f"DELETE FROM {TABLE}"])
def test_web_login_has_no_right_to_write_it(certificate, statement: str) -> None:
    with transaction.atomic():
        connection.cursor().execute("SELECT set_config('role', %s, true)", [WEB])
        assert who() == WEB
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
        connection.cursor().execute("RESET ROLE")
    assert PublishedCertificate.objects.get().star == certificate.star


def test_acts_still_show_how_it_stands(certificate) -> None:
    for verb, status in (("suspend", "suspended"), ("restore", "valid"), ("revoke", "revoked")):
        act(verb, certificate)
        copy = PublishedCertificate.objects.get()
        assert (copy.status, copy.status_since) == (status, clock.today())
    with acting("binh"):  # the columns of an extension (Điều 12.3)
        day = copy.valid_to + timedelta(days=30)
        PublishedCertificate.objects.update(valid_to=day, extension_basis="Quyết định số 9")
    copy.refresh_from_db()
    assert (copy.valid_to, copy.extension_basis) == (day, "Quyết định số 9")
