"""Sittings and products before the council, as the API shows and takes them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from councils.serializers import AttendanceSerializer, SittingSerializer
from ocop_portal.api import Exact
from territories.texts import LONGEST

from .board import Cell
from .models import AdvisoryReport, Evaluation, Panel, RecordSeal, Ruling
from .sheet_read_serializers import JudgedBySerializer


class CellSerializer(serializers.Serializer):
    """How one member stands to one product: a state and never a number."""

    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.user.full_name")
    state = serializers.CharField()
    label = serializers.CharField()


class QuorumSerializer(serializers.Serializer):
    """The members of one product (R7)."""

    present = serializers.IntegerField()
    appointed = serializers.IntegerField()
    needed = serializers.IntegerField()
    chaired = serializers.BooleanField()
    is_met = serializers.BooleanField()


class RowSerializer(serializers.Serializer):
    """One product of the board."""

    evaluation = serializers.IntegerField(source="evaluation.pk")
    ordinal = serializers.IntegerField(source="evaluation.ordinal")
    product = serializers.CharField(source="evaluation.product_name")
    producer = serializers.CharField(source="evaluation.producer_name")
    status = serializers.CharField(source="evaluation.status")
    pass_no = serializers.IntegerField(source="evaluation.pass_no")
    members = CellSerializer(source="cells", many=True)
    quorum = QuorumSerializer()
    samples_ready = serializers.BooleanField()
    spread_exceeded = serializers.BooleanField(source="spread", allow_null=True)
    next = serializers.CharField(source="step")


class MineSerializer(serializers.Serializer):
    """One product as its member sees it: his own state."""

    evaluation = serializers.IntegerField(source="evaluation.pk")
    product = serializers.CharField(source="evaluation.product_name")
    producer = serializers.CharField(source="evaluation.producer_name")
    status = serializers.CharField(source="evaluation.status")
    pass_no = serializers.IntegerField(source="evaluation.pass_no")
    state = serializers.SerializerMethodField()
    is_discussed = serializers.BooleanField()

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
            "is_rehearsal",
            "former",
            "rules",
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


class ToldResultSerializer(serializers.ModelSerializer):
    """The result before an appeal, in points and stars."""

    mean = serializers.CharField(source="mean_shown")

    class Meta:
        model = Evaluation
        fields = ["id", "sitting", "status", "points_sum", "sheet_count", "mean", "star"]


class WholeEvaluationSerializer(EvaluationSerializer):
    """One product with its members; the result once the sheets are open, and not before."""

    criteria_set = JudgedBySerializer(source="submission.criteria_set")
    panel = PlaceSerializer(source="places", many=True)
    result = serializers.JSONField(source="shown", allow_null=True)
    before_appeal = ToldResultSerializer(
        source="before", allow_null=True, help_text=gettext_lazy("Kết quả trước khiếu nại")
    )

    class Meta(EvaluationSerializer.Meta):
        own = ["criteria_set", "panel", "result", "before_appeal"]
        fields = [*EvaluationSerializer.Meta.fields, *own]


class SealSerializer(serializers.ModelSerializer):
    """The seal of a closed sitting: the last event's number and hash, the day's Merkle root."""

    class Meta:
        model = RecordSeal
        fields = ["first", "last", "head", "root", "at"]


class WholeSittingSerializer(SittingSerializer):
    """A sitting: to its members their own states, to who runs it the board."""

    attendance = AttendanceSerializer(source="called", many=True)
    board = RowSerializer(many=True)
    mine = MineSerializer(many=True)
    seal = SealSerializer(allow_null=True)

    class Meta(SittingSerializer.Meta):
        fields = [*SittingSerializer.Meta.fields, "attendance", "board", "mine", "seal"]


class RulingSerializer(serializers.ModelSerializer):
    """What the council concluded."""

    class Meta:
        model = Ruling
        fields = ["id", "stands", "reason"]


class AgendaSerializer(Exact):
    """Which submissions come before the council."""

    submissions = serializers.ListField(child=serializers.IntegerField(), allow_empty=False)
    outside_round = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text=gettext_lazy("Căn cứ đánh giá ngoài đợt: quy chế và kế hoạch (Điều 5)."),
    )


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


class RuleMinimumSerializer(Exact):
    """What the council concludes on one minimum, by its id; no reason: the common one."""

    minimum = serializers.IntegerField()
    stands = serializers.BooleanField()
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class RuleEachSerializer(Exact):
    """What the council concludes on several minimums at once, each for the first time."""

    rulings = RuleMinimumSerializer(many=True, allow_empty=True)
    reason = serializers.CharField(
        max_length=1000,
        required=False,
        allow_blank=True,
        default="",
        help_text="of those that have none of their own",
    )

    def validate_rulings(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse two conclusions on one minimum: nobody could tell which was meant."""
        if len({one["minimum"] for one in rows}) < len(rows):
            raise serializers.ValidationError(_("Mỗi yêu cầu chỉ kết luận một lần."))
        return rows


class AdvisorySerializer(Exact):
    """The advisory team's report; the file goes with the form of the page."""

    text = serializers.CharField(max_length=LONGEST, allow_blank=True)
    site_visited_on = serializers.DateField(required=False, allow_null=True)
    version = serializers.IntegerField(min_value=0, max_value=2**53, default=0)


class AdvisoryReportSerializer(serializers.ModelSerializer):
    """A report that was written."""

    class Meta:
        model = AdvisoryReport
        fields = ["text", "site_visited_on", "written_at", "version"]
