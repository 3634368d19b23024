"""Whom one could ask about an idea: every office of the authority, those that suggest themselves first, and why."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import Organisation
from app.core.clock import today
from app.core.working_days import add_working_days, working_day_from
from app.ideas.forwarding import responsible_for_idea
from app.ideas.models import Idea
from app.statements.models import StatementSet
from app.statements.queries import asked_before, bodies_of, requests_of, sets_of, speakers_of, towns_of
from app.statements.requesting import Office


@dataclass
class Choice:
    """One office to tick: how it is reached, whether it is asked already, why it suggests itself."""

    organisation: Organisation
    reasons: list[str] = field(default_factory=list)
    is_place: bool = False
    is_asked: bool = False
    speakers: int = 0

    @property
    def value(self) -> str:
        return str(self.organisation.id)

    @property
    def is_reachable(self) -> bool:
        return bool(self.organisation.email or self.speakers)


@dataclass(frozen=True)
class Choices:
    """Everybody there is to ask, and offices the table of responsibilities names that nobody has entered here."""

    bodies: list[Choice]
    towns: list[Choice]
    sets: Sequence[StatementSet]
    unknown: list[tuple[str, str]]

    @property
    def all(self) -> list[Choice]:
        return self.bodies + self.towns

    @property
    def suggested(self) -> list[Choice]:
        return [one for one in self.all if one.reasons]

    @property
    def proposed(self) -> list[str]:
        """What is ticked at first: the municipalities the idea is about, where they can be reached."""
        return [one.value for one in self.all if one.is_place and one.is_reachable and not one.is_asked]

    def ticked(self, values: Collection[str]) -> list[Office]:
        """The offices of these boxes; what is none of ours is passed over."""
        return [Office.of(one.organisation) for one in self.all if one.value in values]

    def named(self, name: str) -> Choice | None:
        """The office of that name."""
        return next((one for one in self.all if one.organisation.name.casefold() == name.casefold()), None)


def choices_for(idea: Idea) -> Choices:
    """Whom one could ask about this idea; as many queries for a hundred offices as for one."""
    authority = idea.authority_id or 0
    bodies, towns = bodies_of(authority), towns_of(authority)
    asked = {one.organisation_id for one in requests_of(idea.id) if one.state == "open"}
    speakers = speakers_of([one.id for one in (*bodies, *towns) if not one.email])
    reasons, unknown = _from_table(idea, (*bodies, *towns))
    for number, times in asked_before(idea).items():
        reasons[number].append(
            ngettext("asked about %(num)s other idea with this goal", "asked about %(num)s other ideas with this goal",
                     times)
        )  # fmt: skip
    places = {town.of_today.organisation_id for town in idea.municipalities}
    for place in places:
        reasons[place or 0].insert(0, _("the idea is about this place"))

    def choice(one: Organisation) -> Choice:
        return Choice(one, reasons.get(one.id, []), one.id in places, one.id in asked, len(speakers.get(one.id, ())))

    return Choices([choice(one) for one in bodies], [choice(one) for one in towns], sets_of(authority), unknown)


def _from_table(
    idea: Idea, offices: Sequence[Organisation]
) -> tuple[defaultdict[int, list[str]], list[tuple[str, str]]]:
    """Which of them the table of responsibilities names for this idea, and whom else it names, with the words why."""
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    unknown = []
    for answer in responsible_for_idea(idea):
        words = _("responsible, because of: %(words)s", words=", ".join(answer.because))
        named = (answer.office or "").casefold()
        found = [one for one in offices if len(one.name) > 4 and one.name.casefold() in named]
        for one in found:
            reasons[one.id].append(words)
        if not found and answer.office:
            unknown.append((answer.office, words))
    return reasons, unknown


def default_due(idea: Idea) -> date:
    """The usual time of this authority, but no day past the promised answer."""
    authority = idea.authority
    land = authority.land if authority else "SN"
    due = add_working_days(today(), authority.statement_within_days if authority else 10, land)
    if idea.state == "published" and idea.answer_due_on and today() < idea.answer_due_on < due:
        due = idea.answer_due_on
    return working_day_from(due, land)
