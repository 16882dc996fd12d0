"""The page on which the chair changes frozen rules: the change enters the record."""

from councils.rules_views import RulesAmendView

from .rules_actions import amend_rules


class RecordedRulesView(RulesAmendView):
    """The chair changes frozen rules for what has not begun."""

    amend = staticmethod(amend_rules)
