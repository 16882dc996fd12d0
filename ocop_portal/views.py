"""Home by role, health, and what every page's frame shows."""

from typing import Any

import redis
from django import forms
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts import policy
from accounts.doors import PermissionRequired
from accounts.kept import Kept
from accounts.models import Assignment, Notice
from accounts.permissions import Permission
from regulations.models import Regulation, Sector
from territories import clock
from territories.models import Province

from . import home, search
from .guide import CHAPTERS
from .guide_ministry import MINISTRY_CHAPTERS
from .home_figures import figures
from .menu import entries

UNREAD = Kept(lambda to: Notice.objects.visible_to(to).filter(read_at__isnull=True).values("pk"))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template the open province, the person's menu, duty and unread notices."""
    province = getattr(request, "province", None)
    if province is None:
        return {"province": None, "menu": []}
    if not hasattr(request, "frame"):  # tables and other parts render with the request again
        request.frame = _frame(request, province)
    return request.frame


def _frame(request: HttpRequest, province: Province) -> dict[str, Any]:
    return {
        "province": province,
        "menu": entries(request),
        "person_name": request.user.full_name,
        "home_url": reverse("home", kwargs={"province": province.slug}),
        "search_url": reverse("search", kwargs={"province": province.slug}),
        "notices_url": reverse("notices", kwargs={"province": province.slug}),
        "notice_count": UNREAD.count(to=request.user.pk),
        "role_label": ", ".join(sorted(str(role.label) for role in policy.roles(request.user))),
    }


def provinces_of(user: Any) -> list[Province]:
    """Return the tenants in which the person has a duty today."""
    held = Assignment.objects.on(clock.today()).filter(user=user)
    return list(Province.objects.filter(pk__in=held.values("province")))


class FrontView(TemplateView):
    """The bare address: the public's front page, or straight to the one province of a person."""

    public = True
    template_name = "front.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead a signed-in person home; several provinces: let him choose."""
        mine = provinces_of(request.user) if request.user.is_authenticated else []
        if len(mine) == 1:
            return redirect("home", province=mine[0].slug)
        book = Regulation.objects.in_force(clock.today()).first()
        sectors = Sector.objects.filter(regulation=book) if book else []
        context = self.get_context_data(provinces=mine, sectors=sectors, book=book)
        return self.render_to_response(context)


class HomeView(PermissionRequired, TemplateView):
    """What is mine to do, first of all."""

    permission = Permission.HOME_VIEW
    template_name = "home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the person's tasks."""
        title, counted = figures(self.request)
        parts = {
            "sections": home.sections(self.request),
            "starts": home.starts(self.request),
            "figures": counted,
            "figures_title": title,
        }
        return super().get_context_data(**kwargs | parts)


class SearchForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(
        label=gettext_lazy("Tìm gì"),
        help_text=gettext_lazy("Tên, số hoặc mã; không cần gõ dấu."),
        max_length=search.LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class SearchView(PermissionRequired, TemplateView):
    """One field for everything that the person may see."""

    permission = Permission.HOME_VIEW
    template_name = "search.html"
    extra_context = {"page_title": gettext_lazy("Tìm kiếm")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Look, once there is something to look for."""
        form = SearchForm(self.request.GET)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        groups = search.find(self.request, text) if text else []
        return super().get_context_data(form=form, text=text, groups=groups, **kwargs)


class HealthView(View):
    """200 when the database and the broker answer; 503 and which one does not, else."""

    public = True

    def get(self, request: HttpRequest) -> JsonResponse:
        """Ask both and answer in a line each."""
        states = {"database": self._database(), "broker": self._broker()}
        return JsonResponse(states, status=200 if all(states.values()) else 503)

    def _database(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)

    def _broker(self) -> bool:
        try:
            with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


class GuideView(PermissionRequired, TemplateView):
    """What the person does, step by step: the chapters of his permissions."""

    permission = Permission.HOME_VIEW
    template_name = "guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Keep what is his to do."""
        user = self.request.user
        is_ministry = self.request.province.kind == Province.Kind.MINISTRY
        known = MINISTRY_CHAPTERS if is_ministry else CHAPTERS
        chapters = [one for one in known if policy.may(user, one.permission)]
        title = gettext_lazy("Hướng dẫn")
        return super().get_context_data(chapters=chapters, page_title=title, **kwargs)
