"""Workshops with guiding questions as a kind of format."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.boards.dotting import begin_board
from app.boards.lines import lines_of_board
from app.boards.showing import board_of
from app.concepts.models import Goal
from app.formats.kinds import Kind, Passage
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.outcome_wording import with_dots
from app.workshops.resulting import panel, results_of


def _page(format: ParticipationFormat, person: Person | None, asked: Mapping[str, str]) -> Mapping[str, Any]:
    return {"columns": board_of(format, person, asked), "results": results_of(format)}


def _panel(format: ParticipationFormat) -> Mapping[str, Any]:
    return panel(format)


def _first_questions(_fields: Iterable[Goal]) -> list[FormatSection]:
    """Three questions to begin with; whoever prepares the workshop puts them in other words."""
    questions = (
        _("What works well today, and should stay as it is?"),
        _("What do you miss, and where?"),
        _("What should be done first, and who can help?"),
    )
    return [FormatSection(position=n, title=title) for n, title in enumerate(questions)]


def _decided(format: ParticipationFormat) -> Sequence[Passage]:
    """The result of each question, and the cards it rests on."""
    return [
        Passage(
            one.section.title, one.section.result or "", _("rests on these cards:") if one.cards else "",
            [with_dots(card.text, card.weight) for card in one.cards], one.section.id,
        )
        for one in results_of(format)
    ]  # fmt: skip


workshop = Kind(
    "workshop",
    lambda: _("Workshop"),
    lambda: _("You answer guiding questions on cards and give dots to what matters most."),
    lambda: _("Answer the questions"),
    lambda: _("Guiding question"),
    "workshops/_body.html", _page, "workshops/_panel.html", _panel, lines_of_board,
    has_dots=True, first_sections=_first_questions, further=begin_board, decided=_decided,
)  # fmt: skip
