"""Money from programmes: applied for, granted or refused, with the day that must not be missed; kept by the keeper."""

from dataclasses import asdict, dataclass
from datetime import date

from app.accounts.models import Person
from app.cooperations.agreeing import note
from app.cooperations.models import Cooperation, Funding
from app.cooperations.queries import fundings_of
from app.cooperations.workflow import ensure_possible
from app.core.clock import today
from app.core.database import db
from app.core.errors import DomainError, VersionIsStale

MOST_FUNDINGS = 20
MOST_CENTS = 10**13
LAST_YEARS = 15
"""A programme's last day, such as that for the proof of use, may lie so far ahead."""


@dataclass(frozen=True)
class Grant:
    """What is known of money from one programme. Amounts in cents; a notice that grants nothing is a refusal."""

    programme: str
    applied_cents: int | None = None
    applied_on: date | None = None
    granted_cents: int | None = None
    granted_on: date | None = None
    due_on: date | None = None
    due_for: str | None = None


class FundingIsUnclear(DomainError):
    """Something about the money does not fit together; `faults`: field → word (see `faults_of_grant`)."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class TooManyFundings(DomainError):
    """A cooperation has money from twenty programmes at most."""


def faults_of_grant(grant: Grant) -> dict[str, str]:
    """What does not fit: the field, and a word for what is wrong with it.

    Words: missing, ahead (a day that is still to come), pair (an amount without its day, a day without what for), far,
    amount, before (the notice is older than the application).
    """
    faults = {} if grant.programme.strip() else {"programme": "missing"}
    faults |= {name: "ahead" for name in ("applied_on", "granted_on") if (getattr(grant, name) or today()) > today()}
    for name in ("applied_cents", "granted_cents"):
        if not 0 <= (getattr(grant, name) or 0) <= MOST_CENTS:
            faults[name] = "amount"
    if grant.granted_cents and grant.granted_on is None:
        faults["granted_on"] = "pair"
    if grant.applied_on is not None and grant.granted_on is not None and grant.granted_on < grant.applied_on:
        faults["granted_on"] = "before"
    if grant.due_on is not None and not (grant.due_for or "").strip():
        faults["due_for"] = "pair"
    if (grant.due_for or "").strip() and grant.due_on is None:
        faults["due_on"] = "pair"
    if grant.due_on is not None and grant.due_on.year > today().year + LAST_YEARS:
        faults["due_on"] = "far"
    return faults


def add_funding(cooperation: Cooperation, grant: Grant, *, by: Person) -> Funding:
    """One more programme the partners get money from, or hope to; all of them read it. Sent twice alike it is one.

    A day that must not be missed lies ahead: whoever notes one that is over is asked for the next."""
    ensure_possible("keep_funding", cooperation.state)
    grant = _sound(grant)
    kept = fundings_of(cooperation)
    same = next((one for one in kept if _kept(one) == grant), None)
    if same is not None:
        return same
    if grant.due_on is not None and grant.due_on < today():
        raise FundingIsUnclear({"due_on": "over"})
    if len(kept) >= MOST_FUNDINGS:
        raise TooManyFundings
    funding = Funding(cooperation_id=cooperation.id, **asdict(grant))
    db.session.add(funding)
    db.session.flush()
    note(
        cooperation, "add_funding", by_id=by.id, funding=funding.id, programme=grant.programme,
        outcome=_outcome(funding), doer=cooperation.keeper_id,
    )  # fmt: skip
    return funding


def change_funding(funding: Funding, grant: Grant, *, by: Person, version: int) -> bool:
    """What is known of it is another, such as the notice that came; the chronicle keeps what it was before. True: it
    has changed."""
    cooperation = funding.cooperation
    ensure_possible("keep_funding", cooperation.state)
    _ensure_shown(funding, version)
    grant = _sound(grant)
    before = _kept(funding)
    if before == grant:
        return False
    for name, value in asdict(grant).items():
        setattr(funding, name, value)
    funding.version += 1
    changed = [name for name, value in asdict(grant).items() if value != getattr(before, name)]
    earlier = {name: _plain(getattr(before, name)) for name in changed}
    is_news = "granted_on" in changed or "granted_cents" in changed
    note(
        cooperation, "change_funding", by_id=by.id, funding=funding.id, programme=grant.programme, before=earlier,
        outcome=_outcome(funding) if is_news else None, doer=cooperation.keeper_id,
    )  # fmt: skip
    return True


def drop_funding(funding: Funding, *, by: Person, version: int) -> None:
    """It was not meant, or nothing came of it: the chronicle keeps its name."""
    cooperation = funding.cooperation
    ensure_possible("keep_funding", cooperation.state)
    _ensure_shown(funding, version)
    note(
        cooperation, "drop_funding", by_id=by.id, funding=funding.id, programme=funding.programme,
        before={name: _plain(value) for name, value in asdict(_kept(funding)).items() if value is not None},
        doer=cooperation.keeper_id,
    )  # fmt: skip
    db.session.delete(funding)
    db.session.flush()


def _outcome(funding: Funding) -> str | None:
    """What the notice says; None as long as there is none."""
    if funding.granted_on is None:
        return None
    return "refused" if funding.is_refused else "granted"


def _ensure_shown(funding: Funding, version: int) -> None:
    if version != funding.version:
        raise VersionIsStale(version, funding.version)


def _sound(grant: Grant) -> Grant:
    """The same without white space around it and without a grant of nothing, where it fits together."""
    faults = faults_of_grant(grant)
    if faults:
        raise FundingIsUnclear(faults)
    return Grant(
        grant.programme.strip(), grant.applied_cents, grant.applied_on, grant.granted_cents or None, grant.granted_on,
        grant.due_on, (grant.due_for or "").strip() or None,
    )  # fmt: skip


def _kept(funding: Funding) -> Grant:
    return Grant(
        funding.programme, funding.applied_cents, funding.applied_on, funding.granted_cents, funding.granted_on,
        funding.due_on, funding.due_for,
    )  # fmt: skip


def _plain(value: str | int | date | None) -> str | int | None:
    return value.isoformat() if isinstance(value, date) else value
