"""The forms for what is done with several ideas, and for improved texts; each says who reads what is typed."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from app.core.errors import DomainError
from app.core.forms import LineField, ProseField, at_most, sent_number
from app.ideas.desk_forms import MAX_REASON, DecisionForm
from app.ideas.forms import MAX_TEXT, MAX_TITLE, RevisionForm
from app.ideas.handing_over import IsOfferedAlready, ReceiverIsWrong
from app.ideas.merging import MergeIsImpossible, OtherIsElsewhere, OtherIsMerged
from app.ideas.models import Idea
from app.ideas.splitting import MOST_PARTS, AmendmentIsWaiting, Part, PartsAreWrong


def _moment(field: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(field.data or ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


class MergeForm(DecisionForm):
    """Bound to both texts that were shown."""

    missing = _l("Please say why the two belong together.")
    into_version = HiddenField()
    reason = ProseField(
        _l("Why do they belong together?"),
        [at_most(MAX_REASON)],
        description=_l("The authors and those who supported it read it; if the idea is public, everybody does."),
    )

    @property
    def shown_into_version(self) -> int:
        return sent_number(self["into_version"].data) or 0

    def blame(self, error: DomainError) -> None:
        if not isinstance(error, MergeIsImpossible):
            return super().blame(error)
        return self.fault("reason", _("An idea everybody reads goes only into one that everybody reads, too."))


class UnmergeForm(DecisionForm):
    reason = ProseField(
        _l("Why do they come apart again?"),
        [at_most(MAX_REASON)],
        description=_l("The authors read it; if the idea is public, everybody does."),
    )

    def blame(self, error: DomainError) -> None:
        if isinstance(error, OtherIsElsewhere):
            other = _("The other idea belongs to another office by now. Ask that office to pass it on to you first.")
            self.fault("reason", other)
        elif isinstance(error, OtherIsMerged):
            other = _("The other idea has itself been merged into a third one. Take that merger back first.")
            self.fault("reason", other)
        else:
            super().blame(error)


class SplitForm(DecisionForm):
    """Two to five parts; the first keeps the number. What is left empty is no part."""

    once = HiddenField()
    reason = ProseField(
        _l("Why is the idea divided?"),
        [at_most(MAX_REASON)],
        description=_l("The author reads it; if the idea is public, everybody does."),
    )

    @property
    def parts(self) -> list[Part]:
        """The parts that hold anything, in order."""
        typed = [(self[f"title_{n}"].data or "", self[f"text_{n}"].data or "") for n in range(1, MOST_PARTS + 1)]
        return [part for part in typed if any(part)]

    def blame(self, error: DomainError) -> None:
        if isinstance(error, AmendmentIsWaiting):
            self.fault("reason", _("The author has handed in an improved text. Please decide on that first."))
        elif isinstance(error, PartsAreWrong):
            self._blame_parts()
        else:
            super().blame(error)

    def _blame_parts(self) -> None:
        for n in range(1, MOST_PARTS + 1):
            title, text = self[f"title_{n}"], self[f"text_{n}"]
            if n > 2 and not title.data and not text.data:
                continue
            for field, message in (
                (title, _("Please give part %(number)s a headline.", number=n)),
                (text, _("Please write the text of part %(number)s.", number=n)),
            ):
                if not field.data:
                    self.fault(field.short_name, message)


for _n in range(1, MOST_PARTS + 1):
    _title = LineField(_l("Headline of part %(number)s", number=_n), [at_most(MAX_TITLE)])
    _text = ProseField(_l("Text of part %(number)s", number=_n), [at_most(MAX_TEXT)])
    setattr(SplitForm, f"title_{_n}", _title)
    setattr(SplitForm, f"text_{_n}", _text)


class HandOverForm(DecisionForm):
    missing = _l("Please say why it belongs there.")
    to = SelectField(_l("To which office?"), choices=[], validate_choice=False)
    reason = ProseField(
        _l("Why does it belong there?"),
        [at_most(MAX_REASON)],
        description=_l("Only the other office and yours read it."),
    )

    def offer(self, authorities: Any) -> None:
        """Whom it may go to."""
        names = [(str(one.id), one.name) for one in authorities]
        self["to"].choices = [("", _("Please choose")), *names]

    @property
    def receiver_id(self) -> int:
        return sent_number(self["to"].data) or 0

    def blame(self, error: DomainError) -> None:
        if isinstance(error, ReceiverIsWrong):
            self.fault("to", _("Please choose the office it belongs to."))
        elif isinstance(error, IsOfferedAlready):
            self.fault("to", _("The idea is offered to an office already. Take that offer back first."))
        else:
            super().blame(error)


class AcceptForm(DecisionForm):
    """Taking over an idea in the version that was shown."""


class DeclineForm(DecisionForm):
    missing = _l("Please say why it does not belong to you.")
    reason = ProseField(
        _l("Your answer to the other office"),
        [at_most(MAX_REASON)],
        description=_l("Only the two offices read it."),
    )


class SeenAmendment(DecisionForm):
    """Bound to the public text and, to the moment, to the improved one that was shown."""

    seen = HiddenField()

    @property
    def seen_at(self) -> datetime | None:
        return _moment(self["seen"])


class ReleaseForm(SeenAmendment):
    """The improved text shall count."""


class DeclineAmendmentForm(SeenAmendment):
    reason = ProseField(
        _l("Why is it not taken over?"),
        [at_most(MAX_REASON)],
        description=_l("Only the authors read it. They get their text back and may write on."),
    )


class AmendForm(RevisionForm):
    """The author's copy; `shown_version` is the public text it was written beside, `seen_at` the copy it began with."""

    seen = HiddenField()

    @classmethod
    def of_idea(cls, idea: Idea) -> "AmendForm":
        copy = idea.working or idea.current
        return cls(
            None,
            data={
                "title": copy.title, "text": copy.text, "who_benefits": copy.who_benefits,
                "touches_youth": copy.touches_youth, "version": str(idea.version), "seen": _saved(idea),
            },
        )  # fmt: skip

    def bind_anew(self, idea: Idea) -> None:
        """What is stored now has been shown: sent once more, the form replaces it."""
        self["seen"].data = _saved(idea)

    @property
    def seen_at(self) -> datetime | None:
        return _moment(self["seen"])


def _saved(idea: Idea) -> str:
    return idea.working.saved_at.isoformat() if idea.working is not None else ""
