"""A product's page tells of each result how its certificate stands now, not what it once was."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from evaluations.models import Certificate
from territories import clock
from tests.cast import give, person, province
from tests.factories import make_submission

from .decided import act, make_certificate

pytestmark = pytest.mark.django_db
WORDS = ("Còn hiệu lực", "Hết hạn", "Đã được thay thế", "Tạm dừng", "Đã thu hồi")


def results(client: Client, certificate: Certificate, login: str = "binh") -> list[str]:
    """Return the lines under «Kết quả đánh giá»."""
    client.force_login(person(login))
    page = client.get(f"/quang-ngai/san-pham/{certificate.product_id}/").content.decode()
    part = " ".join(page.split()).split('id="hearings-title"')[1].split("</section>")[0]
    return part.split('<li id="ket-qua-')[1:]


def told(line: str) -> list[str]:
    """Return which standings a line names."""
    return [one for one in WORDS if one in line]


def again(certificate: Certificate) -> Certificate:
    """Return the certificate of the same product's next result: it takes the other's place."""
    way = certificate.submission.participation
    version = way.submissions.count() + 1
    return make_certificate(submission=make_submission(participation=way, version=version))


@pytest.mark.parametrize(("verb", "word"), [("revoke", "Đã thu hồi"), ("suspend", "Tạm dừng")])
@pytest.mark.parametrize("login", ["binh", "san"])
def test_withdrawn_star_is_not_left_standing(client, verb: str, word: str, login: str) -> None:
    certificate = make_certificate()
    [line] = results(client, certificate, login)
    assert told(line) == []
    assert certificate.number not in line
    act(verb, certificate)
    [line] = results(client, certificate, login)
    assert "đã công nhận" in line
    assert told(line) == [word]
    assert f"Giấy chứng nhận {certificate.number}</a>" in line
    assert f"/quang-ngai/giay-chung-nhan/{certificate.pk}/" in line
    assert f"từ ngày {clock.today():%d/%m/%Y}" in line
    if verb == "suspend":
        act("restore", certificate)
        [line] = results(client, certificate, login)
        assert told(line) == []


def test_star_that_ran_out_says_so(client: Client) -> None:
    certificate = make_certificate()
    with clock.fixed(certificate.expires_on):
        assert told(results(client, certificate)[0]) == []
    with clock.fixed(certificate.expires_on + timedelta(days=1)):
        [line] = results(client, certificate)
        page = client.get(f"/quang-ngai/san-pham/{certificate.product_id}/").content.decode()
    assert told(line) == ["Hết hạn"]
    assert "từ ngày" not in line
    head = re.search("<h1.*?</header>|<h1.*?<nav", page, re.DOTALL)
    assert head
    assert certificate.number in head[0]
    assert "đã hết hạn" in head[0]


def test_adviser_reads_it_without_a_way_to_the_certificate(client: Client) -> None:
    certificate = make_certificate()
    give(person("tuan"), Role.ADVISER, province())
    act("revoke", certificate)
    [line] = results(client, certificate, "tuan")
    assert told(line) == ["Đã thu hồi"]
    assert "giay-chung-nhan" not in line


def test_each_result_tells_its_own_and_no_more_is_asked(client: Client) -> None:
    first = make_certificate()
    act("suspend", first)
    results(client, first)
    with CaptureQueriesContext(connection) as one:
        assert [told(line) for line in results(client, first)] == [["Tạm dừng"]]
    act("revoke", again(again(first)))
    with CaptureQueriesContext(connection) as three:
        found = [told(line) for line in results(client, first)]
    assert found == [["Đã thu hồi"], ["Đã được thay thế"], ["Đã được thay thế"]]
    reads = [
        [sql["sql"] for sql in queries if "evaluations_" in sql["sql"]] for queries in (one, three)
    ]
    assert len(reads[0]) == len(reads[1])
