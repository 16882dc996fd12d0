"""Two secretaries, or one member twice, at the same moment: real threads and connections."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.models import JournalEntry
from councils.models import Sitting
from councils.states import SittingStatus
from evaluations import (
    agenda_actions,
    closing_actions,
    rekey_actions,
    sheet_actions,
    sitting_actions,
)
from evaluations.models import (
    Certificate,
    Evaluation,
    KeyedSheet,
    RecordEvent,
    RecordPending,
    RecordSeal,
    Rekeying,
    ScoreSheet,
)
from evaluations.verification import verify
from territories import clock
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting, make_submission, make_upload

from .apart import apart, race
from .decided import AWARD_4, act, draft, issue
from .on_paper import WHY, answers_for, member_of, typed
from .renewed import UPGRADE, judged, recognised, renewing
from .sittings import (
    SCORERS,
    acting,
    all_hand_in,
    concluded,
    fill,
    marks_for,
    opened,
    rules_of,
    scoring,
)

LATER = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _own_database(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    with apart(django_db_blocker):
        yield


def test_exactly_one_conclusion_succeeds() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    opened(evaluation)
    by = person("thao")

    def act() -> Any:
        return closing_actions.conclude(evaluation=evaluation, by=by)

    done, refused = race(act, act)
    assert (len(done), refused) == (1, ["TransitionRefused"])
    assert JournalEntry.objects.filter(verb="conclude").count() == 1
    assert Evaluation.objects.get().points_sum == 225


def test_exactly_one_opening_succeeds() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    by = person("thao")

    def act() -> Any:
        return closing_actions.open_sheets(evaluation=evaluation, by=by)

    done, refused = race(act, act)
    assert (len(done), refused) == (1, ["ValidationError"])
    assert JournalEntry.objects.filter(verb="open_sheets").count() == 1


def test_dossier_goes_on_one_of_two_agendas() -> None:
    submission, council = make_submission(), make_council()
    by = person("thao")

    def on(sitting: Any) -> Any:
        return lambda: agenda_actions.put_on_agenda(sitting=sitting, submission=submission, by=by)

    done, refused = race(on(make_sitting(council=council)), on(make_sitting(council=council)))
    assert (len(done), refused) == (1, ["ValidationError"])
    assert Evaluation.objects.count() == 1


def test_members_who_hand_in_at_the_same_moment_make_one_chain() -> None:
    evaluation = scoring()
    marks = marks_for(rules_of(evaluation), 71)
    sheets = [fill(evaluation, login, marks) for login in SCORERS]

    done, refused = race(*map(handing_in, sheets))
    assert (len(done), refused) == (3, [])
    with acting_for(province()):
        report = verify(province())
        kinds = list(RecordEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert (report.first, report.events, report.sealed) == (None, 8, 3)
    assert kinds[-3:] == ["handed_in"] * 3
    assert not RecordPending.objects.exists()


def handing_in(sheet: ScoreSheet) -> Any:
    """Return the member's own hand-in, to be run beside something else."""

    def act() -> Any:
        with acting_for(province(), sheet.user):
            return sheet_actions.hand_in(sheet=sheet, by=sheet.user)

    return act


def typing(evaluation: Evaluation) -> Any:
    """Return the secretary's typing of Minh's paper sheet, to be run beside something else."""
    facts = {
        "member": member_of(evaluation, "minh"), "by": person("thao"), "note": WHY,
        "scan": make_upload("Phiếu.pdf", "minh"), "answers": answers_for(evaluation, 70),
    }  # fmt: skip
    return lambda: rekey_actions.key_in(evaluation=evaluation, **facts)


def totals_of(evaluation: Evaluation) -> list[int]:
    """Return the totals that count once the sheets are open, in the members' order."""
    concluded(evaluation)
    evaluation.refresh_from_db()
    return [one["sheets"][-1]["total"] for one in evaluation.result["members"] if one["sheets"]]


ROUNDS = range(4)  # which of the two is first is not ours to say


def test_hand_in_and_typing_of_the_same_sheet_leave_the_members_own() -> None:
    """Typed first, it is overtaken; handed in first, nothing is typed: one sheet, his marks."""
    sitting = make_sitting(council=make_council())
    for _round in ROUNDS:
        evaluation = scoring(sitting)
        all_hand_in(evaluation, [75, 75], ("lan", "an"))
        sheet = fill(evaluation, "minh", marks_for(rules_of(evaluation), 81))
        done, refused = race(handing_in(sheet), typing(evaluation))
        assert sheet in done
        typed_rows = list(Rekeying.objects.filter(evaluation=evaluation))
        if refused:
            assert (refused, typed_rows, len(done)) == (["ValidationError"], [], 1)
        else:
            assert [row.status for row in typed_rows] == ["overtaken"]
            assert KeyedSheet.objects.filter(rekeying=typed_rows[0]).exists()
        kept = ScoreSheet.objects.get(evaluation=evaluation, user=person("minh"))
        assert (kept.status, kept.from_paper) == ("submitted", False)
        assert totals_of(evaluation) == [75, 81, 75]
    _record_is_whole()


def test_hand_in_and_confirmation_of_the_same_sheet_have_one_winner() -> None:
    sitting, won = make_sitting(council=make_council()), []
    for _round in ROUNDS:
        evaluation = scoring(sitting)
        all_hand_in(evaluation, [75, 75], ("lan", "an"))
        sheet = fill(evaluation, "minh", marks_for(rules_of(evaluation), 81))
        row = typed(evaluation, "minh", total=70)

        def confirming(row: Rekeying = row) -> Any:
            with acting_for(province(), person("lan")):
                return rekey_actions.confirm(rekeying=row, by=person("lan"))

        done, refused = race(handing_in(sheet), confirming)
        assert (len(done), refused) == (1, ["ValidationError"])
        kept = ScoreSheet.objects.get(evaluation=evaluation, user=person("minh"))
        row.refresh_from_db()
        by_paper = kept.from_paper
        assert (kept.status, row.status) == (
            "submitted", "confirmed" if by_paper else "overtaken",
        )  # fmt: skip
        won.append(by_paper)
        assert totals_of(evaluation) == [75, 70 if by_paper else 81, 75]
    _record_is_whole()
    kinds = list(RecordEvent.objects.values_list("kind", flat=True))
    assert kinds.count("handed_in_on_paper") == sum(won)
    assert kinds.count("rekeying_overtaken") == len(won) - sum(won)


def _record_is_whole() -> None:
    with acting_for(province()):
        report = verify(province())
    assert (report.first, RecordPending.objects.exists()) == (None, False)


def test_sitting_is_opened_and_ended_once_and_sealed_once() -> None:
    sitting = make_sitting(council=make_council(), status=SittingStatus.PLANNED)
    by = person("thao")

    def begin() -> Any:
        return sitting_actions.open_sitting(sitting=sitting, by=by)

    done, refused = race(begin, begin)
    assert (len(done), refused) == (1, ["TransitionRefused"])
    evaluation = scoring(Sitting.objects.get())
    all_hand_in(evaluation, [75, 75, 75], star=4)
    concluded(evaluation)

    def end() -> Any:
        return agenda_actions.end_sitting(sitting=sitting, by=by)

    done, refused = race(end, end)
    assert (len(done), refused) == (1, ["TransitionRefused"])
    kinds = list(RecordEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert (kinds.count("sitting_opened"), kinds.count("sitting_closed")) == (1, 1)
    assert kinds[-1] == "sitting_closed"
    assert RecordSeal.objects.get().last == len(kinds)
    with acting_for(province()):
        assert verify(province()).first is None


def test_second_pass_begins_once() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [60, 85, 70], star=4)
    by = person("thao")

    def again() -> Any:
        return closing_actions.open_second_pass(evaluation=evaluation, by=by)

    done, refused = race(again, again)
    assert (len(done), len(refused)) == (1, 1)
    assert Evaluation.objects.get().pass_no == 2
    assert JournalEntry.objects.filter(verb="open_second_pass").count() == 1


def test_sheet_submitted_twice_at_once_is_one_sheet() -> None:
    evaluation = scoring()
    sheet = fill(evaluation, "minh", marks_for(rules_of(evaluation), 71))

    def submit() -> Any:
        return sheet_actions.hand_in(sheet=sheet, by=sheet.user)

    done, refused = race(submit, submit, submit, login="minh")
    assert (len(done), refused) == (1, ["ValidationError"] * 2)
    assert RecordEvent.objects.filter(kind="handed_in").count() == 1


def test_hand_in_sent_twice_at_once_is_answered_alike() -> None:
    """F9: the same number is answered as the first time, even while the first is on its way."""
    evaluation = scoring()
    sheet = fill(evaluation, "minh", marks_for(rules_of(evaluation), 71))
    number = uuid4()

    def act() -> Any:
        return sheet_actions.hand_in(sheet=sheet, by=sheet.user, operation=number)

    done, refused = race(act, act, act, login="minh")
    assert (len(done), refused) == (3, [])
    assert {one.status for one in done} == {"submitted"}
    assert RecordEvent.objects.filter(kind="handed_in").count() == 1


def test_opening_while_a_member_is_recused_is_one_or_the_other() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    an, by = evaluation.sitting.council.members.get(user=person("an")), person("thao")

    def reveal() -> Any:
        return closing_actions.open_sheets(evaluation=evaluation, by=by).pk

    def recuse() -> Any:
        facts = {"evaluation": evaluation, "member": an, "reason": "Em gái làm ở đó."}
        return agenda_actions.recuse(**facts, by=by).state

    done, _refused = race(reveal, recuse)
    # Whichever came first: the panel was not changed after the opening.
    kinds = list(RecordEvent.objects.order_by("seq").values_list("kind", flat=True))
    if "recused" in done:
        assert kinds.index("place_changed") < [*kinds, "opened"].index("opened")
    else:
        assert done == [evaluation.pk]
        assert "place_changed" not in kinds
    with acting("thao"):
        if evaluation.pk in done:
            done = closing_actions.conclude(evaluation=evaluation, by=by)
            assert done.sheet_count == (2 if "place_changed" in kinds else 3)


def test_upgrade_is_recognised_or_its_certificate_revoked_but_not_both() -> None:
    old = recognised()
    with clock.fixed(LATER):
        decision = draft(judged(renewing(old, UPGRADE), AWARD_4))

    def issue_it() -> Any:
        return issue(decision, number="2/QĐ-UBND", signed_on=clock.today()).status

    def revoke_it() -> Any:
        return act("revoke", old, ground="a").verb

    def on_that_day(perform: Any) -> Any:
        def acts() -> Any:
            with clock.fixed(LATER):
                return perform()

        return acts

    done, refused = race(on_that_day(issue_it), on_that_day(revoke_it), login="dung")
    old.refresh_from_db()
    new = Certificate.objects.filter(star=4)
    if done == ["issued"]:
        assert (refused, old.status, new.count()) == (["TransitionRefused"], "superseded", 1)
    else:
        assert (done, refused) == (["revoke"], ["ValidationError"])
        assert (old.status, new.count()) == ("revoked", 0)


@pytest.mark.parametrize("first", ["issue", "revoke"])
def test_who_comes_second_waits_for_the_certificate_and_sees_what_was_done(first: str) -> None:
    """The first holds its transaction open until the second stands at the lock."""
    old = recognised()
    with clock.fixed(LATER):
        decision = draft(judged(renewing(old, UPGRADE), AWARD_4))
    held = threading.Event()

    def issue_it() -> Any:
        return issue(decision, number="2/QĐ-UBND", signed_on=LATER)

    def revoke_it() -> Any:
        return act("revoke", old, ground="a")

    acts = [issue_it, revoke_it] if first == "issue" else [revoke_it, issue_it]

    def before() -> Any:
        with clock.fixed(LATER), transaction.atomic():
            acts[0]()
            held.set()
            time.sleep(0.4)

    def after() -> Any:
        with clock.fixed(LATER):
            assert held.wait(20)
            acts[1]()

    done, refused = race(before, after, login="dung")
    old.refresh_from_db()
    assert done == [None]
    if first == "issue":
        assert (refused, old.status) == (["TransitionRefused"], "superseded")
    else:
        assert (refused, old.status) == (["ValidationError"], "revoked")
    assert Certificate.objects.filter(star=4).count() == (first == "issue")
