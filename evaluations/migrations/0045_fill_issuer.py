"""Certificates of before name who issued them, in the words that are printed on them."""

from django.db import migrations

# The copy is fixed: only the owner of the table, here, may set its seal aside.
FORWARDS = """
    ALTER TABLE evaluations_publishedcertificate DISABLE TRIGGER USER;
    UPDATE evaluations_publishedcertificate p SET issuer = c.facts ->> 'authority'
    FROM evaluations_certificate c WHERE c.id = p.certificate_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE evaluations_publishedcertificate ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0044_public_copy_fixed")]
    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
