"""The forms of the desk. Every one carries the version it showed, and says who will read what is typed."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import Length

from app.core.errors import DomainError, ReasonIsMissing
from app.core.forms import Form, LineField, ProseField
from app.ideas.moderating import GoalIsMissing, OutcomeIsUnknown

MAX_REASON = 4000


class GoalIsUnknown(DomainError):
    """A goal was ticked that is not on offer (any more)."""


def check_length(most: int) -> Length:
    """At most so many characters, said in words."""
    return Length(max=most, message=_l("Please shorten this to %(count)s characters.", count=most))


class DecisionForm(Form):
    """What every decision has in common: the version it was made on."""

    missing = _l("Please give the reason for the decision.")
    without_goal = _l("Please leave at least one goal; the idea is public.")
    version = HiddenField()

    def stand_beside(self, slug: str) -> "DecisionForm":
        """Several forms share a page: their fields get ids of their own."""
        for field in self:
            field.id = field.label.field_id = f"{slug}-{field.short_name}"
        return self

    @property
    def shown_version(self) -> int:
        """The version that was on the screen; nothing sensible counts as none."""
        sent = str(self["version"].data or "")
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 9 else 0

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, ReasonIsMissing):
            self.fault("reason", str(self.missing))
        elif isinstance(error, OutcomeIsUnknown):
            if self["outcome"].data == "forwarded":
                self.fault("forwarded_to", _("Please say where it was forwarded to."))
            elif self["forwarded_to"].data:
                self.fault("forwarded_to", _("This belongs to “Forwarded” alone. Please leave it empty otherwise."))
            else:
                self.fault("outcome", _("Please choose how the idea ends."))
        elif isinstance(error, GoalIsMissing) and "goals" in self:
            self.fault("goals", str(self.without_goal))
        elif isinstance(error, GoalIsUnknown) and "goals" in self:
            self.fault("goals", _("One of the goals does not exist any more. Please look at the choice again."))
        else:
            raise error


class RequestRevisionForm(DecisionForm):
    missing = _l("Please write your question.")
    reason = ProseField(
        _l("Your question to the author"),
        [check_length(MAX_REASON)],
        description=_l("Only the author reads it, by e-mail and in the account. The author has six weeks to reply."),
    )


class RetractForm(DecisionForm):
    reason = ProseField(
        _l("Reason"),
        [check_length(MAX_REASON)],
        description=_l("Only the author reads it, by e-mail and in the account."),
    )


class WithdrawForm(DecisionForm):
    reason = ProseField(
        _l("Reason"),
        [check_length(MAX_REASON)],
        description=_l("The author reads it; if the idea is public, everybody does. Say who asked for it, and how."),
    )


class GoalsForm(DecisionForm):
    tree = HiddenField()
    goals = SelectMultipleField(_l("Goals served"), choices=[], validate_choice=False)
    main = RadioField(_l("Main goal"), choices=[], validate_choice=False)


class PublishForm(GoalsForm):
    """Publishing carries the goals that are ticked at that moment, where the form showed them (`tree`)."""

    without_goal = _l("The idea needs at least one goal before it is published.")
    reason = ProseField(
        _l("Message with the publication (optional)"),
        [check_length(MAX_REASON)],
        description=_l("Everybody reads it in the timeline of the idea; the author gets it by e-mail."),
    )


class RefuseForm(DecisionForm):
    reason = ProseField(
        _l("Reason"),
        [check_length(MAX_REASON)],
        description=_l("Only the author reads it. The author may object; name the rule that stands against it."),
    )


class PoolForm(DecisionForm):
    missing = _l("Please write the answer.")
    reason = ProseField(
        _l("Public answer"),
        [check_length(MAX_REASON)],
        description=_l("Everybody reads it on the page of the idea: what is good about it, and what is still missing."),
    )


class CloseForm(DecisionForm):
    missing = _l("Please write the answer.")
    outcome = RadioField(_l("How does the idea end?"), validate_choice=False)
    forwarded_to = LineField(
        _l("Forwarded to"),
        [check_length(200)],
        description=_l(
            "Only for “Forwarded”: the office, not a person. The program sends nothing there; please pass the idea on "
            "yourself."
        ),
    )
    reason = ProseField(
        _l("Public answer"), [check_length(MAX_REASON)], description=_l("Everybody reads it on the page of the idea.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["outcome"].choices = [
            ("running", _("Already under way")), ("done", _("Done")), ("forwarded", _("Forwarded")),
            ("not_pursued", _("Not pursued")),
        ]  # fmt: skip


class ReopenForm(DecisionForm):
    reason = ProseField(
        _l("Reason"),
        [check_length(MAX_REASON)],
        description=_l("The author reads it; if the idea is public, everybody does. The periods start anew."),
    )
