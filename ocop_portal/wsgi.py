"""The web server's entry; it refuses a database login that could see past the fences."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_portal.settings")
application = get_wsgi_application()

from territories.checks import refuse_privileged_login  # noqa: E402 - needs the app registry

refuse_privileged_login()
