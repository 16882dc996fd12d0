"""Every province: an evaluation that has begun gets a copy of the rules it was begun under."""

from django.db import migrations

RULES = (
    "quorum_numerator",
    "quorum_denominator",
    "chair_required",
    "spread_mode",
    "spread_limit",
    "passes",
    "secretary_scores",
    "minimum_mode",
    "notice_days",
    "blind_codes",
)


def keep(apps, schema_editor):
    """Copy them: until now a council that scored could not change its rules."""
    Evaluation = apps.get_model("evaluations", "Evaluation")
    begun = Evaluation.objects.filter(rules=None).exclude(status__in=["open", "cancelled"])
    for one in begun.select_related("sitting__council").iterator():
        council = one.sitting.council
        rules = {name: getattr(council, name) for name in RULES}
        one.rules = rules | {"version": council.rules_version}
        one.save(update_fields=["rules"])


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0018_rules_of_the_evaluation")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
