"""What is measured: more and more products beside the demo's, and a member's open sheet."""

from copy import copy

from django.test import Client

from evaluations import sheet_actions
from evaluations.marks import book_of
from evaluations.models import Evaluation, ScoreSheet
from ocop_portal.demo.people import QUANG_NGAI, acting
from producers.models import tidy
from products.models import Participation, Product
from territories import clock
from territories.models import Province
from territories.tenancy import WEB, acting_for

HOST = "127.0.0.1"


def signed_in(login: str) -> Client:
    """Return a browser in which one of the demo's people is signed in."""
    with acting(login, clock.today()) as (_province, user):
        person = user
    client = Client(headers={"host": HOST})
    with acting_for(role=WEB):
        client.force_login(person)
    return client


def fill(wanted: int) -> None:
    """Bring the province to so many products, copies of one that is on its way."""
    with acting_for(Province.objects.get(slug=QUANG_NGAI)):
        have = Product.objects.count()
        way = Participation.objects.filter(step=2, status="submitted").first()
        products = [_product(way.product, have + n) for n in range(wanted - have)]
        made = Product.objects.bulk_create(products, batch_size=500)
        Participation.objects.bulk_create([_way(way, one) for one in made], batch_size=500)


def _product(like: Product, number: int) -> Product:
    row = copy(like)
    row.pk, row._state.adding = None, True
    row.name = f"{like.name} {number}"
    tidy(row)
    return row


def _way(like: Participation, product: Product) -> Participation:
    row = copy(like)
    row.pk, row._state.adding = None, True
    row.product = product
    return row


def open_sheet(login: str = "minh") -> ScoreSheet:
    """Mark and return the sheet that this member has not yet begun in today's round."""
    with acting(login, clock.today()) as (_province, member):
        waiting = Evaluation.objects.filter(
            status="scoring", sitting__status="open", opened_at=None
        )
        row = waiting.filter(opened_at=None).exclude(sheets__user=member).latest("ordinal")
        opened = sheet_actions.open_sheet(evaluation=row, by=member)
        rules = book_of(row.submission.criteria_set).rules
        answers = [
            (criterion.key, 0, {"level": criterion.levels[0].ordinal})
            for criterion in rules.criteria
            if criterion.gated_by is None
        ]
        sheet_actions.save_marks(sheet=opened, by=member, answers=answers)
        return opened
