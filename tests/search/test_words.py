"""Reading what was typed, weighing what is said, telling slips of the fingers; no database needed."""

import pytest

from app.search.documents import folded_words, grams_of, telling_stem
from app.search.excerpts import Part, excerpt_of, marked
from app.search.expanding import distance
from app.search.reading import read_query
from tests.search.corpus import a_document

pytestmark = pytest.mark.once


def test_words_are_read_once_each_and_those_that_say_nothing_not_at_all() -> None:
    query = read_query("  Der Radweg und die Radwege, ein B zum See ")
    assert (query.text, query.words) == ("Der Radweg und die Radwege, ein B zum See", ("Radweg", "See"))
    assert not query.is_cut
    assert not query.is_empty
    assert read_query("und der ein").is_empty


def test_quoted_words_are_a_phrase_in_every_way_of_quoting() -> None:
    for typed in ('"am Bahnhof" Licht', "„am Bahnhof“ Licht", "»am Bahnhof« Licht", "“am Bahnhof” Licht"):
        query = read_query(typed)
        assert (query.phrases, query.words) == ((" am bahnhof",), ("Bahnhof", "Licht")), typed
    assert read_query('am "Bahnhof').phrases == ()


def test_too_much_is_cut_and_said_so() -> None:
    assert read_query("x" * 201).is_cut
    many = read_query(" ".join(f"wort{n}" for n in range(9)))
    assert (len(many.words), many.is_cut) == (8, True)
    assert not read_query(" ".join(f"wort{n}" for n in range(8))).is_cut
    assert read_query("Rad" * 1_000_000).is_cut


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("radweg", "radweg", 0), ("radwg", "radweg", 1), ("radwege", "radweg", 1), ("radwag", "radweg", 1),
        ("rawdeg", "radweg", 1), ("rdwge", "radweg", 2), ("abc", "xyz", 3), ("", "ab", 2), ("rad", "radwegenetz", 3),
    ],
)  # fmt: skip
def test_slips_are_counted_up_to_what_matters(one: str, other: str, slips: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == slips


def test_the_title_and_a_short_one_weigh_most() -> None:
    weights = a_document("a", "Radweg nach Brandis", "Der Weg, die Wege. Brandis!").weights
    assert weights == {"radweg": 17, "brandis": 18, "weg": 3}
    assert a_document("a", "Radweg").weights == {"radweg": 22}


def test_a_digest_tells_documents_apart_and_a_very_long_text_is_cut() -> None:
    same = a_document("a", "Radweg", "Ja.")
    assert same.digest == a_document("a", "Radweg", "Ja.").digest
    assert len({same.digest, a_document("b", "Radweg", "Ja.").digest, a_document("a", "RadwegJ", "a.").digest}) == 3
    assert len(a_document("a", "Radweg", "x" * 1_000_000).text) == 200_000


def test_folded_words_and_letters_three_by_three() -> None:
    assert folded_words("Rad- und Fußweg: „Höfe“!") == " rad und fussweg hoefe"
    assert grams_of("weg") == {"^we", "weg", "eg$"}
    assert (telling_stem("Häuser"), telling_stem("und"), telling_stem("x")) == ("haeus", "", "")


def test_an_excerpt_is_the_place_where_most_words_stand_together() -> None:
    text = "Radweg. " + "Nichts hier. " * 60 + "Am Bahnhof liegt der Radweg. " + "Gar nichts. " * 60
    parts = excerpt_of(text, {"radweg", "bahnhof"})
    assert [part.text for part in parts if part.is_hit] == ["Bahnhof", "Radweg"]
    assert (parts[0], parts[-1]) == (Part("… "), Part(" …"))
    assert excerpt_of("Kurz.", {"radweg"}) == [Part("Kurz.")]
    assert excerpt_of("", {"radweg"}) == []
    assert marked("Ein Radweg", {"radweg"}) == [Part("Ein "), Part("Radweg", is_hit=True)]
    assert len("".join(part.text for part in excerpt_of("x" * 100_000, {"x"}))) < 300
