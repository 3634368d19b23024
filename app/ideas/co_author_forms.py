"""Whom an author asks to write along; what a representative says about a prepared idea."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired

from app.accounts.forms import InvitedEmailField
from app.core.forms import Form, ProseField, at_most

MAX_REASON = 2_000


class CoAuthorForm(Form):
    """The address an invitation goes to."""

    email = InvitedEmailField(_l("E-mail address"))


class DeclarationForm(Form):
    """A representative's word; `seal` says which text it was given for."""

    seal = HiddenField()
    sure = BooleanField(
        _l("I declare this in the name of the organisation. Others may use the idea freely if they name the source "
           "(licence CC BY 4.0)."),
        [DataRequired(message=_l("Please tick this: without it the idea is not handed in."))],
    )  # fmt: skip


class ReturnForm(Form):
    """Why a prepared idea goes back."""

    reason = ProseField(
        _l("What is missing or wrong?"),
        [DataRequired(message=_l("Please say in a sentence why it goes back.")),
         at_most(MAX_REASON)],
    )  # fmt: skip
