"""Dossiers through the API: the same forms and the same acts as the pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts import policy
from accounts.permissions import Permission
from files import serving
from ocop_portal.api import FILE, NOTHING, Acts
from producers.serializers import taking, unknown_names, wrong_shapes

from . import dossier_actions, dossier_forms, dossier_tables, review_forms
from .cycle import Step
from .dossier_facts import (
    DossierFacts,
    acts_for_producer,
    latest_submission,
    needs_samples,
    read,
)
from .dossier_serializers import (
    DossierRowSerializer,
    SubmissionSerializer,
    WholeDossierSerializer,
    whole,
)
from .filters import DossierFilter
from .models import CommuneReport, Dossier, Evidence, Participation

# What a paper proves: a criterion's key, or its id; nothing for the dossier as a whole.
PROVEN = CharField(help_text="A/1.1", required=False, allow_null=True, allow_blank=True)


class DossierViewSet(Acts, ReadOnlyModelViewSet):
    """Dossiers by the participation that they belong to."""

    queryset = Participation.objects.none()
    serializer_class = DossierRowSerializer
    filterset_class = DossierFilter
    lookup_value_regex = r"\d+"
    takes = {
        "partial_update": taking(dossier_forms.TextsForm),
        "answers": taking(dossier_forms.AnswerForm, criterion=CharField(help_text="A/1.1")),
        "evidence": taking(dossier_forms.EvidenceForm, criterion=PROVEN),
        "revise_evidence": taking(dossier_forms.EvidenceReviseForm, criterion=PROVEN),
        "reuse": taking(dossier_forms.ReuseForm),
        "signed_form": taking(dossier_forms.SignedFormForm),
        "hand_in": taking(dossier_forms.HandInForm),
        "receive": taking(review_forms.ReceiveForm),
        "report": taking(review_forms.ReportForm),
        "forward": taking(review_forms.ForwardForm),
        "send_back": taking(review_forms.SendBackDossierForm),
        "check_format": taking(review_forms.CheckForm),
        "samples": taking(review_forms.SamplesForm),
    }
    gives = {
        **dict.fromkeys(("retrieve", *takes), WholeDossierSerializer),
        "evidence": {201: WholeDossierSerializer},
        "hand_in": {201: WholeDossierSerializer},
        "samples": {201: WholeDossierSerializer},
        "detach_evidence": NOTHING,
        "evidence_file": FILE,
        "submission": SubmissionSerializer,
    }
    permission = {
        "get": Permission.PRODUCT_VIEW,
        "list": Permission.PRODUCT_VIEW,
        "retrieve": Permission.PRODUCT_VIEW,
        "submission": Permission.PRODUCT_VIEW,
        "evidence_file": Permission.PRODUCT_VIEW,
        "partial_update": Permission.DOSSIER_EDIT,
        "answers": Permission.DOSSIER_EDIT,
        "evidence": Permission.DOSSIER_EDIT,
        "revise_evidence": Permission.DOSSIER_EDIT,
        "detach_evidence": Permission.DOSSIER_EDIT,
        "reuse": Permission.DOSSIER_EDIT,
        "signed_form": Permission.DOSSIER_EDIT,
        "hand_in": Permission.DOSSIER_HAND_IN,
        "receive": Permission.COMMUNE_REPORT,
        "report": Permission.COMMUNE_REPORT,
        "forward": Permission.COMMUNE_REPORT,
        "send_back": Permission.COMMUNE_REPORT,
        "check_format": Permission.DOSSIER_CHECK,
        "samples": Permission.SAMPLES_RECORD,
        # Asked for at an address that has no such method: who may look is told so (405).
        **dict.fromkeys(("post", "put", "patch", "delete"), Permission.PRODUCT_VIEW),
    }

    def get_queryset(self) -> Any:
        """Fetch what the permission of the act reaches; the rest is not there (404)."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        wanted = self.permission[self.action]
        rows = Participation.objects.visible_to(self.request.user, wanted)
        if not self.detail:
            return dossier_tables.rows(rows)
        return rows.filter(step__gte=Step.EVALUATION).select_related(
            "product__producer__commune__parent",
            "product__line",
            "cycle",
            "province",
            "criteria_set__regulation",
            "procedure__regulation",
            "round",
        )

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give one dossier whole."""
        return self._shown(self.get_object())

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Write the texts that are sent."""
        row = self.get_object()
        facts = self._facts(row)
        return self._done(row, facts=facts, partial=True)

    @action(detail=True, methods=["post"])
    def answers(self, request: Request, **kwargs: Any) -> Response:
        """Answer one criterion, named as «A/1.1»."""
        row = self.get_object()
        facts = self._facts(row)
        criterion = facts.criteria.get(str(request.data.get("criterion", "")))
        if criterion is None:
            raise ValidationError({"criterion": [dossier_forms.NOT_OF_SET]})
        return self._done(row, facts=facts, criterion=criterion, partial=True)

    @action(detail=True, methods=["post"])
    def evidence(self, request: Request, **kwargs: Any) -> Response:
        """Attach a paper."""
        row = self.get_object()
        return self._done(row, facts=self._facts(row), status=201)

    @action(
        detail=True,
        methods=["patch"],
        url_path=r"evidence/(?P<piece>\d+)",
        url_name="evidence-one",
    )
    def revise_evidence(self, request: Request, piece: str, **kwargs: Any) -> Response:
        """Correct a paper's facts."""
        row = self.get_object()
        facts = self._facts(row)
        found = get_object_or_404(facts.dossier.evidence, pk=piece)
        return self._done(row, facts=facts, evidence=found, partial=True)

    @revise_evidence.mapping.delete
    def detach_evidence(self, request: Request, piece: str, **kwargs: Any) -> Response:
        """Take a paper out of the draft."""
        facts = self._facts(self.get_object())
        found = get_object_or_404(facts.dossier.evidence, pk=piece)
        dossier_actions.detach_evidence(evidence=found, by=request.user)
        return Response(status=204)

    @action(detail=True, methods=["get"], url_path=r"evidence/(?P<piece>\d+)/file")
    def evidence_file(self, request: Request, piece: str, **kwargs: Any) -> HttpResponse:
        """Give the file of a paper."""
        rows = Evidence.objects.filter(dossier__participation=self.get_object())
        return serving.serve(get_object_or_404(rows, pk=piece).file, request)

    @action(detail=True, methods=["post"], url_path="signed-form")
    def signed_form(self, request: Request, **kwargs: Any) -> Response:
        """Keep the Form 01 that the producer signed."""
        row = self.get_object()
        self._facts(row)
        return self._done(row)

    @action(detail=True, methods=["post"])
    def reuse(self, request: Request, **kwargs: Any) -> Response:
        """Fill what is empty from the dossier that was judged before."""
        row = self.get_object()
        self._facts(row)
        return self._done(row)

    @action(detail=True, methods=["post"], url_path="hand-in")
    def hand_in(self, request: Request, **kwargs: Any) -> Response:
        """Hand in; the answer holds the receipt."""
        return self._done(self.get_object(), status=201)

    @action(detail=True, methods=["get"], url_path=r"submissions/(?P<version>\d+)")
    def submission(self, request: Request, version: str, **kwargs: Any) -> Response:
        """Give what was handed in, as it was frozen."""
        rows = self.get_object().submissions.select_related("handed_in_by", "procedure")
        found = get_object_or_404(rows, version=version)
        return Response(SubmissionSerializer(found).data)

    @action(detail=True, methods=["post"])
    def receive(self, request: Request, **kwargs: Any) -> Response:
        """Enter in the commune's register."""
        return self._done(self.get_object())

    @action(detail=True, methods=["patch"])
    def report(self, request: Request, **kwargs: Any) -> Response:
        """Write Form 03."""
        row = self.get_object()
        reports = CommuneReport.objects.filter(submission=latest_submission(row))
        report = reports.first()
        return self._done(row, report=report, partial=True)

    @action(detail=True, methods=["post"])
    def forward(self, request: Request, **kwargs: Any) -> Response:
        """Request the province's evaluation."""
        return self._done(self.get_object())

    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, **kwargs: Any) -> Response:
        """Send back to the producer."""
        return self._done(self.get_object())

    @action(detail=True, methods=["post"], url_path="check")
    def check_format(self, request: Request, **kwargs: Any) -> Response:
        """Record the province's format check."""
        return self._done(self.get_object())

    @action(detail=True, methods=["post"])
    def samples(self, request: Request, **kwargs: Any) -> Response:
        """Log samples or the visit."""
        row = self.get_object()
        needs = needs_samples(self._facts(row))
        return self._done(row, needs_samples=needs, status=201)

    def _facts(self, row: Participation) -> DossierFacts:
        """Read the dossier; who may write it opens it by coming, as on the page."""
        user = self.request.user
        is_open = row.step == Step.EVALUATION and row.status in dossier_actions.EDITABLE
        if is_open and policy.may(user, Permission.DOSSIER_EDIT, row):
            row.dossier = dossier_actions.start_dossier(participation=row, by=user)
        elif not Dossier.objects.filter(participation=row).exists():
            raise Http404
        return read(row)

    def _done(self, row: Participation, *, status: int = 200, **about: Any) -> Response:
        """Check by the page's form, call its act, answer with the dossier as it now stands."""
        request, form_class = self.request, self.takes[self.action].form_class
        form = form_class(request.data, request.FILES, participation=row, **about)
        more = self.takes[self.action]._declared_fields
        wrong = wrong_shapes(request.data, form.fields)
        if wrong := wrong | unknown_names(request.data, form, more):
            raise ValidationError(wrong)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        form.perform(request.user)
        return self._shown(self.get_object(), status=status)

    def _shown(self, row: Participation, *, status: int = 200) -> Response:
        facts = self._facts(row)
        on_behalf = facts.is_editable and not acts_for_producer(self.request.user, row)
        return Response(whole(facts, on_behalf=on_behalf), status=status)
