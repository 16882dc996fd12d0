"""Measure the record of scoring: events a second on one province, verification of a long chain.

    python -m bench.record --events 1000000 --connections 1 4 8

In a throw-away database; the chain is made in bulk by SQL, with the triggers out of the way.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from ocop_portal import embedded

DATABASE = "bench_record"
RESULT = "<!-- record -->"
SLUG = "quang-ngai"
# As the trigger ocop_chain() does it, in one statement for many.
BULK = """
DO $$
DECLARE
    tenant bigint := (SELECT id FROM territories_province WHERE slug = '{slug}');
    link text := repeat('0', 64); prev text; body text; at timestamptz := now();
BEGIN
    FOR seq IN 1..{events} LOOP
        at := at + interval '1 microsecond';
        body := '{{"act":{{"by":"' || md5(seq::text) || '","evaluation":' || seq % 200
            || ',"sitting":' || seq % 20 || ',"state":"present"}},"at":"'
            || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            || '","kind":"place_changed"}}';
        prev := link;
        link := encode(sha256(decode(prev, 'hex')
            || convert_to(tenant || '|' || seq || '|' || body, 'UTF8')), 'hex');
        INSERT INTO evaluations_recordevent (province_id, seq, at, kind, body, prev, hash,
            evaluation_ref, sitting_ref)
        VALUES (tenant, seq, at, 'place_changed', body, prev, link, seq % 200, seq % 20);
    END LOOP;
    INSERT INTO evaluations_recordhead (province_id, seq, hash) VALUES (tenant, {events}, link);
END $$
"""
APPEND = (
    "INSERT INTO evaluations_recordpending (province_id, kind, act)"
    " VALUES (%s, 'place_changed', '{\"state\":\"present\"}')"
)


def main() -> None:
    """Make the database, measure, drop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 4, 8])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    with (
        embedded.database(),
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(embedded.connect("postgres", "postgres")) as connection,
    ):
        cursor = connection.cursor()
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {embedded.OWNER}")
        try:
            found = list(measure(asked, Path(folder)))
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    if asked.write:
        before, _old, after = asked.write.read_text(encoding="utf-8").split(RESULT)
        lines = "".join(f"- {one}\n" for one in found)
        asked.write.write_text(f"{before}{RESULT}\n{lines}{RESULT}{after}", encoding="utf-8")


def measure(asked: argparse.Namespace, folder: Path) -> Iterator[str]:
    """Measure on an empty record, then on a long one; say each figure as it comes."""
    settings = os.environ | {
        "DATABASE_URL": embedded.url(embedded.WEB, DATABASE),
        "DATABASE_OWNER_URL": embedded.url(embedded.OWNER, DATABASE),
        "SECRET_KEY": "for measuring only",
        "IS_HTTPS": "0",
        "DJANGO_SETTINGS_MODULE": "ocop_portal.settings",
    }
    owner = settings | {"DATABASE_URL": settings["DATABASE_OWNER_URL"]}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "prepare"], cwd=embedded.BASE_DIR, env=owner, check=True)
    for number in asked.connections:
        rate = appended(number, asked.seconds)
        yield say(f"{number} connections on one province: {rate:,.0f} events/s")
    with contextlib.closing(embedded.connect("postgres", DATABASE)) as connection:
        cursor = connection.cursor()
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM evaluations_recordevent")
        cursor.execute("DELETE FROM evaluations_recordhead")
        began = time.monotonic()
        cursor.execute(BULK.format(slug=SLUG, events=asked.events))
        cursor.execute("ANALYZE evaluations_recordevent")
        yield say(f"{asked.events:,} events made in {time.monotonic() - began:.1f} s")
    file, verify = folder / "record.jsonl", [*manage, "verify_record", "--province", SLUG]
    for what, command in (
        ("verify_record", verify),
        ("verify_record --export", [*verify, "--export", file]),
        ("the script alone", [sys.executable, "docs/verify_record.py", file]),
    ):
        began = time.monotonic()
        subprocess.run(command, cwd=embedded.BASE_DIR, env=settings, check=True)
        yield say(f"{what}: {time.monotonic() - began:.1f} s for {asked.events:,} events")


def appended(connections: int, seconds: float) -> float:
    """Return how many events a second these connections append, each in its own transaction."""
    counts = [0] * connections
    end = time.monotonic() + seconds

    def run(place: int) -> None:
        with contextlib.closing(embedded.connect("postgres", DATABASE)) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT id FROM territories_province WHERE slug = %s", [SLUG])
            tenant = cursor.fetchone()[0]
            cursor.execute("SET ROLE ocop_app")
            cursor.execute("SELECT set_config('ocop.province', %s, false)", [str(tenant)])
            while time.monotonic() < end:
                cursor.execute(APPEND, [tenant])
                counts[place] += 1

    threads = [threading.Thread(target=run, args=[place]) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def say(text: str) -> str:
    """Print a figure."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
    return text


if __name__ == "__main__":
    main()
