"""Every address × every kind of reader: no fault, and nothing of a hidden idea in any answer.

The addresses come from the site map itself, so a new door is walked from its first day.
"""

from collections.abc import Callable, Iterator
from itertools import cycle, product
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.papers import said
from tests.reception.typed import hanna
from tests.worlds import HIDDEN_STATES, an_idea

CANARY = "Kanarienvogel"


def addresses(app: Flask, cast: Cast, numbers: list[int], method: str, **more: Any) -> Iterator[str]:
    """Every address of the site that takes `method`, with each of the numbers, and each word it may be about."""
    values = {
        "slug": "x", "key": cast.sub_goal.key, "ags": cast.naunhof.ags, "name": "impressum", "code": "de",
        "token": "falsch", "proof_id": "0", "filename": "icon.svg", "text_name": "impressum",
        "authority": cast.here.slug, "lang": "de", "report_id": 1, "comment_id": 1, "attachment_id": 1,
        "restriction_id": 1, "file_id": 1, "offer_id": 1, "person_id": cast.anna.id,
        "membership_id": 1, "edition_id": 1, "extract_id": 1, "correspondence_id": 1, "mandate_id": 1, "theme": "dark",
        "other": 1, "item_id": 1, "section_id": 1, "member_id": 1, "idea": numbers[0], "organisation": 1, **more,
    }  # fmt: skip
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        choices = sorted(getattr(rule._converters.get("step"), "items", {"x"}))
        for number, step in product(numbers if "number" in rule.arguments else numbers[:1], choices):
            chosen = values | {"number": number, "step": step}
            filled = {name: chosen.get(name, "x") for name in rule.arguments}
            if "concepts" in rule.endpoint and "slug" in filled:
                filled["slug"] = cast.concept.key
            yield adapter.build(rule.endpoint, filled, method=method)


@pytest.fixture
def hidden(app: Flask, cast: Cast) -> list[int]:
    """One idea in each state that is nobody else's business, all with the canary."""
    return [an_idea(cast, state, f"{CANARY} {state}", f"{CANARY} im Text").id for state in HIDDEN_STATES]


def readers(cast: Cast, client: Any, as_person: Callable[..., Any]) -> dict[str, Any]:
    others = {"carla": cast.carla, "dilek": cast.dilek, "frieda": cast.frieda, "hanna": hanna(cast)}
    return {"emil": client, **{name: as_person(person) for name, person in others.items()}}


def meetings(
    app: Flask, cast: Cast, numbers: list[int], method: str, people: dict[str, Any], **more: Any
) -> Iterator[tuple[str, str, Any]]:
    """Who opens which address: everybody each one; where it names an idea, they take turns over its six states."""
    turns = cycle(people.items())
    for address in addresses(app, cast, numbers, method, **more):
        names_an_idea = any(str(number) in address.split("?")[0].replace("-", "/").split("/") for number in numbers)
        for name, reader in [next(turns)] if names_an_idea else list(people.items()):
            yield address, name, reader


def test_nobody_else_reads_a_hidden_idea_anywhere(
    app: Flask, cast: Cast, client: Any, as_person: Callable[..., Any], hidden: list[int]
) -> None:
    for address, name, reader in meetings(app, cast, hidden, "GET", readers(cast, client, as_person)):
        answer = reader.get(address)
        assert answer.status_code < 500, (name, address, answer.status_code)
        assert CANARY not in said(answer), (name, address)


def test_negative_control_author_and_moderator_do_read_it(
    app: Flask, cast: Cast, as_person: Callable[..., Any], hidden: list[int]
) -> None:
    seen = {"anna": 0, "bernd": 0}
    browsers = {"anna": as_person(cast.anna), "bernd": as_person(cast.bernd)}
    for address in addresses(app, cast, hidden, "GET"):
        for name, reader in browsers.items():
            answer = reader.get(address)
            assert answer.status_code < 500, (name, address, answer.status_code)
            seen[name] += CANARY in said(answer)
    assert seen["anna"] >= 4
    assert seen["bernd"] >= 3


def test_no_stranger_changes_a_hidden_idea(
    app: Flask, cast: Cast, client: Any, as_person: Callable[..., Any], hidden: list[int]
) -> None:
    from app.core.database import db
    from app.ideas.models import Idea

    def states() -> list[tuple[int, str, int]]:
        db.session.rollback()
        return [(idea.id, idea.state, len(idea.goal_tags)) for n in hidden if (idea := db.session.get(Idea, n))]

    before = states()
    form = {
        "version": "1",
        "reason": "x",
        "answer": "x",
        "title": CANARY,
        "text": CANARY,
        "outcome": "done",
        "sure": "y",
    }
    for address, name, reader in meetings(app, cast, hidden, "POST", readers(cast, client, as_person)):
        answer = reader.post(address, data=form)
        assert answer.status_code < 500, (name, address, answer.status_code)
    assert states() == before
