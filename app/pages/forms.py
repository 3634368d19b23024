"""What the site's own pages ask: a barrier met, a text, a contact, a number."""

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, IntegerField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import HiddenInput

from app.accounts.forms import EmailField
from app.core.forms import Form, LineField, ProseField
from app.core.texts import number_of

MAX_TEXT = 60_000


class OptionalEmailField(EmailField):
    """An address, or nothing."""

    def pre_validate(self, form: Form) -> None:
        if self.data:
            super().pre_validate(form)


class BarrierForm(Form):
    """Where somebody met a barrier, what happened, and where an answer may go."""

    page = LineField(
        lazy_gettext("Which page is it about?"), [Length(max=300, message=lazy_gettext("At most 300 characters."))],
        description=lazy_gettext("The address or the name of the page; leave it empty if you do not know it."),
    )  # fmt: skip
    text = ProseField(
        lazy_gettext("What did not work?"),
        [Length(max=5000, message=lazy_gettext("At most 5,000 characters."))],
        description=lazy_gettext("Tell us what you wanted to do and what got in your way. A few words are enough."),
    )
    email = OptionalEmailField(
        lazy_gettext("Your e-mail address"), description=lazy_gettext("Only if you wish for an answer.")
    )

    def validate_text(self, field: ProseField) -> None:
        if not field.data:
            raise ValidationError(gettext("Please write in a few words what did not work."))


class NumberForm(Form):
    """The number on a receipt, as people copy it: "Nr. 1 234"."""

    nummer = LineField(
        lazy_gettext("The number on your receipt"),
        description=lazy_gettext("For example 1234. It also stands in our mails."),
    )

    def validate_nummer(self, field: LineField) -> None:
        if self.number is None:
            raise ValidationError(gettext("Please enter the number, for example 1234."))

    @property
    def number(self) -> int | None:
        return number_of(self.nummer.data or "")


class TextForm(Form):
    """A text of the site in Markdown; `version` is the one that was shown."""

    body = ProseField(lazy_gettext("Text"), [Length(max=MAX_TEXT, message=lazy_gettext("At most 60,000 characters."))])
    version = IntegerField(widget=HiddenInput(), default=0)

    def validate_body(self, field: ProseField) -> None:
        if not field.data:
            raise ValidationError(gettext("The page would be empty. You can restore the platform's text below."))

    def validate_version(self, field: IntegerField) -> None:
        if field.data is None:
            field.data = 0


class RestoreForm(Form):
    """The version that was shown when the default was asked for."""

    version = IntegerField(widget=HiddenInput(), default=0)


class ContactForm(Form):
    """How people reach an authority."""

    title = LineField(
        lazy_gettext("Title of the site"), [Length(max=200, message=lazy_gettext("At most 200 characters."))],
        description=lazy_gettext("It stands at the head of every page of yours."),
    )  # fmt: skip
    office = LineField(lazy_gettext("Office"), [Length(max=200, message=lazy_gettext("At most 200 characters."))])
    phone = LineField(lazy_gettext("Telephone"), [Length(max=80, message=lazy_gettext("At most 80 characters."))])
    phone_hours = LineField(
        lazy_gettext("Telephone hours"), [Length(max=200, message=lazy_gettext("At most 200 characters."))]
    )
    postal_address = ProseField(
        lazy_gettext("Postal address"), [Length(max=500, message=lazy_gettext("At most 500 characters."))]
    )
    email = OptionalEmailField(lazy_gettext("E-mail address"))
    holds_first_comments = BooleanField(
        lazy_gettext("Read first comments before everybody does"),
        description=lazy_gettext("Somebody's first comment waits at the desk until it is released; later ones do not."),
    )

    def validate_title(self, field: LineField) -> None:
        if not field.data:
            raise ValidationError(gettext("Please enter a title."))

    def validate_office(self, field: LineField) -> None:
        if not field.data:
            raise ValidationError(gettext("Please name the office that answers."))
