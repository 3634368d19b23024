"""The forms of the reception: the same questions, in the same order and words, as on the printed sheet."""

import re
from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, ValidationError
from wtforms.validators import DataRequired

from app.accounts.forms import EmailField
from app.accounts.registering import proper_email
from app.core.clock import today
from app.core.database import db
from app.core.forms import Form, LineField, ProseField, at_most
from app.core.texts import number_of
from app.ideas.forms import MAX_NAME, IdeaForm, RevisionForm
from app.ideas.place_choice import place_choices
from app.municipalities.models import District, Region
from app.reception.entering import OLDEST_DAYS, TYPED_ORIGINS, Author, Words

MOST_LINES, LONGEST_LINE = 6, 60
PRINTED = (
    "place", "title", "text", "who_benefits", "touches_youth", "goals", "name_choice", "author_name", "reach", "email",
    "post", "consent",
)  # fmt: skip
"""What stands on the printed sheet, in this order; a test holds the page against it."""


class MaybeEmailField(EmailField):
    """An address, or none."""

    def pre_validate(self, form: Form) -> None:
        if self.data:
            super().pre_validate(form)


class ReachForm(Form):
    """How the author is reached: by mail, by letter, or not at all."""

    reach = RadioField(_l("How do we reach you?"), validate_choice=False)
    email = MaybeEmailField(_l("E-mail address"), render_kw={"type": "email", "autocomplete": "off"})
    post = ProseField(
        _l("Postal address"),
        [at_most(MOST_LINES * LONGEST_LINE)],
        description=_l("Name, street and number, postcode and town: one line each, as on an envelope."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["reach"].choices = [
            ("mail", _("By e-mail")), ("post", _("By letter")), ("none", _("No answer needed")),
        ]  # fmt: skip

    def validate_reach(self, field: Field) -> None:
        check_reach(self, field)

    def validate_email(self, field: Field) -> None:
        check_email(self, field)

    def validate_post(self, field: Field) -> None:
        check_post(self, field)

    @property
    def way(self) -> tuple[str | None, str | None]:
        """The mail address and the postal address: one of them, or none."""
        return way_of(self)


def check_reach(form: Any, field: Field) -> None:
    if field.data not in {"mail", "post", "none"}:
        raise ValidationError(_("Please choose one of the three."))
    if field.data == "none" and (form["email"].data or form["post"].data):
        raise ValidationError(_("You have filled in an address. Please choose how it is used, or empty it."))


def check_email(form: Any, field: Field) -> None:
    if form["reach"].data == "mail" and not field.data:
        raise ValidationError(_("Please enter the e-mail address."))
    if form["reach"].data == "post" and field.data and proper_email(field.data):
        raise ValidationError(_("You have chosen a letter. Please empty this field, or choose e-mail."))


def check_post(form: Any, field: Field) -> None:
    lines = address_lines(field.data)
    if form["reach"].data == "mail" and lines:
        raise ValidationError(_("You have chosen e-mail. Please empty this field, or choose the letter."))
    if form["reach"].data != "post":
        return
    if len(lines) < 2 or not re.search(r"\d{4,5}", field.data or ""):
        raise ValidationError(_("Please enter name, street, postcode and town, each on a line of its own."))
    if len(lines) > MOST_LINES or max(map(len, lines)) > LONGEST_LINE:
        raise ValidationError(_("That does not fit the window of the envelope: at most six lines of 60 characters."))


def address_lines(address: str | None) -> list[str]:
    """The lines of a postal address as they stand in the window."""
    return [" ".join(line.split()) for line in (address or "").splitlines() if line.strip()]


def way_of(form: Any) -> tuple[str | None, str | None]:
    reach = form["reach"].data
    post = "\n".join(address_lines(form["post"].data))
    return (form["email"].data if reach == "mail" else None), (post if reach == "post" else None)


class EntryForm(ReachForm, IdeaForm):
    """What is typed in from a sheet. `offer_places` narrows the places to those this person may receive for."""

    origin = RadioField(_l("How did it come?"), validate_choice=False)
    received_on = DateField(
        _l("Received on"), description=_l("The day on the stamp; the periods run from that day."),
    )  # fmt: skip
    name_choice = RadioField(_l("Under which name shall the idea stand?"), validate_choice=False)
    author_name = LineField(_l("Name or pseudonym"), [at_most(MAX_NAME)], render_kw={"autocomplete": "off"})
    consent = BooleanField(
        _l(
            "I am at least 14 years old, have read the privacy notes and want my idea to be published like this. "
            "Others may use it freely if they name the source (licence CC BY 4.0)."
        ),
        [DataRequired(message=_l("Without this consent we cannot take the idea in."))],
        description=_l("Signed on the sheet, or said to you after you have told the privacy notes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["origin"].choices = [
            ("paper", _("On a sheet of paper")), ("counter", _("At the counter")), ("telephone", _("By telephone")),
        ]  # fmt: skip
        self["name_choice"].choices = [
            ("name", _("Under this name:")), ("resident", _("Without a name, as “Resident of …”")),
        ]  # fmt: skip
        # Faults are listed in the order in which the questions stand.
        first = ("once", "origin", "received_on", "place", "place_2", "place_3", *PRINTED[1:])
        asked: dict[str, Any] = {field.short_name: field for field in self}
        self.__dict__["_fields"] = {name: asked[name] for name in dict.fromkeys((*first, *asked))}

    def offer_places(self, authority_ids: Collection[int]) -> None:
        """Only places that belong to these authorities; what lies elsewhere is passed on as the sheet it is."""
        self.authority_ids = authority_ids
        groups = _places_of(authority_ids)
        self.place.choices = dict(groups)
        towns = {name: [choice for choice in choices if choice[0].startswith("ort:")] for name, choices in groups}
        self.place_2.choices = self.place_3.choices = {name: choices for name, choices in towns.items() if choices}

    def validate_origin(self, field: Field) -> None:
        if field.data not in TYPED_ORIGINS:
            raise ValidationError(_("Please choose how the idea came to you."))

    def validate_received_on(self, field: Field) -> None:
        if field.data is None:
            return
        if field.data > today():
            raise ValidationError(_("This day is still to come."))
        if (today() - field.data).days > OLDEST_DAYS:
            raise ValidationError(_("This day is more than %(count)s days ago. Please check it.", count=OLDEST_DAYS))

    def validate_place(self, field: Field) -> None:
        super().validate_place(field)
        if self.place_chosen is not None and self.place_chosen.authority.id not in self.authority_ids:
            self.place_chosen = None
            raise ValidationError(_("Another office answers for this place. Please pass the sheet on to it."))

    def validate_name_choice(self, field: Field) -> None:
        if field.data not in {"name", "resident"}:
            raise ValidationError(_("Please choose with or without a name."))
        if field.data == "resident" and self.author_name.data:
            raise ValidationError(_("A name is filled in. Please empty it, or choose “Under this name”."))

    def validate_author_name(self, field: Field) -> None:
        if self.name_choice.data == "name" and not field.data:
            raise ValidationError(_("Please write the name that shall be shown."))

    @property
    def words(self) -> Words:
        return words_of(self)

    @property
    def author(self) -> Author:
        email, post = self.way
        return Author(self.author_name.data if self.name_choice.data == "name" else None, email, post)


class CorrectionForm(RevisionForm):
    """The text once more: a slip of the pen put right, or the author's answer typed in."""

    @property
    def words(self) -> Words:
        return words_of(self)


class ContactForm(ReachForm):
    """The way to the author, corrected; `seen` tells whether somebody else has changed it meanwhile."""

    seen = HiddenField()


class ClaimForm(Form):
    """Number and code from the receipt or the letter."""

    number = LineField(_l("Number of the idea"), render_kw={"inputmode": "numeric", "autocomplete": "off"})
    code = LineField(
        _l("Code"), description=_l("Twelve letters and digits, from the receipt or our first letter."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )  # fmt: skip

    def validate_number(self, field: Field) -> None:
        if not 0 < (number_of(field.data or "") or 0) < 10**9:
            raise ValidationError(_("Please enter the number of the idea, digits only."))

    def validate_code(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Please enter the code."))


def words_of(form: Any) -> Words:
    return Words(
        form["title"].data, form["text"].data, form["who_benefits"].data or None, bool(form["touches_youth"].data)
    )


def _places_of(authority_ids: Collection[int]) -> list[tuple[str, list[tuple[str, str]]]]:
    districts = set(db.session.scalars(select(District.name).where(District.authority_id.in_(authority_ids))))
    regions = select(Region.slug).where(Region.authority_id.in_(authority_ids))
    ours = {f"region:{slug}" for slug in db.session.scalars(regions)}
    groups = []
    for name, choices in place_choices():
        near = [
            (value, label) for value, label in choices
            if (value in ours if value.startswith("region:") else name in districts)
        ]  # fmt: skip
        if near:
            groups.append((name, near))
    return groups
