"""Prizes: given after the call is closed, taken back until its result is published, public from then on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.calls.models import Award, CallEntry
from app.core.clock import now
from app.core.database import db, insert_into
from app.core.errors import DomainError, NotAllowedNow
from app.formats.models import ParticipationFormat
from app.formats.running import ensure_reason, note
from app.ideas.models import Idea

AWARDED_IN = ("closed",)


class NoIdeaOfCall(DomainError):
    """No public idea of this call has that number."""


class AwardedAlready(DomainError):
    """The idea has a prize of this call."""


def award_idea(call: ParticipationFormat, number: int, *, by: Person, title: str, reason: str) -> None:
    """An idea of the call wins a prize, with the reason everybody will read: one an idea, as many as wanted."""
    _ensure_now(call, "award")
    ensure_reason(title)
    ensure_reason(reason)
    entry = db.session.get(CallEntry, number)
    idea = db.session.get(Idea, number)
    if entry is None or entry.call_id != call.id or idea is None or not idea.is_public:
        raise NoIdeaOfCall
    row = insert_into(Award.__table__).values(
        call_id=call.id, idea_id=number, title=title, reason=reason, by_id=by.id, at=now(),
        position=max((one.position for one in all_awards(call)), default=0) + 1,
    )  # fmt: skip
    table: Any = Award.__table__
    once = row.on_conflict_do_nothing(index_elements=["call_id", "idea_id"]).returning(table.c.id)
    if db.session.execute(once).scalar() is None:
        raise AwardedAlready
    note(call, "award_idea", by, idea=number)


def take_back_award(call: ParticipationFormat, award_id: int, *, by: Person) -> bool:
    """The prize is given after all to nobody; False where a colleague took it back before."""
    _ensure_now(call, "take_back_award")
    award = _find(call, award_id)
    if award is None:
        return False
    db.session.delete(award)
    note(call, "take_back_award", by, idea=award.idea_id)
    return True


def move_up(call: ParticipationFormat, award_id: int) -> bool:
    """One place further up; the first stays where it is."""
    _ensure_now(call, "award")
    awards = list(all_awards(call))
    place = next((n for n, one in enumerate(awards) if one.id == award_id), 0)
    if place == 0:
        return False
    awards.insert(place - 1, awards.pop(place))
    for position, one in enumerate(awards, start=1):
        one.position = position
    return True


def all_awards(call: ParticipationFormat) -> Sequence[Award]:
    """The prizes in their order, for the desk."""
    wanted = select(Award).where(Award.call_id == call.id).order_by(Award.position, Award.id)
    return db.session.scalars(wanted).all()


def _find(call: ParticipationFormat, award_id: int) -> Award | None:
    return db.session.scalar(select(Award).where(Award.id == award_id, Award.call_id == call.id))


def _ensure_now(call: ParticipationFormat, verb: str) -> None:
    if call.state not in AWARDED_IN:
        raise NotAllowedNow(verb, call.state)
