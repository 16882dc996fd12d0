"""Appeals for the access matrix: one at each point of its way, behind every address of theirs."""

from collections.abc import Callable
from typing import Any

from evaluations import appeal_actions
from evaluations.appeals import WhatIf
from evaluations.models import Appeal, Evaluation
from tests.cast import person
from tests.evaluations.decided import draft, issue, soat
from tests.evaluations.sittings import acting
from tests.factories import make_upload


def _filed(evaluation: Evaluation, files: int = 0) -> Appeal:
    san = person("san")
    with acting("san"):
        uploads = [make_upload(f"KN{n}.pdf", f"kn{evaluation.pk}-{n}") for n in range(files)]
        return appeal_actions.file_appeal(
            evaluation=evaluation, reason="Tỏi đạt mức cao hơn.", files=uploads, by=san
        )


def _registered(evaluation: Evaluation) -> Appeal:
    appeal, binh = _filed(evaluation), person("binh")
    with acting("binh"):
        number = f"{evaluation.pk}/KN"
        return appeal_actions.register_appeal(appeal=appeal, register_no=number, by=binh)


def _examined(evaluation: Evaluation) -> Appeal:
    appeal, kiem = _registered(evaluation), person("kiem")
    with acting("binh"):
        return appeal_actions.name_rapporteur(appeal=appeal, rapporteur=kiem, by=person("binh"))


def _reported(evaluation: Evaluation) -> Appeal:
    appeal, kiem = _examined(evaluation), person("kiem")
    with acting("kiem"):
        return appeal_actions.report_appeal(
            appeal=appeal, findings="Tỏi: không có căn cứ.", what_if=WhatIf(), by=kiem
        )


def add_appeals(own: dict[str, Any], result: Callable[..., Evaluation]) -> None:
    """Put appeals behind their addresses; `result` makes a result of Lý Sơn."""

    def told(name: str) -> Evaluation:
        row = result(name, confirmed_by=soat())
        issue(draft(row), number=f"{row.pk}/QĐ-KN")
        return row

    own["appeal_new"] = {"pk": told("Tỏi L").pk}
    filed = _filed(told("Tỏi M"), files=1)
    seen = _reported(told("Tỏi N"))
    for row, names in (
        (filed, ("register", "withdraw")),
        (_registered(told("Tỏi O")), ("rapporteur",)),
        (_examined(told("Tỏi P")), ("report", "preview")),
        (seen, ("decide", "detail")),
    ):
        for name in names:
            own[f"appeal_{name}"] = own[f"api_appeal-{name}"] = {"pk": row.pk}
    own["appeal"] = {"pk": seen.pk}
    sha256 = filed.files.select_related("file").get().file.sha256
    own["appeal_file"] = {"pk": filed.pk, "sha256": sha256}
