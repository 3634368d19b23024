"""What the tests of the verbs share: a refusal that changes nothing, all rows, the steps written down."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.cooperations.models import Cooperation
from app.cooperations.proposing import edit_draft
from app.core.database import Base, db, transaction
from app.core.errors import DomainError
from app.core.journal import JournalEntry
from tests.cooperation_worlds import Town, terms_for

TABLES = (
    "cooperation", "cooperation_version", "cooperation_partner", "cooperation_declaration", "cooperation_funding",
    "cooperation_paper", "partner_room",
)  # fmt: skip
BESIDE = ("thing", "audience_member", "thing_link", "comment", "attachment")


def rows(*more: str) -> dict[str, list[Any]]:
    """Every row that tells of cooperations, by table."""
    db.session.rollback()
    db.session.expire_all()
    tables = (Base.metadata.tables[name] for name in (*TABLES, *BESIDE, *more))
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))]
        for table in tables
    }


def refused(error: type[DomainError], verb: Callable[..., Any], *args: Any, **values: Any) -> Any:
    """The verb raises that error, and nothing has been changed; returns the error."""
    before = rows("journal_entry")
    with pytest.raises(error) as raised, transaction():
        verb(*args, **values)
    assert rows("journal_entry") == before
    return raised.value


def rewrite(cooperation: Cooperation, by: Town, *towns: Town, **more: object) -> None:
    """Another draft that names these towns."""
    with transaction():
        edit_draft(cooperation, terms_for(*towns, **more), by=by.mayor, version=cooperation.draft_version)


def steps_of(cooperation: Cooperation, *audiences: str) -> list[str]:
    """The verbs of its chronicle; with `audiences`: of what these read."""
    found = select(JournalEntry.verb).where(JournalEntry.thing_id == cooperation.id).order_by(JournalEntry.id)
    if audiences:
        found = found.where(JournalEntry.audience.in_(audiences))
    return list(db.session.scalars(found))


def last_step(cooperation: Cooperation, verb: str) -> JournalEntry:
    """The newest row of that verb."""
    found = select(JournalEntry).where(JournalEntry.thing_id == cooperation.id, JournalEntry.verb == verb)
    entry = db.session.scalars(found.order_by(JournalEntry.id.desc()).limit(1)).one()
    return entry
