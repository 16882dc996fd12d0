"""A field of a model with bounds that forms, API and rows all ask for."""

from typing import Any


class Bounded:
    """A field with `bounds` of ours; to the migrations it is as plain as the database keeps it."""

    def __init__(self, *args: Any, bounds: list[Any], **kwargs: Any) -> None:
        self.bounds = bounds
        super().__init__(*args, **kwargs)

    @property
    def validators(self) -> list[Any]:
        """Add the bounds to what else is asked of the value."""
        return [*super().validators, *self.bounds]

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Be a plain field to the migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Let a form say it beside the box, before anything is done: not every one asks the row."""
        return super().formfield(validators=[*kwargs.pop("validators", ()), *self.bounds], **kwargs)
