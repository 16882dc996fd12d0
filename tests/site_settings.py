"""Settings of the real server that browser tests drive: production's, without collected files."""

from ocop_portal.settings import *
from ocop_portal.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
