"""Pages after the close: how members marked beside the panel, and feedback to the producer."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts.doors import PermissionRequired
from accounts.permissions import Permission
from councils.models import Sitting

from . import closing_actions, feedback_actions, mirror_tables
from .evaluation_views import EvaluationActView, OfEvaluation
from .feedback_forms import FeedbackForm
from .models import Evaluation, Feedback
from .sitting_views import crumbs

TITLE = gettext_lazy("Đối chiếu cách chấm")


class SittingMirrorView(PermissionRequired, DetailView):
    """A sitting that has ended: each member's shift and unevenness beside the panel."""

    model = Sitting
    permission = Permission.MIRROR_VIEW
    template_name = "evaluations/sitting_mirror.html"

    def get_queryset(self) -> Any:
        """Keep the chair's own, or the auditor's."""
        rows = Sitting.objects.mirrored_to(self.request.user, self.permission)
        return rows.select_related("council")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the table of members and the way to each product."""
        sitting, user = self.object, self.request.user
        agenda = Evaluation.objects.mirrored_to(user, self.permission).filter(sitting=sitting)
        agenda = list(agenda.with_names().defer("submission__snapshot").order_by("ordinal"))
        back = f"/{self.request.province.slug}/phien-hop/{sitting.pk}/"
        return super().get_context_data(
            members=mirror_tables.of_sitting(agenda),
            agenda=agenda,
            page_title=TITLE,
            breadcrumbs=crumbs(self.request, (back, str(sitting)), ("", TITLE)),
            **kwargs,
        )


class MirrorView(OfEvaluation, DetailView):
    """One product: every criterion, every member, beside the panel's mean."""

    permission = Permission.MIRROR_VIEW
    template_name = "evaluations/evaluation_mirror.html"

    def get_queryset(self) -> Any:
        """Keep what may be mirrored to the person."""
        return Evaluation.objects.mirrored_to(self.request.user, self.permission)

    def get_object(self, queryset: Any = None) -> Evaluation:
        """Fetch the product."""
        return self.evaluation()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the table of criteria and members."""
        counted = closing_actions.count(self.object)
        return super().get_context_data(
            **self.way(self.object, ("", str(TITLE))),
            members=mirror_tables.members_of(counted),
            criteria=mirror_tables.of_product(counted),
            page_title=TITLE,
            **kwargs,
        )


class FeedbackReleaseView(EvaluationActView):
    """The chair's feedback to the producer, criterion by criterion."""

    permission = Permission.FEEDBACK_RELEASE
    form_class = FeedbackForm
    title = gettext_lazy("Gửi góp ý cho chủ thể")
    consequence = gettext_lazy(
        "Chủ thể và cán bộ xã đọc được ngay, không nêu tên thành viên; gửi rồi không sửa được."
    )

    def get_queryset(self) -> Any:
        """Keep what the person chaired."""
        return Evaluation.objects.mirrored_to(self.request.user, self.permission)

    def refuse_over(self) -> None:
        """Refuse what was sent, and what is not yet ended and confirmed."""
        feedback_actions.refuse_release(self.evaluation(), self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer every criterion with what the members remarked."""
        return super().get_form_kwargs() | {"rows": feedback_actions.rows_of(self.evaluation())}

    def perform(self, form: FeedbackForm) -> Feedback:
        """Call the action."""
        made = feedback_actions.release_feedback(
            evaluation=self.evaluation(), by=self.request.user, **form.facts()
        )
        messages.success(self.request, _("Đã gửi góp ý cho chủ thể."))
        return made


class FeedbackView(PermissionRequired, DetailView):
    """What the council let the producer know."""

    model = Feedback
    permission = Permission.PRODUCT_VIEW
    template_name = "evaluations/feedback.html"

    def get_object(self, queryset: Any = None) -> Feedback:
        """Fetch it by its product before the council."""
        rows = self.get_queryset().select_related(
            "evaluation__sitting__council", "evaluation__submission__participation__product"
        )
        return get_object_or_404(rows, evaluation=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product and the way back to it."""
        evaluation = self.object.evaluation
        product = evaluation.submission.participation.product
        link = f"/{self.request.province.slug}/san-pham/{product.pk}/"
        title = _("Góp ý của hội đồng")
        return super().get_context_data(
            evaluation=evaluation,
            product=product,
            page_title=title,
            breadcrumbs=[{"url": link, "label": str(product)}, {"url": "", "label": title}],
            **kwargs,
        )
