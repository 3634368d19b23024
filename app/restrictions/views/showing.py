"""What a report or restriction is about, shown with its own words and where it stands."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.discussion.models import Comment
from app.files.models import Attachment
from app.ideas.models import Idea
from app.projects.models import Project
from app.restrictions.models import Restriction
from app.restrictions.objecting import objection_until
from app.restrictions.queries import was_reported
from app.restrictions.targets import Target, target_of, thing_of
from app.restrictions.wording import Statement, ground_labels, occasion_of, what_was_hidden
from app.things.addresses import address_of
from app.things.models import Thing


@dataclass(frozen=True)
class Shown:
    """The thing it hangs on, its own words, and the address where everybody reads it (None where nobody does)."""

    target: Target
    thing: Thing
    text: str
    lang: str
    url: str | None
    kind: str


def shown(target: Target) -> Shown:
    """What is needed to show it to the desk or to whoever wrote it."""
    thing = thing_of(target)
    kind = "comment" if isinstance(target, Comment) else "file" if isinstance(target, Attachment) else thing.kind
    lang = target.lang if isinstance(target, Comment) else "de"
    return Shown(target, thing, words_of(target), lang, address_of(thing) if thing.is_public else None, kind)


def words_of(target: Target) -> str:
    """The text itself; of a file its name and what it shows."""
    if isinstance(target, Comment):
        return target.text
    if isinstance(target, Attachment):
        return f"{target.name}\n{target.alt or ''}".strip()
    if isinstance(target, Idea):
        version = target.current
        return "\n".join(part for part in (version.text, version.who_benefits) if part)
    return target.description if isinstance(target, Project) else target.title


def desk_address(target: Target) -> str:
    """Where colleagues see the thing it belongs to."""
    thing = thing_of(target)
    endpoint = "projects_desk.show" if thing.kind == "project" else "ideas_desk.show"
    return url_for(endpoint, number=thing.id)


def statement(target: Target, *, ground: str, norm: str, facts: str, at: datetime, is_reported: bool) -> Statement:
    """The statement of reasons as its author reads it, or would read it."""
    return Statement(
        what=what_was_hidden(shown(target).kind), title=thing_of(target).title, ground=ground_labels()[ground],
        norm=norm, facts=facts, occasion=occasion_of(is_reported), at=at, until=objection_until(at),
    )  # fmt: skip


def statement_of(restriction: Restriction) -> Statement:
    """The statement of reasons of this restriction."""
    return statement(
        target_of(restriction), ground=restriction.ground, norm=restriction.norm, facts=restriction.facts,
        at=restriction.at, is_reported=was_reported(restriction),
    )  # fmt: skip
