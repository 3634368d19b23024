"""The jury judges: each member for herself, every public idea of the call but her own; nobody reads it but the desk."""

from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.calls.models import MOST_POINTS, CallEntry, CallRule, JuryVote
from app.calls.queries import is_own
from app.core.clock import now
from app.core.database import db, insert_into
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.formats.editing import keep_wording
from app.formats.models import ParticipationFormat
from app.formats.running import ensure_owed_reason, note_change
from app.formats.workflow import ensure_possible
from app.ideas.models import Idea

JUDGED_IN = ("open", "closed")
LONGEST_REMARK = 2_000


class IdeaIsOwn(DomainError):
    """She wrote it, writes along, said what it was made of, or belongs to the organisation it comes from."""


class PointsAreWrong(DomainError):
    """Not from 0 to 5."""


def is_biased(idea: Idea, person: Person) -> bool:
    """Whether it is her own idea: as author or co-author, by the organisation it comes from or was prepared by, or
    because it was made of what she or her organisation said in a format."""
    return bool(db.session.scalar(select(is_own(person.id)).where(Idea.id == idea.id)))


def judge_idea(call: ParticipationFormat, idea: Idea, *, by: Person, points: int, remark: str = "") -> None:
    """Her points for an idea of the call; given again, they take the place of those before."""
    entry = db.session.get(CallEntry, idea.id)
    if call.state not in JUDGED_IN or entry is None or entry.call_id != call.id or not idea.is_public:
        raise NotAllowedNow("judge", call.state)
    if is_biased(idea, by):
        raise IdeaIsOwn
    if not 0 <= points <= MOST_POINTS or len(remark) > LONGEST_REMARK:
        raise PointsAreWrong
    said: dict[str, Any] = {"points": points, "remark": remark or None, "at": now()}
    vote = insert_into(JuryVote.__table__).values(call_id=call.id, idea_id=idea.id, person_id=by.id, **said)
    key = ["call_id", "idea_id", "person_id"]
    db.session.execute(vote.on_conflict_do_update(index_elements=key, set_=said))


def set_rules(
    call: ParticipationFormat, *, by: Person, criteria: str, jury: str, prize: str, version: int, reason: str = ""
) -> bool:
    """What counts, who judges, what can be won, as everybody reads it; each may be empty. True where it changed.

    From the announcement on people rely on it: a change has a reason, and what it said before stays readable.
    """
    ensure_possible("edit_format", call.state)
    rule = rule_of(call)
    if version != rule.version:
        raise VersionIsStale(version, rule.version)
    said = {"criteria": criteria or None, "jury": jury or None, "prize": prize or None}
    changed = [name for name, text in said.items() if getattr(rule, name) != text]
    if not changed:
        return False
    ensure_owed_reason(call, reason)
    for name in changed:
        if call.state != "draft":
            keep_wording(call, name, getattr(rule, name), by)
        setattr(rule, name, said[name])
    rule.version += 1
    note_change(call, "set_rules", by, reason, fields=changed)
    return True


def rule_of(call: ParticipationFormat) -> CallRule:
    """The rules of a call: empty ones from its first moment on."""
    return db.session.get_one(CallRule, call.id)
