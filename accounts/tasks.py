"""The platform's own rounds over everybody's jobs."""

from celery import shared_task

from territories.tenancy import EveryProvinceTask

from . import jobs, pulse


@shared_task(base=EveryProvinceTask, name="accounts.sweep_jobs")
def sweep_jobs(province_id: int) -> None:
    """Send again, in each province, the jobs that a dead worker or a lost message left behind."""
    jobs.resend_stale(province_id)
    pulse.note(province_id)
