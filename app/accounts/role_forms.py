"""Whom an administrator gives which role, where, until when."""

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

from app.accounts.forms import EmailField
from app.accounts.models import ORGANISATION_ROLES
from app.core.clock import today
from app.core.forms import Form, LineField

ROLE_WORDS = {
    "moderator": lazy_gettext("Moderator (desk)"),
    "project_editor": lazy_gettext("Project editor"),
    "approver": lazy_gettext("Approver"),
    "secretary": lazy_gettext("Secretary of a body"),
    "reception": lazy_gettext("Reception office"),
    "admin": lazy_gettext("Administrator"),
    "observer": lazy_gettext("Reads along (head of the district, council): Monday mail"),
    "representative": lazy_gettext("Representative"),
    "officer": lazy_gettext("Officer"),
    "member": lazy_gettext("Member"),
}


ROLE_TASKS = {
    "moderator": lazy_gettext("Reads what is handed in, asks back, publishes and answers ideas."),
    "project_editor": lazy_gettext("Takes ideas up as project proposals and keeps the catalogue of projects."),
    "approver": lazy_gettext("Releases coordinated answers and decides on objections to what was hidden."),
    "secretary": lazy_gettext("Is noted as the one who keeps a body's papers; opens no page of the desk yet."),
    "reception": lazy_gettext("Types in ideas from paper, counter and telephone; sees nothing else of the desk."),
    "admin": lazy_gettext("Gives and ends roles, and keeps the texts and contact data of the authority."),
    "observer": lazy_gettext("Gets the Monday mail about the whole area; opens no page of the desk."),
    "representative": lazy_gettext("Hands in ideas for the organisation and hears of ideas for its place."),
    "officer": lazy_gettext("Hands in ideas for the organisation, as its representative does."),
    "member": lazy_gettext("Belongs to the organisation; hands in no ideas for it."),
}


class RoleForm(Form):
    """A role for a person, at an authority or in an organisation."""

    email = EmailField(lazy_gettext("E-mail address"))
    role = SelectField(lazy_gettext("Role"))
    body = LineField(lazy_gettext("For which body?"))
    until = DateField(lazy_gettext("Last day"), [Optional()])

    def offer(self, authorities: list[str], organisations: list[str]) -> None:
        """Only what this administrator may give away can be chosen."""
        self.role.choices = list(ROLE_WORDS.items())
        self.bodies = {"authority": authorities, "organisation": organisations}

    def validate_body(self, field: LineField) -> None:
        kind = "organisation" if self.role.data in ORGANISATION_ROLES else "authority"
        if field.data not in self.bodies[kind]:
            raise ValidationError(
                gettext("Please choose one of your organisations.")
                if kind == "organisation"
                else gettext("Please choose one of your authorities.")
            )

    def validate_until(self, field: DateField) -> None:
        if field.data and field.data < today():
            raise ValidationError(gettext("This day is over."))
