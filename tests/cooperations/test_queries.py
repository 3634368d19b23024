"""Who reads which cooperation: everybody, the people of its partners, one partner's own people."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.accounts.models import Mandate, Membership, Organisation, Person
from app.cooperations.declaring import text_asked_about
from app.cooperations.funding import Grant, add_funding
from app.cooperations.leaving import leave
from app.cooperations.models import Cooperation
from app.cooperations.proposing import ask_to_join
from app.cooperations.queries import (
    answers_waiting,
    bodies_of,
    cooperations_of,
    due_soon,
    find_as_partner,
    find_in_catalogue,
    find_partner,
    find_room,
    find_visible,
    fundings_of,
)
from app.core.clock import now, today
from app.core.database import db, transaction
from tests.cast import Cast, a_person
from tests.cooperation_worlds import Town, Towns, a_cooperation, audience_of, lay, place_of, say
from tests.cooperations.stage import rewrite
from tests.queries import count_queries


def amt_for(cast: Cast, town: Town, until_days: int | None = None) -> Person:
    """Carla speaks for an Amt that prepares for the town."""
    with transaction():
        amt = Organisation(name="Amt Parthe", kind="association_of_municipalities")
        db.session.add(amt)
        db.session.flush()
        until = None if until_days is None else today() + timedelta(days=until_days)
        db.session.add(Membership(person_id=cast.carla.id, role="officer", organisation_id=amt.id))
        db.session.add(Mandate(principal_id=town.body.id, agent_id=amt.id, until=until))
        db.session.flush()
        db.session.refresh(cast.carla)
    return cast.carla


def numbers_of(person: Person) -> list[tuple[int, bool]]:
    return [(row.id, bool(row.is_asked)) for row in cooperations_of(person).rows]


# ---- everybody -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "public_from", "is_seen"),
    [
        ("draft", "proposed", False), ("proposed", "agreed", False), ("proposed", "proposed", True),
        ("agreed", "agreed", True), ("agreed", "never", False),
    ],
)  # fmt: skip
def test_everybody_reads_what_was_released(
    cast: Cast, towns: Towns, state: str, public_from: str, is_seen: bool
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state=state, public_from=public_from)
    for reader in (None, cast.anna, cast.bernd, towns.borsdorf.mayor):
        assert (find_visible(cooperation.id, reader) is not None) is is_seen
        assert reader is None or find_as_partner(cooperation.id, reader) is None


def test_what_a_desk_has_hidden_its_partners_read_on(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    with transaction():
        cooperation.restricted_at = now()
        cooperation.relist()
    assert find_visible(cooperation.id) is None
    assert find_as_partner(cooperation.id, towns.brandis.mayor) is not None
    assert numbers_of(towns.brandis.mayor) == [(cooperation.id, False)]


def test_the_catalogue_sees_what_is_public_and_its_own(cast: Cast, towns: Towns) -> None:
    agreed = a_cooperation(cast, *towns.all[:2], state="agreed")
    hidden = a_cooperation(cast, *towns.all[:2], state="agreed", public_from="never")
    assert find_in_catalogue(agreed.id, cast.bernd) is not None
    assert [find_in_catalogue(agreed.id, cast.dilek), find_in_catalogue(hidden.id, cast.bernd)] == [None, None]


# ---- its partners --------------------------------------------------------------------------------


def test_a_draft_is_the_keepers_alone(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="draft")
    assert find_as_partner(cooperation.id, cast.frieda) is not None
    assert find_as_partner(cooperation.id, towns.brandis.mayor) is None


def test_each_partner_finds_its_own_place_and_no_other(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    elsewhere = a_cooperation(cast, towns.naunhof, towns.parthenstein)
    for asking in towns.all:
        for asked in towns.all:
            found = find_partner(cooperation.id, asked.body.id, asking.mayor)
            assert (found is not None) is (asking is asked and asked is not towns.parthenstein)
    assert find_partner(elsewhere.id, towns.brandis.body.id, towns.brandis.mayor) is None
    assert find_partner(4711, towns.brandis.body.id, towns.brandis.mayor) is None


def test_a_mandate_opens_the_principals_place_for_as_long_as_it_lasts(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    carla = amt_for(cast, towns.brandis)
    assert find_partner(cooperation.id, towns.brandis.body.id, carla) is not None
    assert find_partner(cooperation.id, towns.borsdorf.body.id, carla) is None
    with transaction():
        db.session.scalars(db.select(Mandate)).one().ended_at = now()
    assert find_as_partner(cooperation.id, carla) is None
    assert find_partner(cooperation.id, towns.brandis.body.id, carla) is None


def test_whoever_left_the_town_hall_finds_nothing(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    britta = towns.brandis.mayor
    with transaction():
        db.session.scalars(db.select(Membership).where(Membership.person_id == britta.id)).one().until = (
            today() - timedelta(days=1)
        )
    db.session.refresh(britta)
    assert find_as_partner(cooperation.id, britta) is None
    assert numbers_of(britta) == []


def test_whoever_only_wishes_to_join_reads_nothing(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
    with transaction():
        ask_to_join(cooperation, towns.borsdorf.body, by=towns.borsdorf.mayor, text="Wir auch.")
    assert find_as_partner(cooperation.id, towns.borsdorf.mayor) is None
    assert find_partner(cooperation.id, towns.borsdorf.body.id, towns.borsdorf.mayor) is None


def test_the_room_and_who_reads_along(cast: Cast, towns: Towns) -> None:
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    assert find_room(draft) is None
    cooperation = a_cooperation(cast, *towns.all[:3])
    room = find_room(cooperation)
    assert room is not None
    assert room.cooperation_id == cooperation.id
    assert len(audience_of(cooperation)) == 3


# ---- lists ---------------------------------------------------------------------------------------


def test_the_list_says_what_waits_first_and_asks_once(app: Flask, cast: Cast, towns: Towns) -> None:
    answered = a_cooperation(cast, *towns.all[:2])
    say(answered, towns.brandis, "declined")
    waiting = a_cooperation(cast, *towns.all[:2])
    with transaction():
        waiting.updated_at = now() - timedelta(days=3)
    foreign = a_cooperation(cast, towns.naunhof, towns.borsdorf)
    britta = towns.brandis.mayor
    assert numbers_of(britta) == [(waiting.id, True), (answered.id, False)]
    assert answers_waiting(britta) == 1
    with count_queries(1):
        cooperations_of(britta)
    for _more in range(3):
        a_cooperation(cast, *towns.all[:2])
    assert answers_waiting(britta) == 4
    with count_queries(1):
        cooperations_of(britta)
    assert foreign.id not in dict(numbers_of(britta))


def test_a_yes_to_an_earlier_text_answers_no_later_one_whatever_else_was_laid(cast: Cast, towns: Towns) -> None:
    asked_anew = a_cooperation(cast, *towns.all[:2], state="agreed")
    rewrite(asked_anew, towns.naunhof, *towns.all[:2], what="Ein Bauhof und eine Werkstatt.")
    lay(asked_anew, towns.naunhof)
    answered = a_cooperation(cast, *towns.all[:2])
    say(answered, towns.brandis)
    britta = towns.brandis.mayor
    assert answers_waiting(britta) == 1
    assert dict(numbers_of(britta)) == {asked_anew.id: True, answered.id: False}


def test_what_waits_for_the_principal_waits_for_the_agent_too(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    assert answers_waiting(cast.carla) is None, "she speaks for nobody who could take part"
    carla = amt_for(cast, towns.brandis)
    assert numbers_of(carla) == [(cooperation.id, True)]
    assert answers_waiting(carla) == 1
    assert answers_waiting(None) is None


@pytest.mark.parametrize("over", ["withdrawn", "ended"])
def test_nothing_waits_where_it_is_over(cast: Cast, towns: Towns, over: str) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    with transaction():
        cooperation.state = over
    assert numbers_of(towns.brandis.mayor) == [(cooperation.id, False)]


def test_for_whom_one_may_begin(cast: Cast, towns: Towns) -> None:
    carla = amt_for(cast, towns.brandis)
    assert [body.name for body in bodies_of(carla)] == ["Amt Parthe", "Stadt Brandis"]
    assert [body.name for body in bodies_of(cast.frieda)] == ["Stadt Naunhof"]
    with transaction():
        member = a_person("Max")
        db.session.add(Membership(person_id=member.id, role="member", organisation_id=towns.brandis.body.id))
        db.session.flush()
        db.session.refresh(member)
        towns.naunhof.body.retired_at = now()
    assert list(bodies_of(member)) == []
    assert list(bodies_of(cast.frieda)) == []


# ---- money ---------------------------------------------------------------------------------------


def test_days_that_come_near(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    over = a_cooperation(cast, *towns.all[:2])
    with transaction():
        for one, days in ((cooperation, 14), (cooperation, 15), (cooperation, 0), (cooperation, -1), (over, 3)):
            grant = Grant(f"In {days} Tagen", due_on=today(), due_for="Antrag")
            add_funding(one, grant, by=cast.frieda).due_on = today() + timedelta(days=days)
        over.state = "withdrawn"
    assert [one.programme for one in due_soon(today())] == ["In 0 Tagen", "In 14 Tagen"]
    assert [one.programme for one in fundings_of(cooperation)][:2] == ["In -1 Tagen", "In 0 Tagen"]


def test_after_its_last_day_a_partner_finds_the_door_closed(cast: Cast, towns: Towns) -> None:
    cooperation: Cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    place: Any = place_of(cooperation, towns.brandis)
    with transaction():
        leave(place, by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
    assert find_as_partner(cooperation.id, towns.brandis.mayor) is not None
    rewrite(cooperation, towns.naunhof, *towns.all[:3], why="Neu.")
    lay(cooperation, towns.naunhof)
    assert text_asked_about(place) is not None
    with time_machine.travel(now() + timedelta(days=1)):
        assert find_as_partner(cooperation.id, towns.brandis.mayor) is None
        assert find_partner(cooperation.id, towns.brandis.body.id, towns.brandis.mayor) is None
        assert numbers_of(towns.brandis.mayor) == []
