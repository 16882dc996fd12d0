"""The renewal of a certificate as the API takes it."""

from typing import Any, NoReturn

from rest_framework import serializers

from accounts.models import User
from ocop_portal.api import Exact
from products.cycle import NO_ENTRY
from products.models import Cycle

from .decision_serializers import StandingSerializer
from .renewal_forms import PURPOSES


class _Year(serializers.SlugRelatedField):
    """A cycle by its year; one that takes nothing is refused in the words of the form."""

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        """Say that a year takes nothing new as the page does."""
        if key == "does_not_exist":
            text = NO_ENTRY % {"value": kwargs["value"]}
            raise serializers.ValidationError(text, code="invalid_choice")
        super().fail(key, **kwargs)


class RenewSerializer(Exact):
    """Into which year's cycle, and which of the two; the same fields as the form."""

    purpose = serializers.ChoiceField(choices=PURPOSES)
    cycle = _Year(slug_field="year", queryset=Cycle.objects.none())

    def __init__(self, *args: Any, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by is not None:  # the schema asks for nobody
            self.fields["cycle"].queryset = Cycle.objects.visible_to(by).open()


class RenewalSerializer(serializers.Serializer):
    """A renewal that was registered."""

    participation = serializers.IntegerField(source="pk")
    purpose = serializers.CharField()


class ExtendSerializer(StandingSerializer):
    """How far it runs on, and on which decision."""

    extended_to = serializers.DateField()
