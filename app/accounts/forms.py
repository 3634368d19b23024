"""What people are asked about themselves: address, code, password, name."""

import re
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, PasswordField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.accounts.registering import PasswordIsWeak, proper_email
from app.core.forms import Form, LineField

LANGUAGES = [SelectChoice("de", "Deutsch"), SelectChoice("en", "English")]


class EmailField(LineField):
    """An address a mail can be sent to, as machines write it."""

    empty_message: Any = lazy_gettext("Please enter your e-mail address.")

    def pre_validate(self, form: Form) -> None:
        if not self.data:
            raise ValidationError(self.empty_message)
        address = proper_email(self.data)
        if address is None:
            raise ValidationError(gettext("This is not a complete e-mail address, like anna@example.org."))
        self.data = address


class InvitedEmailField(EmailField):
    """The address of somebody else."""

    empty_message = lazy_gettext("Please enter the address of the person you want to invite.")


class CodeField(LineField):
    """Digits as people type them: with spaces, or hyphens between."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = re.sub(r"[\s\u2010-\u2015-]", "", self.data or "")


class SixDigits(Form):
    """The code from our mail."""

    code = CodeField(lazy_gettext("The code from our mail"))

    def validate_code(self, field: CodeField) -> None:
        if not re.fullmatch(r"[0-9]{6}", field.data or ""):
            raise ValidationError(gettext("The code has six digits."))


class SignInForm(Form):
    """An address, and a password for those who have one."""

    email = EmailField(lazy_gettext("Your e-mail address"))
    password = PasswordField(lazy_gettext("Your password"), [Length(max=1000)])
    next = HiddenField()


class ForgotForm(Form):
    """Where the code for a new password goes."""

    email = EmailField(lazy_gettext("Your e-mail address"))


class NewPasswordForm(Form):
    """A password one has chosen oneself."""

    new_password = PasswordField(
        lazy_gettext("New password"), [InputRequired(lazy_gettext("Please think of a password.")), Length(max=1000)]
    )


class PasswordForm(NewPasswordForm):
    """A new password for somebody signed in, who knows the present one."""

    current_password = PasswordField(lazy_gettext("Present password"), [Length(max=1000)])


class PresentPasswordForm(Form):
    """The present password, to do without one from now on."""

    current_password = PasswordField(lazy_gettext("Present password"), [Length(max=1000)])


class DetailsForm(Form):
    """How a person is called here, and in which language we write."""

    display_name = LineField(
        lazy_gettext("Your name"), [Length(max=120, message=lazy_gettext("Please use at most 120 characters."))]
    )
    locale = SelectField(lazy_gettext("Language of our mails"), choices=LANGUAGES)


class NewEmailForm(Form):
    """The address an account is to move to."""

    new_email = EmailField(lazy_gettext("New e-mail address"))


class AppCodeForm(Form):
    """Six digits from the app, or a recovery code from paper."""

    code = CodeField(lazy_gettext("Code from your app, or a recovery code"))

    def validate_code(self, field: CodeField) -> None:
        if not re.fullmatch(r"[0-9A-Za-z]{6,12}", field.data or ""):
            raise ValidationError(gettext("The code from the app has six digits, a recovery code ten characters."))


class SetUpForm(Form):
    """The first six digits an app shows for this account."""

    code = CodeField(lazy_gettext("The six digits your app shows now"))

    def validate_code(self, field: CodeField) -> None:
        if not re.fullmatch(r"[0-9]{6}", field.data or ""):
            raise ValidationError(gettext("The code has six digits."))


def words_for(error: PasswordIsWeak) -> str:
    """Why that password was refused, in words that help."""
    return {
        "short": gettext("Please use at least 10 characters. A few words in a row are easy to remember."),
        "long": gettext("Please use at most 200 characters."),
        "common": gettext("Very many people use this password. Please think of another one."),
        "address": gettext("Please do not use your address as the password."),
    }[error.why]
