"""Weighing what was said: noted, or not taken up for a reason everybody reads; and taking that back."""

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.journal import record
from app.formats.models import VERDICTS, Contribution
from app.formats.outcome import is_taken_up
from app.formats.running import ensure_reason, role_of
from app.formats.workflow import ensure_possible


def weigh_contribution(
    contribution: Contribution, verdict: str | None, *, by: Person, version: int, reason: str = ""
) -> bool:
    """The office has weighed these very words, and everybody who reads them reads so; none: it waits again. False where
    it says so already.

    What was taken up as an idea is answered as that idea.
    """
    ensure_possible("take_up", contribution.format.state)
    if verdict is not None and verdict not in VERDICTS:
        raise ValueError(verdict)
    if not contribution.is_shown:
        raise NotAllowedNow("weigh_contribution", "hidden")
    if version != contribution.version:
        raise VersionIsStale(version, contribution.version)
    if verdict == "not_taken":
        ensure_reason(reason)
    said = reason.strip() or None if verdict else None
    if (contribution.verdict, contribution.verdict_reason) == (verdict, said):
        return False
    if verdict is not None and _has_become(contribution):
        raise NotAllowedNow("weigh_contribution", "taken_up")
    contribution.verdict, contribution.verdict_reason = verdict, said
    contribution.decided_at, contribution.decided_by_id = (now(), by.id) if verdict else (None, None)
    record(
        contribution.id, "weigh_contribution", role=role_of(contribution.format, by), actor_id=by.id, audience="staff",
        told=True, reason=said, verdict=verdict,
    )  # fmt: skip
    return True


def _has_become(contribution: Contribution) -> bool:
    return bool(db.session.query(is_taken_up()).where(Contribution.id == contribution.id).scalar())
