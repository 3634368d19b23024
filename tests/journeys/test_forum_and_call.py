"""A forum at 360 pixels, from the first word to following it; and a call for ideas, from its button to the receipt."""

from playwright.sync_api import Page

from tests.journeys.conftest import PHONE, Enter, Site, assert_made_well
from tests.journeys.keyboard import press_on, tab_to, type_into
from tests.journeys.looking import is_too_wide
from tests.journeys.ways import code_sent_to

TITLE = "Der Fahrplan am Bahnhof ist nicht zu lesen"
TEXT = "Wer mit dem Rollstuhl kommt, sieht nur die Spiegelung der Scheibe."
REPORT = "Darin steht eine Telefonnummer, die niemanden etwas angeht."
ANSWER = "Bei uns hängt er gar nicht mehr."
IDEA = "Eine Bühne aus Paletten"


def test_forum_on_a_phone(enter: Enter, numbers: dict[str, str]) -> None:
    writer, other = enter("anna.beispiel"), enter("olga.neuling")
    for page in (writer, other):
        page.set_viewport_size(PHONE)
    thread = begin_a_thread(writer, numbers["forum"])
    other.goto(f"/beteiligung/{numbers['forum']}?sort=neu")
    other.click(f".talk a:has-text('{TITLE}')")
    other.fill("#mitreden [name$=text]", ANSWER)
    name = other.locator("#mitreden [name$=display_name]")
    if name.count():
        name.fill("Olga N.")
    other.click("#mitreden form button")
    assert ANSWER in other.inner_text("#diskussion")
    other.uncheck("#mitmachen [name=follow]")
    other.click("#mitmachen form[action$='/unterstuetzen'] button")
    assert "Sie unterstützen das" in other.inner_text("#mitmachen")
    other.click("#mitmachen form[action$='/folgen'] button")
    assert "auf dem Laufenden" in other.inner_text("#mitmachen")
    assert not is_too_wide(other)
    other.goto(f"/beteiligung/{numbers['forum']}?sort=unterstuetzt")
    assert other.locator(".talk article").count() > 1
    assert not is_too_wide(other)
    report_it(other, thread)
    black_it_out(enter("bernd.muster"))
    change_it(writer, thread)


def begin_a_thread(writer: Page, forum: str) -> str:
    """Nothing written is a fault at its field; then it stands there."""
    writer.goto(f"/beteiligung/{forum}")
    writer.click("#teilnehmen a[href*='/themen/neu']")
    writer.click("main form .go button")
    assert writer.is_visible("#fehler")
    writer.select_option("[name=topic]", index=1)
    writer.fill("[name=title]", TITLE)
    writer.fill("[name=text]", TEXT)
    assert not is_too_wide(writer)
    writer.click("main form .go button")
    assert TEXT in writer.inner_text("#beitrag"), writer.inner_text("main")
    return writer.url.split("#")[0]


def report_it(other: Page, thread: str) -> None:
    other.goto(thread)
    other.click("main p.noprint a[href^='/melden/'] >> nth=-1")
    other.check("[name=cause] >> nth=0")
    other.fill("[name=text]", REPORT)
    other.click("main form button")
    assert "/danke" in other.url


def black_it_out(bernd: Page) -> None:
    """The desk looks at the words to be blacked out, and leaves them."""
    bernd.goto("/verwaltung/meldungen")
    bernd.locator(".inbox a", has_text=REPORT).click()
    bernd.click("main a[href*='/schwaerzen']")
    assert TEXT in bernd.inner_text("main")
    assert_made_well(bernd)


def change_it(writer: Page, thread: str) -> None:
    """What it said before stays readable, now that others have read it."""
    writer.goto(thread)
    writer.click("#beitrag a[href$='/bearbeiten']")
    writer.fill("[name=text]", f"{TEXT} Abends erst recht.")
    writer.click("main form .go button")
    writer.click("#beitrag a[href$='/fassungen']")
    assert_made_well(writer)


def test_call_is_answered_by_keyboard(page: Page, numbers: dict[str, str], site: Site) -> None:
    email = "berta.buehne@example.org"
    page.goto(f"/beteiligung/{numbers['call']}")
    press_on(page, "#teilnehmen a.btn--go", "Enter")
    assert page.is_checked("[name=aufruf]")
    type_into(page, "[name=title]", IDEA)
    type_into(page, "[name=text]", "Auf dem Markt könnte jeder auftreten, der mag.")
    tab_to(page, "[name=place]")
    page.keyboard.type("Grimma")
    assert page.input_value("[name=place]") == "ort:14729160"
    press_on(page, "main form button.btn--go", "Enter")
    type_into(page, "[name=email]", email)
    tab_to(page, "[name=name_choice]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=rules]")
    page.keyboard.press("Space")
    press_on(page, ".go button.btn--go", "Enter")
    page.keyboard.type(code_sent_to(site.data / "mail", email))
    press_on(page, "#code-form button", "Enter")
    assert page.url.endswith("/quittung")
    assert "Ortsmitte" in page.inner_text("main"), "the receipt names the call"
    page.goto(page.url.removesuffix("/quittung"))
    assert page.locator(f"main a[href^='/beteiligung/{numbers['call']}']").count()


def test_desk_reads_which_call_an_idea_answers(enter: Enter, numbers: dict[str, str]) -> None:
    bernd = enter("bernd.muster")
    bernd.goto(f"/verwaltung/beteiligung/{numbers['call']}/einsendungen")
    bernd.click("main a[href^='/verwaltung/ideen/'] >> nth=0")
    assert bernd.locator(f"main a[href='/verwaltung/beteiligung/{numbers['call']}']").count()
    assert_made_well(bernd)
