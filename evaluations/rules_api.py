"""Councils through the API: the chair's change of frozen rules enters the record."""

from councils.api import CouncilViewSet

from .rules_actions import amend_rules


class RecordedCouncilViewSet(CouncilViewSet):
    """Councils, the people in them and their planned sittings."""

    amend = staticmethod(amend_rules)
