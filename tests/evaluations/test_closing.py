"""From the last sheet to the result: spread, second pass, opening, rulings, conclusion."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import InternalError
from django.utils.timezone import now

from accounts.models import JournalEntry, Notice
from evaluations import agenda_actions, closing_actions, seal, sheet_actions
from evaluations.marks import book_of
from evaluations.models import Evaluation, Ruling, Score, ScoreSheet
from evaluations.recount import recount
from evaluations.results import shown
from evaluations.scoring import Sheet, sheet_total
from regulations.models import KnockOut, StarMinimum
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting

from .sittings import (
    acting,
    all_hand_in,
    best_marks,
    concluded,
    fill,
    hand_in,
    marks_for,
    opened,
    rules_of,
    scoring,
)
from .sittings import second_pass as begun_again
from .test_sheets import stop_key, with_stop

pytestmark = pytest.mark.django_db


def refused(call: Any, **facts: Any) -> list[str]:
    """Return the words with which an act of the secretary is refused."""
    with acting("thao"), pytest.raises(ValidationError) as caught:
        call(by=person("thao"), **facts)
    return caught.value.messages


def fresh(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def conclude(evaluation: Evaluation) -> Evaluation:
    with acting("thao"):
        closing_actions.conclude(evaluation=evaluation, by=person("thao"))
        assert_recounts(evaluation)
    return fresh(evaluation)


def assert_recounts(evaluation: Evaluation) -> None:
    """Whatever led to a result, the marks alone lead to it again."""
    (counted,) = recount(Evaluation.objects.filter(pk=evaluation.pk))
    assert counted.differences == {}
    assert counted.evaluation.points_sum is not None


def judged(totals: list[int], *, star: int = 5, **council: Any) -> Evaluation:
    """Return what three sheets of these totals lead to."""
    sitting = make_sitting(council=make_council(**council)) if council else None
    evaluation = scoring(sitting)
    all_hand_in(evaluation, totals, star=star)
    done = fresh(concluded(evaluation))
    with acting("thao"):
        assert_recounts(done)
    return done


# --- R10-R12: the mean is exact, the bands half-open, two decimals are cut ---


@pytest.mark.parametrize(
    ("totals", "star", "points_sum", "mean"),
    [
        ([70, 70, 69], 3, 209, "69,66"),
        ([70, 70, 70], 4, 210, "70,00"),
        ([50, 50, 49], 2, 149, "49,66"),
        ([50, 50, 50], 3, 150, "50,00"),
        ([90, 90, 89], 4, 269, "89,66"),
        ([90, 90, 90], 5, 270, "90,00"),
    ],
    ids=["R11-below 70", "R11-70", "R11-below 50", "R11-50", "R11-below 90", "R11-90"],
)
def test_r10_r11_star_follows_from_the_exact_mean(
    totals: list[int], star: int, points_sum: int, mean: str
) -> None:
    done = judged(totals, star=star)
    assert (done.points_sum, done.sheet_count, done.star_by_points) == (points_sum, 3, star)
    assert done.star == star
    with acting("thao"):
        assert shown(done, closing_actions.count)["mean"] == mean  # R12


def test_conclusion_keeps_totals_votes_and_outcome() -> None:
    done = judged([92, 91, 90])
    assert (done.status, done.concluded_by, done.star) == ("concluded", person("thao"), 5)
    by_name = {one["name"]: one["sheets"] for one in done.result["members"]}
    assert by_name["Phan Thị Lan (mẫu)"][0]["total"] == 92
    assert by_name["Lý Thu Thảo (mẫu)"] == []
    assert done.result["outcome"] == {
        "kind": "forward",
        "to": "centre",
        "on_forward": "approve_only",
        "recognises": None,
    }
    assert done.result["begin"]["quorum"] == [4, 4, 3]
    assert JournalEntry.objects.get(verb="conclude").facts["points_sum"] == 273


def test_result_is_final_in_the_database() -> None:
    done = judged([75, 75, 75], star=4)
    for change in ("star = 5", "points_sum = 300", "result = '{}'", "concluded_at = now()"):
        with acting("thao"), pytest.raises(InternalError, match="final"), transaction.atomic():
            connection.cursor().execute(f"UPDATE evaluations_evaluation SET {change}")
    assert fresh(done).star == 4


def test_recused_members_sheet_is_as_if_it_never_was() -> None:
    """R20: removing a recused member equals never having had him."""
    evaluation = scoring()
    all_hand_in(evaluation, [75, 76, 83], star=4)
    with acting("thao"):
        agenda_actions.recuse(
            evaluation=evaluation,
            member=evaluation.panel.get(user=person("an")).member,
            reason="Có liên quan",
            by=person("thao"),
        )
    done = fresh(concluded(evaluation))
    assert (done.points_sum, done.sheet_count, done.star) == (151, 2, 4)
    an = next(m for m in done.result["members"] if m["state"] == "recused")
    assert (an["sheets"], an["reason"]) == ([], "Có liên quan")


# --- R13: minimums ---


def test_r13_missed_minimum_caps_the_star_with_its_votes() -> None:
    """Mean 91 with a 5-star minimum missed by two of three: 4 stars, not forwarded."""
    evaluation = scoring()
    rules = rules_of(evaluation)
    weak = best_marks(rules, **{"A/1.5": 3})  # 2 points, 5 stars ask for 3
    hand_in(evaluation, "lan", best_marks(rules))
    hand_in(evaluation, "minh", weak)
    hand_in(evaluation, "an", weak)
    done = fresh(concluded(evaluation))
    assert (done.star_by_points, done.star) == (5, 4)
    assert done.result["outcome"] == {"kind": "award", "star": 4}
    caps = [one for one in done.result["minimums"] if one["caps"]]
    assert [(c["criterion"], c["star"], c["votes"], c["sheets"]) for c in caps] == [
        ("A/1.5", 5, 1, 3)
    ]
    with acting("thao"):
        words = shown(done, closing_actions.count)["words"]
    assert "tiêu chí A 1.5 cần từ 3 điểm, có 1 trên 3 phiếu" in words[0]


def minimum_of(evaluation: Evaluation, code: str, star: int) -> StarMinimum:
    return StarMinimum.objects.get(
        criteria_set=evaluation.submission.criteria_set, criterion__code=code, star=star
    )


def rule(evaluation: Evaluation, **facts: Any) -> Ruling:
    with acting("thao"):
        return closing_actions.rule(evaluation=evaluation, by=person("thao"), **facts)


def test_r13_council_overrules_with_a_reason() -> None:
    evaluation = scoring()
    rules = rules_of(evaluation)
    for login in ("lan", "minh", "an"):
        hand_in(evaluation, login, best_marks(rules, **{"A/1.5": 3}))
    minimum = minimum_of(evaluation, "1.5", 5)
    facts = {"minimum": minimum, "stands": True, "reason": "Có hợp đồng bổ sung"}
    assert refused(closing_actions.rule, evaluation=evaluation, **facts)  # not before the opening
    opened(evaluation)
    assert refused(closing_actions.rule, evaluation=evaluation, **facts | {"reason": " "})
    ruling = rule(evaluation, **facts)
    done = conclude(evaluation)
    assert done.star == 5
    kept = next(m for m in done.result["minimums"] if m["criterion"] == "A/1.5" and m["star"] == 5)
    assert (kept["ruled"], kept["met"], kept["votes"]) == (True, True, 0)
    assert kept["reason"] == "Có hợp đồng bổ sung"
    assert refused(closing_actions.withdraw_ruling, ruling=ruling, reason="Nhầm")


def test_ruling_is_withdrawn_before_the_conclusion() -> None:
    evaluation = scoring()
    for login in ("lan", "minh", "an"):
        hand_in(evaluation, login, best_marks(rules_of(evaluation), **{"A/1.5": 3}))
    opened(evaluation)
    facts = {"minimum": minimum_of(evaluation, "1.5", 5), "stands": True, "reason": "Nhầm"}
    ruling = rule(evaluation, **facts)
    assert refused(closing_actions.withdraw_ruling, ruling=ruling, reason="")
    with acting("thao"):
        closing_actions.withdraw_ruling(ruling=ruling, by=person("thao"), reason="Ghi nhầm")
    assert conclude(evaluation).star == 4


def test_ruling_on_another_sets_condition_is_refused() -> None:
    evaluation = scoring()
    foreign = StarMinimum.objects.exclude(criteria_set=evaluation.submission.criteria_set).first()
    facts = {"evaluation": evaluation, "stands": True, "reason": "Có"}
    assert refused(closing_actions.rule, minimum=foreign, **facts)
    assert refused(closing_actions.rule, **facts)


# --- R9: knock-outs ---


def tick(evaluation: Evaluation, login: str, key: str) -> ScoreSheet:
    with acting(login):
        sheet = sheet_actions.open_sheet(evaluation=evaluation, by=person(login))
        sheet_actions.tick(sheet=sheet, by=person(login), knock_out=key, reason=f"Lý do {login}")
        return sheet


@pytest.mark.parametrize(("ticks", "out"), [(1, False), (2, True)])
def test_r9_knock_out_stands_when_more_than_half_tick_it(ticks: int, out: bool) -> None:
    evaluation = scoring()
    logins = ("lan", "minh", "an")
    for number, login in enumerate(logins):
        if number < ticks:
            tick(evaluation, login, "#1")
        hand_in(evaluation, login, best_marks(rules_of(evaluation)))
    done = fresh(concluded(evaluation))
    assert done.star == (None if out else 5)
    clause = done.result["knock_outs"][0]
    assert (clause["votes"], clause["sheets"], clause["stands"]) == (ticks, 3, out)
    assert clause["reasons"] == [f"Lý do {login}" for login in logins[:ticks]]
    assert ("knocked_out" in done.result["reasons"]) is out


def test_r9_council_rules_on_a_knock_out() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    opened(evaluation)
    clause = KnockOut.objects.get(criteria_set=evaluation.submission.criteria_set, key="#1")
    facts = {"knock_out": clause, "reason": "Thanh tra kết luận giả mạo"}
    assert refused(closing_actions.rule, evaluation=evaluation, stands=False, **facts)
    rule(evaluation, stands=True, **facts)
    done = conclude(evaluation)
    assert (done.star, done.result["outcome"]["kind"]) == (None, "not_ranked")
    assert done.result["knock_outs"][0]["reasons"] == ["Thanh tra kết luận giả mạo"]


def test_withdrawn_ruling_that_excused_unfinished_sheets_stops_the_conclusion() -> None:
    evaluation = with_stop()
    stop = tick(evaluation, "minh", stop_key(evaluation))
    with acting("minh"):
        sheet_actions.hand_in(sheet=stop, by=person("minh"))
    for login in ("lan", "an"):
        hand_in(evaluation, login, best_marks(rules_of(evaluation)))
    clause = KnockOut.objects.get(
        criteria_set=evaluation.submission.criteria_set, key=stop_key(evaluation)
    )
    ruling = rule(evaluation, knock_out=clause, stands=True, reason="Xác minh tại cơ sở")
    opened(evaluation)
    with acting("thao"):
        closing_actions.withdraw_ruling(ruling=ruling, by=person("thao"), reason="Ghi nhầm")
    assert refused(closing_actions.conclude, evaluation=evaluation) == [
        "Chưa kết luận được: còn phiếu chưa chấm xong."
    ]
    rule(evaluation, knock_out=clause, stands=True, reason="Xác minh tại cơ sở")
    assert conclude(evaluation).star is None


# --- R10: a stop that does not stand ---


def test_r10_unfinished_stop_sheet_is_completed_before_the_opening() -> None:
    evaluation = with_stop()
    rules = rules_of(evaluation)
    stop = tick(evaluation, "minh", stop_key(evaluation))
    with acting("minh"):
        sheet_actions.hand_in(sheet=stop, by=person("minh"))
    hand_in(evaluation, "lan", best_marks(rules))
    with acting("thao"):
        assert seal.must_complete([evaluation.pk]) == {}  # not all are in: nothing is said
    hand_in(evaluation, "an", best_marks(rules))
    with acting("thao"):
        assert seal.must_complete([evaluation.pk]) == {evaluation.pk: {stop.member_id}}
        assert seal.spread_exceeded([evaluation.pk]) == {evaluation.pk: None}
    assert "chấm tiếp bản mới" in refused(closing_actions.open_sheets, evaluation=evaluation)[0]
    with acting("minh"):
        facts = {"evaluation": evaluation, "by": person("minh")}
        new = sheet_actions.begin_new_version(reason="Hội đồng không xác nhận", **facts)
    assert (new.version, new.status, new.findings.count()) == (2, "draft", 1)
    assert refused(closing_actions.open_sheets, evaluation=evaluation) == [
        "Còn thành viên chưa nộp phiếu: chưa mở được."
    ]
    with acting("minh"), pytest.raises(ValidationError):  # a stop excuses nothing any more
        sheet_actions.hand_in(sheet=new, by=person("minh"))
    hand_in(evaluation, "minh", best_marks(rules))
    done = fresh(concluded(evaluation))
    assert done.sheet_count == 3
    minh = next(m for m in done.result["members"] if m["member"] == new.member_id)
    assert [(s["version"], s["counts"]) for s in minh["sheets"]] == [(1, False), (2, True)]


def test_r10_stop_that_stands_needs_no_completion() -> None:
    evaluation = with_stop()
    for login in ("minh", "an"):
        sheet = tick(evaluation, login, stop_key(evaluation))
        with acting(login):
            sheet_actions.hand_in(sheet=sheet, by=person(login))
    hand_in(evaluation, "lan", best_marks(rules_of(evaluation)))
    with acting("thao"):
        assert seal.must_complete([evaluation.pk]) == {}
        assert seal.spread_exceeded([evaluation.pk]) == {evaluation.pk: False}
    done = fresh(concluded(evaluation))
    assert (done.star, done.sheet_count) == (None, 1)


def test_r10_only_a_member_whose_stop_fails_gets_a_new_version() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    with acting("minh"), pytest.raises(ValidationError, match="không sửa được nữa"):
        sheet_actions.begin_new_version(evaluation=evaluation, by=person("minh"), reason="Muốn sửa")


# --- R15: the spread and the second pass ---


@pytest.mark.parametrize(
    ("mode", "limit", "totals", "exceeded"),
    [
        ("pairwise", 10, [80, 75, 70], False),
        ("pairwise", 10, [81, 75, 70], True),
        ("from_mean", 5, [80, 75, 70], False),
        ("from_mean", 5, [81, 75, 70], True),
        ("from_mean", 6, [81, 75, 70], False),
        ("off", 0, [95, 60, 70], False),
    ],
)
def test_r15_spread_is_measured_as_the_council_says(
    mode: str, limit: int, totals: list[int], exceeded: bool
) -> None:
    council = make_council(spread_mode=mode, spread_limit=limit)
    evaluation = scoring(make_sitting(council=council))
    rules = rules_of(evaluation)
    for login, total in zip(("lan", "minh"), totals, strict=False):
        hand_in(evaluation, login, marks_for(rules, total))
    with acting("thao"):
        assert seal.spread_exceeded([evaluation.pk]) == {evaluation.pk: None}
    hand_in(evaluation, "an", marks_for(rules, totals[2]))
    with acting("thao"):
        assert seal.spread_exceeded([evaluation.pk]) == {evaluation.pk: exceeded}
    if exceeded:
        assert "lượt 2" in refused(closing_actions.open_sheets, evaluation=evaluation)[0]
    else:
        assert refused(closing_actions.open_second_pass, evaluation=evaluation)
        assert opened(evaluation).opened_at


def test_r15_recused_members_total_does_not_spread() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [70, 75, 95])
    with acting("thao"):
        assert seal.spread_exceeded([evaluation.pk]) == {evaluation.pk: True}
        agenda_actions.recuse(
            evaluation=evaluation,
            member=evaluation.panel.get(user=person("an")).member,
            reason="Có liên quan",
            by=person("thao"),
        )
        assert seal.spread_exceeded([evaluation.pk]) == {evaluation.pk: False}


def test_r15_database_counts_a_closed_gate_as_nothing_like_the_rules_do() -> None:
    """R7: even a mark that got behind a closed gate past the actions adds no point."""
    evaluation = scoring()
    rules = rules_of(evaluation)
    closed = marks_for(rules, 80) | {"B/5.1": 1}
    closed.pop("B/5.2", None)
    total = sheet_total(rules, Sheet(closed))
    sheet = fill(evaluation, "lan", closed)
    behind = book_of(evaluation.submission.criteria_set)
    with acting("lan"):
        Score.objects.create(
            province_id=sheet.province_id,
            sheet=sheet,
            user=person("lan"),
            criterion_id=behind.criterion_ids["B/5.2"],
            level_id=behind.level_ids["B/5.2", 2],
        )
        ScoreSheet.objects.filter(pk=sheet.pk).update(status="submitted", submitted_at=now())
    for login in ("minh", "an"):
        hand_in(evaluation, login, marks_for(rules, total - 10))
    with acting("thao"):
        assert seal.spread_exceeded([evaluation.pk]) == {evaluation.pk: False}


def second_pass(totals: list[int]) -> Evaluation:
    """Return a product in its second pass."""
    evaluation = scoring()
    all_hand_in(evaluation, totals)
    return begun_again(evaluation)


def test_r15_second_pass_is_new_sheets_of_all_that_begin_from_ones_own() -> None:
    evaluation = second_pass([90, 75, 70])
    assert Notice.objects.filter(text__startswith="Mời chấm lượt 2").count() == 3
    sheet = fill(evaluation, "an", {})
    assert (sheet.pass_no, sheet.version, sheet.status) == (2, 1, "draft")
    first = ScoreSheet.objects.get(user=person("an"), pass_no=1)
    assert set(sheet.scores.values_list("criterion", "level")) == set(
        first.scores.values_list("criterion", "level")
    )
    assert refused(closing_actions.open_sheets, evaluation=evaluation)
    all_hand_in(evaluation, [78, 77, 76], star=4)
    done = fresh(concluded(evaluation))
    assert (done.points_sum, done.star, done.pass_no) == (231, 4, 2)
    assert [p["exceeded"] for p in done.result["passes"]] == [True, False]
    assert ScoreSheet.objects.count() == 6


def test_r15_when_it_still_spreads_the_mean_of_the_second_pass_stands() -> None:
    evaluation = second_pass([90, 75, 70])
    all_hand_in(evaluation, [95, 75, 70])
    with acting("thao"):
        assert seal.spread_exceeded([evaluation.pk]) == {evaluation.pk: True}
    assert refused(closing_actions.open_second_pass, evaluation=evaluation)
    done = fresh(concluded(evaluation))
    assert done.points_sum == 240
    with acting("thao"):
        words = shown(done, closing_actions.count)["words"]
    assert "Lượt 2 vẫn chênh quá mức: lấy điểm trung bình của lượt 2." in words


# --- opening and concluding ---


def test_r19_nothing_opens_while_a_sheet_is_missing() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75], ("lan", "minh"), star=4)
    assert refused(closing_actions.open_sheets, evaluation=evaluation) == [
        "Còn thành viên chưa nộp phiếu: chưa mở được."
    ]
    with acting("thao"):
        agenda_actions.mark_absent(
            evaluation=evaluation,
            member=evaluation.panel.get(user=person("an")).member,
            reason="Về sớm",
            by=person("thao"),
        )
    done = fresh(concluded(evaluation))
    assert (done.sheet_count, done.star) == (2, 4)


def test_opening_happens_once_and_by_the_function_alone() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    with (
        acting("thao"),
        pytest.raises(InternalError, match="ocop_open alone"),
        transaction.atomic(),
    ):
        connection.cursor().execute("UPDATE evaluations_evaluation SET opened_at = now()")
    opened(evaluation)
    assert refused(closing_actions.open_sheets, evaluation=evaluation)


def test_database_keeps_panel_and_sheets_as_they_were_when_opened() -> None:
    """Whoever has seen the scores can neither choose whose count nor add a sheet."""
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    sheet = ScoreSheet.objects.get(user=person("an"))
    opened(evaluation)
    add = (
        "INSERT INTO evaluations_scoresheet (province_id, evaluation_id, member_id, user_id,"
        " pass_no, version, status, reason, opened_at, sha256) SELECT province_id, evaluation_id,"
        f" member_id, user_id, 1, 2, 'draft', '', now(), '' FROM evaluations_scoresheet"
        f" WHERE id = {sheet.pk}"
    )
    statements = (
        ("UPDATE evaluations_panel SET state = 'absent', reason = 'x'", "panel is fixed"),
        (f"DELETE FROM evaluations_panel WHERE member_id = {sheet.member_id}", "panel is fixed"),
        (add, "can no longer be changed"),
    )
    for statement, words in statements:
        with acting("thao"), pytest.raises(InternalError, match=words), transaction.atomic():
            connection.cursor().execute(statement)


def test_conclusion_waits_for_the_opening_and_comes_once() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    assert refused(closing_actions.conclude, evaluation=evaluation) == [
        "Hãy mở phiếu trước khi kết luận."
    ]
    concluded(evaluation)
    assert "trạng thái «đã kết luận»" in refused(closing_actions.conclude, evaluation=evaluation)[0]


def test_functions_answer_nobody_of_another_province() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    calls = ("ocop_open(%s)", "ocop_spread_exceeded(%s, 1)", "ocop_must_complete(%s, 1)")
    for call in calls:
        with (
            acting_for(province("gia-lai"), person("tu")),
            pytest.raises(InternalError, match="no such evaluation"),
            transaction.atomic(),
        ):
            connection.cursor().execute(f"SELECT {call}", [evaluation.pk])


def test_parts_of_the_functions_are_nobodys_to_call() -> None:
    evaluation = scoring()
    sheet = hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 70))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, has_function_privilege('ocop_app', oid, 'EXECUTE'),"
            " has_function_privilege('ocop_web', oid, 'EXECUTE'),"
            " has_function_privilege('public', oid, 'EXECUTE'), prosecdef, proconfig::text"
            " FROM pg_proc WHERE proname LIKE 'ocop%'"
        )
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    public = {"ocop_open", "ocop_spread_exceeded", "ocop_must_complete", "ocop_delete_rehearsal"}
    of_paper = {"ocop_rekey", "ocop_rekeyed_log", "ocop_delete_rehearsed_paper"}
    public |= of_paper
    called = public | {"ocop_kept_from_typed"}  # by policy and trigger, with the caller's own eyes
    assert {name for name, facts in rows.items() if facts[0]} == called
    assert not any(facts[1] or facts[2] for facts in rows.values())
    assert {name for name, facts in rows.items() if facts[3]} == public | {"ocop_chain"}
    # What these write fires triggers that name tables plainly; nobody can put another in the way.
    wide = {name for name, facts in rows.items() if "pg_catalog, public, pg_temp" in facts[4]}
    assert wide == of_paper
    plain = [facts[4] for name, facts in rows.items() if name not in wide]
    assert all("search_path=pg_catalog, pg_temp" in settings for settings in plain)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_roles WHERE has_schema_privilege(oid, 'public', 'CREATE')"
            " AND rolname IN ('ocop_app', 'ocop_web', 'ocop_national')"
        )
        assert cursor.fetchone() == (0,)
    assert book_of(evaluation.submission.criteria_set).rules
    assert sheet.status == "submitted"
