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
FORMATS = {
    "forum": "Wie kommen alle gut an? Forum zu Wegen, Bus und Bahn",
    "call": "Was macht Ihre Ortsmitte lebendig?",
    "workshop": "Zukunftswerkstatt „Gut leben auf dem Dorf“",
    "swot": "Stärken und Schwächen im Handlungsfeld lebenswerter Landkreis",
    "closed": "Werkstatt „Lernorte der Zukunft“",
    "concluded": "Rückblick: Was ist aus den Zielen geworden?",
    "invited": "Gemeinsame Verwaltungsaufgaben der sieben Gemeinden",
    "announced": "Regionalforum Muldental",
    "cancelled": "Werkstatt „Alte Höfe, neue Ideen“",
    "draft": "Jugendforum",
    "printed_swot": "Stärken, Schwächen, Chancen und Risiken je Handlungsfeld",
    "printed_workshop": "Werkstatt mit Leitfragen zum Leitbild",
}
"""The formats the ways begin at; somebody has said `<name>_said` in it, below the section `<name>_part`."""
COOPERATIONS = {
    "salt": "Streusalz gemeinsam einkaufen",
    "archive": "Gemeinsames Archiv von vier Gemeinden",
    "calendar": "Ein Veranstaltungskalender für alle Orte",
    "yard": "Gemeinsamer Bauhof im Partheland",
    "fair": "Gemeinsamer Stand auf dem Regionalmarkt",
    "engine": "Ein Löschfahrzeug für drei Feuerwehren bestellen",
}
"""The joint projects the ways begin at: a draft, two proposals, one agreed, one ended, one withdrawn."""
LINKS = """links => links.map(link => new URL(link.getAttribute('href'), location))
  .map(address => address.pathname + address.search)"""


class Paths:
    """Where the links of the pages lead that somebody has opened; to go on, he need not open them again."""

    def __init__(self, page: Page, adapter: MapAdapter) -> None:
        self.page = page
        self.adapter = adapter
        self.known: dict[str, tuple[str, list[str]]] = {}
        """By the address: the address that answered, and its links."""

    def go(self, start: str, *stops: str) -> None:
        """Open the page at which the way ends: over the first link to each of these endpoints, from where it begins."""
        here = start
        for stop in stops:
            here = self._next(here, stop)
        self._open(here)

    def _open(self, here: str) -> None:
        visit(self.page, here)
        self.known[here] = (self.page.url, self.page.eval_on_selector_all("a[href]", LINKS))

    def _next(self, here: str, endpoint: str) -> str:
        if here not in self.known:
            self._open(here)
        url, links = self.known[here]
        if endpoint_of(url, self.adapter) == endpoint:
            return here
        found = next((link for link in links if endpoint_of(link, self.adapter) == endpoint), None)
        assert found, f"{url} has no link to {endpoint}"
        return found


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
