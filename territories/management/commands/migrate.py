"""Django's migrate, with the database roles before it and the grants after it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from ocop_portal.embedded import APP, NATIONAL, WEB, create_roles, secret
from territories import grants


class Command(migrate.Command):
    """Create missing roles (when the login may), migrate, grant exactly what grants.py says."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the three in order; roles are the cluster's, so they come first."""
        self._roles()
        with few_renderings():
            super().handle(*args, **options)
        grants.apply()

    def _roles(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])
            if cursor.fetchone()[0] == len(ROLES):
                return
            create_roles(cursor.cursor, secret(WEB))
            cursor.execute(f"GRANT {', '.join(ROLES)} TO CURRENT_USER")


ROLES = (WEB, APP, NATIONAL)


@contextmanager
def few_renderings() -> Iterator[None]:
    """Take in constraints, indexes and triggers without rendering the models around them anew.

    They touch no relation, yet Django makes every neighbour's class again at each of five
    hundred: half of a first `migrate`. Old classes are cyclic; the collector comes less often.
    """
    before = ProjectState._append_option, AddTrigger.state_forwards
    thresholds = gc.get_threshold()
    ProjectState._append_option, AddTrigger.state_forwards = _append_option, _append_trigger
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        ProjectState._append_option, AddTrigger.state_forwards = before


def _append_option(state: ProjectState, app: str, model: str, option: str, added: Any) -> None:
    options = state.models[app, model].options
    options[option] = [*options.get(option, []), added]
    if "apps" in state.__dict__:  # rendered before; otherwise it will be, with what was added
        meta = state.apps.get_model(app, model)._meta
        setattr(meta, option, [*getattr(meta, option, []), added])


def _append_trigger(operation: AddTrigger, app: str, state: ProjectState) -> None:
    _append_option(state, app, operation.model_name, operation.option_name, operation.trigger)
