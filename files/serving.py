"""Sending files back: for views that fetched the object which the file belongs to."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response

from . import images, intake
from .models import StoredFile

# Shown in the page; everything else is a download.
SHOWN = frozenset({StoredFile.Kind.PDF, StoredFile.Kind.IMAGE})
# A browser's own PDF viewer does not start in a sandbox, so for PDF the rest must do.
POLICIES = {
    StoredFile.Kind.PDF: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    StoredFile.Kind.IMAGE: "default-src 'none'; style-src 'unsafe-inline'; sandbox;"
    " frame-ancestors 'self'",
}
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
SMALL_SUFFIX = ".small.jpg"


def serve(stored_file: StoredFile, request: HttpRequest) -> HttpResponse:
    """Answer with the file: never kept by others, never run, never taken for something else.

    The caller has fetched, with `visible_to`, the object that the file belongs to.
    """
    path = intake.path_of(stored_file.sha256)
    return _answer(stored_file, request, path, stored_file.content_type, stored_file.sha256)


def serve_small(stored_file: StoredFile, request: HttpRequest) -> HttpResponse:
    """Answer with a small rendition of a picture, made when it is first asked for."""
    if stored_file.kind != StoredFile.Kind.IMAGE:
        raise Http404
    path = intake.path_of(stored_file.sha256, SMALL_SUFFIX)
    if not path.exists():
        whole = intake.path_of(stored_file.sha256)
        if not whole.exists():
            raise Http404
        rendition = images.small(whole.read_bytes())
        intake.write_once(stored_file.sha256, rendition, SMALL_SUFFIX)
    return _answer(stored_file, request, path, "image/jpeg", stored_file.sha256 + "-small")


def _answer(
    stored_file: StoredFile, request: HttpRequest, path: Path, content_type: str, tag: str
) -> HttpResponse:
    try:
        handle = path.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    is_shown = stored_file.kind in SHOWN
    response = FileResponse(
        handle,
        as_attachment=not is_shown,
        filename=stored_file.name,
        content_type=content_type,
    )
    etag = f'"{tag}"'
    answer = get_conditional_response(request, etag=etag, response=response)
    if isinstance(answer, HttpResponseNotModified):
        response.close()
    answer.headers["ETag"] = etag
    is_image = stored_file.kind == StoredFile.Kind.IMAGE
    # A picture may be asked about again (304); a document leaves no copy behind.
    answer.headers["Cache-Control"] = "private, no-cache" if is_image else "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = POLICIES.get(stored_file.kind, DOWNLOAD_POLICY)
    answer.headers["X-Frame-Options"] = "SAMEORIGIN" if is_shown else "DENY"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def serve_published(sha256: str, content_type: str, *, is_small: bool = False) -> HttpResponse:
    """Answer with a picture that its owner published: anybody may see and keep it.

    The caller has read its hash from the public's copy; no other file has such a row.
    """
    path = intake.path_of(sha256)
    if not path.exists():
        raise Http404
    if is_small:
        small = intake.path_of(sha256, SMALL_SUFFIX)
        if not small.exists():
            intake.write_once(sha256, images.small(path.read_bytes()), SMALL_SUFFIX)
        path, content_type = small, "image/jpeg"
    response = FileResponse(path.open("rb"), content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
