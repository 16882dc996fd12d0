"""Rows for tests: plain functions, valid by default, every exception visible in the test."""

import io
from datetime import date, timedelta
from typing import Any

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.models import Job, JournalEntry, Notice, User
from councils.models import Adviser, Attendance, Council, Member, Sitting
from councils.states import SittingStatus
from producers.models import Producer, ProducerAccount
from products import snapshot
from products.cycle import Status, Step
from products.dossier_facts import applicable, read
from products.dossier_freezing import freeze
from products.models import (
    Cycle,
    Dossier,
    Participation,
    Product,
    Round,
    SampleReceipt,
    Submission,
)
from regulations.models import ProductLine
from territories import clock

from .cast import LY_SON, commune, person, province


def make_producer(**over: Any) -> Producer:
    """Return a confirmed cooperative of Lý Sơn."""
    facts = {
        "province": province(),
        "name": "Hợp tác xã Tỏi đen Lý Sơn",
        "legal_form": "cooperative",
        "commune": over.pop("commune", None) or commune(LY_SON),
        "phone": "+84912345678",
        "representative": "Phạm Văn Sản",
        "representative_gender": "male",
        "status": Producer.Status.CONFIRMED,
        "registered_by": over.pop("registered_by", None) or person("hoa"),
    }
    producer = Producer(**facts | over)
    producer.index()
    producer.save()
    return producer


def make_product(**over: Any) -> Product:
    """Return a product of set 7 (processed vegetables and fruits)."""
    producer = over.pop("producer", None) or make_producer()
    line = over.pop("line", None) or ProductLine.objects.get(number=7)
    facts = {"province": producer.province, "producer": producer, "name": "Tỏi đen Lý Sơn"}
    product = Product(line=line, **facts | over)
    product.index()
    product.save()
    return product


def make_cycle(**over: Any) -> Cycle:
    """Return this year's cycle."""
    facts = {"province": province(), "year": clock.today().year, "opened_by": person("binh")}
    return Cycle.objects.create(**facts | over)


def make_participation(**over: Any) -> Participation:
    """Return a product's first way through this year's cycle, at step 1."""
    product = over.pop("product", None) or make_product()
    where = product.province
    cycle = over.pop("cycle", None) or Cycle.objects.filter(province=where).first()
    cycle = cycle or make_cycle(province=where)
    facts = {"province": where, "product": product, "cycle": cycle, "since": timezone.now()}
    return Participation.objects.create(**facts | over)


def make_notice(**over: Any) -> Notice:
    """Return a word to Hoa."""
    facts = {
        "province": province(),
        "to": over.pop("to", None) or person("hoa"),
        "text": "Có hồ sơ",
    }
    return Notice.objects.create(**facts | over)


def make_job(**over: Any) -> Job:
    """Return a job of Bình's."""
    facts = {
        "province": province(),
        "kind": "export",
        "owner": over.pop("owner", None) or person("binh"),
    }
    return Job.objects.create(**facts | over)


def make_journal_entry(**over: Any) -> JournalEntry:
    """Return an act of Hoa's."""
    by: User = over.pop("by", None) or person("hoa")
    facts = {
        "province": province(),
        "by": by,
        "verb": "register",
        "target_type": "producers.producer",
        "target_id": 1,
        "target_label": "Hợp tác xã",
    }
    return JournalEntry.objects.create(**facts | over)


def make_producer_account(**over: Any) -> ProducerAccount:
    """Let Sản act for a producer."""
    producer = over.pop("producer", None) or make_producer()
    facts = {
        "province": producer.province,
        "user": over.pop("user", None) or person("san"),
        "period": DateRange(clock.today().replace(month=1, day=1), None),
    }
    return ProducerAccount.objects.create(producer=producer, **facts | over)


def make_round(**over: Any) -> Round:
    """Return the first round of Article 5 in this year's cycle."""
    cycle = over.pop("cycle", None) or Cycle.objects.first() or make_cycle()
    facts = {
        "province": cycle.province,
        "ordinal": 1,
        "requests_before": date(cycle.year, 4, 30),
        "held_before": date(cycle.year, 6, 30),
    }
    return Round.objects.create(cycle=cycle, **facts | over)


def make_step_five(**over: Any) -> Participation:
    """Return Sản's product at step 5, with everything that the forms ask of a producer."""
    line = over.pop("line", None)
    producer = over.pop("producer", None) or make_producer(
        representative_title="Giám đốc",
        representative_address="Thôn Tây, đặc khu Lý Sơn",
        history="Thành lập năm 2015 từ 12 hộ trồng tỏi.",
        organisation="Hội đồng quản trị, ban kiểm soát, tổ sản xuất.",
        registered_on=date(2015, 3, 5),
    )
    if not producer.accounts.exists():
        make_producer_account(producer=producer)
    product = make_product(
        producer=producer,
        line=line,
        name=over.pop("name", "Tỏi đen Lý Sơn"),
        description="Hộp 250 g, TCCS 01:2025.",
    )
    return make_participation(product=product, step=Step.EVALUATION, **over)


def make_upload(name: str = "Hợp đồng.pdf", text: str = "") -> SimpleUploadedFile:
    """Return a one-page PDF as somebody uploads it; another text, another hash."""
    draft = pypdfium2.PdfDocument.new()
    draft.new_page(200, 200 + len(text))
    content = io.BytesIO()
    draft.save(content)
    return SimpleUploadedFile(name, content.getvalue(), "application/pdf")


def make_submission(**over: Any) -> Submission:
    """Return what Sản handed in today: accepted by the province, with its five samples."""
    participation = over.pop("participation", None) or make_step_five(
        name=over.pop("name", "Tỏi đen Lý Sơn"),
        line=over.pop("line", None),
        **({"producer": over.pop("producer")} if "producer" in over else {}),
    )
    procedure, criteria_set = applicable(participation, clock.today())
    participation.procedure, participation.criteria_set = procedure, criteria_set
    participation.handed_in_on, participation.status = clock.today(), Status.ACCEPTED
    participation.save()
    Dossier.objects.get_or_create(province=participation.province, participation=participation)
    number = Submission.objects.filter(province=participation.province).count() + 1
    by = over.pop("handed_in_by", None) or person("san")
    named = {
        "version": 1,
        # Beyond the counter's own, which real hand-ins of the same year take.
        "receipt_no": f"BN-{clock.today().year}-{900_000 + number:06d}",
        "product_code": f"51-21548-{number}-{clock.today().year}",
    }
    handed_in = named | {
        "on": clock.today().isoformat(),
        "at": clock.now().isoformat(timespec="seconds"),
        "by": by.full_name,
        "on_behalf": False,
    }
    copy = over.pop("snapshot", None) or freeze(read(participation), handed_in)
    facts = {
        **named,
        "province": participation.province,
        "criteria_set": criteria_set,
        "procedure": procedure,
        "snapshot": copy,
        "sha256": snapshot.digest(copy),
        "handed_in_at": clock.now(),
        "handed_in_by": by,
        "origin": participation.province.slug,
    }
    samples = over.pop("samples", 5)
    submission = Submission.objects.create(participation=participation, **facts | over)
    if samples:
        SampleReceipt.objects.create(
            province=participation.province,
            submission=submission,
            count=samples,
            received_on=clock.today(),
            recorded_by=person("binh"),
        )
    return submission


def make_council(**over: Any) -> Council:
    """Return the provincial council: Lan presides, Minh and An judge, Thảo writes, Tuấn advises."""
    where = over.pop("province", None) or province()
    scorers = over.pop("scorers", None) or ("lan", "minh", "an")
    advisers = over.pop("advisers", ("tuan",))
    facts = {
        "level": Council.Level.PROVINCIAL,
        "name": "Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh",
        "decision_no": f"{Council.objects.count() + 101}/QĐ-UBND",
        "established_on": clock.today().replace(month=1, day=1),
    }
    council = Council.objects.create(province=where, **facts | over)
    titles = {0: Member.Title.CHAIR, 1: Member.Title.DEPUTY}
    for number, login in enumerate((*scorers, "thao")):
        is_secretary = login == "thao"
        Member.objects.create(
            province=where,
            council=council,
            user=person(login),
            title=Member.Title.SECRETARY if is_secretary else titles.get(number, "member"),
            organisation="Sở Nông nghiệp và Môi trường",
            scores=not is_secretary,
            ordinal=number,
        )
    for login in advisers:
        Adviser.objects.create(
            province=where, council=council, user=person(login), organisation="Chi cục"
        )
    return council


def make_sitting(**over: Any) -> Sitting:
    """Return a council's open sitting of today, with everybody there."""
    council = over.pop("council", None) or make_council()
    absent = over.pop("absent", {})
    facts = {
        "held_on": clock.today(),
        "place": "Hội trường Sở Nông nghiệp và Môi trường",
        "files_sent_on": clock.today() - timedelta(days=14),
        "status": SittingStatus.OPEN,
    }
    sitting = Sitting.objects.create(province=council.province, council=council, **facts | over)
    for member in council.members.select_related("user"):
        reason = absent.get(member.user.email.partition("@")[0], "")
        Attendance.objects.create(
            province=council.province,
            sitting=sitting,
            member=member,
            is_present=not reason,
            reason=reason,
        )
    return sitting
