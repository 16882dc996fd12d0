"""A whole round's marks: 2,000 products × 9 members × 32 criteria, and two ways to rank them."""

from typing import Any

from django.db import connection

from evaluations.models import Evaluation
from evaluations.recount import ranked, recount
from ocop_portal.demo.people import QUANG_NGAI

from .past_triggers import copy_row, past_triggers

MEMBERS, CRITERIA = 9, 32
SEALED = tuple(f"evaluations_{name}" for name in ("evaluation", "panel", "scoresheet", "score"))
BEGIN = 40_000_000  # the ids of what is made here, above all others
OWN = 10_000_000  # below are those of the demo
# What a copy has of its own; every mark has points, so no gate closes.
SUBMISSION = """'id', {begin} + n, 'version', 50 + n, 'product_code', 'B' || n,
    'receipt_no', 'B' || n, 'snapshot', '{{}}'::jsonb, 'criteria_set_id', {criteria_set}"""
EVALUATION = """'id', {begin} + n, 'submission_id', {begin} + n, 'ordinal', 100 + n,
    'status', 'scoring', 'points_sum', NULL, 'sheet_count', NULL,
    'star', NULL, 'star_by_points', NULL, 'result', '{{}}'::jsonb, 'pass_no', 1,
    'concluded_at', NULL, 'concluded_by_id', NULL, 'confirmed_at', NULL,
    'confirmed_by_id', NULL"""
SEATS = """
INSERT INTO evaluations_panel
    (id, province_id, evaluation_id, member_id, user_id, scores, state, reason, by_id, at)
SELECT {begin} + n * 10 + m, e.province_id, {begin} + n, {begin} + m, e.concluded_by_id, true,
    'present', '', e.concluded_by_id, now()
FROM evaluations_evaluation e, generate_series(1, {products}) n, generate_series(1, {members}) m
WHERE e.id = {like};
INSERT INTO evaluations_scoresheet
    (id, province_id, evaluation_id, member_id, user_id, pass_no, version, status, reason,
     opened_at, submitted_at, sha256, from_paper)
SELECT p.id, p.province_id, p.evaluation_id, p.member_id, p.user_id, 1, 1, 'submitted', '',
    now(), now(), repeat('0', 64), false
FROM evaluations_panel p WHERE p.id > {begin};
INSERT INTO evaluations_score
    (id, province_id, sheet_id, user_id, criterion_id, level_id, is_unproven, remark, version, at)
SELECT {begin} + row_number() OVER (), h.province_id, h.id, h.user_id, c.id, c.levels[
        1 + abs(hashint8(h.id * 131 + c.id)) % array_length(c.levels, 1)], false, '', 1, now()
FROM evaluations_scoresheet h, (
    SELECT c.id, array_agg(l.id) AS levels FROM regulations_criterion c
    JOIN regulations_level l ON l.criterion_id = c.id AND l.points > 0
    WHERE c.criteria_set_id = {criteria_set} GROUP BY c.id
) c WHERE h.id > {begin}
"""
SET = """
SELECT s.id FROM regulations_criteriaset s JOIN regulations_criterion c ON c.criteria_set_id = s.id
WHERE s.regulation_id = (
    SELECT k.regulation_id FROM regulations_criteriaset k
    JOIN products_submission b ON b.criteria_set_id = k.id WHERE b.id = %s
) GROUP BY s.id ORDER BY abs(count(*) - %s), s.id LIMIT 1
"""
# The floor: one statement that counts sums, votes on minimums and stars, and ranks.
FLOOR = """
WITH marks AS (
    SELECT h.evaluation_id, h.id, s.criterion_id, l.points
    FROM evaluations_scoresheet h
    JOIN evaluations_evaluation e ON e.id = h.evaluation_id AND e.pass_no = h.pass_no
    JOIN evaluations_panel p ON p.evaluation_id = h.evaluation_id AND p.member_id = h.member_id
        AND p.state = 'present' AND p.scores
    JOIN evaluations_score s ON s.sheet_id = h.id
    JOIN regulations_level l ON l.id = s.level_id
    WHERE h.status = 'submitted' AND e.id > %s
), sums AS (
    SELECT evaluation_id, sum(points) AS total, count(DISTINCT id) AS sheets
    FROM marks GROUP BY evaluation_id
), caps AS (
    SELECT evaluation_id, min(star) - 1 AS star FROM (
        SELECT m.evaluation_id, x.star, x.id, count(*) FILTER (WHERE m.points >= x.points) AS votes,
               count(*) AS sheets
        FROM marks m JOIN regulations_starminimum x ON x.criterion_id = m.criterion_id
        GROUP BY m.evaluation_id, x.star, x.id
    ) v WHERE 2 * votes <= sheets GROUP BY evaluation_id
)
SELECT s.evaluation_id, s.total, s.sheets, least(b.star, c.star) AS star
FROM sums s JOIN regulations_starband b
    ON b.regulation_id = %s AND b.points @> (s.total::numeric / s.sheets)
LEFT JOIN caps c ON c.evaluation_id = s.evaluation_id
ORDER BY star DESC, s.total::numeric / s.sheets DESC
"""


def fill(products: int, address: str) -> None:
    """Make the round beside the demo's own; `address`: where the superuser goes in."""
    with past_triggers(address, *SEALED) as cursor:
        cursor.execute(
            "SELECT e.id, e.submission_id FROM evaluations_evaluation e"
            " JOIN territories_province p ON p.id = e.province_id"
            " JOIN councils_sitting t ON t.id = e.sitting_id AND t.form = 'meeting'"
            " WHERE e.concluded_at IS NOT NULL AND p.slug = %s AND e.id < %s"
            " ORDER BY e.id DESC LIMIT 1",
            [QUANG_NGAI, OWN],
        )
        like, submission = cursor.fetchone()
        cursor.execute(SET, [submission, CRITERIA])
        facts = {"begin": BEGIN, "products": products, "members": MEMBERS}
        facts["criteria_set"] = cursor.fetchone()[0]
        for table, change, one in (
            ("products_submission", SUBMISSION, submission),
            ("evaluations_evaluation", EVALUATION, like),
        ):
            series = f"generate_series(1, {products}) n"
            copy_row(cursor, table, one, change.format(**facts), series)
        cursor.execute(SEATS.format(like=like, **facts))


def rank() -> list[tuple[Any, ...]]:
    """Rank the round as the portal does it."""
    rows = ranked(recount(Evaluation.objects.filter(pk__gt=BEGIN)))
    return [
        (one.evaluation.pk, one.result.points_sum, one.result.sheet_count, one.result.star)
        for one in rows
    ]


def rank_by_hand() -> list[tuple[Any, ...]]:
    """Rank the round by one hand-written statement."""
    book = Evaluation.objects.filter(pk__gt=BEGIN).values_list(
        "submission__criteria_set__regulation", flat=True
    )
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [BEGIN, book[0]])
        return cursor.fetchall()


def marks() -> int:
    """Return how many marks were ranked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM evaluations_score WHERE id > %s", [BEGIN])
        return cursor.fetchone()[0]
