"""What a council proposes of each product, and how its papers group it (R3, R13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .minutes import Product

REASONS = {
    "knocked_out": "vướng điều kiện loại của bộ tiêu chí",
    "minimum_missed": "không đạt yêu cầu tối thiểu của hạng sao",
    "too_few_points": "điểm trung bình dưới khung điểm của hạng 3 sao",
}
RECOGNISE, APPROVE, PASS_UP, NOTHING = "recognise", "approve", "pass_up", "nothing"
# What this level does not award: of the centre's the province disposes (26/2026/QĐ-TTg, Điều 7.4),
# of the province's under 70 the district, as long as there is one (148).
GIVE_BACK = "give_back"
TO_PROVINCE = "Trả kết quả về tỉnh (26/2026/QĐ-TTg, Điều 7.4)"
TO_DISTRICT = "Trả kết quả về cấp huyện công nhận"


def why(one: Product) -> str:
    """Say why a product is not proposed, or not for more."""
    if one.get("withdrawn"):
        return "chủ thể đã rút sản phẩm khỏi chu trình"
    return "; ".join(REASONS[reason] for reason in one["reasons"] if reason in REASONS)


def group_of(one: Product) -> str:
    """What the result asks for: recognition, approval, passing up, or word that there is none."""
    outcome = one["outcome"]
    kind = outcome.get("kind")
    if one["keeps"] or one.get("withdrawn") or kind not in ("award", "forward", "return"):
        return NOTHING
    if kind == "return" and (outcome["to"] == "province" or one.get("given_to")):
        return GIVE_BACK
    if kind == "award" or kind == "return":
        return RECOGNISE
    return {"approve_only": APPROVE, "recognise_too": RECOGNISE}.get(outcome["on_forward"], PASS_UP)


def decided_star(one: Product) -> int | None:
    """The star behind the product on the draft decision's annex."""
    outcome = one["outcome"]
    if outcome.get("kind") in ("award", "return"):
        return outcome["star"]
    if outcome.get("on_forward") == "recognise_too":
        return outcome["recognises"]
    return one["star"]


def conclusion(one: Product) -> str:
    """What the council proposes (R3, R13)."""
    outcome, renewal = one["outcome"], one["renewal"]
    kind = None if one.get("withdrawn") else outcome.get("kind")
    if kind == "award":
        text = f"Đề nghị công nhận sản phẩm OCOP hạng {outcome['star']} sao."
    elif kind == "return":
        text = _given_back(outcome)
    elif kind == "forward" and outcome["on_forward"] == "approve_only":
        text = (
            "Đề nghị phê duyệt kết quả và chuyển hồ sơ đề nghị Bộ Nông nghiệp và Môi trường đánh"
            " giá 5 sao."
        )
    elif kind == "forward" and outcome["recognises"]:
        star = outcome["recognises"]
        text = f"Đề nghị công nhận hạng {star} sao và chuyển hồ sơ lên cấp trên đánh giá."
    elif kind == "forward":
        text = "Đề nghị chuyển hồ sơ lên cấp trên đánh giá."
    else:
        reasons = why(one)
        text = f"Không đề nghị công nhận: {reasons}." if reasons else "Không đề nghị công nhận."
    return f"{text} {renewal}" if renewal else text


def _given_back(outcome: dict[str, Any]) -> str:
    """The centre awards five stars alone: of less the province disposes (Điều 7.4)."""
    if outcome["to"] != "province":
        return f"Trả kết quả về cấp huyện công nhận hạng {outcome['star']} sao."
    if not outcome["star"]:
        return "Trả kết quả về tỉnh; tỉnh có thể tổ chức đánh giá lại."
    return (
        f"Trả kết quả về tỉnh: tỉnh công nhận hạng {outcome['star']} sao theo kết quả này hoặc tổ"
        " chức đánh giá lại."
    )


def groups(products: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the products by what is asked for, each list numbered from one."""
    found: dict[str, Any] = {}
    rows = list(products)
    for name in (RECOGNISE, APPROVE, PASS_UP, GIVE_BACK, NOTHING):
        wanted = [one for one in rows if one["group"] == name]
        found[name] = [one | {"line": str(line)} for line, one in enumerate(wanted, 1)]
    is_centre = any(one["to_province"] for one in found[GIVE_BACK])
    found["give_back_words"] = TO_PROVINCE if is_centre else TO_DISTRICT
    drafts = found[RECOGNISE] or found[APPROVE]
    return found | {"enclosed_drafts": ", dự thảo Quyết định" if drafts else ""}
