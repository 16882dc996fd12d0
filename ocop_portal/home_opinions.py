"""Lines of the first screen about written opinions: to answer, to close, to decide (7.6.d)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from councils.models import Sitting
from councils.states import SittingStatus
from evaluations.blinding import blind_rows
from evaluations.models import Evaluation, Panel
from evaluations.states import EvaluationStatus
from evaluations.written_standing import unanswered
from territories import clock

from .home_lines import SHOWN, Line, at

WRITTEN = Q(sitting__form=Sitting.Form.WRITTEN)


def to_answer(user: Any, slug: str) -> list[Line]:
    """What a member still has to answer, the nearest deadline first."""
    if not policy.may(user, P.SCORE):
        return []
    places = Panel.objects.filter(unanswered(), user=user)
    rows = Evaluation.objects.visible_to(user).filter(
        pk__in=places.values("evaluation"), sitting__answers_due__gte=clock.today()
    )
    return [
        Line(
            text=row.product_name,
            url=at("sheet", slug, pk=row.pk),
            note=row.producer_name,
            status=_("hạn %(day)s") % {"day": f"{row.sitting.answers_due:%d/%m/%Y}"},
            tone="wait",
        )
        for row in _named(user, rows)
    ]


def to_close(user: Any, slug: str) -> list[Line]:
    """What a round's secretary can take on: close, conclude, or put before a meeting."""
    if not policy.may(user, P.SITTING_RUN):
        return []
    waits = Exists(Panel.objects.filter(unanswered(), evaluation=OuterRef("pk")))
    again = Evaluation.objects.exclude(status=EvaluationStatus.CANCELLED)
    unheard = ~Exists(again.filter(former=OuterRef("pk")))
    newer = Evaluation.objects.filter(
        submission__participation=OuterRef("submission__participation"), pk__gt=OuterRef("pk")
    )
    sent = Q(unheard, ~Exists(newer), status=EvaluationStatus.TO_MEETING)
    ready = Q(~waits) | Q(sitting__answers_due__lt=clock.today())
    rows = Evaluation.objects.visible_to(user, P.SITTING_RUN).filter(
        WRITTEN, sent | Q(ready, status=EvaluationStatus.SCORING)
    )
    return [
        Line(
            text=row.product_name,
            url=at("evaluation", slug, pk=row.pk),
            note=row.producer_name,
            status=_what(row),
            tone="warn" if row.status == EvaluationStatus.TO_MEETING else "wait",
        )
        for row in _named(user, rows)
    ]


def _what(row: Evaluation) -> str:
    if row.status == EvaluationStatus.TO_MEETING:
        return _("chờ đưa ra phiên họp trực tiếp")
    if row.opened_at:
        return _("đã mở ý kiến, chờ kết luận")
    if row.sitting.answers_due < clock.today():
        return _("hết hạn trả lời")
    return _("đủ ý kiến, chờ khép lại")


def to_decide(user: Any, slug: str) -> list[Line]:
    """Members' wishes for a meeting that wait for the chair's word."""
    if not policy.may(user, P.SITTING_LEAD):
        return []
    rows = Evaluation.objects.presided_by(user).filter(
        WRITTEN,
        status=EvaluationStatus.SCORING,
        result__written__answers__contains=[{"wants_meeting": True}],
        result__written__refusal__isnull=True,
    )
    return [
        Line(
            text=row.product_name,
            url=at("evaluation", slug, pk=row.pk),
            note=row.producer_name,
            status=_("chờ Chủ tịch trả lời"),
            tone="warn",
        )
        for row in rows.with_names().order_by("pk")[:SHOWN]
    ]


def _named(user: Any, rows: Any) -> list[Evaluation]:
    return blind_rows(user, rows.with_names().order_by("sitting__answers_due", "pk")[:SHOWN])


def sitting_note(row: Sitting) -> str:
    """Whose sitting it is, and where; of a round until when."""
    if row.is_written:
        due = _("hạn trả lời %(day)s") % {"day": f"{row.answers_due:%d/%m/%Y}"}
        return f"{row.council} · {due}"
    return f"{row.council} · {row.place}"


def sitting_state(row: Sitting) -> str:
    """Where it stands: a round that runs is no meeting."""
    if row.is_written and row.status == SittingStatus.OPEN:
        return _("đang lấy ý kiến")
    return str(row.get_status_display())
