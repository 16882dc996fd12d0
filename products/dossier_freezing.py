"""A dossier's rows as the frozen copy: every name, unit and date as they stand now (R28, R31)."""

from datetime import date
from typing import Any

from accounts.tongue import in_vietnamese
from files.models import StoredFile
from producers.models import Producer, ProducerPermit
from regulations.criteria import Criterion

from . import changes, completeness, snapshot
from .dossier_facts import TEXTS, DossierFacts, stamp
from .holding import district_of
from .models import Evidence, Participation, Product

PRODUCER_FIELDS = (
    "name",
    "legal_form",
    "registration_no",
    "tax_code",
    "address",
    "phone",
    "email",
    "website",
    "representative",
    "representative_title",
    "representative_gender",
    "representative_ethnicity",
    "representative_address",
    "is_women_led",
    "workers",
    "workers_local",
    "workers_female",
    "workers_minority",
    "workers_disabled",
    "history",
    "organisation",
)


@in_vietnamese
def freeze(facts: DossierFacts, handed_in: dict[str, Any] | None = None) -> snapshot.Snapshot:
    """Return the dossier as plain values; without `handed_in` it is the draft of the moment."""
    participation, dossier = facts.participation, facts.dossier
    product = participation.product
    copy: snapshot.Snapshot = {
        "shape": snapshot.SHAPE,
        "province": _province(participation),
        "commune": _commune(product.producer),
        "cycle": {"year": participation.cycle.year, "purpose": participation.purpose},
        "product": _product(product, facts),
        "producer": _producer(product.producer),
        "permits": [_permit(one) for one in _permits(product.producer)],
        "rules": {
            "regulation": facts.rules.regulation,
            "number": facts.criteria_set.regulation.number,
            "set": facts.rules.number,
            "procedure": facts.procedure.code,
        },
        "form_01": {
            "samples_promised": dossier.samples_promised,
            "signed_form": _file(dossier.signed_form) if dossier.signed_form_id else None,
        },
        "form_02": {"declared": dossier.declared} | {f: getattr(dossier, f) for f in TEXTS},
        "answers": [_answer(facts, criterion) for criterion in facts.rules.criteria],
        "totals": facts.totals | {"all": facts.total},
        "evidence": [_evidence(piece.evidence) for piece in facts.pieces],
        "files": [],
        "handed_in": handed_in or {},
    }
    copy["files"] = snapshot.file_hashes(copy)
    if participation.previous_id:
        copy["renewal"] = _renewal(participation, copy)
    return copy


def _renewal(participation: Participation, copy: snapshot.Snapshot) -> dict[str, Any]:
    """What the product holds, and what changed since it was judged (Điều 6.1.b-c)."""
    previous = participation.previous
    return {
        "purpose": participation.purpose,
        "held_star": participation.held_star,
        "held_until": _day(participation.held_until),
        "receipt_no": previous.receipt_no,
        "product_code": previous.product_code,
        "changes": changes.difference(previous.snapshot, copy),
    }


def _province(participation: Participation) -> dict[str, str]:
    province, unit = participation.province, participation.product.producer.commune
    district = district_of(unit)
    above = district.parent if district else unit.parent
    full_name = above.full_name if above else province.name
    return {
        "code": province.code,
        "name": province.name,
        "full_name": full_name,
        "slug": province.slug,
    }


def _commune(producer: Producer) -> dict[str, str]:
    unit = producer.commune
    copy = {"code": unit.code, "name": unit.name, "form": unit.form, "full_name": unit.full_name}
    district = district_of(unit)  # until July 2025 (R31)
    if district and district.pk != unit.pk:
        copy |= {"district": district.full_name, "district_code": district.code}
    return copy


def _product(product: Product, facts: DossierFacts) -> dict[str, Any]:
    rules = facts.rules
    return {
        "id": product.pk,
        "name": product.name,
        "description": product.description,
        "story": product.story,
        "is_new": product.is_new,
        "line": product.line.number,
        "set_name": rules.name_vi,
        "sector": rules.sector_vi,
        "group": rules.group or "",
        "subgroup": rules.subgroup or "",
    }


def _producer(producer: Producer) -> dict[str, Any]:
    return {
        "id": producer.pk,
        "legal_form_label": str(producer.get_legal_form_display()),
        "gender_label": str(producer.get_representative_gender_display()),
        "registered_on": _day(producer.registered_on),
    } | {name: getattr(producer, name) for name in PRODUCER_FIELDS}


def _permits(producer: Producer) -> list[ProducerPermit]:
    return list(producer.permits.select_related("file"))


def _permit(permit: ProducerPermit) -> dict[str, Any]:
    return {
        "kind": permit.kind,
        "label": str(permit.get_kind_display()),
        "number": permit.number,
        "issuer": permit.issuer,
        "issued_on": _day(permit.issued_on),
        "expires_on": _day(permit.expires_on),
        "file": _file(permit.file) if permit.file_id else None,
    }


def _answer(facts: DossierFacts, criterion: Criterion) -> snapshot.AnswerFacts:
    key = criterion.key
    ordinal = facts.marks.get(key)
    level = criterion.level(ordinal) if ordinal is not None else None
    row = facts.assessments.get(key)
    return {
        "criterion": key,
        "code": criterion.code,
        "name": criterion.name_vi,
        "applies": completeness.applies(facts.rules, facts.marks, key),
        "ordinal": ordinal,
        "level": level.label_vi if level else "",
        "printed": level.printed if level else True,
        "points": completeness.points(facts.rules, facts.marks, key),
        "max_points": criterion.max_points,
        "description": row.description if row else "",
    }


def _evidence(piece: Evidence) -> snapshot.EvidenceFacts:
    return {
        "id": piece.pk,
        "criterion": piece.criterion.key if piece.criterion_id else None,
        "paper": piece.paper.code if piece.paper_id else None,
        "title": piece.title,
        "number": piece.number,
        "issuer": piece.issuer,
        "issued_on": _day(piece.issued_on),
        "expires_on": _day(piece.expires_on),
        "first_page": piece.first_page,
        "file": _file(piece.file),
    }


def _file(stored: StoredFile) -> snapshot.FileFacts:
    return {
        "sha256": stored.sha256,
        "name": stored.name,
        "kind": stored.kind,
        "size": stored.size,
        "pages": stored.pages,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def stamps(facts: DossierFacts) -> dict[str, Any]:
    """Return the boxes of Form 01 that the offices fill in: they come after the hand-in."""
    dossier = facts.dossier
    boxes = {
        "commune": (dossier.commune_register_no, stamp(dossier, "receive_dossier")),
        "province": (dossier.province_register_no, stamp(dossier, "check_dossier")),
    }
    return {
        level: {"number": number, "by": act.by if act else "", "on": act.on if act else None}
        for level, (number, act) in boxes.items()
    }
