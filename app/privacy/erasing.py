"""Erase a person: the row stays, empty; everything that tells who it was goes; no public record dies with it.

What becomes of each column stands in `table.py`; a test holds this verb against it. Running it again changes nothing.
"""

import secrets
from typing import Any

from sqlalchemy import JSON, String, Text, cast, delete, func, or_, select, update

from app.accounts.models import EmailProof, Invitation, Membership, Person
from app.accounts.organising import leave_organisation
from app.core.clock import now
from app.core.database import Base, db, to_change
from app.core.jobs import Job, enqueue
from app.discussion.commenting import remove_comment
from app.discussion.models import Comment
from app.files.models import Attachment
from app.ideas.models import CoAuthor, Idea, IdeaVersion
from app.ideas.submitting import delete_draft, withdraw_idea
from app.ideas.workflow import is_possible
from app.pages.models import BarrierReport
from app.restrictions.models import Report
from app.things.following import unfollow
from app.things.helping import end_offer
from app.things.models import Follow, HelpMessage, HelpOffer, Thing

NOWHERE = "[gelöscht]"
"""What stands where the person had written her own e-mail address into a text."""


def find_to_erase(person_id: int) -> Person | None:
    """The person, locked, unless erased before."""
    return db.session.scalar(to_change(select(Person).where(Person.id == person_id, Person.erased_at.is_(None))))


def erase_person(person: Person, *, with_comments: bool = False) -> None:
    """Forget who this was. Raises `LastRepresentative` where an organisation would be left without anybody.

    Ideas and comments that are public stay without a name (`with_comments`: the words of comments go, too); what was
    never public goes; supports stay as numbers. A restore replays it: the id is noted outside the database.
    """
    if person.erased_at is not None:
        return
    email = person.email
    _leave_roles(person)
    _take_leave(person)
    for comment in db.session.scalars(select(Comment).where(Comment.author_id == person.id)).all():
        _unname_comment(comment, person, with_words=with_comments)
    for idea in db.session.scalars(select(Idea).where(Idea.author_id == person.id)).all():
        _unname_idea(idea, person)
    _forget_addresses(person, email)
    _empty(person)
    db.session.flush()
    if email:
        _sweep(email)
    # Much was changed past the session; nobody is to read what it remembers.
    db.session.expire_all()
    enqueue("note_erased", str(person.id), {"person": person.id, "with_comments": with_comments})


def _leave_roles(person: Person) -> None:
    for organisation in {held.organisation for held in person.memberships if held.organisation is not None}:
        leave_organisation(person, organisation)
    db.session.execute(delete(Membership).where(Membership.person_id == person.id))
    db.session.execute(delete(CoAuthor).where(CoAuthor.person_id == person.id))


def _take_leave(person: Person) -> None:
    """What only concerned the person: what she followed, offered and wrote to others in private."""
    followed = select(Thing).join(Follow, Follow.thing_id == Thing.id).where(Follow.person_id == person.id)
    for thing in db.session.scalars(followed).all():
        unfollow(thing, person)
    db.session.execute(delete(Follow).where(Follow.person_id == person.id))
    for offer in db.session.scalars(select(HelpOffer).where(HelpOffer.person_id == person.id)).all():
        end_offer(offer)
        db.session.delete(offer)
    empty = {"author_id": None, "author_name": None, "text": "", "once": None}
    db.session.execute(update(HelpMessage).where(HelpMessage.author_id == person.id).values(empty))
    db.session.execute(update(Attachment).where(Attachment.added_by_id == person.id).values(added_by_id=None))


def _unname_comment(comment: Comment, person: Person, *, with_words: bool) -> None:
    if with_words and comment.organisation_id is None and comment.removed_at is None:
        remove_comment(comment, by=person)
    comment.author_id = None
    if comment.organisation_id is None:
        comment.author_name, comment.author_kind = None, "deleted"


def _unname_idea(idea: Idea, person: Person) -> None:
    """An organisation's idea stays the organisation's; a public one stays without a name; any other one goes."""
    if idea.organisation_id is None:
        was_public = idea.published_at is not None
        if idea.state == "draft":
            delete_draft(idea)
            return
        if not was_public and is_possible("withdraw_idea", idea.state):
            withdraw_idea(idea, by=person)
        if not was_public:
            _empty_idea(idea)
        idea.author_name, idea.author_kind = None, "deleted"
    idea.author_id = idea.contact_email = idea.draft_key_hash = None


def _empty_idea(idea: Idea) -> None:
    """Never public, its author gone: nobody needs its words. Versions are immutable for everybody but this verb."""
    idea.rename(NOWHERE)
    idea.folded, idea.answer = "", None
    words = {"title": NOWHERE, "text": "", "who_benefits": None}
    db.session.execute(update(IdeaVersion).where(IdeaVersion.idea_id == idea.id).values(words))
    db.session.execute(update(Attachment).where(Attachment.thing_id == idea.id).values(removed_at=now()))
    db.session.expire(idea, ["versions"])


def _forget_addresses(person: Person, email: str | None) -> None:
    by_mail = func.lower(EmailProof.email) == (email or "")
    db.session.execute(delete(EmailProof).where(or_(EmailProof.person_id == person.id, by_mail)))
    mine = or_(Invitation.accepted_by_id == person.id, func.lower(Invitation.email) == (email or ""))
    db.session.execute(delete(Invitation).where(mine))
    invited = update(Invitation).where(Invitation.invited_by_id == person.id)
    db.session.execute(invited.values(invited_by_id=None, revoked_at=func.coalesce(Invitation.revoked_at, now())))
    reported = or_(Report.reporter_id == person.id, func.lower(Report.email) == (email or ""))
    db.session.execute(update(Report).where(reported).values(reporter_id=None, email=None))
    if email:
        db.session.execute(update(BarrierReport).where(func.lower(BarrierReport.email) == email).values(email=None))
        db.session.execute(update(Idea).where(Idea.contact_email == email).values(contact_email=None))
        db.session.execute(delete(Job).where(cast(Job.payload, Text).contains(email, autoescape=True)))


def _empty(person: Person) -> None:
    person.email = person.display_name = person.password_hash = person.totp_secret = person.totp_last_step = None
    person.recovery_hashes = []
    person.locale, person.digest, person.digested_at = "de", "off", None
    person.session_key = secrets.token_hex(32)
    person.erased_at = now()


def _sweep(email: str) -> None:
    """Take the address out of every text anywhere: people write it into ideas, comments and reasons."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON) or not isinstance(column.type, String | Text):
                continue
            # Comparing in lower case, replacing letter by letter: addresses are typed in any case.
            found = select(*table.primary_key, column).where(func.lower(column).contains(email, autoescape=True))
            for row in db.session.execute(found).all():
                key = [part == value for part, value in zip(table.primary_key, row, strict=False)]
                db.session.execute(update(table).where(*key).values({column: _without(row[-1], email)}))


def _without(text: str, email: str) -> str:
    pieces: list[str] = []
    rest: Any = text
    while (at := rest.lower().find(email)) >= 0:
        pieces += [rest[:at], NOWHERE]
        rest = rest[at + len(email) :]
    return "".join([*pieces, rest])
