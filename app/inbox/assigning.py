"""The verbs of who takes care of what: take it on, hand it to a colleague, give it back. None of them blocks others."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db, insert_into
from app.core.errors import DomainError
from app.core.journal import record
from app.inbox.kinds import Item, Waiting
from app.inbox.models import Assignment

KEPT_FOR = timedelta(days=365)
IDEA = "idea"
"""What is taken on under this name are ideas: their chronicle at the desk tells who took care of them when."""


class WorksElsewhere(DomainError):
    """Only those take on a thing who may work on its kind at its desk."""


def assign(item: Item, kind: Waiting, *, to: Person, by: Person) -> None:
    """Somebody of that desk takes care of it from now on; the newest one counts."""
    if not may_work_on(to, kind, item.authority_id):
        raise WorksElsewhere
    if item.person_id == to.id:
        return
    values = {"person_id": to.id, "by_id": by.id, "at": now()}
    new = insert_into(Assignment).values(kind=kind.desk, number=item.number, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=["kind", "number"], set_=values))
    _write_down(item, kind, by, "take_on" if to.id == by.id else "hand_on", colleague=to.id)


def give_back(item: Item, kind: Waiting, *, by: Person) -> None:
    """Nobody in particular takes care of it any more."""
    if item.person_id is None:
        return
    db.session.execute(delete(Assignment).where(Assignment.kind == kind.desk, Assignment.number == item.number))
    _write_down(item, kind, by, "give_back")


def forget_idea(number: int) -> None:
    """The idea is with another office from now on: nobody there has taken it on yet."""
    db.session.execute(delete(Assignment).where(Assignment.kind == IDEA, Assignment.number == number))


def forget_old_assignments() -> int:
    """What was taken on a year ago says nothing about today; returns how many notes were deleted."""
    old = delete(Assignment).where(Assignment.at < now() - KEPT_FOR)
    return int(getattr(db.session.execute(old), "rowcount", 0))


def may_work_on(person: Person, kind: Waiting, authority_id: int | None) -> bool:
    """Whether this person holds one of the kind's roles there."""
    return any(person.has_role(role, authority_id) for role in kind.roles)


def _write_down(item: Item, kind: Waiting, by: Person, verb: str, **details: Any) -> None:
    if kind.desk == IDEA:
        role = next((role for role in kind.roles if by.has_role(role, item.authority_id)), kind.roles[0])
        record(item.number, verb, role=role, actor_id=by.id, audience="staff", settles=False, **details)
