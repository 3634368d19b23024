"""The digest in words."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.concepts.connection_wording import told_of_goal
from app.concepts.models import Goal
from app.cooperations.chronicle import told_to_everybody as told_of_cooperation
from app.cooperations.models import Cooperation
from app.core.mailing import absolute_url
from app.formats.chronicle import told as told_of_format
from app.formats.kinds import kind_of
from app.formats.models import ParticipationFormat
from app.ideas.models import Idea
from app.ideas.wording import Told
from app.ideas.wording import told as told_of_idea
from app.notifications.digesting import Digest, Item
from app.projects.models import Project
from app.projects.wording import told as told_of_project
from app.things.models import Thing


@dataclass(frozen=True)
class ToldItem:
    """One thing in the digest: what it is, its address, and what happened, a line each."""

    headline: str
    link: str
    lines: list[str]


@dataclass(frozen=True)
class ToldDigest:
    """The two lists of the mail."""

    items: list[ToldItem]
    fresh: list[ToldItem]
    more: int


def worded(digest: Digest) -> ToldDigest:
    """What the mail says."""
    return ToldDigest(
        [ToldItem(_name(item.thing), _link(item.thing), _lines(item)) for item in digest.items],
        [ToldItem(_name(thing), _link(thing), []) for thing in digest.fresh],
        digest.more,
    )


def _name(thing: Thing) -> str:
    names = {"idea": _("Idea no. %(number)s: %(title)s", number=thing.number, title=thing.title),
             "format": f"{kind_of(thing).label()}: {thing.title}" if isinstance(thing, ParticipationFormat) else "",
             "cooperation": _("Joint project no. %(number)s: %(title)s", number=thing.number, title=thing.title),
             "project": _("Project no. %(number)s: %(title)s", number=thing.number, title=thing.title)}  # fmt: skip
    return names.get(thing.kind, getattr(thing, "label", thing.title))


def _link(thing: Thing) -> str:
    endpoint, values = thing.page
    return absolute_url(endpoint, **values)


def _lines(item: Item) -> list[str]:
    lines = []
    for entry in item.steps:
        told: Told | None = None
        if isinstance(item.thing, Idea):
            told = told_of_idea(entry, item.thing)
        elif isinstance(item.thing, Project):
            told = told_of_project(entry, item.thing)
        elif isinstance(item.thing, ParticipationFormat):
            told = told_of_format(entry)
        elif isinstance(item.thing, Cooperation):
            told = told_of_cooperation(entry, item.thing)
        elif isinstance(item.thing, Goal) and (said := told_of_goal(entry)):
            lines.append(said)
        if told is not None:
            lines.append(f"{told.headline}: {told.text}" if told.text else f"{told.headline}.")
    if item.comments:
        lines.append(ngettext("%(num)s new comment", "%(num)s new comments", item.comments))
    return lines
