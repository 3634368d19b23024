"""The forms of a call: its rules, points of the jury, prizes, and the way of an idea into a call and out of it."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Optional

from app.calls.judging import LONGEST_REMARK
from app.calls.models import MOST_POINTS
from app.core.forms import Form, LineField, ProseField, VersionForm, at_most, sent_number

LONGEST = 3_000
EMPTY = "-"


class RulesForm(VersionForm):
    """What counts, who judges, what can be won; bound to the version that was shown."""

    criteria = ProseField(
        _l("What counts? (optional)"), [at_most(LONGEST)],
        description=_l("By what the ideas are judged, so that everybody knows it before writing."),
    )  # fmt: skip
    jury = ProseField(
        _l("Who judges? (optional)"), [at_most(LONGEST)],
        description=_l(
            "The members of the jury as everybody may read them. Who can judge here is set under “audience”."
        ),
    )  # fmt: skip
    prize = ProseField(
        _l("What can be won? (optional)"), [at_most(LONGEST)],
        description=_l("It stands on the page exactly as written here. Please promise nothing that is not decided."),
    )  # fmt: skip

    why = ProseField(
        _l("Reason for the change"), [at_most(LONGEST)],
        description=_l("Everybody reads it in the chronicle, beside what stood there before."),
    )  # fmt: skip


class VoteForm(Form):
    """Points and a remark."""

    points = RadioField(
        _l("How many points?"), [InputRequired(_l("Please choose from 0 to 5 points."))],
        choices=[str(n) for n in range(MOST_POINTS + 1)],
        description=_l("0: does not fit at all; 5: could not be better."),
    )  # fmt: skip
    remark = ProseField(
        _l("Remark (optional)"), [at_most(LONGEST_REMARK)], description=_l("Only the office reads it, with your name.")
    )


class AwardForm(Form):
    """An idea wins a prize."""

    title = LineField(
        _l("Prize"), [DataRequired(_l("Please name the prize.")), at_most(120)],
        description=_l("For example “1. Preis”."),
    )  # fmt: skip
    idea = SelectField(_l("Idea"), [InputRequired(_l("Please choose an idea."))], choices=[], validate_choice=False)
    reason = ProseField(
        _l("Reason"), [DataRequired(_l("Please say why: everybody will read it.")), at_most(LONGEST)],
    )  # fmt: skip

    sat_on = DateField(_l("Day on which the jury sat (optional)"), [Optional()])
    sure = BooleanField(_l("I have read the warning and give the prize all the same."))
    contrary = ProseField(
        _l("Why it is given all the same"), [at_most(LONGEST)],
        description=_l("It is kept for the files of the office."),
    )  # fmt: skip

    @property
    def number(self) -> int:
        return sent_number(self.idea.data) or 0


class EntryForm(Form):
    """The call of an idea, and why; `shown`: the call the page showed."""

    shown = HiddenField()
    call = SelectField(_l("Call for ideas"), choices=[], validate_choice=False)
    reason = ProseField(
        _l("Reason"), [DataRequired(_l("Please say why. Whoever reads the idea reads it.")), at_most(LONGEST)]
    )

    @property
    def shown_call(self) -> int | None:
        return sent_number(self.shown.data)

    @property
    def chosen_call(self) -> int | None:
        return sent_number(self.call.data)
