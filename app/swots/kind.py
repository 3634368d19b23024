"""Strengths and weaknesses as a kind of format."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.formats.kinds import Kind, Line
from app.formats.models import ParticipationFormat


def _page(format: ParticipationFormat, person: Person | None, asked: Mapping[str, str]) -> Mapping[str, Any]:
    return {}


def _panel(format: ParticipationFormat) -> Mapping[str, Any]:
    return {}


def _lines(format: ParticipationFormat) -> Iterable[Line]:
    return ()


swot = Kind(
    "swot",
    lambda: _("Strengths and weaknesses (SWOT)"),
    lambda: _("You note strengths, weaknesses, opportunities and threats of each field and weigh them."),
    lambda: _("Add your notes"),
    lambda: _("Quadrant"),
    "swots/_body.html", _page, "swots/_panel.html", _panel, _lines,
)  # fmt: skip
