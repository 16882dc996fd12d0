"""Blind codes: until the opening a member reads a number where a name would tell (council's rule).

Evidence cannot be blinded: what a scanned paper says of its owner stays on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission
from councils.models import Attendance, Sitting
from producers.identifiers import LEGAL_WORDS
from territories.folding import fold, slug

from .models import Evaluation, Interest, InterestAnswer, Panel

HIDDEN = "[…]"
SHORTEST = 3  # a shorter word would blot out half of every text
LONG = 5  # letters run together that tell a name by themselves: «machnhanghiaky.vn»
BRACKETS = re.compile(r"\s*\([^)]*\)")
TRADES = (
    "nông nghiệp", "nn", "dịch vụ", "dv", "thương mại", "tm", "sản xuất", "sx", "kinh doanh", "kd",
    "chế biến", "cb", "tổng hợp", "th", "xuất nhập khẩu", "xnk", "du lịch", "và", "&", "-", "–",
)  # fmt: skip
# What names the producer or the place, in the frozen copy.
TELLING = {
    "product": ("name",),
    "producer": (
        "name",
        "registration_no",
        "tax_code",
        "address",
        "phone",
        "email",
        "website",
        "representative",
        "representative_address",
    ),
    "commune": ("name", "full_name", "district"),
    "handed_in": ("by",),
}
EMPTIED = ("history", "organisation")


def code_of(evaluation: Evaluation) -> str:
    """Return the number under which members know a product: its place on the agenda."""
    return _("Sản phẩm số %(n)s") % {"n": f"{evaluation.ordinal:02d}"}


def is_blind(evaluation: Evaluation) -> bool:
    """Tell whether members read codes of this product now."""
    return evaluation.opened_at is None and evaluation.operating_rules.blind_codes


def hides(user: Any, evaluation: Evaluation) -> bool:
    """Tell whether this person reads the code: a member does, who keeps the record does not."""
    if not is_blind(evaluation) or policy.may(user, Permission.SITTING_RUN, evaluation.sitting):
        return False
    if policy.may(user, Permission.SCORE):
        return True
    return evaluation.sitting.council.members.filter(user=user).exists()


def open_by_name(user: Any, rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Keep what the person may find by a name: a search must not undo the codes."""
    codes = Q(rules__blind_codes=True) | Q(rules=None, sitting__council__blind_codes=True)
    run = Sitting.objects.visible_to(user, Permission.SITTING_RUN)
    own = Sitting.objects.filter(council__members__user=user)
    if policy.may(user, Permission.SCORE):
        own = Sitting.objects.all()
    hidden = Q(codes, opened_at=None, sitting__in=own.values("pk"))
    return rows.exclude(hidden & ~Q(sitting__in=run.values("pk")))


def name_for_members(evaluation: Evaluation) -> str:
    """Return what a notice to the members may call a product."""
    if is_blind(evaluation):
        return code_of(evaluation)
    return evaluation.submission.snapshot["product"]["name"]


def blind_rows(user: Any, evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """Put codes in the place of the names that lists read along (`with_names`)."""
    rows = list(evaluations)
    known: dict[int, bool] = {}  # the person's standing is the same for a sitting
    for one in rows:
        if not is_blind(one):
            continue
        if one.sitting_id not in known:
            known[one.sitting_id] = hides(user, one)
        one.reads_code = known[one.sitting_id]
        if one.reads_code:
            one.product_name, one.producer_name = code_of(one), ""
    return rows


def shown_reason(place: Panel, *, reads_code: bool) -> str:
    """Return why a member is not there, as a reader may know it: it may name the producer.

    One function for pages, board and API; who keeps the record reads all on the member's page.
    """
    if not place.reason or not reads_code or not is_blind(place.evaluation):
        return place.reason
    if place.state == Panel.State.RECUSED:
        if place.member_id in _left_out(place.evaluation):
            return _("không chấm lại theo quyết định về khiếu nại")
        return _("có lợi ích liên quan")
    return _("lý do được ghi trong biên bản")


def _left_out(evaluation: Evaluation) -> set[int]:
    """Return whom the decision on an appeal left out; asked once, and of a new hearing only."""
    if evaluation.appeal_id is None:
        return set()
    if not hasattr(evaluation, "_left_out"):
        rows = evaluation.interests.filter(ground=Interest.Ground.LEFT_OUT)
        evaluation._left_out = set(rows.values_list("member_id", flat=True))
    return evaluation._left_out


def blind_roll(agenda: Iterable[Evaluation], attendance: Iterable[Attendance]) -> list[Attendance]:
    """Hide why members missed the roll from who reads a code of any product (`blind_rows`)."""
    rows = list(attendance)
    if any(getattr(one, "reads_code", False) for one in agenda):
        for row in rows:
            row.reason = row.reason and _("lý do được ghi trong biên bản")
    return rows


def blind_interests(user: Any, evaluation: Evaluation, rows: Iterable[Interest]) -> None:
    """Hide in memory what would tell the producer; member and ground stay, to be ruled on.

    A member's own word is all that there is to rule on: only the names in it are blotted out, and
    nothing of it is read any more once it was ruled on.
    """
    if not hides(user, evaluation):
        return
    submission = evaluation.submission
    secrets = getattr(evaluation, "_secrets", None)
    secrets = secrets or secrets_of(submission.snapshot, submission.product_code)
    for row in rows:
        answers = list(row.answers.all())
        is_open = all(one.verdict == InterestAnswer.Verdict.REFERRED for one in answers)
        is_own = row.ground in (Interest.Ground.DECLARED, Interest.Ground.PRODUCER)
        is_read = is_own and is_open
        row.text = hide(row.text, secrets) if is_read else _("ẩn đến khi mở phiếu")
        for one in answers:
            one.reason = hide(one.reason, secrets) if is_open else ""


def blind(user: Any, evaluation: Evaluation) -> Evaluation:
    """Put the masked copy in the place of the dossier, in memory only, before a page is drawn."""
    if getattr(evaluation, "_is_masked", False) or not hides(user, evaluation):
        return evaluation
    submission, code = evaluation.submission, code_of(evaluation)
    evaluation._secrets = secrets = secrets_of(submission.snapshot, submission.product_code)
    submission.snapshot = masked(submission.snapshot, secrets, code)
    submission.product_code = submission.receipt_no = code
    for owner, names in (
        (getattr(submission, "commune_report", None), REPORT_TEXTS),
        (getattr(evaluation, "advisory_report", None), ("text",)),
    ):
        for name in names if owner else ():
            setattr(owner, name, hide(getattr(owner, name), secrets))
    report = getattr(evaluation, "advisory_report", None)
    if report and report.file:
        report.file.name = file_name(report.file.name)
    evaluation._is_masked = True
    return evaluation


def unmasked(
    evaluation: Evaluation, read: Callable[[Evaluation], dict[str, Any]]
) -> dict[str, Any]:
    """Return what a page reads along, but nothing beside a masked dossier: papers bear names."""
    return {} if getattr(evaluation, "_is_masked", False) else read(evaluation)


REPORT_TEXTS = ("materials", "labour", "idea_origin", "identity")


def secrets_of(copy: Mapping[str, Any], *more: str) -> list[str]:
    """Return the words that would tell whose product it is, the longest first."""
    found = {str(copy.get(part, {}).get(n) or "") for part, names in TELLING.items() for n in names}
    found |= {str(copy.get("handed_in", {}).get(n) or "") for n in ("receipt_no", "product_code")}
    renewal = copy.get("renewal") or {}
    found |= {str(renewal.get(n) or "") for n in ("receipt_no", "product_code")} | set(more)
    bare = bare_name(str(copy.get("producer", {}).get("name") or ""))
    found.add(bare if bare[:1].isupper() else "")  # «Cơ sở sản xuất nước mắm» names nobody
    found |= {BRACKETS.sub("", one) for one in found}  # «X (cơ sở 2)» is X
    digits = re.sub(r"\D", "", str(copy.get("producer", {}).get("phone") or ""))
    found.add(digits[-9:] if len(digits) >= 9 else "")  # with +84 it has no 0
    tidy = {unicodedata.normalize("NFC", one).strip() for one in found}
    return sorted((one for one in tidy if len(one) >= SHORTEST), key=len, reverse=True)


def bare_name(name: str) -> str:
    """Return a producer's name without its legal form and trade: «HTX nông nghiệp X» tells X."""
    words, phrases = name.split(), sorted((*LEGAL_WORDS, *TRADES), key=len, reverse=True)
    while True:
        text = fold(" ".join(words)) + " "
        begins = next((one for one in phrases if text.startswith(fold(one) + " ")), None)
        if begins is None or len(words) == len(begins.split()):
            return " ".join(words)
        words = words[len(begins.split()) :]


def hide(text: str, secrets: Iterable[str]) -> str:
    """Blot the words out of a text."""
    text = unicodedata.normalize("NFC", text)
    for one in secrets:
        # By whole words, whatever stands between them: a line's end, a hyphen, a hard space.
        words = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", one)))
        if words:
            end = r"(?![^\W_])" + (r"\)?" if one.endswith(")") else "")
            text = re.sub(rf"(?<![^\W_]){words}{end}", HIDDEN, text, flags=re.IGNORECASE)
    return _hide_spelled(text, _run_together(tuple(secrets)))


def _hide_spelled(text: str, told: Sequence[str]) -> str:
    """Blot out what spells a secret in another way: «TenSanPham.vn», «ten san pham»."""
    words = [(found.span(), letters_of(found[0])) for found in re.finditer(r"\S+", text)]
    letters = "".join(spelled for _span, spelled in words)
    places = [place for place, (_span, spelled) in enumerate(words) for _letter in spelled]
    hidden: set[int] = set()
    for one in told:
        for found in re.finditer(re.escape(one), letters):
            first, last = places[found.start()], places[found.end() - 1]
            start, end = words[first][0][0], words[last][0][1]
            # Words with other marks are other words: «tôi đến» is not «tỏi đen».
            if first == last or text[start:end].isascii():
                hidden |= set(range(first, last + 1))
    for place in sorted(hidden, reverse=True):
        start, end = words[place][0]
        text = text[:start] + HIDDEN + text[end:]
    return text


def letters_of(text: str) -> str:
    """Return the bare letters and digits of a text, as names of files run them together."""
    return slug(text).replace("-", "")


@lru_cache(maxsize=64)
def _run_together(secrets: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in map(letters_of, secrets) if len(one) >= LONG)


def masked(copy: Mapping[str, Any], secrets: list[str], code: str) -> dict[str, Any]:
    """Return the frozen copy with codes for names, and no name of a file."""
    blank = _walk(copy, secrets)
    blank["product"] = blank["product"] | {"name": code}
    blank["producer"] = {
        name: "" if name in TELLING["producer"] or name in EMPTIED else value
        for name, value in blank["producer"].items()
    }
    blank["commune"] = dict.fromkeys(blank["commune"], "")
    return blank


def _walk(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, str):
        return hide(value, secrets)
    if isinstance(value, list):
        return [_walk(one, secrets) for one in value]
    if isinstance(value, dict):
        if "sha256" in value and "name" in value:
            return value | {"name": file_name(value["name"])}
        blank = {key: _walk(one, secrets) for key, one in value.items()}
        if _tells(value.get("title"), secrets):  # often the file's name, without its accents
            blank["title"] = _("Tài liệu minh chứng")
        return blank
    return value


def _tells(title: Any, secrets: list[str]) -> bool:
    if not isinstance(title, str):
        return False
    joined = any(one in letters_of(title) for one in _run_together(tuple(secrets)))
    return joined or any(f"-{slug(one)}-" in f"-{slug(title)}-" for one in secrets)


def file_name(name: str) -> str:
    """Return a name for a file that tells only its kind."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return "tai-lieu" + (f".{ending}" if ending.isalnum() else "")
