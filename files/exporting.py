"""Long lists as files: work of the worker, in short steps, kept for some days for who asked."""

import json
import logging
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import jobs, policy
from accounts.actions import notify
from accounts.models import Job, User
from accounts.permissions import Permission
from ocop_portal.exports import CSV_TYPE, XLSX_TYPE, Sheet, comma_separated, xlsx
from territories.models import Province
from territories.tenancy import current_province_id

logger = logging.getLogger(__name__)

AT_ONCE = 2000  # rows that a request reads and writes itself; more are a job
KEPT_FOR = timedelta(days=3)
CHUNK = 500  # rows read together
STEP_SECONDS = 1.0  # after that the progress is committed and shows
KINDS: dict[str, tuple[Callable[[Sheet], bytes], str]] = {
    "xlsx": (xlsx, XLSX_TYPE),
    "csv": (comma_separated, CSV_TYPE),
}
# Reads some rows, by their keys, as the job's owner may see them now.
Reader = Callable[[Job, list[int]], Sheet]


@transaction.atomic
def ask(
    *,
    task: str,
    by: User,
    province: Province,
    permission: Permission,
    title: str,
    name: str,
    kind: str,
    keys: Sequence[int],
    **facts: Any,
) -> Job:
    """Ask for a file of these rows; they are read with the person's rights when it is written."""
    job = Job.objects.create(
        province=province,
        kind=task,
        owner=by,
        total=len(keys),
        arguments={
            "permission": permission.value,
            "title": title,
            "name": name,
            "kind": kind,
            "keys": list(keys),
            "language": translation.get_language(),
            **facts,
        },
    )
    jobs.send(job)
    return job


def own(user: User) -> QuerySet[Job]:
    """Return the person's exports in the open province that have not run out."""
    return Job.objects.filter(
        province=current_province_id(),
        owner=user,
        arguments__has_key="permission",
        created_at__gt=timezone.now() - KEPT_FOR,
    ).defer("arguments")


def file_of(job: Job, user: User) -> Path | None:
    """Return the file, while the person may still have it: what it holds was read by his rights."""
    facts = job.arguments
    if job.state != Job.State.DONE or job.owner_id != user.pk:
        return None
    if not policy.may(user, Permission(facts["permission"])) or _rights(user) != facts["rights"]:
        return None
    path = folder_of(job) / f"file.{facts['kind']}"
    return path if path.exists() else None


def folder_of(job: Job) -> Path:
    """Return the folder of a job's parts and of its file, outside all that addresses serve."""
    return Path(settings.MEDIA_ROOT) / "exports" / str(job.pk)


def _rights(user: User) -> list[int]:
    """Return the duties by which a person sees what he sees."""
    return sorted(duty.pk for duty in policy.duties(user))


def write_step(job_id: int, read: Reader) -> Job | None:
    """Read for about a second and ask for the next step; None: done, or somebody is at it."""
    job = jobs.taken(job_id)
    if job is None:
        return None
    with translation.override(job.arguments["language"]):
        try:
            with transaction.atomic():
                _advance(job, read)
        except PermissionDenied:
            _fail(job, _("Anh/chị không còn quyền xuất danh sách này."))
        except Exception:  # whatever it was, it is told to the person and to the log
            logger.exception("export %s could not be written", job.pk)
            _fail(job, _("Chưa xuất được tệp; hãy thử lại hoặc báo người vận hành."))
        job.save()
    return job


def _advance(job: Job, read: Reader) -> None:
    facts = job.arguments
    if not policy.may(job.owner, Permission(facts["permission"])):
        raise PermissionDenied
    rights = _rights(job.owner)
    if facts.setdefault("rights", rights) != rights:
        raise PermissionDenied  # what is read already was read by other rights
    until, part = time.monotonic() + STEP_SECONDS, None
    begun = job.done
    while job.done < job.total and (part is None or time.monotonic() < until):
        more = read(job, facts["keys"][job.done : job.done + CHUNK])
        part = more if part is None else Sheet(part.name, part.headings, part.rows + more.rows)
        job.done = min(job.done + CHUNK, job.total)
    if part is not None:
        _keep(job, f"part-{begun:08d}.json", json.dumps(_packed(part)).encode())
    job.state = Job.State.RUNNING
    if job.done < job.total:
        jobs.send(job)
    else:
        _finish(job)


def _finish(job: Job) -> None:
    facts, folder = job.arguments, folder_of(job)
    parts = sorted(folder.glob("part-*.json"))
    pages = [_unpacked(json.loads(path.read_bytes())) for path in parts]
    whole = Sheet(pages[0].name, pages[0].headings, [row for page in pages for row in page.rows])
    write, _type = KINDS[facts["kind"]]
    _keep(job, f"file.{facts['kind']}", write(whole))
    for path in parts:
        path.unlink()
    facts["rows"] = len(whole.rows)  # fewer than asked for where some are no longer his to see
    facts["keys"] = []
    job.state, job.message = Job.State.DONE, ""
    text = _("Đã xuất xong tệp «%(title)s».") % {"title": facts["title"]}
    link = f"/{job.province.slug}/tep-xuat/"
    notify(province=job.province, to=job.owner, text=text, link=link)


def _fail(job: Job, words: str) -> None:
    job.state, job.message = Job.State.FAILED, words
    shutil.rmtree(folder_of(job), ignore_errors=True)


def _keep(job: Job, name: str, content: bytes) -> None:
    """Write a file whole or not at all."""
    folder = folder_of(job)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}"
    draft.write_bytes(content)
    draft.replace(folder / name)


def _packed(page: Sheet) -> dict[str, Any]:
    """Return plain JSON; days and instants say that they are."""
    rows = [[_pack(cell) for cell in row] for row in page.rows]
    return {"name": page.name, "headings": page.headings, "rows": rows}


def _pack(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"instant": cell.isoformat()}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _unpacked(facts: dict[str, Any]) -> Sheet:
    rows = [[_unpack(cell) for cell in row] for row in facts["rows"]]
    return Sheet(facts["name"], facts["headings"], rows)


def _unpack(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    if "day" in cell:
        return date.fromisoformat(cell["day"])
    return datetime.fromisoformat(cell["instant"])


def forget(province_id: int) -> int:
    """Remove the open province's exports that have run out, files first."""
    old = Job.objects.filter(
        province=province_id,
        arguments__has_key="permission",
        created_at__lte=timezone.now() - KEPT_FOR,
    )
    for job in old:
        shutil.rmtree(folder_of(job), ignore_errors=True)
        job.delete()
    return len(old)
