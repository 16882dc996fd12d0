"""Pages of the Ministry on forwarded files: the list by province, the file, what becomes of it."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from accounts import policy
from accounts.doors import ActionForm, LeadsBack, PermissionRequired
from accounts.forms import ReasonForm
from accounts.permissions import Permission
from files.models import StoredFile
from files.serving import serve
from territories.models import Province

from . import national_actions
from .decision_tables import chip, timeline
from .forwarding_views import mean_of
from .models import Evaluation, Package
from .national_actions import TO_RETURN
from .national_forms import ReceiveForm, ReturnForm
from .province_papers import papers_of
from .readiness import OFF_AGENDA, samples_are_logged, samples_are_ready
from .request_standing import PACKAGE_TONES
from .states import PackageStatus

VIEW, CHECK, DRAFT = (
    Permission.DECISION_VIEW,
    Permission.DOSSIER_CHECK,
    Permission.DECISION_DRAFT,
)


class FileView(PermissionRequired):
    """Base of the pages on one forwarded file."""

    model = Package
    permission: Any = VIEW

    def get_queryset(self) -> QuerySet:
        """Keep the Ministry's copies."""
        return super().get_queryset().filter(evaluation__isnull=True)

    def package(self) -> Package:
        """Fetch the file among those that the person may see."""
        rows = self.get_queryset().select_related("submission__criteria_set__product_set")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def way(self, package: Package, *more: tuple[str, str]) -> list[dict[str, str]]:
        """Return the way from the list."""
        slug = self.request.province.slug
        name = package.submission.snapshot["product"]["name"]
        steps = [
            (reverse("forwarded_files", args=[slug]), _("Hồ sơ 5 sao")),
            (self.get_success_url() if more else "", name),
            *more,
        ]
        return [{"url": url, "label": label} for url, label in steps]

    def get_success_url(self) -> str:
        """Go back to the file."""
        return reverse("forwarded_file", args=[self.request.province.slug, self.kwargs["pk"]])


class ForwardedView(FileView, DetailView):
    """One file: the province's papers and result, the frozen dossier, what happens next."""

    template_name = "evaluations/forwarded_file.html"

    def get_object(self, queryset: Any = None) -> Package:
        """Fetch the file."""
        return self.package()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the papers, the dossier by criterion and what the person may do."""
        package, user = self.object, self.request.user
        submission = package.submission
        evaluations = submission.evaluations.exclude(status__in=OFF_AGENDA)
        judged = evaluations.select_related("sitting").first()
        may_check = policy.may(user, CHECK)
        receipts = submission.sample_receipts.all()
        is_in = package.status == PackageStatus.RECEIVED
        lacks = is_in and not (
            samples_are_ready(judged) if judged else samples_are_logged(submission)
        )
        to_return = judged and submission.evaluations.filter(TO_RETURN, pk=judged.pk).exists()
        return super().get_context_data(
            package=package,
            snapshot=submission.snapshot,
            papers=papers_of(package),
            answers=answers_of(submission.snapshot),
            found=package.result,
            mean=mean_of(_Found(package.result)),
            report=getattr(submission, "commune_report", None),
            receipts=receipts,
            samples_received=sum(one.count for one in receipts),
            needs_samples=submission.criteria_set.samples != 0,
            lacks_samples=lacks,
            may_log=lacks and may_check and national_actions.takes_samples(package),
            judged=judged,
            may_receive=may_check and package.status == PackageStatus.SENT,
            may_send_back=may_check
            and (judged is None or national_actions.may_give_up(judged, user))
            and package.status in (PackageStatus.SENT, PackageStatus.RECEIVED),
            may_return=to_return and policy.may(user, DRAFT),
            sees_judged=judged and Evaluation.objects.visible_to(user).filter(pk=judged.pk),
            tone=PACKAGE_TONES[PackageStatus(package.status)],
            events=timeline(package, *([judged] if judged else [])),
            page_title=submission.snapshot["product"]["name"],
            breadcrumbs=self.way(package),
            **kwargs,
        )


class _Found:
    """What the province counted, as a result shows it."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.points_sum, self.sheet_count = facts.get("points_sum"), facts.get("sheet_count")


def answers_of(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the self-assessment with the evidence of each criterion; the general one last."""
    proofs: dict[str, list[dict[str, Any]]] = {}
    for piece in snapshot["evidence"]:
        proofs.setdefault(piece["criterion"] or "", []).append(piece)
    return [one | {"proofs": proofs.get(one["criterion"], [])} for one in snapshot["answers"]]


class ForwardedFileView(FileView, View):
    """A file of the dossier or of the province's papers."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Serve it, if it came with this file."""
        package, sha256 = self.package(), kwargs["sha256"]
        known = {one.sha256 for _label, one in papers_of(package)}
        if sha256 not in known | set(package.submission.snapshot.get("files", ())):
            raise Http404
        rows = StoredFile.objects.filter(province=package.province_id, sha256=sha256)
        return serve(get_object_or_404(rows.order_by("pk")[:1]), request)


class FileActView(FileView, LeadsBack, ActionForm, FormView):
    """Base of the acts on a forwarded file."""

    permission = CHECK
    template_name = "evaluations/forwarded_act.html"
    title: Any = ""
    consequence: Any = ""
    verb = ""  # the step that the file takes by it
    is_grave = False

    def refuse_over(self) -> None:
        """Refuse a step that the file does not take now."""
        national_actions.refuse_step(self.package(), self.verb)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the file and what follows."""
        package = self.package()
        return super().get_context_data(
            package=package,
            snapshot=package.submission.snapshot,
            consequence=self.consequence,
            is_grave=self.is_grave,
            cancel_url=self.get_success_url(),
            page_title=self.title,
            breadcrumbs=self.way(package, ("", str(self.title))),
            **kwargs,
        )


class SamplesView(FileActView):
    """Log samples that came later, or the visit."""

    form_class = ReceiveForm
    title = gettext_lazy("Ghi nhận sản phẩm mẫu, khảo sát")
    verb = "record_samples"
    consequence = gettext_lazy("Hội đồng chỉ bắt đầu chấm khi đủ sản phẩm mẫu, hoặc đã khảo sát.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for samples, for a visit, or for either, as the criteria set wants it."""
        asked = self.package().submission.criteria_set.samples
        return super().get_form_kwargs() | {"asked": asked}

    def perform(self, form: ReceiveForm) -> Package:
        """Call the action."""
        return national_actions.log_samples(
            package=self.package(), by=self.request.user, **form.cleaned_data
        )


class ReceiveView(SamplesView):
    """Take the file in, with the samples that came."""

    title = gettext_lazy("Tiếp nhận hồ sơ")
    verb = "receive"
    consequence = gettext_lazy("Hồ sơ chờ Hội đồng cấp trung ương; tỉnh và chủ thể được báo.")

    def get_initial(self) -> dict[str, Any]:
        """Suggest what the province wrote."""
        return {"samples": self.package().samples_sent}

    def perform(self, form: ReceiveForm) -> Package:
        """Call the action."""
        return national_actions.receive_package(
            package=self.package(), by=self.request.user, **form.cleaned_data
        )


class SendBackView(FileActView):
    """Return the file to the province."""

    form_class = ReasonForm
    title = gettext_lazy("Trả lại tỉnh để bổ sung")
    verb = "send_back"
    consequence = gettext_lazy("Tỉnh bổ sung rồi gửi lại; bản đã gửi được giữ để đối chiếu.")
    is_grave = True

    def perform(self, form: ReasonForm) -> Package:
        """Call the action."""
        return national_actions.send_back_package(
            package=self.package(), by=self.request.user, **form.cleaned_data
        )


class ReturnView(FileActView):
    """Tell the province a result below five stars."""

    permission = DRAFT
    form_class = ReturnForm
    title = gettext_lazy("Trả kết quả về tỉnh")
    consequence = gettext_lazy(
        "Tỉnh nhận điểm, hạng và lý do; tỉnh công nhận 3–4 sao theo kết quả này hoặc tổ chức"
        " đánh giá lại (26/2026/QĐ-TTg, Điều 7.4.g)."
    )

    def judged(self) -> QuerySet[Evaluation]:
        """Return what came of the file, the newest only."""
        rows = Evaluation.objects.visible_to(self.request.user, DRAFT)
        return rows.filter(submission=self.package().submission_id).order_by("-pk")[:1]

    def refuse_over(self) -> None:
        """Refuse where nothing is to be returned."""
        national_actions.refuse_return(self.judged().first())

    def perform(self, form: ReturnForm) -> Evaluation:
        """Call the action."""
        return national_actions.return_result(
            evaluation=get_object_or_404(self.judged()), by=self.request.user, **form.cleaned_data
        )


class PackageFilter(django_filters.FilterSet):
    """Forwarded files by text, province and standing."""

    q = django_filters.CharFilter(label=gettext_lazy("Tìm sản phẩm, chủ thể"), method="by_text")
    origin = django_filters.ChoiceFilter(
        label=gettext_lazy("Tỉnh"),
        field_name="submission__origin",
        choices=lambda: Province.objects.filter(kind="province").values_list("slug", "name"),
        empty_label=gettext_lazy("Tất cả"),
    )
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Trạng thái"),
        choices=PackageStatus.choices[1:],
        empty_label=gettext_lazy("Tất cả"),
    )

    class Meta:
        model = Package
        fields = ["q", "origin", "status"]

    def by_text(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Keep files in whose product's or producer's name every word is found."""
        for word in text.split():
            rows = rows.filter(Q(product_name__icontains=word) | Q(producer_name__icontains=word))
        return rows


class PackageTable(tables.Table):
    """Forwarded files, by province."""

    caption = gettext_lazy("Hồ sơ các tỉnh gửi")
    row_header = "product_name"
    product_name = tables.Column(
        linkify=("forwarded_file", {"province": tables.A("province__slug"), "pk": tables.A("pk")}),
        verbose_name=gettext_lazy("Sản phẩm"),
        orderable=False,
    )
    producer_name = tables.Column(verbose_name=gettext_lazy("Chủ thể"), orderable=False)
    province_name = tables.Column(
        verbose_name=gettext_lazy("Tỉnh"), order_by=("submission__origin", "pk")
    )
    request_no = tables.Column(verbose_name=gettext_lazy("Văn bản đề nghị"), orderable=False)
    sent_at = tables.DateColumn(verbose_name=gettext_lazy("Gửi ngày"), format="d/m/Y")
    status = tables.Column(verbose_name=gettext_lazy("Trạng thái"))

    class Meta:
        model = Package
        fields = [
            "product_name",
            "producer_name",
            "province_name",
            "request_no",
            "sent_at",
            "status",
        ]
        empty_text = gettext_lazy("Không có hồ sơ nào khớp với bộ lọc.")

    def render_status(self, record: Package) -> str:
        """Show the standing as a chip."""
        return chip(PACKAGE_TONES[PackageStatus(record.status)], record.get_status_display())


class ForwardedListView(PermissionRequired, SingleTableMixin, FilterView):
    """The files that the provinces have sent, by province."""

    model = Package
    permission = VIEW
    filterset_class = PackageFilter
    table_class = PackageTable
    paginate_by = 50
    template_name = "evaluations/forwarded_files.html"
    extra_context = {"page_title": gettext_lazy("Hồ sơ 5 sao")}

    def get_queryset(self) -> QuerySet:
        """Read the names out of the frozen copies."""
        rows = super().get_queryset().at_ministry().select_related("province")
        return rows.order_by("submission__origin", "-sent_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count what waits."""
        rows = Package.objects.visible_to(self.request.user, VIEW).filter(evaluation__isnull=True)
        counts = {
            one: rows.filter(status=one).count()
            for one in (PackageStatus.SENT, PackageStatus.RECEIVED)
        }
        evaluations = Evaluation.objects.visible_to(self.request.user, VIEW)
        return super().get_context_data(
            sent=counts[PackageStatus.SENT],
            received=counts[PackageStatus.RECEIVED],
            to_return=evaluations.filter(TO_RETURN).count(),
            **kwargs,
        )
