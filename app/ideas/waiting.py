"""What of ideas waits at the desk: new and public ones, improved texts, offers; and what authors and others owe it."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.accounts.models import Authority, Person
from app.ideas.models import HandOver, Idea, IdeaVersion
from app.ideas.queries import is_of
from app.ideas.workflow import WORKFLOW
from app.inbox.kinds import Waiting, row
from app.restrictions import waiting as restrictions
from app.restrictions.models import Report


def _new(authority_ids: Collection[int]) -> Select[Any]:
    return _in_state("submitted", Idea.publish_due_on, authority_ids)


def _published(authority_ids: Collection[int]) -> Select[Any]:
    return _in_state("published", Idea.answer_due_on, authority_ids)


def _questions(authority_ids: Collection[int]) -> Select[Any]:
    return _in_state("revision_requested", Idea.revision_due_on, authority_ids)


def _in_state(state: str, due_on: Any, authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=Idea.id, thing=Idea.id, title=Idea.title, authority=Idea.authority_id, due_on=due_on,
        since=Idea.submitted_at, state=Idea.state, version=Idea.version,
    )  # fmt: skip
    return waiting.where(Idea.state == state, Idea.authority_id.in_(authority_ids), Idea.submitted_at.is_not(None))


def _amendments(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=Idea.id, thing=Idea.id, title=Idea.title, authority=Idea.authority_id, due_on=IdeaVersion.due_on,
        since=IdeaVersion.proposed_at, state=Idea.state,
    ).join(IdeaVersion, IdeaVersion.idea_id == Idea.id)  # fmt: skip
    return waiting.where(
        IdeaVersion.proposed_at.is_not(None), IdeaVersion.submitted_at.is_(None),
        Idea.state.in_(WORKFLOW["release_amendment"][0]), Idea.authority_id.in_(authority_ids),
    )  # fmt: skip


def _offers(authority_ids: Collection[int]) -> Select[Any]:
    return _hand_overs(HandOver.to_id, HandOver.from_id).where(
        HandOver.to_id.in_(authority_ids), Idea.state.in_(WORKFLOW["receive_idea"][0])
    )


def _offers_made(authority_ids: Collection[int]) -> Select[Any]:
    return _hand_overs(HandOver.from_id, HandOver.to_id).where(HandOver.from_id.in_(authority_ids))


def _hand_overs(own: Any, other: Any) -> Select[Any]:
    name = select(Authority.name).where(Authority.id == other).scalar_subquery()
    waiting = row(
        number=HandOver.idea_id, thing=HandOver.idea_id, title=Idea.title, authority=own, due_on=HandOver.due_on,
        since=HandOver.at, state=name,
    )  # fmt: skip
    return waiting.join(Idea, Idea.id == HandOver.idea_id).where(HandOver.decided_at.is_(None))


def _is_about_own(person: Person) -> ColumnElement[bool]:
    wrote_it = or_(is_of(person), Idea.author_id == person.id)
    own = select(Idea.id).where(Idea.id == Report.thing_id, wrote_it).correlate(Report).exists()
    return or_(restrictions.is_about_own_words(person), and_(Report.comment_id.is_(None), own))


new_ideas = Waiting(
    "idea_new", ("moderator",), _new, lambda: _("New ideas"), lambda _state: _("publish or ask back"),
    "ideas_desk.show", assigned_as="idea",
)  # fmt: skip
published_ideas = Waiting(
    "idea_public", ("moderator", "project_editor"), _published, lambda: _("Ideas to be answered"),
    lambda _state: _("answer"), "ideas_desk.show", assigned_as="idea",
)  # fmt: skip
amendments = Waiting(
    "amendment", ("moderator",), _amendments, lambda: _("Improved texts"),
    lambda _state: _("release the improved text or decline it"), "ideas_receiving.amendment",
)  # fmt: skip
offers = Waiting(
    "offer", ("moderator",), _offers, lambda: _("Offered ideas"),
    lambda sender: _("accept or decline: offered by %(office)s", office=sender), "ideas_receiving.offer",
)  # fmt: skip
reports = replace(restrictions.reports, not_for=_is_about_own)
questions = Waiting(
    "question", ("moderator",), _questions, lambda: _("Questions to authors"),
    lambda _state: _("question to the author is open"), "ideas_desk.show", tab="wartet", assigned_as="idea",
)  # fmt: skip
offers_made = Waiting(
    "offer_made", ("moderator",), _offers_made, lambda: _("Offers we made"),
    lambda receiver: _("%(office)s decides whether it takes the idea over", office=receiver), "ideas_desk.show",
    tab="wartet", assigned_as="idea",
)  # fmt: skip
