"""What a person finds first: his own tasks, in sections, and the way to begin something."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import policy
from accounts.permissions import Permission as P
from accounts.permissions import Role
from councils.models import Sitting
from councils.states import SittingStatus
from evaluations import awards
from evaluations.models import (
    Certificate,
    Decision,
    Evaluation,
    NationalResult,
    Package,
    ProductPage,
    PublishedCertificate,
)
from evaluations.national_actions import TO_RETURN
from evaluations.packages import TO_FORWARD
from evaluations.states import (
    CertificateStatus,
    DecisionStatus,
    EvaluationStatus,
    PackageStatus,
)
from producers.models import Producer
from products.cycle import Purpose
from products.models import Participation
from products.renewal import clock_of, clock_words
from territories import clock
from territories.models import Province

from . import home_national
from .home_control import appeals, objections, to_confirm
from .home_council import to_rule
from .home_lines import SHOWN, Line, Section, at
from .home_opinions import sitting_note, sitting_state, to_answer, to_close, to_decide
from .home_paper import to_compare
from .home_results import to_tell
from .home_scoring import to_score
from .watching import awaited, awaiting, papers, under_way

EXPIRING = timedelta(days=180)  # 26/2026/QĐ-TTg, Điều 7.6.a: re-evaluation opens then


def sections(request: HttpRequest) -> list[Section]:
    """Return what awaits the person; sections without lines are left out."""
    user, slug = request.user, request.province.slug
    found = [
        _mine(user, slug),
        Section(_("Phiếu chấm còn phải nộp"), to_score(user, slug)),
        Section(_("Chờ Chủ tịch hoặc thư ký quyết định"), to_rule(user, slug)),
        Section(_("Phiếu nhập lại từ giấy chờ xác nhận"), to_compare(user, slug)),
        Section(_("Quyết định chờ ban hành"), _decisions(user, slug)),
        Section(
            _("Kết quả không được công nhận, chờ thông báo"),
            to_tell(user, slug),
            at("unranked_results", slug),
        ),
        Section(_("Phiếu lấy ý kiến còn phải trả lời"), to_answer(user, slug)),
        Section(_("Đề nghị họp trực tiếp chờ Chủ tịch trả lời"), to_decide(user, slug)),
        Section(_("Lấy ý kiến bằng văn bản chờ thư ký"), to_close(user, slug)),
        Section(_("Hồ sơ chờ báo cáo của Tổ tư vấn"), _to_report(user, slug)),
        Section(_("Kết quả chờ kiểm soát xác nhận"), to_confirm(user, slug)),
        Section(_("Kiểm soát trả lại, chờ giải trình"), objections(user, slug)),
        Section(_("Khiếu nại chờ xử lý"), appeals(user, slug), at("appeals", slug)),
        Section(pgettext("plural", "Phiên họp"), _sittings(user, slug), at("sittings", slug)),
        Section(_("Chủ thể chờ xác nhận"), _producers(user, slug)),
        Section(_("Đánh giá lại chờ kết quả"), _results_due(user, slug)),
        Section(_("Hồ sơ đề nghị 5 sao"), _five_stars(user, slug), _five_star_list(request)),
        Section(_("Kết quả chờ trả về tỉnh"), _to_return(user, slug)),
        Section(_("Hồ sơ các tỉnh gửi"), _files(request)),
        Section(_("Sản phẩm 5 sao chờ công bố"), _crowned(user, slug)),
        Section(
            _("Kết quả chờ chuyển lên tỉnh"),
            _to_pass_up(user, slug),
            at("results_to_pass_up", slug),
        ),
        Section(_("Đang ở nơi khác"), under_way(user, slug), at("products", slug)),
        Section(
            _("Giấy tờ của chủ thể sắp hết hạn"),
            papers(user, slug),
            at("producers", slug) + "?papers=due",
        ),
        Section(_("Giấy chứng nhận sắp hết hạn"), _expiring(user, slug)),
    ]
    return [section for section in found if section.lines]


def _mine(user: Any, slug: str) -> Section:
    """What waits for the person: the first of it, and how much there is."""
    lines = awaiting(user, slug)
    total = len(lines) if len(lines) < SHOWN else awaited(user).count()
    url = at("products", slug) + "?waiting=me"
    return Section(_("Chờ anh/chị xử lý"), lines, url, total)


def _to_report(user: Any, slug: str) -> list[Line]:
    """What the advisers have not reported on; of a re-evaluation the office reports (7.6.c)."""
    if not policy.may(user, P.ADVISORY_REPORT):
        return []
    rows = Evaluation.objects.visible_to(user, P.ADVISORY_REPORT).real()
    rows = rows.filter(
        status__in=(EvaluationStatus.OPEN, EvaluationStatus.SCORING),
        opened_at=None,
        advisory_report=None,
    )
    rows = rows.exclude(
        submission__procedure__re_evaluation_days__isnull=False,
        submission__participation__purpose=Purpose.RE_EVALUATION,
    )
    return [
        Line(
            text=row.product_name,
            url=at("advisory", slug, pk=row.pk),
            note=row.producer_name,
            status=str(row.get_status_display()),
            tone="wait",
        )
        for row in rows.with_names().order_by("sitting__held_on", "pk")[:SHOWN]
    ]


def _sittings(user: Any, slug: str) -> list[Line]:
    if not policy.may(user, P.COUNCIL_VIEW):
        return []
    rows = (
        Sitting.objects.visible_to(user)
        .real()
        .exclude(status=SittingStatus.CLOSED)
        .select_related("council")
        .order_by("held_on", "id")[:SHOWN]
    )
    return [
        Line(
            text=str(row),
            url=at("sitting", slug, pk=row.pk),
            note=sitting_note(row),
            status=sitting_state(row),
            tone="wait" if row.status == SittingStatus.OPEN else "off",
        )
        for row in rows
    ]


def _producers(user: Any, slug: str) -> list[Line]:
    if not policy.may(user, P.PRODUCER_CONFIRM):
        return []
    rows = Producer.objects.visible_to(user, P.PRODUCER_CONFIRM)
    return [
        Line(
            text=str(row),
            url=at("producer", slug, pk=row.pk),
            status=_("chờ xã xác nhận"),
            tone="wait",
        )
        for row in rows.filter(status=Producer.Status.PENDING)[:SHOWN]
    ]


def _five_star_list(request: HttpRequest) -> str:
    is_ministry = request.province.kind == Province.Kind.MINISTRY
    name = "forwarded_files" if is_ministry else "five_star_requests"
    return at(name, request.province.slug)


def _files(request: HttpRequest) -> list[Line]:
    is_ministry = request.province.kind == Province.Kind.MINISTRY
    return home_national.files(request.user, request.province.slug) if is_ministry else []


def _five_stars(user: Any, slug: str) -> list[Line]:
    """What goes to the Ministry, what it sent back or answered; there: what has come in."""
    if not policy.may(user, P.DECISION_DRAFT):
        return []
    rows = awards.named(Evaluation.objects.visible_to(user, P.DECISION_DRAFT))
    rows = rows.select_related("package", "national_result__submission__participation")
    to_choose = Q(status=EvaluationStatus.APPROVED, national_result__chosen="")
    to_choose &= ~Q(national_result__star=5) & ~awards.WITHDRAWN
    lines = [
        Line(
            text=row.product_name,
            url=at("five_star_request", slug, pk=row.pk),
            note=row.producer_name,
            status=_("chọn hướng xử lý kết quả của Bộ")
            if row.forwarded_at
            else _("Bộ trả lại bổ sung")
            if getattr(row, "package", None) and row.package.return_reason
            else _("chờ gửi Bộ"),
            tone="warn",
        )
        for row in rows.filter(TO_FORWARD | to_choose).order_by("pk")[:SHOWN]
    ]
    came = Package.objects.visible_to(user).at_ministry().filter(status=PackageStatus.SENT)
    return lines + [
        Line(
            text=row.product_name,
            url=at("forwarded_file", slug, pk=row.pk),
            note=f"{row.producer_name} · {row.province_name}",
            status=_("chờ tiếp nhận"),
            tone="wait",
        )
        for row in came.order_by("sent_at", "pk")[:SHOWN]
    ]


def _to_return(user: Any, slug: str) -> list[Line]:
    if not policy.may(user, P.DECISION_DRAFT):
        return []
    waiting = Evaluation.objects.visible_to(user, P.DECISION_DRAFT).filter(TO_RETURN)
    files = Package.objects.visible_to(user).at_ministry()
    return [
        Line(
            text=row.product_name,
            url=at("forwarded_file", slug, pk=row.pk),
            note=f"{row.producer_name} · {row.province_name}",
            status=_("dưới 5 sao"),
            tone="warn",
        )
        for row in files.filter(submission__in=waiting.values("submission"))[:SHOWN]
    ]


def _crowned(user: Any, slug: str) -> list[Line]:
    """Five stars whose page is not out yet: the Ministry's certificate, the producer's word."""
    if not policy.may(user, P.PUBLISH):
        return []
    rows = NationalResult.objects.visible_to(user, P.PUBLISH).filter(star=5)
    pages = ProductPage.objects.filter(public_code=OuterRef("public_code"))
    held = PublishedCertificate.objects.filter(
        public_code=OuterRef("public_code"), status=CertificateStatus.VALID
    )
    rows = rows.filter(~Exists(pages), Exists(held))
    return [
        Line(
            text=str(row.submission.participation.product),
            url=at("national_result", slug, pk=row.pk),
            note=row.certificate_no,
            status=_("chưa có trang sản phẩm"),
            tone="wait",
        )
        for row in rows.select_related("submission__participation__product")[:SHOWN]
    ]


def _to_pass_up(user: Any, slug: str) -> list[Line]:
    if not policy.may(user, P.DECISION_DRAFT):
        return []
    rows = Evaluation.objects.visible_to(user, P.DECISION_DRAFT).filter(awards.TO_PASS_UP)
    return [
        Line(
            text=row.product_name,
            url=at("result_pass_up", slug, pk=row.pk),
            note=row.producer_name,
            status=_("chờ chuyển lên tỉnh"),
            tone="wait",
        )
        for row in awards.named(rows)[:SHOWN]
    ]


def _decisions(user: Any, slug: str) -> list[Line]:
    if not (policy.may(user, P.DECISION_SIGN) or policy.may(user, P.DECISION_DRAFT)):
        return []
    # Each level's own: a district's draft is neither the province's to sign nor to word.
    act = P.DECISION_SIGN if policy.may(user, P.DECISION_SIGN) else P.DECISION_DRAFT
    rows = Decision.objects.visible_to(user, act).filter(status=DecisionStatus.DRAFT)
    return [
        Line(
            text=row.title,
            url=at("decision", slug, pk=row.pk),
            note=_("%(count)s sản phẩm") % {"count": row.line_count},
            status=_("có sản phẩm đã rút") if row.gone_count else str(row.get_status_display()),
            tone="bad" if row.gone_count else "wait",
        )
        for row in rows.with_lines().order_by("drafted_at", "id")[:SHOWN]
    ]


def _results_due(user: Any, slug: str) -> list[Line]:
    """The 45 days of a re-evaluation, for the office and those who run sittings (Điều 7.6.g)."""
    if not (policy.may(user, P.DOSSIER_CHECK) or policy.may(user, P.SITTING_RUN)):
        return []
    rows = Participation.objects.visible_to(user).with_result_due().for_lists()[:SHOWN]
    return [
        Line(
            text=str(row.product),
            url=at("product", slug, pk=row.product_id),
            note=str(row.product.producer),
            status=clock_words(due),
            tone="bad" if due.days_left < 0 else "wait",
        )
        for row in rows
        if (due := clock_of(row)) is not None
    ]


def _expiring(user: Any, slug: str) -> list[Line]:
    if not policy.may(user, P.CERTIFICATE_VIEW):
        return []
    today = clock.today()
    rows = (
        Certificate.objects.visible_to(user)
        .filter(status=CertificateStatus.VALID)
        .filter(published__valid_to__range=(today, today + EXPIRING))
        .select_related("product")
        .order_by("published__valid_to")[:SHOWN]
    )
    return [
        Line(
            text=str(row.product or row.number),
            url=at("certificate", slug, pk=row.pk),
            note=_("%(star)s sao · số %(number)s") % {"star": row.star, "number": row.number},
            status=_("hết hạn %(day)s") % {"day": f"{row.last_day:%d/%m/%Y}"},
            tone="warn",
        )
        for row in rows
    ]


def starts(request: HttpRequest) -> list[Line]:
    """Return what the person can begin from here."""
    slug = request.province.slug
    table: Iterable[tuple[P, str, str]] = (
        (P.PRODUCER_EDIT, "producer_new", _("Đăng ký chủ thể")),
        (P.PRODUCT_EDIT, "product_new", _("Đăng ký sản phẩm")),
        (P.COUNCIL_MANAGE, "councils", _("Lập hội đồng, phiên họp")),
        (P.DECISION_DRAFT, "decision_draft", _("Dự thảo quyết định")),
        (P.USER_MANAGE, "assignment_new", _("Phân công, mời người dùng")),
    )
    lines = [
        Line(text=label, url=at(name, slug))
        for permission, name, label in table
        if policy.may(request.user, permission)
    ]
    # Who is a producer already comes back for the next product.
    is_one = Role.PRODUCER in policy.roles(request.user)
    return lines[::-1] if is_one and Producer.objects.visible_to(request.user).exists() else lines
