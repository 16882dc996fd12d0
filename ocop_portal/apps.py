"""The admin as the operators' own site."""

from django.contrib.admin import apps


class OperatorsConfig(apps.AdminConfig):
    """Django's admin with the page about the system."""

    default = False  # of this folder: it stands in for Django's own
    default_site = "ocop_portal.operators.OperatorSite"
