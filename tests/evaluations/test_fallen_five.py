"""Five stars that the Ministry withdrew, suspended or that ran out: the province says so too."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import JournalEntry
from evaluations import certificate_actions
from evaluations.models import Certificate, CertificateAct, NationalResult
from products.cycle import Step
from territories import clock
from tests.cast import province
from tests.products.ways import client, person

from .decided import AWARD_3, act, make_certificate
from .ministry import MINISTRY, found, there

pytestmark = pytest.mark.django_db
CERTIFICATES, REQUESTS = "/quang-ngai/giay-chung-nhan/", "/quang-ngai/de-nghi-5-sao/"
WORDS = ("Còn hiệu lực", "Hết hạn", "Đã được thay thế", "Tạm dừng", "Đã thu hồi")
TONES = {"revoke": ("Đã thu hồi", "bad"), "suspend": ("Tạm dừng", "wait")}


def minister(verb: str, result: NationalResult, **over: Any) -> CertificateAct:
    """Let Vinh act on the Ministry's certificate."""
    facts = {"decision_no": "9/QĐ-BNNMT", "decided_on": clock.today(), "reason": "Kiểm tra."}
    if verb == "revoke":
        facts |= {"ground": "b", "found_on": clock.today()}
    with there("vinh"):
        own = Certificate.objects.get(province=province(MINISTRY), public_code=result.public_code)
        act = getattr(certificate_actions, verb)
        return act(certificate=own, by=person("vinh"), **facts | over)


def text_of(path: str, login: str = "binh") -> str:
    """Return a page as text, the answer being good."""
    answer = client(login).get(path)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"<svg.*?</svg>", "", " ".join(answer.content.decode().split()))


def card() -> str:
    """Return the card of five stars on the list of certificates."""
    return text_of(CERTIFICATES).split('id="national-title"')[1].split("</section>")[0]


def lines(path: str) -> list[str]:
    """Return the lines of a list of tasks."""
    return text_of(path).split('<ul class="tasks">')[1].split("</ul>")[0].split("<li>")[1:]


@pytest.mark.parametrize("verb", ["revoke", "suspend"])
def test_province_reads_in_its_lists_what_the_minister_did(verb: str) -> None:
    result, word = found(93, star=5), TONES[verb]
    request = f"{REQUESTS}{result.evaluation_id}/"
    assert [one for one in WORDS if one in card()] == ["Còn hiệu lực"]
    [line] = lines(REQUESTS)
    assert "Bộ công nhận 5 sao</span>" in line
    minister(verb, result)
    label, tone = word
    assert [one for one in WORDS if one in card()] == [label]
    assert f'status-{tone}">{label}' in card()
    [line] = lines(REQUESTS)
    said = f'status-{tone}">Bộ công nhận 5 sao · {label.lower()}</span>'
    assert said in line
    assert said in text_of(request)
    [row] = client("binh").get("/api/v1/quang-ngai/five-star-requests/").json()["results"]
    assert row["standing"] == f"Bộ công nhận 5 sao · {label.lower()}"
    if verb == "suspend":
        minister("restore", result)
        assert [one for one in WORDS if one in card()] == ["Còn hiệu lực"]
        assert "Bộ công nhận 5 sao</span>" in text_of(request)


def test_five_stars_that_ran_out_say_so() -> None:
    result = found(93, star=5)
    with clock.fixed(result.expires_on):
        assert [one for one in WORDS if one in card()] == ["Còn hiệu lực"]
    with clock.fixed(result.expires_on + timedelta(days=1)):
        assert [one for one in WORDS if one in card()] == ["Hết hạn"]
        [line] = lines(REQUESTS)
        assert "Bộ công nhận 5 sao · hết hạn" in line


def test_each_line_tells_its_own_and_no_more_is_asked() -> None:
    browser, counts = client("binh"), []
    paths = (CERTIFICATES, REQUESTS, "/api/v1/quang-ngai/five-star-requests/")
    for number in range(3):
        result = found(93, star=5, name=f"Tỏi {number}")
        if number == 1:
            minister("revoke", result)
        if number in (0, 2):
            browser.get(CERTIFICATES)  # the session notes its age once
            for path in paths:
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    browser.get(path)
                counts.append(len(asked))
    assert counts[:3] == counts[3:]
    said = {line.split("</a>")[0][-5:]: "đã thu hồi" in line for line in lines(REQUESTS)}
    assert said == {"Tỏi 0": False, "Tỏi 1": True, "Tỏi 2": False}
    shown = [("Đã thu hồi" in one, "Còn hiệu lực" in one) for one in card().split("<li>")[1:]]
    assert sorted(shown) == [(False, True), (False, True), (True, False)]


def product_path(result: NationalResult) -> str:
    """Return the address of the product in its province."""
    return f"/quang-ngai/san-pham/{result.submission.participation.product_id}/"


def test_withdrawal_by_the_minister_ends_step_six_at_home() -> None:
    result = found(93, star=5)
    way = result.submission.participation
    way.refresh_from_db()
    assert (way.step, way.status) == (Step.PROMOTION, "draft")
    minister("suspend", result)
    way.refresh_from_db()
    assert way.status == "draft"
    minister("revoke", result, decision_no="10/QĐ-BNNMT")
    way.refresh_from_db()
    assert (way.status, way.outcome) == ("closed", "Giấy chứng nhận đã bị thu hồi.")
    entry = JournalEntry.objects.of(way).first()
    assert (entry.verb, entry.by, entry.province) == ("close", person("vinh"), province())


@pytest.mark.parametrize("stars", [3, 5])
@pytest.mark.parametrize("verb", ["revoke", "suspend"])
def test_product_whose_stars_fell_says_so_and_names_no_publishing(verb: str, stars: int) -> None:
    if stars == 5:
        result = found(93, star=5)
        path, number = product_path(result), result.certificate_no
        own = f"/quang-ngai/giay-chung-nhan-5-sao/{result.pk}/"
    else:
        certificate = make_certificate(outcome=AWARD_3)
        path, number = f"/quang-ngai/san-pham/{certificate.product_id}/", certificate.number
        own = f"{CERTIFICATES}{certificate.pk}/"
    before = text_of(path, "san")
    assert "Soạn trang sản phẩm" in before
    assert "Công bố trang sản phẩm: liên hệ" in before
    assert client("san").get(f"{own}trang-san-pham/").status_code == 200
    minister(verb, result) if stars == 5 else act(verb, certificate)
    label, tone = TONES[verb]
    after = text_of(path, "san")
    assert f'<a href="{own}">{number}</a>' in after
    assert f'status-{tone}">{label.lower()}</span>' in after
    councils = text_of(path, "thao")
    assert number in councils
    assert f'href="{own}"' not in councils
    assert "Soạn trang sản phẩm" not in after
    assert "Công bố trang sản phẩm: liên hệ" not in after
    assert ("công bố được khi giấy được khôi phục" in after) is (verb == "suspend")
    assert ("Không còn việc" in after) is (verb == "revoke")
    answer = client("san").get(f"{own}trang-san-pham/", follow=True)
    assert answer.redirect_chain == [(own, 302)]
    assert "trang sản phẩm không công bố được" in answer.content.decode()


def test_product_whose_five_stars_were_restored_publishes_again() -> None:
    result = found(93, star=5)
    minister("suspend", result)
    minister("restore", result)
    page = text_of(product_path(result), "san")
    assert "Soạn trang sản phẩm" in page
    assert "tạm dừng" not in page


def test_product_whose_five_stars_ran_out_says_so() -> None:
    result = found(93, star=5)
    with clock.fixed(result.expires_on + timedelta(days=1)):
        page = text_of(product_path(result), "san")
    assert 'status-warn">đã hết hạn</span>' in page
    assert "không còn hiệu lực: trang sản phẩm không công bố được" in page
    assert "Soạn trang sản phẩm" not in page
