"""Strengths and weaknesses as a kind of format."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.boards.dotting import set_dots
from app.boards.lines import lines_of_board
from app.formats.kinds import Kind
from app.formats.models import ParticipationFormat
from app.swots.analysing import ADOPTED_IN, draft_of, proposals, versions_of
from app.swots.fields import fields_of, first_sections
from app.swots.showing import shown_board

DOTS = 3


def _page(format: ParticipationFormat, person: Person | None, asked: Mapping[str, str]) -> Mapping[str, Any]:
    return {"swot": shown_board(format, person, asked)}


def _panel(format: ParticipationFormat) -> Mapping[str, Any]:
    draft = draft_of(format)
    items = draft.items if draft is not None else []
    return {
        "analysis": {
            "draft": draft, "proposals": len(proposals(format, items)), "versions": versions_of(format),
            "kept": sum(not item.get("left_out") for item in items), "may_adopt": format.state in ADOPTED_IN,
            "has_fields": bool(fields_of(format)),
        }
    }  # fmt: skip


def _further(format: ParticipationFormat) -> None:
    set_dots(format, DOTS)


swot = Kind(
    "swot",
    lambda: _("Strengths and weaknesses (SWOT)"),
    lambda: _("You note strengths, weaknesses, opportunities and threats of each field and weigh them."),
    lambda: _("Add your notes"),
    lambda: _("Quadrant"),
    "swots/_body.html", _page, "swots/_panel.html", _panel, lines_of_board,
    first_sections=first_sections, further=_further,
)  # fmt: skip
