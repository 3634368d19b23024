"""Workshops with guiding questions as a kind of format."""

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


workshop = Kind(
    "workshop",
    lambda: _("Workshop"),
    lambda: _("You answer guiding questions on cards and give dots to what matters most."),
    lambda: _("Answer the questions"),
    lambda: _("Guiding question"),
    "workshops/_body.html", _page, "workshops/_panel.html", _panel, _lines,
)  # fmt: skip
