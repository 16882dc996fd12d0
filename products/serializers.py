"""Products, participations and years as the API shows them."""

from typing import Any

from rest_framework import serializers

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
        return NextSerializer(Way(row, is_whole=self.is_whole).next).data

    is_whole = False


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
