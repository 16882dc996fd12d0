"""Two people write the same at one instant: the second hears what he would a moment later."""

from functools import cache

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import BaseConstraint
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from psycopg2.errors import ExclusionViolation, UniqueViolation


def in_words(collision: IntegrityError) -> ValidationError:
    """Return the words of the rule that the database kept; what is no such rule is raised on."""
    cause = collision.__cause__
    if not isinstance(cause, UniqueViolation | ExclusionViolation):
        raise collision
    words = _rules().get(cause.diag.constraint_name)
    if words is None:
        words = _("Vừa có người ghi cùng nội dung này. Hãy tải lại trang xem đã có chưa.")
    return ValidationError(words, code="at_once")


@cache
def _rules() -> dict[str, str | Promise]:
    """Return what a form says when a constraint is broken, by the constraint's name."""
    usual = BaseConstraint.default_violation_error_message
    return {
        rule.name: rule.violation_error_message
        for model in apps.get_models()
        for rule in model._meta.constraints
        if rule.violation_error_message != usual
    }
