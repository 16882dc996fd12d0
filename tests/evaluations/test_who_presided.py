"""The minutes say who presided over which product: the record's events know it (R16, R21)."""

import re
from typing import Any

import pytest

from councils.models import Sitting
from evaluations import agenda_actions, paper_actions, recording
from evaluations.models import Evaluation
from evaluations.paper_docx import render
from evaluations.paper_words import context
from evaluations.papers import digest
from evaluations.sitting_actions import delegate_presiding
from products.documents import pdf
from tests.cast import person
from tests.factories import make_council, make_producer, make_sitting, make_submission

from .papers_read import docx_words, pdf_words
from .sittings import acting, all_hand_in, concluded, on_agenda

pytestmark = pytest.mark.django_db
MINH = "Bùi Công Minh (mẫu), Phó Chủ tịch Hội đồng"
LAN = "Phan Thị Lan (mẫu), Chủ tịch Hội đồng"


def heard(sitting: Sitting, name: str, *, without: str = "") -> Evaluation:
    """Return a product on the agenda, before which one member does not sit."""
    producer = make_producer(name=f"Hợp tác xã {name}")
    evaluation = on_agenda(sitting, make_submission(producer=producer, name=name))
    if without:
        with acting("thao"):
            agenda_actions.set_place(
                evaluation=evaluation,
                member=sitting.council.members.get(user=person(without)),
                state="recused",
                reason="Là người nhà của chủ thể",
                by=person("thao"),
            )
    return evaluation


def preside(sitting: Sitting, login: str | None, by: str = "thao") -> None:
    member = sitting.council.members.get(user=person(login)) if login else None
    with acting(by):
        delegate_presiding(sitting=sitting, by=person(by), member=member)


def judge(evaluation: Evaluation, *logins: str) -> None:
    begin(evaluation)
    all_hand_in(evaluation, [75] * len(logins), logins, star=4)
    concluded(evaluation)


def begin(evaluation: Evaluation) -> None:
    with acting("thao"):
        agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))


def printed(sitting: Sitting) -> tuple[dict[str, Any], list[str]]:
    """Return the words of the papers, and the minutes as both formats say them."""
    recording.settle()
    with acting("thao"):
        words = context(paper_actions.read_facts(sitting))
    paper = pdf("documents/sitting_minutes.html", words)
    return words, [" ".join(docx_words(render("minutes", words)).split()), pdf_words(paper)]


def part(text: str, number: int) -> str:
    """Return what the minutes say of one product before its members' points."""
    found = re.search(rf"{number}\. Sản phẩm {number} Mã.*?Điểm của từng", text)
    assert found, text
    return found[0]


def test_deputy_presides_over_the_product_of_which_the_chair_is_out() -> None:
    sitting = make_sitting(council=make_council())
    first = heard(sitting, "Sản phẩm 1", without="lan")
    second = heard(sitting, "Sản phẩm 2")
    preside(sitting, "minh")
    judge(first, "minh", "an")
    preside(sitting, None)
    judge(second, "lan", "minh", "an")
    words, told = printed(sitting)
    assert words["presiding"] == "Phan Thị Lan (mẫu)"  # signs
    assert words["chair_post"] == "CHỦ TỊCH"
    for text in told:
        assert (
            f"1. Chủ trì: {LAN}; {MINH}, chủ trì sản phẩm số 1 theo ủy quyền của Chủ tịch. 2."
        ) in text
        line = re.search(r"– Chủ trì đánh giá sản phẩm này: (.*?)\. –", part(text, 1))
        assert line
        assert re.fullmatch(
            re.escape(f"{MINH}, theo ủy quyền của Chủ tịch từ ")
            + r"\d\d:\d\d \d\d/\d\d/\d{4}"
            + re.escape(f", Lý Thu Thảo (mẫu) ghi; {LAN}, không tham gia đối với sản phẩm này"),
            line[1],
        )
        assert "Chủ trì đánh giá" not in part(text, 2)


def test_recused_deputy_does_not_preside_over_what_the_chair_presided() -> None:
    sitting = make_sitting(council=make_council())
    first = heard(sitting, "Sản phẩm 1", without="minh")
    second = heard(sitting, "Sản phẩm 2")
    judge(first, "lan", "an")
    preside(sitting, "minh")
    judge(second, "lan", "minh", "an")
    _words, told = printed(sitting)
    for text in told:
        assert (
            f"1. Chủ trì: {MINH}, được ủy quyền chủ trì; {LAN}, chủ trì sản phẩm số 1. 2."
        ) in text
        assert f"– Chủ trì đánh giá sản phẩm này: {LAN}. –" in part(text, 1)
        assert f"– Chủ trì đánh giá sản phẩm này: {MINH}, theo ủy quyền" in part(text, 2)


def test_change_in_the_middle_of_a_product_is_told_with_its_hour() -> None:
    sitting = make_sitting(council=make_council())
    only = heard(sitting, "Sản phẩm 1")
    begin(only)
    preside(sitting, "minh")
    preside(sitting, "minh")  # said twice
    preside(sitting, None)
    all_hand_in(only, (75, 75, 75), star=4)
    concluded(only)
    preside(sitting, "minh")  # after everything: over nothing
    preside(sitting, None)
    _words, told = printed(sitting)
    for text in told:
        assert f"{LAN}; {MINH}, chủ trì sản phẩm số 1 (một phần) theo ủy quyền" in text
        said = part(text, 1)
        assert said.count("– Từ ") == 2
        assert re.search(r"– Từ \d\d:\d\d \d\d/\d\d/\d{4}, chủ trì: Bùi Công Minh", said)
        assert re.search(r"– Từ \d\d:\d\d \d\d/\d\d/\d{4}, chủ trì: Phan Thị Lan", said)


def test_who_presided_signs_for_a_chair_who_was_not_there_at_all() -> None:
    sitting = make_sitting(council=make_council())
    chair = sitting.council.members.get(user=person("lan"))
    only = heard(sitting, "Sản phẩm 1")
    preside(sitting, "minh")
    with acting("thao"):
        agenda_actions.call_roll(
            sitting=sitting, by=person("thao"), absent={chair.pk: "Đi công tác"}
        )
    judge(only, "minh", "an")
    preside(sitting, None)
    words, _told = printed(sitting)
    assert (words["presiding"], words["chair_post"]) == (
        "Bùi Công Minh (mẫu)",
        "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    )


def test_facts_of_a_sitting_that_only_its_chair_presided_over_stay_as_they_were() -> None:
    sitting = make_sitting(council=make_council())
    judge(heard(sitting, "Sản phẩm 1"), "lan", "minh", "an")
    recording.settle()
    with acting("thao"):
        before = paper_actions.read_facts(sitting)
    preside(sitting, "minh")
    preside(sitting, None)
    recording.settle()
    with acting("thao"):
        after = paper_actions.read_facts(sitting)
    assert digest(before) == digest(after)
    assert "presided" not in after["products"][0]
