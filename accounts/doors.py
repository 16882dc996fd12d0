"""What every page and every API action shares: the permission, the fetch, the errors."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS, BasePermission

from . import at_once, policy
from .permissions import Permission

# What no client ever says: points, stars, persons, tenants. Sent, it is refused, not passed over.
NEVER_SENT = frozenset(
    {"by", "points", "province", "star", "stars", "tenant", "total", "totals", "user", "users"}
)
# Turns of the writing direction, joints without width, byte order marks.
UNSEEN = dict.fromkeys(
    (0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
)
CSRF_FIELD = "csrfmiddlewaretoken"
PermissionTable = Permission | dict[str, Permission]


def wanted(view: Any, method: str) -> Permission | None:
    """Return the permission a view declares for a method or API action; None: it is public."""
    if getattr(view, "public", False):
        return None
    declared: PermissionTable | None = getattr(view, "permission", None)
    if isinstance(declared, dict):
        declared = declared.get(getattr(view, "action", None) or method.lower()) or declared.get(
            "get" if method in ("HEAD", "OPTIONS") else ""
        )
        if declared is None and method in ("HEAD", "OPTIONS"):
            declared = next(iter(view.permission.values()))
    if declared is None:
        raise ImproperlyConfigured(f"{type(view).__name__} declares no permission for {method}.")
    return declared


def composed(data: Any) -> Any:
    """Return what was sent with every text in composed letters (NFC), as all texts are kept.

    Marks that nobody sees go: they would let a name read otherwise than it is written.
    """
    if isinstance(data, str):
        return unicodedata.normalize("NFC", data.translate(UNSEEN))
    if isinstance(data, MultiValueDict):
        data = copy(data)  # not what is in it: a large file is open on the disk
        for name, texts in data.lists():
            data.setlist(name, [composed(text) for text in texts])
        return data
    if isinstance(data, Mapping):
        return {composed(name): composed(value) for name, value in data.items()}
    return [composed(value) for value in data] if isinstance(data, list) else data


def not_the_senders(names: Iterable[str]) -> list[ValidationError]:
    """Say of each name that it is not the sender's to say."""
    refusal = _("Mục «%(name)s» do hệ thống ghi, không nhận từ bên ngoài.")
    return [ValidationError(refusal, "not_yours", {"name": name}) for name in sorted(names)]


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead a stranger to the sign-in; what he had typed when his session ended is shown again.

    A script keeps it by itself (keep.js) and goes on from there at once.
    """
    asked = redirect_to_login(request.get_full_path())
    texts = unsent_texts(request) if request.headers.get("Sec-Fetch-Mode") == "navigate" else []
    if not texts:
        return asked
    facts = {"texts": texts, "sign_in_url": asked.url}
    response = render(request, "403_unsent.html", facts, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def unsent_texts(request: HttpRequest) -> list[str]:
    """Return what somebody wrote himself in a form: words, not codes, never a password."""
    sent = request.POST.lists() if request.method == "POST" else ()
    told = (texts for name, texts in sent if name != CSRF_FIELD and "password" not in name)
    typed = (text.strip() for texts in told for text in texts)
    return [text for text in typed if len(text.split()) > 1 or len(text) > 20]


class Fifty(Paginator):
    """Fifty rows a page at most, whatever number the address asks for."""

    def __init__(self, rows: Any, per_page: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(rows, min(max(int(per_page), 1), 50), *args, **kwargs)


class PermissionRequired:
    """A page's guard: `permission`, or a dict by method; `public = True` says so in words."""

    permission: PermissionTable | None = None
    # Django's form views would take PUT for POST; no page of ours means it.
    http_method_names = ["get", "post", "head", "options"]
    paginator_class = Fifty

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send strangers to the sign-in and refuse those without the permission."""
        method = request.method.lower()
        if method not in self.http_method_names or not hasattr(self, method):
            return self.http_method_not_allowed(request, *args, **kwargs)
        permission = wanted(self, request.method)
        if permission is not None:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if not policy.may(request.user, permission):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Answer a press that no page takes with a page: a browser would show its own."""
        refused = super().http_method_not_allowed(request, *args, **kwargs)
        refused.content = render_to_string("405.html", request=request)
        return refused

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Keep the address's province segment out: templates get the province itself."""
        kwargs.pop("province", None)
        return super().get_context_data(**kwargs)

    def get_queryset(self) -> Any:
        """Fetch only what the person may see: what is not his is not there (404)."""
        visible = self.model.objects.visible_to
        return visible(self.request.user, wanted(self, self.request.method))


class ActionForm:
    """A form page whose valid form calls one action; its refusals come back as form errors."""

    def perform(self, form: Any) -> Any:
        """Call the action and return the record it gives back."""
        raise ImproperlyConfigured(f"{type(self).__name__} calls no action.")

    def form_valid(self, form: Any) -> HttpResponse:
        """Call the action; on a refusal show the form again with the reason beside the field."""
        if strange := (NEVER_SENT - set(form.fields)) & set(self.request.POST):
            form.add_error(None, not_the_senders(strange))
            return self.form_invalid(form)
        try:
            self.object = self.perform(form)
        except ValidationError as refusal:
            add_errors(form, refusal)
            return self.form_invalid(form)
        except IntegrityError as collision:
            add_errors(form, at_once.in_words(collision))
            return self.form_invalid(form)
        return HttpResponse(status=303, headers={"Location": self.get_success_url()})

    def form_invalid(self, form: Any) -> HttpResponse:
        """Answer 422, so that machines see a refusal too; 409 where the form was stale."""
        response = self.render_to_response(self.get_context_data(form=form))
        response.status_code = 409 if form.has_error("__all__", code="stale") else 422
        return response


class LeadsBack:
    """A form page whose step may be over: then it leads back to the record's page with words."""

    def refuse_over(self) -> None:
        """Raise, as the action would, what makes the form useless; where nothing does, show it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Offer no form for a step that is over; a press that came late is told beside its form."""
        try:
            self.refuse_over()
        except ValidationError as refusal:
            return self.lead_back(refusal)
        return super().get(request, *args, **kwargs)

    def lead_back(self, refusal: ValidationError) -> HttpResponse:
        """Say on the record's page why there is no form."""
        for text in refusal.messages:
            messages.info(self.request, text)
        return redirect(self.get_back_url())

    def get_back_url(self) -> str:
        """Return the record's page; where the act leads on to another one, a view says so."""
        return self.get_success_url()


class PressedOnly:
    """A button's address: come to without a press, as by signing in anew, it leads back."""

    record_url: Callable[[], str]  # fetches the record, or answers 404; its page's address

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do nothing, and say so where the button is, as long as there is one."""
        where = self.record_url()
        words = _("Lần mở trang này chưa thực hiện gì. Nếu nút vẫn còn ở đây, hãy bấm lại.")
        messages.info(request, words)
        return redirect(where)


class VersionedForm(ActionForm):
    """A form page on a record that several edit: the form carries the version that was shown."""

    def version_now(self, form: Any) -> int:
        """Return the version that stands, after a refusal."""
        return type(form.instance).objects.get(pk=form.instance.pk).version

    def form_invalid(self, form: Any) -> HttpResponse:
        """After a refusal as stale both values are on the page: the next save is meant."""
        if form.has_error("__all__", code="stale"):
            form.show_version(self.version_now(form))
        return super().form_invalid(form)


class OneRecord(PermissionRequired, ActionForm):
    """A form page on one record: fetched before anything is read, then one act, then its word."""

    subject = ""  # which attribute fetches it, or answers 404
    title: Any = ""
    done: Any = gettext_lazy("Đã lưu.")
    act: Callable[[Any], Any]  # of each page: calls the action with the form

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 404 before anything else where there is no such record for the person."""
        self.object = getattr(self, self.subject)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 404 before anything is read from the form."""
        self.object = getattr(self, self.subject)
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> Any:
        """Call the act and say that it is done."""
        result = self.act(form)
        messages.success(self.request, self.done)
        return result


def add_errors(form: Any, refusal: ValidationError) -> None:
    """Put an action's refusal beside its fields; what has no field goes on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, errors in refusal.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


class TokenAuthentication(BaseAuthentication):
    """Tell the API who came with a key; the middleware has already found it."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        """Return the key's owner and the key."""
        token = getattr(request._request, "token", None)
        return (token.user, token) if token else None

    def authenticate_header(self, request: Any) -> str:
        """Say how to come back."""
        return "Bearer"


class HasPermission(BasePermission):
    """The API's guard: the same attribute, the same policy; a key's scopes bound it further."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Tell whether the person holds the permission of the action."""
        if getattr(view, "action", "") in (None, "metadata"):
            return request.user.is_authenticated  # no such act: the view answers 405 itself
        permission = wanted(view, request.method)
        if permission is None:
            return True
        token = getattr(request, "auth", None)
        if token is not None and permission.value not in token.scopes:
            return False
        if not (request.user.is_authenticated and policy.may(request.user, permission)):
            return False
        if request.method not in SAFE_METHODS:
            look_first(request, view)
        return True


def look_first(request: Any, view: Any) -> None:
    """Before any act: is the record there (404), then can the body be read (400, 415)?"""
    if view.detail and not getattr(view, "fetches_first", False):  # an autosave fetches once
        view.get_object()
    if not isinstance(request.data, Mapping):
        raise ParseError(_("Nội dung gửi lên phải là một đối tượng JSON."))


class PlainJSONParser(JSONParser):
    """JSON that can be kept: no NaN, no infinite number, no half of a character, no deep nest."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Read it as UTF-8 (RFC 8259), whatever the header says."""
        try:
            data = json.loads(stream.read().decode())
            json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
            data = composed(data)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("Nội dung gửi lên không phải là JSON hợp lệ.")) from error
        return data
