"""Pages of paper sheets: print them, find one by its number."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts import jobs, policy
from accounts.doors import PermissionRequired, PressedOnly
from accounts.permissions import Permission
from councils.models import Member, Sitting

from . import printed_actions
from .models import Evaluation, PrintedSheet, SheetPrinting
from .printed_page import members_for, rows_for
from .printed_sheets import bare_code
from .sitting_views import crumbs


class OfPaperSheets(PermissionRequired):
    """Base of the pages: to who runs the sitting every member's sheets, to a member his own."""

    model = Sitting
    permission: Any = Permission.COUNCIL_VIEW

    def sitting(self) -> Sitting:
        """Fetch the sitting where the person prints something; there is no such page to others."""
        rows = self.get_queryset().select_related("council", "province")
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not self.members(found).exists():
            raise Http404
        return found

    def members(self, sitting: Sitting) -> Any:
        """Return the members whose sheets the person may print."""
        return members_for(self.request.user, sitting)

    def printing(self) -> SheetPrinting:
        """Fetch a printing of such a member."""
        sitting = self.sitting()
        rows = sitting.sheet_printings.filter(member__in=self.members(sitting))
        return get_object_or_404(rows.select_related("sitting"), pk=self.kwargs["printing"])


class PaperSheetsView(OfPaperSheets, TemplateView):
    """Paper sheets of a sitting: by member and product, with where each sheet stands."""

    template_name = "evaluations/paper_sheets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the members with their products, printings and typed sheets."""
        sitting, user = self.sitting(), self.request.user
        may_run = policy.may(user, Permission.SITTING_RUN, sitting)
        title, back = _("Phiếu giấy"), reverse("sitting", args=[_slug(self), sitting.pk])
        return super().get_context_data(
            sitting=sitting,
            rows=rows_for(user, sitting, list(self.members(sitting))),
            may_run=may_run,
            page_title=title,
            breadcrumbs=crumbs(self.request, (back, str(sitting)), ("", title)),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have a member's sheets made, all of them; a refusal is shown on the page."""
        sitting = self.sitting()
        chosen = request.POST.get("member", "")
        number = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 18 else 0
        member = self.members(sitting).filter(pk=number).first()
        try:
            if member is None:
                raise ValidationError(_("Hãy chọn một thành viên."))
            printed_actions.ask_for_sheets(sitting=sitting, member=member, by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect("paper_sheets", province=_slug(self), pk=sitting.pk)


def _slug(view: Any) -> str:
    return view.request.province.slug


class SheetsProgressView(OfPaperSheets, View):
    """How far a printing has come; the page itself once it is over."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer with the bar, or have the browser load the page."""
        printing = self.printing()
        job = printed_actions.jobs_of(printing.sitting).filter(subject_id=printing.pk).first()
        if job is None or job.state not in jobs.UNFINISHED:
            page = redirect("paper_sheets", province=_slug(self), pk=printing.sitting_id)
            if request.headers.get("HX-Request") != "true":
                return page
            return HttpResponse(status=204, headers={"HX-Redirect": page.url})
        context = {"job": job, "printing": printing, "sitting": printing.sitting}
        return render(request, "evaluations/sheets_progress.html", context)


class SheetsFileView(OfPaperSheets, View):
    """The PDF with every paper sheet of a member."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send it."""
        return printing_answer(self.printing())


def printing_answer(printing: SheetPrinting) -> FileResponse:
    """Answer with a printing's PDF, to be kept by nobody on the way."""
    path = printed_actions.path_of(printing)
    if path is None:
        raise Http404
    name = f"phieu-giay-{printing.sitting.held_on:%Y-%m-%d}-{printing.pk}.pdf"
    return _paper(FileResponse(path.open("rb"), filename=name, content_type="application/pdf"))


def sheet_answer(printed: PrintedSheet, content: bytes) -> HttpResponse:
    """Answer with one sheet, that nothing keeps: it may bear the member's own marks."""
    response = HttpResponse(content, content_type="application/pdf")
    name = f"phieu-giay-{printed.code}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return _paper(response)


def _paper(response: Any) -> Any:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


class PrintSheetView(PermissionRequired, PressedOnly, View):
    """Print one sheet of a member for one product."""

    model = Evaluation
    permission = Permission.COUNCIL_VIEW

    def fetched(self) -> tuple[Evaluation, Member]:
        """Fetch the product and the member, if the person prints his sheets."""
        rows = self.get_queryset().select_related("sitting")
        evaluation = get_object_or_404(rows, pk=self.kwargs["pk"])
        members = members_for(self.request.user, evaluation.sitting)
        return evaluation, get_object_or_404(members, pk=self.kwargs["member"])

    def record_url(self) -> str:
        """Return to the list of paper sheets."""
        evaluation, _member = self.fetched()
        return reverse("paper_sheets", args=[_slug(self), evaluation.sitting_id])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Call the action and answer with the PDF; a refusal is shown on the page."""
        evaluation, member = self.fetched()
        try:
            printed, content = printed_actions.print_one(
                evaluation=evaluation, member=member, by=request.user
            )
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("paper_sheets", province=_slug(self), pk=evaluation.sitting_id)
        return sheet_answer(printed, content)


class PaperCopyView(PermissionRequired, View):
    """What a QR code opens: the member's own sheet, or the page on which it is typed in."""

    permission = Permission.HOME_VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Lead on who may go on; to everybody else there is no such sheet."""
        copies = PrintedSheet.objects.filter(province=request.province)
        code = _known_letters(kwargs["code"])
        printed = get_object_or_404(copies.select_related("member"), code=code)
        seen = Evaluation.objects.visible_to(request.user)
        evaluation = get_object_or_404(seen, pk=printed.evaluation_id)
        if printed.member.user_id == request.user.pk:
            return redirect("sheet", province=_slug(self), pk=evaluation.pk)
        if not policy.may(request.user, Permission.SITTING_RUN, evaluation):
            raise Http404
        here = reverse("rekey", args=[_slug(self), evaluation.pk, printed.member_id])
        return redirect(f"{here}?phieu={printed}")


class FindCopyView(PermissionRequired, View):
    """Find a paper sheet by the number that somebody reads off it."""

    permission = Permission.HOME_VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Go to the address that its QR code has."""
        typed = request.GET.get("code", "")
        if not bare_code(typed):
            return redirect("home", province=_slug(self))
        return redirect("paper_copy", province=_slug(self), code=_known_letters(typed))


def _known_letters(text: str) -> str:
    """Return a number as it is kept; what no number is made of is not there."""
    code = bare_code(text)
    if not (code.isascii() and code.isalnum()):
        raise Http404
    return code
