"""Hanna sits at the reception; what she types in."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select

from app.accounts.models import Membership, Person
from app.core.clock import today
from app.core.database import db, transaction
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea
from app.ideas.places import Place
from app.reception.entering import Author, Words, enter_idea
from tests.cast import Cast, a_person

POST = "Paul Papier\nDorfstraße 3\n04683 Naunhof"
RECEPTION = "/verwaltung/annahme"


def hanna(cast: Cast, name: str = "Hanna") -> Person:
    """Somebody at the reception here, with no other role."""
    with transaction():
        person = a_person(name)
        db.session.add(Membership(person_id=person.id, role="reception", authority_id=cast.here.id))
        db.session.flush()
        db.session.refresh(person, ["memberships"])
    return person


def a_typed_idea(cast: Cast, by: Person, title: str = "Bank am Markt", state: str = "submitted", **way: Any) -> Idea:
    """A typed-in idea for Naunhof, by default with a postal address."""
    return typed_with_code(cast, by, title, state, **way)[0]


def typed_with_code(
    cast: Cast, by: Person, title: str = "Bank am Markt", state: str = "submitted", **way: Any
) -> tuple[Idea, str]:
    author = Author("Paul Papier", **(way or {"post": POST}))
    with transaction():
        idea, code = enter_idea(
            Place.of_municipalities([cast.naunhof]), Words(title, "Zum Ausruhen."), author, by=by, origin="paper",
            received_on=today(), goals=[cast.sub_goal],
        )  # fmt: skip
    if state == "published":
        with transaction():
            publish_idea(idea, by=cast.bernd, version=1)
    db.session.commit()
    return idea, code


def sheet(**values: Any) -> dict[str, Any]:
    """The form as it is filled in."""
    return {
        "once": str(uuid4()), "origin": "paper", "received_on": today().isoformat(), "place": "ort:14729300",
        "title": "Bank am Markt", "text": "Zum Ausruhen.", "who_benefits": "Ältere", "name_choice": "name",
        "author_name": "Paul Papier", "reach": "post", "email": "", "post": POST, "consent": "y", **values,
    }  # fmt: skip


def only_idea() -> Idea:
    return db.session.scalars(select(Idea)).one()


def again(idea: Idea) -> Idea:
    """As it stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Idea, idea.id)


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))
