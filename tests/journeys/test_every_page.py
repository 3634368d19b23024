"""The pages everybody meets first: reachable, accessible, narrow enough for a phone, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PHONE, PageMisbehavedError, Site, axe_faults, is_too_wide, watched

PAGES = (
    "/", "/ideen", "/projekte", "/konzepte", "/gemeinden", "/beteiligung", "/suche", "/konto/anmelden", "/hilfe",
    "/kontakt", "/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache", "/spielregeln", "/gibt-es-nicht",
)  # fmt: skip
FAULTY = """<!doctype html><html lang="de"><head><title>x</title></head>
<body><main><h1>x</h1><img src="/static/icon.svg"><div style="width:900px">breit</div></main></body></html>"""


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits_a_phone(path: str, page: Page, phone: Page, axe: Callable[[Page], None]) -> None:
    page.goto(path)
    axe(page)
    phone.goto(path)
    axe(phone)
    assert not is_too_wide(phone)
    phone.set_viewport_size({"width": 320, "height": 640})
    assert not is_too_wide(phone)


@pytest.mark.parametrize("path", ["/", "/ideen"])
def test_page_is_accessible_in_the_dark(path: str, page: Page, axe: Callable[[Page], None]) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(path)
    axe(page)


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


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/gibt-es-nicht"])
def test_screenshot(path: str, page: Page, phone: Page, pytestconfig: pytest.Config) -> None:
    folder: Path = pytestconfig.getoption("--screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    for name, view in (("1280", page), ("360", phone)):
        answer = view.goto(path)
        assert answer is not None
        assert answer.status == 200
        picture = folder / f"{path.strip('/').replace('/', '-') or 'start'}-{name}.png"
        view.screenshot(path=picture, full_page=True)
