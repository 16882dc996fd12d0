"""What the pages of the acts say before the press is what the press then does (R15, R16, R20)."""

import re

import pytest

from evaluations.models import Evaluation, Panel, ScoreSheet
from tests.cast import person

from .sittings import all_hand_in, concluded, on_agenda, opened, scoring
from .test_links_again import of_producer, page, state
from .test_reopenings import ask
from .test_sheet_pages import address, browser, plain

pytestmark = pytest.mark.django_db
NOT_YET = "Chưa mở được lượt chấm tiếp theo"
NEXT = "Ở bước tiếp theo, hệ thống ghi không tham gia"
BOARD = "Ở bước tiếp theo, được ghi không tham gia:"
APART = "Điểm chênh quá mức của quy chế."


def handed_in(*points: int) -> Evaluation:
    evaluation = scoring()
    all_hand_in(evaluation, list(points), star=4)
    return evaluation


def pressed(name: str, evaluation: Evaluation, login: str = "thao") -> str:
    answer = browser(login).post(address(name, evaluation.pk))
    assert answer.status_code == 422
    (words,) = answer.context["form"].non_field_errors()
    return words


@pytest.mark.parametrize(("login", "word"), [("lan", "Rút đề nghị"), ("thao", "Xác nhận")])
def test_page_of_the_next_pass_names_the_reopening_that_waits(login: str, word: str) -> None:
    evaluation = handed_in(70, 75, 90)
    assert NOT_YET not in page(login, "second_pass", evaluation.pk)
    ask(evaluation, "lan")
    text = page(login, "second_pass", evaluation.pk)
    assert NOT_YET in text
    assert f"Đề nghị mở lại phiếu của {person('minh')} chờ người thứ hai." in text
    assert word in text
    assert "chờ người thứ hai" in pressed("second_pass", evaluation, login)


def test_spread_is_told_without_who_the_press_takes_out() -> None:
    evaluation = handed_in(70, 75, 90)
    text = page("thao", "second_pass", evaluation.pk)
    assert APART in text
    assert NOT_YET not in text
    of_producer(evaluation, "an")
    text = page("thao", "second_pass", evaluation.pk)
    assert APART not in text
    assert NOT_YET in text
    assert "Không tính phiếu của người được ghi không tham gia" in text
    assert state(evaluation, "an") == "present"  # a look at the page writes nothing
    assert evaluation.panel.get(user=person("an")).reason == ""
    assert "Điểm không chênh quá mức" in pressed("second_pass", evaluation)


def test_spread_stays_told_where_who_leaves_is_not_the_extreme() -> None:
    evaluation = handed_in(70, 75, 90)
    of_producer(evaluation, "minh")
    text = page("thao", "second_pass", evaluation.pk)
    assert APART in text
    assert NOT_YET not in text
    assert browser("thao").post(address("second_pass", evaluation.pk)).status_code == 303


def test_page_of_the_next_pass_tells_that_sheets_are_missing_or_no_pass_is_left() -> None:
    evaluation = scoring()
    assert "Còn phiếu chưa nộp" in page("thao", "second_pass", evaluation.pk)
    all_hand_in(evaluation, [75, 75, 75], star=4)
    assert "Điểm không chênh quá mức của quy chế." in page("thao", "second_pass", evaluation.pk)
    Evaluation.objects.filter(pk=evaluation.pk).update(pass_no=2)
    back = browser("thao").get(address("second_pass", evaluation.pk), follow=True)
    assert back.redirect_chain == [(address("evaluation", evaluation.pk), 302)]
    assert "không chấm thêm lượt nữa" in plain(back)


def test_page_of_the_opening_counts_who_is_left_and_says_why_it_waits() -> None:
    evaluation = handed_in(75, 75, 75)
    text = page("thao", "open_sheets", evaluation.pk)
    assert "họp 4/4, cần 3" in text
    assert "Cần giải quyết trước khi mở phiếu" not in text
    away = Panel.objects.filter(evaluation=evaluation, user__in=[person("an"), person("minh")])
    away.update(state="absent", reason="Phải về sớm")
    text = page("thao", "open_sheets", evaluation.pk)
    assert "họp 2/4, cần 3" in text
    settle = re.search("Cần giải quyết trước khi mở phiếu.*?</ul>", text, re.DOTALL)
    assert settle
    assert "Không còn đủ thành viên theo quy chế" in settle[0]
    assert "Không còn đủ thành viên theo quy chế" in pressed("open_sheets", evaluation)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((), "Còn phiếu chưa nộp hoặc phải chấm tiếp."),
        ((70, 75, 90), "Điểm chênh quá mức của quy chế: phải chấm lượt 2."),
    ],
)
def test_page_of_the_opening_says_why_the_sheets_stay_sealed(
    points: tuple[int, ...], words: str
) -> None:
    evaluation = handed_in(*points) if points else scoring()
    text = page("thao", "open_sheets", evaluation.pk)
    settle = re.search("Cần giải quyết trước khi mở phiếu.*?</ul>", text, re.DOTALL)
    assert settle
    assert words in settle[0]
    assert pressed("open_sheets", evaluation)
    if points:
        of_producer(evaluation, "an")  # without whom the totals lie together
        text = page("thao", "open_sheets", evaluation.pk)
        assert "Cần giải quyết trước khi mở phiếu" not in text
        assert browser("thao").post(address("open_sheets", evaluation.pk)).status_code == 303


def test_page_of_the_product_counts_as_the_beginning_will() -> None:
    evaluation = on_agenda()
    before = page("thao", "evaluation", evaluation.pk)
    assert "họp 4/4, cần 3" in before
    assert NEXT not in before
    of_producer(evaluation, "an")
    text = page("thao", "evaluation", evaluation.pk)
    assert "họp 3/3, cần 3" in text
    assert "họp 4/4" not in text
    assert NEXT in text
    assert f"<li>{person('an')}: Là người của chủ thể.</li>" in text
    assert "họp 3/3, cần 3" in page("thao", "begin_scoring", evaluation.pk)
    assert state(evaluation, "an") == "present"


@pytest.mark.parametrize("login", ["thao", "lan"])
def test_page_of_the_product_counts_as_the_opening_will(login: str) -> None:
    evaluation = handed_in(70, 75, 90)
    before = page(login, "evaluation", evaluation.pk)
    assert "họp 4/4" in before
    assert "điểm chênh quá mức" in before
    of_producer(evaluation, "an")
    text = page(login, "evaluation", evaluation.pk)
    assert "họp 3/3, cần 3" in text
    assert "điểm chênh quá mức" not in text
    assert NEXT in text
    assert f"<li>{person('an')}: Là người của chủ thể.</li>" in text
    other = page("minh", "evaluation", evaluation.pk)  # who neither runs nor presides
    assert NEXT not in other
    assert "Là người của chủ thể" not in other


@pytest.mark.parametrize("login", ["thao", "lan"])
def test_board_counts_as_the_next_act_will_and_names_who_leaves(login: str) -> None:
    evaluation = handed_in(70, 75, 90)
    before = page(login, "sitting", evaluation.sitting_id)
    assert "họp 4/4, cần 3" in before
    assert BOARD not in before
    assert "chênh quá mức" in before
    of_producer(evaluation, "an")
    text = page(login, "sitting", evaluation.sitting_id)
    assert f"{BOARD} {person('an')}<" in text
    assert "họp 3/3, cần 3" in text
    assert "họp 4/4" not in text
    assert "chênh trong mức" in text
    assert "chênh quá mức" not in text
    assert state(evaluation, "an") == "present"


def test_new_version_is_not_offered_where_no_stop_waits_for_the_rest() -> None:
    evaluation = scoring()
    client, where = browser("minh"), address("new_version", evaluation.pk)

    def led_back(said: str) -> None:
        found = client.get(where, follow=True)
        assert found.redirect_chain == [(address("sitting", evaluation.sitting_id), 302)]
        assert said in plain(found)
        assert "không được quá nửa hội đồng xác nhận" not in plain(found)

    led_back("Anh/chị chưa có phiếu nào của lượt này để chấm tiếp.")
    client.get(address("sheet", evaluation.pk))
    draft = client.get(where)
    assert draft.headers["Location"] == address("sheet", evaluation.pk)
    all_hand_in(evaluation, [75, 75, 75])
    led_back("Phiếu đã nộp không sửa được nữa.")
    late = client.post(where, {"reason": "Chấm tiếp"})
    assert late.status_code == 422
    assert ScoreSheet.objects.filter(user=person("minh")).count() == 1
    concluded(evaluation)
    led_back("Sản phẩm này chưa mở chấm, hoặc đã chấm xong.")


def test_report_is_not_offered_once_the_sheets_are_open() -> None:
    evaluation = handed_in(75, 75, 75)
    where = address("advisory", evaluation.pk)
    assert browser("tuan").get(where).status_code == 200
    opened(evaluation)
    back = browser("tuan").get(where, follow=True)
    assert back.redirect_chain == [(address("sitting", evaluation.sitting_id), 302)]
    assert "Phiếu đã mở: báo cáo không ghi hay sửa được nữa." in plain(back)
