"""Score sheets on paper in a few words: print one, type one in, confirm it."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations import rekey_actions
from evaluations.models import Evaluation, Rekeying, ScoreSheet
from ocop_portal.demo.marks import marks_for
from tests.cast import person
from tests.factories import make_upload

from .sittings import acting, rules_of

WHY = "Mất mạng, máy tính bảng hỏng"


def member_of(evaluation: Evaluation, login: str) -> Any:
    """Return a person's seat in the council."""
    return evaluation.panel.select_related("member__user").get(user=person(login)).member


def answers_for(
    evaluation: Evaluation, total: int = 75, *, star: int = 0, **over: dict[str, Any]
) -> list[tuple[str, int, dict[str, Any]]]:
    """Return levels of this total as the form sends them."""
    marks = marks_for(rules_of(evaluation), total, star=star)
    return [(key, 0, {"level": level} | over.get(key, {})) for key, level in marks.items()]


def typed(
    evaluation: Evaluation, login: str = "minh", total: int = 75, *, by: str = "thao", **over: Any
) -> Rekeying:
    """Let the secretary type a member's paper sheet in."""
    evaluation.refresh_from_db()
    scan: SimpleUploadedFile | None = over.pop("scan", None) or make_upload("Phiếu.pdf", login)
    facts = {"note": WHY, "scan": scan, "answers": answers_for(evaluation, total)} | over
    with acting(by):
        return rekey_actions.key_in(
            evaluation=evaluation, member=member_of(evaluation, login), by=person(by), **facts
        )


def confirmed(rekeying: Rekeying, by: str = "minh") -> ScoreSheet:
    """Let a second person confirm."""
    with acting(by):
        return rekey_actions.confirm(rekeying=Rekeying.objects.get(pk=rekeying.pk), by=person(by))
