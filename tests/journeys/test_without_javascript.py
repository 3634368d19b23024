"""The way of an idea in a browser that runs no script."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys import ways
from tests.journeys.conftest import Site
from tests.journeys.ideas import Author, Moderator


def test_idea_is_written_and_published_without_a_script(no_js: Page, visitor: Callable[..., Page], site: Site) -> None:
    greta = Author(no_js, site.data / "mail", "greta.ohne@example.org")
    greta.begin("Auf dem Weg zum Bahnhof ist es im Winter stockdunkel.")
    greta.fill("[name=title]", "Licht am Bahnhofsweg")
    greta.choose_place("ort:13076090")
    greta.choose_goal("hf1-z4-t2")
    greta.go_on()
    number = greta.submit(greta.ask_for_code())

    desk = visitor(javascript=False)
    ways.sign_in(desk, "lutz.muster")
    lutz = Moderator(desk)
    lutz.find(number)
    lutz.decide("veroeffentlichen", "Danke für die Idee.")

    no_js.goto(f"/vorgang?nummer={number}")
    no_js.click(f".receipt a[href^='/ideen/{number}']")
    assert no_js.inner_text("h1") == "Licht am Bahnhofsweg"
