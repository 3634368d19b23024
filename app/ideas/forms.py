"""The forms of the citizen's side: questions in plain words, messages at the field, text never lost."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import Select

from app.accounts.forms import CodeField, EmailField
from app.core.forms import Form, LineField, OnceField, ProseField, VersionForm, at_most
from app.core.texts import clean
from app.ideas.goal_choice import MOST_GOALS, Gone, chosen_goals, find_goals, find_gone
from app.ideas.place_choice import Choices, find_place, place_choices
from app.ideas.places import Place
from app.ideas.suggesting import joined

MAX_TITLE, MAX_TEXT, MAX_BENEFIT, MAX_NAME, MAX_REASON = 120, 10_000, 300, 120, 2_000

Groups = list[tuple[str, Choices]]


class GroupedSelect(Select):
    """A native select whose first, empty option stands outside the groups."""

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("id", field.id)
        html = super().__call__(field, **kwargs)
        selected = Markup(" selected") if not field.data else ""
        empty = Markup('<option value=""{}>{}</option>').format(selected, field.empty_label)
        return Markup(str(html).replace(">", f">{empty}", 1))  # noqa: S704 - both parts are escaped already


class GroupedField(SelectField):
    """One of many, in groups."""

    widget = GroupedSelect()

    def __init__(self, *args: Any, empty_label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, choices={}, validate_choice=False, **kwargs)
        self.empty_label = empty_label


def _said(message: Any) -> DataRequired:
    return DataRequired(message=message)


class TextForm(Form):
    """Headline and text: all an idea needs."""

    title = LineField(
        _l("A headline"),
        [_said(_l("Please give your idea a headline.")), at_most(MAX_TITLE)],
        description=_l("As in the newspaper: briefly, what it is about. At most 120 characters."),
    )
    text = ProseField(
        _l("What should get better?"),
        [_said(_l("Please write what should get better.")), at_most(MAX_TEXT)],
        description=_l("Tell it as you would tell a neighbour. At most 10,000 characters."),
    )
    who_benefits = LineField(_l("Who benefits?"), [Optional(), at_most(MAX_BENEFIT)])
    touches_youth = BooleanField(_l("It concerns children or young people."))


class RevisionForm(TextForm, VersionForm):
    """The answer to a question: the text once more, bound to the version that was asked about."""


class IdeaForm(TextForm):
    """Step 1. `place_chosen` and `goals_chosen` hold what was found for the choices once the form is valid."""

    once = OnceField()
    place = GroupedField(_l("Which place?"), empty_label=_l("Please choose"))
    place_2 = GroupedField(_l("Second place"), empty_label=_l("no further place"))
    place_3 = GroupedField(_l("Third place"), empty_label=_l("no further place"))
    goals = SelectMultipleField(_l("Does your idea fit one of these goals?"), choices=[], validate_choice=False)
    suggested = SelectMultipleField(_l("Goals that may fit"), choices=[], validate_choice=False)
    twice = SelectMultipleField(choices=[], validate_choice=False)

    is_for_later = False
    place_chosen: Place | None = None
    goals_chosen: list[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals_chosen = []
        ticked, suggested, twice = ([clean(name) for name in f.data or []] for f in self._boxes)
        self.goals.data = joined(ticked, suggested, twice)
        groups = place_choices()
        self.place.choices = dict(groups)
        towns = {name: [choice for choice in choices if choice[0].startswith("ort:")] for name, choices in groups}
        self.place_2.choices = self.place_3.choices = towns

    def ask_for_little(self) -> None:
        """Whoever goes on later need not be finished: a headline or a text will do, the place can wait."""
        self.is_for_later = True
        for field in (self.title, self.text):
            field.validators = [check for check in field.validators if not isinstance(check, DataRequired)]

    @property
    def _boxes(self) -> tuple[Field, Field, Field]:
        """Where goals are ticked: the tree, the suggestions, and what stood ticked in both when it was shown."""
        return self.goals, self.suggested, self.twice

    @property
    def further(self) -> list[str]:
        """The second and third place."""
        return [value for value in (self.place_2.data, self.place_3.data) if value]

    def validate_text(self, field: Field) -> None:
        if self.is_for_later and not field.data and not self.title.data:
            raise ValidationError(_("Please write a headline or a text first: then we keep it for you."))

    def validate_place(self, field: Field) -> None:
        if self.is_for_later and not field.data:
            return
        if not field.data:
            raise ValidationError(_("Please choose a place. “All of the district” is fine."))
        self.place_chosen = find_place(field.data, self.further)
        if self.place_chosen is None:
            raise ValidationError(_("We do not know this place. Please choose one from the list."))

    def validate_goals(self, field: Field) -> None:
        chosen = field.data or []
        if len(set(chosen)) > MOST_GOALS:
            raise ValidationError(_("Please choose at most %(count)s goals.", count=MOST_GOALS))
        self.goals_chosen, unknown = find_goals(chosen)
        if unknown:
            gone = find_gone(unknown)
            heirs = chosen_goals([goal for one in gone.values() for goal in one.heirs])
            field.data = list(dict.fromkeys([*(value for value in chosen if value not in unknown), *heirs]))
            raise ValidationError(" ".join(_said_of_gone(gone.get(value)) for value in unknown))


def _said_of_gone(gone: Gone | None) -> str:
    if gone is None:
        return _("One of the goals you had chosen no longer exists. Please look at your choice again.")
    if not gone.heirs:
        return _("“%(old)s” is no longer pursued. Please look at your choice again.", old=gone.label)
    return _(
        "“%(old)s” is no longer pursued; “%(new)s” stands in its place. We have chosen that one: please look whether "
        "it fits, and send again.",
        old=gone.label,
        new="”, “".join(goal.label for goal in gone.heirs),
    )


class EmailForm(Form):
    """A mailbox a code goes to."""

    email = EmailField(
        _l("Your e-mail address"),
        description=_l("The answer goes there. It is never shown. No password needed."),
        render_kw={"type": "email", "autocomplete": "email"},
    )


class LaterForm(Form):
    """Go on writing later, on any device."""

    later_email = EmailField(
        _l("E-mail address for the link"),
        description=_l("We send a link that brings you back to your text for 14 days."),
        render_kw={"type": "email", "autocomplete": "email"},
    )


class NameForm(Form):
    """Under which name the idea stands, and the consent every author gives."""

    name_choice = RadioField(_l("Under which name shall the idea stand?"), validate_choice=False)
    author_name = LineField(
        _l("Name or pseudonym"), [at_most(MAX_NAME)],
        description=_l("Stays empty if you write as a resident."), render_kw={"autocomplete": "name"},
    )  # fmt: skip
    rules = BooleanField(
        _l(
            "I am at least 14 years old and know the %(rules)s. Others may use my idea freely if they name the source "
            "(licence CC BY 4.0).",
            rules=_l("rules of the game"),
        ),
        [_said(_l("We need this consent to accept your idea."))],
    )

    def offer(self, resident: str, is_known: bool) -> None:
        """The three ways to sign, the last one naming the place."""
        mine = _("Under my name") if not is_known else _("Under my name or that of my organisation")
        self.name_choice.choices = [("name", mine), ("pseudonym", _("Under a pseudonym")), ("resident", resident)]
        if self.name_choice.data not in {"name", "pseudonym", "resident"}:
            self.name_choice.data = "name"

    def validate_author_name(self, field: Field) -> None:
        is_for_organisation = "organisation" in self._fields and bool(self._fields["organisation"].data)
        if self.name_choice.data != "resident" and not is_for_organisation and not field.data:
            raise ValidationError(_("Please write a name, or choose to write as a resident."))

    @property
    def chosen_name(self) -> str | None:
        """The name to show; None: as a resident."""
        return None if self.name_choice.data == "resident" else self.author_name.data


class CodeRequestForm(EmailForm, NameForm):
    """Step 2 for somebody we do not know yet: where to send the code, and the name."""


class CodeForm(Form):
    """The code from the mail."""

    code = CodeField(
        _l("The code from our mail"),
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"},
    )

    def validate_code(self, field: Field) -> None:
        if not re.fullmatch(r"[0-9]{6}", field.data or ""):
            raise ValidationError(_("The code has six digits. Your text stays saved."))


class SignedForm(NameForm):
    """Step 2 for somebody signed in: the name, or the organisation she writes for."""

    organisation = RadioField(_l("You submit as"), coerce=str, validate_choice=False)

    def offer_organisations(self, organisations: Any, mandates: Any = ()) -> None:
        """Herself first, then the bodies she speaks for, then those one of them prepares for by mandate."""
        as_bodies = [(str(body.id), body.name) for body in organisations]
        prepare = _("Prepare for %(body)s, as %(agent)s")
        prepared = [
            (f"mandat-{held.id}", prepare % {"body": held.principal.name, "agent": held.agent.name})
            for held in mandates
        ]
        self.organisation.choices = [("", _("yourself, as a private person")), *as_bodies, *prepared]
        self.organisation.data = "" if self.organisation.data in {None, "None"} else self.organisation.data

    def validate_organisation(self, field: Field) -> None:
        if (field.data or "") not in {value for value, _label in field.choices}:
            raise ValidationError(_("You cannot write for this organisation. Please choose from the list."))


class WithdrawForm(Form):
    """Taking an idea back; a reason is welcome and not owed."""

    reason = ProseField(
        _l("Why? (optional)"), [Optional(), at_most(MAX_REASON)],
        description=_l("If the idea was public, everybody can read this sentence."),
    )  # fmt: skip
