"""Khiếu nại by both doors: who may, until when, the recount, the decision, the new hearing (D)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError, InternalError
from django.http import HttpResponse

from accounts.models import JournalEntry, Notice, User
from accounts.permissions import Role
from evaluations import agenda_actions, appeal_actions, decision_actions, recording
from evaluations.appeals import WhatIf
from evaluations.models import Appeal, Certificate, Evaluation, ScoreSheet
from evaluations.readiness import waiting_for_a_council
from evaluations.states import EvaluationStatus
from products.cycle import Status, Step
from products.models import Participation
from territories import clock
from territories.models import Holiday, Province
from tests.cast import SA_HUYNH, commune, give, person, province
from tests.factories import (
    make_producer,
    make_producer_account,
    make_sitting,
    make_submission,
    make_upload,
)
from tests.refusals import refused

from .decided import APPROVE_ONLY, NOT_RANKED, draft, issue, make_concluded, soat
from .decided import confirmed as by_soat
from .on_paper import confirmed, typed
from .recorded import checked, events
from .sittings import acting, all_hand_in, concluded, on_agenda, scoring
from .test_sheet_api import api
from .test_sheet_pages import address, browser, followed, plain

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quang-ngai/"
LIST_QUERIES = 18
DECISION = {
    "decision_no": "45/QĐ-UBND",
    "signer": "Đặng Anh Dũng",
    "reason": "Giấy chứng nhận hữu cơ còn hiệu lực.",
}


def own_producer() -> Any:
    """Return the cooperative for which Sản acts."""
    producer = make_producer()
    make_producer_account(producer=producer)
    return producer


def recognised(**over: Any) -> Evaluation:
    """Return a result that was recognised today, with real sheets: 74 points, 3 stars."""
    evaluation = scoring(submission=make_submission(producer=own_producer(), **over))
    all_hand_in(evaluation, [74, 74, 74], star=3)
    concluded(evaluation)
    row = by_soat(evaluation, by=soat())
    assert row.star == 3
    issue(draft(row))
    return Evaluation.objects.get(pk=row.pk)


def quick(outcome: Any = None, *, producer: Any = None) -> Evaluation:
    """Return a recognised result without sheets."""
    facts = {"confirmed_by": soat()} | ({} if outcome is None else {"outcome": outcome})
    row = make_concluded(**facts, **({"producer": producer} if producer else {}))
    issue(draft(row), number=f"{row.pk}/QĐ-UBND")
    return Evaluation.objects.get(pk=row.pk)


def filed(evaluation: Evaluation, login: str = "san", **over: Any) -> Appeal:
    facts = {"reason": "Sản phẩm đã có chứng nhận hữu cơ."} | over
    with acting(login):
        return appeal_actions.file_appeal(evaluation=evaluation, by=person(login), **facts)


def examined(evaluation: Evaluation, rapporteur: str = "kiem") -> Appeal:
    appeal, who = filed(evaluation), person(rapporteur)
    with acting("binh"):
        binh = person("binh")
        appeal_actions.register_appeal(appeal=appeal, register_no="01/KN", by=binh)
        return appeal_actions.name_rapporteur(appeal=appeal, rapporteur=who, by=binh)


def reported(evaluation: Evaluation) -> Appeal:
    appeal = examined(evaluation)
    with acting("kiem"):
        return appeal_actions.report_appeal(
            appeal=appeal, findings="Có căn cứ.", what_if=WhatIf(), by=person("kiem")
        )


def decided(appeal: Appeal, outcome: str, **over: Any) -> Appeal:
    facts = DECISION | {"decided_on": clock.today()} | over
    with acting("dung"):
        return appeal_actions.decide_appeal(
            appeal=appeal, outcome=outcome, by=person("dung"), **facts
        )


def refusal(call: Any, login: str, **facts: Any) -> str:
    """Return the words of a refusal."""
    with acting(login), pytest.raises(ValidationError) as caught, transaction.atomic():
        call(by=person(login), **facts)
    return " ".join(caught.value.messages)


# --- the window, and who may ---


def test_producer_appeals_within_ten_working_days_and_not_later() -> None:
    Holiday.objects.all().delete()
    evaluation = quick()
    last = appeal_actions.open_until(evaluation)
    assert (last - clock.today()).days in (14, 15, 16)  # ten days of work, two weekends
    with clock.fixed(last + timedelta(days=1)):
        page = browser("san").get(address("appeal_new", evaluation.pk))
        assert "Đã hết thời hạn khiếu nại" in plain(page)
        assert 'name="reason"' not in page.content.decode()
        answer = api("san").post(
            f"{ROOT}appeals/", {"evaluation": evaluation.pk, "reason": "Muộn."}
        )
        assert (answer.status_code, Appeal.objects.count()) == (400, 0)
    with clock.fixed(last):
        assert filed(evaluation).status == "filed"


def test_window_is_a_setting_of_the_province() -> None:
    evaluation = quick()
    usual = appeal_actions.open_until(evaluation)
    Province.objects.filter(pk=evaluation.province_id).update(settings={"appeal_days": 3})
    assert appeal_actions.open_until(Evaluation.objects.get(pk=evaluation.pk)) < usual


def test_what_was_not_told_or_went_up_is_not_appealed() -> None:
    waiting = make_concluded()
    assert browser("san").get(address("appeal_new", waiting.pk)).status_code == 404
    rejected = make_concluded(NOT_RANKED, confirmed_by=soat())
    with acting("binh"):
        decision_actions.reject(evaluation=rejected, by=person("binh"))
    assert filed(rejected).evaluation.status == EvaluationStatus.NOT_RANKED
    up = make_concluded(APPROVE_ONLY)
    issue(draft(up, kind="approval"), number="up/QĐ-UBND")
    Evaluation.objects.filter(pk=up.pk).update(
        forwarded_at=clock.now(), forwarded_by=person("binh")
    )
    assert "chuyển lên cấp trên" in refusal(
        appeal_actions.file_appeal, "san", evaluation=up, reason="Không đồng ý."
    )


def test_another_producer_and_another_commune_find_nothing() -> None:
    evaluation = quick()
    kha = User.objects.create_user("kha@ocop.example", "mật khẩu dài", full_name="Đinh Văn Kha")
    give(kha, Role.PRODUCER, province())
    salt = make_producer(name="Hợp tác xã Muối", commune=commune(SA_HUYNH))
    make_producer_account(producer=salt, user=kha)
    appeal = filed(evaluation)
    for login in ("kha", "thu"):
        for name, pk in (("appeal_new", evaluation.pk), ("appeal", appeal.pk)):
            assert browser(login).get(address(name, pk)).status_code == 404
        assert "Tỏi" not in plain(browser(login).get(address("appeals")))
        assert api(login).get(f"{ROOT}appeals/").json()["results"] == []
        answer = api(login).post(f"{ROOT}appeals/{appeal.pk}/withdraw/", {"reason": "Không."})
        assert answer.status_code == 404
        where = {"evaluation": evaluation.pk, "reason": "Của người khác."}
        assert api(login).post(f"{ROOT}appeals/", where).status_code == 400
    assert Appeal.objects.get().status == "filed"
    # A member who scored, a secretary, an adviser: it is not theirs to read.
    assert browser("minh").get(address("appeal", appeal.pk)).status_code == 404
    for login in ("thao", "tuan", "quan"):
        assert browser(login).get(address("appeal", appeal.pk)).status_code == 403
    for login in ("san", "hoa", "binh", "dung", "tra"):
        assert "chứng nhận hữu cơ" in plain(browser(login).get(address("appeal", appeal.pk)))


def test_officer_files_on_behalf_only_with_the_signed_paper() -> None:
    evaluation, client = quick(), browser("hoa")
    where = address("appeal_new", evaluation.pk)
    refused = client.post(where, {"reason": "Chủ thể không đồng ý."})
    assert refused.status_code == 422
    assert "signed_paper" in refused.content.decode()
    said = refusal(
        appeal_actions.file_appeal, "hoa", evaluation=evaluation, reason="Chủ thể không đồng ý."
    )
    assert "đơn khiếu nại đã ký" in said
    sent = {
        "reason": "Chủ thể không đồng ý.",
        "signed_paper": make_upload("Đơn.pdf", "đơn"),
        "files": [make_upload("A.pdf", "a"), make_upload("B.pdf", "b")],
    }
    shown = followed(client, client.post(where, sent))
    assert "cán bộ xã nộp thay chủ thể" in shown
    assert ("Đơn.pdf" in shown, "A.pdf" in shown, "B.pdf" in shown) == (True, True, True)
    appeal = Appeal.objects.get()
    assert appeal.is_on_behalf
    kept = appeal.files.select_related("file").first().file
    sent_back = browser("san").get(address("appeal_file", appeal.pk, kept.sha256))
    assert b"".join(sent_back.streaming_content).startswith(b"%PDF")
    other = filed(quick(producer=appeal.evaluation.submission.participation.product.producer))
    assert browser("san").get(address("appeal_file", other.pk, kept.sha256)).status_code == 404


def test_one_appeal_at_a_time_also_in_the_database() -> None:
    evaluation = quick()
    first = filed(evaluation)
    assert "đã có khiếu nại" in refusal(
        appeal_actions.file_appeal, "san", evaluation=evaluation, reason="Lần nữa."
    )
    facts = {"province": first.province, "made_by": person("san"), "made_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(evaluation=evaluation, reason="Lần nữa.", **facts)
    client = browser("san")
    text = followed(
        client, client.post(address("appeal_withdraw", first.pk), {"reason": "Đã hiểu."})
    )
    assert "đã rút" in text
    assert filed(evaluation).pk != first.pk
    # What has ended is closed, for the owner of the tables as well.
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Appeal.objects.filter(pk=first.pk).update(reason="Khác.")


# --- the way through ---


def test_appeal_goes_its_way_by_the_pages_and_everybody_is_told() -> None:
    evaluation = recognised()
    client = browser("san")
    product = evaluation.submission.participation.product_id
    assert "Khiếu nại" in plain(client.get(address("product", product)))
    sent = {"reason": "Tiêu chí A 1.1 phải đạt mức cao nhất."}
    assert "đã nộp" in followed(client, client.post(address("appeal_new", evaluation.pk), sent))
    appeal = Appeal.objects.get()
    office, rapporteur, leader = browser("binh"), browser("kiem"), browser("dung")
    office.post(address("appeal_register", appeal.pk), {"register_no": "12/KN"})
    offered = plain(office.get(address("appeal_rapporteur", appeal.pk)))
    assert str(person("kiem")) in offered
    for scored in ("lan", "minh", "an"):
        assert str(person(scored)) not in offered
    office.post(address("appeal_rapporteur", appeal.pk), {"rapporteur": person("kiem").pk})
    page = address("appeal_report", appeal.pk)
    lan = evaluation.panel.get(user=person("lan")).member_id
    before = list(ScoreSheet.objects.values().order_by("pk"))
    shown = plain(rapporteur.post(page, {"left_out": [lan], "go": "preview"}))
    assert f"Không tính phiếu của {person('lan')}" in shown
    assert "không phiếu nào bị sửa" in shown
    assert Appeal.objects.get().status == "examined"  # looked at, not handed in
    assert list(ScoreSheet.objects.values().order_by("pk")) == before
    found = {"left_out": [lan], "findings": "Chủ tịch có quan hệ gia đình.", "go": "report"}
    assert "chờ quyết định" in followed(rapporteur, rapporteur.post(page, found))
    appeal.refresh_from_db()
    assert appeal.preview["after"]["sheet_count"] == 2
    # The producer reads the decision, neither the report nor anybody's sheet.
    text = plain(client.get(address("appeal", appeal.pk)))
    assert "quan hệ gia đình" not in text
    assert "Kết quả tính lại" not in text
    told = api("san").get(f"{ROOT}appeals/{appeal.pk}/").json()
    assert (told["findings"], told["preview"]) == ("", None)
    day = f"{clock.today():%d/%m/%Y}"
    paper = DECISION | {"outcome": "dismissed", "decided_on": day}
    leader.post(address("appeal_decide", appeal.pk), paper)
    text = plain(client.get(address("appeal", appeal.pk)))
    assert "không chấp nhận khiếu nại" in text
    assert "Giấy chứng nhận hữu cơ còn hiệu lực." in text
    text = plain(client.get(address("product", product)))
    assert "có khiếu nại" in text
    assert "không chấp nhận khiếu nại" in text
    verbs = ("file_appeal", "register_appeal", "name_rapporteur", "report_appeal", "dismiss")
    acts = JournalEntry.objects.filter(target_id=appeal.pk, target_type="evaluations.appeal")
    assert [one.verb for one in acts.order_by("pk")] == list(verbs)
    link = f"/quang-ngai/khieu-nai/{appeal.pk}/"
    counts = {
        login: Notice.objects.filter(to=person(login), link=link).count()
        for login in ("san", "hoa", "binh", "kiem", "dung", "thu", "minh")
    }
    assert counts == {"san": 3, "hoa": 3, "binh": 2, "kiem": 1, "dung": 1, "thu": 0, "minh": 0}


def test_form_of_a_step_out_of_its_turn_leads_back_with_the_words_of_its_action() -> None:
    evaluation = recognised()
    appeal = filed(evaluation)
    back = address("appeal", appeal.pk)

    def opens(*forms: tuple[str, str]) -> None:
        for name, login in forms:
            shown = browser(login).get(address(f"appeal_{name}", appeal.pk))
            assert shown.status_code == 200, name

    def leads_back(words: str, *forms: tuple[str, str]) -> None:
        for name, login in forms:
            answer = browser(login).get(address(f"appeal_{name}", appeal.pk), follow=True)
            assert answer.redirect_chain == [(back, 302)], name
            assert words in plain(answer), name

    register, name, decide = ("register", "binh"), ("rapporteur", "binh"), ("decide", "dung")
    report, withdraw = ("report", "kiem"), ("withdraw", "san")
    opens(register, withdraw)
    leads_back("ở trạng thái «đã nộp»", name, decide)
    with acting("binh"):
        facts = {"appeal": appeal, "by": person("binh")}
        appeal_actions.register_appeal(register_no="01/KN", **facts)
        leads_back("ở trạng thái «đã thụ lý»", register, decide)
        opens(name)
        appeal_actions.name_rapporteur(rapporteur=person("kiem"), **facts)
    opens(name, report, withdraw)
    leads_back("ở trạng thái «đang xem xét»", register, decide)
    council = evaluation.sitting.council
    seat = council.advisers.create(province=council.province, user=person("kiem"), organisation="A")
    leads_back("Anh/chị đã tham gia kết quả này", report)
    seat.delete()
    with acting("kiem"):
        appeal_actions.report_appeal(
            appeal=appeal, findings="Có căn cứ.", what_if=WhatIf(), by=person("kiem")
        )
    opens(decide, withdraw)
    leads_back("ở trạng thái «chờ quyết định»", register, name, report)
    decided(appeal, "dismissed")
    every = (register, name, report, decide, withdraw)
    leads_back("ở trạng thái «không chấp nhận khiếu nại»", *every)
    # A press that came late is told the same, whatever was typed.
    late = browser("binh").post(address("appeal_register", appeal.pk), {"register_no": "02/KN"})
    assert late.status_code == 422
    assert "ở trạng thái «không chấp nhận khiếu nại»" in plain(late)
    who = {"appeal": appeal, "rapporteur": person("lan")}
    assert "ở trạng thái" in refusal(appeal_actions.name_rapporteur, "binh", **who)


def test_form_of_a_withdrawn_appeal_leads_back() -> None:
    appeal = filed(quick())
    with acting("san"):
        appeal_actions.withdraw_appeal(appeal=appeal, reason="Đã hiểu.", by=person("san"))
    for name, login in (("withdraw", "san"), ("register", "binh"), ("decide", "dung")):
        answer = browser(login).get(address(f"appeal_{name}", appeal.pk), follow=True)
        assert answer.redirect_chain == [(address("appeal", appeal.pk), 302)], name
        assert "ở trạng thái «đã rút»" in plain(answer), name


def test_way_through_the_api_and_what_it_refuses() -> None:
    evaluation = recognised()
    sent = {"evaluation": evaluation.pk, "reason": "Không đồng ý."}
    for extra in ({"star": 5}, {"points_sum": 300}, {"status": "upheld"}, {"province": 1}):
        assert api("san").post(f"{ROOT}appeals/", sent | extra).status_code == 400
    made = api("san").post(f"{ROOT}appeals/", sent)
    assert made.status_code == 201
    pk = made.json()["id"]
    where = f"{ROOT}appeals/{pk}/"
    decision = DECISION | {"outcome": "upheld", "decided_on": clock.today().isoformat()}
    assert api("dung").post(f"{where}decide/", decision).status_code == 400  # not yet examined

    def named(login: str) -> int:
        person(login)
        email = {"email": f"{login}@ocop.example"}
        return api("binh").post(f"{where}rapporteur/", email).status_code

    assert named("kiem") == 400  # not yet registered
    assert api("binh").post(f"{where}register/", {"register_no": "1/KN"}).status_code == 200
    assert [named(wrong) for wrong in ("minh", "san", "hoa", "tuan")] == [400] * 4
    assert named("kiem") == 200
    for login, status in (("binh", 404), ("minh", 404), ("san", 403), ("dung", 403)):
        answer = api(login).post(f"{where}preview/", {"left_out": []})
        assert answer.status_code == status, login
    counted = api("kiem").post(f"{where}preview/", {}).json()
    assert counted["before"] == counted["after"]
    assert (counted["before"]["mean"], counted["before"]["star"]) == ("74,00", 3)
    missed = next(m for m in evaluation.result["minimums"] if m["caps"])
    asked = {"minimums": [{k: missed[k] for k in ("criterion", "star")} | {"stands": True}]}
    lifted = api("kiem").post(f"{where}preview/", asked).json()
    assert lifted["after"]["points_sum"] == 222
    assert len(lifted["changes"]) == 1
    for wrong in (
        {"left_out": [10**6]},
        {"minimums": [{"criterion": "Z/9", "star": 4, "stands": True}]},
        {"knock_outs": [{"key": "#99", "stands": True}]},
        {"points": 100},
        {"left_out": ["NaN"]},
    ):
        assert api("kiem").post(f"{where}preview/", wrong).status_code == 400, wrong
    report = {"findings": "Có căn cứ."} | asked
    assert api("kiem").post(f"{where}report/", report).json()["status"] == "reported"
    assert api("kiem").post(f"{where}report/", report).status_code == 400
    assert api("binh").post(f"{where}decide/", decision).status_code == 403
    late = decision | {"decided_on": (clock.today() + timedelta(days=1)).isoformat()}
    assert api("dung").post(f"{where}decide/", late).status_code == 400
    assert api("dung").post(f"{where}decide/", decision).json()["status"] == "upheld"
    assert api("dung").post(f"{where}decide/", decision).status_code == 400


def test_who_typed_or_confirmed_a_paper_sheet_does_not_examine_the_appeal() -> None:
    evaluation = scoring()
    appeal = Appeal(province=evaluation.province, evaluation=evaluation, made_by=person("san"))
    with acting("binh"):
        assert {person("binh"), person("kiem")} <= set(appeal_actions.rapporteurs_for(appeal))
    confirmed(typed(evaluation, "an", by="binh"), by="kiem")
    with acting("binh"):
        assert not {person("binh"), person("kiem")} & set(appeal_actions.rapporteurs_for(appeal))


def test_who_took_part_in_the_result_does_not_examine_the_appeal() -> None:
    """His vote, pen or control is what is appealed against; the database refuses him too."""
    evaluation = recognised()
    council, kiem = evaluation.sitting.council, person("kiem")
    give(person("tuan"), Role.COUNCIL_MEMBER, province())  # a member elsewhere, an adviser here
    appeal = filed(evaluation)
    with acting("binh"):
        appeal_actions.register_appeal(appeal=appeal, register_no="01/KN", by=person("binh"))
        assert set(appeal_actions.rapporteurs_for(appeal)) == {person("binh"), kiem}
    for one in (person("lan"), person("thao"), person("tuan"), soat(), person("dung")):
        facts = {"appeal": appeal, "rapporteur": one}
        assert "kiểm soát kết quả này" in refusal(appeal_actions.name_rapporteur, "binh", **facts)
        with pytest.raises(InternalError, match="took part in a result"), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(rapporteur=one)
    with acting("binh"):
        appeal_actions.name_rapporteur(appeal=appeal, rapporteur=kiem, by=person("binh"))
    council.advisers.create(province=council.province, user=kiem, organisation="Sở")
    found = {"appeal": appeal, "findings": "Có.", "what_if": WhatIf()}
    assert "Anh/chị đã tham gia" in refusal(appeal_actions.report_appeal, "kiem", **found)


def test_rapporteur_is_nobody_who_sat_before_the_product_or_is_linked() -> None:
    evaluation = recognised()
    appeal = filed(evaluation)
    producer = evaluation.submission.participation.product.producer
    make_producer_account(producer=producer, user=person("kiem"))
    with acting("binh"):
        people = appeal_actions.rapporteurs_for(appeal)
        assert person("binh") in people
        assert not {person(one) for one in ("lan", "minh", "an", "thao", "kiem")} & set(people)
        appeal_actions.register_appeal(appeal=appeal, register_no="01/KN", by=person("binh"))
    said = refusal(appeal_actions.name_rapporteur, "binh", appeal=appeal, rapporteur=person("minh"))
    assert "trong Hội đồng" in said
    with acting("binh"):
        appeal_actions.name_rapporteur(appeal=appeal, rapporteur=person("binh"), by=person("binh"))
    said = refusal(
        appeal_actions.report_appeal, "kiem", appeal=appeal, findings="Có.", what_if=WhatIf()
    )
    assert "Chỉ người được cử" in said


# --- upheld: heard anew ---


@pytest.mark.parametrize("outcome", ["upheld", "partly_upheld"])
def test_upheld_product_is_heard_anew_and_the_old_result_stays(outcome: str) -> None:
    evaluation = recognised()
    kept = Evaluation.objects.filter(pk=evaluation.pk).values().get()
    old = Certificate.objects.get()
    appeal = decided(reported(evaluation), outcome)
    way = Participation.objects.get(pk=evaluation.submission.participation_id)
    assert (way.step, way.status) == (Step.EVALUATION, Status.ACCEPTED)
    again = make_sitting(council=evaluation.sitting.council)
    with acting("thao"):
        assert list(waiting_for_a_council(again)) == [evaluation.submission]
    hearing = on_agenda(again, evaluation.submission)
    assert (hearing.appeal_id, hearing.pk != evaluation.pk) == (appeal.pk, True)
    with acting("thao"):
        assert list(waiting_for_a_council(again)) == []  # once for each appeal
        agenda_actions.begin_scoring(evaluation=hearing, by=person("thao"))
    all_hand_in(hearing, [85, 85, 85], star=4)
    concluded(hearing)
    assert Evaluation.objects.filter(pk=evaluation.pk).values().get() == kept
    assert Certificate.objects.get(pk=old.pk).status == "valid"  # until the new decision
    issue(draft(Evaluation.objects.get(pk=hearing.pk)), number="99/QĐ-UBND")
    assert Certificate.objects.get(pk=old.pk).status == "superseded"
    assert Certificate.objects.get(status="valid").star == 4
    assert Evaluation.objects.filter(pk=evaluation.pk).values().get() == kept
    product = way.product_id
    text = plain(browser("san").get(address("product", product)))
    assert "có khiếu nại" in text
    assert "đánh giá lại sau khiếu nại" in text
    shown = browser("dung").get(address("appeal", appeal.pk)).content.decode()
    assert address("evaluation", hearing.pk) in shown
    assert address("evaluation", evaluation.pk) in shown


def test_refused_product_that_was_closed_is_opened_again() -> None:
    rejected = make_concluded(NOT_RANKED, confirmed_by=soat())
    with acting("binh"):
        decision_actions.reject(evaluation=rejected, by=person("binh"))
    way = rejected.submission.participation
    way.refresh_from_db()
    assert way.status == Status.CLOSED
    decided(reported(rejected), "upheld")
    way.refresh_from_db()
    assert (way.step, way.status, way.outcome) == (Step.EVALUATION, Status.ACCEPTED, "")
    assert Evaluation.objects.get(pk=rejected.pk).status == EvaluationStatus.NOT_RANKED


def test_approved_result_no_longer_goes_up_once_it_is_heard_anew() -> None:
    approved = make_concluded(APPROVE_ONLY, confirmed_by=soat())
    issue(draft(approved, kind="approval"))
    # Five stars are the Ministry's to give: here the producer reads that the result is approved.
    product = approved.submission.participation.product_id
    text = plain(browser("san").get(address("product", product)))
    assert "đã phê duyệt kết quả" in text
    assert "5 sao" not in text.partition("Kết quả đánh giá")[2]
    appeal = reported(approved)
    decided(appeal, "upheld")
    assert Evaluation.objects.get(pk=approved.pk).status == EvaluationStatus.SET_ASIDE


def test_product_that_takes_part_elsewhere_by_now_is_not_brought_back() -> None:
    rejected = make_concluded(NOT_RANKED, confirmed_by=soat())
    with acting("binh"):
        decision_actions.reject(evaluation=rejected, by=person("binh"))
    appeal = reported(rejected)
    way = rejected.submission.participation
    Participation.objects.create(
        province=way.province,
        cycle=way.cycle,
        product=way.product,
        since=clock.now(),
        status=Status.DRAFT,
    )
    facts = DECISION | {"decided_on": clock.today(), "outcome": "upheld"}
    said = refusal(appeal_actions.decide_appeal, "dung", appeal=appeal, **facts)
    assert "chu trình khác" in said
    assert Appeal.objects.get().status == "reported"


def test_dismissed_appeal_changes_nothing_and_is_final() -> None:
    evaluation = recognised()
    kept = Evaluation.objects.filter(pk=evaluation.pk).values().get()
    appeal = decided(reported(evaluation), "dismissed")
    assert Evaluation.objects.filter(pk=evaluation.pk).values().get() == kept
    with acting("thao"):
        assert list(waiting_for_a_council(evaluation.sitting)) == []
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decision_no="khác")
    assert "đã có khiếu nại" in refusal(
        appeal_actions.file_appeal, "san", evaluation=evaluation, reason="Lần hai."
    )


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(count: int, django_assert_num_queries: Any) -> None:
    for _n in range(count):
        filed(quick())
    client = browser("binh")
    client.get(address("appeals"))
    with django_assert_num_queries(LIST_QUERIES):
        page: HttpResponse = client.get(address("appeals"))
    assert page.content.decode().count("/khieu-nai/") >= count


# --- in the record of the scoring, and as a setting of the province ---


def test_every_act_on_an_appeal_is_in_the_record_without_a_word_of_it() -> None:
    evaluation = recognised()
    appeal = decided(reported(evaluation), "partly_upheld")
    other = quick()
    with acting("san"):
        taken_back = filed(other)
        appeal_actions.withdraw_appeal(appeal=taken_back, reason="Đã hiểu.", by=person("san"))
    rows = [row for row in events() if row.kind.startswith("appeal")]
    assert [(row.kind, row.evaluation_ref) for row in rows] == [
        ("appeal_filed", evaluation.pk),
        ("appeal_registered", evaluation.pk),
        ("appeal_rapporteur", evaluation.pk),
        ("appeal_reported", evaluation.pk),
        ("appeal_decided", evaluation.pk),
        ("appeal_filed", other.pk),
        ("appeal_withdrawn", other.pk),
    ]
    acts = [json.loads(row.body)["act"] for row in rows]
    assert [act["appeal"] for act in acts] == [appeal.pk] * 5 + [taken_back.pk] * 2
    names = recording.references(province().pk, [person("san").pk, person("kiem").pk])
    assert (acts[0]["by"], acts[2]["who"]) == (names[person("san").pk], names[person("kiem").pk])
    assert (acts[3]["star"], acts[4]["outcome"]) == (3, "partly_upheld")
    told = "".join(row.body for row in rows)
    for word in ("hữu cơ", "Sản", "Kiểm", "01/KN", "45/QĐ", "Đã hiểu", "Có căn cứ"):
        assert word not in told
    assert checked().first is None
    page = plain(browser("thao").get(address("sitting_record", evaluation.sitting_id)))
    assert "Quyết định giải quyết khiếu nại: chấp nhận một phần" in page
    assert "Cử người xem xét khiếu nại" in page


def test_appeal_that_is_refused_leaves_nothing_in_the_record() -> None:
    evaluation = quick()
    filed(evaluation)
    before = len(events())
    facts = {"evaluation": evaluation, "reason": "Lần nữa."}
    assert refusal(appeal_actions.file_appeal, "san", **facts) == "Kết quả này đã có khiếu nại."
    assert len(events()) == before


def test_admin_sets_the_window_by_both_doors_and_the_journal_says_both() -> None:
    page, door = "/quang-ngai/thiet-lap/khieu-nai/", f"{ROOT}appeals/days/"
    evaluation, quan = quick(), browser("quan")
    usual = appeal_actions.open_until(evaluation)
    assert page in quan.get("/quang-ngai/thiet-lap/").content.decode()
    assert quan.get(page).context["form"]["days"].value() == 10
    Province.objects.filter(slug="quang-ngai").update(settings={"other": 1})
    assert quan.post(page, {"days": "5"}).status_code == 303
    assert appeal_actions.open_until(Evaluation.objects.get(pk=evaluation.pk)) < usual
    assert province().settings == {"other": 1, "appeal_days": 5}
    assert api("quan").get(door).json() == {"days": 5}
    assert api("quan").patch(door, {"days": 7}).json() == {"days": 7}
    changes = JournalEntry.objects.filter(verb="set_appeal_days").order_by("pk")
    assert [one.facts for one in changes] == [
        {"before": 10, "after": 5},
        {"before": 5, "after": 7},
    ]
    assert province("gia-lai").settings == {}


@pytest.mark.parametrize("days", ["0", "91", "-1", "1e9", "NaN", "2.5", ""])
def test_window_that_cannot_be_is_refused_at_both_doors(days: str) -> None:
    page = browser("quan").post("/quang-ngai/thiet-lap/khieu-nai/", {"days": days})
    answer = api("quan").patch(f"{ROOT}appeals/days/", {"days": days})
    assert (page.status_code, answer.status_code) == (422, 400)
    assert list(page.context["form"].errors) == list(refused(answer)) == ["days"]
    assert province().settings == {}
