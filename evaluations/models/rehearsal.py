"""What a rehearsal may and may not: its rows alone are deleted, and nothing follows from it."""

from typing import Any

import pgtrigger

from evaluations.rehearsals import SAMPLE_ORIGIN

# Samples before a rehearsal and nothing else; a real dossier before a real sitting.
REHEARSAL_IS_FIXED = f"""
    IF TG_OP = 'UPDATE' AND (NEW.is_rehearsal, NEW.sitting_id, NEW.submission_id)
       IS NOT DISTINCT FROM (OLD.is_rehearsal, OLD.sitting_id, OLD.submission_id) THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM public.councils_sitting s, public.products_submission b
    WHERE s.id = NEW.sitting_id AND b.id = NEW.submission_id
      AND s.is_rehearsal = NEW.is_rehearsal
      AND (b.participation_id IS NULL AND b.origin = '{SAMPLE_ORIGIN}') = NEW.is_rehearsal;
    IF NOT FOUND OR (TG_OP = 'UPDATE' AND NEW.is_rehearsal <> OLD.is_rehearsal) THEN
        RAISE EXCEPTION 'ocop: a rehearsal is one from its beginning';
    END IF;
    RETURN NEW;
"""
OF_REHEARSAL = "SELECT FROM public.evaluations_evaluation e WHERE e.id = OLD.evaluation_id"
OF_REHEARSAL += " AND e.is_rehearsal"
SITTING_REHEARSED = "SELECT FROM public.councils_sitting s WHERE s.id = NEW.sitting_id"
SITTING_REHEARSED += " AND s.is_rehearsal"


def kept_but_rehearsals(
    name: str, operation: Any = pgtrigger.Delete, *, rows: str = OF_REHEARSAL
) -> pgtrigger.Trigger:
    """Refuse the operation to everybody; only what is of a rehearsal may be deleted."""
    words = "delete" if operation == pgtrigger.Delete else "update or delete"
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        func=(
            f"IF TG_OP = 'DELETE' AND EXISTS ({rows}) THEN RETURN OLD; END IF;"
            f" RAISE EXCEPTION 'pgtrigger: Cannot {words} rows from % table', TG_TABLE_NAME;"
        ),
    )


def never_of_rehearsal(rows: str = "") -> pgtrigger.Trigger:
    """Refuse a row about a rehearsal: what has consequences is of real sittings alone."""
    rows = rows or OF_REHEARSAL.replace("OLD", "NEW")
    return pgtrigger.Trigger(
        name="never_of_rehearsal",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            f"IF EXISTS ({rows}) THEN"
            " RAISE EXCEPTION 'ocop: nothing follows from a rehearsal'; END IF; RETURN NEW;"
        ),
    )
