"""From an everyday word on the start page to the goal that means it, to the ideas there, and to writing one for it."""

from playwright.sync_api import Page

from tests.journeys.conftest import Look, assert_made_well
from tests.journeys.keyboard import press_on, type_into
from tests.journeys.looking import is_too_wide

FINDING = "/konzepte/finden"
BOX = f"form[action='{FINDING}']"


def test_a_playground_is_found_on_a_phone_and_an_idea_written_for_its_goal(phone: Page) -> None:
    phone.goto("/")
    phone.fill(f"{BOX} [name=q]", "Spielplatz")
    phone.click(f"{BOX} button")
    phone.wait_for_url("**/konzepte/finden?**")
    assert not is_too_wide(phone)
    assert "Spielplatz" in phone.inner_text("h1")
    assert phone.locator("section:has(.landing)").count() == 4, "every concept says something about it"
    card = phone.locator(".landing:has-text('Familienfreundlicher Landkreis')")
    name = card.locator("h3").inner_text()
    card.locator("h3 a").click()
    assert phone.inner_text("h1") == name
    phone.click("a:has-text('Zurück zu den Treffern für „Spielplatz“')")
    assert phone.evaluate(
        "() => { const box = document.getElementById(location.hash.slice(1)).getBoundingClientRect();"
        " return box.top >= 0 && box.top < innerHeight }"
    )
    card.locator("a:has-text('Eigene Idee')").click()
    assert phone.input_value("[name=title]") == "Spielplatz"
    assert "kek-landkreis-leipzig:tz-" in str(phone.locator("[name=goals]:checked").get_attribute("value"))


def test_the_way_by_keyboard_in_one_concept_and_then_in_all(page: Page) -> None:
    page.goto("/konzepte/kek-nordsachsen")
    type_into(page, "#wort", "Hausarzt")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "konzept=kek-nordsachsen" in page.url
    assert page.locator("section:has(.landing)").count() == 1
    press_on(page, "main p[role=status] a", "Enter")
    assert page.locator("section:has(.landing)").count() == 4
    assert page.locator(".landing__ideas, .landing :text('Noch keine Idee')").count() >= 4


def test_every_state_of_the_page_is_made_well(page: Page) -> None:
    for asked, shown in (("", "Zum Ausprobieren"), ("?q=Bus", "wegen:"), ("?q=Xylophon", "Kein Ziel spricht deutlich")):
        page.goto(FINDING + asked)
        assert shown in page.inner_text("main")
        assert_made_well(page)


def test_without_a_script(no_js: Page, look: Look) -> None:
    no_js.goto("/konzepte")
    no_js.fill("#wort", "Freibad")
    no_js.click(f"{BOX} button")
    assert no_js.locator(".landing").count() >= 4
    look(no_js)
