"""The floor and the order of an agenda, as the API shows and takes them."""

from rest_framework import serializers

from ocop_portal.api import Exact

from .floor_actions import LONGEST_MINUTES


class OrderSerializer(Exact):
    """The products that have not begun, in the order wanted; left out: the order proposed."""

    order = serializers.ListField(child=serializers.IntegerField(), required=False)


class ArrangedSerializer(serializers.Serializer):
    """The order as it is now."""

    order = serializers.ListField(child=serializers.IntegerField())
    moves = serializers.IntegerField()


class DiscussSerializer(Exact):
    """The product that gets the floor; null: nobody."""

    evaluation = serializers.IntegerField(allow_null=True)


class TimerSerializer(Exact):
    """So many minutes from now; null: no time."""

    minutes = serializers.IntegerField(allow_null=True, min_value=1, max_value=LONGEST_MINUTES)


class FloorSerializer(serializers.Serializer):
    """Who has the floor, as the person may know it."""

    evaluation = serializers.IntegerField(source="evaluation.pk", allow_null=True, default=None)
    product = serializers.CharField(source="evaluation.product_name", allow_null=True, default=None)
    is_recused = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)
    timer_ends_at = serializers.DateTimeField(allow_null=True)
