"""Doing something with several things: each on its own, and afterwards, for each, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import SQLAlchemyError
from wtforms import DateField, SelectField

from app.accounts.models import Person
from app.core.clock import local, today
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.forms import Form, ProseField, at_most, sent_number
from app.ideas.desk_forms import MAX_REASON
from app.ideas.desk_queries import last_steps, names_of_actors
from app.ideas.models import Idea
from app.ideas.moderating import DayIsWrong, GoalIsMissing
from app.ideas.wording import status_of_idea, told
from app.inbox.assigning import WorksElsewhere
from app.inbox.views.actions import NOBODY, Action, Check, Chosen, checked

DONE = "done"
FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (NotAllowedNow, "state"), (VersionIsStale, "changed"), (GoalIsMissing, "no_goal"), (DayIsWrong, "day"),
    (WorksElsewhere, "forbidden"),
)  # fmt: skip


class BulkForm(Form):
    """What an action wants to know once, for all of them."""

    person = SelectField(_l("Who takes care of it"), validate_choice=False)
    reason = ProseField(_l("Why the answer takes longer"), [at_most(MAX_REASON)])
    until = DateField(_l("New day of the answer"))

    colleague: Person | None = None

    def fits(self, action: Action) -> bool:
        """Whether everything this action needs is there; what is not is said at its field."""
        self.validate()
        for name in set(self._fields) - set(action.needs):
            self._fields[name].errors = []
        if "reason" in action.needs and not (self["reason"].data or "").strip():
            self.fault("reason", _("Please say why; the authors read it, and so does everybody."))
        if "until" in action.needs and not self["until"].errors and (self["until"].data or today()) <= today():
            self.fault("until", _("Please choose a working day that is still to come."))
        if "person" in action.needs and self["person"].data != NOBODY:
            self.colleague = db.session.get(Person, sent_number(self["person"].data) or 0)
            if self.colleague is None:
                self.fault("person", _("Please choose somebody of this desk."))
        return not self.faults


@dataclass(frozen=True)
class Outcome:
    """What happened to one of them."""

    check: Check
    is_done: bool
    said: str
    latest: str = ""


def carry_out(action: Action, chosen: Sequence[Chosen], form: Any) -> list[list[Any]]:
    """Each that goes is done, in a savepoint of its own; per thing its kind, number and what became of it."""
    checks = checked(action, chosen)
    return [[check.chosen.kind, check.chosen.number, _carried_out(action, check, form)] for check in checks]


def _carried_out(action: Action, check: Check, form: Any) -> str:
    if check.why:
        return check.why
    try:
        with db.session.begin_nested():
            action.act(check.thing, form, check.chosen)
    except (DomainError, SQLAlchemyError) as error:
        return next((code for kind, code in FAULTS if isinstance(error, kind)), "fault")
    return DONE


def outcomes(action: Action, kept: Sequence[Sequence[Any]]) -> list[Outcome]:
    """The same in words; where somebody was quicker, what happened meanwhile."""
    chosen = [Chosen(kind, number, 0) for kind, number, _code in kept]
    checks = checked(action, chosen)
    latest = _latest([check.thing for check in checks if isinstance(check.thing, Idea)])
    return [
        Outcome(
            check, code == DONE, action.done() if code == DONE else why_not(code),
            latest.get(check.chosen.number, "") if code in ("state", "changed") else "",
        )
        for check, (_kind, _number, code) in zip(checks, kept, strict=True)
    ]  # fmt: skip


def why_not(code: str) -> str:
    """Why one of them does not go, as a sentence."""
    return {
        "gone": _("It does not wait here any more, or it is not yours to decide."),
        "kind": _("This cannot be done with it."),
        "state": _("Its state does not allow it any more."),
        "own": _("It is your own; a colleague has to decide."),
        "forbidden": _("You may not do this here."),
        "changed": _("It was changed since it was shown; please read it once more."),
        "no_goal": _("It has no goal yet; please assign one first."),
        "checks": _("Items of the checklist are open; please look at it alone."),
        "day": _("The new day has to be a working day after the one that was promised."),
    }.get(code, _("It did not work; please do it alone."))


def _latest(ideas: Sequence[Idea]) -> dict[int, str]:
    """Per idea what led to the state it is in now: what, who, when."""
    entries = last_steps([idea.id for idea in ideas])
    names = names_of_actors(list(entries.values()))
    said = {}
    for idea in ideas:
        if (entry := entries.get(idea.id)) is None:
            said[idea.id] = status_of_idea(idea).label
            continue
        when = str(format_datetime(local(entry.at), _("d MMMM y, HH:mm"), rebase=False))
        who = names.get(entry.actor_id or 0)
        said[idea.id] = ", ".join(part for part in (told(entry, idea).headline, who, when) if part)
    return said
