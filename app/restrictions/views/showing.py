"""What a report or restriction is about, shown with its own words and where it stands."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import ColumnElement, Select, or_, select

from app.accounts.models import Person
from app.accounts.queries import organisations_of
from app.cooperations.filing import filed_by
from app.cooperations.models import Cooperation
from app.cooperations.showing import is_named
from app.core.database import db
from app.discussion.models import Comment
from app.discussion.wording import author_of as commenter
from app.files.models import Attachment
from app.formats.models import Contribution
from app.formats.queries import is_by
from app.ideas.models import Idea
from app.ideas.queries import is_of
from app.ideas.wording import author_of
from app.policies.table import may
from app.projects.models import Project
from app.restrictions.models import Restriction
from app.restrictions.objecting import objection_until
from app.restrictions.queries import was_reported
from app.restrictions.targets import Target, target_of, thing_of
from app.restrictions.wording import Statement, ground_labels, meaning_of, occasion_of, what_was_hidden
from app.things.addresses import address_of
from app.things.models import Thing
from app.things.queries import find_to_follow


@dataclass(frozen=True)
class Shown:
    """The thing it hangs on, its own words, and the address where everybody reads it (None where nobody does).

    There is no title for whoever may not read it: a comment of hers was hidden, and then the idea of somebody else.
    """

    target: Target
    thing: Thing
    title: str | None
    text: str
    lang: str
    url: str | None
    kind: str


@dataclass(frozen=True)
class Origin:
    """Who wrote it, as it is shown; when; for an answer, to which comment. `url` is its place in the discussion."""

    writer: str
    at: datetime | None
    parent: Comment | None = None
    parent_writer: str = ""
    url: str | None = None


def origin_of(target: Target) -> Origin:
    """Where it comes from, for whoever decides on it."""
    thing = thing_of(target)
    if isinstance(target, Comment):
        parent = db.session.get(Comment, target.parent_id) if target.parent_id else None
        return Origin(
            commenter(target), target.created_at, parent, commenter(parent) if parent else "",
            url_for("discussion.thread", comment_id=target.id) if target.is_shown and _is_read(thing) else None,
        )  # fmt: skip
    return Origin(_writer_of(target, thing), target.added_at if isinstance(target, Attachment) else thing.published_at)


def _writer_of(target: Target, thing: Thing) -> str:
    """Whose words they are: of a joint project the body that filed the paper or writes the text, where it is named."""
    if isinstance(thing, Idea):
        return author_of(thing)
    if isinstance(target, Contribution):
        return commenter(target)
    if isinstance(thing, Cooperation):
        partner = filed_by(target) if isinstance(target, Attachment) else thing.partner_of(thing.keeper_id)
        return partner.organisation.name if partner is not None and is_named(partner, thing) else "–"
    return thing.authority.office if thing.authority else "–"


def own_things(person: Person) -> ColumnElement[bool]:
    """Which things this person has written."""
    contributions = select(Contribution.id).where(is_by(person))
    ideas = select(Idea.id).where(is_of(person))
    return or_(Thing.id.in_(ideas), Thing.id.in_(contributions), Thing.id.in_(_kept_by(person)))


def written_by(person: Person) -> ColumnElement[bool]:
    """The same, and what she wrote for organisations she speaks for no longer: reports on it are for colleagues."""
    ideas = select(Idea.id).where(or_(is_of(person), Idea.author_id == person.id))
    contributions = select(Contribution.id).where(or_(is_by(person), Contribution.author_id == person.id))
    return or_(Thing.id.in_(ideas), Thing.id.in_(contributions), Thing.id.in_(_kept_by(person)))


def _kept_by(person: Person) -> Select[int]:
    """The joint projects whose text is written for a body she speaks for."""
    bodies = [body.id for body in organisations_of(person)]
    return select(Cooperation.id).where(Cooperation.keeper_id.in_(bodies))


def shows_title(thing: Thing, person: Person) -> bool:
    """Whether this person may read the title: everybody may, or it is her own."""
    is_own = isinstance(thing, Idea) and may(person, "revise_idea", thing)
    is_hers = isinstance(thing, Contribution) and may(person, "edit_contribution", thing)
    is_theirs = isinstance(thing, Cooperation) and person.speaks_for(thing.keeper_id)
    return is_own or is_hers or is_theirs or find_to_follow(thing.id, person) is not None


def shown(target: Target, *, has_title: bool = True) -> Shown:
    """What is needed to show it to the desk or to whoever wrote it."""
    thing = thing_of(target)
    kind = "comment" if isinstance(target, Comment) else "file" if isinstance(target, Attachment) else thing.kind
    lang = target.lang if isinstance(target, Comment | Contribution) else "de"
    title, url = thing.title if has_title else None, address_of(thing) if _is_read(thing) else None
    return Shown(target, thing, title, words_of(target), lang, url, kind)


def _is_read(thing: Thing) -> bool:
    """Everybody reads it, or the audience of its format: nobody else comes to see these pages."""
    return thing.is_public or (isinstance(thing, Contribution) and thing.is_shown)


def words_of(target: Target) -> str:
    """The text itself; of a file its name and what it shows."""
    if isinstance(target, Comment | Contribution):
        return target.text
    if isinstance(target, Attachment):
        return f"{target.name}\n{target.alt or ''}".strip()
    if isinstance(target, Idea):
        version = target.current
        return "\n".join(part for part in (version.text, version.who_benefits) if part)
    if isinstance(target, Cooperation):
        text = target.text_of(target.shown_version)
        return f"{text.terms.what}\n{text.terms.why}" if text is not None else target.title
    return target.description if isinstance(target, Project) else target.title


def desk_address(target: Target) -> str:
    """Where colleagues see the thing it belongs to."""
    thing = thing_of(target)
    contribution = "formats_taking_up.contribution"
    if thing.kind == "cooperation" and not thing.is_public:
        # No desk has a page of its own for it: what was hidden stands with its statement.
        return url_for("restrictions_desk.hidden")
    endpoint = {
        "project": "projects_desk.show", "thread": contribution, "card": contribution,
        "cooperation": "cooperations.show",
    }.get(thing.kind)  # fmt: skip
    return url_for(endpoint or "ideas_desk.show", number=thing.id)


def statement(
    target: Target, *, ground: str, norm: str, facts: str, at: datetime, is_reported: bool, has_title: bool = True
) -> Statement:
    """The statement of reasons as its author reads it, or would read it."""
    piece = shown(target, has_title=has_title)
    return Statement(
        what=what_was_hidden(piece.kind), title=piece.title, meaning=meaning_of(is_of_partners(target)),
        ground=ground_labels()[ground], norm=norm, facts=facts,
        occasion=occasion_of(is_reported), at=at, until=objection_until(at),
    )  # fmt: skip


def is_of_partners(target: Target) -> bool:
    """Whether it is a cooperation or a paper of one: those are not one author's, and its partners read on."""
    return isinstance(thing_of(target), Cooperation) and not isinstance(target, Comment)


def statement_of(restriction: Restriction, *, has_title: bool = True) -> Statement:
    """The statement of reasons of this restriction."""
    return statement(
        target_of(restriction), ground=restriction.ground, norm=restriction.norm, facts=restriction.facts,
        at=restriction.at, is_reported=was_reported(restriction), has_title=has_title,
    )  # fmt: skip
