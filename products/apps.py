"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    """Registers the app under its Vietnamese name."""

    name = "products"
    verbose_name = _("Sản phẩm")
