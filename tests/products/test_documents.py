import time
from pathlib import Path
import pytest
from products import documents
from products.dossier_facts import read, latest_submission
from products.dossier_freezing import stamps
from products.models import CommuneReport, Participation
from territories import clock
from territories.tenancy import acting_for
from ..cast import person, province
from ..factories import make_step_five, make_upload, make_round
from .dossiers import *

pytestmark = pytest.mark.django_db


def test_x():
    p = make_step_five()
    make_round(cycle=p.cycle)
    hand_in_filled(p)
    forward_handed_in(p)
    p = Participation.objects.select_related("product__producer__commune__parent", "dossier").get(
        pk=p.pk
    )
    sub = latest_submission(p)
    facts = read(p)
    out = Path("/tmp/dossier-pdf")
    out.mkdir(exist_ok=True)
    papers = {x.code: x.name_vi for x in facts.papers}
    for name, f in {
        "01": lambda: documents.form_01(sub.snapshot, stamps(facts)),
        "02": lambda: documents.form_02(sub.snapshot, papers),
        "03": lambda: documents.form_03(sub.snapshot, CommuneReport.objects.get()),
        "r": lambda: documents.receipt(sub),
    }.items():
        t = time.time()
        b = f()
        t1 = time.time() - t
        t = time.time()
        b2 = f()
        print(name, round(t1, 2), round(time.time() - t, 2), b == b2, len(b))
        (out / f"{name}.pdf").write_bytes(b)
