"""What can be reported and hidden: an idea, a project, a cooperation, a contribution, a comment, a file. Verbs speak of
all alike."""

from app.core.errors import DomainError
from app.discussion.models import Comment
from app.files.models import Attachment
from app.restrictions.models import Report, Restriction
from app.things.models import Thing

CONTRIBUTIONS = ("thread", "card")
KINDS = ("idea", "project", "cooperation", *CONTRIBUTIONS)
"""What readers write, and what stands in the catalogue; concepts and goals are the authority's own words."""

Target = Thing | Comment | Attachment


class AlreadyRestricted(DomainError):
    """It is hidden already; there is one statement of reasons for it and no second one."""


def keys_of(target: Target) -> dict[str, int | None]:
    """The columns of a report or restriction that say what it is about."""
    if isinstance(target, Thing):
        return {"thing_id": target.id, "comment_id": None, "attachment_id": None}
    is_comment = isinstance(target, Comment)
    return {
        "thing_id": target.thing_id, "comment_id": target.id if is_comment else None,
        "attachment_id": None if is_comment else target.id,
    }  # fmt: skip


def target_of(row: Report | Restriction) -> Target:
    """What the report or restriction is about."""
    return row.comment or row.attachment or row.thing


def thing_of(target: Target) -> Thing:
    """The idea, project or contribution it is, or belongs to."""
    return target if isinstance(target, Thing) else target.thing


def version_of(target: Target) -> int:
    """What tells whether the text is still the one that was shown."""
    if isinstance(target, Attachment):
        return 0
    # Of a cooperation everybody reads the text that is shown, not the one laid last.
    version = getattr(target, "shown_version", None) or getattr(target, "version", None)
    # A project counts no versions: the moment of its last change stands for them.
    return version if isinstance(version, int) else int(target.updated_at.timestamp() * 1000)  # type: ignore[union-attr]


def addressee_of(target: Target) -> dict[str, int | None]:
    """Who is owed the statement: whoever wrote it, or the organisation it was for. The office itself: nobody."""
    thing = thing_of(target)
    if isinstance(target, Comment):
        return {"addressee_id": target.author_id, "organisation_id": target.organisation_id}
    person = getattr(thing, "author_id", None)
    if isinstance(target, Attachment) and thing.kind == "idea":
        person = target.added_by_id or person
    return {"addressee_id": person, "organisation_id": getattr(thing, "organisation_id", None)}


def audience_for(row: Restriction) -> str:
    """The chronicle of a thing tells its authors what was hidden of it; of comments and files only the writer hears."""
    return "direct" if row.comment_id or row.attachment_id else "author"
