"""The rule books as rows: equal to their files, closed once published, found by day and line."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from django.utils import timezone, translation

from regulations import criteria, loading, procedures
from regulations.models import (
    CriteriaSet,
    Criterion,
    Level,
    Procedure,
    ProcedureLevel,
    ProductLine,
    ProductSet,
    Regulation,
    Section,
    StarBand,
    sheets,
)

pytestmark = pytest.mark.django_db

BOOKS = ("26-2026", "148-2023", "1048-2019")
QUERIES_OF_A_WHOLE_SET = 7


@pytest.mark.parametrize("slug", BOOKS)
def test_as_rules_equals_the_file_for_every_set(slug: str) -> None:
    paths = sorted((loading.DATA / slug).glob("*.yaml"))
    read = [criteria.read(path) for path in paths]
    rows = CriteriaSet.objects.of_book(slug)
    assert [row.as_rules() for row in rows] == read


def test_as_rules_is_built_once_in_a_fixed_number_of_queries(
    django_assert_num_queries: Callable,
) -> None:
    sheets._published_rules.cache_clear()
    small, large = CriteriaSet.objects.of_book("26-2026")[24:26]
    for row in (small, large):
        with django_assert_num_queries(QUERIES_OF_A_WHOLE_SET):
            row.as_rules()
    with django_assert_num_queries(0):
        assert large.as_rules().number == 26


def test_as_rules_of_an_unpublished_set_is_read_anew() -> None:
    book = Regulation.objects.get(slug="26-2026")
    row = CriteriaSet.objects.of_book("26-2026").first()
    row.regulation.published_at = None
    before = sheets._published_rules.cache_info().currsize
    assert row.as_rules().regulation == book.code
    assert sheets._published_rules.cache_info().currsize == before


@pytest.mark.parametrize("slug", BOOKS)
def test_a_book_equals_its_file(slug: str) -> None:
    expected = procedures.read_book(loading.DATA / f"regulation-{slug}.yaml")
    assert Regulation.objects.get(slug=slug).as_rules() == expected


def test_procedures_equal_their_file() -> None:
    rules = procedures.read_procedures(loading.DATA / "procedures.yaml")
    rows = Procedure.objects.order_by("handed_in")
    assert [row.as_rule() for row in rows] == list(rules)


@pytest.mark.parametrize(
    ("day", "procedure", "book", "number"),
    [
        pytest.param(date(2023, 2, 23), "1048", "1048-2019", 7, id="R1 until 23/02/2023"),
        pytest.param(date(2023, 2, 24), "148", "148-2023", 7, id="R1 from 24/02/2023"),
        pytest.param(date(2025, 7, 5), "148", "148-2023", 7, id="R1 until 05/07/2025"),
        pytest.param(date(2025, 7, 6), "148-1489", "148-2023", 7, id="R1 from 06/07/2025"),
        pytest.param(date(2026, 5, 21), "148-1489", "148-2023", 7, id="R1 until 21/05/2026"),
        pytest.param(date(2026, 5, 22), "26-2026", "26-2026", 7, id="R1 from 22/05/2026"),
    ],
)
def test_for_line_follows_the_day_of_hand_in(
    day: date, procedure: str, book: str, number: int
) -> None:
    found = Procedure.objects.for_line(ProductLine.objects.get(number=7), day)
    assert found.procedure.code == procedure
    assert found.criteria_set.regulation.slug == book
    assert found.criteria_set.product_set.number == number


@pytest.mark.parametrize(
    ("day", "level"),
    [(date(2025, 7, 5), "district"), (date(2025, 7, 6), "province")],
    ids=["1489/QĐ-TTg before", "1489/QĐ-TTg from"],
)
def test_who_awards_three_stars_moved(day: date, level: str) -> None:
    rule = Procedure.objects.in_force(day).as_rule()
    assert [x.level for x in rule.levels if 3 in x.awards] == [level]


def test_for_line_before_every_book_finds_nothing() -> None:
    line = ProductLine.objects.get(number=7)
    assert Procedure.objects.for_line(line, date(2019, 8, 20)) is None


def test_for_line_without_an_equal_set_leaves_the_set_to_a_person() -> None:
    seafood = ProductLine.objects.get(number=8)
    found = Procedure.objects.for_line(seafood, date(2022, 1, 1))
    assert (found.procedure.code, found.criteria_set) == ("1048", None)


def test_books_in_force_overlap_while_the_old_one_runs_on() -> None:
    on = Regulation.objects.books().in_force
    assert [book.slug for book in on(date(2026, 6, 1))] == ["26-2026", "148-2023"]
    assert [book.slug for book in on(date(2026, 7, 21))] == ["26-2026"]
    assert [book.slug for book in on(date(2023, 2, 24))] == ["148-2023"]


def test_books_leave_out_decisions_that_only_amend() -> None:
    amended = {x.number: x.amends.number for x in Regulation.objects.exclude(amends=None)}
    assert amended == {"781/QĐ-TTg": "1048/QĐ-TTg", "1489/QĐ-TTg": "148/QĐ-TTg"}
    assert [x.number for x in Regulation.objects.books()] == [
        "26/2026/QĐ-TTg",
        "148/QĐ-TTg",
        "1048/QĐ-TTg",
    ]


@pytest.mark.parametrize("slug", BOOKS)
def test_bands_cover_0_to_100_without_gap(slug: str) -> None:
    bands = StarBand.objects.filter(regulation__slug=slug)
    edges = [(band.star, band.points.lower, band.points.upper) for band in bands]
    assert edges == [(1, 0, 30), (2, 30, 50), (3, 50, 70), (4, 70, 90), (5, 90, 100)]
    assert [band.points.upper_inc for band in bands] == [False, False, False, False, True]


def test_name_is_english_for_english_readers_only() -> None:
    seven = ProductSet.objects.get(regulation__slug="26-2026", number=7)
    assert seven.name == "Chế biến từ rau, củ, quả, hạt"
    with translation.override("en"):
        assert seven.name == "Processed from vegetables, tubers, fruits, seeds"
        seven.name_en = ""
        assert seven.name == "Chế biến từ rau, củ, quả, hạt"


# What is published stays: tried as the owner of the tables, in plain SQL.

BOOK_TABLES = (
    "regulations_anomaly",
    "regulations_criteriaset",
    "regulations_criterion",
    "regulations_dossierpaper",
    "regulations_knockout",
    "regulations_level",
    "regulations_procedure",
    "regulations_procedurelevel",
    "regulations_productgroup",
    "regulations_productset",
    "regulations_regulation",
    "regulations_section",
    "regulations_sector",
    "regulations_starband",
    "regulations_starminimum",
)


def test_every_table_but_the_lines_is_frozen() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT event_object_table FROM information_schema.triggers"
            " WHERE trigger_name LIKE 'pgtrigger_frozen%'"
        )
        frozen = sorted(row[0] for row in cursor.fetchall())
    assert frozen == list(BOOK_TABLES)
    tables = {t for t in connection.introspection.table_names() if t.startswith("regulations_")}
    assert tables - set(frozen) == {"regulations_productline"}


@pytest.mark.parametrize("table", BOOK_TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {table} SET id = id + 0, {column} = {other}", "DELETE FROM {table}"]
)
def test_published_rows_refuse_update_and_delete(table: str, statement: str) -> None:
    column, other = {
        "regulations_anomaly": ("used", "'khác'"),
        "regulations_criteriaset": ("max_points", "99"),
        "regulations_criterion": ("max_points", "9"),
        "regulations_dossierpaper": ("name_vi", "'khác'"),
        "regulations_knockout": ("text_vi", "'khác'"),
        "regulations_level": ("points", "9"),
        "regulations_procedure": ("code", "'khác'"),
        "regulations_procedurelevel": ("working_days", "20"),
        "regulations_productgroup": ("name_vi", "'khác'"),
        "regulations_productset": ("number", "number + 100"),
        "regulations_regulation": ("certificate_months", "24"),
        "regulations_section": ("max_points", "9"),
        "regulations_sector": ("name_vi", "'khác'"),
        "regulations_starband": ("points", "'[0,1)'"),
        "regulations_starminimum": ("points", "5"),
    }[table]
    one = f"{statement} WHERE id = (SELECT min(id) FROM {{table}})"
    sql = one.format(table=table, column=column, other=other)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        connection.cursor().execute(sql)


def test_no_setting_switches_the_triggers_off() -> None:
    """django-pgtrigger reads one that any login may set."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true)"
            " FROM pg_trigger WHERE tgrelid = 'regulations_level'::regclass AND NOT tgisinternal"
        )
        assert "pgtrigger_frozen" in cursor.fetchone()[0]
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            cursor.execute("UPDATE regulations_level SET points = points + 1")


def test_published_books_take_no_new_rows() -> None:
    criterion = Criterion.objects.filter(criteria_set__regulation__slug="26-2026").first()
    extra = Level(criterion=criterion, ordinal=99, points=5, label_vi="Thêm")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        extra.save()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        StarBand.objects.create(
            regulation=criterion.criteria_set.regulation, star=6, points=NumericRange(200, 300)
        )
    assert not Level.objects.filter(ordinal=99).exists()


def test_unpublishing_is_refused() -> None:
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Regulation.objects.filter(slug="26-2026").update(published_at=None)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Procedure.objects.filter(code="26-2026").update(published_at=None)


def test_rows_do_not_move_from_a_draft_into_a_published_book() -> None:
    draft = a_draft()
    band = StarBand.objects.create(regulation=draft, star=6, points=NumericRange(200, 300))
    band.regulation = Regulation.objects.get(slug="26-2026")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        band.save()


def test_a_draft_may_still_be_written() -> None:
    draft = a_draft()
    band = StarBand.objects.create(regulation=draft, star=1, points=NumericRange(0, 30))
    StarBand.objects.filter(pk=band.pk).update(points=NumericRange(0, 40))
    band.refresh_from_db()
    assert band.points.upper == 40
    draft.delete()
    assert not StarBand.objects.filter(pk=band.pk).exists()


def test_an_open_period_may_be_closed_once() -> None:
    book = Regulation.objects.filter(slug="26-2026")
    book.update(in_force=DateRange(date(2026, 5, 22), date(2028, 1, 1)))
    assert book.get().in_force.upper == date(2028, 1, 1)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        book.update(in_force=DateRange(date(2026, 5, 22), date(2029, 1, 1)))


def test_an_open_period_keeps_its_first_day() -> None:
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Procedure.objects.filter(code="26-2026").update(
            handed_in=DateRange(date(2026, 6, 1), date(2028, 1, 1))
        )


def test_the_line_of_a_published_set_may_be_put_right() -> None:
    seafood = ProductSet.objects.get(regulation__slug="1048-2019", number=9)
    seafood.line = ProductLine.objects.get(number=8)
    seafood.save()
    seafood.refresh_from_db()
    assert seafood.line.number == 8
    seafood.name_vi = "Khác"
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        seafood.save()


def a_draft() -> Regulation:
    return Regulation.objects.create(
        code="99/2030/QD-TTg", slug="99-2030", number="99/2030/QĐ-TTg", signed_on=date(2030, 1, 1)
    )


# What the database refuses by itself.


def test_bands_of_a_book_do_not_overlap_those_of_two_may() -> None:
    draft = a_draft()
    StarBand.objects.create(regulation=draft, star=1, points=NumericRange(0, 30))
    with pytest.raises(IntegrityError, match="band_no_overlap"), transaction.atomic():
        StarBand.objects.create(regulation=draft, star=2, points=NumericRange(29, 50))
    StarBand.objects.create(regulation=draft, star=2, points=NumericRange(30, 50))
    assert draft.bands.count() == 2


def test_days_of_hand_in_do_not_overlap() -> None:
    with pytest.raises(IntegrityError, match="procedure_no_overlap"), transaction.atomic():
        Procedure.objects.create(
            code="99",
            regulation=Regulation.objects.get(slug="26-2026"),
            legal_basis=["99/2030/QĐ-TTg"],
            handed_in=DateRange(date(2026, 5, 21), date(2026, 5, 23)),
            confidence="high",
        )


def test_a_level_that_forwards_says_from_which_points() -> None:
    procedure = Procedure.objects.create(
        code="0",
        regulation=Regulation.objects.get(slug="1048-2019"),
        legal_basis=["0/QĐ-TTg"],
        handed_in=DateRange(date(2018, 1, 1), date(2019, 1, 1)),
        confidence="high",
    )
    rows = {"procedure": procedure, "ordinal": 1, "level": "province", "examines": "scores"}
    with pytest.raises(IntegrityError, match="forward_whole"), transaction.atomic():
        ProcedureLevel.objects.create(**rows, on_forward="approve_only")
    ProcedureLevel.objects.create(**rows, on_forward="approve_only", forwards_from=90)
    Procedure.objects.filter(pk=procedure.pk).update(published_at=timezone.now())
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ProcedureLevel.objects.filter(procedure=procedure).update(forwards_from=80)


@pytest.mark.parametrize("model", [Section, Criterion])
def test_codes_are_used_once_in_a_part(model: type) -> None:
    draft = a_draft()
    row = a_set(draft)
    section = Section.objects.create(
        criteria_set=row, ordinal=1, part="A", code="1", name_vi="Mục", max_points=5
    )
    facts = {"criteria_set": row, "part": "A", "code": "1", "name_vi": "Một", "max_points": 5}
    if model is Criterion:
        facts["section"] = section
        Criterion.objects.create(**facts, ordinal=1)
    with pytest.raises(IntegrityError, match="_code"), transaction.atomic():
        model.objects.create(**facts, ordinal=2)


def a_set(book: Regulation) -> CriteriaSet:
    sector = book.sectors.create(name_vi="Ngành", ordinal=1)
    product_set = ProductSet.objects.create(
        regulation=book,
        group=sector.groups.create(ordinal=1),
        number=1,
        code="one",
        name_vi="Một",
        managing_ministries=[],
    )
    return CriteriaSet.objects.create(
        regulation=book, product_set=product_set, parts=[], max_points=100, source=[]
    )
