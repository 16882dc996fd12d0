"""A picture drawn again: nothing of the upload is kept but its pixels."""

import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4000
SMALL_SIDE = 480
# Pillow warns above this and refuses above twice of it, from the header alone.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
FORMATS = ("JPEG", "PNG", "WEBP")
BAD = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError)


def redraw(content: bytes) -> tuple[bytes, str]:
    """Return the picture as a new PNG or JPEG, upright, and its extension.

    Position, camera and owner, hidden data and anything after the picture's end are gone.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as first:
            _check_size(first.size)
            first.verify()
            _check_end(content)
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as huge:
        raise ValidationError(_too_large(), code="pixels") from huge
    except BAD as broken:
        raise ValidationError(
            _("Tệp ảnh bị hỏng hoặc tải lên chưa hết; hãy chụp hoặc chọn lại."), code="broken"
        ) from broken
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _save(upright, is_png=picture.format == "PNG")


def small(content: bytes) -> bytes:
    """Return a small JPEG of a picture that was redrawn before, for lists and galleries."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        picture.draft("RGB", (SMALL_SIDE * 2, SMALL_SIDE * 2))
        picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
        return _jpeg(picture, quality=78)


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise ValidationError(_too_large(), code="pixels")


def _check_end(content: bytes) -> None:
    """A JPEG ends after its last scan; Pillow may have been told to be content with less."""
    if content.startswith(b"\xff\xd8") and content.rfind(b"\xff\xd9") < content.rfind(b"\xff\xda"):
        raise EOFError


def _too_large() -> str:
    return _("Ảnh có quá nhiều điểm ảnh; hãy thu nhỏ rồi tải lên (tối đa 50 triệu điểm).")


def _save(picture: Image.Image, *, is_png: bool) -> tuple[bytes, str]:
    if not is_png:
        return _jpeg(picture, quality=85), "jpg"
    target = io.BytesIO()
    mode = picture.mode if picture.mode in ("L", "RGB", "RGBA", "P") else "RGBA"
    plain = picture.convert("RGBA" if mode == "P" else mode)
    plain.info.clear()
    plain.save(target, "PNG", optimize=False)
    return target.getvalue(), "png"


def _jpeg(picture: Image.Image, *, quality: int) -> bytes:
    target = io.BytesIO()
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        see_through = picture.convert("RGBA")
        picture = Image.new("RGB", see_through.size, "white")
        picture.paste(see_through, mask=see_through.getchannel("A"))
    plain = picture.convert("RGB")
    plain.info.clear()
    plain.save(target, "JPEG", quality=quality, progressive=True, optimize=True)
    return target.getvalue()
