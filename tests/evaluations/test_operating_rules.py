"""The council's rules as data: set, frozen, amended by the chair; each evaluation keeps its own."""

from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from accounts.models import JournalEntry
from councils import actions as councils
from councils.models import Council, RulesVersion
from councils.quorum import Seat, quorum
from councils.rules import OperatingRules
from evaluations import agenda_actions, closing_actions, sheet_actions
from evaluations.marks import seats_of
from evaluations.models import Evaluation
from evaluations.results import shown
from evaluations.rules_actions import amend_rules
from regulations.models import StarMinimum
from territories import clock
from tests.cast import person
from tests.factories import make_council, make_sitting, make_submission

from .sittings import (
    acting,
    all_hand_in,
    best_marks,
    concluded,
    hand_in,
    on_agenda,
    opened,
    rules_of,
    scoring,
)

pytestmark = pytest.mark.django_db


def amend(council: Council, login: str = "lan", **facts: Any) -> Council:
    with acting(login):
        facts = {"reason": "Nghị quyết của hội đồng", "version": council.version} | facts
        return amend_rules(council=council, by=person(login), **facts)


def test_kept_copy_reads_back_as_it_was() -> None:
    rules = OperatingRules(quorum_numerator=2, minimum_mode="all", version=4)
    assert OperatingRules.from_json(rules.as_json()) == rules
    older = OperatingRules.from_json({"spread_limit": 7, "unknown": 1})
    assert (older.spread_limit, older.passes) == (7, 2)


def test_quorum_asks_for_a_chair_only_where_the_rules_do() -> None:
    seats = [Seat(1, True), Seat(2, True)]
    assert not quorum(seats, share=Fraction(1, 2)).is_met
    assert quorum(seats, share=Fraction(1, 2), chair_required=False).is_met


def test_council_without_the_chair_scores_where_its_rules_let_it() -> None:
    council = make_council(chair_required=False, quorum_numerator=1, quorum_denominator=2)
    sitting = make_sitting(council=council, absent={"lan": "Đi công tác"})
    assert scoring(sitting).status == "scoring"


def test_chair_amends_with_a_reason_for_what_has_not_begun() -> None:
    sitting = make_sitting()
    begun = scoring(sitting)
    waiting = on_agenda(sitting, make_submission(name="Hành tím"))
    council = sitting.council
    amend(council, spread_limit=3, passes=1)
    with acting("thao"):
        agenda_actions.begin_scoring(evaluation=waiting, by=person("thao"))
    begun.refresh_from_db()
    waiting.refresh_from_db()
    assert (begun.rules["spread_limit"], begun.rules["passes"], begun.rules["version"]) == (
        10,
        2,
        1,
    )
    assert (waiting.rules["spread_limit"], waiting.rules["version"]) == (3, 2)
    kept = list(RulesVersion.objects.order_by("number").values_list("number", "reason", "by"))
    assert kept == [(1, "", person("thao").pk), (2, "Nghị quyết của hội đồng", person("lan").pk)]
    entry = JournalEntry.objects.get(verb="amend_rules")
    assert entry.facts["changed"]["spread_limit"] == [10, 3]
    # 8 points apart: within the rules of the one, beyond those of the other, which has one pass.
    for one in (begun, waiting):
        all_hand_in(one, [75, 75, 83], star=3)
        concluded(one)
    results = [Evaluation.objects.get(pk=one.pk).result["passes"] for one in (begun, waiting)]
    assert [(p[0]["limit"], p[0]["exceeded"]) for p in results] == [(10, False), (3, True)]


def test_nobody_else_amends_and_nothing_without_a_reason() -> None:
    council = scoring().sitting.council
    for login, facts in (
        ("binh", {"spread_limit": 5}),
        ("thao", {"spread_limit": 5}),
        ("lan", {"spread_limit": 5, "reason": " "}),
        ("lan", {"spread_limit": 10}),
        ("lan", {"level": "district"}),
        ("lan", {"passes": 9}),
        ("lan", {"quorum_numerator": 9}),
    ):
        with pytest.raises(ValidationError):
            amend(council, login, **facts)
    assert Council.objects.get().rules == OperatingRules()
    assert RulesVersion.objects.count() == 1


def test_chair_waits_until_the_rules_are_frozen() -> None:
    with pytest.raises(ValidationError, match="chưa chấm điểm"):
        amend(make_council(), spread_limit=5)


@pytest.mark.parametrize(
    "change",
    [
        "passes = 1",
        "blind_codes = true",
        "minimum_mode = 'all'",
        "rules_version = 2",
        "spread_limit = 5, rules_version = 2",
    ],
)
def test_database_wants_a_version_by_the_chair(change: str) -> None:
    scoring()
    statement = f"UPDATE councils_council SET {change}"
    with pytest.raises(InternalError, match="keeps its rules"), transaction.atomic():
        connection.cursor().execute(statement)  # as the owner
    with (
        acting("binh"),
        pytest.raises(InternalError, match="keeps its rules"),
        transaction.atomic(),
    ):
        connection.cursor().execute(statement)


def test_database_keeps_versions_and_the_evaluations_copy() -> None:
    scoring()
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in (
        "UPDATE councils_rulesversion SET reason = 'x'",
        "DELETE FROM councils_rulesversion",
        "TRUNCATE councils_rulesversion",
        "UPDATE evaluations_evaluation SET rules = '{\"passes\": 5}'",
    ):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            connection.cursor().execute(statement)
    assert Evaluation.objects.get().rules == OperatingRules().as_json()


def test_rules_say_whether_the_secretary_scores() -> None:
    council = make_council(secretary_scores=False)
    secretary = council.members.get(title="secretary")
    with acting("binh"):
        councils.revise_council(
            council=council, by=person("binh"), version=1, secretary_scores=True
        )
    secretary.refresh_from_db()
    assert secretary.scores
    duties = secretary.user.assignments.on(clock.today()).values_list("role", flat=True)
    assert set(duties) == {"council_secretary", "council_member"}  # or no sheet opens for him


# --- R13: how a minimum is judged ---


@pytest.mark.parametrize(
    ("mode", "weak", "star"),
    [("majority", 1, 5), ("majority", 2, 4), ("all", 0, 5), ("all", 1, 4)],
)
def test_r13_minimum_by_more_than_half_or_by_all(mode: str, weak: int, star: int) -> None:
    evaluation = scoring(make_sitting(council=make_council(minimum_mode=mode)))
    rules = rules_of(evaluation)
    for number, login in enumerate(("lan", "minh", "an")):
        low = {"A/1.5": 3} if number < weak else {}  # 2 points, five stars ask for 3
        hand_in(evaluation, login, best_marks(rules, **low))
    done = Evaluation.objects.get(pk=concluded(evaluation).pk)
    assert (done.star_by_points, done.star) == (5, star)
    assert done.result["minimum_mode"] == mode


def test_r13_council_rules_on_each_minimum_before_the_conclusion() -> None:
    evaluation = scoring(make_sitting(council=make_council(minimum_mode="council")))
    for login in ("lan", "minh", "an"):
        hand_in(evaluation, login, best_marks(rules_of(evaluation)))
    opened(evaluation)
    minimums = list(StarMinimum.objects.filter(criteria_set=evaluation.submission.criteria_set))
    for number, minimum in enumerate(minimums):
        with acting("thao"):
            with pytest.raises(ValidationError, match="kết luận từng yêu cầu"):
                closing_actions.conclude(evaluation=evaluation, by=person("thao"))
            held = Evaluation.objects.get(pk=evaluation.pk)
            words = shown(held, closing_actions.count)["words"]
            assert words == [
                f"Theo quy chế, hội đồng còn phải kết luận {len(minimums) - number}"
                " yêu cầu tối thiểu."
            ]
            closing_actions.rule(
                evaluation=evaluation,
                by=person("thao"),
                minimum=minimum,
                stands=True,
                reason="Hội đồng thống nhất",
            )
    with acting("thao"):
        done = closing_actions.conclude(evaluation=evaluation, by=person("thao"))
    assert done.star == 5


# --- R15: passes ---


@pytest.mark.parametrize("passes", [1, 2, 3])
def test_r15_as_many_passes_as_the_rules_say(passes: int) -> None:
    evaluation = scoring(make_sitting(council=make_council(passes=passes)))
    for number in range(passes):
        all_hand_in(evaluation, [70, 75, 90])
        with acting("thao"):
            if number + 1 < passes:
                with pytest.raises(ValidationError, match="chênh quá mức"):
                    closing_actions.open_sheets(evaluation=evaluation, by=person("thao"))
                closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
            else:
                with pytest.raises(ValidationError):
                    closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
    done = Evaluation.objects.get(pk=concluded(evaluation).pk)
    assert [one["exceeded"] for one in done.result["passes"]] == [True] * passes
    with acting("thao"):
        found = shown(done, closing_actions.count)
    assert f"Lượt {passes} vẫn chênh quá mức" in " ".join(found["words"])
    side = found["side_by_side"]
    if passes == 1:
        assert side is None
    else:
        assert {tuple(row["totals"]) for row in side["rows"]} == {
            (total,) * passes for total in (70, 75, 90)
        }
        assert side["means"] == ["78,33"] * passes


@pytest.mark.parametrize(("way", "at_first"), [("amend", True), ("amend", False), ("set", True)])
def test_seats_follow_the_rules_under_which_the_scoring_begins(way: str, at_first: bool) -> None:
    council = make_council(secretary_scores=at_first)
    council.members.filter(user=person("thao")).update(scores=at_first)
    sitting = make_sitting(council=council)
    waiting = on_agenda(sitting, make_submission(name="Hành tím"))
    if way == "amend":
        begun = scoring(sitting)
        council.refresh_from_db()
        amend(council, secretary_scores=not at_first)
        assert begun.panel.get(user=person("thao")).scores is at_first  # it keeps its own
    else:  # before anything was frozen, with the product on the agenda already
        with acting("binh"):
            councils.revise_council(
                council=council, by=person("binh"), version=council.version,
                secretary_scores=not at_first,
            )  # fmt: skip
    waiting = Evaluation.objects.get(pk=waiting.pk)
    seats = seats_of(waiting, waiting.panel.select_related("member"))
    assert sum(seat.scores for seat in seats) == 3 + (not at_first)  # what the page counts by
    with acting("thao"):
        agenda_actions.begin_scoring(evaluation=waiting, by=person("thao"))
    waiting = Evaluation.objects.get(pk=waiting.pk)
    place = waiting.panel.get(user=person("thao"))
    assert (waiting.rules["secretary_scores"], place.scores) == (not at_first, not at_first)
    with acting("thao"):
        if at_first:
            with pytest.raises((ValidationError, PermissionDenied)):
                sheet_actions.open_sheet(evaluation=waiting, by=person("thao"))
        else:
            assert sheet_actions.open_sheet(evaluation=waiting, by=person("thao")).version == 1
