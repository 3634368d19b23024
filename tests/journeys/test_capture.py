"""Capturing in a room while the connection is cut: nothing typed is lost, nothing doubled. And cards dragged."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlencode

import pytest
from flask import Flask
from playwright.sync_api import Page, Route
from sqlalchemy import select

from app import create_app
from app.accounts.queries import find_person
from app.boards.arranging import add_group
from app.boards.models import Card
from app.concepts.models import Concept
from app.core.clock import today
from app.core.database import db, transaction
from app.formats import running
from app.formats.models import FormatSection, ParticipationFormat
from config import Settings
from tests.journeys.conftest import Enter, Site, assert_made_well

CUTS = ("before", "after", "offline", "reload")
"""Cut before it is sent; after the server took it; no connection at all; the answer lost and the page loaded anew."""


@pytest.fixture
def desk(site: Site) -> Iterator[Flask]:
    app = create_app(Settings(env="demo", data=site.data))
    with app.app_context():
        yield app
        db.session.remove()


def a_workshop() -> ParticipationFormat:
    bernd = find_person("bernd.muster@example.org")
    assert bernd is not None
    desks = bernd.authorities_as("moderator")
    concept = db.session.scalars(select(Concept).where(Concept.authority_id.in_(desks))).first()
    assert concept is not None
    with transaction():
        day = today()
        format = running.begin_format(
            concept, kind="workshop", title="Werkstatt im Saal", by=bernd, opens_on=day,
            closes_on=day + timedelta(days=9),
        )  # fmt: skip
        format.text = format.what_is_fixed = format.what_is_open = "Die Wege."
        format.who_decides = format.what_happens = "Der Kreistag."
        format.level = "consultation"
        format.sections[:] = [FormatSection(position=0, title="Was fehlt?")]
    with transaction():
        running.announce_format(format, by=bernd, version=format.version)
    with transaction():
        running.open_format(format, by=bernd)
    return format


def said_in(format: ParticipationFormat) -> Counter[str]:
    db.session.rollback()
    return Counter(db.session.scalars(select(Card.text).where(Card.format_id == format.id)))


class Cable:
    """The connection between the page and the server, to be cut once at a chosen place."""

    def __init__(self, page: Page, *, keeps_once: bool = True) -> None:
        self.cut, self.cuts, self.keeps_once = "", 0, keeps_once
        page.route("**/erfassen", self.carry)

    def carry(self, route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        words = {name: values[0] for name, values in parse_qs(route.request.post_data or "").items()}
        data = urlencode(words if self.keeps_once else {**words, "once": ""})
        cut, self.cut = self.cut, ""
        self.cuts += bool(cut)
        if cut == "before":
            return route.abort()
        if cut == "after":
            route.fetch(post_data=data)
            return route.abort()
        return route.continue_(post_data=data)


def typed(page: Page, words: str) -> None:
    page.fill("#zeile textarea", words)
    page.press("#zeile textarea", "Enter")


def test_twenty_cuts_lose_nothing_and_double_nothing(enter: Enter, desk: Flask) -> None:
    format, page = a_workshop(), enter("bernd.muster")
    page.goto(f"/beteiligung/{format.id}/erfassen")
    assert_made_well(page)
    cable, waiting = Cable(page), page.locator("#wartend")
    for n in range(20):
        way = CUTS[n % 4]
        if way == "offline":
            page.context.set_offline(True)
        else:
            cable.cut = "before" if way == "before" else "after"
        typed(page, f"Zeile {n:02}")
        waiting.wait_for(state="visible")
        assert "1 Zeile wartet auf Verbindung." in waiting.inner_text()
        if way == "offline":
            page.context.set_offline(False)
            cable.cuts += 1
        elif way == "reload":
            page.reload()
        else:
            page.click("#wartend-jetzt")
        page.locator("#erfasst-liste li", has_text=f"Zeile {n:02}").wait_for()
        waiting.wait_for(state="hidden")
    assert cable.cuts == 20
    assert said_in(format) == Counter(f"Zeile {n:02}" for n in range(20))
    page.locator("#erfasst-liste li", has_text="Zeile 19").locator("a").click()
    page.fill("[name=text]", "Zeile neunzehn")
    page.click("main form button >> nth=0")
    assert "Zeile neunzehn" in page.inner_text("#erfasst-liste")


def test_without_its_number_a_line_would_be_doubled(enter: Enter, desk: Flask) -> None:
    format, page = a_workshop(), enter("bernd.muster")
    page.goto(f"/beteiligung/{format.id}/erfassen")
    cable = Cable(page, keeps_once=False)
    cable.cut = "after"
    typed(page, "Zweimal")
    page.locator("#wartend").wait_for(state="visible")
    page.click("#wartend-jetzt")
    page.locator("#erfasst-liste li", has_text="Zweimal").wait_for()
    assert said_in(format) == Counter({"Zweimal": 2})


def test_lines_stay_where_the_session_has_ended_or_all_is_over(enter: Enter, desk: Flask) -> None:
    format, page = a_workshop(), enter("bernd.muster")
    page.goto(f"/beteiligung/{format.id}/erfassen")
    kept = page.context.cookies()
    page.context.clear_cookies()
    typed(page, "Nach dem Abmelden\nund noch eine")
    page.locator("#wartend-rat", has_text="nicht mehr angemeldet").wait_for()
    assert "Nach dem Abmelden" in page.inner_text("#wartend-zeilen")
    page.context.add_cookies([{**cookie, "url": None} for cookie in kept])  # type: ignore[typeddict-item]
    page.click("#wartend-jetzt")
    page.locator("#erfasst-liste li", has_text="und noch eine").wait_for()
    assert sorted(said_in(format)) == ["Nach dem Abmelden", "und noch eine"]
    typed(page, "x" * 501)
    page.locator("#wartend-zeilen", has_text="nicht übernommen").wait_for()
    page.click("#wartend-zeilen button")
    with transaction():
        bernd = find_person("bernd.muster@example.org")
        assert bernd is not None
        current = db.session.get_one(ParticipationFormat, format.id, populate_existing=True)
        running.close_format(current)
        running.conclude_format(current, by=bernd, result="Vorbei.", version=current.version)
    typed(page, "Zu spät")
    page.locator("#wartend-rat", has_text="Kopieren Sie die Zeilen heraus").wait_for()
    assert "Zu spät" in page.inner_text("#wartend-zeilen")


def test_cards_are_arranged_by_dragging_and_by_keys(enter: Enter, desk: Flask) -> None:
    format, page = a_workshop(), enter("bernd.muster")
    with transaction():
        group = add_group(db.session.get_one(FormatSection, format.sections[0].id), title="Wege")
    page.goto(f"/beteiligung/{format.id}/erfassen")
    for words in ("Mehr Bänke", "Mehr Licht"):
        typed(page, words)
        page.locator("#erfasst-liste li", has_text=words).wait_for()
    page.goto(f"/verwaltung/beteiligung/{format.id}/ordnen")
    assert_made_well(page)
    card, pile = page.locator(".slip", has_text="Mehr Bänke"), page.locator(f"#gruppe-{group.id}")
    card.drag_to(pile)
    page.locator("#ordnen-meldung", has_text="liegt jetzt in „Wege“").wait_for(state="attached")
    page.reload()
    assert "Mehr Bänke" in pile.inner_text()
    page.locator(".slip", has_text="Mehr Licht").locator("input").focus()
    page.keyboard.press("Space")
    page.select_option("#ziel", label="Wege")
    page.focus(".arrange__bar button")
    page.keyboard.press("Enter")
    pile.locator(".slip", has_text="Mehr Licht").wait_for()
