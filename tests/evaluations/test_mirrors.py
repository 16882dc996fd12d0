"""Mirrors: exact differences from the panel, nobody's mean altered; feedback to the producer."""

from fractions import Fraction
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import InternalError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Notice
from councils import actions as councils
from evaluations import agenda_actions, control_actions, feedback_actions, sheet_actions
from evaluations.mirrors import differences, mirrors, shown, shown_difference
from evaluations.models import Evaluation, Feedback
from tests.cast import person

from .sittings import (
    acting,
    all_hand_in,
    concluded,
    fill,
    marks_for,
    on_agenda,
    rules_of,
    scoring,
)
from .test_sheet_api import api
from .test_sheet_pages import address, browser, plain

ROOT = "/api/v1/quang-ngai/"
PANEL = st.lists(st.integers(0, 100), min_size=1, max_size=9).map(lambda t: dict(enumerate(t)))


def test_two_products_give_shift_and_unevenness() -> None:
    found = mirrors([{1: 80, 2: 70}, {1: 60, 2: 70, 3: 80}])
    assert [(m.member, m.products, m.shift, m.spread) for m in found] == [
        (1, 2, Fraction(-5, 2), Fraction(15, 2)),
        (2, 2, Fraction(-5, 2), Fraction(5, 2)),
        (3, 1, Fraction(10), Fraction(0)),
    ]


def test_no_sheet_no_mirror() -> None:
    assert differences({}) == {}
    assert mirrors([]) == []


@given(PANEL)
def test_differences_of_a_panel_add_up_to_nothing(totals: dict[int, int]) -> None:
    found = differences(totals)
    assert sum(found.values()) == 0
    assert found.keys() == totals.keys()


@given(PANEL, st.integers(-50, 50))
def test_whole_panel_milder_changes_no_mirror(totals: dict[int, int], by: int) -> None:
    assert differences(totals) == differences({m: value + by for m, value in totals.items()})


@pytest.mark.parametrize(
    ("value", "plain", "signed"),
    [
        (Fraction(0), "0,00", "0,00"),
        (Fraction(-1, 3), "-0,33", "-0,33"),
        (Fraction(-1, 300), "0,00", "0,00"),
        (Fraction(5, 4), "1,25", "+1,25"),
        (Fraction(69996, 1000), "69,99", "+69,99"),
    ],
)
def test_figures_are_cut_and_signed(value: Fraction, plain: str, signed: str) -> None:
    assert (shown(value), shown_difference(value)) == (plain, signed)


# --- pages, API, feedback ---


def ended(evaluation: Evaluation) -> Evaluation:
    """End the sitting of a concluded product; the controller has looked at its result."""
    with acting("thao"):
        agenda_actions.end_sitting(sitting=evaluation.sitting, by=person("thao"))
    with acting("kiem"):
        control_actions.confirm_sitting(sitting=evaluation.sitting, by=person("kiem"))
    evaluation.refresh_from_db()
    return evaluation


def judged() -> Evaluation:
    """Return a product with 70, 74 and 78 points, its sitting not yet ended."""
    evaluation = scoring()
    all_hand_in(evaluation, [70, 74, 78])
    return concluded(evaluation)


def release(evaluation: Evaluation, login: str = "lan", **facts: Any) -> Feedback:
    with acting(login):
        facts = {"lines": {"A/1.1": "Hợp đồng còn thiếu ngày."}} | facts
        return feedback_actions.release_feedback(evaluation=evaluation, by=person(login), **facts)


@pytest.mark.django_db
def test_chair_sees_each_member_beside_the_panel_after_the_end_only() -> None:
    evaluation = judged()
    page = address("sitting_mirror", evaluation.sitting_id)
    assert browser("lan").get(page).status_code == 404
    ended(evaluation)
    text = plain(browser("lan").get(page))
    for words in ("Phan Thị Lan", "-4,00", "+4,00", "0,00", "Độ không đều"):
        assert words in text, words
    answer = api("tra").get(f"{ROOT}mirrors/{evaluation.sitting_id}/").json()
    assert [(row["products"], row["shift"], row["spread"]) for row in answer["members"]] == [
        (1, "-4,00", "0,00"),
        (1, "0,00", "0,00"),
        (1, "+4,00", "0,00"),
    ]
    for parts in (row["parts"] for row in answer["members"]):
        assert parts.keys() == {"A", "B", "C"}


@pytest.mark.django_db
def test_each_criterion_shows_who_stands_apart() -> None:
    evaluation = ended(judged())
    one = api("lan").get(f"{ROOT}mirrors/{evaluation.sitting_id}/products/{evaluation.pk}/").json()
    total = sum(sum(cell["points"] for cell in row["members"]) for row in one["criteria"])
    assert total == 70 + 74 + 78
    text = plain(browser("lan").get(address("evaluation_mirror", evaluation.pk)))
    assert "Bùi Công Minh" in text
    first = evaluation.submission.criteria_set.criteria.order_by("ordinal").first()
    assert first.name_vi in text
    english = browser("lan")
    english.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = plain(english.get(address("evaluation_mirror", evaluation.pk)))
    assert first.name_en in text
    assert first.name_vi not in text


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["minh", "thao", "binh", "dung", "kiem", "hoa", "san"])
def test_mirrors_are_for_chair_and_auditor_alone(login: str) -> None:
    evaluation = ended(judged())
    client = browser(login)
    for page in (
        address("sitting_mirror", evaluation.sitting_id),
        address("evaluation_mirror", evaluation.pk),
    ):
        assert client.get(page).status_code in (403, 404)


@pytest.mark.django_db
def test_recused_chair_sees_no_mirror_of_that_product() -> None:
    evaluation = on_agenda()
    deputy = evaluation.sitting.council.members.get(user=person("minh"))
    deputy.title = "deputy"
    deputy.save()
    chair = evaluation.sitting.council.members.get(user=person("lan"))
    with acting("thao"):
        by = person("thao")
        councils.delegate_presiding(sitting=evaluation.sitting, member=deputy, by=by)
        evaluation.refresh_from_db()
        agenda_actions.recuse(evaluation=evaluation, member=chair, reason="Người nhà", by=by)
        agenda_actions.begin_scoring(evaluation=evaluation, by=by)
    all_hand_in(evaluation, [70, 74], ("minh", "an"))
    ended(concluded(evaluation))
    client = browser("lan")
    assert client.get(address("evaluation_mirror", evaluation.pk)).status_code == 404
    assert "Tỏi đen" not in plain(client.get(address("sitting_mirror", evaluation.sitting_id)))


@pytest.mark.django_db
def test_chair_lets_the_producer_know_once_without_names() -> None:
    evaluation = ended(judged())
    client = browser("lan")
    page = address("feedback_release", evaluation.pk)
    assert "Gửi góp ý cho chủ thể" in plain(client.get(page))
    answer = client.post(page, {"text": "Sản phẩm tốt.", "line_0": "Hợp đồng còn thiếu ngày."})
    assert answer.status_code == 303
    told = plain(browser("san").get(address("feedback", evaluation.pk)))
    assert "Hợp đồng còn thiếu ngày." in told
    assert "Sản phẩm tốt." in told
    for name in ("Lan", "Minh", "An "):
        assert f"{name}:" not in told
    assert "Trung bình" not in told
    late = client.post(page, {"text": "Xin thêm một ý."})  # a second window
    assert late.status_code == 422
    for words in ("đã gửi, không sửa được nữa", "Xin thêm một ý."):  # what was typed is there still
        assert words in plain(late)
    assert "đã gửi, không sửa được nữa" in plain(client.get(page, follow=True))
    assert "Xin thêm" not in plain(browser("san").get(address("feedback", evaluation.pk)))
    product = evaluation.submission.participation.product_id
    assert "Góp ý sau phiên họp" in plain(browser("san").get(address("product", product)))
    assert Notice.objects.filter(to=person("san"), text__contains="góp ý").count() == 1


@pytest.mark.django_db
def test_not_proven_asks_the_producer_for_completion_by_the_chairs_word() -> None:
    evaluation = scoring()
    for login, is_unproven in (("lan", True), ("minh", True), ("an", False)):
        sheet = fill(evaluation, login, marks_for(rules_of(evaluation), 71))
        with acting(login):
            said = {"is_unproven": is_unproven, "remark": "Thiếu hợp đồng." * is_unproven}
            facts = {"sheet": sheet, "by": person(login), "criterion": "A/1.1", "version": 1}
            sheet_actions.save_mark(**facts, **said)
            sheet_actions.hand_in(sheet=sheet, by=person(login))
    ended(concluded(evaluation))
    form = browser("lan").get(address("feedback_release", evaluation.pk)).context["form"]
    first = form["line_0"].value()
    asked = "Cần bổ sung minh chứng: 2/3 phiếu ghi chưa chứng minh."
    assert first.splitlines() == [asked, "Thiếu hợp đồng.", "Thiếu hợp đồng."]
    assert form["line_1"].value() == ""


@pytest.mark.django_db
def test_feedback_with_points_tells_the_panels_mean_of_every_criterion() -> None:
    evaluation = ended(judged())
    told = release(evaluation, with_points=True)
    means = [Fraction(line["mean"].replace(",", ".")) for line in told.lines]
    assert len(means) == len(rules_of(evaluation).criteria)
    assert abs(sum(means) - 74) < 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("login", "facts", "words"),
    [
        ("minh", {}, "Chỉ Chủ tịch"),
        ("thao", {}, "Chỉ Chủ tịch"),
        ("lan", {"lines": {"A/1.1": " "}}, "ít nhất một góp ý"),
        ("lan", {"lines": {"Z/9": "x"}}, "không có tiêu chí đó"),
        ("lan", {"lines": {"A/1.1": "x" * 2001}}, "Tối đa 2000"),
        ("lan", {"lines": {"A/1.1": "x\x00"}}, "không đọc được"),
    ],
)
def test_feedback_is_refused_in_words(login: str, facts: dict[str, Any], words: str) -> None:
    evaluation = ended(judged())
    with pytest.raises(ValidationError, match=words):
        release(evaluation, login, **facts)
    assert not Feedback.objects.exists()


@pytest.mark.django_db
def test_feedback_waits_for_the_end_and_never_changes() -> None:
    evaluation = judged()
    with pytest.raises(ValidationError, match="sau khi phiên họp kết thúc"):
        release(evaluation)
    with acting("thao"):
        agenda_actions.end_sitting(sitting=evaluation.sitting, by=person("thao"))
    with pytest.raises(ValidationError, match="sau khi người kiểm soát xác nhận"):
        release(evaluation)
    early = browser("lan").get(address("feedback_release", evaluation.pk), follow=True)
    assert early.redirect_chain == [(address("evaluation", evaluation.pk), 302)]
    assert "sau khi người kiểm soát xác nhận" in plain(early)
    with acting("kiem"):
        control_actions.confirm_sitting(sitting=evaluation.sitting, by=person("kiem"))
    told = release(evaluation)
    with pytest.raises(ValidationError, match="đã gửi"):
        release(evaluation)
    with pytest.raises(InternalError), transaction.atomic():
        Feedback.objects.filter(pk=told.pk).update(text="khác")


@pytest.mark.django_db
def test_feedback_is_there_for_its_own_people_only() -> None:
    evaluation = ended(judged())
    told = release(evaluation)
    for login, status in (("san", 200), ("hoa", 200), ("thu", 404), ("tu", 404)):
        answer = api(login).get(f"{ROOT}feedback/{told.pk}/")
        assert answer.status_code == status, login
    assert api("thu").get(f"{ROOT}feedback/").json()["results"] == []
    assert [one["id"] for one in api("san").get(f"{ROOT}feedback/").json()["results"]] == [told.pk]


@pytest.mark.django_db
def test_api_releases_with_the_same_act() -> None:
    evaluation = judged()
    body = {"evaluation": evaluation.pk, "lines": [{"criterion": "A/1.1", "text": "Rõ hơn."}]}
    client = api("lan")
    path = f"{ROOT}feedback/"
    assert client.post(path, body, content_type="application/json").status_code == 404
    ended(evaluation)
    answer = client.post(path, body, content_type="application/json")
    assert answer.status_code == 201
    assert [line["text"] for line in answer.json()["lines"]] == ["Rõ hơn."]
