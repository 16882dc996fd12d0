"""A place before a product goes with its member's seat until the scoring begins."""

import evaluations.models.removal
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0009_versions"),
        ("evaluations", "0045_fill_issuer"),
    ]

    operations = [
        migrations.AlterField(
            model_name="panel",
            name="member",
            field=models.ForeignKey(
                on_delete=evaluations.models.removal.with_its_seat_until_begun,
                related_name="+",
                to="councils.member",
            ),
        ),
    ]
