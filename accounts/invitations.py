"""Invitations: a link by e-mail, good for three days, to set the first password."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from territories.models import Province

from . import journal
from .models import User


def invitation_link(user: User) -> str:
    """Return the address that lets this person set the first password."""
    where = {
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    return settings.PUBLIC_URL + reverse("invitation", kwargs=where)


def invited(uid: str, token: str) -> User | None:
    """Return the person an invitation's link belongs to; None when it is wrong, used or too old."""
    try:
        user = User.objects.filter(pk=int(force_str(urlsafe_base64_decode(uid)))).first()
    except (ValueError, OverflowError):
        return None
    if user is None or not user.is_active or user.has_usable_password():
        return None
    return user if default_token_generator.check_token(user, token) else None


def accept(*, user: User, password: str) -> User:
    """Set the first password; the link is used up by it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    journal.record_system(by=user, verb="accept_invitation")
    return user


def send_invitation(user: User, province: Province) -> None:
    """Send the link."""
    facts = {"user": user, "province": province, "link": invitation_link(user)}
    send_mail(
        subject=_("Lời mời dùng Cổng thông tin OCOP"),
        message=render_to_string("accounts/invitation.txt", facts),
        from_email=None,
        recipient_list=[user.email],
    )
