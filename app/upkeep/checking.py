"""Ask every check, and mend what a machine may mend. Nothing is ever repaired silently."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, or_, select, text

from app.core.database import db
from app.coverage.tallying import mend_shares, mend_tallies, wrong_shares, wrong_tallies
from app.files.models import Attachment
from app.files.storing import Store
from app.ideas.similar_meaning import first_wrong_meanings, mend_meanings
from app.search.checking import mend_documents, mend_terms, wrong_documents, wrong_terms
from app.upkeep.backing_up import keys_needed, last_number
from app.upkeep.cooperation_invariants import wrong_agreements, wrong_fingerprints
from app.upkeep.invariants import CHECKS
from app.upkeep.packing import Watch, kept_tables, unwatched

MOST_SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """What one check found: up to twenty ids, and whether there are more. No ids: it holds."""

    name: str
    sentence: str
    ids: Sequence[Any]
    has_more: bool
    is_mendable: bool


def check_everything(store: Store, watch: Watch = unwatched) -> list[Finding]:
    """Every check with what it found, in the order of the table."""
    asked: list[tuple[str, str, Callable[[], Sequence[Any]], bool]] = [
        (check.name, check.sentence, partial(_ids, check.offending), check.mending is not None) for check in CHECKS
    ]
    asked += [
        (
            "coverage.shares",
            "Jede Idee und jedes Projekt ist bei den Zielen gezählt, wie es dasteht.",
            partial(_first, wrong_shares),
            True,
        ),
        (
            "coverage.tallies",
            "Was an jedem Ziel steht, ist die Summe der Ideen und Projekte.",
            partial(_ids, wrong_tallies()),
            True,
        ),
        (
            "idea.meaning",
            "Was von einer Idee als Bedeutung verzeichnet ist, gehört zu ihrem öffentlichen Text.",
            partial(first_wrong_meanings, MOST_SHOWN + 1),
            True,
        ),
        (
            "search.documents",
            "Gefunden wird genau, was alle lesen dürfen, und so, wie es heute dasteht.",
            partial(_first, wrong_documents),
            True,
        ),
        (
            "search.terms",
            "Jedes Wort der Suche steht in so vielen Texten, wie gezählt sind.",
            partial(_ids, wrong_terms()),
            True,
        ),
        (
            "cooperation.agreed",
            "Jede vereinbarte Kooperation trägt das Ja aller, die zählen, zu genau dieser Fassung.",
            partial(_first, wrong_agreements),
            False,
        ),
        (
            "cooperation.fingerprint",
            "Keine Fassung einer Kooperation wurde geändert, seit sie vorgelegt ist.",
            partial(_first, wrong_fingerprints),
            False,
        ),
        ("attachment.bytes", "Zu jeder Datei liegen die Daten im Speicher.", partial(_without_bytes, store), False),
        ("database.references", "Jeder Verweis der Datenbank führt irgendwohin.", _loose_references, False),
        ("database.numbers", "Neue Zeilen bekommen Nummern, die noch keine hatte.", _numbers_behind, False),
    ]
    findings = []
    for name, sentence, look, is_mendable in watch(asked, len(asked), "fsck"):
        ids = look()
        findings.append(Finding(name, sentence, ids[:MOST_SHOWN], len(ids) > MOST_SHOWN, is_mendable))
    return findings


def mend() -> dict[str, int]:
    """Count anew and list anew, inside the open transaction; says which check has had how many rows mended."""
    mended: dict[str, int] = {}
    for check in CHECKS:
        if check.mending is not None:
            count = getattr(db.session.execute(check.mending), "rowcount", 0)
            mended |= {check.name: count} if count else {}
    # Last: they count what the others have just put right.
    counted = {
        "coverage.shares": mend_shares(), "coverage.tallies": mend_tallies(), "idea.meaning": mend_meanings(),
    }  # fmt: skip
    counted |= {"search.documents": mend_documents(), "search.terms": mend_terms()}
    return mended | {name: count for name, count in counted.items() if count}


def _ids(offending: Select[Any]) -> Sequence[Any]:
    return db.session.scalars(offending.order_by(*offending.selected_columns).limit(MOST_SHOWN + 1)).all()


def _first(wrong: Callable[[], Iterator[Any]]) -> Sequence[Any]:
    return list(islice(wrong(), MOST_SHOWN + 1))


def _without_bytes(store: Store) -> Sequence[int]:
    # First the rows, then the store, then the rows as they are by now: what comes or goes meanwhile is not missed.
    with db.engine.connect() as connection:
        named = keys_needed(connection)
    missing = sorted(named.difference(store.list_keys()))[: MOST_SHOWN + 1]
    either = or_(Attachment.key.in_(missing), Attachment.preview_key.in_(missing))
    still = select(Attachment.id).where(either, Attachment.removed_at.is_(None)).order_by(Attachment.id)
    with db.engine.connect() as connection:
        return connection.scalars(still).all() if missing else ()


def _loose_references() -> Sequence[str]:
    """SQLite asks for foreign keys only of connections that want it; PostgreSQL always does."""
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        return ()
    broken = connection.execute(text("PRAGMA foreign_key_check"))
    return [f"{row[0]}/{row[1]} → {row[2]}" for row in islice(broken, MOST_SHOWN + 1)]


def _numbers_behind() -> Sequence[str]:
    """PostgreSQL counts apart from the rows; a load that brought its own numbers may have left the count behind."""
    connection = db.session.connection()
    if connection.dialect.name != "postgresql":
        return ()
    behind = []
    for table in kept_tables():
        column = table.autoincrement_column
        if column is not None:
            highest = connection.scalar(select(func.max(column))) or 0
            behind += [table.name] if highest > last_number(connection, table.name, column.name) else []
    return behind
