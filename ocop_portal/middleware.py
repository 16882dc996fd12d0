"""The frame around every request: language, the session's age, the province."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import policy, tokens
from accounts.doors import composed
from accounts.permissions import TOTP_ROLES
from councils.models import Member
from territories.tenancy import WEB, acting_for

from . import problems

GetResponse = Callable[[HttpRequest], HttpResponse]
# First path segments that belong to no province; a test holds them against the address table.
RESERVED = frozenset(
    {
        "api",
        "bo-tieu-chi",
        "dang-nhap",
        "dia-gioi",
        "gioi-thieu",
        "health",
        "moi",
        "ngon-ngu",
        "quan-tri",
        "san-pham",
        "static",
        "tra-cuu",
    }
)
FORMS = {"multipart/form-data", "application/x-www-form-urlencoded"}
RESERVED_API = frozenset({"docs", "schema", "units", "regulations", "public"})


class LanguageMiddleware:
    """Vietnamese unless the person chose English; the browser's own wish is not asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language of the cookie for this request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionAgeMiddleware:
    """A session ends 12 hours after sign-in, and after 3 idle hours, whatever the person does."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End a session that is too old; renew one that is in use, at most once a minute."""
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            started = request.session.setdefault("started_at", now)
            seen = request.session.setdefault("seen_at", now)
            if (
                now - started > settings.SESSION_ABSOLUTE_SECONDS
                or now - seen > settings.SESSION_COOKIE_AGE
            ):
                logout(request)
            elif now - seen > 60 and "X-Live" not in request.headers:  # a page that polls
                request.session["seen_at"] = now
        return self.get_response(request)


class TokenMiddleware:
    """Let a program in with its key, to the API alone; a wrong key is told so at once."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the key's owner in the place of whoever's session it may be."""
        request.token = None
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not problems.is_api(request):
            return self.get_response(request)
        with acting_for(role=WEB):
            request.token = tokens.find(secret.strip())
        if request.token is None:
            words = _("Khóa không đúng, đã hết hạn hoặc bị thu hồi.")
            answer = problems.answer(request, "unauthenticated", words)
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        request.user = request.token.user
        return self.get_response(request)


def province_slug(path: str) -> str | None:
    """Return the province segment of an address, None where the address has no province."""
    first, second, third = [*path.strip("/").split("/"), "", "", ""][:3]
    if (first, second) == ("api", "v1"):
        return third if third and third not in RESERVED_API else None
    return first if first and first not in RESERVED else None


class ProvinceMiddleware:
    """Open the province named by the address for the rest of the request (design §6.3)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request inside the province, or answer that there is no such place."""
        request.province = None
        slug = province_slug(request.path_info)
        if slug is None or not request.user.is_authenticated:
            return self.get_response(request)
        own = request.token and request.token.province_id  # a key opens its own province only
        province = policy.province_at(request.user, slug, only=own)
        if province is None:
            raise Http404
        try:
            read_body(request)
        except RequestDataTooBig:
            if not problems.is_api(request):
                raise  # its page shows nothing of the province: none is open yet
            return problems.answer(request, "too_large")
        request.province = province
        with acting_for(province, request.user):
            if needs_second_factor(request.user):
                return self._lead_to_second_factor(request)
            if request.token is not None:
                tokens.note_use(request.token)
            return self.get_response(request)

    def _lead_to_second_factor(self, request: HttpRequest) -> HttpResponse:
        """Let nothing through before the second factor is set up."""
        if problems.is_api(request):
            return problems.answer(request, "forbidden", _("Hãy bật xác thực hai lớp trước."))
        return redirect("mfa_activate_totp")


def read_body(request: HttpRequest) -> object:
    """Read a slow upload whole before the transaction begins, not inside it.

    What a form brings is put into composed letters here, once for every page (NFC).
    """
    if request.content_type in FORMS:
        request.POST = composed(request.POST)
        return request.POST
    return request.body


def needs_second_factor(user: Any) -> bool:
    """Tell whether the person's duties demand a second factor that he has not set up."""
    if not settings.TOTP_IS_COMPULSORY or is_mfa_enabled(user):
        return False
    presides = [Member.Title.CHAIR, Member.Title.SECRETARY]
    return (
        user.is_operator
        or bool(policy.roles(user) & TOTP_ROLES)
        or Member.objects.filter(user=user, title__in=presides).exists()
    )
