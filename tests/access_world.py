"""One small world for the access matrix: an object of Lý Sơn behind every address, and who looks.

Everything that an address names belongs to Sản's cooperative in Lý Sơn or to the council that
judges its products. Kha makes salt in Sa Huỳnh, Tú's coffee grows in Gia Lai: what could leak.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone

from accounts.invitations import invitation_link
from accounts.models import Assignment, Job, User
from accounts.permissions import Role
from accounts.tokens import create_token
from councils.models import Member, Sitting
from evaluations import (
    agenda_actions,
    closing_actions,
    control_actions,
    feedback_actions,
    forwarding_actions,
    interest_proposals,
    page_actions,
    reopening_actions,
    sheet_actions,
)
from evaluations.models import Certificate, DiscussionNote, Evaluation, ScoreSheet
from files import exporting
from producers import actions as producer_actions
from producers.models import Producer
from products import product_actions
from products import sheet_actions as paper_actions
from products.cycle import Step
from products.dossier_actions import attach_evidence, attach_signed_form, start_dossier
from products.models import Dossier, Evidence, Participation, Submission
from products.review_actions import receive_dossier, write_report
from territories import clock
from tests.access_appeals import add_appeals
from tests.access_paper import add_paper_sheets
from tests.cast import SA_HUYNH, commune, give, person, province
from tests.evaluations import ministry
from tests.evaluations.decided import (
    FORWARD_ONLY,
    NOT_RANKED,
    draft,
    issue,
    make_concluded,
    printed,
)
from tests.evaluations.sat import made
from tests.evaluations.sittings import acting, all_hand_in, concluded, on_agenda, opened, scoring
from tests.factories import (
    make_council,
    make_job,
    make_journal_entry,
    make_notice,
    make_participation,
    make_producer,
    make_producer_account,
    make_product,
    make_round,
    make_sitting,
    make_submission,
    make_upload,
)
from tests.products.dossiers import ASSESSED, hand_in_filled
from tests.products.ways import at, elsewhere, picture

HERE, THERE, MINISTRY = "quang-ngai", "gia-lai", "quoc-gia"
# Column of the matrix → who looks, and below which province's name; None: nobody is signed in.
VIEWERS = {
    "hoa": ("hoa", HERE),
    "thu": ("thu", HERE),
    "san": ("san", HERE),
    "kha": ("kha", HERE),
    "binh": ("binh", HERE),
    "quan": ("quan", HERE),
    "dung": ("dung", HERE),
    "lan": ("lan", HERE),
    "minh": ("minh", HERE),
    "an": ("an", HERE),
    "thao": ("thao", HERE),
    "tuan": ("tuan", HERE),
    "kiem": ("kiem", HERE),
    "tra": ("tra", HERE),
    "tu": ("tu", HERE),
    "tu_at_home": ("tu", THERE),
    "nga": ("nga", HERE),
    "nga_at_home": ("nga", MINISTRY),
    "anonymous": (None, HERE),
}
SEVEN = "processed-vegetables-fruits"
Names = dict[str, Any]


class Browser(RequestFactory):
    """A signed-in browser that keeps no templates and contexts: thousands of requests are sent."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.cookies = client.cookies

    def request(self, **environ: Any) -> HttpResponse:
        """Send it through all the middleware; what breaks is answered with 500."""
        response = self.handler(self._base_environ(**environ))
        if response.streaming:
            b"".join(response.streaming_content)  # which closes the file
        return response


@dataclass
class World:
    """What the addresses name: per route its own objects, and strangers for its second id."""

    own: dict[str, Names] = field(default_factory=dict)
    crossed: dict[str, list[Names]] = field(default_factory=dict)
    recused: dict[str, Names] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    invited: User | None = None
    untold: int = 0
    media: str = ""

    def cross(self, route: str, **strange: Any) -> None:
        """Name a pair that does not belong together: the route's own ids but for `strange`."""
        self.crossed.setdefault(route, []).append(self.own[route] | strange)

    def address(self, route: str, viewer: str = "hoa", *, names: Names | None = None) -> str:
        """Return the address of a route for a viewer; `names` instead of the route's own."""
        chosen = self.own.get(route, {}) if names is None else names
        _login, slug = VIEWERS[viewer]
        if route in PUBLIC:
            return reverse(route, kwargs=chosen)
        return reverse(route, kwargs={"province": slug} | chosen)


PUBLIC = frozenset(
    {
        "front", "health", "invitation", "book_list", "procedure_list", "book_detail",
        "criteria_set_detail", "check", "check_result", "public_product", "public_picture",
        "procedure-list", "procedure-detail", "product-line-list", "product-line-detail",
        "criteria-set-list", "criteria-set-detail", "regulation-list", "regulation-detail",
        "api_public_certificate-detail", "api_unit-list", "api_unit-detail",
        "catalogue", "api_public_product-list", "api_schema", "api_docs",
    }
)  # fmt: skip


def build() -> World:
    """Make the world, as the owner of the database."""
    world = World()
    for login in {login for login, _slug in VIEWERS.values() if login} - {"kha"}:
        person(login)
    _neighbours()
    producer = _producer(world)
    _products(world, producer)
    _dossiers(world, producer)
    sitting = _council(world)
    _sheets(world, producer, sitting)
    _results(world, producer, sitting)
    _mirrored(world, producer, sitting)
    _five_stars(world, sitting)
    _people(world, producer)
    _public(world)
    _sign_in(world)
    return world


def _neighbours() -> None:
    """Kha of Sa Huỳnh and Tú's coffee: whoever sees too much sees these."""
    kha = User.objects.create_user("kha@ocop.example", "mật khẩu dài", full_name="Đinh Văn Kha")
    give(kha, Role.PRODUCER, province())
    salt = make_producer(name="Muối Sa Huỳnh", commune=commune(SA_HUYNH), phone="+84922222222")
    make_producer_account(producer=salt, user=kha)
    make_participation(product=make_product(producer=salt, name="Muối hầm Sa Huỳnh"))
    make_round()
    elsewhere()


def _producer(world: World) -> Producer:
    producer = make_producer(
        representative_title="Giám đốc",
        representative_address="Thôn Tây, đặc khu Lý Sơn",
        history="Thành lập năm 2015 từ 12 hộ trồng tỏi.",
        organisation="Hội đồng quản trị, ban kiểm soát, tổ sản xuất.",
        registered_on=clock.today().replace(year=2015),
    )
    second = make_producer(name="Tổ hợp tác Rong biển Lý Sơn", phone="+84933333333")
    account = make_producer_account(producer=producer)
    make_producer_account(producer=second)
    with acting("hoa"):
        paper = producer_actions.add_permit(
            producer=producer,
            by=person("hoa"),
            upload=make_upload("ATTP.pdf", "a"),
            kind="food_safety",
            number="12/ATTP",
            issued_on=clock.today(),
        )
    one, permit, user = {"pk": producer.pk}, {"permit": paper.pk}, {"account": account.pk}
    for name in (
        "producer", "producer_edit", "producer_confirm", "producer_refuse", "producer_resubmit",
        "producer_deactivate", "producer_reactivate", "producer_permit_new",
        "producer_account_new", "api_producer-detail", "api_producer-accounts",
        "api_producer-confirm", "api_producer-deactivate", "api_producer-permits",
        "producer_transfer", "api_producer-transfer",
        "api_producer-reactivate", "api_producer-refuse", "api_producer-resubmit",
    ):  # fmt: skip
        world.own[name] = one
    for child, names in (
        (permit, ("producer_permit_file", "producer_permit_remove", "api_producer-permit")),
        (user, ("producer_account_end", "api_producer-account")),
    ):
        for name in names:
            world.own[name] = one | child
            world.cross(name, pk=second.pk)
    for name in (
        "producers_export", "api_producer-export", "star_report_file", "star_report_rows_file",
        "star_report_waiting_file", "star_report_moves_file",
    ):  # fmt: skip
        world.own[name] = {"kind": "csv"}
    _export(world)
    return producer


def _export(world: World) -> None:
    """A file of Bình's, read by the duties that he has."""
    duties = Assignment.objects.filter(user=person("binh"), province=province())
    facts = {"permission": "producer_export", "title": "Chủ thể", "kind": "csv", "name": "a.csv"}
    job = make_job(
        kind="producers.write_export",
        state="done",
        arguments=facts | {"rights": sorted(duties.values_list("pk", flat=True))},
    )
    folder = exporting.folder_of(job)
    folder.mkdir(parents=True)
    (folder / "file.csv").write_text("Tên")
    for name in ("export_progress", "export_file", "api_export-detail", "api_export-file"):
        world.own[name] = {"pk": job.pk}


def _products(world: World, producer: Producer) -> None:
    """Steps 1 to 4: an idea being written, a plan handed in, a production report with its file."""
    idea = at(Step.IDEA, product=make_product(producer=producer, name="Tỏi ngâm"))
    plan = at(Step.BUSINESS_PLAN, product=make_product(producer=producer, name="Cao tỏi"))
    handed = at(
        Step.BUSINESS_PLAN, "submitted", product=make_product(producer=producer, name="Trà tỏi")
    )
    report = at(Step.PRODUCTION, product=make_product(producer=producer, name="Rượu tỏi"))
    at(Step.IDEA, "submitted", product=make_product(producer=producer, name="Tỏi muối"))
    san = person("san")
    with acting("san"):
        image = product_actions.add_image(product=idea.product, upload=picture(), by=san)
        written = paper_actions.add_production_report(
            participation=report,
            by=san,
            reported_on=clock.today(),
            done="Đã lắp máy.",
            upload=make_upload("BC.pdf", "bc"),
        )
    one, shown = {"pk": idea.product_id}, {"image": image.pk}
    for name in (
        "product", "product_edit", "product_enrol", "image_new", "api_product-detail",
        "api_product-enrol", "api_product-images",
    ):  # fmt: skip
        world.own[name] = one
    for name in ("image", "image_small", "image_remove", "api_product-image"):
        world.own[name] = one | shown
        world.cross(name, pk=plan.product_id)
    for row, names in (
        (idea, ("idea_edit", "step_submit", "step_withdraw", "detail", "idea", "submit")),
        (idea, ("withdraw",)),
        (plan, ("plan_edit", "plan")),
        (handed, ("plan_appraise", "step_accept", "step_send_back", "appraisal", "accept")),
        (handed, ("send-back",)),
        (report, ("report_new", "production-reports")),
    ):
        for name in names:
            is_page = "_" in name
            world.own[name if is_page else f"api_participation-{name}"] = {"pk": row.pk}
    for name in ("report_file", "api_participation-report-file"):
        world.own[name] = {"pk": report.pk, "report": written.pk}
        world.cross(name, pk=idea.pk)
    year = {"year": idea.cycle.year}
    for name in ("cycle_year", "cycle_deadlines", "cycle_close", "cycle_reopen", "round_new"):
        world.own[name] = year
    for name in ("detail", "deadlines", "rounds", "close", "reopen"):
        world.own[f"api_cycle-{name}"] = year


def _step_five(producer: Producer, name: str) -> Participation:
    product = make_product(producer=producer, name=name, description="Hộp 250 g, TCCS 01:2025.")
    return make_participation(product=product, step=Step.EVALUATION)


def _with_evidence(row: Participation, text: str) -> tuple[Dossier, Evidence]:
    san = person("san")
    with acting("san"):
        dossier = start_dossier(participation=row, by=san)
        upload = make_upload(f"{text}.pdf", text)
        return dossier, attach_evidence(dossier=dossier, by=san, upload=upload, title=text)


def _dossiers(world: World, producer: Producer) -> None:
    """A draft with evidence, and one that the commune holds with its Form 03."""
    row, other = _step_five(producer, "Tỏi đen"), _step_five(producer, "Tỏi sấy")
    dossier, evidence = _with_evidence(row, "Hợp đồng")
    start_dossier(participation=other, by=person("san"))
    with acting("hoa"):
        attach_signed_form(dossier=dossier, by=person("hoa"), upload=make_upload("01.pdf", "01"))
    one, piece = {"pk": row.pk}, {"evidence": evidence.pk}
    for name in (
        "detail", "form_01", "part_1", "part_2", "part_4", "evidence", "evidence_add",
        "signed_form", "check", "reuse",
    ):  # fmt: skip
        world.own[f"dossier_{name}"] = one
    for name in ("detail", "answers", "evidence", "hand-in", "signed-form", "reuse"):
        world.own[f"api_dossier-{name}"] = one
    for name, second, strange in (
        ("dossier_section", {"section": "a-1"}, {"section": "d-1"}),
        ("dossier_answer", {"criterion": "a-1.1"}, {"criterion": "d-1.1"}),
        ("dossier_signed_scan", {"form": "01"}, {"form": "04"}),
    ):
        world.own[name] = one | second
        world.cross(name, **strange)
    for name in ("revise", "remove", "file"):
        world.own[f"dossier_evidence_{name}"] = one | piece
        world.cross(f"dossier_evidence_{name}", pk=other.pk)
    for name in ("one", "file"):
        world.own[f"api_dossier-evidence-{name}"] = one | {"piece": evidence.pk}
        world.cross(f"api_dossier-evidence-{name}", pk=other.pk)
    _handed_in(world, producer, other)


def _handed_in(world: World, producer: Producer, other: Participation) -> None:
    row = _step_five(producer, "Tỏi cô đơn")
    _with_evidence(row, "Giấy chứng nhận")
    submission = hand_in_filled(row)
    row.refresh_from_db()
    hoa, day = person("hoa"), clock.today()
    with acting("hoa"):
        receive_dossier(participation=row, by=hoa, register_no="01", paper_set_received_on=day)
        write_report(participation=row, by=hoa, version=0, **ASSESSED)
    one, turn = {"pk": row.pk}, {"version": submission.version}
    sha256 = {"sha256": submission.snapshot["files"][0]}
    for name in ("receive", "report", "forward", "send_back", "check_format", "samples"):
        world.own[f"dossier_{name}"] = one
    for name in ("receive", "report", "forward", "send-back", "check-format", "samples"):
        world.own[f"api_dossier-{name}"] = one
    world.own["dossier_form_pdf"] = one | {"form": "03"}
    world.cross("dossier_form_pdf", form="04")
    world.own["dossier_form_02_pdf"] = world.own["dossier_form_02_progress"] = one
    for name in ("dossier_submission", "dossier_receipt", "api_dossier-submission"):
        world.own[name] = one | turn
        world.cross(name, pk=other.pk)
    world.own["dossier_submission_file"] = one | turn | sha256
    world.cross("dossier_submission_file", pk=other.pk)


def _council(world: World) -> Sitting:
    """The council of the cast with its open sitting, and a second one that Bình also runs."""
    council = make_council()
    sitting = make_sitting(council=council)
    second = make_council(scorers=("lan", "minh"), advisers=())
    seat = {"member": council.members.get(user=person("an")).pk}
    for name in (
        "council", "council_revise", "member_new", "adviser_new", "sitting_new",
        "rehearsal_begin", "written_round_new",
    ):  # fmt: skip
        world.own[name] = {"pk": council.pk}
    for name in ("council_rules", "council_rules_set", "council_rules_amend"):
        world.own[name] = {"pk": council.pk}
    for name in (
        "detail",
        "advisers",
        "members",
        "sittings",
        "rules",
        "amend-rules",
        "written-rounds",
    ):
        world.own[f"api_council-{name}"] = {"pk": council.pk}
    for name in ("member_remove", "api_council-remove-member"):
        world.own[name] = {"pk": council.pk} | seat
        world.cross(name, pk=second.pk)
    for name in (
        "sitting", "sitting_revise", "sitting_open", "sitting_end", "roll", "presiding",
        "agenda_add", "producer_interest", "sitting_record",
        "agenda_order", "floor", "sitting_live", "rehearsal_delete",
        "api_rehearsal-detail", "answers_extend", "answers_remind",
    ):  # fmt: skip
        world.own[name] = {"pk": sitting.pk}
    for name in (
        "detail", "agenda", "end", "open", "presiding", "roll", "floor", "discuss", "timer",
        "order", "extend-deadline", "remind",
    ):  # fmt: skip
        world.own[f"api_sitting-{name}"] = {"pk": sitting.pk}
    return sitting


def _before_council(producer: Producer, name: str) -> Submission:
    row = _step_five(producer, name)
    _with_evidence(row, name)
    return make_submission(participation=row)


def _only_of(submission: Submission, other: Submission) -> str:
    """Return a file of the one that the other has not: both carry the producer's own papers."""
    return min(set(submission.snapshot["files"]) - set(other.snapshot["files"]))


def _sheets(world: World, producer: Producer, sitting: Sitting) -> None:
    """Products at each point of a sitting: on the agenda, scored, handed in, open."""
    waiting = on_agenda(sitting, _before_council(producer, "Tỏi A"))
    judged = scoring(sitting, _before_council(producer, "Tỏi B"))
    for login in ("lan", "minh", "an"):
        with acting(login):
            sheet_actions.open_sheet(evaluation=judged, by=person(login))
    handed = scoring(sitting, _before_council(producer, "Tỏi C"))
    all_hand_in(handed, (75, 75, 75))
    seen = scoring(sitting, _before_council(producer, "Tỏi D"))
    all_hand_in(seen, (75, 75, 75))
    seen = opened(seen)
    _name_evaluations(world, waiting, judged, handed, seen)
    _name_rulings(world, judged, seen)
    _name_panels(world, judged, handed)
    _under_control(world)
    sha256 = _only_of(judged.submission, seen.submission)
    world.own["dossier_file_of"] = {"pk": judged.pk, "sha256": sha256}
    world.own["api_evaluation-file"] = {"pk": judged.pk, "sha256": sha256}
    world.cross("dossier_file_of", pk=seen.pk)
    world.cross("api_evaluation-file", pk=seen.pk)
    world.cross("dossier_submission_file", sha256=sha256)
    _recused(world, producer, sitting, judged)
    fresh = scoring(sitting, _before_council(producer, "Tỏi trên giấy"))
    add_paper_sheets(world, sitting, judged, fresh)


def _under_control(world: World) -> None:
    """A sitting whose results wait for the controller, one of them sent back, with its papers."""
    sitting = make_sitting(council=make_council(scorers=("lan", "minh", "an"), advisers=()))
    facts = {"sitting": sitting, "confirmed_at": None, "confirmed_by": None}

    def result(name: str) -> Evaluation:
        producer = make_producer(name=f"Hợp tác xã {name}", phone=f"+8494444{len(name):04d}")
        make_producer_account(producer=producer)
        return make_concluded(submission=_before_council(producer, name), **facts)

    waiting, back = result("Tỏi kiểm"), result("Tỏi trả lại")
    with acting("kiem"):
        control_actions.object_to_result(evaluation=back, reason="Thiếu chữ ký.", by=person("kiem"))
    row = made(sitting)
    for name in ("sitting_papers", "papers_progress", "sitting_confirm_results"):
        world.own[name] = {"pk": sitting.pk}
    world.own["papers_bundle"] = {"pk": sitting.pk, "version": row.version}
    world.own["sitting_paper"] = {"pk": sitting.pk, "version": row.version, "ordinal": 1}
    other = make_sitting(council=sitting.council)
    world.cross("papers_bundle", pk=other.pk)
    world.cross("sitting_paper", pk=other.pk)
    for name in ("control", "result_confirm", "result_object"):
        world.own[name] = {"pk": waiting.pk}
    world.own["result_answer"] = world.own["api_control-answer"] = {"pk": back.pk}
    for name in ("detail", "confirm", "send-back"):
        world.own[f"api_control-{name}"] = {"pk": waiting.pk}
    for name in ("detail", "bundle"):
        world.own[f"api_paper_set-{name}"] = {"pk": row.pk}
    world.own["api_paper_set-paper"] = {"pk": row.pk, "ordinal": 1}
    world.cross("api_paper_set-paper", ordinal=99)


def _name_evaluations(
    world: World, waiting: Evaluation, judged: Evaluation, handed: Evaluation, seen: Evaluation
) -> None:
    for row, names in (
        (waiting, ("begin_scoring", "api_evaluation-begin")),
        (judged, ("evaluation", "take_off", "second_pass", "advisory", "sheet", "sheet_check")),
        (judged, ("interest", "api_evaluation-detail", "api_evaluation-advisory-report")),
        (judged, ("office_report", "api_evaluation-office-report")),
        (judged, ("api_evaluation-interest", "api_evaluation-place", "api_evaluation-take-off")),
        (judged, ("api_evaluation-second-pass",)),
        (judged, ("answers_close", "meeting_call", "meeting_decline", "meeting_for_want")),
        (judged, ("meeting_place", "api_evaluation-place-at-meeting")),
        (judged, ("api_evaluation-close-answers", "api_evaluation-meet-for-want-of-answers")),
        (judged, ("api_evaluation-call-meeting", "api_evaluation-decline-meeting")),
        (handed, ("open_sheets", "sheet_receipt", "new_version", "api_evaluation-open-sheets")),
        (seen, ("conclude", "rulings", "api_evaluation-conclude", "api_evaluation-rulings")),
        (seen, ("api_evaluation-rule-each",)),
    ):
        for name in names:
            world.own[name] = {"pk": row.pk}
    seat = {"member": judged.panel.get(user=person("an")).member_id}
    world.own["place"] = {"pk": judged.pk} | seat
    elsewhere = Member.objects.exclude(council=judged.sitting.council).get(user=person("lan"))
    world.cross("place", member=elsewhere.pk)
    sheet = ScoreSheet.objects.get(evaluation=judged, user=person("minh"))
    for name in ("detail", "hand-in", "marks", "ticks"):
        world.own[f"api_sheet-{name}"] = {"pk": sheet.pk}


def _name_panels(world: World, judged: Evaluation, handed: Evaluation) -> None:
    """An interest that waits, a note of a discussion, a sheet that the secretary would reopen."""
    thao = person("thao")
    place = judged.panel.select_related("member").get(user=person("an"))
    with acting("thao"):
        interest = interest_proposals.note(judged, place.member, "firm", "Hợp tác xã Tỏi", thao)
        sheet = handed.sheets.select_related("evaluation").get(user=person("minh"))
        asked = reopening_actions.ask(sheet=sheet, reason="Chấm nhầm sản phẩm.", by=thao)
        own = {"province_id": judged.province_id, "evaluation": judged, "by": person("an")}
        note = DiscussionNote.objects.create(
            member=place.member, pass_no=1, text="Giấy này đã cũ.", **own
        )
    world.own["interests"] = world.own["discussion"] = {"pk": judged.pk}
    world.own["interest_answer"] = {"pk": judged.pk, "interest": interest.pk}
    world.cross("interest_answer", pk=handed.pk)
    world.own["reopen_sheet"] = {"pk": handed.pk, "member": sheet.member_id}
    world.cross("reopen_sheet", pk=judged.pk)
    world.own["reopen_confirm"] = {"pk": handed.pk, "reopening": asked.pk}
    world.cross("reopen_confirm", pk=judged.pk)
    world.own["reopen_refuse"] = {"pk": handed.pk, "reopening": asked.pk}
    world.cross("reopen_refuse", pk=judged.pk)
    for name, row in (("interest", interest), ("reopening", asked), ("discussion-note", note)):
        world.own[f"api_{name.replace('-', '_')}-detail"] = {"pk": row.pk}
    world.own["api_interest-answer"] = {"pk": interest.pk}
    world.own["api_reopening-confirm"] = {"pk": asked.pk}
    world.own["api_reopening-refuse"] = {"pk": asked.pk}


def _name_rulings(world: World, judged: Evaluation, seen: Evaluation) -> None:
    criteria_set = seen.submission.criteria_set
    stranger = type(criteria_set).objects.exclude(pk=criteria_set.pk)
    stranger = stranger.filter(minimums__isnull=False, knock_outs__isnull=False).first()
    for name, clauses in (("rule_minimum", "minimums"), ("rule_knock_out", "knock_outs")):
        clause, other = (getattr(one, clauses).first() for one in (criteria_set, stranger))
        world.own[name] = {"pk": seen.pk, "clause": clause.pk}
        world.cross(name, clause=other.pk)
    thao = person("thao")
    with acting("thao"):
        ruling = closing_actions.rule(
            evaluation=seen,
            by=thao,
            stands=False,
            reason="Giấy đã hết hạn.",
            minimum=criteria_set.minimums.first(),
        )
    open_one = criteria_set.minimums.exclude(pk=ruling.minimum_id).first()
    world.own["open_minimum"] = {"minimum": open_one.pk}
    for name in ("ruling_withdraw", "api_evaluation-withdraw-ruling"):
        world.own[name] = {"pk": seen.pk, "ruling": ruling.pk}
        world.cross(name, pk=judged.pk)


def _recused(world: World, producer: Producer, sitting: Sitting, judged: Evaluation) -> None:
    """The product of somebody near to An: it is not there for her (R20)."""
    near = scoring(sitting, _before_council(producer, "Tỏi E"))
    with acting("thao"):
        agenda_actions.set_place(
            evaluation=near,
            member=near.panel.get(user=person("an")).member,
            state="recused",
            reason="Em gái là giám đốc.",
            by=person("thao"),
        )
    mine = {"pk": near.pk}
    sha256 = {"sha256": near.submission.snapshot["files"][0]}
    world.recused = {
        name: mine
        for name, names in world.own.items()
        if names == {"pk": judged.pk} and not name.startswith("api_sheet")
    }
    for name in ("dossier_file_of", "api_evaluation-file"):
        world.recused[name] = mine | sha256


def _mirrored(world: World, producer: Producer, sitting: Sitting) -> None:
    """A sitting of the same council that has ended: one product with feedback, one without."""
    ended = make_sitting(council=sitting.council)
    rows = [scoring(ended, _before_council(producer, name)) for name in ("Tỏi X", "Tỏi Y")]
    for row in rows:
        all_hand_in(row, (70, 74, 78))
        concluded(row)
    with acting("thao"):
        agenda_actions.end_sitting(sitting=ended, by=person("thao"))
    with acting("kiem"):
        control_actions.confirm_sitting(sitting=ended, by=person("kiem"))
    told, untold = rows
    with acting("lan"):
        feedback = feedback_actions.release_feedback(
            evaluation=told, by=person("lan"), lines={"A/1.1": "Hợp đồng còn thiếu ngày."}
        )
    world.own["sitting_mirror"] = world.own["api_mirror-detail"] = {"pk": ended.pk}
    world.own["evaluation_mirror"] = world.own["feedback"] = {"pk": told.pk}
    world.own["api_mirror-product"] = {"pk": ended.pk, "evaluation": told.pk}
    world.cross("api_mirror-product", pk=sitting.pk)
    world.own["api_feedback-detail"] = {"pk": feedback.pk}
    world.own["feedback_release"] = {"pk": untold.pk}
    world.untold = untold.pk


def _results(world: World, producer: Producer, sitting: Sitting) -> None:
    """A result that waits, one without a star, a draft, an issued decision, its certificate."""

    def result(name: str, outcome: Any = None, **over: Any) -> Evaluation:
        facts = {"sitting": sitting, "submission": _before_council(producer, name)} | over
        return make_concluded(**facts) if outcome is None else make_concluded(outcome, **facts)

    waiting, none = result("Tỏi F"), result("Tỏi G", NOT_RANKED)
    drafted, other = draft(result("Tỏi H")), draft(result("Tỏi I"))
    out = issue(draft(result("Tỏi K")), upload=make_upload("QĐ.pdf", "qd"))
    certificate = printed(Certificate.objects.get(recognition__decision=out))
    # As if one paper of the decision had failed: there is something to print again.
    Job.objects.filter(subject_id=out.pk).update(state=Job.State.FAILED)
    world.own["api_result-detail"] = {"pk": waiting.pk}
    world.own["result_reject"] = world.own["api_result-reject"] = {"pk": none.pk}
    # As a district that has ended left it to its province (148).
    up = result("Tỏi U", FORWARD_ONLY)
    world.own["result_pass_up"] = world.own["api_result-pass-up"] = {"pk": up.pk}
    for row, names in (
        (drafted, ("decision", "decision_title", "decision_lines", "decision_remove")),
        (drafted, ("decision_issue", "decision_annex")),
        (out, ("decision_file", "decision_progress", "decision_print")),
        (certificate, ("certificate", "certificate_pdf", "certificate_revoke", "product_page")),
        (certificate, ("certificate_suspend", "certificate_restore")),
        (certificate, ("certificate_renew", "certificate_extend")),
    ):
        for name in names:
            world.own[name] = {"pk": row.pk}
    for name in ("detail", "add-lines", "remove-line", "issue"):
        world.own[f"api_decision-{name}"] = {"pk": drafted.pk}
    for name in ("printing", "print-again"):
        world.own[f"api_decision-{name}"] = {"pk": out.pk}
    for name in ("detail", "pdf", "publish", "restore", "revoke", "suspend", "renew", "extend"):
        world.own[f"api_certificate-{name}"] = {"pk": certificate.pk}
    line = {"line": drafted.recognitions.get().pk}
    world.own["decision_line_remove"] = {"pk": drafted.pk} | line
    world.cross("decision_line_remove", pk=other.pk)
    _publish(world, certificate)
    add_appeals(world.own, result)
    world.cross("appeal_file", pk=world.own["appeal"]["pk"])


def _publish(world: World, certificate: Certificate) -> None:
    san, product = person("san"), certificate.product
    with acting("san"):
        image = product_actions.add_image(product=product, upload=picture("blue"), by=san)
        page_actions.publish_page(
            certificate=certificate,
            contact="Phạm Văn Sản, 0912 345 678",
            where_to_buy="Cửa hàng tại cảng Lý Sơn",
            story="Tỏi đen lên men 30 ngày.",
            images=[image],
            by=san,
        )
    code = {"code": certificate.public_code}
    for name in ("check_result", "public_product", "api_public_certificate-detail"):
        world.own[name] = code
    world.own["public_picture"] = code | {"number": 0}


def _five_stars(world: World, sitting: Sitting) -> None:
    """Shallots, whose name the Ministry may know: made up, sent, judged, told back, crowned."""
    maker = make_producer(name="Hợp tác xã Hành tím Lý Sơn", phone="+84944444444")
    make_producer_account(producer=maker)

    def approved(name: str) -> Evaluation:
        submission = make_submission(participation=_step_five(maker, name))
        return ministry.approved(submission=submission, sitting=sitting)

    made = approved("Hành tím A")
    package = ministry.prepare(made)
    with acting("binh"):
        added = forwarding_actions.add_paper(
            evaluation=made, title="Phiếu", upload=make_upload("P.pdf", "p"), by=person("binh")
        )
    below = ministry.told(approved("Hành tím B"), 86)
    crowned = ministry.told(approved("Hành tím C"), 93)
    printed(Certificate.objects.get(public_code=crowned.public_code))
    sent = ministry.forwarded(approved("Hành tím D"))
    judged = ministry.received(ministry.forwarded(approved("Hành tím E")))
    ministry.judged(judged.submission, 86)
    one, paper = {"pk": made.pk}, {"paper": added.pk}
    for name in ("request", "paper_add", "forward", "reopen"):
        world.own[f"five_star_{name}"] = one
    for name in ("detail", "prepare", "papers", "remove-paper", "forward", "reopen"):
        world.own[f"api_five_star_request-{name}"] = one
    world.own["five_star_paper_remove"] = one | paper
    world.cross("five_star_paper_remove", pk=below.evaluation_id)
    world.own["five_star_paper"] = one | {"sha256": package.request_file.sha256}
    world.cross("five_star_paper", pk=below.evaluation_id)
    for name in ("five_star_choose", "api_five_star_request-choose"):
        world.own[name] = {"pk": below.evaluation_id}
    for name in ("national_result", "national_pdf", "national_page", "national_renew"):
        world.own[name] = {"pk": crowned.pk}
    for name in ("detail", "pdf", "publish", "renew"):
        world.own[f"api_national_result-{name}"] = {"pk": crowned.pk}
    for name in ("forwarded_file", "forwarded_receive", "forwarded_send_back"):
        world.own[name] = {"pk": sent.pk}
    for name in ("detail", "receive", "send-back"):
        world.own[f"api_forwarded_file-{name}"] = {"pk": sent.pk}
    for name in ("five_star_paper_set", "api_five_star_request-paper-set"):
        world.own[name] = {"pk": sent.answers_to}
    world.own["forwarded_paper"] = {"pk": sent.pk, "sha256": sent.request_file.sha256}
    world.cross("forwarded_paper", pk=judged.pk)
    for name in ("forwarded_samples", "api_forwarded_file-samples"):
        world.own[name] = {"pk": judged.pk}
    for name in ("forwarded_return", "api_forwarded_file-return-result"):
        world.own[name] = {"pk": judged.pk}


def _people(world: World, producer: Producer) -> None:
    """A duty to end, a word to each, an act in the journal, an invitation that is not taken up."""
    duty = Assignment.objects.get(user=person("tuan"))
    for name in ("assignment_end", "api_assignment-detail", "api_assignment-end"):
        world.own[name] = {"pk": duty.pk}
    make_notice(to=person("hoa"))
    with acting("hoa"):
        token, _secret = create_token(
            province=province(),
            name="Phần mềm của xã",
            scopes=["home_view"],
            expires_on=clock.today(),
            by=person("hoa"),
        )
    world.own["api_token_end"] = {"pk": token.pk}
    make_journal_entry(target_id=producer.pk)
    world.invited = User.objects.create_user("moi@ocop.example", None, full_name="Người Mới")
    *_rest, uid, token, _end = invitation_link(world.invited).split("/")
    world.own["invitation"] = {"uid": uid, "token": token}


def _public(world: World) -> None:
    book = {"book": "26-2026"}
    world.own |= {
        "book_detail": book,
        "criteria_set_detail": book | {"code": SEVEN},
        "criteria-set-list": book,
        "criteria-set-detail": book | {"code": SEVEN},
        "regulation-detail": {"slug": "26-2026"},
        "procedure-detail": {"code": "26-2026"},
        "product-line-detail": {"number": 7},
        "api_unit-detail": {"pk": commune().pk},
    }


def _sign_in(world: World) -> None:
    for viewer, (login, _slug) in VIEWERS.items():
        browser = Client()
        if login:
            browser.force_login(User.objects.get(email=f"{login}@ocop.example"))
            session, now = browser.session, int(timezone.now().timestamp())
            # Seen for an hour to come: not to be noted anew in every request that is undone.
            session["started_at"], session["seen_at"] = now, now + 3600
            session.save()
        world.browsers[viewer] = Browser(browser)
