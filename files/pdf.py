"""A PDF opened again: whole, without a password, without anything that acts by itself."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_PAGES = 3000
MOST_OBJECTS = 400_000
# What qpdf may unpack while it reads (object streams); the limits hold for the whole process.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=128 * 1024 * 1024,
    run_length_max_memory=128 * 1024 * 1024,
    png_max_memory=128 * 1024 * 1024,
    max_stream_filters=4,
    parser_max_nesting=100,
)
ACTING = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia"})
ACTING |= {"/Rendition", "/Movie", "/Sound", "/GoToE", "/GoToR"}
ACTING_KEYS = ("/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent")
EMBEDDING_KEYS = ("/EmbeddedFiles", "/EF")


def examine(content: bytes) -> int:
    """Return the number of pages; refuse what is damaged, locked or alive."""
    _check_ends(content)
    try:
        with pikepdf.open(
            io.BytesIO(content), attempt_recovery=False, suppress_warnings=True
        ) as pdf:
            if pdf.is_encrypted:
                raise ValidationError(_locked(), code="locked")
            pages = len(pdf.pages)
            _check_objects(pdf)
            # What could not be unpacked could not be looked at either.
            is_hidden = any("error decoding" in str(line) for line in pdf.get_warnings())
    except pikepdf.PasswordError as locked:
        raise ValidationError(_locked(), code="locked") from locked
    except (pikepdf.PdfError, RuntimeError, ValueError, OverflowError) as broken:
        raise ValidationError(_broken(), code="broken") from broken
    if is_hidden or not 0 < pages <= MOST_PAGES:
        raise ValidationError(_broken(), code="broken")
    return pages


def _locked() -> str:
    return _("Tệp PDF có mật khẩu hoặc bị khóa; hãy bỏ khóa rồi tải lên.")


def _broken() -> str:
    return _("Tệp PDF bị hỏng hoặc thiếu phần cuối; hãy quét hoặc xuất lại rồi tải lên.")


def _check_ends(content: bytes) -> None:
    """Nothing may stand before the first or after the last line: two kinds of file in one."""
    last = content.rfind(b"%%EOF")
    if last < 0 or not content.startswith(b"%PDF-"):
        raise ValidationError(_broken(), code="broken")
    if re.sub(rb"[\s\x00\x1a]", b"", content[last + 5 :]):
        raise ValidationError(
            _("Sau phần cuối của tệp PDF còn dữ liệu lạ; hãy in lại ra PDF rồi tải lên."),
            code="polyglot",
        )


def _check_objects(pdf: pikepdf.Pdf) -> None:
    for count, item in enumerate(_dictionaries(pdf)):
        if count > MOST_OBJECTS:
            raise ValidationError(_broken(), code="broken")
        if any(key in item for key in EMBEDDING_KEYS):
            raise ValidationError(
                _("Tệp PDF có tệp khác đính kèm bên trong; hãy tải từng tệp riêng."),
                code="embedded",
            )
        acts = str(item.get("/S", "")) in ACTING or any(key in item for key in ACTING_KEYS)
        if acts or _opens_with_an_act(item):
            raise ValidationError(
                _("Tệp PDF chứa mã lệnh tự chạy; hãy in lại ra PDF rồi tải lên."), code="script"
            )


def _opens_with_an_act(item: Any) -> bool:
    """A page to show first is harmless, and office programs write one into every file."""
    opening = item.get("/OpenAction")
    return isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) != "/GoTo"


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, those inside others included; each indirect object once."""
    stack: list[Any] = [pdf.trailer, *pdf.objects]
    while stack:
        item = stack.pop()
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            whole = item.stream_dict if isinstance(item, pikepdf.Stream) else item
            yield whole
            inside = (value for _key, value in whole.items())
        elif isinstance(item, pikepdf.Array):
            inside = iter(item)
        else:
            continue
        stack += [value for value in inside if _is_direct_container(value)]


def _is_direct_container(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
