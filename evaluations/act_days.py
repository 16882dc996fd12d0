"""The order of the decisions on one certificate: none rests on a state that was not yet there."""

from datetime import date

from django.utils.translation import gettext as _

from .models import Certificate


def before_last(certificate: Certificate, decided_on: date) -> str:
    """Say that a decision is dated before the last one on the certificate; empty: it is not."""
    last = certificate.acts.order_by("-decided_on", "-pk").first()
    if last is None or decided_on >= last.decided_on:
        return ""
    words = {"number": last.decision_no, "day": f"{last.decided_on:%d/%m/%Y}"}
    return (
        _("Ngày quyết định không được trước ngày %(day)s của quyết định số %(number)s trước đó.")
        % words
    )
