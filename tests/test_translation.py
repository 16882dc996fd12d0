"""English is complete and keeps every placeholder; the compiled catalogue is that of the source."""

import gettext
import json
import re
from pathlib import Path

import pytest
from django.test import Client

from ocop_portal.embedded import BASE_DIR

FOLDER = BASE_DIR / "locale" / "en" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def entries(path: Path) -> list[dict[str, str]]:
    """Read a catalogue's source: one dict of keywords for each message."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        entry: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                key = match.group(1)
                entry[key] = json.loads(match.group(2))
            elif line.startswith('"'):
                entry[key] += json.loads(line)
        if entry.get("msgid"):
            found.append(entry)
    return found


ENTRIES = entries(FOLDER / "django.po")


def test_every_message_has_its_english() -> None:
    assert len(ENTRIES) > 1500
    for entry in ENTRIES:
        answers = [value for key, value in entry.items() if key.startswith("msgstr")]
        assert answers, entry
        assert all(answers), entry


def test_placeholders_are_kept() -> None:
    for entry in ENTRIES:
        wanted = set(PLACEHOLDER.findall(entry.get("msgid_plural", entry["msgid"])))
        for key, value in entry.items():
            if key.startswith("msgstr") and key != "msgstr[0]":
                assert set(PLACEHOLDER.findall(value)) == wanted, entry["msgid"]


def test_compiled_catalogue_is_that_of_the_source() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in ENTRIES:
        if "msgid_plural" in entry:
            assert compiled.ngettext(entry["msgid"], "", 2) == entry["msgstr[1]"]
        elif "msgctxt" not in entry:
            assert compiled.gettext(entry["msgid"]) == entry["msgstr"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/dang-nhap/login/", "/tra-cuu/", "/bo-tieu-chi/"])
def test_public_page_reads_english(client: Client, path: str) -> None:
    client.cookies["django_language"] = "en"
    page = client.get(path).content.decode()
    assert '<html lang="en"' in page
    for word in ("Đăng nhập", "Kiểm tra giấy", "Bộ tiêu chí và", "Mật khẩu"):
        assert word not in page
