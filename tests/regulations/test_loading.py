"""Loading: idempotent, refused with the file and the difference, all or nothing."""

import shutil
import time
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from regulations import loading
from regulations.models import (
    Anomaly,
    CriteriaSet,
    Criterion,
    KnockOut,
    Level,
    Procedure,
    ProductLine,
    ProductSet,
    Regulation,
    Sector,
)
from territories.models import LoadedData

pytestmark = pytest.mark.django_db

SEVEN = "26-2026/07-processed-vegetables-fruits.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy of the shipped files, to be changed."""
    return shutil.copytree(loading.DATA, tmp_path / "data")


def edit(path: Path, before: str, after: str, times: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, times), encoding="utf-8")


def counts() -> dict[str, int]:
    models = (Regulation, Sector, CriteriaSet, Criterion, Level, KnockOut, Anomaly, Procedure)
    return {model.__name__: model.objects.count() for model in models}


def test_load_puts_every_set_into_the_database() -> None:
    assert counts() == {
        "Regulation": 5,
        "Sector": 18,
        "CriteriaSet": 77,
        "Criterion": 2333,
        "Level": 8877,
        "KnockOut": 156,
        "Anomaly": 29,
        "Procedure": 4,
    }
    assert Level.objects.filter(printed=True).count() == 2535 + 2632 + 2688
    assert Regulation.objects.filter(published_at=None).count() == 0


def test_load_again_is_unchanged_in_one_query(django_assert_num_queries: Callable) -> None:
    before = counts()
    started = time.perf_counter()
    with django_assert_num_queries(1):
        report = loading.load()
    assert report.unchanged
    assert time.perf_counter() - started < 0.3
    assert counts() == before


def test_load_again_without_the_hashes_compares_and_changes_nothing() -> None:
    LoadedData.objects.filter(name__startswith=loading.PREFIX).delete()
    before = counts()
    report = loading.load()
    assert (report.books, report.sets, report.procedures) == ([], 77, [])
    assert counts() == before
    assert loading.load().unchanged


def test_load_accepts_a_file_that_says_the_same_in_other_words(folder: Path) -> None:
    path = folder / SEVEN
    path.write_text("# A remark.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert loading.load(folder).sets == 1


@pytest.mark.parametrize(
    ("name", "before", "after", "difference"),
    [
        pytest.param(
            SEVEN, "Nguồn nguyên liệu", "Nguồn hàng", "(A/1.1).name_vi: 'Nguồn ng", id="name"
        ),
        pytest.param(
            SEVEN,
            "Chế biến đơn giản",
            "Chế biến thô",
            "(A/1.3).levels.2.label_vi: 'Chế",
            id="level",
        ),
        pytest.param(
            SEVEN,
            "sample_products_required: 5",
            "sample_products_required: 3",
            "5 → 3",
            id="samples",
        ),
        pytest.param(
            "regulation-26-2026.yaml",
            "min: 70",
            "min: 75",
            "star_thresholds.2.min: 70 → 75",
            id="band",
        ),
        pytest.param(
            "procedures.yaml",
            "forwards_from: 70",
            "forwards_from: 60",
            "forwards_from: 70 → 60",
            id="R3",
        ),
        pytest.param(
            "procedures.yaml",
            "to: '2026-05-21'",
            "to: '2026-05-20'",
            "procedure 148-1489.handed_in_to",
            id="R1",
        ),
    ],
)
def test_load_refuses_a_changed_file_with_its_name_and_the_difference(
    folder: Path, name: str, before: str, after: str, difference: str
) -> None:
    edit(folder / name, before, after)
    stored = dict(LoadedData.objects.values_list("name", "sha256"))
    rows = counts()
    with pytest.raises(loading.LoadRefused) as refusal:
        loading.load(folder)
    assert Path(name).name in str(refusal.value)
    assert difference in str(refusal.value)
    assert dict(LoadedData.objects.values_list("name", "sha256")) == stored
    assert counts() == rows


def test_load_refusal_writes_nothing_of_the_good_files_either(folder: Path) -> None:
    edit(folder / "lines.yaml", "name_en: Fast food", "name_en: Snacks")
    edit(folder / "procedures.yaml", "forwards_from: 70", "forwards_from: 60")
    with pytest.raises(loading.LoadRefused):
        loading.load(folder)
    assert ProductLine.objects.get(number=5).name_en == "Fast food"


def test_load_refuses_a_set_more_in_a_published_book(folder: Path) -> None:
    text = (folder / SEVEN).read_text(encoding="utf-8")
    extra = text.replace("set_no: 7", "set_no: 27").replace("code: processed", "code: more", 1)
    (folder / "26-2026/27-more.yaml").write_text(extra, encoding="utf-8")
    with pytest.raises(loading.LoadRefused, match=r"27-more\.yaml: a new set"):
        loading.load(folder)


def test_load_refuses_a_missing_file(folder: Path) -> None:
    (folder / SEVEN).unlink()
    with pytest.raises(loading.LoadRefused, match=r"07-processed-vegetables-fruits\.yaml"):
        loading.load(folder)


def test_command_says_unchanged_and_turns_a_refusal_into_its_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = StringIO()
    call_command("load_regulation", stdout=out)
    assert out.getvalue() == "Rule books: unchanged\n"
    edit(folder / SEVEN, "set_no: 7", "set_no: 8")
    monkeypatch.setattr(loading.load, "__defaults__", (folder,))
    with pytest.raises(CommandError, match="number: 7 → 8"):
        call_command("load_regulation")


# A new book, made from today's: what a later decision does.

NEW = "regulation: 99/2030/QD-TTg"


@pytest.fixture
def with_new_book(folder: Path) -> Path:
    """Beside the shipped books, a new one of a single set, taking over on 01/01/2030."""
    (folder / "99-2030").mkdir()
    new_set = folder / "99-2030/07-processed-vegetables-fruits.yaml"
    shutil.copy(folder / SEVEN, new_set)
    shutil.copy(folder / "regulation-26-2026.yaml", folder / "regulation-99-2030.yaml")
    for path in (new_set, folder / "regulation-99-2030.yaml"):
        edit(path, "regulation: 26/2026/QD-TTg", NEW)
        edit(path, "effective_from: '2026-05-22'", "effective_from: '2030-01-01'")
    edit(folder / "lines.yaml", "  148-2023:\n", "  99-2030:\n    7: 7\n  148-2023:\n")
    edit(
        folder / "regulation-26-2026.yaml",
        "effective_from: '2026-05-22'",
        "effective_to: '2030-03-01'\neffective_from: '2026-05-22'",
    )
    edit(folder / SEVEN, "status: in force", "status: superseded by 99/2030/QD-TTg")
    edit(
        folder / "procedures.yaml",
        "{from: '2026-05-22', to: null}",
        "{from: '2026-05-22', to: '2029-12-31'}",
    )
    with (folder / "procedures.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "  - code: 99-2030\n"
            "    criteria: 99/2030/QD-TTg\n"
            "    legal_basis: [99/2030/QĐ-TTg 01/01/2030]\n"
            "    handed_in: {from: '2030-01-01', to: null}\n"
            "    levels:\n"
            "      - {level: province, examines: scores, awards: [3, 4, 5]}\n"
            "    confidence: high\n"
        )
    return folder


def test_load_publishes_a_new_book_and_closes_the_old_one(with_new_book: Path) -> None:
    report = loading.load(with_new_book)
    assert (report.books, report.procedures) == (["regulation-99-2030"], ["99-2030"])
    book = Regulation.objects.get(slug="99-2030")
    assert book.published_at is not None
    assert (book.number, book.in_force.lower) == ("99/2030/QĐ-TTg", date(2030, 1, 1))
    old = Regulation.objects.get(slug="26-2026")
    assert old.in_force.upper == date(2030, 3, 1)
    assert old.criteria_sets.get(product_set__number=7).status == "in force"
    line = ProductLine.objects.get(number=7)
    for day, slug in ((date(2029, 12, 31), "26-2026"), (date(2030, 1, 1), "99-2030")):
        assert Procedure.objects.for_line(line, day).criteria_set.regulation.slug == slug
    assert loading.load(with_new_book).unchanged


def test_load_refuses_a_set_that_does_not_add_up(with_new_book: Path) -> None:
    edit(
        with_new_book / "99-2030/07-processed-vegetables-fruits.yaml",
        "max_points: 18",
        "max_points: 17",
    )
    with pytest.raises(loading.LoadRefused) as refusal:
        loading.load(with_new_book)
    assert str(refusal.value) == (
        "99-2030/07-processed-vegetables-fruits.yaml:"
        " A: sections add to 39, part maximum 40; A/1: criteria add to 18, section maximum 17"
    )
    assert not Regulation.objects.filter(slug="99-2030").exists()


def test_load_takes_a_set_that_does_not_add_up_where_it_says_so(with_new_book: Path) -> None:
    path = with_new_book / "99-2030/07-processed-vegetables-fruits.yaml"
    edit(path, "max_points: 18", "max_points: 17")
    recorded = (
        "anomalies:\n"
        "  - {where: A, printed: 39, used: 40, reason: as printed}\n"
        "  - {where: A/1, printed: 18, used: 17, reason: as printed}\n"
    )
    edit(path, "anomalies:\n", recorded)
    loading.load(with_new_book)
    row = CriteriaSet.objects.get(regulation__slug="99-2030")
    assert [a.where for a in row.anomalies.all()][:2] == ["A", "A/1"]


def test_load_refuses_a_set_of_another_book(with_new_book: Path) -> None:
    path = with_new_book / "99-2030/07-processed-vegetables-fruits.yaml"
    edit(path, NEW, "regulation: 26/2026/QD-TTg")
    with pytest.raises(loading.LoadRefused, match="belongs to 26/2026/QD-TTg"):
        loading.load(with_new_book)


def test_load_refuses_a_file_that_is_no_criteria_set(with_new_book: Path) -> None:
    edit(with_new_book / "99-2030/07-processed-vegetables-fruits.yaml", "set_no: 7\n", "")
    with pytest.raises(loading.LoadRefused, match="missing keys: set_no"):
        loading.load(with_new_book)


# Lines are ours: they may be put right, but never be ambiguous.


def test_lines_may_be_put_right(folder: Path) -> None:
    edit(folder / "lines.yaml", "    9: null", "    9: 8")
    loading.load(folder)
    seafood = ProductSet.objects.get(regulation__slug="1048-2019", number=9)
    assert seafood.line.code == "processed-meat-seafood-eggs-milk-honey"
    assert ProductSet.objects.filter(line=None).count() == 12


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("    9: null", "    9: 99", "1048-2019: unknown line 99"),
        ("    26: null\n", "", "1048-2019: not every set"),
    ],
    ids=["unknown", "missing"],
)
def test_lines_that_make_no_sense_are_refused(
    folder: Path, before: str, after: str, message: str
) -> None:
    edit(folder / "lines.yaml", before, after)
    with pytest.raises(loading.LoadRefused, match=message):
        loading.load(folder)
    assert ProductSet.objects.filter(line=None).count() == 13
