"""Opening a province: the only code that changes the database role and the tenant."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import Task
from django.db import connection, transaction

from ocop_portal.embedded import APP, NATIONAL, WEB

from .models import Province

__all__ = [
    "APP",
    "NATIONAL",
    "WEB",
    "EveryProvinceTask",
    "ProvinceTask",
    "acting_for",
    "current_province_id",
]

logger = logging.getLogger(__name__)
_province: ContextVar[int | None] = ContextVar("province", default=None)


def current_province_id() -> int | None:
    """Id of the province that is open, None outside `acting_for`."""
    return _province.get()


@contextmanager
def acting_for(province: Any = None, user: Any = None, role: str = APP) -> Iterator[None]:
    """Open `province` (object or id) for `user` in one transaction; re-entrant (design §6.3)."""
    province_id = getattr(province, "pk", province)
    user_id = getattr(user, "pk", user)
    token, is_inside = _province.set(province_id), connection.in_atomic_block
    try:
        with transaction.atomic():
            before = _switch(role, province_id or "", user_id or "")
            yield
            # The end of the transaction itself puts the three settings back, and so does a
            # rollback; only within a transaction that goes on must it be done here.
            if is_inside and not connection.needs_rollback:
                _switch(*before)
    finally:
        _province.reset(token)


def _switch(role: str, province_id: Any, user_id: Any) -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('role'), current_setting('ocop.province', true),"
            " current_setting('ocop.user', true)"
        )
        before = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('ocop.province', %s, true),"
            " set_config('ocop.user', %s, true)",
            [role, str(province_id), str(user_id)],
        )
    return tuple(value or "" for value in before)


class ProvinceTask(Task):
    """Base of every task on tenant rows: its first argument is the province, opened first."""

    def __call__(self, province_id: int, *args: Any, **kwargs: Any) -> Any:
        """Run the task inside `acting_for(province_id)`; a task without a province cannot start."""
        if not isinstance(province_id, int) or isinstance(province_id, bool):
            raise TypeError("The first argument of a province task is the province's id.")
        with acting_for(province_id):
            return super().__call__(province_id, *args, **kwargs)


class EveryProvinceTask(Task):
    """Base of the portal's own rounds: once in every active tenant, each in its transaction.

    It acts as the province's role with nobody's rights: what it may do is in the task alone.
    """

    typing = False  # whoever sends it names no province

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        """Go through the tenants; one that fails keeps no other one waiting."""
        for province_id in Province.objects.filter(is_active=True).values_list("pk", flat=True):
            try:
                with acting_for(province_id):
                    super().__call__(province_id, *args, **kwargs)
            except Exception:  # whatever it was, the next province has its turn
                logger.exception("%s failed in province %s", self.name, province_id)
