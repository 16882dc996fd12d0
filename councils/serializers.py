"""Councils and sittings as the API shows and takes them."""

from rest_framework import serializers

from accounts.models import User
from ocop_portal.api import Exact, Versioned
from territories.models import AdminUnit

from .models import Adviser, Attendance, Council, Member, RulesVersion, Sitting
from .rules import RULES

REVISABLE = ("name", "decision_no", "established_on", "rules_no", *RULES)
LONGEST_NAME = User._meta.get_field("full_name").max_length
LONGEST_ADDRESS = User._meta.get_field("email").max_length


class CouncilSerializer(serializers.ModelSerializer):
    """A council with its operating rules."""

    rules_are_frozen = serializers.SerializerMethodField()

    class Meta:
        model = Council
        fields = [
            "id",
            "level",
            "unit",
            "name",
            "decision_no",
            "established_on",
            "rules_no",
            "quorum_numerator",
            "quorum_denominator",
            "spread_mode",
            "spread_limit",
            "notice_days",
            "chair_required",
            "passes",
            "secretary_scores",
            "minimum_mode",
            "blind_codes",
            "rules_version",
            "rules_are_frozen",
            "is_active",
            "version",
        ]

    def get_rules_are_frozen(self, council: Council) -> bool:
        """Tell whether the council has begun to score."""
        return council.rules_frozen_at is not None


class RevisionSerializer(Versioned, serializers.ModelSerializer):
    """What may be corrected of a council."""

    class Meta:
        model = Council
        fields = ["version", *REVISABLE]
        extra_kwargs = {name: {"required": False} for name in REVISABLE}


class AmendRulesSerializer(RevisionSerializer):
    """What the chair changes of frozen rules, and why."""

    reason = serializers.CharField(max_length=500, allow_blank=True)

    class Meta(RevisionSerializer.Meta):
        fields = ["version", "reason", "rules_no", *RULES]
        extra_kwargs = {name: {"required": False} for name in ("rules_no", *RULES)}


class RulesVersionSerializer(serializers.ModelSerializer):
    """The rules as they stood from an instant on."""

    by = serializers.CharField(source="by.full_name", read_only=True)

    class Meta:
        model = RulesVersion
        fields = ["number", "rules", "reason", "by", "at"]


class EstablishSerializer(Exact, serializers.ModelSerializer):
    """What a new council needs; what is left out of the rules takes the usual practice."""

    unit = serializers.PrimaryKeyRelatedField(
        queryset=AdminUnit.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = Council
        fields = ["level", "unit", *REVISABLE]
        validators = []


class MemberSerializer(serializers.ModelSerializer):
    """A seat."""

    email = serializers.EmailField(source="user.email", read_only=True)
    full_name = serializers.CharField(source="user.full_name", read_only=True)

    class Meta:
        model = Member
        fields = ["id", "email", "full_name", "title", "organisation", "scores"]


class AppointSerializer(Exact):
    """What an appointment needs."""

    email = serializers.EmailField(max_length=LONGEST_ADDRESS)
    full_name = serializers.CharField(max_length=LONGEST_NAME, required=False, allow_blank=True)
    title = serializers.ChoiceField(choices=Member.Title)
    organisation = serializers.CharField(max_length=200)
    scores = serializers.BooleanField(default=True)


class AdviserSerializer(serializers.ModelSerializer):
    """A place on the advisory team."""

    email = serializers.EmailField(source="user.email", read_only=True)
    full_name = serializers.CharField(source="user.full_name", read_only=True)

    class Meta:
        model = Adviser
        fields = ["id", "email", "full_name", "organisation", "leads"]


class AppointAdviserSerializer(Exact):
    """What an adviser's appointment needs."""

    email = serializers.EmailField(max_length=LONGEST_ADDRESS)
    full_name = serializers.CharField(max_length=LONGEST_NAME, required=False, allow_blank=True)
    organisation = serializers.CharField(max_length=200)
    leads = serializers.BooleanField(default=False)


class CouncilWholeSerializer(CouncilSerializer):
    """A council with the people in it."""

    members = MemberSerializer(many=True, read_only=True)
    advisers = AdviserSerializer(many=True, read_only=True)

    class Meta(CouncilSerializer.Meta):
        fields = [*CouncilSerializer.Meta.fields, "members", "advisers"]


class SittingSerializer(serializers.ModelSerializer):
    """A sitting."""

    class Meta:
        model = Sitting
        fields = [
            "id",
            "council",
            "form",
            "held_on",
            "answers_due",
            "place",
            "files_sent_on",
            "status",
            "presided_by",
            "is_rehearsal",
            "version",
        ]


class PlanSittingSerializer(Exact):
    """What a planned sitting needs: a meeting its place."""

    held_on = serializers.DateField()
    place = serializers.CharField(max_length=200)
    files_sent_on = serializers.DateField(required=False, allow_null=True)


class ReviseSittingSerializer(Versioned, PlanSittingSerializer):
    """What changes in a planned sitting; a round of written opinions has a deadline."""

    answers_due = serializers.DateField(required=False)


class WrittenRoundSerializer(Exact):
    """What a round of written opinions needs."""

    held_on = serializers.DateField()
    answers_due = serializers.DateField()
    files_sent_on = serializers.DateField(required=False, allow_null=True)


class AttendanceSerializer(serializers.ModelSerializer):
    """Whether a member is there."""

    class Meta:
        model = Attendance
        fields = ["member", "is_present", "reason"]


class AbsentSerializer(Exact):
    """A member who is away, and why."""

    member = serializers.IntegerField()
    reason = serializers.CharField(max_length=200, allow_blank=True)


class RollSerializer(Exact):
    """The roll: everybody is there but those named."""

    absent = AbsentSerializer(many=True)


class PresidingSerializer(Exact):
    """Who presides; null: the chair."""

    member = serializers.IntegerField(allow_null=True)


class ReasonSerializer(Exact):
    """A reason."""

    reason = serializers.CharField(max_length=1000, allow_blank=True)
