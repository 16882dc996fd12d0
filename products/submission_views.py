"""Pages after the hand-in: receipt, papers as PDF, the commune's and the province's acts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.permissions import Permission
from files import serving
from files.models import StoredFile
from territories import clock

from . import documents, form_printing, renewal, review_forms
from .commune_clock import commune_clock
from .cycle import Status
from .dossier_facts import TEXTS, latest_submission, needs_samples
from .dossier_freezing import stamps
from .dossier_views import ActView, DossierPage
from .holding import Examines, examined_by_commune, is_at_district
from .models import CommuneReport, Dossier, Participation, Submission


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """Answer with a PDF that the browser shows."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


class FormPdfView(DossierPage, View):
    """Forms 01 and 03 of what was handed in last; before that, of the draft of the moment."""

    permission = Permission.PRODUCT_VIEW

    def get(self, request: HttpRequest, form: str, **kwargs: Any) -> HttpResponse:
        """Render the form: well under a second."""
        if form == "01":
            copy = form_printing.current_copy(self.facts.participation)[0]
            return pdf_answer(documents.form_01(copy, stamps(self.facts)), "mau-01")
        if form != "03":
            raise Http404
        submission = latest_submission(self.participation)
        report = get_object_or_404(CommuneReport, submission=submission)
        return pdf_answer(documents.form_03(submission.snapshot, report), "mau-03")


class LongFormView(DossierPage, TemplateView):
    """Form 02: the worker prints it, the page waits with the progress in sight."""

    permission = Permission.PRODUCT_VIEW
    template_name = "products/dossier_printing.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the PDF once it is there, else ask for it."""
        _copy, key = form_printing.current_copy(self.facts.participation)
        found = form_printing.printed(key)
        if found:
            return pdf_answer(found.read_bytes(), "mau-02")
        job = form_printing.ask(participation=self.participation, by=request.user)
        title = _("Mẫu số 02: Báo cáo tự đánh giá")
        context = self.get_context_data(page_title=title, job=job)
        return self.render_to_response(context, status=202)


class LongFormProgressView(LongFormView):
    """How far the printing is: a part of the page, asked for again and again."""

    template_name = "products/dossier_printing_state.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the progress; once it is over, lead to the PDF."""
        response = super().get(request, *args, **kwargs)
        if response.status_code == 202:
            return response
        return HttpResponse(status=204, headers={"HX-Redirect": self.at("dossier_form_02_pdf")})


class SubmissionPage(DossierPage):
    """A page of one hand-in."""

    permission = Permission.PRODUCT_VIEW

    @cached_property
    def submission(self) -> Submission:
        """Return the hand-in of the address."""
        rows = self.participation.submissions.select_related("handed_in_by", "criteria_set")
        return get_object_or_404(rows, version=self.kwargs["version"])


class SubmissionView(SubmissionPage, TemplateView):
    """The receipt, and the dossier as it was handed in."""

    template_name = "products/dossier_submission.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frozen copy in the order of the forms."""
        submission = self.submission
        copy = submission.snapshot
        proofs: dict[str, list[dict[str, Any]]] = {}
        for piece in copy["evidence"]:
            proofs.setdefault(piece["criterion"] or "", []).append(piece)
        handed_in_at = submission.handed_in_at.astimezone(clock.ZONE)
        return super().get_context_data(
            page_title=_("Biên nhận %(no)s") % {"no": submission.receipt_no},
            submission=submission,
            copy=copy,
            renewal=renewal.shown(copy.get("renewal")),
            answers=[
                answer | {"proofs": proofs.get(answer["criterion"], [])}
                for answer in copy["answers"]
            ],
            files=documents.all_files(copy),
            texts=[
                (capfirst(Dossier._meta.get_field(name).verbose_name), copy["form_02"][name])
                for name in TEXTS
            ],
            handed_in_by=documents.handed_in_by(copy),
            receiver=_("UBND %(unit)s") % {"unit": copy["commune"]["full_name"]},
            handed_in_at=date_format(handed_in_at, "H:i d/m/Y"),
            **kwargs,
        )


class ReceiptPdfView(SubmissionPage, View):
    """The receipt to print."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Render the receipt."""
        return pdf_answer(documents.receipt(self.submission), self.submission.receipt_no)


class SubmissionFileView(SubmissionPage, View):
    """A file that went with a hand-in, for who may see the dossier."""

    def get(self, request: HttpRequest, sha256: str, **kwargs: Any) -> HttpResponse:
        """Answer with the file, if it belongs to this very hand-in."""
        if sha256 not in self.submission.snapshot["files"]:
            raise Http404
        found = StoredFile.objects.filter(sha256=sha256, province=self.participation.province_id)
        stored = found.first()
        if stored is None:
            raise Http404
        return serving.serve(stored, request)


class ReviewView(ActView):
    """An office's act on what was handed in."""

    template_name = "products/dossier_form.html"
    permission = Permission.COMMUNE_REPORT
    submit_label: Any = _("Lưu")
    hint: Any = ""

    @cached_property
    def submission(self) -> Submission | None:
        """Return what was handed in last."""
        return latest_submission(self.participation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the clock, and the words of the button."""
        ticking = None
        if self.participation.status == Status.SUBMITTED and self.submission:
            ticking = commune_clock(self.submission)
        return super().get_context_data(
            submission=self.submission,
            ticking=ticking,
            submit_label=self.submit_label,
            hint=self.hint,
            **kwargs,
        )


class ReceiveView(ReviewView):
    """The commune's register."""

    form_class = review_forms.ReceiveForm
    page_title = _("Ghi sổ tiếp nhận hồ sơ")
    submit_label = _("Ghi sổ")

    def get_initial(self) -> dict[str, Any]:
        """Show what is entered already."""
        dossier = self.facts.dossier
        return {
            "register_no": dossier.commune_register_no,
            "paper_set_received_on": dossier.paper_set_received_on,
        }


class ReportView(ReviewView):
    """Form 03."""

    form_class = review_forms.ReportForm
    template_name = "products/dossier_report.html"
    page_title = _("Mẫu số 03: Báo cáo đánh giá một số nội dung của hồ sơ")

    @cached_property
    def participation(self) -> Participation:
        """Return the dossier of a commune that writes the form: until July 2025 none did (R3)."""
        row = super().participation
        if examined_by_commune(row) != Examines.REPORT:
            raise Http404
        return row

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the report of this hand-in, and the one before to start from."""
        reports = CommuneReport.objects.filter(submission__participation=self.participation)
        report = reports.filter(submission=self.submission).first()
        former = reports.order_by("-submission__version").first()
        return super().get_form_kwargs() | {"report": report, "former": former}


class ForwardView(ReviewView):
    """The commune's request to the province; until July 2025 to the district."""

    form_class = review_forms.ForwardForm

    @property
    def page_title(self) -> Any:
        """Name the office that will examine it."""
        if is_at_district(self.participation):
            return gettext("Đề nghị huyện đánh giá, phân hạng")
        return gettext("Đề nghị tỉnh đánh giá, phân hạng")

    @property
    def submit_label(self) -> Any:
        """Say where it goes."""
        if is_at_district(self.participation):
            return gettext("Chuyển lên huyện")
        return gettext("Chuyển lên tỉnh")

    @property
    def hint(self) -> Any:
        """Say what the day decides, where it decides something."""
        if examined_by_commune(self.participation) == Examines.RECEIVES:
            return ""
        return gettext(
            "Ngày văn bản đề nghị quyết định đợt đánh giá (Điều 5): trước 30/4, trước 30/10."
        )


class SendBackView(ReviewView):
    """The commune asks the producer to complete the dossier."""

    form_class = review_forms.SendBackDossierForm
    page_title = _("Trả lại chủ thể bổ sung")
    submit_label = _("Trả lại bổ sung")
    hint = _("Chủ thể nộp lại thành một lần nộp mới, giữ nguyên mã sản phẩm.")


class CheckFormatView(ReviewView):
    """The province's format check."""

    permission = Permission.DOSSIER_CHECK
    form_class = review_forms.CheckForm
    submit_label = _("Ghi kết quả kiểm tra")

    @property
    def page_title(self) -> Any:
        """Name the level."""
        if is_at_district(self.participation):
            return gettext("Kiểm tra hồ sơ tại huyện")
        return gettext("Kiểm tra hồ sơ tại tỉnh")


class SamplesView(ReviewView):
    """Samples as received; for tourism the visit."""

    permission = Permission.SAMPLES_RECORD
    form_class = review_forms.SamplesForm
    page_title = _("Sản phẩm mẫu")
    submit_label = _("Ghi nhận")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for what the set asks for."""
        return super().get_form_kwargs() | {"needs_samples": needs_samples(self.facts)}


class SignedReportView(DossierPage, View):
    """The scan of the signed Form 03, or of the producer's signed Form 01."""

    permission = Permission.PRODUCT_VIEW

    def get(self, request: HttpRequest, form: str, **kwargs: Any) -> HttpResponse:
        """Answer with the scan."""
        if form == "01":
            stored = self.facts.dossier.signed_form
        else:
            reports = CommuneReport.objects.filter(submission__participation=self.participation)
            signed = reports.filter(signed_file__isnull=False).order_by("-submission__version")
            report = signed.first() if form == "03" else None
            stored = report.signed_file if report else None
        if stored is None:
            raise Http404
        return serving.serve(stored, request)
