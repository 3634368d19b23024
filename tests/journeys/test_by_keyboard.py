"""The citizen's way with nothing but the keyboard: every stop visible, in order, and nothing out of reach."""

import pytest
from playwright.sync_api import FilePayload, Page

from tests.files.samples import a_photo
from tests.journeys.conftest import Enter, Site
from tests.journeys.keyboard import MOST_STOPS, press_on, stop, tab_to, type_into
from tests.journeys.ways import code_sent_to

PICTURE = FilePayload(name="Hof.jpg", mimeType="image/jpeg", buffer=a_photo(size=(640, 480)))


def test_idea_is_handed_in_by_keyboard(page: Page, site: Site) -> None:
    email = "tabea.taste@example.org"
    page.goto("/")
    skip_to_the_content(page)
    type_into(page, "#coupon-text", "In der Bücherei gibt es keine Bücher in großer Schrift.")
    press_on(page, "form.coupon button", "Enter")

    type_into(page, "[name=title]", "Bücher in großer Schrift")
    tab_to(page, "[name=place]")
    page.keyboard.type("Grimma")
    assert page.input_value("[name=place]") == "ort:14729160"
    tab_to(page, "#ziele summary")
    page.keyboard.press("Enter")
    tab_to(page, "#ziele details[open] summary")
    press_on(page, "main form button.btn--go", "Enter")

    type_into(page, "[name=email]", email)
    tab_to(page, "[name=name_choice]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.is_checked("[name=name_choice][value=resident]")
    tab_to(page, "[name=rules]")
    page.keyboard.press("Space")
    press_on(page, ".go button.btn--go", "Enter")

    assert page.evaluate("document.activeElement.name") == "code"
    stop(page)
    page.keyboard.type(code_sent_to(site.data / "mail", email))
    press_on(page, "#code-form button", "Enter")
    assert page.url.endswith("/quittung")


def skip_to_the_content(page: Page) -> None:
    tab_to(page, "a.skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhalt"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#inhalt').contains(document.activeElement)")
    page.keyboard.press("Shift+Tab")
    assert not page.evaluate("document.querySelector('#inhalt form').contains(document.activeElement)")


@pytest.mark.parametrize("path", ["/", "/ideen", "/konzepte/kek-landkreis-leipzig", "/gemeinden", "/konto/anmelden"])
def test_every_stop_of_a_page_shows_where_it_is(path: str, page: Page) -> None:
    page.goto(path)
    stops = 0
    for stops in range(MOST_STOPS):  # noqa: B007 - counted
        page.keyboard.press("Tab")
        if stop(page) is None:
            break
    assert stops > 10


def test_the_eye_for_focus_sees_a_hidden_one(page: Page) -> None:
    page.goto("/ideen")
    page.evaluate("document.querySelector('a.skip').style.setProperty('outline', 'none', 'important')")
    page.evaluate("document.querySelector('a.skip').style.setProperty('box-shadow', 'none', 'important')")
    page.keyboard.press("Tab")
    with pytest.raises(AssertionError, match="focus does not show"):
        stop(page)


def test_taking_part_by_keyboard(enter: Enter, addresses: dict[str, str]) -> None:
    page = enter("olga.neuling")
    page.goto(addresses["ideas Schwimmen lernen, bevor die Grundschule endet"])
    press_on(page, "form[action$='/unterstuetzen'] button", "Enter")
    press_on(page, "#diskussion a[href*='kommentare=neu']", "Enter")
    press_on(page, "article.cmt form[action$='/zustimmen'] button", "Enter")
    press_on(page, "article.cmt a[href*='#antworten']", "Enter")
    type_into(page, "#antworten textarea", "Bei uns ist es genauso.")
    press_on(page, "#antworten form button", "Enter")
    page.goto(addresses["ideas Schwimmen lernen, bevor die Grundschule endet"])
    type_into(page, "#mitreden textarea", "Der Kurs im Sommer war nach einer Stunde ausgebucht.")
    press_on(page, "#mitreden form button", "Enter")
    assert "nach einer Stunde ausgebucht" in page.inner_text("main")


def test_photo_and_point_by_keyboard(enter: Enter) -> None:
    page = enter("anna.beispiel")
    page.goto("/konto/ideen")
    press_on(page, "main a[href$='/schreiben']", "Enter")
    press_on(page, "button[name=files]", "Enter")
    tab_to(page, "[type=file]")
    page.set_input_files("[type=file]", PICTURE)
    type_into(page, "form:has([type=file]) [name=alt]", "Ein offener Hof mit Lichterkette")
    press_on(page, "form:has([type=file]) button", "Enter")
    press_on(page, "form[action$='/entfernen'] button", "Enter")
    press_on(page, "main a[href$='/absenden']", "Enter")
    press_on(page, "main a[href$='/ort']", "Enter")
    type_into(page, "[name=coordinates]", "51.28, 12.59")
    press_on(page, "form:has([name=coordinates]) button", "Enter")
    assert "51.28" in page.inner_text("#punkt")
    press_on(page, "button[name=schritt]", "Space")
    tab_to(page, "footer a, footer button")
