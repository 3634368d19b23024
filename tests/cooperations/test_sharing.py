"""Who pays how much: shares sum to the cent for any key and any amount, in whatever order; the arithmetic is told."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cooperations.cost_wording import arithmetic_of, shown_costs
from app.cooperations.costing import costs_of, costs_of_draft
from app.cooperations.leaving import leave
from app.cooperations.proposing import invite_further
from app.cooperations.sharing import divide, keys_for, own_part, shares_of, unknown_to, weight_of
from app.cooperations.terms import Party, Terms
from app.cooperations.workflow import KEYS
from app.core.clock import now, today
from app.core.database import db, transaction
from tests.cast import Cast
from tests.cooperation_worlds import Towns, a_cooperation, four_towns, lay, place_of, say
from tests.queries import queries

MOST = 10**13
PATH = "/konto/kooperationen/{}/kosten"
FIGURES = st.one_of(st.none(), st.integers(0, 4_000_000))
NAMES = st.sampled_from(["Stadt Ähren", "Stadt Brandis", "Stadt Naunhof", "Gemeinde Zschepplin"])


@st.composite
def a_text(draw: Any) -> Terms:
    """Any text with costs, by any key."""
    count = draw(st.integers(2, 12))
    parties = tuple(
        Party(
            organisation_id=number, name=draw(NAMES), population=draw(FIGURES), hectares=draw(FIGURES),
            figure=draw(FIGURES),
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    total = draw(st.integers(0, MOST))
    funding = draw(st.one_of(st.none(), st.integers(0, total)))
    return Terms(parties=parties, total_cents=total, funding_cents=funding, key=draw(st.sampled_from(KEYS)))


@pytest.mark.once
@settings(max_examples=300, deadline=None, derandomize=True)
@given(a_text())
def test_shares_sum_to_the_cent(terms: Terms) -> None:
    shares = shares_of(terms)
    if shares:
        assert sum(share.cents for share in shares) == own_part(terms)
        assert {share.of for share in shares} == {sum(weight_of(party, terms.key) for party in terms.parties)}
        assert all(
            share.cents - share.is_rounded_up == (own_part(terms) or 0) * share.weight // share.of for share in shares
        )
    else:
        assert not any(weight_of(party, terms.key) for party in terms.parties)


@pytest.mark.once
@settings(max_examples=300, deadline=None, derandomize=True)
@given(a_text(), st.randoms(use_true_random=False))
def test_the_order_of_the_parties_changes_no_share(terms: Terms, chance: Any) -> None:
    parties = list(terms.parties)
    chance.shuffle(parties)
    mixed = terms.model_copy(update={"parties": tuple(parties)})
    paid, paid_mixed = (
        {share.party.organisation_id: share.cents for share in shares_of(one)} for one in (terms, mixed)
    )
    assert paid == paid_mixed
    assert [share.party for share in shares_of(mixed)] == (parties if paid else []), "told in the order of the text"


@pytest.mark.once
@settings(max_examples=300, deadline=None, derandomize=True)
@given(a_text())
def test_whoever_weighs_more_never_pays_less(terms: Terms) -> None:
    ranked = sorted(shares_of(terms), key=lambda share: (share.weight, share.cents))
    for less, more in pairwise(ranked):
        assert less.cents <= more.cents
    by_weight: dict[int, list[int]] = {}
    for share in ranked:
        by_weight.setdefault(share.weight, []).append(share.cents)
    assert all(max(cents) - min(cents) <= 1 for cents in by_weight.values())
    assert all(share.cents == 0 for share in ranked if share.weight == 0), "whoever counts nothing pays nothing"


@pytest.mark.once
@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, MOST), st.lists(st.integers(0, 10**7), min_size=1, max_size=60).filter(any))
def test_more_money_takes_at_most_a_cent_from_anybody(amount: int, weights: list[int]) -> None:
    """The method of largest remainders may shift a cent; never more."""
    for before, after in zip(divide(amount, weights), divide(amount + 1, weights), strict=True):
        assert after >= before - 1


@pytest.mark.once
@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (5, []), (5, [0, 0]), (5, [3, -1])])
def test_nothing_is_divided_by_nothing(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="nothing to divide by"):
        divide(amount, weights)


@pytest.mark.once
def test_negative_control_a_rounding_each_for_itself_does_not_sum() -> None:
    weights, amount = [1, 1, 1], 100
    assert sum(round(amount * weight / 3) for weight in weights) == 99
    assert sum(divide(amount, weights)) == 100


@pytest.mark.once
def test_the_cent_that_is_left_over_goes_by_the_alphabet() -> None:
    parties = [Party(organisation_id=number, name=name) for number, name in ((1, "Zeuben"), (2, "Ahorn"), (3, "Moos"))]
    terms = Terms(parties=tuple(parties), total_cents=10_000, key="equal")
    assert [(share.party.name, share.cents) for share in shares_of(terms)] == [
        ("Zeuben", 3333), ("Ahorn", 3334), ("Moos", 3333),
    ]  # fmt: skip
    assert keys_for(parties) == ["equal"]
    assert unknown_to("population", parties) == parties


def test_the_arithmetic_as_a_town_hall_reads_it(app: Flask) -> None:
    parties = tuple(
        Party(organisation_id=n, name=name, population=people, hectares=3050 * n, figure=n)
        for n, (name, people) in enumerate((("Naunhof", 8412), ("Brandis", 9500), ("Borsdorf", 19992)), start=1)
    )
    terms = Terms(parties=parties, total_cents=15_000_000, funding_cents=3_000_000, key="population")
    with app.test_request_context():
        said = [arithmetic_of(terms, share) for share in shares_of(terms)]
        assert said[0] == "8.412 von 37.904 Einwohnern × 120.000,00 Euro = 26.631,49 Euro"
        assert said[2].endswith("63.292,53 Euro; ein Cent davon aus der Rundung")
        by_area = terms.model_copy(update={"key": "area"})
        assert arithmetic_of(by_area, shares_of(by_area)[0]).startswith("30,50 von 183,00 km² × ")
        by_own = terms.model_copy(update={"key": "own", "figure_name": "Haltestellen"})
        assert arithmetic_of(by_own, shares_of(by_own)[2]).startswith("3 von 6 (Haltestellen) × ")
        equal = terms.model_copy(update={"key": "equal"})
        assert arithmetic_of(equal, shares_of(equal)[0]) == "1/3 von 120.000,00 Euro = 40.000,00 Euro"


# ---- on the page -----------------------------------------------------------------------------------


def page(client: Any, number: int, query: str = "") -> str:
    answer = client.get(PATH.format(number) + query)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_from_n_on_both_readings_are_shown(cast: Cast, as_person: Any) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(
        cast, *towns.all[:3], rule="from_n", threshold=2, total_cents=10_000, key="equal"
    )  # fmt: skip
    say(cooperation, towns.brandis)
    text = page(as_person(towns.brandis.mayor), cooperation.id)
    assert "Wenn alle Genannten beitreten" in text
    assert "Unter den bisher Beigetretenen" in text
    assert "1/3 von 100,00 Euro = 33,34 Euro; ein Cent davon aus der Rundung" in text
    assert "1/2 von 100,00 Euro = 50,00 Euro" in text


def test_whoever_joined_later_is_reckoned_with_the_figures_of_today(cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(
        cast, towns.naunhof, towns.brandis, state="agreed", rule="from_n", threshold=2, total_cents=10_000,
        key="population",
    )  # fmt: skip
    with transaction():
        invite_further(cooperation, towns.borsdorf.body, by=towns.naunhof.mayor)
    laid = cooperation.laid
    assert laid is not None
    before = costs_of(cooperation, laid)
    say(cooperation, towns.borsdorf)
    after = costs_of(cooperation, laid)
    assert before is not None
    assert after is not None
    joined = after.division("joined")
    assert joined is not None
    assert [share.weight for share in joined.shares] == [8000, 5000, 6111]
    assert sum(share.cents for share in joined.shares) == 10_000
    assert before.named.share_of(towns.borsdorf.body.id) is None
    assert joined.share_of(towns.borsdorf.body.id) is not None


def test_keys_are_compared_without_changing_anything(cast: Cast, as_person: Any) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, *towns.all[:2], total_cents=100_000_001, funding_cents=1, key="area")
    before = dict(cooperation.draft)
    text = page(as_person(towns.naunhof.mayor), cooperation.id)
    assert "zu gleichen Teilen" in text
    assert "nach Einwohnerzahl" in text
    assert "nach Fläche <span" in text.replace("\n", " ")
    assert "nach eigenen Zahlen" not in text, "nobody has given own figures"
    assert text.count("1.000.000,00 Euro</b>") == 4, "each key sums to the same, and so does the text's own table"
    db.session.expire_all()
    assert cooperation.draft == before
    with as_person(towns.naunhof.mayor).application.test_request_context():
        costs = costs_of(cooperation, cooperation.versions[0])
        assert costs is not None
        assert [key for key, _shares in costs.compared] == ["equal", "population", "area"]
        assert all(sum(share.cents for share in shares) == 100_000_000 for _key, shares in costs.compared)


def test_a_body_without_figures_is_named(cast: Cast, as_person: Any) -> None:
    towns = four_towns(cast)
    with transaction():
        cast.brandis.organisation = None
    cooperation = a_cooperation(cast, *towns.all[:2], total_cents=10_000, key="population")
    text = page(as_person(towns.naunhof.mayor), cooperation.id)
    assert "Für diesen Schlüssel ist keine Zahl bekannt: Stadt Brandis." in text
    assert "100,00 Euro" in text


def test_without_costs_the_page_teaches(cast: Cast, as_person: Any) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, *towns.all[:2])
    assert "Es sind keine Kosten genannt" in page(as_person(towns.naunhof.mayor), cooperation.id)
    assert costs_of_draft(cooperation) is None


def test_the_draft_is_reckoned_for_its_writers_alone(cast: Cast, as_person: Any) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, *towns.all[:2], state="draft", total_cents=10_001)
    own = as_person(towns.naunhof.mayor)
    assert "50,01 Euro" in page(own, cooperation.id)
    assert as_person(towns.brandis.mayor).get(PATH.format(cooperation.id)).status_code == 404
    lay(cooperation, towns.naunhof)
    assert "50,01 Euro" in page(as_person(towns.brandis.mayor), cooperation.id)
    for query in ("?fassung=entwurf", "?fassung=2", "?fassung=quatsch"):
        assert as_person(towns.brandis.mayor).get(PATH.format(cooperation.id) + query).status_code == 404
    assert as_person(cast.anna).get(PATH.format(cooperation.id)).status_code == 404


def test_the_page_asks_as_often_for_few_as_for_many(cast: Cast, as_person: Any) -> None:
    towns = four_towns(cast)
    few = a_cooperation(cast, *towns.all[:2], total_cents=10_000, key="population")
    many = a_cooperation(cast, *towns.all, total_cents=10_000, key="population")
    client, asked = as_person(towns.naunhof.mayor), []
    for cooperation in (few, many, few, many):
        db.session.remove()
        with queries() as statements:
            page(client, cooperation.id)
        asked.append(len(statements))
    assert asked[2] == asked[3]


def test_shown_in_words_the_lines_are_those_of_the_shares(cast: Cast, app: Flask) -> None:
    towns: Towns = four_towns(cast)
    cooperation = a_cooperation(cast, *towns.all, total_cents=1_000_000, key="population")
    costs = costs_of(cooperation, cooperation.versions[0])
    assert costs is not None
    with app.test_request_context():
        shown = shown_costs(costs)
    (division,) = shown.divisions
    assert division.lines[0].name == "Stadt Naunhof", "the proposer first"
    assert max(line.width for line in division.lines) == 1000
    assert division.total == "10.000,00 Euro"


@pytest.mark.parametrize("rule", ["from_n", "all"])
def test_whoever_has_left_is_counted_no_more_or_named_as_gone(app: Flask, cast: Cast, rule: str) -> None:
    """Where they join one by one, a partner that has left is not reckoned with; what all agreed on is shown as agreed,
    and says who is gone."""
    towns = four_towns(cast)
    cooperation = a_cooperation(
        cast, *towns.all[:3], state="agreed", rule=rule, threshold=2 if rule == "from_n" else None, total_cents=90_000
    )
    with transaction():
        leave(place_of(cooperation, towns.borsdorf), by=towns.borsdorf.mayor, on=today(), reason="Kein Geld.")
    with time_machine.travel(now() + timedelta(days=1)), app.test_request_context():
        db.session.expire_all()
        text = cooperation.in_force
        assert text is not None
        costs = costs_of(cooperation, text)
        assert costs is not None
        named, joined = shown_costs(costs).divisions
    names = {line.name: line.amount for line in named.lines}
    assert {line.name: line.amount for line in joined.lines} == dict.fromkeys(
        ("Stadt Naunhof", "Stadt Brandis"), "450,00 Euro"
    )
    assert joined.title == "Unter denen, die heute mitmachen"
    if rule == "from_n":
        assert named.title == "Wenn alle Genannten außer Stadt Borsdorf (nicht mehr dabei) beitreten"
        assert names == dict.fromkeys(("Stadt Naunhof", "Stadt Brandis"), "450,00 Euro")
        assert "1/2 von" in named.lines[0].arithmetic
    else:
        assert named.title == "Unter allen, die die Fassung nennt (auch Stadt Borsdorf, nicht mehr dabei)"
        assert names["Stadt Borsdorf"] == "300,00 Euro"
