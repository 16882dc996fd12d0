"""Blind codes: no page and no answer of a member names product, producer or place (R19)."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import JournalEntry, Notice
from councils.models import Attendance
from evaluations import (
    agenda_actions,
    blinding,
    closing_actions,
    floor_actions,
    interest_actions,
    interest_proposals,
    seating,
)
from evaluations.models import Evaluation, Interest, RecordPending
from products.models import Submission
from tests.cast import person
from tests.factories import make_council, make_producer, make_sitting, make_submission

from .sittings import acting, all_hand_in, fill, marks_for, on_agenda, opened, rules_of, scoring

pytestmark = pytest.mark.django_db
TELLING = ("Tỏi đen", "Lý Sơn", "Phạm Văn Sản", "912345678", "51-21548")


def blind() -> Evaluation:
    council = make_council(blind_codes=True)
    return scoring(make_sitting(council=council), make_submission())


def pages(evaluation: Evaluation) -> list[str]:
    names = ("sheet", "sheet_check", "evaluation", "interest")
    own = [reverse(name, args=["quang-ngai", evaluation.pk]) for name in names]
    sitting = reverse("sitting", args=["quang-ngai", evaluation.sitting_id])
    return [*own, sitting, reverse("home", args=["quang-ngai"])]


def read(login: str, page: str) -> str:
    client = Client()
    client.force_login(person(login))
    answer = client.get(page)
    assert answer.status_code == 200, page
    # The office and the footer bear the province's own names; the dossier's are asked for.
    return answer.content.decode()


def told(text: str) -> list[str]:
    return [word for word in TELLING if word.lower() in text.lower()]


@pytest.mark.parametrize("login", ["minh", "lan"])
def test_member_reads_a_number_on_every_page(login: str) -> None:
    evaluation = blind()
    fill(evaluation, login, marks_for(rules_of(evaluation), 80))
    for page in pages(evaluation):
        text = read(login, page)
        assert told(text) == [], page
        assert "Sản phẩm số 01" in text, page


def test_api_tells_no_more_than_the_pages() -> None:
    evaluation = blind()
    client = APIClient()
    client.force_login(person("minh"))
    root = "/api/v1/quang-ngai/"
    for where in (f"sittings/{evaluation.sitting_id}/", f"evaluations/{evaluation.pk}/"):
        text = client.get(root + where).content.decode()
        assert told(text) == [], where
    mine = client.get(f"{root}sittings/{evaluation.sitting_id}/").json()["mine"]
    assert [(row["product"], row["producer"]) for row in mine] == [("Sản phẩm số 01", "")]


REASON = "Là cháu giám đốc Cơ sở Tỏi đen Lý Sơn"
AWAY = "Dự đám cưới con ông Phạm Văn Sản"


def gone() -> Evaluation:
    """Return a product before which two do not sit, each for a reason that names the producer."""
    council = make_council(blind_codes=True, quorum_numerator=1, quorum_denominator=4)
    evaluation = scoring(make_sitting(council=council), make_submission())
    with acting("thao"):
        for login, state, reason in (("an", "recused", REASON), ("minh", "absent", AWAY)):
            member = evaluation.panel.get(user=person(login)).member
            agenda_actions.set_place(
                evaluation=evaluation, member=member, state=state, reason=reason, by=person("thao")
            )
    Attendance.objects.filter(sitting=evaluation.sitting, member__user=person("minh")).update(
        is_present=False, reason=AWAY
    )
    return evaluation


@pytest.mark.parametrize("login", ["lan", "minh"])
def test_why_somebody_is_away_tells_no_producer(login: str) -> None:
    evaluation = gone()
    for page in pages(evaluation)[2:]:
        assert told(read(login, page)) == [], page
    client = APIClient()
    client.force_login(person(login))
    root = "/api/v1/quang-ngai/"
    whole = client.get(f"{root}evaluations/{evaluation.pk}/").json()
    sitting = client.get(f"{root}sittings/{evaluation.sitting_id}/").json()
    assert told(f"{whole} {sitting}") == []
    assert {one["state"]: one["reason"] for one in whole["panel"]} == {
        "present": "",
        "recused": "có lợi ích liên quan",
        "absent": "lý do được ghi trong biên bản",
    }
    away = [one["reason"] for one in sitting["attendance"] if not one["is_present"]]
    assert away == ["lý do được ghi trong biên bản"]


def test_secretary_reads_why_and_everybody_does_after_the_opening() -> None:
    evaluation = gone()
    client = APIClient()
    where = f"/api/v1/quang-ngai/evaluations/{evaluation.pk}/"
    client.force_login(person("thao"))
    assert AWAY in client.get(where).content.decode()
    page = reverse("evaluation", args=["quang-ngai", evaluation.pk])
    assert AWAY in read("thao", page)
    all_hand_in(evaluation, [80], ["lan"])
    opened(evaluation)
    client.force_login(person("lan"))
    assert REASON in client.get(where).content.decode()


def test_scoring_chair_rules_on_an_interest_without_reading_the_producer() -> None:
    evaluation = blind()
    an, minh = (evaluation.panel.get(user=person(login)).member for login in ("an", "minh"))
    with acting("thao"):
        found = interest_proposals.note(
            evaluation, an, "firm", "Cơ sở Sản, xã Lý Sơn", person("thao")
        )
    with acting("minh"):
        word = interest_actions.declare(
            evaluation=evaluation, reason=REASON, by=person("minh"), is_doubtful=True
        )
    one = ["quang-ngai", evaluation.pk]
    places = [reverse("interests", args=one), reverse("evaluation", args=one)]
    places += [reverse("interest_answer", args=[*one, row.pk]) for row in (found, word)]
    for page in places:
        text = read("lan", page)
        assert told(text) == [], page
    text = read("lan", places[0])
    assert "Là cháu giám đốc Cơ sở […]" in text
    assert str(minh.user) in text
    assert "công tác tại chính chủ thể" in text
    assert "Cơ sở Sản" not in text
    assert "Cơ sở Sản, xã Lý Sơn" in read("thao", places[0])
    client = APIClient()
    for login, hidden in (("lan", True), ("thao", False)):
        client.force_login(person(login))
        for more in ("", f"{found.pk}/"):
            told_here = client.get(f"/api/v1/quang-ngai/interests/{more}").content.decode()
            assert ("Cơ sở Sản" not in told_here) is hidden
    with acting("lan"):
        interest_actions.answer(interest=word, verdict="recused", reason="", by=person("lan"))
    assert Interest.objects.get(pk=word.pk).text == REASON


def test_file_of_the_dossier_has_no_telling_name() -> None:
    assert blinding.file_name("Hợp đồng Tỏi đen.PDF") == "tai-lieu.pdf"
    assert blinding.file_name("không đuôi") == "tai-lieu"


def test_secretary_reads_names_and_everybody_does_after_the_opening() -> None:
    evaluation = blind()
    page = reverse("evaluation", args=["quang-ngai", evaluation.pk])
    assert "Tỏi đen Lý Sơn" in read("thao", page)
    all_hand_in(evaluation, [80, 80, 80])
    opened(evaluation)
    assert "Tỏi đen Lý Sơn" in read("minh", page)


def test_search_by_a_name_does_not_undo_the_codes() -> None:
    evaluation = blind()
    link = reverse("evaluation", args=["quang-ngai", evaluation.pk])
    page = f"{reverse('search', args=['quang-ngai'])}?q=toi"
    found = {login: link in read(login, page) for login in ("minh", "lan", "thao", "binh")}
    assert found == {"minh": False, "lan": False, "thao": True, "binh": True}
    all_hand_in(evaluation, [75, 75, 75])
    opened(evaluation)
    assert link in read("minh", page)


def test_product_that_has_the_floor_bears_its_number() -> None:
    evaluation = blind()
    with acting("lan"):
        floor_actions.call_product(
            sitting=evaluation.sitting, evaluation=evaluation, by=person("lan")
        )
    sitting = reverse("sitting", args=["quang-ngai", evaluation.sitting_id])
    live = reverse("sitting_live", args=["quang-ngai", evaluation.sitting_id])
    for page in (sitting, live, reverse("sheet", args=["quang-ngai", evaluation.pk])):
        text = read("minh", page)
        assert "Sản phẩm số 01" in text
        assert told(text) == [], page


def test_masked_copy_is_never_kept() -> None:
    evaluation = blind()
    before = Evaluation.objects.get().submission.snapshot
    read("minh", pages(evaluation)[0])
    kept = Evaluation.objects.get().submission
    assert kept.snapshot == before
    assert kept.product_code.startswith("51-")


def test_notice_of_the_next_pass_bears_the_number() -> None:
    evaluation = blind()
    all_hand_in(evaluation, [60, 75, 90])
    with acting("thao"):
        closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
    assert set(Notice.objects.values_list("text", flat=True)) == {
        "Mời chấm lượt 2: Sản phẩm số 01."
    }


def test_words_that_tell_are_blotted_out_wherever_they_stand() -> None:
    submission = make_submission()
    copy = submission.snapshot | {
        "evidence": [
            {
                "title": "hop-dong-toi-den-ly-son",
                "issuer": "UBND đặc khu Lý Sơn",
                "file": {"sha256": "0" * 64, "name": "Tỏi đen Lý Sơn.pdf", "kind": "pdf"},
            }
        ]
    }
    secrets = blinding.secrets_of(copy, submission.product_code)
    masked = blinding.masked(copy, secrets, "Sản phẩm số 07")
    paper = masked["evidence"][0]
    assert paper["title"] == "Tài liệu minh chứng"
    assert "Lý Sơn" not in paper["issuer"]
    assert paper["file"]["name"] == "tai-lieu.pdf"
    assert masked["product"]["name"] == "Sản phẩm số 07"
    assert masked["producer"]["name"] == ""
    assert told(str(masked)) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Xem machnhanghiaky.vn nhé", "Xem […] nhé"),
        ("MachNhaNghiaKy-HD và 12/HĐ-machnhanghiaky", "[…] và […]"),
        ("HD mach nha nghia ky 2026", "HD […] […] […] […] 2026"),
        ("của Mạch nha Nghĩa Kỳ\nở đây", "của […]\nở đây"),
        ("mách nhà nghĩa kỳ", "mách nhà nghĩa kỳ"),  # other words
        ("Gọi 0905.123.456", "Gọi […]"),
        ("Gọi +84 905 123 456 nhé", "Gọi +84 […] […] […] nhé"),
        ("ở Nghĩa  Kỳ,\nmạch\u00a0nha nghĩa-kỳ", "ở Nghĩa  Kỳ,\n[…]"),
        ("Kẹo mạch nha", "Kẹo mạch nha"),
        ("HTX Mạch nha Nghĩa Kỳ (cơ sở 2) làm", "[…] làm"),
        ("Trang trại Trà", "Trang trại Trà"),
    ],
)
def test_a_name_spelled_in_another_way_is_blotted_out_too(text: str, read: str) -> None:
    copy = {
        "product": {"name": "Mạch nha"},
        "producer": {"name": "HTX Mạch nha Nghĩa Kỳ (cơ sở 2)", "phone": "0905123456"},
    }
    secrets = [one for one in blinding.secrets_of(copy) if one != "Mạch nha"]
    assert blinding.hide(text, secrets) == read


def test_a_producer_is_told_by_his_name_without_legal_form_and_trade() -> None:
    assert blinding.bare_name("HTX Nông nghiệp và Dịch vụ An Hải") == "An Hải"
    assert blinding.bare_name("Công ty TNHH MTV SX - TM Hoa Hồi") == "Hoa Hồi"
    assert blinding.bare_name("Hợp tác xã Nông nghiệp") == "Nông nghiệp"
    plain_words = blinding.secrets_of({"producer": {"name": "Cơ sở sản xuất nước mắm"}})
    assert blinding.hide("Làm nước mắm từ cá cơm", plain_words) == "Làm nước mắm từ cá cơm"


def test_a_short_name_hides_its_own_word_and_not_a_part_of_another() -> None:
    secrets = blinding.secrets_of({"commune": {"name": "Trà"}})
    assert blinding.hide("Xã Trà, kiểm tra tràn đầy", secrets) == "Xã […], kiểm tra tràn đầy"
    paper = {"title": "Kiểm tràn bờ"}
    assert blinding.masked(
        {"product": {}, "producer": {}, "commune": {}, "evidence": [paper]}, secrets, "1"
    )["evidence"] == [paper]


def test_title_that_runs_the_names_together_is_no_title() -> None:
    submission = make_submission()
    copy = submission.snapshot | {
        "evidence": [{"title": "ToiDenLySon-HD", "number": "1/ToiDenLySon"}]
    }
    secrets = blinding.secrets_of(copy, submission.product_code)
    [paper] = blinding.masked(copy, secrets, "Sản phẩm số 07")["evidence"]
    assert paper == {"title": "Tài liệu minh chứng", "number": "[…]"}


def test_reason_of_a_recusal_tells_nobody_whose_product_it_is() -> None:
    evaluation = blind()
    evaluation.panel.filter(user=person("an")).update(
        state="recused", reason="công tác tại chính chủ thể: HTX Tỏi đen Lý Sơn"
    )
    page = read("minh", reverse("sitting", args=["quang-ngai", evaluation.sitting_id]))
    page += read("minh", reverse("evaluation", args=["quang-ngai", evaluation.pk]))
    assert "công tác tại chính chủ thể" not in page
    assert "có lợi ích liên quan" in page


def test_list_of_producers_to_declare_is_no_key_to_the_codes() -> None:
    evaluation = blind()
    make_submission(name="Nước mắm", producer=make_producer(name="Hợp tác xã Sa Huỳnh"))
    page = reverse("producer_interest", args=["quang-ngai", evaluation.sitting_id])
    own = evaluation.submission.snapshot["producer"]["name"]
    text = read("minh", page)
    assert own in text
    assert "Hợp tác xã Sa Huỳnh" in text  # which is before no council
    all_hand_in(evaluation, [75, 75, 75], star=4)
    opened(evaluation)
    assert "Hợp tác xã Sa Huỳnh" not in read("minh", page)


def declared(evaluation: Evaluation, login: str, submission: Submission) -> str:
    """Declare by the page an interest in a submission's producer; return what is told."""
    page = reverse("producer_interest", args=["quang-ngai", evaluation.sitting_id])
    key = interest_proposals.producer_key(Evaluation(submission=submission))
    client = Client()
    client.force_login(person(login))
    # The box for a doubtful case is not on this form; who sends it all the same gains nothing.
    facts = {"producer": key, "reason": "Tôi góp vốn.", "is_doubtful": "on"}
    answer = client.post(page, facts)
    assert answer.status_code in (302, 303)
    return " ".join(map(str, get_messages(answer.wsgi_request)))


def test_name_cannot_be_tried_without_leaving_or_a_trace() -> None:
    evaluation = blind()
    producer = make_producer(name="Hợp tác xã Sa Huỳnh")
    elsewhere = make_submission(name="Nước mắm", producer=producer)
    missed = declared(evaluation, "minh", elsewhere)
    hit = declared(evaluation, "an", evaluation.submission)
    assert missed == hit
    assert missed.startswith("Đã ghi khai báo. Sản phẩm nào của chủ thể này")
    states = dict(evaluation.panel.values_list("user", "state"))
    assert (states[person("minh").pk], states[person("an").pk]) == ("present", "recused")
    trace = JournalEntry.objects.get(verb="declare_interest_ahead")
    assert (trace.by, trace.target_id) == (person("minh"), evaluation.sitting_id)
    assert trace.facts["reason"] == "Tôi góp vốn."
    act = RecordPending.objects.get(kind="interest_declared_ahead").act
    assert "words" in act
    assert "góp vốn" not in act


def test_what_was_declared_ahead_counts_once_the_producer_comes() -> None:
    evaluation = blind()
    elsewhere = make_submission(name="Nước mắm", producer=make_producer(name="HTX Sa Huỳnh"))
    declared(evaluation, "minh", elsewhere)
    later = on_agenda(evaluation.sitting, elsewhere)
    row = later.interests.get()
    assert (row.member.user, row.ground, row.text) == (person("minh"), "producer", "Tôi góp vốn.")
    # Nobody is asked about him first: a question would tell him whose code it is.
    assert row.answers.get().verdict == "recused"
    assert later.panel.get(user=person("minh")).state == "recused"
    assert "producer" not in evaluation.interests.values_list("ground", flat=True)
    assert "chờ kết luận" not in read("minh", reverse("home", args=["quang-ngai"]))


def test_who_declared_it_elsewhere_leaves_at_the_next_look() -> None:
    evaluation = blind()
    other = on_agenda(make_sitting(council=evaluation.sitting.council), make_submission(name="B"))
    declared(evaluation, "an", other.submission)  # it stands on the agenda of another sitting
    assert other.panel.get(user=person("an")).state == "present"
    with acting("thao"):
        assert {place.user for place in seating.linked_now(other)} == {person("an")}
        seating.look_again(other, person("thao"))
        seating.look_again(other, person("thao"))
    row = other.interests.get()
    assert (row.ground, row.answers.get().verdict) == ("producer", "recused")
    assert other.panel.get(user=person("an")).state == "recused"


def test_words_of_an_interest_that_is_ruled_on_are_read_no_more() -> None:
    evaluation = blind()
    with acting("minh"):
        row = interest_actions.declare(
            evaluation=evaluation, reason="Em gái tôi làm ở đó", by=person("minh"), is_doubtful=True
        )
    page = reverse("interests", args=["quang-ngai", evaluation.pk])
    assert "Em gái tôi làm ở đó" in read("lan", page)  # the chair, who has to rule on it
    with acting("lan"):
        interest_actions.answer(
            interest=row, verdict="set_aside", reason="Không cùng cơ sở", by=person("lan")
        )
    assert "Em gái tôi làm ở đó" not in read("lan", page)
    assert "Em gái tôi làm ở đó" in read("thao", page)  # who keeps the record


def test_api_answers_alike_whether_the_producer_is_there_or_not() -> None:
    evaluation = blind()
    elsewhere = make_submission(name="Nước mắm", producer=make_producer(name="HTX Sa Huỳnh"))
    client = APIClient()
    client.force_login(person("minh"))
    facts = {"sitting": evaluation.sitting_id, "reason": "Tôi góp vốn."}

    def send(producer: str, **more: bool) -> tuple[int, Any]:
        sent = facts | {"producer": producer} | more
        answer = client.post("/api/v1/quang-ngai/interests/", sent, format="json")
        return answer.status_code, answer.json()

    there, away = (
        interest_proposals.producer_key(Evaluation(submission=one))
        for one in (evaluation.submission, elsewhere)
    )
    doubted = [send(key, is_doubtful=True) for key in (there, away)]
    assert doubted[0] == doubted[1]
    assert "Chấm theo mã" in str(doubted[0])
    assert send("quang-ngai:0")[0] == doubted[0][0] >= 400
    assert send(away) == send(there) == (201, [])
    assert evaluation.panel.get(user=person("minh")).state == "recused"
