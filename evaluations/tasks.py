"""Work of the worker: certificates, papers of sittings, long lists, reminders, the seal."""

from typing import Any

from celery import shared_task
from celery.signals import worker_init

from files import exporting
from territories.tenancy import EveryProvinceTask, ProvinceTask

from . import opinion_actions, printed_actions, recording, rehearsal_actions
from .certificates import warm_up
from .paper_actions import MAKING, make_step
from .printed_actions import PRINTING_SHEETS
from .printing import PRINTING, print_step
from .reminder_actions import remind
from .report_files import EXPORTING, read_again


@shared_task(base=ProvinceTask, name=PRINTING, acks_late=True)
def print_certificates(province_id: int, job_id: int) -> None:
    """Print the next certificates of a decision; asks for its own next step."""
    print_step(job_id)


@shared_task(base=ProvinceTask, name=MAKING, acks_late=True)
def make_papers(province_id: int, job_id: int) -> None:
    """Make the next papers of a sitting; asks for its own next step."""
    make_step(job_id)


@shared_task(base=ProvinceTask, name=PRINTING_SHEETS, acks_late=True)
def print_sheets(province_id: int, job_id: int) -> None:
    """Draw the next paper sheets of a member; asks for its own next step."""
    printed_actions.print_step(job_id)


@shared_task(base=ProvinceTask, name=EXPORTING, acks_late=True)
def write_register(province_id: int, job_id: int) -> None:
    """Write the next rows of a long list of certificates; asks for its own next step."""
    exporting.write_step(job_id, read_again)


@shared_task(base=EveryProvinceTask, name="evaluations.remind_renewals")
def remind_renewals(province_id: int) -> None:
    """Tell, in each province, whose certificates come to their end (R24); twice does no harm."""
    remind(province_id)


@shared_task(base=EveryProvinceTask, name="evaluations.remind_members")
def remind_members(province_id: int) -> None:
    """Remind, in each province, the members whose answers are due (7.6.d); twice does no harm."""
    opinion_actions.remind_in_time(province_id)


@shared_task(base=EveryProvinceTask, name="evaluations.seal_record")
def seal_record(province_id: int) -> None:
    """Seal, in each province, the days of the record that are over; twice does no harm."""
    recording.seal_days(province_id)


@shared_task(base=EveryProvinceTask, name="evaluations.delete_rehearsals")
def delete_rehearsals(province_id: int) -> None:
    """Delete, in each province, the rehearsals that nobody deleted; twice does no harm."""
    rehearsal_actions.delete_old(province_id)


@worker_init.connect
def load_before_forking(**_facts: Any) -> None:
    """Load the slow parts once, and warn when a system library is missing."""
    warm_up()
