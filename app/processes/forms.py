"""A step of a concept's course as the desk writes it down."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError

from app.core.forms import LineField, OnceField, ProseField, VersionForm, at_most
from app.processes.models import SPANS, ProcessStep
from app.processes.moments import days_of, moment_of, printed
from app.processes.wording import kind_labels
from app.processes.writing import FIELDS

NO_PHASE = ""
MOST_LETTERS = 5_000


class StepForm(VersionForm):
    """What it is, when, who, and what came of it."""

    once = OnceField()
    kind = SelectField(_l("What is it?"), validate_choice=False)
    title = LineField(_l("Title"), [at_most(300)])
    begins = LineField(
        _l("When, or from when? (optional)"), [at_most(30)],
        description=_l("As exact as it is known: 2027, 2027-03, 24.3.2027 or March 2027 in German (März 2027)."),
    )  # fmt: skip
    ends = LineField(
        _l("Until when? (optional)"),
        [at_most(30)],
        description=_l("Leave it empty for a single day, and for a phase whose end is not known."),
    )
    label = LineField(_l("How the time is printed (optional)"), [at_most(80)])
    phase = SelectField(_l("In which phase?"), validate_choice=False)
    text = ProseField(_l("What happens? (optional)"), [at_most(MOST_LETTERS)])
    body = LineField(
        _l("Who meets or decides? (optional)"),
        [at_most(200)],
        description=_l("The body, such as “Kreistag”; never a person."),
    )
    result = LineField(
        _l("What came of it? (optional)"), [at_most(300)],
        description=_l("For example: adopted, put off, taken note of, only laid before them."),
    )  # fmt: skip
    early_reason = ProseField(
        _l("Why is it decided while people are still taking part?"), [at_most(MOST_LETTERS)],
        description=_l("Only where a decision falls into a phase or a format that is not over. Everybody reads it."),
    )  # fmt: skip
    source_title = LineField(
        _l("Source (optional)"), [at_most(200)], description=_l("Where it is told: minutes, a page, a report.")
    )
    source_url = LineField(
        _l("Address of the source (optional)"), [at_most(500)], description=_l("Begins with https:// or http://.")
    )

    def offer(self, phases: list[tuple[int, str]]) -> None:
        """What can be chosen."""
        self["kind"].choices = list(kind_labels().items())
        self["phase"].choices = [(NO_PHASE, _("in none")), *((str(number), title) for number, title in phases)]

    def validate_kind(self, field: SelectField) -> None:
        if field.data not in kind_labels():
            raise ValidationError(_("Please choose what it is."))

    def validate_title(self, field: LineField) -> None:
        if not field.data:
            raise ValidationError(_("Please give it a title."))

    def validate_begins(self, field: LineField) -> None:
        _check_moment(field)

    def validate_ends(self, field: LineField) -> None:
        _check_moment(field)
        begins, ends = moment_of(self["begins"].data or ""), moment_of(field.data or "")
        first, last = days_of(begins, ends, is_span=True)
        if first and last and last < first:
            raise ValidationError(_("It ends before it begins."))

    def validate_phase(self, field: SelectField) -> None:
        if field.data and field.data not in [value for value, _label in field.choices or []]:
            raise ValidationError(_("This phase is no longer there. Please choose another."))

    def validate_source_url(self, field: LineField) -> None:
        parts = urlsplit(field.data or "")
        if field.data and (parts.scheme not in {"http", "https"} or not parts.hostname or " " in field.data):
            raise ValidationError(_("Please give a whole address that begins with https:// or http://."))

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as it is kept."""
        typed: dict[str, Any] = {name: self[name].data or None for name in FIELDS if name in self}
        typed |= {name: moment_of(typed[name] or "") for name in ("begins", "ends")}
        return typed | {"phase_id": int(self["phase"].data) if self["phase"].data else None}

    @property
    def proposed(self) -> str | None:
        """How the time would be printed, from the days typed."""
        begins, ends = (moment_of(self[name].data or "") for name in ("begins", "ends"))
        return printed(begins, ends, is_span=self["kind"].data in SPANS)


def form_of(step: ProcessStep) -> StepForm:
    """The form filled with what stands there."""
    kept = {name: getattr(step, name) for name in FIELDS}
    return StepForm(data={**kept, "phase": str(step.phase_id or NO_PHASE), "version": step.version})


def _check_moment(field: LineField) -> None:
    if field.data and moment_of(field.data) is None:
        raise ValidationError(_("Please write a year, a month or a day, such as 2027, 2027-03 or 24.3.2027."))
