"""The made-up products of a rehearsal: everything in them says that it is a sample."""

from dataclasses import dataclass

# Counts up when a sample changes: a dossier that was made is never changed.
EDITION = 1
MARK = "MẪU"


@dataclass(frozen=True, slots=True)
class Sample:
    """A product of a line (regulations/data/lines.yaml); `claims`: how high it rates itself."""

    line: int
    name: str
    description: str
    story: str
    producer: str
    legal_form: str
    legal_form_label: str
    claims: float


SAMPLES = (
    Sample(
        line=7,
        name="MẪU – Tỏi đen làng Mẫu",
        description="Sản phẩm không có thật, dùng để tập chấm. Hộp 250 g.",
        story="Câu chuyện mẫu: cả làng cùng ủ tỏi từ vụ thu hoạch tháng ba.",
        producer="MẪU – Hợp tác xã làng Mẫu",
        legal_form="cooperative",
        legal_form_label="Hợp tác xã",
        claims=0.9,
    ),
    Sample(
        line=11,
        name="MẪU – Trà sen làng Mẫu",
        description="Sản phẩm không có thật, dùng để tập chấm. Gói 100 g.",
        story="Câu chuyện mẫu: trà ướp sen hái lúc sáng sớm ở đầm đầu làng.",
        producer="MẪU – Tổ hợp tác trà làng Mẫu",
        legal_form="cooperative_group",
        legal_form_label="Tổ hợp tác",
        claims=0.7,
    ),
    Sample(
        line=21,
        name="MẪU – Giỏ mây làng Mẫu",
        description="Sản phẩm không có thật, dùng để tập chấm. Bộ ba chiếc.",
        story="Câu chuyện mẫu: nghề đan mây truyền từ đời này sang đời khác.",
        producer="MẪU – Hộ đan mây làng Mẫu",
        legal_form="household",
        legal_form_label="Hộ sản xuất, kinh doanh",
        claims=0.5,
    ),
)
DESCRIBED = "Nội dung mẫu: chủ thể mô tả minh chứng của tiêu chí này."
RESULTS = {
    "production_result": "Nội dung mẫu về vùng nguyên liệu, công nghệ, chế biến.",
    "quality_result": "Nội dung mẫu về chất lượng, bao bì, nhãn mác.",
    "market_result": "Nội dung mẫu về thị trường phân phối.",
    "business_result": "Nội dung mẫu về kết quả sản xuất, kinh doanh.",
    "outlook": "Nội dung mẫu về kế hoạch sản xuất, kinh doanh.",
}
