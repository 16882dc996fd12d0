"""Acts on products and their pictures."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import JournalEntry
from products import actions, product_actions
from products.forms import ReviseProductForm
from products.models import Participation, Product, ProductImage
from tests.factories import make_cycle, make_producer, make_product

from ..evaluations.decided import act as act_on_certificate
from ..evaluations.decided import make_certificate
from .test_actions import do, last, refused
from .ways import at, described, elsewhere, line, own_producer, picture

pytestmark = pytest.mark.django_db


def new(login: str = "hoa", **over: Any) -> Product:
    facts = {
        "producer": over.pop("producer", None) or make_producer(),
        "line": line(),
        "name": "Tỏi đen",
        "description": "",
        "story": "",
        "is_new": True,
    }
    return do(login, product_actions.register_product, **facts | over)


def test_register_product_keeps_one_spelling_and_finds_it_without_marks() -> None:
    product = new(name="  To\u0309i   \u0111en ")
    assert (product.name, product.slug) == ("Tỏi đen", "toi-den")
    assert list(Product.objects.search("toi DEN ly son")) == [product]
    assert last().facts == {"on_behalf": True}


def test_register_product_twice_names_the_field() -> None:
    product = new()
    with pytest.raises(ValidationError) as refusal:
        new(producer=product.producer, name="To\u0309i đen")
    assert refusal.value.message_dict == {"name": ["Chủ thể đã có sản phẩm mang tên này."]}


def test_register_product_of_a_strange_producer_is_refused() -> None:
    for producer in (make_producer(), elsewhere().product.producer):
        with pytest.raises(ValidationError) as refusal:
            new("san", producer=producer)
        assert refusal.value.message_dict == {
            "producer": ["Chủ thể này ngoài phạm vi của anh/chị."]
        }


def test_register_product_takes_no_fact_of_the_portals() -> None:
    with pytest.raises(TypeError, match="status"):
        new(status="accepted")


def test_register_all_in_one_or_nothing() -> None:
    facts = {
        "producer": make_producer(),
        "line": line(),
        "name": "Tỏi đen",
        "cycle": make_cycle(),
    }
    text = picture()
    text.name = "ảnh.pdf"
    refused("hoa", actions.register, **facts, upload=text)
    assert not Product.objects.exists()
    product = do("hoa", actions.register, **facts, upload=picture())
    assert (product.images.count(), Participation.objects.get().product) == (1, product)


def test_revise_product_exits() -> None:
    product = described()
    act, facts = product_actions.revise_product, {"product": product, "version": 1}
    row = do("san", act, **facts, story="Năm ngọn núi lửa")
    assert (row.story, row.version) == ("Năm ngọn núi lửa", 2)
    assert last().facts == {"changed": ["story"], "on_behalf": False}
    assert do("san", act, **facts, story="Năm ngọn núi lửa").version == 2
    refusal = refused("hoa", act, **facts, story="Khác")
    assert "anh/chị nhập «Khác», hiện đang lưu «Năm ngọn núi lửa»" in refusal.messages[1]
    make_product(producer=product.producer, name="Hành")
    refusal = refused("hoa", act, product=product, version=2, name="Hành")
    assert refusal.message_dict == {"name": ["Chủ thể đã có sản phẩm mang tên này."]}


def test_revise_line_is_closed_once_the_dossier_is_in() -> None:
    row = at(5, "submitted")
    found = line().sets.get(regulation__slug="26-2026").criteria_set
    row.handed_in_on, row.criteria_set = row.created_at.date(), found
    row.procedure = found.regulation.procedures.first()
    row.save()
    refusal = refused(
        "hoa", product_actions.revise_product, product=row.product, version=1, line=line(8)
    )
    assert "đã nộp theo bộ sản phẩm này" in refusal.message_dict["line"][0]


def test_name_is_kept_while_the_file_or_the_star_stands_on_it() -> None:
    certificate = make_certificate()
    product = certificate.product
    facts = {"product": product, "version": product.version, "name": "Vàng miếng SJC"}
    act = product_actions.revise_product
    assert "đã nộp với tên này" in refused("hoa", act, **facts).message_dict["name"][0]
    form = ReviseProductForm(product=product)
    assert "đã nộp với tên này" in form.fields["name"].help_text
    assert "đã nộp theo bộ" in form.fields["line"].help_text
    assert " readonly" in str(form["name"])
    product.participations.update(status="closed")
    assert "được công nhận với tên này" in refused("hoa", act, **facts).message_dict["name"][0]
    story = {"product": product, "version": product.version, "story": "Kể thêm"}
    assert do("hoa", act, **story).story == "Kể thêm"
    act_on_certificate("revoke", certificate)
    facts["version"] += 1
    assert " readonly" not in str(ReviseProductForm(product=product)["name"])
    assert do("hoa", act, **facts).name == "Vàng miếng SJC"


def test_pictures_are_numbered_and_not_taken_twice() -> None:
    product = described()
    for color in ("red", "blue"):
        do("san", product_actions.add_image, product=product, upload=picture(color), caption=color)
    assert list(product.images.values_list("ordinal", "caption")) == [(0, "red"), (1, "blue")]


def test_same_picture_twice_is_refused() -> None:
    product = described()
    do("san", product_actions.add_image, product=product, upload=picture())
    refusal = refused("san", product_actions.add_image, product=product, upload=picture())
    assert refusal.message_dict == {"upload": ["Sản phẩm đã có ảnh này."]}


def test_thirteenth_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product_actions, "MOST_IMAGES", 0)
    refusal = refused("san", product_actions.add_image, product=described(), upload=picture())
    assert refusal.message_dict == {"upload": ["Mỗi sản phẩm có nhiều nhất 0 ảnh."]}


def test_remove_image_leaves_its_hash_in_the_journal() -> None:
    product = described()
    image = do("san", product_actions.add_image, product=product, upload=picture())
    do("san", product_actions.remove_image, image=image)
    assert not ProductImage.objects.exists()
    entry = JournalEntry.objects.get(verb="remove_image")
    assert entry.facts["sha256"] == image.file.sha256


def test_register_for_own_producer_is_not_on_behalf() -> None:
    new("san", producer=own_producer())
    assert last().facts == {"on_behalf": False}
