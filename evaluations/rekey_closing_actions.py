"""What ends a typed paper sheet without its counting: sent back, withdrawn, or overtaken."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import notify
from accounts.models import User
from accounts.workflow import move
from councils.actions import tidy
from territories import clock

from . import recording
from .blinding import name_for_members
from .models import Rekeying, ScoreSheet
from .rekeying import why_not_decide
from .seal import refusals_in_words
from .states import REKEYING

DECIDED = ("decided_by", "decided_at", "reason")


def held_for_decision(rekeying: Rekeying) -> Rekeying:
    """Lock what was typed and read along what is asked of it."""
    rows = Rekeying.objects.select_for_update(of=("self",)).select_related(
        "evaluation__sitting__council",
        "evaluation__submission__criteria_set__regulation",
        "member__user",
        "scan",
        "keyed_by",
    )
    return rows.get(pk=rekeying.pk)


def send_back(*, rekeying: Rekeying, reason: str, by: User) -> Rekeying:
    """Give it back to who typed it, with the reason; it is kept, and typed anew."""
    with refusals_in_words():
        held = held_for_decision(rekeying)
        if text := why_not_decide(held, by):
            raise ValidationError(text)
        done = _end(held, "send_back_rekeyed", by, _asked(reason))
        recording.append(
            "rekeying_sent_back", by=by, target=held.evaluation, about=held.user_id,
            words=held.reason, rekeying=held.pk, pass_no=held.pass_no,
        )  # fmt: skip
        evaluation = held.evaluation
        notify(
            province=held.province,
            to=held.keyed_by,
            text=gettext_noop("Phiếu nhập lại bị trả lại: %(what)s, %(who)s. %(reason)s")
            % {
                "what": name_for_members(evaluation),
                "who": held.member.user,
                "reason": held.reason,
            },
            link=reverse("rekey", args=[held.province.slug, evaluation.pk, held.member_id]),
        )
        return done


def withdraw(*, rekeying: Rekeying, reason: str, by: User) -> Rekeying:
    """Take it back before it is confirmed; whoever runs the sitting may, with a reason."""
    with refusals_in_words():
        held = held_for_decision(rekeying)
        done = _end(held, "withdraw_rekeyed", by, _asked(reason))
        recording.append(
            "rekeying_withdrawn", by=by, target=held.evaluation, about=held.user_id,
            words=held.reason, rekeying=held.pk, pass_no=held.pass_no,
        )  # fmt: skip
        what = {"what": name_for_members(held.evaluation), "reason": held.reason}
        notify(
            province=held.province,
            to=held.member.user,
            text=gettext_noop("Bản nhập phiếu giấy của anh/chị bị rút: %(what)s. %(reason)s")
            % what,
            link=reverse("rekeyed", args=[held.province.slug, held.pk]),
        )
        return done


def overtake(*, sheet: ScoreSheet, by: User) -> None:
    """The member hands in himself: what somebody typed for him and nobody confirmed is over."""
    _wait_for_typist(sheet)
    rows = Rekeying.objects.waiting().filter(
        evaluation=sheet.evaluation_id, member=sheet.member_id, pass_no=sheet.pass_no
    )
    for held in rows.select_for_update(of=("self",)).select_related("evaluation"):
        _end(held, "overtake_rekeyed", by, "")
        recording.append(
            "rekeying_overtaken", by=by, target=held.evaluation, about=held.user_id,
            rekeying=held.pk, pass_no=held.pass_no,
        )  # fmt: skip


def _wait_for_typist(sheet: ScoreSheet) -> None:
    """Let who types this sheet at the same moment finish: what he typed is then there to end.

    The product first, then the place before it, as the typist takes them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM evaluations_evaluation WHERE id = %s FOR SHARE", [sheet.evaluation_id]
        )
        cursor.execute(
            "SELECT FROM evaluations_panel WHERE evaluation_id = %s AND member_id = %s FOR SHARE",
            [sheet.evaluation_id, sheet.member_id],
        )


def _asked(reason: str) -> str:
    if not tidy(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    return tidy(reason)[:300]


def _end(held: Rekeying, verb: str, by: User, reason: str) -> Any:
    held.decided_by, held.decided_at, held.reason = by, clock.now(), reason
    facts = {"member": held.member, "number": held.number, "reason": reason}
    return move(held, verb, by=by, table=REKEYING, also=DECIDED, **facts)
