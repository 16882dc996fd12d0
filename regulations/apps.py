"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    """Registers the app under its Vietnamese name."""

    name = "regulations"
    verbose_name = _("Bộ tiêu chí")
