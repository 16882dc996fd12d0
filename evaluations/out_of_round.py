"""Whether a product comes before its council outside its round (26/2026/QĐ-TTg, Điều 5)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from councils.models import Council, Sitting
from products.cycle import Purpose
from products.models import Submission
from products.rounds import Outside, RoundDates, round_for, rounds_of, why_outside

from .states import PackageStatus

CENTRE = "centre"


def outside_words(submission: Submission, sitting: Sitting) -> str:
    """Say why the sitting is outside the round of the product's request; nothing where it is not.

    Nothing, too, where the law sets no round: the older books, and re-evaluations, whose own
    clock asks for a result within 45 days (Điều 7.6.g).
    """
    if sitting.is_rehearsal or _follows_its_own_clock(submission):
        return ""
    if sitting.council.level == Council.Level.NATIONAL:
        return _at_the_centre(submission, sitting.judged_on)
    return _in_the_province(submission, sitting.judged_on)


def _follows_its_own_clock(submission: Submission) -> bool:
    known = submission.__dict__.get("purpose")  # lists have it read out of the frozen copy
    purpose = known or submission.snapshot["cycle"]["purpose"]
    return purpose == Purpose.RE_EVALUATION and submission.procedure.re_evaluation_days is not None


def _in_the_province(submission: Submission, judged_on: date) -> str:
    report = getattr(submission, "commune_report", None)  # no Form 03: no round in that procedure
    if report is None or report.requested_on is None:
        return ""
    row = submission.participation.round
    found = RoundDates(row.requests_before, row.held_before) if row else None
    why = why_outside(judged_on, found, in_its_year=True)
    facts = {"requested": _vn(report.requested_on), "judged": _vn(judged_on), "round": row}
    if why == Outside.NO_ROUND:
        return _("Xã đề nghị ngày %(requested)s: ngoài các đợt đã lập (Điều 5.1).") % facts
    if why == Outside.ANOTHER_YEAR:
        text = _("%(round)s chưa đến: ngày đánh giá %(judged)s ở năm trước (Điều 5.1).")
        return text % facts
    if why == Outside.TOO_LATE:
        text = _("%(round)s phải đánh giá trước ngày %(before)s, không phải %(judged)s (Điều 5.1).")
        return text % (facts | {"before": _vn(row.held_before)})
    return ""


def _at_the_centre(submission: Submission, judged_on: date) -> str:
    sent = [one for one in submission.packages.all() if one.status == PackageStatus.RECEIVED]
    terms = submission.procedure.regulation.as_rules().rounds.get(CENTRE, ())
    requested_on = sent[-1].requested_on if sent else None
    if requested_on is None or not terms:
        return ""
    years = (requested_on.year, requested_on.year + 1)
    found = round_for(requested_on, [one for year in years for one in rounds_of(year, terms)])
    if why_outside(judged_on, found) is None:
        return ""
    return _(
        "Tỉnh đề nghị ngày %(requested)s: phải đánh giá trước ngày %(before)s, không phải"
        " %(judged)s (Điều 5.2)."
    ) % {
        "requested": _vn(requested_on),
        "before": _vn(found.held_before),
        "judged": _vn(judged_on),
    }


def told_outside(submissions: Iterable[Submission], sitting: Sitting, basis: str) -> dict[int, str]:
    """Return by submission what is outside its round; without a basis nothing of it is taken up.

    Extra rounds are lawful only where the council's rules provide for them and a plan exists.
    """
    found = {one.pk: (one, outside_words(one, sitting)) for one in submissions}
    outside = {key: (one, words) for key, (one, words) in found.items() if words}
    if outside and not basis:
        lines = [f"{one.snapshot['product']['name']}: {words}" for one, words in outside.values()]
        asked = _("Hãy ghi căn cứ của đợt bổ sung: quy chế của Hội đồng và kế hoạch (Điều 5).")
        raise ValidationError({"outside_round": [*lines, asked]})
    return {key: words for key, (_one, words) in outside.items()}


def _vn(day: date) -> str:
    return f"{day:%d/%m/%Y}"
