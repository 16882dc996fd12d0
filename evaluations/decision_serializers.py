"""Decisions, certificates and the public's check as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from ocop_portal.api import Exact
from products.models import ProductImage
from territories import clock
from territories.texts import LONGEST, LONGEST_REASON

from .certificate_actions import is_late
from .models import Certificate, CertificateAct, Decision, Evaluation, PublishedCertificate
from .publication import standing_on


class ResultSerializer(serializers.ModelSerializer):
    """A concluded result that waits for a decision."""

    product_name = serializers.CharField(read_only=True)
    producer_name = serializers.CharField(read_only=True)
    commune_name = serializers.CharField(read_only=True)
    outcome = serializers.JSONField(source="result.outcome", read_only=True)

    class Meta:
        model = Evaluation
        fields = [
            "id",
            "status",
            "product_name",
            "producer_name",
            "commune_name",
            "points_sum",
            "sheet_count",
            "star",
            "outcome",
        ]


class RejectedSerializer(serializers.ModelSerializer):
    """A result that ends without a star."""

    class Meta:
        model = Evaluation
        fields = ["id", "status"]


class PassedUpSerializer(serializers.ModelSerializer):
    """A district's result on its way to the province."""

    class Meta:
        model = Evaluation
        fields = ["id", "status", "forwarded_at", "request_no", "requested_on", "request_signer"]


class DecisionSerializer(serializers.ModelSerializer):
    """A decision as a list shows it."""

    lines = serializers.IntegerField(source="line_count", read_only=True)

    class Meta:
        model = Decision
        fields = [
            "id",
            "kind",
            "unit",
            "title",
            "status",
            "number",
            "signed_on",
            "signer",
            "signer_title",
            "lines",
            "version",
        ]


class DistrictRequestSerializer(serializers.ModelSerializer):
    """The paper by which a district asked its province to judge (148/QĐ-TTg)."""

    district = serializers.CharField(source="sitting.council.unit.full_name")
    signer = serializers.CharField(source="request_signer")

    class Meta:
        model = Evaluation
        fields = ["district", "request_no", "requested_on", "signer"]


class LineSerializer(serializers.Serializer):
    """A line of the annex."""

    id = serializers.IntegerField()
    ordinal = serializers.IntegerField()
    evaluation = serializers.IntegerField(source="evaluation_id")
    product_name = serializers.CharField()
    producer_name = serializers.CharField()
    commune_name = serializers.CharField()
    mean = serializers.CharField()
    star = serializers.IntegerField()
    request = DistrictRequestSerializer(allow_null=True)
    certificate = serializers.SerializerMethodField()

    def get_certificate(self, line: Any) -> str | None:
        """Return the certificate's number, once there is one."""
        return line.issued.number if line.issued else None


class WholeDecisionSerializer(DecisionSerializer):
    """A decision with its annex."""

    annex = LineSerializer(many=True)

    class Meta(DecisionSerializer.Meta):
        fields = [*DecisionSerializer.Meta.fields, "annex"]


class _Results(Exact):
    """Results by their ids, among those that wait for this kind of decision."""

    evaluations = serializers.PrimaryKeyRelatedField(
        many=True, queryset=Evaluation.objects.none(), allow_empty=True
    )

    def __init__(self, *args: Any, results: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if results is not None:  # the schema asks without any
            self.fields["evaluations"].child_relation.queryset = results


class DraftSerializer(_Results):
    """What a draft needs; the same fields as the form."""

    kind = serializers.ChoiceField(choices=Decision.Kind, default=Decision.Kind.RECOGNITION)
    title = serializers.CharField(max_length=Decision._meta.get_field("title").max_length)


class LinesSerializer(_Results):
    """More results for a draft."""


class TitleSerializer(Exact):
    """The subject of a draft, and the version of the one that was seen."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    title = serializers.CharField(max_length=Decision._meta.get_field("title").max_length)


class LineIdSerializer(Exact):
    """A line of the annex by its id."""

    line = serializers.IntegerField()


class PassUpSerializer(Exact):
    """A district's request that its province judge a product."""

    request_no = serializers.CharField(max_length=50)
    requested_on = serializers.DateField()
    signer = serializers.CharField(max_length=150)


class IssueSerializer(Exact):
    """Number, day and signer of the paper."""

    number = serializers.CharField(max_length=50)
    signed_on = serializers.DateField()
    signer = serializers.CharField(max_length=150)
    signer_title = serializers.CharField(max_length=150)
    upload = serializers.FileField(required=False, allow_null=True)


class JobSerializer(serializers.Serializer):
    """How far the printing is."""

    state = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    message = serializers.CharField()


class CertificateSerializer(serializers.ModelSerializer):
    """A certificate, how it stands today, and what it says."""

    standing = serializers.SerializerMethodField()
    valid_to = serializers.DateField(source="published.valid_to", read_only=True)
    product_name = serializers.CharField(source="published.product_name", read_only=True)
    producer_name = serializers.CharField(source="published.producer_name", read_only=True)
    commune_name = serializers.CharField(source="published.commune_name", read_only=True)
    issuer = serializers.CharField(source="published.issuer", read_only=True)
    sha256 = serializers.CharField(
        source="pdf.sha256", default=None, read_only=True, allow_null=True
    )

    class Meta:
        model = Certificate
        fields = [
            "id",
            "number",
            "issuer",
            "star",
            "product_name",
            "producer_name",
            "commune_name",
            "issued_on",
            "valid_to",
            "standing",
            "public_code",
            "sha256",
        ]

    def get_standing(self, certificate: Certificate) -> str | None:
        """Return how it stands today."""
        return standing_on(certificate.published, clock.today())


class StandingSerializer(Exact):
    """What every act rests on."""

    decision_no = serializers.CharField(max_length=50)
    decided_on = serializers.DateField()
    reason = serializers.CharField(max_length=LONGEST_REASON)


class RevokeSerializer(StandingSerializer):
    """A revocation: one of the six grounds, and when it was found."""

    ground = serializers.ChoiceField(choices=CertificateAct.Ground)
    found_on = serializers.DateField()


class ActSerializer(serializers.ModelSerializer):
    """What was done to a certificate."""

    class Meta:
        model = CertificateAct
        fields = ["id", "verb", "ground", "found_on", "decision_no", "decided_on", "reason", "at"]


class EventSerializer(ActSerializer):
    """An act with its days: found later than three working days before the decision is late."""

    is_late = serializers.SerializerMethodField()

    class Meta(ActSerializer.Meta):
        fields = [*ActSerializer.Meta.fields, "is_late"]

    def get_is_late(self, act: CertificateAct) -> bool | None:
        """Tell whether a revocation came late (R26), None for the other acts."""
        return is_late(act.found_on, act.decided_on) if act.found_on else None


class PageSerializer(Exact):
    """The product page."""

    contact = serializers.CharField(max_length=300)
    where_to_buy = serializers.CharField(max_length=LONGEST_REASON)
    story = serializers.CharField(max_length=LONGEST, allow_blank=True)
    images = serializers.PrimaryKeyRelatedField(many=True, queryset=ProductImage.objects.none())
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)

    def __init__(self, *args: Any, pictures: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if pictures is not None:  # the schema asks without any
            self.fields["images"].child_relation.queryset = pictures


class PublishedSerializer(serializers.Serializer):
    """A product page that was published."""

    published_at = serializers.DateTimeField()
    images = serializers.IntegerField()
    version = serializers.IntegerField()


class PublicSerializer(serializers.ModelSerializer):
    """What anybody may know of a certificate."""

    standing = serializers.SerializerMethodField()

    class Meta:
        model = PublishedCertificate
        fields = [
            "public_code",
            "standing",
            "status_since",
            "status_basis",
            "extension_basis",
            "number",
            "issuer",
            "star",
            "product_name",
            "product_code",
            "producer_name",
            "commune_name",
            "province_name",
            "sector",
            "decision_no",
            "decided_on",
            "issued_on",
            "valid_to",
        ]

    def get_standing(self, copy: PublishedCertificate) -> str | None:
        """Return how it stands today."""
        return standing_on(copy, clock.today())
