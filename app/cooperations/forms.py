"""What a partner is asked: to lay a text before the others, to answer one, to note the council's decision, to leave."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Optional

from app.cooperations.declaring import Council, CouncilDayIsTooEarly, CouncilIsUnclear, PartnerIsBoundAlready
from app.cooperations.leaving import LeavingDayIsWrong
from app.cooperations.models import Partner
from app.cooperations.terms import MOST_PARTIES
from app.cooperations.wording import choices, council_choice, verdict_choice
from app.cooperations.workflow import COUNCILS, VERDICTS
from app.core.clock import today
from app.core.errors import DomainError, ReasonIsMissing
from app.core.forms import Form, LineField, ProseField, VersionForm, at_most, sent_numbers

MAX_REMARK, MAX_FUNCTION, MAX_NUMBER = 4_000, 120, 80


class _CouncilForm(VersionForm):
    """Whether the council has decided, when and under which number."""

    council = RadioField(_l("Has your council decided?"), choices=lambda: choices(COUNCILS, council_choice))
    decided_on = DateField(_l("Day of the decision"), [Optional()])
    decision_number = LineField(
        _l("Number of the decision (optional)"), [at_most(MAX_NUMBER)], description=_l("For example 12/2026.")
    )

    def council_said(self) -> Council:
        """What is said of the council; the rule checks it."""
        if self.council.data != "decided":
            return Council("pending")
        return Council("decided", self.decided_on.data, self.decision_number.data or None)

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, CouncilDayIsTooEarly):
            self.fault("decided_on", _("This day lies more than a year before the text. Please check the year."))
        elif isinstance(error, CouncilIsUnclear):
            is_ahead = self.decided_on.data is not None and self.decided_on.data > today()
            self.fault(
                "decided_on",
                _("This day is still to come.") if is_ahead else _("Please give the day on which the council decided."),
            )
        elif isinstance(error, ReasonIsMissing):
            self.fault("text", _("Please say what you want to be changed."))
        else:
            raise error


def _function_field() -> LineField:
    return LineField(
        _l("In which function do you declare it?"),
        [DataRequired(_l("Please say in which function you declare it.")), at_most(MAX_FUNCTION)],
        description=_l("It stands beside your name. For example: mayor, first deputy."),
    )


class LayForm(_CouncilForm):
    """The text goes before the partners, with the proposer's own yes."""

    text = ProseField(_l("What is different, and why?"), [at_most(MAX_REMARK)])
    function = _function_field()


class AnswerForm(_CouncilForm):
    """What a partner says of the text it has read: `version` and `fingerprint` are those of the text shown."""

    fingerprint = HiddenField()
    verdict = RadioField(
        _l("What do you say to this text?"), [InputRequired(_l("Please choose an answer."))],
        choices=lambda: choices(VERDICTS, verdict_choice),
    )  # fmt: skip
    text = ProseField(
        _l("What you want to be changed, or a remark"), [at_most(MAX_REMARK)],
        description=_l("Needed where you ask for changes. All partners read it."),
    )  # fmt: skip
    function = _function_field()

    def council_said_with(self, verdict: str) -> Council | None:
        """Only a yes says whether the council has decided."""
        return self.council_said() if verdict == "accepted" else None

    def blame(self, error: DomainError) -> None:
        if isinstance(error, PartnerIsBoundAlready):
            self.fault("verdict", _("Your yes has put this text in force. It is left with date and reason instead."))
        else:
            super().blame(error)


class PrepareForm(VersionForm):
    """An answer written out for the representative. It binds nobody."""

    seen = HiddenField()
    """The mark of the prepared answer that was read."""
    verdict = RadioField(
        _l("What do you suggest?"), [InputRequired(_l("Please choose an answer."))],
        choices=lambda: choices(VERDICTS, verdict_choice),
    )  # fmt: skip
    text = ProseField(
        _l("What is to be changed, or a remark"), [at_most(MAX_REMARK)],
        description=_l("The representative reads it, and can change it before declaring."),
    )  # fmt: skip

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if not isinstance(error, ReasonIsMissing):
            raise error
        self.fault("text", _("Please say what you want to be changed."))


class CouncilForm(_CouncilForm):
    """The council has decided on what was accepted subject to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.council.data = "decided"


class LeaveForm(Form):
    """The last day and the reason."""

    on = DateField(
        _l("Your last day in it"), [InputRequired(_l("Please choose your last day in it."))],
        description=_l("Today or later. Until that day you go on taking part."),
    )  # fmt: skip
    reason = ProseField(
        _l("Why do you leave?"), [DataRequired(_l("Please say why.")), at_most(MAX_REMARK)],
        description=_l("The partners read it; everybody does where the cooperation is public."),
    )  # fmt: skip

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, LeavingDayIsWrong):
            self.fault("on", _("Please choose a day from today on, within the next years."))
        elif isinstance(error, ReasonIsMissing):
            self.fault("reason", _("Please say why."))
        else:
            raise error


class ReasonForm(Form):
    """Why something is taken back or declined."""

    reason = ProseField(_l("Why?"), [DataRequired(_l("Please say why.")), at_most(MAX_REMARK)])


class InviteForm(Form):
    """Whom else to ask to join the same text."""

    partners = SelectMultipleField(_l("Whom do you want to ask as well?"), choices=[], validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners.data = sent_numbers(self.partners.data or [])[:MOST_PARTIES]

    def validate_partners(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError(_("Please choose at least one municipality."))


class PenForm(Form):
    """Who writes the text from now on."""

    partner = RadioField(_l("Who writes from now on?"), choices=[])

    def offer(self, partners: Sequence[Partner]) -> None:
        """The partners who take part today."""
        self.partner.choices = [(str(one.organisation_id), one.organisation.name) for one in partners]
