"""Mirrors and feedback, as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from ocop_portal.api import Exact

from .feedback_actions import LONGEST
from .mirror_tables import PARTS, MemberRow
from .models import Feedback


class MemberMirrorSerializer(serializers.Serializer):
    """One member beside the panel; differences in points, with a comma."""

    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.user.full_name")
    products = serializers.IntegerField()
    shift = serializers.CharField()
    spread = serializers.CharField()
    parts = serializers.SerializerMethodField()

    def get_parts(self, row: MemberRow) -> dict[str, str]:
        """Return the shift of each part."""
        return dict(zip(PARTS, row.parts, strict=True))


class SittingMirrorSerializer(serializers.Serializer):
    """A sitting's members beside the panel."""

    sitting = serializers.IntegerField()
    members = MemberMirrorSerializer(many=True)
    products = serializers.ListField(child=serializers.IntegerField())


class CellMirrorSerializer(serializers.Serializer):
    """One member's points on one criterion."""

    member = serializers.IntegerField(source="member.pk")
    points = serializers.IntegerField()
    difference = serializers.CharField()


class CriterionMirrorSerializer(serializers.Serializer):
    """One criterion of one product."""

    part = serializers.CharField()
    code = serializers.CharField()
    max_points = serializers.IntegerField()
    mean = serializers.CharField()
    widest = serializers.CharField()
    members = CellMirrorSerializer(source="cells", many=True)


class ProductMirrorSerializer(serializers.Serializer):
    """Every criterion of one product."""

    evaluation = serializers.IntegerField()
    criteria = CriterionMirrorSerializer(many=True)


class FeedbackLineSerializer(Exact):
    """Words on one criterion."""

    criterion = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=LONGEST, allow_blank=True)


class ReleaseSerializer(Exact):
    """What the chair lets the producer know."""

    evaluation = serializers.IntegerField()
    text = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    with_points = serializers.BooleanField(required=False)
    lines = FeedbackLineSerializer(many=True, required=False)


class ToldLineSerializer(serializers.Serializer):
    """What was told on one criterion; the mean is empty where it was not."""

    criterion = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    max_points = serializers.IntegerField()
    mean = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)


class FeedbackSerializer(serializers.ModelSerializer):
    """Feedback as it was released."""

    lines = ToldLineSerializer(many=True)
    product = serializers.SerializerMethodField()

    class Meta:
        model = Feedback
        fields = ["id", "evaluation", "product", "text", "lines", "released_at"]

    def get_product(self, row: Any) -> int:
        """Return the product's id."""
        return row.evaluation.submission.participation.product_id
