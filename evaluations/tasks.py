"""Work of the worker: printing certificates."""

from typing import Any

from celery import shared_task
from celery.signals import worker_init

from territories.tenancy import ProvinceTask

from .certificates import warm_up
from .printing import PRINTING, print_step


@shared_task(base=ProvinceTask, name=PRINTING, acks_late=True)
def print_certificates(province_id: int, job_id: int) -> None:
    """Print the next certificates of a decision; asks for its own next step."""
    print_step(job_id)


@worker_init.connect
def load_before_forking(**_facts: Any) -> None:
    """Load the slow parts once, and warn when a system library is missing."""
    warm_up()
