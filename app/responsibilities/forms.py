"""A matter of everyday life as the desk writes it down."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError

from app.core.forms import LineField, ProseField, VersionForm, at_most
from app.responsibilities.finding import phrase_of
from app.responsibilities.models import FIELDS
from app.responsibilities.schemas import LONGEST_WORD, MOST_WORDS
from app.responsibilities.wording import level_labels


class MatterForm(VersionForm):
    """What it is called, who answers for it, and the words people use."""

    title = LineField(
        _l("What is it about?"), [at_most(200)], description=_l("As people say it, for example “Street lights”.")
    )
    level = SelectField(_l("Level"), validate_choice=False)
    office = LineField(
        _l("Who answers for it?"), [at_most(200)],
        description=_l("The office, not a person. “Ihre Gemeinde” at the beginning becomes the name of the place."),
    )  # fmt: skip
    hint = ProseField(
        _l("Hint (optional)"), [at_most(600)],
        description=_l("One or two sentences: where does it end, and whom to ask when it depends."),
    )  # fmt: skip
    link = LineField(
        _l("Link (optional)"), [at_most(400)], description=_l("The official page, beginning with https://.")
    )
    words = ProseField(
        _l("Words people use"),
        description=_l("One word or phrase a line, at most 60. A phrase counts where all its words stand together."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["level"].choices = list(level_labels().items())

    def validate_title(self, field: LineField) -> None:
        if not any(letter.isalpha() for letter in field.data or ""):
            raise ValidationError(_("Please say what it is about."))

    def validate_level(self, field: SelectField) -> None:
        if field.data not in level_labels():
            raise ValidationError(_("Please choose a level."))

    def validate_office(self, field: LineField) -> None:
        if not field.data:
            raise ValidationError(_("Please name the office that answers for it."))

    def validate_link(self, field: LineField) -> None:
        if field.data and not _is_address(field.data):
            raise ValidationError(_("Please give a whole address that begins with https://."))

    def validate_words(self, field: ProseField) -> None:
        listed = self.listed
        if not any(map(phrase_of, listed)):
            raise ValidationError(_("Please give at least one word by which it is found."))
        if len(listed) > MOST_WORDS:
            raise ValidationError(_("At most %(most)s words or phrases, please.", most=MOST_WORDS))
        if long := next((said for said in listed if len(said) > LONGEST_WORD), None):
            raise ValidationError(_("“%(said)s …” is too long: at most %(most)s letters.", said=long[:30], most=60))

    @property
    def listed(self) -> list[str]:
        """The words and phrases, each once."""
        lines = (" ".join(line.split()) for line in (self["words"].data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    @property
    def values(self) -> dict[str, Any]:
        """What is to be kept."""
        sent = {name: self[name].data or "" for name in FIELDS}
        return {**sent, "hint": sent["hint"] or None, "link": sent["link"] or None, "words": "\n".join(self.listed)}


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and bool(parts.hostname) and " " not in text
    except ValueError:
        return False
