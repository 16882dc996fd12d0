"""Rows made by the superuser with triggers and keys off: half a million in seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from environ import Env

MODES = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
OWN = "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"

COPY = """
INSERT INTO {table}
SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(one) || jsonb_build_object({change}))).*
FROM {table} one, {series} WHERE one.id = {like}
"""


def copy_row(cursor: Any, table: str, like: int, change: str, series: str) -> None:
    """Copy a row once for each number of a series; `change`: names and values, in SQL."""
    cursor.execute(COPY.format(table=table, like=like, change=change, series=series))


@contextmanager
def past_triggers(address: str, *tables: str) -> Iterator[Any]:
    """Give a cursor; the seals of these tables, which hold in any mode, are off until the end.

    address: where the superuser goes in. This database is thrown away.
    """
    at = Env.db_url_config(address)
    connection = psycopg2.connect(
        host=at["HOST"], dbname=at["NAME"], user=at["USER"], password=at["PASSWORD"]
    )
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("SET session_replication_role = replica")
    kept = []
    for table in tables:
        cursor.execute(OWN, [table])
        kept += [(table, *row) for row in cursor.fetchall()]
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield cursor
        cursor.execute("ANALYZE")
    finally:
        for table, name, mode in kept:
            cursor.execute(f'ALTER TABLE {table} {MODES[mode]} TRIGGER "{name}"')
        connection.close()
