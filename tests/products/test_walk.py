"""Registration, idea, plan, production: one product on the pages, through the right hands."""

import pytest

from accounts.models import JournalEntry, Notice
from products.models import Participation, Product
from tests.factories import make_cycle

from .ways import IDEA, PAGE, PLAN, REPORT, client, line, own_producer, picture

pytestmark = pytest.mark.django_db


def press(browser: object, path: str, **body: str) -> None:
    """Post a page and insist that it is done."""
    response = browser.post(PAGE + path, body)
    assert response.status_code == 303, response.context["form"].errors


def now() -> tuple[int, str]:
    row = Participation.objects.get()
    return row.step, row.status


def version() -> int:
    return Participation.objects.get().version


def test_product_walks_from_registration_to_the_dossier() -> None:
    producer, cycle = own_producer(), make_cycle()
    hoa, san, binh = client("hoa"), client("san"), client("binh")
    facts = {"producer": producer.pk, "line": 7, "name": "To\u0309i đen", "cycle": cycle.year}
    press(san, "san-pham/dang-ky/", **facts, description="Hộp 250 g", upload=picture())
    product, row = Product.objects.get(), Participation.objects.get()
    assert (product.name, product.line, product.images.count()) == ("Tỏi đen", line(7), 1)
    way = f"tham-gia/{row.pk}/"

    assert "Kiểm tra và nộp" in san.get(f"{PAGE}san-pham/{product.pk}/").content.decode()
    press(san, way + "nop/", version=version())
    assert now() == (1, "submitted")
    press(hoa, way + "tiep-nhan/", version=version())
    assert now() == (2, "draft")

    press(san, way + "y-tuong/", version=0, **IDEA)
    press(san, way + "nop/", version=version())
    press(
        hoa, way + "tra-lai/", version=version(), reason="Thêm vùng trồng", return_by="31/12/2027"
    )
    assert now() == (2, "returned")
    assert "Thêm vùng trồng" in san.get(f"{PAGE}san-pham/{product.pk}/").content.decode()
    press(san, way + "y-tuong/", **IDEA | {"identity": "Tỏi cô đơn"}, version=1)
    press(san, way + "nop/", version=version())
    press(hoa, way + "tiep-nhan/", version=version())
    assert now() == (3, "draft")

    press(san, way + "phuong-an/", version=0, **PLAN)
    press(san, way + "nop/", version=version())
    assert hoa.post(PAGE + way + "tiep-nhan/", {"version": version()}).status_code == 403
    assert binh.post(PAGE + way + "tiep-nhan/", {"version": version()}).status_code == 422
    press(binh, way + "tham-dinh/", version=1, appraisal="Khả thi, vốn tự có đủ.")
    press(binh, way + "tiep-nhan/", version=version())
    assert now() == (4, "draft")

    press(hoa, way + "bao-cao/", **REPORT)
    press(hoa, way + "nop/", version=version())
    press(hoa, way + "tiep-nhan/", version=version())
    assert now() == (5, "draft")

    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", "facts__on_behalf"))
    assert verbs == [
        ("register", False),
        ("add_image", False),
        ("enrol", False),
        ("submit", False),
        ("accept", None),
        ("next_step", None),
        ("save_idea", False),
        ("submit", False),
        ("send_back", None),
        ("save_idea", False),
        ("submit", False),
        ("accept", None),
        ("next_step", None),
        ("save_plan", False),
        ("submit", False),
        ("appraise", None),
        ("accept", None),
        ("next_step", None),
        ("report", True),
        ("submit", True),
        ("accept", None),
        ("next_step", None),
    ]
    page = binh.get(f"{PAGE}san-pham/{product.pk}/").content.decode()
    assert "Lê Thị Hoa (mẫu), thay mặt chủ thể" in page
    assert Notice.objects.filter(to__email="san@ocop.example").count() == 5
