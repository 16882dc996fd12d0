"""One product from the commune to its certificate through the API alone, with people's keys."""

import time
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from ocop_portal.demo import papers, words
from territories import clock

from .api_client import Client, make_key
from .site import Site

pytestmark = pytest.mark.browser

PRODUCT = "Rượu tỏi đen thử nghiệm API"
TODAY = f"{clock.today()}"
SEATS = (("lan", "chair", True), ("minh", "deputy", True), ("an", "member", True))
SEATS += (("thao", "secretary", False),)


@pytest.fixture(scope="module")
def clients(site: Site, browser: Browser) -> dict[str, Client]:
    """Let everybody make his key on the page; from then on only programs speak."""
    people = ("hoa", "san", "binh", "tuan", "thao", "lan", "minh", "an", "kiem", "dung")
    return {one: Client(site, make_key(site, browser, one, "Phần mềm")) for one in people}


def test_client_takes_a_product_to_its_certificate(site: Site, clients: dict[str, Client]) -> None:
    product, way = registered(clients)
    through_the_steps(clients, way)
    handed_in(clients, way)
    submission = examined(clients, way)
    evaluation = judged(clients, submission)
    certificate = issued(clients, evaluation)
    assert (certificate["star"], certificate["standing"]) == (4, "valid")
    assert certificate["product_name"] == PRODUCT
    paper = clients["binh"].raw(f"certificates/{certificate['id']}/pdf/")
    assert paper.startswith(b"%PDF-")
    anybody = Client(site, province="public/")
    seen = anybody.get(f"certificates/{certificate['public_code']}/")
    assert (seen["standing"], seen["number"]) == ("valid", certificate["number"])
    pictures = clients["san"].get(f"products/{product}/")["images"]
    clients["san"].post(
        f"certificates/{certificate['id']}/publish/",
        contact="0905 777 123",
        where_to_buy="Cảng Lý Sơn",
        story="",
        images=[one["id"] for one in pictures],
    )
    found = anybody.get("products/", q="ruou%20toi%20den%20thu%20nghiem")["results"]
    assert [(one["product_name"], one["has_page"]) for one in found] == [(PRODUCT, True)]


def test_key_does_only_what_its_person_may(clients: dict[str, Client]) -> None:
    refused = clients["san"].refused("POST", "cycles/", year=2031)
    assert (refused["status"], refused["type"]) == (403, "/api/v1/docs/#forbidden")
    stranger = Client(clients["san"].site, "ocop_khong-co-that")
    assert stranger.refused("GET", "products/")["status"] == 401


def registered(clients: dict[str, Client]) -> tuple[int, int]:
    """Let Hoa enter a producer and give Sản an account, Sản enter a product; return their ids."""
    hoa, san = clients["hoa"], clients["san"]
    unit = hoa.get("producers/")["results"][0]["commune"]
    producer = hoa.post(
        "producers/",
        name="Hợp tác xã Rượu tỏi An Hải",
        legal_form="cooperative",
        commune=unit,
        phone="0905 777 789",
        representative="Phạm Văn Sản",
        representative_gender="male",
        representative_ethnicity="Kinh",
        representative_title="Giám đốc",
        representative_address="Thôn Tây An Hải, đặc khu Lý Sơn",
        history="Thành lập năm 2022.",
        organisation="Ban giám đốc, tổ ủ, tổ đóng gói.",
        confirm_duplicate=True,
    )
    assert producer["status"] == "confirmed"
    account = {"email": "san@ocop.example", "full_name": "Phạm Văn Sản"}
    hoa.post(f"producers/{producer['id']}/accounts/", **account)
    year = san.get("cycles/")["results"][0]["year"]
    product = san.post(
        "products/",
        producer=producer["id"],
        line=7,
        name=PRODUCT,
        description="Chai 500 ml.",
        cycle=year,
    )
    san.post(f"products/{product['id']}/images/", papers.picture(PRODUCT, "#552233"), caption="")
    return product["id"], product["participation"]["id"]


def through_the_steps(clients: dict[str, Client], way: int) -> None:
    """Hand in and accept steps 1 to 4."""
    hoa, san, binh = clients["hoa"], clients["san"], clients["binh"]
    here = f"participations/{way}/"

    def hand_in(to: Client) -> None:
        san.post(f"{here}submit/", version=san.get(here)["version"])
        to.post(f"{here}accept/", version=to.get(here)["version"])

    hand_in(hoa)
    san.put(f"{here}idea/", version=0, **plain(words.IDEA))
    hand_in(hoa)
    san.put(f"{here}plan/", version=0, **plain(words.PLAN))
    san.post(f"{here}submit/", version=san.get(here)["version"])
    plan = binh.get(here)
    binh.post(f"{here}appraisal/", version=plan["plan"]["version"], appraisal=words.APPRAISAL)
    binh.post(f"{here}accept/", version=binh.get(here)["version"])
    san.post(f"{here}production-reports/", reported_on=TODAY, done=words.REPORT["done"])
    hand_in(hoa)
    assert san.get(here)["step"] == 5


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Return facts as JSON has them."""
    return {
        name: value if isinstance(value, int | str | None) else str(value)
        for name, value in facts.items()
    }


def handed_in(clients: dict[str, Client], way: int) -> None:
    """Let Sản answer every criterion, attach a paper, and hand in."""
    san, here = clients["san"], f"dossiers/{way}/"
    for key, points in words.CLAIMED.items():
        answers = {one["criterion"]: one for one in san.get(here)["answers"]}
        boxes = [one["id"] for one in answers[key]["levels"] if one["points"] == points]
        san.post(
            f"{here}answers/",
            criterion=key,
            version=answers[key]["version"],
            level=boxes[-1],
            description=words.DESCRIPTION,
        )
    dossier = san.get(here)
    san.patch(here, version=dossier["version"], samples_promised=5, **words.RESULTS)
    proven = next(one["id"] for one in dossier["answers"] if one["criterion"] == "B/4.1")
    san.post(f"{here}evidence/", papers.scan("Hợp đồng", PRODUCT), criterion=proven, title="HĐ")
    assert san.get(here)["missing"] == []
    done = san.post(f"{here}hand-in/", agreed=True)
    assert done["submissions"][0]["receipt_no"].startswith("BN-")


def examined(clients: dict[str, Client], way: int) -> int:
    """Let the commune report and forward, the province accept and log samples."""
    hoa, binh, here = clients["hoa"], clients["binh"], f"dossiers/{way}/"
    hoa.post(f"{here}receive/", register_no="07/2026", paper_set_received_on=TODAY)
    hoa.patch(f"{here}report/", version=0, components_complete=True, **texts_of_form_03())
    hoa.post(f"{here}forward/", request_no="19/TTr-UBND", requested_on=TODAY, signer="Hạnh")
    entered = {"register_no": "119/2026", "paper_set_received_on": TODAY}
    binh.post(f"{here}check/", is_accepted="yes", **entered)
    binh.post(f"{here}samples/", count=5, received_on=TODAY)
    assert binh.get(here)["status"] == "accepted"
    return binh.get(f"{here}submissions/1/")["id"]


def texts_of_form_03() -> dict[str, str]:
    """Return what the commune says."""
    names = ("materials", "labour", "idea_origin", "identity")
    return {name: words.ASSESSED[name] for name in names}


def judged(clients: dict[str, Client], submission: int) -> int:
    """Let a council sit, score and conclude; return the evaluation's id."""
    binh, thao = clients["binh"], clients["thao"]
    council = binh.post(
        "councils/",
        level="province",
        name="Hội đồng thử nghiệm API",
        decision_no="701/QĐ-UBND",
        established_on=TODAY,
    )
    here = f"councils/{council['id']}/"
    for login, title, scores in SEATS:
        seat = {"email": f"{login}@ocop.example", "organisation": "Sở", "title": title}
        binh.post(f"{here}members/", scores=scores, **seat)
    adviser = {"email": "tuan@ocop.example", "organisation": "Chi cục"}
    binh.post(f"{here}advisers/", **adviser)
    sent = f"{clock.today() - timedelta(days=14)}"
    hall = {"held_on": TODAY, "place": "Phòng 2", "files_sent_on": sent}
    sitting = binh.post(f"{here}sittings/", **hall)
    meeting = f"sittings/{sitting['id']}/"
    wanted = {"submissions": [submission], "outside_round": words.OUTSIDE_ROUND}
    (row,) = thao.post(f"{meeting}agenda/", **wanted)
    clients["tuan"].post(f"evaluations/{row['id']}/advisory-report/", text=words.VISITED)
    thao.post(f"{meeting}open/")
    thao.post(f"{meeting}roll/", absent=[])
    thao.post(f"evaluations/{row['id']}/begin/")
    for login in ("lan", "minh", "an"):
        scored(clients[login], row["id"], words.CLAIMED | words.JUDGED[login])
    hidden = thao.get(f"evaluations/{row['id']}/")
    assert (hidden["points_sum"], hidden["result"]) == (None, None)
    thao.post(f"evaluations/{row['id']}/open-sheets/")
    done = thao.post(f"evaluations/{row['id']}/conclude/")
    assert (done["points_sum"], done["sheet_count"], done["star"]) == (225, 3, 4)
    thao.post(f"{meeting}end/")
    refused = binh.refused("POST", "decisions/", title="Sớm quá", evaluations=[row["id"]])
    assert refused["status"] == 400
    controlled = clients["kiem"].post(f"results-under-control/{row['id']}/confirm/")
    assert controlled["confirmed_by"].startswith("Đỗ Văn Kiểm")
    return row["id"]


def scored(member: Client, evaluation: int, marks: dict[str, int]) -> None:
    """Fill a sheet and hand it in; the sheet tells its boxes, as the published rule book does."""
    sheet = member.post("sheets/", evaluation=evaluation)
    here = f"sheets/{sheet['id']}/"
    whole = member.get(here)
    boxes = {one["key"]: levels_of(one) for one in whole["criteria"]}
    assert boxes == published(member, whole["criteria_set"])
    (contract,) = next(one["evidence"] for one in whole["criteria"] if one["key"] == "B/4.1")
    assert member.raw(contract["file"].removeprefix(member.path)).startswith(b"%PDF-")
    for key, points in marks.items():
        level = [ordinal for ordinal, of_level in boxes[key] if of_level == points][-1]
        saved = member.post(f"{here}marks/", criterion=key, version=0, level=level)
    assert (saved["total"], saved["missing"]) == (sum(marks.values()), [])
    stale = member.refused("POST", f"{here}marks/", criterion="A/1.1", version=0, level=1)
    assert stale["status"] == 409
    assert member.post(f"{here}hand-in/")["status"] == "submitted"
    changed = member.refused("POST", f"{here}marks/", criterion="A/1.1", version=1, level=1)
    assert changed["status"] == 400


Boxes = list[tuple[int, int]]


def levels_of(criterion: dict[str, Any]) -> Boxes:
    """Return the ordinals of a criterion of a sheet, each with its points."""
    levels = [level for case in criterion["cases"] for level in case["levels"]]
    return [(level["ordinal"], level["points"]) for level in levels]


def published(member: Client, judged_by: dict[str, Any]) -> dict[str, Boxes]:
    """Return the same of the published set to which a sheet points."""
    rules = Client(member.site, province="")
    criteria = rules.get(judged_by["criteria"].removeprefix(rules.path))["criteria"]
    return {
        one["key"]: [(level["ordinal"], level["points"]) for level in one["levels"]]
        for one in criteria
    }


def issued(clients: dict[str, Client], evaluation: int) -> dict[str, Any]:
    """Draft, sign and print; return the certificate."""
    binh, dung = clients["binh"], clients["dung"]
    draft = binh.post("decisions/", title="Công nhận qua API", evaluations=[evaluation])
    here = f"decisions/{draft['id']}/"
    dung.post(
        f"{here}issue/",
        papers.scan("Quyết định", "780/QĐ-UBND"),
        number="780/QĐ-UBND",
        signed_on=TODAY,
        signer="Đặng Anh Dũng",
        signer_title="Phó Chủ tịch",
    )
    deadline = time.monotonic() + 90
    while binh.get(f"{here}printing/")["state"] != "done":
        assert time.monotonic() < deadline, "not printed"
        time.sleep(0.3)
    (line,) = binh.get(here)["annex"]
    (found,) = binh.get("certificates/", decision="780")["results"]
    assert found["number"] == line["certificate"]
    return found
