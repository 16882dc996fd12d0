"""System checks: no login past the fences, no tenant table without one."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from .grants import shared_tables

# Of the login and of every role that it is a member of: SET ROLE is one statement away.
PRIVILEGES = """
    SELECT bool_or(r.rolsuper), bool_or(r.rolbypassrls),
           bool_or(EXISTS (SELECT 1 FROM pg_class c
                           WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p')))
    FROM pg_roles r WHERE pg_has_role(session_user, r.oid, 'MEMBER')
"""
# Tables with: row security is on, has a policy, and none of them writes without a province.
# A view reads with its owner's eyes unless it is told to use the caller's; a stored one always.
CATALOGUE = """
    SELECT c.relname,
           CASE c.relkind
               WHEN 'v' THEN COALESCE(c.reloptions::text[] && ARRAY[
                   'security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
               WHEN 'm' THEN false
               WHEN 'f' THEN false
               ELSE c.relrowsecurity
                   AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
                   AND NOT EXISTS (
                       SELECT 1 FROM pg_policy p
                       WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd <> 'r'
                         AND strpos(COALESCE(pg_get_expr(p.polwithcheck, p.polrelid),
                                             pg_get_expr(p.polqual, p.polrelid), ''),
                                    'ocop.province') = 0)
           END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""


def privileges() -> list[str]:
    """Name what lets the present login past row-level security; empty is good."""
    with connection.cursor() as cursor:
        cursor.execute(PRIVILEGES)
        superuser, bypass, owner = cursor.fetchone()
    named = {"is a superuser": superuser, "may bypass row security": bypass, "owns tables": owner}
    return [what for what, holds in named.items() if holds]


def refuse_privileged_login() -> None:
    """Stop the start of a server whose login could see every province."""
    if found := privileges():
        raise ImproperlyConfigured(
            f"The runtime database login {' and '.join(found)}. Give the web login in DATABASE_URL"
            " and the owner in DATABASE_OWNER_URL."
        )


def unfenced_tables() -> list[str]:
    """Name the tables and views with neither a province's fence nor a line in the shared list."""
    shared = shared_tables()
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE)
        rows = cursor.fetchall()
    return sorted(name for name, fenced in rows if not fenced and name not in shared)


@register(Tags.database)
def check_fences(*, databases: Any = None, **_kwargs: Any) -> list[Error]:
    """Report tables outside the fence (`check --database default`)."""
    if not databases or not connection.introspection.table_names():
        return []
    return [
        Error(
            f"Table {name} has no province policy and is not listed in territories/grants.py.",
            id="territories.E001",
        )
        for name in unfenced_tables()
    ]
