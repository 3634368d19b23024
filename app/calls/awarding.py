"""Prizes: given after the call is closed, taken back until its result is published, public from then on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.calls.models import Award, CallEntry
from app.calls.queries import tallies
from app.core.clock import now, today
from app.core.database import db, insert_into
from app.core.errors import DomainError, NotAllowedNow
from app.core.texts import fold
from app.formats.models import ParticipationFormat
from app.formats.running import ensure_reason, note
from app.ideas.models import Idea
from app.things.models import AudienceMember

AWARDED_IN = ("closed",)


class NoIdeaOfCall(DomainError):
    """No public idea of this call has that number."""


class AwardedAlready(DomainError):
    """The idea has a prize of this call."""


class AwardIsOdd(DomainError):
    """Another idea has this very prize (`twice`), or nobody of a jury there is voted for the idea (`unvoted`)."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class SittingIsAhead(DomainError):
    """The jury has sat, or it has not judged."""


def award_idea(
    call: ParticipationFormat, number: int, *, by: Person, title: str, reason: str, sat_on: date | None = None,
    contrary: str = "",
) -> None:  # fmt: skip
    """An idea of the call wins a prize, with the reason everybody will read: one an idea, as many as wanted.

    One that looks like a slip (`AwardIsOdd`) needs a reason of its own, kept for the files.
    """
    _ensure_now(call, "award")
    ensure_reason(title)
    ensure_reason(reason)
    entry = db.session.get(CallEntry, number)
    idea = db.session.get(Idea, number)
    if entry is None or entry.call_id != call.id or idea is None or not idea.is_public:
        raise NoIdeaOfCall
    if sat_on is not None and sat_on > today():
        raise SittingIsAhead
    odd = _what_is_odd(call, number, title)
    if odd and not contrary.strip():
        raise AwardIsOdd(odd)
    row = insert_into(Award.__table__).values(
        call_id=call.id, idea_id=number, title=title, reason=reason, by_id=by.id, at=now(),
        sat_on=sat_on, contrary=(contrary.strip() or None) if odd else None,
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


def _what_is_odd(call: ParticipationFormat, number: int, title: str) -> str:
    if any(fold(one.title) == fold(title) and one.idea_id != number for one in all_awards(call)):
        return "twice"
    seated = AudienceMember.audience_id == call.id, AudienceMember.role == "juror"
    has_jury = db.session.scalar(select(AudienceMember.id).where(*seated).limit(1)) is not None
    counted = {one.number: one.votes for one in tallies(call)}
    return "unvoted" if has_jury and not counted.get(number) else ""


def _find(call: ParticipationFormat, award_id: int) -> Award | None:
    return db.session.scalar(select(Award).where(Award.id == award_id, Award.call_id == call.id))


def _ensure_now(call: ParticipationFormat, verb: str) -> None:
    if call.state not in AWARDED_IN:
        raise NotAllowedNow(verb, call.state)
