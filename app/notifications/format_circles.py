"""Who hears of a format of participation: whom it is open to, who has said something in it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.accounts.models import Membership, Person
from app.calls.models import CallEntry
from app.core.clock import today
from app.core.database import db
from app.core.jobs import enqueue
from app.formats.models import Contribution, ParticipationFormat
from app.ideas.models import CoAuthor, Idea
from app.notifications.hearing import Hearing
from app.notifications.news import News
from app.things.models import AUDIENCE_ROLES, AudienceMember, Thing

MEMBER, CONTRIBUTOR = "member", "contributor"
TO_ALL = frozenset(
    {"announce_format", "open_format", "close_format", "reopen_format", "conclude_format", "cancel_format"}
)
"""What everybody invited hears, whether she has an account or not; `invite`: only whom it is about."""


def members_of(news: News) -> Sequence[Person]:
    """Everybody with an account the format is open to by name, mailbox or organisation, and who runs it or judges."""
    return _people(_belongs(AudienceMember.audience_id == news.thing.id))


def is_member(news: News, person: Person) -> bool:
    return _is_among(_belongs(AudienceMember.audience_id == news.thing.id), person)


def invited_of(news: News) -> Sequence[Person]:
    """Whom this one invitation is about."""
    return _people(_belongs(AudienceMember.id == news.entry.details.get("member")))


def contributors_of(news: News) -> Sequence[Person]:
    """Whoever has said something in it that is read, or wrote a public idea of a call; of a closed one: as long as she
    belongs to its audience."""
    return _people(_has_contributed(news))


def is_contributor(news: News, person: Person) -> bool:
    return _is_among(_has_contributed(news), person)


def everybody_of(news: News) -> Sequence[Person]:
    """The same, though she may not belong to its audience: what she said in public is to be read by a few alone."""
    return _people(_took_part(news))


def is_one_of_everybody(news: News, person: Person) -> bool:
    return _is_among(_took_part(news), person)


def is_public_no_more(news: News) -> bool:
    """Until now everybody could read it."""
    return is_format_there(news) and news.entry.details.get("before") == "public" and news.thing.audience_id is not None


def writer_of(news: News) -> Sequence[Person]:
    """Whoever wrote it, though she may belong to the audience no more: she is asked whether her name shall stand."""
    author = news.thing.author if isinstance(news.thing, Contribution) else None
    return [author] if author is not None else []


def contributor_of(news: News) -> Sequence[Person]:
    """Whose contribution it is."""
    return [author for author in writer_of(news) if reads_along(news, author)]


def reads_along(news: News, person: Person) -> bool:
    """Whether this person still belongs to the audience of what was said in a closed format."""
    format = news.format
    return format is None or format.audience_id is None or format.has_member(person, *AUDIENCE_ROLES)


def is_handed_in(news: News) -> bool:
    """Somebody handed the idea in; of one the office took up, whoever said it first hears by the mail about that."""
    return "contributions" not in news.entry.details


def is_format_there(news: News) -> bool:
    """It was announced and is not hidden: whoever reads the mail finds the page. Nobody needs one about an end on the
    day that was announced."""
    format = news.format
    is_expected = news.verb == "close_format" and "announced" not in news.entry.details
    return not is_expected and format is not None and format.published_at is not None and format.restricted_at is None


def is_invited_since(news: News) -> bool:
    """The announcement invites everybody who was on the list by then; this one came later."""
    since = news.format.published_at if news.format is not None else None
    return is_format_there(news) and since is not None and since <= news.entry.at


def tell_mailboxes(news: News) -> None:
    """The same for those of whom only a mailbox is known."""
    if not isinstance(news.thing, ParticipationFormat) or news.verb not in TO_ALL | {"invite"}:
        return
    if not is_format_there(news):
        return
    if news.verb == "invite" and not is_invited_since(news):
        return
    known = select(Person.id).where(Person.email == AudienceMember.email).exists()
    wanted = select(AudienceMember.id).where(
        AudienceMember.audience_id == news.thing.id, AudienceMember.email.is_not(None), ~known, _is_still()
    )
    if news.verb == "invite":
        wanted = wanted.where(AudienceMember.id == news.entry.details.get("member"))
    for number in db.session.scalars(wanted):
        enqueue("send_to_member", f"entry-{news.entry.id}-member-{number}", {"entry": news.entry.id, "member": number})


def find_mailbox(number: int, format: Thing) -> AudienceMember | None:
    """The invited mailbox, as long as it belongs to that format and nobody has an account for it."""
    known = select(Person.id).where(Person.email == AudienceMember.email).exists()
    wanted = select(AudienceMember).where(
        AudienceMember.id == number, AudienceMember.audience_id == format.id, AudienceMember.email.is_not(None), ~known,
        _is_still(),
    )  # fmt: skip
    return db.session.scalar(wanted)


def _belongs(which: ColumnElement[bool]) -> ColumnElement[bool]:
    bodies = select(Membership.organisation_id).where(Membership.person_id == Person.id, Membership.is_valid)
    is_one = or_(
        AudienceMember.person_id == Person.id, AudienceMember.email == Person.email,
        AudienceMember.organisation_id.in_(bodies.correlate(Person)),
    )  # fmt: skip
    return exists().where(which, is_one, _is_still())


def _has_contributed(news: News) -> ColumnElement[bool]:
    if news.thing.audience_id is None:
        return _took_part(news)
    return and_(_took_part(news), _belongs(AudienceMember.audience_id == news.thing.id))


def _took_part(news: News) -> ColumnElement[bool]:
    thing = Thing.__table__
    said = Contribution.__table__
    has_said = exists().where(
        said.c.format_id == news.thing.id, said.c.author_id == Person.id, said.c.author_kind != "office",
        said.c.removed_at.is_(None), thing.c.id == said.c.id, thing.c.published_at.is_not(None),
        thing.c.restricted_at.is_(None),
    )  # fmt: skip
    entry, along = CallEntry.__table__, CoAuthor.__table__
    idea = Idea.__table__
    writes_along = exists().where(along.c.idea_id == idea.c.id, along.c.person_id == Person.id)
    has_entered = exists().where(
        entry.c.call_id == news.thing.id, idea.c.id == entry.c.idea_id, thing.c.id == idea.c.id,
        or_(idea.c.author_id == Person.id, writes_along), thing.c.published_at.is_not(None),
        thing.c.restricted_at.is_(None),
    )  # fmt: skip
    return or_(has_said, has_entered)


def _is_still() -> ColumnElement[bool]:
    return or_(AudienceMember.until.is_(None), AudienceMember.until >= today())


def _people(which: ColumnElement[bool]) -> Sequence[Person]:
    return db.session.scalars(select(Person).where(which).order_by(Person.id)).all()


def _is_among(which: ColumnElement[bool], person: Person) -> bool:
    return db.session.scalar(select(Person.id).where(Person.id == person.id, which)) is not None


_to_members = Hearing(MEMBER, members_of, still=is_format_there, has=is_member)
_to_contributors = Hearing(CONTRIBUTOR, contributors_of, still=is_format_there, has=is_contributor)
_to_contributor = Hearing(CONTRIBUTOR, contributor_of, still=is_format_there)

FORMAT_HEARINGS: dict[str, tuple[Hearing, ...]] = {
    "announce_format": (_to_members,),
    "invite": (Hearing(MEMBER, invited_of, still=is_invited_since),),
    "open_format": (_to_members,),
    **dict.fromkeys(
        ("close_format", "reopen_format", "conclude_format", "cancel_format"), (_to_contributors, _to_members)
    ),
    "change_audience": (Hearing(CONTRIBUTOR, everybody_of, still=is_public_no_more, has=is_one_of_everybody),),
    "take_up": (Hearing(CONTRIBUTOR, writer_of, still=is_format_there),),
    **dict.fromkeys(("release_contribution", "add_to_idea", "redact_contribution"), (_to_contributor,)),
}
"""Verb → the circles that hear of it at once (see `telling.HEARINGS`)."""
