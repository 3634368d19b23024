"""The author's verbs: make a sheet, change it, take it into an account, delete it. Until confirmed it is a
self-declaration (Selbstauskunft), and says so."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from app.accounts.models import Person
from app.concepts.models import Concept
from app.concepts.queries import GoalNode
from app.concepts.ways import way_to
from app.core.clock import now
from app.core.database import db, to_change
from app.core.errors import DomainError, VersionIsStale
from app.core.journal import JournalEntry, record
from app.core.security import seal
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.workflow import ensure_possible

KEPT_WITHOUT_ACCOUNT = timedelta(days=365)
MOST_GOALS = 10


class GoalsAreMissing(DomainError):
    """A sheet names at least one goal, and few enough to be read."""


@dataclass(frozen=True)
class Declared:
    """What a sheet says: the project in its author's words, the goals chosen and a remark on some of them."""

    title: str
    text: str
    applicant: str | None
    programme: str | None
    goals: Sequence[GoalNode]
    remarks: dict[str, str]


def key_hash(key: str) -> str:
    """What the database keeps of the secret address of a sheet."""
    return hashlib.sha256(key.encode()).hexdigest()


def key_for(once: str | None) -> str:
    """The key of a new secret address, kept nowhere; the same form sent again leads to the same address."""
    if once is None:
        return secrets.token_urlsafe(32)
    digest = hashlib.sha256(seal("sheet key", once).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def reading_key(sheet: ReferenceSheet) -> str:
    """The key of the address that is handed on: it opens the sheet for reading, and never leads to the writer's key."""
    digest = hashlib.sha256(f"read {sheet.key_hash}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()


def make_sheet(
    concept: Concept, declared: Declared, *, by: Person | None, about_id: int | None = None, once: str | None = None
) -> tuple[ReferenceSheet, str]:
    """A new self-declaration; returned with the key of its secret address, which is kept nowhere."""
    key = key_for(once)
    sheet = ReferenceSheet(
        concept_id=concept.id, concept=concept, authority_id=concept.authority_id, key_hash=key_hash(key), once=once,
        author_id=by.id if by else None, about_id=about_id, state="self_declared", version=1,
        **_said(concept, declared),
    )  # fmt: skip
    db.session.add(sheet)
    db.session.flush()
    _note(sheet, "make_sheet", by)
    return sheet, key


def change_sheet(sheet: ReferenceSheet, concept: Concept, declared: Declared, *, by: Person | None, shown: int) -> None:
    """A new version, unless it says the same. What was declined is a self-declaration again; confirmed is final."""
    ensure_possible("change_sheet", sheet.state)
    if shown != sheet.version:
        raise VersionIsStale(shown, sheet.version)
    if says(sheet, concept, declared):
        return
    for name, value in _said(concept, declared).items():
        setattr(sheet, name, value)
    sheet.concept_id, sheet.concept, sheet.authority_id = concept.id, concept, concept.authority_id
    sheet.version, sheet.updated_at = sheet.version + 1, now()
    sheet.state, sheet.answer, sheet.decided_at, sheet.decided_by_id = "self_declared", None, None, None
    sheet.withdrawn_at = sheet.code = None
    _note(sheet, "change_sheet", by)


def says(sheet: ReferenceSheet, concept: Concept, declared: Declared) -> bool:
    """Whether that is what the sheet says already."""
    said = _said(concept, declared)
    return sheet.concept_id == concept.id and all(getattr(sheet, name) == value for name, value in said.items())


def take_sheet(sheet: ReferenceSheet, person: Person) -> None:
    """Its writer takes the sheet into her account: from then on she alone changes it."""
    if sheet.author_id is None:
        sheet.author_id = person.id


def delete_sheet(sheet: ReferenceSheet) -> None:
    """Throw it away for good. What was confirmed stays: somebody may hold a print of it."""
    ensure_possible("delete_sheet", sheet.state)
    db.session.execute(delete(JournalEntry).where(JournalEntry.thing_id == sheet.id))
    db.session.delete(sheet)


def unname_sheets(person: Person) -> None:
    """Erasing a person: what nobody confirmed goes; of what was confirmed stay goals, state, number and check code."""
    own = select(ReferenceSheet).where(ReferenceSheet.author_id == person.id)
    for sheet in db.session.scalars(to_change(own, of=ReferenceSheet)).all():
        if sheet.is_confirmed:
            sheet.author_id = sheet.applicant = sheet.programme = sheet.about_id = None
            sheet.title, sheet.text = f"KEK-Bezugsblatt Nr. {sheet.id}", ""
            sheet.entries = [{**entry, "remark": None} for entry in sheet.entries]
            sheet.key_hash = key_hash(secrets.token_urlsafe(32))
        else:
            delete_sheet(sheet)


def forget_old_sheets() -> int:
    """Delete sheets without an account a year after their last change; returns how many."""
    is_old = ReferenceSheet.updated_at < now() - KEPT_WITHOUT_ACCOUNT
    nobodys = select(ReferenceSheet).where(ReferenceSheet.author_id.is_(None), ReferenceSheet.state != "confirmed")
    old = db.session.scalars(to_change(nobodys.where(is_old).limit(500), of=ReferenceSheet)).all()
    for sheet in old:
        delete_sheet(sheet)
    return len(old)


def _said(concept: Concept, declared: Declared) -> dict[str, Any]:
    if not 1 <= len(declared.goals) <= MOST_GOALS:
        raise GoalsAreMissing
    return {
        "title": declared.title, "text": declared.text, "applicant": declared.applicant,
        "programme": declared.programme, "edition": concept.edition,
        "entries": [_entry(goal, declared.remarks.get(goal.key)) for goal in declared.goals],
    }  # fmt: skip


def _entry(goal: GoalNode, remark: str | None) -> dict[str, Any]:
    """The goal as it stands now, word for word; where it stands in several places, all of them are named."""
    return {
        "goal": goal.id, "key": goal.key, "kind": goal.kind, "number": goal.number, "short": goal.short_title,
        "title": goal.title, "text": goal.text, "page": goal.source_page, "field": "\n".join(places_of(goal)),
        "remark": remark or None,
    }  # fmt: skip


def places_of(goal: GoalNode) -> list[str]:
    """Each place it stands at, from the field of action down, in the words of the document; one way per parent."""
    ways = ([*way_to(place.goal), place.goal] for place in goal.parents)
    return [" › ".join(" ".join(filter(None, (one.number, one.title))) for one in way) for way in ways]


def _note(sheet: ReferenceSheet, verb: str, by: Person | None) -> None:
    record(
        sheet.id, verb, role="author", actor_id=by.id if by else None, to_state=sheet.state, version=sheet.version,
        audience="author",
    )  # fmt: skip
