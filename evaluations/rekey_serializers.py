"""Paper sheets, as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from ocop_portal.api import Exact

from .mark_rules import LONGEST_REMARK
from .models import PrintedSheet, Rekeying, SheetPrinting


class SeatSerializer(Exact):
    """A member before a product."""

    evaluation = serializers.IntegerField(min_value=1)
    member = serializers.IntegerField(min_value=1)


class AskSheetsSerializer(Exact):
    """A member of a sitting."""

    sitting = serializers.IntegerField(min_value=1)
    member = serializers.IntegerField(min_value=1)


class PrintedSheetSerializer(serializers.ModelSerializer):
    """One printed copy."""

    class Meta:
        model = PrintedSheet
        fields = ["code", "evaluation", "pass_no", "number", "is_filled"]


class SheetPrintingSerializer(serializers.ModelSerializer):
    """A printing of every sheet of a member; `sha256` once the PDF is there."""

    made_by = serializers.CharField(source="made_by.full_name")
    sheets = PrintedSheetSerializer(many=True)

    class Meta:
        model = SheetPrinting
        fields = ["id", "sitting", "member", "made_by", "made_at", "sha256", "size", "sheets"]


class TypedMarkSerializer(Exact):
    """What the paper says of one criterion; level: the ordinal of its box."""

    criterion = serializers.CharField(max_length=20)
    level = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    is_unproven = serializers.BooleanField(required=False)
    remark = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_REMARK, trim_whitespace=False
    )


class TypedTickSerializer(Exact):
    """A knock-out note that the paper ticks, with its reason."""

    knock_out = serializers.CharField(max_length=20)
    reason = serializers.CharField(max_length=1000)


class TypedSerializer(Exact):
    """The marks and ticks of a paper sheet."""

    marks = TypedMarkSerializer(many=True)
    ticks = TypedTickSerializer(many=True, required=False)


class RekeySerializer(SeatSerializer):
    """A paper sheet typed in: its scan, the reason, the number on the paper.

    sheet: JSON text with `marks` and `ticks`, since a file comes beside it.
    """

    scan = serializers.FileField(required=False, allow_null=True)
    note = serializers.CharField(max_length=300, allow_blank=True)
    printed = serializers.CharField(max_length=20, required=False, allow_blank=True)
    sheet = serializers.JSONField()

    def validate_sheet(self, value: Any) -> dict[str, Any]:
        """Read marks and ticks by their own shape."""
        given = TypedSerializer(data=value)
        given.is_valid(raise_exception=True)
        return given.validated_data


class RekeyingSerializer(serializers.ModelSerializer):
    """A typed paper sheet without its marks: they stay sealed until the opening."""

    keyed_by = serializers.CharField(source="keyed_by.full_name")
    decided_by = serializers.CharField(
        source="decided_by.full_name", allow_null=True, read_only=True
    )
    scan = serializers.CharField(source="scan.sha256")
    printed = serializers.CharField(source="printed.code", allow_null=True, read_only=True)

    class Meta:
        model = Rekeying
        fields = [
            "id", "evaluation", "member", "pass_no", "version", "number", "status", "note",
            "keyed_by", "keyed_at", "decided_by", "decided_at", "reason", "scan", "printed",
            "sheet",
        ]  # fmt: skip
        read_only_fields = fields


class KeyedMarkSerializer(serializers.Serializer):
    """What was typed of one criterion."""

    criterion = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)
    is_unproven = serializers.BooleanField()
    remark = serializers.CharField()


class WholeRekeyingSerializer(RekeyingSerializer):
    """The same with what was typed, for who may read it; null for everybody else."""

    marks = KeyedMarkSerializer(many=True, allow_null=True)

    class Meta(RekeyingSerializer.Meta):
        fields = [*RekeyingSerializer.Meta.fields, "marks"]
        read_only_fields = fields
