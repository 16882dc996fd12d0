"""What the API shows with a sheet: what its page shows, read off the same objects."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from regulations.models import CriteriaSet

from .models import Evaluation
from .sheet_page import Clause, Line, Proof, SheetPage


class JudgedBySerializer(serializers.Serializer):
    """By which criteria a product is judged; at `criteria` the public rule book has them whole."""

    book = serializers.CharField(source="regulation.slug")
    decision = serializers.CharField(source="regulation.number")
    set = serializers.IntegerField(source="product_set.number")
    code = serializers.CharField(source="product_set.code")
    name = serializers.CharField(source="product_set.name_vi")
    line = serializers.IntegerField(source="product_set.line.number", allow_null=True, default=None)
    criteria = serializers.SerializerMethodField()

    def get_criteria(self, row: CriteriaSet) -> str | None:
        """Return the address of the published set."""
        if row.regulation.published_at is None:
            return None
        return reverse("criteria-set-detail", args=[row.regulation.slug, row.product_set.code])


class InDossier(serializers.Serializer):
    """Base of what leads to a file of the dossier."""

    def address_of(self, evaluation: Evaluation, sha256: str) -> str:
        """Return where the API gives the file."""
        province = self.context["request"].province.slug
        return reverse("api_evaluation-file", args=[province, evaluation.pk, sha256])


class ProofSerializer(InDossier):
    """A paper that the producer attached; the file needs the scope `file_view`."""

    title = serializers.CharField()
    kind = serializers.CharField()
    meta = serializers.CharField(help_text="number and issuer")
    first_page = serializers.IntegerField(source="page", allow_null=True)
    is_out_of_date = serializers.BooleanField(
        source="is_bad", help_text="on the day of the sitting"
    )
    sha256 = serializers.CharField()
    file = serializers.SerializerMethodField()

    def get_file(self, proof: Proof) -> str:
        """Return the address of the file."""
        return self.address_of(self.context["page"].evaluation, proof.sha256)


class ChoiceSerializer(serializers.Serializer):
    """One box: `ordinal` is what a mark sends as its `level`."""

    ordinal = serializers.IntegerField()
    points = serializers.IntegerField()
    label = serializers.CharField()
    printed = serializers.BooleanField()
    stars = serializers.ListField(
        child=serializers.IntegerField(), help_text="for which this box is the least"
    )


class CaseSerializer(serializers.Serializer):
    """One exclusive list of boxes; number 0: the criterion has no cases."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    levels = ChoiceSerializer(source="choices", many=True)


class ClaimSerializer(serializers.Serializer):
    """What the producer says of himself; no level: he did not choose one."""

    level = serializers.IntegerField(source="ordinal", allow_null=True, default=None)
    points = serializers.IntegerField(default=0)
    description = serializers.CharField(default="")


class SheetCriterionSerializer(serializers.Serializer):
    """One criterion with its boxes, what the producer claims, and his proofs."""

    key = serializers.CharField(help_text="A/1.1")
    code = serializers.CharField()
    name = serializers.CharField()
    max_points = serializers.IntegerField()
    gated_by = serializers.SerializerMethodField()
    notes = serializers.ListField(child=serializers.CharField())
    cases = CaseSerializer(many=True)
    claim = ClaimSerializer()
    evidence = ProofSerializer(source="proofs", many=True)
    earlier = serializers.SerializerMethodField()

    def get_gated_by(self, line: Line) -> str | None:
        """Return the criterion without whose points this one is not scored."""
        return line.gate_key or None

    def get_earlier(self, line: Line) -> str:
        """Return what the last council gave, in words."""
        return self.context["page"].before.get(line.key, "")


class ClauseSerializer(serializers.Serializer):
    """A knock-out note: `key` is what a tick sends."""

    key = serializers.CharField()
    text = serializers.CharField()
    stops = serializers.BooleanField(help_text="the assessment ends; else the product is rejected")


class FormTextSerializer(serializers.Serializer):
    """A text of Form 02 under the words of the form."""

    label = serializers.CharField()
    text = serializers.CharField()


class CommuneSaysSerializer(serializers.Serializer):
    """What the commune says in Form 03."""

    materials = serializers.CharField()
    labour = serializers.CharField()
    idea_origin = serializers.CharField()
    identity = serializers.CharField()


class AdvisersSaySerializer(InDossier):
    """The report before the council: of the advisory team, or of the office."""

    text = serializers.CharField()
    site_visited_on = serializers.DateField(allow_null=True)
    file = serializers.SerializerMethodField()

    def get_file(self, report: Any) -> str | None:
        """Return the address of its file."""
        if report.file is None:
            return None
        return self.address_of(self.context["page"].evaluation, report.file.sha256)


class EarlierCouncilSerializer(serializers.Serializer):
    """The last council's result on a product that is judged again."""

    council = serializers.CharField(source="earlier.sitting.council.name")
    held_on = serializers.DateField(source="earlier.sitting.held_on")
    star = serializers.IntegerField(source="earlier.star", allow_null=True)
    mean = serializers.CharField(source="earlier_mean")


class HeldSerializer(serializers.Serializer):
    """What a product that is judged again holds, and what changed since."""

    purpose = serializers.CharField()
    held_star = serializers.IntegerField(allow_null=True)
    receipt_no = serializers.CharField()
    changes = serializers.JSONField()


class DistrictAsksSerializer(serializers.Serializer):
    """A district's request to its province (148/QĐ-TTg)."""

    office = serializers.CharField(source="sitting.council.unit.full_name")
    request_no = serializers.CharField()
    requested_on = serializers.DateField(allow_null=True)
    signer = serializers.CharField(source="request_signer")
    register_no = serializers.CharField(
        source="submission.participation.dossier.district_register_no", default=""
    )


class ProvincePaperSerializer(serializers.Serializer):
    """A paper that came with a province's file."""

    label = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    file = serializers.CharField()


class ProvinceSentSerializer(serializers.Serializer):
    """What a province sent to the Ministry with its product (R3)."""

    request_no = serializers.CharField()
    requested_on = serializers.DateField(allow_null=True)
    advisory_text = serializers.CharField()
    papers = ProvincePaperSerializer(many=True)


class DossierReadSerializer(InDossier):
    """The frozen copy of the dossier, and what came with it, as they stand beside the sheet."""

    product = serializers.CharField(source="snapshot.product.name")
    description = serializers.CharField(source="snapshot.product.description")
    story = serializers.CharField(source="snapshot.product.story")
    producer = serializers.CharField(source="snapshot.producer.name")
    legal_form = serializers.CharField(source="snapshot.producer.legal_form_label", default="")
    commune = serializers.CharField(source="snapshot.commune.full_name")
    results = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    renewal = HeldSerializer(allow_null=True)
    earlier = serializers.SerializerMethodField()
    commune_report = serializers.SerializerMethodField()
    advisory_report = serializers.SerializerMethodField()
    district_request = DistrictAsksSerializer(allow_null=True, default=None)
    province_file = serializers.SerializerMethodField()

    @property
    def page(self) -> SheetPage:
        """The page of the sheet."""
        return self.context["page"]

    def _of(self, kind: type[serializers.Serializer], row: Any) -> Any:
        return None if row is None else kind(row, context=self.context).data

    @extend_schema_field(FormTextSerializer(many=True))
    def get_results(self, facts: dict[str, Any]) -> Any:
        """Return the texts that were written."""
        return [{"label": label, "text": text} for label, text in facts["results"] if text]

    @extend_schema_field(ProofSerializer(many=True))
    def get_evidence(self, facts: dict[str, Any]) -> Any:
        """Return the papers that belong to the dossier as a whole."""
        return ProofSerializer(self.page.general_proofs, many=True, context=self.context).data

    @extend_schema_field(EarlierCouncilSerializer(allow_null=True))
    def get_earlier(self, facts: dict[str, Any]) -> Any:
        """Return the last result."""
        return self._of(EarlierCouncilSerializer, facts if facts.get("earlier") else None)

    @extend_schema_field(CommuneSaysSerializer(allow_null=True))
    def get_commune_report(self, facts: dict[str, Any]) -> Any:
        """Return Form 03."""
        submission = self.page.evaluation.submission
        return self._of(CommuneSaysSerializer, getattr(submission, "commune_report", None))

    @extend_schema_field(AdvisersSaySerializer(allow_null=True))
    def get_advisory_report(self, facts: dict[str, Any]) -> Any:
        """Return the report."""
        report = getattr(self.page.evaluation, "advisory_report", None)
        return self._of(AdvisersSaySerializer, report)

    @extend_schema_field(ProvinceSentSerializer(allow_null=True))
    def get_province_file(self, facts: dict[str, Any]) -> Any:
        """Return what the province sent along."""
        package = facts.get("brought")
        if package is None:
            return None
        names = ("request_no", "requested_on", "advisory_text")
        papers = [
            {
                "label": label,
                "name": file.name,
                "kind": file.kind,
                "file": self.address_of(self.page.evaluation, file.sha256),
            }
            for label, file in facts["province_papers"]
        ]
        return {name: getattr(package, name) for name in names} | {"papers": papers}


class ReadSheetSerializer(serializers.Serializer):
    """By what a sheet judges, and what: the set, its boxes and clauses, the dossier."""

    criteria_set = JudgedBySerializer()
    criteria = SheetCriterionSerializer(source="page.all_lines", many=True)
    clauses = serializers.SerializerMethodField()
    dossier = DossierReadSerializer(source="beside")

    @extend_schema_field(ClauseSerializer(many=True))
    def get_clauses(self, read: dict[str, Any]) -> Any:
        """Return the knock-out notes in the printed order."""
        return ClauseSerializer(clauses_of(read["page"]), many=True).data


def clauses_of(page: SheetPage) -> list[Clause]:
    """Return every clause: of the set, of its headings, of its criteria."""
    found = list(page.clauses)
    for part in page.parts:
        for block in part.blocks:
            found += block.clauses
            found += [clause for line in block.lines for clause in line.clauses]
    return found
