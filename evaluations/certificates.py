"""The certificate as a PDF: the facts as they were printed, the same bytes every time."""

import atexit
import functools
import io
import logging
import threading
import unicodedata
from typing import Any

import pikepdf
import segno
from django.conf import settings
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

# A certificate is drawn by the template it was issued with, so an older one stays as it was.
TEMPLATES = {"2026-1": "documents/certificate.html"}
FRAMES = {"2026-1": "documents/certificate_frame.html"}
CURRENT_TEMPLATE = "2026-1"
# Fixed, because choosing the best mask costs more than drawing the code.
QR_MASK = 3
STYLES = settings.BASE_DIR / "static" / "css" / "documents-certificate.css"
STATIC = (settings.BASE_DIR / "static").resolve()

_one_at_a_time = threading.Lock()  # Pango's fonts are not made for two threads of one process


def render(facts: dict[str, Any], *, template_version: str = CURRENT_TEMPLATE) -> bytes:
    """Return the certificate's PDF; only the facts and the template go into it."""
    context = facts | {
        "qr": qr_svg(facts["check_url"]),
        "places": range(1, facts["star"] + 1),
        "name_size": size_of(facts["product_name"]),
        "producer_size": size_of(facts["producer_name"]),
    }
    words = to_pdf(render_to_string(TEMPLATES[template_version], context))
    return _on_the_frame(words, _frame(template_version))


def size_of(name: str) -> str:
    """How large a name is set: the wider the smaller, so that the longest has its place too."""
    width = sum(width_of(letter) for letter in name)
    for size, most in (("short", 20), ("middle", 52), ("long", 72), ("longest", 130)):
        if width <= most:
            return size
    return "tiny"


def width_of(letter: str) -> float:
    """Return about how wide a bold letter is, in ems; the accents of Vietnamese add nothing."""
    base = unicodedata.normalize("NFD", letter)[0]
    if base in "WMmw@%":
        return 0.95
    if base in "iljtfrI.,:;'()-/ ":
        return 0.35
    return 0.74 if base.isupper() else 0.54


def qr_svg(address: str) -> str:
    """Return the QR code of an address as an SVG drawing."""
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=QR_MASK)
    target = io.BytesIO()
    code.save(target, kind="svg", border=2, xmldecl=False, svgns=True, nl=False, svgclass=None)
    return target.getvalue().decode()


@functools.cache
def _frame(template_version: str) -> bytes:
    """Draw the frame once per process: it is the larger part of the work and always the same."""
    return to_pdf(render_to_string(FRAMES[template_version]))


def _on_the_frame(words: bytes, frame: bytes) -> bytes:
    """Lay the page of words over the frame; no clock and no chance goes into the bytes."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(words)) as pdf, pikepdf.open(io.BytesIO(frame)) as below:
        page = pdf.pages[0]
        # Not add_underlay(): it names what it adds at random.
        page.Resources.XObject = page.Resources.get("/XObject", pikepdf.Dictionary())
        drawing = below.pages[0].as_form_xobject()
        page.Resources.XObject["/Frame"] = pdf.copy_foreign(drawing)
        page.contents_add(b"q /Frame Do Q", prepend=True)
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def to_pdf(html: str) -> bytes:
    """Print an HTML document of ours with the documents' fonts and styles."""
    html_of, styles, fonts, fetcher = _press()
    with _one_at_a_time:
        document = html_of(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=fetcher)
        return document.write_pdf(stylesheets=[styles], font_config=fonts)


@functools.cache
def _press() -> tuple[Any, Any, Any, Any]:
    """Load WeasyPrint once per process: importing it takes seconds, reading the fonts too."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class OwnFilesOnly(URLFetcher):
        """Nothing is fetched but what the page carries and what lies in our static folder."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Refuse every other address, and stop: a certificate with a hole is none."""
            own = STATIC.as_uri() + "/"
            if not (url.startswith("data:") or (url.startswith(own) and ".." not in url)):
                raise FatalURLFetchingError(f"not one of our own files: {url}")
            return super().fetch(url, headers)

    fonts = FontConfiguration()
    fetcher = OwnFilesOnly(allowed_protocols=("data", "file"))
    # The same font configuration here and when printing, or the fonts are silently others.
    styles = CSS(filename=STYLES, font_config=fonts, url_fetcher=fetcher)
    return HTML, styles, fonts, fetcher


# While everything is still there that cleaning up needs: the fonts have a folder of their own.
atexit.register(_press.cache_clear)


def warm_up() -> None:
    """Load the slow parts before the first job, and say when fonts will be cut the slow way."""
    import weasyprint

    if not has_fast_subsetting():
        logger.warning(
            "libharfbuzz-subset0 is missing: certificates take three times as long. "
            "Install it: apt-get install libharfbuzz-subset0 (WeasyPrint %s).",
            weasyprint.__version__,
        )


def has_fast_subsetting() -> bool:
    """Tell whether HarfBuzz can cut the fonts (libharfbuzz-subset0 is installed)."""
    from weasyprint.pdf import fonts

    return bool(getattr(fonts, "harfbuzz_subset", None))
