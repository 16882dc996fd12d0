"""A rehearsal is not appealed against: the trigger of its sisters."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0032_rekeying_functions"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="appeal",
            trigger=pgtrigger.compiler.Trigger(
                name="never_of_rehearsal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT FROM public.evaluations_evaluation e WHERE e.id = NEW.evaluation_id AND e.is_rehearsal) THEN RAISE EXCEPTION 'ocop: nothing follows from a rehearsal'; END IF; RETURN NEW;",
                    hash="b2c4368bcd3dad4b6810c5cc2a3d873794077747",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_never_of_rehearsal_f1f66",
                    table="evaluations_appeal",
                    when="BEFORE",
                ),
            ),
        ),
    ]
