"""By mandate one body prepares an idea for another; declaring stays with that body's own representatives."""

import hashlib

from sqlalchemy import select

from app.accounts.models import Mandate, Person
from app.accounts.queries import representatives_of
from app.core.clock import now
from app.core.database import db, to_change
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing
from app.core.journal import record
from app.ideas.models import Idea
from app.ideas.submitting import DRAFT_KEPT, IdeaIsEmpty, ensure_declarer, submit_idea


class MandateIsOver(DomainError):
    """The body no longer lets this one prepare for it."""


class TextHasChanged(DomainError):
    """What was to be declared is not what was read."""


def prepare_idea(idea: Idea, *, by: Person, mandate: Mandate) -> None:
    """Lay a draft before the body it is for: it is that body's draft from now on, kept until somebody decides."""
    running = to_change(select(Mandate).where(Mandate.id == mandate.id), of=Mandate)
    mandate = db.session.scalars(running.execution_options(populate_existing=True)).one()
    if not mandate.is_valid or not by.speaks_for(mandate.agent_id):
        raise MandateIsOver
    version = idea.working
    if idea.state != "draft" or idea.is_prepared or version is None:
        raise NotAllowedNow("prepare_idea", idea.state)
    if not version.title.strip() or not version.text.strip():
        raise IdeaIsEmpty
    idea.author_id = by.id
    idea.organisation_id, idea.author_kind, idea.author_name = (
        mandate.principal_id,
        "organisation",
        mandate.principal.name,
    )
    idea.prepared_by_id, idea.prepared_at = mandate.agent_id, now()
    idea.draft_key_hash = idea.draft_expires_at = idea.contact_email = None
    db.session.flush()
    record(idea.id, "prepare_idea", role="author", actor_id=by.id, audience="author", by=mandate.agent_id)


def declare_idea(idea: Idea, *, by: Person, seal: str) -> None:
    """Hand the prepared idea in, in the body's own name: only a representative, and only the text that was read."""
    if not idea.is_prepared:
        raise NotAllowedNow("declare_idea", idea.state)
    ensure_declarer(idea, by)
    if seal != seal_of(idea):
        raise TextHasChanged
    submit_idea(idea, by=by, organisation=idea.organisation)


def return_prepared_idea(idea: Idea, *, by: Person, reason: str) -> None:
    """Not like this: those who prepared it get the draft back, with the reason."""
    if not idea.is_prepared:
        raise NotAllowedNow("return_prepared_idea", idea.state)
    ensure_declarer(idea, by)
    if not reason.strip():
        raise ReasonIsMissing
    record(
        idea.id, "return_prepared_idea", role="author", actor_id=by.id, reason=reason, audience="direct",
        by=idea.organisation_id,
    )  # fmt: skip
    writer, agent = idea.author, idea.prepared_by_id
    if agent is not None and (writer is None or not writer.speaks_for(agent)):
        writer = next(iter(representatives_of(agent)), None)
    _give_back(idea, writer)


def take_back_prepared_idea(idea: Idea, *, by: Person) -> None:
    """Those who prepared it think again: it is the draft of the one who took it back, until it is declared."""
    if not idea.is_prepared:
        raise NotAllowedNow("take_back_prepared_idea", idea.state)
    record(idea.id, "take_back_prepared_idea", role="author", actor_id=by.id, audience="direct", by=idea.prepared_by_id)
    _give_back(idea, by)


def seal_of(idea: Idea) -> str:
    """What a form carries of the text it showed: another text, place or goal has another seal."""
    version = idea.working or idea.current
    goals = sorted(tag.goal_id for tag in idea.goal_tags)
    places = sorted(town.id for town in idea.municipalities)
    shown = [version.title, version.text, version.who_benefits, version.touches_youth, idea.authority_id]
    return hashlib.sha256(repr([*shown, idea.region_id, places, goals]).encode()).hexdigest()[:32]


def _give_back(idea: Idea, writer: Person | None) -> None:
    idea.author = writer
    idea.organisation_id = idea.author_name = idea.prepared_at = None
    idea.author_kind = "person"
    idea.draft_expires_at = now() + DRAFT_KEPT
