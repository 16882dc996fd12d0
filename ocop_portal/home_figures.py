"""The figures on top of the first screen: a province's products by step, the nation's stars."""

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from accounts.permissions import Role
from evaluations.reports import BY_PROVINCE, NOW, STARS, StarReport, register
from products.cycle import Step
from products.models import Participation
from territories import clock
from territories.models import Province

from .home_lines import Line, at


def figures(request: HttpRequest) -> tuple[str, list[Line]]:
    """Return what is counted there, in words, and the figures that lead to what they count."""
    if request.province.kind == Province.Kind.MINISTRY:
        return _("Cả nước theo hạng sao"), _stars(request)
    return _("Sản phẩm theo bước"), _steps(request)


def _steps(request: HttpRequest) -> list[Line]:
    """How many products stand at each step, for those who see the whole province."""
    user = request.user
    if not policy.reaches_all(user, P.PRODUCT_VIEW) or Role.ADVISER in policy.roles(user):
        return []
    counts = dict(
        Participation.objects.visible_to(user)
        .active()
        .order_by()
        .values_list("step")
        .annotate(count=Count("pk"))
    )
    address = at("products", request.province.slug)
    return [
        Line(
            text=str(step.label), url=f"{address}?step={step.value}", note=str(counts.get(step, 0))
        )
        for step in Step
    ]


def _stars(request: HttpRequest) -> list[Line]:
    """Today's star report in short: each number is that of the page to which it leads."""
    user, ministry = request.user, request.province
    if not policy.may(user, P.REPORT_VIEW):
        return []
    rows = register(ministry, user)
    report = StarReport(rows, ministry, user, BY_PROVINCE[0], NOW, clock.today())
    page = at("star_report", ministry.slug)
    found = [
        Line(
            text=_("%(n)s sao") % {"n": star},
            url=f"{page}?star={star}",
            note=str(report.total.stars[star]),
        )
        for star in STARS
    ]
    with_stars = sum(1 for line in report.lines if line.total)
    lines = (
        (_("Cả nước"), report.total.total),
        (_("Tỉnh, thành phố có sản phẩm"), with_stars),
        (_("Đã phê duyệt, đang ở Bộ"), report.total.at_ministry),
    )
    return found + [Line(text=text, url=page, note=str(number)) for text, number in lines]
