"""The way to the Ministry for tests: approved in Quảng Ngãi, sent up, judged there, told back."""

from typing import Any

from councils import actions as councils
from councils.models import Council, Sitting
from evaluations import (
    agenda_actions,
    closing_actions,
    decision_actions,
    forwarding_actions,
    national_actions,
    sheet_actions,
)
from evaluations.models import (
    AdvisoryReport,
    Decision,
    Evaluation,
    NationalResult,
    Package,
)
from products.models import CommuneReport, Submission
from territories import clock
from tests.cast import person, province
from tests.factories import make_sitting, make_submission, make_upload

from .decided import APPROVE_ONLY, acting, confirmed, draft, issue, make_concluded
from .sittings import marks_for, rules_of

MINISTRY = "quoc-gia"
MEMBERS = ("hai", "mai", "phuc")
FORM_03 = {
    "materials": "Trồng tại đảo, 12 ha.",
    "labour": "24 hộ trong thôn.",
    "idea_origin": "Nghề trăm năm của đảo.",
    "identity": "Cát san hô, gió biển.",
}


def there(login: str) -> Any:
    """Act as somebody of the Ministry."""
    return acting(login, province(MINISTRY))


def approved(name: str = "Tỏi đen Lý Sơn", **over: Any) -> Evaluation:
    """Return a result of 91 points that the chairman has approved, with its advisers' report."""
    evaluation = make_concluded(
        over.pop("outcome", APPROVE_ONLY),
        submission=over.pop("submission", None) or make_submission(name=name),
        points_sum=273,
        star=5,
        **over,
    )
    CommuneReport.objects.get_or_create(
        province=evaluation.province,
        submission=evaluation.submission,
        defaults={
            "request_no": "15/TTr-UBND",
            "requested_on": clock.today(),
            "written_by": person("hoa"),
            **FORM_03,
        },
    )
    AdvisoryReport.objects.create(
        province=evaluation.province,
        evaluation=evaluation,
        text="Hồ sơ khớp thực tế.",
        written_by=person("tuan"),
    )
    kind = Decision.Kind.APPROVAL
    if evaluation.result["outcome"]["on_forward"] == "recognise_too":
        kind = Decision.Kind.RECOGNITION
    number = f"{Decision.objects.count() + 500}/QĐ-UBND"
    issue(draft(evaluation, kind=kind), number=number, upload=make_upload("QĐ.pdf", "qd"))
    evaluation.refresh_from_db()
    return evaluation


def paper(name: str) -> Any:
    """Return a PDF of its own content."""
    return make_upload(f"{name}.pdf", name)


def prepare(evaluation: Evaluation, **over: Any) -> Package:
    """Let Bình make the package up."""
    facts = {
        "request_no": "88/UBND-KTN",
        "requested_on": clock.today(),
        "signer": "Đặng Anh Dũng",
        "samples_sent": 5,
        "request_file": paper("de-nghi"),
        "council_report": paper("bao-cao-hoi-dong"),
    }
    with acting("binh"):
        return forwarding_actions.prepare_package(
            evaluation=evaluation, by=person("binh"), **facts | over
        )


def forward(evaluation: Evaluation) -> Package:
    """Let Bình send it; return the Ministry's copy."""
    with acting("binh"):
        forwarding_actions.forward_to_ministry(evaluation=evaluation, by=person("binh"))
    return copy_of(evaluation)


def copy_of(evaluation: Evaluation) -> Package:
    """Return the latest copy at the Ministry."""
    rows = Package.objects.filter(answers_to=evaluation.pk, province=province(MINISTRY))
    return rows.select_related("submission").latest("pk")


def forwarded(evaluation: Evaluation | None = None, **over: Any) -> Package:
    """Return a complete file that has come to the Ministry."""
    evaluation = evaluation or approved()
    prepare(evaluation, **over)
    return forward(evaluation)


def received(package: Package | None = None) -> Package:
    """Let Nga take it in with its samples."""
    package = package or forwarded()
    with there("nga"):
        return national_actions.receive_package(package=package, by=person("nga"), samples=5)


def national_sitting() -> Sitting:
    """Return the national council's open sitting: Hải presides, Mai and Phúc judge, Ly writes."""
    nga, where = person("nga"), province(MINISTRY)
    with there("nga"):
        council = councils.establish_council(
            province=where,
            by=nga,
            level=Council.Level.NATIONAL,
            name="Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp trung ương",
            decision_no=f"{Council.objects.count() + 900}/QĐ-BNNMT",
            established_on=clock.today(),
        )
        for number, login in enumerate((*MEMBERS, "ly")):
            councils.appoint_member(
                council=council,
                by=nga,
                email=person(login).email,
                title="secretary" if login == "ly" else ("chair", "deputy", "member")[number],
                organisation="Bộ Nông nghiệp và Môi trường",
                scores=login != "ly",
            )
    return make_sitting(council=council)


def judged(submission: Submission, total: int, *, star: int = 0) -> Evaluation:
    """Let the national council find so many points, and Khải confirm them."""
    sitting = national_sitting()
    ly = person("ly")
    with there("ly"):
        row = agenda_actions.put_on_agenda(sitting=sitting, submission=submission, by=ly)
        agenda_actions.begin_scoring(evaluation=row, by=ly)
    marks = marks_for(rules_of(row), total, star=star)
    for login in MEMBERS:
        with there(login):
            row.refresh_from_db()
            sheet = sheet_actions.open_sheet(evaluation=row, by=person(login))
            answers = [(key, 0, {"level": ordinal}) for key, ordinal in marks.items()]
            sheet_actions.save_marks(sheet=sheet, by=person(login), answers=answers)
            sheet_actions.hand_in(sheet=sheet, by=person(login))
    with there("ly"):
        closing_actions.open_sheets(evaluation=row, by=ly)
        row = closing_actions.conclude(evaluation=row, by=ly)
    return confirmed(row)


def crowned(evaluation: Evaluation, **over: Any) -> Decision:
    """Let Nga draft and Vinh issue the Ministry's decision."""
    with there("nga"):
        decision = decision_actions.draft_decision(
            province=province(MINISTRY),
            kind="recognition",
            title="Công nhận sản phẩm OCOP 5 sao",
            evaluations=[evaluation],
            by=person("nga"),
        )
    paper = {
        "number": f"{Decision.objects.count() + 3000}/QĐ-BNNMT",
        "signed_on": clock.today(),
        "signer": "Hoàng Quang Vinh",
        "signer_title": "Bộ trưởng",
    }
    with there("vinh"):
        return decision_actions.issue_decision(decision=decision, by=person("vinh"), **paper | over)


def told_back(evaluation: Evaluation) -> None:
    """Let Nga return a result below five stars."""
    with there("nga"):
        national_actions.return_result(
            evaluation=evaluation,
            decision_no="77/BNNMT-VPĐP",
            decided_on=clock.today(),
            by=person("nga"),
        )


def found(total: int, *, star: int = 0, **over: Any) -> NationalResult:
    """Return what the province has been told of so many points."""
    return told(approved(**over), total, star=star)


def told(evaluation: Evaluation, total: int, *, star: int = 5) -> NationalResult:
    """Send a result up, have it judged with so many points, and return the answer."""
    row = judged(received(forwarded(evaluation)).submission, total, star=star)
    crowned(row) if row.result["outcome"]["kind"] == "award" else told_back(row)
    return NationalResult.objects.get(evaluation=evaluation)


def choose(result: NationalResult, way: str, reason: str = "Theo đề nghị của Hội đồng.") -> Any:
    """Let Bình choose what becomes of it."""
    with acting("binh"):
        return national_actions.choose_way(result=result, way=way, reason=reason, by=person("binh"))
