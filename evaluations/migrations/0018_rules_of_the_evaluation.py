"""The owner's functions read the rules that an evaluation was begun under, not today's."""

from importlib import import_module

from django.db import migrations

earlier = import_module("evaluations.migrations.0005_sealing_functions")
EARLIER = {head.split("(")[0]: (head, *rest) for head, *rest in earlier.PUBLIC}
OWN_RULES = """
                SELECT COALESCE(e.rules ->> 'spread_mode', c.spread_mode),
                       COALESCE((e.rules ->> 'spread_limit')::bigint, c.spread_limit)
                INTO mode, bound
"""
OWN_PASSES = """
                SELECT e.status, e.pass_no, e.opened_at,
                       COALESCE((e.rules ->> 'passes')::integer, c.passes) AS passes INTO held
                FROM public.evaluations_evaluation e
                JOIN public.councils_sitting s ON s.id = e.sitting_id
                JOIN public.councils_council c ON c.id = s.council_id
                WHERE e.id = $1 FOR UPDATE OF e;
"""
NOBODY_WAITS = """
                IF EXISTS (
                    SELECT FROM public.evaluations_interest i WHERE i.evaluation_id = $1
                    AND NOT EXISTS (SELECT FROM public.evaluations_interestanswer a
                        WHERE a.interest_id = i.id AND a.verdict <> 'referred')
                    AND EXISTS (SELECT FROM public.evaluations_panel p
                        WHERE p.evaluation_id = $1 AND p.member_id = i.member_id
                        AND p.state <> 'recused')
                ) THEN
                    RAISE EXCEPTION 'ocop: an interest waits for its answer';
                END IF;
                UPDATE public.evaluations_evaluation SET
"""
CHANGES = {
    "ocop_spread_exceeded": [
        ("SELECT c.spread_mode, c.spread_limit INTO mode, bound", OWN_RULES.strip()),
    ],
    "ocop_open": [
        (
            """SELECT e.status, e.pass_no, e.opened_at INTO held
                FROM public.evaluations_evaluation e WHERE e.id = $1 FOR UPDATE;""",
            OWN_PASSES.strip(),
        ),
        (
            "IF held.pass_no = 1 AND public.ocop_spread_exceeded($1, 1) THEN",
            "IF held.pass_no < held.passes AND public.ocop_spread_exceeded($1, held.pass_no) THEN",
        ),
        ("UPDATE public.evaluations_evaluation SET", NOBODY_WAITS.strip()),
    ],
}


def replaced(name: str, *, changed: bool) -> str:
    """Return the statement that puts a function's body in place of the one that stands."""
    head, result, manner, body = EARLIER[name]
    for old, new in CHANGES[name] if changed else ():
        if body.count(old) != 1:
            raise ValueError(f"{name}: «{old}» stands {body.count(old)} times")
        body = body.replace(old, new)
    return f"CREATE OR REPLACE FUNCTION public.{head} RETURNS {result} {manner} AS $${body}$$"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0017_council_record"),
        ("councils", "0004_operating_rules"),
    ]
    operations = [
        migrations.RunSQL(replaced(name, changed=True), replaced(name, changed=False))
        for name in CHANGES
    ]
