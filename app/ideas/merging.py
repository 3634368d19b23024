"""Two ideas that say the same become one, and come apart again; or are remembered as different."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, literal, select, update

from app.accounts.models import Person
from app.accounts.queries import representatives_of
from app.core.clock import now
from app.core.database import UtcDateTime, db, insert_into, to_change
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry, record
from app.ideas.models import CoAuthor, Idea, KeptApart
from app.ideas.workflow import ensure_possible
from app.policies.table import is_author
from app.things.models import Follow, Thing, ThingLink


class MergeIsImpossible(DomainError):
    """An idea goes into another one of the same authority, and what everybody reads into what everybody reads."""


class OtherIsElsewhere(DomainError):
    """The idea it went into belongs to another authority by now, and nobody here writes there any more."""


class OtherIsMerged(DomainError):
    """The idea it went into went on into a third one: the last merger is undone first."""


def merge_ideas(gone: Idea, into: Idea, *, by: Person, reason: str, version: int, into_version: int) -> None:
    """The one goes into the other: authors write along there, followers follow it, supporters are asked and not moved.

    Both are locked in the order of their numbers before (`find_pair`). The page of the one that goes stays readable.
    """
    ensure_possible("merge_ideas", gone.state)
    ensure_possible("take_in_idea", into.state)
    for idea, shown in ((gone, version), (into, into_version)):
        if shown != idea.version:
            raise VersionIsStale(shown, idea.version)
    if not reason.strip():
        raise ReasonIsMissing
    if gone.id == into.id or gone.authority_id != into.authority_id or _would_vanish(gone, into):
        raise MergeIsImpossible
    moment = now()
    db.session.add(
        ThingLink(kind="merged_into", from_id=gone.id, to_id=into.id, actor_id=by.id, reason=reason, at=moment)
    )
    _carry_authors(gone, into, moment)
    _carry_followers(gone, into, moment)
    before, gone.state = gone.state, "merged"
    gone.updated_at = into.updated_at = moment
    record(
        gone.id, "merge_ideas", role="moderator", actor_id=by.id, from_state=before, to_state="merged",
        version=gone.version, reason=reason, audience="public" if gone.is_public else "author", into=into.id,
    )  # fmt: skip
    record(
        into.id, "take_in_idea", role="moderator", actor_id=by.id, from_state=into.state, to_state=into.state,
        version=into.version, reason=reason, audience="public" if gone.is_public else "staff", idea=gone.id,
    )  # fmt: skip


def unmerge_idea(gone: Idea, *, by: Person, reason: str) -> None:
    """It was a mistake: the idea stands where it stood before; who wrote along through the merger no longer does.

    Whoever follows the other one meanwhile goes on following it. Both are locked before (`find_merged`).
    """
    ensure_possible("unmerge_idea", gone.state)
    if not reason.strip():
        raise ReasonIsMissing
    link = db.session.scalars(
        select(ThingLink).where(ThingLink.from_id == gone.id, ThingLink.kind == "merged_into")
    ).one()
    merged = select(JournalEntry).where(JournalEntry.thing_id == gone.id, JournalEntry.verb == "merge_ideas")
    entry = db.session.scalars(merged.order_by(JournalEntry.id.desc()).limit(1)).one()
    into = db.session.scalars(to_change(select(Idea).where(Idea.id == link.to_id), of=Idea)).one()
    if into.authority_id != gone.authority_id:
        raise OtherIsElsewhere
    if into.state == "merged":
        raise OtherIsMerged
    into.co_authors = [co_author for co_author in into.co_authors if co_author.since != link.at]
    db.session.delete(link)
    gone.state = entry.from_state or "submitted"
    gone.updated_at = into.updated_at = now()
    audience = "public" if gone.is_public else "author"
    for idea, before, other in ((gone, "merged", into), (into, into.state, gone)):
        numbers: dict[str, Any] = {"from": other.id}  # a word of the language
        record(
            idea.id, "unmerge_idea", role="moderator", actor_id=by.id, from_state=before, to_state=idea.state,
            version=idea.version, reason=reason, audience=audience if idea is gone or gone.is_public else "staff",
            **numbers,
        )  # fmt: skip


def keep_apart(a: Idea, b: Idea, *, by: Person) -> None:
    """They look alike and are different: nobody is asked about this pair again."""
    if a.id == b.id or a.authority_id != b.authority_id:
        raise MergeIsImpossible
    for idea in (a, b):
        if idea.state == "merged":
            raise NotAllowedNow("keep_apart", idea.state)
    low, high = sorted((a.id, b.id))
    values = {"low_id": low, "high_id": high, "by_id": by.id, "at": now()}
    kept = insert_into(KeptApart).values(values).on_conflict_do_nothing().returning(KeptApart.low_id)
    if db.session.scalar(kept) is not None:
        _record_on_both("keep_apart", a, b, by)


def forget_kept_apart(a: Idea, b: Idea, *, by: Person) -> None:
    """They may be proposed to each other again."""
    low, high = sorted((a.id, b.id))
    kept = delete(KeptApart).where(KeptApart.low_id == low, KeptApart.high_id == high).returning(KeptApart.low_id)
    if db.session.scalar(kept) is not None:
        _record_on_both("forget_kept_apart", a, b, by)


def _record_on_both(verb: str, a: Idea, b: Idea, by: Person) -> None:
    for idea, other in ((a, b), (b, a)):
        record(idea.id, verb, role="moderator", actor_id=by.id, audience="staff", idea=other.id)


def writers_of(idea: Idea) -> list[tuple[Person, str | None]]:
    """Who wrote it and writes along, each with the name shown; for an organisation's idea those who speak for it."""
    author = idea.author
    first: Sequence[Person] = [author] if author is not None and author.erased_at is None else []
    if idea.organisation_id is not None:
        speakers = [person for person in first if person.speaks_for(idea.organisation_id)]
        first = speakers or representatives_of(idea.organisation_id)
    named = [(person, idea.author_name) for person in first]
    return named + [(one.person, one.name) for one in idea.co_authors if one.person.erased_at is None]


def new_writers(gone: Idea, into: Idea) -> list[tuple[Person, str | None]]:
    """Those of them who do not write the other one already."""
    known = into.co_author_ids
    found = {person.id: (person, name) for person, name in reversed(writers_of(gone))}
    return [pair for number, pair in found.items() if number not in known and not is_author(pair[0], into)][::-1]


def _would_vanish(gone: Idea, into: Idea) -> bool:
    return into.restricted_at is not None or (gone.published_at is not None and not into.is_public)


def _carry_authors(gone: Idea, into: Idea, moment: datetime) -> None:
    # `since` is the moment of the link: undoing takes away exactly those.
    for person, name in new_writers(gone, into):
        into.co_authors.append(CoAuthor(person=person, name=name, since=moment))


def _carry_followers(gone: Idea, into: Idea, moment: datetime) -> None:
    followers = select(Follow.person_id, literal(into.id), literal(moment, UtcDateTime))
    carried = (
        insert_into(Follow)
        .from_select(["person_id", "thing_id", "at"], followers.where(Follow.thing_id == gone.id))
        .on_conflict_do_nothing(index_elements=["person_id", "thing_id"])
        .returning(Follow.id)
    )
    new = len(db.session.execute(carried).all())
    db.session.execute(update(Thing).where(Thing.id == into.id).values(followers=Thing.followers + new))
