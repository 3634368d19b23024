"""Reading for what the desk does with several ideas: pairs, waiting amendments, offers of offices."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from app.accounts.models import Authority, Person
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.core.texts import fold
from app.ideas.models import HandOver, Idea, IdeaVersion, KeptApart
from app.ideas.queries import find_on_desk
from app.ideas.workflow import WORKFLOW
from app.things.models import Follow, Support, Thing, ThingLink
from app.things.queries import is_public

PAGE_SIZE = 10
GIVEN_AWAY = 20


# ---- pairs --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two received ideas of one authority: the one that would go, and the one that would stay."""

    gone: Idea
    into: Idea

    @property
    def authority_id(self) -> int | None:
        return self.gone.authority_id


def find_pair(number: int, other: int, to: Person) -> Pair | None:
    """Both ideas, if both belong to one authority this person moderates for; locked in the order of their numbers.

    That order is the same whichever of the two goes, so that two deciders wait for each other instead of dying.
    """
    of_theirs = (Idea.submitted_at.is_not(None), Idea.authority_id.in_(to.authorities_as("moderator")))
    both = select(Idea).where(Idea.id.in_((number, other)), *of_theirs).order_by(Idea.id)
    found = {idea.id: idea for idea in db.session.scalars(to_change(both, of=Idea))}
    if len(found) < 2 or len({idea.authority_id for idea in found.values()}) > 1:
        return None
    return Pair(found[number], found[other])


def find_merged(number: int, to: Person) -> Idea | None:
    """The idea as the desk finds it; locked in the same order together with the one it went into."""
    of_theirs = Idea.authority_id.in_(to.authorities_as("moderator"))
    if db.session.scalar(select(Idea.id).where(Idea.id == number, of_theirs)) is None:
        return None
    both = select(Idea).where(Idea.id.in_((number, merged_into(number)))).order_by(Idea.id)
    db.session.scalars(to_change(both, of=Idea).execution_options(populate_existing=True)).all()
    return find_on_desk(number, to)


def candidates(idea: Idea, words: str, cursor: str | None = None) -> Page:
    """Received ideas of the same authority that it could go into, by number or words; newest first."""
    return page_of(_others(idea).where(*_found(words)), _newest_first(), cursor, PAGE_SIZE)


def kept_apart_from(idea: Idea) -> Sequence[Any]:
    """The ideas this one was found to be different from."""
    is_other = or_(
        and_(KeptApart.low_id == idea.id, Thing.id == KeptApart.high_id),
        and_(KeptApart.high_id == idea.id, Thing.id == KeptApart.low_id),
    )
    others = select(Thing.id.label("number"), Thing.title).join(KeptApart, is_other)
    return db.session.execute(others.where(Thing.authority_id == idea.authority_id).order_by(Thing.id)).all()


def are_kept_apart(a: Idea, b: Idea) -> bool:
    low, high = sorted((a.id, b.id))
    return db.session.get(KeptApart, (low, high)) is not None


@dataclass(frozen=True)
class Carried:
    """What a merger brings along: followers who do not follow the other one yet, supporters who will be asked."""

    followers: int
    supporters: int


def carried_along(pair: Pair) -> Carried:
    """Counted before, for the page that asks."""
    follow_already = select(Follow.person_id).where(Follow.thing_id == pair.into.id)
    support_already = select(Support.person_id).where(Support.thing_id == pair.into.id)
    followers = select(func.count()).where(Follow.thing_id == pair.gone.id, Follow.person_id.not_in(follow_already))
    supporters = select(func.count()).where(Support.thing_id == pair.gone.id, Support.person_id.not_in(support_already))
    return Carried(*db.session.execute(select(followers.scalar_subquery(), supporters.scalar_subquery())).one())


def links_within(idea: Idea) -> Sequence[Any]:
    """What was merged into it or it into, and what it was divided into, at this desk, public or not."""
    is_other_end = or_(
        and_(ThingLink.from_id == idea.id, Thing.id == ThingLink.to_id),
        and_(ThingLink.to_id == idea.id, Thing.id == ThingLink.from_id),
    )
    links = (
        select(
            ThingLink.kind, (ThingLink.from_id == idea.id).label("is_outgoing"), Thing.id.label("number"), Thing.title
        )
        .join(Thing, is_other_end)
        .where(ThingLink.kind.in_(("merged_into", "split_from")), Thing.authority_id == idea.authority_id)
        .order_by(ThingLink.id)
    )  # fmt: skip
    return db.session.execute(links).all()


def may_come_apart(idea: Idea) -> bool:
    """Whether the one it went into still belongs to the same authority and was not merged away itself."""
    into = select(Idea.id).where(Idea.id == merged_into(idea.id), Idea.state != "merged")
    return db.session.scalar(into.where(Idea.authority_id == idea.authority_id)) is not None


def merged_into(idea_id: int) -> int | None:
    """The number of the idea it went into."""
    return db.session.scalar(
        select(ThingLink.to_id).where(ThingLink.from_id == idea_id, ThingLink.kind == "merged_into")
    )


# ---- amendments ---------------------------------------------------------------------------------


def waiting_amendments(authority_ids: Collection[int], cursor: str | None = None) -> Page:
    """Public ideas with an improved text that waits, the newest first."""
    order: list[Any] = [IdeaVersion.proposed_at, IdeaVersion.id]
    columns: list[Any] = [Idea.id.label("number"), Idea.title, IdeaVersion.title.label("new_title")]
    waiting = (
        select(*columns, IdeaVersion.proposed_at)
        .join(IdeaVersion, IdeaVersion.idea_id == Idea.id)
        .where(*_is_amendment(authority_ids))
    )
    return page_of(waiting, order, cursor, PAGE_SIZE)


# ---- offers -------------------------------------------------------------------------------------


def open_hand_over(idea_id: int) -> HandOver | None:
    """The offer of this idea that is not decided yet."""
    return db.session.scalar(
        to_change(select(HandOver).where(HandOver.idea_id == idea_id, HandOver.decided_at.is_(None)), of=HandOver)
    )


def last_hand_over(idea_id: int, from_id: int | None) -> HandOver | None:
    """What this authority last offered of it, decided or not."""
    offers = select(HandOver).where(HandOver.idea_id == idea_id, HandOver.from_id == from_id)
    return db.session.scalar(offers.order_by(HandOver.id.desc()).limit(1))


def find_offer(number: int, to: Person) -> HandOver | None:
    """The idea with that number as offered to this person's authority; nobody else's ideas, and no longer than that."""
    offer = find_offer_made(number, to)
    is_open = offer is not None and offer.decided_at is None
    return offer if is_open and offer is not None and offer.idea.state in WORKFLOW["receive_idea"][0] else None


def find_offer_made(number: int, to: Person) -> HandOver | None:
    """The same, decided or not, for whoever presses a button twice. The idea is locked before its offer."""
    authorities = to.authorities_as("moderator")
    made = select(HandOver).where(HandOver.idea_id == number, HandOver.to_id.in_(authorities))
    made = made.order_by(HandOver.id.desc()).limit(1)
    if db.session.scalar(made) is None:
        return None
    db.session.scalar(to_change(select(Idea).where(Idea.id == number), of=Idea))
    return db.session.scalar(to_change(made, of=HandOver).execution_options(populate_existing=True))


def offers_to(authority_ids: Collection[int], cursor: str | None = None) -> Page:
    """Ideas other authorities offer, the newest first."""
    order: list[Any] = [HandOver.at, HandOver.id]
    columns: list[Any] = [HandOver.idea_id.label("number"), Idea.title, Authority.name.label("sender"), HandOver.at]
    rows = select(*columns).join(Idea, Idea.id == HandOver.idea_id).join(Authority, Authority.id == HandOver.from_id)
    return page_of(rows.where(*_is_offered(authority_ids)), order, cursor, PAGE_SIZE)


def given_away(authority_ids: Collection[int], number: int | None = None) -> Sequence[Any]:
    """What these authorities handed over and have not got back, the latest first; its title only while it is public."""
    made = select(func.max(HandOver.id)).where(HandOver.from_id.in_(authority_ids), HandOver.is_accepted.is_(True))
    title = case((is_public(), Thing.title)).label("title")
    rows = (
        select(HandOver.idea_id.label("number"), title, Authority.name.label("receiver"), HandOver.decided_at)
        .join(Thing, Thing.id == HandOver.idea_id)
        .join(Authority, Authority.id == HandOver.to_id)
        .where(HandOver.id.in_(made.group_by(HandOver.idea_id)), Thing.authority_id.not_in(authority_ids))
    )
    rows = rows if number is None else rows.where(HandOver.idea_id == number)
    return db.session.execute(rows.order_by(HandOver.decided_at.desc(), HandOver.id.desc()).limit(GIVEN_AWAY)).all()


def other_authorities(authority_id: int | None) -> Sequence[Authority]:
    """To whom an idea of this authority could be offered."""
    others = select(Authority).where(Authority.id != authority_id)
    return db.session.scalars(others.order_by(Authority.name)).all()


# ---- all of them ---------------------------------------------------------------------------------


def _is_amendment(authority_ids: Collection[int]) -> list[ColumnElement[bool]]:
    return [
        Idea.authority_id.in_(authority_ids), Idea.state.in_(WORKFLOW["release_amendment"][0]),
        IdeaVersion.proposed_at.is_not(None), IdeaVersion.submitted_at.is_(None),
    ]  # fmt: skip


def _is_offered(authority_ids: Collection[int]) -> list[ColumnElement[bool]]:
    return [
        HandOver.to_id.in_(authority_ids), HandOver.decided_at.is_(None),
        Idea.state.in_(WORKFLOW["receive_idea"][0]),
    ]  # fmt: skip


def _others(idea: Idea) -> Select[Any]:
    above = select(KeptApart.high_id).where(KeptApart.low_id == idea.id)
    apart = above.union_all(select(KeptApart.low_id).where(KeptApart.high_id == idea.id))
    columns: list[Any] = [Idea.id.label("number"), Idea.title, Idea.state, Idea.outcome, Idea.supports]
    return select(*columns).where(
        Idea.authority_id == idea.authority_id, Idea.submitted_at.is_not(None), Idea.id != idea.id,
        Idea.state.in_(WORKFLOW["take_in_idea"][0]), Idea.id.not_in(apart),
        Idea.restricted_at.is_(None), *([Idea.published_at.is_not(None)] if idea.published_at else []),
    )  # fmt: skip


def _newest_first() -> list[Any]:
    return [Idea.id]


def _found(words: str) -> list[ColumnElement[bool]]:
    if words.strip().isdecimal():
        return [Idea.id == min(int(words.strip()[:12]), 2**31 - 1)]
    return [Idea.folded.contains(word, autoescape=True) for word in fold(words).split()[:8]]
