"""Check the record of scoring of a province, or of all, from the rows; export it for others."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.verification import Report, export, verify
from territories.models import Province
from territories.tenancy import acting_for


class Command(BaseCommand):
    """Reads as the province does: sheets that are not open stay sealed for it too."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Which provinces; where to write the export; what was printed on paper."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--province", help="slug, as in the address")
        which.add_argument("--all", action="store_true")
        parser.add_argument("--export", type=Path, help="file for the record, as lines of JSON")
        parser.add_argument("--expect", metavar="SEQ:HASH", help="as printed in minutes, receipts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check each province; end with an error that names the first bad entry of each."""
        rows = Province.objects.order_by("slug")
        if not options["all"]:
            rows = rows.filter(slug=options["province"])
            if not rows:
                raise CommandError(f"Không có tỉnh «{options['province']}».")
        if options["expect"] and options["all"]:
            raise CommandError("--expect cần --province.")
        wrong = [said for one in rows if (said := self._check(one, options["expect"]))]
        if options["export"]:
            self._export(rows, options["export"])
        if wrong:
            raise CommandError("\n".join(wrong))

    def _check(self, province: Province, expected: str | None) -> str:
        began = time.monotonic()
        with acting_for(province):
            report = verify(province, _expected(expected))
        took = time.monotonic() - began
        if fault := report.first:
            return f"{province.slug}: SAI tại sự kiện số {fault.seq}: {fault.words}."
        self.stdout.write(f"{province.slug}: {_said(report)}; {took:.1f} giây.")
        return ""

    def _export(self, rows: Any, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for province in rows:
                with acting_for(province):
                    file.writelines(export(province))
        self.stdout.write(f"Đã xuất: {path}")


def _expected(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    seq, found, link = text.partition(":")
    if not (found and seq.isdigit()):
        raise CommandError("--expect: SEQ:HASH.")
    return int(seq), link.strip().lower()


def _said(report: Report) -> str:
    return (
        f"đúng; {report.events} sự kiện, {report.sheets} phiếu, {report.conclusions} kết luận,"
        f" {report.seals} niêm phong, {report.sealed} phiếu chưa mở; mã cuối {report.head}"
    )
