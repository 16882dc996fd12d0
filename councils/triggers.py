"""What the database refuses of a sitting, whoever asks."""

# A rehearsal is known as one from its first row on, and a real sitting never becomes one.
REHEARSAL_IS_FIXED = """
    IF NEW.is_rehearsal IS DISTINCT FROM OLD.is_rehearsal THEN
        RAISE EXCEPTION 'ocop: a rehearsal is one from its beginning';
    END IF;
    RETURN NEW;
"""


# A round of written opinions is one from its beginning; while it runs its deadline only moves on.
FORM_IS_FIXED = """
    IF NEW.form IS DISTINCT FROM OLD.form OR (
        NEW.answers_due IS DISTINCT FROM OLD.answers_due
        AND (OLD.status = 'closed' OR (OLD.status = 'open' AND NEW.answers_due < OLD.answers_due))
    ) THEN
        RAISE EXCEPTION 'ocop: a sitting keeps its form, a deadline only moves on';
    END IF;
    RETURN NEW;
"""
