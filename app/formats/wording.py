"""The words for formats: states, levels, audiences, days and periods. One place, so that every page says the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from flask import url_for
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from app.core.clock import today
from app.core.languages import day
from app.core.texts import excerpt
from app.formats.kinds import Kind, kinds
from app.formats.models import ParticipationFormat
from app.formats.workflow import FORMAT_STATES
from app.ideas.wording import Status

DRAWINGS = {"call": "mailbox", "forum": "people", "workshop": "bench", "swot": "magnifier"}
OTHER_DRAWING = "people"


@dataclass(frozen=True)
class FormatCard:
    """What `format_card` shows, and a hit of the search."""

    number: int
    title: str
    excerpt: str
    url: str
    kind: Kind
    drawing: str
    state: str
    status_label: str
    status_mood: str
    status_fill: str
    period: str
    left: str
    place_label: str
    concept_label: str
    contributions: int
    results_due_on: date | None
    supports: int = 0


class InTime(Protocol):
    """A format, or a row of a list of them."""

    @property
    def state(self) -> str: ...
    @property
    def opens_on(self) -> date | None: ...
    @property
    def closes_on(self) -> date | None: ...
    @property
    def label(self) -> str | None: ...


# ---- states --------------------------------------------------------------------------------------


def state_labels() -> dict[str, str]:
    """The states of a format, in the order of its life."""
    labels = {
        "draft": _("Draft"),
        "announced": _("Announced"),
        "open": _("Running"),
        "closed": _("Over, result to come"),
        "concluded": _("Result published"),
        "cancelled": _("Called off"),
    }
    return {state: labels[state] for state in FORMAT_STATES}


def state_label(state: str) -> str:
    """How far a format is."""
    return state_labels()[state]


def state_mood(state: str) -> tuple[str, str]:
    """Mood and filling of its moon, for `status(mood, fill, label)`."""
    return {
        "draft": ("open", "empty"),
        "announced": ("open", "quarter"),
        "open": ("good", "half"),
        "closed": ("wait", "three-quarter"),
        "concluded": ("good", "full"),
        "cancelled": ("stop", "empty"),
    }[state]


def status_of(state: str) -> Status:
    """How far it is, with mood and filling."""
    return Status(state_label(state), *state_mood(state))


def drawing_of(kind: str) -> str:
    """The small drawing on its cards."""
    return DRAWINGS.get(kind, OTHER_DRAWING)


def card_of(row: Any) -> FormatCard:
    """A row of a list as a card."""
    status = status_of(row.state)
    return FormatCard(
        number=row.number, title=row.title, excerpt=excerpt(row.text, 160),
        url=url_for("formats.show", number=row.number, slug=row.slug), kind=kinds()[row.format_kind],
        drawing=drawing_of(row.format_kind), state=row.state, status_label=status.label, status_mood=status.mood,
        status_fill=status.fill, period=period_of(row), left=time_left(row),
        place_label=row.place or row.municipality or "", concept_label=row.concept_title,
        contributions=row.contributions, results_due_on=row.results_due_on if row.state == "closed" else None,
    )  # fmt: skip


# ---- what people are told before ------------------------------------------------------------------


def question_labels() -> dict[str, str]:
    """The four questions answered before a format opens, by the column that answers them."""
    return {
        "what_is_fixed": _("What is fixed?"),
        "what_is_open": _("What is open?"),
        "who_decides": _("Who decides, and when?"),
        "what_happens": _("What happens with what you say?"),
    }


def answers_of(format: ParticipationFormat) -> list[tuple[str, str]]:
    """The four questions with their answers, as far as they are given: a format from before this platform has none."""
    return [(label, text) for name, label in question_labels().items() if (text := getattr(format, name))]


def level_label(level: str) -> str:
    """How far people's word reaches, in a word."""
    return {
        "information": _("Being informed"),
        "consultation": _("Having a say"),
        "collaboration": _("Working on it together"),
        "decision": _("Deciding together"),
    }[level]


def level_sentence(level: str) -> str:
    """What that means for whoever takes part."""
    return {
        "information": _("You learn what is planned and can ask. Nothing is decided here."),
        "consultation": _("You say what you think of it. Those who decide read it and say what came of it."),
        "collaboration": _("You work out the result together with the administration. It is decided elsewhere."),
        "decision": _("You decide: what comes out of it holds."),
    }[level]


def audience_label(audience: str) -> str:
    """Who can read it and take part."""
    return {
        "public": _("Open to everybody"),
        "invited": _("Only for those invited"),
        "members": _("Only for members of the organisations named"),
    }[audience]


def readers_of(format: ParticipationFormat) -> str | None:
    """Who reads along in a format with a closed audience; persons are counted, never named."""
    if format.audience_id is None:
        return None
    bodies = sorted({member.organisation.name for member in format.members if member.organisation})
    people = sum(1 for member in format.members if member.organisation is None)
    said = [_("everybody who belongs to %(names)s", names=", ".join(bodies))] if bodies else []
    said += [ngettext("%(num)s invited person", "%(num)s invited people", people)] if people else []
    return _("%(first)s and %(second)s", first=said[0], second=said[1]) if len(said) > 1 else "".join(said)


def quadrant_label(quadrant: str) -> str:
    """A quadrant of a SWOT board."""
    return {
        "strength": _("Strengths"),
        "weakness": _("Weaknesses"),
        "opportunity": _("Opportunities"),
        "threat": _("Threats"),
    }[quadrant]


# ---- days ------------------------------------------------------------------------------------------


def period_of(format: InTime) -> str:
    """From which day to which, as short as it stays clear; as printed, for one from before this platform."""
    if format.label:
        return format.label
    first, last = format.opens_on, format.closes_on
    if first is None or last is None:
        if first is not None:
            return _("from %(start)s", start=day(first))
        return _("until %(end)s", end=day(last)) if last is not None else ""
    if first == last:
        return day(first)
    return _("%(start)s to %(end)s", start=_shortened(first, last), end=day(last))


def time_left(format: InTime) -> str:
    """How long people can still take part, or when they can begin; nothing once it is over."""
    if format.state == "open" and format.closes_on is not None:
        days = (format.closes_on - today()).days
        if days <= 0:
            return _("today is the last day")
        return _("until tomorrow") if days == 1 else ngettext("%(num)s day left", "%(num)s days left", days)
    if format.state == "announced" and format.opens_on is not None:
        days = (format.opens_on - today()).days
        if days <= 0:
            return _("begins today")
        return _("begins tomorrow") if days == 1 else ngettext("begins in %(num)s day", "begins in %(num)s days", days)
    return ""


def _shortened(first: date, last: date) -> str:
    """The first day without what the last one says as well: "1.", "28. November"."""
    if first.year != last.year:
        return day(first)
    is_german = str(get_locale()).startswith("de")
    pattern = ("d." if is_german else "d") if first.month == last.month else ("d. MMMM" if is_german else "d MMMM")
    return str(format_date(first, pattern, rebase=False))
