"""Pages of the evidence: the table of Form 02, attaching, correcting, reading the files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.permissions import Permission
from files import serving

from . import dossier_actions, dossier_forms
from .dossier_views import ActView, DossierPage
from .models import Evidence


class EvidenceListView(DossierPage, TemplateView):
    """The evidence table of Form 02, Phần III."""

    template_name = "products/dossier_evidence.html"
    extra_context = {"page_title": _("Tài liệu minh chứng")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what belongs to no line of the table."""
        other = [p for p in self.facts.pieces if not p.evidence.paper_id]
        return super().get_context_data(other=other, page_title=_("Tài liệu minh chứng"), **kwargs)


class EvidenceAddView(ActView):
    """Attach a paper."""

    form_class = dossier_forms.EvidenceForm
    template_name = "products/dossier_evidence_form.html"
    page_title = _("Thêm tài liệu minh chứng")
    back_to = "dossier_evidence"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with the criterion and the paper from which the person came."""
        return super().get_form_kwargs() | {"facts": self.facts}

    def get_initial(self) -> dict[str, Any]:
        """Read them from the address."""
        criterion = self.facts.criteria.get(self.request.GET.get("tieu-chi", ""))
        papers = {paper.code: paper for paper in self.facts.papers}
        wanted = [self.request.GET.get("loai", ""), *(criterion.evidence if criterion else ())]
        paper = next((papers[code] for code in wanted if code in papers), None)
        return {"criterion": criterion, "paper": paper}

    def get_success_url(self) -> str:
        """Return to the criterion, or to the table."""
        criterion = self.object.criterion
        if criterion is None:
            return super().get_success_url()
        return self.at("dossier_answer", criterion.key.lower().replace("/", "-"))


class EvidencePage(DossierPage):
    """A page of one piece of evidence."""

    @cached_property
    def evidence(self) -> Evidence:
        """Return the piece of the address, of this dossier."""
        rows = Evidence.objects.select_related("file", "dossier__participation")
        dossier = self.facts.dossier
        return get_object_or_404(rows, dossier=dossier, pk=self.kwargs["evidence"])


class EvidenceReviseView(EvidencePage, ActView):
    """Correct what is said of a paper."""

    form_class = dossier_forms.EvidenceReviseForm
    template_name = "products/dossier_evidence_form.html"
    page_title = _("Sửa tài liệu minh chứng")
    back_to = "dossier_evidence"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask about this paper."""
        return super().get_form_kwargs() | {"facts": self.facts, "evidence": self.evidence}

    def form_invalid(self, form: Any) -> HttpResponse:
        """After a refusal as stale both values are on the page: the next save is meant."""
        if form.has_error("__all__", code="stale"):
            form.data = form.data.copy()
            form.data["version"] = Evidence.objects.get(pk=self.evidence.pk).version
        return super().form_invalid(form)


class EvidenceRemoveView(EvidencePage, ActView):
    """Take a paper out of the draft."""

    form_class = dossier_forms.ActForm
    template_name = "products/dossier_evidence_remove.html"
    page_title = _("Bỏ tài liệu khỏi hồ sơ")
    back_to = "dossier_evidence"

    def perform(self, form: Any) -> None:
        """Take it out."""
        dossier_actions.detach_evidence(evidence=self.evidence, by=self.request.user)


class EvidenceFileView(EvidencePage, View):
    """The file of a piece of evidence, for who may see the dossier."""

    permission = Permission.PRODUCT_VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer with the file."""
        return serving.serve(self.evidence.file, request)


class SignedFormView(ActView):
    """The Form 01 that the producer signed: uploaded, or given back to read."""

    form_class = dossier_forms.SignedFormForm
    template_name = "products/dossier_form.html"
    page_title = _("Mẫu số 01 có chữ ký của chủ thể")
