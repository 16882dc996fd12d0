"""People's second factors in the operators' admin: taken away when a phone is lost, never read."""

from typing import Any

from allauth.account.admin import EmailAddress
from allauth.account.decorators import secure_admin_login
from allauth.mfa.admin import Authenticator
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# Duties are given in the provinces, not by groups; whoever writes somebody's address takes the
# account by «forgotten password», and with it the province's records.
admin.site.unregister([EmailAddress, Group, Authenticator])
# One door: the portal's, which counts attempts and asks for the second factor.
admin.site.login = secure_admin_login(admin.site.login)
# The library names its records in English only.
apps.get_app_config("mfa").verbose_name = _("Xác thực hai lớp")
Authenticator._meta.verbose_name = _("lớp xác thực thứ hai")
Authenticator._meta.verbose_name_plural = _("lớp xác thực thứ hai")
for name, words in {
    "user": _("người"),
    "type": _("loại"),
    "created_at": _("tạo lúc"),
    "last_used_at": _("dùng lần cuối"),
}.items():
    Authenticator._meta.get_field(name).verbose_name = words


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """Whose, of which kind, since when; its secret is shown to nobody."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__email", "user__full_name")
    fields = list_display

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: each person sets up his own."""
        return False

    has_change_permission = has_add_permission
