"""R19: before the opening nobody learns another's sheet or any aggregate, by no door at all."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from evaluations import closing_actions, sheet_actions
from evaluations.models import Evaluation, Finding, Score, ScoreSheet
from regulations.models import KnockOut
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting, make_submission

from .sittings import SCORERS, acting, all_hand_in, fill, marks_for, opened, rules_of, scoring

pytestmark = pytest.mark.django_db
EVERYBODY = ("lan", "minh", "an", "thao", "tuan", "binh", "quan", "kiem", "hoa")


def secret(login: str) -> str:
    """Return the words that only this member may read."""
    return f"MẬT-{login}-nhận xét"


def with_secrets(totals: tuple[int, int, int], *, hand_in: bool) -> Evaluation:
    """Return a product whose members wrote words and marks that are theirs alone."""
    evaluation = scoring(make_sitting(council=make_council()))
    rules = rules_of(evaluation)
    for login, total in zip(SCORERS, totals, strict=True):
        sheet = fill(evaluation, login, marks_for(rules, total))
        with acting(login):
            facts = {"sheet": sheet, "by": person(login)}
            first = sheet.scores.get(criterion__code="1.1")
            sheet_actions.save_mark(
                criterion="A/1.1", version=first.version, remark=secret(login), **facts
            )
            sheet_actions.tick(knock_out="#1", reason=secret(login), **facts)
            if hand_in:
                sheet_actions.hand_in(**facts)
    return evaluation


def everything() -> str:
    """Read every table as the present role may, with plain SQL."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            try:
                with transaction.atomic():
                    cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
                    found += [row[0] for row in cursor.fetchall()]
            except DatabaseError:
                continue  # no right to it at all
    return "\n".join(found)


@pytest.mark.parametrize("hand_in", [False, True], ids=["drafts", "handed in"])
def test_every_table_read_with_plain_sql_shows_ones_own_marks_only(hand_in: bool) -> None:
    with_secrets((62, 63, 64), hand_in=hand_in)
    sheets = {s.user_id: s.pk for s in ScoreSheet.objects.all()}
    for login in EVERYBODY:
        reader = person(login)
        with acting_for(province(), reader):
            text = everything()
            with connection.cursor() as cursor:
                cursor.execute("SELECT DISTINCT sheet_id FROM evaluations_score")
                marks = {row[0] for row in cursor.fetchall()}
                cursor.execute("SELECT DISTINCT sheet_id FROM evaluations_finding")
                ticks = {row[0] for row in cursor.fetchall()}
        own = {sheets[reader.pk]} if reader.pk in sheets else set()
        assert (marks, ticks) == (own, own), login
        for other in SCORERS:
            assert (secret(other) in text) is (other == login), (login, other)


def test_nobody_without_a_name_reads_a_mark() -> None:
    with_secrets((62, 63, 64), hand_in=True)
    with acting_for(province()):
        assert not Score.objects.exists()
        assert not Finding.objects.exists()


def test_aggregates_and_joins_see_no_more_than_rows() -> None:
    with_secrets((62, 63, 64), hand_in=True)
    statement = (
        "SELECT count(*), sum(l.points) FROM evaluations_score s"
        " JOIN regulations_level l ON l.id = s.level_id"
    )
    seen = {}
    for login in ("lan", "thao", "binh", "quan"):
        with acting(login), connection.cursor() as cursor:
            cursor.execute(statement)
            seen[login] = cursor.fetchone()
    assert seen["thao"] == seen["binh"] == seen["quan"] == (0, None)
    assert seen["lan"][1] == 62


def run(statement: str) -> int | str:
    """Return how many rows a statement touched; an error must not tell what stands there."""
    said = ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.rowcount
    except DatabaseError as error:
        said = str(error)
    return said if "MẬT" in said else "refused"


def test_marks_cannot_be_written_in_anothers_name() -> None:
    evaluation = with_secrets((62, 63, 64), hand_in=False)
    sheet = ScoreSheet.objects.get(user=person("minh"))
    row = Score.objects.filter(sheet=sheet).first()
    note = KnockOut.objects.filter(criteria_set=evaluation.submission.criteria_set).last()
    writes = (
        f"UPDATE evaluations_score SET remark = 'x' WHERE id = {row.pk}",
        f"DELETE FROM evaluations_score WHERE id = {row.pk}",
        "INSERT INTO evaluations_finding (province_id, sheet_id, user_id, knock_out_id, reason)"
        f" VALUES ({sheet.province_id}, {sheet.pk}, {sheet.user_id}, {note.pk}, 'x')",
        "INSERT INTO evaluations_finding (province_id, sheet_id, user_id, knock_out_id, reason)"
        f" VALUES ({sheet.province_id}, {sheet.pk}, {person('lan').pk}, {note.pk}, 'x')",
    )
    before = list(Score.objects.order_by("pk").values()), list(Finding.objects.values())
    for statement in writes:
        with acting("lan"):
            assert run(statement) in (0, "refused"), statement
    assert before == (list(Score.objects.order_by("pk").values()), list(Finding.objects.values()))


# --- every page and every address of the API ---

PAGES = (
    ("sittings", ()),
    ("sitting", ("sitting",)),
    ("evaluation", ("pk",)),
    ("begin_scoring", ("pk",)),
    ("take_off", ("pk",)),
    ("second_pass", ("pk",)),
    ("open_sheets", ("pk",)),
    ("conclude", ("pk",)),
    ("councils", ()),
    ("council", ("council",)),
    ("sheet", ("pk",)),
    ("sheet_check", ("pk",)),
    ("sheet_receipt", ("pk",)),
    ("journal", ()),
    ("notices", ()),
    ("home", ()),
)
API = (
    "councils/",
    "councils/{council}/",
    "sittings/",
    "sittings/{sitting}/",
    "evaluations/",
    "evaluations/{pk}/",
    "sheets/",
    "journal/",
)


def addresses(evaluation: Evaluation) -> list[str]:
    sitting = evaluation.sitting
    facts = {"pk": evaluation.pk, "sitting": sitting.pk, "council": sitting.council_id}
    pages = [
        reverse(name, args=["quang-ngai", *(facts[a] for a in wanted)]) for name, wanted in PAGES
    ]
    return pages + [f"/api/v1/quang-ngai/{one.format(**facts)}" for one in API]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seen_by(login: str, evaluation: Evaluation) -> dict[str, str]:
    """Return every answer that the person gets, without what changes from hour to hour."""
    client, found = browser(person(login)), {}
    for address in addresses(evaluation):
        response = client.get(address)
        text = response.content.decode()
        text = re.sub(
            r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|data-token="\w+"', "", text
        )
        text = re.sub(
            r"\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.+Z]+|[0-9a-f]{64}|(?<=data-now=.)[\d.]+", "", text
        )
        found[address] = f"{response.status_code} {text}"
    return found


@pytest.mark.parametrize("hand_in", [False, True], ids=["drafts", "handed in"])
def test_no_page_and_no_answer_holds_anothers_words(hand_in: bool) -> None:
    evaluation = with_secrets((62, 63, 64), hand_in=hand_in)
    shown = {login: "".join(seen_by(login, evaluation).values()) for login in EVERYBODY}
    for login, text in shown.items():
        for other in SCORERS:
            if other != login:
                assert secret(other) not in text, (login, other)
    if hand_in:
        assert secret("minh") in shown["minh"]


WORLDS = ((62, 63, 64), (62, 71, 72))


def two_worlds(login: str) -> list[dict[str, str]]:
    """Return what a person is answered in two worlds that differ in Minh's and An's marks."""
    person(login)
    views, number = [], _free_number()
    for totals in WORLDS:
        point = transaction.savepoint()
        _count_on_from(number)
        views.append(seen_by(login, with_secrets(totals, hand_in=True)))
        transaction.savepoint_rollback(point)
    return views


@pytest.mark.parametrize("login", ["lan", "thao", "binh", "tra", "tuan"])
def test_answers_are_the_same_whatever_the_others_scored(login: str) -> None:
    """Where two worlds look alike there is nothing to learn."""
    first, second = two_worlds(login)
    assert first.keys() == second.keys()
    for address in first:
        assert first[address] == second[address], address


def test_the_comparison_would_notice_a_mark() -> None:
    first, second = two_worlds("minh")
    assert first != second


SEQUENCES = (
    "FROM pg_sequences WHERE schemaname = 'public'"
    " AND sequencename ~ '^(accounts|councils|evaluations|products|producers|files)_'"
)


def _free_number() -> int:
    """Return a number that no table has reached yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(coalesce(last_value, 0)) + 1000 {SEQUENCES}")
        return cursor.fetchone()[0]


def _count_on_from(number: int) -> None:
    """Let every table number its rows from here, so that two worlds carry the same numbers."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setval('public.' || sequencename, %s) {SEQUENCES}", [number])


def test_refusals_tell_no_more_than_the_page() -> None:
    """What «open» and «second pass» answer while a sheet is missing is the same in both worlds."""
    said = []
    for totals in ((62, 64), (62, 95)):
        point = transaction.savepoint()
        evaluation = scoring()
        all_hand_in(evaluation, totals, ("lan", "minh"))
        for act in (closing_actions.open_sheets, closing_actions.open_second_pass):
            with acting("thao"), pytest.raises(ValidationError) as caught:
                act(evaluation=evaluation, by=person("thao"))
            said.append(caught.value.messages)
        transaction.savepoint_rollback(point)
    assert said[:2] == said[2:]


def test_after_the_opening_everybody_who_may_sees_every_sheet() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [62, 63, 64])
    opened(evaluation)
    for login in ("lan", "thao", "binh"):
        with acting(login):
            assert Score.objects.values("sheet").distinct().count() == 3
        page = browser(person(login)).get(reverse("evaluation", args=["quang-ngai", evaluation.pk]))
        text = page.content.decode()
        assert all(f"<strong>{total}</strong>" in text for total in (62, 63, 64))


def test_another_product_stays_sealed_when_one_is_opened() -> None:
    first = scoring()
    all_hand_in(first, [62, 63, 64])
    second = scoring(first.sitting, make_submission(name="Nước mắm"))
    all_hand_in(second, [70, 71, 72])
    opened(first)
    with acting("thao"):
        seen = set(Score.objects.values_list("sheet__evaluation", flat=True))
    assert seen == {first.pk}
