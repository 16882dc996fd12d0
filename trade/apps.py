"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TradeConfig(AppConfig):
    """Registers the app under its Vietnamese name."""

    name = "trade"
    verbose_name = _("Xúc tiến thương mại")
