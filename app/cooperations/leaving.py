"""How a partner goes, and how a cooperation comes to its end: by its day, by too few, or before it began."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, select, update

from app.accounts.models import Person
from app.cooperations.agreeing import bound_by, end, is_for_everybody, note, settle
from app.cooperations.declaring import ensure_representative
from app.cooperations.models import Cooperation, CooperationVersion, Partner
from app.cooperations.proposing import give_pen
from app.cooperations.terms import Terms
from app.cooperations.workflow import ensure_possible
from app.core.clock import now, today
from app.core.database import db, to_change, touch
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing
from app.core.working_days import LONGEST
from app.things.models import AudienceMember


class LeavingDayIsWrong(DomainError):
    """The last day of taking part is today or later, not further off than the calendar reaches."""


def leave(partner: Partner, *, by: Person, on: date, reason: str) -> None:
    """The partner takes part until that day; date and reason are shown. Whoever holds the pen hands it on."""
    cooperation = partner.cooperation
    ensure_possible("leave", cooperation.state)
    ensure_representative(by, partner.organisation_id)
    if partner.organisation_id not in bound_by(cooperation) or partner.leaves_on is not None:
        raise NotAllowedNow("leave", "not bound")
    if not reason.strip():
        raise ReasonIsMissing
    if not today() <= on <= today() + LONGEST:
        raise LeavingDayIsWrong
    partner.leaves_on, partner.leave_reason = on, reason.strip()
    _close_door(partner)
    note(
        cooperation, "leave", by_id=by.id, is_open=partner.has_accepted(cooperation.shown_version),
        reason=partner.leave_reason, partner=partner.organisation_id, on=on.isoformat(),
    )  # fmt: skip
    if cooperation.keeper_id == partner.organisation_id:
        _hand_on(cooperation, partner)


def withdraw_proposal(cooperation: Cooperation, *, by: Person, reason: str) -> None:
    """The proposer thinks again before anything holds: the partners read why; nobody is asked any more."""
    ensure_possible("withdraw_proposal", cooperation.state)
    ensure_representative(by, cooperation.keeper_id)
    if not reason.strip():
        raise ReasonIsMissing
    cooperation.state, cooperation.ended_on = "withdrawn", today()
    is_open = everybody_reads_why(cooperation)
    note(cooperation, "withdraw_proposal", by_id=by.id, is_open=is_open, reason=reason.strip())


def everybody_reads_why(cooperation: Cooperation) -> bool:
    """Whether the reason for withdrawing is public; that of a text for the partners alone is theirs."""
    return cooperation.is_public and cooperation.laid is not None and is_for_everybody(cooperation.laid)


def cooperations_due() -> Sequence[int]:
    """The numbers of those in which a partner's last day or the last day of what is agreed is over."""
    gone = select(Partner.cooperation_id).where(Partner.leaves_on < today(), Partner.withdrawn_at.is_(None))
    left = db.session.scalars(
        select(Cooperation.id).where(Cooperation.state.in_(("proposed", "agreed")), Cooperation.id.in_(gone))
    )
    text, last_day = CooperationVersion, CooperationVersion.content["ends_on"].as_string()
    over = db.session.scalars(
        select(Cooperation.id)
        .join(text, and_(text.cooperation_id == Cooperation.id, text.number == Cooperation.agreed_version))
        .where(Cooperation.state == "agreed", last_day < today().isoformat())
    )
    return sorted({*left, *over})


def keep_on_time(number: int) -> None:
    """What the calendar does with one: whose last day is over is gone, what has had its last day ends. Done twice,
    nothing happens the second time."""
    cooperation: Cooperation | None = db.session.scalar(
        to_change(select(Cooperation).where(Cooperation.id == number), of=Cooperation)
    )
    if cooperation is None or cooperation.state not in ("proposed", "agreed"):
        return
    went = [p for p in cooperation.partners if p.leaves_on and p.leaves_on < today() and p.withdrawn_at is None]
    for partner in went:
        partner.withdrawn_at = now()
        if partner.organisation_id == cooperation.keeper_id:
            _hand_on(cooperation, partner)
    holding = cooperation.in_force
    if cooperation.state == "agreed" and holding is not None and _is_over(holding.terms):
        end(cooperation, "time")
    elif went:
        touch(number)  # It is found by other names from now on.
        settle(cooperation)


def _is_over(terms: Terms) -> bool:
    return terms.ends_on is not None and terms.ends_on < today()


def _close_door(partner: Partner) -> None:
    """Its people read along until its last day."""
    db.session.execute(
        update(AudienceMember)
        .where(
            AudienceMember.audience_id == partner.cooperation_id,
            AudienceMember.organisation_id == partner.organisation_id,
        )
        .values(until=partner.leaves_on)
    )


def _hand_on(cooperation: Cooperation, leaving: Partner) -> None:
    """The one who leads writes on, else whoever has taken part longest, else whoever was asked first; nobody who is
    about to leave."""
    holding = cooperation.in_force
    lead = holding.terms.lead_id if holding else None
    bound = bound_by(cooperation)
    others = [p for p in cooperation.present if p is not leaving and p.leaves_on is None]
    others.sort(key=lambda p: (p.organisation_id not in bound, p.organisation_id != lead, p.id))
    if others:
        give_pen(cooperation, others[0], by_id=None)
