"""Draws the DOCX templates of a sitting's papers anew, in the layout of Nghị định 30/2020/NĐ-CP.

The files in templates/documents/docx are what is used; they may as well be edited in Word.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FOLDER = Path(settings.BASE_DIR) / "templates" / "documents" / "docx"
FONT = "Times New Roman"
LEFT, CENTRE, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}  # NĐ 30/2020, Phụ lục I
WIDE, NARROW = 247, 165  # of the text, in millimetres


# Columns of words stand left, numbers in the middle.
WORDS = ("name", "here", "organisation", "title", "conclusion", "producer", "commune", "code")
# What the council proposes, group by group.
PROPOSED = (
    (
        "recognise",
        "Công nhận và cấp giấy chứng nhận sản phẩm OCOP cho {{ recognise|length }} sản phẩm:",
    ),
    (
        "approve",
        "Phê duyệt kết quả và chuyển Bộ Nông nghiệp và Môi trường đánh giá 5 sao đối với"
        " {{ approve|length }} sản phẩm:",
    ),
    ("pass_up", "Chuyển hồ sơ lên cấp trên đánh giá đối với {{ pass_up|length }} sản phẩm:"),
    (
        "give_back",
        "{{ give_back_words }} đối với {{ give_back|length }} sản phẩm:",
    ),
    (
        "nothing",
        "Thông báo không công nhận, hoặc giữ nguyên hạng đang có, đối với"
        " {{ nothing|length }} sản phẩm:",
    ),
)


class Sheet:
    """One template under construction."""

    def __init__(self, *, wide: bool = False) -> None:
        self.width = WIDE if wide else NARROW
        self.document = Document()
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(13)
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            style.element.rPr.rFonts.set(qn(name), FONT)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.line_spacing = 1.15
        section = self.document.sections[0]
        long, short = Mm(297), Mm(210)
        section.page_width, section.page_height = (long, short) if wide else (short, long)
        if wide:
            section.orientation = WD_ORIENT.LANDSCAPE
        for side, size in MARGINS.items():
            setattr(section, f"{side}_margin", Mm(size))
        section.header_distance = Mm(8)
        section.different_first_page_header_footer = True
        self._draft(section.first_page_header.paragraphs[0])
        number = section.header.paragraphs[0]
        number.alignment = CENTRE
        _field(number, "PAGE")
        self._draft(section.header.add_paragraph())

    def _draft(self, paragraph: Any) -> None:
        paragraph.alignment = CENTRE
        run = paragraph.add_run("{{ draft_line }}")
        run.bold, run.font.size = True, Pt(11)

    def line(
        self, text: str, *, bold: bool = False, italic: bool = False, align: Any = BOTH, **more: Any
    ) -> Any:
        """Add a paragraph; `size`, `indent` (mm), `before`, `after` (pt), `together`."""
        return _write(
            self.document.add_paragraph(), text, bold=bold, italic=italic, align=align, **more
        )

    def tag(self, text: str) -> None:
        """Add a paragraph that only steers the filling."""
        self.document.add_paragraph(text)

    def body(self, text: str, **more: Any) -> None:
        """Add a paragraph of running text."""
        self.line(text, indent=10, **more)

    def each(self, items: str, text: str, **more: Any) -> None:
        """Add a paragraph for each of a list."""
        self.tag(f"{{%p for one in {items} %}}")
        self.body(text, **more)
        self.tag("{%p endfor %}")

    def head(self, above: str, own: str, number: str, day: str) -> None:
        """Add the agency, the nation, number and place with the day."""
        table = self.document.add_table(rows=1, cols=2)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        left, right = table.rows[0].cells
        _widths(table, [self.width * 0.4, self.width * 0.6])
        _margins(table, 0)
        _write(left.paragraphs[0], above, align=CENTRE, size=12, after=0)
        _write(left.add_paragraph(), own, align=CENTRE, size=12, after=0, bold=True)
        _rule(left.add_paragraph(), self.width * 0.14)
        _write(left.add_paragraph(), number, align=CENTRE, before=2, after=0)
        nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
        _write(right.paragraphs[0], nation, align=CENTRE, size=12, after=0, bold=True)
        motto = "Độc lập - Tự do - Hạnh phúc"
        _write(right.add_paragraph(), motto, align=CENTRE, size=13, after=0, bold=True)
        _rule(right.add_paragraph(), (self.width * 0.6 - 56) / 2)
        _write(right.add_paragraph(), day, align=CENTRE, before=2, after=0, italic=True)

    def title(self, kind: str, about: str) -> None:
        """Add the kind of document and what it is about."""
        self.line(kind, bold=True, align=CENTRE, size=14, before=14, after=0)
        self.line(about, bold=True, align=CENTRE, after=0)
        _rule(self.document.add_paragraph(), self.width * 0.38)

    def table(
        self,
        heads: list[str],
        widths: list[int],
        items: str,
        cells: list[str],
        *,
        size: int = 12,
        height: int = 0,
    ) -> None:
        """Add a table: a head that comes again on each page, and a row for each of a list."""
        table = self.document.add_table(rows=4, cols=len(heads))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, text in zip(table.rows[0].cells, heads, strict=True):
            _write(cell.paragraphs[0], text, bold=True, align=CENTRE, size=size, after=0)
        table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for row in {items} %}}")
        for cell, text in zip(table.rows[2].cells, cells, strict=True):
            align = LEFT if any(f"row.{word} " in text for word in WORDS) else CENTRE
            _write(cell.paragraphs[0], text, align=align, size=size, after=0)
        table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
        _widths(table, widths)
        _mark(table.rows[0], "w:tblHeader")
        for row in table.rows:
            _mark(row, "w:cantSplit")
        if height:
            table.rows[2].height = Mm(height)
        _margins(table, 0.8)
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(4)

    def signs(self, left: list[str], right: list[str], *, receives: bool = False) -> None:
        """Add two blocks side by side: the signatures, or the recipients and the signature."""
        table = self.document.add_table(rows=1, cols=2)
        _widths(table, [self.width / 2, self.width / 2])
        _mark(table.rows[0], "w:cantSplit")
        for cell, lines, is_list in (
            (table.rows[0].cells[0], left, receives),
            (table.rows[0].cells[1], right, False),
        ):
            for number, text in enumerate(lines):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                before = 0 if number else 10
                shape = {"align": LEFT, "size": 11}
                if is_list and number == 0:
                    shape |= {"bold": True, "italic": True, "size": 12}
                elif not is_list:
                    note = text.startswith("(")
                    shape = {"bold": not note, "italic": note, "align": CENTRE}
                _write(paragraph, text, before=before, after=0, **shape)

    def save(self, name: str) -> None:
        """Write the file."""
        self.document.core_properties.author = ""
        self.document.core_properties.comments = ""
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.document.save(str(FOLDER / f"{name}.docx"))


def _write(
    paragraph: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Any = BOTH,
    size: int = 13,
    indent: int = 0,
    before: int = 0,
    after: int = 4,
    together: bool = False,
) -> Any:
    shape = paragraph.paragraph_format
    paragraph.alignment = align
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.keep_with_next = together
    if indent:
        shape.first_line_indent = Mm(indent)
    # «**name** rest»: what stands between the stars is bold.
    for number, part in enumerate(text.split("**")):
        if part:
            run = paragraph.add_run(part)
            run.bold, run.italic, run.font.size = bold or number % 2 == 1, italic, Pt(size)
    return paragraph


def _rule(paragraph: Any, indent: float) -> None:
    """Draw the line below the agency or the motto."""
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(indent)
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    # Before spacing, indentation and justification, as the schema orders them.
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _widths(table: Any, widths: list[Any]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _margins(table: Any, side: float) -> None:
    """Set the space at the sides of each cell, in millimetres."""
    margins = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        edge = OxmlElement(f"w:{name}")
        edge.set(qn("w:w"), str(round(side * 56.7)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def minutes() -> None:
    """Biên bản phiên họp."""
    s = Sheet()
    s.head("{{ authority_upper }}", "{{ council_upper }}", "Số: …… /BB-HĐ", "{{ place_day }}")
    s.title("BIÊN BẢN", "Họp {{ council }}, {{ held_words }}")
    s.body("Căn cứ {{ founding }};", italic=True)
    s.each("bases", "{{ one }}", italic=True)
    s.body("{{ rules }}", italic=True)
    s.line("I. THỜI GIAN, ĐỊA ĐIỂM", bold=True, before=6, together=True)
    s.body("Phiên họp được tổ chức {{ held_words }}, tại {{ place }}.")
    s.line("II. THÀNH PHẦN", bold=True, before=6, together=True)
    s.body("1. Chủ trì: **{{ presiding }}**, {{ presiding_title }}.")
    s.body("2. Thư ký: **{{ secretary }}**.")
    s.body("3. Thành viên Hội đồng: có mặt {{ presence }}.", together=True)
    s.table(
        ["TT", "Họ và tên", "Chức danh", "Đơn vị công tác", "Có mặt"],
        [11, 44, 26, 46, 38],
        "people",
        ["{{ row.number }}", "{{ row.name }}", "{{ row.title }}", "{{ row.organisation }}",
         "{{ row.here }}"],
    )  # fmt: skip
    s.line("III. KẾT QUẢ ĐÁNH GIÁ TỪNG SẢN PHẨM", bold=True, before=6, together=True)
    s.body("Hội đồng đánh giá {{ count }} sản phẩm trong chương trình.")
    s.tag("{%p for p in products %}")
    s.line("{{ p.number }}. {{ p.name }}", bold=True, before=8, together=True)
    s.body("{{ p.about }}")
    s.body("**Số thành viên:** {{ p.quorum }}.")
    s.each("p.away", "– {{ one }}.")
    s.tag("{%p if p.warnings %}")
    s.body("**Lưu ý khi bắt đầu chấm:** {{ p.warnings }}")
    s.tag("{%p endif %}")
    s.body("**Báo cáo thẩm định:** {{ p.advised_by }}")
    s.tag("{%p if p.advice %}")
    s.body("«{{ p.advice }}»", italic=True)
    s.tag("{%p endif %}")
    s.tag("{%p if p.former %}")
    s.body("**Lượt lấy ý kiến bằng văn bản trước phiên họp này:**", together=True)
    s.each("p.former", "– {{ one }}.")
    s.tag("{%p endif %}")
    s.body("**Điểm của từng thành viên:**", together=True)
    who = ["{{ row.number }}", "{{ row.name }}", "{{ row.title }}"]
    s.tag("{%p if p.has_two %}")
    s.table(
        ["TT", "Thành viên", "Chức danh", "Lượt 1", "Lượt 2", "Hạng theo điểm"],
        [11, 54, 30, 20, 20, 30],
        "p.members",
        [*who, "{{ row.first }}", "{{ row.second }}", "{{ row.star }}"],
    )
    s.tag("{%p else %}")
    s.table(
        ["TT", "Thành viên", "Chức danh", "Tổng điểm", "Hạng theo điểm"],
        [11, 64, 36, 24, 30],
        "p.members",
        [*who, "{{ row.first }}", "{{ row.star }}"],
    )
    s.tag("{%p endif %}")
    s.body(
        "**Điểm trung bình: {{ p.mean }}** (tổng {{ p.points_sum }} điểm của {{ p.sheet_count }}"
        " phiếu hợp lệ); hạng theo điểm: {{ p.star_by_points }}."
    )
    s.each("p.spread", "– {{ one }}")
    for name, title in (
        ("minimums", "Yêu cầu tối thiểu không đạt hoặc được Hội đồng kết luận:"),
        ("knock_outs", "Điều kiện loại:"),
        ("dissent", "Thành viên chấm ở hạng khác với điểm trung bình:"),
    ):
        s.tag(f"{{%p if p.{name} %}}")
        s.body(f"**{title}**", together=True)
        s.each(f"p.{name}", "– {{ one }}")
        s.tag("{%p endif %}")
    s.body("**Kết luận:** hạng **{{ p.star }}**. {{ p.conclusion }}")
    s.each("p.objections", "{{ one }}")
    s.tag("{%p if p.confirmed %}")
    s.body("Kiểm soát xác nhận kết quả: {{ p.confirmed }}.")
    s.tag("{%p endif %}")
    s.tag("{%p endfor %}")
    s.tag("{%p if taken_off %}")
    s.line("Sản phẩm rút khỏi chương trình", bold=True, before=6, together=True)
    s.each("taken_off", "– {{ one }}")
    s.tag("{%p endif %}")
    s.line("IV. TỔNG HỢP KẾT QUẢ", bold=True, before=6, together=True)
    _results(s, "products")
    s.body("Biên bản đã được các thành viên Hội đồng có mặt thông qua.")
    s.tag("{%p if head_hash %}")
    s.body(
        "Mã băm cuối của sổ ghi điện tử khi kết thúc phiên họp: {{ head_hash }}",
        size=11,
        align=LEFT,
    )
    s.tag("{%p endif %}")
    s.signs(
        ["THƯ KÝ", "(Ký, ghi rõ họ tên)", "", "", "", "{{ secretary }}"],
        ["CHỦ TRÌ", "(Ký, ghi rõ họ tên)", "", "", "", "{{ presiding }}"],
    )
    s.line("THÀNH VIÊN HỘI ĐỒNG KÝ TÊN", bold=True, align=CENTRE, before=12, together=True)
    s.table(
        ["TT", "Họ và tên", "Chức danh", "Chữ ký"],
        [11, 62, 36, 56],
        "signers",
        ["{{ row.number }}", "{{ row.name }}", "{{ row.title }}", ""],
        height=12,
    )
    s.save("minutes")


def _results(s: Sheet, items: str) -> None:
    s.table(
        ["TT", "Sản phẩm", "Chủ thể", "Điểm TB", "Hạng", "Kết luận của Hội đồng"],
        [11, 38, 38, 18, 20, 40],
        items,
        ["{{ row.number }}", "{{ row.name }}", "{{ row.producer }}", "{{ row.mean }}",
         "{{ row.star }}", "{{ row.conclusion }}"],
    )  # fmt: skip


def tally() -> None:
    """Bảng tổng hợp điểm: a column for each member."""
    s = Sheet(wide=True)
    s.head("{{ authority_upper }}", "{{ council_upper }}", "", "{{ place_day }}")
    s.title("BẢNG TỔNG HỢP ĐIỂM", "Kèm theo {{ minutes_name }} của {{ council }}")
    heads = ["TT", "Sản phẩm – chủ thể", "Lượt", "{%tc for c in columns %}", "{{ c }}",
             "{%tc endfor %}", "Trung bình", "Hạng"]  # fmt: skip
    cells = ["{{ row.number }}", "{{ row.name }}", "{{ row.pass }}", "{%tc for c in row.points %}",
             "{{ c }}", "{%tc endfor %}", "{{ row.mean }}", "{{ row.star }}"]  # fmt: skip
    s.table(heads, [10, 60, 16, 18, 18, 18, 18, 22], "tally", cells, size=10)
    s.line("{{ legend }}.", size=12)
    s.line(
        "KTG: không tham gia vì có liên quan. Điểm trung bình cắt đến hai chữ số thập phân.",
        size=12,
        italic=True,
    )
    s.signs(
        ["THƯ KÝ", "(Ký, ghi rõ họ tên)", "", "", "", "{{ secretary }}"],
        ["CHỦ TRÌ", "(Ký, ghi rõ họ tên)", "", "", "", "{{ presiding }}"],
    )
    s.save("tally")


def advisory() -> None:
    """Báo cáo của Tổ tư vấn."""
    s = Sheet()
    s.head("{{ council_upper }}", "TỔ TƯ VẤN", "Số: …… /BC-TTV", "{{ blank_day }}")
    s.title("BÁO CÁO", "Kết quả thẩm định hồ sơ và khảo sát sản phẩm OCOP,\n{{ session_name }}")
    s.line("Kính gửi: {{ council }}.", align=CENTRE, before=6, after=8)
    s.each("bases", "{{ one }}", italic=True)
    s.body("Căn cứ {{ founding }};", italic=True)
    s.body("Tổ tư vấn báo cáo kết quả thẩm định {{ count }} sản phẩm như sau:")
    s.tag("{%p for p in products %}")
    s.line("{{ p.number }}. {{ p.name }}", bold=True, before=6, together=True)
    s.body("{{ p.about }}")
    s.body("{{ p.advised_by }}", italic=True)
    s.tag("{%p if p.advice %}")
    s.body("{{ p.advice }}")
    s.tag("{%p endif %}")
    s.tag("{%p endfor %}")
    s.body("Tổ tư vấn trình Hội đồng xem xét./.")
    s.signs(
        ["Nơi nhận:", "- Như trên;", "- Lưu: Tổ tư vấn."],
        ["TỔ TRƯỞNG", "(Ký, ghi rõ họ tên)", "", "", "", "{{ adviser_lead }}"],
        receives=True,
    )
    s.save("advisory")


def proposal() -> None:
    """Tờ trình."""
    s = Sheet()
    s.head("{{ authority_upper }}", "{{ council_upper }}", "Số: …… /TTr-HĐ", "{{ blank_day }}")
    s.title("TỜ TRÌNH", "Về kết quả đánh giá, phân hạng sản phẩm OCOP, {{ session_name }}")
    s.line("Kính gửi: {{ head }}.", align=CENTRE, before=6, after=8)
    s.each("bases", "{{ one }}", italic=True)
    s.body("Căn cứ {{ founding }};", italic=True)
    s.body(
        "Căn cứ {{ minutes_name }} của Hội đồng và Bảng tổng hợp điểm kèm theo,",
        italic=True,
    )
    s.body("Hội đồng đã đánh giá {{ count }} sản phẩm và kính trình {{ head }} xem xét:")
    for name, text in PROPOSED:
        s.tag(f"{{%p if {name} %}}")
        s.body(f"– {text}", together=True)
        s.table(
            ["TT", "Sản phẩm", "Chủ thể", "Xã, phường, đặc khu", "Điểm TB", "Hạng"],
            [11, 44, 44, 32, 17, 17],
            name,
            ["{{ row.line }}", "{{ row.name }}", "{{ row.producer }}", "{{ row.commune }}",
             "{{ row.mean }}", "{{ row.star }}"],
        )  # fmt: skip
        s.tag("{%p endif %}")
    s.body(
        "(Kèm theo: {{ minutes_short }}, Bảng tổng hợp điểm,"
        " {{ enclosed_reports }}{{ enclosed_drafts }}.)",
        italic=True,
    )
    s.body("Hội đồng kính trình {{ head }} xem xét, quyết định./.")
    s.signs(
        ["Nơi nhận:", "- Như trên;", "- Thành viên Hội đồng;", "- Lưu: VT, HĐ."],
        ["TM. HỘI ĐỒNG", "{{ chair_post }}", "", "", "", "{{ presiding }}"],
        receives=True,
    )
    s.save("proposal")


def decision() -> None:
    """Dự thảo quyết định with its annex."""
    s = Sheet()
    s.head(
        "{{ authority_kind }}", "{{ authority_place }}", "Số: …… /{{ symbol }}", "{{ blank_day }}"
    )
    s.title("QUYẾT ĐỊNH", "{{ subject }}")
    s.line("{{ head|upper }}", bold=True, align=CENTRE, before=6, after=8)
    s.each("bases", "{{ one }}", italic=True)
    s.body("Căn cứ {{ founding }};", italic=True)
    s.body("Xét Tờ trình của {{ council }} về kết quả phiên họp {{ held_words }}.", italic=True)
    s.line("QUYẾT ĐỊNH:", bold=True, align=CENTRE, before=6, after=8)
    s.body("**Điều 1.** {{ article }}")
    s.body("**Điều 2.** {{ duties }}")
    s.body("**Điều 3.** {{ carried_out_by }}")
    s.signs(
        ["Nơi nhận:", "- Như Điều 3;", "- {{ receiver }};", "- Lưu: VT, HĐ."],
        ["{{ heads }}", "", "", "", "", ""],
        receives=True,
    )
    s.document.add_page_break()
    s.line("PHỤ LỤC", bold=True, align=CENTRE, size=14, after=0)
    s.line("DANH SÁCH SẢN PHẨM {{ list_name }}", bold=True, align=CENTRE, after=0)
    s.line(
        "(Kèm theo Quyết định số …… ngày …… tháng …… năm …… của {{ head }})",
        italic=True,
        align=CENTRE,
        after=8,
    )
    s.table(
        ["TT", "Sản phẩm", "Mã sản phẩm", "Chủ thể", "Xã, phường, đặc khu", "Điểm TB", "Hạng sao"],
        [10, 34, 32, 34, 25, 15, 15],
        "lines",
        ["{{ row.line }}", "{{ row.name }}", "{{ row.code }}", "{{ row.producer }}",
         "{{ row.commune }}", "{{ row.mean }}", "{{ row.decided_star }}"],
        size=11,
    )  # fmt: skip
    s.save("decision")


class Command(BaseCommand):
    """Draw every template."""

    help = "Draws the DOCX templates of a sitting's papers anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files."""
        for draw in (minutes, tally, advisory, proposal, decision):
            draw()
