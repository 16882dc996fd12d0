"""A person before his screen: finds by the words that he reads, types, ticks, presses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from .site import DESKTOP, PHONE, Site

PATIENCE = 45_000  # milliseconds: the whole suite runs beside the browser
expect.set_options(timeout=PATIENCE)
ON_PHONES = {"hoa", "san", "lan", "minh", "an"}


class Person:
    """One of the cast, signed in once, on the device that he uses."""

    def __init__(
        self,
        site: Site,
        browser: Browser,
        login: str,
        *,
        province: str = "quang-ngai",
        **options: Any,
    ) -> None:
        size = PHONE if login in ON_PHONES else DESKTOP
        self.own_home = f"/{province}/"
        self.page: Page = site.sign_in(browser, login, **({"viewport": size} | options))
        self.page.set_default_timeout(PATIENCE)

    def home(self) -> None:
        """Go to the own tasks."""
        self.page.goto(self.own_home)

    def begin_with(self, name: str, note: str = "") -> None:
        """Take up the task of that name from the own tasks; the note tells namesakes apart."""
        self.home()
        within = self.page.get_by_role("main")
        if note:
            within = within.get_by_role("listitem").filter(has_text=note)
        with self.page.expect_navigation():
            within.get_by_role("link", name=name).first.click()

    def open(self, name: str) -> None:
        """Open an entry of the menu: beside the page, or on phones below it."""
        bar = self.page.locator("nav.sidemenu, nav.bottombar").filter(visible=True)
        entry = bar.get_by_role("link", name=name, exact=True)
        if not entry.count():
            bar.get_by_text("Thêm", exact=True).click()
        with self.page.expect_navigation():
            entry.click()

    def follow(self, name: str) -> None:
        """Follow a link of the page's content by its words; wait until all of the page is there."""
        link = self.page.get_by_role("main").get_by_role("link", name=name).first
        with self.page.expect_navigation():
            link.click()

    def press(self, name: str) -> None:
        """Press a button by its words; the answer is another page."""
        button = self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first
        with self.page.expect_navigation():
            button.click()

    def confirm(self, name: str, yes: str) -> None:
        """Press a button that asks once more, and answer yes."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        answer = self.page.get_by_role("dialog").get_by_role("button", name=yes, exact=True)
        with self.page.expect_navigation():
            answer.click()

    def write(self, label: str, value: str) -> None:
        """Fill one field by its label, as it begins."""
        self.field(label).fill(value)

    def choose(self, label: str, option: str) -> None:
        """Choose in a list the first line that has these words."""
        field = self.field(label)
        if field.evaluate("field => field.tagName") == "SELECT":
            line = field.locator("option").filter(has_text=option).first
            field.select_option(line.get_attribute("value"))
            return
        field.fill(option)
        self.page.get_by_role("option", name=option).first.click()

    def attach(self, label: str, path: Path) -> None:
        """Choose a file."""
        self.field(label).set_input_files(path)

    def field(self, label: str) -> Locator:
        """Find a field by its label."""
        controls = self.page.locator("input, textarea, select")
        return self.page.get_by_role("main").get_by_label(label).and_(controls).first

    def tick(self, words: str) -> None:
        """Tick a box or a choice by its words."""
        self.field(words).check()

    def reads(self, words: str) -> None:
        """See these words on the page."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def leave(self) -> None:
        """Close the browser."""
        self.page.context.close()
