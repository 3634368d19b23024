"""The forms of the project editors; each says who reads what is typed and carries what was shown."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, RadioField, StringField, ValidationError
from wtforms.validators import Length, Optional

from app.core.errors import DomainError, ReasonIsMissing
from app.core.forms import Form, LineField, ProseField, at_most, sent_number
from app.ideas.desk_forms import MAX_REASON, DecisionForm
from app.projects.editing import FIELDS, CostIsBackwards, PeriodIsBackwards
from app.projects.promoting import ProjectIsClosed, ProjectIsEmpty

MOST_EUROS = 2_000_000_000


class EuroField(StringField):
    """Whole euros, as people write them: 25000, 25.000, 25 000 Euro."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:,}".replace(",", ".")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = (valuelist[0] if valuelist else "").lower().replace("euro", "").replace("€", "")
        plain = "".join(letter for letter in text if letter not in ". \u00a0\u202f\x00")
        if not plain:
            return
        if not (plain.isascii() and plain.isdecimal()) or len(plain) > 10 or int(plain) > MOST_EUROS:
            raise ValueError(_("Please write whole euros, such as 25.000."))
        self.data = int(plain)


class PromoteForm(DecisionForm):
    """An idea becomes a proposal of the catalogue."""

    title = LineField(_l("Title of the project"), [at_most(200)], description=_l("As the catalogue shall show it."))
    description = ProseField(
        _l("What it is about"),
        [at_most(10_000)],
        description=_l("Taken from the idea; please make it the description of a project."),
    )
    aim = ProseField(_l("Aim and expected effect (optional)"), [at_most(4000)])
    lead = LineField(
        _l("Lead (optional)"),
        [at_most(200)],
        description=_l("Name a body only after it has agreed. Left empty, the page says “Lead wanted”."),
    )
    reason = ProseField(
        _l("Why it is taken up (optional)"),
        [at_most(MAX_REASON)],
        description=_l("Everybody reads it in the timeline of the idea and of the project."),
    )

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if not isinstance(error, ProjectIsEmpty):
            raise error
        for name in ("title", "description"):
            if not self[name].data:
                self.fault(name, _("Please fill in this field."))


class JoinForm(DecisionForm):
    """One more idea joins a project; bound to the version that was shown."""

    idee = HiddenField()
    reason = ProseField(
        _l("Why does it join the project? (optional)"),
        [at_most(MAX_REASON)],
        description=_l("Everybody reads it in the timeline of the idea and of the project."),
    )

    @property
    def number(self) -> int:
        """The idea it is about."""
        return sent_number(self["idee"].data) or 0

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if not isinstance(error, ProjectIsClosed):
            return super().blame(error)
        return self.fault("reason", _("This project has come to its end or belongs to another office."))


class LeaveForm(JoinForm):
    """One idea leaves a project."""

    missing = _l("Please say why. The chronicle is public.")
    reason = ProseField(
        _l("Why does it leave the project?"),
        [at_most(MAX_REASON)],
        description=_l("Everybody reads it as the answer to the idea and in both timelines."),
    )


class SeenForm(Form):
    """Carries the moment of the last change the editor had before him."""

    seen = HiddenField()

    @property
    def seen_at(self) -> datetime | None:
        """That moment; None where nothing sensible was sent."""
        try:
            moment = datetime.fromisoformat(str(self["seen"].data or ""))
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, ReasonIsMissing):
            self.fault("reason", _("Please say why. The change log is public."))
        elif isinstance(error, PeriodIsBackwards):
            self.fault("ends_on", _("The end lies before the beginning."))
        elif isinstance(error, CostIsBackwards):
            self.fault("cost_max", _("The upper end lies below the lower one."))
        elif isinstance(error, ProjectIsEmpty):
            for name in ("title", "description"):
                if not self[name].data:
                    self.fault(name, _("Please fill in this field."))
        else:
            raise error


class ProjectForm(SeenForm):
    """What the catalogue says about a project."""

    title = LineField(_l("Title"), [Length(max=200)])
    description = ProseField(_l("What it is about"), [at_most(10_000)])
    aim = ProseField(_l("Aim and expected effect (optional)"), [Optional(), at_most(4000)])
    lead = LineField(
        _l("Lead (optional)"),
        [Optional(), at_most(200)],
        description=_l("Name a body only after it has agreed. Left empty, the page says “Lead wanted”."),
    )
    contact_office = LineField(
        _l("Contact office (optional)"), [Optional(), at_most(200)], description=_l("An office, not a person.")
    )
    starts_on = DateField(_l("Begin (optional)"), [Optional()])
    ends_on = DateField(_l("End (optional)"), [Optional()])
    cost_min = EuroField(_l("Cost from (optional)"), description=_l("Whole euros."))
    cost_max = EuroField(_l("Cost up to (optional)"), description=_l("Whole euros."))
    reason = ProseField(
        _l("Why do you change the entry?"),
        [at_most(MAX_REASON)],
        description=_l("Everybody reads this sentence in the chronicle, beside what was changed."),
    )

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the catalogue keeps it: nothing is None, not an empty text."""
        typed = {name: self[name].data for name in FIELDS}
        return {name: (value if value not in ("", None) else _nothing(name)) for name, value in typed.items()}

    def validate_starts_on(self, field: Field) -> None:
        _ensure_our_time(field)

    def validate_ends_on(self, field: Field) -> None:
        _ensure_our_time(field)


class StatusForm(SeenForm):
    """A step of the project."""

    state = RadioField(_l("New status"), choices=[], validate_choice=False)
    reason = ProseField(
        _l("Reason"), [at_most(MAX_REASON)], description=_l("Everybody reads it in the chronicle of the project.")
    )


def _nothing(name: str) -> str | None:
    return "" if name in ("title", "description") else None


def _ensure_our_time(field: Field) -> None:
    if field.data and not 1990 <= field.data.year <= 2199:
        raise ValidationError(_("Please check the year."))
