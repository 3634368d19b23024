"""What the editor of a draft types; each form carries the fingerprint of what it showed."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms import Form as Part
from wtforms.validators import NumberRange, Optional

from app.core.forms import Form, LineField, ProseField, at_most
from app.core.texts import clean
from app.editions.lines import LONGEST_NUMBER, Line, lines_of
from app.editions.seeing import GOAL_FIELDS

MAX_TEXT, MAX_LIST, MOST_LINES = 20_000, 100_000, 500


class RequiredLine(LineField):
    """One line that may not stay empty."""

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            raise ValidationError(_("Please fill in this field."))


class RequiredProse(ProseField):
    """Several lines that may not stay empty."""

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            raise ValidationError(_("Please fill in this field."))


class ListField(ProseField):
    """Several lines whose indents mean something, the first one's too."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean(f".{valuelist[0]}.".replace("\x0b", " "))[1:-1]


class SeenForm(Form):
    """Carries what was shown."""

    seen = HiddenField()

    @property
    def shown(self) -> str:
        return str(self["seen"].data or "")

    def show(self, fingerprint: str) -> None:
        """What is shown now; also where something else was sent."""
        self["seen"].raw_data, self["seen"].data = None, fingerprint


class BeginForm(Form):
    """A new draft."""

    title = RequiredLine(
        _l("What shall the new edition be called?"),
        [at_most(200)],
        description=_l("For example “KEK 2030, update 2027”. You can change it later."),
    )


class RequirementForm(Part):
    """What the law demands, and until when."""

    text = ProseField(_l("Legal requirement"), [at_most(MAX_TEXT)])
    valid_until = DateField(_l("Valid until (optional)"), [Optional()])

    def validate_valid_until(self, field: Field) -> None:
        if field.data and not 1900 <= field.data.year <= 2199:
            raise ValidationError(_("Please check the year."))


class GoalForm(SeenForm):
    """What the draft says about one goal."""

    number = LineField(_l("Number (optional)"), [at_most(LONGEST_NUMBER)], description=_l("As printed, such as 1.1."))
    title = RequiredProse(
        _l("Title"), [at_most(MAX_TEXT)], description=_l("Word for word, as the concept is to say it.")
    )
    short_title = LineField(
        _l("Short title (optional)"),
        [at_most(40)],
        description=_l("At most 40 characters, for lists and pictures; marked as editorial on the page of the goal."),
    )
    text = ProseField(_l("Text (optional)"), [at_most(MAX_TEXT)])
    source_page = IntegerField(
        _l("Page in the document (optional)"),
        [Optional(), NumberRange(1, 99_999, _l("Please write the page as a number."))],
    )
    tone = RadioField(
        _l("Colour of the field"),
        [Optional()],
        choices=[],
        description=_l("In pictures and lists, always together with the name."),
    )  # fmt: skip
    notes = ProseField(
        _l("Notes (optional)"), [at_most(MAX_TEXT)], description=_l("Leave an empty line between two notes.")
    )
    legal_requirements = FieldList(FormField(RequirementForm), _l("Legal requirements"), max_entries=50)

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the file keeps it: nothing is None, not an empty text."""
        typed: dict[str, Any] = {name: self[name].data or None for name in GOAL_FIELDS if name in self}
        laws = [{"text": one["text"], "valid_until": one["valid_until"]} for one in self["legal_requirements"].data]
        if tone := typed.pop("tone", None):
            typed["tone"] = int(tone)
        return {**typed, "notes": paragraphs(self["notes"].data), "legal_requirements": [o for o in laws if o["text"]]}


class LinesForm(Form):
    """Several goals at once, one a line."""

    kind = SelectField(_l("Add as"))
    lines = ListField(
        _l("One line for each goal"),
        [at_most(MAX_LIST)],
        description=_l(
            "Type them or paste them from your document. Numbers in front are recognised, bullets are taken off, and "
            "indented lines come below the line before them."
        ),
    )

    @property
    def found(self) -> list[Line]:
        """The goals listed."""
        return lines_of(self["lines"].data or "")

    def validate_lines(self, field: Field) -> None:
        found = self.found
        if not found:
            raise ValidationError(_("Please write at least one line."))
        if len(found) > MOST_LINES:
            raise ValidationError(_("Please add at most %(count)s goals at a time.", count=MOST_LINES))
        if too_long := next((line for line in found if len(line.title) > MAX_TEXT), None):
            raise ValidationError(_("This line is too long: %(line)s", line=f"{too_long.title[:60]} …"))


class PlaceForm(SeenForm):
    """A step of one goal: where it goes."""

    under = LineField()
    origin = LineField()
    to = LineField()

    def key(self, name: str) -> str | None:
        return self[name].data or None


class TextsForm(SeenForm):
    """What the draft says beside its goals."""

    title = RequiredLine(_l("Name of the edition"), [at_most(200)])
    horizon = LineField(_l("Valid up to the year (optional)"), [at_most(20)])
    incomplete = ProseField(
        _l("Notice that something is still missing (optional)"),
        [at_most(MAX_TEXT)],
        description=_l("Everybody reads it above the goals. Empty it as soon as the goals are complete."),
    )
    introduction = ProseField(
        _l("Introduction (optional)"),
        [at_most(MAX_TEXT)],
        description=_l("Leave an empty line between paragraphs."),
    )

    def validate_horizon(self, field: Field) -> None:
        if field.data and not re.fullmatch(r"[12]\d{3}", field.data):
            raise ValidationError(_("Please write the year with four digits, such as 2030, or leave this empty."))

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the file keeps it."""
        typed = {name: self[name].data or None for name in ("title", "horizon", "incomplete")}
        return {**typed, "introduction": paragraphs(self["introduction"].data)}


def paragraphs(text: str | None) -> list[str]:
    """A text cut at its empty lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text or "") if part.strip()]


def joined(parts: list[str]) -> str:
    """Paragraphs as one text with empty lines between them."""
    return "\n\n".join(parts)
