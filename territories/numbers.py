"""Numbers that people write: of people, of samples and of money, none beyond belief."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _

from .bounded import Bounded

MOST_PEOPLE = 100_000  # in one producer
MOST_SAMPLES = 999
MOST_MONEY = Decimal(10**13)  # đồng


def plausible_money(value: Decimal) -> None:
    """Refuse what no producer has: a number that slipped, or a joke."""
    if abs(value) > MOST_MONEY:
        raise ValidationError(_("Số tiền này lớn quá: nhiều nhất 10 nghìn tỷ đồng."))


class _AtMost(Bounded):
    """Whole things, up to a number."""

    def __init__(self, *args: Any, at_most: int = MOST_PEOPLE, **kwargs: Any) -> None:
        self.at_most = at_most  # said again of a copy of the field
        super().__init__(*args, bounds=[MaxValueValidator(at_most)], **kwargs)


class Count(_AtMost, models.PositiveIntegerField):
    """How many."""


class SmallCount(_AtMost, models.PositiveSmallIntegerField):
    """How many, of what is few."""


class Money(Bounded, models.DecimalField):
    """A sum in đồng: of what may be lost as well, below nought."""

    def __init__(self, *args: Any, may_be_lost: bool = False, **kwargs: Any) -> None:
        self.may_be_lost = may_be_lost
        floor = () if may_be_lost else (MinValueValidator(0),)
        super().__init__(*args, bounds=[plausible_money, *floor], **kwargs)
