"""The author disagrees with a restriction; somebody who did not decide it decides now."""

from datetime import date, datetime, timedelta

from app.accounts.models import Person
from app.core.clock import local, now, today
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing
from app.core.journal import record
from app.core.working_days import desk_day
from app.restrictions.models import DECISIONS, Restriction
from app.restrictions.restricting import NotInForce, end
from app.restrictions.targets import audience_for

OBJECTION_WITHIN = timedelta(days=184)
"""Six months, however long they are (Regulation (EU) 2022/2065, Art. 20 (1))."""


class ObjectionIsThere(DomainError):
    """One objection to one restriction; it is decided once."""


class ObjectionIsLate(DomainError):
    """The six months are over."""


def objection_until(restricted_at: datetime) -> date:
    """The last day on which the author may object to what was hidden at that moment."""
    return local(restricted_at + OBJECTION_WITHIN).date()


def may_still_object(restriction: Restriction) -> bool:
    """Whether an objection would be taken now."""
    return restriction.is_in_force and restriction.objected_at is None and today() <= objection_until(restriction.at)


def object_to(restriction: Restriction, *, by: Person, text: str) -> None:
    """Say why it should be shown again. It stays hidden until somebody who did not hide it has decided."""
    if restriction.objected_at is not None:
        raise ObjectionIsThere
    if not restriction.is_in_force:
        raise NotInForce
    if today() > objection_until(restriction.at):
        raise ObjectionIsLate
    if not text.strip():
        raise ReasonIsMissing
    restriction.objection, restriction.objected_at = text, now()
    restriction.due_on = desk_day("objection", restriction.thing.authority)
    record(restriction.thing_id, "object", role="author", actor_id=by.id, audience="direct", restriction=restriction.id)


def decide_objection(restriction: Restriction, *, by: Person, decision: str, reason: str) -> None:
    """It stays hidden (upheld) or everybody sees it again (lifted); the author reads the reason either way."""
    if restriction.objected_at is None or restriction.decided_at is not None:
        raise NotAllowedNow("decide_objection", "decided" if restriction.decided_at else "no objection")
    if not restriction.is_in_force:
        raise NotInForce
    if decision not in DECISIONS:
        raise NotAllowedNow("decide_objection", decision)
    if not reason.strip():
        raise ReasonIsMissing
    restriction.decision, restriction.decision_reason = decision, reason
    restriction.decided_at, restriction.decided_by_id = now(), by.id
    if decision == "lifted":
        end(restriction, by=by, reason=reason)
    record(
        restriction.thing_id, "decide_objection", role="approver", actor_id=by.id, audience=audience_for(restriction),
        restriction=restriction.id,
    )  # fmt: skip
