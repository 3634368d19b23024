"""The forms of a sheet: the project, its goals, the check of a print, the desk's decision."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms.validators import DataRequired, Optional

from app.concepts.queries import GoalNode
from app.core.forms import Form, LineField, OnceField, ProseField, VersionForm, at_most, sent_number
from app.core.texts import clean
from app.reference_sheets.declaring import MOST_GOALS, Declared

MAX_TITLE, MAX_TEXT, MAX_NAME, MAX_REMARK, MAX_ANSWER = 120, 4_000, 200, 300, 4_000
REMARK = "anmerkung-"


class SheetForm(VersionForm):
    """Both steps: the project in words, and the goals with their remarks; each page carries the other's fields."""

    once = OnceField()
    about = HiddenField()
    concept = RadioField(_l("Which concept is it about?"), choices=[], validate_choice=False)
    title = LineField(
        _l("Name of the project"),
        [DataRequired(_l("Please give the project a name.")), at_most(MAX_TITLE)],
    )
    text = ProseField(
        _l("What is it about?"),
        [DataRequired(_l("Please write in a few sentences what it is about.")), at_most(MAX_TEXT)],
        description=_l(
            "A few sentences are enough: what is to be done, where, for whom. From them we look for fitting goals."
        ),
    )
    applicant = LineField(
        _l("Who applies?"), [Optional(), at_most(MAX_NAME)],
        description=_l("Municipality, association, company or person, as it is to stand on the sheet."),
    )  # fmt: skip
    programme = LineField(
        _l("Which funding programme?"), [Optional(), at_most(MAX_NAME)],
        description=_l("For example LEADER, or the name of the call."),
    )  # fmt: skip
    goals = SelectMultipleField(_l("Goals"), choices=[], validate_choice=False)

    remarks: dict[str, str]
    remark_faults: frozenset[str] = frozenset()

    def __init__(self, *args: Any, remarks: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = request.form.items() if request.method == "POST" else ()
        self.remarks = remarks or {
            name.removeprefix(REMARK): clean(value) for name, value in sent if name.startswith(REMARK)
        }
        self.goals.data = list(dict.fromkeys(self.goals.data or []))

    def validate_concept(self, field: Field) -> None:
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(_("Please choose a concept."))

    def keys(self) -> list[str]:
        """The goals named for the chosen concept."""
        return [name.removeprefix(f"{self.concept.data}:") for name in self.goals.data if ":" in name
                and name.partition(":")[0] == self.concept.data]  # fmt: skip

    def declared(self, on_offer: Sequence[GoalNode]) -> Declared:
        """What the sheet will say; what does not fit is put at the goals."""
        keys = set(self.keys())
        chosen = [goal for goal in on_offer if goal.key in keys]
        remarks = {key: self.remarks.get(f"{self.concept.data}:{key}", "") for key in keys}
        if keys - {goal.key for goal in chosen}:
            self.fault("goals", _("One of the goals does not exist any more. Please look at the choice again."))
        elif not chosen:
            self.fault("goals", _("Please tick at least one goal the project serves."))
        elif len(chosen) > MOST_GOALS:
            self.fault("goals", _("Please choose at most %(count)s goals.", count=MOST_GOALS))
        self.remark_faults = frozenset(key for key, words in remarks.items() if len(words) > MAX_REMARK)
        if self.remark_faults:
            self.fault("goals", _("Please shorten each remark to %(count)s characters.", count=MAX_REMARK))
        return Declared(
            self.title.data, self.text.data, self.applicant.data or None, self.programme.data or None, chosen, remarks
        )


class CheckForm(Form):
    """What stands on a print."""

    number = LineField(_l("Number of the sheet"), [DataRequired(_l("Please type the number from the sheet."))])
    code = LineField(_l("Check code"), [DataRequired(_l("Please type the check code from the sheet."))])

    @property
    def number_asked(self) -> int:
        return sent_number(self.number.data) or 0


class AnswerForm(VersionForm):
    """A decision of the desk, bound to the version it was made on."""

    answer = ProseField(
        _l("Remark"), [at_most(MAX_ANSWER)],
        description=_l("Optional. It stands on the sheet and in the mail to its author."),
    )  # fmt: skip


class DeclineForm(AnswerForm):
    answer = ProseField(
        _l("Reason"), [DataRequired(_l("Please say why the sheet is not confirmed.")), at_most(MAX_ANSWER)],
        description=_l("The author reads it by mail and in the account, and can change the sheet and ask again."),
    )  # fmt: skip


class WithdrawForm(AnswerForm):
    answer = ProseField(
        _l("Why does the confirmation no longer count?"),
        [DataRequired(_l("Please say why the confirmation is taken back.")), at_most(MAX_ANSWER)],
        description=_l("The author reads it by mail and in the account."),
    )  # fmt: skip
