"""A whole sitting for tests: a calm product, a second pass, a low one; then its papers."""

from councils.models import Sitting
from evaluations import agenda_actions, closing_actions, paper_actions
from evaluations.models import Evaluation, PaperSet
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_producer, make_sitting, make_submission

from .sittings import acting, all_hand_in, concluded, on_agenda

HOSTILE = "Tỏi {{ 7*7 }} {% for x in y %} <w:p/>&amp; «đặc sản» \x07"
LONG = "Hồ sơ đầy đủ, cơ sở sạch. " * 200
WALL = "ỨngDụngKhôngCóDấuCách" * 9


def sat(*, long: bool = False) -> Sitting:
    """Return a sitting with three products, each of them concluded."""
    sitting = make_sitting(council=make_council())
    calm = judge(sitting, "Tỏi đen Lý Sơn", (75, 76, 74), star=4)
    assert calm.star == 4
    apart = place(sitting, HOSTILE if long else "Nước mắm Sa Kỳ", LONG if long else "Đã khảo sát.")
    all_hand_in(apart, (60, 85, 70), star=4)
    with acting("thao"):
        closing_actions.open_second_pass(evaluation=apart, by=person("thao"))
    apart.refresh_from_db()
    all_hand_in(apart, (72, 74, 68), star=3)
    concluded(apart)
    low = place(sitting, WALL if long else "Bánh tráng Quảng Ngãi", "Thiếu giấy kiểm nghiệm.")
    all_hand_in(low, (40, 41, 42), star=0)
    concluded(low)
    return sitting


def place(sitting: Sitting, name: str, advice: str) -> Evaluation:
    """Put a product on the agenda with its advisers' word, and begin."""
    number = sitting.agenda.count()
    producer = make_producer(name=f"Hợp tác xã Ươm Đất số {number}")
    submission = make_submission(producer=producer, name=name)
    evaluation = on_agenda(sitting, submission)
    with acting("tuan"):
        agenda_actions.write_advisory_report(evaluation=evaluation, by=person("tuan"), text=advice)
    with acting("thao"):
        return agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))


def judge(sitting: Sitting, name: str, totals: tuple[int, ...], *, star: int = 0) -> Evaluation:
    """Take one product to its conclusion."""
    evaluation = place(sitting, name, "Vùng nguyên liệu 12 ha; hồ sơ đủ.")
    all_hand_in(evaluation, totals, star=star)
    return concluded(evaluation)


def asked(sitting: Sitting, login: str = "thao") -> PaperSet:
    """Ask for the papers."""
    with acting(login):
        return paper_actions.ask_for_papers(sitting=sitting, by=person(login))


def made(sitting: Sitting, login: str = "thao") -> PaperSet:
    """Ask for the papers and make them as the worker does, step by step."""
    row = asked(sitting, login)
    with acting_for(province()):
        job = paper_actions.job_of(row)
        while paper_actions.make_step(job.pk):
            pass
    row.refresh_from_db()
    return row
