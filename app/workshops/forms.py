"""The form for the result of a guiding question."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import Form, LineField, ProseField


class ResultForm(Form):
    """What came out of a question, and what it rests on; the boxes are drawn beside their cards."""

    text = ProseField(
        _l("What came out of this question?"),
        [InputRequired(_l("Please write what came out of it.")), Length(max=5000)],
    )
    cards = SelectMultipleField(
        _l("The cards it rests on"), coerce=int, choices=[], option_widget=CheckboxInput(), widget=ListWidget(),
        validate_choice=False,
    )  # fmt: skip
    groups = SelectMultipleField(
        _l("Whole groups"), coerce=int, choices=[], option_widget=CheckboxInput(), widget=ListWidget(),
        validate_choice=False,
    )  # fmt: skip
    reason = LineField(_l("Why is the published result put right?"), [Optional(), Length(max=500)])
    version = HiddenField()

    @property
    def shown_version(self) -> int:
        """The version the form was filled from; 0 where none can be read."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
