"""Arranging: groups and places, by verbs and by the page; two people at once; nothing vanishes."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.boards.arranging import add_group, dissolve_group, move_card, move_group, place_card, place_cards
from app.boards.models import Card, CardGroup
from app.boards.showing import board_of
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.formats.models import FormatSection, ParticipationFormat
from tests.boards.racing import at_once
from tests.cast import Cast
from tests.format_worlds import CANARY, a_card, a_format
from tests.queries import queries

SignIn = Callable[..., FlaskClient]


def a_board(cast: Cast, cards: int = 4, **more: Any) -> tuple[ParticipationFormat, list[int]]:
    format = a_format(cast, "workshop", **more)
    return format, [a_card(cast, format, f"Karte {n}").id for n in range(cards)]


def shown(format: ParticipationFormat) -> list[tuple[str, list[str]]]:
    """Each pile of the first question with its cards."""
    db.session.expire_all()
    return [(pile.title, [card.text[-1] for card in pile.cards]) for pile in board_of(format, None)[0].piles]


def first(format: ParticipationFormat) -> FormatSection:
    return format.sections[0]


def group(format: ParticipationFormat, title: str = "Wege") -> CardGroup:
    with transaction():
        return add_group(first(format), title=title)


def put(format: ParticipationFormat, numbers: list[int], into: CardGroup | None, before: int | None = None) -> None:
    with transaction():
        place_cards(first(format), numbers, into, before=before)


# ---- places ----------------------------------------------------------------------------------------


def test_cards_go_into_a_group_at_a_place(cast: Cast) -> None:
    format, numbers = a_board(cast)
    ways = group(format)
    put(format, numbers[2:], ways)
    assert shown(format) == [("Wege", ["2", "3"]), ("", ["0", "1"])]
    put(format, [numbers[0]], ways, before=numbers[3])
    assert shown(format) == [("Wege", ["2", "0", "3"]), ("", ["1"])]
    put(format, [numbers[3], numbers[1]], ways, before=numbers[2])
    assert shown(format) == [("Wege", ["3", "1", "2", "0"]), ("", [])]
    put(format, [numbers[1]], None)
    assert shown(format) == [("Wege", ["3", "2", "0"]), ("", ["1"])]


def test_what_comes_later_lies_behind_what_was_placed(cast: Cast) -> None:
    format, numbers = a_board(cast, 3)
    put(format, [numbers[2]], None, before=numbers[0])
    a_card(cast, format, "Karte 9")
    assert shown(format) == [("", ["2", "0", "1", "9"])]


def test_a_card_goes_one_place_up_or_down_and_no_further(cast: Cast) -> None:
    format, numbers = a_board(cast, 3)

    def step(number: int, way: int) -> bool:
        with transaction():
            return move_card(db.session.get_one(Card, number), way)

    assert step(numbers[2], -1)
    assert shown(format) == [("", ["0", "2", "1"])]
    assert step(numbers[0], 1)
    assert shown(format) == [("", ["2", "0", "1"])]
    assert not step(numbers[2], -1)
    assert not step(numbers[1], 1)
    assert shown(format) == [("", ["2", "0", "1"])]


def test_a_card_passes_what_nobody_reads_yet_in_one_step(cast: Cast) -> None:
    format, numbers = a_board(cast, 3)
    with transaction():
        db.session.get_one(Card, numbers[1]).published_at = None
        assert move_card(db.session.get_one(Card, numbers[2]), -1)
    assert shown(format) == [("", ["2", "0"])]


def test_groups_are_moved_and_dissolved_and_keep_their_cards(cast: Cast) -> None:
    format, numbers = a_board(cast)
    ways, buses = group(format), group(format, "Busse")
    put(format, numbers[:2], ways)
    put(format, numbers[2:3], buses)
    with transaction():
        assert move_group(db.session.get_one(CardGroup, buses.id), -1)
    assert [title for title, _cards in shown(format)] == ["Busse", "Wege", ""]
    with transaction():
        dissolve_group(db.session.get_one(CardGroup, ways.id))
    assert shown(format) == [("Busse", ["2"]), ("", ["3", "0", "1"])]


def test_no_card_leaves_its_question_and_nothing_moves_after_the_result(cast: Cast) -> None:
    format, numbers = a_board(cast, 1)
    with transaction():
        other = add_group(format.sections[1], title="Busse")
    with pytest.raises(NotAllowedNow), transaction():
        place_card(db.session.get_one(Card, numbers[0]), db.session.get_one(CardGroup, other.id))
    done, moved = a_board(cast, 0, state="concluded")
    with pytest.raises(NotAllowedNow), transaction():
        place_cards(first(done), moved, None)


def test_placing_costs_the_same_however_many_cards(cast: Cast) -> None:
    format, numbers = a_board(cast, 12)
    ways = group(format)
    asked = []
    for moved in (numbers[:1], numbers[1:]):
        with queries() as statements:
            put(format, moved, ways, before=numbers[0] if moved != numbers[:1] else None)
        asked.append(len([one for one in statements if one.startswith(("INSERT", "UPDATE", "DELETE"))]))
    assert asked == [1, 3]


# ---- two at once -----------------------------------------------------------------------------------


def test_two_people_arranging_at_once_lose_no_card(app: Flask, cast: Cast) -> None:
    format, numbers = a_board(cast, 12)
    section_id, groups = first(format).id, [group(format, title).id for title in ("A", "B", "C")]
    db.session.remove()

    def shuffle(turn: int) -> None:
        for n, number in enumerate(numbers):
            with transaction():
                section = db.session.get_one(FormatSection, section_id)
                into = db.session.get_one(CardGroup, groups[(n + turn) % 3]) if (n + turn) % 4 else None
                before = numbers[(n + 5) % 12] if n % 2 else None
                place_cards(section, [number], into, before=before)

    assert at_once(app, [lambda turn=turn: shuffle(turn) for turn in range(3)]) == []  # type: ignore[misc]
    piles = board_of(db.session.get_one(ParticipationFormat, format.id), None)[0].piles
    found = [card.number for pile in piles for card in pile.cards]
    assert sorted(found) == numbers


# ---- the page --------------------------------------------------------------------------------------


def address(format: ParticipationFormat) -> str:
    return f"/verwaltung/beteiligung/{format.id}/ordnen"


def test_the_desk_makes_a_group_of_what_is_ticked(cast: Cast, as_person: SignIn) -> None:
    format, numbers = a_board(cast)
    bernd, frage = as_person(cast.bernd), first(format).id
    values = {"frage": frage, "karten": numbers[1:3], "title": "Wege", "once": str(uuid4())}
    for _turn in range(2):
        assert bernd.post(f"{address(format)}/gruppe", data=values).status_code == 303
    assert shown(format) == [("Wege", ["1", "2"]), ("", ["0", "3"])]
    html = bernd.get(f"{address(format)}?frage={frage}").text
    assert "Die Gruppe „Wege“ ist da." in html
    assert bernd.post(f"{address(format)}/gruppe", data={**values, "title": ""}).status_code == 422
    bernd.post(f"{address(format)}/karten", data={"frage": frage, "schritt": f"hoch-{numbers[2]}"})
    assert shown(format) == [("Wege", ["2", "1"]), ("", ["0", "3"])]
    number = db.session.scalars(select(CardGroup.id)).one()
    for step, title in (("umbenennen", "Pfade"), ("hoch", ""), ("runter", "")):
        data = {"frage": frage, "gruppe": number, "schritt": step, "title": title}
        assert bernd.post(f"{address(format)}/gruppen", data=data).status_code == 303
    assert shown(format)[0][0] == "Pfade"
    data = {"frage": frage, "gruppe": number, "schritt": "aufloesen"}
    assert "auflösen?" in bernd.post(f"{address(format)}/gruppen", data=data).text
    assert shown(format)[0][0] == "Pfade"
    bernd.post(f"{address(format)}/gruppen", data={**data, "sicher": "1"})
    assert shown(format) == [("", ["0", "3", "2", "1"])]
    bernd.post(f"{address(format)}/karten", data={"frage": frage, "karten": numbers[0], "ziel": number})
    assert "inzwischen aufgelöst" in bernd.get(address(format)).text


def test_dragging_sends_the_same_and_is_answered_in_its_words(cast: Cast, as_person: SignIn) -> None:
    format, numbers = a_board(cast)
    ways = group(format)
    bernd, script = as_person(cast.bernd), {"Accept": "application/json"}
    data = {"frage": first(format).id, "karten": numbers[3], "ziel": ways.id}
    assert bernd.post(f"{address(format)}/karten", data=data, headers=script).json == {"lies": True}
    data = {"frage": first(format).id, "karten": numbers[3], "ziel": "keine", "vor": numbers[0]}
    assert bernd.post(f"{address(format)}/karten", data=data, headers=script).json == {"lies": True}
    assert shown(format) == [("Wege", []), ("", ["3", "0", "1", "2"])]
    data["ziel"] = 999
    assert bernd.post(f"{address(format)}/karten", data=data, headers=script).json == {"lies": False}


def test_arranging_is_for_whoever_runs_the_format(cast: Cast, as_person: SignIn) -> None:
    format = a_format(cast, "workshop", audience="invited", invited=(cast.anna,))
    a_card(cast, format, CANARY)
    assert CANARY in as_person(cast.bernd).get(address(format)).text
    for person in (cast.anna, cast.dilek):
        answer = as_person(person).get(address(format))
        assert answer.status_code in (403, 404)
        assert CANARY not in answer.text


@pytest.mark.parametrize("typed", ["9" * 5_000, "²", "-1"])
def test_a_group_that_is_no_number_is_not_there(cast: Cast, as_person: SignIn, typed: str) -> None:
    format = a_format(cast, "workshop")
    card = a_card(cast, format)
    answer = as_person(cast.bernd).post(
        f"/verwaltung/beteiligung/{format.id}/ordnen/karten", data={"karten": card.id, "ziel": typed}
    )
    assert answer.status_code == 303
