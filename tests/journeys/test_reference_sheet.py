"""A project and the goals it serves, on a phone without a script: the sheet, its PDF, its check, its confirmation."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys import ways
from tests.journeys.conftest import PHONE, Enter, Look, assert_made_well

GOAL = "/konzepte/kek-landkreis-leipzig/ziele/tz-radverkehr"
TITLE = "Reparatursäule am Bahnhof Grimma"
TEXT = "Am Bahnhof steht eine Säule mit Werkzeug. Wer mit dem Rad zum Zug fährt, flickt dort seinen Reifen selbst."
REMARK = "Wer unterwegs reparieren kann, lässt das Rad nicht stehen."


def test_reference_sheet_is_written_checked_and_confirmed(
    visitor: Callable[..., Page], enter: Enter, look: Look
) -> None:
    page = visitor(viewport=PHONE, javascript=False)
    write(page, look)
    look(page)
    address, number = page.url, page.inner_text(".kicker").split("Nr. ")[1].split()[0]
    open_pdf(page, number)
    handed_on(page, enter(None), number)
    check(page, look, number, page.inner_text("dt:text-is('Prüfzeichen') + dd").strip())
    for step in ("aendern", "kopie", "loeschen"):
        page.goto(f"{address}/{step}")
        look(page)

    ways.sign_in(page, "anna.beispiel")
    page.goto(address)
    page.click("form[action$='/uebernehmen'] button")
    open_pdf(page, number)
    page.click("form[action$='/bestaetigung'] button")
    look(page)
    bernd = enter("bernd.muster")
    bernd.goto("/verwaltung/bezugsblaetter")
    bernd.click(f".inbox a[href$='/{number}']")
    bernd.fill("#bestaetigen-answer", "Das passt zum Radverkehrskonzept.")
    bernd.click("form[action$='/bestaetigen'] button")
    look(bernd)
    bernd.click("button[value=sicher]")
    page.reload()
    assert "Bestätigt" in page.inner_text(".kicker")
    assert "Das passt zum Radverkehrskonzept." in page.inner_text("main")
    look(page)


def write(page: Page, look: Look) -> None:
    """From the page of a goal: the project in words, then the goals; what is missing is said at its place."""
    page.goto(GOAL)
    page.click("main a[href^='/bezugsblatt/neu']")
    page.fill("[name=title]", TITLE)
    page.click("form.coupon button")
    assert page.is_visible("#fehler")
    page.fill("[name=text]", TEXT)
    page.fill("[name=applicant]", "Radverein Grimma (erfunden)")
    page.click("form.coupon button")
    chosen = page.locator("[name=goals]:checked")
    assert chosen.get_attribute("value") == "kek-landkreis-leipzig:tz-radverkehr"
    look(page)
    chosen.uncheck()
    page.click("button[value=sichern]")
    assert page.is_visible("#fehler")
    look(page)
    page.check("[name=goals][value$=':tz-radverkehr']")
    page.fill("[name$=':tz-radverkehr'][name^=anmerkung]", REMARK)
    page.check("ul.choices [name=goals]:not(:checked) >> nth=0")
    page.click("button[value=sichern]")
    assert REMARK in page.inner_text("main")
    assert "Selbstauskunft" in page.inner_text(".kicker")
    assert page.locator(".sheet-goal").count() == 2


def open_pdf(page: Page, number: str) -> None:
    """It opens, has a title and is tagged."""
    assert number in ways.title_of_paper(page, "main a[href$='.pdf']")


def handed_on(page: Page, reader: Page, number: str) -> None:
    """Whoever got the reading address reads the sheet and its PDF, and changes nothing."""
    reader.goto(page.locator(".secret", has_text="/lesen/").inner_text().strip())
    assert REMARK in reader.inner_text("main")
    assert not reader.locator("main form, main a[href$='/aendern']").count()
    assert_made_well(reader)
    open_pdf(reader, number)


def check(page: Page, look: Look, number: str, code: str) -> None:
    """A genuine print is known, a code misread is not."""
    for typed, says in (("AAAA-AAAA", "kennen"), (code, "ist echt")):
        page.goto("/bezugsblatt/pruefen")
        page.fill("[name=number]", number)
        page.fill("[name=code]", typed)
        page.click("main form button")
        assert says in page.inner_text("main")
        look(page)
