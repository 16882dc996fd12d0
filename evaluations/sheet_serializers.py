"""A member's own sheet, as the API shows and takes it."""

from typing import Any

from rest_framework import serializers

from ocop_portal.api import Exact

from .mark_rules import LONGEST_REMARK
from .models import RecordEvent, ScoreSheet
from .sheet_read_serializers import ReadSheetSerializer
from .standing import Standing


class SheetSerializer(serializers.ModelSerializer):
    """A sheet without its marks."""

    class Meta:
        model = ScoreSheet
        fields = [
            "id",
            "evaluation",
            "pass_no",
            "version",
            "status",
            "opened_at",
            "submitted_at",
            "from_paper",
            "sha256",
        ]


class RecordedSerializer(serializers.ModelSerializer):
    """Where a hand-in stands in the record: keep both, they prove that nothing was changed."""

    class Meta:
        model = RecordEvent
        fields = ["seq", "hash"]


class HandedInSerializer(SheetSerializer):
    """A sheet that was handed in, with its place in the record."""

    record = RecordedSerializer(allow_null=True)

    class Meta(SheetSerializer.Meta):
        fields = [*SheetSerializer.Meta.fields, "record"]


class OpenSerializer(Exact):
    """Which product's sheet to open."""

    evaluation = serializers.IntegerField()


class NewVersionSerializer(OpenSerializer):
    """Which product's sheet goes on in a new version, and why (R10)."""

    reason = serializers.CharField(max_length=300, allow_blank=True)


class OperationSerializer(Exact):
    """A change with the client's number: sent again, it is answered as the first time.

    client_at: when it was made by the client's clock; kept beside the server's.
    of_sheet: the sheet on which it was made; sent to another one, it is refused.
    """

    of_sheet = serializers.IntegerField(required=False)
    operation = serializers.UUIDField(required=False)
    client_at = serializers.DateTimeField(required=False)


class HandInSerializer(Exact):
    """The client's number of the hand-in, if it has one.

    of_sheet: the sheet that was shown; sent to another one, it is refused.
    wants_meeting, reason: the member's word in a round of written opinions, and there alone.
    """

    of_sheet = serializers.IntegerField(required=False)
    operation = serializers.UUIDField(required=False)
    wants_meeting = serializers.BooleanField(required=False)
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=1000, trim_whitespace=False
    )


class MarkSerializer(OperationSerializer):
    """What is said of one criterion; what is left out stays as it is.

    level: the ordinal of the box in its criterion, null for none; points come with it (R5).
    """

    criterion = serializers.CharField(max_length=20)
    version = serializers.IntegerField(min_value=0)
    level = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    is_unproven = serializers.BooleanField(required=False)
    remark = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_REMARK, trim_whitespace=False
    )


class TickSerializer(OperationSerializer):
    """A knock-out note with the reason; an empty one takes the tick back."""

    knock_out = serializers.CharField(max_length=20)
    reason = serializers.CharField(max_length=1000, allow_blank=True)
    known = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class StoppedAtSerializer(serializers.Serializer):
    """A knock-out note that is ticked."""

    knock_out = serializers.CharField()
    reason = serializers.CharField()


class KeptMarkSerializer(serializers.Serializer):
    """What a sheet says of one criterion."""

    criterion = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)
    is_unproven = serializers.BooleanField()
    remark = serializers.CharField()
    version = serializers.IntegerField()


class StandingSheetSerializer(serializers.Serializer):
    """How a sheet stands: points so far, what is asked, what is missing."""

    total = serializers.IntegerField()
    parts = serializers.DictField(child=serializers.IntegerField())
    answered = serializers.IntegerField()
    asked = serializers.IntegerField()
    missing = serializers.ListField(child=serializers.CharField())
    closed = serializers.ListField(child=serializers.CharField())
    is_stopped = serializers.BooleanField()
    may_hand_in = serializers.BooleanField()
    knock_outs = serializers.ListField(child=serializers.CharField())
    band = serializers.IntegerField(help_text="the star of the total alone")
    missed = serializers.ListField(
        child=serializers.CharField(), help_text="criteria whose minimum holds it below that"
    )


class TickedSerializer(StandingSheetSerializer):
    """When a tick was saved, what a closing gate took away, and how the sheet stands."""

    saved_at = serializers.CharField(help_text="HH:MM")
    removed = serializers.DictField(child=serializers.IntegerField())


class SavedSerializer(TickedSerializer):
    """The same of a mark, with the version that the next change names."""

    version = serializers.IntegerField()


class WholeSheetSerializer(ReadSheetSerializer, StandingSheetSerializer, SheetSerializer):
    """A sheet with its marks, how it stands, and all that its page shows."""

    marks = KeptMarkSerializer(many=True)
    ticks = StoppedAtSerializer(many=True)

    class Meta(SheetSerializer.Meta):
        fields = [
            *SheetSerializer.Meta.fields,
            "marks",
            "ticks",
            *StandingSheetSerializer._declared_fields,
            *ReadSheetSerializer._declared_fields,
        ]


def standing_json(standing: Standing) -> dict[str, Any]:
    """Return how the sheet stands, as the page's script reads it."""
    return {
        "total": standing.total,
        "parts": standing.parts,
        "answered": standing.answered,
        "asked": standing.asked,
        "missing": standing.missing,
        "closed": standing.closed,
        "is_stopped": standing.is_stopped,
        "may_hand_in": standing.may_hand_in,
        "knock_outs": standing.knock_outs,
        "band": standing.band,
        "missed": sorted({one.criterion for one in standing.missed}),
    }
