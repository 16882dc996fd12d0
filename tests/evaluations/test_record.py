"""The record: every act in it, nothing personal or premature in it, and no change goes unseen."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.utils import DatabaseError

from docs import verify_record
from evaluations import agenda_actions, closing_actions, recording, sheet_actions
from evaluations.models import (
    MarkOperation,
    RecordEvent,
    RecordHead,
    RecordPending,
    RecordSeal,
    RecordSubject,
    Score,
    ScoreSheet,
)
from evaluations.record import Tree, event_hash
from territories import clock
from territories.tenancy import acting_for
from tests.cast import person, province

from .recorded import another_product, checked, closed_sitting, events, exported, kinds, superuser
from .sittings import SCORERS, acting, all_hand_in, fill, hand_in, marks_for, rules_of, scoring
from .test_sheets import stop_key, with_stop

pytestmark = pytest.mark.django_db
PROVINCE = "quang-ngai"


def test_every_act_of_a_sitting_is_an_event_in_its_order() -> None:
    closed_sitting()
    assert kinds() == [
        "put_on_agenda",
        "scoring_begun",
        *["sheet_opened", "handed_in"] * 3,
        "opened",
        "concluded",
        "sitting_closed",
    ]


def test_the_chain_is_what_anyone_can_recompute() -> None:
    closed_sitting()
    last = "0" * 64
    for number, event in enumerate(events(), 1):
        assert (event.seq, event.prev) == (number, last)
        last = event_hash(last, province().pk, number, event.body)
        assert event.hash == last
    head = RecordHead.objects.get(province=province())
    assert (head.seq, head.hash) == (number, last)


def test_other_acts_are_recorded_too() -> None:
    evaluation = scoring()
    thao = person("thao")
    with acting("an"):
        agenda_actions.declare_interest(evaluation=evaluation, reason="Em gái", by=person("an"))
    with acting("thao"):
        agenda_actions.call_roll(
            sitting=evaluation.sitting,
            by=thao,
            absent={evaluation.panel.get(user=person("minh")).member_id: "Ốm"},
        )
        agenda_actions.take_off_agenda(evaluation=evaluation, reason="Thiếu mẫu", by=thao)
    added = events()[2:]
    assert [event.kind for event in added] == ["place_changed", "roll_called", "taken_off"]
    acts = [json.loads(event.body)["act"] for event in added]
    names = recording.references(province().pk, [person("an").pk, person("minh").pk])
    assert acts[0]["who"] == acts[0]["by"] == names[person("an").pk]
    assert acts[1]["absent"] == [names[person("minh").pk]]


def test_nothing_personal_and_no_word_stands_in_the_chain() -> None:
    evaluation = scoring()
    secret = "Em gái là giám đốc hợp tác xã"
    with acting("an"):
        agenda_actions.declare_interest(evaluation=evaluation, reason=secret, by=person("an"))
    sheet = fill(evaluation, "minh", {})
    with acting("minh"):
        sheet_actions.save_mark(
            sheet=sheet, by=person("minh"), criterion="A/1.1", version=0, remark=secret
        )
    text = "\n".join([*(event.body for event in events()), *exported()])
    log = "\n".join(row.body for row in MarkOperation.objects.all())
    for login in ("lan", "minh", "an", "thao"):
        who = person(login)
        for word in (who.full_name, who.email, f'"{who.pk}"'):
            assert word not in text
    assert secret not in text + log
    assert secret in evaluation.panel.get(user=person("an")).reason


def test_no_mark_is_in_the_record_before_the_opening() -> None:
    """Two members mark differently, one with a single tick that stops: their events look alike."""
    evaluation = with_stop()
    hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 71))
    sheet, stop = fill(evaluation, "lan", {}), stop_key(evaluation)
    with acting("lan"):
        sheet_actions.tick(sheet=sheet, by=person("lan"), knock_out=stop, reason="Giả mạo.")
        sheet_actions.hand_in(sheet=sheet, by=person("lan"))
    acts = [json.loads(e.body)["act"] for e in events() if e.kind == "handed_in"]
    hidden = ("by", "sheet", "sheet_hash", "log")
    alike = [{k: v for k, v in act.items() if k not in hidden} for act in acts]
    assert alike[0] == alike[1]
    assert all(len(act["sheet_hash"]) == len(act["log"]) == 64 for act in acts)
    assert '"type":"sheet"' not in "".join(exported())


def test_the_same_marks_have_two_hashes() -> None:
    """A hash of a few dozen choices could be tried out; the secret of each log is in it."""
    evaluation = scoring()
    marks = marks_for(rules_of(evaluation), 71)
    one, other = (hand_in(evaluation, login, marks).sha256 for login in ("minh", "lan"))
    assert one != other
    with acting("minh"):
        rows = MarkOperation.objects.all()
        assert {row.user_id for row in rows} == {person("minh").pk}
        assert len(json.loads(rows.order_by("pk")[0].body)["key"]) == 64
    with acting("thao"):
        assert not MarkOperation.objects.exists()


def test_a_record_that_is_right_verifies_both_ways() -> None:
    closed_sitting()
    another = another_product(ScoreSheet.objects.first().evaluation)
    hand_in(another, "minh", marks_for(rules_of(another), 60))
    report = checked()
    assert report.first is None
    assert (report.sheets, report.sealed, report.conclusions, report.seals) == (3, 1, 1, 1)
    assert report.events == len(events())
    said = verify_record.check(exported())
    assert said == [
        f"quang-ngai: đúng; {report.events} sự kiện, 3 phiếu, 1 kết luận; mã cuối {report.head}"
    ]


def flip(link: str) -> str:
    """Return a hash with one bit turned over."""
    return f"{int(link[0], 16) ^ 1:x}{link[1:]}"


def tampered(statement: str, *values: Any) -> str:
    """Say what the verifier says after a superuser's statement; undo it."""
    point = transaction.savepoint()
    with superuser() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0
    fault = checked().first
    transaction.savepoint_rollback(point)
    assert fault is not None, statement
    return f"{fault.seq}: {fault.words}"


def test_the_verifier_names_the_first_bad_entry_in_the_database() -> None:
    closed_sitting()
    rows = events()
    last, table = rows[-1].seq, "evaluations_recordevent"
    changed = rows[4].body.replace('"pass_no":1', '"pass_no":2')
    flipped = flip(rows[4].hash)
    bad = "5: nội dung không khớp mã kiểm tra"
    assert tampered(f"UPDATE {table} SET body = %s WHERE seq = 5", changed) == bad
    assert tampered(f"UPDATE {table} SET hash = %s WHERE seq = 5", flipped) == bad
    assert tampered(f"DELETE FROM {table} WHERE seq = 5") == "5: thiếu sự kiện này"
    assert tampered(f"DELETE FROM {table} WHERE seq >= %s", last - 1) == (
        f"{last - 1}: thiếu từ sự kiện này đến số {last}"
    )
    swap = f"UPDATE {table} SET seq = CASE seq WHEN 5 THEN 1000006 WHEN 6 THEN 5 END"
    assert (
        tampered(f"{swap} WHERE seq IN (5, 6); UPDATE {table} SET seq = 6 WHERE seq = 1000006")
        == "5: không nối với sự kiện liền trước"
    )
    moved = f"UPDATE {table} SET kind = 'opened' WHERE seq = 5"
    assert tampered(moved) == "5: cột trong bảng không khớp nội dung"


def test_what_the_events_stand_for_is_checked_too() -> None:
    evaluation = closed_sitting()
    rows = {event.sheet_ref: event.seq for event in events() if event.kind == "handed_in"}
    sheet = ScoreSheet.objects.get(user=person("lan"))
    at, word = rows[sheet.pk], f"của phiếu số {sheet.pk}"
    score = Score.objects.filter(sheet=sheet, level__ordinal__gte=2).first()
    lower = score.criterion.levels.get(ordinal=1).pk
    marks = "UPDATE evaluations_score SET level_id = %s WHERE id = %s"
    assert tampered(marks, lower, score.pk) == (f"{at}: điểm {word} không khớp phiếu đã nộp")
    log = "UPDATE evaluations_markoperation SET version = version + 1 WHERE sheet_id = %s"
    assert tampered(log, sheet.pk) == f"{at}: nhật ký thao tác {word} không khớp"
    fewer = "DELETE FROM evaluations_markoperation WHERE id = (SELECT max(id) FROM"
    fewer += " evaluations_markoperation WHERE sheet_id = %s)"
    assert tampered(fewer, sheet.pk) == f"{at}: nhật ký thao tác {word} không khớp"
    own = "UPDATE evaluations_scoresheet SET sha256 = repeat('a', 64) WHERE id = %s"
    assert tampered(own, sheet.pk) == f"{at}: mã kiểm tra {word} đã bị sửa"
    concluded = next(event.seq for event in events() if event.kind == "concluded")
    star = "UPDATE evaluations_evaluation SET star = 5 WHERE id = %s"
    words = f"{concluded}: kết luận số {evaluation.pk} không khớp các phiếu"
    assert tampered(star, evaluation.pk) == words
    root = "UPDATE evaluations_recordseal SET root = repeat('b', 64)"
    assert tampered(root).startswith(f"{events()[-1].seq}: niêm phong ngày")


def rewritten(rows: list[str], keep: int) -> list[str]:
    """Cut the tail off and make a head to fit: only what was printed elsewhere tells."""
    lines = [json.loads(row) for row in rows]
    kept = [one for one in lines if one["type"] == "record"]
    kept += [one for one in lines if one["type"] == "event"][:keep]
    kept.append({"type": "head", "seq": keep, "hash": kept[-1]["hash"], "seals": 0})
    return [json.dumps(one) for one in kept]


def said_of(lines: list[str], expect: Any = ()) -> str:
    """Return what the script without Django says of an export."""
    try:
        return verify_record.check(lines, expect)[0]
    except verify_record.Bad as bad:
        return str(bad)


def test_the_script_names_the_first_bad_entry_of_an_export() -> None:
    closed_sitting()
    rows = exported()
    five = next(n for n, row in enumerate(rows) if json.loads(row).get("seq") == 5)
    last = events()[-1]
    begin = f"{PROVINCE}: SAI tại sự kiện số"

    def with_line(change: Any) -> list[str]:
        facts = json.loads(rows[five])
        change(facts)
        return [*rows[:five], json.dumps(facts), *rows[five + 1 :]]

    flipped = with_line(
        lambda one: one.update(hash=f"{int(one['hash'][0], 16) ^ 1:x}" + one["hash"][1:])
    )
    changed = with_line(lambda one: one.update(body=one["body"].replace("pass_no", "pass_No")))
    assert said_of(flipped) == f"{begin} 5: nội dung không khớp mã kiểm tra."
    assert said_of(changed) == f"{begin} 5: nội dung không khớp mã kiểm tra."
    assert said_of(rows[:five] + rows[five + 1 :]) == f"{begin} 5: thiếu sự kiện này."
    swapped = [*rows[:five], rows[five + 1], rows[five], *rows[five + 2 :]]
    assert said_of(swapped) == f"{begin} 5: thiếu sự kiện này."
    assert said_of(rows[: five + 1]) == f"{begin} 6: tệp bị cắt cụt từ đây."
    cut = rewritten(rows, 5)
    assert said_of(cut).startswith(f"{PROVINCE}: đúng; 5 sự kiện")
    printed = [(PROVINCE, str(last.seq), last.hash)]
    assert said_of(cut, printed) == f"{begin} 6: thiếu từ sự kiện này đến số {last.seq}."
    assert said_of(rows, [(PROVINCE, "5", "f" * 64)]) == (
        f"{begin} 5: mã kiểm tra khác mã đã in ra giấy."
    )
    assert "không đọc được" in said_of([*rows[:five], "{", *rows[five:]])
    assert said_of([]) == "Tệp không có bản ghi của tỉnh nào."
    elsewhere = [*printed, ("gia-lai", "1", "f" * 64)]
    assert said_of(rows, elsewhere) == "Tệp không có bản ghi của gia-lai."


def test_the_script_checks_sheets_seals_and_sums_of_an_export() -> None:
    closed_sitting()
    rows = exported()
    lines = [json.loads(row) for row in rows]
    at = next(n for n, one in enumerate(lines) if one["type"] == "sheet")
    seq = lines[at]["seq"]
    sheet = lines[at] | {"text": lines[at]["text"].replace("false", "true", 1)}
    log = lines[at] | {"log": lines[at]["log"][:-1]}
    seal = next(n for n, one in enumerate(lines) if one["type"] == "seal")
    root = lines[seal] | {"root": "c" * 64}

    def with_line(n: int, facts: Any) -> str:
        return said_of([*rows[:n], json.dumps(facts), *rows[n + 1 :]])

    assert "điểm của phiếu không khớp" in with_line(at, sheet)
    assert f"sự kiện số {seq}: nhật ký thao tác" in with_line(at, log)
    assert "niêm phong ngày" in with_line(seal, root)
    # Each that was opened is asked for, also one of an earlier pass, which no conclusion counts.
    opened = next(json.loads(one.body)["act"] for one in events() if one.kind == "opened")
    assert len(opened["sheets"]) == sum(one["type"] == "sheet" for one in lines)
    for n, one in enumerate(lines):
        if one["type"] == "sheet":
            lost = said_of([*rows[:n], *rows[n + 1 :]])
            assert f"thiếu điểm của phiếu số {json.loads(one['text'])['sheet'][0]} đã mở" in lost


def test_an_export_stripped_of_its_seals_is_told_from_a_whole_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Chain and head hold; the ends of sittings in the chain ask for their seals."""
    evaluation = closed_sitting()
    for days in (1, 2):
        recording.settle()
        with monkeypatch.context() as later, acting_for(province()):
            then = clock.now() + timedelta(days=days)
            later.setattr(clock, "now", lambda then=then: then)
            assert recording.seal_days(province().pk)
        if days == 1:
            another_product(evaluation)
    lines = [json.loads(row) for row in exported()]
    seals = [one for one in lines if one["type"] == "seal"]
    ended = next(event.seq for event in events() if event.kind == "sitting_closed")
    assert [one["sitting"] for one in seals] == [evaluation.sitting_id, None, None]
    begin = f"{PROVINCE}: SAI tại sự kiện số"

    def without(*gone: int, seals_told: int) -> str:
        dropped = [seals[n] for n in gone]
        kept = [one for one in lines if one not in dropped]
        kept[-1] = kept[-1] | {"seals": seals_told}
        return said_of([json.dumps(one) for one in kept])

    assert without(seals_told=3).startswith(f"{PROVINCE}: đúng")
    missing = f"{begin} {ended}: thiếu niêm phong của phiên họp kết thúc ở đây."
    assert without(0, 1, 2, seals_told=0) == missing
    assert without(0, seals_told=2) == missing
    assert without(1, seals_told=2) == (
        f"{begin} 1: thiếu niêm phong từ sự kiện này đến số {seals[2]['first'] - 1}."
    )
    last = f"{begin} {seals[2]['first']}: có 2 niêm phong, tệp ghi 3."
    assert without(2, seals_told=3) == last
    gone = "DELETE FROM evaluations_recordseal WHERE sitting_id IS NOT NULL"
    assert tampered(gone) == f"{ended}: thiếu niêm phong của phiên họp kết thúc ở đây"


def test_the_command_says_it_in_words_and_with_its_exit_code(tmp_path: Any, capsys: Any) -> None:
    closed_sitting()
    file = tmp_path / "record.jsonl"
    call_command("verify_record", province=PROVINCE, export=file)
    assert "quang-ngai: đúng" in capsys.readouterr().out
    assert said_of(file.read_text(encoding="utf-8").splitlines()).startswith("quang-ngai: đúng")
    call_command("verify_record", all=True)
    last = events()[-1]
    with pytest.raises(CommandError, match="SAI tại sự kiện số 3: mã kiểm tra khác mã đã in"):
        call_command("verify_record", province=PROVINCE, expect=f"3:{last.hash}")
    with superuser() as cursor:
        cursor.execute("DELETE FROM evaluations_recordevent WHERE seq = 4")
    with pytest.raises(CommandError, match=r"^quang-ngai: SAI tại sự kiện số 4: thiếu sự kiện này"):
        call_command("verify_record", all=True)


# --- nobody writes it but the chain ---


def refused_by_database(statement: str) -> bool:
    """Tell whether the present role is refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


TABLES = ("recordevent", "recordseal", "markoperation", "recordhead", "recordpending")


def test_neither_the_portal_nor_the_owner_changes_the_record() -> None:
    closed_sitting()
    assert not RecordPending.objects.exists()
    every = [f"UPDATE evaluations_{one} SET id = id" for one in TABLES]
    every += [f"DELETE FROM evaluations_{one}" for one in TABLES]
    copied = "province_id, seq + 100, at, kind, body, prev, hash"
    forged = [
        "INSERT INTO evaluations_recordevent (province_id, seq, at, kind, body, prev, hash)"
        f" SELECT {copied} FROM evaluations_recordevent LIMIT 1",
        "UPDATE evaluations_recordhead SET seq = 1",
    ]
    emptied = [f"TRUNCATE evaluations_{one}" for one in TABLES[:3]]
    with acting("thao"):
        assert [one for one in (*every, *forged, *emptied) if not refused_by_database(one)] == []
    # Nothing waits to be chained here, so of that table there is no row to change.
    owners = [one for one in every if "recordpending" not in one]
    assert [one for one in (*owners, *forged, *emptied) if not refused_by_database(one)] == []


def test_text_that_would_forge_the_body_is_refused() -> None:
    evaluation = scoring()
    for kind, act in (
        ("opened", '{"a":1},"kind":"forged","x":{}'),
        ("opened", '{"a":1} {"b":2}'),
        ("Opened", "{}"),
        ('x","y":"', "{}"),
    ):
        with acting("thao"):
            assert refused_by_database(
                "INSERT INTO evaluations_recordpending (province_id, kind, act) VALUES"
                f" ({evaluation.province_id}, $k${kind}$k$, $a${act}$a$);"
                " SET CONSTRAINTS ALL IMMEDIATE"
            ), act
    with acting("thao"):
        RecordPending.objects.create(province=evaluation.province, kind="opened", act='{"a":1}')
    assert kinds()[-1] == "opened"


def test_an_act_that_is_refused_leaves_no_gap() -> None:
    evaluation = scoring()
    before = len(events())
    with acting("thao"), pytest.raises(ValidationError):
        closing_actions.open_sheets(evaluation=evaluation, by=person("thao"))
    sheet = fill(evaluation, "minh", {})
    with acting("minh"), pytest.raises(ValidationError):
        sheet_actions.hand_in(sheet=sheet, by=person("minh"))
    hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 71))
    assert [event.seq for event in events()] == list(range(1, before + 3))


def test_provinces_have_records_of_their_own() -> None:
    closed_sitting()
    with acting_for(province("gia-lai"), person("tu")):
        assert not RecordEvent.objects.exists()
        assert not RecordSubject.objects.exists()


# --- seals, persons ---


def test_closing_a_sitting_seals_the_day() -> None:
    evaluation = closed_sitting()
    seal = RecordSeal.objects.get(sitting=evaluation.sitting)
    rows = events()
    assert (seal.first, seal.last, seal.head) == (1, rows[-1].seq, rows[-1].hash)
    assert seal.root == Tree(bytes.fromhex(row.hash) for row in rows).root.hex()


def test_the_night_seals_what_no_seal_has_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation = closed_sitting()
    rows = events()
    with acting_for(province()):
        assert recording.seal_days(province().pk) is None  # today is not over
        later = clock.now() + timedelta(days=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        seal = recording.seal_days(province().pk)
        assert (seal.first, seal.last, seal.sitting) == (1, rows[-1].seq, None)
        assert recording.seal_days(province().pk) is None
    monkeypatch.undo()
    another_product(evaluation)
    assert checked().first is None
    assert checked().seals == 2


def test_erasing_a_person_breaks_nothing_and_leads_to_nobody() -> None:
    closed_sitting()
    lan = person("lan")
    reference = recording.references(province().pk, [lan.pk])[lan.pk]
    bodies = "".join(event.body for event in events())
    assert reference in bodies
    with acting("quan"):
        assert recording.persons(province().pk)[reference] == str(lan)
        recording.erase_subject(user=lan, by=person("quan"))
        assert reference not in recording.persons(province().pk)
    assert recording.references(province().pk, [lan.pk])[lan.pk] != reference
    assert checked().first is None


# --- operations sent again ---


def saved(sheet: ScoreSheet, **facts: Any) -> Any:
    """Save a mark as Minh."""
    with acting("minh"):
        return sheet_actions.save_mark(sheet=sheet, by=person("minh"), **facts)


def test_a_change_sent_again_counts_once_and_is_answered_as_the_first_time() -> None:
    sheet = fill(scoring(), "minh", {})
    first = {"criterion": "A/1.1", "version": 0, "level": 1, "operation": uuid.uuid4()}
    saved(sheet, **first)
    saved(sheet, **first)
    assert Score.objects.get(sheet=sheet).version == 1
    saved(sheet, criterion="A/1.1", version=1, level=2)
    again = saved(sheet, **first)  # late, after another change
    assert again.answered == {"A/1.1": 1}
    assert Score.objects.get(sheet=sheet).level.ordinal == 2
    assert MarkOperation.objects.filter(sheet=sheet, operation=first["operation"]).count() == 1
    assert MarkOperation.objects.filter(sheet=sheet).count() == 3  # the beginning and two changes


def test_a_number_for_something_else_is_refused_and_changes_nothing() -> None:
    sheet = fill(scoring(), "minh", {})
    first = {"criterion": "A/1.1", "version": 0, "level": 1, "operation": uuid.uuid4()}
    saved(sheet, **first)
    for over in ({"level": 2}, {"level": 2, "version": 1}, {"criterion": "A/1.2"}):
        with pytest.raises(ValidationError) as refusal:
            saved(sheet, **first | over)
        assert refusal.value.message_dict == {
            "operation": ["Mã thao tác này đã dùng cho một thay đổi khác."]
        }
    assert [s.level.ordinal for s in Score.objects.filter(sheet=sheet)] == [1]


def test_a_late_change_of_another_device_is_a_conflict_as_ever() -> None:
    sheet = fill(scoring(), "minh", {})
    facts = {"criterion": "A/1.1", "version": 0}
    saved(sheet, **facts, level=1, operation=uuid.uuid4())
    with pytest.raises(ValidationError) as refusal:
        saved(sheet, **facts, level=2, operation=uuid.uuid4())
    assert refusal.value.code == "stale"
    assert MarkOperation.objects.filter(sheet=sheet).count() == 2


def test_a_tick_taken_back_does_not_come_again() -> None:
    sheet = fill(scoring(), "minh", {})
    facts = {"sheet": sheet, "by": person("minh"), "knock_out": "#1"}
    first = {"reason": "Giả mạo.", "operation": uuid.uuid4()}
    with acting("minh"):
        sheet_actions.tick(**facts, **first)
        sheet_actions.tick(**facts, reason="", known="Giả mạo.", operation=uuid.uuid4())
        sheet_actions.tick(**facts, **first)
        assert not sheet.findings.exists()
        page = uuid.uuid4()
        ticks = [("#1", "Giả mạo.", "")]
        save = {"sheet": sheet, "by": person("minh"), "operation": page}
        sheet_actions.save_marks(**save, answers=[("A/1.1", 0, {"level": 1})], ticks=ticks)
        sheet_actions.tick(**facts, reason="", known="Giả mạo.", operation=uuid.uuid4())
        saved(sheet, criterion="A/1.1", version=1, level=2)
        sheet_actions.save_marks(**save, answers=[("A/1.1", 0, {"level": 1})], ticks=ticks)
        assert not sheet.findings.exists()
    assert Score.objects.get(sheet=sheet).level.ordinal == 2


def test_a_sheet_handed_in_twice_is_handed_in_once() -> None:
    evaluation = scoring()
    sheet = fill(evaluation, "minh", marks_for(rules_of(evaluation), 71) | {"A/1.1": 3})
    late = {"criterion": "A/1.1", "version": 1, "level": 1, "operation": uuid.uuid4()}
    facts = {"sheet": sheet, "by": person("minh"), "operation": uuid.uuid4()}
    with acting("minh"):
        sheet_actions.save_mark(sheet=sheet, by=person("minh"), **late)
        fields = {"version": 2, "level": 2, "operation": None}
        sheet_actions.save_mark(sheet=sheet, by=person("minh"), **late | fields)
        one = sheet_actions.hand_in(**facts)
        two = sheet_actions.hand_in(**facts)
        assert (one.sha256, one.submitted_at) == (two.sha256, two.submitted_at)
        assert sheet_actions.save_mark(sheet=sheet, by=person("minh"), **late).answered == {
            "A/1.1": 2
        }
        with pytest.raises(ValidationError):
            sheet_actions.hand_in(sheet=sheet, by=person("minh"), operation=uuid.uuid4())
    assert kinds().count("handed_in") == 1


def test_the_log_is_sealed_until_the_opening() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (71, 72, 73))
    for login in SCORERS:
        with acting(login):
            assert set(MarkOperation.objects.values_list("user_id", flat=True)) == {
                person(login).pk
            }
    with acting("thao"):
        assert not MarkOperation.objects.exists()
        closing_actions.open_sheets(evaluation=evaluation, by=person("thao"))
        assert MarkOperation.objects.values("user_id").distinct().count() == 3
