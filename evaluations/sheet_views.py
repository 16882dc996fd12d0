"""A member's pages: the sheet, the check before handing in, the receipt."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts.doors import ActionForm, LeadsBack, PermissionRequired
from accounts.permissions import Permission

from . import agenda_rules, interest_actions, recording, sheet_actions
from .marks import Book, book_of
from .models import Evaluation, Opinion, Rekeying, ScoreSheet
from .opinion_forms import OpinionForm
from .scoring import Sheet
from .seal import must_complete
from .sheet_forms import (
    HandInForm,
    InterestForm,
    NewVersionForm,
    answers_of,
    sent,
    sheet_named_in,
    ticks_of,
)
from .sheet_frame import body
from .sheet_page import SheetPage, Written
from .sheet_questions import SCORED, TYPED, lost_at, own_sheet
from .sheet_reading import before_of, beside, page_of
from .states import SheetStatus
from .written import own_star


class OwnSheet(PermissionRequired):
    """Base of the pages on one product before which the person sits."""

    model = Evaluation
    permission = Permission.SCORE

    def evaluation(self) -> Evaluation:
        """Fetch the product among those the person may score."""
        found = SCORED.first(self.request.user, pk=self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def link(self, name: str, *more: Any) -> str:
        """Return an address of this province."""
        return reverse(name, args=[self.request.province.slug, *more])

    def lead_away(self, evaluation: Evaluation, refusal: ValidationError) -> HttpResponse:
        """Say why the sheet is not shown, at the sitting."""
        messages.error(self.request, refusal.messages[0])
        return redirect(self.link("sitting", evaluation.sitting_id))

    def page_of(self, evaluation: Evaluation, sheet: ScoreSheet, **over: Any) -> SheetPage:
        """Read the sheet for this person."""
        return page_of(self.request.user, evaluation, sheet, **over)

    def typed(self, evaluation: Evaluation) -> Rekeying | None:
        """Return what was typed from the member's paper sheet and waits for a second person."""
        rows = TYPED(member=self.request.user.pk, evaluation=evaluation.pk)
        return next((one for one in rows if one.pass_no == evaluation.pass_no), None)

    def context(self, evaluation: Evaluation, **more: Any) -> dict[str, Any]:
        """Return what every page of the sheet shows."""
        facts = beside(self.request.user, evaluation)
        name = facts["snapshot"]["product"]["name"]
        sitting = (self.link("sitting", evaluation.sitting_id), str(evaluation.sitting))
        crumbs = [(self.link("sittings"), _("Phiên họp")), sitting, ("", name)]
        return {
            "evaluation": evaluation,
            **facts,
            "product_name": name,
            "breadcrumbs": [{"url": url, "label": label} for url, label in crumbs],
            "sitting_url": sitting[0],
            **more,
        }


class HeldSheet(OwnSheet):
    """Base of the pages that a member may have open while he is recused."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead who had a sheet and lost it to its sitting with words; to others nothing is here."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            sitting = lost_at(kwargs["pk"], request.user)
            if sitting is None:
                raise
        messages.error(request, _("Anh/chị không chấm sản phẩm này."))
        return redirect(self.link("sitting", sitting.pk))


class SheetView(HeldSheet, TemplateView):
    """The score sheet: every mark is saved as it is made; without scripts, by a button."""

    template_name = "evaluations/score_sheet.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the sheet; the first look makes it."""
        evaluation = self.evaluation()
        try:
            sheet = sheet_actions.open_sheet(evaluation=evaluation, by=request.user)
        except ValidationError as refusal:
            return self.lead_away(evaluation, refusal)
        if sheet.status == SheetStatus.SUBMITTED:
            return redirect(self.link("sheet_receipt", evaluation.pk))
        return self._show(evaluation, sheet)

    def _show(
        self, evaluation: Evaluation, sheet: ScoreSheet, status: int = 200, **over: Any
    ) -> HttpResponse:
        earlier = before_of(self.request.user, evaluation)
        before = earlier.get("earlier_by_criterion", {})
        page = self.page_of(evaluation, sheet, before=before, **over)
        context = self.get_context_data(
            **self.context(evaluation),
            **earlier,
            typed=self.typed(evaluation),
            sheet=sheet,
            page=page,
            body=body(
                page,
                evaluation.submission.criteria_set,
                province=self.request.province.slug,
                back=self.link("sitting", evaluation.sitting_id),
            ),
            pass_label=_("lượt %(n)s") % {"n": sheet.pass_no},
            page_title=_("Phiếu chấm: %(what)s")
            % {"what": evaluation.submission.snapshot["product"]["name"]},
        )
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the whole page, all or none."""
        evaluation = self.evaluation()
        try:
            sheet = sheet_actions.open_sheet(evaluation=evaluation, by=request.user)
            book: Book = book_of(evaluation.submission.criteria_set)
            working = sheet_actions.save_marks(
                sheet=sheet,
                by=request.user,
                answers=answers_of(request.POST, book.rules),
                ticks=ticks_of(request.POST, book.rules),
                of_sheet=sheet_named_in(request.POST),
            )
        except ValidationError as refusal:
            return self._refused(evaluation, refusal)
        if working.removed:
            messages.warning(request, removed_in_words(book, working.removed))
        messages.success(request, _("Đã lưu."))
        wanted = request.POST.get("go", "")
        if wanted == "check":
            return redirect(self.link("sheet_check", evaluation.pk))
        here = self.link("sheet", evaluation.pk)
        return redirect(f"{here}#{wanted}" if wanted.startswith("tc-") else here)

    def _refused(self, evaluation: Evaluation, refusal: ValidationError) -> HttpResponse:
        """Show the page again as it was sent, with the reasons beside the criteria."""
        if not hasattr(refusal, "error_dict"):
            return self.lead_away(evaluation, refusal)
        if "of_sheet" in refusal.error_dict:  # what it says belongs to a page that is no more
            messages.error(self.request, refusal.messages[0])
            return redirect(self.link("sheet", evaluation.pk))
        sheet = sheet_actions.open_sheet(evaluation=evaluation, by=self.request.user)
        stale = {
            key
            for key, errors in refusal.error_dict.items()
            if any(error.code == "stale" for error in errors)
        }
        book = book_of(evaluation.submission.criteria_set)
        kept = {book.keys[s.criterion_id]: s.version for s in sheet.scores.all()}
        back = sent(self.request.POST, book.rules, {key: kept.get(key, 0) for key in stale})
        return self._show(
            evaluation,
            sheet,
            status=409 if stale else 422,
            answers=Sheet(back.marks, frozenset(back.reasons)),
            written={key: Written(*one) for key, one in back.written.items()},
            reasons=back.reasons,
            errors=refusal.message_dict,
        )


def removed_in_words(book: Book, keys: list[str]) -> str:
    """Say which marks a closing gate took away (R7)."""
    codes = ", ".join(f"{key[0]} {book.rules.criterion(key).code}" for key in keys)
    return _("Đã bỏ điểm của tiêu chí %(codes)s: chỉ chấm khi có câu chuyện sản phẩm.") % {
        "codes": codes
    }


class CheckView(HeldSheet, ActionForm, FormView):
    """Check the answers before they are final; then hand in."""

    form_class = HandInForm
    template_name = "evaluations/sheet_check.html"
    extra_context = {"page_title": gettext_lazy("Kiểm tra trước khi nộp phiếu")}

    def sheet(self, evaluation: Evaluation) -> ScoreSheet:
        """Fetch the member's own sheet of the pass that runs."""
        mine = ScoreSheet.objects.visible_to(self.request.user)
        rows = mine.filter(evaluation=evaluation, pass_no=evaluation.pass_no)
        return get_object_or_404(rows.order_by("-version")[:1])

    def get_form_class(self) -> Any:
        """Ask in a round of written opinions for the member's word."""
        return OpinionForm if self.evaluation().sitting.is_written else HandInForm

    def get_initial(self) -> dict[str, Any]:
        """Name the sheet that the page shows."""
        return {"of_sheet": self.sheet(self.evaluation()).pk}

    def form_invalid(self, form: Any) -> HttpResponse:
        """After a refusal the page shows the sheet that runs now."""
        if form.has_error("of_sheet"):
            form.show(self.sheet(self.evaluation()).pk)
        return super().form_invalid(form)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead a sheet that is handed in to its receipt."""
        evaluation = self.evaluation()
        if self.sheet(evaluation).status == SheetStatus.SUBMITTED:
            return redirect(self.link("sheet_receipt", evaluation.pk))
        return self._refused(evaluation) or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand in; a refusal shows the sheet again, but to nobody who is away."""
        return self._refused(self.evaluation()) or super().post(request, *args, **kwargs)

    def _refused(self, evaluation: Evaluation) -> HttpResponse | None:
        try:
            sheet_actions.refuse_reading(sheet=self.sheet(evaluation), by=self.request.user)
        except ValidationError as refusal:
            return self.lead_away(evaluation, refusal)
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what is unanswered, what was ticked, and the totals."""
        evaluation = self.evaluation()
        sheet = self.sheet(evaluation)
        page = self.page_of(evaluation, sheet)
        bands = evaluation.submission.criteria_set.regulation.as_rules().bands
        return super().get_context_data(
            **self.context(evaluation),
            typed=self.typed(evaluation),
            sheet=sheet,
            page=page,
            lines=page.all_lines,
            standing=page.standing,
            asks_opinion=evaluation.sitting.is_written,
            own_star=own_star(page.rules, bands, page.answers),
            **kwargs,
        )

    def perform(self, form: HandInForm) -> ScoreSheet:
        """Call the action."""
        sheet = self.sheet(self.evaluation())
        return sheet_actions.hand_in(sheet=sheet, by=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        """Show the receipt."""
        return self.link("sheet_receipt", self.kwargs["pk"])


class ReceiptView(HeldSheet, TemplateView):
    """The receipt of a sheet that was handed in, with the member's own marks."""

    template_name = "evaluations/sheet_receipt.html"
    extra_context = {"page_title": gettext_lazy("Phiếu đã nộp")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the last sheet handed in, and whether it must be gone on with."""
        evaluation = self.evaluation()
        mine = ScoreSheet.objects.visible_to(self.request.user).filter(
            evaluation=evaluation, status=SheetStatus.SUBMITTED
        )
        sheet = get_object_or_404(mine.order_by("-pass_no", "-version")[:1])
        page = self.page_of(evaluation, sheet)
        to_complete = ()
        if not evaluation.sitting.is_written:
            to_complete = must_complete([evaluation.pk]).get(evaluation.pk, ())
        return super().get_context_data(
            **self.context(evaluation),
            sheet=sheet,
            number=receipt_number(sheet),
            record=recording.receipt_of(sheet),
            from_paper=Rekeying.objects.select_related("keyed_by", "decided_by").get(sheet=sheet)
            if sheet.from_paper
            else None,
            page=page,
            lines=page.all_lines,
            standing=page.standing,
            opinion=Opinion.objects.filter(sheet=sheet).first(),
            must_complete=sheet.member_id in to_complete,
            must_score_again=(evaluation.opened_at is None and evaluation.pass_no > sheet.pass_no),
            **kwargs,
        )


def receipt_number(sheet: ScoreSheet) -> str:
    """Return the number of a sheet's receipt: evaluation, seat, pass and version."""
    return f"PC-{sheet.evaluation_id}-{sheet.member_id}-{sheet.pass_no}.{sheet.version}"


class InterestView(HeldSheet, LeadsBack, ActionForm, FormView):
    """Declare an interest: from then on the product is not there for the member (R20)."""

    form_class = InterestForm
    template_name = "evaluations/interest.html"
    extra_context = {"page_title": gettext_lazy("Không tham gia chấm sản phẩm này")}

    def refuse_over(self) -> None:
        """Refuse once the panel is fixed."""
        agenda_rules.refuse_fixed(self.evaluation())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product."""
        return super().get_context_data(**self.context(self.evaluation()), **kwargs)

    def perform(self, form: InterestForm) -> Evaluation:
        """Call the action; remember the sitting, for the product is gone afterwards."""
        evaluation = self.evaluation()
        interest_actions.declare(evaluation=evaluation, by=self.request.user, **form.cleaned_data)
        if form.cleaned_data["is_doubtful"]:
            messages.success(self.request, _("Đã ghi: Chủ tịch sẽ kết luận."))
        else:
            messages.success(self.request, _("Đã ghi: anh/chị không tham gia chấm sản phẩm này."))
        return evaluation

    def get_success_url(self) -> str:
        """Return to the sitting, also where nothing was declared."""
        made = getattr(self, "object", None) or self.evaluation()
        return self.link("sitting", made.sitting_id)


class NewVersionView(HeldSheet, LeadsBack, ActionForm, FormView):
    """Go on with a sheet whose stop does not stand (R10)."""

    form_class = NewVersionForm
    template_name = "evaluations/new_version.html"
    extra_context = {"page_title": gettext_lazy("Chấm tiếp phiếu đã dừng")}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead who has a draft to it, as the press does: there is nothing to go on with anew."""
        mine = own_sheet(self.evaluation(), request.user)
        if mine is not None and mine.status == SheetStatus.DRAFT:
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def refuse_over(self) -> None:
        """Refuse where no stop of the member's waits for the rest of his sheet."""
        sheet_actions.to_go_on_with(evaluation=self.evaluation(), by=self.request.user)

    def get_back_url(self) -> str:
        """Return to the sitting."""
        return self.link("sitting", self.evaluation().sitting_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product."""
        return super().get_context_data(**self.context(self.evaluation()), **kwargs)

    def perform(self, form: NewVersionForm) -> ScoreSheet:
        """Call the action."""
        return sheet_actions.begin_new_version(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Go to the sheet."""
        return self.link("sheet", self.kwargs["pk"])
