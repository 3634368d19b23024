"""After the answer: the author asks back once, the desk replies by a day."""

from sqlalchemy import select

from app.accounts.models import Person
from app.answers.models import FollowUp
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing
from app.core.journal import JournalEntry, record
from app.core.working_days import add_working_days
from app.ideas.models import Idea
from app.ideas.workflow import ensure_possible

ANSWERED_BY = ("pool_idea", "close_idea")
REPLY_WITHIN = 10


class AlreadyAskedBack(DomainError):
    """About one answer its author asks back once."""


def ask_back(idea: Idea, *, by: Person, text: str, once: str | None = None) -> FollowUp:
    """The author has a question about the answer: it waits in the inbox, the day of the reply is named."""
    ensure_possible("ask_back", idea.state)
    entry = answering_entry(idea)
    if entry is None:
        raise NotAllowedNow("ask_back", idea.state)
    if db.session.scalar(select(FollowUp.id).where(FollowUp.entry_id == entry.id)) is not None:
        raise AlreadyAskedBack
    if not text.strip():
        raise ReasonIsMissing
    land = idea.authority.land if idea.authority else "SN"
    asked = FollowUp(
        idea=idea, entry_id=entry.id, text=text, by_id=by.id, due_on=add_working_days(today(), REPLY_WITHIN, land),
        once=once,
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    record(idea.id, "ask_back", role="author", actor_id=by.id, version=idea.version, audience="author",
           follow_up=asked.id)  # fmt: skip
    return asked


def reply_to_follow_up(asked: FollowUp, *, by: Person, text: str) -> None:
    """The desk replies; the author alone reads it. The answer itself stays as it is."""
    if asked.replied_at is not None:
        raise NotAllowedNow("reply_to_follow_up", asked.idea.state)
    if not text.strip():
        raise ReasonIsMissing
    asked.reply, asked.replied_by_id, asked.replied_at = text, by.id, now()
    record(asked.idea_id, "reply_to_follow_up", role="moderator", actor_id=by.id, version=asked.idea.version,
           audience="author", follow_up=asked.id)  # fmt: skip


def answering_entry(idea: Idea) -> JournalEntry | None:
    """The row of the journal by which the idea was answered last, in the state it is in now."""
    answered = select(JournalEntry).where(
        JournalEntry.thing_id == idea.id, JournalEntry.verb.in_(ANSWERED_BY), JournalEntry.to_state == idea.state
    )
    return db.session.scalar(answered.order_by(JournalEntry.id.desc()).limit(1))
