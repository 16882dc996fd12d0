"""Pages on which the council's conclusions on minimums and knock-outs are written (R9, R13)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import ReasonForm
from councils.models import Council

from . import closing_actions
from .agenda_forms import RulingForm
from .evaluation_views import EvaluationActView
from .models import Ruling
from .results import shown
from .ruling_forms import RulingsForm
from .states import EvaluationStatus


class RulingsView(EvaluationActView):
    """Write down at once what the council concludes on every minimum that waits for it."""

    form_class = RulingsForm
    template_name = "evaluations/rulings.html"
    title = gettext_lazy("Kết luận các yêu cầu tối thiểu")
    button = gettext_lazy("Ghi kết luận")
    refuses = staticmethod(closing_actions.refuse_ruling_minimums)

    @cached_property
    def votes(self) -> dict[int, dict[str, Any]]:
        """Return how the members voted on each minimum of the product's own set."""
        evaluation = self.evaluation()
        if evaluation.opened_at is None or evaluation.status != EvaluationStatus.SCORING:
            return {}
        told = shown(evaluation, closing_actions.count)["minimums"]
        rows = evaluation.submission.criteria_set.minimums.select_related("criterion")
        ids = {(one.criterion.key, one.star): one for one in rows}
        found = {}
        for vote in told:
            minimum = ids[vote["criterion"], vote["star"]]
            code = vote["criterion"].replace("/", " ")
            found[minimum.pk] = vote | {"minimum": minimum, "code": code}
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask of what waits; what was sent is taken along, also where it was ruled meanwhile."""
        kwargs = super().get_form_kwargs()
        sent = kwargs.get("data") or ()
        asked = [
            vote for pk, vote in self.votes.items() if vote["waits"] or RulingsForm.name(pk) in sent
        ]
        return kwargs | {"votes": asked}

    def form_invalid(self, form: RulingsForm) -> HttpResponse:
        """Ask no more of what somebody else has ruled on meanwhile."""
        del self.votes  # as they stand now
        form.leave_out([pk for pk, vote in self.votes.items() if not vote["waits"]])
        return super().form_invalid(form)

    def perform(self, form: RulingsForm) -> list[Ruling]:
        """Call the action."""
        return closing_actions.rule_each(
            evaluation=self.evaluation(), given=form.given(), by=self.request.user
        )


class RulingView(EvaluationActView):
    """Write down what the council concludes on a minimum or a knock-out."""

    form_class = RulingForm
    template_name = "evaluations/ruling.html"
    refuses = staticmethod(closing_actions.refuse_unless_scoring)
    title = gettext_lazy("Kết luận của hội đồng")
    button = gettext_lazy("Ghi kết luận")

    def clause(self) -> dict[str, Any]:
        """Fetch the condition among those of the product's own set."""
        criteria_set = self.evaluation().submission.criteria_set
        kind = self.kwargs["kind"]
        rows = criteria_set.minimums if kind == "minimum" else criteria_set.knock_outs
        return {kind: get_object_or_404(rows.select_related("criterion"), pk=self.kwargs["clause"])}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what may be concluded."""
        return super().get_form_kwargs() | {"is_minimum": self.kwargs["kind"] == "minimum"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the condition."""
        return super().get_context_data(**self.clause(), **kwargs)

    def perform(self, form: RulingForm) -> Ruling:
        """Call the action."""
        return closing_actions.rule(
            evaluation=self.evaluation(),
            by=self.request.user,
            **self.clause(),
            **form.cleaned_data,
        )


class RulingWithdrawView(EvaluationActView):
    """Take a ruling back."""

    form_class = ReasonForm
    title = gettext_lazy("Bỏ kết luận của hội đồng")
    consequence = gettext_lazy("Kết quả lại theo phiếu của các thành viên.")
    is_grave = True

    def refuse_over(self) -> None:
        """Refuse after the conclusion, and what is withdrawn already."""
        closing_actions.refuse_withdrawing(self.evaluation(), self.kwargs["ruling"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say of a ruling that is gone by now that it was withdrawn."""
        if not self.evaluation().rulings.filter(pk=kwargs["ruling"]).exists():
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def ruling(self) -> Ruling:
        """Fetch the ruling among those on this product."""
        return get_object_or_404(self.evaluation().rulings, pk=self.kwargs["ruling"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Have the ruling there before its page; say what the minimum then waits for."""
        ruling, rules = self.ruling(), self.evaluation().operating_rules
        context = super().get_context_data(ruling=ruling, **kwargs)
        if ruling.minimum_id and rules.minimum_mode == Council.MinimumMode.COUNCIL:
            context["consequence"] = _("Yêu cầu tối thiểu này lại chờ hội đồng kết luận.")
        return context

    def perform(self, form: ReasonForm) -> None:
        """Call the action."""
        closing_actions.withdraw_ruling(
            ruling=self.ruling(), by=self.request.user, **form.cleaned_data
        )
