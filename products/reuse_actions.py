"""A renewal's dossier begun from what was judged before, and not from an empty page (7.5, 7.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from accounts.tongue import in_vietnamese
from files.models import StoredFile
from producers.eligibility import PaperState, paper_on
from regulations.models import CriteriaSet
from regulations.selection import unchanged_criteria
from territories import clock

from .dossier_actions import locked, start_dossier, tell_writers
from .dossier_facts import TEXTS, WARN_DAYS, applicable_set
from .models import Dossier, Evidence, Participation, SelfAssessment, Submission
from .review_actions import round_of_request


@dataclass
class Reused:
    """What came over, and what did not and why; criteria by their codes, papers by their titles."""

    answers: int = 0
    papers: int = 0
    cleared: list[str] = field(default_factory=list)  # the question is another one now (R1)
    ended: list[str] = field(default_factory=list)  # the paper will not hold at the sitting (R14)


def may_reuse(participation: Participation) -> bool:
    """Tell whether there is an earlier dossier to begin from."""
    return participation.previous_id is not None


def needed_until(participation: Participation) -> date:
    """Return the day on which papers must still hold: the end of the round, as far as known."""
    today = clock.today()
    found = round_of_request(participation, today)
    return found.held_before if found else today + timedelta(days=WARN_DAYS)


@transaction.atomic
def reuse_previous(*, participation: Participation, by: User) -> Reused:
    """Fill what is still empty from the dossier that was judged; write over nothing (R1, R14)."""
    dossier = start_dossier(participation=participation, by=by)
    row = locked(participation)
    if not may_reuse(row):
        raise ValidationError(_("Sản phẩm chưa có hồ sơ lần trước để lấy lại."))
    previous = Submission.objects.select_related("criteria_set").get(pk=row.previous_id)
    today = applicable_set(row)
    before, now = previous.criteria_set.as_rules(), today.as_rules()
    same = unchanged_criteria(before, now)
    done = Reused()
    _take_texts(dossier, previous.snapshot)
    _take_answers(dossier, previous.snapshot, today, same, done)
    _take_evidence(dossier, previous, today, same, needed_until(row), done)
    facts = {"answers": done.answers, "papers": done.papers}
    journal.record(
        by=by,
        verb="reuse_previous",
        target=dossier,
        receipt=previous.receipt_no,
        cleared=done.cleared,
        ended=done.ended,
        **facts,
    )
    if done.cleared or done.ended:
        tell_writers(row, words_of(done), by)
    return done


@in_vietnamese
def words_of(done: Reused) -> str:
    """Say what came over and what must be done anew."""
    parts = [
        _("Lấy lại %(answers)s câu trả lời, %(papers)s tài liệu của hồ sơ lần trước.")
        % {"answers": done.answers, "papers": done.papers}
    ]
    if done.cleared:
        parts.append(
            _("Tiêu chí đã thay đổi, phải trả lời lại: %s.") % ", ".join(sorted(done.cleared))
        )
    if done.ended:
        parts.append(
            _("Không lấy lại vì hết hạn trước ngày họp: %s.") % "; ".join(sorted(done.ended))
        )
    return " ".join(parts)


def _take_texts(dossier: Dossier, copy: dict[str, Any]) -> None:
    texts = copy.get("form_02", {})
    taken = [name for name in TEXTS if texts.get(name) and not getattr(dossier, name)]
    for name in taken:
        setattr(dossier, name, texts[name])
    if taken:
        dossier.version += 1
        dossier.save(update_fields=[*taken, "version"])


def _take_answers(
    dossier: Dossier, copy: dict[str, Any], today: CriteriaSet, same: frozenset[str], done: Reused
) -> None:
    criteria = {one.key: one for one in today.criteria.prefetch_related("levels")}
    answered = {one.criterion_id for one in dossier.assessments.all()}
    for answer in copy["answers"]:
        key = answer["criterion"]
        if answer["ordinal"] is None and not answer["description"]:
            continue
        if key not in same:
            done.cleared.append(answer["code"])
            continue
        criterion = criteria[key]
        if criterion.pk in answered:
            continue
        levels = {level.ordinal: level for level in criterion.levels.all()}
        SelfAssessment.objects.create(
            province_id=dossier.province_id,
            dossier=dossier,
            criterion=criterion,
            level=levels.get(answer["ordinal"]),
            description=answer["description"],
        )
        done.answers += 1


def _take_evidence(
    dossier: Dossier,
    previous: Submission,
    today: CriteriaSet,
    same: frozenset[str],
    until: date,
    done: Reused,
) -> None:
    known = {(one.file.sha256, one.title) for one in dossier.evidence.select_related("file")}
    criteria = {one.key: one for one in today.criteria.all()}
    papers = {one.code: one for one in today.regulation.papers.all()}
    for piece in previous.snapshot["evidence"]:
        sha256 = piece["file"]["sha256"]
        if (sha256, piece["title"]) in known:
            continue
        issued, expires = _day(piece["issued_on"]), _day(piece["expires_on"])
        state = paper_on(until, issued_on=issued, expires_on=expires, warn_days=0)
        if state == PaperState.EXPIRED:
            done.ended.append(piece["title"])
            continue
        rows = StoredFile.objects.filter(province=dossier.province_id, sha256=sha256)
        key = piece["criterion"]
        Evidence.objects.create(
            province_id=dossier.province_id,
            dossier=dossier,
            # One whose criterion is another now stays with the dossier as a whole (R1).
            criterion=criteria.get(key) if key in same else None,
            paper=papers.get(piece["paper"]),
            file=rows.order_by("pk")[0],
            title=piece["title"],
            number=piece["number"],
            issuer=piece["issuer"],
            issued_on=issued,
            expires_on=expires,
            first_page=piece["first_page"],
        )
        done.papers += 1


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
