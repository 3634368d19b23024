"""Every address × every kind of reader: nothing of what partners say among themselves, wherever it is kept; and once
something is released, exactly that."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.cooperations.declaring import PENDING, declare, prepare_answer
from app.cooperations.filing import About, release_paper
from app.cooperations.funding import Grant, add_funding
from app.cooperations.leaving import leave, withdraw_proposal
from app.cooperations.models import Cooperation, Funding
from app.cooperations.queries import find_room
from app.core import limits
from app.core.clock import now, today
from app.core.database import db, transaction
from app.discussion.commenting import comment
from app.discussion.models import Comment
from app.files.models import Attachment
from app.privacy.exporting import data_of
from tests.cast import Cast
from tests.cooperation_worlds import Town, Towns, a_cooperation, amt_for, four_towns, keep_time, lay, place_of, say
from tests.cooperations.filing_stage import a_paper
from tests.cooperations.stage import rewrite, rows
from tests.files.stage import BYTES, address_of
from tests.papers import said
from tests.test_matrix import CANARY, addresses

AsPerson = Callable[..., Any]
SECTIONS = {name: f"{CANARY} im Abschnitt" for name in ("purpose", "contributions", "duration", "exit")}
OPEN = "Ein Archiv für alle"
"""The title of the one everybody may read of, though not of everything in it."""


@dataclass
class World:
    """Cooperations nobody but their partners may read of; the numbers they and their rooms are found by."""

    towns: Towns
    secret: list[Cooperation]
    released: Cooperation
    more: dict[str, int]

    @property
    def rooms(self) -> list[int]:
        """Where their partners talk."""
        return [room.id for one in (*self.secret, self.released) if (room := find_room(one)) is not None]

    @property
    def numbers(self) -> list[int]:
        return [one.id for one in (*self.secret, self.released)] + self.rooms


def talk_and_file(app: Flask, cooperation: Cooperation, town: Town) -> dict[str, int]:
    """What is said, filed, paid and prepared among the partners."""
    room = find_room(cooperation)
    assert room is not None
    with transaction():
        told = comment(room, by=town.mayor, text=f"{CANARY} im Raum {room.id}", lang="de", as_organisation=town.body)
        grant = Grant(f"{CANARY} Programm", due_on=today() + timedelta(days=9), due_for=f"{CANARY} Frist")
        money = add_funding(cooperation, grant, by=town.mayor)
    paper = a_paper(app, cooperation, town, About("signed", f"{CANARY} Unterlage"))
    return {
        "comment_id": told.id,
        "item_id": money.id,
        "attachment_id": paper.attachment_id,
        "organisation": town.body.id,
    }


def agent(cast: Cast, town: Town, *, is_over: bool) -> None:
    """Carla's Amt prepares for the town, or did until yesterday."""
    amt_for(cast, town, "representative", until=today() - timedelta(days=1) if is_over else None)


def one_that_borsdorf_left(cast: Cast, towns: Towns) -> Cooperation:
    """Three days ago all three agreed, and Borsdorf took part for the last time."""
    with time_machine.travel(now() - timedelta(days=3)):
        cooperation = a_cooperation(
            cast, *towns.all[:3], state="agreed", title=f"{CANARY} verlassen", public_from="never", **SECTIONS
        )
        with transaction():
            leave(place_of(cooperation, towns.borsdorf), by=towns.borsdorf.mayor, on=today(), reason="Kein Geld.")
    with transaction():
        keep_time()
    return cooperation


def one_released_in_part(cast: Cast, towns: Towns) -> Cooperation:
    """Everybody reads its first text, in part; a newer one is for the partners alone."""
    cooperation = a_cooperation(cast, *towns.all[:2], title=OPEN, public_parts=())
    with transaction():
        prepare_answer(
            place_of(cooperation, towns.brandis), by=towns.brandis.mayor, version=1, verdict="accepted",
            text=f"{CANARY} vorbereitet",
        )  # fmt: skip
    say(cooperation, towns.brandis, "changes_requested", f"{CANARY} gewünscht")
    say(cooperation, towns.brandis, text=f"{CANARY} zum Ja")
    rewrite(cooperation, towns.naunhof, *towns.all[:2], title=f"{CANARY} neu", public_from="never", **SECTIONS)
    lay(cooperation, towns.naunhof, f"{CANARY} in der Begründung")
    say(cooperation, towns.brandis, "declined", f"{CANARY} abgelehnt")
    return cooperation


@pytest.fixture
def world(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(limits, "is_within_limit", lambda *_args: True)
    towns = four_towns(cast)
    two = towns.naunhof, towns.brandis
    drafted, proposed, agreed = (
        a_cooperation(
            cast, *two, state=state, title=f"{CANARY} {state}", what=f"{CANARY} im Text", why=f"{CANARY} weil",
            public_from="never" if state == "agreed" else "agreed", total_cents=123, **SECTIONS,
        )
        for state in ("draft", "proposed", "agreed")
    )  # fmt: skip
    withdrawn = a_cooperation(cast, *two, title=f"{CANARY} zurückgezogen")
    with transaction():
        withdraw_proposal(withdrawn, by=cast.frieda, reason=f"{CANARY} Grund")
    talk_and_file(app, proposed, towns.brandis)
    left, released = one_that_borsdorf_left(cast, towns), one_released_in_part(cast, towns)
    talk_and_file(app, released, towns.brandis)
    more = talk_and_file(app, agreed, towns.brandis)
    return World(towns, [drafted, proposed, agreed, withdrawn, left], released, more)


def outsiders(cast: Cast, towns: Towns, client: Any, as_person: AsPerson) -> dict[str, Any]:
    """Nobody, a citizen, the desk at home, another desk, an approver, a mayor who was never asked, one whose town has
    left, and somebody whose mandate is over."""
    people = {
        "anna": cast.anna, "bernd": cast.bernd, "dilek": cast.dilek, "gerda": cast.gerda,
        "petra": towns.parthenstein.mayor, "boris": towns.borsdorf.mayor, "carla": cast.carla,
    }  # fmt: skip
    return {"emil": client, **{name: as_person(person) for name, person in people.items()}}


def walks(app: Flask, cast: Cast, world: World, people: dict[str, Any], method: str) -> Any:
    """Who opens which address: those of cooperations everybody; of all others two, and they take turns."""
    turns, rooms = cycle(people.items()), {str(number) for number in world.rooms}
    for address in addresses(app, cast, world.numbers, method, **world.more):
        is_of_one = "kooperationen" in address and rooms.isdisjoint(re.split(r"[/?-]", address))
        for name, browser in list(people.items()) if is_of_one else [next(turns), next(turns)]:
            yield address, name, browser


def test_nobody_else_reads_of_it_anywhere(
    app: Flask, cast: Cast, client: Any, as_person: AsPerson, world: World
) -> None:
    agent(cast, world.towns.brandis, is_over=True)
    people = outsiders(cast, world.towns, client, as_person)
    for address, name, browser in walks(app, cast, world, people, "GET"):
        answer = browser.get(address)
        assert answer.status_code < 500, (name, address, answer.status_code)
        assert CANARY not in said(answer), (name, address)


def test_nobody_else_finds_it(cast: Cast, client: Any, as_person: AsPerson, world: World) -> None:
    agent(cast, world.towns.brandis, is_over=True)
    asked = [f"/suche?q={CANARY}", "/kooperationen", f"/kooperationen?q={CANARY}", "/kooperationen?status=proposed",
             f"/kooperationen?gemeinde={cast.brandis.ags}", "/projekte", "/ideen"]  # fmt: skip
    asked += [f"/vorgang?nummer={number}" for number in world.numbers]
    for name, browser in outsiders(cast, world.towns, client, as_person).items():
        for address in asked:
            text = said(browser.get(address, follow_redirects=True))
            text = text.replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "").replace(f"„{CANARY}“", "")
            assert f"{CANARY} " not in text, (name, address)
    for person in (cast.anna, cast.bernd, cast.dilek, world.towns.parthenstein.mayor, cast.carla):
        assert CANARY not in str(data_of(person)), person.display_name


def test_nobody_else_changes_it(app: Flask, cast: Cast, client: Any, as_person: AsPerson, world: World) -> None:
    agent(cast, world.towns.brandis, is_over=True)
    before = rows()
    laid = world.secret[2].laid
    assert laid is not None
    form = {
        "version": "1", "reason": "x", "title": "x", "text": "x", "sure": "y", "verdict": "accepted", "function": "x",
        "council": "pending", "fingerprint": laid.fingerprint, "on": today().isoformat(), "what": "x", "why": "x",
        "partner": str(world.towns.brandis.body.id), "kommentar-text": "x", "kommentar-voice": "person",
    }  # fmt: skip
    people = outsiders(cast, world.towns, client, as_person)
    for address, name, browser in walks(app, cast, world, people, "POST"):
        if address in ("/konto/kooperationen/neu", f"/kooperationen/{world.released.id}/beitritt"):
            continue  # To begin one, and to ask to be let into one that is public, is free to every mayor.
        answer = browser.post(address, data=form)
        assert answer.status_code < 500, (name, address, answer.status_code)
    after = rows()
    for table in before:
        assert without_following(table, after[table]) == without_following(table, before[table]), table


def without_following(table: str, found: list[Any]) -> list[Any]:
    """What hangs on cooperations; whoever may, follows and comments on what is public, or writes an idea meanwhile."""
    return [] if table in ("thing", "comment", "attachment", "thing_link") else found


def test_positive_control_the_partners_do_read_it(app: Flask, cast: Cast, as_person: AsPerson, world: World) -> None:
    agent(cast, world.towns.brandis, is_over=False)
    people = {"frieda": cast.frieda, "britta": world.towns.brandis.mayor, "carla": cast.carla}
    seen = dict.fromkeys(people, 0)
    browsers = {name: as_person(person) for name, person in people.items()}
    for address in addresses(app, cast, world.numbers, "GET", **world.more):
        if "/konto/kooperationen" not in address and "/diskussion" not in address:
            continue
        for name, browser in browsers.items():
            answer = browser.get(address)
            assert answer.status_code < 500, (name, address, answer.status_code)
            seen[name] += CANARY in said(answer)
    assert all(count >= 15 for count in seen.values()), seen
    file = address_of(db.session.get_one(Attachment, world.more["attachment_id"]))
    assert all(BYTES in browser.get(file).data for browser in browsers.values())


def test_a_closed_proposal_is_told_by_nothing_not_even_by_a_count(
    app: Flask, cast: Cast, client: Any, as_person: AsPerson
) -> None:
    towns = four_towns(cast)
    bernd = as_person(cast.bernd)
    looks = [(client, one) for one in ("/", "/kooperationen", "/projekte", "/regionen", "/suche?q=Bauhof",
                                       f"/gemeinden/{cast.brandis.ags}")]  # fmt: skip
    looks += [(bernd, one) for one in ("/verwaltung/eingang", "/verwaltung/auswertung", "/verwaltung/kooperationen",
                                       "/verwaltung/meldungen", "/verwaltung/projekte")]  # fmt: skip

    def pages() -> list[str]:
        db.session.rollback()
        return [said(browser.get(address, follow_redirects=True)) for browser, address in looks]

    def comparable(page: str) -> list[str]:
        return [line for line in page.splitlines() if 'name="once"' not in line]

    before = pages()
    closed = a_cooperation(cast, *towns.all[:2], state="agreed", public_from="never")
    a_cooperation(cast, *towns.all[:3])
    talk_and_file(app, closed, towns.brandis)
    for (_browser, address), earlier, later in zip(looks, before, pages(), strict=True):
        assert comparable(later) == comparable(earlier), address


# ---- what is released ----------------------------------------------------------------------------

PARTS = {"text": "Zweckwort", "costs": "98.765,43", "answers": "Amtsverweserin", "papers": "Vertragspapier"}
"""A word of each part that can be released."""
LINES = {
    "text": ("Letzter Tag der vereinbarten Zeit",),
    "answers": (
        "der Rat noch nicht entschieden",
        "stehen noch unter dem Vorbehalt",
        "legt den Partnern diesen Text vor",
    ),
    "papers": ("Unterlage abgelegt",),
}
"""What the public page says of its course and of what is still to come, by the part that releases it."""
NEVER = ("Raumwort", "Förderwort", "Begründungswort", "Vorbereitungswort", "Ablehnungswort")


def one_with_everything(app: Flask, cast: Cast, towns: Towns, *parts: str) -> Cooperation:
    """Agreed by three; of it these parts are for everybody."""
    cooperation = a_cooperation(
        cast, *towns.all[:3], title=OPEN, purpose=PARTS["text"], total_cents=9_876_543, public_parts=parts,
    )  # fmt: skip
    say(cooperation, towns.borsdorf, "declined", "Ablehnungswort")
    with transaction():
        place = place_of(cooperation, towns.borsdorf)
        prepare_answer(place, by=towns.borsdorf.mayor, version=1, verdict="accepted", text="Vorbereitungswort")
    rewrite(cooperation, towns.naunhof, *towns.all[:3], title=OPEN, purpose=PARTS["text"], total_cents=9_876_543,
            public_parts=parts, why="Wir sparen alle.", ends_on=today() + timedelta(days=90))  # fmt: skip
    lay(cooperation, towns.naunhof, "Begründungswort")
    for town in (towns.brandis, towns.borsdorf):
        laid = cooperation.laid
        assert laid is not None
        with transaction():
            declare(
                place_of(cooperation, town), by=town.mayor, version=2, fingerprint=laid.fingerprint, verdict="accepted",
                function=PARTS["answers"], council=PENDING,
            )  # fmt: skip
    room = find_room(cooperation)
    assert room is not None
    with transaction():
        comment(room, by=cast.frieda, text="Raumwort", lang="de", as_organisation=towns.naunhof.body)
        add_funding(cooperation, Grant("Förderwort"), by=cast.frieda)
    paper = a_paper(app, cooperation, towns.brandis, About("signed", PARTS["papers"], version=2))
    if "papers" in parts:
        with transaction():
            release_paper(paper, by=towns.brandis.mayor)
    return cooperation


def is_found(browser: Any, word: str, cooperation: Cooperation) -> bool:
    """Whether the search leads to it for that word."""
    return f'href="/kooperationen/{cooperation.id}' in said(browser.get(f"/suche?q={word}"))


@pytest.mark.parametrize("parts", [(), ("text",), ("costs",), ("answers",), ("papers",), tuple(PARTS)])
def test_exactly_what_is_released_is_read(
    app: Flask, cast: Cast, client: Any, as_person: AsPerson, parts: tuple[str, ...]
) -> None:
    towns = four_towns(cast)
    cooperation = one_with_everything(app, cast, towns, *parts)
    assert cooperation.is_public
    more = {
        "organisation": towns.brandis.body.id, "comment_id": db.session.scalars(db.select(Comment.id)).one(),
        "item_id": db.session.scalars(db.select(Funding.id)).one(),
    }  # fmt: skip
    for browser in (client, as_person(cast.bernd)):
        seen = ""
        for address in addresses(app, cast, [cooperation.id], "GET", **more):
            if str(cooperation.id) in address and ("kooperationen" in address or "vorgang" in address):
                seen += said(browser.get(address, follow_redirects=True))
        assert OPEN in seen
        assert {part for part, word in PARTS.items() if word in seen} == set(parts)
        assert [word for word in NEVER if word in seen] == []
        found = {word for word in (*NEVER, PARTS["text"]) if is_found(browser, word, cooperation)}
        assert found == ({PARTS["text"]} if "text" in parts else set())
    page = said(client.get(f"/kooperationen/{cooperation.id}", follow_redirects=True))
    for part, lines in LINES.items():
        assert {line for line in lines if line in page} == (set(lines) if part in parts else set()), part
    for town in ("Naunhof", "Brandis", "Borsdorf"):
        assert town in page, "who takes part is named"
    for person in ("Frieda", "Britta", "Boris"):
        assert (person in page) <= ("answers" in parts), person
