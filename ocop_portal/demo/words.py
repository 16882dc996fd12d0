"""What the demo's fictional people write into the forms."""

from datetime import date

COOPERATIVE = {
    "name": "Hợp tác xã Tỏi đen Lý Sơn (mẫu)",
    "legal_form": "cooperative",
    "registration_no": "3401-MAU",
    "registered_on": date(2019, 3, 15),
    "address": "thôn Tây An Hải",
    "phone": "0905000123",
    "email": "htx-toi-den@ocop.example",
    "website": "https://toi-den.ocop.example/",
    "representative": "Phạm Văn Sản",
    "representative_title": "Giám đốc",
    "representative_gender": "male",
    "representative_ethnicity": "Kinh",
    "representative_address": "Thôn Tây An Hải, đặc khu Lý Sơn",
    "workers": 24,
    "workers_local": 22,
    "workers_female": 15,
    "history": (
        "Thành lập năm 2019 từ 12 hộ trồng tỏi; năm 2022 xây xưởng lên men 300 m²;"
        " năm 2024 bắt đầu bán vào siêu thị trong tỉnh."
    ),
    "organisation": "Hội đồng quản trị, ban giám đốc, kiểm soát viên, tổ trồng tỏi, tổ chế biến.",
}
# Kind, number, issuer, day of issue, last day.
PERMITS = (
    (
        "business",
        "3401-MAU",
        "Phòng Kinh tế đặc khu Lý Sơn (mẫu)",
        date(2019, 3, 15),
        None,
    ),
    (
        "food_safety",
        "118/2025/NNMT-QNG (mẫu)",
        "Sở Nông nghiệp và Môi trường",
        date(2025, 9, 10),
        date(2028, 9, 9),
    ),
    ("quality", "TCB 02/2026 (mẫu)", "Hợp tác xã tự công bố", date(2026, 2, 20), None),
    (
        "trademark",
        "4-0512345 (mẫu)",
        "Cục Sở hữu trí tuệ",
        date(2023, 6, 1),
        date(2033, 6, 1),
    ),
)
BLACK_GARLIC = {
    "name": "Tỏi đen Lý Sơn (mẫu)",
    "description": (
        "Tỏi Lý Sơn lên men 35 ngày, bóc vỏ sẵn; hộp 250 g. Tiêu chuẩn cơ sở TCCS 01:2026."
    ),
    "story": (
        "Trên đất bazan pha cát san hô của đảo, người Lý Sơn trồng tỏi từ bao đời. Năm 2019 mười"
        " hai hộ cùng nhau ủ mẻ tỏi đen đầu tiên để củ tỏi nhỏ của đảo đi được xa hơn."
    ),
}
PICKLED = {
    "name": "Tỏi ngâm mật ong Lý Sơn (mẫu)",
    "description": "Tỏi Lý Sơn ngâm mật ong, lọ thủy tinh 300 g. Tiêu chuẩn cơ sở TCCS 02:2026.",
}
OIL = {
    "name": "Dầu tỏi Lý Sơn (mẫu)",
    "description": "Tỏi phi trong dầu lạc, chai 200 ml. Tiêu chuẩn cơ sở TCCS 03:2026.",
}
POWDER = {
    "name": "Bột tỏi Lý Sơn (mẫu)",
    "description": "Tỏi sấy lạnh nghiền mịn, hũ 100 g. Tiêu chuẩn cơ sở TCCS 04:2026.",
}
IDEA = {
    "origin": "Nghề trồng tỏi trên đất núi lửa của đảo, mùa tỏi nhỏ thường bị ép giá.",
    "local_materials": "Tỏi của 40 hộ trên đảo, 12 ha liên kết.",
    "identity": "Tỏi cô đơn, đất bazan pha cát san hô.",
    "difference": "Không phụ gia, không chất bảo quản; nguyên liệu chỉ lấy trên đảo.",
    "market": "Khách ra đảo, đại lý ở Quảng Ngãi, Đà Nẵng, sàn thương mại điện tử.",
    "needs": "Hỗ trợ thiết kế bao bì và kiểm nghiệm.",
}
# Said where a product of the demo is heard outside its round: the day of the start decides.
OUTSIDE_ROUND = "Quy chế của Hội đồng có đợt bổ sung; Kế hoạch đánh giá bổ sung trong năm (mẫu)."
PLAN = {
    "materials": "12 ha tỏi của 40 hộ, hợp đồng bao tiêu hằng năm.",
    "technology": "Lên men ở 70-80 °C, độ ẩm 85 %, 35 ngày; sấy lạnh.",
    "facilities": "Xưởng 300 m², 4 tủ lên men 200 kg, phòng đóng gói.",
    "labour": "24 lao động, 22 người trên đảo.",
    "quality": "TCCS, kiểm nghiệm mỗi lô, tem truy xuất.",
    "market": "8 đại lý, 2 siêu thị, gian hàng trên hai sàn.",
    "capital": 1_500_000_000,
    "schedule": "Quý II sản xuất thử; quý III hoàn thiện hồ sơ đánh giá.",
}
APPRAISAL = "Phương án khả thi: nguyên liệu và xưởng đã có, vốn tự có đủ. Đề nghị thực hiện."
REPORT = {
    "done": "Đã chạy 3 mẻ, 600 kg; tỷ lệ đạt 96 %. Hoàn thiện nhãn và hộp 250 g.",
    "changes": "Rút ngắn thời gian sấy 2 giờ so với phương án.",
    "market": "8 đại lý, bán 410 kg trong hai tháng.",
    "revenue": 520_000_000,
    "profit": 96_000_000,
}
RESULTS = {
    "production_result": "12 ha tỏi VietGAP; công suất 2 tấn một tháng, bốn tủ lên men.",
    "quality_result": "Đạt TCCS 01:2026; hộp mới, nhãn đủ thông tin, mã truy xuất.",
    "market_result": "8 đại lý ngoài đảo, 2 siêu thị; 15 % bán qua sàn điện tử.",
    "business_result": "Doanh thu 2025: 4,8 tỷ đồng, tăng 18 % so với năm trước.",
    "outlook": "Năm 2027 đạt 30 tấn tỏi tươi một năm, thêm kênh xuất khẩu Đông Nam Á.",
}
# Form 02, Phần III: the points of the level that the producer claims.
CLAIMED = {
    "A/1.1": 3, "A/1.2": 1, "A/1.3": 3, "A/1.4": 2, "A/1.5": 2, "A/1.6": 2, "A/1.7": 1,
    "A/2.1": 3, "A/2.2": 3, "A/2.3": 3, "A/2.4": 0,
    "A/3.1": 3, "A/3.2": 0, "A/3.3": 3, "A/3.4": 2, "A/3.5": 2,
    "B/4.1": 3, "B/4.2": 2, "B/4.3": 3, "B/5.1": 5, "B/5.2": 2, "B/5.3": 5,
    "C/6.1": 2, "C/6.2": 2, "C/6.3": 2, "C/6.4": 2, "C/6.5": 3, "C/7": 3,
    "C/8": 4, "C/9": 3, "C/10": 2, "C/11": 1,
}  # fmt: skip
# What each member marks otherwise than the producer claimed: 75, 76 and 74 points.
JUDGED = {
    "lan": {"A/2.2": 2, "B/4.3": 2},
    "minh": {"B/5.3": 3, "C/6.5": 5, "B/4.3": 2},
    "an": {"B/5.3": 3, "A/2.2": 2},
}
DESCRIPTION = "Đạt mức này; số liệu và tài liệu kèm theo chứng minh."
# The papers beside the producer's permits: code of the paper, title, the criteria it proves.
EVIDENCE = (
    ("E03", "Hợp đồng liên kết với 40 hộ trồng tỏi", ("A/1.1", "A/1.2", "A/1.5")),
    ("E04", "Hồ sơ môi trường và mô tả công nghệ", ("A/1.6", "A/1.7")),
    ("E05", "Danh sách lao động đóng bảo hiểm", ("A/3.3",)),
    ("E06", "Báo cáo tài chính hai năm 2024 và 2025", ("A/3.4",)),
    ("E08", "Hợp đồng đại lý và hóa đơn bán hàng", ("B/4.1", "B/4.2", "C/11")),
    ("E09", "Ảnh chụp trang mạng và hoạt động quảng bá", ("B/4.3",)),
    ("E10", "Tờ rơi câu chuyện sản phẩm", ("B/5.1", "B/5.2", "B/5.3")),
    ("E12", "Phiếu kết quả kiểm nghiệm 06 chỉ tiêu", ("C/8",)),
    ("E13", "Mã số mã vạch và nhãn sản phẩm", ("A/2.3",)),
    ("E14", "Chứng nhận HACCP của xưởng", ("C/9",)),
)
# Which of the producer's permits proves which criterion.
PROVEN_BY_PERMIT = (
    ("business", "E01", "A/3.1"),
    ("food_safety", "E02", "C/9"),
    ("quality", "E11", "C/8"),
    ("trademark", "E07", "A/3.5"),
)
ASSESSED = {
    "materials": "Toàn bộ tỏi được trồng trên đảo, 12 ha liên kết với 40 hộ.",
    "labour": "22 trong 24 lao động thường trú tại đặc khu.",
    "idea_origin": "Sản phẩm phát triển từ nghề trồng tỏi lâu đời của đảo.",
    "identity": "Gắn với đất bazan pha cát san hô và kinh nghiệm ủ tỏi của người dân.",
    "components_complete": True,
}
VISITED = (
    "Đã khảo sát xưởng: bốn tủ lên men hoạt động, có phòng đóng gói riêng. Hồ sơ đủ thành phần;"
    " đề nghị hội đồng lưu ý mục quảng bá sản phẩm."
)
WHERE_TO_BUY = (
    "Xưởng hợp tác xã, thôn Tây An Hải, đặc khu Lý Sơn.\nQuầy hàng OCOP, cảng Sa Kỳ (mẫu)."
)
