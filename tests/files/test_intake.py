"""What comes in: honest files kept once, hostile ones refused with a reason."""

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from PIL import Image, ImageFile

from files import intake
from files.models import StoredFile
from territories.tenancy import acting_for
from tests.cast import person, province

from . import specimens as made

NAME = pikepdf.Name
JAVASCRIPT = pikepdf.Dictionary(S=NAME.JavaScript, JS="app.alert(1)")
LAUNCH = pikepdf.Dictionary(S=NAME.Launch, F="cmd.exe")
GO_TO = pikepdf.Dictionary(S=NAME.GoTo, D=pikepdf.Array([0, NAME.Fit]))


@pytest.mark.parametrize(
    ("content", "name", "kept", "kind", "pages"),
    [
        (made.pdf(3), "Hồ sơ.pdf", "Hồ sơ.pdf", "pdf", 3),
        (made.pdf(OpenAction=GO_TO), "word.pdf", "word.pdf", "pdf", 1),
        (made.pdf() + b"\r\n\x00", "quét.pdf", "quét.pdf", "pdf", 1),
        (made.picture(), "ảnh.JPG", "ảnh.jpg", "image", None),
        (made.picture("PNG"), "ảnh.png", "ảnh.png", "image", None),
        (made.picture("WEBP"), "ảnh.webp", "ảnh.jpg", "image", None),
        (made.picture("PNG"), "đổi tên.jpg", "đổi tên.png", "image", None),
        (made.office(), "Phương án.docx", "Phương án.docx", "word", None),
        (made.office(made.SHEET), "Bảng.xlsx", "Bảng.xlsx", "sheet", None),
        (
            made.office(links=made.relation("hyperlink", "https://a.vn")),
            "a.docx",
            "a.docx",
            "word",
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_examine_honest_file_is_taken(
    content: bytes, name: str, kept: str, kind: str, pages: int | None
) -> None:
    examined = intake.examine(made.upload(content, name))
    assert (examined.name, examined.pages) == (kept, pages)
    assert intake.KIND_OF[examined.extension] == kind


HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty": (lambda: b"", "a.pdf", "empty"),
    "text": (lambda: b"xin chao", "a.pdf", "kind"),
    "html": (lambda: b"<html><script>alert(1)</script>", "a.pdf", "kind"),
    "svg with a script": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "a.svg",
        "kind",
    ),
    "svg called png": (lambda: b"<?xml version='1.0'?><svg onload='x()'/>", "a.png", "kind"),
    "program": (lambda: b"MZ\x90\x00" + b"\0" * 200, "a.pdf", "kind"),
    "gif": (lambda: made.picture("GIF"), "a.gif", "kind"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "old_office"),
    "picture called pdf": (made.picture, "giay-phep.pdf", "lie"),
    "pdf called jpg": (made.pdf, "anh.jpg", "lie"),
    "word called xlsx": (made.office, "bang.xlsx", "lie"),
    "pdf called html": (made.pdf, "a.pdf.html", "lie"),
    "pdf cut short": (lambda: made.pdf(20)[:-400], "a.pdf", "broken"),
    "pdf without its table": (lambda: b"%PDF-1.4\n%%EOF", "a.pdf", "broken"),
    "pdf with a password": (lambda: made.pdf(password="bí mật"), "a.pdf", "locked"),
    "pdf of no page": (lambda: made.pdf(0), "a.pdf", "broken"),
    "pdf with a script": (lambda: made.pdf(OpenAction=JAVASCRIPT), "a.pdf", "script"),
    "pdf that starts a program": (lambda: made.pdf(OpenAction=LAUNCH), "a.pdf", "script"),
    "pdf with named scripts": (
        lambda: made.pdf(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())),
        "a.pdf",
        "script",
    ),
    "pdf with acts on closing": (
        lambda: made.pdf(AA=pikepdf.Dictionary(WC=GO_TO)),
        "a.pdf",
        "script",
    ),
    "pdf with a hidden script": (made.pdf_with_page_script, "a.pdf", "script"),
    "pdf with a form of the old kind": (
        lambda: made.pdf(AcroForm=pikepdf.Dictionary(XFA="x")),
        "a.pdf",
        "script",
    ),
    "pdf with a file inside": (made.pdf_with_attachment, "a.pdf", "embedded"),
    "pdf that is also a zip": (lambda: made.pdf() + made.office(), "a.pdf", "polyglot"),
    "pdf that is also a page": (
        lambda: made.pdf() + b"<script>alert(1)</script>",
        "a.pdf",
        "polyglot",
    ),
    "page that is also a pdf": (lambda: b"<script>1</script>\n" + made.pdf(), "a.pdf", "kind"),
    "pdf bomb": (made.pdf_bomb, "a.pdf", "broken"),
    "picture of 2.5 thousand million points": (made.huge_picture, "a.png", "pixels"),
    "picture of 60 million points": (
        lambda: made.picture("PNG", (10_000, 6_000), mode="1"),
        "a.png",
        "pixels",
    ),
    "picture cut short": (lambda: made.picture(size=(900, 900))[:2000], "a.jpg", "broken"),
    "png cut short": (lambda: made.picture("PNG", (900, 900))[:-300], "a.png", "broken"),
    "macro": (lambda: made.office(extra={"word/vbaProject.bin": b"x"}), "a.docx", "macro"),
    "macro by its type": (
        lambda: made.office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        "a.docx",
        "macro",
    ),
    "embedded object": (
        lambda: made.office(extra={"word/embeddings/ole.bin": b"x"}),
        "a.docx",
        "macro",
    ),
    "template from outside": (
        lambda: made.office(links=made.relation("attachedTemplate", "http://x/t.dotm")),
        "a.docx",
        "external",
    ),
    "link to a file": (
        lambda: made.office(links=made.relation("hyperlink", "file:///c:/x")),
        "a.docx",
        "external",
    ),
    "entities": (
        lambda: made.office(doctype='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        "a.docx",
        "broken",
    ),
    "zip bomb": (
        lambda: made.office(extra={"word/media.xml": b"\0" * 120_000_000}),
        "a.docx",
        "bomb",
    ),
    "many entries": (
        lambda: made.office(extra={f"word/{n}": b"" for n in range(4100)}),
        "a.docx",
        "bomb",
    ),
    "path out of the package": (
        lambda: made.office(extra={"../../evil.xml": b"x"}),
        "a.docx",
        "broken",
    ),
    "docx cut short": (lambda: made.office()[:-60], "a.docx", "broken"),
    "mere zip": (lambda: made.office("text/plain"), "a.zip", "kind"),
}


@pytest.mark.parametrize(("make", "name", "code"), HOSTILE.values(), ids=HOSTILE)
def test_examine_hostile_file_is_refused(make: Callable[[], bytes], name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        intake.examine(made.upload(make(), name))
    assert refusal.value.code == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_examine_picture_cut_short_is_refused_even_where_others_are_lenient(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The maker of our PDFs tells Pillow, for the whole process, to draw what there is."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    content = made.picture(kind, (900, 900))
    with pytest.raises(ValidationError) as refusal:
        intake.examine(made.upload(content[: len(content) // 2], "a.jpg"))
    assert refusal.value.code == "broken"


def test_examine_over_the_limit_says_both_sizes(settings: object) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    with pytest.raises(ValidationError, match="Tệp nặng 1,5 MB, quá mức 1 MB"):
        intake.examine(made.upload(b"%PDF-" + b" " * 1_572_860))


def test_examine_kind_not_welcome_names_what_is() -> None:
    with pytest.raises(ValidationError, match="chỉ nhận: ảnh"):
        intake.examine(made.upload(made.pdf()), kinds=[StoredFile.Kind.IMAGE])


def test_examine_picture_is_turned_upright_and_forgets_its_place() -> None:
    content = made.picture_with_place()
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    kept = Image.open(io.BytesIO(intake.examine(made.upload(content, "a.jpg")).content))
    assert kept.size == (20, 40)  # turned: 40 × 20 before
    assert not kept.getexif()
    assert kept.getpixel((10, 5))[0] > 200  # red is on top now
    assert b"Hoa" not in intake.examine(made.upload(content, "a.jpg")).content


def test_examine_picture_loses_what_hides_behind_its_end() -> None:
    for kind in ("JPEG", "PNG"):
        content = made.picture(kind) + b"<script>alert(1)</script>"
        assert b"script" not in intake.examine(made.upload(content, "a.png")).content


def test_examine_large_picture_is_made_smaller() -> None:
    examined = intake.examine(made.upload(made.picture(size=(6000, 3000)), "a.jpg"))
    assert Image.open(io.BytesIO(examined.content)).size == (4000, 2000)


@pytest.mark.django_db
def test_store_keeps_bytes_once_and_a_row_per_upload() -> None:
    content, by = made.pdf(2), person("hoa")
    with acting_for(province(), by):
        first = intake.store(made.upload(content, "a.pdf"), province=province(), by=by)
        second = intake.store(made.upload(content, "b.pdf"), province=province(), by=by)
    path = intake.path_of(first.sha256)
    assert first.sha256 == second.sha256 == hashlib.sha256(content).hexdigest()
    assert path.read_bytes() == content
    assert path.parent.name == first.sha256[:2]
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert [p.name for p in path.parent.iterdir()] == [first.sha256]
    rows = StoredFile.objects.order_by("pk").values_list("name", "kind", "size", "pages")
    assert list(rows) == [("a.pdf", "pdf", len(content), 2), ("b.pdf", "pdf", len(content), 2)]
    assert first.uploaded_by == by


@pytest.mark.django_db
def test_store_in_a_failed_transaction_leaves_no_row_and_heals_later() -> None:
    content = made.pdf()
    with transaction.atomic():
        kept = intake.store(made.upload(content), province=province(), by=None)
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    assert intake.path_of(kept.sha256).exists()
    again = intake.store(made.upload(content), province=province(), by=None)
    assert again.sha256 == kept.sha256


def test_write_once_failing_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        intake.write_once("ab" * 32, b"content")
    assert [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()] == []


def test_write_once_replaces_a_file_that_was_cut_short(settings: object) -> None:
    path = intake.write_once("ab" * 32, b"content")
    path.write_bytes(b"con")
    assert intake.write_once("ab" * 32, b"content").read_bytes() == b"content"


def test_media_root_is_served_by_no_address(settings: object) -> None:
    assert settings.MEDIA_URL in ("", "/")
    assert not Path(settings.MEDIA_ROOT).is_relative_to(settings.STATIC_ROOT)
