"""The author's verbs: write a draft, go on with it anywhere, hand it in, revise, withdraw."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.accounts.models import Invitation, Organisation, Person
from app.concepts.models import Goal
from app.core.clock import local, now
from app.core.database import db, to_change
from app.core.errors import DomainError, NotAllowedNow
from app.core.journal import JournalEntry, record
from app.core.texts import fold
from app.core.working_days import add_working_days, working_day_from
from app.files.attaching import drop_files_of
from app.ideas.models import Idea, IdeaGoal, IdeaVersion, SaidDifferent
from app.ideas.pinning import forget_pin_elsewhere
from app.ideas.places import Place
from app.ideas.workflow import ensure_possible
from app.things.models import ThingLink

DRAFT_KEPT = timedelta(days=14)


class IdeaIsEmpty(DomainError):
    """An idea needs a title and a text before it is handed in."""


class NotTheDeclarer(DomainError):
    """What was prepared for a body is declared by its representatives alone: the mayor, a named deputy."""


def key_hash(draft_key: str) -> str:
    """What the database keeps of a draft's key."""
    return hashlib.sha256(draft_key.encode()).hexdigest()


def start_draft(
    place: Place | None, *, title: str, text: str, once: str | None = None, by: Person | None = None
) -> tuple[Idea, str]:
    """Begin an idea: it has its number from now on. Returns it with the key by which this browser finds it again.

    A draft may wait for its place; until then it belongs to no authority.
    """
    draft_key = secrets.token_urlsafe(32)
    idea = Idea(
        title=title, once=once, authority=place.authority if place else None, author_id=by.id if by else None,
        contact_email=by.email if by else None, draft_key_hash=key_hash(draft_key),
        draft_expires_at=now() + DRAFT_KEPT, versions=[IdeaVersion(number=1, title=title, text=text)],
    )  # fmt: skip
    db.session.add(idea)
    if place is not None:
        _settle(idea, place)
    db.session.flush()
    return idea, draft_key


def save_text(
    idea: Idea, *, title: str, text: str, who_benefits: str | None = None, touches_youth: bool = False
) -> None:
    """Write on in the working version; what was submitted before stays as it was."""
    ensure_possible("submit_idea", idea.state)
    version = _working(idea)
    version.title, version.text = title, text
    version.who_benefits, version.touches_youth = who_benefits, touches_youth
    if idea.state == "draft":
        idea.title = title
        idea.draft_expires_at = None if idea.is_prepared else now() + DRAFT_KEPT


def place_idea(idea: Idea, place: Place) -> None:
    """Say where it belongs. A draft changes its authority with its place; a received idea is handed over instead."""
    ensure_possible("submit_idea", idea.state)
    if idea.state == "draft":
        idea.authority = place.authority
    _settle(idea, place)


def unplace_idea(idea: Idea) -> None:
    """Leave open where a draft belongs, for now."""
    ensure_possible("submit_idea", idea.state)
    if idea.state == "draft":
        idea.authority, idea.region, idea.municipalities = None, None, []
        forget_pin_elsewhere(idea)


def choose_goals(idea: Idea, goals: Sequence[Goal]) -> None:
    """The author's own tags, the first being the main one; none is fine, the desk sets what is missing."""
    ensure_possible("submit_idea", idea.state)
    retag(idea, goals, main=goals[0] if goals else None)


def retag(idea: Idea, goals: Sequence[Goal], *, main: Goal | None) -> None:
    """Replace the idea's tags; the old ones go first, since only one may be the main one."""
    idea.goal_tags.clear()
    db.session.flush()
    idea.goal_tags.extend(IdeaGoal(goal=goal, is_main=goal is main) for goal in dict.fromkeys(goals))


def keep_for(idea: Idea, email: str) -> None:
    """Note where the draft's code or link goes; whoever proves that mailbox finds the draft."""
    idea.contact_email = email.strip().lower()


def renew_key(idea: Idea) -> str:
    """A new key for the draft: the browser that shows the mailed link, or sends its form again, goes on with it."""
    draft_key = secrets.token_urlsafe(32)
    idea.draft_key_hash = key_hash(draft_key)
    return draft_key


def sign_as(idea: Idea, name: str | None) -> None:
    """The name the draft shall appear under; None: "resident of …", worded from its place."""
    idea.author_name = name


def delete_draft(idea: Idea) -> None:
    """Throw a draft away for good; nobody has received it."""
    if idea.state != "draft" or idea.is_prepared:
        raise NotAllowedNow("delete_draft", idea.state)
    _throw_away(idea)


def claim_drafts(person: Person) -> int:
    """Drafts kept for this proved address become this person's; returns how many."""
    kept = select(Idea).where(
        Idea.contact_email == person.email,
        Idea.author_id.is_(None),
        Idea.state == "draft",
        Idea.draft_expires_at > now(),
    )
    drafts = db.session.scalars(to_change(kept, of=Idea)).all()
    for idea in drafts:
        idea.author_id = person.id
        idea.draft_key_hash = None
    return len(drafts)


def submit_idea(
    idea: Idea, *, by: Person, author_name: str | None = None, organisation: Organisation | None = None
) -> None:
    """Hand it in: the version is fixed, the clock starts, the desk has five working days, an answer six weeks.

    The receipt names the day. An answer to a question back comes as a new version and starts the clock anew.
    """
    ensure_possible("submit_idea", idea.state)
    if idea.is_prepared:
        ensure_declarer(idea, by)
    moment, before = now(), idea.state
    version = receive(idea, moment)
    if before == "draft":
        idea.author_id = by.id
        idea.author_name = organisation.name if organisation else author_name
        idea.author_kind = "organisation" if organisation else "person"
        idea.organisation_id = organisation.id if organisation else None
    record(
        idea.id, "submit_idea", role="author", actor_id=by.id, from_state=before, to_state=idea.state,
        version=version.number, audience="public" if before == "draft" else "author", at=moment,
    )  # fmt: skip


def receive(idea: Idea, moment: datetime) -> IdeaVersion:
    """From that moment the desk has it: the working version is fixed, the idea says what it says, the clock starts."""
    version, before = _working(idea), idea.state
    if not version.title.strip() or not version.text.strip():
        raise IdeaIsEmpty
    version.submitted_at = moment
    idea.version = version.number
    if before == "draft":
        idea.submitted_at = moment
    idea.draft_key_hash = idea.draft_expires_at = idea.revision_due_on = None
    idea.rename(version.title)
    idea.folded = fold(f"{version.title} {version.text}")
    start_clock(idea, moment)
    idea.state = "submitted"
    return version


def ensure_declarer(idea: Idea, by: Person) -> None:
    """Say no to whoever does not represent the body the idea was prepared for."""
    if idea.organisation_id is None or not by.leads(idea.organisation_id):
        raise NotTheDeclarer


def start_clock(idea: Idea, moment: datetime) -> None:
    """From this moment: public or heard of within working days, answered within weeks, never due on a day off."""
    authority = idea.authority
    if authority is None:
        raise ValueError("an idea without an authority")
    day = local(moment).date()
    idea.publish_due_on = add_working_days(day, authority.publish_within_days, authority.land)
    idea.answer_due_on = working_day_from(day + timedelta(weeks=authority.answer_within_weeks), authority.land)


def withdraw_idea(idea: Idea, *, by: Person | None, role: str = "author", reason: str | None = None) -> None:
    """Take it back. What was public stays readable as withdrawn, with the reason; else nobody but the desk learns."""
    ensure_possible("withdraw_idea", idea.state)
    if idea.is_prepared:
        raise NotAllowedNow("withdraw_idea", idea.state)
    before = idea.state
    idea.state, idea.updated_at = "withdrawn", now()
    idea.revision_due_on = idea.draft_expires_at = idea.draft_key_hash = None
    record(
        idea.id, "withdraw_idea", role=role, actor_id=by.id if by else None, from_state=before, to_state="withdrawn",
        version=idea.version or None, reason=reason, audience="public" if idea.is_public else "author",
    )  # fmt: skip


def forget_old_drafts() -> int:
    """Delete drafts nobody went on with for 14 days; returns how many. They were never received by anybody."""
    expired = select(Idea).where(Idea.state == "draft", Idea.draft_expires_at < now()).limit(500)
    old = db.session.scalars(to_change(expired, of=Idea)).all()
    for idea in old:
        _throw_away(idea)
    return len(old)


def _throw_away(idea: Idea) -> None:
    """The draft and all that hangs on it: nothing of it was ever received, so nothing of it is a record."""
    drop_files_of(idea.id)
    for model in (Invitation, JournalEntry):
        db.session.execute(delete(model).where(model.thing_id == idea.id))
    db.session.execute(delete(SaidDifferent).where(SaidDifferent.idea_id == idea.id))
    db.session.execute(delete(ThingLink).where(ThingLink.from_id == idea.id))
    idea.municipalities.clear()
    db.session.delete(idea)


def _working(idea: Idea) -> IdeaVersion:
    if idea.working is None:
        last = idea.current
        idea.versions.append(
            IdeaVersion(
                number=last.number + 1, title=last.title, text=last.text,
                who_benefits=last.who_benefits, touches_youth=last.touches_youth,
            )
        )  # fmt: skip
    working = idea.working
    assert working is not None  # noqa: S101 - just made
    return working


def _settle(idea: Idea, place: Place) -> None:
    idea.region = place.region
    idea.municipalities = list(place.municipalities)
    forget_pin_elsewhere(idea)
