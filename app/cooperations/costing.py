"""What a cooperation costs: who pays how much, if all join and among those who have, and what programmes add."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.cooperations.agreeing import released, said_yes_to
from app.cooperations.models import Cooperation, CooperationVersion, Funding
from app.cooperations.proposing import parties_of
from app.cooperations.queries import fundings_of
from app.cooperations.sharing import Share, keys_for, own_part, shares_of, unknown_to
from app.cooperations.terms import Party, Terms

NAMED, JOINED = "named", "joined"


@dataclass(frozen=True)
class Division:
    """The own part divided among some: all the text names (`named`), or those who said yes to it (`joined`)."""

    among: str
    parties: Sequence[Party]
    shares: Sequence[Share]
    unknown: Sequence[Party]
    """Those the key knows no figure of."""
    also: str = ""
    """Who is reckoned with though it has not joined, or is not named."""
    gone: Sequence[Party] = ()
    """Those the text names that are no longer in it: not reckoned with where others join one by one."""

    def share_of(self, organisation_id: int) -> Share | None:
        """What that body pays."""
        return next((share for share in self.shares if share.party.organisation_id == organisation_id), None)


@dataclass(frozen=True)
class Purse:
    """Where the money comes from, in cents: funding counted on when the shares were reckoned, and what became of it."""

    total: int
    counted: int
    applied: int
    """Applied for and not decided yet."""
    granted: int
    refused: int

    @property
    def gap(self) -> int:
        """Counted on, but not granted (yet)."""
        return max(self.counted - self.granted, 0)

    @property
    def remains(self) -> int:
        """What the partners pay if nothing is granted beyond what is."""
        return max(self.total - self.granted, 0)


@dataclass(frozen=True)
class Costs:
    """All about the money of one text."""

    terms: Terms
    own: int
    divisions: Sequence[Division]
    compared: Sequence[tuple[str, Sequence[Share]]]
    """Each key that counts something, with what each party would pay by it; for all the text names."""
    purse: Purse
    fundings: Sequence[Funding]

    @property
    def named(self) -> Division:
        return self.divisions[0]

    def division(self, among: str) -> Division | None:
        return next((one for one in self.divisions if one.among == among), None)


def costs_of(cooperation: Cooperation, text: CooperationVersion) -> Costs | None:
    """The money of a text that was laid before the partners; None where it names no cost. Whoever joined without being
    named in it is reckoned with the figures of today."""
    terms = text.terms
    if terms.total_cents is None:
        return None
    yes = said_yes_to(cooperation, text.number)
    later = parties_of(dict.fromkeys(sorted(yes - terms.party_ids)))
    everybody = [*terms.parties, *sorted(later, key=lambda party: party.name)]
    here = {partner.organisation_id for partner in cooperation.present}
    gone = [party for party in terms.parties if party.organisation_id not in here]
    # Who joins one by one can be fewer; what all agreed on at once is shown as it was agreed.
    named = [one for one in everybody if one not in gone] if terms.rule == "from_n" else everybody
    divisions = [replace(_division(terms, NAMED, named), gone=gone)]
    is_split = text.number == cooperation.agreed_version and terms.party_ids != yes
    if terms.rule == "from_n" or is_split:
        joined = [one for one in everybody if one.organisation_id in yes]
        divisions.append(replace(_division(terms, JOINED, joined), gone=gone))
    return _costs(cooperation, terms, divisions)


def costs_of_draft(cooperation: Cooperation) -> Costs | None:
    """The money of the text being worked on."""
    terms = cooperation.working
    if terms.total_cents is None:
        return None
    return _costs(cooperation, terms, [_division(terms, NAMED, terms.parties)])


def public_costs(cooperation: Cooperation) -> Costs | None:
    """What everybody may read of the money: of the agreed text, where it releases it, among those it binds."""
    text = released(cooperation, "costs")
    whole = costs_of(cooperation, text) if text is not None else None
    return None if whole is None else for_everybody(whole)


def with_body(costs: Costs, organisation_id: int) -> Costs:
    """The same, with that body reckoned among those who take part, as it would be if it joined today."""
    named = {one.organisation_id: one for one in costs.named.parties}
    own = named.get(organisation_id) or next(iter(parties_of({organisation_id: None})), None)
    if own is None:
        return costs
    return replace(costs, divisions=[_joined_by(costs.terms, division, own) for division in costs.divisions])


def _joined_by(terms: Terms, division: Division, own: Party) -> Division:
    if own in division.parties:
        return division
    whole = _division(terms, division.among, [*division.parties, own])
    return replace(
        whole, also=own.name, gone=[one for one in division.gone if one.organisation_id != own.organisation_id]
    )


def for_everybody(costs: Costs) -> Costs:
    """The same without those who have not said yes: nobody is named in public before. And without what becomes of
    funding: the text releases its own figures alone."""
    joined = costs.division(JOINED) or costs.named
    compared, purse = _compared(costs.terms, joined.parties), Purse(costs.purse.total, 0, 0, 0, 0)
    return replace(costs, divisions=[joined], compared=compared, purse=purse, fundings=())


def _division(terms: Terms, among: str, parties: Sequence[Party]) -> Division:
    return Division(among, parties, shares_of(terms, parties), unknown_to(terms.key, parties))


def _compared(terms: Terms, parties: Sequence[Party]) -> list[tuple[str, Sequence[Share]]]:
    return [(key, shares_of(terms.model_copy(update={"key": key}), parties)) for key in keys_for(parties)]


def purse_of(terms: Terms, fundings: Sequence[Funding]) -> Purse:
    """Where the money of that text comes from, as far as programmes have been asked and have decided."""
    return Purse(
        terms.total_cents or 0, terms.funding_cents or 0,
        sum(one.applied_cents or 0 for one in fundings if one.granted_on is None),
        sum(one.granted_cents or 0 for one in fundings),
        sum(one.applied_cents or 0 for one in fundings if one.is_refused),
    )  # fmt: skip


def _costs(cooperation: Cooperation, terms: Terms, divisions: list[Division]) -> Costs:
    fundings = fundings_of(cooperation)
    compared = _compared(terms, divisions[0].parties)
    return Costs(terms, own_part(terms) or 0, divisions, compared, purse_of(terms, fundings), fundings)
