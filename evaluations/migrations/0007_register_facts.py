import django.db.models.deletion
from django.db import migrations, models

MODEL = "publishedcertificate"
# Rows of before get what stood at their hand-in; then the foreign keys are checked at once, since
# a table with checks outstanding cannot be altered.
FILL = """
    UPDATE evaluations_publishedcertificate p SET
        origin_id = s.province_id, commune_id = r.commune_id, legal_form = r.legal_form,
        purpose = t.purpose, procedure_id = s.procedure_id
    FROM evaluations_certificate c
    JOIN products_submission s ON s.id = c.submission_id
    JOIN products_participation t ON t.id = s.participation_id
    JOIN products_product d ON d.id = t.product_id
    JOIN producers_producer r ON r.id = d.producer_id
    WHERE c.id = p.certificate_id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
PURPOSES = [("first", "Lần đầu"), ("upgrade", "Nâng hạng"), ("re_evaluation", "Đánh giá lại")]
FIELDS = {
    "commune": ("territories.adminunit", None),
    "origin": ("territories.province", None),
    "procedure": ("regulations.procedure", None),
    "legal_form": (None, {"max_length": 30}),
    "purpose": (None, {"max_length": 15, "choices": PURPOSES}),
}


def field(name: str, **more: object) -> models.Field:
    to, options = FIELDS[name]
    if to is None:
        return models.CharField(**options, **more)
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0006_other_ways"),
        ("regulations", "0001_initial"),
        ("territories", "0001_initial"),
        ("products", "0002_other_ways"),
        ("producers", "0001_initial"),
    ]

    operations = [
        *(migrations.AddField(MODEL, name, field(name, null=True)) for name in FIELDS),
        migrations.AddField(MODEL, "is_potential_five", models.BooleanField(default=False)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        *(migrations.AlterField(MODEL, name, field(name)) for name in FIELDS),
        migrations.AddIndex(
            MODEL,
            models.Index(fields=["origin", "issued_on"], name="evaluations_public_by_origin"),
        ),
    ]
