"""English is complete and keeps every placeholder; the compiled catalogue is that of the source."""

import gettext
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.forms import BaseForm
from django.test import Client
from django.urls import get_resolver
from django_filters import FilterSet

from ocop_portal.embedded import BASE_DIR
from tests.cast import person
from tests.test_architecture import ALLOWED

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


def forms_of(kind: type[BaseForm]) -> Iterator[type[BaseForm]]:
    """Yield every form of the portal below this one."""
    for one in kind.__subclasses__():
        yield from forms_of(one)
        if hasattr(one, "base_fields") and one.__module__.partition(".")[0] in ALLOWED:
            yield one


def test_label_of_every_field_waits_for_the_reader_s_language() -> None:
    """What is text when the module is read stays in the language of that moment for everybody."""
    get_resolver()._populate()  # reads every app's pages, and with them the forms
    forms = set(forms_of(BaseForm))
    assert len(forms) > 50
    settled = [
        f"{form.__qualname__}.{name}: {words}"
        for form in forms
        for name, field in form.base_fields.items()
        for words in (field.label, field.help_text)
        if type(words) is str and words
    ]
    assert settled == []


def filters_of(kind: type[FilterSet]) -> Iterator[type[FilterSet]]:
    """Yield every filter of the portal below this one."""
    for one in kind.__subclasses__():
        yield from filters_of(one)
        if one.__module__.partition(".")[0] in ALLOWED:
            yield one


def test_words_of_every_filter_wait_for_the_reader_s_language() -> None:
    get_resolver()._populate()
    kinds = set(filters_of(FilterSet))
    assert len(kinds) > 8
    settled = []
    for kind in kinds:
        for name, one in kind.base_filters.items():
            offered = one.extra.get("choices", ())
            words = [one.label, *(() if callable(offered) else (said for _key, said in offered))]
            settled += [f"{kind.__qualname__}.{name}: {said}" for said in words if is_text(said)]
    assert settled == []


def is_text(words: Any) -> bool:
    return type(words) is str and any(letter.isalpha() for letter in words)


@pytest.mark.django_db
def test_form_over_a_model_reads_english(client: Client) -> None:
    client.force_login(person("hoa"))
    client.cookies["django_language"] = "en"
    page = client.get("/quang-ngai/san-pham/dang-ky/").content.decode()
    assert "Product name" in page
    assert "Tên sản phẩm" not in page
