"""What a comment asks: who is writing, and the words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, ValidationError
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from app.accounts.models import Person
from app.core.forms import Form, LineField, OnceField, ProseField, at_most
from app.discussion.commenting import MAX_TEXT
from app.discussion.queries import voices_in
from app.policies.table import may
from app.things.models import Thing

MYSELF, OFFICE = "person", "office"
_LONGEST = at_most(MAX_TEXT)
_WORDS = [DataRequired(message=_l("Please write what you want to say.")), _LONGEST]


class EditForm(Form):
    """A comment in other words, bound to the version that was shown."""

    text = ProseField(_l("Your comment"), _WORDS)
    version = IntegerField(widget=HiddenInput(), default=0)

    def validate_version(self, field: IntegerField) -> None:
        if field.data is None:
            field.data = 0


class SpeakingForm(Form):
    """Something said in somebody's name (`voice`); a person without a name here may give one."""

    once = OnceField()
    voice = RadioField(_l("Who is writing?"), validate_choice=False, default=MYSELF)
    display_name = LineField(
        _l("What shall we call you?"),
        [Length(max=120, message=_l("Please use at most 120 characters."))],
        description=_l("The name stands beside what you write. Left empty, you write as a resident."),
        render_kw={"autocomplete": "name"},
    )

    def __init__(self, formdata: Any, thing: Thing, person: Person, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.organisations = {f"organisation-{one.id}": one for one in voices_in(thing, person)}
        self.voice.choices = [(value, organisation.name) for value, organisation in self.organisations.items()]
        if not thing.is_among_bodies:
            myself = _("I myself (%(name)s)", name=person.display_name or _("A resident"))
            self.voice.choices.insert(0, (MYSELF, myself))
        elif formdata is None:
            self.voice.data = next(iter(self.organisations), None)
        if thing.authority is not None and may(person, "comment_as_office", thing):
            self.voice.choices.append((OFFICE, thing.authority.office))
        self.asks_for_name = not person.display_name and not thing.is_among_bodies

    def validate_voice(self, field: Field) -> None:
        if field.data not in dict(field.choices):
            field.data = MYSELF
            raise ValidationError(_("Please say once more who is writing: this choice is not open to you any more."))

    @property
    def speaker(self) -> dict[str, Any]:
        """In whose name, as the verbs take it."""
        return {
            "as_organisation": self.organisations.get(self.voice.data or ""), "as_office": self.voice.data == OFFICE,
            "name": self.display_name.data if self.asks_for_name and self.voice.data == MYSELF else None,
        }  # fmt: skip


class CommentForm(SpeakingForm):
    """A comment or an answer."""

    text = ProseField(_l("Your comment"), _WORDS)

    def __init__(self, formdata: Any, thing: Thing, person: Person) -> None:
        # The form stands on pages with other forms: its names and ids are its own.
        super().__init__(formdata, thing, person, prefix="kommentar-")
        if thing.kind == "thread":
            self.text.label.text = _("Your answer")
