"""The frame of the portal: settings, addresses, API root, home."""

from .celery import app as celery_app

__all__ = ["celery_app"]
