"""What waits for whoever writes the text of a cooperation: bodies that ask for changes, and bodies that ask to be let
in."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from app.accounts.models import Organisation
from app.cooperations.models import Cooperation, Declaration, Partner
from app.core.database import db


@dataclass(frozen=True)
class Task:
    """One body that waits for the one who writes: it wants the text changed, or would like to take part."""

    body: str
    is_wish_to_join: bool


def tasks_of_keeper(numbers: Collection[int], keepers: Collection[int]) -> Mapping[int, Sequence[Task]]:
    """What waits, by cooperation: of these, where one of these bodies writes the text. One query."""
    said = and_(
        Declaration.partner_id == Partner.id, Declaration.version == Cooperation.version,
        Declaration.superseded_at.is_(None),
    )  # fmt: skip
    wants_change = and_(Declaration.verdict == "changes_requested", Partner.withdrawn_at.is_(None))
    rows = (
        select(Cooperation.id, Organisation.name, Partner.asks_since)
        .join(Partner, Partner.cooperation_id == Cooperation.id)
        .join(Organisation, Organisation.id == Partner.organisation_id)
        .outerjoin(Declaration, said)
        .where(
            Cooperation.id.in_(numbers), Cooperation.keeper_id.in_(keepers),
            Cooperation.state.in_(("proposed", "agreed")), or_(Partner.asks_since.is_not(None), wants_change),
        )
        .order_by(Partner.id)
    )  # fmt: skip
    found: defaultdict[int, list[Task]] = defaultdict(list)
    for row in db.session.execute(rows):
        found[row.id].append(Task(row.name, row.asks_since is not None))
    return found
