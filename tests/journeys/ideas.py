"""The way of an idea, step by step, as a citizen and the district walk it; every step counts its interactions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.journeys.ways import code_sent_to, codes_sent_to

Look = Callable[[Page], None]


def overlook(_page: Page) -> None:
    """Look at nothing."""


@dataclass
class Author:
    """Somebody who writes an idea: every click and every field filled in counts as one interaction."""

    page: Page
    mails: Path
    email: str
    look: Look = overlook
    interactions: int = field(default=0, init=False)

    def fill(self, where: str, text: str) -> None:
        self.page.fill(where, text)
        self.interactions += 1

    def click(self, where: str) -> None:
        self.page.click(where)
        self.interactions += 1

    def begin(self, text: str) -> None:
        """From the start page, with a first sentence."""
        self.page.goto("/")
        self.look(self.page)
        self.fill("#coupon-text", text)
        self.click("form.coupon:has(#coupon-text) button")
        assert self.page.input_value("[name=text]") == text
        self.look(self.page)

    def choose_place(self, value: str) -> None:
        self.page.select_option("[name=place]", value)
        self.interactions += 1

    def choose_goal(self, key: str) -> None:
        self.interactions += tick_goal(self.page, key)

    def go_on(self) -> None:
        """On to the preview and the address."""
        self.click("form.coupon .go button.btn--go")
        assert self.page.url.endswith("/absenden"), self.page.inner_text("main")
        self.look(self.page)

    def ask_for_code(self) -> str:
        """Address, signature, consent; returns the code from the mail."""
        before = codes_sent_to(self.mails, self.email)
        self.fill("[name=email]", self.email)
        self.click("[name=name_choice][value=resident]")
        self.click("[name=rules]")
        self.click("form.coupon .go button.btn--go")
        self.look(self.page)
        return code_sent_to(self.mails, self.email, besides=before)

    def submit(self, code: str) -> int:
        """Hand the idea in; returns its number from the receipt."""
        self.fill("[name=code]", code)
        self.click("#code-form button")
        assert self.page.url.endswith("/quittung"), self.page.inner_text("main")
        self.look(self.page)
        return int(self.page.url.split("/")[-2])


@dataclass
class Moderator:
    """Somebody at the desk, signed in."""

    page: Page
    look: Look = overlook

    def find(self, number: int) -> None:
        """From the inbox to the idea."""
        self.page.goto("/verwaltung/eingang")
        self.page.fill("#eingang-q", str(number))
        self.page.press("#eingang-q", "Enter")
        self.look(self.page)
        self.page.click(f".inbox-list a[href='/verwaltung/ideen/{number}']")
        self.look(self.page)

    def decide(self, slug: str, reason: str = "") -> None:
        """One decision on the page of the idea, even where items of the checklist are open."""
        form = f"form[action$='/{slug}']"
        if not self.page.is_visible(f"{form} button"):
            self.page.click(f"details:has({form}) > summary")
        if reason:
            self.page.fill(f"{form} [name=reason]", reason)
        if self.page.is_visible(f"{form} [name=despite]"):
            self.page.check(f"{form} [name=despite]")
        self.page.click(f"{form} button >> nth=-1")
        self.look(self.page)

    def set_goal(self, key: str) -> None:
        tick_goal(self.page, key)
        self.page.click("form#teilziele > button")
        self.look(self.page)

    def take_up(self, aim: str) -> int:
        """Promote the idea after looking at what is carried over; returns the number of the project."""
        self.page.click("a.btn[href$='/projekt']")
        self.look(self.page)
        self.page.fill("[name=aim]", aim)
        self.page.click("form[action$='/projekt'] button")
        self.look(self.page)
        return int(self.page.url.split("/")[-1])


def tick_goal(page: Page, key: str) -> int:
    """Open the tree down to the goal and tick it; returns how many clicks that took."""
    box = page.locator(f"[name=goals][value$=':{key}'] >> nth=0")
    clicks = 1
    while not box.is_visible():
        closed_branch_above(box).locator("> summary").click()
        clicks += 1
    box.check()
    return clicks


def closed_branch_above(box: Locator) -> Locator:
    return box.locator("xpath=ancestor::details[not(@open)]").first
