"""The invented departments of the demonstration, and whom an office asks together."""

from pathlib import Path

import yaml
from pydantic import Field
from sqlalchemy import select

from app.accounts.models import Authority, Organisation
from app.accounts.queries import all_authorities, find_authority
from app.core.database import db
from app.demo.plans import DATA, GroundIsMissing, Strict
from app.statements.models import StatementSet

FILE: Path = DATA / "offices.yaml"


EXAMPLE_ADDRESS = "Musterstraße 1 (Beispiel)\n00000 Musterstadt"


class OfficePlan(Strict):
    """A department with its mailbox."""

    authority: str
    name: str
    email: str


class SetPlan(Strict):
    """Departments that are asked together."""

    authority: str
    name: str
    members: list[str] = Field(min_length=2)


class Offices(Strict):
    """All of them."""

    offices: dict[str, OfficePlan]
    sets: list[SetPlan]


def read_offices() -> Offices:
    """The departments and sets as planned."""
    return Offices.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def load_offices() -> None:
    """Bring in the departments and sets that are not there yet; what an office has changed stays as it is."""
    plans = read_offices()
    for authority in all_authorities():
        authority.postal_address = authority.postal_address or f"{authority.name}\n{EXAMPLE_ADDRESS}"
    for plan in plans.offices.values():
        if _find(plan) is None:
            db.session.add(
                Organisation(
                    name=plan.name, kind="department", email=plan.email, authority_id=_authority(plan.authority).id
                )
            )
    db.session.flush()
    for group in plans.sets:
        authority = _authority(group.authority)
        known = select(StatementSet.id).where(
            StatementSet.authority_id == authority.id, StatementSet.name == group.name
        )
        if db.session.scalar(known) is None:
            members = [office_named(key, plans) for key in group.members]
            db.session.add(StatementSet(authority_id=authority.id, name=group.name, members=members))


def office_named(key: str, plans: Offices | None = None) -> Organisation:
    """The department of that key."""
    plan = (plans or read_offices()).offices[key]
    found = _find(plan)
    if found is None:
        raise GroundIsMissing(f"there is no department {key}")
    return found


def _find(plan: OfficePlan) -> Organisation | None:
    authority = _authority(plan.authority)
    named = select(Organisation).where(Organisation.name == plan.name, Organisation.authority_id == authority.id)
    return db.session.scalar(named)


def _authority(slug: str) -> Authority:
    authority = find_authority(slug)
    if authority is None:
        raise GroundIsMissing(f"there is no authority {slug!r}; run `flask municipalities load` first")
    return authority
