"""The owner's function that chains each act at its commit, and keeps the head of each province."""

from django.db import migrations

from ocop_portal.embedded import APP, NATIONAL, WEB

# At the commit, so that the head is locked for that moment alone and after every other lock.
# The time is read under the lock; act and kind were checked when they came (evaluations_pending_*).
FUNCTION = """
CREATE FUNCTION public.ocop_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head record; refs jsonb; text_of text; link text; instant timestamptz;
BEGIN
    refs := NEW.act::jsonb;
    INSERT INTO public.evaluations_recordhead (province_id, seq, hash)
        VALUES (NEW.province_id, 0, repeat('0', 64)) ON CONFLICT (province_id) DO NOTHING;
    SELECT h.seq, h.hash INTO head FROM public.evaluations_recordhead h
        WHERE h.province_id = NEW.province_id FOR UPDATE;
    instant := clock_timestamp();
    text_of := '{"act":' || NEW.act || ',"at":"'
        || to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","kind":"' || NEW.kind || '"}';
    link := encode(sha256(decode(head.hash, 'hex') || convert_to(
        NEW.province_id || '|' || (head.seq + 1) || '|' || text_of, 'UTF8')), 'hex');
    INSERT INTO public.evaluations_recordevent (province_id, seq, at, kind, body, prev, hash,
            sitting_ref, evaluation_ref, sheet_ref)
        VALUES (NEW.province_id, head.seq + 1, instant, NEW.kind, text_of, head.hash, link,
            (refs ->> 'sitting')::bigint, (refs ->> 'evaluation')::bigint,
            (refs ->> 'sheet')::bigint);
    UPDATE public.evaluations_recordhead h SET seq = head.seq + 1, hash = link
        WHERE h.province_id = NEW.province_id;
    DELETE FROM public.evaluations_recordpending p WHERE p.id = NEW.id;
    RETURN NULL;
END
$$;
"""
RIGHTS = f"REVOKE ALL ON FUNCTION public.ocop_chain() FROM PUBLIC, {WEB}, {APP}, {NATIONAL};"
TRIGGER = """
CREATE CONSTRAINT TRIGGER evaluations_record_chain
AFTER INSERT ON public.evaluations_recordpending DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION public.ocop_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0013_record")]
    operations = [
        migrations.RunSQL(FUNCTION + RIGHTS, "DROP FUNCTION public.ocop_chain()"),
        migrations.RunSQL(
            TRIGGER,
            "DROP TRIGGER evaluations_record_chain ON public.evaluations_recordpending",
        ),
    ]
