"""Every address × every kind of reader: nothing of a closed, drafted or hidden format, whatever was said in it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.database import db, transaction
from app.discussion.commenting import comment
from app.formats import running
from app.formats.models import Contribution, ParticipationFormat
from app.things.following import follow
from tests.cast import Cast
from tests.format_worlds import a_card, a_format, a_thread
from tests.papers import said
from tests.test_matrix import CANARY, addresses, meetings, readers


def a_closed_forum(cast: Cast, state: str = "open") -> list[int]:
    """Anna talks in a forum she is invited to; its numbers."""
    forum = a_format(cast, title=f"{CANARY} Forum", audience="invited", invited=(cast.anna,))
    thread = a_thread(cast, forum, f"{CANARY} im Beitrag")
    with transaction():
        comment(thread, by=cast.anna, text=f"{CANARY} in der Antwort ({state})", lang="de")
        forum.text = f"{CANARY} worum es geht"
        follow(cast.concept, cast.frieda)
    if state == "concluded":
        with transaction():
            running.close_format(forum, by=cast.bernd, reason="Alles ist gesagt.")
            running.conclude_format(forum, by=cast.bernd, result=f"{CANARY} kam heraus.", version=forum.version)
    return [forum.id, thread.id]


def a_closed_workshop(cast: Cast) -> list[int]:
    """Anna writes a card in a workshop she is invited to."""
    workshop = a_format(cast, "workshop", title=f"{CANARY} Werkstatt", audience="invited", invited=(cast.anna,))
    workshop_card = a_card(cast, workshop, f"{CANARY} auf der Karte")
    return [workshop.id, workshop_card.id]


@pytest.fixture
def closed(app: Flask, cast: Cast) -> list[int]:
    """Formats nobody but Anna and the desk may read of, and what was said in them."""
    numbers = [*a_closed_forum(cast), *a_closed_forum(cast, "concluded"), *a_closed_workshop(cast)]
    draft = a_format(cast, state="draft", title=f"{CANARY} Entwurf")
    public = a_format(cast, title="Ein offenes Forum")
    removed = a_thread(cast, public, f"{CANARY} entfernt")
    with transaction():
        removed.hide()
    return [*numbers, draft.id, removed.id]


def parts(closed: list[int]) -> dict[str, int]:
    """A question of the closed workshop and somebody of its audience."""
    workshop = db.session.get_one(ParticipationFormat, closed[4])
    return {"section_id": workshop.sections[0].id, "member_id": workshop.members[0].id}


def test_nobody_else_reads_of_a_closed_format_anywhere(
    app: Flask, cast: Cast, client: Any, as_person: Callable[..., Any], closed: list[int]
) -> None:
    for address, name, reader in meetings(app, cast, closed, "GET", readers(cast, client, as_person), **parts(closed)):
        answer = reader.get(address)
        assert answer.status_code < 500, (name, address, answer.status_code)
        assert CANARY not in said(answer), (name, address)


def test_nobody_else_finds_it(cast: Cast, client: Any, as_person: Callable[..., Any], closed: list[int]) -> None:
    for address in (f"/suche?q={CANARY}", f"/suche?q={CANARY}&art=format", f"/vorgang?nummer={closed[0]}",
                    f"/beteiligung?konzept={cast.concept.key}", "/beteiligung?art=forum"):  # fmt: skip
        for reader in (client, as_person(cast.frieda), as_person(cast.dilek)):
            text = said(reader.get(address)).replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
            assert f"{CANARY} " not in text, address


def test_nobody_else_changes_it(
    app: Flask, cast: Cast, client: Any, as_person: Callable[..., Any], closed: list[int]
) -> None:
    def states() -> list[Any]:
        db.session.rollback()
        formats = [found for n in closed if (found := db.session.get(ParticipationFormat, n))]
        made = [found for n in closed if (found := db.session.get(Contribution, n))]
        return [(f.id, f.state, f.version, f.contributions, f.followers) for f in formats] + [
            (c.id, c.text, c.version, c.supports, c.comments, c.removed_at) for c in made
        ]

    before = states()
    form = {"version": "1", "reason": "x", "title": "x", "text": "x", "result": "x", "sure": "y", "idea": "1"}
    people = readers(cast, client, as_person)
    for address, name, reader in meetings(app, cast, closed, "POST", people, **parts(closed)):
        answer = reader.post(address, data=form)
        assert answer.status_code < 500, (name, address, answer.status_code)
    assert states() == before


def test_negative_control_the_invited_and_the_desk_do_read_it(
    app: Flask, cast: Cast, as_person: Callable[..., Any], closed: list[int]
) -> None:
    seen = {"anna": 0, "bernd": 0}
    browsers = {"anna": as_person(cast.anna), "bernd": as_person(cast.bernd)}
    for address in addresses(app, cast, closed, "GET", **parts(closed)):
        if "/beteiligung" not in address:
            continue
        for name, reader in browsers.items():
            answer = reader.get(address)
            assert answer.status_code < 500, (name, address, answer.status_code)
            seen[name] += CANARY in said(answer)
    assert seen["anna"] >= 4
    assert seen["bernd"] >= 6
