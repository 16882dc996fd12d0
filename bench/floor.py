"""The floor: the least that answers the same question, in hand-written SQL and ready-made HTML.

Session, person and province are opened by the same frame as for every page.
"""

import json
from html import escape
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

PRODUCTS = """
SELECT p.id, p.name, m.name, u.name, l.number, l.name_vi, w.step, w.status
FROM products_product p
JOIN producers_producer m ON m.id = p.producer_id
JOIN territories_adminunit u ON u.id = m.commune_id
JOIN regulations_productline l ON l.id = p.line_id
LEFT JOIN LATERAL (
    SELECT step, status FROM products_participation w
    WHERE w.product_id = p.id ORDER BY w.created_at DESC, w.id DESC LIMIT 1
) w ON true
WHERE p.province_id = %s ORDER BY p.sort, p.id LIMIT 50
"""
COUNT = "SELECT count(*) FROM products_product WHERE province_id = %s"
MARKS = """
SELECT s.criterion_id, s.level_id, s.remark, s.version
FROM evaluations_score s JOIN evaluations_scoresheet h ON h.id = s.sheet_id
JOIN evaluations_panel a ON a.evaluation_id = h.evaluation_id AND a.user_id = h.user_id
WHERE h.evaluation_id = %s AND h.user_id = %s AND a.state = 'present' AND a.scores
"""
HOLD = """
SELECT h.id FROM evaluations_scoresheet h
JOIN evaluations_panel a ON a.evaluation_id = h.evaluation_id AND a.user_id = h.user_id
WHERE h.id = %s AND h.user_id = %s AND h.status = 'draft' AND a.state = 'present' AND a.scores
FOR UPDATE OF h
"""
SAVE = """
UPDATE evaluations_score SET level_id = %s, version = version + 1
WHERE sheet_id = %s AND criterion_id = %s AND version = %s
"""
TOTALS = """
SELECT c.part, sum(l.points) FROM evaluations_score s
JOIN regulations_criterion c ON c.id = s.criterion_id JOIN regulations_level l ON l.id = s.level_id
WHERE s.sheet_id = %s GROUP BY c.part
"""
# What stands around the rows, as the real pages gave it once: (before, after).
FRAMES: dict[str, tuple[str, str]] = {}


def products(request: HttpRequest, province: str) -> HttpResponse:
    """Show the first fifty products and how many there are."""
    before, after = FRAMES["products"]
    rows = "".join(
        f'<tr><th scope="row"><a href="/{province}/san-pham/{pk}/">{escape(name)}</a></th>'
        f"<td>{escape(maker)}</td><td>{escape(unit)}</td><td>{number}. {escape(line)}</td>"
        f"<td>{step} {status}</td></tr>"
        for pk, name, maker, unit, number, line, step, status in _rows(
            PRODUCTS, request.province.pk
        )
    )
    total = _rows(COUNT, request.province.pk)[0][0]
    return HttpResponse(f"{before}{total}{rows}{after}")


def api_products(request: HttpRequest, province: str) -> JsonResponse:
    """Give the same rows as JSON."""
    names = ("id", "name", "producer", "commune", "line", "line_name", "step", "status")
    found = _rows(PRODUCTS, request.province.pk)
    total = _rows(COUNT, request.province.pk)[0][0]
    return JsonResponse(
        {"count": total, "results": [dict(zip(names, row, strict=True)) for row in found]}
    )


def sheet(request: HttpRequest, province: str, pk: int) -> HttpResponse:
    """Show a member's sheet with its marks."""
    before, after = FRAMES["sheet"]
    marks = "".join(
        f'<input type="radio" checked name="{criterion}" value="{level}" data-version="{version}">'
        f"{escape(remark)}"
        for criterion, level, remark, version in _rows(MARKS, pk, request.user.pk)
    )
    return HttpResponse(f"{before}{marks}{after}")


def mark(request: HttpRequest, province: str, pk: int) -> JsonResponse:
    """Save one mark of one's own draft and give the totals."""
    facts: dict[str, Any] = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [pk, request.user.pk])
        if cursor.fetchone() is None:
            return JsonResponse({}, status=404)
        cursor.execute(SAVE, [facts["level"], pk, facts["criterion"], facts["version"]])
        if cursor.rowcount != 1:
            return JsonResponse({}, status=409)
        cursor.execute(TOTALS, [pk])
        return JsonResponse({"parts": dict(cursor.fetchall())})


def _rows(query: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()
