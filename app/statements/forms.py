"""What the desk is asked when it asks: whom, what, until when; and about one request."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import Organisation
from app.accounts.registering import proper_email
from app.core.errors import DomainError, ReasonIsMissing
from app.core.forms import Form, LineField, OnceField, ProseField, VersionForm, at_most
from app.core.languages import day
from app.ideas.desk_forms import no_gap_left
from app.ideas.models import Idea
from app.statements.models import StatementSet
from app.statements.requesting import (
    MOST_AT_ONCE,
    AlreadyAsked,
    AskedTooOften,
    DueDayIsWrong,
    NobodyIsAsked,
    Office,
    OfficeIsUnreachable,
    OfficesRefused,
    TooManyOffices,
    TooManyToday,
)
from app.statements.wording import BODY_WORDS

MAX_NAME = 200
MAX_TEXT = 4000


class DayIsAfterAnswer(DomainError):
    """The author was promised an answer before that day."""


class DueField(DateField):
    """A day; what is no day is said in words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


class DayForm(Form):
    """A due day, and the leave to go past the day the answer was promised for."""

    due_on = DueField(_l("Due by"))
    late_anyway = BooleanField(_l("Ask until this day anyway"))

    def day_for(self, idea: Idea) -> date:
        """The day chosen; past the promised answer only where that was said expressly."""
        chosen: date | None = self["due_on"].data
        if chosen is None:
            raise DueDayIsWrong
        if idea.answer_due_on and idea.state == "published" and chosen > idea.answer_due_on:
            self.is_past_answer = True
            if not self["late_anyway"].data:
                raise DayIsAfterAnswer
        return chosen

    is_past_answer = False

    def blame_day(self, error: DomainError, idea: Idea) -> bool:
        """Put what a rule said about the day at its field."""
        if isinstance(error, DueDayIsWrong):
            self.fault("due_on", _("Please choose a working day that is still to come, within a year."))
        elif isinstance(error, DayIsAfterAnswer):
            promised = day(idea.answer_due_on) if idea.answer_due_on else ""
            self.fault(
                "due_on",
                _("The author was promised an answer by %(day)s. Choose an earlier day, or tick the box below and send "
                  "an interim notice.", day=promised),
            )  # fmt: skip
        else:
            return False
        return True


class AskForm(DayForm, VersionForm):
    """Whom to ask about an idea, what, and until when."""

    once = OnceField()
    offices = SelectMultipleField(_l("Who is asked?"), choices=[], validate_choice=False)
    set = SelectField(_l("Set of offices"), choices=[], validate_choice=False)
    name = LineField(_l("Another body"), [at_most(MAX_NAME)], description=_l("Office or body, not a person."))
    email = LineField(_l("Its mailbox"), [at_most(320)])
    question = ProseField(
        _l("Your question"),
        [at_most(MAX_TEXT), no_gap_left],
        description=_l("Everybody you ask reads it, and the idea with it. Nobody else does."),
    )

    def offer(self, sets: Sequence[StatementSet]) -> None:
        """The sets there are to choose from."""
        self["set"].choices = [("", _("Please choose")), *((str(one.id), one.name) for one in sets)]

    def tick(self, sets: Sequence[StatementSet]) -> None:
        """Tick the members of the chosen set, beside what is ticked already."""
        chosen = next((one for one in sets if str(one.id) == self["set"].data), None)
        members = [str(member.id) for member in chosen.members if member.retired_at is None] if chosen else []
        self["offices"].data = list(dict.fromkeys([*(self["offices"].data or []), *members]))

    def other(self) -> Office | None:
        """The body typed in, if any; half of it is a fault at the other half."""
        name, email = self["name"].data or "", self["email"].data or ""
        if not name and not email:
            return None
        if not name:
            self.fault("name", _("Please say which body this mailbox belongs to."))
        address = proper_email(email) if email else None
        if address is None:
            self.fault("email", _("Please give its mailbox, like amt@example.org."))
        return Office(name, address)

    def blame(self, error: DomainError, idea: Idea) -> None:
        """Put what a rule said at the field it is about."""
        at = "offices"
        if isinstance(error, OfficesRefused) and {self["name"].data} == set(error.offices):
            at = "name"
        if self.blame_day(error, idea):
            return
        if isinstance(error, NobodyIsAsked):
            self.fault("offices", _("Please tick at least one office, or name one below."))
        elif isinstance(error, ReasonIsMissing):
            self.fault("question", _("Please write your question."))
        elif isinstance(error, AlreadyAsked):
            self.fault(at, _("Already asked, and not answered yet: %(offices)s.", offices=", ".join(error.offices)))
        elif isinstance(error, TooManyOffices):
            self.fault(
                "offices", _("That is too many at once. Please ask %(most)s offices at most.", most=MOST_AT_ONCE)
            )  # fmt: skip
        elif isinstance(error, TooManyToday):
            self.fault("offices", _("Your authority has asked very many offices today. Please go on tomorrow."))
        elif isinstance(error, AskedTooOften):
            self.fault(
                at,
                _("Asked about this idea several times today already: %(offices)s. Please wait until tomorrow, or "
                  "call.", offices=", ".join(error.offices)),
            )  # fmt: skip
        elif isinstance(error, OfficeIsUnreachable):
            self.fault(
                at,
                _("No mailbox is known, and nobody with an account speaks for: %(offices)s.",
                  offices=", ".join(error.offices)),
            )  # fmt: skip
        else:
            raise error


class OfficeForm(Form):
    """A department or body that is asked: its name, kind and mailbox."""

    mark = HiddenField()
    name = LineField(
        _l("Name"), [at_most(MAX_NAME)], description=_l("As everybody reads it, such as “Amt für Verkehr”.")
    )
    kind = SelectField(_l("Kind"), choices=[], validate_choice=False)
    email = LineField(
        _l("Mailbox"),
        [at_most(320)],
        description=_l("Of the office, not of a person. Without a mailbox only those with an account are asked."),
    )

    def offer(self, kinds: Sequence[str]) -> None:
        self["kind"].choices = [(kind, BODY_WORDS[kind]) for kind in kinds]

    def validate_email(self, field: LineField) -> None:
        if field.data and proper_email(field.data) is None:
            raise ValidationError(_("This is not a complete e-mail address, like anna@example.org."))

    @property
    def values(self) -> dict[str, str | None]:
        """What was typed, as it is kept."""
        email = self["email"].data or ""
        return {
            "name": self["name"].data or "", "kind": self["kind"].data or "",
            "email": proper_email(email) if email else None,
        }  # fmt: skip


class SetForm(Form):
    """A set of offices: its name and who belongs to it."""

    name = LineField(_l("Name"), [at_most(120)], description=_l("What it is for, such as “Cycle paths”."))
    members = SelectMultipleField(
        _l("Who belongs to it?"), choices=[], validate_choice=False, option_widget=CheckboxInput(), widget=ListWidget()
    )

    def offer(self, offices: Sequence[Organisation]) -> None:
        self["members"].choices = [(str(one.id), one.name) for one in offices]


class ExtendForm(DayForm):
    """More time for an office."""

    due_on = DueField(_l("New due day"))
    reason = ProseField(
        _l("Remark to the office"),
        [at_most(MAX_TEXT)],
        description=_l("The office reads it in the mail about the day."),
    )

    def blame(self, error: DomainError, idea: Idea) -> None:
        if isinstance(error, DueDayIsWrong):
            self.fault("due_on", _("Please choose a working day after the present one, within a year."))
        elif not self.blame_day(error, idea):
            raise error


class WithdrawRequestForm(Form):
    """Why a request is taken back."""

    reason = ProseField(
        _l("Reason"),
        [at_most(MAX_TEXT)],
        id="grund",
        description=_l("The office reads it. Nobody outside the offices does."),
    )

    def blame(self, error: DomainError, idea: Idea) -> None:
        if not isinstance(error, ReasonIsMissing):
            raise error
        self.fault("reason", _("Please say why you no longer need the statement."))
