"""Erase a person: the row stays, empty; everything that tells who it was goes; no public record dies with it.

What becomes of each column stands in `table.py`; a test holds this verb against it. Running it again changes nothing.
"""

import re
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, String, Table, Text, cast, delete, func, or_, select, update

from app.accounts.models import EmailProof, Invitation, Membership, Person
from app.accounts.organising import leave_organisation
from app.cooperations.models import Declaration
from app.core.clock import now
from app.core.database import Base, db, to_change, touch, touch_beside
from app.core.jobs import Job, enqueue
from app.core.texts import fold, slugify
from app.discussion.commenting import remove_comment
from app.discussion.models import Comment
from app.files.models import Attachment
from app.formats.contributing import remove_contribution
from app.formats.models import Contribution
from app.ideas.models import CoAuthor, Idea, IdeaVersion
from app.ideas.submitting import delete_draft, withdraw_idea
from app.ideas.workflow import is_possible
from app.inbox.models import Assignment
from app.notifications.models import TO_LEFT_ADDRESS, SentMail
from app.pages.models import BarrierReport
from app.privacy.table import NOT_SWEPT
from app.reference_sheets.declaring import unname_sheets
from app.restrictions.models import Report
from app.search.keeping import documents_holding
from app.things.following import unfollow
from app.things.helping import end_offer
from app.things.models import AudienceMember, Follow, HelpMessage, HelpOffer, Thing

NOWHERE = "[gelöscht]"
"""What stands where the person had written her own e-mail address into a text."""
ADDRESS_COLUMNS = frozenset({"email", "contact_email", "to_address"})
"""Columns that hold one address and nothing else."""
_JOINED = ".+-_'&%"
"""What joins the parts of an address: after a letter it goes on, before one it may be a dash or a quotation mark."""


def find_to_erase(person_id: int) -> Person | None:
    """The person, locked, unless erased before."""
    return db.session.scalar(to_change(select(Person).where(Person.id == person_id, Person.erased_at.is_(None))))


def erase_person(person: Person, *, with_comments: bool = False) -> None:
    """Forget who this was. Raises `LastRepresentative` where an organisation would be left without anybody.

    Ideas, comments and contributions that were read stay without a name (`with_comments`: the words of comments and
    contributions go, too); what was never read goes; supports stay as numbers. A restore replays it: the id is noted
    outside the database.
    """
    if person.erased_at is not None:
        return
    email = person.email
    _leave_roles(person)
    for comment in _comments_of(person):
        _unname_comment(comment, person, with_words=with_comments)
    for made in _contributions_of(person):
        _unname_contribution(made, person, with_words=with_comments)
    _take_leave(person)
    for idea in db.session.scalars(select(Idea).where(Idea.author_id == person.id)).all():
        _unname_idea(idea, person)
    unname_sheets(person)
    _unname_declarations(person)
    _forget_addresses(person, email)
    _empty(person)
    db.session.flush()
    if email:
        _let_documents_follow(email)
        _sweep(email)
    db.session.flush()
    db.session.expire_all()
    enqueue("note_erased", str(person.id), {"person": person.id, "with_comments": with_comments})


def _let_documents_follow(email: str) -> None:
    """What is found of a text that holds the address is made anew once the text no longer does."""
    for kind, name, thing_id in documents_holding(email):
        touch_beside(kind, name)
        if thing_id is not None:
            touch(thing_id)


def _leave_roles(person: Person) -> None:
    for organisation in {held.organisation for held in person.memberships if held.organisation is not None}:
        leave_organisation(person, organisation)
    held = or_(Membership.person_id == person.id, Membership.deputy_for_id == person.id)
    db.session.execute(delete(Membership).where(held))
    db.session.execute(delete(Assignment).where(Assignment.person_id == person.id))
    db.session.execute(delete(CoAuthor).where(CoAuthor.person_id == person.id))
    invited = or_(AudienceMember.person_id == person.id, AudienceMember.email == person.email)
    db.session.execute(delete(AudienceMember).where(invited))


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
    mine = update(Attachment).where(Attachment.added_by_id == person.id)
    unseen = mine.where(Attachment.released_at.is_(None), Attachment.removed_at.is_(None))
    db.session.execute(unseen.values(removed_at=now()))
    db.session.execute(mine.values(added_by_id=None))


def _comments_of(person: Person) -> list[Comment]:
    """Her comments; they and those they answer are held before anything is counted, in the order others hold them."""
    hers = select(Comment.id).where(Comment.author_id == person.id)
    above = select(Comment.parent_id).where(Comment.author_id == person.id, Comment.parent_id.is_not(None))
    held = select(Comment).where(or_(Comment.id.in_(hers), Comment.id.in_(above))).order_by(Comment.id)
    comments = db.session.scalars(to_change(held, of=Comment)).all()
    return [comment for comment in comments if comment.author_id == person.id]


def _unname_comment(comment: Comment, person: Person, *, with_words: bool) -> None:
    """What was said for an organisation or by the office stays theirs; what nobody has read yet goes."""
    is_own = comment.organisation_id is None and comment.author_kind != "office"
    if comment.removed_at is None and (comment.published_at is None or (is_own and with_words)):
        remove_comment(comment, by=person)
    comment.author_id = None
    if is_own:
        comment.author_name, comment.author_kind = None, "deleted"


def _contributions_of(person: Person) -> Sequence[Contribution]:
    """Hers, held in one order. What she typed in for a room is the event's."""
    hers = select(Contribution).where(Contribution.author_id == person.id).order_by(Contribution.id)
    return db.session.scalars(to_change(hers, of=Contribution)).all()


def _unname_contribution(made: Contribution, person: Person, *, with_words: bool) -> None:
    """As with comments: an organisation's and the office's stay theirs, what nobody has read yet goes."""
    is_own = made.organisation_id is None and made.author_kind != "office"
    if made.removed_at is None and (made.published_at is None or (is_own and with_words)):
        remove_contribution(made, by=person)
    made.author_id = None
    if is_own:
        made.author_name, made.author_kind = None, "deleted"


def _unname_declarations(person: Person) -> None:
    """What she declared for a body stays that body's, with the function in which it was said, without her name."""
    hers = update(Declaration).where(Declaration.person_id == person.id)
    db.session.execute(hers.values(person_name=None))


def _unname_idea(idea: Idea, person: Person) -> None:
    """An organisation's idea stays the organisation's, one written together goes on with the others; of her own,
    a public one stays without a name, and any other one goes."""
    if idea.organisation_id is None and idea.co_authors:
        _pass_on(idea)
        return
    if idea.organisation_id is None:
        was_public = idea.published_at is not None
        if idea.state == "draft":
            delete_draft(idea)
            return
        if not was_public and is_possible("withdraw_idea", idea.state):
            withdraw_idea(idea, by=person)
        if not was_public:
            _empty_idea(idea)
        unread = delete(IdeaVersion).where(IdeaVersion.idea_id == idea.id, IdeaVersion.submitted_at.is_(None))
        db.session.execute(unread)
        _unname_greetings(SentMail.thing_id == idea.id, SentMail.key.endswith(TO_LEFT_ADDRESS), name=idea.author_name)
        idea.author_name, idea.author_kind = None, "deleted"
    idea.author_id = idea.contact_email = idea.draft_key_hash = idea.contact_post = idea.claim_hash = None


def _pass_on(idea: Idea) -> None:
    """Whoever has written along longest is its author now: nobody's work goes because somebody else's account does."""
    heir = idea.co_authors[0]
    idea.author_id, idea.author_name, idea.contact_email = heir.person_id, heir.name, heir.person.email
    idea.co_authors.remove(heir)


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
        _unname_mails(person, email)
        waiting = db.session.execute(select(Job.id, Job.payload).where(_may_hold(cast(Job.payload, Text), email)))
        hers = [number for number, payload in waiting if _without(payload, _whole(email)) != payload]
        db.session.execute(delete(Job).where(Job.id.in_(hers)))


def _unname_mails(person: Person, email: str) -> None:
    """What was sent to her, at any address she had, stays in the file of the thing without address and name."""
    hers = or_(func.lower(SentMail.to_address) == email, SentMail.key.endswith(f"-person-{person.id}"))
    _unname_greetings(hers, name=person.display_name)
    db.session.execute(update(SentMail).where(hers).values(to_address=None))


def _unname_greetings(*mails: ColumnElement[bool], name: str | None) -> None:
    if name:
        greeted = func.replace(SentMail.body, f" {name},", f" {NOWHERE},")
        db.session.execute(update(SentMail).where(*mails).values(body=greeted))


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
            if isinstance(column.type, JSON | String | Text) and (table.name, column.name) not in NOT_SWEPT:
                _sweep_column(table, column, fold(email) if column.name == "folded" else email)
    # Changed past the session; and the readable part of an address has kept what the title no longer says.
    db.session.expire_all()
    for thing in db.session.scalars(select(Thing).where(Thing.slug.contains(slugify(email)))).all():
        thing.slug = slugify(thing.title)


def _sweep_column(table: Table, column: "Column[Any]", written: str) -> None:
    words = cast(column, Text) if isinstance(column.type, JSON) else column
    whole = _whole(written)
    for row in db.session.execute(select(*table.primary_key, column).where(_may_hold(words, written))).all():
        left = _without(row[-1], whole)
        if column.name in ADDRESS_COLUMNS:
            left = row[-1] if row[-1].strip().lower() != written else None if column.nullable else NOWHERE
        if left != row[-1]:
            key = [part == value for part, value in zip(table.primary_key, row, strict=False)]
            db.session.execute(update(table).where(*key).values({column: left}))


def _may_hold(words: "ColumnElement[Any]", written: str) -> ColumnElement[bool]:
    """Whether it is worth a closer look. SQLite knows no capital umlauts and JSON writes none: what is plain counts."""
    plain = max(re.findall(r"[\x21-\x7e]+", written), key=len)
    return func.lower(words).contains(plain, autoescape=True)


def _whole(written: str) -> re.Pattern[str]:
    """The address in any case, and only where it is no part of a longer one (`o'` and `-mail.de` belong to one)."""
    return re.compile(rf"{re.escape(written)}(?![^\W_]|[\w-]*\.\w)", re.IGNORECASE)


def _without(value: Any, whole: re.Pattern[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(inner, whole) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, whole) for inner in value]
    return whole.sub(_unless_joined, value) if isinstance(value, str) else value


def _unless_joined(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 64) : found.start()].rstrip(_JOINED)
    return found[0] if before[-1:].isalnum() else NOWHERE
