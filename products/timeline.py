"""What happened to a product, in words: the acts on it, its participations and their papers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import JournalEntry
from accounts.verbs import label

from .cycle import Step
from .models import BusinessPlan, Idea, Participation, Product
from .sheets import MODELS

SENTENCES = {
    "register": gettext_lazy("Đăng ký sản phẩm"),
    "revise": gettext_lazy("Sửa thông tin sản phẩm"),
    "add_image": gettext_lazy("Thêm ảnh"),
    "remove_image": gettext_lazy("Bỏ một ảnh"),
    "enrol": gettext_lazy("Đăng ký tham gia chu trình năm %(year)s"),
    "submit": gettext_lazy("Nộp bước %(step)s"),
    "accept": gettext_lazy("Tiếp nhận bước %(step)s"),
    "send_back": gettext_lazy("Trả lại bổ sung bước %(step)s, hạn %(day)s"),
    "forward": gettext_lazy("Xã chuyển hồ sơ lên cấp trên"),
    "pass_up": gettext_lazy("Huyện chuyển hồ sơ lên tỉnh"),
    "withdraw": gettext_lazy("Rút khỏi chu trình"),
    "close": gettext_lazy("Kết thúc lượt tham gia"),
    "save_idea": gettext_lazy("Ghi phiếu ý tưởng"),
    "save_plan": gettext_lazy("Ghi phương án sản xuất, kinh doanh"),
    "appraise": gettext_lazy("Ghi ý kiến thẩm định phương án"),
    "report": gettext_lazy("Thêm báo cáo triển khai"),
    "issue": gettext_lazy("Cấp giấy chứng nhận"),
    "suspend": gettext_lazy("Tạm dừng giấy chứng nhận"),
    "revoke": gettext_lazy("Thu hồi giấy chứng nhận"),
}
TONES = {
    "register": ("ok", "plus"),
    "enrol": ("ok", "flag"),
    "submit": ("wait", "send"),
    "accept": ("ok", "circle-check"),
    "forward": ("wait", "send"),
    "pass_up": ("wait", "send"),
    "send_back": ("warn", "arrow-back-up"),
    "withdraw": ("bad", "ban"),
    "close": ("info", "lock"),
    "appraise": ("info", "clipboard-check"),
    "report": ("info", "file-text"),
    "issue": ("ok", "certificate"),
    "suspend": ("warn", "hourglass"),
    "revoke": ("bad", "ban"),
}
# It follows an acceptance in the same moment and adds nothing to it.
SILENT = frozenset({"next_step"})
MOST_NAMES = 3
EDITS = frozenset(
    {"revise", "save_idea", "save_plan", "add_image", "attach_evidence", "revise_evidence"}
)
LABELLED = {
    Product._meta.label_lower: Product,
    Idea._meta.label_lower: Idea,
    BusinessPlan._meta.label_lower: BusinessPlan,
}


def entries_of(product: Product, ways: Iterable[Participation]) -> Any:
    """Return every act on the product, its participations and their papers, newest first."""
    targets: list[Any] = [product]
    for way in ways:
        targets += [way, *way.production_reports.all()]
        targets += [
            getattr(way, name) for name in ("idea", "plan", "dossier") if hasattr(way, name)
        ]
        if way.step == Step.PROMOTION:
            targets += product.certificates.filter(submission__participation=way)
    entries = JournalEntry.objects.of_any(*targets).exclude(verb__in=SILENT)
    return entries.select_related("by")


def events(entries: Iterable[JournalEntry]) -> list[dict[str, Any]]:
    """Return the acts as the timeline component shows them; edits in a row are one line."""
    shown: list[dict[str, Any]] = []
    last: JournalEntry | None = None
    for entry in entries:
        if last is not None and _continues(last, entry):
            shown[-1]["changed"] |= set(entry.facts.get("changed", ()))
        else:
            shown.append(_event(entry))
        last = entry
    for event in shown:
        names = event.pop("changed")
        if names:
            event["detail"] = _changed(event["model"], names)
    return shown


def _continues(last: JournalEntry, entry: JournalEntry) -> bool:
    """One person's edits of one paper on one day."""
    return (
        entry.verb in EDITS
        and (entry.verb, entry.by_id, entry.target_id) == (last.verb, last.by_id, last.target_id)
        and timezone.localtime(entry.at).date() == timezone.localtime(last.at).date()
    )


def _event(entry: JournalEntry) -> dict[str, Any]:
    tone, icon = TONES.get(entry.verb, ("off", "edit"))
    facts = entry.facts
    who = str(entry.by) if entry.by else _("hệ thống")
    if facts.get("on_behalf"):
        who = _("%(who)s, thay mặt chủ thể") % {"who": who}
    return {
        "at": timezone.localtime(entry.at).strftime("%H:%M %d/%m/%Y"),
        "text": _sentence(entry.verb, facts),
        "who": who,
        "detail": facts.get("reason") or facts.get("text") or facts.get("outcome") or "",
        "tone": tone,
        "icon": icon,
        "model": LABELLED.get(entry.target_type),
        "changed": set(facts.get("changed", ())),
    }


def _sentence(verb: str, facts: dict[str, Any]) -> str:
    number = facts.get("step")
    day = facts.get("return_by")
    words = {
        "year": facts.get("year", ""),
        "step": f"{number} «{Step(number).label}»" if number else f"5 «{Step.EVALUATION.label}»",
        "day": f"{date.fromisoformat(day):%d/%m/%Y}" if day else "",
    }
    sentence = SENTENCES.get(verb)
    return str(sentence) % words if sentence else str(label(verb))


def _changed(model: Any, names: set[str]) -> str:
    if model is None or model not in MODELS.values():
        return ""
    if len(names) > MOST_NAMES:
        return _("%(count)s mục") % {"count": len(names)}
    fields = (model._meta.get_field(name) for name in sorted(names))
    return ", ".join(str(field.verbose_name) for field in fields)
