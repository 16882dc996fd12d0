"""A round of written opinions opens whatever it says: who differs goes to a meeting, not again."""

from importlib import import_module

from django.db import migrations

earlier = import_module("evaluations.migrations.0018_rules_of_the_evaluation")
always = import_module("evaluations.migrations.0020_triggers_always")
SITTINGS = "ALTER TABLE public.councils_sitting {} TRIGGER pgtrigger_form_is_fixed_1a712"
CHANGES = [
    (
        "AS passes INTO held",
        "AS passes,\n                       s.form = 'written' AS is_written INTO held",
    ),
    (
        "IF EXISTS (SELECT FROM public.ocop_must_complete($1, held.pass_no)) THEN",
        "IF NOT held.is_written\n"
        "                   AND EXISTS (SELECT FROM public.ocop_must_complete($1, held.pass_no)) THEN",
    ),
    (
        "IF held.pass_no < held.passes AND",
        "IF NOT held.is_written AND held.pass_no < held.passes AND",
    ),
]


def every_trigger(how: str) -> list[str]:
    """Return the statements that set the triggers of before, and those of what is new."""
    opinions = always.LOOP.replace("TABLES", "'public.evaluations_opinion'::regclass")
    return [always.each_trigger(how), opinions.replace("HOW", how), SITTINGS.format(how)]


def opening(*, knows_written: bool) -> str:
    """Return the statement that puts the opening's body in place of the one that stands."""
    text = earlier.replaced("ocop_open", changed=True)
    for old, new in CHANGES if knows_written else ():
        if text.count(old) != 1:
            raise ValueError(f"ocop_open: «{old}» stands {text.count(old)} times")
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0029_written_opinions"), ("councils", "0008_written_form")]
    operations = [
        migrations.RunSQL(opening(knows_written=True), opening(knows_written=False)),
        # The seals hold in every mode of a session, the new ones too.
        migrations.RunSQL(every_trigger("ENABLE ALWAYS"), every_trigger("ENABLE")),
    ]
