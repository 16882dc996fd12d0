"""Interests, the discussion and reopenings, as the API shows and takes them."""

from rest_framework import serializers

from ocop_portal.api import Exact

from .models import DiscussionNote, Interest, InterestAnswer, Reopening


class DeclareSerializer(Exact):
    """A member's own word on a product."""

    reason = serializers.CharField(max_length=300, allow_blank=True)
    is_doubtful = serializers.BooleanField(required=False, default=False)


class DeclareForProducerSerializer(DeclareSerializer):
    """A member's own word on a producer («origin:id» as the sitting's list names it)."""

    sitting = serializers.IntegerField()
    producer = serializers.CharField(max_length=80)


class InterestAnswerSerializer(serializers.ModelSerializer):
    """What was decided."""

    by = serializers.CharField(source="by.full_name", read_only=True)

    class Meta:
        model = InterestAnswer
        fields = ["verdict", "reason", "by", "at"]


class InterestSerializer(serializers.ModelSerializer):
    """An interest with its answers."""

    by = serializers.CharField(source="by.full_name", read_only=True)
    answers = InterestAnswerSerializer(many=True, read_only=True)

    class Meta:
        model = Interest
        fields = ["id", "evaluation", "member", "ground", "text", "by", "at", "answers"]


class AnswerInterestSerializer(Exact):
    """What is decided on an interest."""

    verdict = serializers.ChoiceField(choices=InterestAnswer.Verdict)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class DiscussionNoteSerializer(serializers.ModelSerializer):
    """A note for the discussion."""

    class Meta:
        model = DiscussionNote
        fields = ["id", "evaluation", "member", "pass_no", "text", "at"]


class TakeDiscussionNoteSerializer(Exact):
    """What a member notes."""

    evaluation = serializers.IntegerField()
    text = serializers.CharField(max_length=1000, allow_blank=True)


class ReopeningSerializer(serializers.ModelSerializer):
    """A sheet that two persons reopen; its marks are not here."""

    member = serializers.IntegerField(source="sheet.member_id", read_only=True)
    version = serializers.IntegerField(source="sheet.version", read_only=True)
    requested_by = serializers.CharField(source="requested_by.full_name", read_only=True)
    confirmed_by = serializers.CharField(
        source="confirmed_by.full_name", read_only=True, allow_null=True, default=None
    )
    refused_by = serializers.CharField(
        source="refused_by.full_name", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Reopening
        fields = [
            "id",
            "evaluation",
            "sheet",
            "member",
            "version",
            "reason",
            "requested_by",
            "requested_at",
            "confirmed_by",
            "confirmed_at",
            "refused_by",
            "refused_at",
            "refusal",
        ]


class AskReopeningSerializer(Exact):
    """Whose sheet is to be scored anew, and why."""

    evaluation = serializers.IntegerField()
    member = serializers.IntegerField()
    reason = serializers.CharField(max_length=300, allow_blank=True)
