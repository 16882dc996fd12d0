"""Renewals called to mind: what the province gave, and the five stars that came home (R24)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import JournalEntry
from accounts.tongue import in_vietnamese
from products.models import Submission
from products.window import reminders_due
from regulations.renewal import renewal_terms
from territories import clock

from .five_star_actions import held_five
from .models import Certificate, NationalResult
from .notices import tell_parties
from .renewal import Held
from .renewal_actions import held_by, re_evaluation_of, window_of

REMIND = "remind"


def remind(province_id: int) -> int:
    """Call renewals to mind: each day's word once per certificate, missed ones in one (R24)."""
    today, terms = clock.today(), renewal_terms()
    ends_by = today + timedelta(days=max(terms.reminders_days_before))
    soon = {"province": province_id, "expires_on__range": (today, ends_by)}
    told = 0
    own = Certificate.objects.running(today).filter(**soon, product__isnull=False)
    for row in _locked(own):
        told += _remind(row, held_by(row), row.submission, "certificate")
    for row in _locked(NationalResult.objects.running(today).filter(**soon)):
        told += _remind(row, held_five(row), row.submission, "national_result")
    return told


def _locked(rows: Any) -> Any:
    locked = rows.select_for_update(of=("self",), skip_locked=True).select_related(
        "province", "submission__participation__product__producer"
    )
    return locked.order_by("pk")


def _remind(row: Any, held: Held, submission: Submission, page: str) -> bool:
    today, terms = clock.today(), renewal_terms()
    due = reminders_due(held.expires_on, today=today, days_before=terms.reminders_days_before)
    new = sorted(set(due) - _reminded(row))
    if not new or re_evaluation_of(submission.participation.product_id) is not None:
        return False
    journal.record(by=None, verb=REMIND, target=row, days=new)
    link = reverse(page, args=[row.province.slug, row.pk])
    tell_parties(submission, _reminder(held, today), link)
    return True


def _reminded(row: Model) -> set[int]:
    entries: Any = JournalEntry.objects.of(row).filter(verb=REMIND)
    return {days for facts in entries.values_list("facts", flat=True) for days in facts["days"]}


@in_vietnamese
def _reminder(held: Held, today: date) -> str:
    window = window_of(held)
    words = {
        "product": "%(product)s",
        "until": f"{held.expires_on:%d/%m/%Y}",
        "left": (held.expires_on - today).days,
        "first": f"{max(window.first, held.issued_on):%d/%m/%Y}",
        "last": f"{window.last:%d/%m/%Y}",
    }
    if today > window.last:
        text = _(
            "«%(product)s»: giấy chứng nhận hết hạn ngày %(until)s (còn %(left)s ngày); đã quá thời"
            " gian nộp hồ sơ đánh giá lại (%(last)s)."
        )
    else:
        text = _(
            "«%(product)s»: giấy chứng nhận hết hạn ngày %(until)s (còn %(left)s ngày); nộp hồ sơ"
            " đánh giá lại từ %(first)s đến hết %(last)s."
        )
    return text % words
