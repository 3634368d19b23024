"""Hiding what may not stand here, with a statement of reasons for whoever wrote it; and showing it again."""

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.discussion.commenting import hide_comment, show_comment_again
from app.discussion.models import Comment
from app.restrictions.models import GROUNDS, Restriction
from app.restrictions.reporting import settle_reports_on
from app.restrictions.targets import (
    AlreadyRestricted,
    Target,
    addressee_of,
    audience_for,
    keys_of,
    target_of,
    version_of,
)
from app.things.models import Thing


class GroundIsUnknown(DomainError):
    """A restriction rests on a law or on the rules of the game."""


class NotInForce(DomainError):
    """The restriction has been lifted already."""


def restrict(
    target: Target, *, by: Person, ground: str, norm: str, facts: str, version: int, answer: str | None = None
) -> Restriction:
    """Nobody but its author and the desk sees it from now on; the author reads why and may object.

    Open reports on it are settled by this, all of them at once.
    """
    if target.restricted_at is not None:
        raise AlreadyRestricted
    if version != version_of(target):
        raise VersionIsStale(version, version_of(target))
    if ground not in GROUNDS:
        raise GroundIsUnknown
    if not norm.strip() or not facts.strip():
        raise ReasonIsMissing
    _hide(target)
    restriction = Restriction(
        **keys_of(target), **addressee_of(target), ground=ground, norm=norm, facts=facts, by_id=by.id
    )
    db.session.add(restriction)
    db.session.flush()
    record(
        restriction.thing_id, "restrict", role="moderator", actor_id=by.id, audience=audience_for(restriction),
        restriction=restriction.id,
    )  # fmt: skip
    settle_reports_on(target, "restricted", by=by, answer=answer, restriction=restriction)
    return restriction


def lift_restriction(restriction: Restriction, *, by: Person, reason: str) -> None:
    """The office was wrong or the ground is gone: everybody sees it again, and its author is told why."""
    if not reason.strip():
        raise ReasonIsMissing
    end(restriction, by=by, reason=reason)
    record(
        restriction.thing_id, "lift_restriction", role="moderator", actor_id=by.id,
        audience=audience_for(restriction), restriction=restriction.id,
    )  # fmt: skip


def end(restriction: Restriction, *, by: Person, reason: str) -> None:
    """Show again what was hidden, the way it stood before; used by every verb that ends a restriction."""
    if not restriction.is_in_force:
        raise NotInForce
    restriction.lifted_at, restriction.lifted_by_id, restriction.lift_reason = now(), by.id, reason
    target = target_of(restriction)
    if isinstance(target, Comment):
        show_comment_again(target)
        return
    if isinstance(target, Thing):
        target.show_again()
    else:
        target.restricted_at = None
    db.session.flush()


def _hide(target: Target) -> None:
    if isinstance(target, Comment):
        hide_comment(target)
        return
    if isinstance(target, Thing):
        target.hide()
    else:
        target.restricted_at = now()
    db.session.flush()
