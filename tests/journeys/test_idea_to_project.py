"""From a first sentence on the start page to a project in the catalogue, everybody in a browser of their own."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

from app.demo.people import PASSWORD
from tests.journeys import ways
from tests.journeys.conftest import Site
from tests.journeys.ideas import Author, Moderator
from tests.journeys.looking import is_too_wide

MOST_INTERACTIONS = 12
GRIMMA = "ort:14729160"
TEXT = "Am Muldeufer fehlt auf dem ganzen Weg eine Bank, auf der man sich ausruhen kann."
QUESTION = "An welcher Stelle des Ufers wünschen Sie sich die Bank?"
REVISED = TEXT + "\n\nAm besten steht sie an der Hängebrücke, dort ist Platz und Schatten."


def test_idea_becomes_a_project(
    page: Page, visitor: Callable[..., Page], axe: Callable[[Page], None], site: Site
) -> None:
    mails = site.data / "mail"
    emil = Author(page, mails, "emil.exempel@example.org", look=axe)
    number = submit_with_slips(emil, "Bänke am Muldeufer")

    bernd = Moderator(visitor())
    sign_in_with_slips(bernd.page, "bernd.muster", axe)
    bernd.find(number)
    bernd.decide("veroeffentlichen")
    assert bernd.page.is_visible("#fehler"), "published without a goal"
    bernd.find(number)
    bernd.set_goal("tz-zugang")
    bernd.decide("nachfragen", QUESTION)

    assert str(number) in ways.mail_to(mails, emil.email, says=QUESTION).subject
    revise(emil, number)

    bernd.find(number)
    assert "Hängebrücke" in bernd.page.inner_text("main")
    bernd.decide("veroeffentlichen")
    project = bernd.take_up("Wer am Ufer spaziert, findet einen Platz zum Ausruhen.")

    assert_both_ends_tell_the_story(emil, number, project)
    assert_state_and_catalogue_tell(emil, number, project)


def test_citizen_hands_in_an_idea_on_a_phone(phone: Page, axe: Callable[[Page], None], site: Site) -> None:
    def look(page: Page) -> None:
        axe(page)
        assert not is_too_wide(page), page.url

    emil = Author(phone, site.data / "mail", "emil.unterwegs@example.org", look=look)
    number = submit_with_slips(emil, "Eine Bank am Wehr", goal="tz-zugang")
    for path in (f"/konto/ideen/{number}", "/konto/ideen", f"/vorgang?nummer={number}"):
        phone.goto(path)
        look(phone)
        assert str(number) in phone.inner_text("main")


def submit_with_slips(emil: Author, title: str, *, goal: str | None = None) -> int:
    """The citizen's part, with a slip at every form; slips do not count as interactions of the way."""
    emil.begin(TEXT)
    emil.page.click("form.coupon .go button.btn--go")
    assert_fault_at(emil, "title", "place")
    assert emil.page.input_value("[name=text]") == TEXT
    emil.fill("[name=title]", title)
    emil.choose_place(GRIMMA)
    extra = 0
    if goal is not None:
        before = emil.interactions
        emil.choose_goal(goal)
        extra = emil.interactions - before
    emil.go_on()
    assert title in emil.page.inner_text(".preview")
    emil.page.click("form.coupon .go button.btn--go")
    assert_fault_at(emil, "email", "rules")
    code = emil.ask_for_code()
    emil.page.fill("[name=code]", str((int(code.replace(" ", "")) + 1) % 1_000_000).zfill(6))
    emil.page.click("#code-form button")
    assert_fault_at(emil, "code")
    number = emil.submit(code)
    assert emil.interactions - extra <= MOST_INTERACTIONS
    receipt = emil.page.inner_text(".receipt")
    assert str(number) in receipt
    assert title in receipt
    assert re.search(r"\d{1,2}\. \w+ 20\d\d", receipt), "no day on the receipt"
    return number


def assert_fault_at(emil: Author, *names: str) -> None:
    assert emil.page.is_visible("#fehler")
    for name in names:
        assert emil.page.get_attribute(f"[name={name}]", "aria-invalid") == "true", name
    emil.look(emil.page)


def sign_in_with_slips(page: Page, figure: str, axe: Callable[[Page], None]) -> None:
    page.goto("/konto/anmelden")
    ways.show_password(page, f"{figure}@example.org", "falsch-und-lang-genug")
    assert page.get_attribute("[name=password]", "aria-invalid") == "true"
    axe(page)
    ways.show_password(page, f"{figure}@example.org", PASSWORD)
    axe(page)
    ways.show_second_factor(page, "12")
    assert page.get_attribute("[name=code]", "aria-invalid") == "true"
    axe(page)
    ways.show_second_factor(page, ways.app_codes(page, figure)[0])
    assert page.url.endswith("/verwaltung/eingang")


def revise(emil: Author, number: int) -> None:
    page = emil.page
    page.goto("/konto/ideen")
    page.click(f"main a[href^='/konto/ideen/{number}'] >> nth=0")
    if not page.url.endswith("/nachbessern"):
        emil.look(page)
        page.click(f"a[href='/konto/ideen/{number}/nachbessern']")
    assert QUESTION in page.inner_text("main")
    emil.look(page)
    page.fill("[name=text]", REVISED)
    page.click("form.coupon .go button.btn--go")
    emil.look(page)


def assert_both_ends_tell_the_story(emil: Author, number: int, project: int) -> None:
    page = emil.page
    page.goto(f"/ideen/{number}")
    emil.look(page)
    assert QUESTION not in page.inner_text("main"), "the question is between office and author"
    page.click(f"main a[href^='/projekte/{project}'] >> nth=0")
    emil.look(page)
    assert "Bänke am Muldeufer" in page.inner_text("h1")
    page.click(f"main a[href^='/ideen/{number}'] >> nth=0")
    assert "Bänke am Muldeufer" in page.inner_text("h1")


def assert_state_and_catalogue_tell(emil: Author, number: int, project: int) -> None:
    page = emil.page
    page.goto("/vorgang")
    page.fill("[name=nummer]", str(number))
    page.click("main form button")
    emil.look(page)
    assert page.locator(f".receipt a[href^='/ideen/{number}']").count() == 1
    page.goto("/projekte?q=Muldeufer")
    emil.look(page)
    assert page.locator(f"main a[href^='/projekte/{project}']").count() == 1
    page.goto("/ideen/999999")
    emil.look(page)
