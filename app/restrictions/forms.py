"""What is asked when somebody reports, hides, objects or decides."""

from re import Pattern
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, ValidationError

from app.accounts.forms import EmailField
from app.core.forms import Form, LineField, OnceField, ProseField, VersionForm, at_most
from app.restrictions.passages import is_short, passages_in, pattern_of
from app.restrictions.wording import cause_labels, ground_labels

MAX_TEXT, MAX_NORM, MAX_PASSAGE, MOST_PASSAGES = 4000, 200, 300, 30


class RequiredProse(ProseField):
    """Several lines that may not stay empty; `missing` says so in the words of its form."""

    def __init__(self, label: Any, missing: Any, most: int = MAX_TEXT, **kwargs: Any) -> None:
        super().__init__(label, [at_most(most)], **kwargs)
        self.missing = missing

    def pre_validate(self, form: Form) -> None:
        if not self.data:
            raise ValidationError(str(self.missing))


class OptionalEmailField(EmailField):
    """An address, or nothing."""

    def pre_validate(self, form: Form) -> None:
        if self.data:
            super().pre_validate(form)


class ReportForm(Form):
    """What is wrong with it, and where an answer may go."""

    once = OnceField()
    cause = RadioField(_l("What is it about?"), validate_choice=False)
    text = RequiredProse(
        _l("What is wrong?"),
        _l("Please write in a few words what is wrong."),
        description=_l("Say which words or which picture you mean, and why it should not stand here."),
    )
    email = OptionalEmailField(
        _l("Your e-mail address"), description=_l("Only if you wish for an answer. It is shown to nobody else.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cause.choices = list(cause_labels().items())

    def validate_cause(self, field: Field) -> None:
        if field.data not in cause_labels():
            raise ValidationError(_("Please choose what it is about."))


class AnswerForm(Form):
    """What was reported may stay: the answer to whoever reported it."""

    answer = RequiredProse(
        _l("Answer to the reporter"),
        _l("Please write why it may stay."),
        description=_l("Whoever reported it gets this by e-mail, if there is an address. Nobody else reads it."),
    )


class RestrictForm(VersionForm):
    """The statement of reasons: ground, norm, facts."""

    ground = RadioField(_l("What does it break?"), validate_choice=False)
    norm = LineField(
        _l("Which law or which rule?"), [at_most(MAX_NORM)],
        description=_l("For example: section 185 of the Criminal Code (insult); rule 3, no advertising."),
    )  # fmt: skip
    facts = RequiredProse(
        _l("What are the facts?"),
        _l("Please write what the author wrote or showed, and why it breaks the law or the rule."),
        description=_l("The author reads this word for word. Name nobody who has reported it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground.choices = list(ground_labels().items())

    def validate_ground(self, field: Field) -> None:
        if field.data not in ground_labels():
            raise ValidationError(_("Please choose: a law, or the rules of the game."))

    def validate_norm(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Please name the law or the rule."))


class ReasonForm(Form):
    """Lifting a restriction; the author reads the reason."""

    reason = RequiredProse(
        _l("Reason"), _l("Please give the reason for the decision."),
        description=_l("The author reads it."),
    )  # fmt: skip


class DecideForm(Form):
    """The decision on an objection."""

    decision = RadioField(_l("How do you decide?"), validate_choice=False)
    decision_reason = RequiredProse(
        _l("Reason"), _l("Please give the reason for the decision."),
        description=_l("The author reads it word for word."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = [
            ("lifted", _("The objection is justified: show it again")),
            ("upheld", _("It stays hidden")),
        ]

    def validate_decision(self, field: Field) -> None:
        if field.data not in {"lifted", "upheld"}:
            raise ValidationError(_("Please choose how you decide."))


class ObjectionForm(Form):
    """Why the author disagrees."""

    objection = RequiredProse(
        _l("Why should it be shown again?"),
        _l("Please write why you disagree."),
        description=_l("Somebody decides who had no part in the first decision."),
    )


class PassagesForm(VersionForm):
    """Which words are to be blacked out."""

    passages = RequiredProse(
        _l("Which words are to go?"),
        _l("Please write the words that are to be blacked out."),
        most=MOST_PASSAGES * MAX_PASSAGE,
        description=_l("One passage per line, as it stands in the text: a name, an address, a telephone number."),
    )
    inside_words = BooleanField(_l("Also in the middle of words"))
    reason = RequiredProse(
        _l("Reason"), _l("Please give the reason for the decision."), most=500,
        description=_l("It stands in the timeline. Do not repeat the words here."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self["reason"]
        reason.data = reason.data if reason.data is not None else _("The text held data of other people.")

    def validate_passages(self, field: Field) -> None:
        found = passages_in(field.data or "")
        if any(is_short(passage) for passage in found):
            raise ValidationError(_("Please give at least three letters or digits per line; else too much is blacked."))
        if len(found) > MOST_PASSAGES or any(len(passage) > MAX_PASSAGE for passage in found):
            raise ValidationError(_("That is too much at once: at most 30 lines of 300 characters."))

    def blame_nothing_found(self) -> None:
        """None of the words stands anywhere."""
        self.fault("passages", _("These words stand nowhere in the text. Please compare the spelling."))

    @property
    def pattern(self) -> Pattern[str]:
        """What finds the passages, as ticked."""
        return pattern_of(self.chosen, inside_words=self.inside_words.data)

    @property
    def chosen(self) -> list[str]:
        """The passages, each once."""
        return passages_in(self.passages.data or "")
