"""What is hidden is hidden on every page, interface and list; what was shown there before proves the search works."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.database import db, transaction
from app.ideas.models import Idea
from app.restrictions.models import Restriction
from app.restrictions.restricting import lift_restriction
from app.things.models import ThingLink
from tests.cast import Cast
from tests.papers import said
from tests.restrictions.stage import a_comment, a_file, hidden
from tests.test_matrix import addresses, readers
from tests.worlds import an_idea

CANARY = "Kanarienvogel"


def seen_at(app: Flask, cast: Cast, number: int, reader: Any) -> set[str]:
    """The addresses where this reader is shown the canary."""
    seen = set()
    for address in [*addresses(app, cast, [number], "GET"), f"/suche?q={CANARY}", f"/api/v1/ideas?q={CANARY}"]:
        answer = reader.get(address)
        assert answer.status_code < 500, address
        text = said(answer)
        # What was typed into the search comes back on the page; a finding comes with its own words.
        if CANARY in text.replace(f"q={CANARY}", "") and f"{CANARY} singt" in text:
            seen.add(address)
    return seen


@pytest.fixture
def idea(cast: Cast) -> Idea:
    return an_idea(cast)


def test_a_hidden_idea_is_gone_everywhere_and_comes_back(
    app: Flask, cast: Cast, client: Any, as_person: Callable[..., Any]
) -> None:
    idea, other = an_idea(cast, title=f"{CANARY} singt", text=f"{CANARY} singt"), an_idea(cast)
    with transaction():
        db.session.add(ThingLink(kind="split_from", from_id=other.id, to_id=idea.id))
    related = f"/ideen/{other.id}-{other.slug}"
    before = seen_at(app, cast, idea.id, client)
    assert len(before) > 5
    assert CANARY in client.get(related).get_data(as_text=True)
    restriction = hidden(cast, idea)
    # Every other address is walked with a hidden idea by test_matrix.
    for name, reader in readers(cast, client, as_person).items():
        for address in before:
            text = said(reader.get(address))
            assert f"{CANARY} singt" not in text, (name, address)
            assert idea.slug not in text, (name, address)
        assert CANARY not in reader.get(related).get_data(as_text=True), name
    with transaction():
        lift_restriction(db.session.get_one(Restriction, restriction.id), by=cast.bernd, reason="Irrtum.")
    assert all(f"{CANARY} singt" in client.get(address).get_data(as_text=True) for address in before)


def test_its_number_tells_no_more_than_one_nobody_has(cast: Cast, client: Any, idea: Idea) -> None:
    hidden(cast, idea)
    pages = [client.get(f"/vorgang?nummer={n}").get_data(as_text=True) for n in (idea.id, 987654)]
    assert pages[0].replace(str(idea.id), "N") == pages[1].replace("987654", "N").replace(str(idea.id), "N")


def test_a_hidden_comment_and_a_hidden_file_are_gone_everywhere(
    app: Flask, cast: Cast, client: Any, as_person: Callable[..., Any], idea: Idea
) -> None:
    comment, attachment = a_comment(cast, idea, f"{CANARY} singt"), a_file(cast, idea, f"{CANARY} singt.jpg")
    before = seen_at(app, cast, idea.id, client)
    assert {f"/melden/kommentar/{comment.id}", f"/melden/datei/{attachment.id}"} <= before
    hidden(cast, comment)
    hidden(cast, attachment)
    assert seen_at(app, cast, idea.id, as_person(cast.frieda)) == set()
    others = readers(cast, client, as_person)
    # Carla wrote the comment: she alone reads it, with the reasons.
    writer = others.pop("carla")
    for name, reader in others.items():
        for address in {*before, "/konto/einschraenkungen/1", "/konto/einschraenkungen/2"}:
            assert f"{CANARY} singt" not in said(reader.get(address)), (name, address)
    assert f"{CANARY} singt" in writer.get("/konto/einschraenkungen/1").get_data(as_text=True)
    assert writer.get("/konto/einschraenkungen/2").status_code == 404
