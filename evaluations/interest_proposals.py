"""Interests as rows: what the portal finds by itself, what was recorded, what still waits (R20)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Assignment, JournalEntry, User
from councils.models import Member, Sitting
from files.models import StoredFile
from producers.models import Producer, ProducerAccount
from products.models import Dossier
from territories import clock

from . import recording
from .interests import Party, Person, links
from .models import AdvisoryReport, Evaluation, Interest, InterestAnswer, Panel

Ground, Verdict = Interest.Ground, InterestAnswer.Verdict
OWN_WORD = (Ground.DECLARED, Ground.PRODUCER)
LONGEST = 300
AHEAD = "declare_interest_ahead"  # in the journal: of a producer none of whose products is there


def unanswered(evaluation: Evaluation) -> QuerySet:
    """Return the interests of members still on the panel on which nobody has decided."""
    return waiting().filter(evaluation=evaluation)


def waiting() -> QuerySet:
    """Return the same of every evaluation."""
    final = InterestAnswer.objects.filter(interest=OuterRef("pk"))
    seated = Panel.objects.filter(
        evaluation=OuterRef("evaluation"), member=OuterRef("member")
    ).exclude(state=Panel.State.RECUSED)
    return Interest.objects.filter(~Exists(final.exclude(verdict=Verdict.REFERRED)), Exists(seated))


def for_secretary() -> Q:
    """Return the condition on what a secretary may rule on: not what was left to the chair."""
    referred = InterestAnswer.objects.filter(interest=OuterRef("pk"), verdict=Verdict.REFERRED)
    only_head = Q(member__title=Member.Title.CHAIR, evaluation__sitting__presided_by=None)
    return ~Exists(referred) | only_head


def names_waiting(evaluation: Evaluation, leaving: Iterable[int] = ()) -> list[str]:
    """Return on whose interests nobody has decided, as often as one has any.

    leaving: members whom the press that is thought of takes out; theirs need no ruling then.
    """
    rows = unanswered(evaluation).exclude(member__in=leaving).select_related("member__user")
    return [str(one.member.user) for one in rows.order_by("member__ordinal", "pk")]


def with_waiting(rows: QuerySet[Evaluation], user: User) -> QuerySet[Evaluation]:
    """Read along how many interests wait for a ruling, and whether the person's own does."""
    here = waiting().filter(evaluation=OuterRef("pk"))
    count = here.order_by().values("evaluation").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        interests_waiting=Coalesce(Subquery(count), 0),
        own_interest_waits=Exists(here.filter(member__user=user)),
    )


def note(
    evaluation: Evaluation,
    member: Member,
    ground: str,
    text: str,
    by: User,
    verdict: str = "",
    reason: str = "",
) -> Interest:
    """Write an interest down, with its answer where it has one already."""
    own = {"province_id": evaluation.province_id, "by": by}
    row = Interest.objects.create(
        evaluation=evaluation, member=member, ground=ground, text=text[:LONGEST], **own
    )
    if verdict:
        InterestAnswer.objects.create(interest=row, verdict=verdict, reason=reason, **own)
    recording.append(
        "interest_noted",
        by=by,
        target=evaluation,
        about=member.user_id,
        words=row.text,
        ground=str(ground),
        verdict=str(verdict),
    )
    return row


@transaction.atomic
def recuse_by_office(
    act: Callable[..., Panel], *, evaluation: Evaluation, member: Member, reason: str, by: User
) -> Panel:
    """Recuse a member by the act given, and keep the row for the minutes."""
    place = act(evaluation, member, Panel.State.RECUSED, reason, by)
    note(evaluation, member, Ground.RECORDED, place.reason, by, Verdict.RECUSED)
    return place


def propose(evaluation: Evaluation, by: User) -> list[Interest]:
    """Write down the links of the members who sit that are not yet known."""
    return [
        note(evaluation, place.member, ground, text or ground, by)
        for place, ground, text in look(evaluation)
    ]


def look(evaluation: Evaluation) -> list[tuple[Panel, str, str]]:
    """Look for links of the members who sit: who, on which ground, by which words; only new."""
    panel = list(evaluation.panel.exclude(state=Panel.State.RECUSED).select_related("member__user"))
    known = set(Interest.objects.filter(evaluation=evaluation).values_list("member_id", "ground"))
    party, helpers = party_of(evaluation), helpers_of(evaluation, [p.user_id for p in panel])
    persons = persons_of(panel)
    told = declared_before(evaluation)
    seen = []
    for place in panel:
        found = [
            *links(persons[place.member_id], party),
            *helpers.get(place.user_id, ()),
        ]
        if place.user_id in told:
            found.append((Ground.PRODUCER.value, told[place.user_id]))
        seen += [
            (place, ground, text)
            for ground, text in dict(found).items()
            if (place.member_id, ground) not in known
        ]
    return seen


def party_of(evaluation: Evaluation) -> Party:
    """Return the producer as the frozen copy names it."""
    copy = evaluation.submission.snapshot
    producer, commune = copy["producer"], copy["commune"]
    names = ("name", "tax_code", "representative", "phone", "email")
    facts = {name: producer.get(name) or "" for name in names}
    return Party(
        **facts, commune=commune.get("full_name", ""), commune_code=commune.get("code", "")
    )


def persons_of(panel: Iterable[Panel]) -> dict[int, Person]:
    """Return the members with their offices and the producers for which they act."""
    panel = list(panel)
    users = [place.user_id for place in panel]
    own: dict[int, list[Party]] = {}
    acting = ProducerAccount.objects.filter(user__in=users).select_related("producer")
    for row in acting:
        own.setdefault(row.user_id, []).append(_party(row.producer))
    offices: dict[int, set[str]] = {}
    duties = Assignment.objects.on(clock.today()).filter(user__in=users, unit__isnull=False)
    for user, code in duties.values_list("user_id", "unit__code"):
        offices.setdefault(user, set()).add(code)
    return {
        place.member_id: Person(
            name=place.member.user.full_name,
            phone=place.member.user.phone,
            email=place.member.user.email,
            organisation=place.member.organisation,
            acts_for=tuple(own.get(place.user_id, ())),
            commune_codes=frozenset(offices.get(place.user_id, ())),
        )
        for place in panel
    }


def _party(producer: Producer) -> Party:
    names = ("name", "tax_code", "representative", "phone", "email")
    return Party(**{name: getattr(producer, name) or "" for name in names})


def helpers_of(evaluation: Evaluation, users: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Return who of these people had a hand in the dossier, or advised on it."""
    submission = evaluation.submission
    helped, advised = Q(), Q(evaluation__submission=submission)
    if submission.participation_id:
        way = submission.participation_id
        dossiers = Dossier.objects.filter(participation=way).values_list("pk", flat=True)
        helped = Q(target_type="products.dossier", target_id__in=list(dossiers))
        advised = Q(evaluation__submission__participation=way)
    found: dict[int, list[tuple[str, str]]] = {}
    files = StoredFile.objects.filter(sha256__in=submission.snapshot.get("files", ()))
    hands = set(files.filter(uploaded_by__in=users).values_list("uploaded_by", flat=True))
    if helped:
        acts = JournalEntry.objects.filter(helped, by__in=users)
        hands |= set(acts.values_list("by", flat=True))
    for user in hands:
        found.setdefault(user, []).append((Ground.HELPED.value, str(Ground.HELPED.label)))
    reports = AdvisoryReport.objects.filter(advised, written_by__in=users)
    for user in set(reports.values_list("written_by", flat=True)):
        found.setdefault(user, []).append((Ground.ADVISED.value, str(Ground.ADVISED.label)))
    return found


def producer_key(evaluation: Evaluation) -> str:
    """Return what names a product's producer, whichever province it is of."""
    submission = evaluation.submission
    return f"{submission.origin}:{submission.snapshot['producer'].get('id')}"


def declared_before(evaluation: Evaluation) -> dict[int, str]:
    """Return who of this council declared an interest in the producer before, and his words."""
    council, submission = evaluation.sitting.council_id, evaluation.submission
    ahead = JournalEntry.objects.filter(
        verb=AHEAD,
        target_type=Sitting._meta.label_lower,
        target_id__in=Sitting.objects.filter(council=council).values("pk"),
        facts__producer=producer_key(evaluation),
    )
    rows = Interest.objects.filter(
        ground=Ground.PRODUCER,
        member__council=council,
        evaluation__submission__snapshot__producer__id=submission.snapshot["producer"].get("id"),
        evaluation__submission__origin=submission.origin,
    ).exclude(evaluation=evaluation)
    said = dict(ahead.order_by("pk").values_list("by", "facts__reason"))
    return said | dict(rows.order_by("pk").values_list("member__user", "text"))


def rows_of(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return who, what, when and why, for the page and the minutes."""
    rows = evaluation.interests.select_related("member__user", "by").prefetch_related("answers__by")
    return [
        {
            "interest": row,
            "answers": list(row.answers.all()),
            "is_final": any(one.verdict != Verdict.REFERRED for one in row.answers.all()),
            "is_referred": any(one.verdict == Verdict.REFERRED for one in row.answers.all()),
        }
        for row in rows
    ]
