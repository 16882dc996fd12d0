"""The list of producers as a spreadsheet."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import journal
from accounts.models import User
from ocop_portal.exports import CSV_TYPE, XLSX_TYPE, Column, comma_separated, sheet, xlsx
from territories import clock
from territories.models import Province

from .contacts import phone_text
from .models import Producer

EXPORT_LIMIT = 2000  # rows that one request may read and write; more needs a narrower filter
KINDS = {
    "xlsx": (xlsx, XLSX_TYPE),
    "csv": (comma_separated, CSV_TYPE),
}


def _field(name: str, read: Callable[[Producer], Any] | None = None) -> Column:
    label = Producer._meta.get_field(name).verbose_name
    return Column(_Heading(label), read or (lambda row: getattr(row, name)))


class _Heading:
    """A field's label with a capital letter, in the language of the request."""

    def __init__(self, label: Any) -> None:
        self.label = label

    def __str__(self) -> str:
        text = str(self.label)
        return text[:1].upper() + text[1:]


COLUMNS = (
    _field("name"),
    _field("legal_form", Producer.get_legal_form_display),
    _field("tax_code"),
    _field("registration_no"),
    _field("registered_on"),
    Column(gettext_lazy("Mã xã"), lambda row: row.commune.code),
    _field("commune", lambda row: row.commune.full_name),
    _field("address"),
    _field("phone", lambda row: phone_text(row.phone)),
    _field("email"),
    _field("website"),
    _field("representative"),
    _field("representative_title"),
    _field("representative_gender", Producer.get_representative_gender_display),
    _field("representative_ethnicity"),
    _field("is_women_led"),
    _field("workers"),
    _field("workers_local"),
    _field("workers_female"),
    _field("workers_minority"),
    _field("workers_disabled"),
    Column(gettext_lazy("Số sản phẩm"), lambda row: row.product_count),
    Column(gettext_lazy("Giấy tờ hết hạn sớm nhất"), lambda row: row.first_expiry),
    _field("status", Producer.get_status_display),
    Column(gettext_lazy("Ngày đăng ký vào cổng"), lambda row: localtime(row.registered_at).date()),
)


def export(*, rows: QuerySet[Producer], kind: str, province: Province, by: User) -> bytes:
    """Write the filtered list; who took how many rows out is journaled."""
    found = list(rows[: EXPORT_LIMIT + 1])
    if len(found) > EXPORT_LIMIT:
        raise ValidationError(
            _("Danh sách có hơn %(limit)s dòng; hãy lọc theo xã hoặc loại hình rồi xuất.")
            % {"limit": f"{EXPORT_LIMIT:,}".replace(",", ".")}
        )
    write, _type = KINDS[kind]
    content = write(sheet(_("Chủ thể OCOP"), COLUMNS, found))
    journal.record(by=by, verb="export_producers", target=province, kind=kind, rows=len(found))
    return content


def download(content: bytes, *, kind: str, province: Province) -> HttpResponse:
    """Answer with the file under a name that says whose list it is, and of which day."""
    name = f"chu-the-{province.slug}-{clock.today():%Y-%m-%d}.{kind}"
    response = HttpResponse(content, content_type=KINDS[kind][1])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
