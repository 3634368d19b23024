"""The forms of casework: remarks and file number, checklists, response templates."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, ValidationError

from app.casework.checking import MAX_ITEM
from app.casework.remarking import MAX_REMARK
from app.casework.templates import unknown_in
from app.casework.wording import before_labels, step_labels
from app.core.forms import Form, LineField, OnceField, ProseField, VersionForm, at_most
from app.ideas.desk_forms import MAX_REASON


class RemarkForm(Form):
    once = OnceField()
    text = ProseField(
        _l("Internal remark"), [at_most(MAX_REMARK)],
        description=_l("Only your office reads it. It stays as written and belongs to the file."),
    )  # fmt: skip

    def validate_text(self, field: ProseField) -> None:
        if not field.data:
            raise ValidationError(_("Please write the remark."))


class ReferenceForm(Form):
    before = HiddenField()
    file_reference = LineField(
        _l("File number of your office"), [at_most(80)], description=_l("Only your office sees it.")
    )


class ItemForm(Form):
    text = LineField(
        _l("What is to be checked?"), [at_most(MAX_ITEM)],
        description=_l("As a sentence that is true when all is well, for example “The place is right.”"),
    )  # fmt: skip
    before = RadioField(_l("Before which step?"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["before"].choices = list(before_labels().items())

    def validate_text(self, field: LineField) -> None:
        if not field.data:
            raise ValidationError(_("Please say what is to be checked."))

    def validate_before(self, field: RadioField) -> None:
        if field.data not in before_labels():
            raise ValidationError(_("Please choose a step."))


class TemplateForm(VersionForm):
    step = SelectField(_l("For which step?"), validate_choice=False)
    title = LineField(_l("Title"), [at_most(120)], description=_l("Colleagues find it by this in the choice."))
    text = ProseField(_l("Text"), [at_most(MAX_REASON)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["step"].choices = list(step_labels().items())

    @property
    def values(self) -> dict[str, str]:
        """What is to be kept."""
        return {name: self[name].data for name in ("step", "title", "text")}

    def validate_step(self, field: SelectField) -> None:
        if field.data not in step_labels():
            raise ValidationError(_("Please choose a step."))

    def validate_title(self, field: LineField) -> None:
        if not field.data:
            raise ValidationError(_("Please give it a title."))

    def validate_text(self, field: ProseField) -> None:
        if not field.data:
            raise ValidationError(_("Please write the text."))
        if unknown := unknown_in(field.data):
            raise ValidationError(
                _("Nobody knows %(words)s. The words you can use stand beside the form.", words=", ".join(unknown))
            )
