"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Registers the app under its Vietnamese name."""

    name = "files"
    verbose_name = _("Tệp")
