"""Acts on the papers of a sitting: read the facts, have them printed, keep what was printed."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import jobs, journal
from accounts.actions import notify
from accounts.models import Job, JournalEntry, User
from accounts.tongue import in_vietnamese
from councils.models import Adviser, Council, Member, Sitting
from files import intake
from territories import clock

from . import paper_acts, paper_sheets, paper_words, presiding, recording
from .competence import district_deciding
from .minutes import NOT_JUDGED, Facts, assemble
from .models import Evaluation, Panel, Paper, PaperSet, ScoreSheet
from .papers import Plan, bundle, digest, plan, print_paper
from .resting import say_run_on
from .states import EvaluationStatus, SheetStatus

MAKING = "evaluations.make_papers"  # the name of the task
BUNDLE_SUFFIX = ".zip"
STEP_SECONDS = 1.0  # after that the progress is committed and shows


def read_facts(sitting: Sitting) -> Facts:
    """Read what the papers say; refused while a product's result is not fixed (R19)."""
    sitting = _whole(sitting)
    sealed = recording.seal_of(sitting)
    rows = list(_agenda(sitting))
    if waiting := why_not_yet(rows):
        raise ValidationError(waiting, code="unfinished")
    say_run_on(rows)
    sheets = ScoreSheet.objects.filter(
        evaluation__sitting=sitting, status=SheetStatus.SUBMITTED
    ).select_related("member__user", "rekeying__keyed_by", "rekeying__decided_by", "rekeying__scan")
    order = ("evaluation__ordinal", "member__ordinal", "member_id", "pass_no", "version")
    with translation.override("vi"):  # the papers are Vietnamese, whoever asks for them
        facts = assemble(
            sitting=sitting,
            attendance=list(sitting.attendance.all()),
            evaluations=rows,
            taken_off=_reasons([one.pk for one in rows]),
            sheets=sheets.order_by(*order),
            head_hash=f"{sealed.last}:{sealed.head}" if sealed else "",
            extensions=_extensions(sitting),
            hours=_hours(sitting),
        )
        presiding.tell(facts, sitting)
    units = {
        one.pk: district_deciding(one) for one in rows if one.level == Council.Level.PROVINCIAL
    }
    for one in facts["products"]:
        if unit := units.get(one["evaluation"]):
            one["given_to"] = unit.full_name
    return facts


def why_not_yet(rows: list[Evaluation]) -> str:
    """Say why no paper can be made: before every result is fixed there is no total to tell."""
    judged = [one for one in rows if one.status not in NOT_JUDGED]
    if not judged and not any(one.status == EvaluationStatus.TO_MEETING for one in rows):
        return _("Chương trình phiên họp chưa có sản phẩm nào được đánh giá.")
    waiting = [one for one in judged if one.concluded_at is None or one.opened_at is None]
    if not waiting:
        return ""
    return _(
        "Chưa lập được hồ sơ: còn %(count)s sản phẩm chưa kết luận, đầu tiên là %(first)s."
    ) % {
        "count": len(waiting),
        "first": waiting[0].submission.product_code,
    }


def _whole(sitting: Sitting) -> Sitting:
    members = Member.objects.select_related("user")
    advisers = Adviser.objects.select_related("user")
    rows = Sitting.objects.select_related("province", "council__unit", "presided_by__user")
    rows = rows.prefetch_related(
        Prefetch("council__members", members),
        Prefetch("council__advisers", advisers),
        "attendance",
        "council__rules_versions__by",
    )
    return rows.get(pk=sitting.pk)


def _agenda(sitting: Sitting) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.filter(sitting=sitting).select_related(
        "submission__procedure",
        "submission__participation__procedure",
        "submission__criteria_set__regulation",
        "advisory_report__written_by",
        "confirmed_by",
        "former",
        "appeal__evaluation",
    )
    panel = Panel.objects.select_related("member__user")
    along = paper_acts.read_along()
    return rows.prefetch_related(Prefetch("panel", panel), *along).order_by("ordinal")


def _reasons(evaluations: list[int]) -> dict[int, str]:
    """Return why products were taken off: the journal alone holds it."""
    acts = JournalEntry.objects.filter(
        target_type="evaluations.evaluation", target_id__in=evaluations, verb="cancel"
    )
    return {one.target_id: one.facts.get("reason", "") for one in acts}


def _hours(sitting: Sitting) -> dict[str, str]:
    """Return when a meeting was opened and closed: the journal alone holds it.

    What was pressed on another day than that of the meeting does not tell its hours.
    """
    if sitting.is_written:
        return {}
    acts = JournalEntry.objects.of(sitting).filter(verb__in=("open", "close")).order_by("pk")
    times = {verb: at.astimezone(clock.ZONE) for verb, at in acts.values_list("verb", "at")}
    names = (("open", "opened_at"), ("close", "closed_at"))
    return {
        name: f"{times[verb].hour} giờ {times[verb].minute:02d} phút"
        for verb, name in names
        if verb in times and times[verb].date() == sitting.held_on
    }


def _extensions(sitting: Sitting) -> list[dict[str, Any]]:
    """Return how the deadline of a round moved, and why: the journal alone holds it."""
    if not sitting.is_written:
        return []
    acts = JournalEntry.objects.of(sitting).filter(verb="extend_deadline").order_by("pk")
    return list(acts.values_list("facts", flat=True))


@transaction.atomic
def ask_for_papers(*, sitting: Sitting, by: User) -> PaperSet:
    """Have the papers made from the facts of now; the same facts are not printed twice."""
    held = Sitting.objects.select_for_update().get(pk=sitting.pk)
    facts = read_facts(held)
    sha256 = digest(facts)
    last = held.paper_sets.first()
    if last is not None and last.facts_sha256 == sha256:
        _begin_again(last)
        return last
    highest = held.paper_sets.aggregate(last=Max("version"))["last"] or 0
    row = PaperSet.objects.create(
        province_id=held.province_id,
        sitting=held,
        version=highest + 1,
        facts=facts,
        facts_sha256=sha256,
        is_draft=facts["is_draft"],
        made_by=by,
    )
    jobs.start(
        province=row.province, kind=MAKING, owner=by, subject_id=row.pk, total=len(plan(facts)) + 1
    )
    journal.record(by=by, verb="make_papers", target=held, version=row.version, sha256=sha256)
    return row


def _begin_again(row: PaperSet) -> None:
    """Go on with a making that had failed, where it stopped."""
    job = Job.objects.select_for_update().filter(kind=MAKING, subject_id=row.pk).first()
    if job is not None and job.state == Job.State.FAILED:
        job.state, job.message = Job.State.WAITING, ""
        job.save()
        jobs.send(job)


def job_of(row: PaperSet | None) -> Job | None:
    """Return the job that makes a set."""
    if row is None:
        return None
    return Job.objects.filter(province=row.province_id, kind=MAKING, subject_id=row.pk).first()


def make_step(job_id: int) -> Job | None:
    """Print for about a second and ask for the next step; None: done, or somebody is at it."""
    job = jobs.taken(job_id)
    if job is None:
        return None
    row = PaperSet.objects.select_related("province", "sitting").get(pk=job.subject_id)
    refusal = gettext_noop("Chưa lập xong bộ hồ sơ; hãy thử lại hoặc báo người vận hành.")
    jobs.step(job, lambda: _print_some(row), refusal=refusal)
    if job.state != Job.State.RUNNING:
        _tell(row, job)
    job.save()
    return job


def _print_some(row: PaperSet) -> int:
    """Make what a second allows; return how many are left, the zip among them."""
    facts: Facts = row.facts
    wanted = plan(facts)
    _refuse_unopened(facts)
    made = set(row.papers.values_list("ordinal", flat=True))
    words: dict[str, Any] = paper_words.context(facts)
    until = time.monotonic() + STEP_SECONDS
    for ordinal, one in enumerate(wanted, 1):
        if ordinal in made:
            continue
        _keep(row, ordinal, one, print_paper(one, words, paper_sheets.read))
        made.add(ordinal)
        if time.monotonic() > until:
            break
    else:
        _bundle(row, wanted)
        return 0
    return len(wanted) - len(made) + 1


def _refuse_unopened(facts: Facts) -> None:
    """Ask again before every step: no sheet of a product that is not open may be printed."""
    wanted = [one["evaluation"] for one in facts["products"]]
    opened = Evaluation.objects.filter(opened_at__isnull=False)
    printed = {one["ordinal"] for one in facts["sheets"]}
    sent = [one["evaluation"] for one in facts.get("moved", ()) if one["ordinal"] in printed]
    judged = opened.filter(pk__in=wanted).exclude(concluded_at=None)
    if judged.count() != len(wanted) or opened.filter(pk__in=sent).count() != len(sent):
        raise ValidationError(_("Có sản phẩm chưa mở phiếu."))


def _keep(row: PaperSet, ordinal: int, one: Plan, content: bytes) -> None:
    name = f"{one.key.rpartition('/')[2]}.{one.extension}"
    examined = intake.Examined(name, one.extension, content)
    Paper.objects.create(
        province_id=row.province_id,
        paper_set=row,
        ordinal=ordinal,
        key=one.key,
        title=one.title[:300],
        file=intake.keep(examined, province=row.province, by=None),
    )


def _bundle(row: PaperSet, wanted: list[Plan]) -> None:
    files = [one.file.sha256 for one in row.papers.select_related("file").order_by("ordinal")]
    read = (
        (one, sha256, intake.path_of(sha256).read_bytes())
        for one, sha256 in zip(wanted, files, strict=True)
    )
    content = bundle(row.facts, read)
    row.bundle_sha256 = hashlib.sha256(content).hexdigest()
    row.bundle_size = len(content)
    intake.write_once(row.bundle_sha256, content, BUNDLE_SUFFIX)
    row.save(update_fields=["bundle_sha256", "bundle_size"])


@in_vietnamese
def _tell(row: PaperSet, job: Job) -> None:
    text = job.message or _("Bộ hồ sơ %(sitting)s đã lập xong.") % {"sitting": row.sitting}
    link = f"/{row.province.slug}/phien-hop/{row.sitting_id}/ho-so/"
    notify(province=row.province, to=job.owner, text=text, link=link)
