"""Five stars as the API shows and takes them: the province's packages, the Ministry's answers."""

from rest_framework import serializers

from councils.serializers import ReasonSerializer
from ocop_portal.api import Exact

from . import national_actions
from .models import Evaluation, NationalResult, Package
from .request_standing import standing_of

SAMPLES_HELP = "How many came; required but for tourism, where the visit stands for them."


class PreparePackageSerializer(Exact):
    """The province's papers; whatever is not there yet may come later."""

    request_no = serializers.CharField(max_length=50, allow_blank=True, default="")
    requested_on = serializers.DateField(allow_null=True, default=None)
    signer = serializers.CharField(max_length=150, allow_blank=True, default="")
    samples_sent = serializers.IntegerField(min_value=0, max_value=99, default=0)
    request_file = serializers.FileField(required=False)
    council_report = serializers.FileField(required=False)
    advisory_file = serializers.FileField(required=False)
    decision_file = serializers.FileField(required=False)


class AddPaperSerializer(Exact):
    """A confirmation of additional checks or tests."""

    title = serializers.CharField(max_length=200)
    upload = serializers.FileField()


class PaperIdSerializer(Exact):
    """One of them by its id."""

    paper = serializers.IntegerField()


class ReceivePackageSerializer(Exact):
    """What came with the file."""

    samples = serializers.IntegerField(
        min_value=0, max_value=99, required=False, allow_null=True, help_text=SAMPLES_HELP
    )
    site_visited_on = serializers.DateField(required=False, allow_null=True)


class ReturnResultSerializer(Exact):
    """The Ministry's word to the province."""

    decision_no = serializers.CharField(max_length=50)
    decided_on = serializers.DateField()


class ChooseWaySerializer(Exact):
    """What the province makes of a result below 90."""

    way = serializers.ChoiceField(choices=NationalResult.Way)
    reason = serializers.CharField(max_length=300)


class PaperSetSerializer(serializers.Serializer):
    """When the one paper set went to the Ministry, and how."""

    on = serializers.DateField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ReopenSerializer(ReasonSerializer):
    """What the producer shall complete, and by when."""

    return_by = serializers.DateField()


class NationalResultSerializer(serializers.ModelSerializer):
    """What the Ministry found."""

    ways = serializers.SerializerMethodField()

    class Meta:
        model = NationalResult
        fields = [
            "id",
            "evaluation",
            "points_sum",
            "sheet_count",
            "star",
            "decision_no",
            "decided_on",
            "certificate_no",
            "public_code",
            "expires_on",
            "returned_at",
            "chosen",
            "chosen_reason",
            "ways",
        ]

    def get_ways(self, result: NationalResult) -> list[str]:
        """Return what the province may still choose."""
        return [str(way) for way in national_actions.ways_of(result)]


class RequestSerializer(serializers.ModelSerializer):
    """A file for five stars as a list of the province shows it."""

    product_name = serializers.CharField(read_only=True)
    producer_name = serializers.CharField(read_only=True)
    commune_name = serializers.CharField(read_only=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = Evaluation
        fields = ["id", "product_name", "producer_name", "commune_name", "forwarded_at", "standing"]

    def get_standing(self, row: Evaluation) -> str:
        """Say how it stands."""
        return standing_of(row)[0]


class CheckLineSerializer(serializers.Serializer):
    """A line of the check list of Article 6.3.a."""

    key = serializers.CharField()
    label = serializers.CharField()
    said = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())


class PaperSerializer(serializers.Serializer):
    """A confirmation that is there."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()


class SentPaperSerializer(serializers.Serializer):
    """A paper that went up; `is_new`: not in what was sent before."""

    label = serializers.CharField()
    name = serializers.CharField()
    sha256 = serializers.CharField()
    is_new = serializers.BooleanField()


class SendingSerializer(serializers.Serializer):
    """One time that the file went to the Ministry."""

    version = serializers.IntegerField()
    receipt_no = serializers.CharField()
    dossier = serializers.CharField()
    request_no = serializers.CharField()
    answers = serializers.CharField()
    sent_at = serializers.DateTimeField()
    sent_by = serializers.CharField()
    papers = SentPaperSerializer(many=True)


class SentPaperSetSerializer(serializers.Serializer):
    """One time that a paper set went to the Ministry."""

    on = serializers.DateField()
    note = serializers.CharField()
    by = serializers.CharField()


class WholeRequestSerializer(RequestSerializer):
    """A file for five stars with its check list and, once there is one, the Ministry's answer."""

    lines = CheckLineSerializer(many=True)
    papers = PaperSerializer(many=True)
    sendings = SendingSerializer(many=True)
    paper_sets = SentPaperSetSerializer(many=True)
    result = NationalResultSerializer(source="result_of_ministry", allow_null=True)

    class Meta(RequestSerializer.Meta):
        fields = [
            *RequestSerializer.Meta.fields,
            *("lines", "papers", "sendings", "paper_sets", "result"),
        ]


class ForwardedSerializer(serializers.ModelSerializer):
    """A forwarded file as the Ministry's list shows it."""

    product_name = serializers.CharField(read_only=True)
    producer_name = serializers.CharField(read_only=True)
    province_name = serializers.CharField(read_only=True)
    receipt_no = serializers.CharField(source="submission.receipt_no", read_only=True)
    found = serializers.JSONField(source="result", read_only=True)
    samples_received = serializers.IntegerField(read_only=True)

    class Meta:
        model = Package
        fields = [
            "id",
            "submission",
            "receipt_no",
            "product_name",
            "producer_name",
            "province_name",
            "status",
            "request_no",
            "requested_on",
            "decision_no",
            "decided_on",
            "samples_sent",
            "samples_received",
            "sent_at",
            "return_reason",
            "found",
        ]


class HashSerializer(serializers.Serializer):
    """A file that came along, by what it is."""

    label = serializers.CharField()
    name = serializers.CharField()
    sha256 = serializers.CharField()


class WholeForwardedSerializer(ForwardedSerializer):
    """A forwarded file with the hashes of everything that came with it."""

    papers = HashSerializer(source="sent", many=True)

    class Meta(ForwardedSerializer.Meta):
        fields = [*ForwardedSerializer.Meta.fields, "papers"]
