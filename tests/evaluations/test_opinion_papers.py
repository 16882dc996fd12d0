"""The minutes of written opinions, and of the meeting after them: what they tell (7.6.d)."""

from typing import Any

import pytest

from evaluations import (
    agenda_actions,
    closing_actions,
    opinion_actions,
    paper_actions,
    paper_words,
    sitting_actions,
)
from evaluations.models import Evaluation
from evaluations.papers import plan, print_paper
from territories import clock
from tests.cast import person
from tests.evaluations import sittings
from tests.evaluations.asked import after, again, all_answer, answer, asked, closed, meeting
from tests.evaluations.papers_read import docx_words, pdf_words
from tests.evaluations.sittings import acting
from tests.factories import make_producer

pytestmark = pytest.mark.django_db


def printed(sitting: Any, number: int) -> str:
    """Return the words of one paper of the plan."""
    with acting("thao"):
        facts = paper_actions.read_facts(sitting)
    one = plan(facts)[number]
    content = print_paper(one, paper_words.context(facts), dict)
    text = docx_words(content) if one.extension == "docx" else pdf_words(content)
    return " ".join(text.split())


def told() -> tuple[Evaluation, Evaluation]:
    """Return a product concluded on paper, a member's wish declined, and one sent to a meeting."""
    calm = asked()
    other = make_producer(name="Hợp tác xã Sa Kỳ", phone="+84944440001")
    apart = asked(calm.sitting, again("Nước mắm Sa Kỳ", producer=other))
    answer(calm, "lan", 60)
    answer(calm, "an", 61)
    answer(calm, "minh", 62, meeting="Đổi nguồn nguyên liệu.")
    all_answer(apart, (60, 75, 61))
    closed(apart)
    closed(calm)
    with acting("lan"):
        opinion_actions.decline_meeting(
            evaluation=calm, by=person("lan"), reason="Hồ sơ đã nói rõ nguồn."
        )
    with acting("thao"):
        closing_actions.conclude(evaluation=calm, by=person("thao"))
        agenda_actions.end_sitting(sitting=calm.sitting, by=person("thao"))
    return calm, apart


def test_minutes_of_a_round_tell_every_answer_in_both_formats() -> None:
    calm, apart = told()
    day, due = clock.today(), calm.sitting.answers_due
    head = calm.sitting.seals.get().head
    for number in (0, 1):
        text = printed(calm.sitting, number)
        for words in (
            "Tổng hợp ý kiến bằng văn bản của Hội đồng",
            "Điều 7 khoản 6 điểm d",
            f"hạn trả lời {due:%d/%m/%Y}, khép lại {day:%d/%m/%Y}",
            f"Chủ tịch {person('lan')}, ngày {day:%d/%m/%Y}: 60,00 điểm, 3 sao; đồng ý theo phiếu.",
            "62,00 điểm, 3 sao; đề nghị họp trực tiếp: Đổi nguồn nguyên liệu.",
            f"{person('lan')} không mở cuộc họp theo đề nghị",
            "Hồ sơ đã nói rõ nguồn.",
            "Điểm trung bình: 61,00 (tổng 183 điểm của 3 phiếu hợp lệ)",
            "Sản phẩm chuyển sang họp trực tiếp",
            f"Nước mắm Sa Kỳ ({apart.submission.product_code}); Hợp tác xã Sa Kỳ",
            "điểm của các thành viên chênh quá mức của quy chế",
            "Trả lời: 3/3 thành viên",
            head[:12],
        ):
            assert words in text, (number, words)
        assert "có mặt thông qua" not in text
        assert "Điểm danh" not in text


def test_papers_of_a_round_count_every_opened_sheet() -> None:
    calm, _apart = told()
    with acting("thao"):
        facts = paper_actions.read_facts(calm.sitting)
    assert [one.title for one in plan(facts)][:2] == ["Biên bản tổng hợp ý kiến bằng văn bản"] * 2
    assert sum(one.template == "sheet" for one in plan(facts)) == 6
    assert [one["name"] for one in facts["products"]] == ["Tỏi đen Lý Sơn"]


def test_advisory_team_signs_nothing_that_the_office_has_found() -> None:
    calm, _apart = told()
    with acting("thao"):
        facts = paper_actions.read_facts(calm.sitting)
    assert "Báo cáo của Tổ tư vấn" not in [one.title for one in plan(facts)]
    for number, one in enumerate(plan(facts)):
        if one.template == "proposal":
            text = printed(calm.sitting, number)
            assert "Bảng tổng hợp điểm, Báo cáo của cơ quan tham mưu quản lý OCOP, dự" in text
    # Beside a product that is new the team reports on that one alone.
    first = facts["products"][0] | {"ordinal": 9, "name": "Nén tỏi", "advice": None}
    mixed = facts | {"products": [*facts["products"], first]}
    words = paper_words.context(mixed)
    assert "Báo cáo của Tổ tư vấn, Báo cáo của cơ quan" in words["enclosed_reports"]
    papers = [one for one in plan(mixed) if one.template == "advisory"]
    assert [one.extension for one in papers] == ["docx", "pdf"]
    for one, read in zip(papers, (docx_words, pdf_words), strict=True):
        text = " ".join(read(print_paper(one, words, dict)).split())
        assert "kết quả thẩm định 1 sản phẩm" in text
        assert "Nén tỏi" in text
        assert "Tỏi đen Lý Sơn (" not in text
        assert str(person("binh")) not in text


def test_minutes_tell_how_the_deadline_moved_and_who_was_silent() -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    with clock.fixed(after()), acting("thao"):
        before = evaluation.sitting.answers_due
        opinion_actions.extend_deadline(
            sitting=evaluation.sitting,
            by=person("thao"),
            answers_due=after(3),
            reason="Hai thành viên đi công tác.",
        )
    with clock.fixed(after(20)), acting("thao"):
        opinion_actions.meet_for_want_of_answers(evaluation=evaluation, by=person("thao"))
    text = printed(evaluation.sitting, 0)
    assert f"Gia hạn từ {before:%d/%m/%Y} đến" in text
    assert "lý do: Hai thành viên đi công tác." in text
    assert f"Không trả lời: {person('minh')}, {person('an')}" in text
    assert "hết hạn mà chưa đủ số thành viên trả lời" in text


def test_minutes_of_the_meeting_keep_the_written_answers_before_it() -> None:
    evaluation = asked()
    all_answer(evaluation, (60, 75, 61))
    sent = closed(evaluation)
    place = meeting(sent)
    with acting("thao"):
        heard = opinion_actions.place_at_meeting(evaluation=sent, sitting=place, by=person("thao"))

        place = sitting_actions.open_sitting(sitting=place, by=person("thao"))
        agenda_actions.call_roll(sitting=place, by=person("thao"), absent={})
        agenda_actions.begin_scoring(evaluation=heard, by=person("thao"), reason="Gấp.")
    sittings.all_hand_in(heard, (66, 67, 68), star=3)
    sittings.concluded(heard)
    text = printed(place, 0)
    assert "Lượt lấy ý kiến bằng văn bản trước phiên họp này:" in text
    assert "75,00 điểm" in text
    assert "Điểm trung bình: 67,00" in text
