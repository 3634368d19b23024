"""Every page there is: reachable, accessible, narrow enough for a phone, light and dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import (
    DESKTOP,
    PHONE,
    Enter,
    PageMisbehavedError,
    Site,
    assert_made_well,
    faults_of,
    watched,
)
from tests.journeys.looking import axe_faults, is_too_wide, layout_faults
from tests.journeys.walking import visit

CONCEPTS = ("kek-landkreis-leipzig", "kek-ludwigslust-parchim", "kek-nordsachsen", "leitbild-partheland")
PAGES = (
    "/", "/beteiligung", "/hilfe", "/kontakt", "/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache",
    "/spielregeln", "/offene-daten", "/demo", "/demo/post", "/gibt-es-nicht",
    "/ideen", "/ideen?status=pooled&q=Bus", "/ideen?q=zzzzzz", "/ideen?status=gibtesnicht", "/ideen/neu",
    "/ideen/neu?ort=00000000&ziel=gibtesnicht",
    "/projekte", "/projekte?status=running", "/projekte?q=zzzzzz", "/projekte?status=gibtesnicht",
    "/gemeinden", "/gemeinden?q=zzzzzz", "/gemeinden/14729300", "/regionen/partheland",
    "/suche", "/suche?q=Rad", "/suche?q=Radwek&art=project", "/suche?q=***", "/suche?q=zzzzzz", "/ideen?q=Radweg",
    "/zustaendig?q=Radweg%20an%20der%20S%2043&stelle=landkreis-leipzig", "/zustaendig?q=xylophon",
    "/vorgang", "/vorgang?nummer=99999999", "/vorgang?nummer=x",
    "/barriere-melden", "/konto/anmelden", "/konto/passwort-vergessen",
    "/konzepte", *(f"/konzepte/{slug}" for slug in CONCEPTS),
    *(f"/konzepte/{slug}/hintergrund" for slug in CONCEPTS[::3]),
    "/konzepte/kek-landkreis-leipzig/ziele/hf1", "/konzepte/kek-landkreis-leipzig/ziele/lz1.1",
    "/konzepte/kek-landkreis-leipzig/ziele/tz-zugang", "/konzepte/kek-landkreis-leipzig/ziele/tz-innovationen-a1",
    "/konzepte/kek-ludwigslust-parchim/ziele/hf1-z4-t2", "/konzepte/kek-ludwigslust-parchim/ziele/hf1-z1-t1-a1-m1",
    "/konzepte/leitbild-partheland/ziele/ziel-tourismus",
)  # fmt: skip
OF_THE_SAME_KIND = tuple(f"/konzepte/{slug}/hintergrund" for slug in CONCEPTS[1:3])
IDEAS = {
    "published": "Schwimmen lernen, bevor die Grundschule endet",
    "taken up again": "Wartehäuschen mit Fahrplan in großer Schrift",
    "in the pool": "Ein gemeinsamer Kalender für alle sieben Orte",
    "running": "In jeder Stadt ein Treff zum Reparieren",
    "done": "Ein Trinkbrunnen am Markt",
    "forwarded": "Mitfahrbänke zwischen den Dörfern",
    "not pursued": "Eine Seilbahn vom Bahnhof zum See",
    "withdrawn": "Licht am Bolzplatz bis 20 Uhr",
    "project": "Ein sicherer Radweg zwischen Brandis und Naunhof",
    "from a concept": "Ehrenamtszertifikate",
}
PROJECTS = {"proposed": "Parthe-Wanderweg", "from a concept": "Regiobranding"}
DARK = {
    None: (
        "/", "/ideen", "/ideen/neu", "/projekte", "/konzepte/kek-landkreis-leipzig", "/konzepte/leitbild-partheland",
        "/konzepte/kek-landkreis-leipzig/ziele/tz-zugang", "/gemeinden/14729300", "/regionen/partheland", "/hilfe",
        "/suche?q=Rad", "/konto/anmelden",
    ),
    "bernd.muster": (
        "/verwaltung/eingang", "/verwaltung/projekte", "/verwaltung/rollen", "/konto", "/verwaltung/stellungnahmen",
        "/verwaltung/auswertung", "/verwaltung/textbausteine",
    ),
    "ruth.annahme": ("/verwaltung/annahme",),
    "boris.vorlage": ("/konto/stellungnahmen",),
}  # fmt: skip
DESK = {
    "bernd.muster": (
        "/verwaltung/eingang?q=zzzzzz", "/verwaltung/projekte", "/verwaltung/projekte?q=zzzzzz", "/verwaltung/rollen",
        "/verwaltung/seiten", "/verwaltung/seiten/landkreis-leipzig/impressum/de",
        "/verwaltung/seiten/landkreis-leipzig/kontakt", "/konto",
    ),
    "ada.admin": ("/verwaltung/rollen", "/verwaltung/seiten"),
}  # fmt: skip
FAULTY = """<!doctype html><html lang="de"><head><title>x</title></head>
<body><main><h1>x</h1><img src="/static/icon.svg"><div style="width:900px">breit</div>
<p style="width:90px;height:20px;overflow:auto"><b style="width:300px">Weiter unten steht noch viel mehr</b></p>
<style>button {width: 15px; height: 15px; padding: 0}</style><button>a</button><button>b</button>
</main></body></html>"""


# ---- everybody's pages ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader(browser: Browser, site: Site) -> Iterator[Page]:
    """Emil, who reads one page after the other."""
    with watched(browser, site, viewport=DESKTOP) as context:
        yield context.new_page()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits_a_phone(path: str, reader: Page) -> None:
    reader.goto(path)
    assert_made_well(reader)


def test_page_of_the_same_kind_opens_and_fits_a_phone(phone: Page) -> None:
    for path in OF_THE_SAME_KIND:
        answer = phone.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert not is_too_wide(phone), path


@pytest.mark.parametrize("state", IDEAS)
def test_idea_is_accessible_and_fits_a_phone(state: str, reader: Page, addresses: dict[str, str]) -> None:
    reader.goto(addresses[f"ideas {IDEAS[state]}"])
    assert_made_well(reader)


@pytest.mark.parametrize("state", PROJECTS)
def test_project_is_accessible_and_fits_a_phone(state: str, reader: Page, addresses: dict[str, str]) -> None:
    reader.goto(addresses[f"projects {PROJECTS[state]}"])
    assert_made_well(reader)


def test_english_page_is_accessible(page: Page) -> None:
    page.goto("/")
    page.click("button[lang=en]")
    assert page.get_attribute("html", "lang") == "en"
    assert_made_well(page)


def test_status_of_a_number_is_accessible(page: Page, addresses: dict[str, str]) -> None:
    number = addresses[f"ideas {IDEAS['done']}"].split("/")[2].split("-")[0]
    page.goto(f"/vorgang?nummer={number}")
    assert page.locator(".receipt a").count() == 1
    assert_made_well(page)


def test_mail_of_the_demonstration_is_accessible(page: Page) -> None:
    page.goto("/demo/post")
    page.click("main ol.cards a >> nth=0")
    assert_made_well(page)


def test_report_of_a_barrier_is_accessible_on_all_its_pages(page: Page) -> None:
    page.goto("/barriere-melden")
    page.click("main form button")
    assert page.is_visible("#fehler")
    assert_made_well(page)
    page.fill("[name=text]", "Die Karte lässt sich mit der Tastatur nicht bedienen.")
    page.click("main form button")
    assert "/danke/" in page.url
    assert_made_well(page)


@pytest.mark.parametrize("figure", DARK)
def test_pages_are_accessible_in_the_dark_on_a_phone(figure: str | None, enter: Enter) -> None:
    page, faults = enter(figure), []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    for path in DARK[figure]:
        page.goto(path)
        faults += [f"{path}: {fault}" for fault in axe_faults(page)]
    assert not faults, "\n".join(faults)


# ---- pages of people who are signed in -----------------------------------------------------------


def test_account_and_no_ideas_yet_are_accessible(enter: Enter) -> None:
    page = enter("boris.vorlage")
    for path in ("/konto", "/konto/ideen", "/ideen/neu"):
        page.goto(path)
        assert_made_well(page)


def test_account_shows_its_faults_accessibly(enter: Enter) -> None:
    page = enter("boris.vorlage")
    page.goto("/konto")
    page.fill("[name=new_password]", "kurz")
    page.click("form:has([name=new_password]) button")
    assert page.locator("[aria-invalid=true]").count()
    assert_made_well(page)


def test_own_ideas_are_accessible(enter: Enter) -> None:
    page = enter("emil.exempel")
    page.goto("/konto/ideen")
    assert_made_well(page)
    paths = page.eval_on_selector_all("main a[href*='/konto/ideen/']", "links => links.map(link => link.pathname)")
    page.goto(next(path for path in paths if path.endswith("/nachbessern")))
    assert_made_well(page)
    own = page.url.removesuffix("/nachbessern")
    for path in (own, f"{own}/quittung", f"{own}/zurueckziehen"):
        page.goto(path)
        assert_made_well(page)


def test_drafts_are_accessible(enter: Enter) -> None:
    page = enter("anna.beispiel")
    page.goto("/konto/ideen")
    paths = page.eval_on_selector_all("main a[href*='/schreiben']", "links => links.map(link => link.pathname)")
    draft = paths[0].removesuffix("/schreiben")
    for step in ("schreiben", "absenden", "loeschen"):
        page.goto(f"{draft}/{step}")
        assert_made_well(page)


@pytest.mark.parametrize("figure", DESK)
def test_desk_pages_are_accessible(figure: str, enter: Enter) -> None:
    page, faults = enter(figure), []
    for path in DESK[figure]:
        visit(page, path)
        faults += faults_of(page)
    assert not faults, "\n".join(faults)


def test_idea_on_the_desk_is_accessible_at_every_step(enter: Enter) -> None:
    page = enter("bernd.muster")
    page.goto("/verwaltung/eingang?q=Schwimmen lernen")
    page.click("a.inbox-row__title")
    assert_made_well(page)
    idea = page.url
    for step in ("ideenpool", "abschliessen", "teilziele", "projekt"):
        page.goto(f"{idea}/{step}")
        assert_made_well(page)
    page.goto("/verwaltung/eingang?q=Heiraten auf der Burg")
    page.click("a.inbox-row__title")
    assert_made_well(page)
    idea = page.url
    for step in ("veroeffentlichen", "nachfragen", "ablehnen"):
        page.goto(f"{idea}/{step}")
        assert_made_well(page)
    page.goto(f"{idea}/projekt")
    assert_made_well(page)


def test_project_on_the_desk_is_accessible(enter: Enter) -> None:
    page = enter("bernd.muster")
    page.goto("/verwaltung/projekte")
    page.click("main tbody a >> nth=0")
    assert_made_well(page)
    page.fill("[name=title]", "")
    page.click("form:has([name=title]) button")
    assert page.is_visible("#fehler")
    assert_made_well(page)


# ---- the measuring instruments themselves ---------------------------------------------------------


def test_the_watch_finds_what_it_watches_for(browser: Browser, site: Site) -> None:
    with (
        pytest.raises(PageMisbehavedError, match=r"another host(.|\n)*Content Security Policy"),
        watched(browser, site, viewport=PHONE) as context,
    ):
        page = context.new_page()
        context.route("**://elsewhere.example/**", lambda route: route.abort())
        page.goto("/")
        page.evaluate("location.href = 'http://elsewhere.example/'")
        page.wait_for_timeout(300)
        page = context.new_page()
        page.goto("/")
        page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.x = 1'}))")
        page.wait_for_timeout(100)


def test_axe_and_the_ruler_find_a_faulty_page(browser: Browser) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.set_content(FAULTY)
        assert any(fault.startswith("image-alt") for fault in axe_faults(page))
        assert is_too_wide(page)
        assert [fault.split(":")[0] for fault in layout_faults(page)] == ["too small", "too small", "no key scrolls it"]


# ---- pictures, only where a folder for them is named ----------------------------------------------

PICTURES = {
    "start": "/", "concept": "/konzepte/kek-landkreis-leipzig", "ideas": "/ideen", "write": "/ideen/neu",
    "goal": "/konzepte/kek-landkreis-leipzig/ziele/tz-zugang", "idea": f"ideas {IDEAS['project']}",
    "project": f"projects {PROJECTS['proposed']}",
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_screenshot(name: str, page: Page, addresses: dict[str, str], pytestconfig: pytest.Config) -> None:
    address = PICTURES[name]
    take_pictures(page, name, addresses.get(address, address), pytestconfig)


def test_screenshot_of_the_desk(enter: Enter, pytestconfig: pytest.Config) -> None:
    take_pictures(enter("bernd.muster"), "desk", "/verwaltung/eingang", pytestconfig)


def take_pictures(page: Page, name: str, address: str, config: pytest.Config) -> None:
    folder: Path = config.getoption("--screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        page.evaluate("document.fonts.ready")
        page.screenshot(path=folder / f"{name}-{size['width']}.png", full_page=True)
