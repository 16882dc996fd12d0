"""The pulse of the background work: noted by its rounds in the broker, read by operators.

The rows of jobs lie behind each province's fence; here are their numbers alone.
"""

import contextlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from .models import Job

KEY, QUEUE = "ocop:pulse", "celery"
REMEMBERED = timedelta(days=7)


@dataclass(frozen=True)
class Pulse:
    """When the round was made last, what waits in the queue, and the jobs by their state."""

    beaten_at: datetime | None
    queued: int
    counts: dict[str, int]

    @property
    def failed(self) -> int:
        """Jobs that came to nothing in the last days."""
        return self.counts.get(Job.State.FAILED, 0)


def note(province_id: int) -> None:
    """Write down how the open province's jobs stand, and that the round was here."""
    since = timezone.now() - REMEMBERED
    rows = Job.objects.filter(province=province_id).filter(
        ~Q(state=Job.State.DONE), Q(touched_at__gte=since) | ~Q(state=Job.State.FAILED)
    )
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    # Without the broker there is no round to tell of, and the round itself must not fail.
    with contextlib.suppress(redis.RedisError), _broker() as broker:
        broker.hset(KEY, str(province_id), json.dumps(counts))
        broker.hset(KEY, "at", timezone.now().astimezone(UTC).isoformat())


def read() -> Pulse | None:
    """Return the last pulse; None: the broker does not answer."""
    try:
        with _broker() as broker:
            noted, queued = broker.hgetall(KEY), broker.llen(QUEUE)
    except redis.RedisError:
        return None
    at = noted.pop(b"at", None)
    counts: Counter[str] = Counter()
    for text in noted.values():
        counts.update(json.loads(text))
    return Pulse(datetime.fromisoformat(at.decode()) if at else None, queued, dict(counts))


def _broker() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
