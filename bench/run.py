"""The measurements themselves, on a database that holds the full demo."""

import argparse
import io
import json
import os
import platform
import re
import time
from datetime import date
from pathlib import Path
from typing import Any

import django

django.setup()

import rustpy_xlsxwriter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

settings.ROOT_URLCONF = "bench.urls"

from evaluations.certificates import render  # noqa: E402
from evaluations.marks import book_of  # noqa: E402
from evaluations.models import Certificate  # noqa: E402
from ocop_portal import exports  # noqa: E402
from ocop_portal.demo.people import QUANG_NGAI  # noqa: E402
from ocop_portal.management.commands.demo import count_rows  # noqa: E402
from territories.models import Province  # noqa: E402
from territories.tenancy import acting_for  # noqa: E402

from . import council, floor, ranking, world  # noqa: E402
from .measure import Figure, pair  # noqa: E402

LIST, API_LIST = f"/{QUANG_NGAI}/san-pham/", f"/api/v1/{QUANG_NGAI}/products/?page_size=50"
FLOOR_LIST = f"/{QUANG_NGAI}/floor/products/"
FLOOR_API_LIST = f"/api/v1/{QUANG_NGAI}/floor/products/"
COLUMNS = 20
RANKED = 2000
RESULT = "<!-- figures -->"


def main() -> None:
    """Measure everything; print it, and write it down where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, nargs="+", default=[200, 2000, 8000])
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--ranked", type=int, default=RANKED)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--sittings", type=int, default=20)
    parser.add_argument("--closing", type=int, default=200)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    found: list[Figure] = []
    sheet = world.open_sheet()
    for number in asked.products:
        world.fill(number)
        count_rows()
        found += lists(number, asked.times)
        found += scoring(number, sheet, asked.times)
    found.append(export(asked.rows))
    per_second = certificates(asked.seconds)
    of_council = council.figures(sheet, asked.minutes, asked.sittings, asked.closing)
    print(*of_council, sep="\n", flush=True)
    found.append(ranking_of(asked.ranked))  # last: it leaves half a million marks behind
    text = table(found, per_second) + "\n" + "\n".join(f"- {one}" for one in of_council) + "\n"
    print(text)
    if asked.write:
        kept = asked.write.read_text(encoding="utf-8")
        before, _old, after = kept.split(RESULT)
        asked.write.write_text(f"{before}{RESULT}\n{text}{RESULT}{after}", encoding="utf-8")


def lists(number: int, times: int) -> list[Figure]:
    """Measure the page and the API of the list of products."""
    client = world.signed_in("binh")
    page = got(client, LIST)
    begin, end = page.index("<tbody"), page.index("</tbody>")
    floor.FRAMES["products"] = page[:begin], page[end:]
    names = re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]+)</a>', page[begin:end])
    least = got(client, FLOOR_LIST)
    missing = [name for name in names if f">{name}</a>" not in least]
    if missing or not names:
        raise SystemExit(f"The floor shows other products: {missing[:3]}")
    if {one["name"] for one in json.loads(got(client, API_LIST))["results"]} != {
        one["name"] for one in json.loads(got(client, FLOOR_API_LIST))["results"]
    }:
        raise SystemExit("The floor of the API gives other products.")
    return [
        pair(
            f"{what}, 50 of {number:,} products",
            lambda ours=ours: got(client, ours),
            lambda theirs=theirs: got(client, theirs),
            aim=3,
            times=times,
        )
        for what, ours, theirs in (
            ("List page", LIST, FLOOR_LIST),
            ("API list", API_LIST, FLOOR_API_LIST),
        )
    ]


def scoring(number: int, sheet: Any, times: int) -> list[Figure]:
    """Measure a member's sheet and one autosave."""
    client = world.signed_in("minh")
    ours = f"/{QUANG_NGAI}/phieu-cham/{sheet.evaluation_id}/"
    page = got(client, ours)
    middle = page.index("</form>")
    floor.FRAMES["sheet"] = page[:middle], page[middle:]
    theirs = f"/{QUANG_NGAI}/floor/sheet/{sheet.evaluation_id}/"
    shown = pair(
        f"Score sheet page, {number:,} products",
        lambda: got(client, ours), lambda: got(client, theirs), aim=3, times=times,
    )  # fmt: skip
    with acting_for(Province.objects.get(slug=QUANG_NGAI), sheet.user_id):
        book = book_of(sheet.evaluation.submission.criteria_set)
        versions = {book.keys[one.criterion_id]: one.version for one in sheet.scores.all()}
    free = [one for one in book.rules.criteria if one.gated_by is None]
    save = Saver(client, f"/api/v1/{QUANG_NGAI}/sheets/{sheet.pk}/marks/", free[0], versions)
    least = f"/api/v1/{QUANG_NGAI}/floor/sheets/{sheet.pk}/marks/"
    by_hand = Saver(client, least, free[1], versions, book)
    saved = pair(f"One autosave, {number:,} products", save, by_hand, aim=2.5, times=times)
    return [shown, saved]


def ranking_of(products: int) -> Figure:
    """Measure the ranking of a whole round from its marks, against one statement that does it."""
    ranking.fill(products, os.environ["BENCH_SUPERUSER"])
    with acting_for(Province.objects.get(slug=QUANG_NGAI)):
        if sorted(ranking.rank()) != sorted(ranking.rank_by_hand()):
            raise SystemExit("The floor ranks otherwise.")
        name = f"Ranking of {products:,} products from {ranking.marks():,} marks"
        return pair(name, ranking.rank, ranking.rank_by_hand, aim=3, times=3)


class Saver:
    """Ticks one criterion's first and second level in turn, each time with the version it saw."""

    def __init__(
        self, client: Any, url: str, criterion: Any, versions: Any, book: Any = None
    ) -> None:
        self.client, self.url, self.version = client, url, versions[criterion.key]
        self.levels = [level.ordinal for level in criterion.levels[:2]]
        self.criterion = criterion.key
        if book is not None:  # the floor takes ids
            self.levels = [book.level_ids[criterion.key, ordinal] for ordinal in self.levels]
            self.criterion = book.criterion_ids[criterion.key]

    def __call__(self) -> None:
        """Save once."""
        level = self.levels[self.version % 2]
        body = {"criterion": self.criterion, "version": self.version, "level": level}
        answer = self.client.post(self.url, body, content_type="application/json")
        if answer.status_code != 200:
            raise SystemExit(f"{self.url} answered {answer.status_code}: {answer.content[:300]}")
        self.version += 1


def export(rows: int) -> Figure:
    """Measure a workbook against the bare writer on the same values."""
    headings = [f"Cột {number}" for number in range(COLUMNS)]
    columns = [
        exports.Column(heading, lambda row, at=at: row[at]) for at, heading in enumerate(headings)
    ]
    day = date(2026, 8, 4)
    values = [
        [
            day if at == 3 else n * at if at % 4 == 1 else f"Tỏi đen {n} {at}"
            for at in range(COLUMNS)
        ]
        for n in range(rows)
    ]
    records = [dict(zip(headings, row, strict=True)) for row in values]
    shape = rustpy_xlsxwriter.Format().set_num_format(exports.DAY)
    return pair(
        f"Export of {rows:,} rows × {COLUMNS}",
        lambda: exports.xlsx(exports.sheet("Sản phẩm", columns, values)),
        lambda: rustpy_xlsxwriter.write_worksheet(
            records, io.BytesIO(), column_formats=dict.fromkeys(headings[2::3], shape)
        ),
        aim=2,
        times=3,
    )


def certificates(seconds: float) -> float:
    """Return how many certificates one core prints in a second."""
    with acting_for(Province.objects.get(slug=QUANG_NGAI)):
        every = list(Certificate.objects.all())
    render(every[0].facts)
    began, printed = time.process_time(), 0
    while time.process_time() - began < seconds:
        render(every[printed % len(every)].facts)
        printed += 1
    return printed / (time.process_time() - began)


def got(client: Any, url: str) -> str:
    """Return a page, which must be there."""
    answer = client.get(url)
    if answer.status_code != 200:
        raise SystemExit(f"{url}: {answer.status_code} {answer.headers} {answer.content[:300]}")
    return answer.content.decode()


def table(found: list[Figure], per_second: float) -> str:
    """Return the figures with the machine."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    lines = [
        "",
        f"Measured {date.today():%d/%m/%Y}: {_cores()}, Python {platform.python_version()},"  # noqa: DTZ011
        f" Django {django.__version__}, PostgreSQL {server}.",
        "",
        "| What | Portal, ms | Floor, ms | Ratio | Aim | Queries |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {one.name} | {one.portal:.1f} | {one.floor:.1f} | {one.ratio:.2f} | ≤ {one.aim:g} |"
        f" {'' if one.queries is None else one.queries} |"
        for one in found
    ]
    lines += ["", f"Certificates: {per_second:.1f} a second and core (aim: at least 15).", ""]
    return "\n".join(lines)


def _cores() -> str:
    names = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return f"{len(names)} cores of {names[0]}" if names else platform.machine()


if __name__ == "__main__":
    main()
