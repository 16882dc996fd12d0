"""A round under 148/2023 in a few words: Tư Nghĩa in 2024, its people, its council, its acts.

Tư Nghĩa: Oanh (officer of xã Nghĩa Kỳ), Phước (district officer), Hậu (district leader); Kim,
Long and Mơ judge, Quyên writes. Mộ Đức next door: Sáu (district officer), Bảy (leader).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import User
from accounts.permissions import Role
from councils import actions as councils
from councils.models import Council, Sitting
from evaluations import agenda_actions, closing_actions, decision_actions, district_actions
from evaluations.models import Certificate, Decision, Evaluation
from products import review_actions
from products.models import Participation
from territories import clock
from territories.models import AdminUnit
from territories.tenancy import acting_for
from tests.cast import give, person, province
from tests.factories import make_council, make_producer, make_sitting, make_step_five
from tests.products.dossiers import hand_in_filled

from .decided import confirmed
from .sittings import all_hand_in

HANDED_IN_ON = date(2024, 9, 16)
TU_NGHIA, MO_DUC = "528", "533"
NGHIA_KY = "21250"
JUDGES = ("kim", "long", "mo")
PEOPLE = {
    "oanh": ("Trần Thị Oanh", Role.COMMUNE_OFFICER, NGHIA_KY),
    "phuoc": ("Lê Văn Phước", Role.DISTRICT_OFFICER, TU_NGHIA),
    "hau": ("Nguyễn Văn Hậu", Role.LEADER, TU_NGHIA),
    "sau": ("Đỗ Thị Sáu", Role.DISTRICT_OFFICER, MO_DUC),
    "bay": ("Cao Văn Bảy", Role.LEADER, MO_DUC),
}
TITLES = {"kim": "chair", "long": "deputy", "mo": "member", "quyen": "secretary"}


def unit(code: str) -> AdminUnit:
    """Return the commune or district of that code as it is on the day."""
    kind = AdminUnit.Kind.DISTRICT if len(code) == 3 else AdminUnit.Kind.COMMUNE
    return AdminUnit.objects.on(clock.today()).get(kind=kind, code=code)


def local(login: str) -> User:
    """Return one of the district's people with his duty; made on first use, on a day of 2024."""
    email = f"{login}@ocop.example"
    found = User.objects.filter(email=email).first()
    if found:
        return found
    name, role, code = PEOPLE[login]
    user = User.objects.create_user(email, "mật khẩu dài", full_name=name)
    give(user, role, province(), unit(code))
    return user


def acting(login: str) -> Any:
    """Act in Quảng Ngãi as one of the district's people, or of the cast."""
    return acting_for(province(), local(login) if login in PEOPLE else person(login))


def handed_in(name: str = "Mạch nha Tư Nghĩa", *, commune: str = NGHIA_KY) -> Participation:
    """Return what Sản's cooperative handed in today to its commune."""
    number = Participation.objects.count() + 1
    producer = make_producer(
        name=f"Hợp tác xã {name}",
        commune=unit(commune),
        registered_by=local("oanh"),
        phone=f"+8491200{number:04d}",
        representative_title="Giám đốc",
        representative_address="Thôn An Hội Bắc",
        address="thôn An Hội Bắc",
        history="Thành lập năm 2015.",
        organisation="Hội đồng quản trị, tổ sản xuất.",
        registered_on=date(2015, 3, 5),
    )
    row = make_step_five(producer=producer, name=name)
    hand_in_filled(row)
    row.refresh_from_db()
    return row


def passed_to_district(row: Participation | None = None) -> Participation:
    """Let Oanh enter the dossier in her register and pass it up: she writes no Form 03."""
    row = row or handed_in()
    today = clock.today()
    with acting("oanh"):
        by = local("oanh")
        review_actions.receive_dossier(
            participation=row, by=by, register_no="07/2024", paper_set_received_on=today
        )
        return review_actions.forward_dossier(
            participation=row, by=by, request_no="31/UBND", requested_on=today, signer="Tạ Lộc"
        )


def taken_in(row: Participation, login: str = "phuoc") -> Participation:
    """Let the office above check the dossier and take it in."""
    with acting(login):
        by = local(login) if login in PEOPLE else person(login)
        return review_actions.check_dossier(
            participation=row,
            by=by,
            is_accepted=True,
            register_no="12/2024",
            paper_set_received_on=clock.today(),
        )


def at_district(row: Participation | None = None) -> Participation:
    """Return a dossier that the district has taken in, with its samples."""
    row = taken_in(passed_to_district(row))
    with acting("phuoc"):
        review_actions.record_samples(
            participation=row, by=local("phuoc"), count=5, received_on=clock.today()
        )
    return row


def district_council() -> Council:
    """Let Phước set up the district's council, or return it."""
    known = Council.objects.filter(unit=unit(TU_NGHIA)).first()
    if known:
        return known
    with acting("phuoc"):
        by = local("phuoc")
        council = councils.establish_council(
            province=province(),
            by=by,
            level="district",
            unit=unit(TU_NGHIA),
            name="Hội đồng đánh giá, phân hạng sản phẩm OCOP huyện Tư Nghĩa",
            decision_no="88/QĐ-UBND",
            established_on=clock.today(),
        )
        for login, title in TITLES.items():
            councils.appoint_member(
                council=council,
                by=by,
                email=f"{login}@ocop.example",
                full_name=login.title(),
                title=title,
                organisation="UBND huyện Tư Nghĩa",
                scores=title != "secretary",
            )
    return council


def district_sitting() -> Sitting:
    """Return the council's open sitting of today."""
    return make_sitting(council=district_council(), place="Hội trường UBND huyện")


def judged(
    row: Participation, total: int, *, star: int, sitting: Sitting | None = None
) -> Evaluation:
    """Let a council of the sitting's level give a product this mean, and Kiểm confirm it."""
    is_local = sitting is None or sitting.council.unit_id is not None
    sitting = sitting or district_sitting()
    secretary, judges = ("quyen", JUDGES) if is_local else ("thao", ("lan", "minh", "an"))
    submission = row.submissions.latest("version")
    with acting(secretary):
        by = person(secretary)
        evaluation = agenda_actions.put_on_agenda(sitting=sitting, submission=submission, by=by)
        evaluation = agenda_actions.begin_scoring(evaluation=evaluation, by=by)
    all_hand_in(evaluation, [total] * len(judges), judges, star=star)
    with acting(secretary):
        closing_actions.open_sheets(evaluation=evaluation, by=by)
        evaluation.refresh_from_db()
        evaluation = closing_actions.conclude(evaluation=evaluation, by=by)
    return confirmed(evaluation)


def passed_up(evaluation: Evaluation) -> Evaluation:
    """Let Phước send the result to the province, and Bình take it in."""
    with acting("phuoc"):
        row = district_actions.pass_up(
            evaluation=evaluation,
            request_no="45/TTr-UBND",
            requested_on=clock.today(),
            signer="Nguyễn Văn Hậu",
            by=local("phuoc"),
        )
    taken_in(Participation.objects.get(pk=row.submission.participation_id), "binh")
    return row


def at_province(total: int, *, star: int, name: str = "Mạch nha Tư Nghĩa") -> Evaluation:
    """Return what the province's council found for a product that the district passed up."""
    row = at_district(handed_in(name))
    passed_up(judged(row, 75, star=4))
    row.refresh_from_db()
    return judged(row, total, star=star, sitting=make_sitting(council=make_council()))


def drafted(
    evaluation: Evaluation, login: str = "phuoc", more: Iterable[Evaluation] = ()
) -> Decision:
    """Let an office draft a decision on a result, or on several."""
    with acting(login):
        return decision_actions.draft_decision(
            province=province(),
            kind="recognition",
            title="Công nhận sản phẩm OCOP năm 2024",
            evaluations=[evaluation, *more],
            by=person(login),
        )


def issued(decision: Decision, login: str = "hau", **over: Any) -> Certificate:
    """Let a leader issue it today; the certificate comes of it."""
    facts = {
        "number": "910/QĐ-UBND",
        "signed_on": clock.today(),
        "signer": "Nguyễn Văn Hậu",
        "signer_title": "Chủ tịch",
    }
    with acting(login):
        by = local(login) if login in PEOPLE else person(login)
        decision_actions.issue_decision(decision=decision, by=by, **facts | over)
    return Certificate.objects.get(recognition__decision=decision)
