"""What the full demo's producers are called, what they make, and what is written of it."""

from datetime import date
from typing import Any

# By product line: what is made there.
GOODS = (
    "Ổi lê", "Trứng gà thả vườn", "Gạo lứt đỏ", "Mật ong rừng", "Xôi gấc ăn liền", "Bún gạo khô",
    "Mứt gừng dẻo", "Chả cá thu", "Nước mắm nhĩ", "Muối ớt rừng", "Chè xanh", "Trà gừng sả",
    "Cà phê rang xay", "Rượu gạo", "Rượu sim", "Nước uống đóng chai", "Nước mía lau đóng lon",
    "Viên nghệ mật ong", "Xà phòng bồ kết", "Tinh dầu quế", "Giỏ tre đan", "Khăn thổ cẩm",
    "Hoa cúc chậu", "Bonsai sanh", "Chim cảnh", "Điểm du lịch cộng đồng",
)  # fmt: skip
# Legal form and how such a producer's name begins.
FORMS = (
    ("cooperative", "Hợp tác xã"),
    ("household", "Hộ sản xuất"),
    ("cooperative_group", "Tổ hợp tác"),
    ("enterprise", "Công ty TNHH"),
    ("business_household", "Cơ sở"),
)
PEOPLE = (
    ("Nguyễn Thị Mận", "female", "Kinh"),
    ("Phạm Văn Ré", "male", "Hrê"),
    ("Hồ Thị Cor", "female", "Co"),
    ("Trần Văn Sông", "male", "Kinh"),
    ("Đinh Thị Cà Dong", "female", "Xơ Đăng"),
)
LONG_TERM = date(2019, 5, 20)


def producer(number: int, unit: str) -> dict[str, Any]:
    """Return the facts of the producer of that number in a unit."""
    form, begins = FORMS[number % len(FORMS)]
    name, gender, ethnicity = PEOPLE[number % len(PEOPLE)]
    return {
        "name": f"{begins} {GOODS[number * 2 % len(GOODS)]} {unit} {number} (mẫu)",
        "legal_form": form,
        "registration_no": f"4300-{number:03}-MAU",
        "registered_on": LONG_TERM,
        "address": f"Thôn {number % 6 + 1}",
        "phone": f"09059{number:05}",
        "representative": f"{name} (mẫu)",
        "representative_title": "Người đại diện",
        "representative_gender": gender,
        "representative_ethnicity": ethnicity,
        "representative_address": f"Thôn {number % 6 + 1}, {unit}",
        "is_women_led": gender == "female",
        "workers": 8 + number % 20,
        "workers_local": 7 + number % 20,
        "workers_female": 3 + number % 4,
        "history": f"Bắt đầu từ năm 2019 tại {unit}.",
        "organisation": "Người đại diện, tổ sản xuất, tổ bán hàng.",
    }


def idea(goods: str, unit: str) -> dict[str, str]:
    """Return an idea sheet."""
    return {
        "origin": f"Nghề làm {goods.lower()} có từ lâu ở {unit}, đầu ra còn bấp bênh.",
        "local_materials": f"Nguyên liệu của 20 hộ ở {unit}.",
        "identity": f"Gắn với cách làm riêng của người {unit}.",
        "difference": "Không dùng chất bảo quản, làm theo mẻ nhỏ.",
        "market": "Chợ vùng, cửa hàng OCOP, khách du lịch.",
        "needs": "Hỗ trợ bao bì và kiểm nghiệm.",
    }


def plan(goods: str, unit: str) -> dict[str, Any]:
    """Return a business plan."""
    return {
        "materials": f"Hợp đồng với 20 hộ ở {unit}.",
        "technology": "Sơ chế tại chỗ, làm theo quy trình đã đăng ký.",
        "facilities": "Xưởng 120 m² sẵn có.",
        "labour": "12 lao động tại chỗ.",
        "quality": "Tiêu chuẩn cơ sở, tem truy xuất.",
        "market": f"Bán {goods.lower()} qua 5 đại lý và sàn điện tử.",
        "capital": 420_000_000,
        "schedule": "Sản xuất thử rồi hoàn thiện hồ sơ trong năm.",
    }


def report(goods: str) -> dict[str, Any]:
    """Return a report on production."""
    return {
        "done": f"Đã làm hai mẻ {goods.lower()}, hoàn thiện nhãn.",
        "changes": "",
        "market": "Bán thử ở chợ vùng.",
        "revenue": 95_000_000,
        "profit": 17_000_000,
    }


def results(goods: str) -> dict[str, str]:
    """Return the texts of Form 02."""
    return {
        "production_result": f"Vùng nguyên liệu ổn định, công suất {goods.lower()} tăng 20 %.",
        "quality_result": "Đạt tiêu chuẩn cơ sở, nhãn đủ thông tin.",
        "market_result": "Năm đại lý, một phần bán qua sàn điện tử.",
        "business_result": "Doanh thu 2025: 0,9 tỷ đồng.",
        "outlook": "Mở rộng vùng nguyên liệu trong hai năm.",
    }


ASSESSED = {
    "materials": "Nguyên liệu của các hộ trong xã, đúng như chủ thể mô tả.",
    "labour": "Phần lớn lao động thường trú tại xã.",
    "idea_origin": "Phát triển từ nghề sẵn có của địa phương.",
    "identity": "Mang cách làm riêng của vùng.",
    "components_complete": True,
}
