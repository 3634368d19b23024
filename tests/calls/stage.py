"""Calls for ideas, and ideas that answer them."""

from app.accounts.models import Person
from app.calls.entering import enter_call
from app.calls.models import CallEntry
from app.core.database import db, transaction
from app.formats import running
from app.formats.models import ParticipationFormat
from app.ideas.models import Idea
from app.things.models import AudienceMember
from tests.cast import Cast
from tests.format_worlds import a_format
from tests.worlds import an_idea

QUESTION = "Was macht Ihren Ort lebenswert?"


def a_call(
    cast: Cast, state: str = "open", *, audience: str = "public", invited: tuple[Person, ...] = ()
) -> ParticipationFormat:
    """A call for ideas of Bernd's office."""
    return a_format(cast, "call", state, QUESTION, audience, invited)


def an_entry(
    cast: Cast, call: ParticipationFormat, state: str = "published", title: str = "Eine Bank am Markt"
) -> Idea:
    """Anna's idea in that state; it answers the call."""
    idea = an_idea(cast, state, title)
    with transaction():
        db.session.add(CallEntry(idea_id=idea.id, call_id=call.id))
    return idea


def a_draft(cast: Cast, call: ParticipationFormat) -> Idea:
    """Anna's draft that answers the call."""
    idea = an_idea(cast, "draft")
    with transaction():
        enter_call(idea, call)
    return idea


def seat(call: ParticipationFormat, *people: Person) -> None:
    """These people sit in the jury."""
    with transaction():
        db.session.add_all(AudienceMember(audience_id=call.id, role="juror", person_id=one.id) for one in people)
    db.session.expire_all()


def closed(call: ParticipationFormat, cast: Cast) -> ParticipationFormat:
    with transaction():
        running.close_format(call, by=cast.bernd, reason="Alles ist gesagt.")
    return call


def concluded(call: ParticipationFormat, cast: Cast) -> ParticipationFormat:
    with transaction():
        running.conclude_format(call, by=cast.bernd, result="Das kam heraus.", version=call.version)
    return call
