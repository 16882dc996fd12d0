"""Five members, one recused, one without network, one spread: the minutes' seal verifies."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from ocop_portal.embedded import BASE_DIR
from tests.evaluations.papers_read import docx_words, pdf_words

from .persons import Person
from .site import Site

pytestmark = pytest.mark.browser
CALM, APART = "Rượu sim của năm người", "Bánh nổ của năm người"
TOTALS = {  # a member's points, and those of the second pass if he comes nearer
    CALM: {"lan": [75], "minh": [74], "an": [73], "yen": [75], "khoi": [76]},
    APART: {"lan": [75], "minh": [78], "an": [60, 72], "yen": [76]},
}
WHY = "Em trai làm việc tại cơ sở này."
OPINION = "Hợp đồng nguyên liệu chưa ký; tôi để mức thấp."
HERE = "/quang-ngai"
HEAD = re.compile(r"khikếtthúcphiênhọp:(\d+):([0-9a-f]{64})")
VERIFY = BASE_DIR / "docs" / "verify_record.py"


class Hall:
    """The sitting by screens: who does what, at addresses of this sitting alone."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site = site
        scene = site.scene("council_of_five", CALM, APART)
        self.pk, (calm, apart) = scene["sitting"], scene["products"]
        self.products = {CALM: calm, APART: apart}
        self.people = {
            login: Person(site, browser, login)
            for login in ("thao", "lan", "minh", "an", "yen", "khoi", "kiem")
        }

    def __getitem__(self, login: str) -> Person:
        return self.people[login]

    def sitting(self, login: str, more: str = "") -> Person:
        """Bring somebody to the sitting."""
        self[login].page.goto(f"{HERE}/phien-hop/{self.pk}/{more}")
        return self[login]

    def of(self, login: str, product: str, more: str = "", kind: str = "danh-gia") -> Person:
        """Bring somebody to a page of one product."""
        self[login].page.goto(f"{HERE}/{kind}/{self.products[product]}/{more}")
        return self[login]

    def mark(self, login: str, product: str, marks: dict[str, int]) -> None:
        """Choose levels on the own sheet."""
        page = self.of(login, product, kind="phieu-cham").page
        for key, ordinal in marks.items():
            choice = page.locator(f"input[name='level:{key}'][value='{ordinal}']")
            expect(choice).to_be_enabled()
            page.locator("label.level").filter(has=choice).click()
            expect(choice).to_be_checked()

    def hand_in(self, login: str, total: int, *, is_changed: bool = True) -> None:
        """Hand the sheet in that is on the screen, having read its total."""
        member = self[login]
        if is_changed:
            expect(member.page.locator("[data-save-status]")).to_contain_text("đã lưu")
        member.press("Kiểm tra và nộp phiếu")
        expect(member.page.locator(".result-figures dd").first).to_have_text(str(total))
        member.press("Nộp phiếu")
        member.reads("Đã nộp phiếu chấm điểm")

    def wait_of(self, product: str, words: str) -> None:
        """Read on the secretary's board what a product waits for, and no number."""
        board = self.sitting("thao").page.get_by_role("main")
        row = board.get_by_role("row").filter(has_text=product)
        expect(row.locator(".board-next")).to_have_text(words)
        for number in ("60", "75", "76", "78", "73", "74"):
            assert not re.search(rf"\b{number}\b", row.inner_text())


@pytest.fixture
def hall(site: Site, browser: Browser) -> Iterator[Hall]:
    """The council in its hall, everybody before a screen of his own."""
    made = Hall(site, browser)
    yield made
    for one in made.people.values():
        one.leave()


def begin(hall: Hall) -> None:
    """Open the sitting, call the roll; Khôi declares his interest; the scoring begins."""
    hall.sitting("thao").press("Mở phiên họp")
    hall.sitting("thao", "diem-danh/").press("Lưu điểm danh")
    khoi = hall.of("khoi", APART, "khong-tham-gia/", "phieu-cham")
    khoi.write("Lý do không tham gia", WHY)
    khoi.press("Không tham gia")
    for product in hall.products:
        hall.of("thao", product, "bat-dau/").press("Bắt đầu chấm điểm")
    gone = khoi.page.request.get(f"{HERE}/phieu-cham/{hall.products[APART]}/")
    assert gone.status == 404
    assert APART not in hall.sitting("khoi").page.content()


def first_pass(hall: Hall) -> dict[str, int]:
    """Four hand in while Minh is without network; he goes on with both and comes back."""
    left = hall.site.scene("marked", most="minh", **TOTALS)
    minh = hall.sitting("minh").page
    ready = re.compile("đã sẵn sàng.*2 sản phẩm")
    expect(minh.locator("[data-offline-status]")).to_contain_text(ready)
    minh.context.set_offline(True)
    for product in (CALM, APART):
        marks = left[product]["minh"][0]
        hall.mark("minh", product, marks)
        expect(minh.locator("[data-save-status]")).to_contain_text(f"{len(marks)} chờ gửi")
    for product, totals in TOTALS.items():
        for login in totals.keys() - {"minh"}:
            hall.mark(login, product, left[product][login][0])
            hall.hand_in(login, totals[login][0])
        hall.wait_of(product, "Chờ 1 phiếu: Bùi Công Minh (mẫu)")
    minh.context.set_offline(False)
    for product in (APART, CALM):
        hall.of("minh", product, kind="phieu-cham")
        # The first sheet sends what waits of the other too: that one has nothing left to save.
        minh.wait_for_function("async () => !(await ocopVault.changes()).length")
        hall.hand_in("minh", TOTALS[product]["minh"][0], is_changed=product == APART)
    return left[APART]["an"][1]


def second_pass(hall: Hall, nearer: dict[str, int]) -> None:
    """The spread opens a discussion; the chair opens pass 2; An comes nearer, the others stay."""
    hall.wait_of(CALM, "Đủ phiếu, chờ mở")
    hall.wait_of(APART, "Điểm chênh quá mức: thảo luận, rồi chấm lượt 2")
    an = hall.of("an", APART, "thao-luan/")
    an.page.get_by_role("main").locator("textarea").fill(OPINION)
    an.press("Ghi ý kiến")
    lan = hall.of("lan", APART, "thao-luan/")
    lan.reads(OPINION)
    lan.follow("Mở lượt chấm 2")
    lan.press("Mở lượt chấm tiếp theo")
    for login, totals in TOTALS[APART].items():
        hall.mark(login, APART, nearer if login == "an" else {})
        hall.hand_in(login, totals[-1], is_changed=login == "an")


def conclude(hall: Hall) -> None:
    """Open, conclude, end; a controller who sat on nothing confirms; the papers are asked for."""
    for product, mean in ((CALM, "74,60"), (APART, "75,25")):
        hall.wait_of(product, "Đủ phiếu, chờ mở")
        thao = hall.of("thao", product, "mo-phieu/")
        thao.press("Mở phiếu")
        thao.reads(mean)
        hall.of("thao", product, "ket-luan/").press("Kết luận")
    hall.sitting("thao").confirm("Kết thúc phiên họp", "Kết thúc")
    hall["thao"].reads("đã kết thúc")
    hall.sitting("kiem", "ho-so/").confirm("Xác nhận mọi kết quả", "Xác nhận")


def minutes(hall: Hall) -> list[str]:
    """Return what the minutes say in Word and in PDF, as the worker made them."""
    thao = hall.sitting("thao", "ho-so/")
    thao.press("Lập bộ hồ sơ")
    link = thao.page.get_by_role("link", name="Tải cả bộ (ZIP)")
    expect(link).to_be_visible()
    answer = thao.page.request.get(link.get_attribute("href"))
    with zipfile.ZipFile(io.BytesIO(answer.body())) as bundle:
        names = {name.rpartition("/")[2]: name for name in bundle.namelist()}
        word, pdf = (bundle.read(names[f"01-bien-ban.{one}"]) for one in ("docx", "pdf"))
    return [" ".join(docx_words(word).split()), pdf_words(pdf)]


def verified(path: Path, *expect: str) -> subprocess.CompletedProcess[str]:
    """Run the script that stands alone: isolated, and from a folder without the portal."""
    return subprocess.run(
        [sys.executable, "-I", VERIFY, path, *(("--expect", *expect) if expect else ())],
        cwd=path.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_whole_sitting_ends_in_minutes_whose_seal_verifies(hall: Hall, tmp_path: Path) -> None:
    begin(hall)
    second_pass(hall, first_pass(hall))
    conclude(hall)
    word, pdf = minutes(hall)
    for text in (word, pdf):
        assert "DỰ THẢO" not in text
        assert WHY in text
        assert "Điểm trung bình: 74,60 (tổng 373 điểm của 5 phiếu hợp lệ)" in text
        assert "Điểm trung bình: 75,25 (tổng 301 điểm của 4 phiếu hợp lệ)" in text
        assert "Lượt 1: thấp nhất 60,00, cao nhất 78,00" in text
        assert "Lượt 2: thấp nhất 72,00, cao nhất 78,00" in text
    heads = {HEAD.search("".join(text.split())).groups() for text in (word, pdf)}
    ((number, printed),) = heads

    # The export as a controller downloads it; the script needs nothing of the portal.
    record: Any = hall["kiem"].page.request.get(f"{HERE}/ban-ghi/tai-ve/")
    assert record.ok
    path = tmp_path / "ban-ghi.jsonl"
    path.write_bytes(record.body())
    done = verified(path, f"quang-ngai:{number}:{printed}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("quang-ngai: đúng; ")
    # The same script, the same file: another head is not the record's, nor is a changed mark.
    turned = printed.translate(str.maketrans("0123456789abcdef", "123456789abcdef0"))
    assert (
        f"số {number}: mã kiểm tra khác" in verified(path, f"quang-ngai:{number}:{turned}").stderr
    )
    forged = record.text().replace('\\"points_sum\\":373', '\\"points_sum\\":374')
    assert forged != record.text()
    path.write_text(forged, "utf-8")
    assert verified(path).returncode == 1
