"""Dots: never more than there are, also where somebody presses everything at once."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Person
from app.boards import dotting
from app.boards.models import BoardRule, Card, DotsGiven
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.formats.contributing import remove_contribution
from app.formats.models import ParticipationFormat
from app.formats.queries import find_contribution
from app.restrictions.restricting import restrict
from app.things.models import Support
from app.things.supporting import support
from tests.boards.racing import at_once
from tests.cast import Cast
from tests.format_worlds import a_card, a_format
from tests.invariants import faults

SignIn = Callable[..., FlaskClient]


def give(card: Card, by: Person) -> bool:
    with transaction():
        return dotting.give_dot(db.session.get_one(Card, card.id), by)


def figures() -> tuple[int, int, int]:
    """Rows, counters, and what is written down as given."""
    db.session.expire_all()
    rows = db.session.scalar(select(func.count()).select_from(Support)) or 0
    counters = db.session.scalar(select(func.sum(Card.supports))) or 0
    return rows, counters, db.session.scalar(select(func.sum(DotsGiven.given))) or 0


def test_a_dot_counts_once_and_the_limit_holds(cast: Cast) -> None:
    format = a_format(cast, "workshop", dots=2)
    cards = [a_card(cast, format, f"Karte {n}") for n in range(3)]
    assert [give(cards[0], cast.carla), give(cards[0], cast.carla), give(cards[1], cast.carla)] == [True, False, True]
    with pytest.raises(dotting.NoDotsLeft):
        give(cards[2], cast.carla)
    assert not give(cards[1], cast.carla)
    assert figures() == (2, 2, 2)
    assert give(cards[2], cast.anna)


def test_no_dots_are_given_where_there_are_none_or_it_is_over(cast: Cast) -> None:
    card = a_card(cast, a_format(cast, "workshop", dots=0))
    with pytest.raises(dotting.NoDotsLeft):
        give(card, cast.carla)
    open_one = a_format(cast, "workshop")
    card = a_card(cast, open_one)
    with transaction():
        db.session.get_one(ParticipationFormat, open_one.id).state = "closed"
    with pytest.raises(NotAllowedNow):
        give(card, cast.carla)


def test_fewer_dots_than_somebody_gave_are_refused(cast: Cast) -> None:
    format = a_format(cast, "workshop")
    for n in range(2):
        give(a_card(cast, format, f"Karte {n}"), cast.carla)
    with pytest.raises(dotting.FewerThanGiven) as refused, transaction():
        dotting.set_dots(format, 1, by=cast.bernd, reason="Weniger ist mehr.")
    assert refused.value.given == 2
    with transaction():
        assert dotting.set_dots(format, 2, by=cast.bernd, reason="Weniger ist mehr.")
    assert db.session.get_one(BoardRule, format.id, populate_existing=True).dots_each == 2


@pytest.mark.parametrize("is_careful", [True, False])
def test_eight_clicks_at_once_spend_three_dots(app: Flask, cast: Cast, is_careful: bool) -> None:
    format = a_format(cast, "workshop")
    numbers = [a_card(cast, format, f"Karte {n}").id for n in range(8)]
    anna = cast.anna.id
    looked = Barrier(len(numbers))
    db.session.remove()

    def click(number: int) -> None:
        # Not careful: the limit is looked up first, as it would be without the row that the database itself guards.
        seen = db.session.scalar(select(func.count()).select_from(Support).where(Support.person_id == anna)) or 0
        db.session.rollback()
        if not is_careful:
            looked.wait(10)
            if seen >= 3:
                return
        with transaction():
            card, person = find_contribution(number), db.session.get_one(Person, anna)
            assert isinstance(card, Card)
            with suppress(dotting.NoDotsLeft):
                dotting.give_dot(card, person) if is_careful else support(card, person)

    assert at_once(app, [lambda number=number: click(number) for number in numbers]) == []  # type: ignore[misc]
    rows, counters, given = figures()
    assert rows == counters
    assert (rows, given) == ((3, 3) if is_careful else (8, 0))


def removed(cast: Cast, card: Card) -> None:
    remove_contribution(card, by=cast.anna)


def hidden(cast: Cast, card: Card) -> None:
    restrict(card, by=cast.bernd, ground="rules", norm="3", facts="Beleidigt.", version=card.version)


@pytest.mark.parametrize("vanish", [removed, hidden])
def test_dots_on_a_card_that_goes_come_back_to_those_who_gave_them(
    cast: Cast, vanish: Callable[[Cast, Card], None]
) -> None:
    format = a_format(cast, "workshop", dots=1)
    card, other = a_card(cast, format), a_card(cast, format, "Andere")
    give(card, cast.carla), give(card, cast.frieda)
    with transaction():
        vanish(cast, db.session.get_one(Card, card.id, populate_existing=True))
    assert figures() == (0, 0, 0)
    assert give(other, cast.carla)
    assert [name for name in faults() if name.startswith(("dots.", "contribution."))] == []


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_dot_is_taken_back_on_its_board_alone(cast: Cast, as_person: SignIn, state: str) -> None:
    format = a_format(cast, "workshop")
    card = a_card(cast, format)
    give(card, cast.carla)
    with transaction():
        db.session.get_one(ParticipationFormat, format.id).state = state
    carla = as_person(cast.carla)
    assert carla.post(f"/mitmachen/{card.id}/nicht-mehr-unterstuetzen").status_code == 404
    assert card.title not in carla.get("/konto/folge-ich?was=unterstuetze").text
    assert figures() == (1, 1, 1)
