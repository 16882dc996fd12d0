"""The page of what the province's own rules leave open."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from accounts.doors import ActionForm, PermissionRequired
from accounts.permissions import Permission
from territories.models import Province

from . import setting_actions
from .setting_forms import AcceptorsForm


class SettingsView(PermissionRequired, ActionForm, FormView):
    """Who accepts at which step."""

    form_class = AcceptorsForm
    permission = Permission.SETTINGS_MANAGE
    template_name = "products/settings.html"
    extra_context = {
        "page_title": gettext_lazy("Thiết lập"),
        "lead": gettext_lazy(
            "Cấp nào tiếp nhận hoặc trả lại ở bước 1–4. Thay đổi có hiệu lực ngay, cả với những gì"
            " đã nộp mà chưa tiếp nhận."
        ),
        "submit_label": gettext_lazy("Lưu thiết lập"),
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what stands."""
        kwargs = super().get_form_kwargs()
        del kwargs["initial"]
        return kwargs | {"province": self.request.province}

    def perform(self, form: AcceptorsForm) -> Province:
        """Call the action."""
        row = setting_actions.set_acceptors(
            province=self.request.province, by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã lưu thiết lập."))
        return row

    def form_invalid(self, form: AcceptorsForm) -> Any:
        """After a refusal as stale both values are on the page: the next save is meant."""
        if form.has_error("__all__", code="stale"):
            now = Province.objects.get(pk=self.request.province.pk)
            form.data["seen"] = setting_actions.as_seen(setting_actions.acceptors(now))
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        """Stay here: the page shows what stands."""
        return reverse("settings", args=[self.request.province.slug])
