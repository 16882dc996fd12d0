"""The owner's functions over sealed sheets: they answer yes or no, or open them, and no more."""

from django.db import migrations

from ocop_portal.embedded import APP, NATIONAL, WEB

# Every name is written with its schema, so that no search path can slip in another table.
SAFE = "SET search_path = pg_catalog, pg_temp"
READS = f"LANGUAGE sql STABLE {SAFE}"
CHECKS = f"LANGUAGE plpgsql STABLE {SAFE}"
ANSWERS = f"LANGUAGE plpgsql STABLE SECURITY DEFINER {SAFE}"
OPENS = f"LANGUAGE plpgsql VOLATILE SECURITY DEFINER {SAFE}"

# Head, result, manner, body. Not for the portal's roles: parts of the three functions below.
PARTS = [
    (
        # The latest version handed in, in a pass, of each member who counts (R10, R20).
        "ocop_valid_sheets(evaluation bigint, pass integer)",
        "TABLE (sheet bigint, member bigint)",
        READS,
        """
            SELECT DISTINCT ON (s.member_id) s.id, s.member_id
            FROM public.evaluations_scoresheet s
            JOIN public.evaluations_panel p
              ON p.evaluation_id = s.evaluation_id AND p.member_id = s.member_id
            WHERE s.evaluation_id = $1 AND s.pass_no = $2 AND s.status = 'submitted'
              AND p.state = 'present' AND p.scores
            ORDER BY s.member_id, s.version DESC
        """,
    ),
    (
        # Whether there is somebody who counts, and nobody of them still has to hand in (R19).
        "ocop_all_in(evaluation bigint, pass integer)",
        "boolean",
        READS,
        """
            SELECT COALESCE(bool_and(
                EXISTS (SELECT FROM public.evaluations_scoresheet s
                        WHERE s.evaluation_id = $1 AND s.pass_no = $2
                          AND s.member_id = p.member_id AND s.status = 'submitted')
                AND NOT EXISTS (SELECT FROM public.evaluations_scoresheet s
                        WHERE s.evaluation_id = $1 AND s.pass_no = $2
                          AND s.member_id = p.member_id AND s.status = 'draft')
            ), false)
            FROM public.evaluations_panel p
            WHERE p.evaluation_id = $1 AND p.state = 'present' AND p.scores
        """,
    ),
    (
        # A closed gate counts 0 (R7).
        "ocop_criterion_is_asked(sheet bigint, gate bigint)",
        "boolean",
        READS,
        """
            SELECT $2 IS NULL OR EXISTS (
                SELECT FROM public.evaluations_score g
                JOIN public.regulations_level l ON l.id = g.level_id
                WHERE g.sheet_id = $1 AND g.criterion_id = $2 AND l.points > 0)
        """,
    ),
    (
        "ocop_sheet_total(sheet bigint)",
        "bigint",
        READS,
        """
            SELECT COALESCE(sum(l.points), 0)
            FROM public.evaluations_score m
            JOIN public.regulations_level l ON l.id = m.level_id
            JOIN public.regulations_criterion c ON c.id = m.criterion_id
            WHERE m.sheet_id = $1 AND public.ocop_criterion_is_asked($1, c.gated_by_id)
        """,
    ),
    (
        # Only a sheet stopped by a knock-out note is handed in unfinished (R9).
        "ocop_sheet_is_unfinished(sheet bigint)",
        "boolean",
        READS,
        """
            SELECT EXISTS (
                SELECT FROM public.evaluations_scoresheet s
                JOIN public.evaluations_evaluation e ON e.id = s.evaluation_id
                JOIN public.products_submission b ON b.id = e.submission_id
                JOIN public.regulations_criterion c ON c.criteria_set_id = b.criteria_set_id
                WHERE s.id = $1 AND public.ocop_criterion_is_asked($1, c.gated_by_id)
                  AND NOT EXISTS (SELECT FROM public.evaluations_score m
                                  WHERE m.sheet_id = $1 AND m.criterion_id = c.id
                                    AND m.level_id IS NOT NULL))
        """,
    ),
    (
        # Ticked, or made by 0 points where the note says so (R9).
        "ocop_sheet_ticks(sheet bigint, knock_out bigint)",
        "boolean",
        READS,
        """
            SELECT EXISTS (SELECT FROM public.evaluations_finding f
                           WHERE f.sheet_id = $1 AND f.knock_out_id = $2)
                OR EXISTS (SELECT FROM public.regulations_knockout k
                           JOIN public.regulations_criterion c
                             ON c.criteria_set_id = k.criteria_set_id
                            AND c.part || '/' || c.code = ANY (k.zero_of)
                           JOIN public.evaluations_score m
                             ON m.sheet_id = $1 AND m.criterion_id = c.id
                           JOIN public.regulations_level l ON l.id = m.level_id
                           WHERE k.id = $2 AND l.points = 0)
        """,
    ),
    (
        # More than half of the valid sheets tick it, or the council ruled so (R9).
        "ocop_knocked_out(evaluation bigint, pass integer)",
        "boolean",
        READS,
        """
            SELECT EXISTS (SELECT FROM public.evaluations_ruling r
                           WHERE r.evaluation_id = $1 AND r.knock_out_id IS NOT NULL AND r.stands)
                OR EXISTS (
                    SELECT FROM public.evaluations_evaluation e
                    JOIN public.products_submission b ON b.id = e.submission_id
                    JOIN public.regulations_knockout k ON k.criteria_set_id = b.criteria_set_id
                    CROSS JOIN public.ocop_valid_sheets($1, $2) v
                    WHERE e.id = $1
                    GROUP BY k.id
                    HAVING 2 * count(*) FILTER (
                        WHERE public.ocop_sheet_ticks(v.sheet, k.id)) > count(*))
        """,
    ),
    (
        "ocop_require_own_province(evaluation bigint)",
        "void",
        CHECKS,
        """
            BEGIN
                PERFORM FROM public.evaluations_evaluation e WHERE e.id = $1 AND e.province_id =
                    NULLIF(pg_catalog.current_setting('ocop.province', true), '')::bigint;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'ocop: no such evaluation';
                END IF;
            END
        """,
    ),
]
PUBLIC = [
    (
        # Whose stop sheet does not stand and must be completed before the close (R10).
        "ocop_must_complete(evaluation bigint, pass integer)",
        "SETOF bigint",
        ANSWERS,
        """
            BEGIN
                PERFORM public.ocop_require_own_province($1);
                IF public.ocop_all_in($1, $2) AND NOT public.ocop_knocked_out($1, $2) THEN
                    RETURN QUERY SELECT v.member FROM public.ocop_valid_sheets($1, $2) v
                        WHERE public.ocop_sheet_is_unfinished(v.sheet);
                END IF;
            END
        """,
    ),
    (
        # Null until every sheet is in and whole; a product that is out needs no second pass (R15).
        "ocop_spread_exceeded(evaluation bigint, pass integer)",
        "boolean",
        ANSWERS,
        """
            DECLARE
                mode text; bound bigint; totals bigint[]; total bigint; added bigint := 0;
            BEGIN
                PERFORM public.ocop_require_own_province($1);
                IF NOT public.ocop_all_in($1, $2) THEN RETURN NULL; END IF;
                IF public.ocop_knocked_out($1, $2) THEN RETURN false; END IF;
                IF EXISTS (SELECT FROM public.ocop_must_complete($1, $2)) THEN RETURN NULL; END IF;
                SELECT c.spread_mode, c.spread_limit INTO mode, bound
                FROM public.evaluations_evaluation e
                JOIN public.councils_sitting s ON s.id = e.sitting_id
                JOIN public.councils_council c ON c.id = s.council_id WHERE e.id = $1;
                IF mode = 'off' THEN RETURN false; END IF;
                SELECT array_agg(public.ocop_sheet_total(v.sheet)) INTO totals
                FROM public.ocop_valid_sheets($1, $2) v;
                IF mode = 'pairwise' THEN
                    RETURN (SELECT max(t) - min(t) > bound FROM unnest(totals) t);
                END IF;
                -- |total - sum / n| > bound, without a division
                FOREACH total IN ARRAY totals LOOP added := added + total; END LOOP;
                RETURN (SELECT bool_or(abs(t * cardinality(totals) - added)
                        > bound * cardinality(totals)) FROM unnest(totals) t);
            END
        """,
    ),
    (
        "ocop_open(evaluation bigint)",
        "timestamptz",
        OPENS,
        """
            DECLARE
                held record; opened timestamptz := clock_timestamp();
            BEGIN
                PERFORM public.ocop_require_own_province($1);
                SELECT e.status, e.pass_no, e.opened_at INTO held
                FROM public.evaluations_evaluation e WHERE e.id = $1 FOR UPDATE;
                IF held.status <> 'scoring' OR held.opened_at IS NOT NULL THEN
                    RAISE EXCEPTION 'ocop: not to be opened now';
                END IF;
                IF NOT public.ocop_all_in($1, held.pass_no) THEN
                    RAISE EXCEPTION 'ocop: a sheet is missing';
                END IF;
                IF EXISTS (SELECT FROM public.ocop_must_complete($1, held.pass_no)) THEN
                    RAISE EXCEPTION 'ocop: a sheet is unfinished';
                END IF;
                IF held.pass_no = 1 AND public.ocop_spread_exceeded($1, 1) THEN
                    RAISE EXCEPTION 'ocop: the spread asks for a second pass';
                END IF;
                UPDATE public.evaluations_evaluation SET opened_at = opened WHERE id = $1;
                RETURN opened;
            END
        """,
    ),
]


def signature(head: str) -> str:
    """Return a function's name with the types of its arguments, as REVOKE and DROP want it."""
    name, arguments = head.rstrip(")").split("(")
    kinds = ", ".join(one.split()[-1] for one in arguments.split(", "))
    return f"public.{name}({kinds})"


def create(head: str, result: str, manner: str, body: str, *, callable_by_portal: bool) -> str:
    """Return the statements that make a function and say who may call it."""
    name = signature(head)
    statements = [
        f"CREATE FUNCTION public.{head} RETURNS {result} {manner} AS $${body}$$",
        f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC, {WEB}, {APP}, {NATIONAL}",
    ]
    if callable_by_portal:
        statements.append(f"GRANT EXECUTE ON FUNCTION {name} TO {APP}")
    return ";\n".join(statements)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0004_seal_triggers"),
        ("councils", "0002_rules_frozen"),
        ("products", "0001_initial"),
        ("regulations", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(
            create(head, *rest, callable_by_portal=is_public), f"DROP FUNCTION {signature(head)}"
        )
        for functions, is_public in ((PARTS, False), (PUBLIC, True))
        for head, *rest in functions
    ]
