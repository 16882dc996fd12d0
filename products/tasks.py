"""Work of the worker: printing Form 02."""

from celery import shared_task

from territories.tenancy import ProvinceTask

from .form_printing import PRINTING, print_form


@shared_task(base=ProvinceTask, name=PRINTING, acks_late=True)
def print_form_02(province_id: int, job_id: int) -> None:
    """Print the self-assessment of one dossier."""
    print_form(job_id)
