"""Pages of a province's year: due dates, rounds, how many products stand at each step."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts import policy
from accounts.doors import ActionForm, PermissionRequired
from accounts.forms import ReasonForm
from accounts.models import JournalEntry
from accounts.permissions import Permission
from territories import clock

from . import cycle_actions
from .cycle import ENDED, Step
from .forms import CloseCycleForm, DeadlinesForm, OpenCycleForm, RoundForm
from .models import Cycle, Participation
from .standing import Way

SHOWN = 50


def crumbs(request: HttpRequest, *more: tuple[str, Any]) -> list[dict[str, Any]]:
    """Return the way from the calendar to a page."""
    first = (reverse("cycle", args=[request.province.slug]), _("Lịch"))
    return [{"url": url, "label": label} for url, label in (first, *more)]


class CycleView(PermissionRequired, TemplateView):
    """One year: the due date of each step, the rounds, and where the products stand."""

    model = Cycle
    permission = Permission.PRODUCT_VIEW
    template_name = "products/cycle_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Take the year of the address, else the newest."""
        cycles = list(self.get_queryset().prefetch_related("deadlines", "rounds"))
        year = self.kwargs.get("year")
        cycle = next((c for c in cycles if year in (None, c.year)), None)
        if cycle is None and year is not None:
            get_object_or_404(self.get_queryset(), year=year)
        return super().get_context_data(
            cycle=cycle,
            cycles=cycles,
            page_title=str(cycle) if cycle else _("Chu trình OCOP thường niên"),
            today=clock.today(),
            steps=self._steps(cycle) if cycle else [],
            rounds=self._rounds(cycle) if cycle else [],
            may_manage=policy.may(self.request.user, Permission.CYCLE_MANAGE),
            may_open=clock.today().year not in {c.year for c in cycles},
            this_year=clock.today().year,
            **kwargs,
        )

    def _steps(self, cycle: Cycle) -> list[dict[str, Any]]:
        visible = Participation.objects.visible_to(self.request.user).filter(cycle=cycle)
        counted = visible.exclude(status__in=ENDED).values("step").annotate(count=Count("pk"))
        counts = {row["step"]: row["count"] for row in counted.order_by()}
        days = {one.step: one.due_on for one in cycle.deadlines.all()}
        today = clock.today()
        return [
            {
                "step": step,
                "due_on": days.get(step),
                "is_past": days.get(step) is not None and days[step] < today,
                "count": counts.get(step, 0),
            }
            for step in Step
        ]

    def _rounds(self, cycle: Cycle) -> list[dict[str, Any]]:
        """Each round, an extra one with the reason for which it was added."""
        entries = JournalEntry.objects.of(cycle).filter(verb="add_round")
        reasons = {one.facts["requests_before"]: one.facts["reason"] for one in entries}
        return [
            {"round": one, "reason": reasons.get(one.requests_before.isoformat(), "")}
            for one in cycle.rounds.all()
        ]


class OpenCycleView(PermissionRequired, ActionForm, FormView):
    """Open a year."""

    model = Cycle
    form_class = OpenCycleForm
    permission = Permission.CYCLE_MANAGE
    template_name = "products/act_form.html"

    def get_initial(self) -> dict[str, Any]:
        """Offer this year, or the next when it is open already."""
        year = clock.today().year
        return {"year": year + self.get_queryset().filter(year=year).exists()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = _("Mở chu trình năm")
        return super().get_context_data(
            page_title=title,
            breadcrumbs=crumbs(self.request, ("", title)),
            lead=_("Hạn của sáu bước và các đợt đánh giá theo Điều 5 được lập sẵn, sửa được sau."),
            submit_label=_("Mở chu trình"),
            cancel_url=reverse("cycle", args=[self.request.province.slug]),
            **kwargs,
        )

    def perform(self, form: OpenCycleForm) -> Cycle:
        """Call the action."""
        cycle = cycle_actions.open_cycle(
            province=self.request.province, by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã mở %(cycle)s.") % {"cycle": cycle})
        return cycle

    def get_success_url(self) -> str:
        """Show the year."""
        return reverse("cycle_year", args=[self.request.province.slug, self.object.year])


class OfCycle(PermissionRequired, ActionForm, FormView):
    """A page on one year."""

    model = Cycle
    permission = Permission.CYCLE_MANAGE
    template_name = "products/act_form.html"
    title: Any = ""
    submit_label: Any = gettext_lazy("Lưu")
    lead: Any = ""

    @cached_property
    def cycle(self) -> Cycle:
        """The year of the address."""
        return get_object_or_404(self.get_queryset(), year=self.kwargs["year"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page and the way back."""
        back = self.get_success_url()
        return super().get_context_data(
            page_title=self.title,
            breadcrumbs=crumbs(self.request, (back, str(self.cycle)), ("", self.title)),
            lead=self.lead,
            submit_label=self.submit_label,
            cancel_url=back,
            **kwargs,
        )

    def get_success_url(self) -> str:
        """Return to the year."""
        return reverse("cycle_year", args=[self.request.province.slug, self.cycle.year])


class DeadlinesView(OfCycle):
    """Set the due date of each step."""

    form_class = DeadlinesForm
    title = gettext_lazy("Hạn của sáu bước")
    lead = gettext_lazy("Để trống nếu bước không có hạn.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what stands."""
        kwargs = super().get_form_kwargs()
        del kwargs["initial"]
        return kwargs | {"cycle": self.cycle}

    def perform(self, form: DeadlinesForm) -> Cycle:
        """Call the action."""
        cycle = cycle_actions.set_deadlines(
            cycle=self.cycle,
            by=self.request.user,
            deadlines=form.deadlines(),
            known=form.cleaned_data["known"],
        )
        messages.success(self.request, _("Đã lưu hạn của các bước."))
        return cycle

    def form_invalid(self, form: DeadlinesForm) -> HttpResponse:
        """After a refusal as stale both values are on the page: the next save is meant."""
        if form.has_error("__all__", code="stale"):
            form.data = form.data.copy()
            form.data["known"] = cycle_actions.standing(self.cycle)
        return super().form_invalid(form)


class RoundView(OfCycle):
    """Add a round beyond those of the decree."""

    form_class = RoundForm
    title = gettext_lazy("Thêm đợt đánh giá")
    submit_label = gettext_lazy("Thêm đợt")
    lead = gettext_lazy(
        "Mỗi năm ít nhất hai đợt; đợt thêm phải có trong quy chế và có kế hoạch (Điều 5.1)."
    )

    def perform(self, form: RoundForm) -> Any:
        """Call the action."""
        added = cycle_actions.add_round(cycle=self.cycle, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Đã thêm đợt đánh giá."))
        return added


class CloseView(OfCycle):
    """Close a year, with what is still under way in sight."""

    form_class = CloseCycleForm
    template_name = "products/cycle_close.html"
    title = gettext_lazy("Đóng chu trình năm")
    submit_label = gettext_lazy("Đóng chu trình")
    lead = gettext_lazy(
        "Không đăng ký thêm sản phẩm vào năm đã đóng. Sản phẩm đang tham gia vẫn đi tiếp theo năm"
        " của mình: không hồ sơ nào bị dừng hay chuyển năm."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name what has not ended, by step, the longest waiting first."""
        rows = Participation.objects.visible_to(self.request.user).filter(cycle=self.cycle)
        active = rows.active().for_lists().order_by("step", "since")
        return super().get_context_data(
            under_way=active.count(), ways=[Way.of(row) for row in active[:SHOWN]], **kwargs
        )

    def perform(self, form: CloseCycleForm) -> Cycle:
        """Call the action."""
        cycle = cycle_actions.close_cycle(
            cycle=self.cycle, by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã đóng %(cycle)s.") % {"cycle": cycle})
        return cycle


class ReopenView(OfCycle):
    """Open a year again that was closed too early."""

    form_class = ReasonForm
    title = gettext_lazy("Mở lại chu trình năm")
    submit_label = gettext_lazy("Mở lại")

    def perform(self, form: ReasonForm) -> Cycle:
        """Call the action."""
        return cycle_actions.reopen_cycle(
            cycle=self.cycle, by=self.request.user, **form.cleaned_data
        )
