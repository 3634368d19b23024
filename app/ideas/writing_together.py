"""Co-authors: asked by mail, they read, revise and hear of everything; they take nothing back and ask nobody in."""

from sqlalchemy import select

from app.accounts.inviting import InvitationIsOver, count_open, invite, is_backed_by, use_up
from app.accounts.models import Invitation, Person
from app.core.database import db, to_change
from app.core.errors import DomainError, NotAllowedNow
from app.core.journal import record
from app.ideas.models import CoAuthor, Idea
from app.policies.table import is_author

MOST_CO_AUTHORS = 10
JOINABLE_STATES = ("draft", "submitted", "revision_requested", "published", "pooled")


class TooManyCoAuthors(DomainError):
    """An idea has at most ten co-authors, those asked and not yet there included."""


def is_joinable(idea: Idea) -> bool:
    """Whether somebody can still write along: until the way ends, and not while another body is to declare it."""
    return idea.state in JOINABLE_STATES and not idea.is_prepared


def invite_co_author(idea: Idea, email: str, *, by: Person, locale: str) -> Invitation:
    """Ask somebody to write along. The door holds the idea's lock."""
    if not is_joinable(idea):
        raise NotAllowedNow("invite_co_author", idea.state)
    if len(idea.co_authors) + count_open(thing_id=idea.id, but=email) >= MOST_CO_AUTHORS:
        raise TooManyCoAuthors
    return invite(email, "coauthor", by=by, locale=locale, thing_id=idea.id)


def accept_co_authorship(invitation: Invitation, *, by: Person, name: str | None) -> Idea:
    """Join the idea one was asked to; it counts only while the one who asked is still its author."""
    asked = to_change(select(Idea).where(Idea.id == invitation.thing_id), of=Idea)
    idea = db.session.scalar(asked)
    if idea is None or not is_joinable(idea) or not is_co_authorship_backed(invitation):
        raise InvitationIsOver("unbacked")
    use_up(invitation, by=by)
    join_co_author(idea, by, name=name)
    return idea


def is_co_authorship_backed(invitation: Invitation) -> bool:
    """Whether the one who asked may still do so: wrote the idea, or speaks for the organisation it belongs to."""
    idea = db.session.get(Idea, invitation.thing_id)
    return idea is not None and is_author(is_backed_by(invitation), idea)


def join_co_author(idea: Idea, person: Person, *, name: str | None) -> None:
    """Write along from now on, under that name or without one; the author has nothing to join."""
    if idea.author_id == person.id:
        return
    known = next((one for one in idea.co_authors if one.person_id == person.id), None)
    if known is not None:
        known.name = name
        return
    idea.co_authors.append(CoAuthor(person_id=person.id, name=name))
    db.session.flush()
    record(
        idea.id, "join_co_author", role="author", actor_id=person.id, version=idea.version or None,
        audience="author", person=person.id,
    )  # fmt: skip


def remove_co_author(idea: Idea, person_id: int, *, by: Person) -> None:
    """Write along no longer: the name leaves the idea, and nothing of it opens for that person any more."""
    gone = [one for one in idea.co_authors if one.person_id == person_id]
    for one in gone:
        idea.co_authors.remove(one)
        record(idea.id, "leave_co_author", role="author", actor_id=by.id, audience="direct", person=person_id)


def has_co_authors(person: Person) -> bool:
    """Whether others write along on an idea of this person's own."""
    own = select(CoAuthor.idea_id).join(Idea, Idea.id == CoAuthor.idea_id)
    found = own.where(Idea.author_id == person.id, Idea.organisation_id.is_(None)).limit(1)
    return db.session.scalar(found) is not None


def find_co_authored(number: int, to: Person) -> Idea | None:
    """The idea this person writes along on."""
    along = select(CoAuthor.idea_id).where(CoAuthor.person_id == to.id)
    return db.session.scalar(to_change(select(Idea).where(Idea.id == number, Idea.id.in_(along)), of=Idea))
