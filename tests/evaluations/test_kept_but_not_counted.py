"""What was handed in or asked for and came to nothing: the papers show it and say so (R20, R21)."""

import pytest

from evaluations import agenda_actions, paper_actions, paper_sheets, paper_words, reopening_actions
from evaluations.models import Evaluation
from evaluations.paper_docx import render
from evaluations.papers import plan, print_paper
from products.documents import pdf
from tests.cast import person

from .papers_read import docx_words, pdf_words
from .sittings import acting, all_hand_in, concluded, scoring

pytestmark = pytest.mark.django_db


def refused(evaluation: Evaluation, whose: str, by: str, reason: str) -> None:
    """Let the chair ask for a sheet to be reopened, and one of the two end it."""
    sheet = evaluation.sheets.get(user=person(whose))
    with acting("lan"):
        row = reopening_actions.ask(sheet=sheet, reason="Bấm nhầm.", by=person("lan"))
    with acting(by):
        reopening_actions.refuse(reopening=row, reason=reason, by=person(by))


def test_sheet_of_a_member_recused_later_says_that_it_does_not_count() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    with acting("thao"):
        agenda_actions.recuse(
            evaluation=evaluation,
            member=evaluation.sitting.council.members.get(user=person("an")),
            reason="Là người nhà",
            by=person("thao"),
        )
    concluded(evaluation)
    with acting("thao"):
        facts = paper_actions.read_facts(evaluation.sitting)
        wanted = {one.title: one for one in plan(facts) if one.template == "sheet"}
        texts = {
            title: pdf_words(print_paper(one, {}, paper_sheets.read))
            for title, one in wanted.items()
        }
    assert len(texts) == 3
    marked = {title for title, text in texts.items() if "PHIẾU KHÔNG TÍNH VÀO KẾT QUẢ" in text}
    assert marked == {title for title in texts if title.endswith(", không tính điểm")}
    (title,) = marked
    assert "Huỳnh Thúy An" in title
    assert "Tổng điểm: 75,00" in texts[title]  # kept as it was handed in


def test_minutes_tell_the_requests_that_reopened_nothing() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    refused(evaluation, "minh", "lan", "Phiếu đúng.")
    refused(evaluation, "an", "thao", "Không có căn cứ.")
    concluded(evaluation)
    with acting("thao"):
        facts = paper_actions.read_facts(evaluation.sitting)
    words = paper_words.context(facts)
    assert facts["products"][0]["versions"] == []
    paper = pdf_words(pdf("documents/sitting_minutes.html", words))
    for text in (" ".join(docx_words(render("minutes", words)).split()), paper):
        for said in (
            "– Đề nghị mở lại phiếu lượt 1 của Phó Chủ tịch Bùi Công Minh (mẫu), phiếu giữ nguyên:"
            " Phan Thị Lan (mẫu) đề nghị lúc",
            "lý do: Bấm nhầm; Phan Thị Lan (mẫu) rút đề nghị lúc",
            "lý do: Phiếu đúng.",
            "của Ủy viên Huỳnh Thúy An (mẫu), phiếu giữ nguyên: Phan Thị Lan (mẫu) đề nghị lúc",
            "lý do: Bấm nhầm; Lý Thu Thảo (mẫu) không đồng ý lúc",
            "lý do: Không có căn cứ.",
        ):
            assert said in text, said
        assert "được mở lại trước khi mở phiếu" not in text
