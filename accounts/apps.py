"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Registers the app under its Vietnamese name."""

    name = "accounts"
    verbose_name = _("Tài khoản")

    def ready(self) -> None:
        """Give the fields of all forms their words."""
        from . import words

        words.put_in_place()
