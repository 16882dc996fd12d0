"""Acts on rehearsals: begun in one step on samples, held like a real sitting, deleted whole."""

from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.actions import notify
from accounts.models import Job, Notice, User
from councils import actions as councils
from councils.models import Council, Sitting
from files import intake
from territories import clock

from . import agenda_actions
from .models import Rekeying, SheetPrinting
from .printed_actions import PRINTING_SHEETS, SUFFIX
from .rehearsal_samples import samples_for
from .rehearsals import KEPT_DAYS

TOLD_OF = ("sheet", "interests", "evaluation")  # the pages to which notices of a product lead
EARLY = timedelta(days=21)  # the members had the files in good time, whatever the council asks


@transaction.atomic
def begin_rehearsal(*, council: Council, by: User) -> Sitting:
    """Plan a sitting of today on sample products and invite the members to practise on it."""
    held = Council.objects.select_for_update(of=("self",)).get(pk=council.pk)
    if held.sittings.filter(is_rehearsal=True).exists():
        raise ValidationError(_("Hội đồng đang có một phiên tập dượt: hãy xóa phiên đó trước."))
    today = clock.today()
    sitting = councils.plan_sitting(
        council=held,
        by=by,
        held_on=today,
        place=gettext_noop("Tập dượt trên hệ thống"),
        files_sent_on=today - EARLY,
        is_rehearsal=True,
    )
    agenda_actions.put_all_on_agenda(sitting=sitting, submissions=samples_for(held, by), by=by)
    for member in held.members.exclude(user=by).select_related("user"):
        notify(
            province=held.province,
            to=member.user,
            text=gettext_noop("Mời tập dượt chấm điểm trên sản phẩm mẫu: %(council)s.")
            % {"council": held.name},
            link=_address(sitting),
        )
    return sitting


def _address(sitting: Sitting) -> str:
    return reverse("sitting", args=[sitting.province.slug, sitting.pk])


@transaction.atomic
def delete_rehearsal(*, sitting: Sitting, by: User | None) -> None:
    """Delete a rehearsal with its sheets, marks and operations; a real sitting is refused."""
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("province")
    held = rows.get(pk=sitting.pk)
    if not held.is_rehearsal:
        raise ValidationError(_("Chỉ xóa được phiên tập dượt."))
    _forget_notices(held)
    journal.record(by=by, verb="delete_rehearsal", target=held, council=held.council_id)
    _forget_paper(held)
    with connection.cursor() as cursor:
        # The owner's function: the sheets are sealed, from the secretary too.
        cursor.execute("SELECT ocop_delete_rehearsal(%s)", [held.pk])


def _forget_notices(sitting: Sitting) -> None:
    """Delete the word that was left of it: of the sitting, and of each of its products."""
    slug, products = sitting.province.slug, sitting.agenda.values_list("pk", flat=True)
    links = [_address(sitting)]
    links += [reverse(page, args=[slug, pk]) for pk in products for page in TOLD_OF]
    Notice.objects.filter(province=sitting.province_id, link__in=links).delete()


def _forget_paper(sitting: Sitting) -> None:
    """Delete its paper sheets, what was typed from them, the scans and the word left of them."""
    typed = Rekeying.objects.filter(evaluation__sitting=sitting)
    printed = SheetPrinting.objects.filter(sitting=sitting).values_list("pk", flat=True)
    slug = sitting.province.slug
    links = [reverse("paper_sheets", args=[slug, sitting.pk])]
    links += [reverse("rekeyed", args=[slug, pk]) for pk in typed.values_list("pk", flat=True)]
    links += [
        reverse("rekey", args=[slug, *row]) for row in typed.values_list("evaluation", "member")
    ]
    Notice.objects.filter(province=sitting.province_id, link__in=links).delete()
    jobs = Job.objects.filter(province=sitting.province_id, kind=PRINTING_SHEETS)
    jobs.filter(subject_id__in=list(printed)).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ocop_delete_rehearsed_paper(%s)", [sitting.pk])
        files = cursor.fetchall()
    for sha256, is_scan in files:
        path = intake.path_of(sha256, "" if is_scan else SUFFIX)
        transaction.on_commit(partial(path.unlink, missing_ok=True))


def delete_old(province_id: int) -> int:
    """Delete the rehearsals that nobody deleted in time; return how many."""
    last = clock.today() - timedelta(days=KEPT_DAYS)
    rows = Sitting.objects.filter(province=province_id, is_rehearsal=True, held_on__lt=last)
    old = list(rows.order_by("pk"))
    for sitting in old:
        delete_rehearsal(sitting=sitting, by=None)
    return len(old)
