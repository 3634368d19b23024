"""My details: the page; what can be changed there stands in `mine.py`."""

from typing import Any

from flask import render_template

from app.accounts.forms import AppCodeForm, DetailsForm, NewEmailForm, PasswordForm
from app.accounts.views.arriving import accounts
from app.cooperations.queries import answers_waiting
from app.policies.doors import current_person, needs
from app.statements.office_queries import requests_waiting


@accounts.get("")
@needs("use_account")
def profile() -> str:
    """Everything we know about the person, and where it is changed."""
    return profile_page()


def profile_page(**sent: Any) -> str:
    """The page with the form that was sent (`details`, `password`, `email`, `factor`) and the others fresh."""
    person = current_person()
    forms = {
        "details": DetailsForm(data={"display_name": person.display_name, "locale": person.locale}),
        "password": PasswordForm(),
        "email": NewEmailForm(),
        "factor": AppCodeForm(),
    }
    return render_template(
        "accounts/profile.html", person=person, faulty=[*sent.values()],
        statements_open=requests_waiting(person), cooperations_open=answers_waiting(person), **(forms | sent),
    )  # fmt: skip
