"""What writing, editing and capturing cards asks."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from app.accounts.models import Person
from app.boards.writing import LONGEST, lines_of
from app.core.forms import Form, LineField, OnceField, ProseField, at_most
from app.discussion.forms import SpeakingForm
from app.formats.contributing import Voice, voice_of, voice_of_office
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.outcome_wording import NAME_TELLS

_WORDS = [DataRequired(message=_l("Please write what you want to say."))]
_SHORT = at_most(LONGEST)


class CardForm(SpeakingForm):
    """One card, or several, a line each; in whose name, and under whose name it would become an idea."""

    text = ProseField(_l("Your answer"), _WORDS)
    is_several = BooleanField(_l("Put each line on a card of its own"))
    wish = RadioField(_l("If it becomes an idea: whose name stands there?"), default="event", validate_choice=False)

    def __init__(self, formdata: Any, section: FormatSection, person: Person) -> None:
        # A page holds one such form a question: its names and ids are its own.
        super().__init__(formdata, section.format, person, prefix=f"karte-{section.id}-")
        self.section, self.person = section, person
        self.wish.choices = [
            ("event", _("That of this event")), ("person", _("Mine, once I have agreed: I am asked by e-mail")),
        ]  # fmt: skip
        if section.format.audience_id is not None:
            self.wish.description = NAME_TELLS

    def validate_wish(self, field: Field) -> None:
        if field.data not in dict(field.choices):
            field.data = "event"

    def validate_text(self, field: Field) -> None:
        if any(len(text) > LONGEST for text in self.texts):
            raise ValidationError(_("Please shorten each card to %(count)s characters.", count=LONGEST))

    @property
    def texts(self) -> list[str]:
        """What goes on the cards."""
        words = self.text.data or ""
        return lines_of(words) if self.is_several.data else [words]

    @property
    def as_whom(self) -> Voice:
        """In whose name; a name given by somebody without one is hers from now on."""
        speaker = self.speaker
        if speaker["as_office"]:
            return voice_of_office(self.section.format, self.person)
        if speaker["name"]:
            self.person.display_name = speaker["name"]
        return voice_of(self.person, wish=self.wish.data or "event", as_organisation=speaker["as_organisation"])


class EditCardForm(Form):
    """A card in other words, bound to the version that was shown."""

    text = ProseField(_l("Your answer"), [*_WORDS, _SHORT])
    version = IntegerField(widget=HiddenInput(), default=0)

    def validate_version(self, field: IntegerField) -> None:
        if field.data is None:
            field.data = 0


class CaptureForm(Form):
    """What was said in the room: a line becomes a card."""

    once = OnceField()
    section = SelectField(_l("Question"), coerce=int)
    text = ProseField(_l("What was said"), _WORDS)

    def __init__(self, formdata: Any, format: ParticipationFormat, **more: Any) -> None:
        super().__init__(formdata, **more)
        self.sections = {section.id: section for section in format.sections}
        self.section.choices = [(section.id, section.title) for section in format.sections]


class GroupForm(Form):
    """The heading of a group."""

    once = OnceField()
    title = LineField(
        _l("Heading of the group"),
        [
            DataRequired(message=_l("Please give the group a heading.")),
            Length(max=120, message=_l("Please use at most 120 characters.")),
        ],
    )


class DotsForm(Form):
    """How many dots each person has for every question."""

    dots = IntegerField(
        _l("Dots for each person and question"),
        [
            InputRequired(message=_l("Please give a number from 0 to 20.")),
            NumberRange(0, 20, message=_l("Please give a number from 0 to 20.")),
        ],
        description=_l("0: no dots are given."),
    )
    why = ProseField(
        _l("Reason for the change"), [at_most(2_000)],
        description=_l("Everybody reads it in the chronicle, beside what stood there before."),
    )  # fmt: skip
