"""Invite the first administrator of a province or of the Ministry: whoever comes next is theirs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.actions import invite
from accounts.invitations import send_invitation
from accounts.models import User
from accounts.permissions import Role
from territories.models import Province
from territories.tenancy import acting_for


class Command(BaseCommand):
    """For the operator at the server: with no administrator yet, nobody can invite by a page."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the tenant's word in addresses, e.g. quang-ngai, and the person."""
        parser.add_argument("province")
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite; once more, send the link again to who has not used it."""
        province = Province.objects.filter(slug=options["province"], is_active=True).first()
        if province is None:
            known = ", ".join(
                Province.objects.filter(is_active=True).values_list("slug", flat=True)
            )
            raise CommandError(f"There is no province {options['province']!r}. Known: {known}")
        try:
            validate_email(options["email"])
            with acting_for(province):
                self._invite(province, options["email"].strip().lower(), options["full_name"])
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"Invited {options['email']} as administrator of {province}.")

    def _invite(self, province: Province, email: str, full_name: str) -> None:
        role = Role.PROVINCE_ADMIN
        waiting = User.objects.filter(email=email, assignments__role=role).first()
        if waiting is not None and not waiting.has_usable_password():
            send_invitation(waiting, province)  # links are good for three days
        else:
            invite(province=province, email=email, full_name=full_name, role=role, by=None)
