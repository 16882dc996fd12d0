"""Whoever took part in a result does not examine an appeal against it (D)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0034_paper_sheets_by_two"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="appeal",
            trigger=pgtrigger.compiler.Trigger(
                name="examined_by_another",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.rapporteur_id IS NULL OR TG_OP = 'UPDATE'\n       AND (NEW.rapporteur_id, NEW.evaluation_id) = (OLD.rapporteur_id, OLD.evaluation_id) THEN\n        RETURN NEW;\n    END IF;\n    IF EXISTS (\n        SELECT FROM public.evaluations_evaluation e WHERE e.id = NEW.evaluation_id\n        AND NEW.rapporteur_id IN (e.concluded_by_id, e.confirmed_by_id)\n    ) OR EXISTS (\n        SELECT FROM public.evaluations_panel p\n        WHERE p.evaluation_id = NEW.evaluation_id AND p.user_id = NEW.rapporteur_id\n    ) OR EXISTS (\n        SELECT FROM public.evaluations_evaluation e\n        JOIN public.councils_sitting s ON s.id = e.sitting_id\n        LEFT JOIN public.councils_member m\n            ON m.council_id = s.council_id AND m.user_id = NEW.rapporteur_id\n        LEFT JOIN public.councils_adviser v\n            ON v.council_id = s.council_id AND v.user_id = NEW.rapporteur_id\n        WHERE e.id = NEW.evaluation_id AND (m.id IS NOT NULL OR v.id IS NOT NULL)\n    ) OR EXISTS (\n        SELECT FROM public.evaluations_rekeying r WHERE r.evaluation_id = NEW.evaluation_id\n        AND NEW.rapporteur_id IN (r.keyed_by_id, r.decided_by_id)\n    ) OR EXISTS (\n        SELECT FROM public.evaluations_objection o WHERE o.evaluation_id = NEW.evaluation_id\n        AND NEW.rapporteur_id IN (o.by_id, o.answered_by_id)\n    ) OR EXISTS (\n        SELECT FROM public.evaluations_recognition l\n        JOIN public.evaluations_decision d ON d.id = l.decision_id\n        WHERE l.evaluation_id = NEW.evaluation_id AND d.issued_by_id = NEW.rapporteur_id\n    ) THEN\n        RAISE EXCEPTION 'ocop: who took part in a result does not examine it';\n    END IF;\n    RETURN NEW;\n",
                    hash="3f6283f7da5673bdd2d0ab88d27653697346b8fd",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_examined_by_another_82b56",
                    table="evaluations_appeal",
                    when="BEFORE",
                ),
            ),
        ),
    ]
