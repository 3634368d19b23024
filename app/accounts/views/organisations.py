"""The organisations somebody belongs to: members, invitations, mandates, leaving."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.inviting import (
    TooManyInvitations,
    find_invitation_to,
    invite,
    open_invitations_for,
    open_invitations_to,
    revoke_invitation,
)
from app.accounts.models import Invitation, Mandate, Membership, Organisation, Person
from app.accounts.organisation_forms import (
    KIND_WORDS,
    ROLE_WORDS,
    LeavingForm,
    MandateForm,
    MemberInvitationForm,
    MembershipForm,
)
from app.accounts.organisation_queries import (
    find_joined,
    find_mandate,
    find_member,
    find_organisation,
    is_last_representative,
    mandates_given_by,
    mandates_held_by,
    members_of,
    possible_agents,
    successors_of,
)
from app.accounts.organising import (
    LastRepresentative,
    change_membership,
    end_mandate,
    end_membership,
    grant_mandate,
    leave_organisation,
    tell_membership_ended,
)
from app.accounts.wording import aim_of
from app.core.database import db
from app.core.doors import writes
from app.core.languages import chosen_locale
from app.core.limits import limited
from app.municipalities.queries import organisations_near
from app.policies.doors import current_person, may_now, needs

organisations = Blueprint("organisations", __name__)
HOUR = timedelta(hours=1)
NUMBER = "<int:number>"


@organisations.get("")
@needs("use_account")
def index() -> str:
    """Where I belong, and where I have been asked to."""
    person = current_person()
    held = [membership for membership in person.valid_memberships if membership.organisation]
    return render_template(
        "accounts/organisations/index.html", held=held, invited=open_invitations_for(person), aim_of=aim_of,
        roles=ROLE_WORDS, kinds=KIND_WORDS,
    )  # fmt: skip


@organisations.get(f"/{NUMBER}")
@needs("see_organisation", on=find_organisation)
def show(organisation: Organisation) -> str:
    """One organisation: who belongs to it, who has been asked, who prepares for whom."""
    return _page(organisation)


# ---- members -------------------------------------------------------------------------------------


@organisations.post(f"/{NUMBER}/einladen")
@limited("invite", 60, HOUR)
@writes
@needs("manage_members", on=find_organisation)
def invite_member(organisation: Organisation) -> Any:
    """Ask somebody in by mail; the same words whether or not the address has an account here."""
    form = MemberInvitationForm.of_request()
    if form.is_sent_and_valid():
        try:
            asked = invite(
                form.email.data, "membership", by=current_person(), locale=chosen_locale(), organisation=organisation,
                role=form.role.data, function=form.function.data or None,
            )  # fmt: skip
        except TooManyInvitations:
            form.fault("email", _("No further invitation goes out today. Please try again tomorrow."))
        else:
            flash(
                _("The invitation to %(email)s is on its way. It is valid for 14 days.", email=asked.email), "success"
            )
            return redirect(url_for("organisations.show", number=organisation.id), 303)
    return _page(organisation, invitation_form=form), 422


@organisations.post(f"/{NUMBER}/einladung-zuruecknehmen")
@writes
@needs("manage_members", on=find_organisation)
def revoke(organisation: Organisation) -> Any:
    """Take an invitation back."""
    invitation = find_invitation_to(request.form.get("invitation", ""), organisation_id=organisation.id)
    if invitation is None:
        abort(404)
    revoke_invitation(invitation)
    flash(_("The invitation to %(email)s is taken back.", email=invitation.email), "success")
    return redirect(url_for("organisations.show", number=organisation.id), 303)


@organisations.get("/mitglied/<int:membership_id>")
@needs("manage_members", on=find_member)
def edit_member(held: Membership) -> str:
    """One member's role, function and last day."""
    return _member_page(held, MembershipForm.about(held))


@organisations.post("/mitglied/<int:membership_id>")
@writes
@needs("manage_members", on=find_member)
def change_member(held: Membership) -> Any:
    """Keep them."""
    form = MembershipForm.of_request()
    if form.is_sent_and_valid():
        try:
            change_membership(
                held, role=form.role.data, function=form.function.data or None, until=form.until.data
            )  # fmt: skip
        except LastRepresentative:
            name = "until" if form.role.data == "representative" else "role"
            form.fault(name, _("Nobody else represents the organisation. Please name another representative first."))
        else:
            flash(_("Saved."), "success")
            return _back_to(held.organisation_id)
    return _member_page(held, form), 422


@organisations.post("/mitglied/<int:membership_id>/beenden")
@writes
@needs("manage_members", on=find_member)
def end_member(held: Membership) -> Any:
    """End somebody's belonging here, at once."""
    organisation, person = held.organisation, db.session.get_one(Person, held.person_id)
    assert organisation is not None  # noqa: S101 - a member of an organisation
    try:
        end_membership(held)
    except LastRepresentative:
        form = MembershipForm.about(held)
        form.fault("role", _("Nobody else represents the organisation. Please name another representative first."))
        return _member_page(held, form), 422
    tell_membership_ended(person, organisation)
    flash(_("The membership has ended."), "success")
    return _back_to(organisation.id)


@organisations.get(f"/{NUMBER}/verlassen")
@needs("use_account", on=find_joined)
def ask_to_leave(organisation: Organisation) -> str:
    """Who takes over, and what stays."""
    return _leaving_page(organisation, _leaving_form(organisation))


@organisations.post(f"/{NUMBER}/verlassen")
@writes
@needs("use_account", on=find_joined)
def leave(organisation: Organisation) -> Any:
    """Go; a representative may hand the role on first."""
    form, person = _leaving_form(organisation), current_person()
    if form.validate():
        chosen = form.successor.data
        successor = find_member(int(chosen), to=person) if chosen else None
        try:
            leave_organisation(person, organisation, successor=successor)
        except LastRepresentative:
            form.fault("successor", _("Nobody else represents the organisation. Please hand the role on first."))
        else:
            tell_membership_ended(person, organisation)
            flash(_("You no longer belong to %(body)s.", body=organisation.name), "success")
            return redirect(url_for("organisations.index"), 303)
    return _leaving_page(organisation, form), 422


# ---- mandates ------------------------------------------------------------------------------------


@organisations.post(f"/{NUMBER}/mandate")
@limited("mandate", 60, HOUR)
@writes
@needs("grant_mandate", on=find_organisation)
def give_mandate(organisation: Organisation) -> Any:
    """Let another body prepare ideas for this one."""
    form = _mandate_form(organisation, is_sent=True)
    if not form.is_sent_and_valid():
        return _page(organisation, mandate_form=form), 422
    agent = db.session.get_one(Organisation, int(form.agent.data))
    grant_mandate(organisation, agent, by=current_person(), until=form.until.data)
    flash(
        _("%(body)s may prepare ideas and joint projects for you. Declaring stays with you.", body=agent.name),
        "success",
    )
    return _back_to(organisation.id)


@organisations.post("/mandat/<int:mandate_id>/beenden")
@writes
@needs("grant_mandate", on=find_mandate)
def take_mandate(mandate: Mandate) -> Any:
    """End it at once."""
    end_mandate(mandate)
    flash(_("The mandate has ended. What was prepared before stays with you."), "success")
    return _back_to(mandate.principal_id)


# ---- pieces --------------------------------------------------------------------------------------


def _page(
    organisation: Organisation, *, invitation_form: MemberInvitationForm | None = None,
    mandate_form: MandateForm | None = None,
) -> str:  # fmt: skip
    leads = may_now("manage_members", organisation)
    members, following = members_of(organisation.id, request.args.get("nach"))
    asked: Any = open_invitations_to(organisation_id=organisation.id) if leads else []
    role = request.args.get("rolle") if request.args.get("rolle") in ROLE_WORDS else "officer"
    return render_template(
        "accounts/organisations/show.html", organisation=organisation, members=members, next=following, asked=asked,
        given=mandates_given_by(organisation.id), received=mandates_held_by(organisation.id),
        invitation_form=invitation_form or MemberInvitationForm(data={"role": role}),
        mandate_form=mandate_form or (_mandate_form(organisation) if leads else None),
        roles=ROLE_WORDS, kinds=KIND_WORDS,
    )  # fmt: skip


def _member_page(held: Membership, form: MembershipForm) -> str:
    return render_template(
        "accounts/organisations/member.html", held=held, form=form, member=db.session.get_one(Person, held.person_id)
    )


def _leaving_form(organisation: Organisation) -> LeavingForm:
    form, person = LeavingForm.of_request(), current_person()
    is_last = is_last_representative(organisation.id, person)
    form.offer(successors_of(organisation.id, person.id) if is_last else [], must_choose=is_last)
    return form


def _leaving_page(organisation: Organisation, form: LeavingForm) -> str:
    is_last = is_last_representative(organisation.id, current_person())
    asked: list[Invitation] = [
        i for i in open_invitations_to(organisation_id=organisation.id) if i.role == "representative"
    ]
    return render_template(
        "accounts/organisations/leave.html", organisation=organisation, form=form, is_last=is_last,
        asked=asked if may_now("manage_members", organisation) else [],
    )  # fmt: skip


def _mandate_form(organisation: Organisation, *, is_sent: bool = False) -> MandateForm:
    form = MandateForm.of_request() if is_sent else MandateForm()
    near = organisations_near(organisation)
    form.offer(sorted(possible_agents(organisation), key=lambda body: body.id not in near))
    return form


def _back_to(number: int | None) -> Any:
    return redirect(url_for("organisations.show", number=number), 303)
