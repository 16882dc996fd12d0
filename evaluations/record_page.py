"""The record in words: what happened, who did it, at which product; for pages and the API."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import recording
from .appeal_states import AppealStatus
from .models import Evaluation, Panel, RecordEvent
from .written import ground_words

KINDS: Mapping[str, Any] = {
    "put_on_agenda": gettext_lazy("Đưa sản phẩm vào chương trình họp"),
    "taken_off": gettext_lazy("Rút sản phẩm khỏi chương trình họp"),
    "place_changed": gettext_lazy("Ghi thành viên đối với sản phẩm"),
    "roll_called": gettext_lazy("Điểm danh"),
    "presiding": gettext_lazy("Giao chủ trì phiên họp"),
    "sitting_opened": gettext_lazy("Mở phiên họp"),
    "advisory_report": gettext_lazy("Ghi báo cáo của Tổ tư vấn"),
    "rules_amended": gettext_lazy("Chủ tịch đổi quy chế của hội đồng"),
    "scoring_begun": gettext_lazy("Bắt đầu chấm điểm, chốt quy chế"),
    "sheet_opened": gettext_lazy("Mở phiếu chấm"),
    "handed_in": gettext_lazy("Nộp phiếu chấm"),
    "sheets_printed": gettext_lazy("In phiếu chấm trên giấy"),
    "rekeyed": gettext_lazy("Nhập lại phiếu giấy, chờ người thứ hai xác nhận"),
    "rekeying_read": gettext_lazy("Xem phiếu nhập lại từ giấy trước khi mở phiếu"),
    "rekeying_sent_back": gettext_lazy("Trả lại phiếu nhập lại từ giấy"),
    "rekeying_withdrawn": gettext_lazy("Rút phiếu nhập lại từ giấy"),
    "rekeying_overtaken": gettext_lazy("Bỏ phiếu nhập lại: thành viên tự nộp trên hệ thống"),
    "handed_in_on_paper": gettext_lazy("Nộp phiếu chấm nhập lại từ phiếu giấy, hai người"),
    "new_version": gettext_lazy("Lập bản mới của phiếu"),
    "interest_noted": gettext_lazy("Ghi mối liên quan của thành viên"),
    "interest_declared_ahead": gettext_lazy(
        "Khai lợi ích liên quan với chủ thể chưa có sản phẩm trước mình"
    ),
    "interest_answered": gettext_lazy("Trả lời về mối liên quan"),
    "reopening_asked": gettext_lazy("Đề nghị mở lại phiếu"),
    "reopening_refused": gettext_lazy("Rút hoặc không đồng ý đề nghị mở lại phiếu"),
    "reopened": gettext_lazy("Mở lại phiếu, hai người xác nhận"),
    "discussed": gettext_lazy("Ghi ý kiến thảo luận"),
    "confirmed": gettext_lazy("Kiểm soát xác nhận kết quả"),
    "objected": gettext_lazy("Kiểm soát trả lại kết quả"),
    "objection_answered": gettext_lazy("Giải trình với kiểm soát"),
    "second_pass": gettext_lazy("Mở lượt chấm tiếp theo"),
    "opened": gettext_lazy("Mở các phiếu"),
    "ruled": gettext_lazy("Hội đồng kết luận về một điều kiện"),
    "ruling_withdrawn": gettext_lazy("Bỏ kết luận về một điều kiện"),
    "answers_closed": gettext_lazy("Khép lại lấy ý kiến bằng văn bản"),
    "deadline_moved": gettext_lazy("Gia hạn trả lời ý kiến"),
    "meeting_called": gettext_lazy("Chuyển sản phẩm sang họp trực tiếp"),
    "meeting_declined": gettext_lazy("Không mở cuộc họp theo đề nghị của thành viên"),
    "concluded": gettext_lazy("Kết luận kết quả"),
    "sitting_closed": gettext_lazy("Kết thúc phiên họp"),
    "appeal_filed": gettext_lazy("Nộp khiếu nại kết quả"),
    "appeal_withdrawn": gettext_lazy("Rút khiếu nại"),
    "appeal_registered": gettext_lazy("Thụ lý khiếu nại"),
    "appeal_rapporteur": gettext_lazy("Cử người xem xét khiếu nại"),
    "appeal_reported": gettext_lazy("Báo cáo kết quả xem xét khiếu nại"),
    "appeal_decided": gettext_lazy("Quyết định giải quyết khiếu nại"),
}


@dataclass(frozen=True)
class Line:
    """One event as a person reads it."""

    number: int
    at: datetime
    kind: str
    words: str
    detail: str
    by: str
    who: str
    product: str
    hash: str


def lines(events: Iterable[RecordEvent]) -> list[Line]:
    """Return events in words: two queries, whatever their number."""
    rows = list(events)
    if not rows:
        return []
    names = recording.persons(rows[0].province_id)
    of = Evaluation.objects.filter(pk__in={row.evaluation_ref for row in rows}).with_names()
    products = {one.pk: f"{one.product_name} ({one.submission.product_code})" for one in of}
    return [_line(row, names, products) for row in rows]


def _line(row: RecordEvent, names: Mapping[str, str], products: Mapping[int, str]) -> Line:
    act = json.loads(row.body)["act"]

    def named(reference: str | None) -> str:
        return names.get(reference, _("(đã xóa thông tin người)")) if reference else ""

    told = act | {name: named(act[name]) for name in ("by", "keyed_by") if name in act}

    return Line(
        number=row.seq,
        at=row.at,
        kind=row.kind,
        words=str(KINDS.get(row.kind, row.kind)),
        detail=DETAILS[row.kind](told) if row.kind in DETAILS else "",
        by=named(act.get("by")),
        who=named(act.get("who")),
        product=products.get(row.evaluation_ref, ""),
        hash=row.hash,
    )


def _place(act: Mapping[str, Any]) -> str:
    return str(Panel.State(act["state"]).label)


def _roll(act: Mapping[str, Any]) -> str:
    return _("có mặt %(present)s, vắng %(absent)s") % {
        "present": act["present"],
        "absent": len(act["absent"]),
    }


def _pass(act: Mapping[str, Any]) -> str:
    return _("lượt %(number)s") % {"number": act["pass_no"]}


def _result(act: Mapping[str, Any]) -> str:
    star = _("%(star)s sao") % {"star": act["star"]} if act["star"] else _("không xếp hạng")
    return _("%(sum)s điểm của %(count)s phiếu; %(star)s") % {
        "sum": act["points_sum"],
        "count": act["sheet_count"],
        "star": star,
    }


def _outcome(act: Mapping[str, Any]) -> str:
    return str(AppealStatus(act["outcome"]).label)


def _answers(act: Mapping[str, Any]) -> str:
    present, appointed, needed = act["quorum"]
    return _("%(present)s/%(appointed)s trả lời, cần %(needed)s; %(asked)s đề nghị họp") % {
        "present": present,
        "appointed": appointed,
        "needed": needed,
        "asked": sum(wants for _sheet, wants in act["answers"]),
    }


def _deadline(act: Mapping[str, Any]) -> str:
    days = {name: f"{date.fromisoformat(act[name]):%d/%m/%Y}" for name in ("before", "until")}
    return _("từ %(before)s đến %(until)s") % days


def _meeting(act: Mapping[str, Any]) -> str:
    return ground_words(act["grounds"])


def _printed(act: Mapping[str, Any]) -> str:
    return _("%(count)s phiếu") % {"count": len(act["copies"])}


def _typed(act: Mapping[str, Any]) -> str:
    return _("lượt %(number)s; bản quét SHA-256 %(scan)s") % {
        "number": act["pass_no"],
        "scan": act["scan"],
    }


def _on_paper(act: Mapping[str, Any]) -> str:
    return _(
        "lượt %(number)s; nhập lại từ phiếu giấy: %(typist)s, xác nhận: %(second)s;"
        " bản quét SHA-256 %(scan)s"
    ) % {
        "number": act["pass_no"],
        "typist": act["keyed_by"],
        "second": act["by"],
        "scan": act["scan"],
    }


DETAILS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "place_changed": _place,
    "roll_called": _roll,
    "sheet_opened": _pass,
    "handed_in": _pass,
    "answers_closed": _answers,
    "deadline_moved": _deadline,
    "meeting_called": _meeting,
    "sheets_printed": _printed,
    "rekeyed": _typed,
    "rekeying_read": _pass,
    "rekeying_sent_back": _pass,
    "rekeying_withdrawn": _pass,
    "rekeying_overtaken": _pass,
    "handed_in_on_paper": _on_paper,
    "concluded": _result,
    "appeal_decided": _outcome,
}
