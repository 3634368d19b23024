"""The forms of taking up: the idea to be, goals to assign, the number of an idea that is there already."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf

from app.core.forms import Form, LineField, ProseField, VersionForm, at_most, sent_numbers
from app.core.texts import clean, number_of
from app.formats.models import VERDICTS
from app.ideas.forms import IdeaForm
from app.ideas.goal_choice import MOST_GOALS, find_goals

NONE = "none"


class TakeUpForm(IdeaForm):
    """The idea as it is to be received. `is_closed`: the words come from a closed format."""

    fit = BooleanField(_l("It is worded so that everybody may read it and nobody can be recognised against a wish."))
    who_benefits: Any = None
    touches_youth: Any = None
    is_closed = False

    def validate_fit(self, field: Field) -> None:
        if self.is_closed and not field.data:
            raise ValidationError(_("Please look at the text once more: what was said stays with those invited."))


class GoalsForm(Form):
    """The goals of one contribution, and those that stood there when the page was shown."""

    goals = SelectMultipleField(_l("Goals"), choices=[], validate_choice=False)
    suggested = SelectMultipleField(_l("Goals that may fit"), choices=[], validate_choice=False)
    shown = HiddenField()

    goals_chosen: list[Any]

    def validate_goals(self, field: Field) -> None:
        chosen = list(dict.fromkeys(clean(name) for name in [*(field.data or []), *(self.suggested.data or [])]))
        if len(chosen) > MOST_GOALS:
            raise ValidationError(_("Please choose at most %(count)s goals.", count=MOST_GOALS))
        self.goals_chosen, unknown = find_goals(chosen)
        if unknown:
            raise ValidationError(
                _("One of the goals you had chosen no longer exists. Please look at your choice again.")
            )

    @property
    def shown_ids(self) -> list[int]:
        """The numbers of the goals that stood there."""
        return sent_numbers((self.shown.data or "").split(","))


class WeighForm(VersionForm):
    """What the office says of contributions it makes no idea of."""

    verdict = RadioField(
        _l("What do you say to it?"), [AnyOf((*VERDICTS, NONE), _l("Please choose what you say to it."))],
        choices=[
            SelectChoice("noted", _l("noted")), SelectChoice("not_taken", _l("not taken up")),
            SelectChoice(NONE, _l("nothing yet: it waits again")),
        ],
        validate_choice=False,
    )  # fmt: skip
    reason = ProseField(
        _l("Reason"), [at_most(2_000)],
        description=_l("Everybody reads it at the contribution. Needed where it is not taken up."),
    )  # fmt: skip

    @property
    def chosen(self) -> str | None:
        return None if self.verdict.data == NONE else self.verdict.data

    def validate_reason(self, field: Field) -> None:
        if self.verdict.data == "not_taken" and not (field.data or "").strip():
            raise ValidationError(_("Please say why it is not taken up: everybody will read it."))


class BelongsForm(Form):
    """The number of the idea a contribution belongs to."""

    number = LineField(_l("Number of the idea"), render_kw={"inputmode": "numeric", "autocomplete": "off"})

    @property
    def idea_number(self) -> int | None:
        """The number as people copy it."""
        found = number_of(self.number.data or "")
        return found if found is not None and found < 2**31 else None
