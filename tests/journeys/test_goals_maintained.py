"""A clerk who never saw a file of goals fills in the unfinished tree of her concept; her colleague puts it in force."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys import ways
from tests.journeys.conftest import Look, assert_made_well
from tests.journeys.keyboard import press_on, tab_to, type_into

CONCEPT, DESK = "/konzepte/kek-nordsachsen", "/verwaltung/konzepte/kek-nordsachsen"
LINES = "2.1.1 Jede Schule hat eine feste Schwimmzeit\n2.1.2 Busse fahren zum Schwimmbad\n2.1.3 Vereine bilden mehr aus"
NEW = "Busse fahren jeden Tag zum Schwimmbad"


def test_unfinished_goals_are_filled_in_and_adopted(visitor: Callable[..., Page], page: Page, look: Look) -> None:
    nora = visitor(javascript=False)
    ways.sign_in(nora, "nora.muster")
    add_goals_by_keyboard(nora, look)
    reword_move_and_link(nora, look)
    let_a_goal_go(nora, look)
    put_up_for_consultation(nora, page, look)

    gustav = visitor(javascript=False)
    ways.sign_in(gustav, "gustav.gegenleser")
    adopt(gustav, look)
    everybody_reads_what_holds(page)


def add_goals_by_keyboard(nora: Page, look: Look) -> None:
    """From the menu to the Leitziel, three lines pasted, a look at what they become, saved."""
    nora.goto("/verwaltung/eingang")
    nora.click(f"nav a[href='{DESK.rpartition('/')[0]}']")
    press_on(nora, f"main a[href='{DESK}/entwurf']", "Enter")
    press_on(nora, f"main a[href='{DESK}/entwurf/ziele/z2.1']", "Enter")
    tab_to(nora, "#neu-lines")
    nora.keyboard.insert_text(LINES)
    press_on(nora, "form:has(#neu-lines) button", "Enter")
    assert "Noch ist nichts gespeichert" in nora.inner_text("main .note")
    assert [row.inner_text().split("\t")[1] for row in nora.locator("main tbody tr").all()] == [
        "2.1.1",
        "2.1.2",
        "2.1.3",
    ]
    look(nora)
    press_on(nora, "button[name=save]", "Enter")
    assert nora.locator("#darunter ~ ol.draft-rows a").count() == 3


def reword_move_and_link(nora: Page, look: Look) -> None:
    """One of them reads differently, goes up, and stands under another Leitziel as well."""
    press_on(nora, "ol.draft-rows a[href$='/tz2.1.2']", "Enter")
    tab_to(nora, "[name=title]")
    nora.keyboard.press("Control+A")
    nora.keyboard.type(NEW)
    press_on(nora, "#wortlaut button", "Enter")
    assert NEW in nora.inner_text("h1")
    press_on(nora, "button[value=up]", "Enter")
    assert "Platz 1 von 3" in nora.inner_text("#platz")
    press_on(nora, "#platz a[href$='/woanders']", "Enter")
    tab_to(nora, "#under")
    nora.select_option("#under", "z4.1")
    tab_to(nora, "[name=to]")
    nora.keyboard.press("ArrowDown")
    press_on(nora, "main form:not([role=search]) button", "Enter")
    assert nora.locator("#platz .box").count() == 2
    look(nora)


def let_a_goal_go(nora: Page, look: Look) -> None:
    """A field that holds is dropped; another one follows it."""
    nora.goto(f"{DESK}/entwurf/ziele/hf3")
    nora.click("a[href$='/entfallen']")
    nora.check("#folgt-hf4")
    nora.click("form:has([name=successors]) button")
    assert nora.is_visible("form[action$='/bleibt']")
    look(nora)


def put_up_for_consultation(nora: Page, reader: Page, look: Look) -> None:
    """While everybody reads the draft nobody changes it, not even its file."""
    nora.goto(f"{DESK}/fassungen")
    nora.click("form[action$='/auslegen'] button")
    file = nora.request.get(f"{DESK}/fassungen/datei")
    assert file.headers["content-type"].startswith("application/yaml")
    nora.goto(f"{DESK}/entwurf/ziele/z2.1")
    assert not nora.is_visible("#wortlaut")
    look(nora)

    reader.goto(f"{CONCEPT}/fassungen")
    assert_made_well(reader)
    reader.click("main a[href*='/vergleich'] >> nth=0")
    assert NEW in reader.inner_text("main")
    assert_made_well(reader)
    nora.goto(f"{DESK}/fassungen")
    nora.click("form[action$='/auslegung-beenden'] button")


def adopt(gustav: Page, look: Look) -> None:
    """Everything that differs, then the day and the numbers of the decision."""
    gustav.goto("/verwaltung/konzepte")
    gustav.click(f"main a[href='{DESK}']")
    gustav.click(f"main a[href='{DESK}/fassungen/vergleich']")
    assert NEW in gustav.inner_text("main")
    look(gustav)
    gustav.goto(f"{DESK}/fassungen")
    press_on(gustav, f"main a[href='{DESK}/fassungen/beschluss']", "Enter")
    gustav.fill("[name=adopted_on]", "2026-06-24")
    type_into(gustav, "[name=paper_number]", "5-088/26")
    type_into(gustav, "[name=decision_number]", "112/26")
    tab_to(gustav, "[name=sure]")
    gustav.keyboard.press("Space")
    press_on(gustav, "form:has([name=sure]) button", "Enter")
    assert gustav.url.endswith("/fassungen")
    look(gustav)


def everybody_reads_what_holds(reader: Page) -> None:
    """The new goals on their pages, the edition with its decision, and the dropped goal under its old address."""
    reader.goto(f"{CONCEPT}/ziele/z4.1")
    reader.click(f"section[aria-labelledby=darunter] ol a:has-text('{NEW}')")
    assert reader.inner_text("h1").endswith(NEW)
    assert "unter=z4.1" in reader.url
    assert_made_well(reader)
    reader.goto(f"{CONCEPT}/fassungen")
    assert "24. Juni 2026" in reader.inner_text("main")
    assert "112/26" in reader.inner_text("main")
    reader.click("main ol.chron a[href*='/fassungen/'] >> nth=0")
    assert NEW in reader.inner_text("main")
    assert_made_well(reader)
    answer = reader.goto(f"{CONCEPT}/ziele/hf3")
    assert answer is not None
    assert answer.status == 200
    assert reader.locator(f"main a[href^='{CONCEPT}/ziele/hf4']").count()
    assert_made_well(reader)
