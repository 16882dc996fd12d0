"""Work of the worker: long lists of producers as files."""

from celery import shared_task

from files import exporting
from territories.tenancy import ProvinceTask

from .reports import EXPORTING, read_again


@shared_task(base=ProvinceTask, name=EXPORTING, acks_late=True)
def write_export(province_id: int, job_id: int) -> None:
    """Write the next rows of a long list; asks for its own next step."""
    exporting.write_step(job_id, read_again)
