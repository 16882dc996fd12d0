"""Pages that follow a sitting: fragments asked for every few seconds, and the leader's buttons."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts import policy
from accounts.doors import PermissionRequired
from accounts.permissions import Permission
from councils.models import Sitting
from councils.states import SittingStatus

from . import agenda_order_actions, floor_actions
from .agenda_order import moves, propose
from .floor_actions import LONGEST_MINUTES
from .live import Here, floor_stamp, floor_words, here, sitting_stamp
from .models import Evaluation
from .scoring import shown_mean
from .sitting_views import SittingView, crumbs

MINUTES = (5, 10, 15)  # what a button gives; the API takes any number


def floor_context(request: HttpRequest, sitting: Sitting, shown: Here) -> dict[str, Any]:
    """Return what the banner of the floor shows."""
    url = ""
    if shown.page:
        url = reverse(shown.page, args=[request.province.slug, shown.evaluation.pk])
    is_open = sitting.status == SittingStatus.OPEN and not sitting.is_written
    return {
        "sitting": sitting,
        "here": shown,
        "floor_url": url,
        "floor_words": floor_words(shown),
        "server_now": timezone.now().timestamp(),
        "timer_minutes": MINUTES,
        "may_lead": is_open and policy.may(request.user, Permission.SITTING_LEAD, sitting),
    }


class SittingPageView(SittingView):
    """The page of a sitting, with the floor; the part that changes comes again by itself."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who has the floor, and where the changing part is asked for."""
        sitting = self.object
        if not hasattr(self, "shown"):
            self.shown = here(sitting, self.request.user)
        floor = floor_context(self.request, sitting, self.shown)
        context = super().get_context_data(**floor, **kwargs)
        shown = [row for row, _words in context["rows"]] + context["mine"]
        for one in {row.evaluation.pk: row.evaluation for row in shown}.values():
            _show_result(one, sees=context["sees_products"])
        # Who looks at the board stays with it; a member's page goes along.
        return context | {"follows": bool(context["mine"]) and not context["rows"]}


def _show_result(evaluation: Evaluation, *, sees: bool) -> None:
    """Give a concluded product its mean to show, where the person may see results (R12, R19)."""
    is_out = sees and evaluation.concluded_at and evaluation.sheet_count
    sums = (evaluation.points_sum, evaluation.sheet_count)
    evaluation.live_mean = shown_mean(*sums) if is_out else ""


class SittingLiveView(SittingPageView):
    """The changing part of a sitting's page alone; «not modified» while nothing has changed."""

    template_name = "evaluations/sitting_live.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer by the stamp first, before anything is read for the page."""
        self.object = self.get_object()
        self.shown = here(self.object, request.user)
        stamp = f'"{sitting_stamp(self.object, request.user, self.shown)}"'
        unchanged = get_conditional_response(request, etag=stamp)
        if unchanged is not None and unchanged.status_code == 304:
            return unchanged
        response = self.render_to_response(self.get_context_data())
        response.headers["ETag"] = stamp
        return response


class FloorView(PermissionRequired, TemplateView):
    """Who has the floor: the banner above a score sheet; the chair or the secretary says it."""

    model = Sitting
    permission = {"get": Permission.COUNCIL_VIEW, "post": Permission.SITTING_LEAD}
    template_name = "evaluations/floor.html"

    def sitting(self) -> Sitting:
        """Fetch the sitting among those the person may see, or lead."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the banner, or that it is as it was."""
        sitting = self.sitting()
        shown = here(sitting, request.user)
        stamp = f'"{floor_stamp(sitting, shown)}"'
        unchanged = get_conditional_response(request, etag=stamp)
        if unchanged is not None and unchanged.status_code == 304:
            return unchanged
        context = floor_context(request, sitting, shown) | {"may_lead": False}
        response = self.render_to_response(context)
        response.headers["ETag"] = stamp
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give a product the floor, or nobody; give it minutes, or take the time away."""
        sitting = self.sitting()
        try:
            self.act(sitting, request.POST)
        except ValidationError as refusal:
            for text in refusal.messages:
                messages.error(request, text)
        back = reverse("sitting", args=[request.province.slug, sitting.pk])
        return HttpResponse(status=303, headers={"Location": back})

    def act(self, sitting: Sitting, sent: Any) -> None:
        """Call the action of the button that was pressed."""
        by = self.request.user
        if "minutes" in sent:
            minutes = _number(sent["minutes"])
            if minutes:
                floor_actions.start_timer(sitting=sitting, minutes=minutes, by=by)
            else:
                floor_actions.stop_timer(sitting=sitting, by=by)
            return
        wanted = sent.get("evaluation", "")
        evaluation = None
        if wanted:
            rows = Evaluation.objects.visible_to(by).filter(sitting=sitting)
            evaluation = get_object_or_404(rows, pk=_number(wanted))
        floor_actions.call_product(sitting=sitting, evaluation=evaluation, by=by)


def _number(text: str) -> int:
    """Read a number of a button; anything else is none, and far too many are too many."""
    if not (text.isascii() and text.isdecimal()):
        return 0
    return int(text) if len(text) < 18 else LONGEST_MINUTES + 1


class AgendaOrderView(PermissionRequired, TemplateView):
    """The order of the agenda: as it stands, as proposed, one product up or down."""

    model = Sitting
    permission = Permission.SITTING_RUN
    template_name = "evaluations/agenda_order.html"

    def sitting(self) -> Sitting:
        """Fetch the sitting among those the person may run."""
        rows = self.get_queryset().select_related("council")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show both orders with what they cost, and who leaves for which product."""
        sitting = self.sitting()
        items = agenda_order_actions.items_of(sitting)
        proposed = propose(items)
        # A secretary who is recused from a product orders it without its name (R20).
        rows = Evaluation.objects.visible_to(self.request.user).filter(sitting=sitting)
        names = {one.pk: one for one in rows.with_names()}
        people = {m.pk: m for m in sitting.council.members.select_related("user")}
        lines = [
            {"item": one, "row": names.get(one.key), "out": [people[pk] for pk in sorted(one.out)]}
            for one in items
        ]
        free = [n for n, line in enumerate(lines) if not line["item"].is_begun]
        for n, line in enumerate(lines):
            line["up"], line["down"] = n in free[1:], n in free[:-1]
        by_key = {line["item"].key: line for line in lines}
        back = reverse("sitting", args=[self.request.province.slug, sitting.pk])
        title = _("Sắp xếp chương trình")
        return super().get_context_data(
            sitting=sitting,
            lines=lines,
            proposed=[by_key[one.key] for one in proposed] if proposed != items else [],
            order=[one.key for one in proposed if not one.is_begun],
            moves_now=moves(items),
            moves_proposed=moves(proposed),
            is_closed=sitting.status == SittingStatus.CLOSED,
            page_title=title,
            breadcrumbs=crumbs(self.request, (back, str(sitting)), ("", title)),
            back_url=back,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the order that was shown, or move one product."""
        sitting, by, sent = self.sitting(), request.user, request.POST
        try:
            if "order" in sent:
                order = [_number(one) for one in sent["order"].split(",")]
                agenda_order_actions.arrange(sitting=sitting, order=order, by=by)
                messages.success(request, _("Đã sắp xếp chương trình."))
            else:
                wanted = _number(sent.get("up") or sent.get("down") or "")
                row = sitting.agenda.filter(pk=wanted).first()
                if row is None:
                    raise ValidationError(_("Hãy chọn một sản phẩm của chương trình."))
                agenda_order_actions.move_product(
                    sitting=sitting, evaluation=row, is_up="up" in sent, by=by
                )
        except ValidationError as refusal:
            for text in refusal.messages:
                messages.error(request, text)
        return redirect("agenda_order", province=request.province.slug, pk=sitting.pk)
