"""What everybody may read of one cooperation: its public text, how far it is, who is named, what is released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Person
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner
from app.cooperations.queries import mandates_of, speaks_for_a_partner
from app.cooperations.terms import Terms, alphabetical
from app.core.database import db
from app.municipalities.models import Municipality


@dataclass(frozen=True)
class NamedPartner:
    """A body that may be named: its place in the cooperation, its town, and its yes to the public text."""

    partner: Partner
    yes: Declaration
    town: Municipality | None
    is_proposer: bool
    leads: bool

    @property
    def name(self) -> str:
        """As papers and shares call it: by the name of the body, which is the one that declares."""
        return self.partner.organisation.name

    @property
    def since(self) -> datetime:
        """When it said yes: said once more, or with the council's decision, the yes is as old as before."""
        return self.yes.since


@dataclass(frozen=True)
class Shown:
    """A public cooperation as everybody reads it; `named`: the proposer first, then by name."""

    cooperation: Cooperation
    text: CooperationVersion
    terms: Terms
    named: Sequence[NamedPartner]

    @property
    def state(self) -> str:
        """How far it is, as far as everybody knows: see `listing.state_shown`."""
        is_ahead = self.cooperation.state == "agreed" and self.text.agreed_at is None
        return "proposed" if is_ahead else self.cooperation.state

    @property
    def is_in_force(self) -> bool:
        """Whether the text everybody reads is the one that holds; else a newer one is for the partners alone."""
        return self.text.number == self.cooperation.agreed_version

    @property
    def lead(self) -> NamedPartner | None:
        """Who leads; nobody as long as that body has not said yes."""
        return next((one for one in self.named if one.leads), None)

    @property
    def ags(self) -> list[str]:
        """The keys of the towns named, of merged ones those of today."""
        return [one.town.of_today.ags for one in self.named if one.town]

    def releases(self, part: str) -> bool:
        """Whether the text lets everybody read that part: text, costs, answers, papers."""
        return part in self.terms.public_parts


def shown_of(cooperation: Cooperation) -> Shown | None:
    """What everybody may read of it; None where nothing is released. One query beside what is loaded."""
    text = cooperation.text_of(cooperation.shown_version)
    if text is None or not cooperation.is_public:
        return None
    terms, found = text.terms, [one for one in cooperation.partners if is_named(one, cooperation)]
    towns = towns_of([one.organisation_id for one in found])
    proposer = terms.parties[0].organisation_id if terms.parties else None
    named = [
        NamedPartner(
            partner, yes, towns.get(partner.organisation_id), partner.organisation_id == proposer,
            partner.organisation_id == terms.lead_id,
        )
        for partner in found
        if (yes := partner.declared(text.number)) is not None
    ]  # fmt: skip
    named.sort(key=lambda one: (not one.is_proposer, alphabetical(one.name), one.partner.id))
    return Shown(cooperation, text, terms, named)


def is_named(partner: Partner, cooperation: Cooperation) -> bool:
    """Whether everybody may read that it takes part: its yes is to the text everybody reads, and it is still there; of
    a cooperation that has ended also who left before. `listing.is_named` says the same in a query."""
    took_part = cooperation.state == "ended" and partner.leaves_on is not None
    return (partner.is_present or took_part) and partner.has_accepted(cooperation.shown_version)


def towns_of(organisation_ids: Sequence[int]) -> dict[int, Municipality]:
    """The towns these bodies are the town halls of, also those that were merged into another since; one query."""
    towns = db.select(Municipality).where(Municipality.organisation_id.in_(organisation_ids))
    found = db.session.scalars(towns.order_by(Municipality.valid_until.is_(None), Municipality.id))
    return {town.organisation_id: town for town in found if town.organisation_id is not None}


def towns_gone(partners: Sequence[Partner]) -> dict[int, Municipality]:
    """By body, the towns among these partners that are no more; a query only where a body is asked nothing any more."""
    retired = [one.organisation_id for one in partners if one.organisation.retired_at is not None]
    towns = towns_of(retired) if retired else {}
    return {number: town for number, town in towns.items() if town.is_gone}


def takes_part(cooperation: Cooperation, person: Person | None) -> bool:
    """Whether this reader belongs to one of the partners, who have a page of their own."""
    if person is None:
        return False
    held = {one.organisation_id for one in person.valid_memberships if one.organisation_id}
    held |= mandates_of(person) if may_begin(person) else set()
    return any(partner.organisation_id in held for partner in cooperation.present)


def may_begin(person: Person | None) -> bool:
    """Whether this reader speaks for a body that could begin a cooperation."""
    return person is not None and speaks_for_a_partner(person)
