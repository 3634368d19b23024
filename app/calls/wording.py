"""The words of a call: what its ideas say of it, its orders, its prizes."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.accounts.models import Person
from app.calls.queries import NamedCall, calls_of
from app.concepts.filtering import Asked
from app.concepts.wording import Chip, chip
from app.core.languages import day
from app.formats.models import ParticipationFormat
from app.ideas.queries import IdeaRow
from app.ideas.wording import Card, card_of


@dataclass(frozen=True)
class CallMark:
    """What an idea says of the call it answers: title, address, prize; and to its author what follows, and when."""

    title: str
    url: str
    award: str | None
    then: str = ""


def mark_of(call: NamedCall | None) -> CallMark | None:
    """The call as an idea's card and page name it."""
    if call is None:
        return None
    return CallMark(call.title, url_for("formats.show", number=call.number, slug=call.slug), call.award)


def cards_of(rows: Sequence[IdeaRow], stems: Collection[str] = (), *, within: bool = False) -> list[Card]:
    """Rows of a list of ideas as cards that name their call; one query more than without.

    `within`: on the page of the call itself they say their prize alone.
    """
    calls = calls_of([row.number for row in rows])
    marks = {number: mark_of(call) for number, call in calls.items()}
    if within:
        marks = {number: replace(mark, url="") for number, mark in marks.items() if mark is not None}
    return [replace(card_of(row, stems), call=marks.get(row.number)) for row in rows]


def call_on_idea(number: int) -> CallMark | None:
    """The call one idea answers, as everybody may know it."""
    return mark_of(calls_of([number]).get(number))


def calls_on_own(numbers: Collection[int], to: Person) -> dict[int, CallMark]:
    """The calls her own ideas answer, as their author reads them: with what follows, and by when."""
    named = calls_of(numbers, to)
    return {number: replace(mark, then=_then(named[number])) for number in named if (mark := mark_of(named[number]))}


def _then(call: NamedCall) -> str:
    if call.state == "open" and call.closes_on:
        ends = _("The call takes ideas until %(day)s.", day=day(call.closes_on))
        if call.decision_on:
            return f"{ends} {_('It is decided on %(day)s.', day=day(call.decision_on))}"
        return f"{ends} {_('Then the ideas are judged, and the office publishes the result.')}"
    if call.state == "closed" and call.results_due_on:
        return _("The call is over. The office publishes its result by %(day)s.", day=day(call.results_due_on))
    if call.state == "concluded":
        return _("The result stands on the page of the call.")
    return _("The call is called off. Your idea is answered like any other.") if call.state == "cancelled" else ""


def question_of(call: ParticipationFormat) -> str:
    """The first question in its text, to be read large; nothing where the headline asks already."""
    if "?" in call.title:
        return ""
    sentences = re.findall(r"[^.!?\n]+[.!?]?", call.text or "")
    return next((one.strip() for one in sentences if one.endswith("?")), "")


def sorts_of(call: ParticipationFormat, asked: Asked) -> list[Chip]:
    """The orders in which the ideas of a call are read."""
    labels = {"neu": _("Newest first"), "unterstuetzt": _("Most supported first")}
    return [
        chip(label, url(call, sort=name if name != "neu" else None), name == asked.wanted.sort)
        for name, label in labels.items()
    ]


def url(call: ParticipationFormat, **changes: Any) -> str:
    """The ideas on the page of a call."""
    asked = {name: value for name, value in changes.items() if value}
    return url_for("formats.show", number=call.id, slug=call.slug, _anchor="ideen", **asked)


def tally_labels() -> dict[str, str]:
    """The orders of the jury's table."""
    return {"schnitt": _("by average"), "summe": _("by sum"), "stimmen": _("by votes"), "nummer": _("by number")}
