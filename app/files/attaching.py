"""What is done with the files of a thing: attach, describe, order, release, remove, carry on to a project."""

from datetime import datetime

from sqlalchemy import delete, select, update

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError
from app.core.journal import record
from app.core.working_days import desk_day
from app.files.models import Attachment
from app.files.queries import carried_copies, count_files, files_of
from app.files.receiving import Received
from app.things.models import Thing

MOST_FILES = 6


class TooManyFiles(DomainError):
    """A thing has six photos and documents at most; where papers are filed there is room for more."""


def ensure_room(thing: Thing, most: int = MOST_FILES) -> None:
    """Let one more file pass or raise `TooManyFiles`."""
    if count_files(thing.id) >= most:
        raise TooManyFiles


def attach(
    thing: Thing, received: Received, by: Person | None, alt: str | None, *, once: str | None = None,
    is_released: bool = False, most: int = MOST_FILES,
) -> Attachment:  # fmt: skip
    """Hang a received file on a thing, behind the others. Once released, it is seen by whoever sees the thing."""
    ensure_room(thing, most)
    files = files_of(thing.id)
    attachment = Attachment(
        thing_id=thing.id, key=received.key, preview_key=received.preview_key, sha256=received.sha256,
        name=received.name, media_type=received.media_type, size=received.size, width=received.width,
        height=received.height, alt=alt or None, position=files[-1].position + 1 if files else 0,
        added_by_id=by.id if by else None, released_at=now() if is_released else None, once=once,
        due_on=desk_day("file", thing.authority) if thing.is_public and not is_released else None,
    )  # fmt: skip
    db.session.add(attachment)
    db.session.flush()
    return attachment


def describe(attachment: Attachment, alt: str | None) -> None:
    """Say what the picture shows, for those who cannot see it; nothing said means it is still to be described."""
    attachment.alt = alt or None


def release_file(attachment: Attachment, alt: str | None) -> None:
    """Everybody may see it from now on, with this description: the one the office has read."""
    describe(attachment, alt)
    attachment.released_at = attachment.released_at or now()


def release_files(thing_id: int, before: datetime | None = None) -> None:
    """Everybody may see what hangs on the thing by now, or what was added before that moment."""
    waiting = update(Attachment).where(
        Attachment.thing_id == thing_id, Attachment.released_at.is_(None), Attachment.removed_at.is_(None)
    )
    if before is not None:
        waiting = waiting.where(Attachment.added_at < before)
    db.session.execute(waiting.values(released_at=now()))


def remove_file(attachment: Attachment, *, by: Person | None = None, role: str = "author") -> None:
    """Take it away, for everybody and at once; its bytes are deleted a month later. The author hears of the office's
    removal in the chronicle; what an author takes away goes from the projects it was carried to, too."""
    attachment.removed_at = now()
    if role == "author":
        for copy in carried_copies(attachment.key):
            if copy.goes_along_with(attachment):
                copy.removed_at = attachment.removed_at
    else:
        record(
            attachment.thing_id, "remove_file", role=role, actor_id=by.id if by else None, audience="author", told=True,
            file=attachment.id,
        )  # fmt: skip


def move_up(attachment: Attachment) -> None:
    """Show it one place earlier; the first one stays where it is."""
    files = list(files_of(attachment.thing_id))
    place = files.index(attachment)
    if place > 0:
        files[place - 1], files[place] = files[place], files[place - 1]
    for position, file in enumerate(files):
        file.position = position


def carry_files(from_thing_id: int, to_thing_id: int) -> None:
    """A project shows the photos of the idea it came from: rows of its own for the same bytes."""
    theirs = select(Attachment.key).where(Attachment.thing_id == to_thing_id)
    there = set(db.session.scalars(theirs))
    for file in files_of(from_thing_id):
        if file.is_shown and file.key not in there:
            db.session.add(
                Attachment(
                    thing_id=to_thing_id, key=file.key, preview_key=file.preview_key, sha256=file.sha256,
                    name=file.name, media_type=file.media_type, size=file.size, width=file.width, height=file.height,
                    alt=file.alt, position=file.position, added_by_id=file.added_by_id, released_at=now(),
                )
            )  # fmt: skip


def drop_files_of(thing_id: int) -> None:
    """Let go of all files of a draft that is thrown away; the bytes follow with the next sweep."""
    db.session.execute(delete(Attachment).where(Attachment.thing_id == thing_id))
