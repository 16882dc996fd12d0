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

from .board import Mine


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


def policy_of_kept_pages() -> str:
    """Return the content security policy for pages that come from the device."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(
        " ".join([name, *(one for one in sources if isinstance(one, str) and "nonce" not in one)])
        for name, sources in directives.items()
    )


def offline_of(mine: list[Mine], slug: str, owner: int) -> dict[str, Any]:
    """Return what the member's device is told to keep of a sitting, and what to let go."""
    sheets = [(row, reverse("sheet", args=[slug, row.evaluation.pk])) for row in mine]
    return {
        "owner": str(owner),
        "worker": reverse("service_worker", args=[slug]),
        "scope": f"/{slug}/",
        "sheets": [url for row, url in sheets if row.may_score],
        "done": [url for row, url in sheets if not row.may_score],
    }
