"""Pages and API of paper sheets: print, find by number, type in, hold against the scan, confirm."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import JournalEntry
from evaluations.models import Panel, PrintedSheet, Rekeying, ScoreSheet
from tests.cast import person
from tests.factories import make_council, make_sitting, make_submission, make_upload
from tests.refusals import refused, said

from .on_paper import WHY, answers_for, confirmed, member_of, typed
from .recorded import checked, events
from .sittings import all_hand_in, hand_in, marks_for, opened, rules_of, scoring
from .test_sheet_api import api
from .test_sheet_pages import address, browser, followed, plain

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quang-ngai/"
PAPER_QUERIES = 33
LIST_QUERIES = 17


def form_of(evaluation: Any, total: int = 75, **over: Any) -> dict[str, Any]:
    """Return the page's fields as a browser without scripts sends them."""
    data: dict[str, Any] = {"note": WHY, "printed": "", "scan": make_upload("Phiếu.pdf", "m")}
    for key, _version, changes in answers_for(evaluation, total):
        data |= {f"version:{key}": "0", f"level:{key}": str(changes["level"])}
    for clause in rules_of(evaluation).knock_outs:
        data |= {f"known:{clause.key}": "", f"reason:{clause.key}": ""}
    return data | over


def rekey_page(evaluation: Any, login: str = "minh") -> str:
    return address("rekey", evaluation.pk, member_of(evaluation, login).pk)


# --- printing ---


def test_secretary_prints_for_everybody_and_a_member_for_himself() -> None:
    evaluation = scoring()
    page = address("paper_sheets", evaluation.sitting_id)
    text = plain(browser("thao").get(page))
    for login in ("lan", "minh", "an"):
        assert f"{person(login)}" in text
    own = plain(browser("minh").get(page))
    assert str(person("minh")) in own
    assert str(person("an")) not in own.replace("phân", "")
    assert "Nhập lại" not in own
    for login in ("kiem", "tuan", "hoa"):
        assert browser(login).get(page).status_code in (403, 404)


def test_one_sheet_is_printed_at_once_and_kept_by_nobody() -> None:
    evaluation = scoring()
    print_it = address("print_sheet", evaluation.pk, member_of(evaluation, "minh").pk)
    answer = browser("thao").post(print_it)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF")
    assert browser("an").post(print_it).status_code == 404
    back = address("paper_sheets", evaluation.sitting_id)
    assert browser("thao").get(print_it)["Location"] == back
    assert [(one.number, one.is_filled) for one in PrintedSheet.objects.all()] == [(1, False)]


def test_recused_member_gets_no_paper_of_that_product() -> None:
    evaluation = scoring()
    seat = member_of(evaluation, "minh").pk
    Panel.objects.filter(user=person("minh")).update(state="recused", reason="Có liên quan")
    print_it = address("print_sheet", evaluation.pk, seat)
    assert browser("minh").post(print_it).status_code == 404
    client = browser("thao")
    assert "không chấm sản phẩm này" in followed(client, client.post(print_it))
    assert not PrintedSheet.objects.exists()


@pytest.mark.parametrize("products", [1, 3])
def test_queries_of_the_page_do_not_grow(products: int, django_assert_num_queries: Any) -> None:
    sitting = make_sitting(council=make_council())
    for number in range(products):
        evaluation = scoring(sitting, make_submission(name=f"Tỏi {number}"))
        typed(evaluation)
    client, page = browser("thao"), address("paper_sheets", sitting.pk)
    client.get(page)
    with django_assert_num_queries(PAPER_QUERIES):
        text = plain(client.get(page))
    assert text.count("phiếu giấy chờ xác nhận") == products


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_api_list_do_not_grow(rows: int, django_assert_num_queries: Any) -> None:
    sitting = make_sitting(council=make_council())
    for number in range(rows):
        typed(scoring(sitting, make_submission(name=f"Tỏi {number}")))
    client = api("thao")
    client.get(f"{ROOT}rekeyings/")
    with django_assert_num_queries(LIST_QUERIES):
        found = client.get(f"{ROOT}rekeyings/").json()["results"]
    assert len(found) == rows
    assert "marks" not in found[0]


def test_qr_address_leads_the_member_to_his_sheet_and_the_secretary_to_the_form() -> None:
    evaluation = scoring()
    browser("thao").post(address("print_sheet", evaluation.pk, member_of(evaluation, "minh").pk))
    code = PrintedSheet.objects.get().code
    copy = address("paper_copy", code)
    assert browser("minh").get(copy).headers["Location"] == address("sheet", evaluation.pk)
    to_form = browser("thao").get(copy).headers["Location"]
    assert to_form == f"{rekey_page(evaluation)}?phieu={code[:4]}-{code[4:]}"
    assert f'value="{code[:4]}-{code[4:]}"' in browser("thao").get(to_form).content.decode()
    assert (
        browser("thao").get(f"{address('find_paper_copy')}?code={code.lower()}").headers["Location"]
        == copy
    )
    for login in ("an", "lan", "kiem", "hoa", "quan"):
        assert browser(login).get(copy).status_code == 404
    assert Client().get(copy).headers["Location"].startswith("/dang-nhap/")
    assert browser("thao").get(address("paper_copy", "AAAA2222")).status_code == 404


# --- typing in ---


def test_secretary_types_the_sheet_with_its_scan_and_the_member_confirms() -> None:
    evaluation = scoring()
    client = browser("thao")
    shown = plain(client.get(rekey_page(evaluation)))
    assert "Anh/chị đang đọc phiếu của một thành viên" in shown
    assert "1.1. Nguồn nguyên liệu" in shown
    text = followed(client, client.post(rekey_page(evaluation), form_of(evaluation)))
    assert "chờ người thứ hai đối chiếu" in text
    assert "phiếu giấy chờ xác nhận" in text
    row = Rekeying.objects.get()
    page = address("rekeyed", row.pk)
    minh = browser("minh")
    text = plain(minh.get(page))
    assert "Đây là phiếu giấy của anh/chị" in text
    assert "Tổng điểm của phiếu: 75" in text
    html = minh.get(page).content.decode()
    assert f'<iframe src="{address("rekeyed_scan", row.pk)}#' in html
    assert "Đã xác nhận" in followed(minh, minh.post(page))
    receipt = plain(minh.get(address("sheet_receipt", evaluation.pk)))
    assert "được nhập lại từ phiếu giấy của anh/chị" in receipt
    assert ScoreSheet.objects.get().from_paper


def test_refused_typing_keeps_every_level_and_names_the_field() -> None:
    evaluation = scoring()
    sent = form_of(evaluation, note="")
    del sent["scan"]
    answer = browser("thao").post(rekey_page(evaluation), sent)
    assert answer.status_code == 422
    text = plain(answer)
    assert "Hãy ghi lý do nhập lại" in text
    key, _version, changes = answers_for(evaluation)[0]
    field = f'name="level:{key}" value="{changes["level"]}"'
    html = answer.content.decode()
    assert html[html.index(field) :].split(">", 1)[0].endswith("checked")
    answer = browser("thao").post(rekey_page(evaluation), sent | {"note": WHY})
    assert "đính kèm bản chụp" in plain(answer)
    assert not Rekeying.objects.exists()


def test_page_and_api_refuse_alike() -> None:
    evaluation = scoring()
    keys = {"evaluation": evaluation.pk, "member": member_of(evaluation, "minh").pk, "note": WHY}
    marks = [
        {"criterion": key, "level": changes["level"]}
        for key, _version, changes in answers_for(evaluation)
    ]
    sheet = json.dumps({"marks": marks})
    answer = api("thao").post(f"{ROOT}rekeyings/", keys | {"sheet": sheet}, format="multipart")
    words = refused(answer)["scan"][0]
    sent = form_of(evaluation)
    del sent["scan"]
    assert words in plain(browser("thao").post(rekey_page(evaluation), sent))
    short = json.dumps({"marks": marks[1:]})
    given = keys | {"scan": make_upload("P.pdf", "x")}
    answer = api("thao").post(f"{ROOT}rekeyings/", given | {"sheet": short}, format="multipart")
    assert said(answer).startswith("Còn 1 tiêu chí chưa chấm")


def test_api_types_confirms_and_never_takes_points() -> None:
    evaluation = scoring()
    hand_in(evaluation, "lan", marks_for(rules_of(evaluation), 75))
    facts = {"evaluation": evaluation.pk, "member": member_of(evaluation, "minh").pk, "note": WHY}
    marks = [
        {"criterion": key, "level": changes["level"]}
        for key, _version, changes in answers_for(evaluation, 73)
    ]
    client = api("thao")

    def sent(**over: Any) -> Any:
        body = facts | {"scan": make_upload("P.pdf", "x"), "sheet": json.dumps({"marks": marks})}
        return client.post(f"{ROOT}rekeyings/", body | over, format="multipart")

    assert sent(sheet=json.dumps({"marks": marks, "total": 99})).status_code == 400
    assert sent(points=99).status_code == 400
    answer = sent()
    assert answer.status_code == 201, answer.content
    pk = answer.json()["id"]
    assert "marks" not in answer.json()
    whole = api("lan").get(f"{ROOT}rekeyings/{pk}/").json()
    assert {one["criterion"]: one["level"] for one in whole["marks"]} == marks_for(
        rules_of(evaluation), 73
    )
    assert api("binh").get(f"{ROOT}rekeyings/{pk}/").json()["marks"] is None
    assert api("thao").post(f"{ROOT}rekeyings/{pk}/confirm/").status_code == 400
    done = api("lan").post(f"{ROOT}rekeyings/{pk}/confirm/")
    assert done.json()["from_paper"] is True
    assert api("lan").get(f"{ROOT}rekeyings/{pk}/").json()["marks"] is None


def test_api_prints_one_and_has_a_set_made() -> None:
    evaluation = scoring()
    seat = member_of(evaluation, "minh").pk
    one = api("minh").post(f"{ROOT}printed-sheets/", {"evaluation": evaluation.pk, "member": seat})
    assert one.content.startswith(b"%PDF")
    asked = {"sitting": evaluation.sitting_id, "member": seat}
    made = api("thao").post(f"{ROOT}sheet-printings/", asked)
    assert made.status_code == 201
    assert [row["number"] for row in made.json()["sheets"]] == [2]
    again = api("thao").post(f"{ROOT}sheet-printings/", asked)
    assert said(again).startswith("Đang in bộ phiếu")
    an = asked | {"member": member_of(evaluation, "an").pk}
    assert api("minh").post(f"{ROOT}sheet-printings/", an).status_code == 404


# --- what others see ---


def test_scan_is_there_for_who_may_read_the_sheet_alone() -> None:
    evaluation = scoring()
    row = typed(evaluation, "an")
    scan = address("rekeyed_scan", row.pk)

    def codes() -> dict[str, int]:
        logins = ("thao", "an", "lan", "minh", "kiem", "binh", "tra", "hoa")
        answers = {login: browser(login).get(scan) for login in logins}
        for answer in answers.values():
            if answer.streaming:
                b"".join(answer.streaming_content)  # which closes the file
        return {login: answer.status_code for login, answer in answers.items()}

    # Lan and Minh score the product and have not handed in: they read no other's sheet.
    assert codes() == {
        "thao": 200, "an": 200, "lan": 404, "minh": 404, "kiem": 200, "binh": 404, "tra": 404,
        "hoa": 403,
    }  # fmt: skip
    all_hand_in(evaluation, (75, 75), ("lan", "minh"))
    confirmed(row, by="minh")
    assert codes() == {
        "thao": 200, "an": 200, "lan": 404, "minh": 404, "kiem": 404, "binh": 404, "tra": 404,
        "hoa": 403,
    }  # fmt: skip
    opened(evaluation)
    assert codes() == {
        "thao": 200, "an": 200, "lan": 200, "minh": 200, "kiem": 200, "binh": 200, "tra": 200,
        "hoa": 403,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["%00", "AAAA%00AA", "KCVZ7QH%C3%89", "9" * 300, "'--"])
def test_number_that_no_paper_bears_is_not_there(code: str) -> None:
    assert browser("thao").get(f"/quang-ngai/phieu-giay/{code}/").status_code == 404


def test_second_persons_look_at_sealed_marks_is_written_down_once() -> None:
    evaluation = scoring()
    row = typed(evaluation, "an")
    for login in ("an", "thao", "minh", "tra"):  # own, typed by oneself, and closed to these two
        browser(login).get(address("rekeyed", row.pk))
    assert "rekeying_read" not in [one.kind for one in events()]
    for name in ("rekeyed", "rekeyed_scan", "rekeyed"):
        answer = browser("kiem").get(address(name, row.pk))
        if answer.streaming:
            b"".join(answer.streaming_content)  # which closes the file
    looks = JournalEntry.objects.filter(verb="read_rekeyed")
    assert [(one.by, one.facts["rekeying"]) for one in looks] == [(person("kiem"), row.pk)]
    assert [one.kind for one in events()].count("rekeying_read") == 1
    all_hand_in(evaluation, (75, 75), ("lan", "minh"))
    browser("lan").get(f"/api/v1/quang-ngai/rekeyings/{row.pk}/")
    confirmed(row, by="an")
    opened(evaluation)
    browser("minh").get(address("rekeyed", row.pk))  # open to whoever may read the sheets
    assert [one.kind for one in events()].count("rekeying_read") == 2
    assert checked()


def test_page_of_the_product_marks_the_sheet_and_names_both_persons() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (75, 75), ("lan", "an"))
    row = typed(evaluation)
    board = plain(browser("thao").get(address("sitting", evaluation.sitting_id)))
    assert "Phiếu giấy chờ người thứ hai xác nhận: " + str(person("minh")) in board
    confirmed(row)
    opened(evaluation)
    client = browser("thao")
    text = plain(client.get(address("evaluation", evaluation.pk)))
    assert "nhập lại từ phiếu giấy" in text
    assert f"{person('thao')} nhập lúc" in text
    assert f"{person('minh')}, lúc" in text
    assert (
        address("rekeyed_scan", row.pk)
        in client.get(address("evaluation", evaluation.pk)).content.decode()
    )


def test_board_names_what_waits_even_when_its_member_has_left() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (75, 75), ("lan", "an"))
    row = typed(evaluation)
    Panel.objects.filter(user=person("minh")).update(state="absent", reason="Ốm")
    page = address("sitting", evaluation.sitting_id)
    text = plain(browser("thao").get(page))
    assert "Phiếu giấy chờ người thứ hai xác nhận: " + str(person("minh")) in text
    assert "Đủ phiếu, chờ mở" not in text
    browser("thao").post(address("rekeyed_withdraw", row.pk), {"reason": "Đã về"})
    assert "Đủ phiếu, chờ mở" in plain(browser("thao").get(page))


def test_member_reads_on_his_own_sheet_that_another_typed_it() -> None:
    evaluation = scoring()
    typed(evaluation)
    text = plain(browser("minh").get(address("sheet", evaluation.pk)))
    assert "đã nhập lại phiếu giấy của anh/chị" in text
    assert "đã nhập lại phiếu giấy" not in plain(browser("an").get(address("sheet", evaluation.pk)))


def test_sending_back_leads_the_secretary_to_type_again_from_what_stood() -> None:
    evaluation = scoring()
    row = typed(evaluation, total=60)
    minh, thao = browser("minh"), browser("thao")
    assert minh.post(address("rekeyed_send_back", row.pk), {"reason": ""}).status_code == 422
    minh.post(address("rekeyed_send_back", row.pk), {"reason": "Sai mức ở A 1.1"})
    html = thao.get(rekey_page(evaluation)).content.decode()
    assert "Sai mức ở A 1.1" in html
    key, level = next(iter(marks_for(rules_of(evaluation), 60).items()))
    field = f'name="level:{key}" value="{level}"'
    assert html[html.index(field) :].split(">", 1)[0].endswith("checked")
    sent = form_of(evaluation)
    del sent["scan"]
    thao.post(rekey_page(evaluation), sent)
    assert [one.status for one in Rekeying.objects.order_by("number")] == ["sent_back", "waiting"]
    last = Rekeying.objects.get(number=2)
    assert thao.post(address("rekeyed_withdraw", last.pk), {"reason": "Nhầm"}).status_code == 303
    last.refresh_from_db()
    assert last.status == "withdrawn"
