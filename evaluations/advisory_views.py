"""The page of the report on a dossier that the council hears: the advisory team's (Điều 7.3.c)."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.doors import VersionedForm
from accounts.permissions import Permission
from products.renewal import shown as shown_renewal

from . import agenda_actions, agenda_rules
from .agenda_forms import AdvisoryForm
from .evaluation_views import EvaluationActView


class AdvisoryView(VersionedForm, EvaluationActView):
    """The advisory team's report."""

    permission = Permission.ADVISORY_REPORT
    form_class = AdvisoryForm
    template_name = "evaluations/advisory.html"
    title = gettext_lazy("Báo cáo của Tổ tư vấn")
    button = gettext_lazy("Gửi báo cáo")

    def refuse_over(self) -> None:
        """Refuse what is judged already, and who does not report on it."""
        agenda_rules.refuse_reporting(self.evaluation(), self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show what is kept."""
        report = getattr(self.evaluation(), "advisory_report", None)
        return super().get_form_kwargs() | ({"instance": report} if report else {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the dossier beside the form."""
        snapshot = self.evaluation().submission.snapshot
        changes = shown_renewal(snapshot.get("renewal"))
        return super().get_context_data(snapshot=snapshot, renewal=changes, **kwargs)

    def perform(self, form: AdvisoryForm) -> Any:
        """Call the action."""
        return agenda_actions.write_advisory_report(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Return to the sitting."""
        return self.link("sitting", self.evaluation().sitting_id)
