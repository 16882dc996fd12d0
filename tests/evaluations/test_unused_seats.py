"""A seat taken back goes with its places before products, but not once the scoring has begun."""

import pytest

from councils.models import Attendance, Member
from evaluations.models import Evaluation, Panel
from tests.cast import person

from .sittings import on_agenda, scoring
from .test_council_pages import address, api, browser, near

pytestmark = pytest.mark.django_db
GONE = {"reason": "Ghi nhầm người"}


def seat_of(evaluation: Evaluation, login: str) -> Member:
    """Return a member who missed no roll: none was called yet."""
    Attendance.objects.filter(sitting=evaluation.sitting).delete()
    return evaluation.sitting.council.members.get(user=person(login))


def remove(door: str, member: Member) -> tuple[int, str]:
    if door == "page":
        at = address("member_remove", member.council_id, member.pk)
        answer = browser("binh").post(at, GONE)
    else:
        at = f"/api/v1/quang-ngai/councils/{member.council_id}/members/{member.pk}/remove/"
        answer = api("binh").post(at, GONE, format="json")
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(("door", "code"), [("page", 303), ("api", 204)])
def test_unused_seat_leaves_with_its_places_on_the_agenda(door: str, code: int) -> None:
    evaluation = on_agenda()
    member = seat_of(evaluation, "an")
    others = evaluation.panel.exclude(member=member).count()
    assert evaluation.panel.filter(member=member).exists()
    assert remove(door, member)[0] == code
    assert not Member.objects.filter(pk=member.pk).exists()
    assert evaluation.panel.count() == others


@pytest.mark.parametrize(("door", "code"), [("page", 422), ("api", 400)])
def test_seat_before_a_product_that_is_scored_stays(door: str, code: int) -> None:
    member = seat_of(scoring(), "an")
    places = Panel.objects.filter(member=member).count()
    status, words = remove(door, member)
    assert (status, "đã bắt đầu chấm" in words) == (code, True)
    assert Panel.objects.filter(member=member).count() == places == 1
    back = browser("binh").get(address("member_remove", member.council_id, member.pk), follow=True)
    assert back.redirect_chain == [(address("council", member.council_id), 302)]
    assert "đã bắt đầu chấm" in back.content.decode()


def test_council_page_offers_to_take_back_only_seats_that_were_never_used() -> None:
    evaluation = on_agenda()
    member = seat_of(evaluation, "an")
    Attendance.objects.create(
        province=member.province,
        sitting=evaluation.sitting,
        member=member.council.members.get(user=person("minh")),
        is_present=True,
    )
    page = browser("binh").get(address("council", member.council_id)).content.decode()
    offered = {
        str(one.user): address("member_remove", one.council_id, one.pk) in page
        for one in member.council.members.all()
    }
    assert {name for name, is_offered in offered.items() if not is_offered} == {str(person("minh"))}
    assert offered[str(person("an"))]


def test_removal_pressed_again_leads_back_with_words() -> None:
    member = seat_of(on_agenda(), "an")
    at, name = address("member_remove", member.council_id, member.pk), str(member)
    council = address("council", member.council_id)
    assert browser("binh").get(at).status_code == 200
    assert remove("page", member)[0] == 303
    for again in (
        browser("binh").post(at, GONE, follow=True),
        browser("binh").get(at, follow=True),
    ):
        assert again.redirect_chain == [(council, 302)]
        assert f"{name} đã được đưa ra khỏi hội đồng." in again.content.decode()
    never = address("member_remove", member.council_id, member.pk + 99)
    assert browser("binh").post(never, GONE).status_code == 404


def test_seat_with_a_noted_interest_stays() -> None:
    member = seat_of(near(), "minh")
    status, words = remove("page", member)
    assert (status, "ghi nhận lợi ích liên quan" in words) == (422, True)
    assert Panel.objects.filter(member=member).exists()
