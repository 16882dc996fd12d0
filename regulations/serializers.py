"""The rule books as the API gives them: both languages, the wording as printed."""

from typing import Any

from rest_framework import serializers

from .models import CriteriaSet, ProcedureLevel, ProductLine, Regulation


class BandSerializer(serializers.Serializer):
    """A star and the points of the mean from which it is given."""

    star = serializers.IntegerField()
    floor = serializers.IntegerField()


class RegulationSerializer(serializers.ModelSerializer):
    """A rule book: its own numbers, not its sets."""

    in_force_from = serializers.DateField(source="in_force.lower")
    in_force_until = serializers.DateField(source="in_force.upper", allow_null=True)
    amended_by = serializers.SlugRelatedField(
        "number", source="amendments", many=True, read_only=True
    )
    part_maxima = serializers.DictField(child=serializers.IntegerField(), source="facts.parts")
    bands = BandSerializer(source="as_rules.bands", many=True)
    set_count = serializers.IntegerField()

    class Meta:
        model = Regulation
        fields = (
            "slug",
            "number",
            "signed_on",
            "title_vi",
            "title_en",
            "in_force_from",
            "in_force_until",
            "amended_by",
            "part_maxima",
            "bands",
            "certificate_months",
            "set_count",
        )


class ProductLineSerializer(serializers.ModelSerializer):
    """A product's lasting place."""

    class Meta:
        model = ProductLine
        fields = ("number", "code", "name_vi", "name_en")


class ProcedureLevelSerializer(serializers.ModelSerializer):
    """One level of a procedure."""

    class Meta:
        model = ProcedureLevel
        fields = (
            "level",
            "examines",
            "awards_stars",
            "forwards_from",
            "on_forward",
            "working_days",
        )


class ProcedureSerializer(serializers.Serializer):
    """Who examines, awards and forwards what was handed in between two days, both included."""

    code = serializers.CharField()
    book = serializers.CharField(source="regulation.slug")
    legal_basis = serializers.ListField(child=serializers.CharField())
    handed_in_from = serializers.DateField(source="as_rule.handed_in_from")
    handed_in_to = serializers.DateField(source="as_rule.handed_in_to", allow_null=True)
    first_or_upgrade_by = serializers.DateField(allow_null=True)
    re_evaluation_by = serializers.DateField(allow_null=True)
    levels = ProcedureLevelSerializer(many=True)


class CriteriaSetSerializer(serializers.ModelSerializer):
    """A line of a book's list of sets."""

    number = serializers.IntegerField(source="product_set.number")
    code = serializers.CharField(source="product_set.code")
    name_vi = serializers.CharField(source="product_set.name_vi")
    name_en = serializers.CharField(source="product_set.name_en")
    sector_vi = serializers.CharField(source="product_set.group.sector.name_vi")
    group_vi = serializers.CharField(source="product_set.group.name_vi")
    subgroup_vi = serializers.CharField(source="product_set.subgroup")
    ministries = serializers.ListField(source="product_set.managing_ministries")
    line = serializers.IntegerField(source="product_set.line.number", allow_null=True, default=None)
    criterion_count = serializers.IntegerField()

    class Meta:
        model = CriteriaSet
        fields = (
            "number",
            "code",
            "name_vi",
            "name_en",
            "sector_vi",
            "group_vi",
            "subgroup_vi",
            "ministries",
            "line",
            "criterion_count",
        )


class NoteSerializer(serializers.Serializer):
    """A note printed under a heading or a criterion."""

    kind = serializers.CharField()
    vi = serializers.CharField()
    en = serializers.CharField()


class PartSerializer(serializers.Serializer):
    """A part of the set."""

    code = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    max_points = serializers.IntegerField()


class SectionSerializer(PartSerializer):
    """A numbered heading."""

    part = serializers.CharField()
    parent = serializers.CharField(allow_null=True)
    notes = NoteSerializer(many=True)


class LevelSerializer(serializers.Serializer):
    """A box: its ordinal names it, its points come with it."""

    ordinal = serializers.IntegerField()
    points = serializers.IntegerField()
    label_vi = serializers.CharField()
    label_en = serializers.CharField()
    case = serializers.IntegerField()
    printed = serializers.BooleanField()
    min_for_star = serializers.IntegerField(allow_null=True)


class CriterionSerializer(PartSerializer):
    """What is scored."""

    key = serializers.CharField()
    part = serializers.CharField()
    official_code = serializers.CharField(allow_null=True)
    section = serializers.CharField()
    parent = serializers.CharField(allow_null=True)
    cases = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    gated_by = serializers.CharField(allow_null=True)
    notes = NoteSerializer(many=True)
    evidence = serializers.ListField(child=serializers.CharField())
    levels = LevelSerializer(many=True)


class MinimumSerializer(serializers.Serializer):
    """The least points of a criterion for a star."""

    star = serializers.IntegerField()
    criterion = serializers.CharField()
    points = serializers.IntegerField()
    inferred = serializers.BooleanField()


class KnockOutSerializer(serializers.Serializer):
    """A clause that rejects the product."""

    key = serializers.CharField()
    criterion = serializers.CharField(allow_null=True)
    effect = serializers.CharField()
    inferred = serializers.BooleanField()
    vi = serializers.CharField()
    en = serializers.CharField()
    zero_of = serializers.ListField(child=serializers.CharField())


class AnomalySerializer(serializers.Serializer):
    """A doubtful place of the source; for signed-in people."""

    where = serializers.CharField()
    printed = serializers.CharField()
    used = serializers.CharField()
    reason = serializers.CharField()


class WholeSetSerializer(serializers.Serializer):
    """A whole criteria set, read from the pure rules (`CriteriaSet.as_rules()`)."""

    regulation = serializers.CharField()
    number = serializers.IntegerField()
    code = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    max_points = serializers.IntegerField()
    samples = serializers.IntegerField(allow_null=True)
    star_mark_legend_vi = serializers.CharField(allow_null=True)
    completeness = serializers.CharField()
    confidence = serializers.CharField()
    parts = PartSerializer(many=True)
    sections = SectionSerializer(many=True)
    criteria = CriterionSerializer(many=True)
    minimums = MinimumSerializer(many=True)
    knock_outs = KnockOutSerializer(many=True)
    anomalies = AnomalySerializer(many=True, required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Leave the doubtful places out for strangers, as the page does."""
        whole = super().to_representation(instance)
        if not self.context["request"].user.is_authenticated:
            del whole["anomalies"]
        return whole
