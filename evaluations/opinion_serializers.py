"""Written opinions as the API takes them."""

from rest_framework import serializers

from ocop_portal.api import Exact


class DeadlineSerializer(Exact):
    """A later deadline, and why."""

    answers_due = serializers.DateField()
    reason = serializers.CharField(max_length=500, allow_blank=True)


class RemindedSerializer(serializers.Serializer):
    """How many members were reminded."""

    reminded = serializers.IntegerField()


class MeetingPlaceSerializer(Exact):
    """At which meeting a product is judged."""

    sitting = serializers.IntegerField()
