"""Step 6 by screens: the certificate, the buyer's phone, the public page, the revocation."""

import io

import pypdfium2
import zxingcpp

from .persons import Person
from .site import PHONE
from .walk import DAY, PRODUCT, Walk


class ToCertificate(Walk):
    """From the stored certificate to its revocation."""

    def download_certificate(self) -> str:
        """Dũng downloads the stored PDF; return the address that its QR code holds."""
        dung = self["dung"]
        self.open_certificate(dung)
        link = dung.page.get_by_role("main").get_by_role("link", name="Giấy chứng nhận (PDF)")
        content = dung.page.request.get(link.first.get_attribute("href")).body()
        page = pypdfium2.PdfDocument(io.BytesIO(content))[0]
        assert PRODUCT.upper() in page.get_textpage().get_text_bounded().upper()
        codes = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
        assert len(codes) == 1
        return codes[0].text

    def open_certificate(self, person: Person) -> None:
        """Find the product's certificate in the list."""
        person.home()
        person.open("Chứng nhận")
        rows = person.page.get_by_role("main").get_by_role("row")
        with person.page.expect_navigation():
            rows.filter(has_text=PRODUCT).get_by_role("link").first.click()

    def scan(self, address: str) -> str:
        """Open the code's address as any buyer does, on a phone; return what he reads."""
        with self.browser.new_context(viewport=PHONE, locale="vi-VN") as context:
            page = context.new_page()
            assert page.goto(address).status == 200
            return page.get_by_role("main").inner_text()

    def publish(self) -> None:
        """Sản tells buyers where to find the product; that ends step 6."""
        san = self["san"]
        self.open_certificate(san)
        san.follow("Soạn trang sản phẩm")
        san.write("Liên hệ", "0905 777 123")
        san.write("Nơi bán", "Chợ đêm Lý Sơn")
        san.page.get_by_role("main").get_by_role("checkbox").first.check()
        san.press("Công bố")
        san.reads("Trang sản phẩm đã được công bố.")
        san.open("Sản phẩm")
        san.follow(PRODUCT)
        san.reads("4 sao")
        san.reads("đã kết thúc")

    def revoke(self) -> None:
        """Dũng withdraws the recognition on one of the six grounds."""
        dung = self["dung"]
        self.open_certificate(dung)
        dung.follow("Thu hồi")
        dung.tick("Không còn đáp ứng các tiêu chí")
        dung.write("Ngày kết luận", DAY)
        dung.write("Số quyết định", "800/QĐ-UBND")
        dung.write("Ngày quyết định", DAY)
        dung.write("Lý do", "Kết luận kiểm tra số 12/KL-SNNMT.")
        dung.press("Thu hồi")
        dung.reads("Đã thu hồi")
