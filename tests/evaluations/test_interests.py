"""Interests: declared, found by the portal, answered, kept; a recused member sees nothing (R20)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from accounts import journal
from accounts.models import Notice
from evaluations import agenda_actions, closing_actions, interest_actions, interest_proposals
from evaluations.interests import COMMUNE, FIRM, REPRESENTATIVE, TAX_CODE, Party, Person, links
from evaluations.models import Evaluation, Interest, InterestAnswer
from tests.cast import person
from tests.factories import (
    make_council,
    make_producer,
    make_producer_account,
    make_sitting,
    make_step_five,
    make_submission,
)

from .sittings import acting, all_hand_in, concluded, on_agenda, opened, scoring

PARTY = Party(
    name="Hợp tác xã Tỏi đen Lý Sơn",
    tax_code="4300123456",
    representative="Phạm Văn Sản",
    phone="+84912345678",
    email="san@htx.example",
    commune="đặc khu Lý Sơn",
    commune_code="21548",
)


@pytest.mark.parametrize(
    ("facts", "grounds"),
    [
        ({}, []),
        ({"organisation": "Sở Nông nghiệp và Môi trường"}, []),
        ({"organisation": "UBND Đặc khu Lý Sơn"}, [COMMUNE]),
        ({"organisation": "UBND xã Lý Sơn Đông"}, []),
        ({"organisation": "UBND xã Lý Sơn, tỉnh Quảng Ngãi"}, [COMMUNE]),  # its former kind
        ({"organisation": "UBND phường Lý Sơn"}, [COMMUNE]),
        ({"organisation": "Nhà hàng Lý Sơn"}, []),
        ({"organisation": "HTX TOI DEN LY SON"}, [FIRM]),
        ({"organisation": "Công ty ABC, MST 4300123456-001"}, [TAX_CODE]),
        ({"commune_codes": frozenset({"21548"})}, [COMMUNE]),
        ({"commune_codes": frozenset({"21549"})}, []),
        ({"phone": "0912 345 678"}, [REPRESENTATIVE]),
        ({"email": "San@HTX.example"}, [REPRESENTATIVE]),
        ({"name": "Phạm văn Sản"}, [REPRESENTATIVE]),  # many people's perhaps: the chair asks
        ({"name": "Phạm Văn San"}, []),
        ({"acts_for": (Party("HTX khác", tax_code="4300123456-002"),)}, [TAX_CODE]),
        ({"acts_for": (Party("HTX khác", tax_code="4300999999"),)}, []),
        ({"acts_for": (Party("HTX khác", phone="0912345678"),)}, [REPRESENTATIVE]),
    ],
)
def test_what_links_a_member_to_a_producer(facts: dict[str, Any], grounds: list[str]) -> None:
    person = Person(**{"name": "Bùi Công Minh"} | facts)
    assert [ground for ground, _found in links(person, PARTY)] == grounds


db = pytest.mark.django_db


def declare(evaluation: Evaluation, login: str, **over: Any) -> Interest:
    with acting(login):
        facts = {"reason": "Em gái làm kế toán"} | over
        return interest_actions.declare(evaluation=evaluation, by=person(login), **facts)


def answer(interest: Interest, login: str, verdict: str, reason: str = "Đã xác minh") -> Any:
    with acting(login):
        return interest_actions.answer(
            interest=interest, verdict=verdict, reason=reason, by=person(login)
        )


def near() -> Evaluation:
    """Return a product before a council in which Minh works at the producer's commune."""
    council = make_council()
    council.members.filter(user=person("minh")).update(organisation="UBND đặc khu Lý Sơn")
    return on_agenda(make_sitting(council=council))


def begin(evaluation: Evaluation) -> Evaluation:
    with acting("thao"):
        return agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))


def state(evaluation: Evaluation, login: str) -> str:
    return evaluation.panel.get(user=person(login)).state


@db
def test_member_declares_and_the_dossier_is_gone_and_the_row_kept() -> None:
    evaluation = scoring()
    row = declare(evaluation, "minh")
    assert state(evaluation, "minh") == "recused"
    with acting("minh"):
        assert not Evaluation.objects.visible_to(person("minh")).exists()
    kept = row.answers.get()
    assert (row.ground, row.text, kept.verdict, kept.by) == (
        "declared",
        "Em gái làm kế toán",
        "recused",
        person("minh"),
    )
    with pytest.raises(ValidationError):
        declare(evaluation, "minh")


@db
def test_doubtful_declaration_is_the_chairs_to_rule() -> None:
    evaluation = scoring()
    row = declare(evaluation, "minh", is_doubtful=True)
    assert state(evaluation, "minh") == "present"
    assert "lợi ích liên quan" in Notice.objects.get(to=person("lan")).text
    for login, verdict in (("minh", "set_aside"), ("an", "recused"), ("thao", "set_aside")):
        with pytest.raises(ValidationError):
            answer(row, login, verdict)
    with pytest.raises(ValidationError, match="lý do"):
        answer(row, "lan", "set_aside", " ")
    answer(row, "lan", "set_aside")
    assert state(evaluation, "minh") == "present"
    with pytest.raises(ValidationError):
        answer(row, "lan", "recused")


@db
def test_sheets_stay_shut_while_an_interest_waits() -> None:
    evaluation = scoring()
    row = declare(evaluation, "minh", is_doubtful=True)
    all_hand_in(evaluation, [75, 75, 75], star=4)
    with acting("thao"), pytest.raises(ValidationError, match="chưa có kết luận"):
        closing_actions.open_sheets(evaluation=evaluation, by=person("thao"))
    answer(row, "lan", "recused")
    done = Evaluation.objects.get(pk=concluded(evaluation).pk)
    assert (done.points_sum, done.sheet_count) == (150, 2)


@db
def test_portal_proposes_and_the_scoring_waits_for_an_answer() -> None:
    evaluation = near()
    row = Interest.objects.get()
    assert (row.ground, row.member.user, row.text) == (
        "commune",
        person("minh"),
        "UBND đặc khu Lý Sơn",
    )
    with pytest.raises(ValidationError, match="lợi ích liên quan chưa kết luận"):
        begin(evaluation)
    answer(row, "thao", "set_aside", "Chuyển công tác năm 2024")
    assert begin(evaluation).status == "scoring"
    assert Interest.objects.count() == 1  # found again at the beginning, not written again


@db
def test_link_that_arises_after_the_agenda_is_there_to_be_answered() -> None:
    evaluation = on_agenda()
    assert not Interest.objects.exists()
    evaluation.sitting.council.members.filter(user=person("minh")).update(
        organisation="UBND đặc khu Lý Sơn"
    )
    thao = person("thao")
    with acting("thao"), pytest.raises(ValidationError, match="lợi ích liên quan chưa kết luận"):
        agenda_actions.begin_scoring(evaluation=evaluation, by=thao)
    answer(Interest.objects.get(), "thao", "set_aside", "Chuyển công tác năm 2024")
    assert begin(evaluation).status == "scoring"


@db
def test_accepted_proposal_recuses_and_leaves_the_quorum() -> None:
    evaluation = near()
    answer(Interest.objects.get(), "thao", "recused")
    assert state(evaluation, "minh") == "recused"
    assert begin(evaluation).result["begin"]["quorum"] == [3, 3, 3]


@db
def test_secretary_leaves_a_doubt_to_the_chair() -> None:
    evaluation = near()
    row = Interest.objects.get()
    answer(row, "thao", "referred", "Mới chuyển công tác")
    with pytest.raises(ValidationError, match="chuyển Chủ tịch"):
        answer(row, "thao", "set_aside")
    with pytest.raises(ValidationError):
        begin(evaluation)
    answer(row, "lan", "recused")
    assert begin(evaluation).status == "scoring"


@db
def test_whoever_wrote_on_the_dossier_is_proposed() -> None:
    participation = make_step_five()
    submission = make_submission(participation=participation)
    with acting("minh"):
        journal.record(by=person("minh"), verb="attach_evidence", target=participation.dossier)
    evaluation = on_agenda(submission=submission)
    assert list(evaluation.interests.values_list("ground", "member__user")) == [
        ("helped", person("minh").pk)
    ]


@db
def test_people_of_the_producer_are_recused_with_a_row() -> None:
    producer = make_producer(representative_title="Giám đốc", history="x", organisation="y")
    make_producer_account(producer=producer)
    make_producer_account(producer=producer, user=person("an"))
    participation = make_step_five(producer=producer)
    evaluation = on_agenda(submission=make_submission(participation=participation))
    assert state(evaluation, "an") == "recused"
    row = evaluation.interests.get(member__user=person("an"))
    assert (row.ground, row.answers.get().verdict) == ("handed_in", "recused")


@db
def test_declaration_on_a_producer_covers_its_products_now_and_later() -> None:
    sitting = make_sitting()
    producer = make_producer(representative_title="Giám đốc", history="x", organisation="y")
    products = [
        on_agenda(sitting, make_submission(producer=producer, name=name))
        for name in ("Tỏi đen", "Tỏi ngâm")
    ]
    other = on_agenda(sitting, make_submission(name="Hành tím"))
    key = interest_proposals.producer_key(products[0])
    with acting("an"):
        names = dict(interest_actions.producers_before(person("an"), sitting))
        assert len(names) == 2
        interest_actions.declare_for_producer(
            sitting=sitting, producer=key, reason="Góp vốn", by=person("an")
        )
        assert key not in dict(interest_actions.producers_before(person("an"), sitting))
    assert [state(one, "an") for one in (*products, other)] == ["recused", "recused", "present"]
    later = on_agenda(sitting, make_submission(producer=producer, name="Tỏi cô đơn"))
    assert list(later.interests.values_list("ground", "text")) == [("producer", "Góp vốn")]
    with acting("an"), pytest.raises(ValidationError):
        interest_actions.declare_for_producer(
            sitting=sitting, producer="quang-ngai:0", reason="Góp vốn", by=person("an")
        )


@db
def test_rows_are_append_only_and_nobody_clears_himself() -> None:
    evaluation = scoring()
    row = declare(evaluation, "minh", is_doubtful=True)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in (
        "UPDATE evaluations_interest SET text = 'x'",
        "DELETE FROM evaluations_interestanswer",
        "TRUNCATE evaluations_interest CASCADE",
    ):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            connection.cursor().execute(statement)
    with pytest.raises(InternalError, match="own interest"), transaction.atomic():
        InterestAnswer.objects.create(
            province=row.province,
            interest=row,
            verdict="set_aside",
            reason="Không sao",
            by=person("minh"),
        )
    assert InterestAnswer.objects.get().verdict == "referred"


@db
def test_nothing_changes_once_the_sheets_are_open() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    opened(evaluation)
    with pytest.raises(ValidationError):
        declare(evaluation, "minh")
    assert not interest_proposals.waiting().exists()
