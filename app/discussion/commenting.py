"""The verbs of the discussion: comment, reply, edit, remove, release, agree; and what restricting does to a comment.

Both counters count what everybody can read: `Thing.comments` with the answers, `Comment.replies` the answers alone.
"""

import re
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, update

from app.accounts.models import Organisation, Person
from app.core.clock import now
from app.core.database import db, insert_into, touch_beside
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.working_days import desk_day
from app.discussion.checking import SAME_TEXT_AFTER, ensure_fair, is_read_first
from app.discussion.models import Comment, CommentSupport, CommentVersion
from app.discussion.queries import has_released_comment, texts_since
from app.things.models import Thing

MAX_TEXT = 5_000
REDACTED = "▇▇▇▇"


class TextDoesNotFit(DomainError):
    """A comment has between one and 5,000 characters."""


def once_of(by: Person, once: str) -> str:
    """The key of a form sent by this person: nobody else's form can be taken for it."""
    return str(uuid5(UUID(once), str(by.id)))


def comment(
    thing: Thing, *, by: Person, text: str, lang: str, as_organisation: Organisation | None = None,
    as_office: bool = False, name: str | None = None, once: str | None = None,
) -> Comment:  # fmt: skip
    """Say something about a thing: everybody can read it, or it waits for release where first comments do.

    A person who has no name yet may give one, which is kept; without it the comment is a resident's.
    """
    return _say(thing, None, by, text, lang, as_organisation, as_office, name, once)


def reply(
    parent: Comment, *, by: Person, text: str, lang: str, as_organisation: Organisation | None = None,
    as_office: bool = False, name: str | None = None, once: str | None = None,
) -> Comment:  # fmt: skip
    """Answer a comment that is shown; an answer to an answer stands below the comment both belong to."""
    top = db.session.get_one(Comment, parent.parent_id) if parent.parent_id is not None else parent
    if not top.is_shown:
        raise NotAllowedNow("reply", "hidden")
    return _say(top.thing, top, by, text, lang, as_organisation, as_office, name, once)


def edit_comment(said: Comment, *, by: Person, text: str, version: int) -> None:
    """Put it in other words. What everybody could read before stays readable in its history."""
    if said.removed_at is not None or said.restricted_at is not None or not said.thing.is_open:
        raise NotAllowedNow("edit_comment", "closed")
    if version != said.version:
        raise VersionIsStale(version, said.version)
    if text == said.text:
        return
    _check(text, by, apart_from=said.id)
    if said.is_shown:
        written_at = said.edited_at or said.published_at or said.created_at
        said.earlier.append(CommentVersion(number=said.version, text=said.text, written_at=written_at))
        said.edited_at = now()
    said.text, said.version = text, said.version + 1
    touch_beside("comment", said.id)


def remove_comment(said: Comment, *, by: Person) -> None:
    """Its words are gone for good, here and in its history; the place stays where answers hang on it."""
    if said.removed_at is not None:
        return
    was_shown = said.is_shown
    said.removed_at = now()
    said.text, said.version = "", said.version + 1
    if was_shown:
        _count(said, -1)
    touch_beside("comment", said.id)
    db.session.execute(delete(CommentVersion).where(CommentVersion.comment_id == said.id))


def release_comment(said: Comment, *, by: Person, version: int) -> None:
    """What was held back becomes public as it was read; its author is told, and whoever hears of comments there."""
    if not said.is_held:
        raise NotAllowedNow("release_comment", "released")
    if version != said.version:
        raise VersionIsStale(version, said.version)
    record(said.thing_id, "release_comment", role="moderator", actor_id=by.id, audience="direct", comment=said.id)
    _publish(said, "citizen")


def agree(said: Comment, *, by: Person) -> bool:
    """Find it right: once per person, never one's own; False where nothing changed."""
    if said.author_id == by.id:
        return False
    row = insert_into(CommentSupport).values(comment_id=said.id, person_id=by.id, at=now())
    return _count_support(said, row.on_conflict_do_nothing(), 1)


def take_back_agreement(said: Comment, *, by: Person) -> bool:
    """No longer find it right; False where nothing changed."""
    row = delete(CommentSupport).where(CommentSupport.comment_id == said.id, CommentSupport.person_id == by.id)
    return _count_support(said, row, -1)


# ---- for restricting ------------------------------------------------------------------------------


def hide_comment(said: Comment) -> None:
    """Nobody reads it any more; answers to it stay. Whoever restricts writes the statement and the journal."""
    was_shown = said.is_shown
    said.restricted_at = said.restricted_at or now()
    if was_shown:
        _count(said, -1)
    touch_beside("comment", said.id)


def show_comment_again(said: Comment) -> None:
    """The restriction is lifted: it is what it was before."""
    if said.restricted_at is None:
        return
    said.restricted_at = None
    touch_beside("comment", said.id)
    if said.is_shown:
        _count(said, 1)


def redact_comment(said: Comment, pattern: re.Pattern[str], *, by: Person, reason: str) -> None:
    """Black out what the pattern finds wherever the comment says or said it; an edit of the old text comes too late.

    Whoever wrote it reads the reason.
    """
    if not reason.strip():
        raise ReasonIsMissing
    before, said.text = said.text, pattern.sub(REDACTED, said.text)
    for earlier in said.earlier:
        earlier.text = pattern.sub(REDACTED, earlier.text)
    if said.text != before:
        said.version += 1
    touch_beside("comment", said.id)
    record(
        said.thing_id, "redact_comment", role="moderator", actor_id=by.id, audience="direct",
        reason=pattern.sub(REDACTED, reason), comment=said.id,
    )  # fmt: skip


# ---- what they share ------------------------------------------------------------------------------


def _say(
    thing: Thing, parent: Comment | None, by: Person, text: str, lang: str, as_organisation: Organisation | None,
    as_office: bool, name: str | None, once: str | None,
) -> Comment:  # fmt: skip
    if not thing.is_open or (thing.is_among_bodies and as_organisation is None):
        raise NotAllowedNow("comment", "closed")
    _check(text, by)
    if name and not by.display_name:
        by.display_name = name
    said = Comment(
        thing=thing, parent_id=parent.id if parent else None, author_id=by.id, text=text, lang=lang,
        author_kind="person", author_name=by.display_name, once=once_of(by, once) if once else None,
    )  # fmt: skip
    if as_organisation is not None:
        said.author_kind, said.author_name = "organisation", as_organisation.name
        said.organisation_id = as_organisation.id
    elif as_office and thing.authority is not None:
        said.author_kind, said.author_name = "office", thing.authority.office
    is_to_wait = is_read_first(thing.authority, by, said.author_kind, lambda: has_released_comment(by))
    db.session.add(said)
    db.session.flush()
    if is_to_wait:
        said.due_on = desk_day("comment", thing.authority)
        record(thing.id, "hold_comment", role="citizen", actor_id=by.id, audience="direct", comment=said.id)
    else:
        _publish(said, "moderator" if said.author_kind == "office" else "citizen")
    return said


def _check(text: str, by: Person, apart_from: int | None = None) -> None:
    """Length, links, and that it is not the same again."""
    if not 1 <= len(text) <= MAX_TEXT:
        raise TextDoesNotFit
    before = texts_since(by, now() - SAME_TEXT_AFTER, apart_from)
    ensure_fair(text, is_known=lambda: has_released_comment(by), said_before=before)


def _publish(said: Comment, role: str) -> None:
    said.published_at = now()
    touch_beside("comment", said.id)
    _count(said, 1)
    record(said.thing_id, "comment", role=role, actor_id=said.author_id, audience="direct", comment=said.id)


def _count(said: Comment, by: int) -> None:
    """One more or one less that everybody can read, added up by the database.

    The comment above goes first, the thing last: who answers holds that comment already and waits for the thing.
    """
    if said.parent_id is not None:
        db.session.execute(update(Comment).where(Comment.id == said.parent_id).values(replies=Comment.replies + by))
    db.session.execute(update(Thing).where(Thing.id == said.thing_id).values(comments=Thing.comments + by))
    said.thing.counted("comments", by)


def _count_support(said: Comment, change: Any, by: int) -> bool:
    # What comes back says on both databases whether a row came or went; the row count does not.
    if db.session.scalar(change.returning(CommentSupport.person_id)) is None:
        return False
    db.session.execute(update(Comment).where(Comment.id == said.id).values(supports=Comment.supports + by))
    return True
