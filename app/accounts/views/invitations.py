"""The page an invitation leads to: looking changes nothing; the button accepts, for that address alone."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.accounts.inviting import (
    InvitationIsForAnother,
    InvitationIsOver,
    decline_invitation,
    ensure_open,
    look_at_invitation,
    masked,
)
from app.accounts.inviting import find_invitation as find
from app.accounts.models import SPEAKING_ROLES, Invitation, Person
from app.accounts.organisation_forms import ROLE_TASKS, ROLE_WORDS, AcceptanceForm
from app.accounts.organising import accept_membership, is_membership_backed
from app.accounts.proving import TooManyCodes, ask_for_proof
from app.accounts.wording import aim_of, membership_asked
from app.core.database import db
from app.core.doors import public, writes
from app.core.languages import chosen_locale
from app.core.limits import limited
from app.ideas.models import Idea
from app.ideas.writing_together import accept_co_authorship, is_co_authorship_backed
from app.policies.doors import current_person, needs

invitations = Blueprint("invitations", __name__)
HOUR = timedelta(hours=1)
OVER = 410


@invitations.after_request
def never_cached(response: Response) -> Response:
    """What a link opens is for one address alone."""
    response.headers["Cache-Control"] = "no-store"
    return response


@invitations.get("/<token>")
@public
def look(token: str) -> Any:
    """What the link is about: for whoever it was sent to, the invitation; for others, how to go on."""
    try:
        invitation = look_at_invitation(token)
        _ensure_backed(invitation)
    except InvitationIsOver as error:
        return _over(error)
    person = current_person()
    if person is not None and person.email == invitation.email:
        return redirect(url_for("invitations.show", invitation_id=invitation.id))
    return _door(invitation, token)


@invitations.post("/<token>")
@limited("invitation", 20, HOUR)
@writes
@public
def sign_in(token: str) -> Any:
    """Send a code to exactly the address that was invited; the way goes on to the invitation."""
    try:
        invitation = look_at_invitation(token)
        _ensure_backed(invitation)
    except InvitationIsOver as error:
        return _over(error)
    goal = url_for("invitations.show", invitation_id=invitation.id)
    if current_person() is not None and current_person().email == invitation.email:
        return redirect(goal, 303)
    try:
        proof = ask_for_proof(invitation.email, "sign_in", locale=chosen_locale(), context={"next": goal})
    except TooManyCodes:
        return _door(invitation, token, has_had_enough=True), 422
    return redirect(url_for("accounts.code", proof_id=proof.id), 303)


@invitations.post("/<token>/ablehnen")
@limited("invitation", 20, HOUR)
@writes
@public
def decline_by_link(token: str) -> Any:
    """No, thank you: whoever has the link of the mail needs no code for that."""
    try:
        invitation = look_at_invitation(token)
    except InvitationIsOver as error:
        return _declined() if error.why == "revoked" else _over(error)
    return _decline(invitation)


def find_invitation(invitation_id: Any, to: Person) -> Invitation | None:
    """The invitation, for the one it was sent to."""
    return find(str(invitation_id), to)


@invitations.get("/nr/<uuid:invitation_id>")
@needs("use_account", on=find_invitation)
def show(invitation: Invitation) -> Any:
    """What I am asked to, and the button that accepts."""
    try:
        ensure_open(invitation)
        _ensure_backed(invitation)
    except InvitationIsOver as error:
        return _over(error)
    person = current_person()
    return _page(invitation, AcceptanceForm(data={"name": person.display_name}))


@invitations.post("/nr/<uuid:invitation_id>")
@limited("accept", 60, HOUR)
@writes
@needs("use_account", on=find_invitation)
def accept(invitation: Invitation) -> Any:
    """Join; a second click finds the same place."""
    form = AcceptanceForm.of_request()
    if invitation.kind == "membership" and not current_person().display_name:
        form.ask_for_name()
    try:
        ensure_open(invitation)
        if not form.is_sent_and_valid():
            return _page(invitation, form), 422
        goal = _join(invitation, current_person(), form.name.data or None)
    except (InvitationIsOver, InvitationIsForAnother) as error:
        if invitation.accepted_by_id == current_person().id:
            return redirect(_goal_of(invitation), 303)
        return _over(error)
    return redirect(goal, 303)


@invitations.post("/nr/<uuid:invitation_id>/ablehnen")
@limited("accept", 60, HOUR)
@writes
@needs("use_account", on=find_invitation)
def decline(invitation: Invitation) -> Any:
    """No, thank you."""
    return _decline(invitation)


def _decline(invitation: Invitation) -> Any:
    try:
        decline_invitation(invitation)
    except InvitationIsOver as error:
        return _over(error)
    return _declined()


def _declined() -> Any:
    flash(_("You have declined the invitation."), "success")
    return redirect(url_for("pages.start"), 303)


def _join(invitation: Invitation, person: Person, name: str | None) -> str:
    if invitation.kind == "coauthor":
        accept_co_authorship(invitation, by=person, name=name)
        flash(_("You write along on this idea from now on."), "success")
        return _goal_of(invitation)
    accept_membership(invitation, by=person)
    person.display_name = person.display_name or name
    flash(_("Welcome. You belong to %(body)s now.", body=_body_of(invitation)), "success")
    return _goal_of(invitation)


def _goal_of(invitation: Invitation) -> str:
    if invitation.kind == "coauthor":
        return url_for("ideas_mine.show", number=invitation.thing_id)
    if invitation.role in SPEAKING_ROLES:
        return url_for("organisations.show", number=invitation.organisation_id)
    return url_for("organisations.index")


def _body_of(invitation: Invitation) -> str:
    return invitation.organisation.name if invitation.organisation else ""


def _ensure_backed(invitation: Invitation) -> None:
    is_backed = is_membership_backed if invitation.kind == "membership" else is_co_authorship_backed
    if not is_backed(invitation):
        raise InvitationIsOver("unbacked")


def _page(invitation: Invitation, form: AcceptanceForm) -> str:
    idea = db.session.get(Idea, invitation.thing_id) if invitation.thing_id else None
    return render_template(
        "accounts/invitations/show.html", invitation=invitation, idea=idea, form=form, person=current_person(),
        roles=ROLE_WORDS, tasks=ROLE_TASKS, membership_asked=membership_asked,
    )  # fmt: skip


def _door(invitation: Invitation, token: str, *, has_had_enough: bool = False) -> str:
    return render_template(
        "accounts/invitations/door.html", invitation=invitation, aim=aim_of(invitation), token=token,
        address=masked(invitation.email), person=current_person(), has_had_enough=has_had_enough,
    )  # fmt: skip


def _over(error: InvitationIsOver | InvitationIsForAnother) -> Any:
    why, invitation = (error.why, error.invitation) if isinstance(error, InvitationIsOver) else ("unknown", None)
    person, goal = current_person(), None
    if invitation is not None and person is not None and _has_joined(invitation, person):
        goal = _goal_of(invitation)
    return render_template(
        "accounts/invitations/over.html", why=why, person=person, goal=goal, invitation=invitation
    ), OVER


def _has_joined(invitation: Invitation, person: Person) -> bool:
    """Accepted it, and is still there."""
    if invitation.accepted_by_id != person.id:
        return False
    if invitation.kind == "coauthor":
        idea = db.session.get(Idea, invitation.thing_id)
        return idea is not None and person.id in idea.co_author_ids
    return any(held.organisation_id == invitation.organisation_id for held in person.valid_memberships)
