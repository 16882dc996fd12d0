"""Pages of people, duties, invitations, notices and the journal."""

from typing import Any

from allauth.account.views import EmailView
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, ListView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from . import actions
from .doors import ActionForm, PermissionRequired
from .filters import AssignmentFilter, JournalFilter
from .forms import FirstPasswordForm, InvitationForm, ReasonForm
from .invitations import accept, invited
from .models import Assignment, JournalEntry, Notice
from .permissions import Permission
from .tables import AssignmentTable, JournalTable


class AssignmentListView(PermissionRequired, SingleTableMixin, FilterView):
    """Who holds which duty in this province."""

    model = Assignment
    permission = Permission.USER_MANAGE
    filterset_class = AssignmentFilter
    table_class = AssignmentTable
    table_pagination = {"per_page": 50}
    template_name = "accounts/assignment_list.html"
    extra_context = {"page_title": gettext_lazy("Người dùng và phân công")}

    def get_queryset(self) -> Any:
        """Read people and units along."""
        return super().get_queryset().select_related("user", "unit", "given_by")


class InvitationCreateView(PermissionRequired, ActionForm, FormView):
    """Give a person a duty; who has no account gets an invitation."""

    model = Assignment
    form_class = InvitationForm
    permission = Permission.USER_MANAGE
    template_name = "accounts/assignment_form.html"
    extra_context = {"page_title": gettext_lazy("Phân công, mời người dùng")}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the roles and units of the open province."""
        return super().get_form_kwargs() | {"province": self.request.province}

    def perform(self, form: InvitationForm) -> Assignment:
        """Call the action."""
        duty = actions.give_duty(
            province=self.request.province, by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã phân công %(who)s.") % {"who": duty.user})
        return duty

    def get_success_url(self) -> str:
        """Return to the list."""
        return reverse("assignments", kwargs={"province": self.request.province.slug})


class AssignmentEndView(PermissionRequired, ActionForm, FormView):
    """End a duty, with a reason."""

    model = Assignment
    form_class = ReasonForm
    permission = Permission.USER_MANAGE
    template_name = "accounts/assignment_end.html"
    extra_context = {"page_title": gettext_lazy("Kết thúc phân công")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the duty."""
        return super().get_context_data(object=self.duty(), **kwargs)

    def duty(self) -> Assignment:
        """Fetch the duty among those the person may see."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def perform(self, form: ReasonForm) -> Assignment:
        """Call the action."""
        reason = form.cleaned_data["reason"]
        return actions.end_assignment(assignment=self.duty(), by=self.request.user, reason=reason)

    def get_success_url(self) -> str:
        """Return to the list."""
        return reverse("assignments", kwargs={"province": self.request.province.slug})


@method_decorator(never_cache, name="dispatch")
class InvitationView(FormView):
    """Where an invitation's link leads: set the first password and be signed in."""

    public = True
    http_method_names = ["get", "post", "head", "options"]
    form_class = FirstPasswordForm
    template_name = "accounts/invitation.html"
    extra_context = {"page_title": gettext_lazy("Đặt mật khẩu đầu tiên")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse a link that is wrong, used or too old, and say how to go on."""
        self.person = invited(kwargs["uid"], kwargs["token"])
        if self.person is None:
            title = {"page_title": _("Đường dẫn này không dùng được nữa")}
            return render(request, "accounts/invitation_over.html", title, status=404)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Check the password against the person's own name and address."""
        return super().get_form_kwargs() | {"user": self.person}

    def form_valid(self, form: FirstPasswordForm) -> HttpResponse:
        """Set the password and sign the person in."""
        accept(user=self.person, password=form.cleaned_data["password"])
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        login(self.request, self.person, backend=backend)
        return redirect("front")


class AddressChangeView(EmailView):
    """Change the address to sign in with; the old one stays until the new one's box confirms."""

    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stand by the present address first: the library would drop one that it never checked."""
        if request.user.is_authenticated:
            actions.stand_by_address(by=request.user)
        return super().dispatch(request, *args, **kwargs)


class NoticeListView(PermissionRequired, ListView):
    """Word to the person, newest first; looking at it marks it read."""

    model = Notice
    permission = Permission.HOME_VIEW
    paginate_by = 50
    template_name = "accounts/notice_list.html"
    extra_context = {"page_title": gettext_lazy("Thông báo")}

    def get_queryset(self) -> Any:
        """Read the person's own."""
        return Notice.objects.visible_to(self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark all as read."""
        actions.read_notices(by=request.user)
        return redirect("notices", province=request.province.slug)


class JournalView(PermissionRequired, SingleTableMixin, FilterView):
    """What people did in this province, newest first."""

    model = JournalEntry
    permission = Permission.JOURNAL_VIEW
    filterset_class = JournalFilter
    table_class = JournalTable
    table_pagination = {"per_page": 50}
    template_name = "accounts/journal_list.html"
    extra_context = {"page_title": gettext_lazy("Nhật ký")}

    def get_queryset(self) -> Any:
        """Read the people along."""
        return super().get_queryset().select_related("by")
