"""Results under control and papers of sittings, as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from ocop_portal.api import Exact

from .models import Evaluation, Objection, Paper, PaperSet


class AnswerSerializer(Exact):
    """The secretary's answer to the controller."""

    answer = serializers.CharField(max_length=2000)


class ObjectionSerializer(serializers.ModelSerializer):
    """What the controller holds against a result, and the answer."""

    by = serializers.CharField(source="by.full_name")
    answered_by = serializers.CharField(
        source="answered_by.full_name", allow_null=True, read_only=True
    )

    class Meta:
        model = Objection
        fields = ["id", "reason", "by", "at", "answer", "answered_by", "answered_at"]
        read_only_fields = fields


class ControlSerializer(serializers.ModelSerializer):
    """A concluded result: confirmed by whom and when, or what is held against it."""

    product_code = serializers.CharField(source="submission.product_code")
    confirmed_by = serializers.CharField(
        source="confirmed_by.full_name", allow_null=True, read_only=True
    )
    objections = ObjectionSerializer(many=True)

    class Meta:
        model = Evaluation
        fields = [
            "id", "sitting", "ordinal", "product_code", "status", "star", "concluded_at",
            "confirmed_at", "confirmed_by", "objections",
        ]  # fmt: skip
        read_only_fields = fields


class SittingPaperSerializer(serializers.ModelSerializer):
    """One file of a set."""

    name = serializers.CharField(source="file.name")
    sha256 = serializers.CharField(source="file.sha256")
    size = serializers.IntegerField(source="file.size")

    class Meta:
        model = Paper
        fields = ["ordinal", "key", "title", "name", "sha256", "size"]
        read_only_fields = fields


class PaperSetSerializer(serializers.ModelSerializer):
    """One making of a sitting's papers."""

    made_by = serializers.CharField(source="made_by.full_name")
    state = serializers.SerializerMethodField()
    papers = SittingPaperSerializer(many=True)

    class Meta:
        model = PaperSet
        fields = [
            "id", "sitting", "version", "is_draft", "made_by", "made_at", "facts_sha256",
            "bundle_sha256", "bundle_size", "state", "papers",
        ]  # fmt: skip
        read_only_fields = fields

    def get_state(self, row: Any) -> str:
        """Return whether every file and the zip are there."""
        return "done" if row.bundle_sha256 else "making"


class SittingIdSerializer(Exact):
    """A sitting by its id."""

    sitting = serializers.IntegerField(min_value=1)
