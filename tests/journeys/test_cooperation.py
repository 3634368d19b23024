"""A joint project of three towns: proposed on a tablet by keyboard alone, answered without JavaScript, changed, agreed;
and proposed once more on a phone. Nobody is bound by what somebody else has prepared."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize

from tests.journeys.conftest import DESKTOP, PHONE, Enter, Look, Site, assert_made_well, watched
from tests.journeys.keyboard import press_on, tab_to, type_into
from tests.journeys.looking import is_too_wide, layout_faults

MINE = "/konto/kooperationen"
TABLET = ViewportSize(width=768, height=1024)
TITLE = "Ein gemeinsamer Häcksler (erfunden)"
GO_ON = "p > button[name=weiter]"
DECLARE = "form.coupon p.go button"
Plainly = Callable[[str], Page]


@pytest.fixture
def plainly(browser: Browser, site: Site, sessions: Callable[[str], StorageState]) -> Iterator[Plainly]:
    """A page of somebody who is signed in, in a browser that runs no script."""
    opened = []

    def open_browser(figure: str) -> Page:
        manager = watched(browser, site, viewport=DESKTOP, javascript=False, known=sessions(figure))
        opened.append(manager)
        return manager.__enter__().new_page()

    yield open_browser
    for manager in opened:
        manager.__exit__(None, None, None)


def number_in(page: Page) -> str:
    """The number of the cooperation whose page this is."""
    found = re.search(r"/konto/kooperationen/(\d+)", page.url)
    assert found, page.url
    return found.group(1)


def assert_fits(page: Page, size: ViewportSize) -> None:
    """Nothing to be pushed sideways, nothing too small for a finger, at this size; and made well at all others."""
    faults = [*layout_faults(page), *["too wide"] * is_too_wide(page)]
    assert not faults, f"{page.url}: {faults}"
    assert_made_well(page)
    page.set_viewport_size(size)


def proposes_by_keyboard(page: Page) -> str:
    """Somebody who has never done it before, from her account to the page that shows what goes out."""
    page.set_viewport_size(TABLET)
    page.goto("/konto")
    press_on(page, f"main nav a[href='{MINE}']", "Enter")
    press_on(page, f"main a[href='{MINE}/neu']", "Enter")
    assert_fits(page, TABLET)
    type_into(page, "#title", TITLE)
    type_into(page, "#what", "Wir kaufen einen Häcksler, den die Bauhöfe abwechselnd nutzen.")
    type_into(page, "#why", "Allein stünde er an den meisten Tagen des Jahres still.")
    for begins, town in (("Borsd", "Borsdorf"), ("brand", "Brandis")):
        page.focus("#partner-suche")
        page.evaluate("window.lastStop = null")  # Back up to the field above the list: Shift and Tab do the same.
        page.keyboard.press("Control+A")
        page.keyboard.type(begins)
        assert page.locator("input[name=partners]:visible").count() == 1
        tab_to(page, "input[name=partners]")
        page.keyboard.press("Space")
        assert page.is_checked(f"label:has-text('{town}')")
    press_on(page, GO_ON, "Enter")
    assert page.url.endswith("/vorlegen")
    return number_in(page)


def test_three_towns_come_to_agree(enter: Enter, plainly: Plainly, look: Look) -> None:
    nadja = enter("nadja.vorlage")
    number = proposes_by_keyboard(nadja)
    assert "Gemeinde Borsdorf, Stadt Brandis" in nadja.inner_text("section[aria-labelledby=wer]")
    assert_fits(nadja, TABLET)
    press_on(nadja, DECLARE, "Enter")
    assert "Noch 2 Zusagen zu Fassung 1" in nadja.inner_text("main")
    assert_fits(nadja, TABLET)

    # Brandis says yes without a script: the list, the page, the text, the answer, the receipt.
    boris = plainly("boris.vorlage")
    boris.goto(MINE)
    assert TITLE in boris.inner_text("section[aria-labelledby=wartet]")
    look(boris)
    boris.goto(f"{MINE}/{number}")
    boris.click("main a:has-text('Lesen und antworten')")
    look(boris)
    boris.click(DECLARE)
    assert boris.is_visible("#fehler")
    look(boris)
    boris.check("[name=verdict][value=accepted]")
    boris.check("[name=council][value=decided]")
    boris.fill("[name=decided_on]", "2026-01-15")
    boris.fill("[name=decision_number]", "7/2026")
    boris.click(DECLARE)
    assert "beschlossen am 15. Januar 2026, Nr. 7/2026" in boris.inner_text("main .receipt")
    look(boris)

    # Borsdorf wants something else: another text, another question, with what is different.
    bea = enter("bea.vorlage")
    bea.goto(f"{MINE}/{number}")
    bea.click("main a:has-text('Lesen und antworten')")
    bea.check("[name=verdict][value=changes_requested]")
    assert not bea.is_visible("[name=council]"), "only a yes says how the council stands"
    bea.fill("[name=text]", "Bitte schreiben Sie hinein, was er kostet.")
    bea.click(DECLARE)
    assert_made_well(bea)

    nadja.goto(f"{MINE}/{number}")
    assert "Bitte schreiben Sie hinein, was er kostet." in nadja.inner_text("main")
    nadja.click("aside a[href$='/text']")
    nadja.click("#abschnitt-kosten > summary")
    nadja.fill("#total_cents", "12.345.67")
    nadja.click(GO_ON)
    assert "Bitte schreiben Sie den Betrag so: 12.345,67." in nadja.inner_text("#abschnitt-kosten")
    nadja.fill("#total_cents", "12.345,67")
    nadja.click(GO_ON)
    assert "Gemeinde Borsdorf zahlt 4.115,23 Euro" in nadja.inner_text("main .diff")
    nadja.fill("[name=text]", "Die Kosten stehen nun darin.")
    nadja.click(DECLARE)
    assert "Noch 2 Zusagen zu Fassung 2" in nadja.inner_text("main")

    boris.goto(f"{MINE}/{number}")
    assert "Hat zu Fassung 1 Ja gesagt." in boris.inner_text("main")
    boris.click("main a:has-text('Lesen und antworten')")
    assert "Was seit Ihrer Zusage zu Fassung 1 anders ist" in boris.inner_text("main")
    for page, words in ((boris, "Die Partner erfahren es."), (bea, "Mit Ihrer Zusage ist diese Fassung vereinbart.")):
        page.goto(f"{MINE}/{number}")
        page.click("main a:has-text('Lesen und antworten')")
        page.check("[name=verdict][value=accepted]")
        page.click(DECLARE)
        assert words in page.inner_text("main")
    nadja.goto(f"{MINE}/{number}")
    assert "Alle haben zu Fassung 2 Ja gesagt" in nadja.inner_text("main")
    assert_fits(nadja, TABLET)


def test_a_proposal_is_made_on_a_phone(enter: Enter) -> None:
    phone = enter("mara.vorlage")
    phone.set_viewport_size(PHONE)
    phone.goto("/konto")
    phone.click(f"main nav a[href='{MINE}']")
    assert_fits(phone, PHONE)
    phone.click(f"main a[href='{MINE}/neu']")
    phone.fill("#title", "Ein Ferienbus (erfunden)")
    phone.fill("#what", "Ein Bus fährt in den Ferien alle Freibäder an.")
    phone.click("[data-picker-all] >> nth=0")
    assert phone.locator("input[name=partners]:checked").count() == 6
    phone.check("[name=rule][value=from_n]")
    phone.fill("#threshold", "3")
    phone.click(GO_ON)
    assert "Bitte sagen Sie, warum es gemeinsam besser geht." in phone.inner_text("#fehler")
    assert_fits(phone, PHONE)
    phone.fill("#why", "Ein Bus für alle kostet weniger als sieben.")
    phone.click(GO_ON)
    assert "gilt ab 3 Partnern" in phone.inner_text("main")
    assert_fits(phone, PHONE)
    phone.click(DECLARE)
    assert "Noch 2 Zusagen zu Fassung 1" in phone.inner_text("main")
    assert_fits(phone, PHONE)


def test_screenshots_of_the_partners_pages(
    enter: Enter, numbers: dict[str, str], request: pytest.FixtureRequest
) -> None:
    folder: Path = request.config.getoption("--screenshots")
    for name, size in (("1280", DESKTOP), ("768", TABLET), ("360", PHONE)):
        for figure, paths in {
            "nadja.vorlage": ("", "/neu", "/{yard}", "/{yard}/text", "/{archive}", "/{yard}/vergleich"),
            "boris.vorlage": ("/{salt}/vorlegen", "/{archive}"), "arno.amt": ("/{archive}",),
        }.items():  # fmt: skip
            page = enter(figure)
            page.set_viewport_size(size)
            for path in paths:
                page.goto(MINE + path.format(**numbers))
                plain = path.strip("/").replace("/", "-").translate({ord("{"): None, ord("}"): None}) or "index"
                page.screenshot(path=folder / f"kooperation-{plain}-{figure.split('.')[0]}-{name}.png", full_page=True)
