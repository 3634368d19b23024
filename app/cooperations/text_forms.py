"""The forms a text is written with: one page to begin with, and all its sections. What is typed may be unfinished; what
keeps a text from being laid before partners is said at its field."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
    widgets,
)
from wtforms.validators import DataRequired, Optional

from app.accounts.models import Organisation
from app.cooperations.cents_forms import CentsField
from app.cooperations.terms import MOST_PARTIES, PUBLIC_FROM, PUBLIC_PARTS, Party, Terms, unnamed_by
from app.cooperations.wording import (
    choices,
    key_label,
    kind_label,
    legal_form_label,
    public_from_label,
    public_part_label,
    rule_label,
)
from app.cooperations.workflow import KEYS, KINDS, LEGAL_FORMS, RULES
from app.core.forms import Form, LineField, OnceField, ProseField, VersionForm, at_most, sent_number, sent_numbers
from app.core.texts import clean

MAX_TITLE, MAX_TEXT, MAX_SECTION, MAX_NAME = 200, 4_000, 10_000, 200
FIGURE, MOST_DIGITS = "figure-", 12


def fault_message(field: str, word: str) -> str:
    """What keeps a text from being laid before partners, as a sentence at its field (see `faults_of`)."""
    said = {
        "title": _("Please give it a title."),
        "what": _("Please say in a few sentences what you want to do together."),
        "why": _("Please say why it is better done together."),
        "threshold": _("Please write a number of partners, from 2 to %(most)s.", most=MOST_PARTIES),
        "lead_id": _("Whoever leads is one of the partners. Please choose again."),
        "ends_on": _("This day is over already.") if word == "past" else _("The last day comes before the first one."),
        "total_cents": _("You count on funding. Please write what the whole costs."),
        "funding_cents": _("The funding is more than the whole costs."),
        "key": _("Own figures can only be used where all join at once."),
        "figure_name": _("Please say what is counted."),
        "figures": _("Not all own figures may be 0.") if word == "nothing"
        else _("Please write an own figure for each partner."),
    }  # fmt: skip
    if field == "parties":
        if word == "too_few":
            return _("Please choose at least one other municipality.")
        return _("At most %(most)s partners can be asked.", most=MOST_PARTIES)
    return said.get(field) or _("This does not fit yet.")


def hint_of(terms: Terms) -> str:
    """What is no fault, but may be a slip: it takes more partners than the text names; empty where nothing is."""
    more, named = unnamed_by(terms), len(terms.parties)
    if not more:
        return ""
    return ngettext(
        "So many are not named: the text names %(named)s partners and is agreed from %(threshold)s on. %(num)s more "
        "has to join later; lower the number if that is not meant.",
        "So many are not named: the text names %(named)s partners and is agreed from %(threshold)s on. %(num)s more "
        "have to join later; lower the number if that is not meant.",
        more, named=named, threshold=terms.threshold,
    )  # fmt: skip


class OnePageForm(Form):
    """What, why, with whom, under which rule, and when everybody may read of it."""

    title = LineField(
        _l("How is your joint project called?"),
        [DataRequired(_l("Please give it a title.")), at_most(MAX_TITLE)],
        description=_l("A few words, as in a headline."),
    )
    what = ProseField(
        _l("What do you want to do together?"), [at_most(MAX_TEXT)],
        description=_l("A few sentences are enough. You can write more once the others are interested."),
    )  # fmt: skip
    why = ProseField(
        _l("Why together?"), [at_most(MAX_TEXT)],
        description=_l("What becomes better, cheaper or possible at all when several do it."),
    )  # fmt: skip
    partners = SelectMultipleField(_l("Whom do you want to ask?"), choices=[], validate_choice=False)
    kind = RadioField(_l("What kind of cooperation is it?"), choices=lambda: choices(KINDS, kind_label))
    rule = RadioField(_l("From when on shall it hold?"), choices=lambda: choices(RULES, rule_label))
    threshold = LineField(
        _l("From how many partners on?"), [Optional()],
        description=_l("Only where it holds from a number of partners on. You count as one."),
    )  # fmt: skip
    public_from = RadioField(
        _l("When may everybody read of it?"), choices=lambda: choices(PUBLIC_FROM, public_from_label)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners.data = sent_numbers(self.partners.data or [])[: MOST_PARTIES + 1]

    def validate_threshold(self, field: LineField) -> None:
        if self.rule.data == "from_n" and field.data and not 2 <= (sent_number(field.data) or 0) <= MOST_PARTIES:
            raise ValidationError(fault_message("threshold", "threshold"))

    def blame_faults(self, faults: Mapping[str, str]) -> None:
        """Put what keeps the text from being laid before partners at the fields it is about."""
        for name, word in faults.items():
            self.fault("partners" if name == "parties" else name, fault_message(name, word))

    def read_into(self, terms: Terms) -> Terms:
        """The text with what this form says."""
        figures = {party.organisation_id: party.figure for party in terms.parties}
        parties = tuple(Party(organisation_id=n, name="", figure=figures.get(n)) for n in self.bodies)
        is_open = self.rule.data == "from_n"
        return terms.model_copy(
            update={
                "title": self.title.data, "what": self.what.data or "", "why": self.why.data or "",
                "kind": self.kind.data, "rule": self.rule.data, "public_from": self.public_from.data,
                "threshold": sent_number(self.threshold.data) if is_open else None, "parties": parties,
            }
        )  # fmt: skip

    @property
    def bodies(self) -> list[int]:
        """Whom the text names, as far as this form knows: those who are asked."""
        return list(self.partners.data)

    @staticmethod
    def page_of(terms: Terms) -> dict[str, Any]:
        """The fields as the text fills them."""
        return {
            "title": terms.title, "what": terms.what, "why": terms.why, "kind": terms.kind, "rule": terms.rule,
            "threshold": "" if terms.threshold is None else str(terms.threshold), "public_from": terms.public_from,
            "partners": [party.organisation_id for party in terms.parties],
        }  # fmt: skip


class BeginForm(OnePageForm):
    """The one-page expression of interest: for which body, and from which idea or project."""

    body = RadioField(_l("For whom do you propose it?"), validate_choice=False)
    legal_form = RadioField(
        _l("Which form is the agreement to have?"), choices=lambda: choices(LEGAL_FORMS, legal_form_label),
        default="understanding",
    )  # fmt: skip
    origin = HiddenField()
    once = OnceField()

    def offer(self, bodies: list[Organisation]) -> None:
        """The bodies to choose from, the first chosen."""
        self.body.choices = [(str(body.id), body.name) for body in bodies]
        if self.body.data is None and bodies:
            self.body.data = str(bodies[0].id)

    def read_into(self, terms: Terms) -> Terms:
        """The text with what this form says: the least binding form where no other is chosen."""
        return super().read_into(terms).model_copy(update={"legal_form": self.legal_form.data})

    def validate_body(self, field: RadioField) -> None:
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(_("Please choose for whom you propose it."))


class TextForm(OnePageForm, VersionForm):
    """The whole text; what is left empty is no section of it."""

    legal_form = RadioField(
        _l("Which form is the agreement to have?"), choices=lambda: choices(LEGAL_FORMS, legal_form_label)
    )
    lead_id = SelectField(_l("Who leads?"), coerce=sent_number, validate_choice=False)
    purpose = ProseField(
        _l("What is to be reached?"), [at_most(MAX_SECTION)],
        description=_l("What shall be different in the end, for whom, and by what you will see it."),
    )  # fmt: skip
    contributions = ProseField(
        _l("What does each partner contribute?"), [at_most(MAX_SECTION)],
        description=_l("Staff, rooms, machines, land, work. Money has its own section."),
    )  # fmt: skip
    total_cents = CentsField(
        _l("What does the whole cost, in euros?"), description=_l("The sum of all years, for as long as it lasts.")
    )
    funding_cents = CentsField(
        _l("Which funding do you count on, in euros?"),
        description=_l("It is taken off before the rest is shared. What is granted in the end is noted later."),
    )
    key = RadioField(_l("How is the rest shared?"), choices=lambda: choices(KEYS, key_label))
    figure_name = LineField(
        _l("What do your own figures count?"), [at_most(MAX_NAME)],
        description=_l("For example pupils, stops or metres of road. Only for sharing by your own figures."),
    )  # fmt: skip
    duration = ProseField(
        _l("How long, and what if it goes on?"), [at_most(MAX_SECTION)],
        description=_l("For example: for five years, then for one more each time unless somebody objects."),
    )  # fmt: skip
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(
        _l("Last day"), [Optional()], description=_l("When this day is over, the cooperation ends by itself.")
    )
    exit = ProseField(
        _l("How does a partner leave?"), [at_most(MAX_SECTION)],
        description=_l("With which notice, and what becomes of things bought together."),
    )  # fmt: skip
    public_parts = SelectMultipleField(
        _l("What may everybody read then?"), choices=lambda: choices(PUBLIC_PARTS, public_part_label),
        option_widget=widgets.CheckboxInput(), widget=widgets.ListWidget(prefix_label=False),
        description=_l("Title, what and why it is, and who takes part are read in any case."),
    )  # fmt: skip

    figures: dict[int, str]
    """What each partner counts, as it was typed, by the number of its body."""

    def __init__(self, *args: Any, keeper: int, figures: dict[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeper, self.figures = keeper, figures if figures is not None else _sent_figures()
        self.lead_id.choices = [("", _("That is still open"))]

    @property
    def bodies(self) -> list[int]:
        """Whoever writes the text, who is a partner without being ticked, then those who are asked."""
        return [self.keeper, *(number for number in self.partners.data if number != self.keeper)]

    @classmethod
    def of_text(cls, terms: Terms, version: int, keeper: int) -> "TextForm":
        """The form filled with a text."""
        names = ("legal_form", "lead_id", "purpose", "contributions", "total_cents", "funding_cents", "key",
                 "figure_name", "duration", "starts_on", "ends_on", "exit")  # fmt: skip
        figures = {party.organisation_id: str(party.figure) for party in terms.parties if party.figure is not None}
        values = {name: getattr(terms, name) for name in names}
        page = {**cls.page_of(terms), **values, "public_parts": list(terms.public_parts), "version": version}
        return cls(None, data=page, keeper=keeper, figures=figures)

    def offer(self, names: Mapping[int, str]) -> None:
        """The parties, by the number of their body: one of them may lead, each may have its own figure."""
        self.lead_id.choices = [("", _("That is still open")), *((str(n), name) for n, name in names.items())]
        for number, name in names.items():
            self._figure(number).label.text = name

    @property
    def figure_fields(self) -> list[Any]:
        """The fields of the own figures, in the order of the parties."""
        return [self._figure(number) for number in self.bodies]

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides what each field checks: own figures are whole numbers."""
        is_valid = super().validate(extra_validators)
        for number in self.bodies if self.key.data == "own" else ():
            if (text := self.figures.get(number)) and sent_number(text, MOST_DIGITS) is None:
                self._figure(number).errors = [_("Please write a whole number, without signs between.")]
                is_valid = False
        return is_valid

    def blame_faults(self, faults: Mapping[str, str]) -> None:
        """The same; what is wrong with the own figures stands at those that are missing, else at the first."""
        if "figures" in faults:
            empty = [number for number in self.bodies if not self.figures.get(number)]
            for number in empty or self.bodies[:1]:
                self._figure(number).errors = [
                    _("Please write a number.") if empty else fault_message("figures", faults["figures"])
                ]
        super().blame_faults({name: word for name, word in faults.items() if name != "figures"})

    def _figure(self, number: int) -> Any:
        """The field of one body's own figure; it is made when it is first asked for."""
        name = f"{FIGURE}{number}"
        if name not in self._fields:
            field = StringField("").bind(form=self, name=name)
            field.data, field.raw_data, field.errors = self.figures.get(number, ""), [], []
            self._fields[name] = field
        return self._fields[name]

    def read_into(self, terms: Terms) -> Terms:
        """The text with what this form says; without costs there is no key and no figure."""
        page = super().read_into(terms)
        has_costs = self.total_cents.data is not None or self.funding_cents.data is not None
        is_own = has_costs and self.key.data == "own"
        figures = {number: sent_number(text, MOST_DIGITS) for number, text in self.figures.items()}
        parties = tuple(
            party.model_copy(update={"figure": figures.get(party.organisation_id) if is_own else None})
            for party in page.parties
        )
        first, last = (field.data if isinstance(field.data, date) else None for field in (self.starts_on, self.ends_on))
        return page.model_copy(
            update={
                "legal_form": self.legal_form.data, "lead_id": self.lead_id.data, "purpose": self.purpose.data or "",
                "contributions": self.contributions.data or "", "duration": self.duration.data or "",
                "exit": self.exit.data or "", "starts_on": first, "ends_on": last, "parties": parties,
                "total_cents": self.total_cents.data, "funding_cents": self.funding_cents.data,
                "key": self.key.data if has_costs else "equal",
                "figure_name": (self.figure_name.data or "") if is_own else "",
                "public_parts": tuple(part for part in PUBLIC_PARTS if part in (self.public_parts.data or [])),
            }
        )  # fmt: skip


def _sent_figures() -> dict[int, str]:
    sent = request.form.items() if request.method == "POST" else ()
    named = ((sent_number(name.removeprefix(FIGURE)), clean(text)) for name, text in sent if name.startswith(FIGURE))
    return {number: text for number, text in named if number is not None}
