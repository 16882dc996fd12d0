"""Who may do what on the tables not fenced by province: one table, applied by `migrate`."""

from django.db import connection

from ocop_portal.embedded import APP, NATIONAL, WEB

READ = "SELECT"
WRITE = "SELECT, INSERT, UPDATE, DELETE"
APPEND = "SELECT, INSERT"

# table: (the web login, the province's role). Every other table without a province policy: nothing.
SHARED_GRANTS: dict[str, tuple[str, str]] = {
    "territories_province": (READ, READ + ", UPDATE (settings)"),
    "territories_adminunit": (READ, READ),
    "territories_succession": (READ, READ),
    "territories_holiday": (WRITE, READ),
    "territories_loadeddata": (READ, READ),
    "accounts_user": (WRITE, "SELECT, INSERT, UPDATE"),
    "accounts_systemevent": (APPEND, APPEND),
    "account_emailaddress": (WRITE, "SELECT, INSERT, UPDATE"),
    "account_emailconfirmation": (WRITE, READ),
    "mfa_authenticator": (WRITE, READ),
    "django_session": (WRITE, WRITE),
    "django_content_type": (READ, READ),
    "django_migrations": (READ, READ),
    "django_admin_log": (APPEND, ""),
    "auth_permission": (READ, READ),
    "auth_group": (READ, READ),
    "auth_group_permissions": (READ, READ),
}
# Shared rule books: every table of the app is read only for everybody but the owner.
SHARED_PREFIXES = ("regulations_",)

# django-pgtrigger's triggers look away when a setting says so, and any login may set it. Migrations
# that install triggers write the function anew; this one, written after them, never looks away.
NEVER_IGNORE = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


def shared_tables() -> dict[str, tuple[str, str]]:
    """Return every unfenced table with its rights, the rule books' tables included."""
    books = [
        name for name in connection.introspection.table_names() if name.startswith(SHARED_PREFIXES)
    ]
    return SHARED_GRANTS | dict.fromkeys(books, (READ, READ))


def apply() -> None:
    """Give each role exactly its rights, and take away every other one; make triggers binding."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {WEB}, {APP}, {NATIONAL}")
        cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {WEB}, {APP}, {NATIONAL}")
        for table, (web, app) in shared_tables().items():
            if table not in present:
                continue
            name = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {name} FROM PUBLIC, {WEB}, {APP}, {NATIONAL}")
            for rights, roles in ((web, WEB), (app, f"{APP}, {NATIONAL}")):
                if rights:
                    cursor.execute(f"GRANT {rights} ON {name} TO {roles}")
        cursor.execute("SELECT to_regprocedure('public._pgtrigger_should_ignore(name)')")
        if cursor.fetchone()[0]:
            cursor.execute(NEVER_IGNORE)
