"""What the demo's offices do alike: seat a council's members, decide, print certificates."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date

from accounts.models import User
from councils import actions as councils
from councils.models import Council
from evaluations import decision_actions, printing
from evaluations.models import Decision, Evaluation
from territories.models import Province

from . import papers
from .people import acting

Acting = Callable[[str, date], AbstractContextManager[tuple[Province, User]]]
DEPUTY = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"


def seat(council: Council, seats: Iterable[tuple[str, str, str, bool]], by: User) -> Council:
    """Appoint the members; a seat: login, title, organisation, whether he scores."""
    for login, title, organisation, scores in seats:
        councils.appoint_member(
            council=council,
            by=by,
            email=f"{login}@ocop.example",
            title=title,
            organisation=organisation,
            scores=scores,
        )
    return council


def decide(
    rows: Sequence[Evaluation],
    drafted: tuple[str, date],
    signed: tuple[str, date],
    *,
    number: str,
    title: str,
    kind: str = Decision.Kind.RECOGNITION,
    signer_title: str = DEPUTY,
    acting: Acting = acting,
) -> Decision:
    """Let an office draft and its leader issue a decision (who, when); print what it recognises."""
    with acting(*drafted) as (province, by):
        for row in rows:
            row.refresh_from_db()
        decision = decision_actions.draft_decision(
            province=province, kind=kind, title=title, evaluations=list(rows), by=by
        )
    with acting(*signed) as (_province, by):
        decision = decision_actions.issue_decision(
            decision=decision,
            number=number,
            signed_on=signed[1],
            signer=by.full_name,
            signer_title="CHỦ TỊCH" if decision.unit_id else signer_title,  # a district's own
            by=by,
            upload=papers.scan("Quyết định", number),
        )
        if kind == Decision.Kind.RECOGNITION:
            # No worker runs yet while an empty database is filled: every step is taken here.
            job = printing.job_of(decision)
            while printing.print_step(job.pk):
                pass
    return decision
