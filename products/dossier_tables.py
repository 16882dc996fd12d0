"""The list of dossiers as a table: where each stands and how long the commune has."""

from typing import Any

import django_tables2 as tables
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from ocop_portal.templatetags.portal import status as chip

from .commune_clock import calendar, commune_clock, lies_at_commune
from .cycle import ENDED, Status, Step
from .models import Participation, Submission
from .standing import Way

TONES = {
    Status.DRAFT: "off",
    Status.SUBMITTED: "wait",
    Status.RETURNED: "warn",
    Status.AT_PROVINCE: "info",
    Status.ACCEPTED: "ok",
    Status.WITHDRAWN: "off",
    Status.CLOSED: "ok",
}


def rows(participations: QuerySet) -> QuerySet:
    """Keep what has reached the evaluation, with everything that a row shows."""
    latest = Submission.objects.filter(participation=OuterRef("pk")).order_by("-version")
    handed_in = Submission.objects.select_related("procedure__regulation").prefetch_related(
        "procedure__levels"
    )
    return (
        participations.filter(step__gte=Step.EVALUATION)
        .with_holder()
        .select_related("product__producer__commune", "province", "cycle", "round", "procedure")
        .annotate(product_code=Subquery(latest.values("product_code")[:1]))
        .prefetch_related(
            "cycle__deadlines", Prefetch("submissions", handed_in.order_by("-version"))
        )
        .order_by("-since", "-pk")
    )


def standing_of(participation: Participation) -> tuple[str, Any]:
    """Return tone and words: at step 6 the dossier is judged, whatever its promotion waits for."""
    if participation.step > Step.EVALUATION and participation.status != Status.WITHDRAWN:
        return "ok", _("đã công nhận")
    return TONES[participation.status], participation.get_status_display()


class DossierTable(tables.Table):
    """Dossiers, the latest change first."""

    row_header = "product"
    product = tables.LinkColumn(
        "dossier_detail",
        args=[tables.A("province__slug"), tables.A("pk")],
        verbose_name=_("Sản phẩm"),
        order_by=("product__sort", "pk"),
    )
    producer = tables.Column(
        accessor="product__producer",
        verbose_name=_("Chủ thể"),
        order_by=("product__producer__sort", "pk"),
    )
    commune = tables.Column(
        accessor="product__producer__commune",
        verbose_name=_("Xã, phường"),
        order_by=("product__producer__commune__sort", "pk"),
    )
    product_code = tables.Column(
        verbose_name=_("Mã sản phẩm"), orderable=False, attrs={"td": {"class": "code"}}
    )
    status = tables.Column(
        verbose_name=_("Trạng thái"),
        order_by=("status", "pk"),
        attrs={"td": {"class": "code"}},
    )
    due = tables.Column(verbose_name=_("Hạn"), empty_values=(), orderable=False)

    class Meta:
        model = Participation
        fields = ["product", "producer", "commune", "product_code", "status", "due"]
        empty_text = _("Chưa có sản phẩm nào tới bước đánh giá.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days_off = calendar()

    def render_status(self, record: Participation) -> str:
        """Say where it stands."""
        return chip(*standing_of(record))

    def render_due(self, record: Participation) -> str:
        """Say how long whoever holds it still has."""
        if record.status in ENDED or record.step > Step.EVALUATION:
            return ""
        ticking = None
        if lies_at_commune(record) and record.submissions.all():
            ticking = commune_clock(record.submissions.all()[0], self.days_off)
        way = Way.of(record, ticking=ticking)
        return chip(way.next.tone.value or "wait", way.deadline) if way.deadline else ""
