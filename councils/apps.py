"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilsConfig(AppConfig):
    """Registers the app under its Vietnamese name."""

    name = "councils"
    verbose_name = _("Hội đồng")
