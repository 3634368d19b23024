"""What all contributions share, thread or card: coming in, being edited, removed, released, hidden; who wrote them.

Counters count what the audience can read: `ParticipationFormat.contributions` and `FormatSection.contributions`.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select

from app.accounts.models import Organisation, Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.journal import record
from app.core.texts import excerpt, slugify
from app.core.working_days import desk_day
from app.discussion.commenting import once_of
from app.formats.kinds import kind_of
from app.formats.models import Contribution, ContributionVersion, FormatSection, ParticipationFormat
from app.formats.running import role_of
from app.formats.workflow import ensure_possible
from app.things.models import Thing

C = TypeVar("C", bound=Contribution)


class TextDoesNotFit(DomainError):
    """A contribution has at least one character and no more than its kind allows."""


@dataclass(frozen=True)
class Voice:
    """Whose contribution it is: a person's under the name shown (none: a resident), an organisation's, the office's,
    or the event's, typed in by somebody for the room."""

    kind: str
    name: str | None = None
    author: Person | None = None
    organisation: Organisation | None = None
    typed_by: Person | None = None
    wish: str = "event"


def voice_of(person: Person, *, wish: str = "event", as_organisation: Organisation | None = None) -> Voice:
    """Somebody speaks for herself, or for an organisation."""
    if as_organisation is not None:
        return Voice("organisation", as_organisation.name, person, as_organisation, wish=wish)
    return Voice("person", person.display_name, person, wish=wish)


def voice_of_room(format: ParticipationFormat, typed_by: Person) -> Voice:
    """What was said in the room stands under the name of the event."""
    return Voice("event", format.title[:200], typed_by=typed_by)


def voice_of_office(format: ParticipationFormat, person: Person) -> Voice:
    """The office speaks."""
    return Voice("office", format.authority.office if format.authority else None, person)


def find_by_once(by: Person, once: str) -> Contribution | None:
    """What an earlier sending of the same form has made."""
    return db.session.scalar(select(Contribution).where(Thing.once == once_of(by, once)))


def contribute(
    model: type[C], section: FormatSection, voice: Voice, *, by: Person, text: str, title: str | None = None,
    lang: str = "de", once: str | None = None, longest: int = 5_000, is_captured: bool = False, is_held: bool = False,
) -> C:  # fmt: skip
    """Say something in a section: its audience reads it at once, or once it is released (`is_held`).

    Sent a second time (`once`), the first one stands: the door looks for it before (`find_by_once`).
    """
    format = section.format
    # Held until the end: closing it or closing its audience comes before this or after it, never in between.
    db.session.refresh(format, ["state", "audience_id"], with_for_update=True)
    ensure_possible("capture" if is_captured else "contribute", format.state)
    if format.reference is not None:
        raise NotAllowedNow("contribute", "reference")
    _ensure_fits(text, longest)
    made = model(
        title=title or excerpt(text, 80), slug=slugify(title or text)[:80], authority_id=format.authority_id,
        format_id=format.id, section_id=section.id, text=text, lang=lang, author_id=_id(voice.author),
        organisation_id=_id(voice.organisation), author_kind=voice.kind, author_name=voice.name,
        typed_by_id=_id(voice.typed_by), wish=voice.wish, once=once_of(by, once) if once else None,
        audience_id=format.audience_id,
    )  # fmt: skip
    made.format, made.section = format, section
    db.session.add(made)
    db.session.flush()
    role = role_of(format, by) if voice.kind in ("office", "event") else "citizen"
    if is_held:
        made.due_on = desk_day("contribution", format.authority)
        record(made.id, "hold_contribution", role=role, actor_id=by.id, audience="direct")
    else:
        _publish(made, "contribute", role=role, by=by)
    return made


def edit_contribution(
    made: Contribution, *, by: Person, text: str, title: str | None = None, version: int, longest: int = 5_000
) -> None:
    """Put it in other words while the format takes contributions; what was read before stays in its history."""
    if made.removed_at is not None or made.restricted_at is not None or not made.format.takes_contributions:
        raise NotAllowedNow("edit_contribution", made.format.state)
    put_in_other_words(made, by=by, text=text, title=title, version=version, longest=longest)


def put_in_other_words(
    made: Contribution, *, by: Person, text: str, title: str | None = None, version: int, longest: int = 5_000,
    role: str = "citizen",
) -> None:  # fmt: skip
    """The words and the heading are others from now on; what people read before stays in its history, and what the
    office said of that counts no more."""
    if version != made.version:
        raise VersionIsStale(version, made.version)
    _ensure_fits(text, longest)
    # What stands there unchanged keeps its heading, also where the door asks for none.
    heading = title or (made.title if text == made.text else excerpt(text, 80))
    if (text, heading) == (made.text, made.title):
        return
    if made.is_shown:
        written_at = made.edited_at or made.published_at or made.created_at
        made.earlier.append(
            ContributionVersion(number=made.version, title=made.title, text=made.text, written_at=written_at)
        )
        made.edited_at = now()
        made.forget_verdict()
    made.text, made.version = text, made.version + 1
    made.rename(heading)
    record(made.id, "edit_contribution", role=role, actor_id=by.id, audience="direct", version=made.version)


def remove_contribution(made: Contribution, *, by: Person, role: str = "citizen") -> None:
    """Its words are gone for good, here, in its history, and where its format has copied them."""
    if made.removed_at is not None:
        return
    was_shown = made.is_shown
    made.removed_at = now()
    made.text, made.version = "", made.version + 1
    made.rename("–")
    made.earlier.clear()
    kind_of(made.format).black_out(made, None)
    if was_shown:
        made.count_readable(-1)
    record(made.id, "remove_contribution", role=role, actor_id=by.id, audience="direct")


def release_contribution(made: Contribution, *, by: Person, version: int) -> None:
    """What was held back is read by the audience as the desk read it."""
    if made.published_at is not None or made.removed_at is not None or made.restricted_at is not None:
        raise NotAllowedNow("release_contribution", "released")
    if version != made.version:
        raise VersionIsStale(version, made.version)
    _publish(made, "release_contribution", role=role_of(made.format, by), by=by)


# ---- what they share ------------------------------------------------------------------------------


def _publish(made: Contribution, verb: str, *, role: str, by: Person) -> None:
    made.published_at = now()
    made.last_word_at = made.published_at
    made.count_readable(1)
    record(made.id, verb, role=role, actor_id=by.id, audience="direct")


def _ensure_fits(text: str, longest: int) -> None:
    if not 1 <= len(text) <= longest:
        raise TextDoesNotFit


def _id(row: Any) -> int | None:
    return row.id if row is not None else None
