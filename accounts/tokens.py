"""Keys of programs: made for one province, some permissions and a time; shown once, revocable."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from territories import clock
from territories.models import Province

from . import journal, policy
from .models import ApiToken, User
from .permissions import ROLES, Permission

PREFIX = "ocop_"
LONGEST = timedelta(days=366)


def digest(secret: str) -> str:
    """Return what is kept of a secret; it is random, so a plain hash suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> ApiToken | None:
    """Return the usable key of a secret, with its owner."""
    if not secret.startswith(PREFIX):
        return None
    rows = ApiToken.objects.usable_on(clock.today()).select_related("user")
    return rows.filter(secret_sha256=digest(secret)).first()


def held(user: User) -> list[Permission]:
    """Return what the person may do in the open province: no key can do more."""
    mine = {one for role in policy.roles(user) for one in ROLES[role]}
    return [one for one in Permission if one in mine]


@transaction.atomic
def create_token(
    *, province: Province, name: str, scopes: Collection[str], expires_on: date, by: User
) -> tuple[ApiToken, str]:
    """Make a key for oneself; return it with its secret, which is nowhere kept."""
    today = clock.today()
    if not today <= expires_on <= today + LONGEST:
        raise ValidationError(
            {"expires_on": _("Khóa có hiệu lực từ hôm nay đến nhiều nhất 366 ngày.")}
        )
    if not scopes or not set(scopes) <= {one.value for one in held(by)}:
        raise ValidationError({"scopes": _("Chỉ chọn trong các quyền anh/chị đang có.")})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        province=province,
        user=by,
        name=" ".join(name.split()),
        secret_sha256=digest(secret),
        scopes=sorted(scopes),
        expires_on=expires_on,
    )
    token.full_clean(exclude=["province"])
    token.save()
    journal.record(by=by, verb="create_token", target=token, scopes=token.scopes)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    """End a key at once."""
    row = ApiToken.objects.select_for_update().get(pk=token.pk)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        journal.record(by=by, verb="revoke_token", target=row)
    return row


def note_use(token: ApiToken) -> None:
    """Remember the day on which a key was last used; one write a day."""
    today = clock.today()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
