"""Calls for ideas as a kind of format."""

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


call = Kind(
    "call",
    lambda: _("Call for ideas"),
    lambda: _("You send in ideas that answer one question."),
    lambda: _("Send in an idea"),
    None,
    "calls/_body.html", _page, "calls/_panel.html", _panel, _lines,
)  # fmt: skip
