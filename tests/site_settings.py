"""Settings of the real server that browser tests drive: production's, without collected files.

SITE_TODAY=2024-09-16 makes that the day on the whole site, for rounds under an older book; no
settings but these read it.
"""

import os
from contextvars import ContextVar
from datetime import date

from ocop_portal.settings import *
from ocop_portal.settings import STORAGES
from territories import clock

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
if os.environ.get("SITE_TODAY"):
    TODAY = date.fromisoformat(os.environ["SITE_TODAY"])
    # A default, not a value: every thread of the server begins with a context of its own.
    clock._fixed = ContextVar("fixed_day", default=TODAY)
