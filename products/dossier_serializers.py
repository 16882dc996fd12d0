"""Dossiers as the API gives them; what goes in is checked by the pages' own forms."""

from typing import Any

from rest_framework import serializers

from . import completeness
from .commune_clock import commune_clock, lies_at_commune
from .dossier_facts import DossierFacts, latest_submission
from .dossier_tasks import lists_of_gaps
from .models import Participation, Submission
from .renewal import clock_of, problems, renewal_of


class DossierRowSerializer(serializers.ModelSerializer):
    """A line of the list."""

    product = serializers.CharField(source="product.name", read_only=True)
    producer = serializers.CharField(source="product.producer.name", read_only=True)
    commune = serializers.CharField(source="product.producer.commune.code", read_only=True)
    product_code = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Participation
        fields = ["id", "product", "producer", "commune", "purpose", "status", "step"]
        fields += ["product_code", "since", "return_by"]
        read_only_fields = fields


class SubmissionSerializer(serializers.ModelSerializer):
    """A hand-in: its receipt, and what was frozen."""

    handed_in_by = serializers.CharField(source="handed_in_by.full_name", read_only=True)
    procedure = serializers.CharField(source="procedure.code", read_only=True)

    class Meta:
        model = Submission
        fields = ["id", "version", "receipt_no", "product_code", "procedure", "sha256"]
        fields += ["handed_in_at", "handed_in_by", "on_behalf", "snapshot"]
        read_only_fields = fields


class ReceiptSerializer(SubmissionSerializer):
    """The receipt alone."""

    files = serializers.ListField(source="snapshot.files", read_only=True)

    class Meta(SubmissionSerializer.Meta):
        fields = [name for name in SubmissionSerializer.Meta.fields if name != "snapshot"]
        fields += ["files"]
        read_only_fields = fields


class BoxSerializer(serializers.Serializer):
    """A level of a criterion."""

    id = serializers.IntegerField()
    points = serializers.IntegerField()
    label = serializers.CharField()
    printed = serializers.BooleanField()


class AnswerSerializer(serializers.Serializer):
    """A criterion and what the producer says of it."""

    criterion = serializers.CharField(help_text="A/1.1")
    id = serializers.IntegerField()
    name = serializers.CharField()
    max_points = serializers.IntegerField()
    applies = serializers.BooleanField()
    levels = BoxSerializer(many=True)
    level = serializers.IntegerField(allow_null=True)
    points = serializers.IntegerField()
    description = serializers.CharField()
    version = serializers.IntegerField()


class FileSerializer(serializers.Serializer):
    """A stored file."""

    name = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField()


class EvidenceSerializer(serializers.Serializer):
    """A paper and what it proves."""

    id = serializers.IntegerField()
    criterion = serializers.CharField(allow_null=True)
    paper = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    number = serializers.CharField()
    issuer = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    first_page = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    version = serializers.IntegerField()
    file = FileSerializer()


class WholeDossierSerializer(serializers.Serializer):
    """A dossier as it stands, as `whole` writes it."""

    id = serializers.IntegerField()
    product = serializers.CharField()
    producer = serializers.CharField()
    purpose = serializers.CharField()
    renewal = serializers.JSONField(allow_null=True)
    result_due_on = serializers.DateField(allow_null=True)
    status = serializers.CharField()
    version = serializers.IntegerField()
    regulation = serializers.CharField()
    set = serializers.IntegerField()
    procedure = serializers.CharField()
    declared = serializers.ListField(child=serializers.CharField())
    production_result = serializers.CharField()
    quality_result = serializers.CharField()
    market_result = serializers.CharField()
    business_result = serializers.CharField()
    outlook = serializers.CharField()
    samples_promised = serializers.IntegerField(allow_null=True)
    answers = AnswerSerializer(many=True)
    totals = serializers.DictField(child=serializers.IntegerField())
    evidence = EvidenceSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    commune_register_no = serializers.CharField()
    district_register_no = serializers.CharField()
    province_register_no = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    working_days_left = serializers.IntegerField(allow_null=True)
    round = serializers.CharField(allow_null=True)
    submissions = ReceiptSerializer(many=True)


def whole(facts: DossierFacts, *, on_behalf: bool) -> dict[str, Any]:
    """Return a dossier as it stands: texts, answers, evidence, totals, what is missing."""
    row, dossier = facts.participation, facts.dossier
    submission = latest_submission(row)
    ticking = commune_clock(submission) if submission and lies_at_commune(row) else None
    refusals, warnings = lists_of_gaps(facts, on_behalf=on_behalf)
    texts = {name: getattr(dossier, name) for name in (*completeness.RESULTS, "outlook")}
    return {
        "id": row.pk,
        "product": row.product.name,
        "producer": row.product.producer.name,
        "purpose": row.purpose,
        "renewal": renewal_of(facts),
        "result_due_on": result_due.due_on if (result_due := clock_of(row)) else None,
        "status": row.status,
        "version": dossier.version,
        "regulation": facts.rules.regulation,
        "set": facts.rules.number,
        "procedure": facts.procedure.code,
        "declared": dossier.declared,
        **texts,
        "samples_promised": dossier.samples_promised,
        "answers": [_answer(facts, key) for key in facts.criteria],
        "totals": facts.totals | {"all": facts.total},
        "evidence": [_evidence(piece) for piece in facts.pieces],
        "missing": [gap.text for gap in refusals] + (problems(facts) if facts.is_editable else []),
        "warnings": [gap.text for gap in warnings],
        "commune_register_no": dossier.commune_register_no,
        "district_register_no": dossier.district_register_no,
        "province_register_no": dossier.province_register_no,
        "due_on": ticking.due_on if ticking else None,
        "working_days_left": ticking.days_left if ticking else None,
        "round": str(row.round) if row.round else None,
        "submissions": ReceiptSerializer(
            row.submissions.select_related("handed_in_by", "procedure"), many=True
        ).data,
    }


def _answer(facts: DossierFacts, key: str) -> dict[str, Any]:
    criterion, known = facts.criteria[key], facts.assessments.get(key)
    return {
        "criterion": key,
        "id": criterion.pk,
        "name": criterion.name_vi,
        "max_points": criterion.max_points,
        "applies": completeness.applies(facts.rules, facts.marks, key),
        "levels": [
            {
                "id": level.pk,
                "points": level.points,
                "label": level.label_vi,
                "printed": level.printed,
            }
            for level in criterion.levels.all()
        ],
        "level": known.level_id if known else None,
        "points": completeness.points(facts.rules, facts.marks, key),
        "description": known.description if known else "",
        "version": known.version if known else 0,
    }


def _evidence(piece: Any) -> dict[str, Any]:
    one = piece.evidence
    return {
        "id": one.pk,
        "criterion": one.criterion.key if one.criterion_id else None,
        "paper": one.paper.code if one.paper_id else None,
        "title": one.title,
        "number": one.number,
        "issuer": one.issuer,
        "issued_on": one.issued_on,
        "expires_on": one.expires_on,
        "first_page": one.first_page,
        "state": piece.state,
        "version": one.version,
        "file": {"name": one.file.name, "sha256": one.file.sha256, "size": one.file.size},
    }
