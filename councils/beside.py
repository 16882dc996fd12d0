"""Which field of a form or of the API a constraint's words belong to."""

from collections.abc import Collection

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

BESIDE = {
    "councils_decision_once": "decision_no",
    "councils_district_has_unit": "unit",
    "councils_quorum_share": "quorum_numerator",
    "councils_passes": "passes",
    "councils_member_once": "email",  # by which people are appointed
    "councils_one_chair": "title",
    "councils_adviser_once": "email",
    "councils_written_has_deadline": "answers_due",
    "councils_deadline_after_beginning": "answers_due",
}


class BesideFields(models.Model):
    """Puts a broken constraint's words beside their field; of no one field's, they go on top."""

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check one by one, as Django does: what is refused does not say by which it was."""
        found: dict[str, list[ValidationError]] = {}
        for model, constraints in self.get_constraints():
            for one in constraints:
                try:
                    one.validate(model, self, exclude=exclude)
                except ValidationError as refusal:
                    place = BESIDE.get(one.name, NON_FIELD_ERRORS)
                    found.setdefault(place, []).extend(refusal.error_list)
        if found:
            raise ValidationError(found)
