"""The stage of the journeys: the site as `make run` starts it, with the demonstration's people, and a browser.

Every page of every context is watched: a request to another host, an error in a script or a breach of the
page's own security policy fails the test that caused it.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, ViewportSize, sync_playwright
from sqlalchemy import select

from app import create_app
from app.cooperations.models import Cooperation
from app.core.database import db
from app.demo.people import BY_KEY, figure_person
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from config import Settings
from tests.journeys.looking import axe_faults, is_too_wide, layout_faults
from tests.journeys.reading import ACTS, then_read
from tests.journeys.walking import COOPERATIONS, FORMATS, TITLES, Paths, Way

ROOT = Path(__file__).parent.parent.parent
CHROMIUM_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
START_SECONDS = 300
STOP_SECONDS = 30
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=360, height=740)


Enter = Callable[[str | None], Page]
"""A page of a figure who is signed in, or of Emil, who is not."""
Look = Callable[[Page], None]
Walk = Callable[[str, Way], Page]
"""Go that way to the page of an endpoint, by links."""


Wrongly = tuple[str, str, str]
"""How a form is sent wrongly: the field (none: as it stands), what is written there, and the button that sends it."""


class PageMisbehavedError(AssertionError):
    """A page asked another host, broke its own policy or stumbled over a script."""


@dataclass(frozen=True)
class Site:
    """A running site: its address, its data folder, and what it printed at its start."""

    url: str
    data: Path
    log: Path

    def path(self, path: str) -> str:
        return self.url + path


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", type=Path, default=None, help="folder for pictures of the pages visited")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Pictures are taken only where a folder for them is named; first come the walks over pages nobody has changed."""
    items.sort(key=lambda item: not item.path.name.startswith("test_every_"))
    if config.getoption("--screenshots") is None:
        items[:] = [item for item in items if not item.name.startswith("test_screenshot")]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration on a free port with data of its own; web server and worker end with the session."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(f"http://127.0.0.1:{port}", folder / "instance", folder / "log.txt")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDEENKREIS_")}
    with site.log.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "app.serve"],
            cwd=ROOT, env={**kept, "PORT": str(port), "DATA": str(site.data)}, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_until_ready(server, site)
        yield site
    finally:
        server.send_signal(signal.SIGTERM)
        status = server.wait(STOP_SECONDS)
    assert status == 0, site.log.read_text()


def wait_until_ready(server: "subprocess.Popen[bytes]", site: Site) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(site.path("/healthz/live"), timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the site did not start:\n{site.log.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; the one without windows needs half the time."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("no Chromium: apt install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _read_to_the_end() -> Iterator[None]:
    """Whoever clicks or presses a key stands on a page that is read to its end.

    By itself a click ends as soon as the next page begins to arrive: what is looked up at once may not be there yet.
    """
    with pytest.MonkeyPatch.context() as patch:
        for kind in (Page, Locator):
            for act in ACTS:
                patch.setattr(kind, act, then_read(getattr(kind, act)))
        yield


@contextmanager
def watched(
    browser: Browser, site: Site, *, viewport: ViewportSize, javascript: bool = True, known: StorageState | None = None
) -> Iterator[BrowserContext]:
    """A visitor with an empty browser, or with the session of `known`; fails at the end when a page did what our
    pages never do."""
    context = browser.new_context(
        base_url=site.url, viewport=viewport, java_script_enabled=javascript, locale="de-DE", reduced_motion="reduce",
        storage_state=known,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    host = urlsplit(site.url).netloc
    faults: list[str] = []

    def ask(url: str) -> None:
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).netloc != host:
            faults.append(f"asked another host: {url}")

    def listen(text: str) -> None:
        if "Content Security Policy" in text:
            faults.append(text)

    context.on("request", lambda request: ask(request.url))
    context.on("console", lambda message: listen(message.text))
    context.on("weberror", lambda error: faults.append(f"script error: {error.error}"))
    yield context
    context.close()
    if faults:
        raise PageMisbehavedError("\n".join(faults))


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """Emil at his desk."""
    with watched(browser, site, viewport=DESKTOP) as context:
        yield context.new_page()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    """Emil on a phone, 360 pixels wide."""
    with watched(browser, site, viewport=PHONE) as context:
        yield context.new_page()


@pytest.fixture
def no_js(browser: Browser, site: Site) -> Iterator[Page]:
    """A browser that runs no script."""
    with watched(browser, site, viewport=DESKTOP, javascript=False) as context:
        yield context.new_page()


@pytest.fixture(scope="session")
def sessions(site: Site) -> Callable[[str], StorageState]:
    """The session of a figure of the demonstration, as signing in leaves it: `sessions("anna.beispiel")`."""
    app = create_app(Settings(env="demo", data=site.data))

    def session_of(figure: str) -> StorageState:
        visitor = app.test_client()
        with app.app_context(), visitor.session_transaction() as session:
            session["_user_id"] = figure_person(figure).session_key
            session["_fresh"] = True
            session["verified_twice"] = BY_KEY[figure].has_second_factor
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = visitor.get_cookie(name)
        assert cookie is not None
        host = urlsplit(site.url).hostname or ""
        return {"cookies": [{"name": name, "value": cookie.value, "domain": host, "path": "/"}], "origins": []}

    return session_of


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Further people with browsers of their own: `visitor(viewport=PHONE, javascript=False)`."""
    opened = []

    def open_browser(viewport: ViewportSize = DESKTOP, javascript: bool = True) -> Page:
        manager = watched(browser, site, viewport=viewport, javascript=javascript)
        opened.append(manager)
        return manager.__enter__().new_page()

    yield open_browser
    for manager in opened:
        manager.__exit__(None, None, None)


@pytest.fixture(scope="session")
def addresses(site: Site) -> dict[str, str]:
    """Where every public idea and project stands, by its title."""
    found: dict[str, str] = {}
    for kind in ("ideas", "projects"):
        cursor: str | None = ""
        while cursor is not None:
            asked = urlencode({"cursor": cursor} if cursor else {})
            with urllib.request.urlopen(site.path(f"/api/v1/{kind}?{asked}"), timeout=20) as answer:
                sheet = json.load(answer)
            found |= {f"{kind} {item['title']}": item["url"].removeprefix(site.url) for item in sheet["items"]}
            cursor = sheet["next"]
    return found


@pytest.fixture
def enter(browser: Browser, site: Site, sessions: Callable[[str], StorageState]) -> Iterator[Enter]:
    """A page of somebody who is signed in: `enter("anna.beispiel")`; of Emil: `enter(None)`."""
    opened = []

    def open_browser(figure: str | None) -> Page:
        manager = watched(browser, site, viewport=DESKTOP, known=sessions(figure) if figure else None)
        opened.append(manager)
        return manager.__enter__().new_page()

    yield open_browser
    for manager in opened:
        manager.__exit__(None, None, None)


@pytest.fixture(scope="session")
def site_map(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, for the list of its addresses."""
    return create_app(Settings(env="test", data=tmp_path_factory.mktemp("map")))


@pytest.fixture(scope="session")
def numbers(site: Site, addresses: dict[str, str]) -> dict[str, str]:
    """The numbers of the ideas, formats and joint projects the ways begin at."""
    found = {key: addresses[f"ideas {title}"].split("/")[2].split("-")[0] for key, title in TITLES.items()}
    with create_app(Settings(env="demo", data=site.data)).app_context():
        for key, title in FORMATS.items():
            format = db.session.scalars(select(ParticipationFormat).where(ParticipationFormat.title == title)).one()
            parts = {"": format, "_part": next(iter(format.sections), None), "_said": first_said_in(format)}
            found |= {f"{key}{part}": str(one.id) for part, one in parts.items() if one is not None}
        for key, title in COOPERATIONS.items():
            named = select(Cooperation.id).where(Cooperation.title == f"{title} (Beispiel, erfunden)")
            found[key] = str(db.session.scalars(named).one())
        db.engine.dispose()
    return found


def first_said_in(format: ParticipationFormat) -> Contribution | None:
    said = select(Contribution).join(FormatSection).where(FormatSection.format_id == format.id)
    return db.session.scalars(said.order_by(Contribution.id).limit(1)).first()


@pytest.fixture
def walk(enter: Enter, site_map: Flask, numbers: dict[str, str]) -> Walk:
    """Go the way to a page by its links."""
    adapter = site_map.url_map.bind("")
    opened: dict[str | None, Paths] = {}

    def to_page(endpoint: str, way: Way) -> Page:
        figure, start, *between = way
        paths = opened[figure] = opened.get(figure) or Paths(enter(figure), adapter)
        paths.go((start or "").format(**numbers), *filter(None, between), endpoint)
        return paths.page

    return to_page


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Asserts that the page as it stands breaks none of axe's rules (WCAG 2.2 AA and good practice)."""

    def assert_accessible(page: Page) -> None:
        faults = axe_faults(page)
        assert not faults, "\n".join(faults)

    return assert_accessible


@pytest.fixture
def look(page: Page) -> Look:
    """Asserts of a page that runs no script that it is made well: what it holds is shown to a browser that can ask."""

    def assert_made_well_as_shown(plain: Page) -> None:
        plain.wait_for_load_state()  # A click returns as soon as the answer begins.
        html = plain.content()
        page.route(plain.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.goto(plain.url)
        assert_made_well(page)
        page.unroute(plain.url)

    return assert_made_well_as_shown


def assert_made_well(page: Page) -> None:
    """Accessible as it stands, and on a phone nowhere to be pushed sideways and nothing too small for a finger."""
    faults = faults_of(page)
    assert not faults, "\n".join(faults)


def faults_on_ways(walk: Walk, ways: dict[str, Way], wrongly: dict[str, Wrongly], figure: str | None) -> list[str]:
    """What keeps the pages on this figure's ways from being made well, and the forms on them, sent wrongly once."""
    faults = []
    for endpoint, way in ways.items():
        if way[0] == figure:
            page = walk(endpoint, way)
            faults += faults_of(page)
            if endpoint in wrongly:
                send_wrongly(page, wrongly[endpoint])
                faults += [f"sent wrongly: {fault}" for fault in faults_of(page)]
    return faults


def send_wrongly(page: Page, how: Wrongly) -> None:
    where, text, button = how
    if where:
        page.fill(where, text)
    sender = page.locator(button).first
    if not sender.is_visible():
        sender.locator("xpath=ancestor::details[not(@open)][1]/summary").click()
    sender.click()
    page.wait_for_load_state()
    assert page.is_visible("#fehler"), f"{page.url}: {page.inner_text('main')}"


def faults_of(page: Page) -> list[str]:
    """What keeps a page from being made well, one line each; the window is wide again afterwards."""
    page.wait_for_load_state()
    if page.viewport_size != DESKTOP:
        page.set_viewport_size(DESKTOP)
    faults = axe_faults(page)
    page.set_viewport_size(PHONE)
    faults += [f"360 pixels: {fault}" for fault in layout_faults(page)]
    faults += ["too wide for 360 pixels"] * is_too_wide(page)
    page.set_viewport_size({"width": 320, "height": 640})
    faults += ["too wide for 320 pixels"] * is_too_wide(page)
    page.set_viewport_size(DESKTOP)
    return [f"{page.url}: {fault}" for fault in faults]
