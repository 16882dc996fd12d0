"""The words for what the journal holds beside an act: who reads it is no programmer."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .permissions import Permission, Role

LABELS = {
    "absent": gettext_lazy("vắng"),
    "again": gettext_lazy("công bố lại"),
    "also": gettext_lazy("mục đã đổi"),
    "book": gettext_lazy("theo quyết định"),
    "changed": gettext_lazy("mục đã đổi"),
    "changes": gettext_lazy("đã đổi"),
    "cleared": gettext_lazy("tiêu chí phải làm lại"),
    "count": gettext_lazy("số lượng"),
    "criterion": gettext_lazy("tiêu chí"),
    "deadlines": gettext_lazy("hạn các bước"),
    "days": gettext_lazy("số ngày trước khi hết hạn"),
    "decision": gettext_lazy("quyết định"),
    "doubles": gettext_lazy("trùng với"),
    "ground": gettext_lazy("căn cứ"),
    "grounds": gettext_lazy("căn cứ"),
    "basis": gettext_lazy("căn cứ"),
    "decided_on": gettext_lazy("ngày quyết định"),
    "decision_no": gettext_lazy("số quyết định"),
    "found_on": gettext_lazy("ngày kết luận"),
    "held_before": gettext_lazy("đánh giá trước ngày"),
    "images": gettext_lazy("số ảnh"),
    "issued_on": gettext_lazy("ngày cấp"),
    "line": gettext_lazy("sản phẩm"),
    "lines": gettext_lazy("số sản phẩm"),
    "member": gettext_lazy("thành viên"),
    "minutes": gettext_lazy("số phút"),
    "moves_after": gettext_lazy("số lượt ra, vào phòng"),
    "moves_before": gettext_lazy("số lượt ra, vào phòng trước đó"),
    "note": gettext_lazy("ghi chú"),
    "due": gettext_lazy("hạn trả lời"),
    "left": gettext_lazy("số ngày còn lại"),
    "notice": gettext_lazy("văn bản"),
    "number": gettext_lazy("số"),
    "on": gettext_lazy("ngày"),
    "on_behalf": gettext_lazy("thay mặt chủ thể"),
    "ordinal": gettext_lazy("thứ tự"),
    "origin": gettext_lazy("nơi chuyển"),
    "outside": gettext_lazy("ngoài đợt"),
    "outcome": gettext_lazy("kết quả"),
    "paper_set_received_on": gettext_lazy("nhận bộ hồ sơ giấy"),
    "pass_no": gettext_lazy("lượt"),
    "points_sum": gettext_lazy("tổng điểm các phiếu"),
    "present": gettext_lazy("có mặt"),
    "product_code": gettext_lazy("mã sản phẩm"),
    "quorum": gettext_lazy("có mặt, thành viên, cần có"),
    "reason": gettext_lazy("lý do"),
    "reasons": gettext_lazy("lý do"),
    "receipt": gettext_lazy("biên nhận"),
    "received_on": gettext_lazy("ngày nhận"),
    "register_no": gettext_lazy("số vào sổ"),
    "request": gettext_lazy("văn bản đề nghị"),
    "request_no": gettext_lazy("văn bản đề nghị"),
    "requested_by": gettext_lazy("người đề nghị"),
    "requested_on": gettext_lazy("ngày đề nghị"),
    "requests_before": gettext_lazy("xã đề nghị trước ngày"),
    "return_by": gettext_lazy("bổ sung trước ngày"),
    "role": gettext_lazy("vai trò"),
    "round": gettext_lazy("đợt"),
    "rounds": gettext_lazy("số đợt"),
    "rows": gettext_lazy("số dòng"),
    "scopes": gettext_lazy("quyền"),
    "samples": gettext_lazy("số mẫu"),
    "scores": gettext_lazy("chấm điểm"),
    "sheet_count": gettext_lazy("số phiếu"),
    "signed_on": gettext_lazy("ngày ký"),
    "site_visited_on": gettext_lazy("ngày khảo sát"),
    "ended": gettext_lazy("giấy tờ sắp hết hạn, không lấy lại"),
    "stands": gettext_lazy("vẫn áp dụng"),
    "under_way": gettext_lazy("số lượt còn dở"),
    "star": gettext_lazy("hạng sao"),
    "star_after": gettext_lazy("hạng sao nếu xét lại"),
    "status": gettext_lazy("trạng thái"),
    "step": gettext_lazy("bước"),
    "text": gettext_lazy("nội dung"),
    "taken_in": gettext_lazy("số hồ sơ vào đợt mới"),
    "signer": gettext_lazy("người ký"),
    "title": gettext_lazy("tên"),
    "unit": gettext_lazy("mã đơn vị"),
    "until": gettext_lazy("hết hạn"),
    "verdict": gettext_lazy("kết luận"),
    "version": gettext_lazy("bản"),
    "warnings": gettext_lazy("lưu ý"),
    "way": gettext_lazy("hình thức"),
    "year": gettext_lazy("năm"),
}
# Keys and codes, which tell a reader nothing beside the record's own name.
HIDDEN = {"council", "sitting", "user", "report", "unit_id", "kind"} | {"before", "after"}
HIDDEN |= {"appeal", "order"}
# Whoever guesses a sheet could try his guess against its hash; it stands on the receipt.
HIDDEN |= {"sha256"}
# What other apps write as codes.
CODES = {
    "knocked_out": gettext_lazy("vướng điều kiện loại"),
    "minimum_missed": gettext_lazy("không đạt yêu cầu tối thiểu của hạng sao"),
    "too_few_points": gettext_lazy("điểm trung bình dưới 3 sao"),
    # Why a product goes from written opinions to a meeting.
    "spread": gettext_lazy("điểm chênh quá mức"),
    "stars": gettext_lazy("phiếu cho hạng sao khác nhau"),
    "stopped": gettext_lazy("có phiếu dừng đánh giá"),
    "asked": gettext_lazy("thành viên đề nghị họp"),
    "complex": gettext_lazy("nội dung phức tạp"),
    "too_few": gettext_lazy("chưa đủ số thành viên trả lời"),
    # What a province makes of the Ministry's result.
    "recognise": gettext_lazy("công nhận theo kết quả của Bộ"),
    "evaluate": gettext_lazy("tổ chức đánh giá lại"),
}
NAMED = {"role": Role, "scopes": Permission}
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def in_words(target_type: str, facts: dict[str, Any]) -> str:
    """Write the facts of one act as «name: value», in the words of its record."""
    try:
        model = apps.get_model(target_type)
    except LookupError:  # a record of an app that is no more
        model = None
    return "; ".join(_written(model, facts))


def _written(model: type[Model] | None, facts: dict[str, Any]) -> Iterator[str]:
    before, after = facts.get("before"), facts.get("after")
    if after is not None:
        both = {"old": _value(model, "status", before), "new": _value(model, "status", after)}
        yield _("%(old)s → %(new)s") % both
    for name, value in facts.items():
        if name not in HIDDEN and value not in (None, "", False, [], {}):
            yield f"{label(model, name)}: {_value(model, name, value)}"


def label(model: type[Model] | None, name: str) -> str:
    """Return the words for a fact: the portal's, else those of the record's own field."""
    if name in LABELS:
        return str(LABELS[name])
    if name.isdigit():  # the due dates of a year
        return _("bước %(number)s") % {"number": name}
    field = _field(model, name) or next(iter(_fields_of_others(name)), None)
    return str(field.verbose_name) if field else name.replace("_", " ")


def _field(model: type[Model] | None, name: str) -> Field | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


@cache
def _fields_of_others(name: str) -> tuple[Field, ...]:
    """Return the fields of that name anywhere: an act is told with the facts of its own row."""
    found = (_field(model, name) for model in apps.get_models())
    return tuple(field for field in found if field is not None)


def _value(model: type[Model] | None, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, dict):
        return ", ".join(f"{label(model, k)}: {_value(model, k, v)}" for k, v in value.items())
    if isinstance(value, list):
        if name in ("changed", "also"):
            return ", ".join(label(model, one) for one in value)
        inner = name if name in NAMED else ""
        return ", ".join(str(CODES.get(one) or _value(model, inner, one)) for one in value)
    if name in NAMED:
        return str(dict(NAMED[name].choices).get(value, value))
    field = _field(model, name)
    asked = [field] if field else _fields_of_others(name)
    choices = next((known for one in asked if value in (known := dict(one.flatchoices))), {})
    known = choices.get(value) or CODES.get(value, value)
    return DAY.sub(r"\3/\2/\1", str(known))
