"""Ideas enter a call: their authors while it is open, the desk afterwards, too; and leave it again.

An idea belongs to a call when it is handed in while the call is open. A text begun before the last day and handed in
after it goes in as an ordinary idea, and its author is told: nothing of it is lost, and all had the same time. So does
one about a place elsewhere: another office answers it than the one that calls. Where
that was not the author's fault, the desk puts the idea into the call, with a reason everybody reads.
"""

from typing import Any

from sqlalchemy import delete, select

from app.accounts.models import Person
from app.calls.models import Award, CallEntry
from app.core.clock import now
from app.core.database import db, insert_into
from app.core.errors import DomainError, NotAllowedNow
from app.core.journal import record
from app.formats.models import ParticipationFormat
from app.formats.queries import find_visible
from app.formats.running import ensure_reason
from app.ideas.models import Idea
from app.ideas.place_choice import authorities_near, where_it_belongs
from app.ideas.places import Place

ENTERED_IN = ("open", "closed")
"""In these states of a call the desk puts ideas into it and takes them out."""


class IdeaHasAward(DomainError):
    """The idea has won a prize in its call; that is taken back first."""


class InAnotherCall(DomainError):
    """The page on which it was decided showed another call, or none: somebody was quicker."""


def enter_call(idea: Idea, call: ParticipationFormat) -> None:
    """The draft answers this call from now on, and no other: an idea enters one call."""
    if not call.takes_contributions:
        raise NotAllowedNow("enter_call", call.state)
    _enter(idea, call)


def leave_call(idea: Idea) -> None:
    """The idea answers no call any more."""
    db.session.execute(delete(CallEntry).where(CallEntry.idea_id == idea.id))


def is_elsewhere(call: ParticipationFormat, place: Place | None) -> bool:
    """The place is not where the call is made: another office answers what is written about it."""
    return place is not None and call.authority_id not in authorities_near(place)


def settle_entry(idea: Idea, by: Person) -> str:
    """Handed in now: it stays in its call if that is open, meant for its author, and made where the idea's place is.

    Where it leaves it instead, why, for the author and the desk: "over" or "elsewhere".
    """
    entry = db.session.get(CallEntry, idea.id)
    if entry is None:
        return ""
    call = find_visible(entry.call_id, by)
    if call is None or not call.takes_contributions:
        left = "over"
    elif is_elsewhere(call, where_it_belongs(idea)):
        left = "elsewhere"
    else:
        return ""
    leave_call(idea)
    record(idea.id, "leave_call", role="author", actor_id=by.id, audience="author", call=entry.call_id, why=left)
    return left


def put_into_call(idea: Idea, call: ParticipationFormat, *, by: Person, reason: str, shown: int | None) -> None:
    """The desk puts a received idea into a call, out of the one it was in; `shown`: the call the page showed it in."""
    if call.state not in ENTERED_IN or call.authority_id != idea.authority_id:
        raise NotAllowedNow("put_into_call", call.state)
    ensure_reason(reason)
    before = _call_to_leave(idea, shown)
    if before is not None and before.id == call.id:
        raise InAnotherCall
    _enter(idea, call)
    _note(idea, "put_into_call", by, reason, *filter(None, (before, call)))


def take_out_of_call(idea: Idea, *, by: Person, reason: str, shown: int | None) -> None:
    """The desk takes the idea out of its call: it goes its own way as any other. What the jury thought is kept."""
    ensure_reason(reason)
    before = _call_to_leave(idea, shown)
    if before is None:
        raise InAnotherCall
    leave_call(idea)
    _note(idea, "take_out_of_call", by, reason, before)


def _enter(idea: Idea, call: ParticipationFormat) -> None:
    db.session.flush()
    what: dict[str, Any] = {"call_id": call.id, "at": now()}
    # One row an idea, kept by the database itself: two at once leave one call, never two.
    entry = insert_into(CallEntry.__table__).values(idea_id=idea.id, **what)
    db.session.execute(entry.on_conflict_do_update(index_elements=["idea_id"], set_=what))
    db.session.get(CallEntry, idea.id, populate_existing=True)


def _call_to_leave(idea: Idea, shown: int | None) -> ParticipationFormat | None:
    entry = db.session.get(CallEntry, idea.id, populate_existing=True)
    if (entry.call_id if entry else None) != shown:
        raise InAnotherCall
    if entry is None:
        return None
    if entry.call.state not in ENTERED_IN:
        raise NotAllowedNow("take_out_of_call", entry.call.state)
    if db.session.scalar(select(Award.id).where(Award.call_id == entry.call_id, Award.idea_id == idea.id)) is not None:
        raise IdeaHasAward
    return entry.call


def _note(idea: Idea, verb: str, by: Person, reason: str, *calls: ParticipationFormat) -> None:
    """Everybody reads it, unless one of the calls has a closed audience: then nobody else learns of it."""
    is_closed = any(call.audience_id is not None or call.published_at is None for call in calls)
    record(
        idea.id, verb, role="moderator", actor_id=by.id, reason=reason,
        audience="public" if idea.is_public and not is_closed else "staff", call=calls[-1].id,
    )  # fmt: skip
