"""Setting up councils, appointing, planning and running a sitting: one test per way out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import InternalError

from accounts.models import Assignment, JournalEntry, User
from councils import actions
from councils.models import Council, Member, Sitting
from territories import clock
from territories.models import AdminUnit
from territories.tenancy import acting_for
from tests.cast import give, person, province
from tests.factories import make_council, make_sitting

pytestmark = pytest.mark.django_db
FACTS = {
    "level": "province",
    "name": "Hội đồng đánh giá, phân hạng",
    "decision_no": "12/QĐ-UBND",
}


def acting(login: str = "binh") -> Any:
    return acting_for(province(), person(login))


def establish(**over: Any) -> Council:
    facts = FACTS | {"established_on": clock.today()}
    with acting():
        return actions.establish_council(province=province(), by=person("binh"), **facts | over)


def refusal(call: Any, **facts: Any) -> dict[str, list[str]]:
    """Return what an action refuses with, by field."""
    with acting(), pytest.raises(ValidationError) as caught:
        call(by=person("binh"), **facts)
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def test_council_is_established_with_the_usual_rules_and_recorded() -> None:
    council = establish()
    assert (council.quorum_numerator, council.quorum_denominator) == (3, 4)
    assert (council.spread_mode, council.spread_limit, council.notice_days) == ("pairwise", 10, 1)
    entry = JournalEntry.objects.get(verb="establish")
    assert (entry.target_id, entry.by, entry.facts["spread_limit"]) == (
        council.pk,
        person("binh"),
        10,
    )


def test_centre_council_belongs_to_the_ministry_with_five_of_seven() -> None:
    ministry = province("quoc-gia")
    with acting_for(ministry, person("nga")):
        council = actions.establish_council(
            province=ministry,
            by=person("nga"),
            established_on=clock.today(),
            **FACTS | {"level": "centre"},
        )
    assert (council.quorum_numerator, council.quorum_denominator) == (5, 7)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"level": "centre"}, "level"),
        ({"level": "district"}, "unit"),
        ({"quorum_numerator": 5}, "quorum_numerator"),
        ({"passes": 6}, "passes"),
        ({"name": ""}, "name"),
        ({"spread_mode": "sometimes"}, "spread_mode"),
    ],
)
def test_council_that_cannot_be_is_refused(over: dict[str, Any], field: str) -> None:
    facts = FACTS | {"established_on": clock.today(), "province": province()}
    assert field in refusal(actions.establish_council, **facts | over)
    assert not Council.objects.exists()


def test_council_of_a_district_of_another_province_is_refused() -> None:
    there = AdminUnit.objects.filter(province=province("gia-lai"), kind=2).first()
    found = refusal(
        actions.establish_council,
        **FACTS
        | {
            "established_on": clock.today(),
            "province": province(),
            "level": "district",
            "unit": there,
        },
    )
    assert "unit" in found


def test_decision_of_tomorrow_or_used_twice_is_refused() -> None:
    facts = FACTS | {"province": province()}
    tomorrow = clock.today() + timedelta(days=1)
    assert "established_on" in refusal(actions.establish_council, established_on=tomorrow, **facts)
    establish()
    found = refusal(actions.establish_council, established_on=clock.today(), **facts)
    assert found == {"decision_no": ["Đã có hội đồng lập theo quyết định này."]}


def test_number_of_another_year_or_of_a_district_is_another_decision() -> None:
    """Numbers begin anew on 1 January, and each district counts its own."""
    with clock.fixed(date(2026, 8, 5)):
        first = establish()
    with clock.fixed(date(2027, 8, 5)):
        assert establish().decision_no == first.decision_no
    with clock.fixed(date(2024, 9, 16)):
        there = AdminUnit.objects.on(clock.today()).get(kind=AdminUnit.Kind.DISTRICT, code="528")
        councils = [
            make_council(level=level, unit=unit, decision_no="88/QĐ-UBND")
            for level, unit in (("provincial", None), ("district", there))
        ]
    assert [council.decision_no for council in councils] == ["88/QĐ-UBND"] * 2


def test_council_is_corrected_until_it_scores() -> None:
    council = establish()
    with acting():
        actions.revise_council(
            council=council, by=person("binh"), version=1, spread_limit=8, name="Hô\u0323i đồng"
        )
    council.refresh_from_db()
    assert (council.spread_limit, council.name) == (8, "Hội đồng")
    with acting():
        actions.freeze_rules(council=council, by=person("binh"))
    found = refusal(
        actions.revise_council, council=council, version=2, spread_limit=20, notice_days=0
    )
    assert set(found) == {"spread_limit", "notice_days"}
    with acting():
        actions.revise_council(council=council, by=person("binh"), version=2, rules_no="07/QĐ-HĐ")
    council.refresh_from_db()
    assert (council.spread_limit, council.rules_no) == (8, "07/QĐ-HĐ")


def test_database_keeps_the_rules_of_a_council_that_scores() -> None:
    council = establish()
    with acting():
        actions.freeze_rules(council=council, by=person("binh"))
    for change in ("spread_limit = 99", "quorum_numerator = 1", "rules_frozen_at = NULL"):
        with (
            acting(),
            pytest.raises(InternalError, match="keeps its rules"),
            transaction.atomic(),
        ):
            connection.cursor().execute(f"UPDATE councils_council SET {change}")


def test_level_cannot_be_revised() -> None:
    assert refusal(actions.revise_council, council=establish(), version=1, level="district")


def appoint(council: Council, **over: Any) -> Member:
    facts = {
        "email": "moi@ocop.example",
        "full_name": "Người Mới",
        "title": "member",
        "organisation": "Sở Công Thương",
    }
    with acting():
        return actions.appoint_member(council=council, by=person("binh"), **facts | over)


def roles(user: User) -> set[str]:
    return set(Assignment.objects.filter(user=user).values_list("role", flat=True))


def test_unknown_person_is_invited_and_seated(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        member = appoint(establish())
    assert roles(member.user) == {"council_member"}
    assert [one.to for one in mail.outbox] == [["moi@ocop.example"]]
    assert not member.user.has_usable_password()


def test_known_person_keeps_his_name_and_gets_the_role_once() -> None:
    council = establish()
    tra = person("tra")
    member = appoint(council, email=tra.email, full_name="Tên khác")
    assert member.user == tra
    assert str(member.user) == "Ngô Thanh Tra (mẫu)"
    assert roles(tra) == {"auditor", "council_member"}
    lan = appoint(council, email=person("lan").email, title="chair")
    assert Assignment.objects.filter(user=lan.user).count() == 1


@pytest.mark.parametrize(
    ("scores", "wanted"),
    [(False, {"council_secretary"}), (True, {"council_secretary", "council_member"})],
)
def test_secretary_scores_by_the_rules(scores: bool, wanted: set[str]) -> None:
    member = appoint(establish(secretary_scores=scores), title="secretary", scores=not scores)
    assert (member.scores, roles(member.user)) == (scores, wanted)


def test_seats_that_cannot_be_given() -> None:
    council = establish()
    appoint(council, title="chair")
    base = {"council": council, "organisation": "Sở"}
    second = {"email": "hai@ocop.example", "full_name": "Hai", "title": "chair"}
    found = refusal(actions.appoint_member, **base | second)
    assert found == {"title": ["Hội đồng đã có Chủ tịch."]}
    again = {"email": "moi@ocop.example", "title": "member"}
    found = refusal(actions.appoint_member, **base | again)
    assert found == {"email": ["Người này đã là thành viên của hội đồng."]}
    nameless = {"email": "ba@ocop.example", "title": "member"}
    assert set(refusal(actions.appoint_member, **base | nameless)) == {"full_name"}
    assert not User.objects.filter(email__in=["hai@ocop.example", "ba@ocop.example"]).exists()


def test_nobody_is_member_and_adviser_at_once() -> None:
    council = make_council()
    tuan, minh = person("tuan"), person("minh")
    assert "email" in refusal(
        actions.appoint_member,
        council=council,
        email=tuan.email,
        title="member",
        organisation="Sở",
    )
    assert "email" in refusal(
        actions.appoint_adviser, council=council, email=minh.email, organisation="Sở"
    )


def test_council_that_was_closed_takes_nobody() -> None:
    council = make_council(is_active=False)
    facts = {"council": council, "email": person("tra").email, "organisation": "Sở"}
    assert refusal(actions.appoint_member, title="member", **facts)
    assert refusal(actions.appoint_adviser, **facts)
    assert refusal(actions.plan_sitting, council=council, held_on=clock.today(), place="Hội trường")


def test_seat_is_taken_back_only_while_it_is_unused() -> None:
    council = make_council()
    an = council.members.get(user=person("an"))
    with acting():
        actions.remove_member(member=an, by=person("binh"), reason="Chuyển công tác")
    assert not council.members.filter(user=person("an")).exists()
    assert JournalEntry.objects.get(verb="remove_member").facts["reason"] == "Chuyển công tác"
    make_sitting(council=council)
    minh = council.members.get(user=person("minh"))
    assert refusal(actions.remove_member, member=minh, reason="Chuyển công tác")
    assert council.members.filter(pk=minh.pk).exists()


def plan(council: Council, **over: Any) -> Sitting:
    facts = {"held_on": clock.today(), "place": "Hội trường"}
    with acting():
        return actions.plan_sitting(council=council, by=person("binh"), **facts | over)


def test_sitting_is_planned_changed_and_opened() -> None:
    sitting = plan(make_council(), files_sent_on=clock.today() - timedelta(days=3))
    with acting():
        actions.revise_sitting(sitting=sitting, by=person("binh"), version=1, place="Phòng họp 2")
        opened = actions.open_sitting(sitting=sitting, by=person("binh"))
    assert (opened.status, opened.place) == ("open", "Phòng họp 2")
    assert refusal(actions.revise_sitting, sitting=sitting, version=2, place="Phòng họp 3")
    assert refusal(actions.open_sitting, sitting=sitting)


def test_same_sitting_sent_twice_is_one_meeting() -> None:
    council = make_council()
    plan(council)
    with pytest.raises(ValidationError, match="Phiên họp này đã có"):
        plan(council)
    assert council.sittings.count() == 1
    plan(council, place="Phòng họp 2")
    assert council.sittings.count() == 2


def test_sitting_before_the_council_or_with_files_after_it_is_refused() -> None:
    council = establish()
    facts = {"council": council, "place": "Hội trường"}
    yesterday = clock.today() - timedelta(days=1)
    assert set(refusal(actions.plan_sitting, held_on=yesterday, **facts)) == {"held_on"}
    late = {"held_on": clock.today(), "files_sent_on": clock.today() + timedelta(days=1)}
    assert set(refusal(actions.plan_sitting, **facts | late)) == {"files_sent_on"}


def test_sitting_of_tomorrow_or_without_a_chair_does_not_open() -> None:
    tomorrow = plan(make_council(), held_on=clock.today() + timedelta(days=1))
    assert "Phiên họp vào ngày" in refusal(actions.open_sitting, sitting=tomorrow)[""][0]
    empty = plan(establish())
    assert refusal(actions.open_sitting, sitting=empty) == {"": ["Hội đồng chưa có Chủ tịch."]}


def test_roll_is_called_with_reasons() -> None:
    sitting = plan(make_council())
    an = sitting.council.members.get(user=person("an"))
    assert refusal(actions.call_roll, sitting=sitting, absent={})  # not open yet
    with acting():
        actions.open_sitting(sitting=sitting, by=person("binh"))
    assert set(refusal(actions.call_roll, sitting=sitting, absent={an.pk: " "})) == {
        f"reason_{an.pk}"
    }
    assert refusal(actions.call_roll, sitting=sitting, absent={999_999: "Ốm"})
    with acting():
        actions.call_roll(sitting=sitting, by=person("binh"), absent={an.pk: "Ốm"})
    called = {row.member.user: row for row in sitting.attendance.all()}
    assert len(called) == 4
    assert (called[person("an")].is_present, called[person("an")].reason) == (False, "Ốm")
    assert called[person("lan")].is_present


def test_only_a_present_deputy_presides_for_the_chair() -> None:
    sitting = make_sitting(absent={"minh": "Ốm"})
    seats = {m.user: m for m in sitting.council.members.all()}
    assert refusal(actions.delegate_presiding, sitting=sitting, member=seats[person("an")])
    assert refusal(actions.delegate_presiding, sitting=sitting, member=seats[person("minh")])
    sitting.attendance.update(is_present=True, reason="")
    with acting():
        held = actions.delegate_presiding(
            sitting=sitting, by=person("binh"), member=seats[person("minh")]
        )
    assert held.presided_by == seats[person("minh")]
    with acting():
        held = actions.delegate_presiding(sitting=sitting, by=person("binh"), member=None)
        actions.close_sitting(sitting=sitting, by=person("binh"))
    assert held.presided_by is None
    assert refusal(actions.delegate_presiding, sitting=sitting, member=None)


def test_secretary_sees_only_the_councils_he_sits_in() -> None:
    mine = make_council()
    other = Council.objects.create(
        province=province(), established_on=clock.today(), **FACTS | {"decision_no": "99"}
    )
    give(person("tra"), "council_secretary", province())  # a secretary who sits nowhere
    with acting("thao"):
        assert set(Council.objects.visible_to(person("thao"))) == {mine}
    with acting("binh"):
        assert set(Council.objects.visible_to(person("binh"))) == {mine, other}
