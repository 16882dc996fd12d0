"""The papers of a sitting, read back: DOCX by python-docx, PDF by PDFium, the zip by its sums."""

import hashlib
import io
import zipfile
from typing import Any

import docx
import pypdfium2
import pytest
from django.core.exceptions import ValidationError

from accounts.models import Job, JournalEntry, Notice
from councils.models import Sitting
from evaluations import agenda_actions, closing_actions, control_actions, paper_actions, papers
from evaluations.minutes import clean
from evaluations.models import Evaluation, Paper, PaperSet
from evaluations.paper_docx import render
from evaluations.paper_words import context
from files import intake
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting

from .sat import HOSTILE, LONG, WALL, asked, judge, made, place, sat
from .sittings import acting, all_hand_in, concluded, on_agenda, opened

pytestmark = pytest.mark.django_db


def content(row: PaperSet, key: str, extension: str) -> bytes:
    """Return the bytes of one paper of a set."""
    found = row.papers.select_related("file").filter(key=key)
    (one,) = [paper for paper in found if paper.file.name.endswith(extension)]
    return intake.path_of(one.file.sha256).read_bytes()


def docx_words(raw: bytes) -> str:
    """Return everything that a DOCX says: paragraphs, tables, headers."""
    document = docx.Document(io.BytesIO(raw))
    lines = [one.text for one in document.paragraphs]
    for table in document.tables:
        lines += [cell.text for line in table.rows for cell in line.cells]
    for section in document.sections:
        for header in (section.header, section.first_page_header):
            lines += [one.text for one in header.paragraphs]
    return "\n".join(lines)


def pdf_words(raw: bytes) -> str:
    """Return everything that a PDF says, its lines run together."""
    document = pypdfium2.PdfDocument(io.BytesIO(raw))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


def both(row: PaperSet, key: str) -> list[str]:
    """Return what the DOCX and the PDF of a paper say."""
    word = " ".join(docx_words(content(row, key, ".docx")).split())
    return [word, pdf_words(content(row, key, ".pdf"))]


def test_minutes_say_what_r21_asks_for_in_both_formats() -> None:
    row = made(sat())
    for text in both(row, "01-bien-ban"):
        assert "DỰ THẢO" in text
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
        for said in (
            "Căn cứ Quyết định số 101/QĐ-UBND",
            "Hội trường Sở Nông nghiệp và Môi trường",
            "có mặt 4/4 thành viên",
            "4/4 thành viên có mặt",
            "Phan Thị Lan",
            "Tỏi đen Lý Sơn",
            "Vùng nguyên liệu 12 ha; hồ sơ đủ.",
            "Điểm trung bình: 75,00 (tổng 225 điểm của 3 phiếu hợp lệ)",
            "Lượt 1: thấp nhất 60,00, cao nhất 85,00, trung bình 71,66; chênh quá mức 10 điểm;",
            "Lượt 2: thấp nhất 68,00, cao nhất 74,00, trung bình 71,33; chênh lệch trong mức",
            "0/3 phiếu đạt; không đạt.",
            "Huỳnh Thúy An (mẫu): 68,00 điểm, ứng với 3 sao",
            "Đề nghị công nhận sản phẩm OCOP hạng 4 sao.",
            "Không đề nghị công nhận: điểm trung bình dưới khung điểm của hạng 3 sao.",
            "THƯ KÝ",
            "CHỦ TRÌ",
        ):
            assert said in text, said
        assert "Mã băm" not in text  # there is no record yet
        assert "{{" not in text
        assert "{%" not in text


def test_each_paper_is_there_twice_and_filled_in() -> None:
    row = made(sat())
    keys = list(row.papers.order_by("ordinal").values_list("key", flat=True))
    twice = ["01-bien-ban", "02-bang-tong-hop-diem", "03-bao-cao-to-tu-van", "04-to-trinh"]
    twice.append("05-du-thao-qd-cong-nhan")
    assert keys[:10] == [key for key in twice for _format in range(2)]
    # Three members: one pass, two passes, one pass.
    assert len(keys[10:]) == 3 + 6 + 3
    assert all(key.startswith("phieu-cham/") for key in keys[10:])
    for key in twice:
        for text in both(row, key):
            assert "DỰ THẢO" in text
            assert not {"{{", "{%", "None", "Undefined"} & set(text.split())
    for text in both(row, "02-bang-tong-hop-diem"):
        for cell in ("60,00", "85,00", "70,00", "72,00", "68,00", "71,66", "71,33", "chấm lại"):
            assert cell in text
    for text in both(row, "05-du-thao-qd-cong-nhan"):
        assert "cho 2 sản phẩm" in text
        assert "Nước mắm Sa Kỳ" in text
        assert "Bánh tráng Quảng Ngãi" not in text  # 41 points: no recognition
    for text in both(row, "04-to-trinh"):
        assert "Bánh tráng Quảng Ngãi" in text
    sheet = pdf_words(content(row, "phieu-cham/002-tv02-luot2-ban1", ".pdf"))
    assert "Bùi Công Minh" in sheet
    assert "Tổng điểm: 74,00" in sheet


def test_docx_is_a4_with_the_margins_and_letters_of_the_decree() -> None:
    document = docx.Document(io.BytesIO(content(made(sat()), "01-bien-ban", ".docx")))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size.pt == 13
    for table in document.tables[1:4]:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_hostile_words_stay_words() -> None:
    sitting = sat(long=True)
    row = made(sitting)
    assert Job.objects.get(kind=paper_actions.MAKING).state == Job.State.DONE
    shown = clean(HOSTILE).strip()
    word = docx_words(content(row, "01-bien-ban", ".docx"))
    assert shown in word
    assert "{{ 7*7 }} {% for x in y %} <w:p/>&amp;" in word
    assert word.count("Hồ sơ đầy đủ, cơ sở sạch.") == LONG.count("Hồ sơ đầy đủ, cơ sở sạch.")
    text = pdf_words(content(row, "01-bien-ban", ".pdf"))
    assert "{{ 7*7 }} {% for x in y %} <w:p/>&amp;" in text
    assert WALL in "".join(text.split())
    report = docx_words(content(row, "03-bao-cao-to-tu-van", ".docx"))
    assert len(report) > len(LONG)


def test_zip_holds_every_paper_under_the_sum_that_it_names() -> None:
    row = made(sat())
    raw = intake.path_of(row.bundle_sha256, ".zip").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == row.bundle_sha256
    assert len(raw) == row.bundle_size
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        names = packed.namelist()
        sums = dict(
            reversed(line.split("  ")) for line in packed.read(papers.SUMS).decode().splitlines()
        )
        assert set(names) == set(sums) | {papers.SUMS, papers.CONTENTS}
        assert len(sums) == row.papers.count() == 22
        for name, sha256 in sums.items():
            assert hashlib.sha256(packed.read(name)).hexdigest() == sha256
        listed = packed.read(papers.CONTENTS).decode("utf-8-sig")
    assert "01-bien-ban.docx – Biên bản phiên họp" in listed
    assert all(sha256 in listed for sha256 in sums.values())


def test_same_facts_give_the_same_bytes_and_no_second_set() -> None:
    sitting = sat()
    row = made(sitting)
    assert asked(sitting) == row
    assert sitting.paper_sets.count() == 1
    words = context(row.facts)
    for one in papers.plan(row.facts)[:10]:
        again = papers.print_paper(one, words, lambda _pk: {})
        assert again == content(row, one.key, one.extension), one.name


def test_papers_are_made_anew_when_the_controller_has_confirmed() -> None:
    sitting = sat()
    draft = made(sitting)
    with acting("kiem"):
        control_actions.confirm_sitting(sitting=sitting, by=person("kiem"))
    final = made(sitting)
    assert (draft.version, draft.is_draft) == (1, True)
    assert (final.version, final.is_draft) == (2, False)
    for key in ("01-bien-ban", "02-bang-tong-hop-diem", "05-du-thao-qd-cong-nhan"):
        for text in both(final, key):
            assert "DỰ THẢO" not in text
        for text in both(draft, key):  # the old ones are kept as they were
            assert "DỰ THẢO" in text
    for text in both(final, "01-bien-ban"):
        assert "Kiểm soát xác nhận kết quả: Đỗ Văn Kiểm (mẫu)" in text


def test_nothing_is_made_before_the_sheets_are_open_and_the_result_is_fixed() -> None:
    sitting = make_sitting(council=make_council())
    judge(sitting, "Tỏi đen Lý Sơn", (75, 76, 74), star=4)
    waiting = place(sitting, "Hành tím", "Đã khảo sát.")
    all_hand_in(waiting, (60, 61, 62))
    for step in (lambda: None, lambda: opened(waiting)):
        step()
        with pytest.raises(ValidationError, match="còn 1 sản phẩm chưa kết luận"):
            asked(sitting)
    assert not PaperSet.objects.exists()
    assert not Job.objects.filter(kind=paper_actions.MAKING).exists()
    with acting("thao"):
        closing_actions.conclude(evaluation=waiting, by=person("thao"))
    assert made(sitting).version == 1


def test_job_refuses_a_set_whose_product_is_not_concluded() -> None:
    """Whatever came into the facts: the job itself asks again before it prints."""
    sitting = make_sitting(council=make_council())
    judge(sitting, "Tỏi đen Lý Sơn", (75, 76, 74), star=4)
    row = asked(sitting)
    unopened = place(sitting, "Hành tím", "Đã khảo sát.")
    facts = row.facts
    facts["products"].append(facts["products"][0] | {"evaluation": unopened.pk})
    PaperSet.objects.filter(pk=row.pk).update(facts=facts)
    with acting_for(province()):
        job = paper_actions.make_step(paper_actions.job_of(row).pk)
    assert job.state == Job.State.FAILED
    assert not Paper.objects.exists()
    assert not Notice.objects.filter(text__contains="ValidationError").exists()


def test_making_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_actions, "STEP_SECONDS", 0.0)
    sitting = make_sitting(council=make_council())
    judge(sitting, "Tỏi đen Lý Sơn", (75, 76, 74), star=4)
    row = asked(sitting)
    job = paper_actions.job_of(row)
    with acting_for(province()):
        for done in (1, 2):
            job = paper_actions.make_step(job.pk)
            assert (job.state, job.done, row.papers.count()) == (Job.State.RUNNING, done, done)
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    assert asked(sitting) == row  # pressed again
    with acting_for(province()):
        while job := paper_actions.make_step(paper_actions.job_of(row).pk):
            last = job
    assert (last.state, last.done) == (Job.State.DONE, last.total)
    assert row.papers.count() == last.total - 1
    link = f"/quang-ngai/phien-hop/{sitting.pk}/ho-so/"
    assert Notice.objects.filter(to=person("thao"), link=link).count() == 1


def test_absence_recusal_and_taking_off_stand_in_the_minutes() -> None:
    sitting = make_sitting(council=make_council(scorers=("lan", "minh", "an", "hai")))
    facts = {"reason": "Em gái là giám đốc."}
    row = place_with(sitting, "an", "recused", facts["reason"])
    all_hand_in(row, (75, 76, 74), ("lan", "minh", "hai"), star=4)
    concluded(row)
    off = place(sitting, "Hành tím", "Thiếu mẫu.")
    with acting("thao"):
        agenda_actions.take_off_agenda(evaluation=off, reason="Chủ thể xin rút.", by=person("thao"))
    for text in both(made(sitting), "01-bien-ban"):
        assert "Huỳnh Thúy An (mẫu): không tham gia vì có liên quan – Em gái là giám đốc." in text
        assert "Hành tím" in text
        assert "Chủ thể xin rút." in text


def place_with(sitting: Sitting, login: str, state: str, reason: str) -> Evaluation:
    """Put a product on the agenda before which one member does not sit."""
    evaluation = on_agenda(sitting)
    with acting("thao"):
        agenda_actions.set_place(
            evaluation=evaluation,
            member=evaluation.panel.get(user=person(login)).member,
            state=state,
            reason=reason,
            by=person("thao"),
        )
        return agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))


def test_head_of_the_record_is_printed_once_there_is_one() -> None:
    sitting = make_sitting(council=make_council())
    judge(sitting, "Tỏi đen Lý Sơn", (75, 76, 74), star=4)
    with acting("thao"):
        facts = paper_actions.read_facts(sitting, "ab" * 32)
    words = context(facts)
    (word, text) = (
        papers.print_paper(one, words, lambda _pk: {}) for one in papers.plan(facts)[:2]
    )
    assert "khi kết thúc phiên họp: " + "ab" * 32 in docx_words(word)
    assert "ab" * 32 in "".join(pdf_words(text).split())


def test_template_that_misses_a_word_is_a_fault() -> None:
    with pytest.raises(Exception, match="is undefined"):
        render("minutes", {"draft_line": ""})


def journal_of(sitting: Sitting) -> list[str]:
    """Return the acts on a sitting that the journal holds."""
    return list(JournalEntry.objects.filter(target_id=sitting.pk).values_list("verb", flat=True))


def test_making_is_journaled() -> None:
    sitting: Any = make_sitting(council=make_council())
    judge(sitting, "Tỏi đen Lý Sơn", (75, 76, 74), star=4)
    asked(sitting)
    asked(sitting)
    assert journal_of(sitting).count("make_papers") == 1
