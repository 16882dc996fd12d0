"""Numbers that people write: of people, of samples and of money, none beyond belief."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _

MOST_PEOPLE = 100_000  # in one producer
MOST_SAMPLES = 999
MOST_MONEY = Decimal(10**13)  # đồng


def plausible_money(value: Decimal) -> None:
    """Refuse what no producer has: a number that slipped, or a joke."""
    if abs(value) > MOST_MONEY:
        raise ValidationError(_("Số tiền này lớn quá: nhiều nhất 10 nghìn tỷ đồng."))


class _Believed:
    """A number with bounds of ours; to the migrations it is as plain as the database keeps it."""

    def bounds(self) -> list[Any]:
        """Return what is asked of the number."""
        raise NotImplementedError

    @property
    def validators(self) -> list[Any]:
        return [*super().validators, *self.bounds()]

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Let a form say it too: not every one asks the row."""
        return super().formfield(**{"validators": self.bounds()} | kwargs)


class _AtMost(_Believed):
    """Whole things, up to a number."""

    def __init__(self, *args: Any, at_most: int = MOST_PEOPLE, **kwargs: Any) -> None:
        self.at_most = at_most
        super().__init__(*args, **kwargs)

    def bounds(self) -> list[Any]:
        return [MaxValueValidator(self.at_most)]


class Count(_AtMost, models.PositiveIntegerField):
    """How many."""


class SmallCount(_AtMost, models.PositiveSmallIntegerField):
    """How many, of what is few."""


class Money(_Believed, models.DecimalField):
    """A sum in đồng: of what may be lost as well, below nought."""

    def __init__(self, *args: Any, may_be_lost: bool = False, **kwargs: Any) -> None:
        self.may_be_lost = may_be_lost
        super().__init__(*args, **kwargs)

    def bounds(self) -> list[Any]:
        return [plausible_money, *(() if self.may_be_lost else [MinValueValidator(0)])]
