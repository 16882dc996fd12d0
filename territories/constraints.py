"""The second fence as model constraints: makemigrations writes the row-level security."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BaseConstraint

from ocop_portal.embedded import APP, NATIONAL, WEB

# No OR and no CASE: either would make the planner forget the index on province_id.
OWN_PROVINCE = "province_id = NULLIF(current_setting('ocop.province', true), '')::bigint"


class SqlConstraint(BaseConstraint):
    """A constraint that lives in the database alone; Python's validation leaves it be."""

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "") -> None:
        """Leave it to the database, which refuses the row."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> None:
        """Return nothing inline: the statements run after the table exists."""
        self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> None:
        """Defer to the migration's end, when every table and key that is named exists."""
        schema_editor.deferred_sql.append(self.addition_sql(model, schema_editor))

    def addition_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statements that add the constraint."""
        raise TypeError(f"{type(self).__name__} says no SQL.")

    def __eq__(self, other: object) -> bool:
        """Compare by what would be written to a migration."""
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    __hash__ = None


class ProvinceIsolation(SqlConstraint):
    """Row-level security: a province's role sees and writes its own rows, and no others.

    rights: what the province's role may do; leave out UPDATE and DELETE for an append-only table.
    readable_by: roles that read all rows (a published copy, the assignments a sign-in needs).
    """

    def __init__(
        self,
        *,
        name: str,
        rights: Sequence[str] = ("SELECT", "INSERT", "UPDATE", "DELETE"),
        readable_by: Sequence[str] = (),
    ) -> None:
        super().__init__(name=name)
        unknown = set(readable_by) - {WEB, APP, NATIONAL}
        if unknown:
            raise ValueError(f"Unknown roles: {unknown}")
        self.rights = tuple(rights)
        self.readable_by = tuple(readable_by)

    def addition_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statements that enable the policy and grant the rights."""
        table = schema_editor.quote_name(model._meta.db_table)
        statements = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"REVOKE ALL ON {table} FROM {WEB}, {APP}, {NATIONAL}",
            f"GRANT {', '.join(self.rights)} ON {table} TO {APP}",
        ]
        statements.append(
            f"CREATE POLICY {self._policy(schema_editor, 'own')} ON {table} FOR ALL TO {APP}"
            f" USING ({OWN_PROVINCE}) WITH CHECK ({OWN_PROVINCE})"
        )
        for role in self.readable_by:
            statements += [
                f"GRANT SELECT ON {table} TO {role}",
                f"CREATE POLICY {self._policy(schema_editor, role)} ON {table}"
                f" FOR SELECT TO {role} USING (true)",
            ]
        return "; ".join(statements)

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statements that take the policies away; row security stays on."""
        table = schema_editor.quote_name(model._meta.db_table)
        names = ["own", *self.readable_by]
        return "; ".join(
            f"DROP POLICY {self._policy(schema_editor, name)} ON {table}" for name in names
        )

    def _policy(self, schema_editor: Any, what: str) -> str:
        return schema_editor.quote_name(f"{self.name}_{what}")

    def deconstruct(self) -> tuple[str, tuple, dict]:
        """Serialise for a migration."""
        path, _, kwargs = super().deconstruct()
        return path, (), kwargs | {"rights": self.rights, "readable_by": self.readable_by}


class SameProvince(SqlConstraint):
    """A foreign key (column, province) → (id, province): plain ones bypass the policies."""

    def __init__(self, field: str, *, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def addition_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statement that adds the composite key."""
        quote = schema_editor.quote_name
        field = model._meta.get_field(self.field)
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)}"
            f" FOREIGN KEY ({quote(field.column)}, province_id)"
            f" REFERENCES {quote(field.related_model._meta.db_table)} (id, province_id)"
            " DEFERRABLE INITIALLY DEFERRED"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statement that drops the composite key."""
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def deconstruct(self) -> tuple[str, tuple, dict]:
        """Serialise for a migration."""
        path, _, kwargs = super().deconstruct()
        return path, (self.field,), kwargs


class CompositeKey(SqlConstraint):
    """A foreign key over several columns: a level belongs to the very criterion that is marked."""

    def __init__(self, *, name: str, columns: Sequence[str], to: str, to_columns: Sequence[str]):
        super().__init__(name=name)
        self.columns, self.to, self.to_columns = tuple(columns), to, tuple(to_columns)

    def addition_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statement that adds the key."""
        quote = schema_editor.quote_name
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)}"
            f" FOREIGN KEY ({', '.join(map(quote, self.columns))})"
            f" REFERENCES {quote(self.to)} ({', '.join(map(quote, self.to_columns))})"
        )

    remove_sql = SameProvince.remove_sql

    def deconstruct(self) -> tuple[str, tuple, dict]:
        """Serialise for a migration."""
        path, _, kwargs = super().deconstruct()
        facts = {"columns": self.columns, "to": self.to, "to_columns": self.to_columns}
        return path, (), kwargs | facts
