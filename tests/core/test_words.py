"""Words, where they stand, and their stems."""

import pytest

from app.core.words import LONGEST, spelt_stem, stem_of, words_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "forms",
    [
        ("Radweg", "Radwege", "RADWEGEN", "radweges"), ("Häuser", "Haeuser", "haus", "Hauses"),
        ("Straße", "Strasse", "strassen"), ("für", "fuer"), ("Spielplätze", "spielplaetze", "Spielplatz"),
        ("Ärztin", "aerztin"), ("Café", "Cafe", "cafés"),
    ],
)  # fmt: skip
def test_forms_and_spellings_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem_of(form) for form in forms}) == 1


def test_different_words_keep_apart() -> None:
    assert len({stem_of(word) for word in ("Rad", "Rat", "Radio", "Radweg", "Weg", "wegen")}) >= 5


def test_a_stem_may_keep_its_umlauts_in_either_spelling() -> None:
    words = ("Häuser", "haeuser", "Haus", "grüne", "Gründung", "neue", "Quellen", "Straßen", "Cafés", "ﬁ", "ß")
    spelt = ["haeus", "haeus", "haus", "gruen", "gruendung", "neu", "quell", "strass", "caf", "fi", "ss"]
    assert [spelt_stem(word) for word in words] == spelt
    assert len(spelt_stem("ä" * 100_000)) <= LONGEST


def test_words_say_where_they_stand() -> None:
    text = "Rad- und Fußwege, „Café“!"
    assert [(word.stem, text[word.start : word.end]) for word in words_of(text)] == [
        ("rad", "Rad"), ("und", "und"), ("fussweg", "Fußwege"), ("caf", "Café"),
    ]  # fmt: skip


def test_what_is_no_word_stays_bounded() -> None:
    assert [word.text for word in words_of("%%% ___ ***")] == []
    assert len(stem_of("x" * 100_000)) <= LONGEST
