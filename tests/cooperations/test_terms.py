"""The text itself: what keeps it from being laid before partners, and by what it is known."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cooperations.terms import MOST_PARTIES, Party, Terms, alphabetical, digest_of, faults_of, fingerprint_of

pytestmark = pytest.mark.once

TWO = tuple(Party(organisation_id=n, name=f"Stadt {n}", figure=n) for n in (1, 2))
SOUND: dict[str, Any] = {"title": "Bauhof", "what": "Ein Bauhof.", "why": "Er steht leer.", "parties": TWO}

OWN: dict[str, Any] = {"total_cents": 1, "key": "own", "figure_name": "Schüler"}
"""Costs that are shared by figures of the parties' own."""


def a_text(**more: Any) -> Terms:
    return Terms.model_validate({**SOUND, **more})


def test_a_sound_text_has_no_fault() -> None:
    assert faults_of(a_text()) == {}
    whole = a_text(
        rule="from_n", threshold=2, lead_id=1, purpose="Wozu.", starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 1),
        total_cents=100, funding_cents=100, key="population",
    )  # fmt: skip
    assert faults_of(whole) == {}


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"title": " ", "what": "", "why": "\n"}, dict.fromkeys(("title", "what", "why"), "missing")),
        ({"parties": TWO[:1]}, {"parties": "too_few"}),
        (
            {"parties": tuple(Party(organisation_id=n, name="S") for n in range(MOST_PARTIES + 1))},
            {"parties": "too_many"},
        ),
        ({"rule": "from_n"}, {"threshold": "threshold"}),
        ({"rule": "from_n", "threshold": 1}, {"threshold": "threshold"}),
        ({"rule": "from_n", "threshold": MOST_PARTIES + 1}, {"threshold": "threshold"}),
        ({"lead_id": 3}, {"lead_id": "no_party"}),
        ({"starts_on": date(2027, 2, 1), "ends_on": date(2027, 1, 31)}, {"ends_on": "backwards"}),
        ({"funding_cents": 1}, {"total_cents": "missing"}),
        ({"total_cents": 1, "funding_cents": 2}, {"funding_cents": "too_much"}),
        (OWN | {"rule": "from_n", "threshold": 2}, {"key": "all_only"}),
        ({"ends_on": date(2020, 1, 31)}, {"ends_on": "past"}),
        ({"total_cents": 1, "key": "own"}, {"figure_name": "missing"}),
        (
            OWN | {"parties": (*TWO, Party(organisation_id=3, name="S"))},
            {"figures": "missing"},
        ),
        (
            OWN | {"parties": tuple(one.model_copy(update={"figure": 0}) for one in TWO)},
            {"figures": "nothing"},
        ),
    ],
)  # fmt: skip
def test_what_keeps_it_from_being_laid(more: dict[str, Any], faults: dict[str, str]) -> None:
    assert faults_of(a_text(**more)) == faults


def test_the_fingerprint_is_that_of_number_version_and_every_word() -> None:
    known = fingerprint_of(7, 1, a_text())
    assert known == fingerprint_of(7, 1, a_text())
    assert len(known) == 64
    others = [
        fingerprint_of(8, 1, a_text()), fingerprint_of(7, 2, a_text()),
        fingerprint_of(7, 1, a_text(why="Er steht leer")),
        fingerprint_of(7, 1, a_text(parties=(TWO[0], TWO[1].model_copy(update={"population": 1})))),
        fingerprint_of(7, 1, a_text(public_from="never")),
    ]  # fmt: skip
    assert len({known, *others}) == 1 + len(others)


@given(st.text(), st.text())
def test_two_texts_have_one_fingerprint_only_where_they_say_the_same(one: str, other: str) -> None:
    is_same = fingerprint_of(1, 1, a_text(what=one)) == fingerprint_of(1, 1, a_text(what=other))
    assert is_same == (one == other)


def test_a_text_as_it_is_kept_has_the_same() -> None:
    """Whatever the code knows of its parts by now: a part that came later does not make it another text."""
    kept = a_text(starts_on=date(2027, 1, 1)).to_json()
    assert Terms.model_validate(kept) == a_text(starts_on=date(2027, 1, 1))
    assert digest_of(7, 1, kept) == fingerprint_of(7, 1, a_text(starts_on=date(2027, 1, 1)))
    older = {name: value for name, value in kept.items() if name != "public_parts"}
    assert digest_of(7, 1, older) != digest_of(7, 1, kept)


def test_a_body_stands_in_the_alphabet_where_its_place_does() -> None:
    names = ["Stadt Naunhof", "Gemeinde Borsdorf", "Große Kreisstadt Grimma", "Zweckverband Elbe", "Stadtilm", "Ähren"]
    assert sorted(names, key=alphabetical) == [
        "Ähren", "Gemeinde Borsdorf", "Große Kreisstadt Grimma", "Stadt Naunhof", "Stadtilm", "Zweckverband Elbe",
    ]  # fmt: skip
