"""Pages and API of duties, invitations, notices, journal, sessions."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Assignment, Notice, User
from tests.refusals import refused

from ..cast import person
from ..factories import make_notice

pytestmark = pytest.mark.django_db
LIST = "/quang-ngai/nguoi-dung/"
API = "/api/v1/quang-ngai/assignments/"


@pytest.fixture
def as_(client: Client) -> object:
    """Sign somebody in."""

    def sign_in(login: str) -> Client:
        client.force_login(person(login))
        return client

    return sign_in


def test_list_names_people_of_this_province_only(as_) -> None:
    person("tu")
    person("hoa")
    page = as_("quan").get(LIST).content.decode()
    assert "Lê Thị Hoa" in page
    assert "đặc khu Lý Sơn" in page
    assert "Rơ Châm Tú" not in page


def test_list_searches_without_diacritics(as_) -> None:
    person("hoa"), person("dung")
    page = as_("quan").get(LIST, {"q": "dang anh dung"}).content.decode()
    assert "Đặng Anh Dũng" in page
    assert "Lê Thị Hoa" not in page


@pytest.mark.parametrize("others", [1, 3])
def test_list_reads_the_same_number_of_queries(as_, others: int, django_assert_num_queries) -> None:
    for login in ("hoa", "thu", "binh")[:others]:
        person(login)
    client = as_("quan")
    client.get(LIST)
    with django_assert_num_queries(18):
        client.get(LIST)


def test_form_and_api_refuse_alike(as_) -> None:
    client = as_("quan")
    bad = {"email": "x@ocop.example", "full_name": "X", "role": "commune_officer"}
    page = client.post(LIST + "moi/", bad)
    answer = client.post(API, bad, content_type="application/json")
    assert (page.status_code, answer.status_code) == (422, 400)
    [message] = refused(answer)["unit"]
    assert message == "Hãy chọn đơn vị của cán bộ."
    assert message in page.content.decode()


def test_form_and_api_give_the_same_duty(as_) -> None:
    client = as_("quan")
    good = {"email": "a@ocop.example", "full_name": "A", "role": "leader"}
    assert client.post(LIST + "moi/", good).status_code == 303
    answer = client.post(API, good | {"email": "b@ocop.example"}, content_type="application/json")
    assert answer.status_code == 201
    duties = Assignment.objects.filter(role="leader").values_list("user__email", "province__slug")
    assert set(duties) == {("a@ocop.example", "quang-ngai"), ("b@ocop.example", "quang-ngai")}


def test_client_cannot_choose_province_or_giver(as_) -> None:
    sent = {"email": "a@ocop.example", "full_name": "A", "role": "leader"}
    foreign = {"province": 1, "given_by": person("tu").pk, "period": "[2000-01-01,)"}
    refused = as_("quan").post(API, sent | foreign, content_type="application/json")
    assert {one["pointer"] for one in refused.json()["errors"]} == {f"#/{name}" for name in foreign}
    as_("quan").post(API, sent, content_type="application/json")
    duty = Assignment.objects.get(user__email="a@ocop.example")
    assert (duty.province.slug, duty.given_by) == ("quang-ngai", person("quan"))


def test_duty_of_another_province_is_not_there(as_) -> None:
    theirs = person("tu").assignments.get()
    client = as_("quan")
    assert client.get(f"{LIST}{theirs.pk}/ket-thuc/").status_code == 404
    ended = client.post(f"{API}{theirs.pk}/end/", {"reason": "x"}, content_type="application/json")
    assert ended.status_code == 404
    theirs.refresh_from_db()
    assert theirs.period.upper is None


def test_other_province_is_not_there_at_all(as_) -> None:
    client = as_("quan")
    for path in ("/gia-lai/", "/gia-lai/nguoi-dung/", "/khong-co/", "/api/v1/gia-lai/journal/"):
        assert client.get(path).status_code == 404, path


def test_ended_duty_closes_the_province(as_) -> None:
    client = as_("binh")
    assert client.get("/quang-ngai/").status_code == 200
    today = timezone.localdate()
    from django.db.backends.postgresql.psycopg_any import DateRange

    person("binh").assignments.update(period=DateRange(today - timedelta(9), today))
    assert client.get("/quang-ngai/").status_code == 404


def test_stranger_is_led_to_the_sign_in(client: Client) -> None:
    answer = client.get(LIST)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/dang-nhap/login/?next={LIST}"
    assert client.get(API).status_code == 401


def test_invitation_link_sets_the_password_once(
    as_, client: Client, django_capture_on_commit_callbacks
) -> None:
    sent = {"email": "a@ocop.example", "full_name": "Anh A", "role": "leader"}
    with django_capture_on_commit_callbacks(execute=True):
        as_("quan").post(LIST + "moi/", sent)
    link = re.search(r"/moi/\S+", mail.outbox[0].body).group()
    stranger = Client()
    assert "mật khẩu" in stranger.get(link).content.decode()
    weak = stranger.post(link, {"password": "12345678", "again": "12345678"})
    assert "quá ngắn" in weak.content.decode()
    apart = stranger.post(link, {"password": "mưa dầm thấm lâu", "again": "khác hẳn nhau"})
    assert "không giống nhau" in apart.content.decode()
    good = {"password": "mưa dầm thấm lâu", "again": "mưa dầm thấm lâu"}
    assert stranger.post(link, good).status_code == 302
    assert stranger.get("/", follow=True).request["PATH_INFO"] == "/quang-ngai/"
    over = Client().get(link)
    assert over.status_code == 404
    assert "dùng được một lần, trong ba ngày" in over.content.decode()
    assert "Anh A" not in over.content.decode()
    sign_in = {"login": "a@ocop.example", "password": "mưa dầm thấm lâu"}
    assert Client().post("/dang-nhap/login/", sign_in).status_code == 302


def test_invited_person_whose_link_is_too_old_gets_a_new_one_himself(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    invited = User.objects.create_user("a@ocop.example", full_name="Anh A")
    assert not invited.has_usable_password()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/dang-nhap/password/reset/", {"email": "a@ocop.example"})
    link = re.search(r"/dang-nhap/password/reset/key/\S+", mail.outbox[0].body).group()
    page = client.get(link, follow=True)
    good = {"password1": "mưa dầm thấm lâu", "password2": "mưa dầm thấm lâu"}
    client.post(page.request["PATH_INFO"], good)
    invited.refresh_from_db()
    assert invited.check_password("mưa dầm thấm lâu")


def test_address_is_changed_once_its_own_box_has_confirmed_it(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    hoa, where = person("hoa"), "/dang-nhap/email/"
    hoa.set_password("mưa dầm thấm lâu")
    hoa.save()
    client.force_login(hoa)
    page = client.get(where).content.decode()
    assert "Đổi thư điện tử" in page
    assert "hoa@ocop.example" in page
    for left_over in ("Email Address", "Change Email", "Current email"):
        assert left_over not in page
    sent = {"action_add": "", "email": "le.hoa@lyson.example"}
    again = client.post(where, sent)
    assert again.headers["Location"].startswith("/dang-nhap/reauthenticate/")
    client.post(again.headers["Location"], {"password": "mưa dầm thấm lâu"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(where, sent)
    letter = mail.outbox[-1]
    assert letter.subject == "[OCOP] Xác nhận địa chỉ thư"
    assert letter.to == ["le.hoa@lyson.example"]
    hoa.refresh_from_db()
    assert hoa.email == "hoa@ocop.example"
    assert "le.hoa@lyson.example" in client.get(where).content.decode()
    link = re.search(r"/dang-nhap/confirm-email/\S+", letter.body).group()
    client.post(link)
    hoa.refresh_from_db()
    assert hoa.email == "le.hoa@lyson.example"
    assert "hoa@ocop.example" not in client.get(where).content.decode()


def test_who_has_a_second_factor_changes_his_address_too(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    dung, where = person("dung"), "/dang-nhap/email/"
    dung.set_password("mưa dầm thấm lâu")
    dung.save()
    client.force_login(dung)
    client.post("/dang-nhap/reauthenticate/", {"password": "mưa dầm thấm lâu"})
    Authenticator.objects.create(user=dung, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    sent = {"action_add": "", "email": "dung@quangngai.example"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(where, sent)
    assert mail.outbox[-1].to == ["dung@quangngai.example"]
    twice = client.post(where, sent).content.decode()
    assert "Địa chỉ này đã ghi ở tài khoản của anh/chị rồi." in twice


@pytest.mark.parametrize("name", ["account_email", "account_email_verification_sent", "mfa_index"])
def test_account_pages_are_the_portal_s_own(as_, name: str) -> None:
    """The library's own pages are English and know nothing of the frame."""
    page = as_("hoa").get(reverse(name))
    assert str(settings.BASE_DIR) in page.templates[0].origin.name
    assert '<html lang="vi"' in page.content.decode()


def test_forged_invitation_is_not_there(client: Client) -> None:
    person("hoa")
    for path in ("/moi/MQ/abc-def/", "/moi/%20/x/", "/moi/OTk5OTk5OTk5OTk5OTk5OTk5OTk/x-y/"):
        assert client.get(path).status_code == 404


def test_nobody_signs_himself_up(client: Client) -> None:
    page = client.get("/dang-nhap/signup/").content.decode()
    assert "password1" not in page


@pytest.mark.parametrize(
    ("started", "seen", "stays"),
    [(0, 0, True), (11, 2, True), (12.1, 0, False), (5, 3.1, False)],
)
def test_session_ends_after_12_hours_and_3_idle_ones(
    as_, started: float, seen: float, stays: bool
) -> None:
    client = as_("binh")
    client.get("/quang-ngai/")
    now = timezone.now().timestamp()
    session = client.session
    session["started_at"] = int(now - started * 3600)
    session["seen_at"] = int(now - seen * 3600)
    session.save()
    assert client.get("/quang-ngai/").status_code == (200 if stays else 302)


@pytest.mark.parametrize(("login", "asked"), [("binh", True), ("dung", True), ("hoa", False)])
def test_staff_must_set_up_a_second_factor(as_, settings, login: str, asked: bool) -> None:
    settings.TOTP_IS_COMPULSORY = True
    client = as_(login)
    answer = client.get("/quang-ngai/")
    assert answer.status_code == (302 if asked else 200)
    if asked:
        assert answer.headers["Location"] == "/dang-nhap/2fa/totp/activate/"
        assert client.get("/api/v1/quang-ngai/journal/").status_code == 403


def test_secret_of_the_second_factor_is_read_whole_in_groups_of_four(as_) -> None:
    client, dung = as_("dung"), person("dung")
    dung.set_password("mưa dầm thấm lâu")
    dung.save()
    client.force_login(dung)
    client.post("/dang-nhap/reauthenticate/", {"password": "mưa dầm thấm lâu"})
    answer = client.get("/dang-nhap/2fa/totp/activate/")
    secret, page = answer.context["form"].secret, answer.content.decode()
    assert len(secret) == 32
    (block,) = re.findall(r'id="authenticator_secret" .*?</p>', page)
    groups = re.findall(r"<span>(\w{4})</span><wbr>", block)
    assert len(groups) == 8
    assert "".join(groups) == secret
    assert f'value="{secret}"' not in page  # a field of one line cuts it on a phone


def test_second_step_of_the_sign_in_says_whom_to_ask_when_all_is_lost(client: Client) -> None:
    dung = person("dung")
    dung.set_password("mưa dầm thấm lâu")
    dung.save()
    Authenticator.objects.create(user=dung, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    sent = {"login": dung.email, "password": "mưa dầm thấm lâu"}
    page = client.post("/dang-nhap/login/", sent, follow=True).content.decode()
    assert "Mất cả điện thoại lẫn mã dự phòng: hãy báo quản trị của tỉnh" in page
    assert "báo người vận hành hệ thống" in page
    form = page[page.index('id="logout-from-stage"') :].partition(">")[0]
    assert "data-vault=" in form  # giving up is signing out, too
    assert "js/lock" in page


def test_page_of_the_sign_out_wipes_the_device_and_shuts_nothing_before(as_) -> None:
    page = as_("binh").get("/dang-nhap/logout/").content.decode()
    main = page[page.index("<main") :]
    assert re.search(
        r'<form method="post" action="/dang-nhap/logout/" data-vault="[^"]+vault', main
    )
    assert "điểm chấm chưa gửi" in main
    assert "js/lock" not in page


def test_notices_show_ones_own_and_are_marked_read(as_) -> None:
    make_notice(text="Hồ sơ của bạn đã được tiếp nhận")
    make_notice(to=person("thu"), text="Việc của người khác")
    client = as_("hoa")
    page = client.get("/quang-ngai/thong-bao/").content.decode()
    assert "đã được tiếp nhận" in page
    assert "người khác" not in page
    client.post("/quang-ngai/thong-bao/")
    assert set(Notice.objects.filter(read_at=None).values_list("to__email", flat=True)) == {
        "thu@ocop.example"
    }


def test_language_is_vietnamese_until_english_is_chosen(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "en"})
    assert page.headers["Content-Language"] == "vi"
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert client.get("/").headers["Content-Language"] == "en"


def test_list_is_ordered_by_given_name(as_) -> None:
    for login in ("hoa", "dung", "binh", "kiem", "an"):
        person(login)
    page = as_("quan").get(LIST).content.decode()
    names = re.findall(r"[\w ]+(?= \(mẫu\)</t[hd]>)", page)
    given = [name.split()[-1] for name in names]
    assert given == ["An", "Bình", "Dũng", "Hoa", "Kiểm", "Quân"]


def test_form_larger_than_any_is_refused_in_words(client: Client) -> None:
    client.force_login(person("hoa"))
    form = "application/x-www-form-urlencoded"
    answer = client.generic("POST", "/quang-ngai/chu-the/dang-ky/", "a=" + "x" * 3_000_000, form)
    assert answer.status_code == 400
    assert "Không đọc được nội dung gửi lên" in answer.content.decode()
