"""The seals hold in every mode of a session: «replica» does not switch these triggers off."""

from django.db import migrations

TABLES = (
    "scoresheet",
    "score",
    "finding",
    "evaluation",
    "panel",
    "interest",
    "interestanswer",
    "discussionnote",
    "reopening",
)
LOOP = """
    DO $$
    DECLARE one record;
    BEGIN
        FOR one IN SELECT tgrelid::regclass AS place, tgname FROM pg_trigger
            WHERE NOT tgisinternal AND tgrelid IN (TABLES)
        LOOP
            EXECUTE format('ALTER TABLE %s HOW TRIGGER %I', one.place, one.tgname);
        END LOOP;
    END $$
"""


def each_trigger(how: str) -> str:
    """Return the statement that sets every trigger of ours on these tables."""
    tables = ", ".join(f"'public.evaluations_{one}'::regclass" for one in TABLES)
    return LOOP.replace("TABLES", tables).replace("HOW", how)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0019_rules_kept")]
    operations = [migrations.RunSQL(each_trigger("ENABLE ALWAYS"), each_trigger("ENABLE"))]
