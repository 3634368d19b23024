"""What administrators say of their region: short name, introduction, colour."""

import re

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.core.forms import LineField, ProseField, VersionForm, at_most
from app.municipalities.region_colours import (
    LETTERS,
    ColourCannot,
    ColourTooGrey,
    ColourTooPale,
    Palette,
    palette_of,
)

LONGEST_INTRO = 1500
LONGEST_SHORT_NAME = 24


def colour_reason(error: ColourCannot) -> str:
    """Why no page can be made with this colour, and which one of its kind would do."""
    if isinstance(error, ColourTooPale):
        said = _(
            "This colour is too light. On the pages' paper it reaches a contrast of %(has)s to 1; words need %(needs)s "
            "to 1. Darkened that far, it would be another colour.",
            has=_number(error.contrast), needs=_number(LETTERS),
        )  # fmt: skip
        return said + (" " + _("Try %(colour)s.", colour=error.nearest) if error.nearest else "")
    if isinstance(error, ColourTooGrey):
        return _("This colour has no hue: nobody could tell it from letters and paper. Please choose a coloured one.")
    return _("We cannot read this as a colour. It begins with # and has six digits or letters from a to f: #2c6536.")


def as_colour(typed: str) -> str:
    """What people type as a colour, in its full form: with #, six places, lower case."""
    plain = typed.strip().lower().removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", plain):
        plain = "".join(place * 2 for place in plain)
    return f"#{plain}" if plain else ""


class RegionForm(VersionForm):
    """How a region introduces itself on its own pages."""

    short_name = LineField(
        _l("Short name"), [at_most(LONGEST_SHORT_NAME)],
        description=_l("It stands below the sign on a phone. About twelve letters fit there."),
    )  # fmt: skip
    intro = ProseField(
        _l("Introduction"),
        [at_most(LONGEST_INTRO)],
        description=_l("A few sentences on the region's first page: who you are and what you want to do together."),
    )
    accent = LineField(
        _l("Colour"),
        description=_l(
            "For links, buttons, lines and the sign on a phone; as #rrggbb. Lighter and darker tones are computed from "
            "it so that everything stays readable. Empty: the platform's colour."
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def validate_accent(self, field: LineField) -> None:
        field.data = as_colour(field.data or "")
        if field.data:
            try:
                palette_of(field.data)
            except ColourCannot as error:
                raise ValidationError(colour_reason(error)) from error

    @property
    def palette(self) -> Palette | None:
        """The tones of what stands in the field of the colour; None where there are none."""
        try:
            return palette_of(as_colour(self.accent.data or ""))
        except ColourCannot:
            return None


def _number(value: float) -> str:
    return str(format_decimal(round(value, 1), format="0.0"))
