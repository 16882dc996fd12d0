"""Pages of the panel: interests and what came of them, the discussion, sheets reopened."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.forms import ReasonForm
from accounts.permissions import Permission
from councils import sitting_steps
from councils.models import Sitting

from . import (
    closing_actions,
    discussion_actions,
    interest_actions,
    interest_proposals,
    next_pass,
    reopening_actions,
)
from .blinding import blind_interests, hides
from .council_forms import DiscussionForm, InterestAnswerForm, ProducerInterestForm, ReopenForm
from .evaluation_views import EvaluationActView, LooksAgain, OfEvaluation
from .models import DiscussionNote, Evaluation, Interest, InterestAnswer, Reopening, ScoreSheet
from .sheet_forms import ConfirmForm
from .sitting_views import OfSitting
from .states import SheetStatus


class Headed(OfEvaluation):
    """Base of the pages for the chair, his delegate, and who keeps the record."""

    permission = Permission.EVALUATION_VIEW

    def get_queryset(self) -> Any:
        """Return the products over whose judging the person presides, or which he runs."""
        return Evaluation.objects.headed_by(self.request.user)


class InterestsView(Headed, TemplateView):
    """Every interest in one product: who, what, when, and what was decided."""

    template_name = "evaluations/interests.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows."""
        evaluation, title = self.evaluation(), _("Lợi ích liên quan")
        rows = interest_proposals.rows_of(evaluation)
        is_head = interest_actions.presides(self.request.user, evaluation)
        blind_interests(self.request.user, evaluation, [one["interest"] for one in rows])
        for one in rows:  # what was left to the chair is his to rule on, and nobody else's
            one["may_answer"] = evaluation.opened_at is None and (
                is_head
                or not one["is_referred"]
                or interest_actions.concerns_the_only_head(evaluation, one["interest"])
            )
        return super().get_context_data(
            **self.way(evaluation, ("", title)),
            interests=rows,
            is_hidden=hides(self.request.user, evaluation),
            page_title=title,
            **kwargs,
        )


class InterestAnswerView(Headed, EvaluationActView):
    """Accept an interest, set it aside, or leave it to the chair."""

    form_class = InterestAnswerForm
    template_name = "evaluations/interest_answer.html"
    title = gettext_lazy("Kết luận về lợi ích liên quan")
    button = gettext_lazy("Ghi kết luận")

    def interest(self) -> Interest:
        """Fetch the interest among those in this product."""
        rows = self.evaluation().interests.select_related("member__user", "by", "evaluation")
        return get_object_or_404(rows, pk=self.kwargs["interest"])

    def refuse_over(self) -> None:
        """Refuse what is answered, or left to the chair."""
        interest_actions.refuse_answering(self.evaluation(), self.interest(), self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer to leave it to the chair only to who is not the chair."""
        head = interest_actions.presides(self.request.user, self.evaluation())
        referred = self.interest().answers.filter(verdict="referred").exists()
        return super().get_form_kwargs() | {"may_refer": not head and not referred}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the member and the ground."""
        interest = self.interest()
        blind_interests(self.request.user, self.evaluation(), [interest])
        is_hidden = hides(self.request.user, self.evaluation())
        return super().get_context_data(interest=interest, is_hidden=is_hidden, **kwargs)

    def perform(self, form: InterestAnswerForm) -> InterestAnswer:
        """Call the action."""
        return interest_actions.answer(
            interest=self.interest(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Return to the list."""
        return self.link("interests", self.kwargs["pk"])


class ProducerInterestView(OfSitting):
    """A member declares an interest in a producer on the agenda."""

    permission = Permission.SCORE
    form_class = ProducerInterestForm
    template_name = "evaluations/producer_interest.html"
    refuses = staticmethod(sitting_steps.refuse_ended)
    title = gettext_lazy("Khai lợi ích liên quan với chủ thể")
    done = gettext_lazy("Ghi khai báo")

    def get_queryset(self) -> Any:
        """Return the sittings of the person's own councils."""
        mine = Sitting.objects.filter(council__members__user=self.request.user)
        return Sitting.objects.visible_to(self.request.user).filter(pk__in=mine.values("pk"))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the producers before whom the person sits."""
        producers = interest_actions.producers_before(self.request.user, self.sitting())
        kwargs = {"producers": producers, "is_by_code": self.is_by_code}
        return super().get_form_kwargs() | kwargs

    @cached_property
    def is_by_code(self) -> bool:
        """Tell whether the person reads codes: what is told then gives none away."""
        return interest_actions.reads_codes(self.request.user, self.sitting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the press does."""
        return super().get_context_data(is_by_code=self.is_by_code, **kwargs)

    def perform(self, form: ProducerInterestForm) -> Any:
        """Call the action."""
        made = interest_actions.declare_for_producer(
            sitting=self.sitting(), by=self.request.user, **form.cleaned_data
        )
        told = _("Đã ghi khai báo cho %(n)s sản phẩm.") % {"n": len(made)}
        if self.is_by_code:
            told = _(
                "Đã ghi khai báo. Sản phẩm nào của chủ thể này có trong chương trình thì anh/chị"
                " không chấm."
            )
        messages.success(self.request, told)
        return made


class DiscussionView(EvaluationActView):
    """What the panel notes between two passes; no point is on this page."""

    permission = Permission.EVALUATION_VIEW
    form_class = DiscussionForm
    template_name = "evaluations/discussion.html"
    title = gettext_lazy("Thảo luận")
    button = gettext_lazy("Ghi ý kiến")

    def evaluation(self) -> Evaluation:
        """Fetch the product; to others than its panel there is no such page."""
        found = super().evaluation()
        if not discussion_actions.may_read(self.request.user, found):
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the notes and what may be done."""
        evaluation, user = self.evaluation(), self.request.user
        discussed = discussion_actions.is_discussed(evaluation)
        heads = interest_actions.presides(user, evaluation)
        seated = evaluation.panel.filter(user=user, state="present").exists()
        return super().get_context_data(
            notes=evaluation.discussion.select_related("member__user"),
            is_discussed=discussed,
            may_note=discussed and seated,
            may_open_pass=discussed and (heads or interest_actions.writes(user, evaluation)),
            next_pass=evaluation.pass_no + 1,
            **kwargs,
        ) | {"cancel_url": self.link("evaluation", evaluation.pk)}

    def perform(self, form: DiscussionForm) -> DiscussionNote:
        """Call the action."""
        return discussion_actions.note(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Stay."""
        return self.link("discussion", self.kwargs["pk"])


class SecondPassView(LooksAgain, Headed, EvaluationActView):
    """Have everybody score anew: the chair, his delegate or the secretary."""

    title = gettext_lazy("Mở lượt chấm tiếp theo")
    consequence = gettext_lazy(
        "Điểm chênh quá mức của quy chế. Sau thảo luận, mọi thành viên chấm phiếu mới, bắt đầu"
        " từ điểm lượt trước của chính mình; phiếu của lượt trước được giữ nguyên."
    )
    template_name = "evaluations/second_pass.html"
    refuses = staticmethod(closing_actions.refuse_next_pass)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what stands in the way, with the panel as the press will make it."""
        context = super().get_context_data(**kwargs)
        words = next_pass.why_not(self.evaluation(), context["leaving"])
        return context | {"why_not": words} | ({"consequence": ""} if words else {})

    def perform(self, form: ConfirmForm) -> Evaluation:
        """Call the action."""
        return discussion_actions.open_next_pass(evaluation=self.evaluation(), by=self.request.user)


class ReopenView(Headed, EvaluationActView):
    """Ask that a sheet handed in be scored anew."""

    form_class = ReopenForm
    template_name = "evaluations/reopening_request.html"
    title = gettext_lazy("Đề nghị mở lại phiếu")
    consequence = gettext_lazy(
        "Cần hai người: Chủ tịch và thư ký, mỗi người tự thao tác. Sau khi người kia xác nhận,"
        " thành viên chấm bản mới; bản đã nộp được giữ nguyên và in vào biên bản."
    )
    is_grave = True

    def sheet(self) -> ScoreSheet:
        """Fetch the member's newest sheet that was handed in, in the pass that runs."""
        evaluation = self.evaluation()
        rows = evaluation.sheets.filter(
            member=self.kwargs["member"], pass_no=evaluation.pass_no, status=SheetStatus.SUBMITTED
        )
        return get_object_or_404(rows.select_related("member__user").order_by("-version")[:1])

    def refuse_over(self) -> None:
        """Refuse what is open, or asked for already."""
        reopening_actions.refuse_asking(self.evaluation(), self.sheet(), self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose sheet it is."""
        return super().get_context_data(sheet=self.sheet(), **kwargs)

    def perform(self, form: ReopenForm) -> Reopening:
        """Call the action."""
        return reopening_actions.ask(sheet=self.sheet(), by=self.request.user, **form.cleaned_data)


class ReopenConfirmView(Headed, EvaluationActView):
    """Confirm, as the other of the two, that a sheet is scored anew."""

    form_class = ConfirmForm
    template_name = "evaluations/reopening.html"
    title = gettext_lazy("Xác nhận mở lại phiếu")

    def reopening(self) -> Reopening:
        """Fetch the request."""
        rows = self.evaluation().reopenings.select_related("sheet__member__user", "requested_by")
        return get_object_or_404(rows, pk=self.kwargs["reopening"])

    def refuse_over(self) -> None:
        """Refuse a request that is settled."""
        reopening_actions.refuse_settled(self.reopening())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show who asked, and why."""
        return super().get_context_data(reopening=self.reopening(), **kwargs)

    def perform(self, form: ConfirmForm) -> ScoreSheet:
        """Call the action."""
        return reopening_actions.confirm(reopening=self.reopening(), by=self.request.user)


class ReopenRefuseView(ReopenConfirmView):
    """Withdraw one's own request, or refuse the other's: no sheet is scored anew."""

    form_class = ReasonForm
    title = gettext_lazy("Không mở lại phiếu")
    consequence = gettext_lazy(
        "Phiếu đã nộp được giữ nguyên. Người đề nghị được báo kèm lý do; khi cần, có thể đề nghị"
        " lại."
    )
    is_grave = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who takes his own request back refuses nobody."""
        context = super().get_context_data(**kwargs)
        if self.reopening().requested_by_id != self.request.user.pk:
            return context
        words = {
            "page_title": _("Rút đề nghị mở lại phiếu"),
            "submit_label": _("Rút đề nghị"),
            "consequence": _("Phiếu đã nộp được giữ nguyên. Khi cần, có thể đề nghị lại."),
        }
        crumbs = [*context["breadcrumbs"][:-1], {"url": "", "label": words["page_title"]}]
        return context | words | {"breadcrumbs": crumbs}

    def perform(self, form: ReasonForm) -> Reopening:
        """Call the action."""
        return reopening_actions.refuse(
            reopening=self.reopening(), by=self.request.user, **form.cleaned_data
        )
