"""Pages of one product before the council: where it stands, its panel, its result."""

from collections.abc import Iterable
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView

from accounts import policy
from accounts.doors import ActionForm, LeadsBack, PermissionRequired
from accounts.forms import ReasonForm
from accounts.permissions import Permission

from . import (
    agenda_actions,
    agenda_rules,
    appeal_page,
    closing_actions,
    interest_proposals,
    mirror_tables,
    renewal_page,
    reopenings,
)
from .agenda_forms import BeginForm, PlaceForm
from .blinding import blind, blind_rows, unmasked
from .board import board, step_words
from .council_page import council_record
from .district_requests import above_of
from .interest_actions import presides
from .leaving import foreseen, leaving, panel_to_come, quorum_to_come, told
from .models import Evaluation, Panel
from .next_pass import why_not_open
from .province_papers import brought_along
from .readiness import readiness
from .resting import words_of
from .results import printed_code, shown
from .rows_to_come import row_to_come
from .sheet_forms import ConfirmForm
from .states import EvaluationStatus

WITH = (
    "submission__criteria_set__regulation",
    "submission__criteria_set__product_set",
    "submission__procedure",
    "submission__participation__procedure",
    "sitting__council",
    "advisory_report",
    "former",
)


class OfEvaluation(PermissionRequired):
    """Base of the pages on one product."""

    model = Evaluation
    permission: Any = Permission.SITTING_RUN

    def evaluation(self) -> Evaluation:
        """Fetch the product among those the person may see."""
        if not hasattr(self, "_evaluation"):
            rows = self.get_queryset().select_related(*WITH)
            self._evaluation = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self._evaluation

    def link(self, name: str, *more: Any) -> str:
        """Return an address of this province."""
        return reverse(name, args=[self.request.province.slug, *more])

    def way(self, evaluation: Evaluation, *more: tuple[str, str]) -> dict[str, Any]:
        """Return the product's name and the way to the page."""
        blind(self.request.user, evaluation)
        name = evaluation.submission.snapshot["product"]["name"]
        sitting = evaluation.sitting
        sees = policy.may(self.request.user, Permission.EVALUATION_VIEW)
        crumbs = [
            (self.link("sittings"), _("Phiên họp")),
            (self.link("sitting", sitting.pk), str(sitting)),
            (self.link("evaluation", evaluation.pk) if more and sees else "", name),
            *more,
        ]
        return {
            "evaluation": evaluation,
            "opens_files": policy.may(self.request.user, Permission.FILE_VIEW),
            "product_name": name,
            "breadcrumbs": [{"url": url, "label": label} for url, label in crumbs],
        }


class EvaluationView(OfEvaluation, DetailView):
    """One product: what it waits for; once the sheets are open, everything about the result."""

    permission = Permission.EVALUATION_VIEW
    template_name = "evaluations/evaluation_detail.html"

    def get_object(self, queryset: Any = None) -> Evaluation:
        """Fetch the product."""
        return self.evaluation()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add states before the opening, the tally after it."""
        evaluation, user = self.object, self.request.user
        may_run = policy.may(user, Permission.SITTING_RUN, evaluation)
        agenda = blind_rows(user, Evaluation.objects.filter(pk=evaluation.pk).for_board())
        rows = board(evaluation.sitting, agenda) if evaluation.opened_at is None else []
        sees_panel = bool(rows) and (may_run or presides(user, evaluation))
        found = foreseen(evaluation, user) if sees_panel else None
        rows = [row_to_come(row, found) for row in rows]
        is_open = evaluation.status == EvaluationStatus.OPEN
        result = None
        if evaluation.opened_at:
            result = shown(evaluation, closing_actions.count)
        return super().get_context_data(
            **self.way(evaluation),
            snapshot=evaluation.submission.snapshot,
            **unmasked(evaluation, brought_along),
            above=above_of(evaluation, user),
            **council_record(evaluation, user),
            row=rows[0] if rows else None,
            leaving=found,
            step_words=step_words(rows[0]) if rows else "",
            readiness=readiness(evaluation, panel_to_come(evaluation, user))
            if is_open and may_run
            else None,
            result=result,
            may_run=may_run,
            sees_record=not evaluation.is_rehearsal and policy.may(user, Permission.RECORD_VIEW),
            **mirror_tables.links(evaluation, user),
            sees_control=bool(evaluation.concluded_at)
            and not evaluation.is_rehearsal
            and policy.may(user, Permission.PAPERS_VIEW),
            **renewal_page.before_council(evaluation, user, result, rows),
            **appeal_page.beside(evaluation, user),
            **self._rulings(evaluation, result, may_run),
            page_title=evaluation.submission.snapshot["product"]["name"],
            **kwargs,
        )

    def _rulings(
        self, evaluation: Evaluation, result: dict[str, Any] | None, may_run: bool
    ) -> dict[str, Any]:
        """Add what was ruled, what was missed first, and before the conclusion what may be."""
        criteria_set = evaluation.submission.criteria_set
        may_rule = may_run and evaluation.status == EvaluationStatus.SCORING
        is_heard = not evaluation.sitting.is_written  # else a meeting alone overrules (7.6.d)
        asked = result and (is_heard or result["minimum_mode"] == "council")
        minimums = criteria_set.minimums.select_related("criterion") if asked else ()
        ids = {(m.criterion.key, m.star): m.pk for m in minimums}
        return {
            "may_rule": may_rule,
            "rulings_wait": sum(one["waits"] for one in result["minimums"]) if asked else 0,
            "rulings": evaluation.rulings.select_related("minimum__criterion", "knock_out", "by"),
            "minimums": [
                (
                    one | {"code": printed_code(one)},
                    ids.get((one["criterion"], one["star"])),
                )
                for one in sorted(
                    result["minimums"] if result else (), key=lambda m: (not m["caps"], m["met"])
                )
            ],
            "clauses": list(criteria_set.knock_outs.all()) if may_rule and is_heard else (),
        }


class EvaluationActView(OfEvaluation, LeadsBack, ActionForm, FormView):
    """Base of the acts on one product: what it is, what follows, a reason where the law asks."""

    form_class: Any = ConfirmForm
    template_name = "evaluations/evaluation_act.html"
    title: Any = ""
    button: Any = ""  # where the title is no verb
    consequence: Any = ""
    law = ""
    is_grave = False
    refuses: Any = None  # what the action asks first: is the step over?

    def refuse_over(self) -> None:
        """Ask it of the product."""
        if self.refuses:
            self.refuses(self.evaluation())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product and the consequence."""
        evaluation = self.evaluation()
        return super().get_context_data(
            **self.way(evaluation, ("", str(self.title))),
            page_title=self.title,
            submit_label=self.button or self.title,
            consequence=self.consequence,
            law=self.law,
            is_grave=self.is_grave,
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        """Return to the product."""
        return self.link("evaluation", self.kwargs["pk"])


def names_of(places: Iterable[Panel]) -> str:
    """Return the members in a sentence, each once."""
    return ", ".join(dict.fromkeys(str(place.member.user) for place in places))


class BeginView(EvaluationActView):
    """Begin to score."""

    form_class = BeginForm
    template_name = "evaluations/begin.html"
    refuses = staticmethod(agenda_rules.refuse_beginning)
    title = gettext_lazy("Bắt đầu chấm điểm")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is missing and what warns."""
        evaluation = self.evaluation()
        panel = panel_to_come(evaluation, self.request.user)
        found = readiness(evaluation, panel)
        context = super().get_context_data(
            readiness=found,
            interests_wait=interest_proposals.unanswered(evaluation).exists(),
            leaving={"told": told(evaluation, self.request.user, panel)},
            found=self._new_links(evaluation, panel),
            **kwargs,
        )
        if not found.needs_reason:
            del context["form"].fields["reason"]
        if evaluation.sitting.is_written:
            context |= dict.fromkeys(("page_title", "submit_label"), _("Gửi lấy ý kiến"))
        return context

    def _new_links(self, evaluation: Evaluation, panel: list[Panel]) -> str:
        """Say on whom the press would ask for a ruling: who is recused by it is none of them."""
        if evaluation.status != EvaluationStatus.OPEN or evaluation.is_rehearsal:
            return ""
        out = {place.member_id for place in panel if place.state == Panel.State.RECUSED}
        seen = [place for place, *_words in interest_proposals.look(evaluation)]
        return names_of(place for place in seen if place.member_id not in out)

    def perform(self, form: BeginForm) -> Evaluation:
        """Call the action."""
        return agenda_actions.begin_scoring(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Return to the board."""
        return self.link("sitting", self.evaluation().sitting_id)


class TakeOffView(EvaluationActView):
    """Take a product off the agenda."""

    form_class = ReasonForm
    refuses = staticmethod(agenda_actions.refuse_taking_off)
    title = gettext_lazy("Rút khỏi chương trình")
    consequence = gettext_lazy("Phiếu đang chấm không được tính; sản phẩm có thể vào phiên khác.")
    is_grave = True

    def perform(self, form: ReasonForm) -> Evaluation:
        """Call the action."""
        return agenda_actions.take_off_agenda(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Return to the board."""
        return self.link("sitting", self.evaluation().sitting_id)


class PlaceView(EvaluationActView):
    """Say how one member stands to the product."""

    form_class = PlaceForm
    template_name = "evaluations/place.html"
    refuses = staticmethod(agenda_rules.refuse_fixed)
    title = gettext_lazy("Thành phần chấm")
    button = gettext_lazy("Lưu")

    def place(self) -> Panel:
        """Fetch the member's place."""
        places = self.evaluation().panel.select_related("member__user", "evaluation__sitting")
        return get_object_or_404(places, member=self.kwargs["member"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show what is kept, offer what may be."""
        return super().get_form_kwargs() | {"place": self.place()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the member."""
        return super().get_context_data(place=self.place(), **kwargs)

    def perform(self, form: PlaceForm) -> Panel:
        """Call the action for the chosen state."""
        return agenda_actions.set_place(
            evaluation=self.evaluation(),
            member=self.place().member,
            by=self.request.user,
            **form.cleaned_data,
        )


class LooksAgain:
    """What an act says first that takes the producer's own people out of the panel (R20)."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name whom the press would recuse, the quorum after it, and what two have to settle."""
        evaluation = self.evaluation()
        found = leaving(evaluation, self.request.user)
        out = found.members if found else ()
        reopened = list(reopenings.waiting_here(evaluation, out))
        return super().get_context_data(leaving=found, reopenings=reopened, **kwargs)


class OpenSheetsView(LooksAgain, EvaluationActView):
    """Open the sheets."""

    title = gettext_lazy("Mở phiếu")
    consequence = gettext_lazy(
        "Từ đây mọi phiếu của sản phẩm này được xem và không ai sửa được nữa."
    )

    template_name = "evaluations/open_sheets.html"
    refuses = staticmethod(closing_actions.refuse_opening)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name what is to be settled first, and lead there; count who is left."""
        evaluation = self.evaluation()
        context = super().get_context_data(**kwargs)
        found = context["leaving"]
        names = interest_proposals.names_waiting(evaluation, found.members if found else ())
        count = quorum_to_come(evaluation, found)
        return context | {
            "interests_of": ", ".join(dict.fromkeys(names)),
            "quorum": None if found else count,  # beside who leaves it stands already
            "why_not": why_not_open(evaluation, found, count),
        }

    def perform(self, form: ConfirmForm) -> Evaluation:
        """Call the action."""
        return closing_actions.open_sheets(evaluation=self.evaluation(), by=self.request.user)


class ConcludeView(EvaluationActView):
    """Fix the result."""

    refuses = staticmethod(closing_actions.refuse_concluding)
    template_name = "evaluations/conclude.html"
    title = gettext_lazy("Kết luận")
    consequence = gettext_lazy("Kết quả được ghi vào biên bản và không sửa được nữa.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the result once more."""
        evaluation = self.evaluation()
        result = shown(evaluation, closing_actions.count) if evaluation.opened_at else None
        waits = sum(one["waits"] for one in result["minimums"]) if result else 0
        outcome = result and result.get("outcome")
        words = words_of(evaluation.submission, outcome) if outcome else ""
        return super().get_context_data(
            result=result, rulings_wait=waits, renewal_words=words, **kwargs
        )

    def perform(self, form: ConfirmForm) -> Evaluation:
        """Call the action."""
        return closing_actions.conclude(evaluation=self.evaluation(), by=self.request.user)
