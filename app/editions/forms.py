"""The forms of editions at the desk; each carries what was shown, so that nobody decides on something else."""

from datetime import date
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, FileField, HiddenField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from app.core.clock import today
from app.core.forms import Form, LineField, VersionForm, at_most
from app.core.languages import day

FIRST_YEAR = 1990
MOST_OF_A_NUMBER, MOST_OF_A_BODY, MOST_OF_A_LINK = 80, 200, 500


class UploadForm(Form):
    """A concept file from one's own computer."""

    file = FileField(
        _l("Concept file"),
        description=_l("A YAML file up to 5 MB, such as the export of an edition gives it."),
        render_kw={"accept": ".yaml,.yml,application/yaml"},
    )


class TakeOverForm(Form):
    """Which draft would be replaced."""

    replaces = HiddenField()


class AdoptForm(VersionForm):
    """The decision by which a draft becomes what holds; never before what holds now was decided."""

    not_before: date | None = None
    adopted_on = DateField(
        _l("Day of the decision"), [InputRequired(message=_l("Please give the day of the decision."))]
    )
    adopted_by = LineField(
        _l("Who decided? (optional)"), [at_most(MOST_OF_A_BODY)],
        description=_l("The body, such as Kreistag; everybody reads it beside the day."),
    )  # fmt: skip
    paper_number = LineField(
        _l("Number of the paper"), [at_most(MOST_OF_A_NUMBER)],
        description=_l("Of the paper the body decided on, as the council information system has it."),
    )  # fmt: skip
    decision_number = LineField(_l("Number of the decision"), [at_most(MOST_OF_A_NUMBER)],
        description=_l("One of the two numbers is needed."),
    )  # fmt: skip
    link = LineField(
        _l("Address of the decision (optional)"), [at_most(MOST_OF_A_LINK)],
        description=_l("Begins with https:// or http://. Everybody reads it on the page of editions."),
        render_kw={"inputmode": "url"},
    )  # fmt: skip
    over_correction = BooleanField(_l("I know about the correction. The draft shall hold as it stands."))
    sure = BooleanField(
        _l("I have read the differences. From now on this edition holds."),
        [DataRequired(message=_l("Please confirm that you have read the differences."))],
    )

    def validate_adopted_on(self, field: Field) -> None:
        if field.data and field.data > today():
            raise ValidationError(_("This day is still to come. Please adopt the edition once it is decided."))
        if field.data and field.data.year < FIRST_YEAR:
            raise ValidationError(_("Please check the year."))
        if field.data and self.not_before and field.data < self.not_before:
            raise ValidationError(
                _("The edition in force was adopted on %(day)s only. Please check the day.", day=day(self.not_before))
            )

    def validate_decision_number(self, field: Field) -> None:
        if not field.data and not self["paper_number"].data:
            raise ValidationError(_("Please give the number of the paper or that of the decision; one is enough."))

    def validate_link(self, field: Field) -> None:
        if field.data and not _is_web_address(field.data):
            raise ValidationError(_("Please give a whole address that begins with https:// or http://."))


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text
