"""On what a certificate's standing rests: published in Vietnamese, read in the reader's tongue."""

import re

from django.utils import translation
from django.utils.translation import gettext as _

from .models import CertificateAct

BY_DECISION = "Quyết định số {number} ngày {day:%d/%m/%Y}"
SUCCEEDED = "; nay là giấy chứng nhận số {successor}"
PUBLISHED = re.compile(
    r"Quyết định số (?P<number>.+?) ngày (?P<day>\d\d/\d\d/\d{4})"
    r"(?:: (?P<ground>.+?))?(?:; nay là giấy chứng nhận số (?P<successor>.+))?"
)


def published_basis(act: CertificateAct, successor: str = "") -> str:
    """Return the act's decision, its ground and what took the certificate's place."""
    basis = BY_DECISION.format(number=act.decision_no, day=act.decided_on)
    if act.ground:
        with translation.override("vi"):
            basis += f": {act.get_ground_display()}"
    return basis + (SUCCEEDED.format(successor=successor) if successor else "")


def basis_in_words(basis: str) -> str:
    """Return the same in the language of who reads; what reads otherwise stays as it stands."""
    found = PUBLISHED.fullmatch(basis)
    if found is None:
        return basis
    said = _("Quyết định số %(number)s ngày %(day)s") % found.groupdict()
    if found["ground"]:
        said += f": {_(found['ground'])}"
    if found["successor"]:
        said += "; " + _("nay là giấy chứng nhận số %(successor)s") % found.groupdict()
    return said
