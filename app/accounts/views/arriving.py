"""Arriving: what happens once somebody has proved a mailbox or typed the right password."""

from flask import Blueprint, flash, redirect, session, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.models import EmailProof, Person
from app.accounts.registering import EmailIsTaken, change_email, person_of
from app.accounts.views.session import enter, open_session, reopen_session, show_second_factor
from app.core.security import local_path
from app.ideas.submitting import claim_drafts
from app.policies.doors import current_person

accounts = Blueprint("accounts", __name__)


def arrive(proof: EmailProof) -> Response:
    """The mailbox is proved: go on with what it was asked for."""
    if proof.purpose == "password":
        session["new_password"] = proof.id
        return redirect(url_for("accounts.new_password"))
    if proof.purpose == "new_email":
        return _move(proof)
    if proof.purpose == "data":
        session["data_proof"] = proof.id
        flash(_("Thank you, it is you. You can take your data along or erase them now."), "mitnehmen:success")
        return redirect(url_for("privacy_mine.index", _anchor="mitnehmen"))
    return let_in(person_of(proof.email, locale=proof.locale), proof.context.get("next"))


def let_in(person: Person, wanted: str | None) -> Response:
    """Sign in and go on to the page that was wanted; where there is a second factor, it is asked for first."""
    goal = local_path(wanted)
    claim_drafts(person)
    if not enter(person):
        return redirect(url_for("accounts.second_factor", next=goal))
    return redirect(goal or home_of(person))


def let_in_verified(person: Person, wanted: str | None) -> str:
    """Sign in with the second factor shown; returns where to go on."""
    claim_drafts(person)
    open_session(person)
    show_second_factor()
    return local_path(wanted) or home_of(person)


def home_of(person: Person) -> str:
    """Where somebody's work is: the desk for staff, one's own ideas for everybody else."""
    return url_for("ideas_desk.start" if person.is_staff else "ideas_mine.index")


def is_for_somebody_else(proof: EmailProof) -> bool:
    """A new address, or a look at one's data, is confirmed by the one who asked for it, signed in; by nobody else."""
    person = current_person()
    return proof.purpose in {"new_email", "data"} and (person is None or person.id != proof.person_id)


def _move(proof: EmailProof) -> Response:
    try:
        change_email(current_person(), proof.email)
        reopen_session(current_person())
    except EmailIsTaken:
        flash(_("Another account here already has this address. Your account keeps its present one."), "warning")
    else:
        flash(_("Your account now has the address %(email)s.", email=proof.email), "success")
    return redirect(url_for("accounts.profile"))
