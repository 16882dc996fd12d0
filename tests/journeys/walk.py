"""A walk through the programme by screens: its people, its product, its day."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from territories import clock

from .persons import Person
from .site import Site

COOPERATIVE = "Hợp tác xã Hành tím An Vĩnh"
PRODUCT = "Hành tím muối Lý Sơn"
DAY = f"{clock.today():%d/%m/%Y}"
DECISION = "777/QĐ-UBND"
OF_THE_MINISTRY = {"nga", "vinh", "hai", "mai", "phuc", "ly", "khai"}


class Walk:
    """The people of the walk, each on his device, signed in on first use."""

    day = DAY  # «today» as the screens write it
    product = PRODUCT

    def __init__(self, site: Site, browser: Browser, files: Path) -> None:
        self.site, self.browser, self.files = site, browser, files
        self.people: dict[str, Person] = {}

    def __getitem__(self, login: str) -> Person:
        """Return somebody before his screen."""
        if login not in self.people:
            where = "quoc-gia" if login in OF_THE_MINISTRY else "quang-ngai"
            self.people[login] = Person(self.site, self.browser, login, province=where)
        return self.people[login]

    def dossier_of(self, login: str) -> Person:
        """Let somebody go from his tasks to the product's dossier."""
        person = self[login]
        person.begin_with(self.product)
        person.follow("Mở hồ sơ đánh giá")
        return person

    def part(self) -> None:
        """Close every browser."""
        for person in self.people.values():
            person.leave()


def label_of(model: Any, name: str) -> str:
    """Return the words before a field."""
    words = str(model._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]
