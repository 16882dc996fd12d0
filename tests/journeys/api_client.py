"""A program of somebody's: knows addresses, a key and nothing else; speaks HTTP to a real site."""

import json
import urllib.request
from io import BytesIO
from typing import Any
from urllib.error import HTTPError

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from playwright.sync_api import Browser

from .persons import Person
from .site import Site

JSON = "application/json"


def make_key(site: Site, browser: Browser, login: str, name: str) -> str:
    """Let a person make a key on the page, for everything that he may do."""
    person = Person(site, browser, login)
    person.page.goto(f"{person.own_home}khoa-api/")
    person.write("Tên", name)
    for box in person.page.locator("input[name=scopes]").all():
        box.check()
    person.press("Tạo khóa")
    secret = person.page.locator(".token-secret").inner_text()
    person.leave()
    return secret


class Client:
    """One key at one province's addresses; every answer that is not expected is an error."""

    def __init__(self, site: Site, key: str = "", province: str = "quang-ngai/") -> None:
        self.site, self.key, self.path = site, key, f"/api/v1/{province}"
        self.base = f"{site.address}{self.path}"

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        words = "&".join(f"{name}={value}" for name, value in query.items())
        return self._send("GET", f"{path}?{words}" if words else path)

    def post(self, path: str, upload: SimpleUploadedFile | None = None, **sent: Any) -> Any:
        """Do something; with a file as a form, else as JSON."""
        if upload is None:
            return self._send("POST", path, json.dumps(sent).encode(), JSON)
        body = encode_multipart(BOUNDARY, sent | {"upload": upload})
        return self._send("POST", path, body, MULTIPART_CONTENT)

    def put(self, path: str, **sent: Any) -> Any:
        """Write a whole."""
        return self._send("PUT", path, json.dumps(sent).encode(), JSON)

    def patch(self, path: str, **sent: Any) -> Any:
        """Write what is sent."""
        return self._send("PATCH", path, json.dumps(sent).encode(), JSON)

    def raw(self, path: str) -> bytes:
        """Read a file."""
        return self._open(urllib.request.Request(self.base + path, headers=self._headers()))

    def refused(self, method: str, path: str, **sent: Any) -> dict[str, Any]:
        """Return the problem with which an act is refused."""
        with pytest.raises(HTTPError) as refusal:
            self._send(method, path, None if method == "GET" else json.dumps(sent).encode())
        assert refusal.value.headers["Content-Type"] == "application/problem+json"
        return json.loads(refusal.value.read())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def _send(self, method: str, path: str, body: bytes | None = None, kind: str = JSON) -> Any:
        headers = self._headers() | ({"Content-Type": kind} if body is not None else {})
        request = urllib.request.Request(self.base + path, body, headers, method=method)
        answer = self._open(request)
        return json.loads(answer) if answer else None

    def _open(self, request: urllib.request.Request) -> bytes:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read()
        except HTTPError as problem:
            said = problem.read()
            words = f"{problem.msg}: {said.decode()}"
            raise HTTPError(
                problem.url, problem.code, words, problem.headers, BytesIO(said)
            ) from None
