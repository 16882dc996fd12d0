"""Where a handed-in dossier stands: who acts next, by when, and what happened so far."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import policy, verbs
from accounts.models import JournalEntry
from accounts.permissions import Permission
from regulations.selection import transition_passed
from territories import clock

from .commune_clock import CommuneClock, commune_clock
from .cycle import ENDED, Purpose, Status, Step
from .dossier_facts import DossierFacts, latest_submission
from .dossier_tasks import address
from .holding import Examines, examined_by_commune, holder_name, is_at_district
from .models import CommuneReport, Participation
from .standing import Way


def next_act(facts: DossierFacts, user: Any) -> dict[str, Any] | None:
    """Return the next act on a dossier, with its button for who may do it."""
    row = facts.participation
    if row.step != Step.EVALUATION:
        return None
    may = {
        permission: policy.may(user, permission, row)
        for permission in (Permission.COMMUNE_REPORT, Permission.DOSSIER_CHECK)
    }
    if row.status == Status.SUBMITTED:
        return _next_of_commune(facts, is_mine=may[Permission.COMMUNE_REPORT])
    if row.status == Status.AT_PROVINCE:
        act = {"text": _("Cơ quan quản lý OCOP cấp tỉnh kiểm tra thành phần hồ sơ.")}
        if is_at_district(row):
            office = {"office": holder_name(row)}
            act = {"text": _("%(office)s kiểm tra thành phần hồ sơ.") % office}
        button = {"url": address(facts, "dossier_check_format"), "label": _("Kiểm tra hồ sơ")}
        return act | _due(row) | (button if may[Permission.DOSSIER_CHECK] else {})
    if row.status == Status.ACCEPTED:
        if is_at_district(row):
            return {"text": _("Chờ Hội đồng cấp huyện đánh giá, phân hạng.")} | _due(row)
        return _next_of_council(facts, user) | _due(row)
    if row.status == Status.RETURNED:
        return {"text": _("Chủ thể bổ sung hồ sơ rồi nộp lại.")} | _due(row)
    return None


def _next_of_council(facts: DossierFacts, user: Any) -> dict[str, Any]:
    """Ask for the samples first: without them no council begins (R18)."""
    wanted, logged = facts.rules.samples, samples_of(facts)
    if not wanted or logged >= wanted:
        return {"text": _("Chờ Hội đồng đánh giá, phân hạng.")}
    words = {"logged": logged, "wanted": wanted}
    act = {
        "text": _("Nhận đủ sản phẩm mẫu (nay có %(logged)s/%(wanted)s) rồi đưa ra Hội đồng.")
        % words
    }
    if not policy.may(user, Permission.SAMPLES_RECORD, facts.participation):
        return act
    button = {"url": address(facts, "dossier_samples"), "label": _("Ghi nhận sản phẩm mẫu")}
    return act | button


def samples_of(facts: DossierFacts) -> int:
    """Count the samples logged for what was handed in last."""
    submission = latest_submission(facts.participation)
    return sum(one.count for one in submission.sample_receipts.all()) if submission else 0


def _due(row: Participation, ticking: CommuneClock | None = None) -> dict[str, str]:
    """Say until when, as every list says it."""
    way = Way.of(row, ticking=ticking)
    return {"deadline": way.deadline, "deadline_tone": way.next.tone.value}


def figures(facts: DossierFacts) -> list[tuple[str, Any]]:
    """Return where a handed-in dossier stands, fact by fact."""
    row, dossier = facts.participation, facts.dossier
    received, in_district = dossier.paper_set_received_on, dossier.district_register_no
    samples = latest_submission(row)
    receipts = list(samples.sample_receipts.all()) if samples else []
    visits = [r.site_visited_on for r in receipts if r.site_visited_on]
    count = sum(r.count for r in receipts)
    return [
        (_("Tự đánh giá"), f"{facts.total}/100"),
        (_("Số phiếu của xã"), dossier.commune_register_no),
        (_("Nhận bộ hồ sơ giấy"), f"{received:%d/%m/%Y}" if received else ""),
        *([(_("Số phiếu của huyện"), in_district)] if in_district else []),
        (_("Số phiếu của tỉnh"), dossier.province_register_no),
        (_("Đợt đánh giá"), str(row.round) if row.round else _no_round(row)),
        (_("Sản phẩm mẫu"), f"{count}/{facts.rules.samples or SAMPLES}")
        if facts.rules.samples or (count and not visits)
        else (_("Khảo sát thực tế"), f"{max(visits):%d/%m/%Y}" if visits else ""),
    ]


def _no_round(row: Participation) -> str:
    """Say why a forwarded dossier is of no round: its request came after those that are set."""
    is_forwarded = row.status in (Status.AT_PROVINCE, Status.ACCEPTED)
    if row.step != Step.EVALUATION or not is_forwarded:
        return ""
    if examined_by_commune(row) != Examines.REPORT:
        return ""
    return _("ngoài các đợt đã lập: chờ đợt sau, hoặc đợt bổ sung theo quy chế (Điều 5)")


def acts(facts: DossierFacts, user: Any) -> list[dict[str, str]]:
    """Return the other acts that the person may do now."""
    row = facts.participation
    if row.step != Step.EVALUATION:
        return []
    offered = (
        (Permission.COMMUNE_REPORT, {Status.SUBMITTED}, "dossier_receive", _("Ghi sổ tiếp nhận")),
        (Permission.COMMUNE_REPORT, {Status.SUBMITTED}, "dossier_send_back", _("Trả lại bổ sung")),
        (
            Permission.SAMPLES_RECORD,
            {Status.SUBMITTED, Status.AT_PROVINCE, Status.ACCEPTED},
            "dossier_samples",
            _("Ghi nhận sản phẩm mẫu") if facts.rules.samples != 0 else _("Ghi nhận khảo sát"),
        ),
    )
    return [
        {"url": address(facts, name), "label": label}
        for permission, statuses, name, label in offered
        if row.status in statuses and policy.may(user, permission, row)
    ]


def is_out_of_transition(facts: DossierFacts) -> bool:
    """Tell whether a file under an old book was not concluded in time (Điều 12.2; R1)."""
    row = facts.participation
    again = row.purpose == Purpose.RE_EVALUATION
    rule = facts.procedure.as_rule()
    is_open = row.status not in ENDED and row.step == Step.EVALUATION and not facts.is_editable
    return is_open and transition_passed(rule, re_evaluation=again, today=facts.today)


def has_report(participation: Participation) -> bool:
    """Tell whether there is a Form 03 for what was handed in last."""
    return CommuneReport.objects.filter(submission=latest_submission(participation)).exists()


def _next_of_commune(facts: DossierFacts, *, is_mine: bool) -> dict[str, Any]:
    row = facts.participation
    submission = latest_submission(row)
    ticking = commune_clock(submission) if submission else None
    unit = row.product.producer.commune
    if examined_by_commune(row) == Examines.RECEIVES:
        return _next_of_receiver(facts, str(unit), is_mine=is_mine)
    act = {
        "text": _("UBND %(unit)s lập Mẫu số 03, đề nghị tỉnh đánh giá.") % {"unit": unit},
        **_due(row, ticking),
    }
    if not is_mine:
        return act
    if not facts.dossier.commune_register_no:
        return act | {
            "url": address(facts, "dossier_receive"),
            "label": _("Ghi sổ tiếp nhận"),
            "second_url": address(facts, "dossier_report"),
            "second_label": _("Lập Mẫu số 03"),
        }
    if has_report(row):
        return act | {
            "text": _("UBND %(unit)s chuyển hồ sơ cùng Mẫu số 03 lên tỉnh.") % {"unit": unit},
            "url": address(facts, "dossier_forward"),
            "label": _("Chuyển lên tỉnh"),
            "second_url": address(facts, "dossier_report"),
            "second_label": _("Sửa Mẫu số 03"),
        }
    return act | {"url": address(facts, "dossier_report"), "label": _("Lập Mẫu số 03")}


def _next_of_receiver(facts: DossierFacts, unit: str, *, is_mine: bool) -> dict[str, Any]:
    """Under 1048 and 148 the commune receives the dossier and passes it up (R3)."""
    row = facts.participation
    words = {"unit": unit, "office": holder_name(row)}
    act = {"text": _("UBND %(unit)s tiếp nhận, chuyển hồ sơ cho %(office)s.") % words}
    if not is_mine:
        return act
    up = _("Chuyển lên huyện") if is_at_district(row) else _("Chuyển lên tỉnh")
    forward = {"url": address(facts, "dossier_forward"), "label": up}
    if facts.dossier.commune_register_no:
        return act | forward
    return act | {
        "url": address(facts, "dossier_receive"),
        "label": _("Ghi sổ tiếp nhận"),
        "second_url": forward["url"],
        "second_label": forward["label"],
    }


LABELS = {
    "start_dossier": gettext_lazy("Bắt đầu lập hồ sơ"),
    "criteria_changed": gettext_lazy("Chuyển sang bộ tiêu chí mới"),
    "reuse_previous": gettext_lazy("Lấy lại hồ sơ lần trước"),
    "attach_evidence": gettext_lazy("Thêm tài liệu minh chứng"),
    "revise_evidence": gettext_lazy("Sửa tài liệu minh chứng"),
    "detach_evidence": gettext_lazy("Bỏ tài liệu minh chứng"),
    "attach_signed_form": gettext_lazy("Tải lên Mẫu số 01 đã ký"),
    "receive_dossier": gettext_lazy("Xã ghi sổ tiếp nhận"),
    "check_dossier": gettext_lazy("Tỉnh kiểm tra thành phần hồ sơ"),
    "check_at_district": gettext_lazy("Huyện kiểm tra thành phần hồ sơ"),
    "record_samples": gettext_lazy("Ghi nhận sản phẩm mẫu"),
}
TONES = {"submit": "ok", "send_back": "warn", "forward": "info", "accept": "ok", "pass_up": "info"}
SHOWN_EVENTS = 30
SAMPLES = 5  # where the transcripts of the older books are silent (R18)


def events(facts: DossierFacts) -> list[dict[str, Any]]:
    """Return what happened to the dossier since it was begun, newest first."""
    rows = JournalEntry.objects.of_any(facts.participation, facts.dossier).select_related("by")
    acts = list(rows[:SHOWN_EVENTS])
    # What was handed in and taken in before is of other steps: the product's page tells it.
    begun = [place for place, act in enumerate(acts) if act.verb == "start_dossier"]
    return [
        {
            "at": date_format(act.at.astimezone(clock.ZONE), "H:i d/m/Y"),
            "text": LABELS.get(act.verb) or verbs.label(act.verb),
            "who": str(act.by) if act.by else "",
            "detail": _detail(act.facts),
            "tone": TONES.get(act.verb, "off"),
        }
        for act in acts[: begun[-1] + 1 if begun else None]
    ]


def _detail(facts: dict[str, Any]) -> str:
    parts = [facts.get(name) for name in ("title", "receipt", "request_no", "reason", "note")]
    if facts.get("cleared"):
        parts.append(_("%(count)s câu trả lời phải làm lại") % {"count": facts["cleared"]})
    return " · ".join(str(part) for part in parts if part)
