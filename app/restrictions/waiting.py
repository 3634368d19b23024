"""What of reports and restrictions waits at the desk. Whose ideas they are about is added where ideas are known."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, or_, select

from app.accounts.models import Person
from app.accounts.queries import organisations_of
from app.discussion.models import Comment
from app.files.models import Attachment
from app.inbox.kinds import Waiting, row
from app.restrictions.models import Report, Restriction
from app.things.models import Thing


def _reports(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=Report.id, thing=Report.thing_id, title=Thing.title, authority=Thing.authority_id, due_on=Report.due_on,
        since=Report.at, state=Report.cause,
    ).join(Thing, Thing.id == Report.thing_id)  # fmt: skip
    return waiting.where(Report.settled_at.is_(None), Thing.authority_id.in_(authority_ids))


def is_about_own_words(person: Person) -> ColumnElement[bool]:
    """Reports about what this person said or added herself: she does not hear of them."""
    spoken_for = [organisation.id for organisation in organisations_of(person)]
    is_own = or_(Comment.author_id == person.id, Comment.organisation_id.in_(spoken_for))
    own_comment = exists().where(Comment.id == Report.comment_id, is_own)
    own_file = exists().where(Attachment.id == Report.attachment_id, Attachment.added_by_id == person.id)
    return or_(own_comment, own_file)


def _objections(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=Restriction.id, thing=Restriction.thing_id, title=Thing.title, authority=Thing.authority_id,
        due_on=Restriction.due_on, since=Restriction.objected_at,
    ).join(Thing, Thing.id == Restriction.thing_id)  # fmt: skip
    return waiting.where(
        Restriction.objected_at.is_not(None), Restriction.decided_at.is_(None), Restriction.lifted_at.is_(None),
        Thing.authority_id.in_(authority_ids),
    )  # fmt: skip


def _decided_by(person: Person) -> ColumnElement[bool]:
    own = select(Restriction.id).where(or_(Restriction.by_id == person.id, Restriction.addressee_id == person.id))
    return Restriction.id.in_(own)


reports = Waiting(
    "report", ("moderator",), _reports, lambda: _("Reports"), lambda _cause: _("look into it and answer the reader"),
    "restrictions_desk.show", "report_id", not_for=is_about_own_words,
)  # fmt: skip
objections = Waiting(
    "objection", ("approver",), _objections, lambda: _("Objections"),
    lambda _state: _("decide whether it stays hidden"), "restrictions_desk.restriction", "restriction_id",
    not_for=_decided_by,
)  # fmt: skip
