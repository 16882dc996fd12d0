"""What a person finds first: his own tasks, in sections, and the way to begin something."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from accounts.permissions import Role
from councils.models import Sitting
from councils.states import SittingStatus
from evaluations.models import Certificate, Decision, Evaluation, ScoreSheet
from evaluations.states import CertificateStatus, DecisionStatus, EvaluationStatus, SheetStatus
from producers.models import Producer
from products.cycle import Step
from products.models import Participation
from products.standing import Way
from territories import clock

SHOWN = 10  # rows per section; the rest is one click away
EXPIRING = timedelta(days=180)  # 26/2026/QĐ-TTg, Điều 7.6.a: re-evaluation opens then


@dataclass(frozen=True)
class Line:
    """One task or record: what, about what, until when, where to go."""

    text: str
    url: str
    note: str = ""
    status: str = ""
    tone: str = "off"


@dataclass(frozen=True)
class Section:
    """Lines under one heading."""

    title: str
    lines: list[Line]
    more_url: str = ""


def sections(request: HttpRequest) -> list[Section]:
    """Return what awaits the person; sections without lines are left out."""
    user, slug = request.user, request.province.slug
    found = [
        Section(
            _("Chờ ông/bà xử lý"), _awaiting(user, slug), _at("products", slug) + "?waiting=me"
        ),
        Section(_("Phiếu chấm còn phải nộp"), _sheets(user, slug)),
        Section(_("Phiên họp"), _sittings(user, slug), _at("sittings", slug)),
        Section(_("Chủ thể chờ xác nhận"), _producers(user, slug)),
        Section(_("Quyết định chờ ban hành"), _decisions(user, slug)),
        Section(_("Giấy chứng nhận sắp hết hạn"), _expiring(user, slug)),
    ]
    return [section for section in found if section.lines]


def _at(name: str, slug: str, **where: Any) -> str:
    return reverse(name, kwargs={"province": slug, **where})


def _awaiting(user: Any, slug: str) -> list[Line]:
    rows = Participation.objects.visible_to(user).active().awaiting(user).for_lists()[:SHOWN]
    return [
        Line(
            text=str(row.product),
            url=_at("product", slug, pk=row.product_id),
            note=f"{Step(row.step).label} · {row.product.producer}",
            status=way.deadline or str(row.get_status_display()),
            tone={"late": "bad", "soon": "warn"}.get(str(way.next.tone), way.tone),
        )
        for row in rows
        for way in [Way.of(row)]
    ]


def _sheets(user: Any, slug: str) -> list[Line]:
    if not policy.may(user, P.SCORE):
        return []
    handed_in = ScoreSheet.objects.visible_to(user).filter(
        status=SheetStatus.SUBMITTED, pass_no=F("evaluation__pass_no")
    )
    rows = (
        Evaluation.objects.visible_to(user)
        .filter(status=EvaluationStatus.SCORING, opened_at=None)
        .filter(panel__user=user, panel__state="present", panel__scores=True)
        .exclude(pk__in=handed_in.values("evaluation"))
        .with_names()[:SHOWN]
    )
    return [
        Line(
            text=row.product_name,
            url=_at("sheet", slug, pk=row.pk),
            note=row.producer_name,
            status=_("đang chấm"),
            tone="wait",
        )
        for row in rows
    ]


def _sittings(user: Any, slug: str) -> list[Line]:
    if not policy.may(user, P.COUNCIL_VIEW):
        return []
    rows = (
        Sitting.objects.visible_to(user)
        .exclude(status=SittingStatus.CLOSED)
        .select_related("council")
        .order_by("held_on", "id")[:SHOWN]
    )
    return [
        Line(
            text=str(row),
            url=_at("sitting", slug, pk=row.pk),
            note=f"{row.council} · {row.place}",
            status=str(row.get_status_display()),
            tone="ok" if row.status == SittingStatus.OPEN else "info",
        )
        for row in rows
    ]


def _producers(user: Any, slug: str) -> list[Line]:
    if not policy.may(user, P.PRODUCER_CONFIRM):
        return []
    rows = Producer.objects.visible_to(user, P.PRODUCER_CONFIRM)
    return [
        Line(
            text=str(row),
            url=_at("producer", slug, pk=row.pk),
            status=_("chờ xã xác nhận"),
            tone="wait",
        )
        for row in rows.filter(status=Producer.Status.PENDING)[:SHOWN]
    ]


def _decisions(user: Any, slug: str) -> list[Line]:
    if not (policy.may(user, P.DECISION_SIGN) or policy.may(user, P.DECISION_DRAFT)):
        return []
    rows = Decision.objects.visible_to(user).filter(status=DecisionStatus.DRAFT)
    return [
        Line(
            text=row.title,
            url=_at("decision", slug, pk=row.pk),
            note=_("%(count)s sản phẩm") % {"count": row.products},
            status=str(row.get_status_display()),
            tone="wait",
        )
        for row in rows.annotate(products=Count("recognitions"))[:SHOWN]
    ]


def _expiring(user: Any, slug: str) -> list[Line]:
    if not policy.may(user, P.CERTIFICATE_VIEW):
        return []
    today = clock.today()
    rows = (
        Certificate.objects.visible_to(user)
        .filter(status=CertificateStatus.VALID, expires_on__range=(today, today + EXPIRING))
        .select_related("product")
        .order_by("expires_on")[:SHOWN]
    )
    return [
        Line(
            text=str(row.product or row.number),
            url=_at("certificate", slug, pk=row.pk),
            note=_("%(star)s sao · số %(number)s") % {"star": row.star, "number": row.number},
            status=_("hết hạn %(day)s") % {"day": f"{row.expires_on:%d/%m/%Y}"},
            tone="warn",
        )
        for row in rows
    ]


def starts(request: HttpRequest) -> list[Line]:
    """Return what the person can begin from here."""
    slug = request.province.slug
    table: Iterable[tuple[P, str, str]] = (
        (P.PRODUCER_EDIT, "producer_new", _("Đăng ký chủ thể")),
        (P.PRODUCT_EDIT, "product_new", _("Đăng ký sản phẩm")),
        (P.COUNCIL_MANAGE, "councils", _("Lập hội đồng, phiên họp")),
        (P.DECISION_DRAFT, "decision_draft", _("Dự thảo quyết định")),
        (P.USER_MANAGE, "assignment_new", _("Phân công, mời người dùng")),
    )
    return [
        Line(text=label, url=_at(name, slug))
        for permission, name, label in table
        if policy.may(request.user, permission)
    ]


def funnel(request: HttpRequest) -> list[Line]:
    """Return how many products stand at each step, for those who see the whole province."""
    user, slug = request.user, request.province.slug
    if not policy.reaches_all(user, P.PRODUCT_VIEW) or Role.ADVISER in policy.roles(user):
        return []
    counts = dict(
        Participation.objects.visible_to(user)
        .active()
        .order_by()
        .values_list("step")
        .annotate(count=Count("pk"))
    )
    address = _at("products", slug)
    return [
        Line(
            text=str(step.label), url=f"{address}?step={step.value}", note=str(counts.get(step, 0))
        )
        for step in Step
    ]
