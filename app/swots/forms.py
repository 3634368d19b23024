"""The forms of the analysis: the points of one field, its adoption, and the way into the draft of an edition."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FieldList, FormField, HiddenField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from app.core.forms import Form, LineField, ProseField, VersionForm, at_most, sent_numbers

LONGEST = 1_000
EMPTY = _l("Please write the point, or tick that it stays out.")


class ItemForm(Form):
    """One point of the analysis; a new one without words is none."""

    quadrant = HiddenField()
    cards = HiddenField()
    text = ProseField(_l("Point"), [at_most(LONGEST)])
    place = IntegerField(_l("Position in the list"), [Optional(), NumberRange(1, 999)])
    left_out = BooleanField(_l("Leave it out"))

    @property
    def numbers(self) -> list[int]:
        """The cards it rests on, as far as numbers stand there."""
        return sent_numbers(str(self.cards.data or "").split(","))

    @property
    def is_empty(self) -> bool:
        return not self.text.data and not self.numbers


class AnalysisForm(VersionForm):
    """All points of one field of action."""

    items = FieldList(FormField(ItemForm), max_entries=400)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for row in self.rows:
            if not row.text.data and row.numbers and not row.left_out.data:
                row.text.errors = [*row.text.errors, str(EMPTY)]
                is_valid = False
        return is_valid

    @property
    def rows(self) -> Sequence[Any]:
        return [field.form for field in self.items]

    def points(self, quadrants: Sequence[str]) -> list[dict[str, Any]]:
        """What was sent, in the order of the places typed; of rows that say nothing, nothing."""
        rows = [row for row in self.rows if not row.is_empty and row.quadrant.data in quadrants]
        rows.sort(key=lambda row: row.place.data or 1_000)
        return [
            {
                "quadrant": row.quadrant.data, "text": row.text.data or "", "cards": row.numbers,
                "left_out": bool(row.left_out.data), "weight": 0,
            }
            for row in rows
        ]  # fmt: skip


class AdoptionForm(VersionForm):
    """Who adopted it, and when."""

    body = LineField(
        _l("Who adopted it?"),
        [InputRequired(_l("Please say who adopted it, for example “Kreistag”.")), at_most(200)],
    )
    adopted_on = DateField(_l("On which day?"), [InputRequired(_l("Please give the day."))])
    reason = ProseField(
        _l("Reason for an earlier day (optional)"), [at_most(2_000)],
        description=_l("Needed where that day lies before the end of the board; everybody reads it in the chronicle."),
    )  # fmt: skip
    note = ProseField(_l("Note for readers (optional)"), [at_most(2_000)])


class TakingForm(Form):
    """Put the points adopted into the draft of the concept's edition."""

    seen = HiddenField()
    sure = BooleanField(
        _l("I have compared both and want to replace the points of the draft."),
        [DataRequired(_l("Please tick that you have compared both."))],
    )
