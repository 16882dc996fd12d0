"""Pages of the self-assessment: the criteria of one heading, each saved by itself."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from regulations.models import Criterion
from regulations.sheet import SheetCriterion

from . import completeness, dossier_forms, dossier_tasks
from .dossier_facts import DossierFacts, Piece, read
from .dossier_forms import AnswerForm
from .dossier_views import ActView, DossierPage


@dataclass(frozen=True)
class Box:
    """One level as a box to tick."""

    pk: int
    label_vi: str
    points: int
    printed: bool
    min_for_star: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Case:
    """One exclusive list of boxes, with the name of the case where there are several."""

    vi: str
    levels: tuple[Box, ...]


@dataclass(frozen=True)
class CriterionCard:
    """A criterion with its form, its evidence and whether its gate is open."""

    row: SheetCriterion
    criterion: Criterion
    form: AnswerForm
    pieces: tuple[Piece, ...]
    is_open: bool
    points: int
    cases: tuple[Case, ...]
    level_label: str
    wanted: tuple[str, ...]  # names of the papers that the guidance suggests

    @property
    def slug(self) -> str:
        """Return the criterion as addresses name it."""
        return self.criterion.key.lower().replace("/", "-")


@dataclass(frozen=True)
class SectionPage:
    """One heading of the set with its criteria, and its neighbours."""

    title: str
    blocks: list[tuple[Any, list[CriterionCard]]]
    max_points: int
    before: str
    after: str


def section(facts: DossierFacts, key: str, bound: AnswerForm | None = None) -> SectionPage | None:
    """Return a heading's page; `bound`: the refused form that takes its criterion's place."""
    keys = [f"{part.part.code}/{one.section.code}" for part in facts.parts for one in part.sections]
    if key not in keys:
        return None
    place = keys.index(key)
    part, one = next(
        (part, one)
        for part in facts.parts
        for one in part.sections
        if f"{part.part.code}/{one.section.code}" == key
    )
    blocks = [(block, [_card(facts, row, bound) for row in block.criteria]) for block in one.blocks]
    slugs = [other.lower().replace("/", "-") for other in keys]
    return SectionPage(
        title=f"{part.part.code}.{one.section.code}. {one.section.name_vi}",
        blocks=blocks,
        max_points=one.section.max_points,
        before=slugs[place - 1] if place else "",
        after=slugs[place + 1] if place + 1 < len(slugs) else "",
    )


def _card(facts: DossierFacts, row: SheetCriterion, bound: AnswerForm | None) -> CriterionCard:
    key = row.criterion.key
    criterion = facts.criteria[key]
    if bound is not None and bound.criterion.pk == criterion.pk:
        form = bound
    else:
        form = AnswerForm(
            participation=facts.participation,
            facts=facts,
            criterion=criterion,
            auto_id=f"id_{criterion.pk}_%s",
        )
    cases = _cases(row, criterion, str(form["level"].value() or ""))
    chosen = (box.label_vi for case in cases for box in case.levels if box.is_chosen)
    names = {paper.code: paper.name for paper in facts.papers}
    return CriterionCard(
        row=row,
        criterion=criterion,
        form=form,
        pieces=facts.pieces_of(key),
        is_open=completeness.applies(facts.rules, facts.marks, key),
        points=completeness.points(facts.rules, facts.marks, key),
        cases=cases,
        level_label=next(chosen, ""),
        wanted=tuple(names[code] for code in row.criterion.evidence if code in names),
    )


def _cases(row: SheetCriterion, criterion: Criterion, chosen: str) -> tuple[Case, ...]:
    ids = {level.ordinal: level.pk for level in criterion.levels.all()}
    return tuple(
        Case(
            case.vi,
            tuple(
                Box(
                    ids[level.ordinal],
                    level.label_vi,
                    level.points,
                    level.printed,
                    level.min_for_star,
                    str(ids[level.ordinal]) == chosen,
                )
                for level in case.levels
            ),
        )
        for case in row.cases
    )


class SectionView(DossierPage, TemplateView):
    """The criteria of one heading of the set, each with its own form."""

    template_name = "products/dossier_section.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the criteria and the way to the next heading."""
        bound = kwargs.pop("bound", None)
        shown = section(self.facts, self.section_key, bound)
        if shown is None:
            raise Http404
        return super().get_context_data(**kwargs | {"page_title": shown.title, "section": shown})

    @property
    def section_key(self) -> str:
        """Return the heading as the rules name it: «a-1» is A/1."""
        part, _dash, code = self.kwargs["section"].partition("-")
        return f"{part.upper()}/{code}"


class AnswerView(ActView, SectionView):
    """One criterion's form: a level and a description."""

    form_class = dossier_forms.AnswerForm
    template_name = "products/dossier_section.html"

    @cached_property
    def criterion(self) -> Criterion:
        """Return the criterion of the address, of the set that applies."""
        key = self.kwargs["criterion"].upper().replace("-", "/", 1)
        if key not in self.facts.criteria:
            raise Http404
        return self.facts.criteria[key]

    @property
    def section_key(self) -> str:
        """Return the heading under which the criterion stands."""
        rule = self.facts.rules.criterion(self.criterion.key)
        return f"{rule.part}/{rule.section}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask about this criterion."""
        more = {"facts": self.facts, "criterion": self.criterion}
        return super().get_form_kwargs() | more | {"auto_id": f"id_{self.criterion.pk}_%s"}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the criterion on its heading's page."""
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the heading's page with the refused form in its place."""
        return super().get_context_data(bound=kwargs.get("form"), **kwargs)

    def get_success_url(self) -> str:
        """Stay at the criterion."""
        slug = self.section_key.lower().replace("/", "-")
        return self.at("dossier_section", slug) + f"#c-{self.criterion.pk}"

    def saved(self) -> JsonResponse:
        """Add the running totals, and what a gate closed."""
        facts = read(self.participation)
        at = timezone.localtime().strftime("%H:%M")
        answer = {"version": self.object.version, "saved_at": at}
        return JsonResponse(answer | dossier_tasks.running(facts))
