"""A Word or Excel file looked into: a sound package, without macros, reaching nothing outside."""

import io
import zipfile
import zlib
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_ENTRIES = 4000
MOST_BYTES = 200 * 1024 * 1024  # unpacked
MOST_RATIO = 200
LARGEST_INDEX = 4 * 1024 * 1024
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    f"{_OPEN_XML}wordprocessingml.document.main+xml": "docx",
    f"{_OPEN_XML}spreadsheetml.sheet.main+xml": "xlsx",
}
ALIVE = ("vbaproject", "vbadata", "macrosheets/", "activex/", "embeddings/", "customui")
HARMLESS_LINKS = ("http://", "https://", "mailto:", "tel:")


def examine(content: bytes) -> str:
    """Return "docx" or "xlsx"; refuse bombs, macros, embedded objects and outside parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_entries(package, len(content))
            if package.testzip() is not None:
                raise ValidationError(_broken(), code="broken")
            kind = _main_part(package)
            for entry in package.infolist():
                if entry.filename.lower().endswith(".rels"):
                    _check_links(_parse(package, entry))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as bad:
        raise ValidationError(_broken(), code="broken") from bad
    return kind


def _broken() -> str:
    return _("Tệp Word hoặc Excel bị hỏng; hãy mở, lưu lại rồi tải lên.")


def _check_entries(package: zipfile.ZipFile, size: int) -> None:
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > min(MOST_BYTES, MOST_RATIO * size + 10_000_000):
        raise ValidationError(
            _("Tệp nén quá nhiều dữ liệu bên trong; hãy chia nhỏ hoặc xuất ra PDF."), code="bomb"
        )
    names = [entry.filename.lower() for entry in entries]
    strays = any(
        n.startswith(("/", "\\")) or ".." in n.replace("\\", "/").split("/") for n in names
    )
    if strays or len(set(names)) < len(names) or any(e.flag_bits & 1 for e in entries):
        raise ValidationError(_broken(), code="broken")
    if any(part in name for name in names for part in ALIVE):
        raise ValidationError(
            _("Tệp có macro hoặc đối tượng nhúng; hãy bỏ đi, hoặc xuất ra PDF rồi tải lên."),
            code="macro",
        )


def _main_part(package: zipfile.ZipFile) -> str:
    try:
        index = package.getinfo("[Content_Types].xml")
    except KeyError as stranger:
        raise ValidationError(
            _("Đây là tệp nén, không phải Word hay Excel; hãy tải từng tệp bên trong."),
            code="kind",
        ) from stranger
    types = {part.get("ContentType", "") for part in _parse(package, index)}
    if any("macroEnabled" in one for one in types):
        raise ValidationError(
            _("Tệp có macro hoặc đối tượng nhúng; hãy bỏ đi, hoặc xuất ra PDF rồi tải lên."),
            code="macro",
        )
    found = {MAIN_PARTS[one] for one in types if one in MAIN_PARTS}
    if len(found) != 1:
        raise ValidationError(
            _("Chỉ nhận Word (.docx) và Excel (.xlsx); hãy xuất tệp này ra PDF."), code="kind"
        )
    return found.pop()


def _parse(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> ElementTree.Element:
    if entry.file_size > LARGEST_INDEX:
        raise ValidationError(_broken(), code="broken")
    text = package.read(entry)
    # The format forbids DTDs; in them lie entities that grow or read other files. A UTF-16
    # text would hide one, so it is undone first.
    bare = text.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise ValidationError(_broken(), code="broken")
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - no DTD, bounded size
    except (ElementTree.ParseError, LookupError, ValueError) as bad:
        raise ValidationError(_broken(), code="broken") from bad


def _check_links(relations: ElementTree.Element) -> None:
    for relation in relations.iter():
        if relation.get("TargetMode", "").lower() != "external":
            continue
        is_hyperlink = relation.get("Type", "").endswith("/hyperlink")
        if not (is_hyperlink and relation.get("Target", "").lower().startswith(HARMLESS_LINKS)):
            raise ValidationError(
                _("Tệp lấy dữ liệu từ nơi khác khi mở; hãy bỏ liên kết, hoặc xuất ra PDF."),
                code="external",
            )
