"""The forms of taking part: what one can do, a line to the other side, how often one wants to hear."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from app.core.forms import Form, LineField, OnceField, ProseField, at_most

MAX_NAME, MAX_TEXT = 120, 2_000


class SupportForm(Form):
    """Support, and with it the wish to hear what becomes of the thing."""

    follow = BooleanField(_l("I want to hear what becomes of it."))


class OfferForm(Form):
    """What somebody can do, and under which name."""

    text = ProseField(
        _l("What can you do?"),
        [DataRequired(message=_l("Please write what you can do.")), at_most(MAX_TEXT)],
        description=_l("A free afternoon, a trailer, experience, a room: everything helps."),
    )
    name = LineField(
        _l("Your name"),
        [DataRequired(message=_l("Please give a name to talk to.")), at_most(MAX_NAME)],
        description=_l("Only the people who read your offer see it."),
    )


class MessageForm(Form):
    """A line to the other side."""

    once = OnceField()
    text = ProseField(_l("Your message"), [DataRequired(message=_l("Please write something.")), at_most(MAX_TEXT)])


class OfficeMailsForm(Form):
    """Which mails come by themselves to somebody with a role here."""

    monday = BooleanField(_l("On Mondays: the week at a glance"))
    morning = BooleanField(_l("On working days: what in my inbox is near its day"))


class DigestForm(Form):
    """How often one wants to hear of all one follows."""

    digest = RadioField(
        _l("How often shall we write to you?"),
        choices=[
            SelectChoice("daily", _l("every day, if something happened")),
            SelectChoice("weekly", _l("once a week, if something happened")),
            SelectChoice("off", _l("not at all")),
        ],
    )  # fmt: skip
