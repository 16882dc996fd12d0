"""The dossiers that a rehearsal is held on: made once per tenant and book, and used again."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Council
from files import intake
from files.models import StoredFile
from products import snapshot
from products.completeness import applies, part_totals, points
from products.documents import pdf
from products.models import SampleReceipt, Submission
from regulations.criteria import CriteriaSet as Rules
from regulations.models import CriteriaSet, Procedure, ProductLine
from territories import clock
from territories.models import Province

from .marks import book_of
from .readiness import SAMPLES as SAMPLE_COUNT
from .rehearsal_words import DESCRIBED, EDITION, MARK, RESULTS, SAMPLES, Sample
from .rehearsals import SAMPLE_ORIGIN


def samples_for(council: Council, by: User) -> list[Submission]:
    """Return the sample dossiers of the book by which this council scores."""
    procedure = _procedure(council.level)
    # Two councils of a tenant that rehearse for the first time at once wait here.
    province = Province.objects.select_for_update(no_key=True).get(pk=council.province_id)
    lines = {one.number: one for one in ProductLine.objects.all()}
    found = []
    for number, sample in enumerate(SAMPLES, 1):
        sets = CriteriaSet.objects.for_line(lines[sample.line], procedure.regulation)
        criteria_set = sets.select_related("regulation", "product_set").first()
        if criteria_set is not None:
            found.append(_sample(number, sample, criteria_set, procedure, province, by))
    if not found:
        raise ValidationError(_("Bộ tiêu chí của hội đồng này chưa có sản phẩm mẫu."))
    return found


def _procedure(level: str) -> Procedure:
    """Return the procedure of today; for a level that it no longer has, the last that had it."""
    rows = Procedure.objects.select_related("regulation").order_by("-handed_in")
    today = Procedure.objects.in_force(clock.today())
    for one in (*([today] if today else []), *rows):
        rule = one.as_rule().level(level)
        if rule is not None and rule.examines == "scores":
            return one
    raise ValidationError(_("Hội đồng cấp này không chấm điểm."))


def _sample(
    number: int,
    sample: Sample,
    criteria_set: CriteriaSet,
    procedure: Procedure,
    province: Province,
    by: User,
) -> Submission:
    book = criteria_set.regulation.slug
    receipt_no = f"{MARK}-{number}/{procedure.pk}-{criteria_set.pk}-{EDITION}"
    known = Submission.objects.filter(
        province=province, origin=SAMPLE_ORIGIN, receipt_no=receipt_no
    ).first()
    if known is not None:
        return known
    rules = book_of(criteria_set).rules
    copy = _copy(number, sample, rules, _evidence_file(sample, rules, province))
    copy["province"] = {"code": province.code, "name": province.name, "full_name": province.name}
    copy["province"]["slug"] = province.slug
    copy["cycle"] = {"year": clock.today().year, "purpose": "first"}
    copy["rules"] |= {"regulation": book, "number": criteria_set.regulation.number}
    copy["rules"]["procedure"] = procedure.code
    copy["handed_in"] = {
        "receipt_no": receipt_no,
        "product_code": f"{MARK}-{number:02d}",
        "on": clock.today().isoformat(),
        "at": clock.now().isoformat(timespec="seconds"),
        "by": sample.producer,
        "on_behalf": False,
    }
    row = Submission.objects.create(
        province=province,
        participation=None,
        version=1,
        receipt_no=receipt_no,
        product_code=f"{MARK}-{number:02d}",
        criteria_set=criteria_set,
        procedure=procedure,
        snapshot=copy,
        sha256=snapshot.digest(copy),
        handed_in_at=clock.now(),
        handed_in_by=by,
        origin=SAMPLE_ORIGIN,
    )
    SampleReceipt.objects.create(
        province=province,
        submission=row,
        count=SAMPLE_COUNT,
        received_on=clock.today(),
        site_visited_on=clock.today(),
        recorded_by=by,
    )
    return row


def _evidence_file(sample: Sample, rules: Rules, province: Province) -> StoredFile:
    """Keep the file with a page for each criterion; nobody is said to have brought it."""
    asked = tuple((one.part, one.code, one.name_vi) for one in rules.criteria)
    content = _evidence_pdf(sample.name, asked)
    examined = intake.Examined("mau-minh-chung.pdf", "pdf", content, len(asked))
    return intake.keep(examined, province=province, by=None)


@lru_cache(maxsize=len(SAMPLES))
def _evidence_pdf(product: str, asked: tuple[tuple[str, str, str], ...]) -> bytes:
    return pdf("documents/rehearsal_evidence.html", {"product": product, "criteria": asked})


def _copy(number: int, sample: Sample, rules: Rules, stored: StoredFile) -> dict[str, Any]:
    """Return a dossier in the shape of a frozen one (products/snapshot.py)."""
    marks = _claimed(rules, sample.claims)
    file = {
        "sha256": stored.sha256,
        "name": stored.name,
        "kind": stored.kind,
        "size": stored.size,
        "pages": stored.pages,
    }
    totals = part_totals(rules, marks)
    producer = dict.fromkeys(
        ("registration_no", "tax_code", "phone", "email", "website", "registered_on",
         "representative_gender", "representative_ethnicity", "gender_label"), "",
    )  # fmt: skip
    workers = ("workers", "workers_local", "workers_female", "workers_minority", "workers_disabled")
    return {
        "shape": snapshot.SHAPE,
        "is_sample": True,
        "commune": {"code": "", "name": "Mẫu", "form": "commune", "full_name": "Xã Mẫu"},
        "product": {
            "id": -number,  # no product's, and each sample's own
            "name": sample.name,
            "description": sample.description,
            "story": sample.story,
            "is_new": True,
            "line": sample.line,
            "set_name": rules.name_vi,
            "sector": rules.sector_vi,
            "group": rules.group or "",
            "subgroup": rules.subgroup or "",
        },
        "producer": producer
        | dict.fromkeys(workers, 10)
        | {
            "id": -number,
            "name": sample.producer,
            "legal_form": sample.legal_form,
            "legal_form_label": sample.legal_form_label,
            "address": "Làng Mẫu, xã Mẫu",
            "representative": "Nguyễn Văn Mẫu",
            "representative_title": "Người đại diện (mẫu)",
            "representative_address": "Làng Mẫu, xã Mẫu",
            "is_women_led": False,
            "history": "Nội dung mẫu về lịch sử chủ thể.",
            "organisation": "Nội dung mẫu về tổ chức.",
        },
        "permits": [],
        "rules": {"set": rules.number},
        "form_01": {"samples_promised": SAMPLE_COUNT, "signed_form": None},
        "form_02": {"declared": []} | RESULTS,
        "answers": [_answer(rules, marks, one) for one in rules.criteria],
        "totals": totals | {"all": sum(totals.values())},
        "evidence": [
            _evidence(-number * 1000 - page, page, one, file)
            for page, one in enumerate(rules.criteria, 1)
        ],
        "files": [stored.sha256],
    }


def _claimed(rules: Rules, share: float) -> dict[str, int]:
    """Rate each criterion near the same share of its levels, the way that producers do."""
    marks = {}
    for one in rules.criteria:
        levels = one.options()[0]
        marks[one.key] = levels[round(share * (len(levels) - 1))].ordinal
    return {key: ordinal for key, ordinal in marks.items() if applies(rules, marks, key)}


def _answer(rules: Rules, marks: dict[str, int], criterion: Any) -> dict[str, Any]:
    key = criterion.key
    level = criterion.level(marks[key]) if key in marks else None
    return {
        "criterion": key,
        "code": criterion.code,
        "name": criterion.name_vi,
        "applies": applies(rules, marks, key),
        "ordinal": marks.get(key),
        "level": level.label_vi if level else "",
        "printed": level.printed if level else True,
        "points": points(rules, marks, key),
        "max_points": criterion.max_points,
        "description": DESCRIBED,
    }


def _evidence(pk: int, page: int, criterion: Any, file: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": pk,
        "criterion": criterion.key,
        "paper": None,
        "title": f"{MARK} – Minh chứng tiêu chí {criterion.part} {criterion.code}",
        "number": f"{MARK}-{page:02d}",
        "issuer": "Cơ quan Mẫu",
        "issued_on": None,
        "expires_on": None,
        "first_page": page,
        "file": file,
    }
