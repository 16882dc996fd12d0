"""What a member's page sends, read into plain values; whether it may stand, the actions say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import NEVER_SENT, not_the_senders
from regulations.criteria import CriteriaSet

Answer = tuple[str, int, dict[str, Any]]
Tick = tuple[str, str, str]
PAGE = "phieu-cham"  # stands for the whole sheet among the errors, which go by criterion


def answers_of(data: Mapping[str, str], rules: CriteriaSet) -> list[Answer]:
    """Read the criteria that the page sent; one behind a closed gate sends nothing."""
    found, refused = [], _forged(data, rules)
    for criterion in rules.criteria:
        key = criterion.key
        if f"version:{key}" not in data:
            if f"level:{key}" in data:  # a page that was cut short: «saved» would not be true
                refused[key] = _("Trang gửi lên bị thiếu; hãy tải lại phiếu rồi chấm lại.")
            continue
        changes: dict[str, Any] = {
            "is_unproven": f"unproven:{key}" in data,
            "remark": data.get(f"remark:{key}", "").replace("\r\n", "\n"),
        }
        try:
            if f"level:{key}" in data:
                changes["level"] = whole(data[f"level:{key}"])
            found.append((key, whole(data[f"version:{key}"]), changes))
        except ValueError:
            refused[key] = _("Hãy chọn một mức của chính tiêu chí này.")
    if refused:
        raise ValidationError(refused)
    return found


def _forged(data: Mapping[str, str], rules: CriteriaSet) -> dict[str, Any]:
    """Name what no page of the sheet sends: points, a total, a mark of another sheet (R5)."""
    asked = {criterion.key for criterion in rules.criteria}
    parts = {name: name.partition(":") for name in data}
    strange = [name for name, (kind, _colon, _key) in parts.items() if kind in NEVER_SENT]
    if strange:
        return {PAGE: not_the_senders(strange)}
    marks = {key for kind, _colon, key in parts.values() if kind in ("level", "version")}
    return {PAGE: _("Phiếu này không có tiêu chí đó.")} if marks - asked else {}


def whole(text: str) -> int:
    """Read a small whole number in plain digits: «1e9», «NaN» and «1.0» are none."""
    if not is_whole(text):
        raise ValueError(text)
    return int(text)


def is_whole(text: str) -> bool:
    """Tell whether it is a small whole number in plain digits."""
    return text.isascii() and text.isdigit() and len(text) <= 6


def sheet_named_in(data: Mapping[str, str]) -> int | None:
    """Read which sheet the page showed."""
    named = data.get("of_sheet", "")
    return int(named) if named.isascii() and named.isdigit() and len(named) < 19 else None


def ticks_of(data: Mapping[str, str], rules: CriteriaSet) -> list[Tick]:
    """Read the knock-out notes that the page sent; a tick without a reason is refused."""
    found, refused = [], {}
    for one in rules.knock_outs:
        if f"known:{one.key}" not in data:
            continue
        reason = data.get(f"reason:{one.key}", "").replace("\r\n", "\n").strip()
        is_ticked = f"tick:{one.key}" in data
        if is_ticked and not reason:
            refused[f"knock_out:{one.key}"] = _("Hãy ghi lý do của điều kiện loại đã chọn.")
        found.append((one.key, reason if is_ticked else "", data[f"known:{one.key}"]))
    if refused:
        raise ValidationError(refused)
    return found


@dataclass(frozen=True)
class Sent:
    """A refused page as it was sent, so that nothing written is lost."""

    marks: dict[str, int]
    written: dict[str, tuple[bool, str, int]]
    reasons: dict[str, str]


def sent(data: Mapping[str, str], rules: CriteriaSet, kept_versions: Mapping[str, int]) -> Sent:
    """Read back what was sent; `kept_versions`: of the criteria that were stale, to send again."""
    marks, written = {}, {}
    for criterion in rules.criteria:
        key = criterion.key
        if f"version:{key}" not in data:
            continue
        level, version = data.get(f"level:{key}", ""), data[f"version:{key}"]
        if is_whole(level) and criterion.level(int(level)):
            marks[key] = int(level)
        seen = int(version) if is_whole(version) else 0
        written[key] = (
            f"unproven:{key}" in data,
            data.get(f"remark:{key}", ""),
            kept_versions.get(key, seen),
        )
    reasons = {
        one.key: data.get(f"reason:{one.key}", "")
        for one in rules.knock_outs
        if f"tick:{one.key}" in data
    }
    return Sent(marks, written, reasons)


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page itself is the question."""


class HandInForm(ConfirmForm):
    """The same about a sheet: the one that the page showed, and no later one."""

    of_sheet = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def show(self, sheet: int) -> None:
        """After a refusal the page shows another sheet: the next hand-in is meant for that."""
        self.data = self.data.copy()
        self.data["of_sheet"] = str(sheet)


class InterestForm(forms.Form):
    """Why a member does not take part."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do không tham gia"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ví dụ: người nhà làm tại cơ sở này, tôi tư vấn hồ sơ này."),
    )
    is_doubtful = forms.BooleanField(
        label=gettext_lazy("Tôi không chắc: đề nghị Chủ tịch kết luận"), required=False
    )


class NewVersionForm(forms.Form):
    """Why a sheet goes on in a new version."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
