"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    """Registers the app under its Vietnamese name."""

    name = "evaluations"
    verbose_name = _("Đánh giá, phân hạng")
