"""The second fence, as the database sees it: every tenant table, every right, three provinces."""

import contextlib

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from ocop_portal import embedded
from ocop_portal.embedded import APP, NATIONAL, WEB
from territories.checks import PRIVILEGES, privileges, unfenced_tables
from territories.constraints import OWN_PROVINCE, ProvinceIsolation
from territories.models import ProvinceOwned
from territories.tenancy import acting_for
from tests.cast import province

TENANT_MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if issubclass(model, ProvinceOwned)
]
pytestmark = pytest.mark.django_db


def insert(model: type, province_id: int) -> int:
    """Insert a bare row as owner, with the table's checks, keys and triggers out of the way."""
    table = connection.ops.quote_name(model._meta.db_table)
    _loosen(model._meta.db_table)
    columns, values = [], []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        columns.append(connection.ops.quote_name(field.column))
        values.append(province_id if field.column == "province_id" else _some(field))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('session_replication_role', 'replica', true)")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # some fire in every mode
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)})"
            f" VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id",
            values,
        )
        row = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SELECT set_config('session_replication_role', 'origin', true)")
    return row


def _loosen(table: str) -> None:
    """Drop what would refuse a bare row; the test's rollback brings it all back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%I DROP CONSTRAINT IF EXISTS %%I CASCADE', %s, conname)"
            " FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'u')"
            " UNION ALL SELECT format('DROP INDEX IF EXISTS %%I', c.relname)"
            " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = %s::regclass AND i.indisunique AND NOT i.indisprimary",
            [table, table, table],
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def _some(field: object) -> object:
    """Return a value that the column's type takes; null where it may be."""
    if field.null:
        return None
    kind = field.get_internal_type()
    if kind in ("ForeignKey", "OneToOneField"):
        return 1
    text = {"BooleanField": False, "JSONField": "{}", "DateRangeField": "[2026-01-01,)"}
    text |= {"ArrayField": "{}", "UUIDField": "3" * 32}
    dates = {"DateField": "2026-01-01", "DateTimeField": "2026-01-01T00:00Z"}
    if kind in text | dates:
        return (text | dates)[kind]
    return 3 if "Integer" in kind or kind == "DecimalField" else "x"


@pytest.fixture
def homes() -> tuple[int, int]:
    """Return the ids of two provinces."""
    return province("quang-ngai").pk, province("gia-lai").pk


def act_as(role: str, province_id: int | None) -> None:
    """Become a role with a province, as acting_for would, for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('ocop.province', %s, true)",
            [role, str(province_id or "")],
        )


def ids(model: type) -> set[int]:
    """Read all ids that the present role sees."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {connection.ops.quote_name(model._meta.db_table)}")
        return {row[0] for row in cursor.fetchall()}


def rights(model: type) -> tuple[str, ...]:
    """Return what the model grants to a province's role."""
    fences = [c for c in model._meta.constraints if isinstance(c, ProvinceIsolation)]
    assert len(fences) == 1, f"{model.__name__} has {len(fences)} fences"
    return fences[0].rights


def is_published(model: type) -> bool:
    """Tell whether all provinces' rows of the model are public by design."""
    fence = next(c for c in model._meta.constraints if isinstance(c, ProvinceIsolation))
    return APP in fence.readable_by


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
def test_reading_shows_own_province_only(model: type, homes: tuple[int, int]) -> None:
    here, there = homes
    insert(model, there)  # a row that could leak
    own = insert(model, here) if not is_published(model) else None
    act_as(APP, here)
    if own is None:
        return
    # Marks and their log are sealed on top: not even one's own province shows before the opening.
    kept = ("score", "finding", "markoperation", "keyedsheet", "opinion")
    sealed = model._meta.model_name in kept
    assert ids(model) == (set() if sealed else {own})


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
def test_reading_without_a_province_shows_nothing(model: type, homes: tuple[int, int]) -> None:
    insert(model, homes[0])
    act_as(APP, None)
    assert is_published(model) or ids(model) == set()


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
def test_web_login_alone_may_not_read(model: type, homes: tuple[int, int]) -> None:
    insert(model, homes[0])
    fence = next(c for c in model._meta.constraints if isinstance(c, ProvinceIsolation))
    act_as(WEB, homes[0])
    if WEB in fence.readable_by:
        assert ids(model)
        return
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ids(model)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
@pytest.mark.parametrize("role", [APP, WEB])
def test_writing_into_another_province_is_refused(
    model: type, role: str, homes: tuple[int, int]
) -> None:
    here, there = homes
    row = insert(model, there)
    table = connection.ops.quote_name(model._meta.db_table)
    act_as(role, here)
    for statement in (
        f"UPDATE {table} SET province_id = {here} WHERE id = {row}",
        f"DELETE FROM {table} WHERE id = {row}",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                assert cursor.rowcount == 0
        except DatabaseError:
            pass  # refused outright: no right at all
    act_as("none", None)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT province_id FROM {table} WHERE id = {row}")
        assert cursor.fetchone() == (there,)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
@pytest.mark.parametrize("opened", [True, False], ids=["other province", "no province"])
def test_inserting_for_another_province_is_refused(
    model: type, opened: bool, homes: tuple[int, int]
) -> None:
    here, there = homes
    act_as(APP, here if opened else None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT with_check FROM ("
            " SELECT pg_get_expr(polwithcheck, polrelid) AS with_check, polcmd, polroles"
            " FROM pg_policy WHERE polrelid = %s::regclass AND polpermissive"
            ") p WHERE with_check IS NOT NULL",
            [model._meta.db_table],
        )
        checks = [row[0] for row in cursor.fetchall()]
        assert len(checks) == 1
        cursor.execute(f"SELECT ({checks[0].replace('province_id', str(there), 1)}) IS TRUE")
        assert cursor.fetchone() == (False,)
        cursor.execute(f"SELECT ({checks[0].replace('province_id', str(here), 1)}) IS TRUE")
        assert cursor.fetchone() == (opened,)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
def test_rights_of_the_province_role_are_those_declared(model: type) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = %s AND table_name = %s",
            [APP, model._meta.db_table],
        )
        assert {row[0] for row in cursor.fetchall()} == set(rights(model))


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
def test_links_between_tenant_rows_stay_in_one_province(model: type) -> None:
    """Every foreign key to a tenant table has a composite twin with the province."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = %s::regclass",
            [model._meta.db_table],
        )
        keys = [row[0] for row in cursor.fetchall()]
    for field in model._meta.concrete_fields:
        target = field.related_model
        if target and issubclass(target, ProvinceOwned):
            assert any(f"({field.column}, province_id)" in key for key in keys), field


def test_every_table_is_fenced_or_listed() -> None:
    assert unfenced_tables() == []


TABLE = "CREATE TABLE forgotten (id int, province_id bigint)"
SECURED = f"{TABLE}; ALTER TABLE forgotten ENABLE ROW LEVEL SECURITY"
POLICY = f"{SECURED}; CREATE POLICY p ON forgotten TO {APP}"


@pytest.mark.parametrize(
    "statement",
    [
        TABLE,
        SECURED,
        f"{POLICY} USING (true)",
        f"{POLICY} USING ({OWN_PROVINCE}) WITH CHECK (true)",
        "CREATE VIEW forgotten AS SELECT * FROM producers_producer",
        "CREATE MATERIALIZED VIEW forgotten AS SELECT * FROM producers_producer",
    ],
    ids=["no fence", "no policy", "policy for all", "writes for all", "view", "stored view"],
)
def test_what_stands_outside_the_fence_is_reported(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert unfenced_tables() == ["forgotten"]


@pytest.mark.parametrize(
    "statement",
    [
        f"{POLICY} USING ({OWN_PROVINCE})",
        "CREATE VIEW fine WITH (security_invoker = true) AS SELECT * FROM producers_producer",
    ],
    ids=["policy", "view with the caller's eyes"],
)
def test_what_stands_behind_the_fence_is_not_reported(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert unfenced_tables() == []


def test_owner_login_is_found_out() -> None:
    assert privileges() == ["owns tables"]


@pytest.mark.parametrize(
    ("grant", "found"),
    [
        ("SELECT", (False, False, False)),
        (
            "CREATE ROLE keeper; CREATE TABLE kept (); ALTER TABLE kept OWNER TO keeper;"
            f" GRANT keeper TO {WEB}",
            (False, False, True),
        ),
        (f"ALTER ROLE {NATIONAL} BYPASSRLS", (False, True, False)),
    ],
    ids=["as it is", "member of an owner", "a role it may take bypasses"],
)
def test_what_the_web_login_may_become_is_found_out(grant: str, found: tuple) -> None:
    name = connection.settings_dict["NAME"]
    with contextlib.closing(embedded.connect("postgres", name)) as postgres:
        cursor = postgres.cursor()
        for statement in ("BEGIN", grant, f"SET LOCAL SESSION AUTHORIZATION {WEB}", PRIVILEGES):
            cursor.execute(statement)
        assert cursor.fetchone() == found
        cursor.execute("ROLLBACK")


def test_acting_for_nests_and_puts_back() -> None:
    def state() -> tuple:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('ocop.province', true)")
            user, opened = cursor.fetchone()
            return user, opened or ""

    here, there = province("quang-ngai"), province("gia-lai")
    before = state()
    with acting_for(here):
        assert state() == (APP, str(here.pk))
        with acting_for(there):
            assert state() == (APP, str(there.pk))
        assert state() == (APP, str(here.pk))
        with pytest.raises(RuntimeError), acting_for(there):
            raise RuntimeError
        assert state() == (APP, str(here.pk))
    assert state() == before
