"""The council's figures: members who tick at once, a sitting that closes, the weight of a sheet."""

import os
from collections import Counter
from dataclasses import replace

from evaluations.marks import Book, book_of
from evaluations.models import ScoreSheet
from ocop_portal.demo.people import QUANG_NGAI
from territories.models import Province
from territories.tenancy import acting_for

from . import closing, halls, saving, weight
from .saving import Load, Seat

SEATS, MEMBERS = 20, 15
FLOOR_SECONDS = 60
API = f"/api/v1/{QUANG_NGAI}"


def figures(sheet: ScoreSheet, minutes: float, sittings: int, products: int) -> list[str]:
    """Measure; return the lines of the report. sheet: a draft that others' are copied from.

    So many sittings tick for so many minutes; the one that closes has so many products.
    """
    address = os.environ["BENCH_SUPERUSER"]
    province = Province.objects.get(slug=QUANG_NGAI)
    with acting_for(province, sheet.user_id):
        book = book_of(sheet.evaluation.submission.criteria_set)
        halls.fill(sheet, address, sittings, SEATS)
    seats = list(halls.seated())
    ours = [Seat(pk, pk, key, f"{API}/sheets/{pk}/marks/", keys(book)) for pk, key in seats]
    with saving.served() as port:
        load = saving.run(ours, port, minutes * 60)
        lost, doubled = saving.kept(ours, province)
        least = saving.run(
            [by_hand(one, book) for one in ours], port, min(FLOOR_SECONDS, minutes * 60)
        )
        pk, key = seats[0]
        views = weight.weigh(port, f"/{QUANG_NGAI}/phieu-cham/{halls.hall_of(pk)}/", key)
    closing.fill(address, products, MEMBERS)
    done = closing.close()
    return [
        of_load(
            f"{sittings} sittings × {SEATS} members, a tick each every 3 s for {minutes:g} minutes",
            replace(load, lost=lost, doubled=doubled),
        ),
        of_load("The floor under the same ticks", least),
        f"Score sheet on the wire, compressed: {views[0] / 1000:.0f} kB at the first view,"
        f" {views[1] / 1000:.0f} kB when seen again.",
        f"A sitting of {products} products × {MEMBERS} members: sheets opened and results fixed in"
        f" {done.concluded:.1f} s ({done.concluded * 1000 / products:.0f} ms a product, at most"
        f" {done.slowest * 1000:.0f}), its end sealed in {done.ended:.2f} s, ranked in"
        f" {done.ranked:.2f} s.",
    ]


def keys(book: Book) -> list[tuple[str, list[int]]]:
    """Return criteria and levels as the portal's address takes them: those behind no gate."""
    free = [one for one in book.rules.criteria if one.gated_by is None]
    return [(one.key, [level.ordinal for level in one.levels[:2]]) for one in free]


def by_hand(seat: Seat, book: Book) -> Seat:
    """Return the same member before the floor, which takes ids and changes what is there."""
    ticked = [at for at, version in sorted(seat.versions.items()) if version]
    marks = []
    for key, ordinals in (keys(book)[at] for at in ticked):
        marks.append((book.criterion_ids[key], [book.level_ids[key, one] for one in ordinals]))
    path = f"{API}/floor/sheets/{seat.sheet}/marks/"
    versions = Counter({place: seat.versions[at] for place, at in enumerate(ticked)})
    return Seat(seat.person, seat.sheet, seat.session, path, marks, replays=0, versions=versions)


def of_load(what: str, load: Load) -> str:
    """Say how a load was borne."""
    refused = f"; {len(load.refused)} refused ({load.refused[0]})" if load.refused else ""
    return (
        f"{what}: {load.asked:,} saves, {load.per_second:.0f} a second, half within"
        f" {load.half * 1000:.0f} ms, 95 % within {load.p95 * 1000:.0f} ms;"
        f" {load.lost} lost, {load.doubled} doubled{refused}."
    )
