"""What a representative is asked about members and mandates, and the words for roles and kinds."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.accounts.forms import InvitedEmailField
from app.accounts.models import Membership, Organisation
from app.accounts.organisation_queries import Member
from app.core.clock import today
from app.core.forms import Form, LineField

MAX_FUNCTION = MAX_NAME = 120

ROLE_WORDS = {
    "representative": lazy_gettext("Representative"),
    "officer": lazy_gettext("Working along"),
    "member": lazy_gettext("Member"),
}
ROLE_TASKS = {
    "representative": lazy_gettext(
        "decides who belongs here, gives mandates and hands in for the organisation what others prepared"
    ),
    "officer": lazy_gettext("writes and submits ideas for the organisation"),
    "member": lazy_gettext("belongs here and submits nothing in the organisation's name"),
}
KIND_WORDS = {
    "municipality": lazy_gettext("Municipality"),
    "association_of_municipalities": lazy_gettext("Association of municipalities"),
    "department": lazy_gettext("Department"),
    "youth_forum": lazy_gettext("Youth forum"),
    "society": lazy_gettext("Club or association"),
    "company": lazy_gettext("Company"),
    "school": lazy_gettext("School"),
}


def _short(most: int) -> Length:
    return Length(max=most, message=lazy_gettext("Please use at most 120 characters."))


class _RoleField(RadioField):
    """One of the three roles, each with what it means."""

    def __init__(self, **kwargs: Any) -> None:
        words = [
            SelectChoice(name, lazy_gettext("%(role)s: %(task)s", role=ROLE_WORDS[name], task=ROLE_TASKS[name]))
            for name in ROLE_WORDS
        ]
        asked = [InputRequired(lazy_gettext("Please choose a role."))]
        super().__init__(lazy_gettext("As what?"), asked, choices=words, validate_choice=True, **kwargs)


class _LastDayField(DateField):
    """A day that is not over."""

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if not validation_stopped and self.data and self.data < today():
            raise ValidationError(gettext("This day is over."))


class MemberInvitationForm(Form):
    """Whom to ask into the organisation, and as what."""

    email = InvitedEmailField(lazy_gettext("E-mail address"))
    role = _RoleField(default="officer")
    function = LineField(
        lazy_gettext("Function"), [Optional(), _short(MAX_FUNCTION)],
        description=lazy_gettext("For example mayor, head of the building office, treasurer."),
    )  # fmt: skip


class MembershipForm(Form):
    """Another role, function or last day for a member."""

    role = _RoleField()
    function = LineField(lazy_gettext("Function"), [Optional(), _short(MAX_FUNCTION)])
    until = _LastDayField(lazy_gettext("Last day"), [Optional()])

    @classmethod
    def about(cls, held: Membership) -> "MembershipForm":
        return cls(data={"role": held.role, "function": held.function, "until": held.until})


class LeavingForm(Form):
    """Who takes over from the one who goes."""

    successor = RadioField(lazy_gettext("Who takes over the role?"), validate_choice=False)

    def offer(self, members: Iterable[Member], *, must_choose: bool) -> None:
        """The others, by name; nobody only where somebody else represents the organisation."""
        others = [(str(m.membership_id), member_name(m)) for m in members]
        self.successor.choices = others + ([] if must_choose else [("", gettext("Nobody; others represent it."))])
        if self.successor.data is None and not must_choose:
            self.successor.data = ""

    def validate_successor(self, field: RadioField) -> None:
        if (field.data or "") not in {value for value, _label in field.choices}:
            raise ValidationError(gettext("Please choose who takes over."))


class MandateForm(Form):
    """Who prepares for us, until when."""

    agent = SelectField(lazy_gettext("Who prepares for you?"), validate_choice=False)
    until = _LastDayField(lazy_gettext("Last day"), [Optional()])

    def offer(self, bodies: Iterable[Organisation]) -> None:
        """Other municipalities and associations of municipalities, in the order given."""
        named = [(str(b.id), gettext("%(name)s (%(kind)s)", name=b.name, kind=KIND_WORDS[b.kind])) for b in bodies]
        self.agent.choices = [("", gettext("Please choose")), *named]

    def validate_agent(self, field: SelectField) -> None:
        if not field.data or field.data not in {value for value, _label in field.choices}:
            raise ValidationError(gettext("Please choose from the list."))


class AcceptanceForm(Form):
    """How somebody who accepts an invitation wants to be called."""

    name = LineField(lazy_gettext("Your name"), [_short(MAX_NAME)], render_kw={"autocomplete": "name"})

    def ask_for_name(self) -> None:
        """In an organisation people know each other by name."""
        self.name.validators = [InputRequired(lazy_gettext("Please write your name.")), *self.name.validators]


def member_name(member: Member) -> str:
    """A member as the others read it."""
    name = member.name or gettext("Somebody without a name")
    return f"{name}, {member.function}" if member.function else name
