"""The hand-in: product code, receipt, and the frozen copy that a council will judge."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.workflow import move
from producers.models import Producer
from territories import clock

from . import codes, form_printing, snapshot
from .completeness import Gap, Lack, gaps
from .cycle import TRANSITIONS
from .dossier_actions import start_dossier
from .dossier_facts import DossierFacts, acts_for_producer, read
from .dossier_freezing import freeze
from .holding import living_district_of
from .models import Cycle, Dossier, Participation, Product, ProductCode, Submission
from .renewal import refuse_renewal

RECEIPT = "BN-{year}-{number:06d}"


@transaction.atomic
def hand_in(*, participation: Participation, by: User) -> Submission:
    """Hand the dossier to the commune: check, freeze the rules and the words, give a receipt."""
    start_dossier(participation=participation, by=by)  # locks, and brings today's set (R1)
    # The year's row is the lock under which codes and receipts are numbered without gaps.
    Cycle.objects.select_for_update(no_key=True).get(pk=participation.cycle_id)
    row = Participation.objects.select_related(
        "product__producer__commune__parent", "product__line", "cycle", "province", "criteria_set"
    ).get(pk=participation.pk)
    facts = read(row)
    on_behalf = not acts_for_producer(by, row)
    _refuse_gaps(facts, on_behalf=on_behalf)
    refuse_renewal(facts)
    _freeze_rules(row, facts)
    submission = _submit(facts, by=by, on_behalf=on_behalf)
    row.since, row.return_reason, row.return_by = clock.now(), "", None
    row.save(update_fields=["since", "return_reason", "return_by"])
    move(
        row,
        "submit",
        by=by,
        table=TRANSITIONS,
        receipt=submission.receipt_no,
        product_code=submission.product_code,
        sha256=submission.sha256,
        on_behalf=on_behalf,
    )
    form_printing.ask(participation=row, by=by)
    return submission


def _refuse_gaps(facts: DossierFacts, *, on_behalf: bool) -> None:
    found = gaps(facts.rules, facts.filled(needs_signed_form=on_behalf))
    refusals = [gap for gap in found if gap.refuses]
    if refusals:
        raise ValidationError([in_words(gap) for gap in refusals])


def in_words(gap: Gap) -> str:
    """Say what is missing, and what to do about it."""
    label = _label_of(gap)
    words = {
        Lack.COMMUNE: _(
            "%(label)s nay không còn là đơn vị hành chính. Hãy sửa địa chỉ của chủ thể theo đơn vị"
            " hiện nay rồi nộp hồ sơ."
        ),
        Lack.PRODUCER: _("Thông tin chủ thể: chưa có %(label)s."),
        Lack.PRODUCT: _("Thông tin sản phẩm: chưa có %(label)s."),
        Lack.TEXT: _("Mẫu số 02: chưa trình bày %(label)s."),
        Lack.ANSWER: _("Tiêu chí %(label)s: chưa chọn mức điểm."),
        Lack.DESCRIPTION: _("Tiêu chí %(label)s: chưa mô tả, chứng minh cho mức đã chọn."),
        Lack.SAMPLES: _("Mẫu số 01: phải đăng ký ít nhất 5 sản phẩm mẫu (Điều 6.2.d)."),
        Lack.SIGNED_FORM: _("Nộp thay chủ thể: hãy tải lên Mẫu số 01 có chữ ký của chủ thể."),
        Lack.EVIDENCE: _("Tiêu chí %(label)s: có điểm nhưng chưa có tài liệu minh chứng."),
        Lack.PAPER: _("Chưa có loại minh chứng %(label)s mà bộ tiêu chí nêu."),
        Lack.EXPIRED: _("Tài liệu «%(label)s» đã hết hạn."),
    }
    return words[gap.lack] % {"label": label}


def _label_of(gap: Gap) -> str:
    models: dict[Lack, Any] = {
        Lack.PRODUCER: Producer,
        Lack.PRODUCT: Product,
        Lack.TEXT: Dossier,
    }
    if gap.lack == Lack.COMMUNE:
        return capfirst(gap.where)
    if gap.lack in models:
        return str(models[gap.lack]._meta.get_field(gap.where).verbose_name)
    return gap.where.replace("/", " ")


def _freeze_rules(row: Participation, facts: DossierFacts) -> None:
    """The first hand-in decides; a file sent back for additions keeps its rules (R1)."""
    if row.handed_in_on is None:
        row.criteria_set, row.procedure = facts.criteria_set, facts.procedure
        row.handed_in_on = clock.today()
        row.save(update_fields=["criteria_set", "procedure", "handed_in_on"])


def _submit(facts: DossierFacts, *, by: User, on_behalf: bool) -> Submission:
    row, at = facts.participation, clock.now()
    version = row.submissions.count() + 1
    code, receipt_no = product_code(row), _next_receipt(row)
    copy = freeze(
        facts,
        {
            "version": version,
            "receipt_no": receipt_no,
            "product_code": code,
            "on": clock.today().isoformat(),
            "at": at.isoformat(timespec="seconds"),
            "by": by.full_name,
            "on_behalf": on_behalf,
        },
    )
    return Submission.objects.create(
        province_id=row.province_id,
        participation=row,
        version=version,
        receipt_no=receipt_no,
        product_code=code,
        criteria_set=facts.criteria_set,
        procedure=facts.procedure,
        snapshot=copy,
        sha256=snapshot.digest(copy),
        handed_in_at=at,
        handed_in_by=by,
        on_behalf=on_behalf,
        origin=row.province.slug,
    )


def product_code(participation: Participation) -> str:
    """Return the product's code of the year of evaluation, numbered by the commune (R29).

    While there were districts the code had five parts; it stays as it was printed.
    """
    year, product = participation.cycle.year, participation.product
    district = living_district_of(product.producer.commune)
    scheme = ProductCode.Scheme.OLDER if district else ProductCode.Scheme.DECREE_2026
    known = product.codes.filter(scheme=scheme, year=year).first()
    if known:
        return known.code
    commune = product.producer.commune.code
    numbers = ProductCode.objects.filter(
        province=participation.province_id, scheme=scheme, year=year, commune_code=commune
    )
    ordinal = (numbers.aggregate(last=Max("ordinal"))["last"] or 0) + 1
    parts = {"commune": commune, "ordinal": ordinal, "year": year}
    if district:
        code = codes.build_older(province=district.parent.code, district=district.code, **parts)
    else:
        code = codes.build(province=participation.province.code, **parts)
    made = ProductCode.objects.create(
        province_id=participation.province_id,
        product=product,
        scheme=scheme,
        code=code,
        commune_code=commune,
        ordinal=ordinal,
        year=year,
    )
    return made.code


def _next_receipt(participation: Participation) -> str:
    year = participation.cycle.year
    given = Submission.objects.filter(
        province=participation.province_id, receipt_no__startswith=f"BN-{year}-"
    )
    return RECEIPT.format(year=year, number=given.count() + 1)
