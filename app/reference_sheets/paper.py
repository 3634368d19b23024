"""What stands on the PDF of a sheet: words in the reader's language, wording in the document's."""

from typing import Any

from flask_babel import gettext as _

from app.core.clock import today
from app.core.languages import day
from app.core.mailing import absolute_url
from app.reference_sheets.checking import check_code
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.wording import edition_of, kind_names, name_of, standing_of


def paper_of(sheet: ReferenceSheet, *, is_demo: bool) -> dict[str, Any]:
    """The content of the paper."""
    standing, kinds = standing_of(sheet), kind_names(sheet.concept)
    facts = [
        (_("The project"), sheet.title),
        (_("Applicant"), sheet.applicant),
        (_("Funding programme"), sheet.programme),
        (_("Concept"), edition_of(sheet)),
    ]
    return {
        "headline": _("KEK reference sheet no. %(number)s", number=sheet.id),
        "mark": standing.mark,
        "is_confirmed": sheet.is_confirmed,
        "sentence": standing.sentence,
        "answer": sheet.answer if sheet.is_confirmed else None,
        "answer_label": _("Remark of the office"),
        "facts": [(label, value) for label, value in facts if value],
        "about_label": _("What it is about"),
        "text": sheet.text,
        "goals_label": _("Goals of the concept the project serves"),
        "goals": [_goal(entry, kinds) for entry in sheet.entries],
        "literal": _("The wording of the goals is taken from the concept unchanged."),
        "older": _("The concept has a new edition since this sheet was written.") if sheet.has_older_edition else None,
        "printed": _("Version %(version)s, printed on %(day)s", version=sheet.version, day=day(today())),
        "check": _("Check whether this sheet is genuine: number %(number)s, check code %(code)s", number=sheet.id,
                   code=check_code(sheet)),
        "check_at": absolute_url("reference_sheets.check"),
        "edition": sheet.concept.short_title,
        "demo": _("Demonstration, not on behalf of the named districts.") if is_demo else None,
        "page_words": _("Page {page} of {pages}"),
        "stand_in_words": _("□ stands for a character this print cannot show."),
    }  # fmt: skip


def _goal(entry: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
    page = entry["page"]
    return {
        "name": name_of(entry, kinds),
        "places": [place for place in entry["field"].split("\n") if place],
        "title": entry["title"],
        "text": entry["text"],
        "source": _("page %(page)s of the concept", page=page) if page else _("page not recorded"),
        "remark": entry["remark"],
        "remark_label": _("How the project serves this goal"),
    }
