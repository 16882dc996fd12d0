"""Twenty sittings at once: their members, sheets and browsers, as copies of the demo's own."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from accounts.permissions import Role
from evaluations.models import ScoreSheet
from territories import clock
from territories.tenancy import WEB, acting_for

from .past_triggers import copy_row, past_triggers

MEMBER = Role.COUNCIL_MEMBER
BEGIN = 20_000_000  # the ids of what is made here
SEALED = ("councils_sitting", *(f"evaluations_{one}" for one in ("evaluation", "panel")))
# Of hall k: council, sitting, product; of seat m in it: person, duty, member, place, sheet.
HALL, SEAT = "{begin} + k", "{begin} + k * 100 + m"
ROWS: tuple[tuple[str, str, str], ...] = (
    ("councils_council", "council", "'id', {hall}, 'decision_no', 'B' || k"),
    ("councils_sitting", "sitting", "'id', {hall}, 'council_id', {hall}, 'presided_by_id', NULL"),
    (
        "products_submission",
        "submission",
        "'id', {hall}, 'version', 9000 + k, 'product_code', 'H' || k, 'receipt_no', 'H' || k",
    ),
    (
        "evaluations_evaluation",
        "evaluation",
        "'id', {hall}, 'submission_id', {hall}, 'sitting_id', {hall}, 'ordinal', 1",
    ),
    (
        "accounts_user",
        "user",
        "'id', {seat}, 'email', 'seat' || {seat} || '@ocop.example'",
    ),
    ("accounts_assignment", "duty", "'id', {seat}, 'user_id', {seat}"),
    (
        "councils_member",
        "member",
        "'id', {seat}, 'user_id', {seat}, 'council_id', {hall}, 'title', 'member'",
    ),
    (
        "evaluations_panel",
        "place",
        "'id', {seat}, 'evaluation_id', {hall}, 'member_id', {seat}, 'user_id', {seat}",
    ),
    (
        "evaluations_scoresheet",
        "sheet",
        "'id', {seat}, 'evaluation_id', {hall}, 'member_id', {seat}, 'user_id', {seat}",
    ),
)


def fill(sheet: ScoreSheet, address: str, halls: int, seats: int) -> None:
    """Make so many halls with so many members each, every one before an empty sheet."""
    place = sheet.evaluation.panel.get(user=sheet.user_id)
    running = sheet.user.assignments.on(clock.today())
    like = {
        "council": sheet.member.council_id,
        "sitting": sheet.evaluation.sitting_id,
        "submission": sheet.evaluation.submission_id,
        "evaluation": sheet.evaluation_id,
        "user": sheet.user_id,
        "duty": running.filter(province=sheet.province_id, role=MEMBER).latest("pk").pk,
        "member": sheet.member_id,
        "place": place.pk,
        "sheet": sheet.pk,
    }
    hall, seat = HALL.format(begin=BEGIN), SEAT.format(begin=BEGIN)
    with past_triggers(address, *SEALED) as cursor:
        for table, name, change in ROWS:
            series = f"generate_series(1, {halls}) k"
            if "{seat}" in change:
                series += f", generate_series(1, {seats}) m"
            change = change.format(hall=hall, seat=seat)
            copy_row(cursor, table, like[name], change, series)


def hall_of(seat: int) -> int:
    """Return the evaluation before which a member sits."""
    return BEGIN + (seat - BEGIN) // 100


def seated() -> Iterator[tuple[int, str]]:
    """Give each sheet's id with the cookie of its member, who is signed in."""
    with acting_for(role=WEB):
        people = User.objects.filter(pk__range=(BEGIN, BEGIN + 1_000_000))
        for pk, person in {one.pk: one for one in people}.items():
            session = SessionStore()
            session["_auth_user_id"] = str(pk)
            session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
            session["_auth_user_hash"] = person.get_session_auth_hash()
            session.create()
            yield pk, session.session_key  # a sheet bears its member's number
