"""One search across everything that a person may see; never across what he may not."""

import pytest
from django.test import Client

from tests.cast import SA_HUYNH, commune, person, province
from tests.evaluations.decided import draft, make_certificate, make_concluded, printed
from tests.evaluations.ministry import approved, forwarded, judged, received
from tests.factories import make_producer, make_product, make_submission

pytestmark = pytest.mark.django_db
ADDRESS = "/quang-ngai/tim-kiem/"


def found(login: str, text: str, address: str = ADDRESS) -> dict[str, list[str]]:
    """Return the names that the page shows a person, by the heading above them."""
    client = Client()
    client.force_login(person(login))
    answer = client.get(address, {"q": text})
    assert answer.status_code == 200
    page = answer.content.decode()
    groups = answer.context["groups"]
    assert all(hit.text in page and hit.url in page for one in groups for hit in one.hits)
    return {group.title: [hit.text for hit in group.hits] for group in groups}


@pytest.fixture
def rows() -> None:
    """Three products of garlic: in Lý Sơn, in Sa Huỳnh, in Gia Lai."""
    make_product(name="Tỏi đen Lý Sơn", producer=make_producer(name="Hợp tác xã Tỏi Đảo"))
    salt = make_producer(name="Tổ hợp tác Tỏi Cát", commune=commune(SA_HUYNH))
    make_product(name="Tỏi Sa Huỳnh", producer=salt)


def test_officer_finds_his_commune_without_diacritics(rows: None) -> None:
    assert found("hoa", "TOI") == {
        "Sản phẩm": ["Tỏi đen Lý Sơn"],
        "Chủ thể": ["Hợp tác xã Tỏi Đảo"],
    }
    assert found("hoa", "toi den dao") == {"Sản phẩm": ["Tỏi đen Lý Sơn"]}
    assert found("hoa", "sa huynh") == {}


def test_staff_finds_every_kind_of_the_province_alone(rows: None) -> None:
    there = {"province": province("gia-lai"), "registered_by": person("tu")}
    theirs = make_producer(name="Hợp tác xã Tỏi Núi", commune=commune("21583"), **there)
    make_product(name="Tỏi Pleiku", producer=theirs)
    certificate = printed(make_certificate(name="Nén tỏi"))
    everything = found("binh", "toi")
    assert everything["Sản phẩm"] == ["Nén tỏi", "Tỏi đen Lý Sơn", "Tỏi Sa Huỳnh"]
    assert "Pleiku" not in str(everything)
    assert everything["Hồ sơ đánh giá"] == everything["Đánh giá tại hội đồng"] == ["Nén tỏi"]
    assert everything["Giấy chứng nhận"] == ["Nén tỏi"]
    assert found("binh", certificate.number)["Giấy chứng nhận"] == ["Nén tỏi"]


def test_dossier_is_found_by_its_receipt() -> None:
    submission = make_submission(name="Nén tỏi")
    assert found("hoa", submission.receipt_no.lower()) == {"Hồ sơ đánh giá": ["Nén tỏi"]}
    assert found("hoa", submission.product_code) == {"Hồ sơ đánh giá": ["Nén tỏi"]}
    assert found("thu", submission.receipt_no) == {}


def test_decision_is_found_by_its_subject_without_diacritics() -> None:
    one = draft(make_concluded(), title="Công nhận kết quả ĐỢT hai")
    assert found("binh", "cong nhan dot") == {"Quyết định": [one.title]}
    assert found("binh", "công nhận đợt") == {"Quyết định": [one.title]}
    assert found("hoa", "cong nhan dot") == {}


def test_member_finds_what_his_council_judges_and_nothing_else() -> None:
    make_concluded(name="Nén tỏi")
    assert found("minh", "nen toi") == {"Đánh giá tại hội đồng": ["Nén tỏi"]}


def test_ministry_finds_what_its_council_judges() -> None:
    judged(received(forwarded(approved("Nén tỏi"))).submission, 92, star=5)
    assert found("nga", "NEN TOI", "/quoc-gia/tim-kiem/") == {
        "Đánh giá tại hội đồng": ["Nén tỏi"],
        "Hồ sơ 5 sao": ["Nén tỏi"],
    }


def test_ministry_finds_the_files_sent_to_it() -> None:
    forwarded(approved("Nén tỏi"))
    assert found("nga", "NEN TOI", "/quoc-gia/tim-kiem/") == {"Hồ sơ 5 sao": ["Nén tỏi"]}


def test_admin_finds_people_by_their_lines_in_the_list() -> None:
    person("tu"), person("dung")
    assert found("quan", "dang anh dung") == {"Người dùng": ["Đặng Anh Dũng (mẫu)"]}
    assert found("quan", "ro cham") == {}
    assert found("binh", "dang anh dung") == {}


def test_more_than_five_lead_to_the_list_with_the_same_words(rows: None) -> None:
    producer = make_producer(name="Hợp tác xã Rong")
    for number in range(6):
        make_product(name=f"Rong sụn {number}", producer=producer)
    client = Client()
    client.force_login(person("hoa"))
    page = client.get(ADDRESS, {"q": "rong sụn"}).content.decode()
    link = "/quang-ngai/san-pham/?q=rong+s%E1%BB%A5n"
    assert f'href="{link}"' in page
    assert "Rong sụn 5" not in page
    assert "Rong sụn 5" in client.get(link).content.decode()


@pytest.mark.parametrize("text", ["a" * 101, "tỏi\x00"])
def test_text_that_no_name_can_have_is_refused_in_words(text: str) -> None:
    client = Client()
    client.force_login(person("hoa"))
    answer = client.get(ADDRESS, {"q": text})
    assert answer.status_code == 200
    assert answer.context["form"].errors["q"]
    assert answer.context["groups"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_search_reads_the_same_number_of_queries(count: int, django_assert_num_queries) -> None:
    for number in range(count):
        make_concluded(name=f"Nén tỏi {number}")
    client = Client()
    client.force_login(person("binh"))
    client.get(ADDRESS, {"q": "nen toi"})
    with django_assert_num_queries(22):
        answer = client.get(ADDRESS, {"q": "nen toi"})
    assert len(answer.context["groups"][0].hits) == count


def test_field_of_every_page_leads_here_and_keeps_what_was_typed() -> None:
    client = Client()
    client.force_login(person("hoa"))
    assert f'action="{ADDRESS}"' in client.get("/quang-ngai/").content.decode()
    page = client.get(ADDRESS, {"q": "không có đâu"}).content.decode()
    assert "Không tìm thấy gì" in page
    assert 'value="không có đâu"' in page
