"""The portal with the floor's addresses beside its own."""

from django.conf import settings

from ocop_portal.wsgi import application

settings.ROOT_URLCONF = "bench.urls"
__all__ = ["application"]
