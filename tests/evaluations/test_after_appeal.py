"""The result before an appeal and the one after it lead to each other, for who may see them."""

import pytest

from accounts.models import User
from accounts.permissions import Role
from evaluations import agenda_actions
from evaluations.models import Evaluation
from tests.cast import give, person, province
from tests.factories import make_council, make_sitting

from .decided import draft, issue
from .sittings import acting, all_hand_in, concluded, on_agenda
from .test_appeals import ROOT, decided, recognised, reported
from .test_left_out import without
from .test_sheet_api import api
from .test_sheet_pages import address, browser, plain

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "Kết quả trước khiếu nại", "Kết quả sau khiếu nại"


def begun(hearing: Evaluation) -> Evaluation:
    with acting("thao"):
        return agenda_actions.begin_scoring(evaluation=hearing, by=person("thao"))


def page(login: str, evaluation: Evaluation) -> str:
    return plain(browser(login).get(address("evaluation", evaluation.pk)))


def links(login: str, page: str, *args: int) -> str:
    return browser(login).get(address(page, *args)).content.decode()


def before_by_api(login: str, evaluation: Evaluation) -> dict | None:
    answer = api(login).get(f"{ROOT}evaluations/{evaluation.pk}/")
    assert answer.status_code == 200
    return answer.json()["before_appeal"]


def test_both_results_lead_to_each_other_once_they_are_told() -> None:
    old = recognised()
    decided(without(old, "an"), "upheld")
    product = old.submission.participation.product_id
    new = begun(on_agenda(make_sitting(council=old.sitting.council), old.submission))
    # While it is scored anew nothing is told of it, and what was told stays.
    shown = page("binh", old)
    assert "Sản phẩm được đánh giá lại tại" in shown
    assert AFTER not in shown
    assert f"{BEFORE}: 74,00 điểm, 3 sao" in page("binh", new)
    assert "#ket-qua-" not in links("san", "product", product)
    all_hand_in(new, [85, 85], ("lan", "minh"), star=4)
    concluded(new)
    assert AFTER not in page("binh", old)  # a draft until a controller has confirmed it
    issue(draft(Evaluation.objects.get(pk=new.pk)), number="99/QĐ-UBND")
    assert f"{AFTER}: 85,00 điểm, 4 sao" in page("binh", old)
    assert f'href="{address("evaluation", new.pk)}"' in links("binh", "evaluation", old.pk)
    assert f'href="{address("evaluation", old.pk)}"' in links("binh", "evaluation", new.pk)
    # The producer reads on his product's page what he was told, and finds both ways.
    shown = plain(browser("san").get(address("product", product)))
    assert f"{BEFORE}: 74,00 điểm, 3 sao" in shown
    text = links("san", "product", product)
    for row in (old, new):
        assert f'id="ket-qua-{row.pk}"' in text
        assert f'href="#ket-qua-{row.pk}"' in text
    assert before_by_api("binh", new) == {
        "id": old.pk,
        "sitting": old.sitting_id,
        "status": "recognised",
        "points_sum": 222,
        "sheet_count": 3,
        "mean": "74,00",
        "star": 3,
    }
    assert before_by_api("binh", old) is None
    # Who is out of the new hearing is not led to it, and still reads the old result.
    assert address("evaluation", new.pk) not in links("an", "evaluation", old.pk)
    assert AFTER not in page("an", old)


def test_who_may_not_see_the_old_result_reads_nothing_of_it_beside_the_new_one() -> None:
    old = recognised()
    decided(reported(old), "upheld")
    stranger = User.objects.create_user("vi@ocop.example", full_name="Đỗ Thị Vi")
    give(stranger, Role.COUNCIL_MEMBER, province())
    council = make_council(scorers=("lan", "vi", "minh"))
    new = begun(on_agenda(make_sitting(council=council), old.submission))
    assert BEFORE not in page("vi", new)
    assert before_by_api("vi", new) is None
    assert f"{BEFORE}: 74,00 điểm, 3 sao" in page("lan", new)


def test_code_of_a_blind_product_is_not_undone_by_the_old_result() -> None:
    old = recognised()
    decided(reported(old), "upheld")
    council = make_council(blind_codes=True)
    new = begun(on_agenda(make_sitting(council=council), old.submission))
    for login in ("minh", "lan"):
        assert BEFORE not in page(login, new)
        assert before_by_api(login, new) is None
        assert address("evaluation", new.pk) not in links(login, "evaluation", old.pk)
    assert f"{BEFORE}: 74,00 điểm, 3 sao" in page("thao", new)
