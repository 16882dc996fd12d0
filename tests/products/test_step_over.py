"""Forms of a step that is over, or not yet there, lead back with the words of their action."""

import pytest

from accounts.workflow import TransitionRefused
from products import actions
from products.models import Participation
from tests.cast import person

from .ways import PAGE, at, client, later

pytestmark = pytest.mark.django_db


def where(row: Participation, name: str) -> str:
    return f"{PAGE}tham-gia/{row.pk}/{name}/"


def told_back(login: str, row: Participation, name: str) -> str:
    """Return what the product's page says to whoever opens the form."""
    answer = client(login).get(where(row, name), follow=True)
    assert answer.redirect_chain == [(f"{PAGE}san-pham/{row.product_id}/", 302)]
    return "".join(map(str, answer.context["messages"]))


@pytest.mark.parametrize(
    ("login", "name", "status"),
    [
        ("san", "nop", "submitted"),
        ("san", "nop", "withdrawn"),
        ("hoa", "tiep-nhan", "draft"),
        ("hoa", "tiep-nhan", "returned"),
        ("hoa", "tra-lai", "draft"),
        ("hoa", "tra-lai", "returned"),
    ],
)
def test_form_out_of_its_turn_leads_back_with_what_its_press_would_say(login, name, status) -> None:
    row = at(2, status)
    body = {"version": row.version, "reason": "x", "return_by": later()}
    late = client(login).post(where(row, name), body)
    (words,) = late.context["form"].non_field_errors()
    assert f"«{row.get_status_display()}»" in words
    assert told_back(login, row, name) == words


def test_acceptance_form_does_not_go_on_to_the_next_step() -> None:
    row = at(1, "submitted")
    hoa = client("hoa")
    page = hoa.get(where(row, "tiep-nhan"))
    assert "Bước 1. Đăng ký tham gia" in page.content.decode()
    assert hoa.post(where(row, "tiep-nhan"), {"version": row.version}).status_code == 303
    for name in ("tiep-nhan", "tra-lai"):
        assert "«đang soạn»" in told_back("hoa", row, name)


def test_step_of_the_dossier_is_told_where_it_is_done() -> None:
    row = at(5, "submitted")
    words = "Bước «Đánh giá, phân hạng» được xử lý ở trang hồ sơ đánh giá."
    for login, name in (("san", "nop"), ("hoa", "tiep-nhan"), ("hoa", "tra-lai")):
        assert told_back(login, row, name) == words


def test_promotion_and_what_is_over_are_not_sent_to_the_dossier() -> None:
    row = at(6, "draft")
    words = "Bước «Xúc tiến thương mại» không có giấy tờ nào phải nộp hay tiếp nhận."
    for login, name in (("san", "nop"), ("hoa", "tiep-nhan"), ("hoa", "tra-lai")):
        assert told_back(login, row, name) == words
    over = at(6, "closed")
    assert "«đã kết thúc»" in told_back("hoa", over, "tiep-nhan")


def test_plan_is_not_offered_for_acceptance_before_its_appraisal() -> None:
    row = at(3, "submitted")
    assert told_back("binh", row, "tiep-nhan").startswith("Hãy ghi ý kiến thẩm định")
    assert client("binh").get(where(row, "tra-lai")).status_code == 200
    # The commune is not told to appraise what is the province's to appraise.
    assert client("hoa").get(where(row, "tiep-nhan")).status_code == 403


def test_incomplete_step_keeps_its_explanation_on_the_page() -> None:
    row = at(2)
    row.idea.market = ""
    row.idea.save(update_fields=["market"])
    page = client("san").get(where(row, "nop"))
    assert page.status_code == 200
    assert "Chưa nộp được, còn thiếu" in page.content.decode()


def test_second_hand_in_is_refused_as_such_also_where_the_producer_stopped() -> None:
    row = at(2, "submitted")
    row.product.producer.status = "inactive"
    row.product.producer.save(update_fields=["status"])
    with pytest.raises(TransitionRefused, match="«đã nộp»"):
        actions.submit_step(participation=row, by=person("san"))


@pytest.mark.parametrize(
    ("login", "name", "step", "status", "words"),
    [
        ("san", "y-tuong", 2, "submitted", "Chỉ ghi được khi hồ sơ ở bước «Ý tưởng sản phẩm»"),
        ("san", "y-tuong", 3, "draft", "Chỉ ghi được khi hồ sơ ở bước «Ý tưởng sản phẩm»"),
        ("san", "phuong-an", 2, "draft", "Chỉ ghi được khi hồ sơ ở bước"),
        ("san", "bao-cao", 3, "submitted", "Chỉ ghi được khi hồ sơ ở bước"),
        ("binh", "tham-dinh", 3, "draft", "Chỉ thẩm định được phương án đã nộp."),
        ("binh", "tham-dinh", 4, "draft", "Chỉ thẩm định được phương án đã nộp."),
        ("san", "rut", 2, "withdrawn", "Không thực hiện được"),
        ("san", "rut", 6, "draft", "không còn gì để rút"),
    ],
)
def test_paper_out_of_its_turn_is_not_offered(login, name, step, status, words) -> None:
    assert words in told_back(login, at(step, status), name)


@pytest.mark.parametrize("name", ["tiep-nhan", "tra-lai"])
def test_other_level_is_told_before_it_writes(name: str) -> None:
    row = at(2, "submitted")
    assert client("hoa").get(where(row, name)).status_code == 200
    assert client("binh").get(where(row, name)).status_code == 403


def test_stopped_producer_is_told_before_the_hand_in() -> None:
    row = at(2, "draft")
    assert client("san").get(where(row, "nop")).status_code == 200
    row.product.producer.status = "inactive"
    row.product.producer.save()
    assert "ngừng hoạt động" in told_back("san", row, "nop")
