"""What a council may propose: the centre awards five stars alone (26/2026/QĐ-TTg, Điều 7.4)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations import paper_actions, papers
from evaluations.paper_docx import render
from evaluations.paper_proposals import conclusion, group_of
from evaluations.paper_words import context
from products.models import Participation
from tests.cast import person

from .ministry import judged, received, there
from .papers_read import docx_words
from .sat import sat
from .sittings import acting


def found(outcome: dict[str, Any], **over: Any) -> Any:
    """Return a product as the papers know it, of this outcome."""
    return {"outcome": outcome, "reasons": [], "renewal": "", "keeps": False} | over


@pytest.mark.parametrize(
    ("to", "star", "group", "said"),
    [
        ("province", 4, "give_back", "tỉnh công nhận hạng 4 sao theo kết quả này hoặc tổ chức"),
        ("province", None, "give_back", "tỉnh có thể tổ chức đánh giá lại."),
        ("district", 3, "recognise", "Trả kết quả về cấp huyện công nhận hạng 3 sao."),
    ],
)
def test_result_that_goes_down_is_given_to_who_may_award_it(
    to: str, star: int | None, group: str, said: str
) -> None:
    one = found({"kind": "return", "to": to, "star": star})
    assert group_of(one) == group
    assert said in conclusion(one)


def test_nothing_is_proposed_for_a_product_that_was_withdrawn() -> None:
    award = {"kind": "award", "star": 4}
    assert group_of(found(award)) == "recognise"
    one = found(award, withdrawn=True)
    assert group_of(one) == "nothing"
    assert conclusion(one) == "Không đề nghị công nhận: chủ thể đã rút sản phẩm khỏi chu trình."


@pytest.mark.django_db
def test_papers_propose_nothing_for_a_product_that_was_withdrawn() -> None:
    sitting = sat()
    with acting("thao"):
        facts = paper_actions.read_facts(sitting)
        proposed = [one["name"] for one in facts["products"] if group_of(one) == "recognise"]
        assert len(proposed) > 1
        way = Participation.objects.filter(product__name=proposed[0])
        assert way.update(status="withdrawn") == 1
        facts = paper_actions.read_facts(sitting)
    left = [one["name"] for one in facts["products"] if group_of(one) == "recognise"]
    assert left == proposed[1:]
    words = " ".join(docx_words(render("minutes", context(facts))).split())
    assert "chủ thể đã rút sản phẩm khỏi chu trình" in words


@pytest.mark.django_db
@pytest.mark.parametrize(("total", "star", "proposes"), [(86, 4, False), (93, 5, True)])
def test_minister_is_asked_to_recognise_five_stars_alone(
    total: int, star: int, proposes: bool
) -> None:
    row = judged(received().submission, total, star=star)
    with there("ly"):
        facts = paper_actions.read_facts(row.sitting)
    keys = {one.key for one in papers.plan(facts)}
    assert ("05-du-thao-qd-cong-nhan" in keys) is proposes
    words = context(facts)
    proposal = docx_words(render("proposal", words))
    assert ("Công nhận và cấp giấy chứng nhận" in proposal) is proposes
    assert ("dự thảo Quyết định" in proposal) is proposes
    assert ("Trả kết quả về tỉnh (26/2026/QĐ-TTg, Điều 7.4) đối với 1 sản phẩm" in proposal) is (
        not proposes
    )
    assert "cấp huyện" not in docx_words(render("minutes", words))
    client = Client()
    client.force_login(person("ly"))
    page = client.get(reverse("evaluation", args=["quoc-gia", row.pk])).content.decode()
    assert ("Tỉnh công nhận 4 sao theo kết quả này" in page) is (not proposes)
