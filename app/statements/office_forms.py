"""What an office is asked: its statement, more time, who else would be right, a colleague's address."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired

from app.accounts.forms import EmailField
from app.core.forms import Form, LineField, ProseField, VersionForm, at_most
from app.core.languages import weekday
from app.statements.answering import WITHOUT_TEXT, days_to_extend, is_municipal
from app.statements.models import Statement, StatementRequest
from app.statements.wording import verdict_labels
from app.statements.workflow import MUNICIPAL_VERDICTS, VERDICTS

MOST_TEXT, MOST_LINE, MOST_NAME, MOST_OFFICE = 20_000, 300, 120, 200


def _name_field() -> LineField:
    return LineField(
        _l("Your name"), [DataRequired(_l("Please enter your name.")), at_most(MOST_NAME)],
        render_kw={"autocomplete": "name"},
    )  # fmt: skip


def _office_field() -> LineField:
    return LineField(
        _l("Your office"), [DataRequired(_l("Please enter the office you speak for.")), at_most(MOST_OFFICE)],
        render_kw={"autocomplete": "organization"},
    )  # fmt: skip


class SpeakerForm(VersionForm):
    """Who speaks, and for which office."""

    speaker_name = _name_field()
    speaker_office = _office_field()

    @classmethod
    def beside(cls, request: StatementRequest, sent: Any = None, **typed: Any) -> Any:
        """The form as sent, or with what was typed before; it names the version it shows."""
        statement = request.statement or Statement(text="", version=1)
        return cls(sent, data={"version": statement.version, **typed})

    def bind_anew(self, statement: Statement) -> None:
        """What was typed stays; sent again, it replaces what is kept now."""
        self.version.data = statement.version
        self.version.raw_data = None


class StatementForm(SpeakerForm):
    """The statement itself. Whoever only keeps it for later need not be finished."""

    verdict = RadioField(_l("What does it come to?"), validate_choice=False)
    text = ProseField(
        _l("Your statement"), [at_most(MOST_TEXT)],
        description=_l("In words the person who had the idea understands. At most 20,000 characters."),
    )  # fmt: skip
    # Named again: a form lists its faults in the order its fields were made in.
    speaker_name = _name_field()
    speaker_office = _office_field()
    consent = RadioField(_l("May it be published with the answer?"), validate_choice=False)

    is_for_later = False

    @classmethod
    def of(cls, request: StatementRequest, sent: Any = None, **typed: Any) -> "StatementForm":
        """The form of this request with the words it allows, and what is kept where nothing else was `typed`."""
        kept = request.statement or Statement(text="", is_public=False, version=1)
        words = {"verdict": kept.verdict, "text": kept.text, "is_public": kept.is_public, **typed}
        form: StatementForm = cls.beside(request, sent, consent="yes" if words["is_public"] else "no", **words)
        labels = verdict_labels()
        allowed = [one for one in VERDICTS if one not in MUNICIPAL_VERDICTS or is_municipal(request)]
        form.verdict.choices = [(one, labels[one][:1].upper() + labels[one][1:]) for one in allowed]
        form.consent.choices = [
            ("no", _("No, it is for the office in charge alone")),
            ("yes", _("Yes, with the name of the office, without mine"))
        ]  # fmt: skip
        return form

    def ask_for_little(self) -> None:
        """To be kept, it may be as unfinished as it is."""
        self.is_for_later = True
        for field in (self.speaker_name, self.speaker_office):
            field.validators = [check for check in field.validators if not isinstance(check, DataRequired)]

    def validate_verdict(self, field: RadioField) -> None:
        allowed = {value for value, _label in field.choices}
        if field.data and field.data not in allowed:
            field.data = None
            raise ValidationError(_("This choice is not offered to your office. Please choose one of these."))
        if not field.data and not self.is_for_later:
            raise ValidationError(_("Please choose what your statement comes to."))

    def validate_text(self, field: ProseField) -> None:
        is_needed = self.verdict.data and self.verdict.data not in WITHOUT_TEXT and not self.is_for_later
        if is_needed and not (field.data or "").strip():
            raise ValidationError(_("Please write what it is about: the desk cannot work with the word alone."))

    @property
    def typed(self) -> dict[str, Any]:
        """What is kept of it."""
        return {
            "verdict": self.verdict.data or None, "text": self.text.data or "",
            "is_public": self.consent.data == "yes", "speaker_name": self.speaker_name.data or None,
            "speaker_office": self.speaker_office.data or None,
        }  # fmt: skip


class NotAffectedForm(SpeakerForm):
    """Fehlanzeige: the office has nothing to say, under a name."""

    consent = BooleanField(_l("The word “not affected” may be published with the answer."))

    @property
    def typed(self) -> dict[str, Any]:
        """What is kept of it: the word alone."""
        return {
            "verdict": "not_affected", "text": "", "is_public": bool(self.consent.data),
            "speaker_name": self.speaker_name.data, "speaker_office": self.speaker_office.data,
        }  # fmt: skip


class DeclineForm(SpeakerForm):
    """Not responsible, right would be …"""

    suggestion = LineField(
        _l("Who would be right?"),
        [DataRequired(_l("Please name who would be right, or write “not known”.")), at_most(MOST_LINE)],
        description=_l("An office, a municipality or another body. If you do not know, write “not known”."),
    )
    speaker_name = _name_field()
    speaker_office = _office_field()


class ExtendForm(Form):
    """More time, once."""

    until = SelectField(_l("New day"), validate_choice=False)
    reason = ProseField(
        _l("Why do you need more time?"),
        [DataRequired(_l("Please write why: the desk passes it on to whoever waits.")), at_most(MOST_LINE)],
        description=_l("One sentence is enough."), render_kw={"rows": "3"},
    )  # fmt: skip

    @classmethod
    def of(cls, request: StatementRequest, sent: Any = None) -> "ExtendForm":
        """The days this office can choose from; proposed is the last one before the promised answer."""
        days, promised = days_to_extend(request), request.promised_on
        early = [day for day in days if promised is None or day < promised] or days[:1]
        form = cls(sent, data={"until": early[-1].isoformat() if early else None})
        form.until.choices = [(day.isoformat(), weekday(day)) for day in reversed(days)]
        return form

    def validate_until(self, field: SelectField) -> None:
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(_("This day is not offered. Please choose one of these."))


class ForwardForm(Form):
    """A colleague in the same house."""

    to = EmailField(
        _l("E-mail address of your colleague"), render_kw={"type": "email", "autocomplete": "email"},
    )  # fmt: skip
    note = ProseField(_l("A note for your colleague"), [at_most(2_000)], render_kw={"rows": "4"})
