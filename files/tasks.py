"""The platform's own rounds over exported files."""

from celery import shared_task

from territories.tenancy import EveryProvinceTask

from . import exporting


@shared_task(base=EveryProvinceTask, name="files.forget_exports")
def forget_exports(province_id: int) -> None:
    """Remove, in each province, the exports that have run out."""
    exporting.forget(province_id)
