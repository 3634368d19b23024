"""Who may do what here: administrators give and end roles for their authorities and its organisations."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import get_locale, gettext

from app.accounts.models import Authority, Membership, Organisation, Person
from app.accounts.queries import all_authorities, find_membership, find_person, roles_at
from app.accounts.registering import end_role, grant_role, person_of
from app.accounts.role_forms import ROLE_TASKS, ROLE_WORDS, RoleForm
from app.core.doors import writes
from app.municipalities.queries import organisations_in_districts_of
from app.policies.doors import current_person, needs
from app.policies.table import may

accounts_desk = Blueprint("accounts_desk", __name__)


@accounts_desk.get("/rollen")
@needs("edit_authority")
def roles() -> str:
    """Roles: who holds which, and the form to give one."""
    return _page(_form())


@accounts_desk.post("/rollen")
@writes
@needs("edit_authority")
def give_role() -> Any:
    """Give a role to a person, who gets an account if there is none yet."""
    form = _form()
    if not form.is_sent_and_valid():
        return _page(form), 422
    is_new = find_person(form.email.data) is None
    person = person_of(form.email.data, locale=str(get_locale()))
    authorities, organisations = _mine()
    grant_role(
        person, form.role.data, authority=authorities.get(form.body.data),
        organisation=organisations.get(form.body.data), until=form.until.data,
    )  # fmt: skip
    flash(_given(form, person, is_new), "ok")
    return redirect(url_for("accounts_desk.roles"))


def _given(form: RoleForm, person: Person, is_new: bool) -> str:
    """Who may do what where from now on; and what a person without an account has to know."""
    role = ROLE_WORDS[form.role.data]
    said = gettext("%(email)s is %(role)s for %(body)s now.", email=person.email, role=role, body=form.body.data)
    if not is_new:
        return said
    return said + " " + gettext("There was no account with this address yet; it opens with the first sign-in.")


def role_of_mine(membership_id: int, to: Person) -> Membership | None:
    """The membership, if it is one this administrator gives and takes."""
    held = find_membership(membership_id)
    authorities, organisations = _mine()
    ids = {a.id for a in authorities.values()}, {o.id for o in organisations.values()}
    return held if held and (held.authority_id in ids[0] or held.organisation_id in ids[1]) else None


@accounts_desk.post("/rollen/<int:membership_id>/beenden")
@writes
@needs("edit_authority", on=role_of_mine)
def take_role(held: Membership) -> Any:
    """End a role at once; the last administrator stays."""
    if held.person_id == current_person().id and held.role == "admin":
        abort(403)
    end_role(held)
    flash(gettext("The role has ended."), "ok")
    return redirect(url_for("accounts_desk.roles"))


def _mine() -> tuple[dict[str, Authority], dict[str, Organisation]]:
    person = current_person()
    authorities = {a.name: a for a in all_authorities() if may(person, "edit_authority", _Of(a.id))}
    organisations = organisations_in_districts_of([a.id for a in authorities.values()])
    return authorities, {organisation.name: organisation for organisation in organisations}


class _Of:
    """Stands for any thing of that authority, for the policy table."""

    def __init__(self, authority_id: int) -> None:
        self.authority_id = authority_id


def _form() -> RoleForm:
    authorities, organisations = _mine()
    form = RoleForm.of_request()
    form.offer(list(authorities), list(organisations))
    return form


def _page(form: RoleForm) -> str:
    authorities, organisations = _mine()
    held = roles_at([a.id for a in authorities.values()], [o.id for o in organisations.values()])
    bodies = [*authorities, *organisations]
    return render_template(
        "accounts_desk/roles.html", form=form, held=held, words=ROLE_WORDS, tasks=ROLE_TASKS, bodies=bodies
    )  # fmt: skip
