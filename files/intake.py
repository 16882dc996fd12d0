"""Taking files in: known by their content, opened again, kept once by their hash."""

import hashlib
import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from territories.models import Province

from . import images, office, pdf
from .models import StoredFile
from .naming import clean_name, extension_of

Kind = StoredFile.Kind
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KIND_OF = {
    "pdf": Kind.PDF,
    "jpg": Kind.IMAGE,
    "png": Kind.IMAGE,
    "docx": Kind.WORD,
    "xlsx": Kind.SHEET,
}
# What each content may call itself; pictures are redrawn, so the exact kind does not matter.
PICTURES = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "webp"})
HONEST = {"pdf": {"pdf"}, "jpg": PICTURES, "png": PICTURES, "docx": {"docx"}, "xlsx": {"xlsx"}}
# The first bytes name a family; the parser of that family has the last word.
FAMILIES = {
    "application/pdf": "pdf",
    "image/jpeg": "picture",
    "image/png": "picture",
    "image/webp": "picture",
    CONTENT_TYPES["docx"]: "office",
    "application/msword": "old office",
}
HEAD = 8192


@dataclass(frozen=True)
class Examined:
    """A file that passed: what will be kept."""

    name: str
    extension: str
    content: bytes
    pages: int | None = None

    @property
    def sha256(self) -> str:
        """The hash by which the bytes are kept."""
        return hashlib.sha256(self.content).hexdigest()


def store(
    upload: UploadedFile,
    *,
    province: Province,
    by: User | None,
    kinds: Collection[str] | None = None,
    field: str = "upload",
) -> StoredFile:
    """Examine an upload and keep it; kinds: which are welcome here (none: all).

    What is wrong with it is said beside the field that brought it.
    """
    try:
        examined = examine(upload, kinds=kinds)
    except ValidationError as refusal:
        raise ValidationError({field: refusal}) from refusal
    return keep(examined, province=province, by=by)


def examine(upload: UploadedFile, *, kinds: Collection[str] | None = None) -> Examined:
    """Read the upload whole and refuse what is too large, not what it says, or unsafe."""
    limit = settings.UPLOAD_LIMIT_BYTES
    if (upload.size or 0) > limit:
        raise ValidationError(_too_large(upload.size), code="size")
    upload.seek(0)
    content = upload.read(limit + 1)
    if len(content) > limit:
        raise ValidationError(_too_large(len(content)), code="size")
    if not content:
        raise ValidationError(_("Tệp trống, không có nội dung."), code="empty")
    try:
        examined = _open_again(content, upload.name or "")
    except ValidationError as refusal:
        if kinds is not None and getattr(refusal, "code", "") == "kind":
            raise _unwelcome(kinds) from refusal
        raise
    if kinds is not None and KIND_OF[examined.extension] not in kinds:
        raise _unwelcome(kinds)
    return examined


def _unwelcome(kinds: Collection[str]) -> ValidationError:
    welcome = ", ".join(str(Kind(kind).label) for kind in kinds)
    return ValidationError(
        _("Ở đây chỉ nhận: %(kinds)s (xét nội dung, không xét tên tệp).") % {"kinds": welcome},
        code="kind",
    )


def _too_large(size: int | None) -> str:
    megabytes = f"{(size or 0) / 1024 / 1024:.1f}".replace(".", ",")
    limit = settings.UPLOAD_LIMIT_BYTES // 1024 // 1024
    return _("Tệp nặng %(size)s MB, quá mức %(limit)s MB; hãy nén ảnh quét hoặc chia nhỏ.") % {
        "size": megabytes,
        "limit": limit,
    }


def _open_again(content: bytes, name: str) -> Examined:
    pages = None
    match family(content):
        case "pdf":
            extension, pages = "pdf", pdf.examine(content)
        case "picture":
            content, extension = images.redraw(content)
        case "office":
            extension = office.examine(content)
        case "old office":
            raise ValidationError(
                _(
                    "Tệp .doc, .xls cũ hoặc tệp có mật khẩu không được nhận; hãy lưu thành"
                    " .docx, .xlsx không mật khẩu, hoặc xuất ra PDF."
                ),
                code="old_office",
            )
        case _:
            raise ValidationError(
                _("Chỉ nhận PDF, ảnh (JPG, PNG, WebP), Word (.docx) và Excel (.xlsx)."),
                code="kind",
            )
    claimed = extension_of(name)
    if claimed and claimed not in HONEST[extension]:
        raise ValidationError(
            _("Tên tệp có đuôi «.%(claimed)s» nhưng nội dung là %(kind)s; hãy chọn đúng tệp.")
            % {"claimed": claimed[:10], "kind": KIND_OF[extension].label},
            code="lie",
        )
    return Examined(clean_name(name, extension), extension, content, pages)


def family(content: bytes) -> str:
    """Return which family of files the first bytes belong to; nothing when they belong to none."""
    try:
        guesses = puremagic.magic_string(content[:HEAD])
    except (puremagic.PureError, ValueError):
        return ""
    return next((FAMILIES[g.mime_type] for g in guesses if g.mime_type in FAMILIES), "")


def keep(examined: Examined, *, province: Province, by: User | None) -> StoredFile:
    """Write the bytes, unless they are there already, then the row that names them."""
    write_once(examined.sha256, examined.content)
    return StoredFile.objects.create(
        province=province,
        sha256=examined.sha256,
        name=examined.name,
        kind=KIND_OF[examined.extension],
        content_type=CONTENT_TYPES[examined.extension],
        size=len(examined.content),
        pages=examined.pages,
        uploaded_by=by,
    )


def path_of(sha256: str, suffix: str = "") -> Path:
    """Return where the bytes of that hash lie, outside everything that is served by address."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / f"{sha256}{suffix}"


def write_once(sha256: str, content: bytes, suffix: str = "") -> Path:
    """Keep the bytes under their hash, whole or not at all.

    They come before their row: a transaction that fails leaves bytes that nothing names, which
    the next upload of the same content takes over; a row without bytes cannot come about.
    """
    path = path_of(sha256, suffix)
    if path.exists() and path.stat().st_size == len(content):
        return path
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")  # made 0600
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return path


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
