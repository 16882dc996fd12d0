"""From a province to the Ministry and home again: the only code that opens another tenant."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from accounts.models import User
from files.models import StoredFile
from products.models import Submission
from territories.models import Province
from territories.tenancy import acting_for

FILE_FACTS = ("sha256", "name", "kind", "content_type", "size", "pages")


@contextmanager
def at_ministry(by: User | None) -> Iterator[Province]:
    """Act in the Ministry's tenant; nothing of the province can be read meanwhile."""
    ministry = Province.objects.get(kind=Province.Kind.MINISTRY)
    with acting_for(ministry, by):
        yield ministry


@contextmanager
def at_home(submission: Submission, by: User | None) -> Iterator[Province]:
    """Act in the province from which the Ministry's copy came."""
    province = Province.objects.get(slug=submission.origin)
    with acting_for(province, by):
        yield province


def facts_of(stored: StoredFile) -> dict[str, Any]:
    """Return what a file's row says, to be written in another tenant."""
    return {name: getattr(stored, name) for name in FILE_FACTS}


def name_files(
    facts: Iterable[dict[str, Any]], *, province: Province, by: User | None
) -> dict[str, StoredFile]:
    """Name the same bytes in the open tenant: rows by hash, each written once."""
    wanted = {one["sha256"]: one for one in facts}
    known = StoredFile.objects.filter(province=province, sha256__in=wanted).order_by("-pk")
    rows = {row.sha256: row for row in known}
    for sha256, one in wanted.items():
        if sha256 not in rows:
            rows[sha256] = StoredFile.objects.create(province=province, uploaded_by=by, **one)
    return rows
