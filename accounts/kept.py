"""Statements that are put together once: over twelve tables that takes longer than the answer.

The process keeps each for a province, a day and a kind of duties, for the conditions on what a
person sees read nothing else; ids stand in it as numbers that no row has, and a call puts its own
in their places. PostgreSQL keeps its plan as well, for each connection that asks again (a pooler
that lends a connection out by the transaction does not go with that). Rows are made by Django as
ever. What would be frozen unseen (an instant, an id in a list) is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet, ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet, prefetch_related_objects
from psycopg2.extensions import AsIs

from territories import clock
from territories.tenancy import current_province_id

from . import policy

FIRST = 2_000_000_001  # beyond every id, within the range of every column of ids
LARGEST = 2**63 - 1
MOST = 256  # statements of one kind in the process, and of all kinds planned on one connection
_numbers = count(1)


@dataclass(frozen=True)
class _Compiled:
    name: str
    rows: Any  # a QuerySet and its compiler, where there is one
    compiler: Any
    sql: str
    params: Sequence[Any]
    places: dict[int, int]  # where in params which of the given values stands
    kinds: Sequence[str]  # the types of those values


class Kept:
    """A question about ids, and about what `user` sees: `build` gives it as a QuerySet, once."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._known: dict[Hashable, _Compiled | None] = {}

    def __call__(self, user: Any = None, **ids: int) -> list[Any]:
        """Return the rows."""
        found = self._found(user, ids)
        return [] if found is None else _rows(found, _values(user, ids))

    def first(self, user: Any = None, **ids: int) -> Any:
        """Return the first row, or None."""
        return next(iter(self(user, **ids)), None)

    def count(self, user: Any = None, **ids: int) -> int:
        """Count the rows; they are built with `values("pk")`."""
        found = self._found(user, ids, "SELECT count(*) FROM ({}) kept")
        return 0 if found is None else _answer(found, _values(user, ids))[0][0]

    def _found(self, user: Any, ids: dict[str, int], form: str = "{}") -> _Compiled | None:
        if any(int(one) > LARGEST for one in ids.values()):
            return None
        shape = None if user is None else policy.shape(user)
        key = (current_province_id(), clock.today(), shape, form)
        try:
            return self._known[key]
        except KeyError:
            found = _compiled(self.build, user, list(ids), form)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = found
        return found


class Statement:
    """A statement of our own, in which `constants` come before the one value that a call gives."""

    def __init__(self, sql: str, constants: Sequence[Any], kind: str) -> None:
        name, at = f"kept_{next(_numbers)}", len(constants)
        self._said = _Compiled(name, None, None, sql, [*constants, None], {at: 0}, [kind])

    def __call__(self, value: Any) -> list[tuple]:
        """Return the rows; row-level security is all that keeps a province's from another's."""
        return _answer(self._said, [value])


def _values(user: Any, ids: dict[str, int]) -> list[int]:
    return [int(one) for one in (*ids.values(), *(() if user is None else [user.pk]))]


def _compiled(
    build: Callable[..., QuerySet], user: Any, names: list[str], form: str
) -> _Compiled | None:
    numbers = [FIRST + at for at, _name in enumerate(names)]
    given: dict[str, Any] = dict(zip(names, numbers, strict=True))
    if user is not None:
        numbers.append(FIRST + len(names))
        given["user"] = policy.stand_in(user, numbers[-1])
    rows = build(**given)
    compiler = rows.query.get_compiler(rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:  # nothing is there for such duties, whoever holds them
        return None
    places = {
        at: numbers.index(one)
        for at, one in enumerate(params)
        if isinstance(one, int) and one in numbers
    }
    frozen = repr([sql, *(one for at, one in enumerate(params) if at not in places)])
    if any(str(one) in frozen for one in numbers):
        raise ImproperlyConfigured("An id does not stand by itself in a kept statement.")
    if any(isinstance(one, datetime) for one in params) or compiler.has_extra_select:
        raise ImproperlyConfigured("A kept statement freezes no instant and selects what it gives.")
    name = f"kept_{next(_numbers)}"
    kinds = ["bigint"] * len(numbers)
    return _Compiled(name, rows, compiler, form.format(sql), params, places, kinds)


def plans_of_connection() -> dict[Any, Any]:
    """Return how often this thread's connection was asked what; `of`: on which session."""
    # `connection` itself is one for all threads, and only looks up the connection of each.
    return connections[DEFAULT_DB_ALIAS].__dict__.setdefault("_kept", {})


def _answer(found: _Compiled, values: list[Any]) -> list[tuple]:
    """Ask; who asks a second time on a connection has the plan kept there."""
    asked = plans_of_connection()
    if asked.get("of") is not connection.connection or len(asked) > MOST:
        asked.clear()
    before = "" if asked else "DEALLOCATE ALL; "
    times = asked.get(found.name, 0)
    try:
        with connection.cursor() as cursor:
            if times == 0:
                cursor.execute(before + found.sql, _put(found, values))
            else:
                plan = _plan(cursor, found) if times == 1 else ""
                places = f"({', '.join(['%s'] * len(values))})" if values else ""
                cursor.execute(f"{plan}EXECUTE {found.name}{places}", values)
            asked["of"], asked[found.name] = connection.connection, times + 1
            return cursor.fetchall()
    except Exception:
        asked.clear()  # whether the plan is kept there is not known
        raise


def _put(found: _Compiled, values: Sequence[Any]) -> list[Any]:
    params = list(found.params)
    for at, which in found.places.items():
        params[at] = values[which]
    return params


def _plan(cursor: Any, found: _Compiled) -> str:
    marks = [AsIs(f"${at + 1}") for at, _kind in enumerate(found.kinds)]
    written = cursor.mogrify(found.sql, _put(found, marks))
    kinds = f"({', '.join(found.kinds)})" if marks else ""
    return f"PREPARE {found.name}{kinds} AS {written.decode()}; ".replace("%", "%%")


def _rows(found: _Compiled, ids: list[int]) -> list[Any]:
    """Let Django make the rows of the answer."""
    compiler = copy(found.compiler)
    compiler.connection = connection
    compiler.execute_sql = lambda *_args, **_kwargs: [_answer(found, ids)]
    query = copy(found.rows.query)
    query.get_compiler = lambda *_args, **_kwargs: compiler
    asked = SimpleNamespace(
        db=found.rows.db,
        model=found.rows.model,
        query=query,
        _fields=found.rows._fields,
        _known_related_objects=found.rows._known_related_objects,
    )
    rows = list(found.rows._iterable_class(asked))
    if lookups := found.rows._prefetch_related_lookups:
        prefetch_related_objects(rows, *lookups)
    return rows
