"""How the API says no: one form for every refusal (RFC 9457), its kinds listed in docs/api.md."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ActionRefused
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_handler

from accounts import at_once
from accounts.doors import unsent_texts
from accounts.words import NO_SUCH_DAY

MEDIA_TYPE = "application/problem+json"
# The kind's name closes its address; the address leads to its line in the API's own page.
KINDS = {
    "invalid": (400, gettext_lazy("Dữ liệu bị từ chối")),
    "unreadable": (400, gettext_lazy("Không đọc được nội dung gửi lên")),
    "unauthenticated": (401, gettext_lazy("Chưa đăng nhập")),
    "forbidden": (403, gettext_lazy("Không có quyền")),
    "not_found": (404, gettext_lazy("Không tìm thấy")),
    "method_not_allowed": (405, gettext_lazy("Địa chỉ này không nhận phương thức đó")),
    "not_acceptable": (406, gettext_lazy("Không trả được định dạng đã yêu cầu")),
    "stale": (409, gettext_lazy("Bản đã gửi không còn mới nhất")),
    "too_large": (413, gettext_lazy("Nội dung gửi lên quá lớn")),
    "unsupported": (415, gettext_lazy("Không nhận loại nội dung này")),
    "throttled": (429, gettext_lazy("Quá nhiều yêu cầu")),
    "broken": (500, gettext_lazy("Lỗi của hệ thống")),
}
BY_STATUS = {status: kind for kind, (status, _title) in KINDS.items() if kind != "unreadable"}
ADDRESS = "/api/v1/docs/#"
# The framework's own refusals, of which it has no Vietnamese.
WORDS = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Bạn không được cấp quyền .*", gettext_lazy("Không có quyền làm việc này.")),
        (r"Authentication credentials .*", gettext_lazy("Chưa đăng nhập hoặc thiếu khóa API.")),
        (
            r"(?:This field is required\.|Trường này là bắt buộc\.)",
            gettext_lazy("Hãy ghi hoặc chọn mục này."),
        ),
        (r"Not a valid string\.", gettext_lazy("Mục này phải là chữ.")),
        (r"A valid (?:big)?integer is required\.", gettext_lazy("Mục này phải là số nguyên.")),
        (r"A valid number is required\.", gettext_lazy("Mục này phải là số.")),
        (r"Must be a valid boolean\.", gettext_lazy("Mục này phải là true hoặc false.")),
        (r"Must be a valid UUID\.", gettext_lazy("Mục này phải là một UUID.")),
        (
            r"Datetime has wrong format.*",
            gettext_lazy("Thời điểm sai định dạng; ghi như 2026-08-04T09:30:00+07:00."),
        ),
        (r"(?:Date has wrong format|Ngày sai định dạng).*", NO_SUCH_DAY),
        (r"(?:Datetime value out of range|Invalid datetime for).*", gettext_lazy("Thời điểm sai.")),
        (
            r"(?:(?:Time|Duration) has wrong format|The number of days must).*",
            gettext_lazy("Thời gian sai định dạng."),
        ),
        (r".*no more than (\d+) decimal places\.", gettext_lazy("Nhiều nhất %s chữ số lẻ.")),
        (r".*no more than (\d+) digits .*", gettext_lazy("Số này dài quá: nhiều nhất %s chữ số.")),
        (r".*at least (\d+) characters\.", gettext_lazy("Ngắn quá: ít nhất %s ký tự.")),
        (r".*no more than (\d+) elements\.", gettext_lazy("Dài quá: nhiều nhất %s mục.")),
        (r".*at least (\d+) elements\.", gettext_lazy("Ngắn quá: ít nhất %s mục.")),
        (
            r"This (?:selection|dictionary) may not be empty\.",
            gettext_lazy("Hãy chọn ít nhất một."),
        ),
        (
            r"(?:Invalid (?:pk|hyperlink)|Object with ).*",
            gettext_lazy("Không tìm thấy mục được chọn."),
        ),
        (r"Incorrect type\..*", gettext_lazy("Mục này sai kiểu dữ liệu.")),
        (
            r"(?:This value does not match|Enter a valid \"slug\"|Invalid value\.).*",
            gettext_lazy("Mục này sai định dạng."),
        ),
        (
            r"(?:The submitted data was not a file|No filename could).*",
            gettext_lazy("Mục này phải là một tệp."),
        ),
        (r"Ensure this filename .*", gettext_lazy("Tên tệp dài quá.")),
        (r"(?:This field must be unique|The fields ).*", gettext_lazy("Giá trị này đã có.")),
        (
            r"(?:Surrogate|Null) characters are not allowed.*",
            gettext_lazy("Có ký tự không hợp lệ."),
        ),
        (r"Invalid input\.", gettext_lazy("Dữ liệu bị từ chối")),
        (r"This field may not be null\.", gettext_lazy("Mục này không được để trống (null).")),
        (r"(?:String|Integer) value too large.*", gettext_lazy("Số này lớn quá.")),
        (r".*no more than (\d+) characters\.", gettext_lazy("Dài quá: nhiều nhất %s ký tự.")),
        (r".*less than or equal to (\S+)\.", gettext_lazy("Số này lớn quá; nhiều nhất là %s.")),
        (r".*greater than or equal to (\S+)\.", gettext_lazy("Số này nhỏ quá; ít nhất là %s.")),
        (
            r'"(.*)" is not a valid (?:path )?choice\.',
            gettext_lazy("«%s» không có trong danh sách chọn."),
        ),
        (r"Unsupported media type .*", gettext_lazy("Gửi nội dung dạng JSON hoặc biểu mẫu.")),
        (r"(?:Expected a|Invalid data\. Expected).*", gettext_lazy("Mục này sai kiểu dữ liệu.")),
    )
]


def problem(
    request: Any, kind: str, detail: str = "", errors: list[Any] | None = None
) -> dict[str, Any]:
    """Return the refusal as an object; errors: [{"pointer", "code", "detail"}]."""
    status, title = KINDS[kind]
    body = {
        "type": f"{ADDRESS}{kind}",
        "title": str(title),
        "status": status,
        "detail": detail or str(title),
        "instance": request.path,
    }
    return body | ({"errors": errors} if errors is not None else {})


def lines(detail: Any, pointer: str = "#") -> Iterator[dict[str, str]]:
    """Yield every refusal with a JSON pointer (RFC 6901) to what it is about; «#»: the whole."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            whole = name in ("non_field_errors", NON_FIELD_ERRORS)
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from lines(inner, pointer if whole else f"{pointer}/{step}")
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from lines(inner, f"{pointer}/{number}" if nested else pointer)
    else:
        code = getattr(detail, "code", None) or "invalid"
        yield {"pointer": pointer, "code": code, "detail": said(str(detail))}


def said(text: str) -> str:
    """Say a refusal of the framework's in the portal's own words."""
    for pattern, words in WORDS:
        if found := pattern.fullmatch(text):
            return str(words) % found.groups()
    return text


def refusal(
    request: Any, found: list[dict[str, str]], kind: str = "invalid", **more: Any
) -> Response:
    """Return refused data as a response; the words of all refusals make up its detail."""
    words = " ".join(dict.fromkeys(one["detail"] for one in found))
    body = problem(request, kind, words, found) | more
    return Response(body, status=body["status"], content_type=MEDIA_TYPE)


def of_action(refused: ActionRefused) -> list[dict[str, str]]:
    """Return what an action refused, line by line, with the form's own words."""
    if not hasattr(refused, "error_dict"):
        refused = ActionRefused({NON_FIELD_ERRORS: refused.error_list})
    return [
        {
            "pointer": _pointer(name, one),
            "code": one.code or "invalid",
            "detail": text,
        }
        for name, errors in refused.error_dict.items()
        for one in errors
        for text in one.messages
    ]


def _pointer(name: str, error: ActionRefused) -> str:
    """Point at the field; a form has none for what is not the sender's to say."""
    if error.code == "not_yours":
        name = error.params["name"]
    return "#" if name == NON_FIELD_ERRORS else f"#/{name}"


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an action's refusal with 400 and the form's own words, a stale one with 409."""
    request = context["request"]
    if isinstance(error, IntegrityError):
        error = at_once.in_words(error)
    if isinstance(error, ActionRefused):
        found = of_action(error)
        if all(one["code"] != "stale" for one in found):
            return refusal(request, found)
        kept = [one.kept for one in getattr(error, "error_list", ()) if hasattr(one, "kept")]
        return refusal(request, found, "stale", **({"kept": kept[0]} if kept else {}))
    response = rest_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        return refusal(request, list(lines(error.detail)))
    kind = (
        "unreadable"
        if isinstance(error, exceptions.ParseError)
        else BY_STATUS.get(response.status_code, "invalid")
    )
    words = said(str(response.data.get("detail", ""))) if isinstance(response.data, dict) else ""
    if kind == "not_found":
        words = ""  # the framework would name the kind of record that is not there
    response.data = problem(request, kind, words) | {"status": response.status_code}
    response.content_type = MEDIA_TYPE
    return response


def answer(request: HttpRequest, kind: str, detail: str = "") -> JsonResponse:
    """Refuse outside the API's own views, as a middleware does."""
    body = problem(request, kind, detail)
    return JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE)


def is_api(request: HttpRequest) -> bool:
    """Tell whether a program asks, not a person's browser."""
    return request.path.startswith("/api/")


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django could not read before any view saw it."""
    if is_api(request):
        return answer(request, "unreadable")
    return defaults.bad_request(request, exception)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a refusal outside the API's own views, such as that of a middleware."""
    if is_api(request):
        return answer(request, "forbidden")
    return defaults.permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form without its page's token; show what was typed, if it came from our own page.

    Anybody can send a form here from another site: his words do not appear under our name.
    """
    if is_api(request):
        return answer(request, "forbidden")
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    facts = {"texts": unsent_texts(request) if is_ours else []}
    response = render(request, "403_csrf.html", facts, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that is not there."""
    if is_api(request):
        return answer(request, "not_found")
    return defaults.page_not_found(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours, without a word of what it was."""
    if is_api(request):
        return answer(request, "broken")
    return defaults.server_error(request)
