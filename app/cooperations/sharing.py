"""Who pays how much: an amount in cents divided by weights, to the cent, with the arithmetic that led there."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.cooperations.terms import Party, Terms
from app.cooperations.workflow import KEYS


@dataclass(frozen=True)
class Share:
    """One party's part: its weight of all weights, and what it pays, in cents.

    `is_rounded_up`: it carries one of the cents that were left over.
    """

    party: Party
    weight: int
    of: int
    cents: int
    is_rounded_up: bool


def divide(amount: int, weights: Sequence[int]) -> list[int]:
    """The amount in whole parts proportional to the weights, which are not negative and not all nothing; the parts sum
    to the amount.

    Method of largest remainders (Hare/Niemeyer): each gets the whole part, those with the largest remainders one more;
    of equal remainders the first in order. A larger weight never gets less, equal weights differ by one at most.
    """
    total = sum(weights)
    if amount < 0 or total <= 0 or min(weights) < 0:
        raise ValueError("nothing to divide by")
    parts = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for i in by_remainder[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def weight_of(party: Party, key: str) -> int:
    """What the key counts for this party: 1, its inhabitants, its hectares, its own figure; nothing where unknown."""
    counted = {"equal": 1, "population": party.population, "area": party.hectares, "own": party.figure}
    return counted[key] or 0


def own_part(terms: Terms) -> int | None:
    """What the partners pay themselves, in cents: the cost less the funding they count on."""
    return None if terms.total_cents is None else max(terms.total_cents - (terms.funding_cents or 0), 0)


def shares_of(terms: Terms, among: Sequence[Party] | None = None) -> list[Share]:
    """What each of these parties pays (without a list: all the text names), in the order of the text.

    In whatever order they stand, each pays the same: of equal remainders the first in the alphabet carries the cent.
    Empty where the text names no cost, or the key counts nothing for any of them.
    """
    parties = list(terms.parties if among is None else among)
    amount = own_part(terms)
    weights = [weight_of(party, terms.key) for party in parties]
    of = sum(weights)
    if amount is None or not of:
        return []
    by_name = sorted(range(len(parties)), key=lambda i: (parties[i].name, parties[i].organisation_id))
    cents = dict(zip(by_name, divide(amount, [weights[i] for i in by_name]), strict=True))
    return [
        Share(party, weights[i], of, cents[i], cents[i] > amount * weights[i] // of) for i, party in enumerate(parties)
    ]


def keys_for(parties: Sequence[Party]) -> list[str]:
    """The keys that count something for these parties: what can be compared."""
    return [key for key in KEYS if sum(weight_of(party, key) for party in parties)]


def unknown_to(key: str, parties: Sequence[Party]) -> list[Party]:
    """The parties the key knows no figure of: by it they pay nothing."""
    return [party for party in parties if not weight_of(party, key)]
