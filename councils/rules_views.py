"""Pages of the operating rules: read, set before the first score, amended by the chair."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts import policy
from accounts.doors import PermissionRequired, VersionedForm
from accounts.permissions import Permission

from . import actions
from .models import Council
from .rules_actions import is_chair
from .rules_forms import AmendForm, RulesForm
from .rules_page import rules_in_words, versions_in_words
from .views import OfCouncil, way


class RulesView(PermissionRequired, DetailView):
    """What the council's rules say, in plain words, with their versions."""

    model = Council
    permission = Permission.COUNCIL_VIEW
    template_name = "councils/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words, the versions and who may change them."""
        council, user = self.object, self.request.user
        is_frozen = council.rules_frozen_at is not None
        may_set = not is_frozen and policy.may(user, Permission.COUNCIL_MANAGE, council)
        back = reverse("council", args=[self.request.province.slug, council.pk])
        title = _("Quy chế làm việc")
        return super().get_context_data(
            rules=rules_in_words(council.rules, council.level),
            versions=versions_in_words(council),
            may_set=may_set,
            may_amend=is_frozen and is_chair(user, council),
            page_title=title,
            breadcrumbs=way(self.request, (back, council.name), ("", title)),
            **kwargs,
        )


class RulesSetView(VersionedForm, OfCouncil):
    """Set the rules of a council that has not scored yet."""

    form_class = RulesForm
    template_name = "councils/rules_form.html"
    title = gettext_lazy("Sửa quy chế")
    done = gettext_lazy("Lưu quy chế")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show what is kept."""
        return super().get_form_kwargs() | {"instance": self.council()}

    def perform(self, form: RulesForm) -> Council:
        """Call the action."""
        return actions.revise_council(
            council=self.council(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Return to the rules."""
        return reverse("council_rules", args=[self.request.province.slug, self.kwargs["pk"]])


class RulesAmendView(RulesSetView):
    """The chair changes frozen rules for what has not begun."""

    permission = Permission.SCORE
    form_class = AmendForm
    amend: Callable[..., Council]  # its action: whoever keeps the record of councils has it
    title = gettext_lazy("Thay đổi quy chế")
    done = gettext_lazy("Ban hành bản quy chế mới")

    def get_queryset(self) -> Any:
        """Return the councils over which the person presides: no others are there."""
        return Council.objects.presided_by(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that a new version is made."""
        return super().get_context_data(is_amendment=True, **kwargs)

    def perform(self, form: AmendForm) -> Council:
        """Call the action."""
        council = self.amend(council=self.council(), by=self.request.user, **form.cleaned_data)
        messages.success(
            self.request, _("Đã ghi bản quy chế %(n)s.") % {"n": council.rules_version}
        )
        return council
