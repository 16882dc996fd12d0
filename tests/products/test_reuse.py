"""A renewal's dossier begun from the one that was judged (R1, R14; 26/2026, Điều 7.5, 7.6)."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import JournalEntry, Notice
from evaluations.models import Certificate
from products import reuse_actions
from products.dossier_actions import answer, attach_evidence, start_dossier
from products.dossier_facts import read
from products.models import Dossier, Participation
from territories import clock
from tests.cast import person
from tests.evaluations.decided import AWARD_3, acting, draft, issue
from tests.evaluations.renewed import ISSUED, UPGRADE, accepted, handed_in, judged, register
from tests.factories import make_step_five, make_upload

from .ways import API, PAGE, client, send, words

pytestmark = pytest.mark.django_db
LATER = date(2027, 3, 1)
ENDED, HOLDS = "Phiếu kiểm nghiệm 2026", "Giấy chứng nhận ATTP"


def renewal() -> tuple[Participation, Participation]:
    """Return a way that was recognised, with two papers, and its upgrade."""
    with clock.fixed(ISSUED):
        first = make_step_five()
        with acting("san"):
            dossier = start_dossier(participation=first, by=person("san"))
            for title, until in ((ENDED, date(2027, 4, 1)), (HOLDS, date(2029, 1, 1))):
                attach_evidence(
                    dossier=dossier,
                    by=person("san"),
                    upload=make_upload(f"{title}.pdf", title),
                    title=title,
                    expires_on=until,
                )
        handed_in(first)
        issue(draft(judged(accepted(first), AWARD_3)), number="1/QĐ-UBND")
        certificate = Certificate.objects.get(submission__participation=first)
    with clock.fixed(LATER):
        return first, register(certificate, UPGRADE)


def reuse(way: Participation) -> Any:
    with acting("san"):
        return reuse_actions.reuse_previous(participation=way, by=person("san"))


def test_renewal_begins_from_what_was_judged_and_leaves_ended_papers_out() -> None:
    first, way = renewal()
    before = read(first)
    with clock.fixed(LATER):
        assert not read(way).filled(needs_signed_form=False).marks
        done = reuse(way)
        now = read(Participation.objects.get(pk=way.pk))
        assert now.marks == before.marks
        assert (done.answers, done.cleared) == (len(before.criteria), [])
        old, new = Dossier.objects.get(participation=first), Dossier.objects.get(participation=way)
        assert new.production_result == old.production_result
        said = {one.criterion.key: one.description for one in new.assessments.all()}
        assert said == {one.criterion.key: one.description for one in old.assessments.all()}
        # The first round of 2027 is held before 30 June: the paper of April will not hold then.
        assert (done.ended, done.papers) == ([ENDED], 1)
        assert list(new.evidence.values_list("title", "expires_on")) == [(HOLDS, date(2029, 1, 1))]
        told = Notice.objects.filter(to=person("san"), text__contains=ENDED)
        assert told.count() == 1
        entry = JournalEntry.objects.of(new).get(verb="reuse_previous")
        assert entry.facts["ended"] == [ENDED]


def test_reuse_writes_over_nothing_and_may_come_twice() -> None:
    _first, way = renewal()
    with clock.fixed(LATER):
        dossier = Dossier.objects.get(participation=way)
        criterion = read(way).criteria_set.criteria.get(part="A", code="1.1")
        with acting("san"):
            answer(
                dossier=dossier,
                criterion=criterion,
                by=person("san"),
                version=0,
                description="Mới viết.",
            )
        reuse(way)
        again = reuse(way)
        assert (again.answers, again.papers) == (0, 0)
        assert dossier.assessments.get(criterion=criterion).description == "Mới viết."
        assert dossier.evidence.count() == 1


def test_first_time_has_nothing_to_begin_from() -> None:
    way = make_step_five()
    with pytest.raises(ValidationError, match="chưa có hồ sơ lần trước"):
        reuse(way)


@pytest.mark.parametrize("door", ["page", "api"])
def test_both_doors_take_it_over(door: str) -> None:
    _first, way = renewal()
    path = {
        "page": f"{PAGE}ho-so/{way.pk}/lay-lai/",
        "api": f"{API}dossiers/{way.pk}/reuse/",
    }[door]
    with clock.fixed(LATER):
        page = client("san").get(f"{PAGE}ho-so/{way.pk}/").content.decode()
        assert "Lấy lại hồ sơ lần trước" in page
        assert send(client("binh"), door, path, {}).status_code == 403
        assert send(client("san"), door, path, {}).status_code in (200, 303)
        assert Dossier.objects.get(participation=way).assessments.count() > 20
        other = make_step_five(name="Tỏi ngâm")
        refusal = send(client("san"), door, path.replace(str(way.pk), str(other.pk)), {})
        assert words(refusal) == {
            "non_field_errors": ["Sản phẩm chưa có hồ sơ lần trước để lấy lại."]
        }
