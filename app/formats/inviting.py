"""Who belongs to the audience of a format, runs it or judges: invited, taken off, forgotten when it is long over."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, or_, select

from app.accounts.models import Organisation, Person
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import DomainError
from app.core.journal import record
from app.core.limits import is_within_limit
from app.formats.models import ParticipationFormat
from app.formats.running import (
    DayIsWrong,
    ensure_owed_reason,
    ensure_shown,
    has_contributions,
    note,
    note_change,
    role_of,
    set_audience,
)
from app.formats.taking_up import unname_event
from app.formats.workflow import ensure_possible
from app.things.models import AudienceMember

KEPT_AFTER = timedelta(days=365)
MOST_AT_ONCE = 200


class TooManyAtOnce(DomainError):
    """More addresses than one looks through before sending."""


class AudienceIsNeeded(DomainError):
    """A format that is announced and closed to the public is open to somebody at least."""


class SaidInConfidence(DomainError):
    """What was said to a few is not shown to everybody."""


def invite_addresses(
    format: ParticipationFormat, addresses: Collection[str], *, role: str, by: Person, until: date | None = None
) -> int:
    """Mailboxes whose owners take part, judge or run it once they sign in; returns how many are new.

    Nothing depends on whether an address has an account. Who is on the list already keeps her place, with the new day.
    """
    if len(addresses) > MOST_AT_ONCE:
        raise TooManyAtOnce
    return _invite(format, [{"email": address} for address in dict.fromkeys(addresses)], role, by, until)


def invite_organisations(
    format: ParticipationFormat, organisations: Iterable[Organisation], *, role: str, by: Person,
    until: date | None = None,
) -> int:  # fmt: skip
    """Everybody who belongs to these bodies today or later."""
    return _invite(format, [{"organisation_id": body.id} for body in organisations], role, by, until)


def _invite(format: ParticipationFormat, aims: list[dict[str, Any]], role: str, by: Person, until: date | None) -> int:
    ensure_possible("invite", format.state)
    if until is not None and until < today():
        raise DayIsWrong("until")
    held = {(one.role, one.email, one.organisation_id): one for one in format.members}
    fresh = []
    for aim in aims:
        known = held.get((role, aim.get("email"), aim.get("organisation_id")))
        if known is not None:
            known.until = until
            continue
        member = AudienceMember(audience_id=format.id, role=role, until=until, invited_by_id=by.id, **aim)
        db.session.add(member)
        fresh.append(member)
    db.session.flush()
    if format.published_at is not None:
        # Whoever is taken off and put on again hears it once; only a hash of it is kept.
        for member in fresh:
            whom = f"{format.id} {member.email or member.organisation_id}"
            if not is_within_limit("invitation", whom, 1, KEPT_AFTER):
                continue
            record(format.id, "invite", role=role_of(format, by), actor_id=by.id, audience="direct", member=member.id)
    if fresh:
        note(format, "change_members", by, to=role, count=len(fresh))
    db.session.expire(format, ["members"])
    return len(fresh)


def take_off(format: ParticipationFormat, member: AudienceMember, *, by: Person) -> None:
    """She sees a closed format no more from this moment, also when it is over; what she said in it stays."""
    others = [one for one in format.members if one.role == "participant" and one.id != member.id]
    is_needed = format.audience != "public" and format.state in ("announced", "open", "closed")
    if is_needed and member.role == "participant" and not others:
        raise AudienceIsNeeded
    note(format, "change_members", by, to=member.role, count=-1)
    db.session.delete(member)
    db.session.flush()
    db.session.expire(format, ["members"])


def change_audience(format: ParticipationFormat, audience: str, *, by: Person, version: int, reason: str = "") -> bool:
    """Open it to everybody, or to those on its list alone; once it is announced for a reason. What was said to a few
    never becomes public.

    Closed, it is no longer named on the ideas that arose from it.
    """
    ensure_possible("change_audience", format.state)
    ensure_shown(format, version)
    if audience == format.audience:
        return False
    if audience == "public" and has_contributions(format):
        raise SaidInConfidence
    is_draft = format.state == "draft"
    if audience != "public" and not is_draft and not any(one.role == "participant" for one in format.members):
        raise AudienceIsNeeded
    ensure_owed_reason(format, reason)
    before, format.audience = format.audience, audience
    if not is_draft:
        set_audience(format)
    if audience != "public":
        unname_event(format)
    format.version += 1
    format.updated_at = now()
    note_change(format, "change_audience", by, reason, before=before, to=audience, version=format.version)
    return True


def formats_long_over() -> Select[Any]:
    """The numbers of formats that were over a year ago."""
    limit = now() - KEPT_AFTER
    return select(ParticipationFormat.id).where(
        or_(
            ParticipationFormat.concluded_at < limit,
            and_(ParticipationFormat.state == "cancelled", ParticipationFormat.updated_at < limit),
        )
    )


def forget_old_audiences() -> int:
    """Mailboxes and names of whoever was invited to a format go a year after its result was published, or after it was
    called off."""
    is_old = AudienceMember.audience_id.in_(formats_long_over())
    gone = delete(AudienceMember).where(is_old, AudienceMember.email.is_not(None)).returning(AudienceMember.id)
    return len(db.session.scalars(gone).all())
