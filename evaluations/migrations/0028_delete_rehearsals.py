"""The owner's function that deletes a rehearsal whole: its sheets are sealed from who asks."""

from importlib import import_module

from django.db import migrations

from ocop_portal.embedded import APP, NATIONAL, WEB

each_trigger = import_module("evaluations.migrations.0020_triggers_always").each_trigger
# The seals hold in every mode of a session, the new ones too.
SITTINGS = "ALTER TABLE public.councils_sitting {} TRIGGER pgtrigger_rehearsal_is_fixed_e42c3"
# From the leaves to the root; each trigger asks by itself whether the row is of a rehearsal.
FUNCTION = """
CREATE FUNCTION public.ocop_delete_rehearsal(sitting bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    agenda bigint[]; sheets bigint[];
BEGIN
    PERFORM FROM public.councils_sitting s WHERE s.id = $1 AND s.is_rehearsal AND s.province_id =
        NULLIF(current_setting('ocop.province', true), '')::bigint FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ocop: no such rehearsal';
    END IF;
    SELECT COALESCE(array_agg(e.id), '{}') INTO agenda
        FROM public.evaluations_evaluation e WHERE e.sitting_id = $1;
    SELECT COALESCE(array_agg(s.id), '{}') INTO sheets
        FROM public.evaluations_scoresheet s WHERE s.evaluation_id = ANY (agenda);
    DELETE FROM public.evaluations_markoperation WHERE sheet_id = ANY (sheets);
    DELETE FROM public.evaluations_score WHERE sheet_id = ANY (sheets);
    DELETE FROM public.evaluations_finding WHERE sheet_id = ANY (sheets);
    DELETE FROM public.evaluations_reopening WHERE evaluation_id = ANY (agenda);
    DELETE FROM public.evaluations_scoresheet WHERE id = ANY (sheets);
    DELETE FROM public.evaluations_discussionnote WHERE evaluation_id = ANY (agenda);
    DELETE FROM public.evaluations_interestanswer a USING public.evaluations_interest i
        WHERE i.id = a.interest_id AND i.evaluation_id = ANY (agenda);
    DELETE FROM public.evaluations_interest WHERE evaluation_id = ANY (agenda);
    DELETE FROM public.evaluations_ruling WHERE evaluation_id = ANY (agenda);
    DELETE FROM public.evaluations_advisoryreport WHERE evaluation_id = ANY (agenda);
    DELETE FROM public.evaluations_panel WHERE evaluation_id = ANY (agenda);
    IF to_regclass('public.evaluations_floor') IS NOT NULL THEN
        EXECUTE 'DELETE FROM public.evaluations_floor WHERE sitting_id = $1' USING $1;
    END IF;
    DELETE FROM public.evaluations_evaluation WHERE id = ANY (agenda);
    DELETE FROM public.councils_attendance WHERE sitting_id = $1;
    DELETE FROM public.councils_sitting WHERE id = $1;
END
$$;
"""
NAME = "public.ocop_delete_rehearsal(bigint)"
RIGHTS = f"""
REVOKE ALL ON FUNCTION {NAME} FROM PUBLIC, {WEB}, {APP}, {NATIONAL};
GRANT EXECUTE ON FUNCTION {NAME} TO {APP};
"""


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0027_rehearsals")]
    operations = [
        migrations.RunSQL(FUNCTION + RIGHTS, f"DROP FUNCTION {NAME}"),
        migrations.RunSQL(
            [each_trigger("ENABLE ALWAYS"), SITTINGS.format("ENABLE ALWAYS")],
            [each_trigger("ENABLE"), SITTINGS.format("ENABLE")],
        ),
    ]
