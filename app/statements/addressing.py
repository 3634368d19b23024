"""An authority keeps whom it asks: departments and bodies with their mailboxes, and sets of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import ORGANISATION_KINDS, Authority, Organisation
from app.core.clock import now
from app.core.database import db, to_change
from app.core.errors import DomainError
from app.core.jobs import enqueue
from app.statements.models import StatementSet, statement_set_member
from app.statements.queries import TOWN_KINDS, bodies_of, is_in_district_of, towns_of

MOST_OFFICES = 500
OWN_KINDS = tuple(kind for kind in ORGANISATION_KINDS if kind not in TOWN_KINDS)


class NameIsTaken(DomainError):
    """There is an office of that kind and name, or a set of that name, here already."""


class NameIsMissing(DomainError):
    """Whatever is asked has a name."""


class KindIsWrong(DomainError):
    """Municipalities come from the register; nobody adds one, and none becomes something else."""


class ListIsFull(DomainError):
    """An authority keeps a few hundred offices at most."""


class ChangedMeanwhile(DomainError):
    """Somebody else has changed it since it was shown."""


@dataclass(frozen=True)
class Book:
    """Whom one authority asks: what the door is opened for."""

    authority: Authority

    @property
    def authority_id(self) -> int:
        return self.authority.id


# ---- for one reader ------------------------------------------------------------------------------


def books_of(person: Any) -> Sequence[Authority]:
    """The authorities this person keeps the offices of, by name."""
    held = person.authorities_as("moderator", "admin")
    return db.session.scalars(select(Authority).where(Authority.id.in_(held)).order_by(Authority.name)).all()


def find_book(slug: str, to: Any) -> Book | None:
    """The offices of the authority with that short name; None for somebody else's."""
    return next((Book(authority) for authority in books_of(to) if authority.slug == slug), None)


def find_office(number: int, to: Any) -> Organisation | None:
    """An office of one's own authorities, a municipality of theirs included; locked inside a transaction."""
    office = db.session.scalar(to_change(select(Organisation).where(Organisation.id == number), of=Organisation))
    if office is None:
        return None
    return office if book_of(office, to) is not None else None


def book_of(office: Organisation, to: Any) -> Authority | None:
    """In which of this person's authorities the office is kept."""
    for authority in books_of(to):
        if office.kind not in TOWN_KINDS:
            if office.authority_id == authority.id:
                return authority
        elif office.id in {town.id for town in towns_of(authority.id)}:
            return authority
    return None


def find_office_to_change(number: int, to: Any) -> Organisation | None:
    """The same, where it may be changed: a municipality by its own district alone, by no region that shares it."""
    office = find_office(number, to)
    return office if office is not None and keeps(to, office) else None


def keeps(person: Any, office: Organisation) -> bool:
    """Whether this person's authorities keep its mailbox; a region that shares a municipality only asks it."""
    held = person.authorities_as("moderator", "admin")
    if office.kind == "municipality":
        return is_in_district_of(office.id, held)
    return office.authority_id in held


def find_set(number: int, to: Any) -> StatementSet | None:
    """A set of one's own authorities; locked inside a transaction."""
    held = to.authorities_as("moderator", "admin")
    statement = select(StatementSet).where(StatementSet.id == number, StatementSet.authority_id.in_(held))
    return db.session.scalar(to_change(statement, of=StatementSet))


def mark_of(office: Organisation) -> str:
    """What a form shows, as one word: it tells whether somebody else has changed it meanwhile."""
    shown = (office.name, office.email, office.kind, office.retired_at)
    return sha256(repr(shown).encode()).hexdigest()[:16]


# ---- offices -------------------------------------------------------------------------------------


def add_office(authority: Authority, *, name: str, kind: str, email: str | None) -> Organisation:
    """A department or body the authority asks from now on."""
    if not name:
        raise NameIsMissing
    if kind not in OWN_KINDS:
        raise KindIsWrong
    if len(bodies_of(authority.id)) >= MOST_OFFICES:
        raise ListIsFull
    office = Organisation(name=name, kind=kind, email=email, authority_id=authority.id)
    _ensure_free(office.name, kind, authority.id)
    with _unique():
        db.session.add(office)
    return office


def change_office(office: Organisation, *, mark: str, name: str, kind: str, email: str | None) -> None:
    """Its name, kind and mailbox; what it was asked before stays with the mailbox of that time, which is told.

    Of a municipality the mailbox alone: its name is the register's.
    """
    if mark != mark_of(office):
        raise ChangedMeanwhile
    before = office.email
    if office.kind in TOWN_KINDS:
        office.email = email
    else:
        _rename(office, name, kind, email)
    if before and before != email:
        key = str(uuid4())
        notice = {"notice": "mailbox_changed", "to": before, "locale": "de", "key": key}
        enqueue("send_notice", key, {**notice, "words": {"office": office.name}})


def _rename(office: Organisation, name: str, kind: str, email: str | None) -> None:
    if not name:
        raise NameIsMissing
    if kind not in OWN_KINDS:
        raise KindIsWrong
    if (name, kind) != (office.name, office.kind):
        _ensure_free(name, kind, office.authority_id)
    with _unique():
        office.name, office.kind, office.email = name, kind, email


def retire_office(office: Organisation) -> None:
    """It is asked nothing any more, and leaves the sets; what it has said stays."""
    if office.kind in TOWN_KINDS:
        raise KindIsWrong
    office.retired_at = office.retired_at or now()
    db.session.execute(delete(statement_set_member).where(statement_set_member.c.organisation_id == office.id))


def bring_back_office(office: Organisation) -> None:
    """It can be asked again."""
    office.retired_at = None


# ---- sets ----------------------------------------------------------------------------------------


def offered(authority_id: int) -> list[Organisation]:
    """Who can be a member of a set of this authority."""
    return [*bodies_of(authority_id), *towns_of(authority_id)]


def save_set(
    authority: Authority, *, name: str, members: Sequence[str], kept: StatementSet | None = None
) -> StatementSet:
    """A set of offices that are asked together; a new one, or the one that is `kept` with other words."""
    if not name:
        raise NameIsMissing
    others = select(StatementSet.id).where(StatementSet.authority_id == authority.id, StatementSet.name == name)
    if kept is not None:
        others = others.where(StatementSet.id != kept.id)
    if db.session.scalar(others) is not None:
        raise NameIsTaken
    chosen = kept or StatementSet(authority_id=authority.id)
    ticked = [one for one in offered(authority.id) if str(one.id) in set(members)]
    with _unique():
        chosen.name, chosen.members = name, ticked
        db.session.add(chosen)
    return chosen


def delete_set(chosen: StatementSet) -> None:
    """The set is gone; its members stay, and so does what they were asked."""
    chosen.members = []
    db.session.flush()
    db.session.delete(chosen)


def _ensure_free(name: str, kind: str, authority_id: int | None) -> None:
    same = select(Organisation.id).where(Organisation.name == name, Organisation.kind == kind)
    if db.session.scalar(same.where(Organisation.authority_id == authority_id)) is not None:
        raise NameIsTaken


@contextmanager
def _unique() -> Iterator[None]:
    """Two who give the same name at once: the database lets one of them."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise NameIsTaken from error
