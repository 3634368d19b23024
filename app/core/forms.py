"""The mother of all forms: German and English messages, cleaned text, no token (see `security.py`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self
from uuid import UUID, uuid4

from flask import request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form as PlainForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.i18n import get_translations
from wtforms.validators import Length

from app.core.texts import clean


def at_most(most: int) -> Length:
    """At most so many characters, said in words."""
    return Length(max=most, message=_l("Please shorten this to %(count)s characters.", count=most))


def sent_number(sent: Any, digits: int = 9) -> int | None:
    """A number as a page sends it back; none for anything else."""
    value = str(sent or "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= digits else None


def sent_numbers(sent: Iterable[Any]) -> list[int]:
    """The numbers among what a page sends back, each once and in their order."""
    return [number for number in dict.fromkeys(map(sent_number, sent)) if number is not None]


class Form(PlainForm):
    """Validate with `is_sent_and_valid()`; rendering keeps what was typed."""

    class Meta:
        def get_translations(self, form: PlainForm) -> Any:
            return get_translations([str(get_locale())])

        def wrap_formdata(self, form: PlainForm, formdata: Any) -> Any:
            """What was sent, without NUL: no database keeps it and no page may carry it, whatever the field."""
            if formdata is None:
                return None
            values = ((name, value) for name in formdata for value in formdata.getlist(name))
            return MultiDict(
                (name, value.replace("\0", "") if isinstance(value, str) else value) for name, value in values
            )

    @classmethod
    def of_request(cls, **defaults: Any) -> Self:
        """The form as sent, or filled with the defaults where nothing was sent."""
        return cls(request.form if request.method == "POST" else None, data=defaults)

    def is_sent_and_valid(self) -> bool:
        return request.method == "POST" and self.validate()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything fits; what does not is said at its field, each message one whole sentence."""
        is_valid: bool = super().validate(extra_validators)
        for field in self._fields.values():
            # Lazy texts are iterable letter by letter and no `str`; pages are to get nothing but finished sentences.
            if isinstance(field.errors, list | tuple):
                field.errors = _said(field.errors)
        return is_valid

    def fault(self, name: str, message: str) -> None:
        """Put what a rule said at the field it is about."""
        field = self._fields[name]
        field.errors = [*field.errors, str(message)]

    @property
    def faults(self) -> Mapping[str, list[str]]:
        return {name: list(field.errors) for name, field in self._fields.items() if field.errors}


class VersionForm(Form):
    """Bound to what was on the screen: a change somebody else made meanwhile is noticed, not overwritten."""

    version = HiddenField()

    @property
    def shown_version(self) -> int:
        """The version shown; 0, which nothing that is kept has, where none was sent."""
        return sent_number(self["version"].data, 15) or 0


def _said(errors: Sequence[Any]) -> list[Any]:
    """The messages as plain text; those of fields within a field stay grouped."""
    return [
        _said(error) if isinstance(error, list | tuple) else error if isinstance(error, dict) else str(error)
        for error in errors
    ]


def _uncut(field: StringField) -> None:
    # A browser cuts what is pasted at `maxlength` without a word; the message at the field says it instead.
    vars(field.flags).pop("maxlength", None)


class LineField(StringField):
    """One line of text, cleaned; too much of it is said, never cut off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _uncut(self)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = " ".join(clean(valuelist[0]).split())


class ProseField(TextAreaField):
    """Several lines of text, cleaned; too much of it is said, never cut off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _uncut(self)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean(valuelist[0])


class OnceField(HiddenField):
    """By what a second sending of the same form is known: a fresh UUID, or the one that was sent."""

    data: Any

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        try:
            is_uuid = str(UUID(str(self.data))) == str(self.data)
        except ValueError:
            is_uuid = False
        if not is_uuid:
            self.data = str(uuid4())
