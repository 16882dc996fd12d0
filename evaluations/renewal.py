"""What an upgrade or a re-evaluation comes to (26/2026/QĐ-TTg, Điều 7.5, 7.6): rules and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from products.cycle import Purpose
from regulations.procedures import RECOGNISE_TOO

from .states import CertificateStatus, EvaluationStatus

_WAY, _STAR = "submission__participation", "result__outcome__star"
# An upgrade never lowers and never renews: with no more stars than it holds, the product keeps the
# certificate that it has (Điều 7.5). Under the Ministry's hand the result is another one.
_AWARDING = ("award", "return")  # here, or 148's lower level on this result
_IS_UPGRADE = {f"{_WAY}__purpose": Purpose.UPGRADE, "result__outcome__kind__in": list(_AWARDING)}
KEEPS_STAR = Q(**_IS_UPGRADE) & (
    Q(**{f"{_WAY}__held_star": 3, _STAR: 3})
    | Q(**{f"{_WAY}__held_star": 4, f"{_STAR}__in": [3, 4]})
)
# 148/QĐ-TTg recognises with 4 stars what goes up to the Ministry; who holds four keeps that
# certificate: the result is approved, and goes up all the same.
HOLDS_MEANWHILE = Q(
    **{
        f"{_WAY}__purpose": Purpose.UPGRADE,
        f"{_WAY}__held_star__gte": 4,
        "result__outcome__kind": "forward",
        "result__outcome__on_forward": RECOGNISE_TOO,
    }
)
# What the Ministry did not raise: the province chose no other way, and the star held stays.
KEPT_AT_MINISTRY = Q(
    **{f"{_WAY}__purpose": Purpose.UPGRADE},
    status=EvaluationStatus.NOT_RANKED,
    national_result__chosen="reject",
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a product holds when it asks for more, or anew."""

    star: int
    issued_on: date
    expires_on: date
    extended_to: date | None
    status: str

    @property
    def last_day(self) -> date:
        return max(self.expires_on, self.extended_to or self.expires_on)


def registers_from(expires_on: date, *, days_before: int) -> date:
    """The first day on which a re-evaluation may be registered."""
    return expires_on - timedelta(days=days_before)


def open_ways(held: Held, *, today: date, days_before: int, closes_on: date) -> tuple[Purpose, ...]:
    """What may be registered today for what a product holds (R22).

    closes_on: the last day of the re-evaluation's hand-in; what is registered later can never be
    handed in (Điều 7.6.a).
    """
    is_running = held.status == CertificateStatus.VALID and held.issued_on <= today <= held.last_day
    if not is_running:
        return ()
    found = []
    if held.star < 5:
        found.append(Purpose.UPGRADE)
    if registers_from(held.expires_on, days_before=days_before) <= today <= closes_on:
        found.append(Purpose.RE_EVALUATION)
    return tuple(found)


def keeps_star(purpose: str, held_star: int | None, outcome: Mapping[str, Any] | None) -> bool:
    """Tell whether an upgrade ends with the star held; KEEPS_STAR asks the same of rows."""
    if purpose != Purpose.UPGRADE or held_star is None or not outcome:
        return False
    return outcome.get("kind") in _AWARDING and (outcome["star"] or 0) <= held_star


def purpose_of(evaluation: Any) -> str:
    """Return why the product is judged; lists have it read out of the frozen copy already."""
    known = evaluation.__dict__.get("purpose")
    return known or evaluation.submission.snapshot["cycle"]["purpose"]


def office_reports(evaluation: Any) -> bool:
    """Tell whether the office reports on the file in the advisory team's place (Điều 7.6.c)."""
    days = evaluation.submission.procedure.re_evaluation_days
    return days is not None and purpose_of(evaluation) == Purpose.RE_EVALUATION


def stays(evaluation: Any) -> bool:
    """Tell whether a judged upgrade leaves the product the star that it holds."""
    way = evaluation.submission.participation
    if way is None:
        return False
    if way.purpose == Purpose.UPGRADE and evaluation.status == EvaluationStatus.NOT_RANKED:
        return True  # whatever its points: an upgrade takes nothing away (Điều 7.5)
    return keeps_star(way.purpose, way.held_star, evaluation.result.get("outcome"))


def holds_meanwhile(evaluation: Any) -> bool:
    """Tell whether a result on its way up recognises no more than is held; see HOLDS_MEANWHILE."""
    way, outcome = evaluation.submission.participation, evaluation.result.get("outcome", {})
    return (
        way is not None
        and way.purpose == Purpose.UPGRADE
        and (way.held_star or 0) >= 4
        and outcome.get("on_forward") == RECOGNISE_TOO
    )


def outcome_words(
    submission: Any,
    outcome: Mapping[str, Any] | None,
    *,
    last_day: date | None = None,
    is_told: bool = False,
) -> str:
    """Say what a result means for what the product holds; nothing for a first time.

    last_day: to which the certificate was let run on, if it was; it does so until the result is
    told (Điều 12.3).
    """
    way = submission.participation
    if way is None or way.purpose == Purpose.FIRST or not outcome:
        return ""
    last = max(way.held_until, last_day or way.held_until)
    words = {
        "held": way.held_star,
        "star": outcome.get("star"),
        "until": f"{last:%d/%m/%Y}",
        "printed": f"{way.held_until:%d/%m/%Y}",
    }
    kind, is_upgrade = outcome.get("kind"), way.purpose == Purpose.UPGRADE
    if is_upgrade and (kind == "not_ranked" or keeps_star(way.purpose, way.held_star, outcome)):
        return (
            _(
                "Không nâng hạng: giữ nguyên hạng %(held)s sao; giấy chứng nhận đang có vẫn có giá"
                " trị đến hết ngày %(until)s."
            )
            % words
        )
    if kind == "not_ranked" and last > way.held_until and not is_told:
        return (
            _(
                "Đánh giá lại không đạt từ 3 sao: không được công nhận; giấy chứng nhận cũ đã kéo"
                " dài có giá trị đến ngày thông báo kết quả này, không sớm hơn ngày %(printed)s và"
                " không muộn hơn ngày %(until)s, rồi hết hiệu lực."
            )
            % words
        )
    if kind == "not_ranked":
        return (
            _(
                "Đánh giá lại không đạt từ 3 sao: không được công nhận; giấy chứng nhận cũ có giá"
                " trị đến hết ngày %(until)s rồi hết hiệu lực."
            )
            % words
        )
    if kind != "award":
        return ""
    if is_upgrade:
        text = _("Nâng hạng từ %(held)s sao lên %(star)s sao; giấy chứng nhận mới thay giấy cũ.")
    elif outcome["star"] == way.held_star:
        text = _("Đánh giá lại: giữ %(star)s sao; giấy chứng nhận mới thay giấy cũ.")
    else:
        text = _("Đánh giá lại: từ %(held)s sao thành %(star)s sao; giấy mới thay giấy cũ.")
    return text % words


def words_then(evaluation: Any) -> str:
    """Say what was so when it was concluded; whoever reads the results for papers put that day."""
    outcome, last = evaluation.result.get("outcome"), evaluation.__dict__.get("run_on_to")
    return outcome_words(evaluation.submission, outcome, last_day=last)
