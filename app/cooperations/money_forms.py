"""The forms of money and papers: a programme with its amounts and days; a paper to be filed, or taken away again."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FileField, RadioField, SelectField
from wtforms.validators import DataRequired, Optional

from app.cooperations.cents_forms import CentsField, amount_attributes
from app.cooperations.filing import About, PaperIsUnclear
from app.cooperations.funding import FundingIsUnclear, Grant
from app.cooperations.models import PAPER_KINDS, Cooperation, Funding
from app.cooperations.paper_wording import paper_kind_label, text_label
from app.cooperations.wording import choices
from app.core.forms import Form, LineField, OnceField, ProseField, VersionForm, at_most
from app.files.forms import ACCEPTED

MAX_PROGRAMME, MAX_TITLE, MAX_REASON = 200, 200, 1_000
FIELDS = ("programme", "applied_cents", "applied_on", "granted_cents", "granted_on", "due_on", "due_for")


class FundingForm(VersionForm):
    """Money from one programme, from the first look at it to the notice."""

    programme = LineField(
        _l("Which programme?"),
        [DataRequired(_l("Please name the programme.")), at_most(MAX_PROGRAMME)],
        description=_l("As it is called by those who give the money, for example LEADER."),
    )
    applied_cents = CentsField(_l("Amount applied for (optional)"), render_kw=amount_attributes())
    applied_on = DateField(_l("Applied for on (optional)"), [Optional()])
    granted_cents = CentsField(
        _l("Amount granted (optional)"), render_kw=amount_attributes(),
        description=_l("If it was refused, leave this empty and give the day of the notice."),
    )  # fmt: skip
    granted_on = DateField(_l("Day of the notice (optional)"), [Optional()])
    due_on = DateField(
        _l("Next day that must not be missed (optional)"), [Optional()],
        description=_l("The partners are reminded by e-mail before it."),
    )  # fmt: skip
    due_for = LineField(
        _l("What is the day for?"), [Optional(), at_most(MAX_PROGRAMME)],
        description=_l("For example: application, call for money, proof of use."),
    )  # fmt: skip

    @classmethod
    def filled_from(cls, funding: Funding) -> "FundingForm":
        """The form with what is known."""
        return cls(data={name: getattr(funding, name) for name in FIELDS} | {"version": funding.version})

    def grant(self) -> Grant:
        """What was typed; the rule checks whether it fits together."""
        return Grant(**{name: self[name].data for name in FIELDS})

    def blame(self, error: FundingIsUnclear) -> None:
        """Put what a rule said at the fields it is about."""
        for name, word in error.faults.items():
            self.fault(name, funding_fault(name, word))


def funding_fault(name: str, word: str) -> str:
    """What is wrong with a field, in a sentence."""
    pairs = {
        "granted_on": _("Please give the day of the notice as well."),
        "due_for": _("Please say what the day is for."), "due_on": _("Please give the day as well."),
    }  # fmt: skip
    words = {
        "missing": _("Please name the programme."), "ahead": _("This day is still to come."),
        "amount": _("This amount is too large."), "over": _("This day is over. Please give the next one, or none."),
        "before": _("The notice cannot be older than the application."), "far": _("This day lies too far ahead."),
    }  # fmt: skip
    return pairs.get(name, "") if word == "pair" else words[word]


class PaperForm(Form):
    """A paper that was signed or decided outside."""

    file = FileField(
        _l("The paper"), render_kw={"accept": ACCEPTED},
        description=_l(
            "PDF or a scan as a photo, up to 10 MB. We make the file harmless; an electronic signature in it can be "
            "checked no more after that. Please keep the original."
        ),
    )  # fmt: skip
    kind = RadioField(_l("What is it?"), choices=lambda: choices(PAPER_KINDS, paper_kind_label), default="signed")
    title = LineField(
        _l("Title of the paper"),
        [DataRequired(_l("Please give the paper a title.")), at_most(MAX_TITLE)],
        description=_l("As the partners shall find it, for example: Letter of Intent, signed."),
    )
    dated = DateField(_l("Day on the paper (optional)"), [Optional()])
    version = SelectField(_l("To which text does it belong?"), coerce=lambda sent: int(sent) if sent else None)
    joint = BooleanField(_l("It is a paper of all partners together"))
    once = OnceField()

    @classmethod
    def about(cls, cooperation: Cooperation, sent: Any = None, *, may_be_joint: bool) -> "PaperForm":
        """The form with the texts there are; only the keeper files for all together."""
        form = cls(sent, data={"version": cooperation.agreed_version or cooperation.version})
        form.version.choices = [("", _("to none"))] + [
            (str(text.number), text_label(text)) for text in reversed(cooperation.versions)
        ]
        if not may_be_joint:
            del form.joint
        return form

    @property
    def is_joint(self) -> bool:
        return "joint" in self and bool(self["joint"].data)

    def said(self) -> About:
        """What is said of the paper."""
        return About(self.kind.data, self.title.data, self.dated.data, self.version.data)

    def blame(self, error: PaperIsUnclear) -> None:
        """Put what a rule said at the fields it is about."""
        words = {"ahead": _("This day is still to come."), "text": _("Please choose one of the texts."),
                 "missing": _("Please say what it is.")}  # fmt: skip
        for name, word in error.faults.items():
            self.fault(name, words[word])


class WithdrawPaperForm(Form):
    """Why a paper that was filed is taken away."""

    reason = ProseField(
        _l("Why is it taken away?"),
        [DataRequired(_l("Please say why.")), at_most(MAX_REASON)],
        description=_l("The partners read it in the chronicle. The paper itself can be read no more."),
    )
