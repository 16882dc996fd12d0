"""The demo's uploads, drawn in memory: scans of papers and pictures of products, all marked."""

import io
from textwrap import wrap

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

FONTS = settings.BASE_DIR / "static" / "fonts" / "tinos"
A4 = (595, 842)  # in points: 72 dots to the inch keep such a scan below 40 kB
MARK = "BẢN MẪU, KHÔNG CÓ GIÁ TRỊ"


def scan(title: str, *lines: str) -> SimpleUploadedFile:
    """Return a paper as an office scans it: one A4 page, as a PDF."""
    page = Image.new("L", A4, 252)
    pen = ImageDraw.Draw(page)
    pen.text((297, 90), MARK, font=_font("Bold", 13), fill=120, anchor="mm")
    height = 150
    for line in wrap(title.upper(), 38):
        pen.text((297, height), line, font=_font("Bold", 19), fill=20, anchor="mm")
        height += 28
    for line in lines:
        for row in wrap(line, 72):
            height += 24
            pen.text((70, height), row, font=_font("Regular", 15), fill=40)
        height += 8
    pen.ellipse((390, 640, 500, 750), outline=110, width=3)
    pen.text((445, 695), "(mẫu)", font=_font("Italic", 17), fill=110, anchor="mm")
    return _upload(page, "PDF", f"{title}.pdf")


def picture(name: str, colour: str) -> SimpleUploadedFile:
    """Return a product's picture: a jar with its label, as a PNG."""
    image = Image.new("RGB", (960, 720), "#f6efe2")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 520, 960, 720), fill="#d9c4a0")
    pen.ellipse((300, 600, 660, 660), fill="#b89d72")
    pen.rounded_rectangle((330, 170, 630, 640), radius=48, fill=colour)
    pen.rounded_rectangle((360, 110, 600, 185), radius=16, fill="#8a6d3b")
    pen.rectangle((330, 330, 630, 520), fill="#fffaf0")
    for row, line in enumerate(wrap(name, 16)[:3]):
        pen.text((480, 375 + 46 * row), line, font=_font("Bold", 38), fill="#3a2a1a", anchor="mm")
    pen.text(
        (480, 690), "Ảnh minh họa (mẫu)", font=_font("Italic", 24), fill="#5c4a2e", anchor="mm"
    )
    return _upload(image, "PNG", f"{name}.png")


def _font(cut: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"Tinos-{cut}.ttf", size)


def _upload(image: Image.Image, kind: str, name: str) -> SimpleUploadedFile:
    target = io.BytesIO()
    image.save(target, kind)
    return SimpleUploadedFile(name, target.getvalue())
