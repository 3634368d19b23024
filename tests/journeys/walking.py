"""The way to a page by its links: who looks, where the way begins, and over which pages it leads there."""

from urllib.parse import urlsplit

from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

Way = tuple[str | None, ...]
TITLES = {
    "cycling": "Ein sicherer Radweg zwischen Brandis und Naunhof",
    "trees": "Obstbäume an Feldwegen, die jeder ernten darf",
    "swimming": "Schwimmen lernen, bevor die Grundschule endet",
    "benches": "Mehr Bänke zum Ausruhen an den Fußwegen",
    "merged": "Eine Bank auf dem Weg zum Friedhof",
    "rooms": "Dorfgemeinschaftshäuser an einer Stelle buchen",
    "pier": "Ein Steg, von dem auch Kinder ins Wasser kommen",
    "crossing": "Sicher über die Straße zur Bushaltestelle",
    "bus": "Der letzte Bus wartet auf die S-Bahn",
    "cinema": "Kino im Freibad an vier Abenden im Sommer",
    "meadows": "Blumenwiesen statt Rasen vor den Kreishäusern",
}
"""The ideas the ways begin at, by the name their number has in a way."""
LINKS = """links => links.map(link => new URL(link.getAttribute('href'), location))
  .map(address => address.pathname + address.search)"""


def follow(page: Page, endpoint: str, adapter: MapAdapter) -> None:
    """Go on over the first link to such a page, unless this is one."""
    if endpoint_of(page.url, adapter) == endpoint:
        return
    links: list[str] = page.eval_on_selector_all("a[href]", LINKS)
    found = next((link for link in links if endpoint_of(link, adapter) == endpoint), None)
    assert found, f"{page.url} has no link to {endpoint}"
    visit(page, found)


def visit(page: Page, path: str) -> None:
    """Open the page, which is there and may be read."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, f"{page.url}: {answer.status}"


def endpoint_of(url: str, adapter: MapAdapter) -> str | None:
    try:
        return str(adapter.match(urlsplit(url).path, method="GET")[0])
    except (HTTPException, RequestRedirect):
        return None
