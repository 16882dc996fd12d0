"""The dossier's way: answers, evidence, hand-in, Form 03, request, check, samples."""

from datetime import date

import pytest

from products.cycle import Status
from products.dossier_actions import attach_evidence
from products.review_actions import check_dossier, record_samples
from territories import clock
from territories.tenancy import acting_for

from ..cast import person, province
from ..factories import make_round, make_step_five, make_upload
from .dossiers import fill_dossier, forward_handed_in, hand_in_filled

pytestmark = pytest.mark.django_db


def test_the_straight_path_from_answers_to_acceptance():
    participation = make_step_five()
    first = make_round(
        cycle=participation.cycle, requests_before=date(2099, 1, 1), held_before=date(2099, 6, 1)
    )
    san = person("san")
    with acting_for(province(), san):
        dossier = fill_dossier(participation)
        attach_evidence(dossier=dossier, by=san, upload=make_upload(), title="Hợp đồng")
    submission = hand_in_filled(participation) if False else None
    from products.handin_actions import hand_in

    with acting_for(province(), san):
        submission = hand_in(participation=participation, by=san)
    assert submission.product_code.startswith("51-21548-1-")
    forward_handed_in(participation)
    participation.refresh_from_db()
    assert (participation.status, participation.round) == (Status.AT_PROVINCE, first)
    binh = person("binh")
    with acting_for(province(), binh):
        check_dossier(
            participation=participation,
            by=binh,
            is_accepted=True,
            register_no="7",
            paper_set_received_on=clock.today(),
        )
        record_samples(participation=participation, by=binh, count=5, received_on=clock.today())
    participation.refresh_from_db()
    assert participation.status == Status.ACCEPTED
