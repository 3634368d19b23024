"""The forms of a call: its rules, points of the jury, prizes, and the way of an idea into a call and out of it."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from app.calls.judging import LONGEST_REMARK
from app.calls.models import MOST_POINTS
from app.core.forms import Form, LineField, ProseField

LONGEST = 3_000
EMPTY = "-"


def _length(most: int) -> Length:
    return Length(max=most, message=_l("Please shorten this to %(count)s characters.", count=most))


class RulesForm(Form):
    """What counts, who judges, what can be won; bound to the version that was shown."""

    version = HiddenField()
    criteria = ProseField(
        _l("What counts? (optional)"), [_length(LONGEST)],
        description=_l("By what the ideas are judged, so that everybody knows it before writing."),
    )  # fmt: skip
    jury = ProseField(
        _l("Who judges? (optional)"), [_length(LONGEST)],
        description=_l(
            "The members of the jury as everybody may read them. Who can judge here is set under “audience”."
        ),
    )  # fmt: skip
    prize = ProseField(
        _l("What can be won? (optional)"), [_length(LONGEST)],
        description=_l("It stands on the page exactly as written here. Please promise nothing that is not decided."),
    )  # fmt: skip

    @property
    def shown(self) -> int:
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class VoteForm(Form):
    """Points and a remark."""

    points = RadioField(
        _l("How many points?"), [InputRequired(_l("Please choose from 0 to 5 points."))],
        choices=[str(n) for n in range(MOST_POINTS + 1)],
        description=_l("0: does not fit at all; 5: could not be better."),
    )  # fmt: skip
    remark = ProseField(
        _l("Remark (optional)"), [_length(LONGEST_REMARK)], description=_l("Only the office reads it, with your name.")
    )


class AwardForm(Form):
    """An idea wins a prize."""

    title = LineField(
        _l("Prize"), [DataRequired(_l("Please name the prize.")), _length(120)],
        description=_l("For example “1. Preis”."),
    )  # fmt: skip
    idea = SelectField(_l("Idea"), [InputRequired(_l("Please choose an idea."))], choices=[], validate_choice=False)
    reason = ProseField(
        _l("Reason"), [DataRequired(_l("Please say why: everybody will read it.")), _length(LONGEST)],
    )  # fmt: skip

    @property
    def number(self) -> int:
        value = str(self.idea.data or "")
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


class EntryForm(Form):
    """The call of an idea, and why; `shown`: the call the page showed."""

    shown = HiddenField()
    call = SelectField(_l("Call for ideas"), choices=[], validate_choice=False)
    reason = ProseField(
        _l("Reason"), [DataRequired(_l("Please say why. Whoever reads the idea reads it.")), _length(LONGEST)]
    )

    @property
    def shown_call(self) -> int | None:
        value = str(self.shown.data or "")
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None
