"""One search across everything that a person may see, without diacritics: kind by kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import policy
from accounts.models import Assignment, User
from accounts.permissions import Permission as P
from evaluations.blinding import open_by_name
from evaluations.models import Certificate, Decision, Evaluation, Package
from producers.models import Producer
from products.cycle import Step
from products.models import Participation, Product, Submission
from territories import clock
from territories.models import Province

SHOWN = 5  # rows per kind; the rest is in the kind's own list
LONGEST = 100  # letters that a search may have; more than any name


@dataclass(frozen=True)
class Hit:
    """One record that was found."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind, and where the rest is."""

    title: str
    hits: list[Hit]
    more_url: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of record: who may look, for what, and how a hit reads."""

    title: Any
    permission: P
    rows: Callable[[Any, str], QuerySet]
    address: str  # the record's page
    says: Callable[[Any], tuple[str, str]]  # its name, and a word on it
    listed: str = ""  # the list that takes the same text as ?q=

    def group(self, request: HttpRequest, text: str) -> Group:
        """Look for the first few; one more tells whether there are others."""
        slug = request.province.slug
        rows = list(self.rows(request.user, text)[: SHOWN + 1])
        hits = []
        for row in rows[:SHOWN]:
            name, note = self.says(row)
            hits.append(Hit(name, self._page(slug, row), note))
        is_cut = len(rows) > SHOWN and self.listed
        return Group(str(self.title), hits, self._list(slug, text) if is_cut else "")

    def _page(self, slug: str, row: Any) -> str:
        """Return the record's page; a person has none but his lines in the list."""
        if not self.address:
            return self._list(slug, row.user.email)
        return reverse(self.address, args=[slug, row.pk])

    def _list(self, slug: str, text: str) -> str:
        return f"{reverse(self.listed, args=[slug])}?{urlencode({'q': text})}"


def _products(user: Any, text: str) -> QuerySet:
    return Product.objects.visible_to(user).search(text).select_related("producer__commune")


def _producers(user: Any, text: str) -> QuerySet:
    return Producer.objects.visible_to(user).search(text).select_related("commune")


def _dossiers(user: Any, text: str) -> QuerySet:
    """Dossiers by the number of a receipt, the product's code or its name."""
    handed_in = Submission.objects.visible_to(user)
    numbered = handed_in.filter(receipt_no__icontains=text) | handed_in.filter(
        product_code__icontains=text
    )
    named = Product.objects.visible_to(user).search(text)
    latest = Submission.objects.filter(participation=OuterRef("pk")).order_by("-version")
    reached = Participation.objects.visible_to(user).filter(step__gte=Step.EVALUATION)
    found = reached.filter(pk__in=numbered.values("participation"))
    found |= reached.filter(product__in=named.values("pk"))
    return (
        found.annotate(receipt_no=Subquery(latest.values("receipt_no")[:1]))
        .select_related("product", "cycle")
        .order_by("-since", "-pk")
    )


def _evaluations(user: Any, text: str) -> QuerySet:
    rows = open_by_name(user, Evaluation.objects.visible_to(user).real())
    rows = rows.with_names().search(text)
    return rows.select_related("sitting").order_by("-sitting__held_on", "-pk")


def _certificates(user: Any, text: str) -> QuerySet:
    return Certificate.objects.visible_to(user).search(text).select_related("product")


def _forwarded(user: Any, text: str) -> QuerySet:
    return Package.objects.visible_to(user).at_ministry().search(text).order_by("-sent_at", "-pk")


def _people(user: Any, text: str) -> QuerySet:
    """Duties of today by the person's name or address."""
    found = User.objects.search(text)
    rows = Assignment.objects.visible_to(user).on(clock.today()).filter(user__in=found.values("pk"))
    return rows.select_related("user", "unit").order_by("user__sort", "pk")


def _of_product(row: Product) -> tuple[str, str]:
    return row.name, f"{row.producer} · {row.producer.commune}"


def _of_dossier(row: Participation) -> tuple[str, str]:
    parts = (str(row.cycle), row.receipt_no or "", str(row.get_status_display()))
    return row.product.name, " · ".join(part for part in parts if part)


def _of_evaluation(row: Evaluation) -> tuple[str, str]:
    return row.product_name, f"{row.producer_name} · {row.sitting}"


def _of_certificate(row: Certificate) -> tuple[str, str]:
    stars = _("%(star)s sao · số %(number)s") % {"star": row.star, "number": row.number}
    return str(row.product or row.number), stars


def _of_decision(row: Decision) -> tuple[str, str]:
    number = _("số %(number)s") % {"number": row.number} if row.number else ""
    return row.title, " · ".join(part for part in (number, row.get_status_display()) if part)


def _of_person(row: Assignment) -> tuple[str, str]:
    reach = f" · {row.unit}" if row.unit else ""
    return row.user.full_name, f"{row.user.email} · {row.get_role_display()}{reach}"


KINDS = (
    Kind(
        pgettext_lazy("plural", "Sản phẩm"),
        P.PRODUCT_VIEW,
        _products,
        "product",
        _of_product,
        "products",
    ),
    Kind(
        pgettext_lazy("plural", "Chủ thể"),
        P.PRODUCER_VIEW,
        _producers,
        "producer",
        lambda row: (row.name, capfirst(str(row.commune))),
        "producers",
    ),
    Kind(_("Hồ sơ đánh giá"), P.PRODUCT_VIEW, _dossiers, "dossier_detail", _of_dossier),
    Kind(_("Đánh giá tại hội đồng"), P.COUNCIL_VIEW, _evaluations, "evaluation", _of_evaluation),
    Kind(
        _("Hồ sơ 5 sao"),
        P.DECISION_VIEW,
        _forwarded,
        "forwarded_file",
        lambda row: (row.product_name, f"{row.producer_name} · {row.province_name}"),
    ),
    Kind(
        pgettext_lazy("plural", "Quyết định"),
        P.DECISION_VIEW,
        lambda user, text: Decision.objects.visible_to(user).search(text),
        "decision",
        _of_decision,
        "decisions",
    ),
    Kind(
        _("Giấy chứng nhận"),
        P.CERTIFICATE_VIEW,
        _certificates,
        "certificate",
        _of_certificate,
        "certificates",
    ),
    Kind(_("Người dùng"), P.USER_MANAGE, _people, "", _of_person, "assignments"),
)
# What the Ministry has none of, and what it alone has (R33).
OF_PROVINCES = frozenset({_products, _producers, _dossiers})
OF_MINISTRY = frozenset({_forwarded})


def find(request: HttpRequest, text: str) -> list[Group]:
    """Return what was found, kind by kind; kinds without a hit are left out."""
    is_ministry = request.province.kind == Province.Kind.MINISTRY
    left_out = OF_PROVINCES if is_ministry else OF_MINISTRY
    groups = [
        kind.group(request, text)
        for kind in KINDS
        if kind.rows not in left_out and policy.may(request.user, kind.permission)
    ]
    return [group for group in groups if group.hits]
