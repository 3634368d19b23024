"""Taking up: what was said in a format becomes an idea, once, under the name of the event; or goes to an idea.

The idea is received like one that was typed in: it has its number, its days run, and it waits at the desk as new.
Its writer is named only by her own word afterwards (`claim_authorship`): nobody else puts a name under an idea.
A draft its writer began of it, or an idea that was withdrawn or refused, gives way to what is taken up later: it
belongs to the contribution as well then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, exists, select, update

from app.accounts.models import Organisation, Person
from app.concepts.models import Goal
from app.core.clock import now
from app.core.database import db, to_change, touch
from app.core.errors import DomainError, NotAllowedNow
from app.core.journal import record
from app.formats.models import Contribution, ParticipationFormat
from app.formats.outcome import CAME_TO_NOTHING
from app.formats.workflow import ensure_possible
from app.ideas.models import Idea
from app.ideas.places import Place
from app.ideas.submitting import choose_goals, receive, save_text, start_draft
from app.ideas.writing_together import join_co_author, remove_co_author
from app.municipalities.models import Municipality
from app.things.models import ThingLink

ARISEN = "arose_from"
BELONGS = "corresponds_to"
OWN_KINDS = ("person", "organisation")


class TakenUpAlready(DomainError):
    """An idea has arisen from it before: that one counts."""

    def __init__(self, idea: Idea) -> None:
        super().__init__(f"taken up as idea {idea.id}")
        self.idea = idea


class NotOneFormat(DomainError):
    """One idea arises from contributions to one format."""


@dataclass(frozen=True)
class Words:
    """What the idea says."""

    title: str
    text: str


@dataclass(frozen=True)
class Author:
    """Whose idea it becomes."""

    kind: str
    name: str | None
    person: Person | None = None
    organisation: Organisation | None = None


def event_of(format: ParticipationFormat) -> Author:
    """The event. A closed one is not named on a public idea: then it has no name."""
    return Author("event", format.title[:200] if format.audience_id is None else None)


def unname_event(format: ParticipationFormat) -> None:
    """The format is closed from now on: the ideas that arose from it name it no more."""
    said = select(Contribution.id).where(Contribution.format_id == format.id)
    arose = select(ThingLink.from_id).where(ThingLink.to_id.in_(said), ThingLink.kind == ARISEN)
    named = select(Idea).where(Idea.id.in_(arose), Idea.author_kind == "event")
    for idea in db.session.scalars(to_change(named, of=Idea)):
        idea.author_name = None
        touch(idea.id)


def place_of(format: ParticipationFormat) -> Place | None:
    """Where an idea of this format belongs as long as nobody says otherwise."""
    town: Municipality | None = format.municipality.of_today if format.municipality else None
    if town is not None and town.district.authority_id == format.authority_id:
        return Place.of_municipalities([town])
    return Place.whole(format.authority) if format.authority is not None else None


def goals_of(contributions: Sequence[Contribution]) -> list[Goal]:
    """The goals they were assigned to, in the order in which they were."""
    tags = [tag for one in contributions for tag in one.goal_tags]
    return list(dict.fromkeys(tag.goal for tag in sorted(tags, key=lambda tag: (tag.at, tag.goal_id))))


# ---- by the office --------------------------------------------------------------------------------


def take_up(
    contributions: Sequence[Contribution], words: Words, place: Place, goals: Sequence[Goal], *, by: Person,
    once: str | None = None,
) -> Idea:  # fmt: skip
    """One idea arises from these contributions and is received now. `TakenUpAlready` where one of them has become one.

    The door holds the locks of the contributions; the key of the links decides where nobody does.
    """
    format = contributions[0].format
    if any(one.format_id != format.id for one in contributions):
        raise NotOneFormat
    ensure_possible("take_up", format.state)
    for one in contributions:
        if not one.is_shown:
            raise NotAllowedNow("take_up", "hidden")
        if (idea := find_arisen(one)) is not None:
            raise TakenUpAlready(idea)
    idea, _key = start_draft(place, title=words.title, text=words.text, once=once)
    save_text(idea, title=words.title, text=words.text)
    choose_goals(idea, goals)
    _sign(idea, event_of(format))
    idea.origin = _origin(format)
    for one in contributions:
        _earlier_gives_way(one)
        one.forget_verdict()
    db.session.add_all(ThingLink(kind=ARISEN, from_id=idea.id, to_id=one.id, actor_id=by.id) for one in contributions)
    receive(idea, now())
    record(
        idea.id, "submit_idea", role="office", actor_id=by.id, from_state="draft", to_state=idea.state,
        version=idea.version, audience="public", contributions=len(contributions),
    )  # fmt: skip
    for one in contributions:
        record(one.id, "take_up", role="moderator", actor_id=by.id, audience="direct", idea=idea.id)
    return idea


def add_to_idea(contribution: Contribution, idea: Idea, *, by: Person) -> bool:
    """It says what this idea says already: they belong together, and no new one is made. False where they do."""
    ensure_possible("take_up", contribution.format.state)
    if not contribution.is_shown:
        raise NotAllowedNow("take_up", "hidden")
    if _link_of(contribution, idea) is not None:
        return False
    contribution.forget_verdict()
    db.session.add(ThingLink(kind=BELONGS, from_id=idea.id, to_id=contribution.id, actor_id=by.id))
    db.session.flush()
    record(contribution.id, "add_to_idea", role="moderator", actor_id=by.id, audience="direct", idea=idea.id)
    record(idea.id, "add_contribution", role="moderator", actor_id=by.id, audience="staff", told=True,
           contribution=contribution.id)  # fmt: skip
    return True


def take_from_idea(contribution: Contribution, idea_id: int, *, by: Person) -> bool:
    """It was put to the wrong idea; an idea that arose from it stays its idea."""
    gone = delete(ThingLink).where(
        ThingLink.to_id == contribution.id, ThingLink.from_id == idea_id, ThingLink.kind == BELONGS
    )
    if db.session.scalar(gone.returning(ThingLink.id)) is None:
        return False
    record(contribution.id, "take_from_idea", role="moderator", actor_id=by.id, audience="staff", idea=idea_id)
    return True


# ---- by its writer --------------------------------------------------------------------------------


def take_up_own(contribution: Contribution, *, by: Person) -> Idea:
    """Its writer makes an idea of her own of it: a draft with its words, which she goes on with and hands in herself.

    Asked again, it is the same draft. `TakenUpAlready` where the office, or she, was quicker.
    """
    ensure_possible("take_up", contribution.format.state)
    if not contribution.is_shown:
        raise NotAllowedNow("take_up", "hidden")
    if (idea := find_arisen(contribution)) is not None:
        raise TakenUpAlready(idea)
    draft = _arisen(contribution, Idea.submitted_at.is_(None), Idea.state.not_in(CAME_TO_NOTHING))
    if draft is not None and draft.author_id == by.id and (draft.draft_expires_at or now()) >= now():
        return draft
    # A draft whose time is over, or that somebody else who speaks for the organisation began, gives way.
    _earlier_gives_way(contribution)
    idea, _key = start_draft(place_of(contribution.format), title=contribution.title, text=contribution.text, by=by)
    choose_goals(idea, goals_of([contribution]))
    idea.origin = _origin(contribution.format)
    db.session.add(ThingLink(kind=ARISEN, from_id=idea.id, to_id=contribution.id, actor_id=by.id))
    db.session.flush()
    return idea


def claim_authorship(contribution: Contribution, *, by: Person) -> Idea:
    """ "I want to be named": the idea the office made of it is hers where all of it is hers, else she writes along."""
    idea = _made_by_office(contribution)
    if idea is None or idea.author_kind not in ("event", *OWN_KINDS) or idea.state in ("merged", "withdrawn"):
        raise NotAllowedNow("claim_authorship", idea.state if idea is not None else "none")
    if contribution.author is None or contribution.author_kind not in OWN_KINDS:
        raise NotAllowedNow("claim_authorship", "unknown")
    if may_be_authors(contribution, idea) or by.id in idea.co_author_ids:
        return idea
    author = Author(
        contribution.author_kind, contribution.author_name, contribution.author, contribution.organisation
    )  # fmt: skip
    if idea.author_kind == "event" and _is_all_of(contribution, idea):
        _sign(idea, author)
    elif author.organisation is None:
        join_co_author(idea, by, name=author.name)
    else:
        raise NotAllowedNow("claim_authorship", "organisation")
    contribution.wish = "person"
    record(idea.id, "claim_authorship", role="author", actor_id=by.id, audience="author", version=idea.version)
    return idea


def renounce_authorship(contribution: Contribution, *, by: Person) -> Idea:
    """ "Not under my name": the idea the office made of it is the event's again, as long as nobody has read it."""
    idea = _made_by_office(contribution)
    if idea is None or idea.published_at is not None or idea.state != "submitted":
        raise NotAllowedNow("renounce_authorship", idea.state if idea is not None else "none")
    contribution.wish = "event"
    if by.id in idea.co_author_ids:
        remove_co_author(idea, by.id, by=by)
    if idea.author_kind in OWN_KINDS and may_be_authors(contribution, idea):
        _sign(idea, event_of(contribution.format))
    record(idea.id, "renounce_authorship", role="author", actor_id=by.id, audience="staff", version=idea.version)
    return idea


def may_be_authors(contribution: Contribution, idea: Idea) -> bool:
    """Whether the idea stands under the name of whoever wrote this contribution."""
    if contribution.organisation_id is not None:
        return idea.organisation_id == contribution.organisation_id
    return idea.organisation_id is None and idea.author_id == contribution.author_id


# ---- what they share ------------------------------------------------------------------------------


def find_arisen(contribution: Contribution) -> Idea | None:
    """The received idea that arose from it and did not come to nothing."""
    return _arisen(contribution, Idea.submitted_at.is_not(None), Idea.state.not_in(CAME_TO_NOTHING))


def _arisen(contribution: Contribution, *which: ColumnElement[bool]) -> Idea | None:
    linked = select(Idea).join(ThingLink, ThingLink.from_id == Idea.id)
    wanted = linked.where(ThingLink.to_id == contribution.id, ThingLink.kind == ARISEN, *which)
    return db.session.scalar(to_change(wanted, of=Idea))


def _made_by_office(contribution: Contribution) -> Idea | None:
    """The idea that arose from it, unless its writer handed it in herself."""
    idea = find_arisen(contribution)
    if idea is None:
        return None
    link = _link_of(contribution, idea)
    return idea if link is not None and link.actor_id not in (None, contribution.author_id) else None


def _link_of(contribution: Contribution, idea: Idea) -> ThingLink | None:
    links = select(ThingLink).where(ThingLink.to_id == contribution.id, ThingLink.from_id == idea.id)
    return db.session.scalar(links.where(ThingLink.kind.in_((ARISEN, BELONGS))).order_by(ThingLink.kind).limit(1))


def _earlier_gives_way(contribution: Contribution) -> None:
    earlier = _arisen(contribution, Idea.submitted_at.is_(None) | Idea.state.in_(CAME_TO_NOTHING))
    if earlier is None:
        return
    link = (ThingLink.to_id == contribution.id, ThingLink.from_id == earlier.id)
    db.session.execute(delete(ThingLink).where(*link, ThingLink.kind == BELONGS))
    db.session.execute(update(ThingLink).where(*link, ThingLink.kind == ARISEN).values(kind=BELONGS))


def _is_all_of(contribution: Contribution, idea: Idea) -> bool:
    """Every contribution the idea arose from is by the same writer."""
    is_other = Contribution.organisation_id.is_distinct_from(contribution.organisation_id)
    if contribution.organisation_id is None:
        is_other |= Contribution.author_id.is_distinct_from(contribution.author_id)
    others = exists().where(
        ThingLink.from_id == idea.id, ThingLink.kind == ARISEN, Contribution.id == ThingLink.to_id, is_other
    )
    return not db.session.scalar(select(others))


def _sign(idea: Idea, author: Author) -> None:
    idea.author_kind, idea.author_name = author.kind, author.name
    idea.author = author.person
    idea.organisation = author.organisation
    db.session.flush()


def _origin(format: ParticipationFormat) -> str:
    return "event" if format.is_event else "format"
