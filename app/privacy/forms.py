"""What one is asked before an account is erased."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.core.forms import Form


class EraseForm(Form):
    """Two decisions: what becomes of one's comments, and that it is really meant."""

    comments = RadioField(
        _l("What shall become of your comments?"),
        choices=[
            SelectChoice("keep", _l("The comments stay, without my name.")),
            SelectChoice("remove", _l("The text of my comments is deleted.")),
        ],
        default="keep",
        validators=[InputRequired(_l("Please choose."))],
    )
    sure = BooleanField(
        _l("I want my account erased. I know that this cannot be undone."),
        validators=[InputRequired(_l("Please tick this if you really want it."))],
    )
