"""Products, participations and years as the API shows them."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.timezone import localtime
from rest_framework import serializers

from .commune_clock import CommuneClock, commune_clocks
from .listing import Listed, PlainWay
from .models import (
    BusinessPlan,
    Cycle,
    Idea,
    Participation,
    Product,
    ProductImage,
    ProductionReport,
    Round,
    StepDeadline,
)
from .sheet_actions import IDEA_FACTS, PLAN_FACTS, REPORT_FACTS
from .standing import Way


class NextSerializer(serializers.Serializer):
    """What must be done next, by whom and by when."""

    task = serializers.CharField()
    task_label = serializers.CharField(source="task.label")
    actor = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())


class ParticipationSerializer(serializers.ModelSerializer):
    """A product's way through a year, and its next step."""

    year = serializers.IntegerField(source="cycle.year", read_only=True)
    product_name = serializers.CharField(source="product.name", read_only=True)
    step_label = serializers.CharField(source="get_step_display", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    next = serializers.SerializerMethodField()

    class Meta:
        model = Participation
        fields = [
            "id", "product", "product_name", "year", "purpose", "step", "step_label", "status",
            "status_label", "since", "return_reason", "return_by", "outcome", "version", "next",
        ]  # fmt: skip

    def get_next(self, row: Participation) -> dict[str, Any]:
        """Return whose act is next."""
        ticking = self._clocks.get(row.pk)
        way = Way.of(row, is_whole=self.is_whole, ticking=ticking)
        return NextSerializer(way.next).data

    is_whole = False

    @cached_property
    def _clocks(self) -> dict[int, CommuneClock]:
        """The communes' clocks of all rows that are answered together."""
        rows = self.parent.instance if self.parent else [self.instance]
        return commune_clocks(rows)


class IdeaSerializer(serializers.ModelSerializer):
    """The idea sheet."""

    class Meta:
        model = Idea
        fields = [*IDEA_FACTS, "version"]


class PlanSerializer(serializers.ModelSerializer):
    """The business plan with its appraisal."""

    appraised_by = serializers.CharField(
        source="appraised_by.full_name", default=None, allow_null=True
    )

    class Meta:
        model = BusinessPlan
        fields = [*PLAN_FACTS, "appraisal", "appraised_at", "appraised_by", "version"]


class ReportSerializer(serializers.ModelSerializer):
    """A report on how the plan is carried out."""

    file_name = serializers.CharField(
        source="file.name", default=None, read_only=True, allow_null=True
    )

    class Meta:
        model = ProductionReport
        fields = ["id", *REPORT_FACTS, "file_name"]


class WholeParticipationSerializer(ParticipationSerializer):
    """A participation with its papers."""

    idea = IdeaSerializer(default=None, allow_null=True)
    plan = PlanSerializer(default=None, allow_null=True)
    production_reports = ReportSerializer(many=True)
    is_whole = True

    class Meta(ParticipationSerializer.Meta):
        fields = [*ParticipationSerializer.Meta.fields, "idea", "plan", "production_reports"]


class ImageSerializer(serializers.ModelSerializer):
    """A picture of a product."""

    name = serializers.CharField(source="file.name", read_only=True)
    size = serializers.IntegerField(source="file.size", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)

    class Meta:
        model = ProductImage
        fields = ["id", "caption", "ordinal", "name", "size", "sha256"]


class ProductSerializer(serializers.ModelSerializer):
    """A product and where it stands."""

    producer_name = serializers.CharField(source="producer.name", read_only=True)
    commune = serializers.CharField(source="producer.commune.code", read_only=True)
    commune_name = serializers.CharField(source="producer.commune.full_name", read_only=True)
    line = serializers.IntegerField(source="line.number", read_only=True)
    line_name = serializers.CharField(source="line.name", read_only=True)
    participation = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = [
            "id", "name", "producer", "producer_name", "commune", "commune_name", "line",
            "line_name", "description", "story", "is_new", "version", "registered_at",
            "participation",
        ]  # fmt: skip

    def get_participation(self, product: Product) -> dict[str, Any] | None:
        """Return the newest way, None where there is none."""
        return ParticipationSerializer(product.ways[0]).data if product.ways else None


def listed_json(row: Listed) -> dict[str, Any]:
    """Return a row of a list, the very facts of ProductSerializer (a test compares them)."""
    return {
        "id": row.pk,
        "name": row.name,
        "producer": row.producer_id,
        "producer_name": row.producer,
        "commune": row.commune_code,
        "commune_name": row.commune,
        "line": row.line_number,
        "line_name": row.line_name,
        "description": row.description,
        "story": row.story,
        "is_new": row.is_new,
        "version": row.version,
        "registered_at": localtime(row.registered_at).isoformat(),
        "participation": _way_json(row.name, row.way) if row.way else None,
    }


def _way_json(product_name: str, way: PlainWay) -> dict[str, Any]:
    row, following = way.row, way.next
    return {
        "id": row.pk,
        "product": row.product_id,
        "product_name": product_name,
        "year": row.year,
        "purpose": row.purpose,
        "step": row.step,
        "step_label": row.get_step_display(),
        "status": row.status,
        "status_label": row.get_status_display(),
        "since": localtime(row.since).isoformat(),
        "return_reason": row.return_reason,
        "return_by": row.return_by and row.return_by.isoformat(),
        "outcome": row.outcome,
        "version": row.version,
        "next": {
            "task": following.task.value,
            "task_label": str(following.task.label),
            "actor": following.actor.value,
            "due_on": following.due_on and following.due_on.isoformat(),
            "days_left": following.days_left,
            "missing": list(following.missing),
        },
    }


class WholeProductSerializer(ProductSerializer):
    """A product with its pictures."""

    images = ImageSerializer(many=True)

    class Meta(ProductSerializer.Meta):
        fields = [*ProductSerializer.Meta.fields, "images"]


class DeadlineSerializer(serializers.ModelSerializer):
    """The due date of a step."""

    class Meta:
        model = StepDeadline
        fields = ["step", "due_on"]


class RoundSerializer(serializers.ModelSerializer):
    """A round of evaluation."""

    class Meta:
        model = Round
        fields = ["id", "ordinal", "requests_before", "held_before"]


class CycleSerializer(serializers.ModelSerializer):
    """A year with its due dates and rounds."""

    deadlines = DeadlineSerializer(many=True)
    rounds = RoundSerializer(many=True)

    class Meta:
        model = Cycle
        fields = ["year", "opened_at", "closed_at", "deadlines", "rounds"]
