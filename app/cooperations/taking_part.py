"""What somebody may do in a cooperation now, body by body, and what of the text is still unfinished."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import Organisation, Person
from app.accounts.queries import representatives_of
from app.cooperations.agreeing import bound_by
from app.cooperations.declaring import mark_of_prepared, text_asked_about
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner
from app.cooperations.queries import mandates_of
from app.cooperations.workflow import is_possible
from app.core.database import db


@dataclass(frozen=True)
class Prepared:
    """An answer somebody has written out for the representative, to the text asked about."""

    verdict: str
    text: str
    by: str | None
    mark: str
    """By what it is known when it is replaced: see `mark_of_prepared`."""


@dataclass(frozen=True)
class Place:
    """A partner this person speaks or prepares for, and what she may do in its name now."""

    partner: Partner
    leads: bool
    """Declares in its name; else she writes out answers for whoever does."""
    asked: CooperationVersion | None
    """The text it has still to answer."""
    said: Declaration | None
    prepared: Prepared | None
    pending: Sequence[Declaration]
    """Its yeses that still wait for the council, the newest text first."""
    noted: Sequence[Declaration]
    """Its yeses on which the council has decided: a day or number noted wrongly is corrected."""
    may_change: bool
    """Its answer can be another; a yes that holds is left instead."""
    may_leave: bool

    @property
    def body(self) -> Organisation:
        return self.partner.organisation


def places_of(cooperation: Cooperation, person: Person) -> list[Place]:
    """The partners this person speaks for or prepares for by mandate, as far as they still are any."""
    mandates = mandates_of(person)
    return [
        place_of(partner, person)
        for partner in cooperation.partners
        if (person.speaks_for(partner.organisation_id) or partner.organisation_id in mandates)
        and (partner.is_present or partner.asks_since is not None)
    ]


def place_of(partner: Partner, person: Person) -> Place:
    """What this person may do for that partner now."""
    cooperation, leads = partner.cooperation, person.leads(partner.organisation_id)
    said = partner.declared(cooperation.version)
    is_open = partner.is_present and is_possible("declare", cooperation.state)
    is_bound = partner.organisation_id in bound_by(cooperation)
    yeses = _yeses(partner) if leads and is_open else []
    holds = cooperation.version == cooperation.agreed_version and is_bound
    return Place(
        partner, leads, text_asked_about(partner) if is_open else None, said, prepared_for(partner),
        [one for one in yeses if one.council == "pending"], [one for one in yeses if one.council == "decided"],
        may_change=is_open and said is not None and not holds,
        may_leave=leads and is_bound and cooperation.state == "agreed" and partner.leaves_on is None,
    )  # fmt: skip


def prepared_for(partner: Partner) -> Prepared | None:
    """What was written out for the text laid last; what was meant for an earlier one counts no more."""
    written = partner.prepared
    if not written or written.get("version") != partner.cooperation.version:
        return None
    by = db.session.get(Person, partner.prepared_by_id) if partner.prepared_by_id else None
    return Prepared(
        written["verdict"], written["text"], by.display_name if by else None, mark_of_prepared(partner)
    )  # fmt: skip


def answered_last(partner: Partner) -> Declaration | None:
    """What it said last of an earlier text than the one asked about: what has changed since is shown to it."""
    said = [one for one in partner.declarations if one.version < partner.cooperation.version]
    return max(said, key=lambda one: (one.version, one.id), default=None)


def function_of(person: Person, organisation_id: int) -> str:
    """In which function she represents that body, as its people wrote it down; empty where they did not."""
    held = (one for one in person.valid_memberships if one.organisation_id == organisation_id)
    return next((one.function for one in held if one.role == "representative" and one.function), "")


def names_of_representatives(organisation_id: int) -> list[str]:
    """Who declares for that body, by name as far as they have one."""
    return [name for person in representatives_of(organisation_id) if (name := person.display_name)]


def _yeses(partner: Partner) -> list[Declaration]:
    cooperation = partner.cooperation
    numbers = dict.fromkeys(number for number in (cooperation.version, cooperation.agreed_version) if number)
    said = (partner.declared(number) for number in numbers)
    return [one for one in said if one is not None and one.verdict == "accepted"]
