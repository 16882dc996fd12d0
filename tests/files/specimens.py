"""Files for tests: honest ones, and what an attacker would send."""

import io
import zipfile
import zlib
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
PART_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def upload(content: bytes, name: str = "tep.pdf") -> SimpleUploadedFile:
    """Return content as the doors receive it."""
    return SimpleUploadedFile(name, content)


def pdf(pages: int = 1, *, password: str = "", **root: Any) -> bytes:
    """Return a PDF; root: entries of its catalogue."""
    document = pikepdf.new()
    for _number in range(pages):
        document.add_blank_page(page_size=(200, 200))
    for name, value in root.items():
        document.Root[f"/{name}"] = value
    target = io.BytesIO()
    locks = {"encryption": pikepdf.Encryption(owner="x", user=password)} if password else {}
    document.save(target, **locks)
    return target.getvalue()


def pdf_with_attachment() -> bytes:
    """Return a PDF that carries another file."""
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["x.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="x.exe")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def pdf_with_page_script() -> bytes:
    """Return a PDF whose script hides in an annotation of a page, in an object stream."""
    document = pikepdf.new()
    document.add_blank_page()
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=act)
    document.pages[0].Annots = pikepdf.Array([note])
    target = io.BytesIO()
    document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def pdf_bomb(megabytes: int = 300) -> bytes:
    """Return a small PDF whose object stream unpacks to hundreds of megabytes."""
    packer = zlib.compressobj(9)
    data = packer.compress(b"5 0 ")
    for _count in range(megabytes):
        data += packer.compress(b" " * 1024 * 1024)
    data += packer.flush()
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for text in (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Foo 5 0 R>>endobj\n",
        b"4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(data)
        + data
        + b"\nendstream endobj\n",
    ):
        places.append(out.tell())
        out.write(text)
    here = out.tell()
    rows = [(0, 0), *[(1, place) for place in places], (2, 4), (1, here)]
    table = b"".join(bytes([kind]) + at.to_bytes(4, "big") + b"\0" for kind, at in rows)
    out.write(
        b"6 0 obj<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(table)
        + table
        + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % here
    )
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    """Return a picture whose left half is red and right half blue."""
    image = Image.new(options.pop("mode", "RGB"), size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def picture_with_place() -> bytes:
    """Return a JPEG that lies on its side and says where it was taken and by whom."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010F] = "Máy ảnh của Hoa"
    exif.get_ifd(0x8825)[2] = (15.0, 22.0, 48.0)
    return picture(exif=exif)


def huge_picture() -> bytes:
    """Return the header of a PNG of 50,000 × 50,000 points, and nothing behind it."""
    header = (50_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + header
    check = zlib.crc32(chunk).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + len(header).to_bytes(4, "big") + chunk + check + b"\0\0\x10\0IDAT"


def office(
    main: str = WORD,
    *,
    links: str = "",
    extra: dict[str, bytes] | None = None,
    doctype: str = "",
) -> bytes:
    """Return a Word or Excel package with its index, one part and its relations."""
    target = io.BytesIO()
    part = f'<Override PartName="/m" ContentType="{main}"/>'
    index = f'<?xml version="1.0"?>{doctype}{PART_TYPES}{part}</Types>'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", index)
        package.writestr("word/document.xml", "<document>Tỏi đen</document>")
        package.writestr("word/_rels/document.xml.rels", f"{RELATIONS}{links}</Relationships>")
        for name, content in (extra or {}).items():
            package.writestr(name, content)
    return target.getvalue()


def relation(kind: str, target: str) -> str:
    """Return a relation to something outside the package."""
    return f'<Relationship Id="r1" Type="{LINK}{kind}" Target="{target}" TargetMode="External"/>'
