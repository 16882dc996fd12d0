"""Rows for tests: plain functions, valid by default, every exception visible in the test."""

from typing import Any

from django.utils import timezone

from accounts.models import Job, JournalEntry, Notice, User
from producers.models import Producer
from regulations.models import ProductLine
from products.models import Cycle, Participation, Product
from territories import clock

from .cast import LY_SON, commune, person, province


def make_producer(**over: Any) -> Producer:
    """Return a confirmed cooperative of Lý Sơn."""
    facts = {
        "province": province(),
        "name": "Hợp tác xã Tỏi đen Lý Sơn",
        "legal_form": "cooperative",
        "commune": commune(LY_SON),
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
    facts = {"province": province(), "to": over.pop("to", None) or person("hoa"), "text": "Có hồ sơ"}
    return Notice.objects.create(**facts | over)


def make_job(**over: Any) -> Job:
    """Return a job of Bình's."""
    facts = {"province": province(), "kind": "export", "owner": over.pop("owner", None) or person("binh")}
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
