"""Calls for ideas as a kind of format."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from app.accounts.models import Person
from app.calls.awarding import all_awards
from app.calls.filtering import read_call_filters
from app.calls.judging import rule_of
from app.calls.models import CallEntry, CallRule
from app.calls.queries import count_entries, counts_of, entries_on_desk, filter_of, public_awards
from app.calls.wording import cards_of, question_of, sorts_of, url
from app.concepts.filtering import page_asked_for
from app.core.database import db
from app.core.languages import day
from app.formats.kinds import Kind, Line, Passage, Texts
from app.formats.models import ParticipationFormat
from app.ideas.models import Idea
from app.ideas.queries import public_ideas
from app.ideas.wording import Status, author_of, status_of, status_of_idea

FEW = 8
MOST_LINES = 500


def _page(format: ParticipationFormat, person: Person | None, asked: Mapping[str, str]) -> Mapping[str, Any]:
    wanted = read_call_filters(asked)
    wanted.wanted = filter_of(format, wanted.wanted.sort)
    rows, following = page_asked_for(wanted, asked.get("nach"), public_ideas)
    sort = wanted.wanted.sort if wanted.wanted.sort != "neu" else None
    return {
        "rule": rule_of(format), "cards": cards_of(rows, within=True), "sorts": sorts_of(format, wanted),
        "counts": counts_of(format), "awards": public_awards(format), "is_lost": "nach" in wanted.unknown,
        "following": url(format, nach=following, sort=sort) if following else None,
        "question": question_of(format), "judges": person is not None and format.has_member(person, "juror"),
    }  # fmt: skip


def status_at(row: Any) -> Status:
    """How far an entry is, as the desk lists it."""
    return status_of(row.state, row.outcome, row.forwarded_to, row.answer_due_on, row.publish_due_on)


def _panel(format: ParticipationFormat) -> Mapping[str, Any]:
    page = entries_on_desk(format, size=FEW)
    return {
        "rule": rule_of(format), "entries": [(row, status_at(row)) for row in page.rows],
        "has_more_entries": page.next is not None, "awards": all_awards(format),
    }  # fmt: skip


def _lines(format: ParticipationFormat) -> Iterable[Line]:
    """Every public idea of the call, most supported first."""
    cursor: str | None = None
    wanted = replace(filter_of(format), sort="unterstuetzt")
    for _page_read in range(MOST_LINES // 100):
        rows, cursor = public_ideas(wanted, cursor, size=100)
        for row in rows:
            yield Line(
                row.number, "", "", author_of(row), row.text, row.supports, row.title,
                since=day(row.submitted_at or row.listed_at), outcome=status_of_idea(row).label,
            )  # fmt: skip
        if cursor is None:
            return


def _decided(format: ParticipationFormat) -> Sequence[Passage]:
    """The prizes with their reasons."""
    return [
        Passage(
            f"{one.prize}: {one.title}", one.reason,
            ", ".join(filter(None, [
                _("Idea no. %(number)s", number=one.number),
                _("sitting of the jury on %(day)s", day=day(one.sat_on)) if one.sat_on else "",
            ])),
        )
        for one in public_awards(format)
    ]  # fmt: skip


def _further(format: ParticipationFormat) -> None:
    db.session.add(CallRule(format_id=format.id))


def _outcome(format: ParticipationFormat) -> Select[Any]:
    """What was handed in: drafts are nobody's outcome."""
    return select(CallEntry.idea_id).join(Idea).where(CallEntry.call_id == format.id, Idea.submitted_at.is_not(None))


def _missing(format: ParticipationFormat) -> list[Texts]:
    """A call asks something: a sentence with a question mark, in its title or its text."""
    asks = "?" in format.title or "?" in (format.text or "")
    return [] if asks else [lambda: _("the question that ideas answer (a sentence with a question mark)")]


call = Kind(
    "call",
    lambda: _("Call for ideas"),
    lambda: _("You send in ideas that answer one question."),
    lambda: _("Send in an idea"),
    None,
    "calls/_body.html", _page, "calls/_panel.html", _panel, _lines,
    further=_further, decided=_decided, outcome_ideas=_outcome, missing=_missing, handed_in=count_entries,
)  # fmt: skip
