"""Comments made through the verbs, and the forms browsers send."""

from typing import Any
from uuid import uuid4

from app.accounts.models import Person
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.discussion import commenting
from app.discussion.models import Comment
from app.things.models import Thing


def said(thing: Thing, by: Person, text: str = "Gut so.", **values: Any) -> Comment:
    with transaction():
        return commenting.comment(here(thing), by=person(by), text=text, lang="de", **values)


def replied(parent: Comment, by: Person, text: str = "Finde ich auch.", **values: Any) -> Comment:
    with transaction():
        return commenting.reply(again(parent), by=person(by), text=text, lang="de", **values)


def here(thing: Thing) -> Thing:
    return db.session.get_one(Thing, thing.id, populate_existing=True)


def again(comment: Comment) -> Comment:
    return db.session.get_one(Comment, comment.id, populate_existing=True)


def person(one: Person) -> Person:
    return db.session.merge(one, load=False) if one not in db.session else one


def sheet(text: str = "Gut so.", **changes: Any) -> dict[str, Any]:
    """What the form sends."""
    form = {"voice": "person", "text": text, "once": str(uuid4())} | changes
    return {f"kommentar-{name}": value for name, value in form.items()}


def told(thing: Thing) -> list[tuple[str, str, str]]:
    """Verb, role and audience of what the journal says about comments of that thing."""
    rows = db.select(JournalEntry).where(JournalEntry.thing_id == thing.id, JournalEntry.verb.contains("comment"))
    entries = db.session.scalars(rows.order_by(JournalEntry.id))
    return [(entry.verb, entry.actor_role, entry.audience) for entry in entries]


def counted(thing: Thing) -> int:
    return here(thing).comments
