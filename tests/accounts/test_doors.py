"""What every door does with what it is sent: composed letters, and nothing that is ours to say."""

import html
import inspect
import re
import unicodedata
from typing import Any

import pytest
from django.test import Client
from rest_framework import fields, relations, validators
from rest_framework import serializers as rest_serializers

from accounts.doors import NEVER_SENT, composed
from accounts.models import Assignment, JournalEntry
from accounts.words import NO_SUCH_DAY
from evaluations.models import Decision
from ocop_portal.problems import said
from producers.models import Producer
from tests.cast import person
from tests.evaluations.decided import draft, make_concluded
from tests.refusals import refused

pytestmark = pytest.mark.django_db
NAME = "Nguyễn Thị Đào"
BROKEN_UP = unicodedata.normalize("NFD", NAME)
INVITED = {"email": "moi@so.example", "full_name": NAME, "role": "leader"}
PRODUCER = {
    "name": "Hợp tác xã Rong nho",
    "legal_form": "cooperative",
    "commune": "21548",
    "phone": "0905123457",
    "representative": "Lê Thị Rong",
    "representative_gender": "female",
    "representative_ethnicity": "Kinh",
}


def client(login: str) -> Client:
    """Sign somebody in."""
    browser = Client()
    browser.force_login(person(login))
    return browser


@pytest.mark.parametrize("name", sorted(NEVER_SENT))
def test_page_refuses_what_no_client_says_and_writes_nothing(name: str) -> None:
    pages = {
        ("quan", "/quang-ngai/nguoi-dung/moi/"): INVITED,
        ("hoa", "/quang-ngai/chu-the/dang-ky/"): PRODUCER,
    }
    for (login, path), good in pages.items():
        answer = client(login).post(path, good | {name: "5"})
        assert answer.status_code == 422
        assert f"Mục «{name}» do hệ thống ghi, không nhận từ bên ngoài." in answer.text
    assert not Assignment.objects.filter(user__email=INVITED["email"]).exists()
    assert not Producer.objects.exists()


def test_what_was_typed_is_shown_again_when_the_session_has_ended() -> None:
    path, story = "/quang-ngai/chu-the/dang-ky/", "Thành lập năm 2015 <b>từ 12 hộ</b>."
    sent, navigates = PRODUCER | {"history": story}, {"sec-fetch-mode": "navigate"}
    answer = Client().post(path, sent, headers=navigates)
    assert answer.status_code == 403
    shown = re.findall(r"<textarea[^>]* readonly>(.*?)</textarea>", answer.text)
    assert [html.unescape(text) for text in shown] == [
        "Hợp tác xã Rong nho",
        "Lê Thị Rong",
        story,
    ]
    assert "<b>" not in shown[2]
    assert f'href="/dang-nhap/login/?next={path}"' in answer.text
    assert "no-store" in answer["Cache-Control"]
    asked = Client().post(path, sent)  # a script asks: it keeps the text itself
    assert (asked.status_code, asked["Location"]) == (302, f"/dang-nhap/login/?next={path}")
    assert Client().get(path, headers=navigates).status_code == 302
    assert not Producer.objects.exists()


def test_what_was_typed_is_shown_when_the_page_s_token_is_too_old() -> None:
    story = "Thành lập năm 2015 <b>từ 12 hộ</b>."
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person("hoa"))
    path, sent = "/quang-ngai/chu-the/dang-ky/", PRODUCER | {"history": story}
    answer = browser.post(path, sent, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.text
    assert html.escape(story) in answer.text
    assert story not in answer.text
    assert f'href="{path}"' in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not Producer.objects.exists()


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_words_from_another_site_do_not_appear_under_our_name(site: str) -> None:
    words = "Hãy gọi 0900 000 000 để nhận thưởng"
    browser, headers = Client(enforce_csrf_checks=True), {"sec-fetch-site": site} if site else {}
    for path in ("/dang-nhap/login/", "/quang-ngai/chu-the/dang-ky/"):
        answer = browser.post(path, {"login": words, "history": words}, headers=headers)
        assert answer.status_code == 403
        assert words not in answer.text


def test_password_is_never_shown_again() -> None:
    secret = "mật khẩu dài hơn hai mươi chữ"
    browser = Client(enforce_csrf_checks=True)
    sent = dict.fromkeys(("password", "password1", "oldpassword"), secret)
    for path in ("/dang-nhap/login/", "/dang-nhap/password/change/"):
        answer = browser.post(path, sent, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == 403
        assert secret not in answer.text


def test_marks_that_nobody_sees_do_not_get_in() -> None:
    sent = PRODUCER | {"name": "Hợp tác xã \u202eRong\u2066 nho\ufeff"}
    answer = client("hoa").post(
        "/api/v1/quang-ngai/producers/", sent, content_type="application/json"
    )
    assert answer.json()["name"] == "Hợp tác xã Rong nho"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ["HTX"]}, "Mục này phải là chữ."),
        ({"name": {"a": 1}}, "Mục này phải là chữ."),
        ({"name": True}, "Mục này phải là chữ."),
        ({"workers": True}, "Mục này phải là số nguyên."),
        ({"workers": [3]}, "Mục này phải là số nguyên."),
        ({"workers": {"a": 3}}, "Mục này phải là số nguyên."),
    ],
)
def test_api_refuses_wrong_shapes_in_vietnamese(sent: dict, words: str) -> None:
    answer = client("hoa").post(
        "/api/v1/quang-ngai/producers/", PRODUCER | sent, content_type="application/json"
    )
    assert refused(answer) == {key: [words] for key in sent}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A valid integer is required.", "Mục này phải là số nguyên."),
        ("Ensure this field has no more than 200 characters.", "Dài quá: nhiều nhất 200 ký tự."),
        ("Ensure this value is greater than or equal to 1.", "Số này nhỏ quá; ít nhất là 1."),
        ('"x" is not a valid choice.', "«x» không có trong danh sách chọn."),
        ('Expected a list of items but got type "str".', "Mục này sai kiểu dữ liệu."),
        ("Must be a valid UUID.", "Mục này phải là một UUID."),
        (
            "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm.",
            "Thời điểm sai định dạng; ghi như 2026-08-04T09:30:00+07:00.",
        ),
        ('Invalid pk "7" - object does not exist.', "Không tìm thấy mục được chọn."),
        ("Hãy ghi lý do.", "Hãy ghi lý do."),
    ],
)
def test_framework_s_refusals_are_said_in_our_words(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize("module", [fields, relations, rest_serializers, validators])
def test_framework_has_no_refusal_left_in_english(module: Any) -> None:
    """Its Vietnamese catalogue has gaps: what it lacks stands among our words."""
    seen = {
        str(text)
        for one in vars(module).values()
        if inspect.isclass(one) and one.__module__ == module.__name__
        for text in (
            *getattr(one, "default_error_messages", {}).values(),
            getattr(one, "message", ""),
        )
        if text
    }
    filled = {re.sub(r"\{\w+(?::X)?\}", "7", text) for text in seen}
    assert [text for text in sorted(filled) if said(text).isascii()] == []


def test_refused_act_is_told_in_our_words() -> None:
    sent = PRODUCER | {"name": "HTX Rong nho"}
    answer = client("binh").post(
        "/api/v1/quang-ngai/producers/", sent, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["detail"]) == (403, "Không có quyền làm việc này.")


def test_what_is_not_there_is_not_named_either() -> None:
    for path in ("producers/999/", "products/999/", "dossiers/999/", "sittings/999/"):
        answer = client("binh").get(f"/api/v1/quang-ngai/{path}")
        assert (answer.status_code, answer.json()["detail"]) == (404, "Không tìm thấy")


@pytest.mark.parametrize("name", ["points", "stars", "tenant", "user"])
def test_api_says_the_same(name: str) -> None:
    sent = PRODUCER | {name: "5"}
    answer = client("hoa").post(
        "/api/v1/quang-ngai/producers/", sent, content_type="application/json"
    )
    assert answer.status_code == 400
    assert f"«{name}»" in str(refused(answer))
    assert not Producer.objects.exists()


def test_name_that_came_in_pieces_is_kept_whole() -> None:
    client("quan").post("/quang-ngai/nguoi-dung/moi/", INVITED | {"full_name": BROKEN_UP})
    assert Assignment.objects.get(user__email=INVITED["email"]).user.full_name == NAME


def test_subject_that_came_in_pieces_is_kept_whole_at_both_doors() -> None:
    decision = draft(make_concluded())
    path = f"/quang-ngai/quyet-dinh/{decision.pk}/trich-yeu/"
    seen = {"version": decision.version}
    assert client("binh").post(path, {"title": BROKEN_UP} | seen).status_code == 303
    assert Decision.objects.get().title == NAME
    address = f"/api/v1/quang-ngai/decisions/{decision.pk}/"
    sent = {"title": unicodedata.normalize("NFD", "Đợt ba")}
    sent["version"] = Decision.objects.get().version
    answer = client("binh").patch(address, sent, content_type="application/json")
    assert answer.json()["title"] == Decision.objects.get().title == "Đợt ba"


def test_reason_that_came_in_pieces_is_whole_in_the_journal() -> None:
    duty = Assignment.objects.get(user=person("dung"))
    client("quan").post(f"/quang-ngai/nguoi-dung/{duty.pk}/ket-thuc/", {"reason": BROKEN_UP})
    assert JournalEntry.objects.get(verb="end_assignment").facts["reason"] == NAME


def test_composed_reaches_every_text_and_leaves_the_rest() -> None:
    sent = {BROKEN_UP: [BROKEN_UP, {"a": BROKEN_UP}], "n": 5, "none": None, "yes": True}
    assert composed(sent) == {NAME: [NAME, {"a": NAME}], "n": 5, "none": None, "yes": True}


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"workers": "-5"}, "Hãy ghi từ 0 trở lên."),
        ({"workers": "nhiều"}, "Hãy ghi một số nguyên, chỉ gồm chữ số."),
        ({"workers": "9" * 11}, "Số này lớn quá; nhiều nhất là 100000."),
        ({"name": "x" * 201}, "Dài quá: nhiều nhất 200 ký tự, hiện có 201."),
        ({"name": "a\x00b"}, "Có ký tự không đọc được; hãy gõ lại mục này."),
        ({"registered_on": "31/02/2020"}, str(NO_SUCH_DAY)),
        ({"representative_gender": "x"}, "Hãy chọn một mục có trong danh sách."),
        ({"website": "javascript:alert(1)"}, "Địa chỉ trang mạng không đúng"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_refusal_says_what_is_wrong_and_what_to_do_at_both_doors(
    over: dict[str, str], words: str
) -> None:
    page = client("hoa").post("/quang-ngai/chu-the/dang-ky/", PRODUCER | over)
    answer = client("hoa").post(
        "/api/v1/quang-ngai/producers/", PRODUCER | over, content_type="application/json"
    )
    [name] = over
    [said] = page.context["form"].errors[name]
    assert said.startswith(words)
    assert refused(answer)[name] == [said]
