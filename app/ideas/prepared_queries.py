"""Ideas one body prepared for another: what waits for a declaration, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Mandate, Organisation, Person
from app.accounts.queries import organisations_of
from app.core.database import db, to_change
from app.core.journal import JournalEntry
from app.core.paging import page_of
from app.ideas.models import Idea

PAGE_SIZE = 30


@dataclass(frozen=True)
class PreparedRow:
    """One prepared idea in a list."""

    number: int
    title: str
    state: str
    outcome: str | None
    forwarded_to: str | None
    answer_due_on: Any
    publish_due_on: Any
    prepared_at: datetime
    principal: str
    agent: str

    @property
    def is_waiting(self) -> bool:
        return self.state == "draft"


def find_prepared(number: int, to: Person) -> Idea | None:
    """The prepared idea, for those who speak for the body it is for, or for the one that prepared it."""
    return _one(number, or_(_is_for(to), _is_by(to)))


def find_to_declare(number: int, to: Person) -> Idea | None:
    """The idea prepared for a body the reader speaks for, declared or not."""
    return _one(number, _is_for(to))


def find_to_take_back(number: int, to: Person) -> Idea | None:
    """The idea prepared, by a mandate that still holds, by a body the reader speaks for."""
    return _one(number, _is_by(to))


def waiting_for(person: Person, cursor: str | None = None) -> tuple[list[PreparedRow], str | None]:
    """What waits for a declaration of the bodies this person speaks for, newest first."""
    return _page(and_(_is_for(person), Idea.state == "draft"), cursor)


def prepared_by(person: Person, cursor: str | None = None) -> tuple[list[PreparedRow], str | None]:
    """What the bodies this person speaks for have prepared under mandates that still hold, newest first."""
    return _page(_is_by(person), cursor)


def reason_for_return(idea_id: int) -> str | None:
    """Why a draft came back from the body it was prepared for."""
    returned = (
        select(JournalEntry.reason)
        .where(JournalEntry.thing_id == idea_id, JournalEntry.verb == "return_prepared_idea")
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    return db.session.scalar(returned)


def _one(number: int, is_theirs: ColumnElement[bool]) -> Idea | None:
    prepared = select(Idea).where(Idea.id == number, Idea.prepared_at.is_not(None), is_theirs)
    return db.session.scalar(to_change(prepared, of=Idea))


def _is_for(person: Person) -> ColumnElement[bool]:
    return Idea.organisation_id.in_([body.id for body in organisations_of(person)])


def _is_by(person: Person) -> ColumnElement[bool]:
    holds = exists().where(
        Mandate.principal_id == Idea.organisation_id, Mandate.agent_id == Idea.prepared_by_id,
        Mandate.is_valid,
    )  # fmt: skip
    return and_(Idea.prepared_by_id.in_([body.id for body in organisations_of(person)]), holds)


def _page(condition: ColumnElement[bool], cursor: str | None) -> tuple[list[PreparedRow], str | None]:
    principal, agent = aliased(Organisation), aliased(Organisation)
    columns: tuple[Any, ...] = (
        Idea.id.label("number"), Idea.title, Idea.state, Idea.outcome, Idea.forwarded_to, Idea.answer_due_on,
        Idea.publish_due_on, Idea.prepared_at, principal.name.label("principal"), agent.name.label("agent"),
    )  # fmt: skip
    rows = (
        select(*columns)
        .join(principal, principal.id == Idea.organisation_id)
        .join(agent, agent.id == Idea.prepared_by_id)
        .where(Idea.prepared_at.is_not(None), condition)
    )
    order: list[Any] = [Idea.id]
    page = page_of(rows, order, cursor, PAGE_SIZE)
    names = PreparedRow.__dataclass_fields__
    return [PreparedRow(**{name: row._mapping[name] for name in names}) for row in page.rows], page.next
