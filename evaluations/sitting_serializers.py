"""Sittings and products before the council, as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from councils.serializers import Exact

from .board import Cell, Row
from .models import AdvisoryReport, Evaluation, Panel


class CellSerializer(serializers.Serializer):
    """How one member stands to one product: a state and never a number."""

    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.user.full_name")
    state = serializers.CharField()
    label = serializers.CharField()


class RowSerializer(serializers.Serializer):
    """One product of the board."""

    evaluation = serializers.IntegerField(source="evaluation.pk")
    ordinal = serializers.IntegerField(source="evaluation.ordinal")
    product = serializers.CharField(source="evaluation.product_name")
    producer = serializers.CharField(source="evaluation.producer_name")
    status = serializers.CharField(source="evaluation.status")
    pass_no = serializers.IntegerField(source="evaluation.pass_no")
    members = CellSerializer(source="cells", many=True)
    quorum = serializers.SerializerMethodField()
    samples_ready = serializers.BooleanField()
    spread_exceeded = serializers.BooleanField(source="spread", allow_null=True)
    next = serializers.CharField(source="step")

    def get_quorum(self, row: Row) -> dict[str, Any]:
        """Count the product's members."""
        count = row.quorum
        return {
            "present": count.present,
            "appointed": count.appointed,
            "needed": count.needed,
            "chaired": count.chaired,
            "is_met": count.is_met,
        }


class MineSerializer(serializers.Serializer):
    """One product as its member sees it: his own state."""

    evaluation = serializers.IntegerField(source="evaluation.pk")
    product = serializers.CharField(source="evaluation.product_name")
    producer = serializers.CharField(source="evaluation.producer_name")
    status = serializers.CharField(source="evaluation.status")
    pass_no = serializers.IntegerField(source="evaluation.pass_no")
    state = serializers.SerializerMethodField()

    def get_state(self, row: Any) -> str:
        """Return the member's own state."""
        cell: Cell = row.cell
        return cell.state


class EvaluationSerializer(serializers.ModelSerializer):
    """A product before the council; what the sheets say stays empty until it is concluded."""

    class Meta:
        model = Evaluation
        fields = [
            "id",
            "submission",
            "sitting",
            "level",
            "ordinal",
            "status",
            "pass_no",
            "opened_at",
            "concluded_at",
            "points_sum",
            "sheet_count",
            "star_by_points",
            "star",
        ]


class PlaceSerializer(serializers.ModelSerializer):
    """How a member stands to the product."""

    class Meta:
        model = Panel
        fields = ["member", "state", "reason", "scores"]


class AgendaSerializer(Exact):
    """Which submissions come before the council."""

    submissions = serializers.ListField(child=serializers.IntegerField(), allow_empty=False)


class BeginSerializer(Exact):
    """Begin to score, with a reason where a warning asks for one."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class SetPlaceSerializer(Exact):
    """Say how a member stands to the product."""

    member = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Panel.State)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class RuleSerializer(Exact):
    """What the council concludes on one minimum or knock-out, by its id."""

    minimum = serializers.IntegerField(required=False)
    knock_out = serializers.IntegerField(required=False)
    stands = serializers.BooleanField()
    reason = serializers.CharField(max_length=1000, allow_blank=True)


class AdvisorySerializer(Exact):
    """The advisory team's report; the file goes with the form of the page."""

    text = serializers.CharField(allow_blank=True)
    site_visited_on = serializers.DateField(required=False, allow_null=True)


class AdvisoryReportSerializer(serializers.ModelSerializer):
    """A report that was written."""

    class Meta:
        model = AdvisoryReport
        fields = ["text", "site_visited_on", "written_at"]
