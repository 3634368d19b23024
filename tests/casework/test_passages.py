"""What is marked in a text as perhaps about other people, and the way to black it out."""

from collections.abc import Callable
from typing import Any

import pytest

from app.casework.passages import passages_in, pieces
from app.core.comparing import changed_words, folded
from tests.cast import Cast
from tests.ideas_desk.stage import improved, received


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der Fahrer Herr M. aus der Linie sagt ja.", ["Herr M."]),
        ("Fragen Sie Frau Dr. Beispiel-Meyer. Danke", ["Frau Dr. Beispiel-Meyer"]),
        (
            "Familie Lehmann, 03433 / 12 34-56, a.b@example.org.",
            ["Familie Lehmann", "03433 / 12 34-56", "a.b@example.org"],
        ),
        ("+49 341 123456 oder 0341 1234567.", ["+49 341 123456", "0341 1234567"]),
        ("04683 Naunhof am 01.09.2026, 0,5 km, 1.000.000 Euro", []),
        ("Die Frau Bürgermeisterin und der Herr Landrat", []),
    ],
)
def test_names_with_a_title_numbers_and_addresses_are_found(text: str, found: list[str]) -> None:
    assert [piece.text for piece in passages_in([text, None, text])] == found
    assert "".join(piece.text for piece in pieces(text)) == text


@pytest.mark.once
def test_long_stretches_that_stayed_are_folded() -> None:
    same = " ".join(f"w{n}" for n in range(200))
    changes = folded(changed_words(f"{same} alt {same}", f"{same} neu {same}"))
    assert [kind for kind, _text in changes] == ["folded", "same", "removed", "added", "same", "folded"]
    assert "".join(text for kind, text in changes if kind != "removed") == f"{same} neu {same}"
    assert folded([("same", "kurz")]) == [("same", "kurz")]


def test_a_marked_passage_leads_to_blacking_it_out(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea, desk = received(cast, text="Herr M. fährt. Ruf an: 0341 1234567."), as_person(cast.bernd)
    page = desk.get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    assert page.count("<mark") == 4
    address = f"/verwaltung/ideen/{idea.id}/schwaerzen?stelle=2"
    assert address in page
    asked = desk.get(address).get_data(as_text=True)
    assert "0341 1234567</textarea>" in asked
    assert desk.get(f"/verwaltung/ideen/{idea.id}/schwaerzen?stelle=99").status_code == 200


def test_the_desk_reads_what_a_new_version_changed(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = received(cast)
    improved(idea, cast, "Wer heute mit dem Rad fährt, fährt sicher.")
    page = as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    assert all(mark in page for mark in ("<ins>", "<del>"))
