"""Every page on joint projects of municipalities: by links, for each who may, in every state, made well."""

import pytest

from tests.journeys.conftest import PHONE, Enter, Walk, Wrongly, faults_of, faults_on_ways
from tests.journeys.looking import axe_faults
from tests.journeys.walking import Way, visit

NADJA, BORIS, BEA, ARNO, OTTO = "nadja.vorlage", "boris.vorlage", "bea.vorlage", "arno.amt", "otto.vorlage"
MINE = "/konto/kooperationen"
# Where each page is: who looks, where the way begins, and over which pages its links lead there.
COOPERATION_WAYS: dict[str, Way] = {
    "cooperations_mine.index": (NADJA, "/konto"),
    "cooperations_mine.show": (NADJA, MINE),
    "cooperations_writing.write": (NADJA, MINE),
    "cooperations_writing.edit": (NADJA, MINE + "/{yard}"),
    "cooperations_writing.preview": (BORIS, MINE + "/{salt}"),
    "cooperations_writing.ask_to_delete": (BORIS, MINE + "/{salt}"),
    "cooperations_writing.invite": (BEA, MINE + "/{calendar}"),
    "cooperations_writing.wish": (BEA, MINE + "/{calendar}"),
    "cooperations_writing.withdraw": (BEA, MINE + "/{calendar}"),
    "cooperations_writing.pen": (NADJA, MINE + "/{yard}"),
    "cooperations_answering.answer": (NADJA, MINE + "/{archive}"),
    "cooperations_answering.declared": (BORIS, MINE + "/{archive}"),
    "cooperations_answering.council": (BORIS, MINE + "/{archive}"),
    "cooperations_answering.leave": (NADJA, MINE + "/{yard}"),
    "cooperations_answering.compare": (NADJA, MINE + "/{yard}"),
}
WRONGLY: dict[str, Wrongly] = {
    # The field, what is written there, and the button.
    "cooperations_writing.write": ("[name=title]", "", "p > button[name=weiter]"),
    "cooperations_writing.edit": ("[name=title]", "", "p > button[name=weiter]"),
    "cooperations_writing.preview": ("[name=function]", "", "form.coupon p.go button"),
    "cooperations_writing.invite": ("", "", "form.coupon p.go button"),
    "cooperations_writing.wish": ("[name=reason]", "", "[name=ablehnen]"),
    "cooperations_writing.withdraw": ("[name=reason]", "", "form.coupon p.go button"),
    "cooperations_writing.pen": ("", "", "form.coupon p.go button"),
    "cooperations_answering.answer": ("[name=function]", "", "form.coupon p.go button"),
    "cooperations_answering.council": ("", "", "form.coupon p.go button"),
    "cooperations_answering.leave": ("[name=reason]", "", "form.coupon p.go button"),
}
STATES: dict[str, tuple[str, ...]] = {
    BORIS: ("/{salt}", "/{archive}", "/{yard}", "/{yard}/vergleich", "/{salt}/text"),
    NADJA: ("/{fair}", "/{engine}", "/{archive}"),
    BEA: ("/{calendar}", "/{yard}"),
    ARNO: ("", "/neu", "/{archive}"),
    OTTO: ("", "/{salt}", "/{calendar}"),
    "emil.exempel": ("", "/neu"),
}
"""What else there is to see of it: a draft, a proposal with a wish to join, what holds, has ended, was withdrawn; as
somebody who only prepares, and as one who has none."""
DARK = {NADJA: ("", "/neu", "/{yard}", "/{archive}"), BEA: ("/{calendar}", "/{calendar}/text")}


@pytest.mark.parametrize("figure", dict.fromkeys(way[0] for way in COOPERATION_WAYS.values()))
def test_pages_on_cooperations_are_reached_by_links_and_made_well(figure: str | None, walk: Walk) -> None:
    faults = faults_on_ways(walk, COOPERATION_WAYS, WRONGLY, figure)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("figure", STATES)
def test_a_cooperation_in_another_state_is_made_well(figure: str, enter: Enter, numbers: dict[str, str]) -> None:
    page, faults = enter(figure), []
    for path in STATES[figure]:
        visit(page, MINE + path.format(**numbers))
        faults += faults_of(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("figure", DARK)
def test_pages_on_cooperations_are_accessible_in_the_dark_on_a_phone(
    figure: str, enter: Enter, numbers: dict[str, str]
) -> None:
    page, faults = enter(figure), []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    for path in DARK[figure]:
        visit(page, MINE + path.format(**numbers))
        faults += [f"{path}: {fault}" for fault in axe_faults(page)]
    assert not faults, "\n".join(faults)
