"""Making the papers of a sitting: when, from what, again, and what hostile words do to them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Job, JournalEntry, Notice
from councils.models import Sitting
from evaluations import agenda_actions, closing_actions, control_actions, paper_actions, papers
from evaluations.minutes import clean
from evaluations.models import Evaluation, Paper, PaperSet
from evaluations.paper_docx import render
from evaluations.paper_words import context
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting

from .papers_read import both, content, docx_words, pdf_words
from .sat import HOSTILE, LONG, WALL, asked, judge, made, place, sat
from .sittings import acting, all_hand_in, concluded, on_agenda, opened, scoring

pytestmark = pytest.mark.django_db


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


def test_papers_are_made_anew_when_the_controller_has_confirmed() -> None:
    sitting = make_sitting(council=make_council())
    judge(sitting, "Tỏi đen Lý Sơn", (75, 76, 74), star=4)
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


def test_minutes_count_who_was_left_when_the_sheets_were_opened() -> None:
    sitting = make_sitting(council=make_council(scorers=("lan", "minh", "an", "hai")))
    row = scoring(sitting)
    with acting("thao"):
        member = row.panel.get(user=person("an")).member
        agenda_actions.mark_absent(
            evaluation=row, member=member, reason="Về sớm.", by=person("thao")
        )
    all_hand_in(row, (75, 76, 74), ("lan", "minh", "hai"), star=4)
    concluded(row)
    for text in both(made(sitting), "01-bien-ban"):
        assert "khi bắt đầu chấm 5/5 thành viên có mặt" in text
        assert "cần ít nhất 4; khi mở phiếu 4/5" in text
        assert "Huỳnh Thúy An (mẫu): vắng – Về sớm." in text


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
        assert paper_actions.read_facts(sitting)["head_hash"] == ""
        agenda_actions.end_sitting(sitting=sitting, by=person("thao"))
        sitting.refresh_from_db()
        facts = paper_actions.read_facts(sitting)
    sealed = sitting.seals.get()
    head = f"{sealed.last}:{sealed.head}"  # as verify_record.py's --expect takes it
    words = context(facts)
    (word, text) = (
        papers.print_paper(one, words, lambda _pk: {}) for one in papers.plan(facts)[:2]
    )
    assert f"khi kết thúc phiên họp: {head}" in docx_words(word)
    assert head in "".join(pdf_words(text).split())


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
