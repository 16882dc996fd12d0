from django.db import migrations

# Until now the decision of an extension stood in the basis of the status, which the next act of a
# suspension wrote over; what stands there still is kept where it belongs.
FORWARDS = """
    UPDATE evaluations_publishedcertificate
    SET extension_basis = split_part(status_basis, ': ', 2), status_basis = '', status_since = NULL
    WHERE status = 'valid' AND status_basis LIKE 'Kéo dài đến %: %'
"""
BACKWARDS = """
    UPDATE evaluations_publishedcertificate
    SET status_basis = left(
            'Kéo dài đến ' || to_char(valid_to, 'DD/MM/YYYY') || ': ' || extension_basis, 200
        ), extension_basis = ''
    WHERE status = 'valid' AND extension_basis <> ''
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0015_district_request"),
    ]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
