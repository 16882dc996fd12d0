"""What people write on sheets and in feedback: composed letters, nothing unreadable, a length."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _


def written(text: str, name: str, longest: int) -> str:
    """Return the text as it is kept; what cannot be is refused beside the field `name`."""
    kept = unicodedata.normalize("NFC", text).strip()
    try:
        ProhibitNullCharactersValidator()(kept)
    except ValidationError as refusal:
        raise ValidationError({name: refusal}) from refusal
    if len(kept) > longest:
        raise ValidationError({name: _("Tối đa %(count)s ký tự.") % {"count": longest}})
    return kept
