"""Which papers a sitting has, in their order, and each as bytes: minutes, tally, drafts, sheets."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from products.documents import pdf

from . import paper_proposals, paper_rounds, paper_words
from .minutes import Facts
from .paper_docx import part, render

CONTENTS, SUMS = "00-danh-muc.txt", "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Plan:
    """One paper to be made; `sheet`: the score sheet that it prints."""

    key: str
    title: str
    extension: str
    template: str
    kind: str = ""
    sheet: int = 0

    @property
    def name(self) -> str:
        """The file's name in the zip and when it is downloaded."""
        return f"{self.key}.{self.extension}"


def digest(facts: Facts) -> str:
    """Return the hash of the facts: the same facts need no new papers."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plan(facts: Facts) -> list[Plan]:
    """Return the papers of a sitting in the order of the contents list."""
    asked = {paper_proposals.group_of(one) for one in facts["products"]}
    is_written = facts["sitting"].get("form") == "written"
    if is_written:
        first = ("01-bien-ban", "Biên bản tổng hợp ý kiến bằng văn bản", "opinions", "")
    else:
        first = ("01-bien-ban", "Biên bản phiên họp", "minutes", "")
    wanted = [
        first,
        ("02-bang-tong-hop-diem", "Bảng tổng hợp điểm", "tally", ""),
        ("04-to-trinh", "Tờ trình", "proposal", ""),
    ]
    if paper_rounds.by_team(facts):
        wanted.insert(2, ("03-bao-cao-to-tu-van", "Báo cáo của Tổ tư vấn", "advisory", ""))
    if not facts["products"]:  # a round that sent every product to a meeting has no result
        wanted = [first]
    if paper_proposals.RECOGNISE in asked:
        title = "Dự thảo Quyết định công nhận, kèm danh sách"
        wanted.append(("05-du-thao-qd-cong-nhan", title, "decision", paper_proposals.RECOGNISE))
    if paper_proposals.APPROVE in asked:
        title = "Dự thảo Quyết định phê duyệt kết quả, kèm danh sách"
        wanted.append(("06-du-thao-qd-phe-duyet", title, "decision", paper_proposals.APPROVE))
    return [
        Plan(key, title, extension, template, kind)
        for key, title, template, kind in wanted
        for extension in ("docx", "pdf")
    ] + _sheets(facts)


def _sheets(facts: Facts) -> list[Plan]:
    seats = {one["member"]: number for number, one in enumerate(facts["people"], 1)}
    products = [*facts["products"], *facts.get("moved", ())]
    codes = {one["ordinal"]: one["code"] for one in products}
    return [
        Plan(
            key=f"phieu-cham/{one['ordinal']:03d}-tv{seats[one['seat']]:02d}"
            f"-luot{one['pass']}-ban{one['version']}",
            title=f"Phiếu chấm {codes[one['ordinal']]}, {one['member']}, lượt {one['pass']}"
            + (f", bản {one['version']}" if one["version"] > 1 else "")
            + (", không tính điểm" if one.get("is_out") else ""),
            extension="pdf",
            template="sheet",
            sheet=one["id"],
        )
        for one in facts["sheets"]
    ]


def print_paper(
    one: Plan, words: Mapping[str, Any], sheet: Callable[[int], dict[str, Any]]
) -> bytes:
    """Return a paper's bytes; `sheet` reads the marks of a score sheet."""
    if one.template == "sheet":
        return pdf("documents/sitting_sheet.html", sheet(one.sheet))
    said = decision(words, one.kind) if one.kind else words
    if one.template == "advisory":
        told = [p for p in words["products"] if p["number"] in words["advised"]]
        said = dict(words) | {"products": told, "count": len(told)}
    if one.extension == "docx":
        return render(one.template, said)
    return pdf(f"documents/sitting_{one.template}.html", said)


def decision(words: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return what a draft decision says beside the words of its sitting."""
    count = len(words[kind])
    if kind == paper_proposals.APPROVE:
        more = {
            "subject": "Phê duyệt kết quả đánh giá, phân hạng sản phẩm OCOP từ 90 điểm trở lên",
            "article": f"Phê duyệt kết quả đánh giá, phân hạng của {count} sản phẩm đạt từ 90 điểm"
            " trở lên theo danh sách kèm theo để chuyển Bộ Nông nghiệp và Môi trường đánh giá.",
            "list_name": "ĐƯỢC PHÊ DUYỆT KẾT QUẢ",
            "receiver": "Bộ Nông nghiệp và Môi trường",
        }
    else:
        more = {
            "subject": "Công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận sản phẩm OCOP",
            "article": f"Công nhận và cấp giấy chứng nhận sản phẩm OCOP cho {count} sản phẩm theo"
            " danh sách kèm theo. Giấy chứng nhận có giá trị 36 tháng kể từ ngày ký.",
            "list_name": "ĐƯỢC CÔNG NHẬN",
            "receiver": "Các sở, ngành liên quan",
        }
    more["duties"] = (
        "Chủ thể có sản phẩm được ghi trong danh sách thực hiện đúng quy định về chất lượng, nhãn"
        " hàng hóa và sử dụng nhãn hiệu OCOP."
    )
    more["carried_out_by"] = (
        "Các cơ quan liên quan, Ủy ban nhân dân cấp xã và chủ thể có tên chịu trách nhiệm thi hành"
        " Quyết định này. Quyết định có hiệu lực kể từ ngày ký./."
    )
    symbol = "QĐ-UBND" if words["heads"] == "CHỦ TỊCH" else "QĐ-BNNMT"
    bases = [*words["laws"], *words["bases"]]
    return dict(words) | more | {"bases": bases, "lines": words[kind], "symbol": symbol}


def contents(facts: Facts, files: Sequence[tuple[Plan, str]]) -> str:
    """Return the contents list: number, name, what it is, SHA-256."""
    state = paper_words.DRAFT_LINE if facts["is_draft"] else "Kết quả đã được kiểm soát xác nhận."
    lines = [
        "DANH MỤC BỘ HỒ SƠ PHIÊN HỌP",
        facts["council"]["name"],
        f"Phiên họp {paper_words.words_of(facts['sitting']['held_on'])}",
        state,
        "",
    ]
    for number, (one, sha256) in enumerate(files, 1):
        lines += [f"{number}. {one.name} – {one.title}", f"   SHA-256: {sha256}"]
    return "\r\n".join([*lines, ""])


def bundle(facts: Facts, files: Iterable[tuple[Plan, str, bytes]]) -> bytes:
    """Return the zip of all papers with its contents list and the sums that a program checks."""
    named: list[tuple[Plan, str]] = []
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for one, sha256, content in files:
            packed.writestr(part(one.name), content)
            named.append((one, sha256))
        # With a mark of its encoding: Notepad shows Vietnamese rightly then.
        listed = contents(facts, named).encode("utf-8-sig")
        packed.writestr(part(CONTENTS), listed)
        sums = "".join(f"{sha256}  {one.name}\n" for one, sha256 in named)
        sums += f"{hashlib.sha256(listed).hexdigest()}  {CONTENTS}\n"
        packed.writestr(part(SUMS), sums)
    return target.getvalue()
