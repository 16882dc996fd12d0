"""What is kept is Vietnamese whoever acts; what is refused speaks to the person who asked."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import JournalEntry, Notice
from evaluations import decision_actions, opinion_actions
from evaluations.models import Evaluation, Interest, Panel
from products.models import Participation, Submission
from products.review_actions import send_back_dossier
from territories import clock
from tests.cast import person
from tests.evaluations import asked
from tests.evaluations.decided import NOT_RANKED, make_concluded
from tests.evaluations.recorded import closed_sitting
from tests.evaluations.renewed import handed_in, recognised
from tests.evaluations.sittings import acting
from tests.evaluations.test_agenda import NO_REPORT
from tests.factories import make_step_five, make_submission
from tests.test_translation import ENTRIES, PLACEHOLDER

pytestmark = pytest.mark.django_db
SENT_BACK = "«Tỏi đen Lý Sơn»: hồ sơ đánh giá được trả lại để bổ sung, hạn {:%d/%m/%Y}."


def english() -> dict[str, str]:
    """Return the longest piece of each English sentence of the catalogue, with its message."""
    said = {}
    for entry in ENTRIES:
        pieces = PLACEHOLDER.split(entry.get("msgstr") or entry.get("msgstr[1]") or "")
        piece = max(pieces, key=len).strip()
        if len(piece) > 11 and piece not in entry["msgid"]:
            said[piece] = entry["msgid"]
    return said


def words_in(value: Any) -> Iterator[str]:
    """Yield every text inside a kept fact."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from words_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from words_in(inner)


def kept() -> list[str]:
    """Return every text that the acts so far have left behind."""
    rows = [
        *Notice.objects.values_list("text"),
        *JournalEntry.objects.values_list("target_label", "facts"),
        *Evaluation.objects.values_list("result"),
        *Panel.objects.values_list("reason"),
        *Interest.objects.values_list("text"),
        *Participation.objects.values_list("outcome"),
        *Submission.objects.values_list("snapshot"),
    ]
    return [*words_in([*rows])]


def assert_vietnamese() -> None:
    """Find no sentence of the English catalogue among what is kept."""
    pattern = re.compile("|".join(map(re.escape, sorted(english(), key=len, reverse=True))))
    with override("en"):
        assert pattern.search(f"Note: {_(NO_REPORT)}")  # it would be found
    found = [text for text in kept() if pattern.search(text)]
    assert found == []


def test_who_acts_in_english_leaves_vietnamese_notices_and_is_refused_in_english(
    client: Client,
) -> None:
    way = make_step_five()
    handed_in(way)
    client.force_login(person("hoa"))
    client.cookies["django_language"] = "en"
    url = f"/quang-ngai/ho-so/{way.pk}/tra-lai/"
    late = {"reason": "Thiếu hóa đơn", "return_by": f"{clock.today():%d/%m/%Y}"}
    page = client.post(url, late)
    assert page.status_code == 422
    with override("en"):
        refused = _("Hạn bổ sung phải sau hôm nay.")
    assert refused != "Hạn bổ sung phải sau hôm nay."
    assert refused in page.content.decode()
    due = clock.today() + timedelta(days=9)
    assert client.post(url, late | {"return_by": f"{due:%d/%m/%Y}"}).status_code == 303
    told = Notice.objects.filter(to=person("san")).latest("pk").text
    assert told == SENT_BACK.format(due)
    assert_vietnamese()


def test_sitting_held_in_english_keeps_its_warnings_and_members_in_vietnamese() -> None:
    with override("en"):
        evaluation = closed_sitting()
    begun = evaluation.result["begin"]["warnings"]
    assert NO_REPORT in begun
    entry = JournalEntry.objects.get(verb="begin_scoring")
    assert entry.facts["warnings"] == begun
    assert_vietnamese()


def test_round_in_english_keeps_titles_and_reasons_in_vietnamese() -> None:
    with override("en"):
        evaluation = asked.asked()
        asked.answer(evaluation, "minh", 62)
        with acting("lan"):
            opinion_actions.call_meeting(
                evaluation=evaluation, by=person("lan"), reason="Cần bàn thêm"
            )
    evaluation.refresh_from_db()
    said = f"Chưa trả lời khi chuyển họp trực tiếp ({clock.today():%d/%m/%Y})."  # not the deadline
    assert evaluation.panel.filter(reason=said).exists()
    assert_vietnamese()


def test_certificate_and_refusal_in_english_tell_their_producers_in_vietnamese() -> None:
    with override("en"):
        recognised()
        result = make_concluded(NOT_RANKED, star=2)
        with acting("binh"):
            decision_actions.reject(evaluation=result, by=person("binh"))
    way = result.submission.participation
    way.refresh_from_db()
    assert way.outcome == "Đạt 2 sao: chưa đủ điều kiện được công nhận."
    assert Submission.objects.first().snapshot["producer"]["legal_form_label"] == "Hợp tác xã"
    assert_vietnamese()


def test_refusal_of_an_act_stays_in_the_language_of_the_person() -> None:
    way = make_submission().participation
    with override("en"), acting("hoa"), pytest.raises(ValidationError) as caught:
        send_back_dossier(
            participation=way, by=person("hoa"), reason="Thiếu", return_by=clock.today()
        )
    assert not re.search("[đạảấ]", caught.value.messages[0])
