"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProducersConfig(AppConfig):
    """Registers the app under its Vietnamese name."""

    name = "producers"
    verbose_name = _("Chủ thể OCOP")
