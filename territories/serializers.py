"""Administrative units as the API shows them."""

from rest_framework import serializers

from .models import AdminUnit, Succession


class AdminUnitSerializer(serializers.ModelSerializer):
    """A unit with its period; `until` is the first day on which it no longer existed."""

    since = serializers.DateField(source="valid.lower", read_only=True, allow_null=True)
    until = serializers.DateField(source="valid.upper", read_only=True, allow_null=True)

    class Meta:
        model = AdminUnit
        fields = ["id", "code", "name", "form", "kind", "parent", "since", "until", "founded_by"]


class SuccessionSerializer(serializers.ModelSerializer):
    """A step from one unit to another."""

    predecessor = AdminUnitSerializer()
    successor = AdminUnitSerializer()

    class Meta:
        model = Succession
        fields = ["predecessor", "successor", "kind", "partial", "effective_on", "legal_basis"]


class AdminUnitDetailSerializer(AdminUnitSerializer):
    """A unit with what it followed and what followed it."""

    follows = SuccessionSerializer(many=True)
    followed_by = SuccessionSerializer(many=True)

    class Meta(AdminUnitSerializer.Meta):
        fields = [*AdminUnitSerializer.Meta.fields, "follows", "followed_by"]
