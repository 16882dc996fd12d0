"""The Ministry's first screen: the nation's stars as reported, and the provinces' files."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import person
from tests.evaluations import ministry
from tests.evaluations.decided import AWARD_3, act, make_certificate

pytestmark = pytest.mark.django_db


def home_of(login: str, slug: str = ministry.MINISTRY) -> tuple[Client, Any]:
    """Return the first screen of somebody."""
    client = Client()
    client.force_login(person(login))
    answer = client.get(f"/{slug}/")
    assert answer.status_code == 200
    return client, answer


def figures(answer: Any) -> dict[str, int]:
    return {line.text: int(line.note) for line in answer.context["figures"]}


def test_numbers_are_those_of_the_report_behind_them() -> None:
    make_certificate(name="Tỏi đen Đảo Bé")
    make_certificate(name="Nén củ", outcome=AWARD_3)
    act("revoke", make_certificate(name="Tỏi giả", outcome=AWARD_3))
    ministry.forwarded(ministry.approved("Hành tím"))
    client, answer = home_of("nga")
    counted = {"3 sao": 1, "4 sao": 1, "5 sao": 0, "Cả nước": 2}
    counted |= {"Tỉnh, thành phố có sản phẩm": 1, "Đã phê duyệt, đang ở Bộ": 1}
    assert figures(answer) == counted
    for line in answer.context["figures"]:
        report = client.get(line.url).context["report"]
        if star := re.fullmatch(r"(\d) sao", line.text):
            assert report.total.total == counted[line.text] == report.total.stars[int(star[1])]
    assert [one.label for one in report.lines] == ["Quảng Ngãi"]
    assert report.total.at_ministry == counted["Đã phê duyệt, đang ở Bộ"]


def test_what_the_provinces_sent_leads_to_the_same_files() -> None:
    ministry.received(ministry.forwarded(ministry.approved("Hành tím")))
    ministry.forwarded(ministry.approved("Nén tỏi"))
    client, answer = home_of("nga")
    (section,) = [one for one in answer.context["sections"] if one.title == "Hồ sơ các tỉnh gửi"]
    (line,) = section.lines
    assert (line.text, line.status) == ("Quảng Ngãi", "chờ tiếp nhận")
    assert line.note == "đã gửi Bộ: 1 · Bộ đã tiếp nhận: 1"
    page = client.get(line.url).content.decode()
    assert "Hành tím" in page
    assert "Nén tỏi" in page


def test_provinces_first_screen_shows_its_steps_and_nobody_elses_files() -> None:
    ministry.forwarded(ministry.approved("Nén tỏi"))
    _client, answer = home_of("binh", "quang-ngai")
    assert "Cả nước" not in answer.content.decode()
    assert "Hồ sơ các tỉnh gửi" not in [one.title for one in answer.context["sections"]]


def test_member_of_the_national_council_finds_no_figures_to_lead_him_off() -> None:
    make_certificate(name="Tỏi đen Đảo Bé")
    _client, answer = home_of("hai")
    assert answer.context["figures"] == []
    assert "Cả nước theo hạng sao" not in answer.content.decode()


def test_more_files_ask_no_more_of_the_database(django_assert_max_num_queries: Any) -> None:
    client, _answer = home_of("nga")
    counts = []
    for number in range(3):
        ministry.forwarded(ministry.approved(f"Nén {number}"))
        make_certificate(name=f"Tỏi {number}")
        if number in (0, 2):
            with django_assert_max_num_queries(60) as asked:
                client.get("/quoc-gia/")
            counts.append(len(asked))
    assert counts[0] == counts[1]
