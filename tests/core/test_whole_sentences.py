"""What a form says of its faults is whole sentences, whichever form it is."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from inspect import signature
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired

import app as package
from app.accounts.role_forms import RoleForm
from app.core.forms import Form, LineField
from tests.cast import Cast

pytestmark = pytest.mark.once

for found in pkgutil.walk_packages(package.__path__, "app."):
    if found.name.endswith("forms"):
        import_module(found.name)


def subclasses(of: type[Form]) -> Iterator[type[Form]]:
    for one in of.__subclasses__():
        yield one
        yield from subclasses(one)


FORMS = sorted(
    {one for one in subclasses(Form) if one.__module__.startswith("app.")},
    key=lambda one: (one.__module__, one.__name__),
)


def sentences_of(errors: Any) -> Iterator[Any]:
    for error in errors.values() if isinstance(errors, dict) else errors:
        if isinstance(error, dict | list | tuple):
            yield from sentences_of(error)
        else:
            yield error


@pytest.mark.parametrize("form_class", FORMS, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_an_empty_form_is_answered_in_whole_sentences(app: Flask, cast: Cast, form_class: type[Form]) -> None:
    with app.test_request_context(method="POST"):
        thing = SimpleNamespace(
            id=1, kind="idea", authority=None, authority_id=None, audience_id=None, is_among_bodies=False, sections=[]
        )  # fmt: skip
        thing.format = thing
        known = {"thing": thing, "format": thing, "section": thing, "person": cast.anna, "keeper": 1}
        asked = [name for name in known if name in signature(form_class.__init__).parameters]
        form = form_class(MultiDict(), **{name: known[name] for name in asked})
        if isinstance(form, RoleForm):
            form.bodies = {"organisation": {}, "authority": {}}
        for field in form:
            if getattr(field, "choices", 0) is None:
                field.choices = []
        form.validate()
        for sentence in sentences_of(form.errors):
            assert type(sentence) is str
            assert len(sentence) >= 10, form.errors


def test_there_are_forms_to_look_at() -> None:
    assert len(FORMS) > 20


class LazyForm(Form):
    """A form whose message is not a text yet when it is written down."""

    line = LineField("Line", [DataRequired(lazy_gettext("Please give your idea a headline."))])


def test_a_message_translated_late_reaches_field_and_summary_as_one(app: Flask) -> None:
    macros = "macros/forms.html"
    with app.test_request_context(method="POST"):
        form = LazyForm(MultiDict())
        assert not form.validate()
        page = app.jinja_env.get_template(macros).make_module({"form": form})
        html = str(page.error_summary(form)) + str(page.field(form.line))
        words = str(form.line.errors[0])
        assert html.count(words) == 2
        assert " ".join(words[:4]) not in html
