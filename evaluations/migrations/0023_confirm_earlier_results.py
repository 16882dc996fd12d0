from django.db import migrations

# What was decided or passed up before the controller was asked counts as confirmed, without a name.
FORWARDS = """
    UPDATE evaluations_evaluation SET confirmed_at = concluded_at
    WHERE confirmed_at IS NULL AND concluded_at IS NOT NULL AND (
        status IN ('approved', 'recognised', 'not_ranked', 'set_aside')
        OR forwarded_at IS NOT NULL
    )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0022_result_control_and_papers"),
    ]

    operations = [
        # Backwards the column itself goes.
        migrations.RunSQL(FORWARDS, migrations.RunSQL.noop),
    ]
