"""What beginning a thread asks, and putting it in other words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired
from wtforms.widgets import HiddenInput

from app.accounts.models import Person
from app.core.forms import Form, LineField, ProseField, at_most
from app.discussion.forms import SpeakingForm
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.outcome_wording import NAME_TELLS
from app.forums.beginning import LONGEST, LONGEST_TITLE


def _title() -> LineField:
    return LineField(
        _l("What is it about, in a few words?"),
        [DataRequired(message=_l("Please give it a short title.")), at_most(LONGEST_TITLE)],
    )


def _words() -> ProseField:
    said = DataRequired(message=_l("Please write what you want to say."))
    return ProseField(_l("Your contribution"), [said, at_most(LONGEST)])


class ThreadForm(SpeakingForm):
    """A new thread: under which topic, its title and text, in whose name, and under whose name it becomes an idea."""

    topic = SelectField(_l("Topic"), coerce=str, validate_choice=False)
    title = _title()
    text = _words()
    wish = RadioField(_l("If it becomes an idea: under whose name?"), default="event", validate_choice=False)

    def __init__(self, formdata: Any, format: ParticipationFormat, person: Person, **kwargs: Any) -> None:
        super().__init__(formdata, format, person, **kwargs)
        self.sections: dict[str, FormatSection] = {str(section.id): section for section in format.sections}
        self.topic.choices = [("", _("Please choose")), *((key, one.title) for key, one in self.sections.items())]
        self.wish.choices = [
            ("event", _("As a result of this forum")),
            ("person", _("Under mine once I agree: I am asked by e-mail; until then as a result of this forum")),
        ]
        if format.audience_id is not None:
            self.wish.description = NAME_TELLS

    def validate_topic(self, field: Field) -> None:
        if field.data not in self.sections:
            raise ValidationError(_("Please choose a topic."))

    def validate_wish(self, field: Field) -> None:
        if field.data not in dict(field.choices):
            field.data = "event"


class EditForm(Form):
    """A thread in other words, bound to the version that was shown."""

    title = _title()
    text = _words()
    version = IntegerField(widget=HiddenInput(), default=0)

    def validate_version(self, field: IntegerField) -> None:
        if field.data is None:
            field.data = 0
