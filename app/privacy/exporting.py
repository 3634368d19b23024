"""Everything about one person, to take along: what each table of `table.py` holds of her, as plain values."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Authority, Organisation, Person
from app.core.clock import now
from app.core.database import db
from app.files.models import Attachment
from app.municipalities.models import Municipality
from app.privacy.table import HOLDINGS, Holding
from app.things.models import Thing

SECRETS = frozenset({"password_hash", "session_key", "totp_secret", "recovery_hashes", "code_hash", "link_hash",
                     "token_hash", "draft_key_hash", "key_hash", "folded"})  # fmt: skip
"""Check values and indexes: they tell the person nothing and would tell a thief something."""


def data_of(person: Person) -> dict[str, Any]:
    """All rows about this person, by table; moments in ISO form."""
    held = {holding.table: list(_rows(holding, person)) for holding in HOLDINGS if holding.mine is not None}
    return {"exported_at": now().isoformat(), "tables": {name: rows for name, rows in held.items() if rows}}


def names_in(data: dict[str, Any]) -> dict[tuple[str, int], str]:
    """What the numbers in it stand for: things that are one's own or public, places and bodies."""
    rows = [row for table in data["tables"].values() for row in table]
    own = {row["id"] for row in data["tables"].get("thing", [])}
    things = own | {row[column] for row in rows for column in ("thing_id", "idea_id") if row.get(column)}
    names = {
        ("thing", thing.id): thing.title
        for thing in db.session.scalars(select(Thing).where(Thing.id.in_(things)))
        if thing.title and (thing.id in own or thing.is_public)
    }
    for kind, model in (("municipality", Municipality), ("organisation", Organisation), ("authority", Authority)):
        wanted = {row[f"{kind}_id"] for row in rows if row.get(f"{kind}_id")}
        found = db.session.execute(select(model.id, model.name).where(model.id.in_(wanted)))
        names |= {(kind, row.id): row.name for row in found}
    return names


def counts_of(person: Person) -> dict[str, int]:
    """How much there is, by subject."""
    counts: dict[str, int] = {}
    for holding in HOLDINGS:
        if holding.mine is not None:
            counted = select(func.count()).select_from(holding.model.__table__).where(holding.mine(person))
            counts[holding.subject] = counts.get(holding.subject, 0) + (db.session.scalar(counted) or 0)
    return counts


def files_of(person: Person) -> list[Attachment]:
    """The photos and documents this person added and that are still kept."""
    mine = select(Attachment).where(Attachment.added_by_id == person.id, Attachment.removed_at.is_(None))
    return list(db.session.scalars(mine.order_by(Attachment.id)))


def _rows(holding: Holding, person: Person) -> Iterator[dict[str, Any]]:
    table = holding.model.__table__
    wanted = [column for column in table.columns if column.name not in SECRETS]
    condition = holding.mine
    assert condition is not None  # noqa: S101 - asked before
    for row in db.session.execute(select(*wanted).where(condition(person)).order_by(*table.primary_key)).mappings():
        yield {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
