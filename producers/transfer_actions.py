"""A producer goes to another commune, or its commune was merged: an act of the province (R31)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import journal
from accounts.actions import notify
from accounts.models import Assignment, User
from accounts.permissions import Role
from accounts.tongue import in_vietnamese
from territories import clock
from territories.models import AdminUnit

from .actions import locked, refuse_inactive
from .models import Producer, ProducerMove


def communes_to(producer: Producer) -> QuerySet[AdminUnit]:
    """Return where a producer may go: today's communes of its province, its own aside."""
    units = AdminUnit.objects.communes().on(clock.today()).filter(province=producer.province_id)
    return units.exclude(pk=producer.commune_id)


@transaction.atomic
def transfer_unit(
    *, producer: Producer, commune: AdminUnit, moved_on: date, reason: str, by: User
) -> ProducerMove:
    """Give a producer to another commune, which sees and confirms it from now on.

    What was handed in, judged and issued keeps the unit of its day; codes stay as printed.
    """
    row = locked(producer)
    refuse_inactive(row)
    text = " ".join(reason.split())
    _check(row, commune, moved_on, text)
    move = ProducerMove.objects.create(
        province_id=row.province_id,
        producer=row,
        origin=row.commune,
        commune=commune,
        moved_on=moved_on,
        reason=text[:300],
        by=by,
    )
    before, row.commune = row.commune, commune
    row.version += 1
    row.index()
    row.save(update_fields=["commune", "version", "search", "sort", "match_name"])
    facts = {"from": str(before), "to": str(commune), "moved_on": moved_on.isoformat()}
    journal.record(by=by, verb="transfer_unit", target=row, reason=text, **facts)
    _tell(row, before)
    return move


def _check(row: Producer, commune: AdminUnit, moved_on: date, reason: str) -> None:
    errors: dict[str, str] = {}
    if not communes_to(row).filter(pk=commune.pk).exists():
        errors["commune"] = _("Hãy chọn một xã khác của tỉnh, đang tồn tại hôm nay.")
    elif moved_on not in commune.valid:
        errors["moved_on"] = _("Ngày này %(unit)s không tồn tại.") % {"unit": commune}
    last = row.moves.order_by("-moved_on").first()
    if moved_on > clock.today():
        errors["moved_on"] = _("Ngày này không được sau hôm nay.")
    elif last and moved_on < last.moved_on:
        errors["moved_on"] = _("Chủ thể đã chuyển xã ngày %(day)s.") % {
            "day": f"{last.moved_on:%d/%m/%Y}"
        }
    if not reason:
        errors["reason"] = _("Hãy ghi lý do.")
    if errors:
        raise ValidationError(errors)


@in_vietnamese
def _tell(row: Producer, before: AdminUnit) -> None:
    """Leave word for the producer and for the officers of both communes."""
    today = clock.today()
    text = _("Chủ thể «%(name)s» chuyển từ %(before)s sang %(now)s.") % {
        "name": row.name,
        "before": before,
        "now": row.commune,
    }
    link = reverse("producer", kwargs={"province": row.province.slug, "pk": row.pk})
    duties = Assignment.objects.on(today).filter(
        province=row.province_id, role=Role.COMMUNE_OFFICER, unit__in=[before, row.commune]
    )
    for duty in duties.select_related("user"):  # the old commune can no longer open the page
        to_new = duty.unit_id == row.commune_id
        notify(province=row.province, to=duty.user, text=text, link=link if to_new else "")
    for account in row.accounts.filter(period__contains=today).select_related("user"):
        notify(province=row.province, to=account.user, text=text, link=link)
