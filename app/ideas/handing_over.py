"""An idea that belongs to another authority here is offered to it, and goes over when it is accepted there."""

from app.accounts.models import Authority, Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.working_days import desk_day
from app.ideas.models import HandOver, Idea
from app.ideas.submitting import start_clock
from app.ideas.together_queries import open_hand_over
from app.ideas.workflow import ensure_possible
from app.inbox.assigning import forget_idea


class ReceiverIsWrong(DomainError):
    """An idea is offered to another authority of this installation than its own."""


class IsOfferedAlready(DomainError):
    """An idea is offered to one authority at a time."""


class OfferIsDecided(DomainError):
    """The offer was accepted, declined or taken back."""


def offer_hand_over(idea: Idea, *, to: Authority | None, by: Person, reason: str, version: int) -> HandOver:
    """Offer it with a reason; until it is accepted everything stays here and goes on."""
    ensure_possible("hand_over_idea", idea.state)
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if to is None or idea.authority_id is None or to.id == idea.authority_id:
        raise ReceiverIsWrong
    if not reason.strip():
        raise ReasonIsMissing
    if open_hand_over(idea.id) is not None:
        raise IsOfferedAlready
    offer = HandOver(
        idea=idea, sender=idea.authority, receiver=to, reason=reason, by_id=by.id, due_on=desk_day("offer", to)
    )
    db.session.add(offer)
    db.session.flush()
    _record(offer, "offer_hand_over", by, reason)
    return offer


def take_back_hand_over(offer: HandOver, *, by: Person) -> None:
    """The offer no longer stands; the idea stays where it is."""
    _ensure_open(offer)
    _close(offer, by, None)
    _record(offer, "take_back_hand_over", by, None)


def accept_hand_over(offer: HandOver, *, by: Person, version: int) -> None:
    """The idea is this authority's from now on: the periods start anew, with the holidays of its Land.

    The file number and who took care of it stay with the office it comes from.
    """
    idea = offer.idea
    _ensure_open(offer)
    ensure_possible("receive_idea", idea.state)
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    _close(offer, by, True)
    _leave_behind(idea, by)
    idea.authority = offer.receiver
    if idea.state != "pooled":
        start_clock(idea, now())
    _record(offer, "accept_hand_over", by, None, audience="public" if idea.is_public else "author")


def decline_hand_over(offer: HandOver, *, by: Person, answer: str) -> None:
    """It does not belong here either; the authority that offered it is told why."""
    _ensure_open(offer)
    if not answer.strip():
        raise ReasonIsMissing
    _close(offer, by, False)
    offer.answer = answer
    _record(offer, "decline_hand_over", by, answer)


def _leave_behind(idea: Idea, by: Person) -> None:
    forget_idea(idea.id)
    if idea.file_reference is None:
        return
    record(
        idea.id, "note_file_reference", role="moderator", actor_id=by.id, version=idea.version, audience="staff",
        what="left", reference=idea.file_reference,
    )  # fmt: skip
    idea.file_reference = None


def _ensure_open(offer: HandOver) -> None:
    if offer.decided_at is not None:
        raise OfferIsDecided


def _close(offer: HandOver, by: Person, is_accepted: bool | None) -> None:
    offer.is_accepted, offer.decided_by_id, offer.decided_at = is_accepted, by.id, now()


def _record(offer: HandOver, verb: str, by: Person, reason: str | None, audience: str = "staff") -> None:
    idea = offer.idea
    idea.updated_at = now()
    record(
        idea.id, verb, role="moderator", actor_id=by.id, from_state=idea.state, to_state=idea.state,
        version=idea.version, reason=reason, audience=audience, hand_over=offer.id,
    )  # fmt: skip
