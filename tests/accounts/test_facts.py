"""What the journal holds beside an act reads as words, whoever wrote it."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps

from accounts.facts import HIDDEN, LABELS, in_words, label
from accounts.permissions import Permission
from ocop_portal.embedded import BASE_DIR

KEYWORDS = {"by", "verb", "target", "table", "also"}  # of record() and move() themselves
FIELDS = {field.name for model in apps.get_models() for field in model._meta.get_fields()}


def recorded() -> Iterator[tuple[str, str]]:
    """Find every fact that an act writes down by name."""
    for path in sorted(BASE_DIR.glob("[a-z]*/*.py")):
        if path.parent.name == "tests":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in {"record", "move"}:
                names = {keyword.arg for keyword in node.keywords} - KEYWORDS - {None}
                yield from ((path.name, name) for name in names)


def test_every_fact_that_an_act_records_has_words() -> None:
    found = set(recorded())
    assert len(found) > 50
    assert [fact for fact in sorted(found) if fact[1] not in FIELDS | HIDDEN | set(LABELS)] == []


@pytest.mark.parametrize(
    ("target", "facts", "words"),
    [
        ("products.participation", {}, ""),
        (
            "products.participation",
            {"before": "draft", "after": "submitted", "sha256": "91f30e0ee8cef91f4edd"},
            "đang soạn → đã nộp",
        ),
        ("products.participation", {"step": 5, "on_behalf": False}, "bước: Đánh giá, phân hạng"),
        ("products.idea", {"changed": ["market"]}, "mục đã đổi: thị trường dự kiến"),
        ("products.dossier", {"on": "2026-11-24", "note": ""}, "ngày: 24/11/2026"),
        ("councils.council", {"level": "province", "notice_days": 1},
         "cấp: Cấp tỉnh; gửi hồ sơ trước (ngày làm việc): 1"),
        ("councils.member", {"scores": True, "council": 2}, "chấm điểm: có"),
        ("accounts.assignment", {"role": "leader", "unit": None}, "vai trò: Lãnh đạo ký"),
        ("evaluations.evaluation", {"quorum": [4, 4, 3]}, "có mặt, thành viên, cần có: 4, 4, 3"),
        ("evaluations.certificate",
         {"ground": "b", "found_on": "2026-11-26", "decided_on": "2026-11-27",
          "decision_no": "800/QĐ-UBND"},
         "căn cứ: Không còn đáp ứng các tiêu chí; ngày kết luận: 26/11/2026;"
         " ngày quyết định: 27/11/2026; số quyết định: 800/QĐ-UBND"),
        ("evaluations.evaluation", {"reasons": ["too_few_points"]},
         "lý do: điểm trung bình dưới 3 sao"),
        ("accounts.token", {"scopes": ["score"]}, f"quyền: {Permission.SCORE.label}"),
        ("evaluations.evaluation", {"grounds": ["spread", "stars"]},
         "căn cứ: điểm chênh quá mức, phiếu cho hạng sao khác nhau"),
        ("evaluations.nationalresult", {"way": "evaluate"}, "hình thức: tổ chức đánh giá lại"),
        ("products.cycle", {"deadlines": {"1": "2026-03-31"}}, "hạn các bước: bước 1: 31/03/2026"),
        ("gone.record", {"reason": "Nhầm"}, "lý do: Nhầm"),
    ],
)  # fmt: skip
def test_facts_read_as_words(target: str, facts: dict, words: str) -> None:
    assert in_words(target, facts) == words


def test_name_without_words_is_still_shown() -> None:
    assert label(None, "other_way") == "other way"
