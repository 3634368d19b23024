"""Who hears of what happened. The journal row is the event; a mail is a job written with it.

Asked twice: when the row is turned into jobs, and again when a mail is about to leave. Whoever is no longer
the author, the representative or here at all gets nothing.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.queries import representatives_of
from app.core.clock import now
from app.core.database import db
from app.core.jobs import enqueue
from app.core.journal import JournalEntry
from app.ideas.models import Idea

TOLD_TO_AUTHORS = frozenset({
    "submit_idea", "request_revision", "retract_question", "publish_idea", "refuse_idea", "pool_idea", "close_idea",
    "promote_idea", "return_idea", "reopen_idea", "withdraw_idea",
})  # fmt: skip
RECEIPTS = frozenset({"submit_idea", "withdraw_idea"})
"""Confirmed even to the person who did it."""
REMIND_AFTER = timedelta(weeks=4)

AUTHOR, TOWN = "author", "town"


def tell_unprocessed(limit: int = 100) -> int:
    """Give every new journal row its mails: one job a person, written with the mark that the row is told."""
    untold = select(JournalEntry).where(JournalEntry.told_at.is_(None)).order_by(JournalEntry.id).limit(limit)
    entries = db.session.scalars(untold.with_for_update(skip_locked=True)).all()
    for entry in entries:
        idea = db.session.get(Idea, entry.thing_id)
        for person in hearers(entry, idea) if idea is not None else ():
            _enqueue(entry, person)
        entry.told_at = now()
    return len(entries)


def hearers(entry: JournalEntry, idea: Idea) -> list[Person]:
    """Everybody who is told of this: the idea's own people, and once the town it is for. Nobody else, ever."""
    own = authors_of(idea) if entry.verb in TOLD_TO_AUTHORS else []
    heard = {person.id: person for person in own if person.id != entry.actor_id or entry.verb in RECEIPTS}
    if is_first_submission(entry):
        heard |= {person.id: person for person in towns_people_of(idea) if person.id not in heard}
    return [person for person in heard.values() if is_reachable(person)]


def standing_of(person: Person, entry: JournalEntry, idea: Idea) -> str | None:
    """As what this person hears of it now: "author", "town", or not at all (any more)."""
    if not is_reachable(person):
        return None
    if entry.verb in TOLD_TO_AUTHORS and person.id in {own.id for own in authors_of(idea)}:
        return AUTHOR
    is_withdrawn = idea.state == "withdrawn" and not idea.is_public
    if is_first_submission(entry) and not is_withdrawn and person.id in {one.id for one in towns_people_of(idea)}:
        return TOWN
    return None


def authors_of(idea: Idea) -> Sequence[Person]:
    """Who wrote it, and for an organisation's idea everybody who speaks for it today."""
    people = [idea.author] if idea.author is not None else []
    if idea.organisation_id is not None:
        people = [person for person in people if person.speaks_for(idea.organisation_id)]
        people += [person for person in representatives_of(idea.organisation_id) if person not in people]
    return people


def towns_people_of(idea: Idea) -> Sequence[Person]:
    """Who speaks for the municipalities named as its place: they hear of it before the press does."""
    organisations = [town.organisation_id for town in idea.municipalities if town.organisation_id is not None]
    return [person for organisation in organisations for person in representatives_of(organisation)]


def is_first_submission(entry: JournalEntry) -> bool:
    return entry.verb == "submit_idea" and entry.from_state == "draft"


def is_reachable(person: Person) -> bool:
    """Still here, with a mailbox."""
    return person.erased_at is None and bool(person.email)


def is_question_open(entry: JournalEntry, idea: Idea) -> bool:
    """Whether the question of this row still waits for its answer: what a reminder depends on."""
    if entry.verb != "request_revision" or idea.state != "revision_requested":
        return False
    asked = select(JournalEntry.id).where(JournalEntry.thing_id == idea.id, JournalEntry.verb == "request_revision")
    return db.session.scalar(asked.order_by(JournalEntry.id.desc()).limit(1)) == entry.id


def _enqueue(entry: JournalEntry, person: Person) -> None:
    payload = {"entry": entry.id, "person": person.id}
    enqueue("send_mail", f"entry-{entry.id}-person-{person.id}", payload)
    if entry.verb == "request_revision":
        # The reminder waits as a job of its own; it asks again, when its day comes, whether anybody still needs it.
        key = f"reminder-{entry.id}-person-{person.id}"
        enqueue("send_mail", key, payload | {"reminder": True}, run_at=entry.at + REMIND_AFTER)
