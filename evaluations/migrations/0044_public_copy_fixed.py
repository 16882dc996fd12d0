import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

MODEL = "publishedcertificate"
STANDING = "'{status,status_since,status_basis,valid_to,extension_basis}'::text[]"


def trigger(name: str, operation: str, func: str, pgid: str, digest: str) -> object:
    made = pgtrigger.compiler.Trigger(
        name=name,
        sql=pgtrigger.compiler.UpsertTriggerSql(
            func=func,
            hash=digest,
            operation=operation,
            pgid=pgid,
            table=f"evaluations_{MODEL}",
            when="BEFORE",
        ),
    )
    return pgtrigger.migrations.AddTrigger(model_name=MODEL, trigger=made)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0043_interest_left_out")]
    operations = [
        migrations.AddField(
            MODEL, "issuer", models.CharField(max_length=200, default=""), preserve_default=False
        ),
        trigger(
            "copy_stays",
            "DELETE",
            "RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
            "pgtrigger_copy_stays_e0faa",
            "c415f0072c039d651296e995f90b7166bf50da71",
        ),
        trigger(
            "copy_is_fixed",
            "UPDATE",
            f"IF to_jsonb(NEW) - {STANDING} IS DISTINCT FROM to_jsonb(OLD) - {STANDING} THEN"
            " RAISE EXCEPTION 'ocop: what was published never changes'; END IF; RETURN NEW;",
            "pgtrigger_copy_is_fixed_f01c0",
            "3c6d8092a6051ce8c263f82e0ec8fc9e1da65175",
        ),
    ]
