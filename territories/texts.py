"""Texts that people write: as long as anybody honestly needs, and no longer."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from .bounded import Bounded

LONGEST = 20_000  # some eight printed pages
LONGEST_REASON = 5_000  # reasons, answers, remarks


class LongText(Bounded, models.TextField):
    """A text of a person's, bounded at every door: by the forms, by the API and by its save.

    In a box no attribute cuts it: who pastes more is told how long it is, and loses nothing.
    """

    def __init__(self, *args: Any, at_most: int = LONGEST, **kwargs: Any) -> None:
        self.at_most = at_most
        super().__init__(*args, bounds=[MaxLengthValidator(at_most)], **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Refuse what came past every form."""
        value = super().pre_save(model_instance, add)
        try:
            MaxLengthValidator(self.at_most)(value if isinstance(value, str) else "")
        except ValidationError as refusal:
            raise ValidationError({self.name: refusal}) from refusal
        return value
