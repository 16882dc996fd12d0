"""Pages of the controller: one result under control, his word, the secretary's answer."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts import policy
from accounts.forms import ReasonForm
from accounts.permissions import Permission

from . import closing_actions, control_actions
from .agenda_forms import AnswerForm
from .evaluation_views import EvaluationActView, OfEvaluation
from .models import Evaluation, Objection
from .renewal_page import basis_note
from .results import shown
from .sheet_forms import ConfirmForm
from .sitting_views import SittingStepView


class ControlView(OfEvaluation, DetailView):
    """One result under control: what was found, what was held against it, who confirmed it."""

    permission = Permission.PAPERS_VIEW
    template_name = "evaluations/control.html"

    def get_object(self, queryset: Any = None) -> Evaluation:
        """Fetch the product."""
        return self.evaluation()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the result and what the person may do about it."""
        row, user = self.object, self.request.user
        objections = list(row.objections.select_related("by", "answered_by"))
        is_open = any(one.answered_at is None for one in objections)
        refusal = control_actions.why_not_confirm(row, user)
        is_waiting = row.concluded_at is not None and row.confirmed_at is None
        is_controller = policy.may(user, Permission.RESULT_CONFIRM)
        return super().get_context_data(
            **self.way(row, ("", _("Kiểm soát kết quả"))),
            result=shown(row, closing_actions.count) if "members" in row.result else None,
            objections=objections,
            is_waiting=is_waiting,
            may_confirm=is_waiting and not refusal and not is_open,
            may_answer=is_open and policy.may(user, Permission.SITTING_RUN, row),
            refusal=refusal if is_waiting and is_controller else "",
            basis_note=basis_note(row),
            page_title=_("Kiểm soát kết quả"),
            **kwargs,
        )


class ControlActView(EvaluationActView):
    """Base of the acts of control."""

    permission = Permission.RESULT_CONFIRM

    def get_success_url(self) -> str:
        """Return to the result under control."""
        return self.link("control", self.kwargs["pk"])


class ConfirmResultView(ControlActView):
    """Confirm one result."""

    form_class = ConfirmForm
    title = gettext_lazy("Xác nhận kết quả")
    consequence = gettext_lazy(
        "Kết quả không còn là dự thảo, được đưa vào quyết định; không rút lại xác nhận được."
    )

    def refuse_over(self) -> None:
        """Refuse what does not wait for this person, or waits for the secretary first."""
        control_actions.refuse_controlling(self.evaluation(), self.request.user)
        control_actions.refuse_held_back(self.evaluation())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is confirmed."""
        row = self.evaluation()
        result = shown(row, closing_actions.count) if "members" in row.result else None
        return super().get_context_data(result=result, **kwargs)

    def perform(self, form: ConfirmForm) -> Evaluation:
        """Call the action."""
        return control_actions.confirm_result(evaluation=self.evaluation(), by=self.request.user)


class ObjectView(ControlActView):
    """Send one result back to the secretary."""

    form_class = ReasonForm
    title = gettext_lazy("Trả lại thư ký")
    consequence = gettext_lazy("Kết quả chờ thư ký giải trình; chưa được đưa vào quyết định.")

    def refuse_over(self) -> None:
        """Refuse what does not wait for this person, or was sent back already."""
        control_actions.refuse_controlling(self.evaluation(), self.request.user)
        control_actions.refuse_sent_back(self.evaluation())

    def perform(self, form: ReasonForm) -> Objection:
        """Call the action."""
        return control_actions.object_to_result(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )


class AnswerView(ControlActView):
    """Answer the controller."""

    permission = Permission.SITTING_RUN
    form_class = AnswerForm
    title = gettext_lazy("Giải trình")
    button = gettext_lazy("Gửi giải trình")
    consequence = gettext_lazy("Kết quả trở lại chờ kiểm soát xác nhận.")

    def refuse_over(self) -> None:
        """Refuse where nothing waits for an answer."""
        control_actions.refuse_answering(self.evaluation(), self.request.user)

    def perform(self, form: AnswerForm) -> Objection:
        """Call the action."""
        return control_actions.answer_objection(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )


class ConfirmSittingView(SittingStepView):
    """Confirm everything that a sitting concluded and nothing holds back."""

    permission = Permission.RESULT_CONFIRM
    page = "sitting_papers"  # where the results are listed

    def perform(self, sitting: Any) -> None:
        """Call the action."""
        control_actions.confirm_sitting(sitting=sitting, by=self.request.user)
