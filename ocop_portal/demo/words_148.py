"""What the demo's people wrote in 2023: a cooperative of xã Nghĩa Kỳ and its three products."""

from datetime import date

COOPERATIVE = {
    "name": "Hợp tác xã Mạch nha Nghĩa Kỳ (mẫu)",
    "legal_form": "cooperative",
    "registration_no": "3402-MAU",
    "registered_on": date(2017, 5, 22),
    "address": "thôn An Hội Bắc 2",
    "phone": "0905000456",
    "email": "htx-mach-nha@ocop.example",
    "representative": "Võ Thành Tâm",
    "representative_title": "Giám đốc",
    "representative_gender": "male",
    "representative_ethnicity": "Kinh",
    "representative_address": "Thôn An Hội Bắc 2, xã Nghĩa Kỳ",
    "workers": 16,
    "workers_local": 15,
    "workers_female": 9,
    "history": "Thành lập năm 2017 từ bảy hộ nấu mạch nha trong xã.",
    "organisation": "Hội đồng quản trị, giám đốc, tổ nấu, tổ đóng gói.",
}
GINGER = {
    "name": "Mứt gừng Nghĩa Kỳ (mẫu)",
    "description": "Mứt gừng dẻo nấu đường phèn, hộp 250 g. Tiêu chuẩn cơ sở TCCS 04:2023.",
    "story": "Gừng sẻ trong vườn, sên với đường phèn mỗi độ gần Tết.",
}
MALT = {
    "name": "Mạch nha Nghĩa Kỳ (mẫu)",
    "description": "Mạch nha nấu từ nếp và mộng lúa, lon 400 g. Tiêu chuẩn cơ sở TCCS 01:2023.",
    "story": "Nghề nấu mạch nha ở đây truyền qua bốn đời, chỉ dùng nếp và mộng lúa trong vùng.",
}
CANDY = {
    "name": "Kẹo gương mạch nha (mẫu)",
    "description": "Kẹo gương đậu phộng, mè, hộp 200 g. Tiêu chuẩn cơ sở TCCS 02:2023.",
    "story": "Kẹo nấu bằng mạch nha nhà làm, tráng mỏng trong như gương.",
}
SUGAR = {
    "name": "Đường phổi Nghĩa Kỳ (mẫu)",
    "description": "Đường phổi từ mía ép, hộp 300 g. Tiêu chuẩn cơ sở TCCS 03:2023.",
    "story": "Miếng đường xốp, ngọt thanh, món quà quen của người xứ Quảng.",
}
IDEA = {
    "origin": "Nghề truyền thống của xã, hàng bán lẻ không nhãn, giá thấp.",
    "local_materials": "Nếp, mía, đậu phộng của 35 hộ trong huyện.",
    "identity": "Cách nấu củi truyền qua bốn đời.",
    "difference": "Không chất tạo ngọt, không phẩm màu.",
    "market": "Chợ huyện, cửa hàng quà ở thành phố Quảng Ngãi.",
    "needs": "Hỗ trợ bao bì, kiểm nghiệm.",
}
PLAN = {
    "materials": "35 hộ liên kết, 40 tấn nguyên liệu một năm.",
    "technology": "Nấu cách thủy, cô chân không, đóng gói kín.",
    "facilities": "Xưởng 180 m², ba nồi nấu, một máy đóng gói.",
    "labour": "16 lao động, 15 người trong xã.",
    "quality": "TCCS, kiểm nghiệm mỗi quý, nhãn đủ thông tin.",
    "market": "5 đại lý trong tỉnh.",
    "capital": 600_000_000,
    "schedule": "Quý II sản xuất thử; quý III nộp hồ sơ.",
}
APPRAISAL = "Phương án phù hợp, nguyên liệu sẵn có. Đề nghị thực hiện."
REPORT = {
    "done": "Sản xuất thử 4 mẻ, 800 kg; hoàn thiện nhãn.",
    "changes": "",
    "market": "5 đại lý, bán 520 kg trong ba tháng.",
    "revenue": 210_000_000,
    "profit": 38_000_000,
}
RESULTS = {
    "production_result": "40 tấn nguyên liệu, ba nồi nấu, xưởng đạt điều kiện an toàn thực phẩm.",
    "quality_result": "Đạt TCCS; phiếu kiểm nghiệm năm 2023.",
    "market_result": "5 đại lý trong tỉnh, một gian hàng ở hội chợ huyện.",
    "business_result": "Doanh thu năm 2022: 820 triệu đồng.",
    "outlook": "Năm 2024 mở thêm ba đại lý ngoài tỉnh.",
}
DESCRIPTION = "Đạt mức này; số liệu kèm theo chứng minh."
WHERE_TO_BUY = "Xưởng hợp tác xã, thôn An Hội Bắc 2, xã Nghĩa Kỳ.\nChợ huyện Tư Nghĩa (mẫu)."
NEWS = "Thêm một nồi cô chân không, sản lượng tăng một phần tư; nguồn nguyên liệu không đổi."
OFFICE_FOUND = "Hồ sơ cập nhật đủ; quy mô và nguồn nguyên liệu không đổi nhiều."
LATER = "Chờ hồ sơ bổ sung của chủ thể, Hội đồng lấy ý kiến muộn hơn dự kiến."
