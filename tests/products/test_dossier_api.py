"""The second door: the same acts, the same refusals in the same words."""

import io
import json
import random
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from products.cycle import Status
from products.dossier_actions import start_dossier
from products.dossier_facts import applicable
from products.models import Evidence, Participation, SelfAssessment, Submission
from territories import clock
from territories.tenancy import acting_for
from tests.refusals import refused as by_field
from tests.refusals import said as first_of

from ..cast import SA_HUYNH, commune, person, province
from ..factories import make_producer, make_round, make_step_five, make_upload
from .dossiers import ASSESSED, fill_dossier, forward_handed_in, hand_in_filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Participation:
    return make_step_five()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_san() -> Client:
    return signed_in(person("san"))


def at(way: Participation, rest: str = "") -> str:
    return f"/api/v1/quang-ngai/dossiers/{way.pk}/{rest}"


def send(client: Client, url: str, data: dict, method: str = "post") -> Any:
    return getattr(client, method)(url, json.dumps(data), content_type="application/json")


def today() -> str:
    return f"{clock.today():%d/%m/%Y}"


def test_list_gives_what_the_person_reaches(way: Participation) -> None:
    elsewhere = make_producer(name="Muối Sa Huỳnh", commune=commune(SA_HUYNH), phone="+84922222222")
    make_step_five(producer=elsewhere, name="Muối Sa Huỳnh")
    rows = signed_in(person("hoa")).get("/api/v1/quang-ngai/dossiers/").json()["results"]
    assert [(row["id"], row["product"]) for row in rows] == [(way.pk, "Tỏi đen Lý Sơn")]


def test_dossier_is_given_whole_with_levels_and_gaps(way: Participation, as_san) -> None:
    whole = as_san.get(at(way)).json()
    assert (whole["regulation"], whole["set"], whole["version"]) == ("26/2026/QD-TTg", 7, 1)
    assert len(whole["answers"]) == 32
    first = whole["answers"][0]
    assert first["criterion"] == "A/1.1"
    assert [(level["points"], level["printed"]) for level in first["levels"]] == [
        (0, False),
        (1, True),
        (2, True),
        (3, True),
    ]
    assert "Tiêu chí A 1.1: chưa chọn mức điểm." in whole["missing"]


def test_whole_way_through_the_api(way: Participation, as_san) -> None:
    make_round(requests_before=date(2099, 1, 1), held_before=date(2099, 6, 1))
    whole = as_san.get(at(way)).json()
    for asked in whole["answers"]:
        sent = {
            "criterion": asked["criterion"],
            "level": asked["levels"][-1]["id"],
            "description": "Có",
            "version": 0,
        }
        assert send(as_san, at(way, "answers/"), sent).status_code == 200, asked
    texts = dict.fromkeys(("production_result", "quality_result", "market_result"), "Có")
    texts |= {"business_result": "Có", "outlook": "Có", "version": 1}
    assert send(as_san, at(way), texts, "patch").json()["version"] == 2
    upload = {"upload": make_upload(), "title": "Hợp đồng"}
    assert as_san.post(at(way, "evidence/"), upload).status_code == 201
    handed = send(as_san, at(way, "hand-in/"), {"agreed": True})
    assert handed.status_code == 201
    receipt = handed.json()["submissions"][0]
    assert (receipt["receipt_no"], receipt["version"]) == (f"BN-{clock.today().year}-000001", 1)
    assert receipt["files"] == [Evidence.objects.get().file.sha256]
    frozen = as_san.get(at(way, "submissions/1/")).json()
    assert frozen["snapshot"]["producer"]["name"] == "Hợp tác xã Tỏi đen Lý Sơn"

    hoa = signed_in(person("hoa"))
    send(hoa, at(way, "receive/"), {"register_no": "01", "paper_set_received_on": today()})
    assert send(hoa, at(way, "report/"), {"version": 0, **ASSESSED}, "patch").status_code == 200
    request = {"request_no": "15/TTr", "requested_on": today(), "signer": "Võ Thị Hạnh"}
    assert send(hoa, at(way, "forward/"), request).json()["status"] == Status.AT_PROVINCE

    binh = signed_in(person("binh"))
    checked = {"is_accepted": "yes", "register_no": "7", "paper_set_received_on": today()}
    assert send(binh, at(way, "check/"), checked).json()["status"] == Status.ACCEPTED
    samples = {"count": 5, "received_on": today()}
    assert send(binh, at(way, "samples/"), samples).status_code == 201


def test_level_of_another_criterion_is_refused(way: Participation, as_san) -> None:
    answers = as_san.get(at(way)).json()["answers"]
    sent = {"criterion": "A/1.1", "level": answers[1]["levels"][0]["id"], "version": 0}
    refused = send(as_san, at(way, "answers/"), sent)
    assert (refused.status_code, by_field(refused)) == (
        400,
        {"level": ["Hãy chọn một mức của chính tiêu chí này."]},
    )


def test_criterion_that_is_not_in_the_set_is_refused(way: Participation, as_san) -> None:
    refused = send(as_san, at(way, "answers/"), {"criterion": "Z/9", "version": 0})
    assert refused.status_code == 400
    assert by_field(refused) == {"criterion": ["Tiêu chí này không thuộc bộ tiêu chí áp dụng."]}


@pytest.mark.parametrize("name", ["points", "total", "status", "user", "province", "tenant"])
def test_what_the_portal_writes_is_refused(way: Participation, name: str, as_san) -> None:
    sent = {"criterion": "A/1.1", "description": "x", "version": 0, name: 100}
    refused = send(as_san, at(way, "answers/"), sent)
    assert refused.status_code == 400
    (told,) = by_field(refused).items()
    assert told == (name, [f"Mục «{name}» do hệ thống ghi, không nhận từ bên ngoài."])
    assert not SelfAssessment.objects.exists()


def test_stale_answer_is_409_with_both_values(way: Participation, as_san) -> None:
    sent = {"criterion": "A/1.1", "version": 0}
    assert send(as_san, at(way, "answers/"), sent | {"description": "Một"}).status_code == 200
    refused = send(as_san, at(way, "answers/"), sent | {"description": "Hai"})
    assert refused.status_code == 409
    text = first_of(refused)
    assert "«Một»" in text
    assert "«Hai»" in text


def test_scan_that_is_kept_on_the_disk_is_taken(way: Participation, as_san) -> None:
    """Over two and a half megabytes an upload is no more held in the memory."""
    noise = Image.frombytes("RGB", (1000, 1000), random.Random(1).randbytes(3_000_000))
    content = io.BytesIO()
    noise.save(content, "PNG")
    scan = SimpleUploadedFile("Bản quét.png", content.getvalue(), "image/png")
    assert scan.size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    answer = as_san.post(at(way, "evidence/"), {"upload": scan, "title": "Bản quét"})
    assert answer.status_code == 201, answer.content
    assert Evidence.objects.get().title == "Bản quét"


def test_evidence_takes_the_key_that_answers_take(way: Participation, as_san) -> None:
    sent = {"upload": make_upload(), "title": "Hợp đồng", "criterion": "A/1.1"}
    assert as_san.post(at(way, "evidence/"), sent).status_code == 201
    piece = Evidence.objects.get()
    assert piece.criterion.key == "A/1.1"
    url = at(way, f"evidence/{piece.pk}/")

    def moved(criterion: Any) -> Any:
        (seen,) = as_san.get(at(way)).json()["evidence"]
        return send(as_san, url, {"criterion": criterion, "version": seen["version"]}, "patch")

    answers = {one["criterion"]: one["id"] for one in as_san.get(at(way)).json()["answers"]}
    for criterion, key in (("B/4.1", "B/4.1"), (answers["A/1.2"], "A/1.2"), (None, None)):
        (now,) = moved(criterion).json()["evidence"]
        assert now["criterion"] == key
    for unknown in ("Z/9", "A/1.10", "a/1.1"):
        assert list(by_field(moved(unknown))) == ["criterion"]


def test_evidence_is_corrected_and_taken_out(way: Participation, as_san) -> None:
    as_san.post(at(way, "evidence/"), {"upload": make_upload(), "title": "Hợp đồng"})
    piece = Evidence.objects.get()
    url = at(way, f"evidence/{piece.pk}/")
    (told,) = as_san.get(at(way)).json()["evidence"]
    seen = {"version": told["version"]}
    assert send(as_san, url, {"number": "9"} | seen, "patch").status_code == 200
    late = send(as_san, url, {"number": "8"} | seen, "patch")
    assert late.status_code == 409
    assert "«8»" in first_of(late)
    assert "«9»" in first_of(late)
    assert "version" in send(as_san, url, {"number": "8"}, "patch").json()["errors"][0]["pointer"]
    piece.refresh_from_db()
    assert (piece.title, piece.number) == ("Hợp đồng", "9")
    answer = as_san.get(f"{url}file/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert as_san.delete(url).status_code == 204
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("login", ["thu", "tu"])
@pytest.mark.parametrize(
    "rest", ["", "answers/", "evidence/", "hand-in/", "submissions/1/", "receive/", "forward/"]
)
def test_other_communes_and_provinces_find_nothing(
    way: Participation, rest: str, login: str
) -> None:
    hand_in_filled(way)
    client = signed_in(person(login))
    reading = rest in ("", "submissions/1/")
    answer = client.get(at(way, rest)) if reading else send(client, at(way, rest), {})
    assert answer.status_code == 404


# Parity: the same bad input through both doors gets the same words (design §7).


def prepared(state: str) -> Participation:
    way = make_step_five()
    if state == "draft":
        with acting_for(province(), person("san")):
            start_dossier(participation=way, by=person("san"))
    elif state == "filled":
        with acting_for(province(), person("san")):
            fill_dossier(way)
    else:
        hand_in_filled(way)
        if state == "forwarded":
            forward_handed_in(way)
    return way


BAD = [
    ("san", "draft", "kiem-tra/", "hand-in/", "post", {"agreed": "on"}, "Tiêu chí A 1.1: chưa"),
    ("san", "filled", "kiem-tra/", "hand-in/", "post", {}, "Hãy đánh dấu lời cam đoan."),
    (
        "san",
        "draft",
        "tieu-chi/a-1.1/",
        "answers/",
        "post",
        {"criterion": "A/1.1", "version": 0, "level": 1},
        "Hãy chọn một mức của chính tiêu chí này.",
    ),
    (
        "san",
        "draft",
        "phieu-dang-ky/",
        "",
        "patch",
        {"version": 1, "samples_promised": -1},
        "trở lên",
    ),
    ("san", "draft", "minh-chung/them/", "evidence/", "post", {}, "Hãy chọn một tệp"),
    (
        "binh",
        "handed",
        "san-pham-mau/",
        "samples/",
        "post",
        {"count": 99999, "received_on": "01/01/2026"},
        "nhiều nhất là 999",
    ),
    ("hoa", "handed", "tiep-nhan/", "receive/", "post", {}, "Hãy ghi hoặc chọn mục này."),
    (
        "hoa",
        "handed",
        "tiep-nhan/",
        "receive/",
        "post",
        {"register_no": "1", "paper_set_received_on": "31/02/2026"},
        "Không có ngày này; hãy ghi ngày/tháng/năm, ví dụ 05/03/2026.",
    ),
    (
        "hoa",
        "handed",
        "de-nghi/",
        "forward/",
        "post",
        {"request_no": "1", "requested_on": "01/01/2020", "signer": "A"},
        "Mẫu số 03 chưa đủ bốn nội dung đánh giá.",
    ),
    (
        "hoa",
        "handed",
        "tra-lai/",
        "send-back/",
        "post",
        {"reason": "x", "return_by": "01/01/2020"},
        "Hạn bổ sung phải sau hôm nay.",
    ),
    ("hoa", "forwarded", "mau-03/", "report/", "patch", {"version": 1}, "đã chuyển lên tỉnh"),
    (
        "binh",
        "forwarded",
        "kiem-tra-tinh/",
        "check/",
        "post",
        {"is_accepted": "yes"},
        "Hãy ghi số phiếu đăng ký.",
    ),
    (
        "binh",
        "handed",
        "san-pham-mau/",
        "samples/",
        "post",
        {"count": 0, "received_on": "01/01/2026"},
        "Hãy ghi số sản phẩm mẫu đã nhận.",
    ),
]


@pytest.mark.parametrize(
    ("login", "state", "page", "rest", "method", "sent", "text"),
    BAD,
    ids=[f"{row[3] or 'patch'}{row[6][:20]}" for row in BAD],
)
def test_both_doors_refuse_in_the_same_words(
    login: str, state: str, page: str, rest: str, method: str, sent: dict, text: str
) -> None:
    way = prepared(state)
    client = signed_in(person(login))
    shown = client.post(f"/quang-ngai/ho-so/{way.pk}/{page}", sent)
    answered = send(client, at(way, rest), sent, method)
    assert (shown.status_code, answered.status_code) == (422, 400)
    assert text in shown.content.decode()
    assert text in json.dumps(answered.json(), ensure_ascii=False)


def test_hand_in_through_the_api_needs_the_permission(way: Participation) -> None:
    as_staff = signed_in(person("binh"))
    assert send(as_staff, at(way, "hand-in/"), {"agreed": True}).status_code == 403
    assert not Submission.objects.exists()


def test_strangers_are_refused(way: Participation) -> None:
    assert Client().get(at(way)).status_code in (401, 403)


def test_set_of_today_is_the_one_in_force(way: Participation) -> None:
    assert applicable(way, clock.today())[1].regulation.code == "26/2026/QD-TTg"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"MZ" + bytes(200), "Chỉ nhận PDF, ảnh"),
        ("a.pdf", b"<html><script>alert(1)</script></html>", "Chỉ nhận PDF, ảnh"),
        ("a.jpg", b"%PDF-1.4\n%%EOF", "Tệp PDF bị hỏng"),
    ],
    ids=["a program", "a page", "a broken PDF as a photo"],
)
def test_file_that_lies_is_refused_beside_its_field_at_both_doors(
    as_san: Client, way: Participation, name: str, content: bytes, words: str
) -> None:
    page = as_san.post(
        f"/quang-ngai/ho-so/{way.pk}/minh-chung/them/",
        {"upload": SimpleUploadedFile(name, content), "title": "Hợp đồng"},
    )
    answer = as_san.post(
        at(way, "evidence/"), {"upload": SimpleUploadedFile(name, content), "title": "Hợp đồng"}
    )
    assert (page.status_code, answer.status_code) == (422, 400)
    [said] = page.context["form"].errors["upload"]
    assert said.startswith(words)
    assert by_field(answer)["upload"] == [said]
    assert not Evidence.objects.exists()
