"""A sitting of two hundred products before fifteen members: opened, concluded, ended, ranked."""

import time
from dataclasses import dataclass

from councils.models import Sitting
from evaluations import closing_actions, sitting_actions
from evaluations.models import Evaluation
from evaluations.recount import ranked, recount
from ocop_portal.demo.people import QUANG_NGAI, acting
from territories import clock
from territories.models import Province
from territories.tenancy import acting_for

from .past_triggers import copy_row, past_triggers
from .ranking import CRITERIA, OWN, SET

BEGIN = 30_000_000  # the ids of what is made here
SEALED = (
    "councils_sitting",
    *(f"evaluations_{name}" for name in ("evaluation", "panel", "scoresheet", "score")),
)
ROWS = """
INSERT INTO evaluations_panel
    (id, province_id, evaluation_id, member_id, user_id, scores, state, reason, by_id, at)
SELECT {begin} + n * 100 + m, c.province_id, {begin} + n, {begin} + m, {begin} + m, true,
    'present', '', {begin} + m, now()
FROM councils_member c, generate_series(1, {products}) n, generate_series(1, {members}) m
WHERE c.id = {begin} + 1;
INSERT INTO evaluations_scoresheet
    (id, province_id, evaluation_id, member_id, user_id, pass_no, version, status, reason,
     opened_at, submitted_at, sha256, from_paper)
SELECT p.id, p.province_id, p.evaluation_id, p.member_id, p.user_id, 1, 1, 'submitted', '',
    now(), now(), repeat('0', 64), false
FROM evaluations_panel p WHERE p.id > {begin};
INSERT INTO evaluations_score
    (id, province_id, sheet_id, user_id, criterion_id, level_id, is_unproven, remark, version, at)
SELECT {begin} + row_number() OVER (), h.province_id, h.id, h.user_id, c.id,
    c.levels[1 + abs(hashint8(h.evaluation_id * 131 + c.id)) % array_length(c.levels, 1)],
    false, '', 1, now()
FROM evaluations_scoresheet h, (
    SELECT c.id, array_agg(l.id) AS levels FROM regulations_criterion c
    JOIN regulations_level l ON l.criterion_id = c.id AND l.points > 0
    WHERE c.criteria_set_id = {criteria_set} GROUP BY c.id
) c WHERE h.id > {begin}
"""


@dataclass(frozen=True)
class Closing:
    """Seconds: of opening and concluding all products, of the end with its seal, of the ranking."""

    concluded: float
    slowest: float
    ended: float
    ranked: float


def fill(address: str, products: int, members: int) -> None:
    """Make the sitting with every sheet handed in; the members agree, product by product."""
    with past_triggers(address, *SEALED) as cursor:
        cursor.execute(
            "SELECT e.id, e.submission_id, e.sitting_id, s.council_id, m.id, m.user_id"
            " FROM evaluations_evaluation e JOIN councils_sitting s ON s.id = e.sitting_id"
            " JOIN territories_province p ON p.id = e.province_id"
            " JOIN councils_member m ON m.council_id = s.council_id AND m.title = 'member'"
            " WHERE e.concluded_at IS NOT NULL AND e.level = 'province' AND p.slug = %s"
            " AND s.form = 'meeting'"
            " AND e.id < %s ORDER BY e.id DESC LIMIT 1",
            [QUANG_NGAI, OWN],
        )
        evaluation, submission, sitting, council, member, user = cursor.fetchone()
        cursor.execute(SET, [submission, CRITERIA])
        (criteria_set,) = cursor.fetchone()
        facts = {"begin": BEGIN, "products": products, "members": members}
        for table, like, number, change in (
            ("councils_council", council, 1, "'decision_no', 'C'"),
            (
                "councils_sitting",
                sitting,
                1,
                f"'council_id', {BEGIN + 1}, 'status', 'open', 'presided_by_id', NULL",
            ),
            (
                "products_submission",
                submission,
                products,
                "'version', 20000 + n, 'product_code', 'C' || n, 'receipt_no', 'C' || n,"
                f" 'criteria_set_id', {criteria_set}",
            ),
            (
                "evaluations_evaluation",
                evaluation,
                products,
                f"'submission_id', {BEGIN} + n, 'sitting_id', {BEGIN + 1}, 'ordinal', n,"
                " 'status', 'scoring', 'opened_at', NULL, 'points_sum', NULL,"
                " 'sheet_count', NULL, 'star', NULL, 'star_by_points', NULL,"
                " 'result', '{}'::jsonb, 'pass_no', 1, 'concluded_at', NULL,"
                " 'concluded_by_id', NULL, 'confirmed_at', NULL, 'confirmed_by_id', NULL",
            ),
            ("accounts_user", user, members, "'email', 'closing' || n || '@ocop.example'"),
            (
                "councils_member",
                member,
                members,
                f"'user_id', {BEGIN} + n, 'council_id', {BEGIN + 1},"
                " 'title', CASE n WHEN 1 THEN 'chair' ELSE 'member' END",
            ),
        ):
            change = f"'id', {BEGIN} + n, {change}"
            copy_row(cursor, table, like, change, f"generate_series(1, {number}) n")
        cursor.execute(ROWS.format(criteria_set=criteria_set, **facts))


def close() -> Closing:
    """Do what the secretary does, product by product; then end the sitting and rank it."""
    took = []
    with acting("thao", clock.today()) as (_province, thao):
        for row in Evaluation.objects.filter(sitting=BEGIN + 1).order_by("ordinal"):
            began = time.monotonic()
            opened = closing_actions.open_sheets(evaluation=row, by=thao)
            closing_actions.conclude(evaluation=opened, by=thao)
            took.append(time.monotonic() - began)
    began = time.monotonic()
    with acting("thao", clock.today()) as (_province, thao):
        sitting_actions.close(sitting=Sitting.objects.get(pk=BEGIN + 1), by=thao)
    ended = time.monotonic() - began
    began = time.monotonic()
    with acting_for(Province.objects.get(slug=QUANG_NGAI)):
        found = ranked(recount(Evaluation.objects.filter(sitting=BEGIN + 1)))
    took_all = time.monotonic() - began
    if len(found) != len(took):
        raise SystemExit(f"{len(found)} of {len(took)} products were ranked.")
    return Closing(sum(took), max(took), ended, took_all)
