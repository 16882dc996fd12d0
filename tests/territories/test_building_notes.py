"""Reading the notes of present-day units, on the wordings that they really have."""

import pytest

from territories.building_notes import parse

END = " Bỏ cấp huyện. Số: 1677/NQ-UBTVQH15; Ngày: 16/06/2025"


def named(note: str) -> list[str]:
    """Mentions as «~» for a part, form, name and «@district»."""
    return [
        f"{'~' if m.partial else ''}{m.form} {m.name}{'@' + m.district if m.district else ''}"
        for m in parse(note).mentions
    ]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        pytest.param(
            "Hợp nhất xã Bình Mỹ và xã Bình Chương thành xã Bình Chương." + END,
            ["xã Bình Mỹ", "xã Bình Chương"],
            id="plain",
        ),
        pytest.param(
            "Hợp nhất phường Trương Quang Trọng và các xã Tịnh Ấn Tây, xã Tịnh Ấn Đông, xã Tịnh An "
            "thành phường Trương Quang Trọng." + END,
            ["phường Trương Quang Trọng", "xã Tịnh Ấn Tây", "xã Tịnh Ấn Đông", "xã Tịnh An"],
            id="plural",
        ),
        pytest.param(
            "Đổi tên từ xã Trà Bình thành xã Đông Trà Bồng và hợp nhất xã Trà Bình, Trà Phú và "
            "Trà Giang." + END,
            ["xã Trà Bình", "xã Trà Phú", "xã Trà Giang"],
            id="form-carried-on",
        ),
        pytest.param(
            "Đổi tên từ xã Hương Trà thành xã Tây Trà Bồng và hợp nhất xã Hương Trà, xã Trà Tây và "
            "phần còn lại của xã Trà Bùi." + END,
            ["xã Hương Trà", "xã Trà Tây", "~xã Trà Bùi"],
            id="rest-of",
        ),
        pytest.param(
            "Hợp nhất 1 phần phường Thạch Bàn, 1 phần xã Cổ Bi,1 phần phường Bồ Đề." + END,
            ["~phường Thạch Bàn", "~xã Cổ Bi", "~phường Bồ Đề"],
            id="parts",
        ),
        pytest.param(
            "Hợp nhất xã Tân Hưng, một phần của các xã Đông Hưng, Đông Thới và Hòa Mỹ." + END,
            ["xã Tân Hưng", "~xã Đông Hưng", "~xã Đông Thới", "~xã Hòa Mỹ"],
            id="part-of-each",
        ),
        pytest.param(
            "Hợp nhất xã Đoàn Kết thuộc huyện Đà Bắc, tỉnh Hòa Bình (trước khi thực hiện sắp xếp), "
            "các xã Đồng Ruộng, Trung Thành và Yên Hoà thành xã mới có tên gọi là xã Quy Đức.."
            + END,
            ["xã Đoàn Kết@huyện Đà Bắc", "xã Đồng Ruộng", "xã Trung Thành", "xã Yên Hoà"],
            id="district-named",
        ),
        pytest.param(
            "Đổi tên từ Phường 2 (thành phố Cà Mau) thành Phường An Xuyên, hợp nhất Phường 1, "
            "Phường 2 (thành phố Cà Mau), Phường 9, phường Tân Xuyên và xã An Xuyên." + END,
            [
                "phường 1",
                "phường 2@thành phố Cà Mau",
                "phường 9",
                "phường Tân Xuyên",
                "xã An Xuyên",
            ],
            id="district-in-brackets",
        ),
        pytest.param(
            "Hợp nhất xã Cun Pheo, Hang Kia, Pà Cò và phần còn lại của xã Đồng Tân sau khi sắp xếp "
            "theo quy định tại khoản 119 Điều này thành xã mới có tên gọi là xã Pà Cò.." + END,
            ["xã Cun Pheo", "xã Hang Kia", "xã Pà Cò", "~xã Đồng Tân"],
            id="clause-reference",
        ),
        pytest.param(
            "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của xã Ea Ly, xã Ea Lâm và một phần "
            "diện tích tự nhiên là 22,20 km2, quy mô dân số là 1.345 người của xã Ea Bar thuộc "
            "huyện Sông Hinh, tỉnh Phú Yên hiện nay thành xã Ea Ly." + END,
            ["xã Ea Ly", "xã Ea Lâm", "~xã Ea Bar@huyện Sông Hinh"],
            id="areas-and-people",
        ),
        pytest.param(
            "Họp nhất xã Nam Quang và xã Nam Cao." + END, ["xã Nam Quang", "xã Nam Cao"], id="typo"
        ),
        pytest.param(
            "Đổi tên từ xã Hợp Thành thành xã Hợp Tiến và hợp nhất các xã Hợp Tiến, xã Hợp Lý."
            + END,
            ["xã Hợp Tiến", "xã Hợp Lý"],
            id="names-that-look-like-verbs",
        ),
        pytest.param(
            "Đổi tên từ phường Tân Thới Nhất thành phường Đông Hưng Thuận, hợp nhất các phường Tân "
            "Thới Nhất, Tân Hưng Thuận và Đông Hưng Thuận." + END,
            ["phường Tân Thới Nhất", "phường Tân Hưng Thuận", "phường Đông Hưng Thuận"],
            id="name-ending-in-nhat",
        ),
        pytest.param(
            "Đổi tên thành Ngự Thiên, hợp thành xã Tân Hòa xã Canh Tân, Cộng Hòa và Hòa Tiến."
            + END,
            ["xã Tân Hòa", "xã Canh Tân", "xã Cộng Hòa", "xã Hòa Tiến"],
            id="comma-missing",
        ),
        pytest.param(
            "Hợp nhất 1 phần phường phường Đức Giang, 1 phần phường xã Tân Triều." + END,
            ["~phường Đức Giang", "~xã Tân Triều"],
            id="form-said-twice",
        ),
        pytest.param(
            "Phần còn lại của xã Canh Liên thành xã Canh Liên." + END,
            ["~xã Canh Liên"],
            id="only-rest",
        ),
    ],
)
def test_parse_note_names_its_predecessors(note, expected):
    assert named(note) == expected


def test_parse_note_gives_act_and_renamed_base():
    note = parse("Đổi tên từ xã Sơn Mùa thành xã Sơn Tây Thượng và hợp nhất xã Sơn Mùa." + END)
    assert (note.act, note.act_date) == ("1677/NQ-UBTVQH15", "2025-06-16")
    assert (note.base.form, note.base.name) == ("xã", "Sơn Mùa")
    assert not note.cut


def test_parse_note_of_kept_unit_names_nobody():
    note = parse("Giữ nguyên, không thực hiện sắp xếp." + END)
    assert (note.kept, note.kept_in_part, note.mentions) == (True, False, ())


def test_parse_note_of_unit_kept_but_for_a_part():
    note = parse("Giữ nguyên mã, điều chỉnh 1 phần diện tích tự nhiên nhập vào xã Hải Lạng." + END)
    assert (note.kept, note.kept_in_part, note.mentions) == (True, True, ())


@pytest.mark.parametrize(
    ("note", "district"),
    [
        (
            "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của huyện Lý Sơn thành đặc khu có "
            "tên gọi là đặc khu Lý Sơn.",
            "huyện Lý Sơn",
        ),
        (
            "Đổi tên thành đặc khu Vân Đồn, thành lập đặc khu Vân Đồn trên cơ sở nhập toàn bộ 12 "
            "xã, thị trấn thuộc huyện đảo Vân Đồn.",
            "huyện Vân Đồn",
        ),
        (
            "Đổi loại hình, đổi tên thành đặc khu Cát Hải, thành lập đặc khu Cát Hải trên cơ sở "
            "nhập toàn bộ 10 xã và 02 thị trấn thuộc huyện Cát Hải.",
            "huyện Cát Hải",
        ),
    ],
)
def test_parse_note_of_whole_district(note, district):
    parsed = parse(note + END)
    assert (parsed.whole_district, parsed.mentions) == (district, ())


def test_parse_note_splits_off_the_later_act():
    note = parse(
        "Hợp nhất xã Yên Giả, xã Chi Lăng. Bỏ cấp huyện. Thành lập phường Chi Lăng từ xã Chi Lăng. "
        "Số: 388/NQ-UBTVQH16; Ngày: 04/08/2026"
    )
    assert [m.name for m in note.mentions] == ["Yên Giả", "Chi Lăng"]
    assert (note.act, note.raised_from) == ("388/NQ-UBTVQH16", "Chi Lăng")


def test_parse_cut_note_drops_the_last_piece():
    listed = "Hợp nhất phường Ngọc Hà" + ", 1 phần phường Đội Cấn" * 9
    body = f"{listed}, 1 phần phường Dịch Vọng Hậu"[:255]
    assert len(body) == 255
    note = parse(body + "." + END)
    assert note.cut
    assert note.cut_text == "1 phần phường Dịch Vọng"
    assert {m.name for m in note.mentions} == {"Ngọc Hà", "Đội Cấn"}
