"""How allauth behaves here: accounts come by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs himself up; an invitation creates the account."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "duplicate_email": _("Địa chỉ này đã ghi ở tài khoản của anh/chị rồi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the sign-up page closed."""
        return False
