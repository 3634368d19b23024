"""One idea that says several things becomes several, each with a number of its own."""

from collections.abc import Sequence

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.texts import fold
from app.ideas.models import CoAuthor, Idea, IdeaGoal, IdeaVersion
from app.ideas.workflow import ensure_possible
from app.things.models import ThingLink

FEWEST_PARTS, MOST_PARTS = 2, 5

Part = tuple[str, str]
"""Title and text."""


class PartsAreWrong(DomainError):
    """An idea is divided into two to five parts, each with a title and a text."""


class AmendmentIsWaiting(DomainError):
    """The author has handed in an improved text; it is decided on first."""


def split_idea(
    idea: Idea, parts: Sequence[Part], *, by: Person, reason: str, version: int, once: str | None = None
) -> list[Idea]:
    """The first part stays under the old number as a new version; each further one is a new idea at the same point.

    Author, co-authors, place, goals, days and answer go along; supports and comments stay with the old number.
    """
    ensure_possible("split_idea", idea.state)
    if idea.restricted_at is not None:
        raise NotAllowedNow("split_idea", "restricted")
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if not reason.strip():
        raise ReasonIsMissing
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS or not all(title.strip() and text.strip() for title, text in parts):
        raise PartsAreWrong
    if idea.working is not None and idea.working.proposed_at is not None:
        raise AmendmentIsWaiting
    new = [_part_of(idea, part) for part in parts[1:]]
    new[0].once = once
    _keep_first(idea, parts[0])
    db.session.add_all(new)
    db.session.flush()
    for part in new:
        db.session.add(ThingLink(kind="split_from", from_id=part.id, to_id=idea.id, actor_id=by.id, reason=reason))
        # The author hears of it once, with the news of the idea that was divided.
        record(
            part.id, "split_off", role="moderator", actor_id=by.id, to_state=part.state, version=1, reason=reason,
            audience="public" if part.is_public else "author", told=True, idea=idea.id,
        )  # fmt: skip
    record(
        idea.id, "split_idea", role="moderator", actor_id=by.id, from_state=idea.state, to_state=idea.state,
        version=idea.version, reason=reason, audience="public" if idea.is_public else "author",
        ideas=[part.id for part in new],
    )  # fmt: skip
    return new


def _keep_first(idea: Idea, part: Part) -> None:
    title, text = part
    last, working, moment = idea.current, idea.working, now()
    number = max(version.number for version in idea.versions if version is not working) + 1
    if working is not None:
        # What the author is writing, seen by nobody, moves one number up.
        working.number = number + 1
        db.session.flush()
    kept = IdeaVersion(
        number=number, title=title, text=text, who_benefits=last.who_benefits, touches_youth=last.touches_youth,
        submitted_at=moment,
    )  # fmt: skip
    idea.versions.insert(len(idea.versions) - (working is not None), kept)
    idea.version = number
    idea.rename(title)
    idea.folded = fold(f"{title} {text}")


def _part_of(idea: Idea, part: Part) -> Idea:
    title, text = part
    last, moment = idea.current, now()
    new = Idea(
        title=title, state=idea.state, version=1, origin=idea.origin, authority=idea.authority,
        author_id=idea.author_id, organisation_id=idea.organisation_id, author_kind=idea.author_kind,
        author_name=idea.author_name, contact_email=idea.contact_email, contact_post=idea.contact_post,
        entered_by_id=idea.entered_by_id, region=idea.region,
        municipalities=list(idea.municipalities), latitude=idea.latitude, longitude=idea.longitude,
        submitted_at=idea.submitted_at, publish_due_on=idea.publish_due_on, answer_due_on=idea.answer_due_on,
        answer=idea.answer, answered_at=idea.answered_at, folded=fold(f"{title} {text}"),
        published_at=moment if idea.is_public else None, listed_at=moment if idea.is_public else None,
        goal_tags=[IdeaGoal(goal=tag.goal, is_main=tag.is_main) for tag in idea.goal_tags],
        co_authors=[CoAuthor(person=one.person, name=one.name) for one in idea.co_authors],
        versions=[
            IdeaVersion(
                number=1, title=title, text=text, who_benefits=last.who_benefits, touches_youth=last.touches_youth,
                submitted_at=moment,
            )
        ],
    )  # fmt: skip
    new.rename(title)
    return new
