"""Texts that people write: as long as anybody honestly needs, and no longer."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

LONGEST = 20_000  # some eight printed pages
LONGEST_REASON = 5_000  # reasons, answers, remarks


class LongText(models.TextField):
    """A text of a person's, bounded at every door: by the forms, by the API and by its save.

    In a box no attribute cuts it: who pastes more is told how long it is, and loses nothing.
    """

    def __init__(self, *args: Any, at_most: int = LONGEST, **kwargs: Any) -> None:
        self.at_most = at_most
        super().__init__(*args, **kwargs)

    @property
    def validators(self) -> list[Any]:
        """Add the bound to what else is asked of the text."""
        return [*super().validators, MaxLengthValidator(self.at_most)]

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Be a plain text to the migrations: the database keeps it as one."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Let a form say it beside the box, before anything is done."""
        given = kwargs.pop("validators", ())
        bound = MaxLengthValidator(self.at_most)
        return super().formfield(validators=[*given, bound], **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Refuse what came past every form."""
        value = super().pre_save(model_instance, add)
        try:
            MaxLengthValidator(self.at_most)(value if isinstance(value, str) else "")
        except ValidationError as refusal:
            raise ValidationError({self.name: refusal}) from refusal
        return value
