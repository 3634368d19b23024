"""A region's own site in a real browser: made well, put on a phone, honest without network; its colour at the desk."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import DESKTOP, PHONE, Enter, Site, Walk, Wrongly, faults_of, faults_on_ways, watched
from tests.journeys.looking import axe_faults, is_too_wide
from tests.journeys.walking import Way, visit

PETRA, ANNA = "petra.muster", "anna.beispiel"
HOME, DESK = "/regionen/partheland", "/verwaltung/regionen/partheland"
PATIENCE = 15
OUR_COLOUR, ANOTHER_COLOUR = "#3a6b1e", "#983142"
# Where each page is: who looks, where the way begins, and over which pages its links lead there.
REGION_WAYS: dict[str, Way] = {
    "regions.index": (None, "/gemeinden"),
    "regions.show": (None, "/gemeinden"),
    "regions.concept": (None, HOME),
    "regions.goals": (None, HOME),
    "regions.connections": (None, HOME, "regions.goals"),
    "regions.ideas": (None, HOME),
    "regions.projects": (None, HOME),
    "regions_app.offline": (None, HOME),
    "regions_desk.index": (PETRA, "/verwaltung/seiten"),
    "regions_desk.edit": (PETRA, "/verwaltung/seiten", "regions_desk.index"),
}
REGION_FILES = {"regions_app.colours", "regions_app.sign", "regions_app.manifest", "regions_app.worker"}
"""No pages: what a browser fetches besides them."""
WRONGLY: dict[str, Wrongly] = {
    # The field, what is written there, and the button.
    "regions_desk.edit": ("[name=accent]", "#ffff99", "main form[novalidate] .btn--go"),
}
PAGES = ("", "/leitbild", "/ziele", "/entsprechungen", "/ideen", "/projekte", "/offline")
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const box = await caches.open(name);
    found[name] = (await box.keys()).map(one => new URL(one.url).pathname);
  }
  return found;
}"""
"""What the browser keeps: per box the addresses in it."""


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """Emil's phone."""
    with watched(browser, site, viewport=PHONE) as opened:
        yield opened


def installed(page: Page) -> None:
    """Open the region and wait until its worker has come and kept its page."""
    visit(page, HOME)
    until(page, "navigator.serviceWorker.ready.then(one => one.active.state === 'activated')")


def colour_of_button(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.querySelector('.btn--go')).backgroundColor"))


def until(page: Page, promise: str) -> None:
    """Wait until what the script promises is true."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(promise):
        assert time.monotonic() < end, promise
        time.sleep(0.1)


# ---- the pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("figure", dict.fromkeys(way[0] for way in REGION_WAYS.values()))
def test_region_pages_are_reached_by_links_and_made_well(figure: str | None, walk: Walk) -> None:
    faults = faults_on_ways(walk, REGION_WAYS, WRONGLY, figure)
    assert not faults, "\n".join(faults)


def test_region_pages_are_accessible_in_the_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    faults = []
    for path in PAGES:
        visit(page, HOME + path)
        faults += [f"{path}: {fault}" for fault in axe_faults(page)]
    assert not faults, "\n".join(faults)


def test_the_colour_of_the_region_stands_on_every_page_of_it_alone(page: Page) -> None:
    def colour_of_links() -> str:
        return str(page.evaluate("getComputedStyle(document.querySelector('main a:not(.btn)')).color"))

    visit(page, HOME)
    assert colour_of_links() == "rgb(58, 107, 30)"
    visit(page, f"{HOME}/leitbild")
    assert colour_of_button(page) == "rgb(58, 107, 30)"
    visit(page, "/gemeinden")
    assert colour_of_links() != "rgb(58, 107, 30)"


def test_a_reader_finds_the_way_to_an_idea_for_the_region_without_a_script(no_js: Page) -> None:
    visit(no_js, HOME)
    assert no_js.title() == "Partheland – Partheland gestalten"
    no_js.click("nav.nav a >> text=Leitbild")
    no_js.click("nav.nav a >> text=Wie weit wir sind")
    no_js.click("text=Was sich entspricht, Ziel für Ziel")
    assert no_js.locator("main a[href*='/konzepte/kek-landkreis-leipzig/ziele/']").count() > 10
    no_js.click("nav.nav a >> text=Ideen")
    no_js.click("header .btn--go")
    assert no_js.locator("#place option[selected]").inner_text().startswith("Partheland")


def test_who_clicks_on_from_the_region_stays_on_its_site_and_finds_back(context: BrowserContext) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme="dark")
    visit(page, HOME)
    page.click("nav.nav a >> text=Kooperationen")
    page.click("main .cards h3 a >> nth=0")
    page.wait_for_selector("article h1")
    assert page.title().endswith("– Partheland gestalten")
    assert page.locator("nav.nav a[aria-current]").inner_text() == "Kooperationen"
    assert axe_faults(page) == []
    assert not is_too_wide(page)
    page.click(".crumbs a >> text=Partheland")
    page.wait_for_selector("#mitglieder")
    assert page.url.endswith(HOME)


# ---- on a phone -----------------------------------------------------------------------------------


def test_a_phone_finds_nothing_amiss_with_the_manifest(page: Page) -> None:
    visit(page, HOME)
    asked = page.context.new_cdp_session(page)
    found = asked.send("Page.getAppManifest")
    assert found["errors"] == []
    assert found["url"].endswith(f"{HOME}/manifest.webmanifest")
    # A browser that forgets everything installs nothing: whatever else there was would stand beside it.
    assert hindrances(page) <= {"in-incognito"}


def test_a_manifest_that_cannot_be_installed_is_found(page: Page) -> None:
    page.route("**/manifest.webmanifest", lambda route: route.fulfill(body="{}", content_type="application/json"))
    visit(page, HOME)
    assert hindrances(page) - {"in-incognito"}


def hindrances(page: Page) -> set[str]:
    """What keeps the browser from putting the page on the home screen."""
    errors = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
    return {error["errorId"] for error in errors}


def test_without_network_a_page_says_so_and_afterwards_all_is_as_before(context: BrowserContext) -> None:
    page = context.new_page()
    installed(page)
    context.set_offline(True)
    answer = page.goto(f"{HOME}/ziele")
    assert answer is not None
    assert answer.status == 503
    assert page.inner_text("h1") == "Sie sind gerade ohne Netz"
    assert "nichts verloren gegangen und nichts gesendet worden" in page.inner_text("main")
    assert colour_of_button(page) == "rgb(58, 107, 30)"
    assert not is_too_wide(page)
    assert axe_faults(page) == []
    context.set_offline(False)
    page.click("text=Noch einmal versuchen")
    page.wait_for_selector("h1 >> text=Wie weit sind wir?")
    assert page.url.endswith(f"{HOME}/ziele")


def test_without_network_every_page_the_region_leads_to_says_so(context: BrowserContext) -> None:
    page = context.new_page()
    installed(page)
    visit(page, f"{HOME}/ideen")
    page.click("main .cards h3 a >> nth=0")
    page.wait_for_load_state("load")
    idea = page.url
    assert "/ideen/" in idea
    context.set_offline(True)
    for address in (idea, "/ideen", "/kooperationen?region=partheland", "/anmelden"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 503, address
        assert page.inner_text("h1") == "Sie sind gerade ohne Netz"
        assert colour_of_button(page) == "rgb(58, 107, 30)"
    context.set_offline(False)
    page.goto(idea)
    assert page.locator("article h1").count() == 1


def test_nothing_but_pages_is_answered_without_network(context: BrowserContext) -> None:
    page = context.new_page()
    installed(page)
    visit(page, HOME)
    context.set_offline(True)
    for method in ("POST", "PUT"):
        failed = page.evaluate(f"fetch('{HOME}', {{method: '{method}'}}).then(() => 'answered', () => 'failed')")
        assert failed == "failed"
    assert page.evaluate(f"fetch('{HOME}/ideen').then(() => 'answered', () => 'failed')") == "failed"


def test_what_is_kept_is_one_page_and_holds_nobody(enter: Enter) -> None:
    page = enter(ANNA)
    installed(page)
    for path in ("/ideen", "/leitbild", ""):
        visit(page, HOME + path)
    assert page.is_visible("text=Mein Konto")
    kept = page.evaluate(KEPT)
    assert len(kept) == 1
    addresses = next(iter(kept.values()))
    assert sorted(addresses) == sorted(
        [f"{HOME}/offline", "/static/css/look.css", f"{HOME}/farbe.css", f"{HOME}/zeichen/frei-192.png"]
    )  # fmt: skip
    text = page.evaluate(f"caches.match('{HOME}/offline', {{ignoreVary: true}}).then(one => one.text())")
    assert "ohne Netz" in text
    assert "Anna" not in text
    page.context.set_offline(True)
    page.goto(HOME)
    assert page.inner_text("h1") == "Sie sind gerade ohne Netz"
    assert "Anna" not in page.inner_text("body")


def test_a_region_that_is_no_more_takes_its_worker_along(context: BrowserContext) -> None:
    page = context.new_page()
    visit(page, "/gemeinden")
    page.evaluate("""async () => {
      await (await caches.open('region alt')).put('/x', new Response('alt'));
      await navigator.serviceWorker.register('/regionen/weg/dienst.js', {scope: '/'});
    }""")
    until(page, "navigator.serviceWorker.getRegistrations().then(all => all.length === 0)")
    assert page.evaluate(KEPT) == {}


# ---- the desk -------------------------------------------------------------------------------------


def look_of(page: Page, colour: str) -> None:
    page.wait_for_selector(f"#vorschau svg rect[fill='{colour}']")


def test_the_preview_follows_what_is_typed_and_saves_nothing(enter: Enter) -> None:
    page = enter(PETRA)
    visit(page, DESK)
    look_of(page, OUR_COLOUR)
    page.fill("[name=accent]", ANOTHER_COLOUR)
    look_of(page, ANOTHER_COLOUR)
    assert faults_of(page) == []
    page.fill("[name=accent]", "#ffff99")
    page.wait_for_selector("#vorschau >> text=Diese Farbe ist zu hell")
    visit(page, DESK)
    assert page.input_value("[name=accent]") == OUR_COLOUR


def test_a_new_colour_reaches_the_phones_and_the_old_one_goes(enter: Enter, context: BrowserContext) -> None:
    phone = context.new_page()
    installed(phone)
    before = phone.evaluate(KEPT)
    desk = enter(PETRA)
    save_colour(desk, ANOTHER_COLOUR)
    try:
        visit(phone, HOME)
        assert colour_of_button(phone) == "rgb(152, 49, 66)"
        phone.evaluate("navigator.serviceWorker.ready.then(one => one.update())")
        until(phone, f"caches.keys().then(names => names.length === 1 && names[0] !== '{next(iter(before))}')")
        context.set_offline(True)
        phone.goto(HOME)
        assert phone.inner_text("h1") == "Sie sind gerade ohne Netz"
        assert colour_of_button(phone) == "rgb(152, 49, 66)"
    finally:
        save_colour(desk, OUR_COLOUR)


def save_colour(page: Page, colour: str) -> None:
    visit(page, DESK)
    page.fill("[name=accent]", colour)
    page.click("text=Speichern und veröffentlichen")
    page.wait_for_selector("text=Gespeichert.")


def test_a_suggested_colour_is_shown_without_a_script(no_js: Page, site: Site, browser: Browser, sessions: Any) -> None:
    with watched(browser, site, viewport=DESKTOP, javascript=False, known=sessions(PETRA)) as plain:
        page = plain.new_page()
        visit(page, DESK)
        page.click("button[name=suggestion][value='#5f4382']")
        assert page.input_value("[name=accent]") == "#5f4382"
        assert page.locator("#vorschau svg rect[fill='#5f4382']").count() > 0
