"""What stands beside an idea on its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.queries import representatives_of
from app.casework.checking import checks_of, is_older, is_settled, items_for, next_step
from app.casework.models import Check, ChecklistItem, Remark
from app.casework.passages import Piece, passages_in
from app.casework.remarking import remarks_of
from app.core.database import db
from app.core.journal import JournalEntry
from app.files.queries import files_of
from app.ideas.models import Idea


@dataclass(frozen=True)
class Looked:
    """One item of the checklist, and what was answered for this idea."""

    item: ChecklistItem
    check: Check | None
    by: str | None
    is_settled: bool
    is_older: bool


@dataclass(frozen=True)
class Town:
    """A municipality of the idea: when its representatives were told, or that nobody here speaks for it."""

    name: str
    told_at: datetime | None
    is_represented: bool


@dataclass(frozen=True)
class Casework:
    """Remarks, checks and passages to look at, as the page of the idea on the desk shows them."""

    step: str | None
    looked: list[Looked]
    towns: list[Town]
    files: int
    undescribed: int
    remarks: Sequence[Remark]
    passages: list[Piece]

    @property
    def open(self) -> list[ChecklistItem]:
        """What the desk is asked about once more before the step."""
        return [one.item for one in self.looked if not one.is_settled]


def casework_beside(idea: Idea) -> Casework:
    """All of it for one idea."""
    files = files_of(idea.id)
    return Casework(
        step=next_step(idea), looked=_looked(idea), towns=_towns(idea) if idea.state == "submitted" else [],
        files=len(files), undescribed=sum(file.lacks_alt for file in files), remarks=remarks_of(idea),
        passages=passages_in((idea.current.title, idea.current.text, idea.current.who_benefits)),
    )  # fmt: skip


def _looked(idea: Idea) -> list[Looked]:
    items = items_for(idea)
    checks = checks_of(idea) if items else {}
    ids = {check.by_id for check in checks.values() if check.by_id}
    named = select(Person.id, Person.display_name).where(Person.id.in_(ids))
    names = {person_id: name for person_id, name in db.session.execute(named)} if ids else {}
    looked = []
    for item in items:
        check = checks.get(item.id)
        by = names.get(check.by_id) if check is not None and check.by_id else None
        was_before = check is not None and is_older(check, idea)
        looked.append(Looked(item, check, by, is_settled(check, idea), was_before))
    return looked


def _towns(idea: Idea) -> list[Town]:
    """Its municipalities are told as it comes in, where somebody represents them here."""
    told = select(JournalEntry.told_at).where(
        JournalEntry.thing_id == idea.id, JournalEntry.verb == "submit_idea", JournalEntry.from_state == "draft"
    )
    told_at = db.session.scalar(told.order_by(JournalEntry.id).limit(1)) if idea.municipalities else None
    towns = []
    for town in idea.municipalities:
        organisation = town.of_today.organisation_id
        is_represented = organisation is not None and bool(representatives_of(organisation))
        towns.append(Town(town.name, told_at if is_represented else None, is_represented))
    return towns
