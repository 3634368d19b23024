"""The forms with which formats are made and run; each says who reads what is typed and carries what was shown."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    ValidationError,
    widgets,
)
from wtforms.validators import DataRequired, InputRequired, Optional

from app.accounts.registering import proper_email
from app.core.errors import DomainError, ReasonIsMissing
from app.core.forms import Form, LineField, OnceField, ProseField, VersionForm, at_most, sent_number
from app.formats.completing import DecisionIsEarly, FormatIsIncomplete
from app.formats.editing import FIELDS, PeriodIsBackwards
from app.formats.inviting import MOST_AT_ONCE
from app.formats.running import DayIsWrong
from app.formats.sections import Wording
from app.formats.wording import audience_label, level_label, quadrant_label
from app.formats.workflow import AUDIENCES, LEVELS

MAX_TEXT = 10_000
MAX_ANSWER = 4_000


class ShownForm(VersionForm):
    """Bound to the version that was on the screen; says what a rule said at the field it is about."""

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, ReasonIsMissing):
            self.fault("reason", _("Please say why. Everybody reads it."))
        elif isinstance(error, DayIsWrong) and error.field in self:
            self.fault(error.field, _("Please choose a day from today on, within a year."))
        elif isinstance(error, DecisionIsEarly) and "early_reason" in self:
            self.fault("early_reason", self._early(error))
        elif isinstance(error, DecisionIsEarly) and "closes_on" in self:
            self.fault("closes_on", self._early(error))
        else:
            raise error

    def _early(self, error: DecisionIsEarly) -> str:
        if error.phase is None:
            return _("It is to be decided before the last day to take part. Please say why, or choose a later day.")
        return _(
            "It is to be decided while people are still asked: “%(phase)s”. Please say why, or choose another day.",
            phase=error.phase,
        )


# ---- a new one -----------------------------------------------------------------------------------


class NewForm(Form):
    """About which concept, from which template, from when on."""

    concept = SelectField(_l("Concept"), coerce=int)
    template = RadioField(_l("Template"), validate_choice=False)
    title = LineField(
        _l("Title (optional)"), [at_most(200)], description=_l("Left empty, the title of the template stands for now.")
    )
    first = DateField(
        _l("First day"), [InputRequired(_l("Please choose the first day."))],
        description=_l("The last day follows from the template. You can change both until it is announced."),
    )  # fmt: skip
    once = OnceField()

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if not isinstance(error, DayIsWrong):
            raise error
        self.fault("first", _("Please choose a day from today on, within a year."))


# ---- its frame -----------------------------------------------------------------------------------


class FormatForm(ShownForm):
    """What everybody is told about a format."""

    title = LineField(_l("Title"), [DataRequired(_l("Please give it a title.")), at_most(200)])
    text = ProseField(_l("What it is about"), [at_most(MAX_TEXT)])
    opens_on = DateField(_l("First day"), [Optional()])
    closes_on = DateField(_l("Last day"), [Optional()], description=_l("It closes by itself when this day is over."))
    place = LineField(
        _l("Place and time (optional)"), [at_most(300)],
        description=_l("Only where people meet. Left empty: online, on its page."),
    )  # fmt: skip
    municipality_id = SelectField(_l("Municipality (optional)"), coerce=sent_number, validate_choice=True)
    access = ProseField(
        _l("Accessibility (optional)"), [at_most(MAX_ANSWER)],
        description=_l("Steps, toilets, hearing, language, child care, the next bus stop; whom to call."),
    )  # fmt: skip
    level = RadioField(_l("How far does people's word reach?"), validate_choice=False)
    what_is_fixed = ProseField(_l("What is fixed?"), [at_most(MAX_ANSWER)])
    what_is_open = ProseField(_l("What is open?"), [at_most(MAX_ANSWER)])
    who_decides = ProseField(_l("Who decides, and when?"), [at_most(MAX_ANSWER)])
    what_happens = ProseField(_l("What happens with what you say?"), [at_most(MAX_ANSWER)])
    phase_id = SelectField(_l("Phase of the process (optional)"), coerce=sent_number, validate_choice=True)
    decision_on = DateField(_l("Day of the decision (optional)"), [Optional()])
    early_reason = ProseField(
        _l("Why is it decided before people have said their last word? (optional)"), [at_most(MAX_ANSWER)],
        description=_l("Only needed where the day lies within the period, or within a phase that still runs."),
    )  # fmt: skip
    reason = ProseField(
        _l("Why do you change this?"), [at_most(MAX_ANSWER)],
        description=_l(
            "Needed for changes of text, days, place, decision and the four questions. Everybody reads it."
        ),
    )  # fmt: skip

    def offer(self, towns: Sequence[Any], phases: Sequence[Any]) -> None:
        """Fill in what can be chosen."""
        none: list[tuple[Any, str]] = [("", _("– none –"))]
        self["municipality_id"].choices = none + [(town.id, town.name) for town in towns]
        self["phase_id"].choices = none + [(phase.id, phase.title) for phase in phases]
        self["level"].choices = [(level, level_label(level)) for level in LEVELS]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as it is kept: nothing is None, not an empty text (but the text itself)."""
        typed = {name: self[name].data for name in FIELDS}
        level = typed["level"] if typed["level"] in LEVELS else None
        return {**{name: _kept(name, value) for name, value in typed.items()}, "level": level}

    def validate_opens_on(self, field: Field) -> None:
        ensure_our_time(field.data)

    def validate_closes_on(self, field: Field) -> None:
        ensure_our_time(field.data)

    def validate_decision_on(self, field: Field) -> None:
        ensure_our_time(field.data)

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, PeriodIsBackwards):
            self.fault("closes_on", _("The last day lies before the first."))
        elif isinstance(error, FormatIsIncomplete):
            for name in error.fields:
                self.fault(name if name in self else "title", _("Please fill in this field."))
            for name, gaps in error.gaps.items():
                self.fault(name if name in self else "title", _("Please replace %(gaps)s.", gaps=", ".join(gaps)))
            for sentence in error.of_kind:
                self.fault("title", sentence())
        elif isinstance(error, DayIsWrong):
            self.fault(error.field, _("This day cannot be changed that way any more: it has passed, or has begun."))
        else:
            super().blame(error)


def ensure_our_time(day: date | None) -> None:
    """A year as people live in it."""
    if day and not 1990 <= day.year <= 2199:
        raise ValidationError(_("Please check the year."))


def _kept(name: str, value: Any) -> Any:
    return value if value not in ("", None) else ("" if name in ("title", "text") else None)


# ---- its sections --------------------------------------------------------------------------------


class SectionForm(ShownForm):
    """A topic, a guiding question, a quadrant."""

    title = LineField(_l("Heading"), [DataRequired(_l("Please give it a heading.")), at_most(300)])
    text = ProseField(_l("Explanation (optional)"), [at_most(MAX_ANSWER)])
    goal_id = SelectField(_l("Field of action or goal (optional)"), coerce=sent_number)
    quadrant = SelectField(_l("Column"), coerce=lambda value: value or None)

    def offer(self, goals: Sequence[Any], quadrants: Sequence[str]) -> None:
        """Fill in what can be chosen; a kind without quadrants asks for none."""
        choices: list[tuple[Any, str]] = [("", _("– none –"))]
        self["goal_id"].choices = choices + [
            (goal.id, f"{goal.number_printed} {goal.label}" if goal.number_printed else goal.label) for goal in goals
        ]
        if quadrants:
            self["quadrant"].choices = [(name, quadrant_label(name)) for name in quadrants]
        else:
            del self["quadrant"]

    @property
    def wording(self) -> Wording:
        """What was typed."""
        quadrant = self["quadrant"].data if "quadrant" in self else None
        return Wording(self["title"].data, self["text"].data or None, self["goal_id"].data, quadrant)


class SummaryForm(ShownForm):
    """What the office has understood so far."""

    summary = ProseField(
        _l("Summary so far"), [at_most(MAX_TEXT)],
        description=_l("Everybody who takes part reads it at once. Left empty, there is none."),
    )  # fmt: skip


# ---- its steps -----------------------------------------------------------------------------------


class StepForm(ShownForm):
    """A step that needs no words."""


class EarlyForm(ShownForm):
    """It begins or ends on another day than the one that was announced."""

    reason = ProseField(
        _l("Why on another day than announced?"), [at_most(MAX_ANSWER)],
        description=_l("It stands on the page for everybody, with the day that was announced."),
    )  # fmt: skip


class CancelForm(ShownForm):
    """It does not take place."""

    reason = ProseField(_l("Reason"), [at_most(MAX_ANSWER)], description=_l("It stands on the page for everybody."))


class ReopenForm(CancelForm):
    """It goes on."""

    closes_on = DateField(_l("New last day"), [InputRequired(_l("Please choose the new last day."))])


class ResultForm(ShownForm):
    """What came of it."""

    result = ProseField(
        _l("The result"), [at_most(MAX_TEXT)],
        description=_l("What was said, what is taken over, what is not and why, and what happens next."),
    )  # fmt: skip

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, ReasonIsMissing):
            self.fault("result", _("Please write down what came of it."))
        else:
            super().blame(error)


class CorrectForm(ShownForm):
    """The published result is put right."""

    result = ProseField(_l("The result"), [DataRequired(_l("Please write down what came of it.")), at_most(MAX_TEXT)])
    reason = ProseField(
        _l("What was wrong?"), [at_most(MAX_ANSWER)], description=_l("Everybody reads it in the chronicle.")
    )


# ---- its audience --------------------------------------------------------------------------------


class InviteForm(Form):
    """Who takes part, judges or runs it."""

    addresses = ProseField(
        _l("E-mail addresses"), [at_most(60_000)],
        description=_l("One on each line. Nobody but the desk sees the list."),
    )  # fmt: skip
    organisations = SelectMultipleField(
        _l("Members of these organisations"), coerce=int, option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False), validate_choice=True,
    )  # fmt: skip
    role = RadioField(_l("As what?"), default="participant", validate_choice=True)
    until = DateField(_l("Until (optional)"), [Optional()], description=_l("The last day on which it counts."))

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The addresses as typed, each with its line; commas and semicolons part them as well."""
        typed = enumerate((self["addresses"].data or "").splitlines(), 1)
        parts = ((n, part.strip()) for n, line in typed for part in re.split("[,;]", line))
        return [(n, part) for n, part in parts if part]

    def validate_addresses(self, field: Field) -> None:
        lines = self.lines
        if not lines and not self["organisations"].data:
            raise ValidationError(_("Please enter an address or choose an organisation."))
        if len(lines) > MOST_AT_ONCE:
            raise ValidationError(_("Please invite no more than %(count)s at once.", count=MOST_AT_ONCE))
        wrong = [(n, typed) for n, typed in lines if proper_email(typed) is None]
        if wrong:
            named = [_("line %(number)s: %(text)s", number=n, text=typed[:80]) for n, typed in wrong[:20]]
            raise ValidationError(_("These are no complete e-mail addresses: %(lines)s", lines="; ".join(named)))

    @property
    def proper(self) -> list[str]:
        """The addresses as machines write them."""
        return [address for _n, typed in self.lines if (address := proper_email(typed))]


class AudienceForm(ShownForm):
    """Everybody, or those on the list."""

    audience = RadioField(_l("Who can read it and take part?"))
    sure = BooleanField(_l("Yes, change it"))
    reason = ProseField(
        _l("Reason for the change"), [at_most(MAX_ANSWER)],
        description=_l("Everybody reads it in the chronicle, beside what stood there before."),
    )  # fmt: skip

    def offer(self) -> None:
        """Fill in what can be chosen."""
        self["audience"].choices = [(audience, audience_label(audience)) for audience in AUDIENCES]
