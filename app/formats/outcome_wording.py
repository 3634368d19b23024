"""What became of contributions, in words and as a picture: bars of the same scale, and a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.languages import day
from app.formats.desk_contributions import STATES
from app.formats.models import ParticipationFormat
from app.formats.outcome import (
    MOST_GOALS,
    MOST_IDEAS,
    Arose,
    Became,
    Figures,
    figures_of,
    goals_of_format,
    ideas_of,
)
from app.things.models import Thing
from app.things.queries import chronicle_of

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


def untouched(is_final: bool) -> str:
    """What is said of a contribution of which nobody has recorded anything."""
    return _("without a note of the office") if is_final else _("not dealt with yet")


def verdict_line(verdict: str | None, reason: str | None = None) -> str:
    """What the office says of a contribution it made no idea of; nothing where it said nothing."""
    if verdict is None:
        return ""
    if verdict == "noted":
        return _("noted: %(reason)s", reason=reason) if reason else _("noted")
    return _("not taken up, because: %(reason)s", reason=reason or "–")


def picture_of(figures: Figures, ideas: Sequence[Became], goals: int, *, is_final: bool = True) -> list[Bar]:
    """Contributions, ideas, projects, goals: all bars drawn to the same scale. `is_final`: the result is published."""
    said = [
        Segment(_("taken up as an idea"), figures.taken_up, "good"),
        Segment(_("assigned to a goal"), figures.assigned, "goal"),
        Segment(_("noted"), figures.noted, "wait"),
        Segment(_("not taken up, with a reason"), figures.not_taken, "done"),
        Segment(untouched(is_final), figures.untouched, "open"),
    ]
    projects = {idea.project[0] for idea in ideas if idea.project}
    first = (ngettext("Contribution made", "Contributions made", figures.contributions), said)
    arose = (ngettext("Idea from them", "Ideas from them", len(ideas)), _by_state(ideas))
    handed_in = (ngettext("Idea handed in", "Ideas handed in", len(ideas)), _by_state(ideas))
    bars = [
        *([first, arose] if figures.contributions or not ideas else [handed_in]),
        (
            ngettext("Project from these", "Projects from these", len(projects)),
            [Segment(_("public in the catalogue"), len(projects), "good")],
        ),
        (ngettext("Goal they serve", "Goals they serve", goals), [Segment(_("in the concept"), goals, "goal")]),
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


def summary_of(figures: Figures, ideas: Sequence[Became], *, is_final: bool = True) -> str:
    """The outcome in one sentence."""
    said = ngettext("%(num)s contribution", "%(num)s contributions", figures.contributions)
    arose = ngettext("%(num)s idea", "%(num)s ideas", len(ideas))
    if not figures.contributions:
        return _("%(ideas)s came in.", ideas=arose) if ideas else _("Nobody has said anything here.")
    if not ideas and not figures.assigned and not is_final:
        return _("%(said)s; they have not been evaluated yet.", said=said)
    if not ideas and not figures.assigned:
        return _("%(said)s; none of them has been taken up so far.", said=said)
    goal = ngettext("%(num)s more serves a goal", "%(num)s more serve a goal", figures.assigned)
    if not figures.assigned:
        return _("%(said)s led to %(ideas)s.", said=said, ideas=arose)
    return _("%(said)s led to %(ideas)s; %(goal)s.", said=said, ideas=arose, goal=goal)


# ---- one contribution, one idea --------------------------------------------------------------------


def gone_line(figures: Figures) -> str:
    """What cannot be read any more, as numbers; nothing where everything can."""
    hidden = ngettext("%(num)s contribution is hidden", "%(num)s contributions are hidden", figures.hidden)
    removed = ngettext("%(num)s contribution is removed", "%(num)s contributions are removed", figures.removed)
    return ", ".join([*([hidden] if figures.hidden else []), *([removed] if figures.removed else [])])


def corrections_of(format: ParticipationFormat) -> list[str]:
    """When and why its published results were put right, the oldest first."""
    if format.state != "concluded":
        return []
    titles = {section.id: section.title for section in format.sections}
    said = []
    for entry in chronicle_of(format.id, "public"):
        if entry.verb not in ("correct_result", "correct_question_result"):
            continue
        what = titles.get(entry.details.get("section") or 0)
        when = _("Corrected on %(day)s: %(reason)s", day=day(entry.at), reason=entry.reason or "–")
        said.append(f"{what}. {when}" if what else when)
    return said


def words_of(became: Became) -> str:
    """How the idea belongs to the contribution."""
    if became.kind == "corresponds_to":
        return _("belongs to the idea")
    return _("taken up as the idea")


def weight_of(count: int, *, by_dots: bool) -> str:
    """How much a contribution weighs with those who took part; nothing where nobody said so."""
    if not count:
        return ""
    if by_dots:
        return ngettext("%(num)s dot", "%(num)s dots", count)
    return ngettext("%(num)s agrees", "%(num)s agree", count)


def with_dots(words: str, dots: int) -> str:
    """A point or a card with the dots on it."""
    return f"{words} ({weight_of(dots, by_dots=True)})" if dots else words


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
        "abgewogen": _("Weighed"),
        "zurueckgehalten": _("Held back"), "ausgeblendet": _("Hidden"),
    }  # fmt: skip
    return {state: labels[state] for state in STATES}


NAME_TELLS = _l("This participation is closed: your name on an idea everybody reads can show that you took part.")


def wish_label(wish: str) -> str:
    """Under whose name a contribution becomes an idea."""
    return _("asked before being named") if wish == "person" else _("under the name of the event")


def outcome_for(format: ParticipationFormat) -> dict[str, Any]:
    """What `_outcome.html` and the page of results show; three queries, however much was said."""
    figures, ideas = figures_of(format), ideas_of(format)
    is_final = format.state == "concluded"
    goals = goals_of_format(format, [idea.number for idea in ideas if idea.number is not None])
    return {
        "figures": figures, "gone": gone_line(figures), "arisen": ideas[:MOST_IDEAS],
        "more_ideas": max(len(ideas) - MOST_IDEAS, 0), "served": goals[:MOST_GOALS],
        "bars": picture_of(figures, ideas, len(goals), is_final=is_final),
        "outcome_line": summary_of(figures, ideas, is_final=is_final),
    }  # fmt: skip
