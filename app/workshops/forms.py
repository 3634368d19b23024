"""The form for the result of a guiding question."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import LineField, ProseField, VersionForm, at_most


class ResultForm(VersionForm):
    """What came out of a question, and what it rests on; the boxes are drawn beside their cards."""

    text = ProseField(
        _l("What came out of this question?"),
        [InputRequired(_l("Please write what came out of it.")), at_most(5000)],
    )
    cards = SelectMultipleField(
        _l("The cards it rests on"), coerce=int, choices=[], option_widget=CheckboxInput(), widget=ListWidget(),
        validate_choice=False,
    )  # fmt: skip
    groups = SelectMultipleField(
        _l("Whole groups"), coerce=int, choices=[], option_widget=CheckboxInput(), widget=ListWidget(),
        validate_choice=False,
    )  # fmt: skip
    reason = LineField(_l("Why is the published result put right?"), [Optional(), at_most(500)])
