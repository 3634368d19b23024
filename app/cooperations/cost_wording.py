"""The money of a cooperation in words: the arithmetic of each share, the comparison of keys, what programmes add. Page
and papers say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.cooperations.costing import JOINED, Costs, Division, Purse
from app.cooperations.models import Funding
from app.cooperations.sharing import Share
from app.cooperations.terms import Terms, alphabetical
from app.cooperations.wording import key_label, money
from app.core.languages import day

WIDE = 1000
"""The whole length of a bar in a picture."""


@dataclass(frozen=True)
class ShareLine:
    """One party's share: who, how it is reckoned, how much, and how long its bar is."""

    organisation_id: int
    name: str
    arithmetic: str
    amount: str
    width: int


@dataclass(frozen=True)
class ShownDivision:
    """The own part divided, as a table with its sum."""

    among: str
    title: str
    lines: Sequence[ShareLine]
    total: str
    unknown: str
    """Who pays nothing because the key knows no figure; empty where nobody."""


@dataclass(frozen=True)
class ShownCosts:
    """All a page or a paper says of the money."""

    summary: str
    key: str
    divisions: Sequence[ShownDivision]
    keys: Sequence[tuple[str, bool]]
    """The keys that can be compared, each with whether it is the text's own."""
    compared: Sequence[tuple[str, Sequence[str]]]
    """Per party: its share by each of them."""
    compared_total: Sequence[str]
    rounding: str
    purse: Sequence[tuple[str, str]]
    fundings: Sequence[tuple[str, str]]


def shown_costs(costs: Costs) -> ShownCosts:
    """The money of one text in words."""
    terms = costs.terms
    table = [(key, _in_order(terms, shares)) for key, shares in costs.compared]
    names = [share.party.name for share in table[0][1]] if table else []
    by_party = [[money(shares[row].cents) for _key, shares in table] for row in range(len(names))]
    return ShownCosts(
        summary=summary_of(costs), key=key_of(terms),
        divisions=[shown_division(terms, division) for division in costs.divisions],
        keys=[(key_of(terms, key), key == terms.key) for key, _shares in costs.compared],
        compared=list(zip(names, by_party, strict=True)),
        compared_total=[money(sum(share.cents for share in shares)) for _key, shares in costs.compared],
        rounding=rounding_of(costs), purse=purse_lines(costs.purse),
        fundings=[(funding.programme, funding_line(funding)) for funding in costs.fundings],
    )  # fmt: skip


def shown_division(terms: Terms, division: Division) -> ShownDivision:
    """Who pays how much under one reading of who takes part."""
    shares = _in_order(terms, division.shares)
    lines = [
        ShareLine(
            share.party.organisation_id, share.party.name, arithmetic_of(terms, share), money(share.cents),
            _width(share, shares),
        )
        for share in shares
    ]  # fmt: skip
    names = ", ".join(party.name for party in division.unknown) if shares else ""
    unknown = _("No figure is known for this key: %(names)s. By it, nothing is paid there.", names=names)
    return ShownDivision(
        division.among, title_of(terms, division), lines, money(sum(share.cents for share in shares)),
        unknown if names else "",
    )  # fmt: skip


def _in_order(terms: Terms, shares: Sequence[Share]) -> list[Share]:
    """As partners stand on every page: the proposer first, then by name, whenever they joined."""
    first = terms.parties[0].organisation_id if terms.parties else None
    return sorted(shares, key=lambda one: (one.party.organisation_id != first, alphabetical(one.party.name)))


def title_of(terms: Terms, division: Division) -> str:
    """Who is reckoned with."""
    if division.among == JOINED:
        return _title_of_joined(division)
    gone = ", ".join(party.name for party in division.gone)
    if terms.rule == "all" and not division.also:
        if gone:
            return _("Among all whom the text names, also %(names)s, no longer in it", names=gone)
        return _("Among all partners")
    if gone and division.also:
        return _(
            "If all who are named but %(names)s, no longer in it, and %(body)s join", names=gone, body=division.also
        )
    if gone:
        return _("If all who are named but %(names)s, no longer in it, join", names=gone)
    if division.also:
        return _("If all who are named and %(body)s join", body=division.also)
    return _("If all who are named join")


def _title_of_joined(division: Division) -> str:
    if division.gone:
        if division.also:
            return _("Among those who take part today, and %(body)s", body=division.also)
        return _("Among those who take part today")
    if division.also:
        return _("Among those who have joined so far, and %(body)s", body=division.also)
    return _("Among those who have joined so far")


def total_label() -> str:
    """What the sum of all costs is called, on every page and paper: of the whole time, not of a year."""
    return _("Total cost (over the whole duration)")


def summary_of(costs: Costs) -> str:
    """What is divided, in a sentence."""
    terms = costs.terms
    words = {"label": total_label(), "total": money(terms.total_cents)}
    if not terms.funding_cents:
        return _("%(label)s: %(total)s. The partners pay all of it.", **words)
    return _(
        "%(label)s: %(total)s. Funding counted on: %(funding)s. The partners pay the other %(own)s.",
        funding=money(terms.funding_cents), own=money(costs.own), **words,
    )  # fmt: skip


def key_of(terms: Terms, key: str | None = None) -> str:
    """By what is divided; by own figures with what they count."""
    chosen = key or terms.key
    if chosen == "own" and terms.figure_name:
        return _("%(key)s (%(figure)s)", key=key_label(chosen), figure=terms.figure_name)
    return key_label(chosen)


def arithmetic_of(terms: Terms, share: Share) -> str:
    """How one share is reckoned: 8.412 of 37.904 inhabitants × 120.000,00 Euro = 26.631,49 Euro; in equal parts:
    1/3 of 120.000,00 Euro = 40.000,00 Euro."""
    own = money((terms.total_cents or 0) - (terms.funding_cents or 0))
    words = {"amount": own, "share": money(share.cents)}
    if terms.key == "equal":
        said = _("%(weight)s/%(of)s of %(amount)s = %(share)s", weight=share.weight, of=share.of, **words)
    else:
        said = _("%(part)s × %(amount)s = %(share)s", part=_part_of(terms, share), **words)
    return _("%(sum)s; one cent of it from rounding", sum=said) if share.is_rounded_up else said


def _part_of(terms: Terms, share: Share) -> str:
    if terms.key == "area":
        return _("%(weight)s of %(of)s km²", weight=square_kilometres(share.weight), of=square_kilometres(share.of))
    weight, of = format_decimal(share.weight), format_decimal(share.of)
    if terms.key == "population":
        return _("%(weight)s of %(of)s inhabitants", weight=weight, of=of)
    return _("%(weight)s of %(of)s (%(figure)s)", weight=weight, of=of, figure=terms.figure_name)


def square_kilometres(hectares: int) -> str:
    """An area as it is written everywhere: in square kilometres, to the hectare, without the unit."""
    return str(format_decimal(Decimal(hectares) / 100, "#,##0.00"))


def rounding_of(costs: Costs) -> str:
    """How the cents are dealt with that cannot be divided."""
    return _(
        "Each share is rounded down to the cent. Cents that are left over go one by one to those with the largest "
        "remainders, of equal ones in alphabetical order. So the shares sum to the cent."
    )


def purse_lines(purse: Purse) -> list[tuple[str, str]]:
    """What programmes were to bring, bring and leave to the partners; what is nothing is left out."""
    lines = [
        (_("Funding counted on"), purse.counted), (_("Applied for, not decided yet"), purse.applied),
        (_("Granted"), purse.granted), (_("Refused"), purse.refused),
        (_("Counted on, not granted"), purse.gap), (_("Remains for the partners with what is granted"), purse.remains),
    ]  # fmt: skip
    return [(name, money(cents)) for name, cents in lines if cents] if any(cents for _n, cents in lines[:4]) else []


def funding_line(funding: Funding) -> str:
    """How it stands with one programme, in one line."""
    parts = [_asked_of(funding), _decided_of(funding), due_line(funding)]
    return "; ".join(part for part in parts if part) or _("not applied for yet")


def due_line(funding: Funding) -> str:
    """The day that must not be missed, and what for; empty where there is none."""
    if funding.due_on is None:
        return ""
    return _("by %(day)s: %(what)s", day=day(funding.due_on), what=funding.due_for or "")


def _asked_of(funding: Funding) -> str:
    amount = money(funding.applied_cents)
    if funding.applied_on is not None:
        when = day(funding.applied_on)
        return (
            _("%(amount)s applied for on %(day)s", amount=amount, day=when)
            if amount
            else _("applied for on %(day)s", day=when)
        )
    return _("%(amount)s to be applied for", amount=amount) if amount else ""


def _decided_of(funding: Funding) -> str:
    if funding.granted_on is None:
        return ""
    when = day(funding.granted_on)
    if funding.is_refused:
        return _("refused on %(day)s", day=when)
    return _("%(amount)s granted on %(day)s", amount=money(funding.granted_cents), day=when)


def _width(share: Share, shares: Sequence[Share]) -> int:
    most = max(one.cents for one in shares)
    return share.cents * WIDE // most if most else 0
