"""Whether a contribution is fair, and whether the editors read it before everybody does: as comments do it."""

from sqlalchemy import select

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.discussion.checking import SAME_TEXT_AFTER, ensure_fair, is_read_first
from app.discussion.queries import has_released_comment
from app.formats.contributing import Voice
from app.formats.models import Contribution, FormatSection, ParticipationFormat


def ensure_fair_words(
    *texts: str, by: Person, apart_from: int | None = None, within: FormatSection | None = None
) -> None:
    """Not too many links, and not what this person has said within a day; else `TooManyLinks` or `SaidBefore`.

    `within`: what is short may be said again in another section.
    """
    said = select(Contribution.text).where(
        Contribution.author_id == by.id, Contribution.created_at > now() - SAME_TEXT_AFTER,
        Contribution.id != (apart_from or 0), *([Contribution.section_id == within.id] if within is not None else []),
    )  # fmt: skip
    before = db.session.scalars(said.limit(200)).all()
    for text in texts:
        ensure_fair(text, is_known=lambda: is_known(by), said_before=before)


def is_held_back(format: ParticipationFormat, voice: Voice, by: Person) -> bool:
    """Whether the editors read it first: somebody's first words, where the authority wants that."""
    return is_read_first(format.authority, by, voice.kind, lambda: is_known(by))


def is_known(person: Person) -> bool:
    """Whether anything this person said, comment or contribution, has been readable and was not hidden since."""
    released = select(Contribution.id).where(
        Contribution.author_id == person.id,
        Contribution.published_at.is_not(None),
        Contribution.restricted_at.is_(None),
    )
    return has_released_comment(person) or db.session.scalar(released.limit(1)) is not None
