"""The forms about coordinated answers: the draft, a release, the rule, a deputy, a question and its reply."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.accounts.deputising import DayIsFar, DayIsPast, DeputyDoesNotFit
from app.answers.asking_back import AlreadyAskedBack
from app.answers.drafting import ReleaseIsNotNeeded, RequestsAreOpen, StatementStaysInside
from app.answers.releasing import SecondPersonIsNeeded
from app.answers.wording import outcome_labels, rule_labels
from app.core.errors import DomainError, ReasonIsMissing
from app.core.forms import Form, LineField, OnceField, ProseField, VersionForm, at_most, sent_number
from app.core.texts import GAP
from app.ideas.moderating import OutcomeIsUnknown

MAX_ANSWER = 8000
MAX_REMARK = 2000


class AnswerForm(VersionForm):
    """The draft: outcome, text, and which statements are published along."""

    idea_version = HiddenField()
    once = OnceField()
    outcome = RadioField(_l("What comes of the idea?"), validate_choice=False)
    forwarded_to = LineField(
        _l("Forwarded to"), [at_most(200)],
        description=_l("Only for “Forwarded”: the office, not a person. Please pass the idea on yourself."),
    )  # fmt: skip
    text = ProseField(
        _l("Answer"), [at_most(MAX_ANSWER)],
        description=_l("Everybody reads it on the page of the idea; the author gets it by e-mail."),
    )  # fmt: skip
    cited = SelectMultipleField(_l("Statements published along"), choices=[], validate_choice=False)
    despite_open = BooleanField(_l("Go on without the statements that are still missing"))

    def offer(self, outcomes: tuple[str, ...]) -> None:
        """What the answer may lead to in the idea's present state."""
        self["outcome"].choices = [(name, label) for name, label in outcome_labels().items() if name in outcomes]

    @property
    def shown_idea_version(self) -> int:
        return sent_number(self["idea_version"].data) or 0

    @property
    def cited_ids(self) -> list[int]:
        return [sent_number(sent) or 0 for sent in self["cited"].data or []]

    def has_gaps(self) -> bool:
        """Whether something of a template is still to be filled in; said at the text."""
        if gaps := GAP.findall(self["text"].data or ""):
            self.fault("text", _("Please replace %(gaps)s.", gaps=", ".join(dict.fromkeys(gaps))))
        return bool(gaps)

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, ReasonIsMissing):
            self.fault("text", _("Please write the answer."))
        elif isinstance(error, OutcomeIsUnknown):
            self._blame_outcome()
        elif isinstance(error, RequestsAreOpen):
            self.fault("despite_open", _("Not everybody has answered yet. Please tick this to go on all the same."))
        elif isinstance(error, ReleaseIsNotNeeded | SecondPersonIsNeeded):
            self.fault("text", _("The rule for releases has been changed meanwhile. Your draft is saved."))
        elif isinstance(error, StatementStaysInside):
            self.fault("cited", _("One of the statements may not be published. Please choose again."))
        else:
            raise error

    def _blame_outcome(self) -> None:
        if self["outcome"].data == "forwarded":
            self.fault("forwarded_to", _("Please say where it was forwarded to."))
        elif self["forwarded_to"].data and self["outcome"].data:
            self.fault("forwarded_to", _("This belongs to “Forwarded” alone. Please leave it empty otherwise."))
        else:
            self.fault("outcome", _("Please choose what comes of the idea."))


class RemarkForm(VersionForm):
    """A step with a remark: release, return, release alone."""

    remark = ProseField(_l("Your remark"), [at_most(MAX_REMARK)])

    def blame(self, error: DomainError) -> None:
        if isinstance(error, SecondPersonIsNeeded):
            self.fault("remark", _("A second person has to release it: the day is not past yet, or the rule is new."))
        elif isinstance(error, ReasonIsMissing):
            self.fault("remark", _("Please write why."))
        else:
            raise error

    def named(self, prefix: str) -> "RemarkForm":
        """Several forms share a page: their fields get ids of their own."""
        for field in self:
            field.id = field.label.field_id = f"{prefix}-{field.short_name}"
        return self


class QuestionForm(Form):
    """What the author asks back about the answer."""

    once = OnceField()
    text = ProseField(
        _l("Your question"), [at_most(2000)],
        description=_l("The editors read it, and whoever writes along with you. It is not published."),
    )  # fmt: skip

    def blame(self, error: DomainError) -> None:
        if isinstance(error, ReasonIsMissing):
            self.fault("text", _("Please write your question."))
        elif isinstance(error, AlreadyAskedBack):
            self.fault("text", _("You have asked back about this answer already. What you wrote now was not sent."))
        else:
            raise error


class ReplyForm(Form):
    """The desk's reply to it."""

    text = ProseField(
        _l("Your reply"), [at_most(4000)],
        description=_l("Only the author and those who write along read it, by e-mail and in the account."),
    )  # fmt: skip

    def blame(self, error: DomainError) -> None:
        if not isinstance(error, ReasonIsMissing):
            raise error
        self.fault("text", _("Please write the reply."))


class DeputyForm(Form):
    """Who stands in for an approver, and until when."""

    authority = HiddenField()
    deputy = SelectField(_l("Who stands in for you?"), choices=[], validate_choice=False)
    until = DateField(_l("Until and including"), [InputRequired(_l("Please enter the last day."))])

    def blame(self, error: DomainError) -> None:
        if isinstance(error, DayIsPast):
            self.fault("until", _("This day is past."))
        elif isinstance(error, DayIsFar):
            self.fault("until", _("Somebody stands in for a year at most. Please choose an earlier day."))
        elif isinstance(error, DeputyDoesNotFit):
            self.fault("deputy", _("Please choose a colleague of your authority who does not release here already."))
        else:
            raise error


class RuleForm(Form):
    """An authority's rule for releases, and how long departments have."""

    release_rule = RadioField(_l("Who releases an answer that rests on statements?"))
    statement_within_days = IntegerField(
        _l("Days for a statement"),
        [Optional(), NumberRange(3, 60, _l("Please enter a number from 3 to 60."))],
        description=_l("Working days a department has, where the request names no other day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["release_rule"].choices = list(rule_labels().items())
