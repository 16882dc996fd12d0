"""What the database refuses of written opinions, whoever asks (26/2026/QĐ-TTg, Điều 7.6.d)."""

# Only a re-evaluation under a procedure that knows it, heard for the first time and on no appeal;
# what a meeting hears after written opinions is the very submission that was sent there.
WRITTEN_FOR_RE_EVALUATIONS = """
    IF TG_OP = 'UPDATE' AND (NEW.sitting_id, NEW.submission_id, NEW.former_id, NEW.appeal_id)
       IS NOT DISTINCT FROM (OLD.sitting_id, OLD.submission_id, OLD.former_id, OLD.appeal_id) THEN
        RETURN NEW;
    END IF;
    IF NEW.former_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.evaluations_evaluation f WHERE f.id = NEW.former_id
        AND f.submission_id = NEW.submission_id AND f.status = 'to_meeting'
    ) THEN
        RAISE EXCEPTION 'ocop: no written opinions led to this meeting';
    END IF;
    IF EXISTS (
        SELECT FROM public.councils_sitting s WHERE s.id = NEW.sitting_id AND s.form = 'written'
    ) AND (NEW.former_id IS NOT NULL OR NEW.appeal_id IS NOT NULL OR NOT EXISTS (
        SELECT FROM public.products_submission b
        JOIN public.regulations_procedure p ON p.id = b.procedure_id
        WHERE b.id = NEW.submission_id AND p.re_evaluation_days IS NOT NULL
        AND b.snapshot #>> '{cycle,purpose}' = 're_evaluation'
    )) THEN
        RAISE EXCEPTION 'ocop: written opinions are for re-evaluations';
    END IF;
    RETURN NEW;
"""
# An answer bears an hour of before its deadline's end, and says whether a meeting is wanted.
ANSWERED_IN_TIME = """
    IF TG_OP = 'UPDATE' AND NEW.status = 'submitted' AND EXISTS (
        SELECT FROM public.evaluations_evaluation e
        JOIN public.councils_sitting s ON s.id = e.sitting_id
        WHERE e.id = NEW.evaluation_id AND s.form = 'written' AND (
            (NEW.submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > s.answers_due
            OR NOT EXISTS (
                SELECT FROM public.evaluations_opinion o WHERE o.sheet_id = NEW.id
            )
        )
    ) THEN
        RAISE EXCEPTION 'ocop: an answer comes in time and says what it wants';
    END IF;
"""
# An opinion is of a sheet of a written round that its member still writes.
OPINION_ON_OPEN_SHEET = """
    PERFORM 1 FROM public.evaluations_scoresheet s
    JOIN public.evaluations_evaluation e ON e.id = s.evaluation_id
    JOIN public.councils_sitting m ON m.id = e.sitting_id
    WHERE s.id = NEW.sheet_id AND s.user_id = NEW.user_id AND s.status = 'draft'
      AND e.status = 'scoring' AND e.opened_at IS NULL AND m.form = 'written'
    FOR SHARE OF s, e;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ocop: this score sheet can no longer be changed';
    END IF;
    RETURN NEW;
"""
