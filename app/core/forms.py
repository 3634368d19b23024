"""The mother of all forms: German and English messages, cleaned text, no token (see `security.py`)."""

from collections.abc import Mapping
from typing import Any, Self

from flask import request
from flask_babel import get_locale
from wtforms import Form as PlainForm
from wtforms import StringField, TextAreaField
from wtforms.i18n import get_translations

from app.core.texts import clean


class Form(PlainForm):
    """Validate with `is_sent_and_valid()`; rendering keeps what was typed."""

    class Meta:
        def get_translations(self, form: PlainForm) -> Any:
            return get_translations([str(get_locale())])

    @classmethod
    def of_request(cls, **defaults: Any) -> Self:
        """The form as sent, or filled with the defaults where nothing was sent."""
        return cls(request.form if request.method == "POST" else None, data=defaults)

    def is_sent_and_valid(self) -> bool:
        return request.method == "POST" and self.validate()

    def fault(self, name: str, message: str) -> None:
        """Put what a rule said at the field it is about."""
        field = self._fields[name]
        field.errors = [*field.errors, message]

    @property
    def faults(self) -> Mapping[str, list[str]]:
        return {name: list(field.errors) for name, field in self._fields.items() if field.errors}


class LineField(StringField):
    """One line of text, cleaned."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = " ".join(clean(valuelist[0]).split())


class ProseField(TextAreaField):
    """Several lines of text, cleaned."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean(valuelist[0])
