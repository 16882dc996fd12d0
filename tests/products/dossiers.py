"""Dossiers for tests, written by the same actions as the pages."""

from accounts.models import User
from products.dossier_actions import answer, attach_signed_form, start_dossier, write_texts
from products.dossier_facts import TEXTS, applicable
from products.handin_actions import hand_in
from products.models import Dossier, Participation, Submission
from products.review_actions import forward_dossier, receive_dossier, write_report
from territories import clock
from territories.tenancy import acting_for

from ..cast import person
from ..factories import make_upload


def fill_dossier(participation: Participation, by: User | None = None) -> Dossier:
    """Answer everything with the highest level, describe it, write every text."""
    by = by or person("san")
    dossier = start_dossier(participation=participation, by=by)
    criteria_set = applicable(participation, clock.today())[1]
    for criterion in criteria_set.criteria.prefetch_related("levels"):
        answer(
            dossier=dossier,
            criterion=criterion,
            by=by,
            version=0,
            level=max(criterion.levels.all(), key=lambda level: level.points),
            description=f"Mô tả tiêu chí {criterion.code}.",
        )
    texts = {name: f"Nội dung {name}." for name in TEXTS}
    return write_texts(dossier=dossier, by=by, version=dossier.version, **texts)


def hand_in_filled(participation: Participation, by: User | None = None) -> Submission:
    """Fill a dossier in and hand it in as the producer."""
    by = by or person("san")
    with acting_for(participation.province, by):
        fill_dossier(participation, by)
        return hand_in(participation=participation, by=by)


ASSESSED = {
    "materials": "Tỏi trồng tại đảo.",
    "labour": "12 lao động của đặc khu.",
    "idea_origin": "Nghề trồng tỏi truyền thống.",
    "identity": "Đất cát san hô, kinh nghiệm ủ tỏi.",
    "components_complete": True,
}
REQUEST = {"request_no": "15/TTr-UBND", "signer": "Võ Thị Hạnh"}


def forward_handed_in(participation: Participation, **over: object) -> Participation:
    """Let Hoa register, report and forward what was handed in."""
    hoa = person("hoa")
    today = clock.today()
    with acting_for(participation.province, hoa):
        receive_dossier(
            participation=participation, by=hoa, register_no="01", paper_set_received_on=today
        )
        write_report(participation=participation, by=hoa, version=0, **ASSESSED)
        return forward_dossier(
            participation=participation, by=hoa, **({"requested_on": today} | REQUEST | over)
        )


def sign(participation: Participation, by: User) -> Dossier:
    """Attach the Form 01 that the producer signed."""
    dossier = Dossier.objects.get(participation=participation)
    return attach_signed_form(dossier=dossier, by=by, upload=make_upload("Mẫu 01 đã ký.pdf"))
