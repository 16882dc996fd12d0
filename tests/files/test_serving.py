"""What goes out: safe headers, whatever the file."""

import pytest
from django.http import FileResponse, Http404
from django.test import RequestFactory

from files import intake
from files.models import StoredFile
from files.serving import serve, serve_small
from tests.cast import province

from . import specimens as made

pytestmark = pytest.mark.django_db


def kept(content: bytes, name: str) -> StoredFile:
    return intake.store(made.upload(content, name), province=province(), by=None)


def read(response: FileResponse) -> bytes:
    """Return what is sent, and let the file go."""
    content = b"".join(response.streaming_content)
    response.file_to_stream.close()
    return content


def get(**headers: str) -> object:
    return RequestFactory().get("/", **headers)


@pytest.mark.parametrize(
    ("content", "name", "shown", "sandboxed", "cache"),
    [
        (made.pdf(), "Giấy phép «số 1».pdf", True, False, "private, no-store"),
        (made.picture(), "ảnh.jpg", True, True, "private, no-cache"),
        (made.office(), "Phương án.docx", False, True, "private, no-store"),
    ],
)
def test_serve_sends_safe_headers(
    content: bytes, name: str, shown: bool, sandboxed: bool, cache: str
) -> None:
    stored = kept(content, name)
    response = serve(stored, get())
    assert read(response) == intake.path_of(stored.sha256).read_bytes()
    disposition = response["Content-Disposition"]
    assert disposition.startswith("inline" if shown else "attachment")
    assert "filename*=utf-8''" in disposition
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == cache
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert ("sandbox" in policy) is sandboxed
    assert response["X-Frame-Options"] == ("SAMEORIGIN" if shown else "DENY")
    assert response["ETag"] == f'"{stored.sha256}"'
    assert response["Content-Type"] == stored.content_type


def test_serve_known_etag_is_not_sent_again() -> None:
    stored = kept(made.picture(), "a.jpg")
    response = serve(stored, get(headers={"If-None-Match": f'"{stored.sha256}"'}))
    assert response.status_code == 304
    assert response["Cache-Control"] == "private, no-cache"
    response.close()


def test_serve_lost_bytes_is_not_found() -> None:
    stored = kept(made.pdf(), "a.pdf")
    intake.path_of(stored.sha256).unlink()
    with pytest.raises(Http404):
        serve(stored, get())


def test_serve_small_draws_a_picture_once() -> None:
    stored = kept(made.picture(size=(3000, 1500)), "a.jpg")
    first = read(serve_small(stored, get()))
    path = intake.path_of(stored.sha256, ".small.jpg")
    before = path.stat().st_mtime_ns
    assert read(serve_small(stored, get())) == first
    assert path.stat().st_mtime_ns == before
    assert len(first) < 20_000


def test_serve_small_of_a_document_is_not_found() -> None:
    with pytest.raises(Http404):
        serve_small(kept(made.pdf(), "a.pdf"), get())
