"""Strengths and weaknesses as a kind of format."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.boards.dotting import begin_board
from app.boards.lines import lines_of_board
from app.core.languages import day
from app.formats.kinds import Kind, Passage
from app.formats.models import ParticipationFormat
from app.formats.outcome_wording import with_dots
from app.formats.wording import quadrant_label
from app.swots.analysing import ADOPTED_IN, black_out_points, draft_of, kept_items, proposals, versions_of
from app.swots.fields import fields_of, first_sections
from app.swots.showing import ShownAnalysis, shown_analysis, shown_board


def _page(format: ParticipationFormat, person: Person | None, asked: Mapping[str, str]) -> Mapping[str, Any]:
    return {"swot": shown_board(format, person, asked)}


def _panel(format: ParticipationFormat) -> Mapping[str, Any]:
    draft = draft_of(format)
    items = kept_items(format, draft)
    return {
        "analysis": {
            "draft": draft, "proposals": len(proposals(format, items)), "versions": versions_of(format),
            "kept": sum(not item.get("left_out") for item in items), "may_adopt": format.state in ADOPTED_IN,
            "has_fields": bool(fields_of(format)),
        }
    }  # fmt: skip


def _decided(format: ParticipationFormat) -> Sequence[Passage]:
    """The analysis that holds, field by field."""
    shown = shown_analysis(format)
    if shown is None:
        return ()
    version = shown.version
    about = _(
        "Version %(number)s, adopted on %(day)s by: %(body)s", number=version.number, day=day(version.adopted_on),
        body=version.body,
    )  # fmt: skip
    whole = Passage(_("The analysis as adopted"), version.note or "", about)
    return [whole, *(Passage(title, points=_points(shown, quadrants)) for _key, title, quadrants in shown.fields)]


def _points(shown: ShownAnalysis, quadrants: Mapping[str, list[Any]]) -> list[str]:
    said = []
    for quadrant, items in quadrants.items():
        for item in items:
            cards = [_("No. %(number)s", number=number) for number in item["cards"] if number in shown.cards]
            point = with_dots(f"{quadrant_label(quadrant)}: {item['text']}", item["weight"])
            said.append(f"{point} ({', '.join(cards)})" if cards else point)
    return said


swot = Kind(
    "swot",
    lambda: _("Strengths and weaknesses (SWOT)"),
    lambda: _("You note strengths, weaknesses, opportunities and threats of each field and weigh them."),
    lambda: _("Add your notes"),
    lambda: _("Quadrant"),
    "swots/_body.html", _page, "swots/_panel.html", _panel, lines_of_board,
    has_dots=True, first_sections=first_sections, further=begin_board, decided=_decided, black_out=black_out_points,
)  # fmt: skip
