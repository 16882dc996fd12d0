"""Duties and acts as the API shows them."""

from rest_framework import serializers

from ocop_portal.api import Exact
from territories.models import AdminUnit

from .models import Assignment, JournalEntry, User
from .permissions import Role


class AssignmentSerializer(serializers.ModelSerializer):
    """A duty; the person is named by e-mail address."""

    email = serializers.EmailField(source="user.email", read_only=True)
    full_name = serializers.CharField(source="user.full_name", read_only=True)
    since = serializers.DateField(source="period.lower", read_only=True)
    until = serializers.SerializerMethodField()

    class Meta:
        model = Assignment
        fields = ["id", "email", "full_name", "role", "unit", "since", "until"]

    def get_until(self, duty: Assignment) -> str | None:
        """Return the last day, inclusive."""
        upper = duty.period.upper
        return upper and upper.fromordinal(upper.toordinal() - 1).isoformat()


class InvitationSerializer(Exact):
    """What an invitation needs; the same fields as the form."""

    email = serializers.EmailField(max_length=User._meta.get_field("email").max_length)
    full_name = serializers.CharField(max_length=User._meta.get_field("full_name").max_length)
    role = serializers.ChoiceField(choices=Role)
    unit = serializers.PrimaryKeyRelatedField(
        queryset=AdminUnit.objects.all(), required=False, allow_null=True
    )
    until = serializers.DateField(required=False, allow_null=True)


class EndSerializer(Exact):
    """Why a duty ends."""

    reason = serializers.CharField(max_length=1000)


class JournalSerializer(serializers.ModelSerializer):
    """An act."""

    by = serializers.CharField(source="by.full_name", default="", read_only=True)

    class Meta:
        model = JournalEntry
        fields = ["id", "at", "by", "verb", "target_type", "target_id", "target_label", "facts"]
