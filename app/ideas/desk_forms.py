"""The forms of the desk. Every one carries the version it showed, and says who will read what is typed."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, SelectMultipleField, ValidationError

from app.core.errors import DomainError, ReasonIsMissing
from app.core.forms import LineField, ProseField, VersionForm, at_most
from app.core.texts import GAP
from app.ideas.moderating import AnswerIsCoordinated, DayIsWrong, GoalIsMissing, OutcomeIsUnknown

MAX_REASON = 4000


class GoalIsUnknown(DomainError):
    """A goal was ticked that is not on offer (any more)."""


def no_gap_left(_form: Any, field: Field) -> None:
    """A word in braces that nobody has filled in would be read by somebody else."""
    if gaps := GAP.findall(field.data or ""):
        raise ValidationError(_("Please replace %(gaps)s.", gaps=", ".join(dict.fromkeys(gaps))))


class DecisionForm(VersionForm):
    """What every decision has in common: the version it was made on.

    Beside its fields it shows `offered`, the response templates for `template_steps`, and, where it has the box
    `despite`, the items of the checklist that are still open.
    """

    template_steps: tuple[str, ...] = ()
    checked_before: str | None = None
    """Which part of the checklist is looked at before it (`casework.checking.next_step`)."""
    offered: Sequence[Any] = ()
    open_items: Sequence[Any] = ()
    is_filled = False
    """A response template was just put in: its field is where one goes on."""
    missing = _l("Please give the reason for the decision.")
    without_goal = _l("Please leave at least one goal; the idea is public.")

    @property
    def lacks_despite(self) -> bool:
        """Items are open and the box that names them is not ticked: said at the box, once."""
        lacks = bool("despite" in self and self.open_items and not self["despite"].data)
        if lacks:
            self.fault("despite", _("Please look at these items again, or tick here to go on all the same."))
        return lacks

    def stand_beside(self, slug: str) -> "DecisionForm":
        """Several forms share a page: their fields get ids of their own."""
        for field in self:
            field.id = field.label.field_id = f"{slug}-{field.short_name}"
        return self

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
        elif isinstance(error, DayIsWrong) and "until" in self:
            self.fault("until", _("Please choose a working day after the one that was promised, within a year."))
        elif isinstance(error, AnswerIsCoordinated):
            self.fault("reason", _("Offices were asked meanwhile: please put this into the coordinated answer."))
        elif isinstance(error, GoalIsMissing) and "goals" in self:
            self.fault("goals", str(self.without_goal))
        elif isinstance(error, GoalIsUnknown) and "goals" in self:
            self.fault("goals", _("One of the goals does not exist any more. Please look at the choice again."))
        else:
            raise error


class RequestRevisionForm(DecisionForm):
    template_steps = ("ask_back",)
    missing = _l("Please write your question.")
    reason = ProseField(
        _l("Your question to the author"),
        [at_most(MAX_REASON), no_gap_left],
        description=_l("Only the author reads it, by e-mail and in the account. The author has six weeks to reply."),
    )


class RetractForm(DecisionForm):
    reason = ProseField(
        _l("Reason"),
        [at_most(MAX_REASON), no_gap_left],
        description=_l("Only the author reads it, by e-mail and in the account."),
    )


class WithdrawForm(DecisionForm):
    reason = ProseField(
        _l("Reason"),
        [at_most(MAX_REASON), no_gap_left],
        description=_l("The author reads it; if the idea is public, everybody does. Say who asked for it, and how."),
    )


class GoalsForm(DecisionForm):
    tree = HiddenField()
    goals = SelectMultipleField(_l("Goals served"), choices=[], validate_choice=False)
    main = RadioField(_l("Main goal"), choices=[], validate_choice=False)


class PublishForm(GoalsForm):
    """Publishing carries the goals that are ticked at that moment, where the form showed them (`tree`)."""

    template_steps = ("publish",)
    checked_before = "publish"
    without_goal = _l("The idea needs at least one goal before it is published.")
    reason = ProseField(
        _l("Message with the publication (optional)"),
        [at_most(MAX_REASON), no_gap_left],
        description=_l("Everybody reads it in the timeline of the idea; the author gets it by e-mail."),
    )
    despite = BooleanField(_l("Publish all the same"))


class RefuseForm(DecisionForm):
    template_steps = ("refuse",)
    reason = ProseField(
        _l("Reason"),
        [at_most(MAX_REASON), no_gap_left],
        description=_l("Only the author reads it. The author may object; name the rule that stands against it."),
    )


class PoolForm(DecisionForm):
    template_steps = ("pooled",)
    checked_before = "answer"
    missing = _l("Please write the answer.")
    reason = ProseField(
        _l("Public answer"),
        [at_most(MAX_REASON), no_gap_left],
        description=_l("Everybody reads it on the page of the idea: what is good about it, and what is still missing."),
    )
    despite = BooleanField(_l("Answer all the same"))


class CloseForm(DecisionForm):
    template_steps = ("running", "done", "forwarded", "not_pursued")
    checked_before = "answer"
    missing = _l("Please write the answer.")
    outcome = RadioField(_l("How does the idea end?"), validate_choice=False)
    forwarded_to = LineField(
        _l("Forwarded to"),
        [at_most(200)],
        description=_l(
            "Only for “Forwarded”: the office, not a person. The program sends nothing there; please pass the idea on "
            "yourself."
        ),
    )
    reason = ProseField(
        _l("Public answer"),
        [at_most(MAX_REASON), no_gap_left],
        description=_l("Everybody reads it on the page of the idea."),
    )
    despite = BooleanField(_l("Answer all the same"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["outcome"].choices = [
            ("running", _("Already under way")), ("done", _("Done")), ("forwarded", _("Forwarded")),
            ("not_pursued", _("Not pursued")),
        ]  # fmt: skip


class InterimForm(DecisionForm):
    """An interim notice (Zwischenbescheid) is bound to the day it replaces, too."""

    missing = _l("Please say why it takes longer.")
    template_steps = ("interim",)
    due = HiddenField()
    until = DateField(
        _l("New day for the answer"), description=_l("A working day after the one that was promised so far.")
    )
    reason = ProseField(
        _l("Why does it take longer?"),
        [at_most(MAX_REASON), no_gap_left],
        description=_l("Everybody reads it in the timeline of the idea; the author gets it by e-mail."),
    )

    def validate_until(self, field: DateField) -> None:
        if field.data is None and not field.errors:
            raise ValidationError(_("Please give a day."))


class ReopenForm(DecisionForm):
    reason = ProseField(
        _l("Reason"),
        [at_most(MAX_REASON), no_gap_left],
        description=_l("The author reads it; if the idea is public, everybody does. The periods start anew."),
    )
