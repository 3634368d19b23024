"""What kinds of formats there are: one `Kind` each, listed in the sitemap (FORMATS). A new kind is one more package.

The frame (announcing, opening, closing, audience, results, documentation) is the same for all; a kind brings what
people do in it: the body of its page, its panel at the desk, how its sections are called, what its papers hold.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select

from app.accounts.models import Person
from app.concepts.models import Goal
from app.core.database import from_sitemap
from app.formats.models import Contribution, FormatSection, ParticipationFormat

Texts = Callable[[], str]


@dataclass(frozen=True)
class Line:
    """One line of the documentation: where, by whom and when, what was said, how it was weighed."""

    number: int
    section: str
    group: str
    author: str
    text: str
    weight: int
    title: str = ""
    """Its title, or that of the contribution it answers."""
    since: str = ""
    """The day it was said."""
    outcome: str = ""
    """What became of it, where no taking up says so: the state of an idea of a call."""


@dataclass(frozen=True)
class Passage:
    """A piece of what was decided: what it is, its words, and the points or cards it rests on, as people wrote them."""

    title: str
    text: str = ""
    about: str = ""
    """By whom and when, in words of the interface."""
    points: Sequence[str] = ()
    section_id: int | None = None
    """The part whose result it is."""


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
    decided: Callable[[ParticipationFormat], Sequence[Passage]] = field(default=lambda _format: ())
    """What was decided in it beside the result, as far as its audience reads it: for page and papers."""
    has_dots: bool = False
    """Whether what is said in it is weighed by dots rather than by how many agree."""
    missing: Callable[[ParticipationFormat], list[Texts]] = field(default=lambda _format: [])
    """What of the kind's own is still missing before it can be announced, in the reader's words."""
    handed_in: Callable[[Collection[int]], Mapping[int, int]] | None = None
    """How many ideas were handed in, by the numbers of formats of this kind; none: contributions are what counts."""
    black_out: Callable[[Contribution, re.Pattern[str] | None], None] = field(default=lambda _made, _words: None)
    """Where else the kind holds words of a contribution they are blacked out with it: what the pattern finds; none:
    all of them."""


def ideas_handed_in(formats: Iterable[Any]) -> dict[int, int]:
    """How many ideas were handed in, by the number of each of these formats (rows of them) that collects ideas."""
    found: dict[int, int] = {}
    for kind in kinds().values():
        numbers = [format.number for format in formats if format.format_kind == kind.key]
        if kind.handed_in is not None and numbers:
            found |= dict.fromkeys(numbers, 0) | dict(kind.handed_in(numbers))
    return found


def kinds() -> Mapping[str, Kind]:
    """All kinds by their key, in the order of the sitemap."""
    return {kind.key: kind for kind in from_sitemap("formats")}


def kind_of(format: ParticipationFormat) -> Kind:
    """The kind of that format."""
    return kinds()[format.format_kind]
