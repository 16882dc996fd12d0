"""For every act of the API a body that is taken as it stands, or refused for the world's state."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from councils.rules import RULES
from evaluations import decision_actions
from evaluations.models import Certificate, Decision, Evaluation, NationalResult, ScoreSheet
from producers.models import Producer
from products.models import Dossier, Evidence, Participation, Product, ProductImage, Submission
from territories import clock

from .access_world import World
from .cast import commune
from .evaluations.decided import PAPER
from .products.dossiers import ASSESSED

REASON = {"reason": "Vì lý do khác."}
EVENT = {"decision_no": "78/QĐ-UBND", "reason": "Kết luận kiểm tra số 12."}
SEAT = {"email": "moi@so.example", "full_name": "Người Mới", "organisation": "Sở Công Thương"}
COUNCIL = {
    "name": "Hội đồng đợt 2",
    "decision_no": "9/QĐ-UBND",
    "rules_no": "1/QC-HĐ",
    "quorum_numerator": 3,
    "quorum_denominator": 4,
    "spread_mode": "pairwise",
    "spread_limit": 10,
    "notice_days": 5,
    "chair_required": True,
    "passes": 2,
    "secretary_scores": False,
    "minimum_mode": "majority",
    "blind_codes": False,
}
PRODUCER = {
    "name": "Hợp tác xã Rong nho",
    "legal_form": "cooperative",
    "phone": "0905123457",
    "representative": "Lê Thị Rong",
    "representative_gender": "female",
    "representative_ethnicity": "Kinh",
    "workers": 3,
    "registration_no": "3400001",
    "email": "rong@nho.example",
}
# Of each long form two texts: what holds for one holds for its neighbours.
SHEET = {"version": 0, "origin": "Nghề trồng tỏi.", "market": "Du khách ra đảo."}
PLAN = {"version": 0, "materials": "12 ha, 40 hộ.", "capital": "1500000000"}


class Body(NamedTuple):
    """Who sends what; `state`: why the world of these tests does not take it, "" if it does."""

    by: str
    sent: dict[str, Any]
    state: str = ""


Bodies = dict[tuple[str, str], Body]


def bodies(world: World) -> Bodies:
    """Return a body for each act, by the name of its address and its method."""
    found: Bodies = {}
    for part in (
        _people,
        _producers,
        _products,
        _dossiers,
        _councils,
        _results,
        _ministry,
        _appeals,
    ):
        found |= part(world, clock.today())
    return {(f"api_{name}", method): body for (name, method), body in found.items()}


def _appeals(world: World, today: date) -> Bodies:
    decision = {"outcome": "dismissed", "decision_no": "9/QĐ-KN", "signer": "Đặng Anh Dũng"}
    decision |= {"decided_on": today.isoformat(), "reason": "Không có căn cứ."}
    appealed = {"evaluation": world.own["appeal_new"]["pk"], "reason": "Tỏi đạt mức cao hơn."}
    return {
        ("appeal-list", "post"): Body("san", appealed),
        ("appeal-withdraw", "post"): Body("san", REASON),
        ("appeal-register", "post"): Body("binh", {"register_no": "77/KN"}),
        ("appeal-rapporteur", "post"): Body("binh", {"email": "kiem@ocop.example"}),
        ("appeal-preview", "post"): Body("kiem", {"left_out": []}),
        ("appeal-report", "post"): Body("kiem", {"findings": "Không có căn cứ."}),
        ("appeal-decide", "post"): Body("dung", decision),
    }


def _people(world: World, today: date) -> Bodies:
    until = (today + timedelta(days=90)).isoformat()
    invited = {"email": "moi@so.example", "full_name": "Người Mới", "role": "leader"}
    return {
        ("assignment-end", "post"): Body("quan", REASON),
        ("assignment-list", "post"): Body("quan", invited | {"unit": None, "until": until}),
    }


def _producers(world: World, today: date) -> Bodies:
    row = Producer.objects.get(pk=world.own["producer"]["pk"])
    days = {"registered_on": today.isoformat()}
    permit = {"kind": "food_safety", "number": "13/ATTP", "issued_on": today.isoformat()}
    permit["expires_on"] = (today + timedelta(days=900)).isoformat()
    new = PRODUCER | days | {"commune": commune().code, "confirm_duplicate": True}
    account = {name: SEAT[name] for name in ("email", "full_name")}
    return {
        ("producer-list", "post"): Body("hoa", new),
        ("producer-detail", "patch"): Body("hoa", PRODUCER | days | {"version": row.version}),
        ("producer-permits", "post"): Body("hoa", permit),
        ("producer-accounts", "post"): Body("hoa", account),
        ("producer-deactivate", "post"): Body("hoa", REASON),
        ("producer-transfer", "post"): Body(
            "binh", REASON | {"commune": "21433", "moved_on": today.isoformat()}
        ),
        ("producer-refuse", "post"): Body("hoa", REASON, "confirmed already"),
        ("producer-confirm", "post"): Body("hoa", {}, "confirmed already"),
        ("producer-resubmit", "post"): Body("hoa", {}, "confirmed already"),
        ("producer-reactivate", "post"): Body("hoa", {}, "active already"),
    }


def _products(world: World, today: date) -> Bodies:
    def seen(name: str) -> dict[str, int]:
        row = Participation.objects.get(pk=world.own[f"api_participation-{name}"]["pk"])
        return {"version": row.version}

    product = Product.objects.get(pk=world.own["product"]["pk"])
    new = {"name": "Tỏi chiên", "line": 8, "description": "Hộp 250 g.", "is_new": True}
    later = {"return_by": (today + timedelta(days=9)).isoformat()} | REASON
    round_ = {"requests_before": today.isoformat()} | REASON
    round_["held_before"] = (today + timedelta(days=30)).isoformat()
    owner = {"producer": product.producer_id, "cycle": today.year}
    enrol = {"cycle": today.year, "purpose": "first"}
    reported = {"reported_on": today.isoformat(), "done": "Đã lắp máy."}
    return {
        ("product-list", "post"): Body("san", new | owner),
        ("product-detail", "patch"): Body("san", new | {"version": product.version}),
        ("product-images", "post"): Body("san", {"caption": "", "upload": None}, "needs a file"),
        ("product-enrol", "post"): Body("san", enrol, "takes part already"),
        ("participation-idea", "put"): Body("san", SHEET | _version(world, "idea")),
        ("participation-idea", "patch"): Body("san", SHEET | _version(world, "idea")),
        ("participation-plan", "put"): Body("san", PLAN | _version(world, "plan")),
        ("participation-plan", "patch"): Body("san", PLAN | _version(world, "plan")),
        ("participation-appraisal", "post"): Body(
            "binh", {"appraisal": "Khả thi."} | _version(world, "plan", of="appraisal")
        ),
        ("participation-production-reports", "post"): Body("san", reported),
        ("participation-submit", "post"): Body("san", seen("submit")),
        ("participation-accept", "post"): Body("binh", seen("accept"), "not appraised yet"),
        ("participation-send-back", "post"): Body("binh", seen("send-back") | later),
        ("participation-withdraw", "post"): Body("san", seen("withdraw") | REASON),
        ("cycle-list", "post"): Body("binh", {"year": today.year + 1}),
        ("cycle-deadlines", "patch"): Body("binh", {"step_1": today.isoformat()}),
        ("settings-acceptors", "patch"): Body("quan", {"step_2": "province"}),
        ("appeal-days", "patch"): Body("quan", {"days": 5}),
        ("cycle-rounds", "post"): Body("binh", round_),
        ("cycle-close", "post"): Body("binh", {"note": ""}),
        ("cycle-reopen", "post"): Body("binh", REASON, "is open"),
    }


def _version(world: World, paper: str, of: str = "") -> dict[str, int]:
    row = Participation.objects.get(pk=world.own[f"api_participation-{of or paper}"]["pk"])
    return {"version": getattr(row, paper).version}


def _dossiers(world: World, today: date) -> Bodies:
    draft = Dossier.objects.get(participation=world.own["api_dossier-detail"]["pk"])
    texts = {"outlook": "Mở xưởng 2.", "samples_promised": 5, "declared": ["business"]}
    paper = {"title": "Hợp đồng", "number": "1", "issued_on": today.isoformat(), "first_page": 1}
    paper |= {"criterion": None, "paper": None}
    piece = Evidence.objects.get(pk=world.own["api_dossier-evidence-one"]["piece"])
    entered = {"register_no": "02", "paper_set_received_on": today.isoformat()}
    return {
        ("dossier-detail", "patch"): Body("san", texts | {"version": draft.version}),
        ("dossier-answers", "post"): Body(
            "san", {"criterion": "A/1.1", "version": 0, "level": None, "description": "12 ha."}
        ),
        ("dossier-evidence", "post"): Body("san", paper | {"existing": None}, "needs a file"),
        ("dossier-evidence-one", "patch"): Body("san", paper | {"version": piece.version}),
        ("dossier-reuse", "post"): Body("san", {}, "there was none before"),
        ("dossier-signed-form", "post"): Body("san", {"upload": None}, "needs a file"),
        ("dossier-hand-in", "post"): Body("san", {"agreed": True}, "not complete"),
        ("dossier-receive", "post"): Body("hoa", entered),
        ("dossier-report", "patch"): Body(
            "hoa", ASSESSED | {"version": 1, "met_on": today.isoformat()}
        ),
        ("dossier-forward", "post"): Body(
            "hoa", {"request_no": "16", "requested_on": today.isoformat(), "signer": "Hạnh"}
        ),
        ("dossier-send-back", "post"): Body(
            "hoa", REASON | {"return_by": (today + timedelta(days=9)).isoformat()}
        ),
        ("dossier-check-format", "post"): Body(
            "binh", entered | {"is_accepted": "yes", "note": "Đủ."}, "not forwarded yet"
        ),
        ("dossier-samples", "post"): Body(
            "binh", {"count": 5, "received_on": today.isoformat(), "note": ""}
        ),
    }


def _councils(world: World, today: date) -> Bodies:
    day, soon = today.isoformat(), (today + timedelta(days=20)).isoformat()
    sitting = {"held_on": soon, "place": "Sở Công Thương", "files_sent_on": day}
    revision = {"name": "Hội đồng", "decision_no": "10/QĐ-UBND", "established_on": day}
    absent = [{"member": world.own["place"]["member"], "reason": "Ốm."}]
    waiting = Submission.objects.exclude(pk__in=Evaluation.objects.values("submission"))
    return {
        ("council-list", "post"): Body(
            "binh", COUNCIL | {"level": "province", "unit": None, "established_on": day}
        ),
        ("council-detail", "patch"): Body("binh", revision | {"version": 1}),
        ("council-members", "post"): Body("binh", SEAT | {"title": "member", "scores": True}),
        ("council-advisers", "post"): Body("binh", SEAT | {"leads": False}),
        ("council-remove-member", "post"): Body("binh", REASON, "has sat already"),
        ("council-sittings", "post"): Body("binh", sitting),
        ("council-written-rounds", "post"): Body("binh", {"held_on": day, "answers_due": soon}),
        ("sitting-extend-deadline", "post"): Body(
            "binh", {"answers_due": soon} | REASON, "a meeting"
        ),
        ("sitting-remind", "post"): Body("binh", {}, "a meeting"),
        ("sitting-detail", "patch"): Body("binh", sitting | {"version": 1}, "has begun"),
        ("sitting-open", "post"): Body("binh", {}, "is open"),
        ("sitting-end", "post"): Body("binh", {}, "products wait"),
        ("sitting-roll", "post"): Body("binh", {"absent": absent}),
        ("sitting-presiding", "post"): Body("binh", {"member": None}),
        ("sitting-discuss", "post"): Body("binh", {"evaluation": None}),
        ("sitting-timer", "post"): Body("binh", {"minutes": 5}, "nothing is discussed"),
        ("sitting-order", "post"): Body("binh", {"order": [world.own["begin_scoring"]["pk"]]}),
        ("sitting-agenda", "post"): Body(
            "binh", {"submissions": [waiting.first().pk]}, "not accepted yet"
        ),
        ("rehearsal-list", "post"): Body("thao", {"council": world.own["council"]["pk"]}),
        **_scoring(world, today),
        **_on_paper(world),
        **_control(world),
    }


def _on_paper(world: World) -> Bodies:
    seat = world.own["rekey"]
    facts = {"evaluation": seat["pk"], "member": seat["member"]}
    mark = {"criterion": "A/1.1", "level": 1, "is_unproven": False, "remark": ""}
    keyed = facts | {"note": "Mất mạng.", "sheet": {"marks": [mark], "ticks": []}, "scan": None}
    asked = {"sitting": world.own["sitting"]["pk"], "member": seat["member"]}
    return {
        ("printed_sheet-list", "post"): Body("thao", facts),
        ("sheet_printing-list", "post"): Body("thao", asked, "is being printed"),
        ("rekeying-list", "post"): Body("thao", keyed, "needs a file"),
        ("rekeying-confirm", "post"): Body("an", {}),
        ("rekeying-send-back", "post"): Body("an", REASON),
        ("rekeying-withdraw", "post"): Body("thao", REASON),
    }


def _control(world: World) -> Bodies:
    sitting = {"sitting": world.own["sitting_papers"]["pk"]}
    return {
        ("control-confirm", "post"): Body("kiem", {}),
        ("control-send-back", "post"): Body("kiem", REASON),
        ("control-answer", "post"): Body("thao", {"answer": "Chữ ký ở trang 3."}),
        ("control-confirm-sitting", "post"): Body("kiem", sitting),
        ("paper_set-list", "post"): Body("thao", sitting),
    }


def _scoring(world: World, today: date) -> Bodies:
    sheet = ScoreSheet.objects.get(pk=world.own["api_sheet-marks"]["pk"])
    own = {"evaluation": sheet.evaluation_id}
    knock_out = sheet.evaluation.submission.criteria_set.knock_outs.first()
    minimum = {"minimum": world.own["rule_minimum"]["clause"], "stands": True}
    first_ruled = world.own["open_minimum"] | {"stands": True}
    mark = {"criterion": "A/1.1", "version": 0, "level": 1, "is_unproven": False, "remark": ""}
    number = {"operation": "0d5f8c1e-8d1f-4c55-8a52-3d0a8f1f2b11"}
    report = {"text": "Khớp.", "site_visited_on": today.isoformat()}
    away = {"member": world.own["place"]["member"], "state": "absent"}
    told = {"evaluation": world.untold, "text": "Tốt.", "with_points": True}
    line = {"criterion": "A/1.1", "text": "Hợp đồng còn thiếu ngày."}
    return {
        ("feedback-list", "post"): Body("lan", told | {"lines": [line]}),
        ("sheet-list", "post"): Body("minh", own),
        ("sheet-marks", "post"): Body("minh", mark),
        ("sheet-ticks", "post"): Body("minh", REASON | {"knock_out": knock_out.key, "known": ""}),
        ("sheet-hand-in", "post"): Body("minh", number, "not complete"),
        ("sheet-new-version", "post"): Body("minh", own | REASON),
        ("evaluation-begin", "post"): Body("thao", REASON),
        ("evaluation-place", "post"): Body("thao", away | REASON),
        ("evaluation-interest", "post"): Body("minh", REASON | {"is_doubtful": True}),
        **_panels(world, sheet.evaluation),
        ("evaluation-take-off", "post"): Body("thao", REASON),
        ("evaluation-advisory-report", "post"): Body("tuan", report),
        ("evaluation-office-report", "post"): Body("binh", report, "no re-evaluation"),
        ("evaluation-second-pass", "post"): Body("thao", {}, "no spread"),
        ("evaluation-open-sheets", "post"): Body("thao", {}, "a request to reopen waits"),
        ("evaluation-rulings", "post"): Body("thao", minimum | REASON),
        ("evaluation-rule-each", "post"): Body("thao", REASON | {"rulings": [first_ruled]}),
        ("evaluation-withdraw-ruling", "post"): Body("thao", REASON),
        ("evaluation-conclude", "post"): Body("thao", {}),
        **{
            (f"evaluation-{name}", "post"): Body("thao", {}, "a meeting")
            for name in ("close-answers", "meet-for-want-of-answers")
        },
        **{
            (f"evaluation-{name}", "post"): Body("lan", REASON, "a meeting")
            for name in ("call-meeting", "decline-meeting")
        },
        ("evaluation-place-at-meeting", "post"): Body(
            "thao", {"sitting": sheet.evaluation.sitting_id}, "no round sent it"
        ),
    }


def _panels(world: World, judged: Evaluation) -> Bodies:
    handed = world.own["reopen_sheet"]["pk"]
    lan = judged.panel.get(user__email__startswith="lan@").member_id
    submission = judged.submission
    producer = f"{submission.origin}:{submission.snapshot['producer']['id']}"
    own = {"sitting": judged.sitting_id, "producer": producer, "is_doubtful": True}
    rules = {name: COUNCIL[name] for name in RULES} | {"rules_no": "2/QC-HĐ", "spread_limit": 12}
    return {
        ("council-amend-rules", "post"): Body("lan", rules | REASON | {"version": 1}),
        ("interest-list", "post"): Body("minh", own | REASON),
        ("interest-answer", "post"): Body("thao", REASON | {"verdict": "set_aside"}),
        ("discussion_note-list", "post"): Body(
            "minh", {"evaluation": judged.pk, "text": "Giấy cũ."}, "no spread"
        ),
        ("reopening-list", "post"): Body("thao", {"evaluation": handed, "member": lan} | REASON),
        ("reopening-confirm", "post"): Body("lan", {}),
        ("reopening-refuse", "post"): Body("lan", REASON),
    }


def _results(world: World, today: date) -> Bodies:
    day = today.isoformat()
    rows = Evaluation.objects.filter(decision_actions.FITS["recognition"])
    lines = {"evaluations": [rows.filter(province__slug="quang-ngai").first().pk]}
    paper = PAPER | {"number": "4321/QĐ-UBND", "signed_on": day}
    until = {"extended_to": (today + timedelta(days=30)).isoformat()}
    certificate = Certificate.objects.get(pk=world.own["certificate"]["pk"])
    event = EVENT | {"decided_on": day}
    seen = {"version": Decision.objects.get(pk=world.own["api_decision-detail"]["pk"]).version}
    request = {"request_no": "15/TTr", "requested_on": day, "signer": "Hạnh"}
    return {
        ("result-reject", "post"): Body("binh", {}),
        ("result-pass-up", "post"): Body("binh", request),
        ("decision-list", "post"): Body("binh", lines | {"title": "Đợt 3", "kind": "recognition"}),
        ("decision-detail", "patch"): Body("binh", {"title": "Đợt 3"} | seen),
        ("decision-add-lines", "post"): Body("binh", lines),
        ("decision-remove-line", "post"): Body(
            "binh", {"line": world.own["decision_line_remove"]["line"]}
        ),
        ("decision-issue", "post"): Body("dung", paper),
        ("decision-print-again", "post"): Body("binh", {}),
        ("certificate-suspend", "post"): Body("dung", event),
        ("certificate-restore", "post"): Body("dung", event, "is not suspended"),
        ("certificate-revoke", "post"): Body("dung", event | {"ground": "b", "found_on": day}),
        ("certificate-extend", "post"): Body("dung", event | until, "is not being re-evaluated"),
        ("certificate-renew", "post"): Body("san", {"purpose": "upgrade", "cycle": today.year}),
        ("certificate-publish", "post"): Body(
            "san", _page(certificate.product_id) | {"version": 1}
        ),
    }


def _page(product: int) -> dict[str, Any]:
    images = list(ProductImage.objects.filter(product=product).values_list("pk", flat=True))
    return {"contact": "0912 345 678", "where_to_buy": "Cảng", "story": "", "images": images}


def _ministry(world: World, today: date) -> Bodies:
    crowned = NationalResult.objects.get(pk=world.own["national_result"]["pk"])
    request = {"request_no": "89/UBND", "requested_on": today.isoformat(), "signer": "Dũng"}
    received = {"samples": 5, "site_visited_on": today.isoformat()}
    told = {"decision_no": "78/BNNMT", "decided_on": today.isoformat()}
    paper = {"paper": world.own["five_star_paper_remove"]["paper"]}
    page = _page(crowned.submission.participation.product_id)
    no_file = {"title": "Phiếu", "upload": None}
    reopen = REASON | {"return_by": (today + timedelta(days=9)).isoformat()}
    again = {"purpose": "re_evaluation", "cycle": today.year}
    return {
        ("five_star_request-prepare", "post"): Body("binh", request | {"samples_sent": 4}),
        ("five_star_request-papers", "post"): Body("binh", no_file, "needs a file"),
        ("five_star_request-remove-paper", "post"): Body("binh", paper),
        ("five_star_request-forward", "post"): Body("binh", {}),
        ("five_star_request-paper-set", "post"): Body("binh", {"on": today.isoformat()}),
        ("five_star_request-reopen", "post"): Body("binh", reopen, "did not come back"),
        ("five_star_request-choose", "post"): Body("binh", {"way": "evaluate"} | REASON),
        ("forwarded_file-receive", "post"): Body("nga_at_home", received),
        ("forwarded_file-samples", "post"): Body("nga_at_home", received, "judged already"),
        ("forwarded_file-send-back", "post"): Body("nga_at_home", REASON),
        ("forwarded_file-return-result", "post"): Body("nga_at_home", told),
        ("national_result-publish", "post"): Body("san", page, "has no picture"),
        ("national_result-renew", "post"): Body("san", again, "its end is far"),
    }
