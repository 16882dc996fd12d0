"""Writing the evaluation dossier: Forms 01 and 02 and the evidence, while it is a draft."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.actions import notify
from accounts.models import User
from accounts.tongue import in_vietnamese
from accounts.workflow import TransitionRefused
from files import intake
from files.models import StoredFile
from producers.models import ProducerPermit
from regulations.models import CriteriaSet, Criterion, DossierPaper, Level
from regulations.selection import unchanged_criteria
from territories import clock

from . import completeness
from .cycle import Step
from .dossier_facts import EDITABLE, TEXTS, applicable, applicable_set
from .locking import lock
from .models import Dossier, Evidence, Participation, SelfAssessment

WRITABLE = ("declared", *TEXTS, "samples_promised")
EVIDENCE_FACTS = ("title", "number", "issuer", "issued_on", "expires_on", "first_page")
# Form 02, Phần I.7, in the order of the form.
DECLARATIONS = (
    "business",
    "quality",
    "food_safety",
    "production",
    "trademark",
    "right_of_use",
    "patent",
    "design",
    "copyright",
    "other",
)


class _Unchanged:
    """Marks a field that was not sent."""


UNCHANGED: Any = _Unchanged()


@transaction.atomic
def start_dossier(*, participation: Participation, by: User) -> Dossier:
    """Open the dossier once step 5 is reached; return the one that is there, under today's set."""
    row = locked(participation)
    dossier = Dossier.objects.filter(participation=row).first()
    if dossier is None:
        criteria_set = applicable_set(row)
        dossier = Dossier.objects.create(
            province_id=row.province_id,
            participation=row,
            declared=_declared_by_papers(row),
            samples_promised=criteria_set.samples or 0,
        )
        journal.record(by=by, verb="start_dossier", target=dossier)
    use_todays_set(dossier=dossier, by=by)
    return dossier


def locked(participation: Participation) -> Participation:
    """Lock the participation of a dossier that may still be written."""
    row = lock(participation)
    if row.step != Step.EVALUATION or row.status not in EDITABLE:
        raise TransitionRefused(
            _("Hồ sơ không còn ở bước soạn; không sửa được nữa."),
            code="transition",
        )
    return row


def _declared_by_papers(participation: Participation) -> list[str]:
    permits = ProducerPermit.objects.filter(producer=participation.product.producer)
    kinds = set(permits.values_list("kind", flat=True))
    return [kind for kind in DECLARATIONS if kind in kinds]


@transaction.atomic
def use_todays_set(*, dossier: Dossier, by: User) -> int:
    """Bring a draft under today's set: keep unchanged answers, clear the others, say so (R1)."""
    row = locked(dossier.participation)
    today = applicable_set(row)
    answers = dossier.assessments.exclude(criterion__criteria_set=today)
    stray = dossier.evidence.filter(criterion__isnull=False).exclude(criterion__criteria_set=today)
    cleared = _carry_answers(answers, today)
    _carry_evidence(stray, today)
    if cleared:
        text = gettext_noop("Bộ tiêu chí đã thay đổi: %(count)s câu trả lời phải làm lại.")
        tell_writers(row, text % {"count": cleared}, by)
        journal.record(by=by, verb="criteria_changed", target=dossier, cleared=cleared)
    return cleared


def _carry_answers(answers: Iterable[SelfAssessment], today: CriteriaSet) -> int:
    cleared = 0
    for answer in answers.select_related("criterion__criteria_set", "level"):
        new = _same_criterion(answer.criterion, today)
        if new is None:
            answer.delete()
            cleared += 1
            continue
        ordinal = answer.level.ordinal if answer.level else None
        answer.criterion = new
        answer.level = new.levels.get(ordinal=ordinal) if ordinal else None
        answer.save(update_fields=["criterion", "level"])
    return cleared


def _carry_evidence(evidence: Iterable[Evidence], today: CriteriaSet) -> None:
    """Move the papers along; one whose criterion is gone stays with the dossier as a whole."""
    for piece in evidence.select_related("criterion__criteria_set", "paper"):
        papers = today.regulation.papers
        piece.criterion = _same_criterion(piece.criterion, today)
        piece.paper = papers.filter(code=piece.paper.code).first() if piece.paper else None
        piece.save(update_fields=["criterion", "paper"])


def _same_criterion(old: Criterion, today: CriteriaSet) -> Criterion | None:
    if old.key not in unchanged_criteria(old.criteria_set.as_rules(), today.as_rules()):
        return None
    return today.criteria.get(part=old.part, code=old.code)


def tell_writers(participation: Participation, text: str, by: User) -> None:
    """Leave word for those who write the dossier, and for whoever did this."""
    link = reverse("dossier_detail", args=[participation.province.slug, participation.pk])
    people = User.objects.filter(producer_accounts__producer=participation.product.producer_id)
    for user in people.filter(producer_accounts__period__contains=clock.today()) | (
        User.objects.filter(pk=by.pk)
    ):
        notify(province=participation.province, to=user, text=text, link=link)


@transaction.atomic
def write_texts(*, dossier: Dossier, by: User, version: int, **facts: Any) -> Dossier:
    """Write what the producer says in Forms 01 and 02; only the fields that are given."""
    locked(dossier.participation)
    row = Dossier.objects.select_for_update().get(pk=dossier.pk)
    facts = composed({name: value for name, value in facts.items() if name in WRITABLE})
    if "declared" in facts:
        facts["declared"] = [kind for kind in DECLARATIONS if kind in facts["declared"]]
    refuse_stale(row, version, facts)
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean(exclude=["province", "participation"], validate_constraints=False)
    row.save(update_fields=[*facts, "version"])
    return row


def composed(facts: dict[str, Any]) -> dict[str, Any]:
    """Bring texts to the one spelling in which they are kept (NFC), without blanks around."""
    return {
        name: unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value
        for name, value in facts.items()
    }


def refuse_stale(row: Any, version: int, facts: dict[str, Any]) -> None:
    """Refuse to write over what somebody else wrote since; name both values."""
    if row.version == version:
        return
    errors = [
        ValidationError(
            _(
                "«%(label)s» vừa được sửa ở nơi khác. Bản đang lưu: «%(theirs)s»."
                " Bản anh/chị vừa gửi: «%(yours)s»."
            ),
            code="stale",
            params={
                "label": row._meta.get_field(name).verbose_name,
                "theirs": _shown(getattr(row, name)),
                "yours": _shown(value),
            },
        )
        for name, value in facts.items()
        if getattr(row, name) != value
    ]
    if errors:
        raise ValidationError(errors)


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value) if value not in (None, "") else _("chưa có")


@transaction.atomic
def answer(
    *,
    dossier: Dossier,
    criterion: Criterion,
    by: User,
    version: int,
    level: Level | None = UNCHANGED,
    description: str = UNCHANGED,
) -> SelfAssessment:
    """Claim a level of one criterion and say why; points come with the level (R5)."""
    row = locked(dossier.participation)
    criteria_set = applicable_set(row)
    if criterion.criteria_set_id != criteria_set.pk:
        raise ValidationError({"criterion": _("Tiêu chí này không thuộc bộ tiêu chí áp dụng.")})
    given = {"level": level, "description": description}
    facts = composed({name: v for name, v in given.items() if v is not UNCHANGED})
    if facts.get("level"):
        _check_level(dossier, criterion, facts["level"], criteria_set)
    found = dossier.assessments.filter(criterion=criterion).first()
    found = found or SelfAssessment(
        province_id=row.province_id, dossier=dossier, criterion=criterion, version=0
    )
    refuse_stale(found, version, facts)
    for name, value in facts.items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    _close_gates(dossier, criterion, found)
    return found


def _check_level(
    dossier: Dossier, criterion: Criterion, level: Level, criteria_set: CriteriaSet
) -> None:
    if level.criterion_id != criterion.pk:
        raise ValidationError({"level": _("Hãy chọn một mức của chính tiêu chí này.")})
    rules = criteria_set.as_rules()
    gate = rules.criterion(criterion.key).gated_by
    if gate and not completeness.applies(rules, marks_of(dossier), criterion.key):
        raise ValidationError(
            {
                "level": _("Chỉ trả lời tiêu chí này khi tiêu chí %(gate)s có điểm.")
                % {"gate": gate.replace("/", " ")}
            }
        )


def marks_of(dossier: Dossier) -> dict[str, int]:
    """Return the claimed level of each criterion, by its ordinal."""
    rows = dossier.assessments.filter(level__isnull=False).select_related("criterion", "level")
    return {row.criterion.key: row.level.ordinal for row in rows}


def _close_gates(dossier: Dossier, gate: Criterion, answered: SelfAssessment) -> None:
    """An answer behind a gate cannot outlive the points that opened it (R7)."""
    if answered.level is None or answered.level.points == 0:
        behind = dossier.assessments.filter(criterion__gated_by=gate, level__isnull=False)
        for closed in behind:
            closed.level = None
            closed.version += 1
            closed.save(update_fields=["level", "version"])


@transaction.atomic
def attach_evidence(
    *,
    dossier: Dossier,
    by: User,
    upload: UploadedFile | None = None,
    existing: StoredFile | None = None,
    criterion: Criterion | None = None,
    paper: DossierPaper | None = None,
    **facts: Any,
) -> Evidence:
    """Attach a new or an already uploaded file to the criterion that it proves."""
    row = locked(dossier.participation)
    if (upload is None) == (existing is None):
        raise ValidationError({"upload": _("Hãy chọn một tệp: tải lên, hoặc lấy tệp đã có.")})
    _check_place(row, criterion, paper)
    if existing is not None and not files_at_hand(row).filter(pk=existing.pk).exists():
        raise ValidationError({"existing": _("Tệp này không thuộc chủ thể của hồ sơ.")})
    stored = existing or intake.store(upload, province=row.province, by=by, kinds=None)
    given = {name: value for name, value in composed(facts).items() if value not in (None, "")}
    facts = _facts_of_permit(row, stored) | given
    piece = Evidence(
        province_id=row.province_id,
        dossier=dossier,
        criterion=criterion,
        paper=paper,
        file=stored,
        **{name: facts[name] for name in EVIDENCE_FACTS if name in facts},
    )
    name = stored.name.rpartition(".")[0] or stored.name  # longer than a title, it is cut
    piece.title = piece.title or name[: Evidence._meta.get_field("title").max_length]
    _save_evidence(piece)
    journal.record(
        by=by,
        verb="attach_evidence",
        target=dossier,
        title=piece.title,
        criterion=criterion and criterion.key,
        sha256=stored.sha256,
    )
    return piece


def files_at_hand(participation: Participation) -> Any:
    """Return the files that the dossier may take again: its own, the producer's, the reports'."""
    producer = participation.product.producer_id
    own = Evidence.objects.filter(dossier__participation=participation).values("file")
    permits = ProducerPermit.objects.filter(producer=producer, file__isnull=False).values("file")
    reports = participation.production_reports.filter(file__isnull=False).values("file")
    older = Evidence.objects.filter(dossier__participation__product=participation.product_id)
    return StoredFile.objects.filter(
        Q(pk__in=own) | Q(pk__in=permits) | Q(pk__in=reports) | Q(pk__in=older.values("file")),
        province=participation.province_id,
    ).order_by("name", "id")


@in_vietnamese
def _facts_of_permit(participation: Participation, stored: StoredFile) -> dict[str, Any]:
    """Return number and dates of the producer's paper that the file shows; else nothing."""
    producer = participation.product.producer_id
    permit = ProducerPermit.objects.filter(producer=producer, file=stored).first()
    if permit is None:
        return {}
    names = ("number", "issuer", "issued_on", "expires_on")
    facts = {name: getattr(permit, name) for name in names}
    return facts | {"title": str(permit.get_kind_display())}


def _check_place(
    participation: Participation, criterion: Criterion | None, paper: DossierPaper | None
) -> None:
    procedure, criteria_set = applicable(participation, clock.today())
    if criterion is not None and criterion.criteria_set_id != criteria_set.pk:
        raise ValidationError({"criterion": _("Tiêu chí này không thuộc bộ tiêu chí áp dụng.")})
    if paper is not None and paper.regulation_id != procedure.regulation_id:
        raise ValidationError({"paper": _("Loại minh chứng này không thuộc quyết định áp dụng.")})


def _save_evidence(piece: Evidence) -> None:
    if piece.issued_on and piece.issued_on > clock.today():
        raise ValidationError({"issued_on": _("Ngày cấp không được sau hôm nay.")})
    if piece.issued_on and piece.expires_on and piece.expires_on < piece.issued_on:
        raise ValidationError({"expires_on": _("Ngày hết hạn phải từ ngày cấp trở đi.")})
    pages = piece.file.pages
    if piece.first_page == 0 or (piece.first_page and pages and piece.first_page > pages):
        raise ValidationError({"first_page": _("Tệp có %(pages)s trang.") % {"pages": pages or 1}})
    piece.full_clean(exclude=("province", "dossier", "file"), validate_constraints=False)
    piece.save()


@transaction.atomic
def revise_evidence(
    *, evidence: Evidence, by: User, version: int | None = None, **facts: Any
) -> Evidence:
    """Correct what is said of a paper, or the criterion that it proves; version: as seen."""
    row = locked(evidence.dossier.participation)
    piece = Evidence.objects.select_for_update().get(pk=evidence.pk)
    may = (*EVIDENCE_FACTS, "criterion", "paper")
    given = {name: value for name, value in composed(facts).items() if name in may}
    if version is not None:
        refuse_stale(piece, version, given)
    for name, value in given.items():
        setattr(piece, name, value)
    if not piece.title:
        raise ValidationError({"title": _("Hãy ghi tên tài liệu.")})
    _check_place(row, piece.criterion, piece.paper)
    _save_evidence(piece)
    journal.record(by=by, verb="revise_evidence", target=evidence.dossier, title=piece.title)
    return piece


@transaction.atomic
def detach_evidence(*, evidence: Evidence, by: User) -> None:
    """Take a paper out of the draft; the file itself stays with the producer."""
    locked(evidence.dossier.participation)
    journal.record(by=by, verb="detach_evidence", target=evidence.dossier, title=evidence.title)
    evidence.delete()


@transaction.atomic
def attach_signed_form(*, dossier: Dossier, by: User, upload: UploadedFile) -> Dossier:
    """Keep the Form 01 that the producer signed: what lets an officer hand in for him (R28)."""
    row = locked(dossier.participation)
    kinds = (StoredFile.Kind.PDF, StoredFile.Kind.IMAGE)
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    dossier.signed_form = intake.store(upload, province=row.province, by=by, kinds=kinds)
    dossier.save(update_fields=["signed_form"])
    journal.record(
        by=by, verb="attach_signed_form", target=dossier, sha256=dossier.signed_form.sha256
    )
    return dossier
