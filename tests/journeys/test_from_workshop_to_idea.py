"""A workshop from its template to its result: people write cards and give dots, the desk says what came of each."""

import io
import zipfile
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from app.core.clock import today
from tests.journeys.conftest import PHONE, Enter, Look, assert_made_well
from tests.journeys.ideas import tick_goal
from tests.journeys.keyboard import press_on, tab_to, type_into
from tests.journeys.looking import is_too_wide
from tests.journeys.ways import sign_in, title_of_paper

TITLE = "Leitfragen: Der Platz vor dem Bahnhof (erfunden)"
TEMPLATE = "leitfragen-online-drei-wochen"
LINES = ("Bäume gegen die Hitze", "Ein Dach über der Haltestelle", "Ein Brunnen, aus dem man trinken kann")
BY_KEYBOARD = "Eine Bank, von der aus man die Abfahrten lesen kann"
WITHOUT_SCRIPT = "Steckdosen für Rollstühle mit Motor"
GROUP = "Aufenthalt"
RESULT = "Viele wünschen sich Schatten und einen Platz zum Sitzen."
GAPS = {
    "title": TITLE,
    "access": "Wer lieber anruft, erreicht uns unter 03433 241-0 (erfunden).",
    "what_is_fixed": "Der Fahrplan und die Zahl der Bussteige.",
    "who_decides": "Der Kreistag beschließt im Frühjahr.",
}


def test_workshop_from_template_to_ideas(enter: Enter, visitor: Callable[..., Page], look: Look) -> None:
    bernd = enter("bernd.muster")
    board = make_the_workshop(bernd)
    number = board.split("/")[-1].split("-")[0]
    capture(bernd, number)
    write_and_weigh_by_keyboard(enter("olga.neuling"), board)
    write_and_weigh_without_a_script(visitor(viewport=PHONE, javascript=False), board, look)
    put_in_order(bernd, number)
    decide_what_becomes_of_it(bernd, number)
    conclude(bernd, number)
    read_what_came_of_it(visitor(), board)


def make_the_workshop(bernd: Page) -> str:
    """From the template to the open board; returns its public address."""
    bernd.goto("/verwaltung/beteiligung")
    bernd.click("main a[href$='/neu']")
    bernd.check(f"[name=template][value={TEMPLATE}]")
    bernd.fill("[name=first]", today().isoformat())
    bernd.click("main form button")
    assert "{" in bernd.inner_text("#fehlt"), "the desk names the gaps of the template"
    assert_made_well(bernd)
    bernd.click("main a[href$='/bearbeiten']")
    for name, words in GAPS.items():
        bernd.fill(f"[name={name}]", words)
    fill_in(bernd, "who_decides", "early_reason")
    bernd.click("main form button")
    assert not bernd.locator("#fehlt").count(), bernd.inner_text("main")
    take_step(bernd, "ankuendigen")
    take_step(bernd, "oeffnen")
    bernd.click("main a[href^='/beteiligung/']:has-text('Seite')")
    assert_made_well(bernd)
    return bernd.url


def fill_in(page: Page, *names: str) -> None:
    """What only some days ask for."""
    for name in names:
        if page.input_value(f"[name={name}]") == "" and page.locator(f"[name={name}]").is_visible():
            page.fill(f"[name={name}]", "Die Frage ist dringend.")


def take_step(bernd: Page, step: str) -> None:
    bernd.click(f"main a[href$='/{step}']")
    if bernd.is_visible("[name=reason]"):
        bernd.fill("[name=reason]", "Der Saal ist nur heute frei.")
    bernd.click("main form button")
    assert not bernd.is_visible("#fehler"), bernd.inner_text("main")


def capture(bernd: Page, number: str) -> None:
    bernd.goto(f"/beteiligung/{number}/erfassen")
    for line in LINES:
        bernd.locator("#zeile textarea").press_sequentially(line)
        bernd.keyboard.press("Enter")
    for line in LINES:
        bernd.wait_for_selector(f"#erfasst-liste li:has-text('{line}') a")


def slip(page: Page, text: str) -> Locator:
    return page.locator("li.slip", has_text=text)


def write_and_weigh_by_keyboard(olga: Page, board: str) -> None:
    olga.set_viewport_size(PHONE)
    olga.goto(board)
    tab_to(olga, "details.board__add summary")
    olga.keyboard.press("Enter")
    type_into(olga, "details[open].board__add textarea", BY_KEYBOARD)
    press_on(olga, "details[open].board__add .go button", "Enter")
    assert slip(olga, BY_KEYBOARD).count() == 1
    limit = olga.locator("section.board >> nth=0").locator("button.dotter").count() - 1
    for _dot in range(limit):
        press_on(olga, "button.dotter:not(.dotter--given)", "Enter")
    assert olga.locator("button.dotter--given").count() == limit
    press_on(olga, "button.dotter[aria-disabled]", "Enter")
    assert "Alle Ihre Punkte" in olga.inner_text(".slip .note")
    assert olga.locator("button.dotter--given").count() == limit
    assert not is_too_wide(olga)
    assert_made_well(olga)


def write_and_weigh_without_a_script(emil: Page, board: str, look: Look) -> None:
    sign_in(emil, "emil.exempel")
    emil.goto(board)
    emil.click("details.board__add summary >> nth=0")
    emil.click("details.board__add .go button >> nth=0")
    assert emil.is_visible("#fehler")
    emil.fill("main textarea", WITHOUT_SCRIPT)
    emil.click("main form .go button")
    slip(emil, WITHOUT_SCRIPT).locator("button.dotter").click()
    assert slip(emil, WITHOUT_SCRIPT).locator("button.dotter--given").count() == 1
    assert not is_too_wide(emil)
    look(emil)


def put_in_order(bernd: Page, number: str) -> None:
    """One card goes into a new group by keyboard, another one is dragged there."""
    bernd.goto(f"/verwaltung/beteiligung/{number}/ordnen")
    first = slip(bernd, LINES[0]).get_attribute("data-card")
    tab_to(bernd, f"[name=karten][value='{first}']")
    bernd.keyboard.press("Space")
    type_into(bernd, "#karten [name=title]", GROUP)
    press_on(bernd, "button[formaction$='/gruppe']", "Enter")
    pile = bernd.locator(f"[data-pile][data-name='{GROUP}']")
    assert LINES[0] in pile.inner_text()
    dragged = slip(bernd, BY_KEYBOARD)
    dragged.scroll_into_view_if_needed()
    with bernd.expect_response("**/ordnen/karten*"):
        dragged.locator(".slip__grip").hover()
        bernd.mouse.down()
        pile.locator("ul").hover()
        pile.locator("li >> nth=0").hover()
        bernd.mouse.up()
    bernd.reload()
    assert BY_KEYBOARD in pile.inner_text()
    assert_made_well(bernd)


def decide_what_becomes_of_it(bernd: Page, number: str) -> None:
    """One card becomes an idea, another one serves a goal."""
    bernd.goto(f"/verwaltung/beteiligung/{number}/beitraege")
    bernd.click(f"main a:has-text('{BY_KEYBOARD}')")
    bernd.click("main a[href*='/aufgreifen']")
    bernd.select_option("[name=place]", "ort:14729160")
    bernd.click("main form .go button >> nth=0")
    assert not bernd.is_visible("#fehler"), bernd.inner_text("main")
    bernd.goto(f"/verwaltung/beteiligung/{number}/beitraege")
    bernd.click(f"main a:has-text('{LINES[1]}')")
    tick_goal(bernd, "tz-bus-und-bahn")
    bernd.click("form[action$='/teilziele'] .go button, form:has(#goals) .go button")
    assert_made_well(bernd)


def conclude(bernd: Page, number: str) -> None:
    """Closed; the first question gets a result that rests on the group; published."""
    bernd.goto(f"/verwaltung/beteiligung/{number}")
    take_step(bernd, "schliessen")
    bernd.click("#ergebnisse a >> nth=0")
    bernd.fill("[name=text]", RESULT)
    bernd.check("[name=groups] >> nth=0")
    bernd.click("main form button")
    assert "stützt sich auf 2 Karten" in bernd.inner_text("#ergebnisse")
    bernd.click("main a[href$='/ergebnis'].btn--go")
    bernd.fill("[name=result]", "Wir bauen Bänke und pflanzen Bäume.")
    bernd.click("button[name=weiter]")
    bernd.click("main form button.btn--go")
    assert not bernd.is_visible("#fehler"), bernd.inner_text("main")


def read_what_came_of_it(reader: Page, board: str) -> None:
    reader.goto(board)
    assert RESULT in reader.inner_text("main")
    reader.click("main a[href$='/ergebnis'] >> nth=0")
    said = reader.locator("ul.said > li")
    assert "Idee" in said.filter(has_text=BY_KEYBOARD).inner_text()
    assert "Zugeordnet" in said.filter(has_text=LINES[1]).inner_text()
    assert "ohne Vermerk" in said.filter(has_text=LINES[2]).inner_text()
    assert_made_well(reader)
    assert TITLE in title_of_paper(reader, "main a[href$='.pdf']")
    table = reader.request.get(str(reader.get_attribute("main a[href$='.xlsx']", "href")))
    assert LINES[2] in zipfile.ZipFile(io.BytesIO(table.body())).read("xl/sharedStrings.xml").decode()
