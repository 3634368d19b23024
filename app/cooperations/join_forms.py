"""The form of a municipality that would like to take part."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired

from app.core.forms import Form, ProseField, at_most

MOST_LETTERS = 2000


class JoinForm(Form):
    """For whom, and why: the partners read it, nobody else does."""

    fuer = RadioField(_l("Which municipality would like to take part?"), choices=[], validate_choice=False)
    text = ProseField(
        _l("Why would you like to take part, and what could you contribute?"),
        [DataRequired(_l("Please write a sentence or two: the partners decide on it.")), at_most(MOST_LETTERS)],
        description=_l("The partners read it, nobody else does. You promise nothing with it."),
    )
