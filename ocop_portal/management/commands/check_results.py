"""Count every concluded result again from its marks: what is stored must be what they say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.models import Evaluation
from evaluations.recount import recount
from territories.models import Province
from territories.tenancy import acting_for


class Command(BaseCommand):
    """`manage.py check_results [--province <slug>]`: fails when a stored result is another."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer one province alone."""
        parser.add_argument("--province", help="its slug; without it every tenant is checked")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the tenants and name each result that differs."""
        tenants = Province.objects.filter(is_active=True)
        if options["province"]:
            tenants = tenants.filter(slug=options["province"])
        wrong = 0
        for province in tenants:
            with acting_for(province):
                concluded = Evaluation.objects.real().filter(concluded_at__isnull=False)
                found = list(recount(concluded))
            differing = [one for one in found if one.differences]
            for one in differing:
                self.stderr.write(f"{province.slug} {one.evaluation.pk}: {one.differences}")
            self.stdout.write(f"{province.slug}: {len(found)} results, {len(differing)} differ")
            wrong += len(differing)
        if wrong:
            raise CommandError(f"{wrong} stored results are not what their marks say.")
