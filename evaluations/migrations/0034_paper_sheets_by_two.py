"""The database holds what the actions held alone: who reads a typed sheet, and who controls after it."""

from importlib import import_module

import evaluations.models.paper_sheets
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations
from ocop_portal.embedded import APP, NATIONAL, WEB


paper = import_module("evaluations.migrations.0032_rekeying_functions")
# Who is out of the product, or still marks it himself: the newest sheet of the pass is not in, or
# stopped without the council's word (R10). As evaluations/rekeying.py asks it, with the recused.
KEPT_FROM_TYPED = """
CREATE FUNCTION public.ocop_kept_from_typed(evaluation bigint, person bigint)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.evaluations_panel p
        JOIN public.evaluations_evaluation e ON e.id = p.evaluation_id
        WHERE p.evaluation_id = $1 AND p.user_id = $2 AND (
            p.state = 'recused' OR p.scores AND (
                COALESCE((
                    SELECT s.status FROM public.evaluations_scoresheet s
                    WHERE s.evaluation_id = p.evaluation_id AND s.member_id = p.member_id
                      AND s.pass_no = e.pass_no ORDER BY s.version DESC LIMIT 1
                ), 'draft') = 'draft'
                OR p.member_id IN (SELECT public.ocop_must_complete(p.evaluation_id, e.pass_no))
            )
        )
    )
$$;
"""
NAME = "public.ocop_kept_from_typed(bigint, bigint)"
RIGHTS = (
    f"REVOKE ALL ON FUNCTION {NAME} FROM PUBLIC, {WEB}, {APP}, {NATIONAL};\n"
    f"GRANT EXECUTE ON FUNCTION {NAME} TO {APP};"
)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0033_appeal_never_of_rehearsal"),
        ("territories", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(KEPT_FROM_TYPED + RIGHTS, f"DROP FUNCTION {NAME}"),
        pgtrigger.migrations.RemoveTrigger(
            model_name="evaluation",
            name="confirmed_by_controller",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="rekeying",
            name="by_two_persons",
        ),
        migrations.RemoveConstraint(
            model_name="keyedsheet",
            name="evaluations_keyed_sealed",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evaluation",
            trigger=pgtrigger.compiler.Trigger(
                name="confirmed_by_controller",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF TG_OP = 'UPDATE' AND NEW.confirmed_at IS NOT DISTINCT FROM OLD.confirmed_at\n       AND NEW.confirmed_by_id IS NOT DISTINCT FROM OLD.confirmed_by_id THEN\n        IF NEW.confirmed_at IS NULL AND OLD.status = 'concluded' AND NEW.status <> OLD.status THEN\n            RAISE EXCEPTION 'ocop: a result is not confirmed';\n        END IF;\n        RETURN NEW;\n    END IF;\n    IF TG_OP = 'INSERT' THEN\n        IF NEW.confirmed_at IS NULL THEN RETURN NEW; END IF;\n        RAISE EXCEPTION 'ocop: a result is confirmed by a controller';\n    END IF;\n    IF OLD.confirmed_at IS NOT NULL THEN\n        RAISE EXCEPTION 'ocop: a confirmation is final';\n    END IF;\n    IF NEW.confirmed_by_id IS NULL AND (\n        OLD.status IN ('approved', 'recognised', 'not_ranked', 'set_aside')\n        OR OLD.forwarded_at IS NOT NULL\n    ) THEN\n        RETURN NEW;\n    END IF;\n    IF NEW.confirmed_by_id IS NULL OR NEW.confirmed_by_id = NEW.concluded_by_id\n       OR NOT EXISTS (\n            SELECT FROM accounts_assignment a WHERE a.user_id = NEW.confirmed_by_id\n            AND a.province_id = NEW.province_id AND a.role = 'controller'\n            AND a.period @> (NEW.confirmed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date\n       ) OR EXISTS (\n            SELECT FROM accounts_assignment a WHERE a.user_id = NEW.confirmed_by_id\n            AND a.province_id = NEW.province_id\n            AND a.role IN ('council_secretary', 'province_admin')\n            AND a.period @> (NEW.confirmed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date\n       ) OR EXISTS (\n            SELECT FROM evaluations_panel p\n            WHERE p.evaluation_id = NEW.id AND p.user_id = NEW.confirmed_by_id\n       ) OR EXISTS (\n            SELECT FROM councils_sitting s\n            LEFT JOIN councils_member m\n                ON m.council_id = s.council_id AND m.user_id = NEW.confirmed_by_id\n            LEFT JOIN councils_adviser v\n                ON v.council_id = s.council_id AND v.user_id = NEW.confirmed_by_id\n            WHERE s.id = NEW.sitting_id AND (m.id IS NOT NULL OR v.id IS NOT NULL)\n       ) THEN\n        RAISE EXCEPTION 'ocop: a result is confirmed by a controller';\n    END IF;\n    IF EXISTS (\n        SELECT FROM public.evaluations_rekeying r\n        WHERE r.evaluation_id = NEW.id AND r.status = 'confirmed'\n        AND NEW.confirmed_by_id IN (r.keyed_by_id, r.decided_by_id)\n    ) THEN\n        RAISE EXCEPTION 'ocop: another controller than who confirmed its paper sheet';\n    END IF;\n    RETURN NEW;\n",
                    hash="3a814126d396eb612660906e8938c99a8d684486",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_confirmed_by_controller_42431",
                    table="evaluations_evaluation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rekeying",
            trigger=pgtrigger.compiler.Trigger(
                name="by_two_persons",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF TG_OP = 'INSERT' AND NEW.status <> 'waiting' OR TG_OP = 'UPDATE' AND (\n        OLD.status <> 'waiting' OR (\n            NEW.id, NEW.province_id, NEW.evaluation_id, NEW.member_id, NEW.user_id, NEW.pass_no,\n            NEW.version, NEW.number, NEW.scan_id, NEW.printed_id, NEW.note, NEW.content_hash,\n            NEW.keyed_by_id, NEW.keyed_at\n        ) IS DISTINCT FROM (\n            OLD.id, OLD.province_id, OLD.evaluation_id, OLD.member_id, OLD.user_id, OLD.pass_no,\n            OLD.version, OLD.number, OLD.scan_id, OLD.printed_id, OLD.note, OLD.content_hash,\n            OLD.keyed_by_id, OLD.keyed_at\n        )\n    ) THEN\n        RAISE EXCEPTION 'ocop: a re-keyed sheet is typed once and decided once';\n    END IF;\n    IF TG_OP = 'UPDATE' AND NEW.status <> 'confirmed' THEN RETURN NEW; END IF;\n    PERFORM 1 FROM evaluations_evaluation e WHERE e.id = NEW.evaluation_id\n        AND e.status = 'scoring' AND e.opened_at IS NULL AND e.pass_no = NEW.pass_no\n        FOR SHARE OF e;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'ocop: this sheet cannot be re-keyed now';\n    END IF;\n    PERFORM 1 FROM evaluations_panel p WHERE p.evaluation_id = NEW.evaluation_id\n        AND p.member_id = NEW.member_id AND p.user_id = NEW.user_id\n        AND p.state = 'present' AND p.scores FOR UPDATE OF p;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'ocop: this sheet cannot be re-keyed now';\n    END IF;\n    IF EXISTS (\n        SELECT FROM evaluations_scoresheet s WHERE s.evaluation_id = NEW.evaluation_id\n        AND s.member_id = NEW.member_id AND s.pass_no = NEW.pass_no\n        AND s.version >= NEW.version AND s.status = 'submitted'\n    ) THEN\n        RAISE EXCEPTION 'ocop: this sheet is handed in already';\n    END IF;\n    IF COALESCE(NEW.decided_by_id, NEW.keyed_by_id) <> NEW.user_id AND public.ocop_kept_from_typed(\n        NEW.evaluation_id, COALESCE(NEW.decided_by_id, NEW.keyed_by_id)\n    ) THEN\n        RAISE EXCEPTION 'ocop: one''s own sheet first';\n    END IF;\n    IF TG_OP = 'UPDATE' AND NEW.decided_by_id <> NEW.user_id AND NOT EXISTS (\n        SELECT FROM evaluations_evaluation e\n        JOIN councils_sitting t ON t.id = e.sitting_id\n        JOIN councils_member m ON m.council_id = t.council_id\n        WHERE e.id = NEW.evaluation_id AND m.user_id = NEW.decided_by_id\n          AND m.title IN ('chair', 'deputy')\n    ) AND NOT EXISTS (\n        SELECT FROM accounts_assignment a WHERE a.user_id = NEW.decided_by_id\n        AND a.province_id = NEW.province_id AND a.role = 'controller'\n        AND a.period @> (NEW.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date\n    ) THEN\n        RAISE EXCEPTION 'ocop: the member, chair, deputy or controller confirms a re-keyed sheet';\n    END IF;\n    RETURN NEW;\n",
                    hash="a783838e015453bea11a897f34b9194fdff4cc59",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_by_two_persons_42869",
                    table="evaluations_rekeying",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scoresheet",
            trigger=pgtrigger.compiler.Trigger(
                name="begins_as_a_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NOT (NEW."status" = \'draft\') OR NEW."from_paper")',
                    func="RAISE EXCEPTION 'ocop: a score sheet begins as a draft';",
                    hash="b480f392daae2db148717d678017b4fc728910fa",
                    operation="INSERT",
                    pgid="pgtrigger_begins_as_a_draft_1be25",
                    table="evaluations_scoresheet",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="keyedsheet",
            constraint=evaluations.models.paper_sheets.SealedFromScorers(
                name="evaluations_keyed_sealed"
            ),
        ),
        # The seals hold in every mode of a session, the new ones too.
        migrations.RunSQL(paper.every_trigger("ENABLE ALWAYS"), migrations.RunSQL.noop),
    ]
