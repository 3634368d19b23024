"""Cooperations as everybody reads them, in every state; a municipality asks to join, the desk takes one into its
catalogue."""

import re

import pytest

from tests.journeys.conftest import DESKTOP, PHONE, Enter, Walk, Wrongly, faults_of, faults_on_ways
from tests.journeys.looking import axe_faults, is_too_wide
from tests.journeys.walking import Way, visit

NADJA, PETRA = "nadja.vorlage", "petra.muster"
INDEX, DESK = "/kooperationen", "/verwaltung/kooperationen"
# Where each page is: who looks, where the way begins, and over which pages its links lead there.
COOPERATION_PUBLIC_WAYS: dict[str, Way] = {
    "cooperations.index": (None, "/projekte"),
    "cooperations.show": (None, INDEX),
    "cooperations.ask": (NADJA, INDEX + "/{calendar}"),
    "cooperations_desk.index": (PETRA, "/verwaltung/projekte"),
    "cooperations_desk.preview": (PETRA, DESK),
    "cooperations_desk.choose": (PETRA, DESK, "cooperations_desk.preview"),
}
WRONGLY: dict[str, Wrongly] = {
    # The field, what is written there, and the button.
    "cooperations.ask": ("[name=text]", "", "main form[novalidate] p.go button"),
    "cooperations_desk.preview": ("[name=title]", "", "main form[novalidate] button"),
}
STATES = ("", "?status=ended", "?status=draft", "?q=Schwebebahn", "/{calendar}", "/{yard}", "/{fair}")
"""The index, with a choice that finds something, that nobody knows, that finds nothing; a proposal, one that is agreed,
one that has ended."""


@pytest.mark.parametrize("figure", dict.fromkeys(way[0] for way in COOPERATION_PUBLIC_WAYS.values()))
def test_public_pages_on_cooperations_are_reached_by_links_and_made_well(figure: str | None, walk: Walk) -> None:
    faults = faults_on_ways(walk, COOPERATION_PUBLIC_WAYS, WRONGLY, figure)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", STATES)
def test_everybody_reads_of_a_cooperation_in_every_state(path: str, enter: Enter, numbers: dict[str, str]) -> None:
    page = enter(None)
    page.goto(INDEX + path.format(**numbers))
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        faults = axe_faults(page)
        assert not faults, "\n".join(faults)
        assert not is_too_wide(page), size
    page.emulate_media(color_scheme="dark")
    assert not axe_faults(page)
    faults = faults_of(page)
    assert not faults, "\n".join(faults)


def test_each_state_says_in_plain_words_what_it_means(enter: Enter, numbers: dict[str, str]) -> None:
    page = enter(None)
    said = {"calendar": "Eine Vereinbarung ist nicht bekannt", "yard": "Vereinbart seit dem", "fair": "zu Ende"}
    for key, says in said.items():
        visit(page, f"{INDEX}/{numbers[key]}")
        page.click("summary:has-text('Was ein Ja hier bedeutet')")
        text = page.inner_text("main")
        assert says in text, key
        assert "eine Willensbekundung der Gemeinde" in text
        assert "ein Vertrag. Niemand wird dadurch zu Zahlung oder Leistung verpflichtet." in text
    visit(page, f"{INDEX}/{numbers['calendar']}")
    partners = page.inner_text("section[aria-labelledby=partner]")
    assert "Borsdorf" in partners
    assert "Belgershain" in partners
    for only_asked in ("Brandis", "Machern", "Großpösna"):
        assert only_asked not in page.inner_text("main"), only_asked


def test_nothing_closed_is_found(enter: Enter, numbers: dict[str, str]) -> None:
    page = enter(None)
    for key in ("salt", "archive"):
        answer = page.goto(f"{INDEX}/{numbers[key]}")
        assert answer is not None
        assert answer.status == 404, key
    page.goto("/suche?q=Streusalz")
    assert not page.locator("a[href^='/kooperationen/']").count()


def test_a_mayoress_asks_to_take_part(enter: Enter, numbers: dict[str, str]) -> None:
    page = enter(NADJA)
    visit(page, f"{INDEX}/{numbers['calendar']}")
    page.click("text=Wir möchten mitmachen")
    page.fill("[name=text]", "Unsere Märkte gehören in denselben Kalender. (Beispiel, erfunden)")
    page.click("text=Den Partnern mitteilen")
    assert "Die Partner lesen Ihren Wunsch" in page.inner_text("#beitritt")
    assert "hat am" in page.inner_text("#beitritt")
    faults = faults_of(page)
    assert not faults, "\n".join(faults)
    emil = enter(None)
    visit(emil, f"{INDEX}/{numbers['calendar']}")
    assert "Naunhof" not in emil.inner_text("main")


def test_the_desk_takes_one_into_the_catalogue_in_one_step(enter: Enter) -> None:
    page = enter(PETRA)
    visit(page, DESK)
    title = page.inner_text("tr:has(a.btn) th[scope=row]")
    page.click("tr a.btn >> nth=0")
    faults = faults_of(page)
    assert not faults, "\n".join(faults)
    page.set_viewport_size(DESKTOP)
    page.click("main form[novalidate] button:has-text('Als Projektvorschlag aufnehmen')")
    number = re.search(r"/verwaltung/projekte/(\d+)", page.url)
    assert number is not None
    emil = enter(None)
    visit(emil, f"/projekte/{number[1]}")
    text = emil.inner_text("main")
    assert "Partner" in text
    assert title.split(" (")[0] in text
    emil.click("dl.facts a[href^='/kooperationen/']")
    assert f"Projekt Nr. {number[1]}" in emil.inner_text("main")
