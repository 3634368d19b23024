"""What became of contributions, in words and as a picture: bars of the same scale, and a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.formats.desk_contributions import STATES
from app.formats.outcome import Arose, Became, Figures
from app.things.models import Thing

WIDE = 1000


@dataclass(frozen=True)
class Segment:
    """One part of a bar: its words, how many, the look it has in bar and table, and where it lies in the bar."""

    words: str
    count: int
    look: str
    start: int = 0
    width: int = 0


@dataclass(frozen=True)
class Bar:
    """One step of the way, from what was said to what it serves."""

    words: str
    count: int
    segments: list[Segment]

    @property
    def rows(self) -> list[Segment]:
        """What the table shows of it: the parts there are, or that there is none."""
        return [one for one in self.segments if one.count] or self.segments[:1]


def picture_of(figures: Figures, ideas: Sequence[Became], goals: int) -> list[Bar]:
    """Contributions, ideas, projects, goals: all bars drawn to the same scale."""
    said = [
        Segment(_("taken up as an idea"), figures.taken_up, "good"),
        Segment(_("assigned to a goal"), figures.assigned, "goal"),
        Segment(_("read, nothing came of it yet"), figures.untouched, "open"),
    ]
    projects = {idea.project[0] for idea in ideas if idea.project}
    bars = [
        (_("Contributions"), said),
        (_("Ideas from them"), _by_state(ideas)),
        (_("Projects from these"), [Segment(_("public in the catalogue"), len(projects), "good")]),
        (_("Goals they serve"), [Segment(_("in the concept"), goals, "goal")]),
    ]
    most = max(1, *(sum(one.count for one in segments) for _words, segments in bars))
    return [Bar(words, sum(one.count for one in segments), _drawn(segments, most)) for words, segments in bars]


def _by_state(ideas: Sequence[Became]) -> list[Segment]:
    looks = {
        "review": (_("being looked at"), "wait"), "pool": (_("in the pool of ideas"), "goal"),
        "project": (_("taken up as a project"), "good"), "done": (_("under way or put into practice"), "done"),
        "ended": (_("ended otherwise"), "open"),
    }  # fmt: skip
    counts = dict.fromkeys(looks, 0)
    for idea in ideas:
        counts[_group(idea)] += 1
    return [Segment(words, counts[name], look) for name, (words, look) in looks.items()]


def _group(idea: Became) -> str:
    if idea.is_waiting:
        return "review"
    return {
        "published": "review", "pooled": "pool", "promoted": "project", "running": "done", "done": "done",
    }.get(idea.state, "ended")  # fmt: skip


def _drawn(segments: Sequence[Segment], most: int) -> list[Segment]:
    drawn, at = [], 0
    for one in segments:
        end = at + one.count
        start, stop = at * WIDE // most, end * WIDE // most
        drawn.append(Segment(one.words, one.count, one.look, start, stop - start))
        at = end
    return drawn


def summary_of(figures: Figures, ideas: Sequence[Became]) -> str:
    """The outcome in one sentence."""
    said = ngettext("%(num)s contribution", "%(num)s contributions", figures.contributions)
    arose = ngettext("%(num)s idea", "%(num)s ideas", len(ideas))
    if not figures.contributions:
        return _("%(ideas)s came in.", ideas=arose) if ideas else _("Nobody has said anything here.")
    if not ideas and not figures.assigned:
        return _("%(said)s; none of them has been taken up so far.", said=said)
    goal = ngettext("%(num)s more serves a goal", "%(num)s more serve a goal", figures.assigned)
    if not figures.assigned:
        return _("%(said)s led to %(ideas)s.", said=said, ideas=arose)
    return _("%(said)s led to %(ideas)s; %(goal)s.", said=said, ideas=arose, goal=goal)


# ---- one contribution, one idea --------------------------------------------------------------------


def words_of(became: Became) -> str:
    """How the idea belongs to the contribution."""
    if became.kind == "corresponds_to":
        return _("belongs to the idea")
    return _("taken up as the idea")


def unnamed(became: Became) -> str:
    """What is said of an idea that is not public."""
    if became.is_waiting:
        return _("Taken up as an idea; it is being reviewed.")
    return _("Taken up as an idea; it is not public.")


def line_of(becames: Sequence[Became], goals: Sequence[str] = ()) -> str:
    """The same on paper, in one line."""
    parts = []
    for one in becames:
        if one.is_named and one.status is not None:
            part = _("idea no. %(number)s (%(state)s)", number=one.number, state=one.status.label)
            if one.project is not None:
                part = f"{part}, {_('project no. %(number)s', number=one.project[0])}"
            parts.append(part)
        else:
            parts.append(unnamed(one).rstrip("."))
    if goals:
        parts.append(_("assigned to: %(goals)s", goals=", ".join(goals)))
    return "; ".join(parts)


@dataclass(frozen=True)
class Source:
    """Where an idea came from, for its page: words, and the pages that may be named."""

    words: str
    title: str = ""
    url: str | None = None
    format_title: str = ""
    format_url: str | None = None


def source_lines(sources: Sequence[Arose]) -> list[Source]:
    """One line for each contribution an idea came from; a closed format and hidden words are not named."""
    return [_source(one) for one in sources]


def _source(one: Arose) -> Source:
    arose = one.kind == "arose_from"
    if one.format is None:
        return Source(_("arose from a closed participation") if arose else _("said as well in a closed participation"))
    number, slug, title, _kind = one.format
    format_url = url_for("formats.show", number=number, slug=slug)
    if one.number is None:
        words = _("arose from a contribution to") if arose else _("said as well in a contribution to")
        return Source(words, format_title=title, format_url=format_url)
    words = _("arose from the contribution") if arose else _("said as well in the contribution")
    return Source(words, one.title, page_of_kind(one.thing_kind, one.number), title, format_url)


def page_of_kind(kind: str, number: int) -> str:
    """The page of a contribution, by its kind alone: no row is read for it."""
    model: Any = Thing.__mapper__.polymorphic_map[kind].class_
    endpoint, values = model(id=number).page
    return url_for(endpoint, **values)


# ---- the desk --------------------------------------------------------------------------------------


def filter_labels() -> dict[str, str]:
    """The states the desk's list is filtered by."""
    labels = {
        "alle": _("All"), "offen": _("Untouched"), "aufgegriffen": _("Taken up"), "zugeordnet": _("With a goal"),
        "zurueckgehalten": _("Held back"), "ausgeblendet": _("Hidden"),
    }  # fmt: skip
    return {state: labels[state] for state in STATES}


def wish_label(wish: str) -> str:
    """Under whose name a contribution becomes an idea."""
    return _("under the writer's name") if wish == "person" else _("under the name of the event")
