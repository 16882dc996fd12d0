"""The owner's functions over typed paper sheets: they write a confirmed one, or delete a rehearsal's.

Marks and logs are sealed from everybody but their member: who confirms what another typed cannot
write them himself, and reads the log only until the sheet is in, for the digest in the record.
"""

from importlib import import_module

from django.db import migrations

from ocop_portal.embedded import APP, NATIONAL, WEB

always = import_module("evaluations.migrations.0020_triggers_always")
# The triggers on marks name their tables without a schema; nobody but the owner makes tables there.
MANNER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
PLACES = {
    "$manner": MANNER,
    "$user": "NULLIF(current_setting('ocop.user', true), '')::bigint",
    "$province": "NULLIF(current_setting('ocop.province', true), '')::bigint",
}
# Confirmed by who asks, in this very transaction: the sheet is not handed in yet.
HELD = """
    SELECT r.* INTO held FROM public.evaluations_rekeying r
    JOIN public.evaluations_scoresheet s ON s.id = r.sheet_id
    WHERE r.id = $1 AND r.status = 'confirmed' AND s.status = 'draft'
      AND r.decided_by_id = $user AND r.province_id = $province;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ocop: no such re-keyed sheet';
    END IF;
"""
REKEY = """
CREATE FUNCTION public.ocop_rekey(rekeying bigint, secret text)
RETURNS SETOF public.evaluations_score $manner AS $$
#variable_conflict use_column
DECLARE
    held record; typed jsonb; number uuid := gen_random_uuid();
BEGIN
    $held
    SELECT k.content INTO typed FROM public.evaluations_keyedsheet k WHERE k.rekeying_id = held.id;
    -- A sheet that its member never opened gets the secret of its log here.
    INSERT INTO public.evaluations_markoperation
        (province_id, sheet_id, user_id, operation, asked, version, body, at, client_at)
    SELECT held.province_id, held.sheet_id, held.user_id, number,
        encode(sha256(convert_to(number::text, 'UTF8')), 'hex'), 0,
        '{"from":null,"key":"' || $2 || '"}', clock_timestamp(), NULL
    WHERE $2 ~ '^[0-9a-f]{64}$' AND NOT EXISTS (
        SELECT FROM public.evaluations_markoperation o
        WHERE o.sheet_id = held.sheet_id AND o.body::jsonb ? 'key');
    INSERT INTO public.evaluations_score
        (province_id, sheet_id, user_id, criterion_id, level_id, is_unproven, remark, version, at)
    SELECT held.province_id, held.sheet_id, held.user_id, (m ->> 0)::bigint, (m ->> 1)::bigint,
        (m ->> 2)::boolean, m ->> 3, 1, clock_timestamp()
    FROM jsonb_array_elements(typed -> 'marks') m
    ON CONFLICT (sheet_id, criterion_id) DO UPDATE SET level_id = EXCLUDED.level_id,
        is_unproven = EXCLUDED.is_unproven, remark = EXCLUDED.remark,
        version = public.evaluations_score.version + 1, at = EXCLUDED.at;
    UPDATE public.evaluations_score s SET level_id = NULL, is_unproven = false, remark = '',
        version = s.version + 1, at = clock_timestamp()
    WHERE s.sheet_id = held.sheet_id AND s.criterion_id NOT IN (
        SELECT (m ->> 0)::bigint FROM jsonb_array_elements(typed -> 'marks') m);
    DELETE FROM public.evaluations_finding f WHERE f.sheet_id = held.sheet_id;
    INSERT INTO public.evaluations_finding (province_id, sheet_id, user_id, knock_out_id, reason)
    SELECT held.province_id, held.sheet_id, held.user_id, (f ->> 0)::bigint, f ->> 1
    FROM jsonb_array_elements(typed -> 'findings') f;
    INSERT INTO public.evaluations_markoperation
        (province_id, sheet_id, user_id, operation, asked, version, body, at, client_at)
    VALUES (held.province_id, held.sheet_id, held.user_id, gen_random_uuid(), held.content_hash, 0,
        '{"rekeyed":' || held.id || '}', clock_timestamp(), NULL);
    RETURN QUERY SELECT * FROM public.evaluations_score s WHERE s.sheet_id = held.sheet_id;
END
$$;
"""
LOG = """
CREATE FUNCTION public.ocop_rekeyed_log(rekeying bigint)
RETURNS SETOF public.evaluations_markoperation $manner AS $$
DECLARE
    held record;
BEGIN
    $held
    RETURN QUERY SELECT * FROM public.evaluations_markoperation o
        WHERE o.sheet_id = held.sheet_id ORDER BY o.id;
END
$$;
"""
# Returns the hashes of files that nothing names any more: scans, and printed PDFs.
FORGET = """
CREATE FUNCTION public.ocop_delete_rehearsed_paper(sitting bigint)
RETURNS TABLE (sha256 text, is_scan boolean) $manner AS $$
#variable_conflict use_column
DECLARE
    agenda bigint[]; typed bigint[]; scans bigint[]; printed text[];
BEGIN
    PERFORM FROM public.councils_sitting s WHERE s.id = $1 AND s.is_rehearsal
        AND s.province_id = $province FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ocop: no such rehearsal';
    END IF;
    SELECT COALESCE(array_agg(e.id), '{}') INTO agenda
        FROM public.evaluations_evaluation e WHERE e.sitting_id = $1;
    SELECT COALESCE(array_agg(r.id), '{}'), COALESCE(array_agg(r.scan_id), '{}')
        INTO typed, scans FROM public.evaluations_rekeying r WHERE r.evaluation_id = ANY (agenda);
    SELECT COALESCE(array_agg(p.sha256::text), '{}') INTO printed
        FROM public.evaluations_sheetprinting p WHERE p.sitting_id = $1 AND p.sha256 <> '';
    DELETE FROM public.evaluations_keyedsheet WHERE rekeying_id = ANY (typed);
    DELETE FROM public.evaluations_rekeying WHERE id = ANY (typed);
    DELETE FROM public.evaluations_printedsheet WHERE evaluation_id = ANY (agenda);
    DELETE FROM public.evaluations_sheetprinting WHERE sitting_id = $1;
    RETURN QUERY
        WITH gone AS (DELETE FROM public.files_storedfile f WHERE f.id = ANY (scans)
            RETURNING f.sha256::text AS hash)
        SELECT DISTINCT g.hash, true FROM gone g WHERE NOT EXISTS (
            SELECT FROM public.files_storedfile f
            WHERE f.sha256 = g.hash AND NOT f.id = ANY (scans))
        UNION ALL SELECT DISTINCT h, false FROM unnest(printed) h;
END
$$;
"""
NAMES = (
    "public.ocop_rekey(bigint, text)",
    "public.ocop_rekeyed_log(bigint)",
    "public.ocop_delete_rehearsed_paper(bigint)",
)
RIGHTS = "\n".join(
    f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC, {WEB}, {APP}, {NATIONAL};\n"
    f"GRANT EXECUTE ON FUNCTION {name} TO {APP};"
    for name in NAMES
)
TABLES = ("rekeying", "keyedsheet", "printedsheet", "sheetprinting")


def filled(text: str) -> str:
    """Return a function's text with what every one of them says in its places."""
    for place, words in {"$held": HELD.strip(), **PLACES}.items():
        text = text.replace(place, words)
    return text


def every_trigger(how: str) -> str:
    """Return the statement that sets every trigger of ours on the seals and on these tables."""
    tables = (*always.TABLES, *TABLES)
    named = ", ".join(f"'public.evaluations_{one}'::regclass" for one in tables)
    return always.LOOP.replace("TABLES", named).replace("HOW", how)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0031_paper_sheets")]
    operations = [
        migrations.RunSQL(
            filled(REKEY + LOG + FORGET) + RIGHTS,
            "\n".join(f"DROP FUNCTION {name};" for name in NAMES),
        ),
        migrations.RunSQL(every_trigger("ENABLE ALWAYS"), every_trigger("ENABLE")),
    ]
