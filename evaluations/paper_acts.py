"""What was done beside scoring, for the minutes: interests, reopenings, rules, objections.

The chair's rulings, a sheet scored anew and a change of the rules stand in the minutes, each with
its reason (R15, R20, R21).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q

from accounts.models import JournalEntry
from councils import rules_page
from councils.models import RulesVersion, Sitting
from councils.rules import OperatingRules
from products.cycle import Status
from territories import clock

from .models import DiscussionNote, Evaluation, Interest, Objection, Panel, Rekeying, Reopening
from .scoring import shown_mean

VERDICTS = {
    "recused": "không tham gia",
    "set_aside": "không có liên quan, vẫn tham gia",
    "referred": "chuyển Chủ tịch kết luận",
}
MODES = {
    "pairwise": "chênh lệch giữa hai thành viên không quá {limit} điểm",
    "from_mean": "chênh lệch so với điểm trung bình không quá {limit} điểm",
    "off": "không áp dụng quy tắc chênh lệch điểm",
}

SAID_FIRST = ("quorum_numerator", "spread_mode")


def read_along() -> tuple[Prefetch, ...]:
    """Return what the agenda reads along: nothing is asked of the database later."""
    interests = Interest.objects.select_related("member__user").prefetch_related("answers__by")
    settled = Q(confirmed_at__isnull=False) | Q(refused_at__isnull=False)
    reopened = Reopening.objects.filter(settled).select_related(
        "sheet__member__user", "requested_by", "confirmed_by", "refused_by"
    )
    notes = DiscussionNote.objects.select_related("member__user")
    return (
        Prefetch("interests", interests),
        Prefetch("reopenings", reopened),
        Prefetch("discussion", notes),
        Prefetch("objections", Objection.objects.select_related("by", "answered_by")),
    )


def withdrawal_of(row: Evaluation) -> dict[str, bool]:
    """Say that the producer took the product out of the cycle; nothing where he did not."""
    way = row.submission.participation
    return {"withdrawn": True} if way is not None and way.status == Status.WITHDRAWN else {}


def left_out(row: Evaluation) -> dict[int, dict[str, bool]]:
    """Return which members the decision on an appeal left out: no interest keeps them away."""
    out = [one for one in row.interests.all() if one.ground == Interest.Ground.LEFT_OUT]
    return {one.member_id: {"is_left_out": True} for one in out}


def reheard(row: Evaluation) -> dict[str, Any]:
    """Return the decision on which a product is heard anew, and the result before it."""
    if row.appeal is None:
        return {}
    before = row.appeal.evaluation
    mean = shown_mean(before.points_sum, before.sheet_count) if before.sheet_count else ""
    told = {"no": row.appeal.decision_no, "on": f"{row.appeal.decided_on:%d/%m/%Y}"}
    return {"reheard": told | {"mean": mean, "star": before.star}}


def acts_of(row: Evaluation) -> dict[str, Any]:
    """Return what happened around the scoring of one product; some of it only where it did."""
    objections = [_objection(one) for one in row.objections.all()]
    refused = [_refused(one) for one in row.reopenings.all() if one.refused_at]
    more = {"objections": objections, "refused": refused}
    return {name: told for name, told in more.items() if told} | {
        "interests": [_interest(one) for one in row.interests.all()],
        "reopened": [
            {
                "who": str(one.sheet.member),
                "member": one.sheet.member_id,
                "pass": one.sheet.pass_no,
                "version": one.sheet.version,
                "asked_by": str(one.requested_by),
                "asked_at": _when(one.requested_at),
                "request": one.pk,
                "reason": one.reason,
                "confirmed_by": str(one.confirmed_by),
            }
            for one in row.reopenings.all()
            if one.confirmed_at
        ],
        "notes": [
            {"who": str(one.member), "pass": one.pass_no, "text": one.text}
            for one in row.discussion.all()
        ],
    }


def _refused(row: Reopening) -> dict[str, Any]:
    """A request that led to no new sheet: the other of the two refused, or who asked withdrew."""
    return {
        "who": str(row.sheet.member),
        "pass": row.sheet.pass_no,
        "asked_by": str(row.requested_by),
        "asked_at": _when(row.requested_at),
        "request": row.pk,
        "reason": row.reason,
        "by": str(row.refused_by),
        "at": _when(row.refused_at),
        "is_withdrawn": row.refused_by_id == row.requested_by_id,
        "refusal": row.refusal,
    }


def out_of(rows: Iterable[Evaluation]) -> set[tuple[int, int]]:
    """Return who was recused before which product: a sheet that he handed in does not count."""
    return {
        (row.pk, place.member_id)
        for row in rows
        for place in row.panel.all()
        if place.state == Panel.State.RECUSED
    }


def versions(row: Evaluation) -> list[dict[str, Any]]:
    """Return the totals of sheets that were reopened, of every version."""
    anew = {one.sheet.member_id for one in row.reopenings.all() if one.confirmed_at}
    return [
        {"member": told["member"], **{name: one[name] for name in ("pass", "version", "total")}}
        for told in row.result.get("members", ())
        if told["member"] in anew
        for one in told["sheets"]
    ]


def _interest(row: Interest) -> dict[str, Any]:
    is_left_out = row.ground == Interest.Ground.LEFT_OUT
    return ({"is_left_out": True} if is_left_out else {}) | {
        "who": str(row.member),
        "ground": str(row.get_ground_display()),
        "text": row.text,
        "answers": [
            {
                "verdict": one.verdict,
                "by": str(one.by),
                "is_own": one.by_id == row.member.user_id,
                "reason": one.reason,
            }
            for one in row.answers.all()
        ],
    }


def _objection(row: Objection) -> dict[str, str]:
    """The controller's word on the result, and the answer; empty while there is none."""
    return {
        "by": str(row.by),
        "at": _when(row.at),
        "reason": row.reason,
        "answered_by": str(row.answered_by) if row.answered_by else "",
        "answered_at": _when(row.answered_at) if row.answered_at else "",
        "answer": row.answer,
    }


WHEN = "%H:%M %d/%m/%Y"


def _when(at: datetime) -> str:
    return f"{at.astimezone(clock.ZONE):{WHEN}}"


def day_in_vietnam(at: datetime | None) -> str:
    """Return the day of an instant as facts keep it, as it was in Vietnam: «2026-11-27»."""
    return at.astimezone(clock.ZONE).date().isoformat() if at else ""


def rules_of(sitting: Sitting, judged: Sequence[Evaluation]) -> dict[str, Any]:
    """Return the rules of the first products, each later version, and what came in the meeting."""
    council = sitting.council
    used = {one.operating_rules.version: one.operating_rules for one in judged}
    first = used.pop(min(used)) if used else council.rules
    known = {one.number: one for one in council.rules_versions.all()}
    numbers = {*used, *_amended_meanwhile(sitting, known.values())} - {first.version}
    facts = _rules(first) | {"more": _more(first, council.level)}
    if numbers:
        changes = _changes(first, known, sorted(numbers), council.level)
        facts["amended"] = [
            _rules(OperatingRules.from_json(known[number].rules))
            | {
                "version": number,
                "by": str(known[number].by),
                "at": _when(known[number].at),
                "reason": known[number].reason,
                "products": [o.ordinal for o in judged if o.operating_rules.version == number],
                "changes": changes[number],
            }
            for number in sorted(numbers)
        ]
    return facts


def _more(rules: OperatingRules, level: str) -> list[str]:
    """Say the rules beside quorum and spread, as the council's own page does."""
    return [
        _running(f"{one.label}: {one.says}")
        for one in rules_page.rules_in_words(rules, level)
        if one.name not in SAID_FIRST
    ]


def _changes(
    first: OperatingRules, known: Mapping[int, RulesVersion], numbers: Iterable[int], level: str
) -> dict[int, list[str]]:
    """Say what each version changed in the one that is told before it."""
    found, before = {}, first
    for number in numbers:
        if before.version > number and number - 1 in known:  # nothing was scored under the first
            before = OperatingRules.from_json(known[number - 1].rules)
        after = OperatingRules.from_json(known[number].rules)
        said = rules_page.changes_in_words(before, after, level)
        found[number] = [_running(one) for one in said]
        before = after
    return found


def _running(text: str) -> str:
    """Make a line of the page a part of a sentence; a title keeps its capital."""
    label, _colon, says = text.partition(": ")
    text = f"{label}: {says.replace('; ', ', ').replace(': ', ', ')}"
    return text if text.startswith("Chủ tịch") else text[0].lower() + text[1:]


def _amended_meanwhile(sitting: Sitting, versions: Iterable[RulesVersion]) -> Iterator[int]:
    acts = JournalEntry.objects.of(sitting).filter(verb__in=("open", "close"))
    times = dict(acts.order_by("pk").values_list("verb", "at"))
    for one in versions:
        if "open" in times and times["open"] <= one.at <= times.get("close", one.at):
            yield one.number


def _rules(rules: OperatingRules) -> dict[str, Any]:
    return {
        "quorum": f"{rules.quorum_numerator}/{rules.quorum_denominator}",
        "spread_mode": rules.spread_mode,
        "spread_limit": rules.spread_limit,
    }


NOT_APPLIED = "chưa áp dụng cho sản phẩm nào của phiên này"


def rules_words(council: Mapping[str, Any]) -> str:
    """Say the rules, and who changed them meanwhile, when and why."""
    by = f" (Quyết định số {council['rules_no']})" if council["rules_no"] else ""
    text = f"Quy chế hoạt động của Hội đồng{by}: {_said(council, ', tính cho từng sản phẩm')}."
    for one in council.get("amended", ()):
        products = ", ".join(map(str, one["products"]))
        applied = f"áp dụng cho sản phẩm số {products}" if products else NOT_APPLIED
        text += (
            f" Quy chế bản {one['version']}, {one['by']} ban hành lúc {one['at']}, lý do:"
            f" {_bare(one['reason'])}; {applied}"
        )
        if changes := one.get("changes"):
            text += f". Thay đổi: {'; '.join(changes)}. Các nội dung khác giữ nguyên."
        else:
            text += f": {_said(one)}."
    return text


def _said(rules: Mapping[str, Any], more: str = "") -> str:
    spread = MODES[rules["spread_mode"]].format(limit=rules["spread_limit"])
    said = [f"họp khi có mặt ít nhất {rules['quorum']} số thành viên{more}", spread]
    return "; ".join([*said, *rules.get("more", ())])


def interest_words(acts: Mapping[str, Any]) -> list[str]:
    """Say every interest with who ruled on it, how and why; no full stop at the end."""
    found = []
    for one in acts.get("interests", ()):
        said = [_answer(answer) for answer in one["answers"] if not _is_told(answer)]
        if one.get("is_left_out"):  # an authority's decision, and nobody's ruling in this sitting
            found.append(f"{one['who']} – {one['ground']}: {_bare(one['text'])}")
        elif said:
            found.append(
                f"Lợi ích liên quan của {one['who']} – {one['ground']}: {_bare(one['text'])}; "
                + "; ".join(said)
            )
    return found


def _is_told(answer: Mapping[str, Any]) -> bool:
    """Who left by himself is named among those away, with his reason."""
    return answer["is_own"] and answer["verdict"] == "recused"


def _answer(answer: Mapping[str, Any]) -> str:
    if answer["is_own"]:  # he was in doubt himself: his reason is the interest's own text
        return "đề nghị Chủ tịch kết luận"
    reason = f", lý do: {_bare(answer['reason'])}" if answer["reason"] else ""
    return f"{answer['by']} kết luận: {VERDICTS[answer['verdict']]}{reason}"


def pass_words(acts: Mapping[str, Any], sheets: Iterable[Mapping[str, Any]]) -> list[str]:
    """Say which sheets were scored anew, and what was said between the passes."""
    totals = {(one["member"], one["pass"], one["version"]): one["total"] for one in sheets}
    told = []
    for one in acts.get("reopened", ()):
        place, version = (one["member"], one["pass"]), one["version"]
        points = [
            f"bản {n}: {shown_mean(totals[*place, n], 1)} điểm"
            for n in (version, version + 1)
            if (*place, n) in totals
        ]
        words = (
            f"Phiếu lượt {one['pass']} của {one['who']} được mở lại trước khi mở phiếu:"
            f" {one['asked_by']} đề nghị lúc {one['asked_at']}, lý do: {_bare(one['reason'])};"
            f" {one['confirmed_by']} xác nhận" + "".join(f"; {text}" for text in points) + "."
        )
        told.append((_asked(one), words))
    told += [(_asked(one), _refusal_words(one)) for one in acts.get("refused", ())]
    told.sort(key=lambda line: line[0])
    return [words for _when_asked, words in told] + [
        f"Ý kiến thảo luận sau lượt {one['pass']}, {one['who']}: {_bare(one['text'])}."
        for one in acts.get("notes", ())
    ]


def _asked(one: Mapping[str, Any]) -> tuple[datetime, int]:
    """Return when it was asked; of one minute, in the order of the requests."""
    minute = datetime.strptime(one["asked_at"], WHEN)  # noqa: DTZ007 (all of one zone)
    return minute, one.get("request", 0)


def _refusal_words(one: Mapping[str, Any]) -> str:
    return (
        f"Đề nghị mở lại phiếu lượt {one['pass']} của {one['who']}, phiếu giữ nguyên:"
        f" {one['asked_by']} đề nghị lúc {one['asked_at']}, lý do: {_bare(one['reason'])};"
        f" {one['by']} {'rút đề nghị' if one['is_withdrawn'] else 'không đồng ý'} lúc {one['at']},"
        f" lý do: {_bare(one['refusal'])}."
    )


def objection_words(acts: Mapping[str, Any]) -> list[str]:
    """Say who sent the result back after the sitting, why, and what was answered."""
    return [
        f"Kiểm soát {one['by']} trả lại kết quả lúc {one['at']}, lý do: {_bare(one['reason'])}; "
        + (
            f"{one['answered_by']} giải trình lúc {one['answered_at']}: {_bare(one['answer'])}."
            if one["answer"]
            else "chưa có giải trình."
        )
        for one in acts.get("objections", ())
    ]


def typed_words(row: Rekeying) -> str:
    """Say who typed a paper sheet in, who confirmed it, and from which scan."""
    typed, second = (at.astimezone(clock.ZONE) for at in (row.keyed_at, row.decided_at))
    return (
        f"{row.keyed_by} nhập lúc {typed:%H:%M %d/%m/%Y} ({row.note}), {row.decided_by} xác nhận"
        f" lúc {second:%H:%M %d/%m/%Y}; bản quét SHA-256 {row.scan.sha256}"
    )


def _bare(text: str) -> str:
    return text.strip().rstrip(".")
