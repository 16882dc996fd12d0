"""A rehearsal is held like a real sitting, says so everywhere, leads nowhere and is deleted."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, InternalError
from django.test import Client
from django.urls import reverse

from accounts.models import JournalEntry, Notice
from councils.actions import revise_sitting
from councils.models import Attendance, Council, RulesVersion, Sitting
from evaluations import (
    agenda_actions,
    closing_actions,
    discussion_actions,
    floor_actions,
    interest_actions,
    rehearsal_actions,
    reopening_actions,
    sheet_actions,
    sitting_actions,
    verification,
)
from evaluations.awards import AWAITING_CONTROL, TO_APPROVE, TO_RECOGNISE, TO_REJECT
from evaluations.models import (
    AdvisoryReport,
    Appeal,
    DiscussionNote,
    Evaluation,
    Feedback,
    Finding,
    Floor,
    Interest,
    InterestAnswer,
    MarkOperation,
    Objection,
    Package,
    Panel,
    PaperSet,
    RecordEvent,
    RecordPending,
    RecordSeal,
    Reopening,
    Ruling,
    Score,
    ScoreSheet,
)
from evaluations.rehearsals import KEPT_DAYS
from products.models import Submission
from territories import clock
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting, make_submission

from .sittings import acting, all_hand_in, concluded, fill, hand_in, marks_for, rules_of, scoring

pytestmark = pytest.mark.django_db
WORDS = "MẪU – Tỏi đen làng Mẫu"
# Everything that a sitting makes: nothing of it may be left of a rehearsal.
ROWS = (
    Sitting, Attendance, Evaluation, Panel, ScoreSheet, Score, Finding, MarkOperation, Ruling,
    Interest, InterestAnswer, DiscussionNote, Reopening, AdvisoryReport, Floor,
)  # fmt: skip


def begin(council: Council | None = None, by: str = "thao") -> Sitting:
    """Begin a rehearsal."""
    council = council or make_council()
    with acting(by):
        return rehearsal_actions.begin_rehearsal(council=council, by=person(by))


def begun(council: Council | None = None) -> Sitting:
    """Begin a rehearsal and let the members score its first product."""
    sitting, thao = begin(council), person("thao")
    with acting("thao"):
        sitting_actions.open_sitting(sitting=sitting, by=thao)
        agenda_actions.call_roll(sitting=sitting, by=thao, absent={})
        first = sitting.agenda.order_by("ordinal").first()
        agenda_actions.begin_scoring(evaluation=first, by=thao)
    return sitting


def first_of(sitting: Sitting) -> Evaluation:
    return sitting.agenda.order_by("ordinal").first()


def counts() -> dict[str, int]:
    """Count every row of the scoring, as the owner."""
    return {model.__name__: model.objects.count() for model in ROWS}


def delete(sitting: Sitting, by: str = "thao") -> None:
    with acting(by):
        rehearsal_actions.delete_rehearsal(sitting=sitting, by=person(by))


def held() -> Sitting:
    """Hold a rehearsal with everything that may happen in it, and end it."""
    sitting, thao = begun(), person("thao")
    evaluation = first_of(sitting)
    with acting("tuan"):
        agenda_actions.write_advisory_report(
            evaluation=evaluation, by=person("tuan"), text="Báo cáo tập dượt"
        )
    rules = rules_of(evaluation)
    all_hand_in(evaluation, [60, 75, 90])
    with acting("lan"):
        floor_actions.call_product(sitting=sitting, evaluation=evaluation, by=person("lan"))
    with acting("minh"):
        evaluation.refresh_from_db()
        discussion_actions.note(evaluation=evaluation, by=person("minh"), text="Chênh vì bao bì")
    sheet = ScoreSheet.objects.get(evaluation=evaluation, user=person("minh"))
    with acting("lan"):
        asked = reopening_actions.ask(sheet=sheet, reason="Chấm nhầm", by=person("lan"))
    with acting("thao"):
        reopening_actions.confirm(reopening=asked, by=thao)
    again = hand_in(evaluation, "minh", marks_for(rules, 74))
    assert again.version == 2
    with acting("thao"):
        closing_actions.open_second_pass(evaluation=evaluation, by=thao)
    all_hand_in(evaluation, [74, 75, 76], star=4)
    concluded(evaluation)
    with acting("thao"):
        for one in sitting.agenda.exclude(pk=evaluation.pk):
            agenda_actions.take_off_agenda(evaluation=one, reason="Hết giờ tập", by=thao)
        agenda_actions.end_sitting(sitting=sitting, by=thao)
    sitting.refresh_from_db()
    return sitting


def test_one_step_makes_a_sitting_on_samples_of_different_sets() -> None:
    council = make_council()
    sitting = begin(council)
    assert (sitting.is_rehearsal, sitting.held_on) == (True, clock.today())
    assert str(sitting) == f"Phiên tập dượt {clock.today():%d/%m/%Y}"
    rows = list(sitting.agenda.select_related("submission").order_by("ordinal"))
    assert len({one.submission.criteria_set_id for one in rows}) == len(rows) == 3
    for one in rows:
        copy = one.submission.snapshot
        assert one.is_rehearsal
        assert copy["product"]["name"].startswith("MẪU – ")
        assert copy["producer"]["name"].startswith("MẪU – ")
        assert one.submission.product_code.startswith("MẪU-")
        assert all(piece["title"].startswith("MẪU – ") for piece in copy["evidence"])
        rules = rules_of(one)
        proven = {piece["criterion"] for piece in copy["evidence"]}
        assert proven == {criterion.key for criterion in rules.criteria}
        assert {place.state for place in one.panel.all()} == {"present"}
    invited = {notice.to.email.partition("@")[0] for notice in Notice.objects.all()}
    assert invited == {"lan", "minh", "an"}


def test_samples_are_made_once_and_used_again() -> None:
    sitting = begin()
    first = set(sitting.agenda.values_list("submission", flat=True))
    delete(sitting)
    second = begin(sitting.council)
    assert set(second.agenda.values_list("submission", flat=True)) == first
    assert Submission.objects.count() == 3


def test_council_rehearses_once_at_a_time() -> None:
    sitting = begin()
    with pytest.raises(ValidationError, match="đang có một phiên tập dượt"):
        begin(sitting.council)
    other = begin(make_council(), by="binh")
    assert other.council_id != sitting.council_id
    facts = {"province": sitting.province, "council": sitting.council, "place": "x"}
    with pytest.raises(IntegrityError, match="councils_one_rehearsal"), transaction.atomic():
        Sitting.objects.create(held_on=clock.today(), is_rehearsal=True, **facts)


def test_members_score_it_as_a_real_one_and_it_shows_its_result() -> None:
    evaluation = first_of(held())
    assert (evaluation.status, evaluation.points_sum, evaluation.sheet_count) == (
        "concluded", 225, 3,
    )  # fmt: skip
    assert evaluation.star_by_points == 4
    page = browser("thao").get(reverse("evaluation", args=["quang-ngai", evaluation.pk]))
    assert "<strong>75</strong>" in page.content.decode()


def test_before_the_opening_its_sheets_are_sealed_too() -> None:
    evaluation = first_of(begun())
    all_hand_in(evaluation, [60, 61, 62])
    for login, seen in (("lan", 1), ("minh", 1), ("thao", 0), ("binh", 0)):
        with acting(login):
            assert Score.objects.values("sheet").distinct().count() == seen
    sheet = ScoreSheet.objects.get(user=person("lan"))
    for statement in (
        "UPDATE evaluations_score SET level_id = NULL WHERE sheet_id = %s",
        "UPDATE evaluations_scoresheet SET status = 'draft', submitted_at = NULL WHERE id = %s",
        "UPDATE evaluations_markoperation SET body = '' WHERE sheet_id = %s",
    ):
        with pytest.raises(InternalError), transaction.atomic():
            connection.cursor().execute(statement, [sheet.pk])


# --- it betrays itself nowhere ---


def test_record_tells_nothing_of_it_and_verifies() -> None:
    real = scoring()
    with acting("thao"):
        before = list(RecordEvent.objects.order_by("seq").values())
    sitting = held()
    with acting("thao"):
        connection.cursor().execute(
            "SET CONSTRAINTS evaluations_record_chain IMMEDIATE;"
            "SET CONSTRAINTS evaluations_record_chain DEFERRED"
        )
    events = list(RecordEvent.objects.order_by("seq").values())
    assert {event["sitting_ref"] for event in events} == {real.sitting_id}
    assert events[: len(before)] == before
    assert len(events) == len(before) or not before
    assert not RecordSeal.objects.exists()
    with acting_for(province()):
        assert verification.verify(province()).faults == []
    delete(sitting)
    assert list(RecordEvent.objects.order_by("seq").values()) == events
    with acting_for(province()):
        assert verification.verify(province()).faults == []


def test_councils_rules_stay_free() -> None:
    sitting = begun()
    council = Council.objects.get(pk=sitting.council_id)
    assert council.rules_frozen_at is None
    assert not RulesVersion.objects.exists()
    assert first_of(sitting).rules["spread_limit"] == 10


def test_home_search_decisions_and_control_do_not_know_it() -> None:
    sitting = held()
    evaluation = first_of(sitting)
    for wanted in (TO_RECOGNISE, TO_APPROVE, TO_REJECT, AWAITING_CONTROL):
        assert not Evaluation.objects.filter(wanted).exists()
    for login in ("binh", "thao", "kiem", "lan", "minh", "tuan", "dung", "tra"):
        client = browser(login)
        for address in (
            reverse("home", args=["quang-ngai"]),
            reverse("search", args=["quang-ngai"]) + "?q=Tỏi đen làng Mẫu",
        ):
            text = client.get(address).content.decode()
            assert WORDS not in text, (login, address)
            assert str(sitting) not in text.replace("Mời tập dượt", ""), (login, address)
    assert browser("binh").get(f"/quang-ngai/phien-hop/{sitting.pk}/ho-so/").status_code == 404
    assert evaluation.confirmed_at is None


def test_open_rehearsal_is_nobodys_task() -> None:
    sitting = begun()
    for login in ("minh", "thao", "tuan", "binh"):
        text = browser(login).get(reverse("home", args=["quang-ngai"])).content.decode()
        assert WORDS not in text, login
        assert reverse("sitting", args=["quang-ngai", sitting.pk]) not in text, login


def refused(statement: str, *values: Any) -> str:
    """Return what the database says to a statement that it must refuse, to the owner even."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        connection.cursor().execute(statement, values)
    return str(caught.value)


def test_nothing_follows_from_its_result() -> None:
    sitting = held()
    evaluation = first_of(sitting)
    own = {"province": sitting.province}
    by = person("thao")
    for make in (
        lambda: Objection.objects.create(
            evaluation=evaluation, reason="x", by=by, at=clock.now(), **own
        ),
        lambda: Feedback.objects.create(evaluation=evaluation, released_by=by, **own),
        lambda: Appeal.objects.create(
            evaluation=evaluation, reason="x", made_by=by, made_at=clock.now(), **own
        ),
        lambda: Package.objects.create(
            evaluation=evaluation, submission=evaluation.submission, prepared_by=by, **own
        ),
        lambda: PaperSet.objects.create(
            sitting=sitting, version=1, facts={}, is_draft=True, made_by=by, **own
        ),
        lambda: RecordPending.objects.create(
            kind="concluded", act=f'{{"evaluation":{evaluation.pk}}}', **own
        ),
        lambda: RecordPending.objects.create(
            kind="sitting_closed", act=f'{{"sitting":{sitting.pk}}}', **own
        ),
    ):
        with pytest.raises(InternalError, match="nothing follows"), transaction.atomic():
            make()
    for change in (
        "status = 'approved'",
        "status = 'recognised'",
        "status = 'not_ranked'",
        "confirmed_at = now()",
        f"forwarded_at = now(), forwarded_by_id = {by.pk}",
    ):
        said = refused(f"UPDATE evaluations_evaluation SET {change} WHERE id = %s", evaluation.pk)
        assert "leads_nowhere" in said or "not confirmed" in said or "by a controller" in said


def test_samples_and_dossiers_do_not_meet() -> None:
    sitting, real = begin(), make_sitting(council=make_council())
    sample, dossier = first_of(sitting).submission, make_submission()
    for where, what in ((real, sample), (sitting, dossier)):
        with acting("thao"), pytest.raises(ValidationError, match="Sản phẩm mẫu chỉ để"):
            agenda_actions.put_on_agenda(sitting=where, submission=what, by=person("thao"))
        for flag in (True, False):
            facts = {"sitting": where, "submission": what, "is_rehearsal": flag, "ordinal": 9}
            with pytest.raises(InternalError, match="from its beginning"), transaction.atomic():
                Evaluation.objects.create(province=where.province, level="province", **facts)


def test_what_it_is_never_changes() -> None:
    sitting = begun()
    evaluation, real = first_of(sitting), scoring()
    for table, row, flag in (
        ("councils_sitting", sitting.pk, "false"),
        ("councils_sitting", real.sitting_id, "true"),
        ("evaluations_evaluation", evaluation.pk, "false"),
        ("evaluations_evaluation", real.pk, "true"),
    ):
        said = refused(f"UPDATE {table} SET is_rehearsal = {flag} WHERE id = %s", row)
        assert "from its beginning" in said
    for mine, theirs in ((evaluation, real), (real, evaluation)):
        said = refused(
            "UPDATE evaluations_evaluation SET sitting_id = %s WHERE id = %s",
            theirs.sitting_id, mine.pk,
        )  # fmt: skip
        assert "from its beginning" in said


def test_nothing_real_is_moved_into_it() -> None:
    """Else what is kept for ever could be carried to where it may be deleted."""
    real, sitting = scoring(), begun(make_council())
    theirs = fill(real, "minh", marks_for(rules_of(real), 60))
    mine = fill(first_of(sitting), "minh", marks_for(rules_of(first_of(sitting)), 60))
    for table, column, there in (
        ("scoresheet", "evaluation_id", mine.evaluation_id),
        ("score", "sheet_id", mine.pk),
        ("markoperation", "sheet_id", mine.pk),
    ):
        own = "id" if table == "scoresheet" else "sheet_id"
        assert refused(
            f"UPDATE evaluations_{table} SET {column} = %s WHERE {own} = %s", there, theirs.pk
        )
    assert ScoreSheet.objects.get(pk=theirs.pk).evaluation_id == real.pk


# --- its end ---


def test_deleting_leaves_no_row_of_it_and_every_row_of_the_others() -> None:
    real = scoring()
    all_hand_in(real, [60, 75, 90])
    before = counts()
    sitting = held()
    assert all(counts()[name] > number for name, number in before.items() if name not in (
        "Finding", "Ruling", "Interest", "InterestAnswer",
    ))  # fmt: skip
    delete(sitting)
    assert counts() == before
    left = JournalEntry.objects.get(verb="delete_rehearsal")
    assert (left.by, left.target_id) == (person("thao"), sitting.pk)
    assert not Notice.objects.filter(link__contains=f"/phien-hop/{sitting.pk}/").exists()


def test_interests_ticks_and_rulings_go_too() -> None:
    sitting = begun()
    evaluation = first_of(sitting)
    with acting("minh"):
        sheet = sheet_actions.open_sheet(evaluation=evaluation, by=person("minh"))
        sheet_actions.tick(sheet=sheet, knock_out="#1", reason="tập", by=person("minh"))
    with acting("an"):
        interest_actions.declare(evaluation=evaluation, reason="người quen", by=person("an"))
    assert Finding.objects.count() == 1
    assert Interest.objects.count() == 1
    delete(sitting)
    assert set(counts().values()) == {0}


@pytest.mark.parametrize("login", ["thao", "binh"])
def test_real_sitting_is_not_deleted_that_way(login: str) -> None:
    real = scoring()
    all_hand_in(real, [60, 75, 90])
    before = counts()
    with pytest.raises(ValidationError, match="Chỉ xóa được phiên tập dượt"):
        delete(real.sitting, login)
    with (
        acting(login),
        pytest.raises(InternalError, match="no such rehearsal"),
        transaction.atomic(),
    ):
        connection.cursor().execute("SELECT ocop_delete_rehearsal(%s)", [real.sitting_id])
    assert counts() == before


def test_other_province_deletes_nothing_here() -> None:
    sitting = begun()
    with (
        acting_for(province("gia-lai"), person("tu")),
        pytest.raises(InternalError, match="no such rehearsal"),
        transaction.atomic(),
    ):
        connection.cursor().execute("SELECT ocop_delete_rehearsal(%s)", [sitting.pk])
    assert Sitting.objects.filter(pk=sitting.pk).exists()


TABLES = (
    "scoresheet", "score", "markoperation", "finding", "panel", "reopening", "discussionnote",
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_beside_a_rehearsal_real_rows_are_as_firm_as_ever(table: str) -> None:
    real = scoring()
    with acting("minh"):
        sheet = sheet_actions.open_sheet(evaluation=real, by=person("minh"))
        sheet_actions.tick(sheet=sheet, knock_out="#1", reason="lý do", by=person("minh"))
    all_hand_in(real, [60, 75, 90])
    with acting("minh"):
        discussion_actions.note(evaluation=real, by=person("minh"), text="Bao bì")
    if table != "panel":
        with acting("lan"):
            mine = ScoreSheet.objects.get(user=person("lan"))
            reopening_actions.ask(sheet=mine, reason="Nhầm", by=person("lan"))
    else:  # a waiting request would keep the sheets closed
        with acting("thao"):
            closing_actions.open_second_pass(evaluation=real, by=person("thao"))
        all_hand_in(real, [74, 75, 76])
        with acting("thao"):
            closing_actions.open_sheets(evaluation=real, by=person("thao"))
    begun(make_council())
    model = apps.get_model("evaluations", table)
    assert model.objects.exists()
    before = model.objects.count()
    assert refused(f"DELETE FROM evaluations_{table}")
    assert model.objects.count() == before


def test_the_beat_deletes_what_was_left_lying() -> None:
    old, young = begin(), begin(make_council())
    past = clock.today() - timedelta(days=KEPT_DAYS + 1)
    Sitting.objects.filter(pk=old.pk).update(held_on=past)
    real = make_sitting(held_on=past)
    with acting_for(province()):
        assert rehearsal_actions.delete_old(province().pk) == 1
        assert rehearsal_actions.delete_old(province().pk) == 0
    assert set(Sitting.objects.values_list("pk", flat=True)) == {young.pk, real.pk}


def test_day_of_a_rehearsal_is_not_moved() -> None:
    sitting = begin()
    with acting("binh"), pytest.raises(ValidationError, match="không đổi ngày"):
        revise_sitting(
            sitting=sitting,
            by=person("binh"),
            version=1,
            held_on=clock.today() + timedelta(days=90),
        )


# --- its pages ---


def browser(login: str) -> Client:
    client = Client()
    client.force_login(person(login))
    return client


BANNER = "sản phẩm mẫu, kết quả không có giá trị"


def test_every_page_of_it_says_so() -> None:
    sitting = begun()
    evaluation = first_of(sitting)
    pages = {
        "thao": (
            ("sitting", sitting.pk), ("roll", sitting.pk), ("evaluation", evaluation.pk),
            ("presiding", sitting.pk), ("take_off", evaluation.pk), ("interests", evaluation.pk),
        ),
        "minh": (("sitting", sitting.pk), ("sheet", evaluation.pk), ("interest", evaluation.pk)),
        "tuan": (("advisory", evaluation.pk),),
    }  # fmt: skip
    for login, wanted in pages.items():
        for name, pk in wanted:
            page = browser(login).get(reverse(name, args=["quang-ngai", pk]))
            text = page.content.decode()
            assert page.status_code == 200, (login, name)
            assert text.count(BANNER) == 1, (login, name)
            assert "<title>TẬP DƯỢT · " in text, (login, name)
    rules = rules_of(evaluation)
    hand_in(evaluation, "minh", marks_for(rules, 70))
    receipt = browser("minh").get(reverse("sheet_receipt", args=["quang-ngai", evaluation.pk]))
    assert receipt.content.decode().count(BANNER) == 1
    real = scoring()
    page = browser("thao").get(reverse("sitting", args=["quang-ngai", real.sitting_id]))
    assert BANNER not in page.content.decode()
    for address in ("sittings",):
        text = browser("thao").get(reverse(address, args=["quang-ngai"])).content.decode()
        assert text.count("tập dượt</span>") == 1


def test_buttons_and_interface_call_the_same_acts() -> None:
    council = make_council()
    client = browser("thao")
    text = client.get(reverse("council", args=["quang-ngai", council.pk])).content.decode()
    begin_at = reverse("rehearsal_begin", args=["quang-ngai", council.pk])
    assert f'action="{begin_at}"' in text
    answer = client.post(begin_at)
    sitting = Sitting.objects.get()
    assert answer.url == reverse("sitting", args=["quang-ngai", sitting.pk])
    again = client.post(begin_at, follow=True).content.decode()
    refusal = "Hội đồng đang có một phiên tập dượt"
    assert refusal in again
    api = "/api/v1/quang-ngai/rehearsals/"
    twice = client.post(api, {"council": council.pk}, content_type="application/json")
    assert twice.status_code == 400
    assert refusal in twice.content.decode()
    shown = client.get(f"/api/v1/quang-ngai/sittings/{sitting.pk}/").json()
    assert shown["is_rehearsal"] is True
    gone = client.post(reverse("rehearsal_delete", args=["quang-ngai", sitting.pk]), follow=True)
    assert "Đã xóa phiên tập dượt" in gone.content.decode()
    delete_at = reverse("rehearsal_delete", args=["quang-ngai", sitting.pk])
    again = client.post(delete_at, follow=True)
    assert again.redirect_chain == [(reverse("council", args=["quang-ngai", council.pk]), 302)]
    assert "Phiên tập dượt này đã được xóa." in again.content.decode()
    unpressed = client.get(delete_at, follow=True)
    assert "Phiên tập dượt này đã được xóa." in unpressed.content.decode()
    assert client.post(f"/quang-ngai/phien-hop/{sitting.pk + 99}/xoa-tap-duot/").status_code == 404
    made = client.post(api, {"council": council.pk}, content_type="application/json")
    assert (made.status_code, made.json()["is_rehearsal"]) == (201, True)
    assert client.delete(f"{api}{made.json()['id']}/").status_code == 204
    real = make_sitting(council=council)
    assert client.delete(f"{api}{real.pk}/").status_code == 400
    assert list(Sitting.objects.values_list("pk", flat=True)) == [real.pk]


def test_evidence_is_a_marked_page_for_each_criterion() -> None:
    evaluation = first_of(begin())
    piece = evaluation.submission.snapshot["evidence"][4]
    address = reverse(
        "dossier_file_of", args=["quang-ngai", evaluation.pk, piece["file"]["sha256"]]
    )
    content = b"".join(browser("minh").get(address).streaming_content)
    pdf = pypdfium2.PdfDocument(content)
    assert len(pdf) == len(evaluation.submission.snapshot["evidence"])
    text = pdf[piece["first_page"] - 1].get_textpage().get_text_range()
    code = piece["criterion"].replace("/", " ")
    assert f"Minh chứng mẫu cho tiêu chí {code}" in text
    assert all("MẪU" in page.get_textpage().get_text_range() for page in pdf)
