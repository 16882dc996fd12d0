"""A dossier as a list of tasks: what is done, what is missing and where, who acts next."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from producers.contacts import phone_text

from . import completeness
from .completeness import Gap, Lack, gaps
from .dossier_facts import DossierFacts
from .handin_actions import in_words


@dataclass(frozen=True)
class Task:
    """One line of the list."""

    url: str
    label: str
    hint: str
    is_done: bool
    is_begun: bool = False
    is_optional: bool = False
    is_wrong: bool = False

    @property
    def tone(self) -> str:
        """How it looks."""
        if self.is_wrong:
            return "bad"
        if self.is_done:
            return "ok"
        return "wait" if self.is_begun else "off"

    @property
    def state(self) -> str:
        """How it is called."""
        if self.is_wrong:
            return _("cần thay")
        if self.is_done:
            return _("xong")
        if self.is_optional:
            return _("chưa có")
        return _("đang làm") if self.is_begun else _("chưa xong")


@dataclass(frozen=True)
class Group:
    """Tasks of one form."""

    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Missing:
    """A gap in words, with the way to it; `criterion`: its short name in a joined line."""

    text: str
    url: str
    lack: Lack
    criterion: str = ""


@dataclass(frozen=True)
class Joined:
    """Gaps of one kind in one line, where there are many criteria."""

    title: str
    gaps: tuple[Missing, ...]


def address(facts: DossierFacts, name: str, *more: Any) -> str:
    """Return an address of this dossier."""
    row = facts.participation
    return reverse(name, args=[row.province.slug, row.pk, *more])


def groups(facts: DossierFacts, *, needs_signed_form: bool = False) -> tuple[Group, ...]:
    """Return the task list of a draft (GOV.UK manner): one line per part of the forms."""
    found = gaps(facts.rules, facts.filled(needs_signed_form=needs_signed_form))
    lacks = {gap.lack for gap in found}
    texts = {gap.where for gap in found if gap.lack == Lack.TEXT}
    about = not lacks & {Lack.COMMUNE, Lack.PRODUCER, Lack.PRODUCT}
    forms = (
        Task(
            address(facts, "dossier_form_01"),
            _("Mẫu số 01: Phiếu đăng ký"),
            _("Đơn vị đăng ký, sản phẩm, số sản phẩm mẫu"),
            is_done=about and not lacks & {Lack.SAMPLES, Lack.SIGNED_FORM},
        ),
        Task(
            address(facts, "dossier_part_1"),
            _("Phần I: Thông tin chung"),
            _("Chủ thể, sản phẩm, giấy tờ đã có"),
            is_done=about,
        ),
        _texts(facts, "dossier_part_2", completeness.RESULTS, texts),
    )
    return (
        Group(_("Phiếu đăng ký"), forms[:1]),
        Group(_("Báo cáo tự đánh giá (Mẫu số 02)"), forms[1:]),
        Group(_("Phần III: Tự đánh giá theo bộ tiêu chí"), (*_sections(facts), _evidence(facts))),
        Group(_("Phần IV"), (_texts(facts, "dossier_part_4", (completeness.OUTLOOK,), texts),)),
    )


def _texts(facts: DossierFacts, name: str, fields: tuple[str, ...], lacking: set[str]) -> Task:
    labels = {
        "dossier_part_2": (_("Phần II: Kết quả thực hiện phương án"), _("Bốn nội dung")),
        "dossier_part_4": (_("Kế hoạch sản xuất, kinh doanh"), _("Định hướng thời gian tới")),
    }
    label, hint = labels[name]
    left = [field for field in fields if field in lacking]
    return Task(
        address(facts, name), label, hint, is_done=not left, is_begun=len(left) < len(fields)
    )


def _sections(facts: DossierFacts) -> list[Task]:
    open_keys = set(completeness.missing_answers(facts.rules, facts.marks))
    open_keys |= set(completeness.undescribed(facts.rules, facts.marks, facts.described))
    tasks = []
    for part in facts.parts:
        for one in part.sections:
            rows = [row.criterion for block in one.blocks for row in block.criteria]
            asked = [c for c in rows if completeness.applies(facts.rules, facts.marks, c.key)]
            left = [c for c in asked if c.key in open_keys]
            points = sum(completeness.points(facts.rules, facts.marks, c.key) for c in rows)
            words = {"done": len(asked) - len(left), "all": len(asked), "points": points}
            tasks.append(
                Task(
                    address(
                        facts, "dossier_section", f"{part.part.code}-{one.section.code}".lower()
                    ),
                    f"{part.part.code}.{one.section.code}. {one.section.name_vi}",
                    _("%(done)s trong %(all)s tiêu chí, %(points)s") % words
                    + f"/{one.section.max_points} "
                    + _("điểm"),
                    is_done=not left,
                    is_begun=any(c.key in facts.marks for c in rows),
                )
            )
    return tasks


def _evidence(facts: DossierFacts) -> Task:
    expired = sum(piece.state == "expired" for piece in facts.pieces)
    hint = _("%(count)s tài liệu") % {"count": len(facts.pieces)}
    if expired:
        hint += _(", %(count)s đã hết hạn") % {"count": expired}
    return Task(
        address(facts, "dossier_evidence"),
        _("Bảng tài liệu minh chứng"),
        hint,
        is_done=bool(facts.pieces),
        is_optional=True,
        is_wrong=bool(expired),
    )


def lists_of_gaps(facts: DossierFacts, *, on_behalf: bool) -> tuple[list[Missing], list[Missing]]:
    """Return what refuses the hand-in and what only warns, each with its place."""
    found = gaps(facts.rules, facts.filled(needs_signed_form=on_behalf))
    both: tuple[list[Missing], list[Missing]] = ([], [])
    for gap in found:
        short = gap.where.replace("/", " ") if gap.lack in OF_CRITERION else ""
        missing = Missing(in_words(gap), _place(facts, gap), gap.lack, short)
        both[not gap.refuses].append(missing)
    return both


OF_CRITERION = {
    Lack.ANSWER: gettext_lazy("Tiêu chí chưa chọn mức điểm"),
    Lack.DESCRIPTION: gettext_lazy("Tiêu chí chưa mô tả, chứng minh cho mức đã chọn"),
    Lack.EVIDENCE: gettext_lazy("Tiêu chí có điểm nhưng chưa có tài liệu minh chứng"),
}


def joined(missing: list[Missing]) -> list[Joined]:
    """Return gaps line by line, those of criteria joined by their kind."""
    lines = []
    for lack, group in groupby(missing, key=lambda one: one.lack if one.criterion else one.text):
        gaps_of_line = tuple(group)
        lines.append(Joined(str(OF_CRITERION.get(lack, "")), gaps_of_line))
    return lines


def _place(facts: DossierFacts, gap: Gap) -> str:
    if gap.lack in OF_CRITERION:
        return address(facts, "dossier_answer", gap.where.lower().replace("/", "-"))
    if gap.lack == Lack.TEXT:
        is_outlook = gap.where == completeness.OUTLOOK
        return address(facts, "dossier_part_4" if is_outlook else "dossier_part_2")
    if gap.lack == Lack.COMMUNE:
        row = facts.participation
        return reverse("producer", args=[row.province.slug, row.product.producer_id])
    places = {
        Lack.PRODUCER: "dossier_part_1",
        Lack.PRODUCT: "dossier_part_1",
        Lack.SAMPLES: "dossier_form_01",
        Lack.SIGNED_FORM: "dossier_signed_form",
    }
    return address(facts, places.get(gap.lack, "dossier_evidence"))


def summary(facts: DossierFacts) -> list[tuple[str, str, str]]:
    """Return each answer in one line: criterion, what is claimed, points."""
    lines = []
    for criterion in facts.rules.criteria:
        ordinal = facts.marks.get(criterion.key)
        level = criterion.level(ordinal) if ordinal is not None else None
        claimed = level.label_vi if level else _("chưa chọn")
        if not completeness.applies(facts.rules, facts.marks, criterion.key):
            claimed = _("không áp dụng")
        points = completeness.points(facts.rules, facts.marks, criterion.key)
        name = f"{criterion.part} {criterion.code}. {criterion.name_vi}"
        lines.append((name, claimed, f"{points}/{criterion.max_points}"))
    return lines


def running(facts: DossierFacts) -> dict[str, Any]:
    """Return the running totals, the criteria that a gate keeps closed, and what it changed."""
    gated = [c.key for c in facts.rules.criteria if c.gated_by]
    closed = [
        facts.criteria[key].pk
        for key in gated
        if not completeness.applies(facts.rules, facts.marks, key)
    ]
    # Closing a gate clears what stands behind it: the page must name that version next time.
    versions = {
        facts.criteria[key].pk: facts.assessments[key].version
        for key in gated
        if key in facts.assessments
    }
    points = {
        facts.criteria[c.key].pk: completeness.points(facts.rules, facts.marks, c.key)
        for c in facts.rules.criteria
    }
    totals = {"total": facts.total, "parts": facts.totals, "points": points}
    return totals | {"closed": closed, "versions": versions}


def known_facts(facts: DossierFacts, part: str) -> list[tuple[str, Any]]:
    """Return what the forms take from the producer and the product, for reading."""
    product = facts.participation.product
    producer = product.producer
    who = [
        (_("Tên chủ thể"), producer.name),
        (_("Người đại diện"), producer.representative),
        (_("Địa chỉ"), ", ".join(filter(None, [producer.address, str(producer.commune)]))),
        (_("Điện thoại"), phone_text(producer.phone)),
    ]
    if part == "mau-01":
        return [
            *who,
            (_("Chức vụ"), producer.representative_title),
            (_("Tên sản phẩm"), product.name),
            (_("Nhóm sản phẩm"), f"{facts.rules.sector_vi}; {facts.rules.name_vi}"),
            (_("Lần đăng ký"), facts.participation.get_purpose_display()),
        ]
    if part != "thong-tin-chung":
        return []
    return [
        *who,
        (_("Loại hình tổ chức"), producer.get_legal_form_display()),
        (_("Giới tính"), producer.get_representative_gender_display()),
        (_("Dân tộc"), producer.representative_ethnicity),
        (_("Địa chỉ thường trú"), producer.representative_address),
        (_("Ngày thành lập/đăng ký"), date_format(producer.registered_on, "d/m/Y"))
        if producer.registered_on
        else (_("Ngày thành lập/đăng ký"), ""),
        (_("Số giấy đăng ký"), producer.registration_no),
        (_("Sản phẩm, quy cách, tiêu chuẩn"), product.description),
        (_("Lịch sử hình thành"), producer.history),
        (_("Cơ cấu tổ chức"), producer.organisation),
    ]
