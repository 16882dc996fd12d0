"""Pages and API of written opinions: what each person reads, may do, and is refused (7.6.d)."""

from typing import Any

import pytest

from accounts.models import JournalEntry, Notice
from councils.models import Sitting
from evaluations.models import Evaluation, Opinion, ScoreSheet
from evaluations.tasks import remind_members
from territories import clock
from tests.cast import person
from tests.evaluations import recorded, sittings
from tests.evaluations.asked import (
    DAYS,
    after,
    again,
    all_answer,
    answer,
    asked,
    closed,
    meeting,
    on_round,
    round_of,
)
from tests.evaluations.test_renewals import text_of
from tests.factories import make_council, make_producer, make_producer_account
from tests.products.ways import client, send, words

pytestmark = pytest.mark.django_db
PAGE, API = "/quang-ngai/", "/api/v1/quang-ngai/"
BOARD_QUERIES = 32
FULL = sittings.best_marks


def page(evaluation: Evaluation, act: str = "") -> str:
    return f"{PAGE}danh-gia/{evaluation.pk}/{act}"


def path(door: str, evaluation: Evaluation, acts: tuple[str, str]) -> str:
    """Return an act's address at one of the doors."""
    if door == "page":
        return page(evaluation, acts[0])
    return f"{API}evaluations/{evaluation.pk}/{acts[1]}/"


CLOSE = ("khep-lai/", "close-answers")
CALL = ("hop-truc-tiep/", "call-meeting")
DECLINE = ("khong-hop/", "decline-meeting")
WANT = ("thieu-y-kien/", "meet-for-want-of-answers")
PLACE = ("dua-ra-hop/", "place-at-meeting")
DOORS = pytest.mark.parametrize("door", ["page", "api"])


@DOORS
def test_office_plans_a_round_with_its_deadline(door: str) -> None:
    council, day = make_council(), clock.today()
    where = f"{PAGE}hoi-dong/{council.pk}/lay-y-kien/moi/"
    if door == "api":
        where = f"{API}councils/{council.pk}/written-rounds/"
    else:
        text = text_of(client("binh").get(where))
        assert "Kết quả phải có trong 45 ngày từ ngày nhận đủ hồ sơ (Điều 7.6.g)." in text
    early = {"held_on": day.isoformat(), "answers_due": after(-1).isoformat()}
    refusal = send(client("binh"), door, where, early)
    expected = "Hạn trả lời không được trước ngày bắt đầu lấy ý kiến."
    assert words(refusal) == {"answers_due": [expected]}
    response = send(client("binh"), door, where, early | {"answers_due": after(5).isoformat()})
    assert response.status_code == (303 if door == "page" else 201)
    sitting = Sitting.objects.get()
    assert (sitting.form, sitting.answers_due) == ("written", after(5))
    assert "Bắt đầu lấy ý kiến" in text_of(client("thao").get(f"{PAGE}phien-hop/{sitting.pk}/"))


def test_round_reads_as_a_round_and_not_as_a_meeting() -> None:
    evaluation = on_round()
    where, day = f"{PAGE}phien-hop/{evaluation.sitting_id}/", evaluation.sitting.answers_due
    text = text_of(client("thao").get(where))
    assert f"Thành viên trả lời đến hết ngày {day:%d/%m/%Y}" in text
    assert "Gửi lấy ý kiến" in text
    assert "Kết thúc đợt lấy ý kiến" in text
    for absent in ("Điểm danh", "Nơi họp", "Bắt đầu chấm", "Ngày họp"):
        assert absent not in text, absent
    assert "còn 45 ngày" in text
    opened = client("thao").get(page(evaluation, "bat-dau/"))
    assert "Gửi lấy ý kiến" in text_of(opened)


def test_deadline_beyond_the_45_days_is_said_on_the_round() -> None:
    evaluation = on_round(round_of(days=46))
    text = text_of(client("thao").get(f"{PAGE}phien-hop/{evaluation.sitting_id}/"))
    assert f"của 1 sản phẩm, sớm nhất {after(45):%d/%m/%Y} (45 ngày" in text


def test_member_answers_on_his_page_and_keeps_a_receipt() -> None:
    evaluation = asked()
    browser, day = client("minh"), f"{evaluation.sitting.answers_due:%d/%m/%Y}"
    home = text_of(browser.get(PAGE))
    assert "Phiếu lấy ý kiến còn phải trả lời" in home
    assert f"hạn {day}" in home
    assert "Phiếu chấm còn phải nộp" not in home
    text = text_of(browser.get(f"{PAGE}phien-hop/{evaluation.sitting_id}/"))
    assert "Phiếu lấy ý kiến của anh/chị" in text
    sittings.fill(evaluation, "minh", sittings.marks_for(sittings.rules_of(evaluation), 62, star=3))
    where = f"{PAGE}phieu-cham/{evaluation.pk}/nop/"
    text = text_of(browser.get(where))
    assert "Theo phiếu này sản phẩm đạt 3 sao." in text
    assert text.count('type="radio"') == 2
    refusal = browser.post(where, {"wants_meeting": "1", "reason": " "})
    assert words(refusal) == {"reason": ["Hãy ghi lý do đề nghị họp trực tiếp."]}
    assert words(browser.post(where, {})) == {"wants_meeting": ["Hãy ghi hoặc chọn mục này."]}
    done = browser.post(where, {"wants_meeting": "1", "reason": "Đổi nguồn nguyên liệu."})
    assert done.headers["Location"] == f"{PAGE}phieu-cham/{evaluation.pk}/bien-nhan/"
    text = text_of(browser.get(done.headers["Location"]))
    assert "đề nghị họp trực tiếp" in text
    assert "Đổi nguồn nguyên liệu." in text
    assert "Phiếu lấy ý kiến còn phải trả lời" not in text_of(browser.get(PAGE))
    others = text_of(client("thao").get(page(evaluation)))
    assert "Đổi nguồn nguyên liệu." not in others


def test_api_takes_the_word_with_the_sheet_and_refuses_a_late_one() -> None:
    evaluation = asked()
    marks = sittings.marks_for(sittings.rules_of(evaluation), 62, star=3)
    sheet = sittings.fill(evaluation, "minh", marks)
    where = f"{API}sheets/{sheet.pk}/hand-in/"
    refusal = send(client("minh"), "api", where, {})
    assert words(refusal) == {"wants_meeting": ["Hãy chọn ý kiến của anh/chị."]}
    with clock.fixed(after()):
        late = send(client("minh"), "api", where, {"wants_meeting": False})
        text = text_of(client("minh").get(f"{PAGE}phien-hop/{evaluation.sitting_id}/"))
        home = text_of(client("minh").get(PAGE))
    assert "Đã hết hạn trả lời" in str(words(late))
    assert "Đã hết hạn trả lời" in text
    assert f"phieu-cham/{evaluation.pk}/" not in home
    done = send(client("minh"), "api", where, {"wants_meeting": False})
    assert done.status_code == 200
    assert Opinion.objects.get().wants_meeting is False


@DOORS
def test_secretary_closes_and_concludes(door: str) -> None:
    evaluation = asked()
    for login in ("lan", "minh"):
        answer(evaluation, login, 61)
    refusal = send(client("thao"), door, path(door, evaluation, CLOSE), {})
    assert "Còn chờ 1 phiếu" in str(words(refusal))
    assert "Lấy ý kiến bằng văn bản chờ thư ký" not in text_of(client("thao").get(PAGE))
    answer(evaluation, "an", 62)
    assert "đủ ý kiến, chờ khép lại" in text_of(client("thao").get(PAGE))
    assert "Khép lại lấy ý kiến" in text_of(client("thao").get(page(evaluation)))
    response = send(client("thao"), door, path(door, evaluation, CLOSE), {})
    assert response.status_code == (303 if door == "page" else 200)
    text = text_of(client("thao").get(page(evaluation)))
    assert "3/3 thành viên đã trả lời, cần ít nhất 3." in text
    assert text.count("đồng ý theo phiếu") == 3
    assert page(evaluation, "ket-luan/") in text
    again = client("thao").get(page(evaluation, CLOSE[0]), follow=True)
    assert again.redirect_chain == [(page(evaluation), 302)]
    assert "Ý kiến của sản phẩm này đã được mở." in text_of(again)


@DOORS
def test_nobody_is_kept_from_answering_before_the_deadline(door: str) -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    answer(evaluation, "an", 61)
    minh = evaluation.panel.get(user=person("minh"))
    where = page(evaluation, f"thanh-vien/{minh.member_id}/")
    if door == "page":
        offered = client("thao").get(where).content.decode()
        assert 'value="recused"' in offered
        assert 'value="absent"' not in offered
    else:
        where = f"{API}evaluations/{evaluation.pk}/place/"
    sent = {"member": minh.member_id, "state": "absent", "reason": "Đi công tác"}
    refusal = send(client("thao"), door, where, sent)
    assert refusal.status_code in (400, 422)
    minh.refresh_from_db()
    assert (minh.state, minh.reason) == ("present", "")
    early = send(client("thao"), door, path(door, evaluation, CLOSE), {})
    assert "Còn chờ 1 phiếu (Bùi Công Minh" in early.content.decode()
    evaluation.refresh_from_db()
    assert evaluation.opened_at is None


def test_round_offers_no_ruling_that_only_a_meeting_can_make() -> None:
    evaluation = asked()
    where = page(evaluation)
    assert "Hội đồng kết luận về điều kiện loại" not in text_of(client("thao").get(where))
    all_answer(evaluation)
    closed(evaluation)
    opened = client("thao").get(where)
    assert "Yêu cầu tối thiểu theo hạng sao" in text_of(opened)
    assert f"{where}yeu-cau-toi-thieu/" not in opened.content.decode()


@DOORS
def test_chair_reads_the_wish_and_answers_it(door: str) -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    answer(evaluation, "an", 61)
    answer(evaluation, "minh", 62, meeting="Đổi nguồn nguyên liệu.")
    closed(evaluation)
    assert "chờ Chủ tịch trả lời" in text_of(client("lan").get(PAGE))
    text = text_of(client("lan").get(page(evaluation)))
    for said in ("Đồng ý họp trực tiếp", "Không mở cuộc họp", "Đổi nguồn nguyên liệu."):
        assert said in text
    secretary = text_of(client("thao").get(page(evaluation)))
    assert page(evaluation, CALL[0]) not in secretary
    assert page(evaluation, "ket-luan/") not in secretary
    refusal = send(client("lan"), door, path(door, evaluation, DECLINE), {"reason": ""})
    assert list(words(refusal)) == ["reason"]
    for login, status in (("thao", 404), ("minh", 404), ("tu", 404)):
        refused = send(client(login), door, path(door, evaluation, DECLINE), {"reason": "Không."})
        assert refused.status_code == status, login
    send(client("lan"), door, path(door, evaluation, DECLINE), {"reason": "Hồ sơ đã rõ."})
    text = text_of(client("thao").get(page(evaluation)))
    assert "không mở cuộc họp theo đề nghị: Hồ sơ đã rõ." in text
    assert page(evaluation, "ket-luan/") in text
    for acts, said in ((DECLINE, "Không có đề nghị họp nào"), (CALL, "không còn đề nghị họp nào")):
        again = client("lan").get(page(evaluation, acts[0]), follow=True)
        assert again.redirect_chain == [(page(evaluation), 302)]
        assert said in text_of(again)


@DOORS
def test_differing_answers_lead_to_a_meeting_that_shows_them(door: str) -> None:
    evaluation = asked()
    all_answer(evaluation, (60, 75, 61))
    response = send(client("thao"), door, path(door, evaluation, CLOSE), {})
    if door == "api":
        assert response.json()["status"] == "to_meeting"
    text = text_of(client("thao").get(page(evaluation)))
    assert "chuyển họp trực tiếp" in text
    assert "Kết quả nếu kết luận bây giờ" not in text
    assert "Lượt lấy ý kiến này không cho kết quả" in text
    assert text.count("không, được giữ lại") == 3  # no sheet of it counts
    assert "chờ đưa ra phiên họp trực tiếp" in text_of(client("thao").get(PAGE))
    board = f"{PAGE}phien-hop/{evaluation.sitting_id}/"
    assert "Xem, đưa ra phiên họp" in text_of(client("thao").get(board))
    for acts in (CLOSE, WANT):
        assert client("thao").get(page(evaluation, acts[0])).status_code == 302
    place, other = meeting(evaluation), round_of(council=make_council())
    body = {"sitting": other.pk}
    refusal = send(client("thao"), door, path(door, evaluation, PLACE), body)
    assert list(words(refusal)) == ["sitting"]
    send(client("thao"), door, path(door, evaluation, PLACE), {"sitting": place.pk})
    heard = Evaluation.objects.get(sitting=place)
    assert heard.former == evaluation
    text = text_of(client("thao").get(page(heard)))
    assert "Lượt lấy ý kiến bằng văn bản trước phiên họp" in text
    assert "điểm của các thành viên chênh quá mức của quy chế" in text
    assert "chờ đưa ra phiên họp trực tiếp" not in text_of(client("thao").get(PAGE))
    assert page(heard) in text_of(client("thao").get(page(evaluation)))
    assert "Xem, đưa ra phiên họp" not in text_of(client("thao").get(board))
    again = client("thao").get(page(evaluation, PLACE[0]), follow=True)
    assert again.redirect_chain == [(page(evaluation), 302)]
    assert "đã có trong chương trình của một phiên họp" in text_of(again)


@DOORS
def test_chair_calls_a_meeting_and_want_of_answers_does(door: str) -> None:
    evaluation = asked()
    assert "Chuyển họp trực tiếp" in text_of(client("lan").get(page(evaluation)))
    response = send(client("lan"), door, path(door, evaluation, CALL), {"reason": "Phức tạp."})
    assert response.status_code == (303 if door == "page" else 200)
    text = text_of(client("lan").get(page(evaluation)))
    assert "Chủ tịch thấy có nội dung phức tạp cần thảo luận. Phức tạp." in text
    other = asked(evaluation.sitting, again("Nước mắm", producer=make_producer(name="HTX Sa")))
    answer(other, "lan", 60)
    with clock.fixed(after()):
        text = text_of(client("thao").get(page(other)))
        assert "Gia hạn trả lời" in text
        assert page(other, WANT[0]) in text
        assert "hết hạn trả lời" in text_of(client("thao").get(PAGE))
        send(client("thao"), door, path(door, other, WANT), {})
    other.refresh_from_db()
    assert other.status == "to_meeting"


@DOORS
def test_secretary_extends_and_reminds(door: str) -> None:
    evaluation = asked()
    number = evaluation.sitting_id
    extend, remind = f"{PAGE}phien-hop/{number}/gia-han/", f"{PAGE}phien-hop/{number}/nhac/"
    if door == "api":
        extend = f"{API}sittings/{number}/extend-deadline/"
        remind = f"{API}sittings/{number}/remind/"
    text = text_of(client("thao").get(f"{PAGE}phien-hop/{number}/"))
    assert "Nhắc thành viên chưa trả lời" in text
    send(client("thao"), door, remind, {})
    assert Notice.objects.filter(text__startswith="Còn 1 phiếu").count() == 3
    body = {"answers_due": evaluation.sitting.answers_due.isoformat(), "reason": "Chậm."}
    assert list(words(send(client("thao"), door, extend, body))) == ["answers_due"]
    response = send(client("thao"), door, extend, body | {"answers_due": after(20).isoformat()})
    assert response.status_code == (303 if door == "page" else 200)
    assert Sitting.objects.get(pk=number).answers_due == after(20)
    for login in ("minh", "hoa"):
        assert send(client(login), door, extend, body).status_code == 403


def test_more_time_is_not_offered_where_nothing_is_waited_for() -> None:
    evaluation = asked()
    browser, only = client("thao"), "Chỉ gia hạn khi đang lấy ý kiến bằng văn bản."

    def led_back(number: int, said: str) -> None:
        board = f"{PAGE}phien-hop/{number}/"
        answer = browser.get(f"{board}gia-han/", follow=True)
        assert answer.redirect_chain == [(board, 302)]
        assert said in text_of(answer)

    number = evaluation.sitting_id
    assert browser.get(f"{PAGE}phien-hop/{number}/gia-han/").status_code == 200
    with clock.fixed(after()):  # late, it is what helps
        assert browser.get(f"{PAGE}phien-hop/{number}/gia-han/").status_code == 200
    led_back(meeting(evaluation).pk, only)
    all_answer(evaluation)
    closed(evaluation)
    led_back(number, "Không còn sản phẩm nào chờ ý kiến.")
    sittings.conclude(evaluation)
    browser.post(f"{PAGE}phien-hop/{number}/ket-thuc/")
    assert Sitting.objects.get(pk=number).status == "closed"
    led_back(number, only)


def test_round_is_not_offered_to_be_closed_before_it_can_be() -> None:
    evaluation = asked()
    answer(evaluation, "an", 60)
    where, due = page(evaluation, CLOSE[0]), evaluation.sitting.answers_due

    def led_back(said: str, at: str = where) -> None:
        found = client("thao").get(at, follow=True)
        assert found.redirect_chain == [(page(evaluation), 302)]
        assert said in text_of(found)

    led_back("Còn chờ 2 phiếu (")
    led_back(f"); hạn trả lời hết ngày {due:%d/%m/%Y}.")
    led_back("hãy dùng «Khép lại lấy ý kiến»", page(evaluation, "mo-phieu/"))
    led_back("Hãy mở phiếu trước khi kết luận.", page(evaluation, "ket-luan/"))
    with clock.fixed(after()):
        led_back("Chưa đủ ý kiến: có 1, cần ít nhất 3.")
    answer(evaluation, "lan", 61)
    with clock.fixed(after()):
        led_back("Chưa đủ ý kiến: có 2, cần ít nhất 3.")
    answer(evaluation, "minh", 62, meeting="Đổi nguồn nguyên liệu.")
    assert client("thao").get(where).status_code == 200
    closed(evaluation)
    led_back("Chủ tịch phải trả lời trước", page(evaluation, "ket-luan/"))


def test_round_may_be_closed_where_the_press_takes_out_who_has_not_answered() -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    answer(evaluation, "an", 62)
    assert client("thao").get(page(evaluation, CLOSE[0])).status_code == 302
    producer = evaluation.submission.participation.product.producer
    make_producer_account(producer=producer, user=person("minh"))
    assert client("thao").get(page(evaluation, CLOSE[0])).status_code == 200
    assert client("thao").post(page(evaluation, CLOSE[0]), {}).status_code == 303
    evaluation.refresh_from_db()
    assert evaluation.opened_at is not None


def test_want_of_answers_is_not_stated_while_the_round_runs() -> None:
    evaluation = asked()
    answer(evaluation, "an", 60)
    where, due = page(evaluation, WANT[0]), evaluation.sitting.answers_due
    early = client("thao").get(where, follow=True)
    assert early.redirect_chain == [(page(evaluation), 302)]
    assert f"Chưa hết hạn trả lời ({due:%d/%m/%Y})." in text_of(early)
    assert f"Chưa hết hạn trả lời ({due:%d/%m/%Y})." in text_of(client("thao").post(where, {}))
    with clock.fixed(after()):
        shown = client("thao").get(where)
        assert shown.status_code == 200
        assert "Chưa đủ số thành viên trả lời." in text_of(shown)
    answer(evaluation, "lan", 61)
    answer(evaluation, "minh", 62)
    enough = client("thao").get(where, follow=True)
    assert enough.redirect_chain == [(page(evaluation), 302)]
    assert "hãy khép lại lấy ý kiến" in text_of(enough)


def test_whoever_the_press_takes_out_is_not_waited_for_before_it() -> None:
    evaluation = asked()
    answer(evaluation, "an", 60)
    answer(evaluation, "minh", 62)
    producer = evaluation.submission.participation.product.producer
    make_producer_account(producer=producer, user=person("lan"))  # the chair, who has not answered
    where = page(evaluation, WANT[0])
    shown = client("thao").get(where)
    assert shown.status_code == 200
    assert "Hết hạn" not in text_of(shown)  # the deadline is not over: nobody is left to answer
    assert client("thao").post(where, {}).status_code == 303
    evaluation.refresh_from_db()
    assert evaluation.status == "to_meeting"


@pytest.mark.parametrize(("left", "told"), [(3, 2), (2, 0), (1, 2), (0, 2)])
def test_worker_reminds_in_time_and_once(left: int, told: int) -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    Notice.objects.all().delete()
    with clock.fixed(after(DAYS - left)):
        remind_members()
        remind_members()
    assert Notice.objects.count() == told
    assert JournalEntry.objects.filter(verb="remind_members").count() == bool(told)


def test_record_holds_the_round_and_verifies() -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    answer(evaluation, "an", 61)
    sheet = answer(evaluation, "minh", 62, meeting="Đổi nguồn nguyên liệu.")
    closed(evaluation)
    send(client("lan"), "api", path("api", evaluation, CALL), {"reason": "Phải bàn."})
    wanted = ["answers_closed", "meeting_called"]
    events = recorded.events()
    assert [one.kind for one in events][-2:] == wanted
    assert "opened" in recorded.kinds()
    handed_in = [one.body for one in events if one.kind == "handed_in"]
    assert len(handed_in) == 3
    assert not any("wants" in body or "Đổi nguồn" in body for body in handed_in)
    assert f"[{sheet.pk},true]" in events[-2].body
    assert recorded.checked().first is None
    text = text_of(client("tra").get(f"{PAGE}phien-hop/{evaluation.sitting_id}/ban-ghi/"))
    assert "Khép lại lấy ý kiến bằng văn bản" in text
    assert "3/3 trả lời, cần 3; 1 đề nghị họp" in text
    assert "thành viên đề nghị họp, Chủ tịch đồng ý" in text


@pytest.mark.parametrize("count", [1, 3])
def test_rounds_board_costs_the_same_for_every_number(
    count: int, django_assert_num_queries: Any
) -> None:
    sitting = round_of()
    for number in range(count):
        producer = make_producer(name=f"Hợp tác xã {number}", phone=f"+8494444000{number}")
        evaluation = asked(sitting, again(f"Sản phẩm {number}", producer=producer))
        answer(evaluation, "lan", 60)
    browser = client("thao")
    where = f"{PAGE}phien-hop/{sitting.pk}/"
    browser.get(where)
    with django_assert_num_queries(BOARD_QUERIES):
        browser.get(where)


def test_another_province_finds_nothing_of_a_round() -> None:
    evaluation = asked()
    for address in (
        f"{PAGE}phien-hop/{evaluation.sitting_id}/",
        f"{PAGE}phien-hop/{evaluation.sitting_id}/gia-han/",
        page(evaluation, CLOSE[0]),
    ):
        assert client("tu").get(address).status_code == 404
    assert not ScoreSheet.objects.filter(user=person("tu")).exists()
