"""What one changes about one's own account."""

from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.forms import AppCodeForm, DetailsForm, NewEmailForm, PasswordForm, PresentPasswordForm, words_for
from app.accounts.models import Person
from app.accounts.proving import TooManyCodes, ask_for_proof
from app.accounts.registering import PasswordIsWeak, check_password, remove_password, set_password
from app.accounts.second_factor import new_recovery_codes, turn_off
from app.accounts.views.profile import profile_page
from app.accounts.views.second_factor import refused, show_recovery_codes
from app.accounts.views.session import reopen_session
from app.core.doors import writes
from app.core.languages import COOKIE, chosen_locale
from app.core.limits import is_within_limit, limited
from app.policies.doors import current_person, needs

accounts_mine = Blueprint("accounts_mine", __name__)
HOUR = timedelta(hours=1)
YEAR_SECONDS = 365 * 24 * 3600
Answer = Response | str | tuple[str, int]


@accounts_mine.post("/angaben")
@writes
@needs("use_account")
def save_details() -> Answer:
    """Keep name and language; the pages speak the new language at once."""
    form = DetailsForm.of_request()
    if not form.is_sent_and_valid():
        return profile_page(details=form), 422
    person = current_person()
    person.display_name, person.locale = form.display_name.data or None, form.locale.data
    flash(_("Saved."), "success")
    answer = make_response(redirect(url_for("accounts.profile")))
    answer.set_cookie(COOKIE, person.locale, max_age=YEAR_SECONDS, samesite="Lax")
    return answer


@accounts_mine.post("/passwort")
@limited("save_password", 30, HOUR)
@writes
@needs("use_account")
def save_password() -> Answer:
    """Set or change the password; other browsers are signed out."""
    person, form = current_person(), PasswordForm.of_request()
    if form.is_sent_and_valid() and _knows_password(person, form):
        try:
            set_password(person, form.new_password.data or "")
        except PasswordIsWeak as error:
            form.fault("new_password", words_for(error))
        else:
            reopen_session(person)
            flash(_("Your password is saved. Other browsers are signed out."), "success")
            return redirect(url_for("accounts.profile"))
    return profile_page(password=form), 422


@accounts_mine.post("/passwort/entfernen")
@limited("save_password", 30, HOUR)
@writes
@needs("use_account")
def drop_password() -> Answer:
    """Do without a password: from now on a code to the mailbox opens the account."""
    person, sent = current_person(), PresentPasswordForm.of_request()
    if sent.is_sent_and_valid() and _knows_password(person, sent):
        remove_password(person)
        flash(_("Your password is gone. You sign in with a code from now on."), "success")
        return redirect(url_for("accounts.profile"))
    form = PasswordForm()
    form.current_password.errors = list(sent.current_password.errors)
    return profile_page(password=form), 422


@accounts_mine.post("/adresse")
@limited("new_email", 20, HOUR)
@writes
@needs("use_account")
def ask_new_email() -> Answer:
    """Send a code to the new address; the account moves once it is typed."""
    person, form = current_person(), NewEmailForm.of_request()
    if form.is_sent_and_valid():
        try:
            proof = ask_for_proof(form.new_email.data or "", "new_email", locale=chosen_locale(), person=person)
            return redirect(url_for("accounts.code", proof_id=proof.id))
        except TooManyCodes:
            form.fault("new_email", _("We have sent several codes to this address already. Please wait an hour."))
    return profile_page(email=form), 422


@accounts_mine.post("/zweiter-faktor/neue-codes")
@limited("second_factor", 60, HOUR)
@writes
@needs("use_account")
def renew_recovery_codes() -> Answer:
    """New recovery codes against the app's code; the old ones stop working."""
    person, form = current_person(), AppCodeForm.of_request()
    if not _showed_factor(person, form):
        return profile_page(factor=form), 422
    return show_recovery_codes(new_recovery_codes(person), url_for("accounts.profile"))


@accounts_mine.post("/zweiter-faktor/aus")
@limited("second_factor", 60, HOUR)
@writes
@needs("use_account")
def drop_second_factor() -> Answer:
    """Go without a second factor again; staff may not."""
    person, form = current_person(), AppCodeForm.of_request()
    if person.is_staff:
        form.fault("code", _("People who work at the desk need the second factor."))
    elif _showed_factor(person, form):
        turn_off(person)
        flash(_("The second factor is off."), "success")
        return redirect(url_for("accounts.profile"))
    return profile_page(factor=form), 422


def _knows_password(person: Person, form: PasswordForm | PresentPasswordForm) -> bool:
    if person.password_hash is None:
        return True
    if not is_within_limit("password", person.email or "", 10, HOUR / 4):
        form.fault("current_password", _("Too many tries. Please wait a quarter of an hour."))
        return False
    if not check_password(person, form.current_password.data or ""):
        form.fault("current_password", _("This is not your present password."))
        return False
    return True


def _showed_factor(person: Person, form: AppCodeForm) -> bool:
    if person.totp_secret is None or not form.is_sent_and_valid():
        return False
    if fault := refused(person, form.code.data or ""):
        form.fault("code", fault)
        return False
    return True
