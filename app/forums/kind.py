"""Forums as a kind of format."""

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


forum = Kind(
    "forum",
    lambda: _("Discussion forum"),
    lambda: _("You talk about topics, answer each other and find posts right."),
    lambda: _("Join the discussion"),
    lambda: _("Topic"),
    "forums/_body.html", _page, "forums/_panel.html", _panel, _lines,
)  # fmt: skip
