"""Signing in with a code, a link or a password; signing out; a forgotten password."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response

from app.accounts.forms import ForgotForm, NewPasswordForm, SignInForm, SixDigits, words_for
from app.accounts.models import EmailProof
from app.accounts.proving import (
    CodeIsExpired,
    CodeIsUsed,
    CodeIsWrong,
    TooManyCodes,
    ask_for_proof,
    find_proof,
    look_at_link,
    prove_by_code,
    prove_by_link,
)  # fmt: skip
from app.accounts.queries import find_person
from app.accounts.registering import PasswordIsWeak, check_password, end_all_sessions, person_of, set_password
from app.accounts.views import profile, second_factor
from app.accounts.views.arriving import accounts, arrive, home_of, is_for_somebody_else, let_in
from app.accounts.views.session import close_session
from app.core.clock import local, now
from app.core.doors import public, writes
from app.core.languages import chosen_locale
from app.core.limits import is_within_limit, limited
from app.core.security import local_path
from app.policies.doors import current_person

ROOMS = (profile, second_factor)  # they hang their doors onto the same blueprint
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
PURPOSES = {"sign_in", "password", "new_email", "data"}
Answer = Response | str | tuple[str, int]


@accounts.get("/anmelden")
@public
def sign_in() -> Answer:
    """Ask who it is; somebody already signed in goes straight on."""
    wanted = local_path(request.args.get("next"))
    if (person := current_person()) is not None:
        return redirect(wanted or home_of(person))
    return _sign_in_page(SignInForm(data={"next": wanted}))


@accounts.post("/anmelden")
@limited("sign_in", 60, HOUR)
@writes
@public
def send_sign_in() -> Answer:
    """Send a code, or, where the password field was used, look at the password."""
    form = SignInForm.of_request()
    if not form.is_sent_and_valid():
        return _sign_in_page(form), 422
    if form.password.data:
        return _by_password(form)
    if (proof := _asked(form, form.email.data, "sign_in", {"next": local_path(form.next.data)})) is None:
        return _sign_in_page(form), 422
    return redirect(url_for("accounts.code", proof_id=proof.id))


@accounts.get("/anmelden/code/<uuid:proof_id>")
@public
def code(proof_id: Any) -> Answer:
    """Where the six digits are typed."""
    proof = _proof_of_here(proof_id)
    return _code_page(proof, SixDigits())


@accounts.post("/anmelden/code/<uuid:proof_id>")
@limited("code", 60, HOUR)
@writes
@public
def prove(proof_id: Any) -> Answer:
    """Look at the six digits; a wrong code is counted."""
    proof = _proof_of_here(proof_id)
    form = SixDigits.of_request()
    if form.is_sent_and_valid():
        try:
            return arrive(prove_by_code(proof.id, form.code.data))
        except (CodeIsWrong, CodeIsExpired, CodeIsUsed) as error:
            form.fault("code", words_for_code(error))
    return _code_page(proof, form), 422


@accounts.post("/anmelden/code/<uuid:proof_id>/neu")
@limited("send_code", 20, HOUR)
@writes
@public
def send_again(proof_id: Any) -> Answer:
    """Send one more code to the same mailbox, for the same purpose."""
    proof = _proof_of_here(proof_id)
    form = SixDigits()
    again = _asked(form, proof.email, proof.purpose, proof.context, field="code", person=current_person())
    if again is None:
        return _code_page(proof, form), 422
    flash(_("We have sent a new code."), "success")
    return redirect(url_for("accounts.code", proof_id=again.id))


@accounts.get("/anmelden/link/<token>")
@public
def follow_link(token: str) -> Answer:
    """The page behind the link in a mail: it shows a button, so that a mail scanner uses nothing up."""
    try:
        proof = _ours(look_at_link(token))
    except (CodeIsExpired, CodeIsUsed) as error:
        return _stale_link(error)
    if is_for_somebody_else(proof):
        return _confirm_elsewhere()
    return render_template("accounts/follow_link.html", proof=proof, token=token)


@accounts.post("/anmelden/link/<token>")
@limited("link", 60, HOUR)
@writes
@public
def confirm_link(token: str) -> Answer:
    """The button behind the link was pressed."""
    try:
        if is_for_somebody_else(_ours(look_at_link(token))):
            return _confirm_elsewhere()
        return arrive(prove_by_link(token))
    except (CodeIsExpired, CodeIsUsed) as error:
        return _stale_link(error)


def _ours(proof: EmailProof | None) -> EmailProof:
    # A code for an idea or a draft opens that idea or draft, at its own door, and nothing else.
    if proof is None or proof.purpose not in PURPOSES:
        abort(404)
    return proof


def _proof_of_here(proof_id: Any) -> EmailProof:
    proof = _ours(find_proof(str(proof_id)))
    if is_for_somebody_else(proof):
        abort(404)
    return proof


@accounts.post("/abmelden")
@writes
@public
def sign_out() -> Answer:
    """Sign out, on every device: a copied or forgotten session is worth nothing from then on."""
    if (person := current_person()) is not None:
        end_all_sessions(person)
    close_session()
    flash(_("You are signed out, on all your devices."), "success")
    return redirect(url_for("pages.start"))


@accounts.get("/passwort-vergessen")
@public
def forgot_password() -> Answer:
    """Ask where the code for a new password is to go."""
    return render_template("accounts/forgot_password.html", form=ForgotForm())


@accounts.post("/passwort-vergessen")
@limited("forgot_password", 20, HOUR)
@writes
@public
def send_forgot_password() -> Answer:
    """Send a code for a new password, to every address alike."""
    form = ForgotForm.of_request()
    if form.is_sent_and_valid() and (proof := _asked(form, form.email.data, "password", {})) is not None:
        return redirect(url_for("accounts.code", proof_id=proof.id))
    return render_template("accounts/forgot_password.html", form=form), 422


@accounts.get("/neues-passwort")
@public
def new_password() -> Answer:
    """Think of a new password, the mailbox having been proved in this browser."""
    if (proof := _proof_for_password()) is None:
        return redirect(url_for("accounts.forgot_password"))
    return render_template("accounts/new_password.html", form=NewPasswordForm(), proof=proof)


@accounts.post("/neues-passwort")
@limited("new_password", 30, HOUR)
@writes
@public
def save_new_password() -> Answer:
    """Keep the new password; every other session of the account ends."""
    if (proof := _proof_for_password()) is None:
        return redirect(url_for("accounts.forgot_password"))
    form = NewPasswordForm.of_request()
    if form.is_sent_and_valid():
        person = person_of(proof.email, locale=proof.locale)
        try:
            set_password(person, form.new_password.data)
        except PasswordIsWeak as error:
            form.fault("new_password", words_for(error))
        else:
            session.pop("new_password")
            flash(_("Your new password counts from now on."), "success")
            return let_in(person, None)
    return render_template("accounts/new_password.html", form=form, proof=proof), 422


def words_for_code(error: CodeIsWrong | CodeIsExpired | CodeIsUsed) -> str:
    """What to say at the field of a code that was refused."""
    if isinstance(error, CodeIsWrong) and error.tries_left > 0:
        return ngettext(
            "That is not the code from our mail. You have one more try.",
            "That is not the code from our mail. You have %(num)s more tries.",
            error.tries_left,
        )
    if isinstance(error, CodeIsUsed):
        return _("This code has been used already. Please ask for a new one.")
    return _("This code is no longer valid. Please ask for a new one.")


def _by_password(form: SignInForm) -> Answer:
    email = form.email.data or ""
    if not is_within_limit("password", email, 10, QUARTER):
        form.fault("password", _("Too many tries. Please sign in with a code, or wait a quarter of an hour."))
    elif check_password(person := find_person(email), form.password.data or "") and person is not None:
        return let_in(person, form.next.data)
    else:
        form.fault("password", _("Address and password do not fit together. You can always sign in with a code."))
    return _sign_in_page(form), 422


def _asked(
    form: Any, email: str, purpose: str, context: dict[str, Any], *, field: str = "email", person: Any = None
) -> EmailProof | None:
    try:
        return ask_for_proof(email, purpose, locale=chosen_locale(), person=person, context=context)
    except TooManyCodes:
        words = _(
            "We have sent several codes to this address already. "
            "Each is valid until the time its mail names; a new one comes in an hour."
        )
        form.fault(field, words)
        return None


def _proof_for_password() -> EmailProof | None:
    proof = find_proof(session.get("new_password", ""))
    is_recent = proof is not None and proof.used_at is not None and now() - proof.used_at < HOUR / 2
    return proof if is_recent else None


def _sign_in_page(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form)


def _code_page(proof: EmailProof, form: SixDigits) -> str:
    return render_template("accounts/code.html", proof=proof, form=form, until=local(proof.expires_at))


def _stale_link(error: CodeIsExpired | CodeIsUsed) -> Answer:
    return render_template("accounts/stale_link.html", is_used=isinstance(error, CodeIsUsed)), 410


def _confirm_elsewhere() -> Response:
    flash(_("Please sign in to the account that is to get the new address."), "info")
    return redirect(url_for("accounts.sign_in", next=request.path))
