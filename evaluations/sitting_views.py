"""Pages of a sitting: the list, the board, roll, presiding, agenda, opening and end."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import DetailView, FormView, View
from django_filters.views import FilterView

from accounts import policy
from accounts.doors import ActionForm, LeadsBack, PermissionRequired, PressedOnly, VersionedForm
from accounts.permissions import Permission
from councils import actions as councils
from councils import sitting_steps
from councils.filters import SittingFilter
from councils.forms import PresidingForm, RollForm, RoundRevisionForm, SittingRevisionForm
from councils.models import Sitting
from councils.states import SittingStatus

from . import (
    agenda_actions,
    interest_proposals,
    opinion_page,
    recording,
    reopenings,
    sitting_actions,
)
from .agenda_forms import AgendaForm
from .blinding import blind_roll, blind_rows
from .board import board, own_rows, sees_board, step_words
from .models import Evaluation
from .offline_views import offline_of
from .renewal import office_reports
from .rows_to_come import rows_to_come


class SittingListView(PermissionRequired, FilterView):
    """The sittings that the person may see, the next and the latest first."""

    model = Sitting
    permission = Permission.COUNCIL_VIEW
    filterset_class = SittingFilter
    paginate_by = 50
    template_name = "evaluations/sitting_list.html"
    extra_context = {"page_title": pgettext_lazy("plural", "Phiên họp")}

    def get_queryset(self) -> Any:
        """Read the council and count the agenda along."""
        return super().get_queryset().for_lists()


def crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way from the list of sittings to a page."""
    first = (reverse("sittings", args=[request.province.slug]), _("Phiên họp"))
    return [{"url": url, "label": label} for url, label in (first, *more)]


class SittingView(PermissionRequired, DetailView):
    """A sitting: to its members their own sheets, to who runs it the board."""

    model = Sitting
    permission = Permission.COUNCIL_VIEW
    template_name = "evaluations/sitting_detail.html"

    def get_queryset(self) -> Any:
        """Read the council along."""
        return super().get_queryset().select_related("council", "presided_by__user")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the person may know of each product: states, and of his own more."""
        sitting, user = self.object, self.request.user
        agenda = Evaluation.objects.visible_to(user).filter(sitting=sitting)
        agenda = reopenings.for_board(agenda.for_board())
        agenda = blind_rows(user, interest_proposals.with_waiting(agenda, user))
        rows = board(sitting, agenda) if sees_board(user, sitting) else []
        rows = rows_to_come(rows)
        attendance = blind_roll(agenda, sitting.attendance.select_related("member__user"))
        mine = own_rows(user, agenda)
        kwargs |= opinion_page.of_sitting(sitting, rows)
        may_run = policy.may(user, Permission.SITTING_RUN, sitting)
        hidden = self._hidden(sitting)
        offline = offline_of(mine, self.request.province.slug, user.pk) if mine or hidden else None
        return super().get_context_data(
            mine=mine,
            offline=offline,
            advised=self._advised(sitting, agenda),
            rows=[(row, step_words(row)) for row in rows],
            members=list(sitting.council.members.select_related("user")) if rows else [],
            attendance=attendance,
            present=sum(row.is_present for row in attendance),
            hidden=hidden,
            sees_products=policy.may(user, Permission.EVALUATION_VIEW),
            headed=self._headed(sitting, agenda),
            sees_papers=bool(rows)
            and not sitting.is_rehearsal
            and policy.may(user, Permission.PAPERS_VIEW),
            may_run=may_run,
            may_print_sheets=not sitting.is_written
            and sitting.status != SittingStatus.CLOSED
            and bool(may_run or mine),
            may_mirror=sitting.status == SittingStatus.CLOSED
            and Sitting.objects.mirrored_to(user, Permission.MIRROR_VIEW)
            .filter(pk=sitting.pk)
            .exists(),
            is_planned=sitting.status == SittingStatus.PLANNED,
            is_open=sitting.status == SittingStatus.OPEN,
            seal=recording.seal_of(sitting),
            sees_record=not sitting.is_rehearsal and policy.may(user, Permission.RECORD_VIEW),
            page_title=str(sitting),
            breadcrumbs=crumbs(self.request, ("", str(sitting))),
            **kwargs,
        )

    def _advised(self, sitting: Sitting, agenda: list[Evaluation]) -> list[Evaluation]:
        """Return what the person reports on, being of the council's advisory team."""
        user = self.request.user
        if not policy.may(user, Permission.ADVISORY_REPORT):
            return []
        if not sitting.council.advisers.filter(user=user).exists():
            return []
        under_way = (one for one in agenda if one.status in agenda_actions.UNDER_WAY)
        return [one for one in under_way if not office_reports(one)]

    def _headed(self, sitting: Sitting, agenda: list[Evaluation]) -> set[int]:
        """Return the products on whose waiting interests the person may rule."""
        waiting = [one.pk for one in agenda if one.interests_waiting]
        if not waiting:
            return set()
        rows = Evaluation.objects.headed_by(self.request.user).filter(pk__in=waiting)
        return set(rows.values_list("pk", flat=True))

    def _hidden(self, sitting: Sitting) -> int:
        """Count the products that are not there for this person, because he is recused."""
        recused = sitting.agenda.filter(panel__user=self.request.user, panel__state="recused")
        return recused.exclude(status="cancelled").count()


class OfSitting(PermissionRequired, LeadsBack, ActionForm, FormView):
    """Base of the forms on one sitting."""

    model = Sitting
    permission = Permission.SITTING_RUN
    template_name = "evaluations/sitting_act.html"
    title = ""
    done = ""
    refuses: Any = None  # what the action asks first: is the step over?

    def refuse_over(self) -> None:
        """Ask it of the sitting."""
        if self.refuses:
            self.refuses(self.sitting())

    def sitting(self) -> Sitting:
        """Fetch the sitting among those the person may run."""
        return get_object_or_404(
            self.get_queryset().select_related("council"), pk=self.kwargs["pk"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the sitting and the way back."""
        sitting = self.sitting()
        back = self.get_success_url()
        return super().get_context_data(
            sitting=sitting,
            page_title=self.title,
            cancel_url=back,
            submit_label=self.done or self.title,
            breadcrumbs=crumbs(self.request, (back, str(sitting)), ("", self.title)),
            **kwargs,
        )

    def get_success_url(self) -> str:
        """Return to the sitting."""
        return reverse("sitting", args=[self.request.province.slug, self.kwargs["pk"]])


class SittingRevisionView(VersionedForm, OfSitting):
    """Change day, place, or the day on which the files went out."""

    form_class = SittingRevisionForm
    refuses = staticmethod(sitting_steps.refuse_revising)
    title = gettext_lazy("Sửa phiên họp")
    done = gettext_lazy("Lưu")

    def get_form_class(self) -> Any:
        """Ask of a round for its deadline, of a meeting for its place."""
        return RoundRevisionForm if self.sitting().is_written else SittingRevisionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show what is kept."""
        return super().get_form_kwargs() | {"instance": self.sitting()}

    def perform(self, form: SittingRevisionForm) -> Sitting:
        """Call the action."""
        return councils.revise_sitting(
            sitting=self.sitting(), by=self.request.user, **form.cleaned_data
        )


class RollView(OfSitting):
    """Call the roll."""

    form_class = RollForm
    template_name = "evaluations/roll.html"
    refuses = staticmethod(sitting_steps.refuse_roll)
    title = gettext_lazy("Điểm danh")
    done = gettext_lazy("Lưu điểm danh")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for every member."""
        return super().get_form_kwargs() | {"sitting": self.sitting()}

    def perform(self, form: RollForm) -> Any:
        """Call the action."""
        return agenda_actions.call_roll(
            sitting=self.sitting(), by=self.request.user, absent=form.absent()
        )


class PresidingView(OfSitting):
    """Let a deputy preside."""

    form_class = PresidingForm
    refuses = staticmethod(sitting_steps.refuse_ended)
    title = gettext_lazy("Ủy quyền chủ trì")
    done = gettext_lazy("Lưu")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the deputies."""
        sitting = self.sitting()
        initial = {"member": sitting.presided_by_id}
        return super().get_form_kwargs() | {"sitting": sitting, "initial": initial}

    def perform(self, form: PresidingForm) -> Sitting:
        """Call the action."""
        return sitting_actions.delegate_presiding(
            sitting=self.sitting(), by=self.request.user, **form.cleaned_data
        )


class AgendaAddView(OfSitting):
    """Put accepted dossiers on the agenda."""

    form_class = AgendaForm
    template_name = "evaluations/agenda_add.html"
    refuses = staticmethod(sitting_steps.refuse_ended)
    title = gettext_lazy("Đưa sản phẩm vào chương trình")
    done = gettext_lazy("Đưa vào chương trình")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what is accepted and waits for a council."""
        return super().get_form_kwargs() | {"sitting": self.sitting()}

    def perform(self, form: AgendaForm) -> Sitting:
        """Call the action for each; one refusal refuses all."""
        sitting = self.sitting()
        agenda_actions.put_all_on_agenda(sitting=sitting, by=self.request.user, **form.cleaned_data)
        return sitting


class SittingStepView(PermissionRequired, PressedOnly, View):
    """Base of the buttons that move a sitting on."""

    model = Sitting
    permission = Permission.SITTING_RUN
    page = "sitting"  # where the button is

    def sitting(self) -> Sitting:
        """Fetch the sitting among those the person may act on."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def record_url(self) -> str:
        """Return to the button."""
        return reverse(self.page, args=[self.request.province.slug, self.sitting().pk])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Call the action; a refusal is shown on the board."""
        sitting = self.sitting()
        try:
            self.perform(sitting)
        except ValidationError as refusal:
            for text in refusal.messages:
                messages.error(request, text)
        return redirect(self.next(sitting), province=request.province.slug, pk=sitting.pk)

    def next(self, sitting: Sitting) -> str:
        """Return to the button."""
        return self.page


class SittingOpenView(SittingStepView):
    """Open the sitting and go on with the roll."""

    def perform(self, sitting: Sitting) -> None:
        """Call the action."""
        sitting_actions.open_sitting(sitting=sitting, by=self.request.user)

    def next(self, sitting: Sitting) -> str:
        """Go on with the roll, if it is open now."""
        opened = Sitting.objects.filter(pk=sitting.pk, status=SittingStatus.OPEN)
        calls_roll = opened.filter(form=Sitting.Form.MEETING).exists()
        return "roll" if calls_roll else "sitting"


class SittingEndView(SittingStepView):
    """End the sitting."""

    def perform(self, sitting: Sitting) -> None:
        """Call the action."""
        agenda_actions.end_sitting(sitting=sitting, by=self.request.user)
