"""Settings under test: own cluster, the owner's login, and every request starts as the web role."""

import os

from ocop_portal import embedded

os.environ.setdefault("OCOP_DATA_DIR", str(embedded.BASE_DIR / "var" / "test"))
os.environ.setdefault("OCOP_DATABASE_LOGIN", "owner")
os.environ.setdefault("OCOP_DATABASE_THROWAWAY", "1")
os.environ.setdefault("TOTP_IS_COMPULSORY", "0")
# A browser leaves its event loop running in the process; the tests after it are no coroutines.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from ocop_portal.settings import *
from ocop_portal.settings import DATABASES, MIDDLEWARE, PLANNING, STORAGES

MIDDLEWARE = ["tests.roles.WebRoleMiddleware", *MIDDLEWARE]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# The web login's way of planning, which the owner's login is not given: requests are most of a run.
DATABASES["default"]["OPTIONS"] = {"options": PLANNING}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # each worker's
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A manifest of old files must not hide a new one; whitenoise would warn about the missing folder.
WHITENOISE_AUTOREFRESH = True
