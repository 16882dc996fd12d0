"""The list of producers as a spreadsheet."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import journal
from accounts.models import Job, User
from accounts.permissions import Permission
from files import exporting
from ocop_portal.exports import Column, Sheet, sheet
from territories import clock
from territories.models import Province

from .contacts import phone_text
from .models import Producer

EXPORTING = "producers.write_export"  # the name of the task
KINDS = exporting.KINDS


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


def sheet_of(rows: Iterable[Producer]) -> Sheet:
    """Return producers as a table."""
    return sheet(_("Chủ thể OCOP"), COLUMNS, rows)


def export(*, rows: QuerySet[Producer], kind: str, province: Province, by: User) -> bytes | Job:
    """Write the filtered list, a long one by the worker; who took how many rows is journaled."""
    keys = list(rows.values_list("pk", flat=True))
    journal.record(by=by, verb="export_producers", target=province, kind=kind, rows=len(keys))
    if len(keys) <= exporting.AT_ONCE:
        write, _type = KINDS[kind]
        return write(sheet_of(rows))
    return exporting.ask(
        task=EXPORTING,
        by=by,
        province=province,
        permission=Permission.PRODUCER_EXPORT,
        title=_("Chủ thể OCOP"),
        name=file_name(kind, province),
        kind=kind,
        keys=keys,
    )


def read_again(job: Job, keys: list[int]) -> Sheet:
    """Read rows of a long list, as far as its owner may still see them, in its order."""
    rows = Producer.objects.visible_to(job.owner, Permission.PRODUCER_EXPORT)
    found = rows.for_lists(job.owner).in_bulk(keys)
    return sheet_of(found[key] for key in keys if key in found)


def file_name(kind: str, province: Province) -> str:
    """Return a name that says whose list it is, and of which day."""
    return f"chu-the-{province.slug}-{clock.today():%Y-%m-%d}.{kind}"


def download(content: bytes, *, kind: str, province: Province) -> HttpResponse:
    """Answer with the file."""
    response = HttpResponse(content, content_type=KINDS[kind][1])
    name = file_name(kind, province)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
