"""The check that anybody can make: every standing, every way of typing, nothing private."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from evaluations.certificate_actions import supersede
from evaluations.models import Certificate, PublishedCertificate
from evaluations.public_codes import ALPHABET, grouped, new_code, normalise
from evaluations.standing_words import basis_in_words
from territories import clock
from tests.cast import person

from .decided import act, make_certificate


def check(client: Client, certificate: Certificate, on: date | None = None) -> str:
    """Open what the QR code opens."""
    with clock.fixed(on or clock.today()):
        answer = client.get(f"/tra-cuu/{certificate.public_code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def word_of(page: str) -> str:
    """Return the large word."""
    return page.split('class="check-word">')[1].split("<")[0]


@pytest.mark.django_db
def test_valid_certificate_shows_all_that_a_buyer_compares(client: Client) -> None:
    certificate = make_certificate(name="Tỏi đen Lý Sơn")
    page = check(client, certificate)
    assert word_of(page) == "Còn hiệu lực"
    today = f"{clock.today():%d/%m/%Y}"
    for words in (
        "Tỏi đen Lý Sơn",
        "Hợp tác xã Ươm Đất số 1",
        "đặc khu Lý Sơn, Quảng Ngãi",
        "4 sao",
        certificate.number,
        f"1234/QĐ-UBND, {today}",
        f"{certificate.expires_on:%d/%m/%Y}",
        certificate.facts["code_shown"],
        "127.0.0.1:8000",
    ):
        assert words in page, words


@pytest.mark.django_db
def test_last_day_is_valid_and_the_next_is_not(client: Client) -> None:
    certificate = make_certificate()
    last = certificate.expires_on
    assert word_of(check(client, certificate, last)) == "Còn hiệu lực"
    assert "sắp hết hạn" in check(client, certificate, last)
    assert word_of(check(client, certificate, last + timedelta(days=1))) == "Hết hạn"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "word"), [("suspend", "Tạm dừng"), ("revoke", "Đã thu hồi")], ids=["R26", "Điều 8"]
)
def test_act_shows_the_same_day_with_its_decision(client: Client, verb: str, word: str) -> None:
    certificate = make_certificate()
    act(verb, certificate)
    page = check(client, certificate)
    assert word_of(page) == word
    assert "Quyết định số 77/QĐ-UBND" in page
    assert "Kết luận kiểm tra" not in page  # the reason is the office's own


@pytest.mark.django_db
def test_superseded_certificate_says_so(client: Client) -> None:
    certificate = make_certificate()
    facts = {"decision_no": "9/QĐ-UBND", "decided_on": clock.today(), "reason": "Cấp mới."}
    supersede(certificate=certificate, by=person("dung"), **facts)
    assert word_of(check(client, certificate)) == "Đã được thay thế"


@pytest.mark.django_db
def test_revoked_stays_revoked_after_its_end(client: Client) -> None:
    certificate = make_certificate()
    act("revoke", certificate)
    later = certificate.expires_on + timedelta(days=400)
    assert word_of(check(client, certificate, later)) == "Đã thu hồi"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["0000000000000000", "khong-phai-ma", "1", "0" * 300])
def test_unknown_code_gets_help_and_404(client: Client, code: str) -> None:
    make_certificate()
    answer = client.get(f"/tra-cuu/{code}/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Không tìm thấy" in page
    assert "So lại từng ký tự" in page
    assert 'name="code"' in page


@pytest.mark.django_db
def test_certificate_of_tomorrow_is_unknown_today(client: Client) -> None:
    certificate = make_certificate()
    with clock.fixed(clock.today() - timedelta(days=1)):
        assert client.get(f"/tra-cuu/{certificate.public_code}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: grouped(code),
        lambda code: f"  {code[:8]}  {code[8:]} ",
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code),  # full-width, as some phones
    ],
    ids=["small", "dashes", "spaces", "O and I", "o and l", "full width"],
)
def test_code_is_found_however_it_is_typed(client: Client, typed) -> None:
    certificate = make_certificate()
    answer = client.get("/tra-cuu/", {"code": typed(certificate.public_code)})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/tra-cuu/{certificate.public_code}/"


@pytest.mark.django_db
def test_address_with_small_letters_leads_to_the_right_one(client: Client) -> None:
    certificate = make_certificate()
    answer = client.get(f"/tra-cuu/{grouped(certificate.public_code).lower()}/")
    assert answer.headers["Location"] == f"/tra-cuu/{certificate.public_code}/"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "ABC", "U" * 16, "mã của tôi"])
def test_form_says_what_is_wrong_with_a_code(client: Client, typed: str) -> None:
    answer = client.get("/tra-cuu/", {"code": typed})
    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()


@pytest.mark.django_db
def test_public_sees_nothing_private(client: Client) -> None:
    certificate = make_certificate()
    producer = certificate.product.producer
    page = check(client, certificate)
    for words in (
        producer.phone,
        "912345678",
        producer.representative,
        "Đặng Anh Dũng",
        "thôn Đông An Vĩnh",
        "@ocop.example",
    ):
        assert words not in page, words


@pytest.mark.django_db
def test_public_reads_two_tables_and_no_province(client: Client) -> None:
    """The request runs as the web role: another table would have refused it."""
    certificate = make_certificate()
    with CaptureQueriesContext(connection) as queries:
        check(client, certificate)
    read = [one["sql"] for one in queries if "FROM" in one["sql"] and "evaluations_" in one["sql"]]
    tables = ["evaluations_publishedcertificate", "evaluations_productpage"]
    assert [f'FROM "{table}"' in sql for table, sql in zip(tables, read, strict=True)] == [True] * 2
    assert not any("ocop.province" in one["sql"] for one in queries)


@pytest.mark.django_db
def test_signed_in_person_checks_as_everybody_does(client: Client) -> None:
    certificate = make_certificate()
    client.force_login(person("tu"))
    assert word_of(check(client, certificate)) == "Còn hiệu lực"


@pytest.mark.django_db
def test_answer_is_kept_for_a_minute_only(client: Client) -> None:
    certificate = make_certificate()
    answer = client.get(f"/tra-cuu/{certificate.public_code}/")
    assert set(answer.headers["Cache-Control"].split(", ")) == {"max-age=60", "private"}


@pytest.mark.django_db
def test_api_gives_the_same_answer(client: Client) -> None:
    certificate = make_certificate()
    act("revoke", certificate)
    address = "/api/v1/public/certificates/{}/"
    code = certificate.public_code
    answer = client.get(address.format(grouped(code).lower())).json()
    assert (answer["standing"], answer["public_code"], answer["star"]) == ("revoked", code, 4)
    assert not {"contact", "facts", "search", "province"} & set(answer)
    assert client.get(address.format("0" * 16)).status_code == 404
    assert client.get(address.format("x")).status_code == 404


@pytest.mark.django_db
def test_english_reader_gets_the_same_facts(client: Client) -> None:
    certificate = make_certificate(name="Tỏi đen Lý Sơn")
    client.cookies["django_language"] = "en"
    page = check(client, certificate)
    assert "Tỏi đen Lý Sơn" in page
    assert certificate.number in page
    assert PublishedCertificate.objects.get().status_basis == ""


@pytest.mark.django_db
def test_english_reader_is_told_why_in_english(client: Client) -> None:
    certificate = make_certificate()
    revoked = act("revoke", certificate)
    assert "Quyết định số" in check(client, certificate)
    client.cookies["django_language"] = "en"
    page = check(client, certificate)
    assert f"Decision No. {revoked.decision_no} of {revoked.decided_on:%d/%m/%Y}" in page
    with translation.override("en"):
        assert f": {revoked.get_ground_display()}</dd>" in page
    assert "Quyết định số" not in page


@pytest.mark.parametrize("ground", ["", ": Thông tin, tài liệu không trung thực"])
@pytest.mark.parametrize("successor", ["", "; nay là giấy chứng nhận số 012/2026"])
def test_published_basis_reads_in_vietnamese_as_it_was_written(ground: str, successor: str) -> None:
    basis = f"Quyết định số 77/QĐ-UBND ngày 05/03/2026{ground}{successor}"
    assert basis_in_words(basis) == basis
    with translation.override("en"):
        said = basis_in_words(basis)
    assert said.startswith("Decision No. 77/QĐ-UBND of 05/03/2026")
    assert ("012/2026" in said) == bool(successor)


def test_basis_written_otherwise_stays_as_it_stands() -> None:
    with translation.override("en"):
        assert basis_in_words("Theo Công văn số 5/SNN") == "Theo Công văn số 5/SNN"


def test_codes_are_drawn_from_80_bits() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert set("".join(codes)) == set(ALPHABET)
    assert len(ALPHABET) ** 16 == 2**80


@pytest.mark.parametrize("code", ["0123456789ABCDEF", "GHJKMNPQRSTVWXYZ"])
def test_code_survives_being_read_aloud(code: str) -> None:
    assert normalise(grouped(code)) == code
    assert normalise(code.lower().replace("1", "i").replace("0", "o")) == code


@pytest.mark.parametrize(
    "text", ["", "U" * 16, "0" * 15, "0" * 17, "đ" * 16, "0000 0000 0000 000!"]
)
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert normalise(text) is None
