"""What kinds of formats there are: one `Kind` each, listed in the sitemap (FORMATS). A new kind is one more package.

The frame (announcing, opening, closing, audience, results, documentation) is the same for all; a kind brings what
people do in it: the body of its page, its panel at the desk, how its sections are called, what its papers hold.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select

from app.accounts.models import Person
from app.concepts.models import Goal
from app.core.database import from_sitemap
from app.formats.models import FormatSection, ParticipationFormat

Texts = Callable[[], str]


@dataclass(frozen=True)
class Line:
    """One line of the documentation: where, by whom, what was said, how it was weighed, what became of it."""

    number: int
    section: str
    group: str
    author: str
    text: str
    weight: int
    since: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of format."""

    key: str
    label: Texts
    """ "Diskussionsforum"."""
    what: Texts
    """What people do in it, in one sentence."""
    call: Texts
    """What the button to its page says while it is open."""
    section: Texts | None
    """How one of its sections is called ("Thema"); none: it has none."""
    body: str
    """The template of what people do in it, included in the page of the format."""
    page: Callable[[ParticipationFormat, Person | None, Mapping[str, str]], Mapping[str, Any]]
    """What that template needs; asked with the reader and the query of the address."""
    desk: str
    """The template of its panel on the format's page at the desk."""
    panel: Callable[[ParticipationFormat], Mapping[str, Any]]
    lines: Callable[[ParticipationFormat], Iterable[Line]]
    """Everything said in it that its audience may read, in order: for the papers."""
    first_sections: Callable[[Iterable[Goal]], list[FormatSection]] = field(default=lambda _fields: [])
    """The sections a new one begins with, made from the fields of action of its concept."""
    further: Callable[[ParticipationFormat], None] = field(default=lambda _format: None)
    """What else a new one needs beside its own row (a rule for dots, a prize)."""
    outcome_ideas: Callable[[ParticipationFormat], Select[tuple[int]] | None] = field(default=lambda _format: None)
    """The numbers of the ideas that count as its outcome beside those that arose from what was said in it."""
    missing: Callable[[ParticipationFormat], list[str]] = field(default=lambda _format: [])
    """What of the kind's own is still missing before it can be announced, in the reader's words."""


def kinds() -> Mapping[str, Kind]:
    """All kinds by their key, in the order of the sitemap."""
    return {kind.key: kind for kind in from_sitemap("formats")}


def kind_of(format: ParticipationFormat) -> Kind:
    """The kind of that format."""
    return kinds()[format.format_kind]
