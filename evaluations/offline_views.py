"""Scoring as an installed app: its manifest, its service worker (scoring alone works offline)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.doors import PermissionRequired
from accounts.permissions import Permission
from councils.models import Sitting
from councils.states import SittingStatus

from .board import Mine, own_rows
from .models import Evaluation, Panel
from .states import EvaluationStatus


class ManifestView(PermissionRequired, View):
    """What a browser asks before it puts scoring on the home screen."""

    permission = Permission.SCORE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Name the app, its first page and its icons."""
        here = request.province.slug
        facts = {
            "name": _("Chấm điểm OCOP %(province)s") % {"province": request.province},
            "short_name": _("Chấm OCOP"),
            "lang": "vi",
            "start_url": reverse("sittings", args=[here]),
            "scope": f"/{here}/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#17613a",
            "icons": [
                {
                    "src": static(f"img/mark-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": "any",
                }
                for size in (192, 512)
            ],
        }
        return JsonResponse(facts, content_type="application/manifest+json")


class WorkerView(PermissionRequired, View):
    """The service worker, below the province so that it reaches no other."""

    permission = Permission.SCORE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the script, asked for anew at every start of it."""
        context = {"province": request.province, "policy": policy_of_kept_pages()}
        answer = render(
            request, "evaluations/service_worker.js", context, content_type="text/javascript"
        )
        answer["Cache-Control"] = "no-cache"
        return answer


class KeptPagesView(PermissionRequired, View):
    """What a member's device may keep now: it asks whenever it has network, and drops the rest."""

    permission = Permission.SCORE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Name the sheets that are the member's to score, and the sittings not yet closed."""
        slug, user = request.province.slug, request.user
        sittings = Sitting.objects.visible_to(user, self.permission)
        sittings = sittings.exclude(status=SittingStatus.CLOSED)
        rows = Evaluation.objects.visible_to(user, self.permission).filter(
            sitting__in=sittings.values("pk"),
            status=EvaluationStatus.SCORING,
            pk__in=Panel.objects.filter(user=user).values("evaluation"),
        )
        scored = [row.evaluation.pk for row in own_rows(user, rows.for_board()) if row.may_score]
        facts = {
            "sheets": [reverse("sheet", args=[slug, pk]) for pk in scored],
            "sittings": [
                reverse("sitting", args=[slug, pk]) for pk in sittings.values_list("pk", flat=True)
            ],
        }
        answer = JsonResponse(facts)
        answer["Cache-Control"] = "private, no-store"
        return answer


def policy_of_kept_pages() -> str:
    """Return the content security policy for pages that come from the device."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(
        " ".join([name, *(one for one in sources if isinstance(one, str) and "nonce" not in one)])
        for name, sources in directives.items()
    )


def offline_of(mine: list[Mine], slug: str, owner: int) -> dict[str, Any]:
    """Return what the member's device is told to keep of a sitting."""
    # A sheet that he has to go on with has no page before he begins its new version.
    kept = [row for row in mine if row.may_score and row.cell.state != "to_complete"]
    sheets = [reverse("sheet", args=[slug, row.evaluation.pk]) for row in kept]
    return {
        "owner": str(owner),
        "worker": reverse("service_worker", args=[slug]),
        "scope": f"/{slug}/",
        "own": reverse("kept_pages", args=[slug]),
        "sheets": sheets,
    }
