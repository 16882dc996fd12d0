"""Paper sheets in the access world: a printing of An's sheets, and one of hers typed in."""

import hashlib
from typing import Any

from councils.models import Member, Sitting
from evaluations import printed_actions
from evaluations.models import Evaluation, PrintedSheet
from files import intake
from tests.cast import person
from tests.evaluations.on_paper import member_of, typed
from tests.evaluations.sittings import acting, hand_in, marks_for, rules_of
from tests.factories import make_sitting


def add_paper_sheets(world: Any, sitting: Sitting, judged: Evaluation, fresh: Evaluation) -> None:
    """Name them; `fresh`: a product of the same sitting that nobody has scored yet."""
    an, thao = member_of(judged, "an"), person("thao")
    with acting("thao"):
        printing = printed_actions.ask_for_sheets(sitting=sitting, member=an, by=thao)
    content = b"%PDF-1.7 ba tr\xc4\x83m trang"
    printing.sha256, printing.size = hashlib.sha256(content).hexdigest(), len(content)
    intake.write_once(printing.sha256, content, printed_actions.SUFFIX)
    printing.save()
    hand_in(fresh, "lan", marks_for(rules_of(fresh), 75))  # or she may not read another's
    row = typed(fresh, "an")
    second = make_sitting(council=sitting.council)
    other = Member.objects.exclude(council=sitting.council_id).filter(user=person("an")).first()
    code = PrintedSheet.objects.get(printing=printing, evaluation=judged).code
    world.own["paper_sheets"] = {"pk": sitting.pk}
    for name in ("paper_sheets_progress", "paper_sheets_file"):
        world.own[name] = {"pk": sitting.pk, "printing": printing.pk}
        world.cross(name, pk=second.pk)
    world.own["paper_copy"] = {"code": code}
    for name in ("print_sheet", "rekey"):
        world.own[name] = {"pk": judged.pk, "member": an.pk}
        world.cross(name, member=other.pk)
    for name in ("rekeyed", "rekeyed_send_back", "rekeyed_withdraw", "rekeyed_scan"):
        world.own[name] = {"pk": row.pk}
    for name in ("detail", "confirm", "send-back", "withdraw", "scan"):
        world.own[f"api_rekeying-{name}"] = {"pk": row.pk}
    for name in ("detail", "file"):
        world.own[f"api_sheet_printing-{name}"] = {"pk": printing.pk}
