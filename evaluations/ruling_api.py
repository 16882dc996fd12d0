"""The API's rulings on minimums and knock-outs: the same actions as the pages (R9, R13)."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from . import closing_actions
from .sitting_serializers import RulingSerializer


def _not_of_set(pk: int) -> str:
    """Name what is not asked of the product, where several may be sent at once."""
    return _("Bộ tiêu chí của sản phẩm này không có điều số %(id)s.") % {"id": pk}


class OfRulings:
    """What the viewset of products can do with rulings."""

    @action(detail=True, methods=["post"])
    def rulings(self, request: Request, **kwargs: Any) -> Response:
        """Write down a conclusion of the council."""
        evaluation, facts = self.asked()
        criteria_set = evaluation.submission.criteria_set
        known = {"minimum": criteria_set.minimums, "knock_out": criteria_set.knock_outs}
        given = {name: facts.pop(name) for name in known if name in facts}
        if len(given) != 1:
            words = _("Ghi kết luận về một điều: «minimum» hoặc «knock_out».")
            raise ValidationError({name: [words] for name in known})
        clauses = {name: known[name].filter(pk=pk).first() for name, pk in given.items()}
        if unknown := [name for name, row in clauses.items() if row is None]:
            raise ValidationError({name: [_not_of_set(given[name])] for name in unknown})
        ruling = closing_actions.rule(evaluation=evaluation, by=request.user, **clauses, **facts)
        return Response(RulingSerializer(ruling).data, 201)

    @action(detail=True, methods=["post"], url_path="rulings/each")
    def rule_each(self, request: Request, **kwargs: Any) -> Response:
        """Write down what the council concludes on several minimums, all or none."""
        evaluation, facts = self.asked()
        rows = facts["rulings"]
        minimums = evaluation.submission.criteria_set.minimums.select_related("criterion")
        known = minimums.in_bulk([one["minimum"] for one in rows])
        refusals = [
            {} if one["minimum"] in known else {"minimum": [_not_of_set(one["minimum"])]}
            for one in rows
        ]
        if any(refusals):
            raise ValidationError({"rulings": refusals})
        given = [
            (known[one["minimum"]], one["stands"], one["reason"] or facts["reason"]) for one in rows
        ]
        rows = closing_actions.rule_each(evaluation=evaluation, given=given, by=request.user)
        return Response(RulingSerializer(rows, many=True).data, 201)

    @action(detail=True, methods=["post"], url_path=r"rulings/(?P<ruling>\d+)/withdraw")
    def withdraw_ruling(self, request: Request, ruling: str, **kwargs: Any) -> Response:
        """Take a conclusion of the council back."""
        row = get_object_or_404(self.get_object().rulings, pk=ruling)
        _evaluation, facts = self.asked()
        closing_actions.withdraw_ruling(ruling=row, by=request.user, **facts)
        return Response(status=204)
