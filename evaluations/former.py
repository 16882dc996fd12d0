"""The written opinions that led a product to a meeting: found again, and what goes along."""

from __future__ import annotations

from accounts.models import User
from councils.models import Member, Sitting
from products.models import Submission

from . import interest_proposals
from .models import AdvisoryReport, Evaluation, Panel
from .states import EvaluationStatus


def former_of(submission: Submission, sitting: Sitting) -> Evaluation | None:
    """Return the last round that sent this submission to a meeting of the level."""
    sent = Evaluation.objects.filter(
        submission=submission,
        level=sitting.council.level,
        status=EvaluationStatus.TO_MEETING,
        province=sitting.province_id,
    )
    return sent.order_by("pk").last()


def carry_over(evaluation: Evaluation, by: User) -> list[tuple[Member, str]]:
    """Take the office's report and open interests along; return who stays out of it (R20)."""
    former = evaluation.former
    if former is None:
        return []
    report = getattr(former, "advisory_report", None)
    if report is not None:
        AdvisoryReport.objects.create(
            province_id=evaluation.province_id,
            evaluation=evaluation,
            text=report.text,
            site_visited_on=report.site_visited_on,
            file_id=report.file_id,
            written_by_id=report.written_by_id,
        )
    places = evaluation.panel.exclude(state=Panel.State.RECUSED).select_related("member")
    seated = {place.user_id: place.member for place in places}
    known = set(evaluation.interests.values_list("member__user_id", "ground"))
    for one in interest_proposals.unanswered(former).select_related("member"):
        member = seated.get(one.member.user_id)
        if member is not None and (member.user_id, one.ground) not in known:
            interest_proposals.note(evaluation, member, one.ground, one.text, by)
    out = former.panel.filter(state=Panel.State.RECUSED, user__in=seated)
    return [(seated[place.user_id], place.reason) for place in out]
