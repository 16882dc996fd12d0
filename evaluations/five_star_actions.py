"""Five stars at home: what the Ministry gave a product, and its re-evaluation (R22, R24)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from products.cycle import Purpose
from products.models import Cycle, Participation

from .models import NationalResult, PublishedCertificate
from .renewal import Held
from .renewal_actions import enter, is_on_another_way, ways_from, why_not


def held_five(result: NationalResult) -> Held:
    """Return what the Ministry's certificate gives, by the copy that everybody may read."""
    copy = PublishedCertificate.objects.get(public_code=result.public_code)
    return Held(
        star=copy.star,
        issued_on=copy.issued_on,
        expires_on=result.expires_on,
        extended_to=copy.valid_to if copy.valid_to > result.expires_on else None,
        status=copy.status,
    )


@transaction.atomic
def register_five_star_renewal(
    *, result: NationalResult, cycle: Cycle, purpose: str, by: User
) -> Participation:
    """Enter a product of five stars for its re-evaluation; the province judges first (7.6)."""
    rows = NationalResult.objects.select_for_update(of=("self",)).select_related(
        "submission__participation__product__producer"
    )
    row = rows.get(pk=result.pk)
    if not row.public_code:
        raise ValidationError(_("Kết quả này không có giấy chứng nhận 5 sao."))
    held = held_five(row)
    if purpose not in ways_from(held):
        raise ValidationError({"purpose": why_not(held, purpose)})
    return enter(previous=row.submission, held=held, cycle=cycle, purpose=purpose, by=by)


def may_renew(result: NationalResult) -> bool:
    """Tell whether a re-evaluation may be registered, the product being on no other way."""
    way = result.submission.participation
    is_free = not is_on_another_way(way.product_id, way.pk)
    return Purpose.RE_EVALUATION in ways_from(held_five(result)) and is_free
