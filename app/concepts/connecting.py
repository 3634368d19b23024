"""Saying that goals of two concepts correspond: proposed by one side, decided by the other, ended by either.

Both goals stay as they are, and so do their tags and counts; what holds is shown at both and lets one list widen.
"""

from sqlalchemy import select

from app.accounts.models import Person
from app.concepts.models import CORRESPONDENCE_KINDS, Goal, GoalCorrespondence
from app.core.clock import now
from app.core.database import db, insert_into, to_change
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.working_days import desk_day


class SameConcept(DomainError):
    """Two goals of one concept do not correspond: the concept itself says how they belong together."""


class KindIsUnknown(DomainError):
    """Goals mean the same or serve each other."""


class GoalIsGone(DomainError):
    """One of the two goals is no part of the current edition of its concept (any more)."""

    def __init__(self, goal: Goal) -> None:
        super().__init__(f"the goal {goal.key!r} is not in the current edition")
        self.goal = goal


class AlreadyConnected(DomainError):
    """The pair has been proposed already and waits, or holds."""

    def __init__(self, correspondence: GoalCorrespondence) -> None:
        super().__init__(f"correspondence {correspondence.id} is {correspondence.state}")
        self.correspondence = correspondence


def propose_correspondence(
    goal: Goal, other: Goal, *, kind: str, reason: str, by: Person | None, role: str = "moderator"
) -> GoalCorrespondence:
    """Ask the authority of `other` whether the two correspond; a refused or ended pair is opened anew by this.

    `goal` is the proposer's own. Two people who propose the same pair at once make one proposal.
    """
    if not reason.strip():
        raise ReasonIsMissing
    if kind not in CORRESPONDENCE_KINDS:
        raise KindIsUnknown
    if goal.concept_id == other.concept_id:
        raise SameConcept
    for end in (goal, other):
        if not is_current(end):
            raise GoalIsGone(end)
    values = {
        "kind": kind, "reason": reason, "asked_id": other.concept.authority_id, "state": "proposed", "answer": None,
        "proposed_by_id": by.id if by else None, "proposed_at": now(), "decided_by_id": None, "decided_at": None,
        "due_on": desk_day("correspondence", other.concept.authority),
    }  # fmt: skip
    low, high = sorted((goal.id, other.id))
    new = insert_into(GoalCorrespondence).values(low_id=low, high_id=high, version=1, **values)
    number = db.session.scalar(new.on_conflict_do_nothing().returning(GoalCorrespondence.id))
    correspondence = _the_pair(low, high)
    if number is None:
        if correspondence.state in {"proposed", "accepted"}:
            raise AlreadyConnected(correspondence)
        for name, value in values.items():
            setattr(correspondence, name, value)
        correspondence.version += 1
        db.session.flush()
    _write_down(correspondence, "propose_correspondence", by, role=role, told=role == "import")
    return correspondence


def accept_correspondence(correspondence: GoalCorrespondence, *, by: Person, version: int) -> None:
    """It holds from now on: both goals show each other, and whoever follows one of them hears of it."""
    _ensure(correspondence, "accept_correspondence", {"proposed"}, version)
    for end in (correspondence.low, correspondence.high):
        if not is_current(end):
            raise GoalIsGone(end)
    _decide(correspondence, "accepted", by)
    _write_down(correspondence, "accept_correspondence", by, audience="public")


def refuse_correspondence(correspondence: GoalCorrespondence, *, by: Person, answer: str, version: int) -> None:
    """It does not hold, and the other side reads why; it may be proposed again with better reasons."""
    if not answer.strip():
        raise ReasonIsMissing
    _ensure(correspondence, "refuse_correspondence", {"proposed"}, version)
    _decide(correspondence, "refused", by, answer)
    _write_down(correspondence, "refuse_correspondence", by)


def end_correspondence(correspondence: GoalCorrespondence, *, by: Person, reason: str, version: int) -> None:
    """One side takes it back: what held is shown no more, what was only proposed need not be decided any more."""
    if not reason.strip():
        raise ReasonIsMissing
    _ensure(correspondence, "end_correspondence", {"proposed", "accepted"}, version)
    _decide(correspondence, "ended", by, reason)
    _write_down(correspondence, "end_correspondence", by)


def is_current(goal: Goal) -> bool:
    """Part of the edition of its concept that counts today."""
    return not goal.is_retired and goal.edition == goal.concept.edition


def _ensure(correspondence: GoalCorrespondence, verb: str, states: set[str], version: int) -> None:
    if correspondence.state not in states:
        raise NotAllowedNow(verb, correspondence.state)
    if version != correspondence.version:
        raise VersionIsStale(version, correspondence.version)


def _decide(correspondence: GoalCorrespondence, state: str, by: Person, answer: str | None = None) -> None:
    correspondence.state, correspondence.answer = state, answer
    correspondence.decided_by_id, correspondence.decided_at = by.id, now()
    db.session.flush()


def _write_down(
    correspondence: GoalCorrespondence, verb: str, by: Person | None, *, role: str = "moderator",
    audience: str = "staff", told: bool = False,
) -> None:  # fmt: skip
    ends = (correspondence.low_id, correspondence.high_id)
    for goal_id, other_id in (ends, ends[::-1]):
        record(
            goal_id, verb, role=role, actor_id=by.id if by else None, audience=audience, told=told,
            version=correspondence.version, correspondence=correspondence.id, other=other_id,
        )  # fmt: skip


def _the_pair(low: int, high: int) -> GoalCorrespondence:
    pair = select(GoalCorrespondence).where(GoalCorrespondence.low_id == low, GoalCorrespondence.high_id == high)
    return db.session.scalars(to_change(pair, of=GoalCorrespondence)).one()
