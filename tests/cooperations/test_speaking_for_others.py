"""A representative of one municipality never acts for another: every changing door of the cooperations, for every body
it can be about, tried by everybody who does not act for that body."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Mandate, Membership, Organisation, Person
from app.cooperations import views
from app.cooperations.declaring import mark_of_prepared
from app.cooperations.filing import release_paper
from app.cooperations.funding import Grant, add_funding
from app.cooperations.models import Cooperation, FiledPaper
from app.cooperations.proposing import ask_to_join
from app.core import limits
from app.core.clock import today
from app.core.database import db, transaction
from tests.cast import Cast, a_person
from tests.cooperation_worlds import Town, Towns, a_cooperation, place_of, say
from tests.cooperations.filing_stage import a_paper
from tests.cooperations.pages import answer_fields, begin_fields, lay_fields, text_fields
from tests.cooperations.stage import rewrite, rows

AsPerson = Callable[..., Any]
READING = {"GET", "HEAD", "OPTIONS"}
LEADS, WORKS, EDITS = "leads", "works", "edits"
"""Represents the body; speaks for it or prepares for it by mandate; keeps the catalogue of its authority."""


@dataclass
class World:
    """A cooperation of three, the papers and moneys of each, and who acts for which body."""

    app: Flask
    cooperation: Cooperation
    towns: Towns
    people: dict[str, Person]
    papers: dict[int, int]
    funding: int

    @property
    def partners(self) -> tuple[Town, ...]:
        return self.towns.all[:3]

    @property
    def keeper(self) -> Town:
        return self.towns.naunhof


Form = Callable[[World, Town], dict[str, Any]]


@dataclass(frozen=True)
class Rule:
    """Who enters a door for the body it is about, what he sends; in which state the right one gets through."""

    who: str
    of: str
    """Which bodies it can be about: the keeper, each partner, each body that is not in it (guest), each there is."""
    form: Form = lambda world, town: {}
    passes_in: str = "proposed"


def yes(world: World, town: Town) -> dict[str, Any]:
    return answer_fields(world.cooperation, text=f"Gern {uuid4()}.")


def whole_text(world: World, town: Town) -> dict[str, Any]:
    more = {"why": "Ganz anders.", "rule": "from_n", "threshold": "3", "public_from": "proposed"}
    return text_fields(world.cooperation, *world.partners[1:], **more)


def money(world: World, town: Town) -> dict[str, Any]:
    return {"programme": "LEADER 2", "version": "1"}


def reason(world: World, town: Town) -> dict[str, Any]:
    return {"reason": "Darum.", "on": today().isoformat(), "ablehnen": "y"}


def council(world: World, town: Town) -> dict[str, Any]:
    return {"version": "1", "council": "decided", "decided_on": today().isoformat(), "decision_number": "7/2026"}


RULES: dict[str, Rule] = {
    "cooperations_writing.begin": Rule(WORKS, "any", lambda world, town: begin_fields(town, world.keeper)),
    "cooperations_writing.save": Rule(WORKS, "keeper", whole_text),
    "cooperations_writing.delete": Rule(
        WORKS, "keeper", lambda world, town: {"version": str(world.cooperation.draft_version)}, "draft"
    ),
    "cooperations_writing.lay": Rule(LEADS, "keeper", lambda world, town: lay_fields(world.cooperation)),
    "cooperations_writing.send_invitations": Rule(
        LEADS, "keeper", lambda world, town: {"partners": [str(world.towns.parthenstein.body.id)]}
    ),
    "cooperations_writing.answer_wish": Rule(LEADS, "keeper", reason),
    "cooperations_writing.pass_it_on": Rule(
        LEADS, "keeper", lambda world, town: {"partner": str(world.towns.brandis.body.id)}
    ),
    "cooperations_writing.withdraw_it": Rule(LEADS, "keeper", reason),
    "cooperations_answering.say": Rule(LEADS, "partner", yes),
    "cooperations_answering.prepare": Rule(
        WORKS, "partner", lambda world, town: {"version": "1", "verdict": "declined", "text": "Nein."}
    ),
    "cooperations_answering.decided": Rule(LEADS, "partner", council, "agreed"),
    "cooperations_answering.leave_now": Rule(LEADS, "partner", reason, "agreed"),
    "cooperations_papers.add": Rule(WORKS, "keeper", money),
    "cooperations_papers.change": Rule(WORKS, "keeper", money),
    "cooperations_papers.drop": Rule(WORKS, "keeper", money),
    "cooperations_papers.file_one": Rule(WORKS, "partner"),
    "cooperations_papers.withdraw": Rule(WORKS, "partner", reason),
    "cooperations_papers.release": Rule(LEADS, "partner", passes_in="agreed"),
    "cooperations_papers.retract": Rule(WORKS, "partner", passes_in="agreed"),
    "cooperations.join": Rule(LEADS, "guest", lambda world, town: {"fuer": str(town.body.id), "text": "Wir auch."}),
    "cooperations_desk.make": Rule(EDITS, "keeper"),
    "cooperations_desk.join": Rule(EDITS, "keeper"),
}
TESTED_ELSEWHERE = {"cooperations_papers.file_one": "test_filing", "cooperations_desk.make": "test_making_projects",
                    "cooperations_desk.join": "test_making_projects"}  # fmt: skip
"""Doors that need a file or a page of the desk before: that the right one gets through is tested there."""
REFUSED = {"cooperations_writing.begin": {422}}
"""Where the body is chosen in the form: what is not hers to choose is refused there. Everywhere else: 403 or 404."""


# ---- the world -----------------------------------------------------------------------------------


def works_at(name: str, body: Organisation, role: str) -> Person:
    person = a_person(name)
    db.session.add(Membership(person_id=person.id, role=role, organisation_id=body.id, function="Amtsleitung"))
    db.session.flush()
    db.session.refresh(person)
    return person


def everybody(cast: Cast, towns: Towns) -> dict[str, Person]:
    """Of each town hall the mayor, an officer, a member, and somebody who prepares for it; the desks; Anna."""
    people = {"anna": cast.anna, "bernd": cast.bernd, "dilek": cast.dilek}
    with transaction():
        for number, town in enumerate(towns.all):
            amt = Organisation(name=f"Amt {number}", kind="association_of_municipalities")
            db.session.add(amt)
            db.session.flush()
            db.session.add(Mandate(principal_id=town.body.id, agent_id=amt.id))
            people |= {
                f"mayor {number}": town.mayor, f"officer {number}": works_at(f"Olga{number}", town.body, "officer"),
                f"member {number}": works_at(f"Max{number}", town.body, "member"),
                f"agent {number}": works_at(f"Ida{number}", amt, "representative"),
            }  # fmt: skip
    return people


def a_world(app: Flask, cast: Cast, towns: Towns, state: str) -> World:
    """Public from the proposal on, open to others; each partner has filed a paper, and it may be agreed."""
    cooperation = a_cooperation(
        cast, *towns.all[:3], rule="from_n", threshold=3, public_from="proposed", public_parts=("text", "papers"),
        state="draft" if state == "draft" else "proposed",
    )  # fmt: skip
    people, papers = everybody(cast, towns), {}
    if state != "draft":
        say(cooperation, towns.brandis)
        papers = {town.body.id: a_paper(app, cooperation, town).id for town in towns.all[:3]}
        # Something is there to be laid.
        if state == "proposed":
            rewrite(cooperation, towns.naunhof, *towns.all[:3], rule="from_n", threshold=3, public_from="proposed",
                    public_parts=("text", "papers"), exit="Zum Jahresende.")  # fmt: skip
    if state == "agreed":
        say(cooperation, towns.borsdorf)
    with transaction():
        funding = add_funding(cooperation, Grant("LEADER"), by=cast.frieda)
    return World(app, cooperation, towns, people, papers, funding.id)


def bodies_for(rule: Rule, world: World) -> tuple[Town, ...]:
    return {
        "keeper": (world.keeper,), "partner": world.partners, "guest": (world.towns.parthenstein,),
        "any": world.towns.all,
    }[rule.of]  # fmt: skip


def acts_for(person: Person, town: Town, rule: Rule, world: World) -> bool:
    """Whether that person may enter, said once more and otherwise: by the role held and the mandates given."""
    held = [one for one in person.memberships if one.organisation_id is not None]
    roles = {one.role for one in held if one.organisation_id == town.body.id}
    if rule.who == EDITS:
        return any(one.role == "project_editor" and one.authority_id == world.cooperation.home_id
                   for one in person.memberships)  # fmt: skip
    if rule.who == LEADS:
        return "representative" in roles
    given = select(Mandate.agent_id).where(Mandate.principal_id == town.body.id)
    agents = set(db.session.scalars(given))
    prepares = any(one.organisation_id in agents and one.role in ("representative", "officer") for one in held)
    return bool(roles & {"representative", "officer"}) or prepares


# ---- the walk ------------------------------------------------------------------------------------


def doors(app: Flask) -> dict[str, Any]:
    """Every changing door of the cooperations, as the site map knows it."""
    package = views.__name__
    return {
        rule.endpoint: rule
        for rule in app.url_map.iter_rules()
        if set(rule.methods or ()) - READING and app.view_functions[rule.endpoint].__module__.startswith(package)
    }


def address_of(world: World, door: Any, town: Town) -> str:
    """Where that door is about that body."""
    wishes = world.towns.parthenstein.body.id
    values: dict[str, Any] = {
        "number": world.cooperation.id,
        "organisation": wishes if door.endpoint == "cooperations_writing.answer_wish" else town.body.id,
        "item_id": world.papers.get(town.body.id, 0) if "unterlagen" in door.rule else world.funding,
    }
    adapter = world.app.url_map.bind("localhost")
    return adapter.build(door.endpoint, {name: values[name] for name in door.arguments}, method="POST")


def tries(world: World, endpoint: str, as_person: AsPerson) -> Iterator[tuple[str, str, int]]:
    """Everybody who does not act for the body tries the door: who, for whom, and the answer."""
    rule, door = RULES[endpoint], doors(world.app)[endpoint]
    for town in bodies_for(rule, world):
        form = rule.form(world, town)
        for name, person in world.people.items():
            if acts_for(person, town, rule, world):
                continue
            answer = as_person(person).post(address_of(world, door, town), data=form)
            yield name, town.body.name, answer.status_code


def faults_of(world: World, endpoint: str, as_person: AsPerson) -> list[Any]:
    """Who got an answer that he should not get; and whether anything has changed."""
    before = rows("journal_entry", "project")
    allowed = REFUSED.get(endpoint, {403, 404})
    found: list[Any] = [one for one in tries(world, endpoint, as_person) if one[2] not in allowed]
    return found + [table for table, kept in rows("journal_entry", "project").items() if kept != before[table]]


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many try so often: nobody is to be turned away for that."""
    monkeypatch.setattr(limits, "is_within_limit", lambda *_args: True)


def test_every_changing_door_has_its_rule(app: Flask) -> None:
    assert set(doors(app)) == set(RULES), "a door without a rule: say in RULES who may enter it for whom"
    assert set(TESTED_ELSEWHERE) <= set(RULES)


@pytest.mark.parametrize("state", ["proposed", "agreed"])
def test_nobody_acts_for_another_body(app: Flask, cast: Cast, towns: Towns, as_person: AsPerson, state: str) -> None:
    world = a_world(app, cast, towns, state)
    with transaction():
        ask_to_join(world.cooperation, towns.parthenstein.body, by=towns.parthenstein.mayor, text="Wir auch.")
    assert {endpoint: faults for endpoint in RULES if (faults := faults_of(world, endpoint, as_person))} == {}


@pytest.mark.parametrize("endpoint", sorted(set(RULES) - set(TESTED_ELSEWHERE)))
def test_positive_control_whoever_acts_for_the_body_gets_through(
    app: Flask, cast: Cast, towns: Towns, as_person: AsPerson, endpoint: str
) -> None:
    rule = RULES[endpoint]
    world = a_world(app, cast, towns, rule.passes_in)
    town = {"guest": towns.parthenstein, "partner": towns.brandis}.get(rule.of, towns.naunhof)
    if endpoint == "cooperations_writing.answer_wish":
        with transaction():
            ask_to_join(world.cooperation, towns.parthenstein.body, by=towns.parthenstein.mayor, text="Wir auch.")
    if endpoint == "cooperations_papers.retract":
        with transaction():
            release_paper(place_paper(world, town), by=town.mayor)
    before, door = rows("journal_entry"), doors(app)[endpoint]
    answer = as_person(town.mayor).post(address_of(world, door, town), data=rule.form(world, town))
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    assert rows("journal_entry") != before


def place_paper(world: World, town: Town) -> FiledPaper:
    return db.session.get_one(FiledPaper, world.papers[town.body.id])


def test_officers_and_agents_prepare_and_write_and_declare_nothing(
    app: Flask, cast: Cast, towns: Towns, as_person: AsPerson
) -> None:
    """Positive control of the weaker right."""
    world = a_world(app, cast, towns, "proposed")
    for name in ("officer 1", "agent 1"):
        browser, town = as_person(world.people[name]), towns.brandis
        seen = {"seen": mark_of_prepared(place_of(world.cooperation, town))}
        form = RULES["cooperations_answering.prepare"].form(world, town) | seen
        prepare, declare = (doors(app)[f"cooperations_answering.{step}"] for step in ("prepare", "say"))
        assert browser.post(address_of(world, prepare, town), data=form).status_code == 303
        assert browser.post(address_of(world, declare, town), data=yes(world, town)).status_code == 403
    assert place_of(world.cooperation, towns.brandis).prepared is not None


LEAKS: dict[str, dict[str, Any]] = {
    "cooperations_answering.say": {"leads": lambda *_: True, "speaks_for": lambda *_: True},
    "cooperations_answering.prepare": {"prepares_for": lambda *_: True},
    "cooperations_writing.lay": {"leads": lambda *_: True},
}
"""What somebody could get wrong in asking a person for whom she acts."""


@pytest.mark.parametrize("endpoint", sorted(LEAKS))
def test_negative_control_the_walk_notices_a_wrong_answer(
    app: Flask, cast: Cast, towns: Towns, as_person: AsPerson, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world(app, cast, towns, "proposed")
    for name, always in LEAKS[endpoint].items():
        monkeypatch.setattr(Person, name, always)
    faults = faults_of(world, endpoint, as_person)
    assert any(isinstance(one, tuple) and one[2] == 303 for one in faults), "somebody got through"
    assert "journal_entry" in faults, "and changed something"


def test_negative_control_a_door_without_a_rule_is_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, "cooperations_answering.say")
    assert set(doors(app)) != set(RULES)
