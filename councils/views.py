"""Pages of councils: list, set-up, people, planned sittings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import DetailView, FormView
from django_filters.views import FilterView

from accounts import policy
from accounts.doors import ActionForm, LeadsBack, PermissionRequired, VersionedForm
from accounts.forms import ReasonForm
from accounts.permissions import Permission

from . import actions, seats
from .filters import CouncilFilter
from .forms import (
    AdviserForm,
    CouncilForm,
    CouncilRevisionForm,
    MemberForm,
    SittingForm,
    WrittenRoundForm,
)
from .models import Council, Sitting


def way(request: Any, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way from the list of councils to a page."""
    first = (reverse("councils", args=[request.province.slug]), pgettext("plural", "Hội đồng"))
    return [{"url": url, "label": label} for url, label in (first, *more)]


class CouncilListView(PermissionRequired, FilterView):
    """The councils that the person may see."""

    model = Council
    permission = Permission.COUNCIL_VIEW
    filterset_class = CouncilFilter
    paginate_by = 50
    template_name = "councils/council_list.html"
    extra_context = {"page_title": pgettext_lazy("plural", "Hội đồng")}

    def get_queryset(self) -> Any:
        """Count members and sittings along."""
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether the person may set one up."""
        may_manage = policy.may(self.request.user, Permission.COUNCIL_MANAGE)
        return super().get_context_data(may_manage=may_manage, **kwargs)


class CouncilDetailView(PermissionRequired, DetailView):
    """One council: decision, rules, people, sittings."""

    model = Council
    permission = Permission.COUNCIL_VIEW
    template_name = "councils/council_detail.html"

    def get_queryset(self) -> Any:
        """Read the district along."""
        return super().get_queryset().select_related("unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add people and sittings."""
        council = self.object
        return super().get_context_data(
            members=seats.with_use(council.members.select_related("user")),
            advisers=council.advisers.select_related("user"),
            sittings=council.sittings.all(),
            may_manage=policy.may(self.request.user, Permission.COUNCIL_MANAGE, council),
            may_rehearse=council.is_active
            and policy.may(self.request.user, Permission.SITTING_RUN, council),
            page_title=council.name,
            breadcrumbs=way(self.request, ("", council.name)),
            **kwargs,
        )


class CouncilCreateView(PermissionRequired, ActionForm, FormView):
    """Set a council up."""

    model = Council
    form_class = CouncilForm
    permission = Permission.COUNCIL_MANAGE
    template_name = "councils/council_form.html"
    extra_context = {"page_title": gettext_lazy("Lập hội đồng")}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the levels and districts of the open province."""
        user, own = self.request.user, None
        if not policy.reaches_all(user, Permission.COUNCIL_MANAGE):
            own = policy.units_held(user, Permission.COUNCIL_MANAGE)
        return super().get_form_kwargs() | {"province": self.request.province, "own": own}

    def perform(self, form: CouncilForm) -> Council:
        """Call the action."""
        return actions.establish_council(
            province=self.request.province, by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Go on with the people."""
        return reverse("council", args=[self.request.province.slug, self.object.pk])


class OfCouncil(PermissionRequired, ActionForm, FormView):
    """Base of the forms on one council."""

    model = Council
    permission = Permission.COUNCIL_MANAGE
    template_name = "councils/council_act.html"
    title = ""
    done = ""

    def council(self) -> Council:
        """Fetch the council among those the person may manage."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the council and the way back."""
        council = self.council()
        back = reverse("council", args=[self.request.province.slug, council.pk])
        return super().get_context_data(
            council=council,
            page_title=self.title,
            cancel_url=back,
            submit_label=self.done or self.title,
            breadcrumbs=way(self.request, (back, council.name), ("", self.title)),
            **kwargs,
        )

    def get_success_url(self) -> str:
        """Return to the council."""
        return reverse("council", args=[self.request.province.slug, self.kwargs["pk"]])


class CouncilRevisionView(VersionedForm, OfCouncil):
    """Correct a council's data."""

    form_class = CouncilRevisionForm
    title = gettext_lazy("Sửa thông tin hội đồng")
    done = gettext_lazy("Lưu")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show what is kept."""
        return super().get_form_kwargs() | {"instance": self.council()}

    def perform(self, form: CouncilRevisionForm) -> Council:
        """Call the action."""
        return actions.revise_council(
            council=self.council(), by=self.request.user, **form.cleaned_data
        )


class MemberCreateView(OfCouncil):
    """Appoint a member."""

    form_class = MemberForm
    title = gettext_lazy("Thêm thành viên")

    def perform(self, form: MemberForm) -> Any:
        """Call the action."""
        member = actions.appoint_member(
            council=self.council(), by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã thêm %(who)s.") % {"who": member})
        return member


class MemberRemoveView(LeadsBack, OfCouncil):
    """Take a seat back that was never used."""

    form_class = ReasonForm
    title = gettext_lazy("Đưa ra khỏi hội đồng")

    def refuse_over(self) -> None:
        """Refuse a seat that was used, or that is gone."""
        seats.refuse_removed(self.council(), self.kwargs["member"])
        seats.removal_of(self.member())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead back when it is pressed again too: of a seat that is gone there is no form."""
        try:
            seats.refuse_removed(self.council(), self.kwargs["member"])
        except ValidationError as refusal:
            return self.lead_back(refusal)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the person."""
        return super().get_context_data(member=self.member(), **kwargs)

    def member(self) -> Any:
        """Fetch the seat."""
        return get_object_or_404(self.council().members, pk=self.kwargs["member"])

    def perform(self, form: ReasonForm) -> None:
        """Call the action."""
        actions.remove_member(member=self.member(), by=self.request.user, **form.cleaned_data)


class AdviserCreateView(OfCouncil):
    """Put a person on the advisory team."""

    form_class = AdviserForm
    title = gettext_lazy("Thêm người vào Tổ tư vấn")

    def perform(self, form: AdviserForm) -> Any:
        """Call the action."""
        return actions.appoint_adviser(
            council=self.council(), by=self.request.user, **form.cleaned_data
        )


class SittingCreateView(OfCouncil):
    """Plan a sitting."""

    form_class = SittingForm
    title = gettext_lazy("Lên lịch phiên họp")

    def perform(self, form: SittingForm) -> Any:
        """Call the action."""
        return actions.plan_sitting(
            council=self.council(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Go on with the agenda."""
        return reverse("sitting", args=[self.request.province.slug, self.object.pk])


class WrittenRoundCreateView(SittingCreateView):
    """Plan a round of written opinions."""

    form_class = WrittenRoundForm
    title = gettext_lazy("Lập đợt lấy ý kiến bằng văn bản")

    def perform(self, form: WrittenRoundForm) -> Any:
        """Call the action."""
        return actions.plan_sitting(
            council=self.council(),
            by=self.request.user,
            form=Sitting.Form.WRITTEN,
            **form.cleaned_data,
        )
