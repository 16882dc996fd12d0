"""Pages of typed paper sheets: type one in, hold it against its scan, confirm or send back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from accounts import policy
from accounts.doors import ActionForm, PermissionRequired, add_errors
from accounts.forms import ReasonForm
from accounts.permissions import Permission
from councils.models import Sitting
from files.serving import serve
from products.models import Submission
from territories import clock

from . import rekey_actions, rekey_closing_actions, rekey_reading_actions
from .blinding import blind
from .control_actions import why_not_controller
from .evaluation_views import WITH, OfEvaluation
from .marks import Book, book_of
from .models import Evaluation, Panel, Rekeying, ScoreSheet
from .rekey_forms import RekeyForm
from .rekeying import rows_of, sheet_typed, why_not_decide, why_not_key
from .scoring import Sheet
from .sheet_forms import ConfirmForm, answers_of, sent, ticks_of
from .sheet_frame import body
from .sheet_page import SheetPage, Written
from .states import RekeyingStatus


class RekeyView(OfEvaluation, TemplateView):
    """The secretary types a member's paper sheet in, by the form of the sheet itself."""

    permission = Permission.SITTING_RUN
    template_name = "evaluations/rekey.html"

    def place(self) -> Panel:
        """Fetch the member's place before the product."""
        places = self.evaluation().panel.select_related("member__user")
        return get_object_or_404(places, member=self.kwargs["member"])

    def earlier(self) -> Rekeying | None:
        """Return what was typed before and sent back, where this person may read it."""
        evaluation = self.evaluation()
        rows = evaluation.rekeyings.filter(member=self.kwargs["member"], pass_no=evaluation.pass_no)
        last = rows.order_by("number").last()
        return last if last is not None and last.status == RekeyingStatus.SENT_BACK else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or say why there is nothing to type."""
        evaluation, place = self.evaluation(), self.place()
        if text := why_not_key(evaluation, place, request.user):
            messages.error(request, text)
            return self._back()
        earlier, book = self.earlier(), book_of(evaluation.submission.criteria_set)
        initial = {"printed": request.GET.get("phieu", "")[:20]}
        over = {}
        if earlier is not None:
            initial |= {"note": earlier.note, "printed": str(earlier.printed or "")}
            if earlier.keyed_by_id == request.user.pk:
                over = typed_over(book, earlier)
        form = RekeyForm(initial=initial, keeps_scan=earlier is not None)
        return self._show(form, over)

    def _back(self) -> HttpResponse:
        return redirect(self.link("paper_sheets", self.evaluation().sitting_id))

    def _show(self, form: RekeyForm, over: dict[str, Any], status: int = 200) -> HttpResponse:
        evaluation = self.evaluation()
        criteria_set = evaluation.submission.criteria_set
        page = blank_page(book_of(criteria_set), **over)
        back = self.link("paper_sheets", evaluation.sitting_id)
        drawn = body(page, criteria_set, province=self.request.province.slug, back=back)
        title = _("Nhập lại phiếu giấy")
        context = self.get_context_data(
            **self.way(evaluation, (back, _("Phiếu giấy")), ("", title)),
            form=form,
            page=page,
            body=drawn,
            place=self.place(),
            earlier=self.earlier(),
            page_title=title,
        )
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Call the action; what is refused is shown as it was sent."""
        evaluation, place = self.evaluation(), self.place()
        form = RekeyForm(request.POST, request.FILES, keeps_scan=self.earlier() is not None)
        book = book_of(evaluation.submission.criteria_set)
        try:
            if not form.is_valid():
                raise ValidationError(form.errors.as_data())
            rekey_actions.key_in(
                evaluation=evaluation,
                member=place.member,
                by=request.user,
                answers=answers_of(request.POST, book.rules),
                ticks=ticks_of(request.POST, book.rules),
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            return self._refused(form, refusal, book)
        messages.success(request, _("Đã nhập; phiếu chờ người thứ hai đối chiếu và xác nhận."))
        return self._back()

    def _refused(self, form: RekeyForm, refusal: ValidationError, book: Book) -> HttpResponse:
        if form.is_valid():
            add_errors(form, refusal)
        back, errors = sent(self.request.POST, book.rules, {}), {}
        if hasattr(refusal, "error_dict"):
            errors = {k: v for k, v in refusal.message_dict.items() if k not in form.fields}
        over = {
            "answers": Sheet(back.marks, frozenset(back.reasons)),
            "written": {key: Written(*one) for key, one in back.written.items()},
            "reasons": back.reasons,
            "errors": errors,
        }
        return self._show(form, over, status=422)


def blank_page(book: Book, **over: Any) -> SheetPage:
    """Return the sheet without its dossier: a paper is typed as it stands."""
    blank = Evaluation(submission=Submission(snapshot={}), sitting=Sitting())
    kept: dict[str, Any] = {"answers": Sheet({}), "written": {}, "reasons": {}, "known": {}}
    return SheetPage(evaluation=blank, book=book, **kept | over)


def typed_over(book: Book, rekeying: Rekeying) -> dict[str, Any]:
    """Return what was typed, as a page shows it."""
    content = rekeying.keyed.content
    scores, findings = rows_of(content)
    return {
        "answers": sheet_typed(book, content),
        "written": {book.keys[s.criterion_id]: Written(s.is_unproven, s.remark) for s in scores},
        "reasons": {book.knock_outs[f.knock_out_id]: f.reason for f in findings},
    }


class OfRekeying(PermissionRequired):
    """Base of the pages on one typed sheet."""

    model = Rekeying
    permission: Any = Permission.EVALUATION_VIEW

    def get_queryset(self) -> QuerySet[Rekeying]:
        """Read along what every page asks."""
        return (
            super()
            .get_queryset()
            .select_related(
                *(f"evaluation__{one}" for one in WITH),
                "member__user",
                "scan",
                "printed",
                "keyed_by",
                "decided_by",
            )
        )

    def rekeying(self) -> Rekeying:
        """Fetch the typed sheet."""
        if not hasattr(self, "_rekeying"):
            self._rekeying = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return self._rekeying

    link = OfEvaluation.link
    way = OfEvaluation.way


class RekeyedView(OfRekeying, ActionForm, FormView):
    """Scan and marks side by side; a second person confirms, or goes on to send it back."""

    form_class = ConfirmForm
    template_name = "evaluations/rekeyed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what was typed to who may read it, and to others how it stands."""
        row, user = self.rekeying(), self.request.user
        evaluation = row.evaluation
        reads = rekey_reading_actions.read(rekeying=row, by=user)
        refusal = why_not_decide(row, user)
        back, title = self.link("paper_sheets", evaluation.sitting_id), _("Phiếu nhập lại từ giấy")
        page = None
        if reads:
            book = book_of(evaluation.submission.criteria_set)
            page = blank_page(book, **typed_over(book, row))
        blind(user, evaluation)
        is_waiting = row.status == RekeyingStatus.WAITING
        may_run = policy.may(user, Permission.SITTING_RUN, evaluation)
        return super().get_context_data(
            **self.way(evaluation, ("", title)),
            rekeying=row,
            facts=facts_of(row),
            page=page,
            lines=page.all_lines if page else [],
            standing=page.standing if page else None,
            may_read=reads,
            may_decide=not refusal,
            why_not=refusal if is_waiting and row.keyed_by_id != user.pk else "",
            may_withdraw=is_waiting and may_run,
            may_key=row.status == RekeyingStatus.SENT_BACK and may_run,
            is_own=row.user_id == user.pk,
            controls=not refusal and not why_not_controller(evaluation.sitting, user),
            papers_url=back if may_run or row.user_id == user.pk else "",
            page_title=title,
            **kwargs,
        )

    def perform(self, form: ConfirmForm) -> ScoreSheet:
        """Call the action."""
        sheet = rekey_actions.confirm(rekeying=self.rekeying(), by=self.request.user)
        messages.success(self.request, _("Đã xác nhận: phiếu được nộp và tính vào kết quả."))
        return sheet

    def get_success_url(self) -> str:
        """Stay: the page tells how it stands now."""
        return self.link("rekeyed", self.kwargs["pk"])


def facts_of(row: Rekeying) -> list[tuple[str, str]]:
    """Return who did what with it, for the page."""
    found = [
        (_("Người nhập"), _by(row.keyed_by, row.keyed_at)),
        (_("Lý do nhập lại"), row.note),
        (_("Số phiếu giấy"), str(row.printed or _("không in từ hệ thống"))),
    ]
    if row.decided_at:
        said = f": {row.reason}" if row.reason else ""
        label = capfirst(row.get_status_display())
        found.append((label, _by(row.decided_by, row.decided_at) + said))
    return [*found, (_("Bản quét, SHA-256"), row.scan.sha256)]


def _by(user: Any, at: Any) -> str:
    return f"{user}, {at.astimezone(clock.ZONE):%H:%M %d/%m/%Y}"


class RekeyingActView(OfRekeying, ActionForm, FormView):
    """Base of the acts that end it with a reason."""

    form_class = ReasonForm
    template_name = "evaluations/evaluation_act.html"
    title: Any = ""
    consequence: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product and the consequence."""
        row = self.rekeying()
        return super().get_context_data(
            **self.way(row.evaluation, ("", str(self.title))),
            about=str(row.member),
            page_title=self.title,
            submit_label=self.title,
            consequence=self.consequence,
            is_grave=True,
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        """Return to the typed sheet."""
        return self.link("rekeyed", self.kwargs["pk"])


class SendBackView(RekeyingActView):
    """Send it back to who typed it."""

    title = gettext_lazy("Trả lại để nhập lại")
    consequence = gettext_lazy(
        "Phiếu không được tính. Bản đã nhập và bản quét được giữ lại; thư ký sửa và nhập lần khác."
    )

    def perform(self, form: ReasonForm) -> Rekeying:
        """Call the action."""
        return rekey_closing_actions.send_back(
            rekeying=self.rekeying(), by=self.request.user, **form.cleaned_data
        )


class WithdrawView(RekeyingActView):
    """Take it back, as who runs the sitting."""

    permission = Permission.SITTING_RUN
    title = gettext_lazy("Rút bản nhập lại")
    consequence = gettext_lazy("Bản đã nhập và bản quét được giữ lại nhưng không được tính.")

    def perform(self, form: ReasonForm) -> Rekeying:
        """Call the action."""
        return rekey_closing_actions.withdraw(
            rekeying=self.rekeying(), by=self.request.user, **form.cleaned_data
        )


class ScanView(OfRekeying, View):
    """The scan, for those who may read the sheet."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Serve it."""
        row = self.rekeying()
        if not rekey_reading_actions.read(rekeying=row, by=request.user):
            raise Http404
        return serve(row.scan, request)
