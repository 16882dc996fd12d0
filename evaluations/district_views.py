"""Pages of a district's results that go up to the province: the list, the request (148)."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from accounts.doors import ActionForm, PermissionRequired
from accounts.permissions import Permission

from . import awards, district_actions
from .decision_forms import PassUpForm
from .decision_pages import way
from .models import Evaluation

TITLE = gettext_lazy("Kết quả chuyển lên tỉnh")


class _ToPassUp(PermissionRequired):
    """Base: the results of the person's district that it must pass up."""

    model = Evaluation
    permission = Permission.DECISION_DRAFT

    def get_queryset(self) -> QuerySet:
        """Keep what waits, with its names."""
        rows = Evaluation.objects.visible_to(self.request.user, self.permission)
        return awards.named(rows.filter(awards.TO_PASS_UP)).order_by("sitting_id", "ordinal")


class PassUpListView(_ToPassUp, ListView):
    """Results from the bound on that the district has not passed up yet."""

    paginate_by = 50
    template_name = "evaluations/pass_up_list.html"
    extra_context = {"page_title": TITLE}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way here."""
        return super().get_context_data(breadcrumbs=way(self.request, ("", TITLE)), **kwargs)


class PassUpView(_ToPassUp, ActionForm, FormView):
    """The district's request to the province."""

    form_class = PassUpForm
    template_name = "evaluations/pass_up.html"

    @cached_property
    def evaluation(self) -> Evaluation:
        """Return the result of the address."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product."""
        name, back = self.evaluation.product_name, self.get_success_url()
        title = _("Chuyển «%(product)s» lên tỉnh") % {"product": name}
        return super().get_context_data(
            page_title=title,
            submit_label=_("Chuyển lên tỉnh"),
            cancel_url=back,
            breadcrumbs=way(self.request, (back, TITLE), ("", name)),
            **kwargs,
        )

    def perform(self, form: PassUpForm) -> Evaluation:
        """Call the action."""
        row = district_actions.pass_up(
            evaluation=self.evaluation, by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã chuyển hồ sơ lên tỉnh."))
        return row

    def get_success_url(self) -> str:
        """Go back to the list."""
        return reverse("results_to_pass_up", args=[self.request.province.slug])
