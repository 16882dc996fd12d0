"""What is published stays: the trigger on every table of a rule book, even for its owner."""

import pgtrigger
from django.db.models import F, Func, Value

# SQL from a row to the id of what was published with it.
OF_BOOK = "{row}.regulation_id"
OF_SECTOR = "(SELECT regulation_id FROM regulations_sector WHERE id = {row}.sector_id)"
OF_SET = "(SELECT regulation_id FROM regulations_criteriaset WHERE id = {row}.criteria_set_id)"
OF_CRITERION = (
    "(SELECT s.regulation_id FROM regulations_criterion c JOIN regulations_criteriaset s"
    " ON s.id = c.criteria_set_id WHERE c.id = {row}.criterion_id)"
)
OF_PROCEDURE = "{row}.procedure_id"


def frozen(owner: str, table: str = "regulations_regulation", *, free: str = "") -> list:
    """Return the trigger that refuses every write to a published owner's rows, to everybody.

    owner: SQL from a row to its owner's id; free: the one column that may still move.
    """
    owners = ", ".join(owner.format(row=row) for row in ("OLD", "NEW"))
    moved = f" AND NOT ({_only(free)})" if free else ""
    return _refuse(
        f"EXISTS (SELECT FROM {table} WHERE published_at IS NOT NULL AND id IN ({owners})){moved}"
    )


def frozen_itself(*, period: str) -> list:
    """Return the trigger for the published row itself: only its open end may still be closed."""
    closing = (
        f"{_only(period)} AND upper_inf(OLD.{period}) AND lower(OLD.{period}) = lower(NEW.{period})"
    )
    return _refuse(f"OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR NOT ({closing}))")


def _only(column: str) -> str:
    return f"TG_OP = 'UPDATE' AND to_jsonb(OLD) - '{column}' = to_jsonb(NEW) - '{column}'"


def _refuse(condition: str) -> list:
    message = "A published rule book is never changed (table %)."
    return [
        pgtrigger.Trigger(
            name="frozen",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=(
                f"IF {condition} THEN RAISE EXCEPTION '{message}', TG_TABLE_NAME"
                " USING ERRCODE = 'restrict_violation'; END IF;"
                " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
            ),
        )
    ]


def same_owner(column: str) -> Func:
    """Return the owner's id as a range, so that no extension is needed to compare it."""
    return Func(F(column), F(column), Value("[]"), function="int8range")
