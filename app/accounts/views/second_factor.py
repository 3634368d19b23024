"""Showing the second factor, and setting it up on the spot where there is none yet."""

from datetime import timedelta

from flask import current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.forms import AppCodeForm, SetUpForm
from app.accounts.models import Person
from app.accounts.second_factor import address_of, is_second_factor, new_secret, qr_image, set_up
from app.accounts.views.arriving import accounts, home_of, let_in_verified
from app.accounts.views.session import halfway_person
from app.core.doors import public, writes
from app.core.limits import is_within_limit, limited
from app.core.security import local_path
from app.policies.doors import current_person

HOUR = timedelta(hours=1)
Answer = Response | str | tuple[str, int]


@accounts.get("/zweiter-faktor")
@public
def second_factor() -> Answer:
    """Ask for the app's code, or show how to set the app up."""
    person = _person_here()
    if person is None:
        return _to_sign_in()
    if person.totp_secret is not None:
        return _wanted(person) if person.is_verified_twice else _code_page(AppCodeForm())
    session.setdefault("new_secret", new_secret())
    return _set_up_page(person, SetUpForm())


@accounts.post("/zweiter-faktor")
@limited("second_factor", 60, HOUR)
@writes
@public
def show_second_factor_code() -> Answer:
    """Look at the code from the app or from paper."""
    person = _person_here()
    if person is None or person.totp_secret is None:
        return _to_sign_in()
    form = AppCodeForm.of_request()
    if form.is_sent_and_valid():
        if fault := refused(person, form.code.data or ""):
            form.fault("code", fault)
        else:
            return redirect(let_in_verified(person, request.args.get("next")))
    return _code_page(form), 422


@accounts.post("/zweiter-faktor/einrichten")
@limited("second_factor", 60, HOUR)
@writes
@public
def set_up_second_factor() -> Answer:
    """Turn the second factor on; the recovery codes are shown this once."""
    person, secret = current_person(), session.get("new_secret")
    if person is None or person.totp_secret is not None or secret is None:
        return redirect(url_for("accounts.second_factor", next=local_path(request.args.get("next"))))
    form = SetUpForm.of_request()
    if form.is_sent_and_valid():
        if (codes := set_up(person, secret, form.code.data or "")) is not None:
            goal = let_in_verified(person, request.args.get("next"))
            return show_recovery_codes(codes, goal)
        form.fault("code", _("That is not what the app should show. Is the clock of your telephone right?"))
    return _set_up_page(person, form), 422


def refused(person: Person, code: str) -> str | None:
    """Why the second factor does not count, in words; None when it does."""
    if not is_within_limit("second_factor", str(person.id), 10, HOUR / 4):
        return _("Too many tries. Please wait a quarter of an hour.")
    if not is_second_factor(person, code):
        return _("This code does not count, or not any more. Please wait for the next one in your app.")
    return None


def show_recovery_codes(codes: list[str], goal: str) -> str:
    """The page with the recovery codes: shown once, made to be printed."""
    return render_template("accounts/recovery_codes.html", codes=codes, goal=goal)


def _person_here() -> Person | None:
    person: Person | None = current_person() or halfway_person()
    return person


def _wanted(person: Person) -> Response:
    return redirect(local_path(request.args.get("next")) or home_of(person))


def _to_sign_in() -> Response:
    return redirect(url_for("accounts.sign_in", next=local_path(request.args.get("next"))))


def _code_page(form: AppCodeForm) -> str:
    goal = local_path(request.args.get("next"))
    return render_template("accounts/second_factor.html", form=form, goal=goal)


def _set_up_page(person: Person, form: SetUpForm) -> str:
    secret = session["new_secret"]
    address = address_of(secret, email=person.email or "", site_name=current_app.config["SITE_NAME"])
    groups = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    goal = local_path(request.args.get("next"))
    return render_template(
        "accounts/set_up_second_factor.html", form=form, qr=qr_image(address), secret=groups, address=address, goal=goal
    )
