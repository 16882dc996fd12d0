"""Territories: the tenants, the dated administrative units and the fences between provinces."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    """Lowest app; everything else has a foreign key to its Province."""

    name = "territories"
    verbose_name = _("Địa giới")

    def ready(self) -> None:
        """Register the system checks."""
        from territories import checks  # noqa: F401
