"""What a province's own rules leave open (D): who accepts at which step."""

import pytest

from accounts.models import JournalEntry
from products import actions, setting_actions
from products.cycle import Actor
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.refusals import refused

from .ways import at, client

pytestmark = pytest.mark.django_db
PAGE, API = "/quang-ngai/thiet-lap/", "/api/v1/quang-ngai/settings/acceptors/"
USUAL = {"step_1": "commune", "step_2": "commune", "step_3": "province", "step_4": "commune"}


def test_page_shows_what_the_issue_takes_as_usual() -> None:
    form = client("quan").get(PAGE).context["form"]
    assert {name: form[name].value() for name in USUAL} == USUAL


def test_page_sets_who_accepts_and_the_journal_says_both() -> None:
    row = at(2, "submitted")
    assert client("quan").post(PAGE, USUAL | {"step_2": "province"}).status_code == 303
    assert setting_actions.acceptors(province())[2] is Actor.PROVINCE
    entry = JournalEntry.objects.get(verb="set_acceptors")
    assert (entry.by, entry.facts["before"]["2"]) == (person("quan"), "commune")
    assert entry.facts["after"] == {
        "1": "commune",
        "2": "province",
        "3": "province",
        "4": "commune",
    }
    assert "tiep-nhan" not in client("hoa").get(f"/quang-ngai/san-pham/{row.product_id}/").text
    with acting_for(province(), person("binh")):
        assert actions.accept(participation=row, by=person("binh")).step == 3


def test_other_settings_of_the_province_stay() -> None:
    where = province()
    where.settings = {"other": 1}
    where.save()
    client("quan").patch(API, {"step_4": "province"}, content_type="application/json")
    assert province().settings["other"] == 1
    assert province().settings["acceptors"]["4"] == "province"


def test_same_choice_writes_nothing() -> None:
    assert client("quan").post(PAGE, USUAL).status_code == 303
    assert not JournalEntry.objects.exists()
    assert province().settings == {}


@pytest.mark.parametrize("level", ["council", "nobody", "x", ""])
def test_level_that_cannot_accept_is_refused_at_both_doors(level: str) -> None:
    page = client("quan").post(PAGE, USUAL | {"step_2": level})
    answer = client("quan").patch(API, {"step_2": level}, content_type="application/json")
    assert (page.status_code, answer.status_code) == (422, 400)
    assert page.context["form"].errors["step_2"] == refused(answer)["step_2"]
    assert province().settings == {}


def test_stale_choice_is_told_with_both_values_and_then_meant() -> None:
    seen = client("quan").get(API).json()["seen"]
    client("quan").patch(API, {"step_1": "province"}, content_type="application/json")
    sent = USUAL | {"step_4": "province", "seen": seen}
    page = client("quan").post(PAGE, sent)
    answer = client("quan").patch(API, sent, content_type="application/json")
    assert (page.status_code, answer.status_code) == (409, 409)
    words = "Đăng ký tham gia: anh/chị nhập «Cấp xã», hiện đang lưu «Cấp tỉnh»."
    assert words in page.text
    assert words in answer.json()["detail"]
    again = sent | {"seen": page.context["form"].data["seen"]}
    assert client("quan").post(PAGE, again).status_code == 303
    assert setting_actions.acceptors(province())[1] is Actor.COMMUNE


def test_setting_of_one_province_is_not_another_ones() -> None:
    client("quan").post(PAGE, USUAL | {"step_2": "province"})
    assert setting_actions.acceptors(province("gia-lai"))[2] is Actor.COMMUNE


@pytest.mark.parametrize("login", ["binh", "hoa", "dung", "tra"])
def test_settings_are_the_admins(login: str) -> None:
    assert client(login).get(PAGE).status_code == 403
    assert client(login).post(PAGE, USUAL).status_code == 403
