"""Pages of producers: the list, its export, one producer, its registration and revision."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import DetailView, FormView, View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from accounts import policy
from accounts.doors import ActionForm, LeadsBack, OneRecord, PermissionRequired
from accounts.models import Job, JournalEntry
from accounts.permissions import Permission
from files.exporting import AT_ONCE
from territories import clock

from . import actions, detail, reports, timeline
from .filters import ProducerFilter
from .forms import RegisterForm, ReviseForm
from .models import Producer
from .states import TONES
from .tables import ProducerTable

SHOWN_ACTS = 40


class ProducerListView(PermissionRequired, SingleTableMixin, FilterView):
    """The producers that the person may see: searched, filtered, sorted, paged."""

    model = Producer
    permission = Permission.PRODUCER_VIEW
    filterset_class = ProducerFilter
    table_class = ProducerTable
    table_pagination = {"per_page": 50}
    template_name = "producers/producer_list.html"
    extra_context = {"page_title": pgettext_lazy("plural", "Chủ thể")}

    def get_queryset(self) -> Any:
        """Read along what a row shows."""
        return super().get_queryset().for_lists(self.request.user)

    def get_table_kwargs(self) -> dict[str, Any]:
        """Leave out the commune where it is the same in every row."""
        whole = policy.reaches_all(self.request.user, Permission.PRODUCER_VIEW)
        return {} if whole else {"exclude": ("commune",)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how many there are and what the person can do with them."""
        context = super().get_context_data(**kwargs)
        user, table = self.request.user, context["table"]
        sent = self.request.GET.copy()
        for name in ("page", "sort", "per_page"):
            sent.pop(name, None)
        total = table.page.paginator.count
        return context | {
            "total": total,
            "is_filtered": any(sent.values()),
            "active_count": sum(1 for value in sent.values() if value),
            "query": sent.urlencode(),
            "may_register": policy.may(user, Permission.PRODUCER_EDIT),
            "may_export": policy.may(user, Permission.PRODUCER_EXPORT),
            "is_long": total > AT_ONCE,
            "awaiting": Producer.objects.awaiting(user).count(),
        }


class ProducerExportView(PermissionRequired, View):
    """The filtered list as a file."""

    model = Producer
    permission = Permission.PRODUCER_EXPORT

    def get(self, request: HttpRequest, province: str, kind: str) -> HttpResponse:
        """Answer with the file; a long one is written by the worker and waited for elsewhere."""
        if kind not in reports.KINDS:
            raise Http404
        rows = self.get_queryset().for_lists(request.user)
        chosen = ProducerFilter(request.GET, queryset=rows, request=request)
        made = reports.export(rows=chosen.qs, kind=kind, province=request.province, by=request.user)
        if isinstance(made, Job):
            return redirect("exports", province=province)
        return reports.download(made, kind=kind, province=request.province)


class ProducerView(PermissionRequired, DetailView):
    """One producer: who it is, its papers, its products, what happened."""

    model = Producer
    permission = Permission.PRODUCER_VIEW
    template_name = "producers/producer_detail.html"
    context_object_name = "producer"

    def get_queryset(self) -> Any:
        """Read the commune along."""
        return super().get_queryset().for_lists(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add papers, products, people and acts."""
        producer, user = self.object, self.request.user
        papers = producer.permits.select_related("file").order_by("expires_on", "kind", "id")
        entries = JournalEntry.objects.of(producer).select_related("by")[:SHOWN_ACTS]
        return super().get_context_data(
            page_title=producer.name,
            breadcrumbs=crumbs(self.request, ("", producer.name)),
            tone=TONES[producer.status],
            groups=detail.groups(producer),
            papers=[detail.Paper.on(clock.today(), paper) for paper in papers],
            products=producer.products.all(),
            accounts=detail.accounts(producer, clock.today()) if producer.shows_contacts else [],
            events=list(timeline.events(entries)),
            acts=detail.Acts.of(user, producer),
            refusal=detail.last_reason(producer, entries),
            **kwargs,
        )


def crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way from the list to a page."""
    first = (reverse("producers", args=[request.province.slug]), pgettext("plural", "Chủ thể"))
    return [{"url": url, "label": label} for url, label in (first, *more)]


class RegisterView(PermissionRequired, ActionForm, FormView):
    """Enter a new producer."""

    model = Producer
    form_class = RegisterForm
    permission = Permission.PRODUCER_EDIT
    template_name = "producers/producer_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the communes of the person's reach."""
        where = {"province": self.request.province, "by": self.request.user}
        return super().get_form_kwargs() | where

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page and the button."""
        title = _("Đăng ký chủ thể")
        confirms = policy.may(self.request.user, Permission.PRODUCER_CONFIRM)
        return super().get_context_data(
            page_title=title,
            breadcrumbs=crumbs(self.request, ("", title)),
            submit_label=title if confirms else _("Gửi xã xác nhận"),
            cancel_url=reverse("producers", args=[self.request.province.slug]),
            is_own=not confirms,
            **kwargs,
        )

    def perform(self, form: RegisterForm) -> Producer:
        """Call the action."""
        producer = actions.register(
            province=self.request.province, by=self.request.user, **form.cleaned_data
        )
        done = _("Đã đăng ký chủ thể «%(name)s».") % {"name": producer.name}
        messages.success(self.request, done)
        return producer

    def get_success_url(self) -> str:
        """Show the producer."""
        return reverse("producer", args=[self.request.province.slug, self.object.pk])


class OfProducer(OneRecord, FormView):
    """A page on one producer, fetched among those the page's permission reaches."""

    model = Producer
    subject = "producer"

    @cached_property
    def producer(self) -> Producer:
        """The producer of the address."""
        rows = self.get_queryset().select_related("commune", "province")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page and the way back."""
        back = self.get_success_url()
        return super().get_context_data(
            producer=self.producer,
            page_title=self.title,
            breadcrumbs=crumbs(self.request, (back, self.producer.name), ("", self.title)),
            cancel_url=back,
            **kwargs,
        )

    def get_success_url(self) -> str:
        """Return to the producer."""
        return reverse("producer", args=[self.request.province.slug, self.producer.pk])


class OfOpenProducer(LeadsBack, OfProducer):
    """A page that writes something of a producer, as long as it has not stopped."""

    def refuse_over(self) -> None:
        """Refuse a producer that stopped."""
        actions.refuse_inactive(self.producer)


class ReviseView(OfOpenProducer):
    """Change what is known of a producer."""

    form_class = ReviseForm
    permission = Permission.PRODUCER_EDIT
    template_name = "producers/producer_form.html"
    title = gettext_lazy("Sửa thông tin chủ thể")
    extra_context = {"submit_label": gettext_lazy("Lưu thay đổi")}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what stands."""
        where = {"province": self.request.province, "by": self.request.user}
        return super().get_form_kwargs() | where | {"producer": self.producer}

    def act(self, form: ReviseForm) -> Producer:
        """Call the action."""
        return actions.revise(producer=self.producer, by=self.request.user, **form.cleaned_data)

    def form_invalid(self, form: ReviseForm) -> HttpResponse:
        """After a refusal as stale both values are on the page: the next save is meant."""
        if form.has_error("__all__", code="stale"):
            self.producer.refresh_from_db(fields=["version"])
            form.data["version"] = self.producer.version
        return super().form_invalid(form)
