"""Every page on goals, concepts, editions, correspondences and reference sheets: reached by links and made well."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Enter, Walk, Wrongly, assert_made_well, faults_on_ways
from tests.journeys.walking import Way

BERND, PETRA, LUTZ, EMIL = "bernd.muster", "petra.muster", "lutz.muster", "emil.exempel"
LEIPZIG, PARTHELAND = "/konzepte/kek-landkreis-leipzig", "/verwaltung/konzepte/leitbild-partheland"
GOAL = f"{LEIPZIG}/ziele/tz-radverkehr"
TO_GOAL = ("concepts_desk.show", "concepts_desk.draft", "concepts_drafting.goal")
# Where each page is: who looks, where the way begins, and over which pages its links lead there.
GOAL_WAYS: dict[str, Way] = {
    # everybody
    "concepts.goals": (None, LEIPZIG),
    "concepts_connected.compare_concepts": (None, LEIPZIG),
    "coverage_pages.show": (None, LEIPZIG),
    "editions.index": (None, LEIPZIG),
    "editions.show": (None, LEIPZIG, "editions.index"),
    "reference_sheets.write": (None, GOAL),
    "reference_sheets.check": (None, GOAL, "reference_sheets.write"),
    # what is one's own
    "reference_sheets_mine.index": (EMIL, "/konto"),
    "reference_sheets_mine.show": (EMIL, "/konto/bezugsblaetter"),
    "reference_sheets_mine.edit": (EMIL, "/konto/bezugsblaetter", "reference_sheets_mine.show"),
    "reference_sheets_mine.copy": (EMIL, "/konto/bezugsblaetter", "reference_sheets_mine.show"),
    "reference_sheets_mine.ask_to_delete": (EMIL, "/konto/bezugsblaetter", "reference_sheets_mine.show"),
    # the desk: reference sheets and correspondences
    "reference_sheets_desk.index": (BERND, "/verwaltung/eingang"),
    "reference_sheets_desk.show": (BERND, "/verwaltung/bezugsblaetter"),
    "reference_sheets_desk.decided": (BERND, "/verwaltung/bezugsblaetter"),
    "connecting.index": (BERND, "/verwaltung/eingang", "concepts_desk.index"),
    "connecting.proposed": (BERND, "/verwaltung/entsprechungen"),
    "connecting.accepted": (BERND, "/verwaltung/entsprechungen"),
    "connecting.past": (BERND, "/verwaltung/entsprechungen"),
    "connecting.show": (BERND, "/verwaltung/entsprechungen"),
    "connecting.choose": (BERND, "/verwaltung/entsprechungen"),
    "connecting.choose_other": (BERND, "/verwaltung/entsprechungen", "connecting.choose"),
    "connecting.ask": (BERND, "/verwaltung/entsprechungen/abgeschlossen"),
    # the desk: the draft of an edition
    "concepts_desk.index": (PETRA, "/verwaltung/eingang"),
    "concepts_desk.show": (PETRA, "/verwaltung/konzepte"),
    "concepts_desk.draft": (PETRA, "/verwaltung/konzepte"),
    "concepts_desk.texts": (PETRA, PARTHELAND),
    "concepts_drafting.goal": (PETRA, "/verwaltung/konzepte", *TO_GOAL[:2]),
    "concepts_drafting.elsewhere": (PETRA, f"{PARTHELAND}/entwurf/ziele/ziel-tourismus"),
    "concepts_drafting.ask_to_retire": (PETRA, "/verwaltung/konzepte", *TO_GOAL),
    "concepts_editions.index": (PETRA, "/verwaltung/konzepte", "concepts_desk.show"),
    "concepts_editions.compare": (PETRA, f"{PARTHELAND}/fassungen"),
    "concepts_editions.upload": (PETRA, f"{PARTHELAND}/fassungen"),
    "concepts_editions.adopt": (PETRA, f"{PARTHELAND}/fassungen"),
}
WRONGLY: dict[str, Wrongly] = {
    # The field, what is written there, and the button.
    "reference_sheets.write": ("", "", "form.coupon button"),
    "reference_sheets.check": ("", "", "main form button"),
    "reference_sheets_desk.show": ("", "", "form[action$='/ablehnen'] button"),
    "connecting.show": ("", "", "form[action$='/ablehnen'] button"),
    "connecting.ask": ("", "", "main form button"),
    "concepts_desk.draft": ("", "", "details[open] form button, .draft-add form button"),
    "concepts_desk.texts": ("[name=title]", "", "main form button"),
    "concepts_drafting.goal": ("[name=title]", "", "#wortlaut button"),
    "concepts_editions.upload": ("", "", "main form button"),
    "concepts_editions.adopt": ("", "", "main form button"),
}
EMPTY = {
    None: (
        "/konzepte/kek-ludwigslust-parchim/entsprechungen", f"{LEIPZIG}/abdeckung?zaehlt=quatsch",
        "/bezugsblatt/neu?ziel=gibtesnicht", "/konzepte/kek-nordsachsen/abdeckung?zaehlt=projekte&orte=regionen",
    ),
    "boris.vorlage": ("/konto/bezugsblaetter",),
    LUTZ: (
        "/verwaltung/entsprechungen", "/verwaltung/entsprechungen/geltend", "/verwaltung/bezugsblaetter/entschieden",
    ),
}  # fmt: skip
SECOND = (
    # The same kinds of pages with quite other goals: many levels, many goals, no Teilziel.
    "/konzepte/kek-ludwigslust-parchim/abdeckung?ebene=ziel&orte=regionen&zaehlt=projekte",
    "/konzepte/leitbild-partheland/entsprechungen",
)


@pytest.fixture
def petra(enter: Enter) -> Page:
    """Petra, who has begun a draft of her concept."""
    page = enter(PETRA)
    page.goto(PARTHELAND)
    if page.is_visible("form[action$='/beginnen']"):
        page.fill("[name=title]", "Leitbild 2035 (erfunden)")
        page.click("form[action$='/beginnen'] button")
    return page


@pytest.mark.parametrize("figure", dict.fromkeys(way[0] for way in GOAL_WAYS.values()))
def test_goal_pages_are_reached_by_links_and_made_well(figure: str | None, petra: Page, walk: Walk) -> None:
    faults = faults_on_ways(walk, GOAL_WAYS, WRONGLY, figure)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("figure", EMPTY)
def test_goal_page_with_nothing_on_it_is_accessible(figure: str | None, enter: Enter) -> None:
    page = enter(figure)
    for path in EMPTY[figure]:
        page.goto(path)
        assert page.is_visible("main .empty, main p"), page.url
        assert_made_well(page)


@pytest.mark.parametrize("path", SECOND)
def test_page_of_quite_other_goals_is_accessible(path: str, page: Page) -> None:
    page.goto(path)
    assert_made_well(page)


def test_draft_of_a_large_concept_begins_with_a_title(enter: Enter) -> None:
    page = enter(LUTZ)
    page.goto("/verwaltung/konzepte/kek-ludwigslust-parchim")
    page.fill("[name=title]", "")
    page.click("form[action$='/beginnen'] button")
    assert page.is_visible("#fehler")
    assert_made_well(page)
    page.fill("[name=title]", "KEK 2035 (erfunden)")
    page.click("form[action$='/beginnen'] button")
    page.goto("/verwaltung/konzepte/kek-ludwigslust-parchim/entwurf")
    page.click("main a[href*='feld='] >> nth=0")
    assert_made_well(page)


def test_who_comes_too_late_sees_what_stands_there_now(petra: Page) -> None:
    petra.goto(f"{PARTHELAND}/entwurf/ziele/ziel-tourismus")
    for form, answer in (("#wortlaut", "main .note[role=alert]"), ("form[action$='/platz']", "main .note[role=alert]")):
        petra.eval_on_selector(f"{form} [name=seen]", "field => field.value = 'was einmal war'")
        petra.click(f"{form} button >> nth=0")
        assert petra.is_visible(answer), petra.inner_text("main")
        assert_made_well(petra)
        petra.goto(f"{PARTHELAND}/entwurf/ziele/ziel-tourismus")


def test_goal_hung_up_nowhere_is_told_so(petra: Page) -> None:
    petra.goto(f"{PARTHELAND}/entwurf/ziele/ziel-tourismus/woanders")
    petra.click("main form:not([role=search]) button")
    assert petra.is_visible("#under-err")
    assert_made_well(petra)
