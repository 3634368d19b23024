"""What questions find and in which order; alike on both databases, and bounded whatever is typed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import today
from app.core.database import db, transaction
from app.core.paging import CursorIsBroken
from app.ideas.queries import IdeaFilter, public_ideas
from app.search.expanding import forget_expanded
from app.search.finding import Found, Part, find, read_query
from app.search.models import SearchDocument, SearchGram, SearchPosting, SearchTerm
from tests.cast import Cast
from tests.queries import count_queries, queries
from tests.search.corpus import EXPECTED, a_document, put_the_corpus
from tests.search.world import drop, put
from tests.worlds import an_idea


def refs(found: Found) -> list[str]:
    return [hit.ref for hit in found.hits]


def plain(parts: list[Part]) -> str:
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in parts)


@pytest.fixture
def corpus(app: Flask) -> None:
    with transaction():
        put_the_corpus()


def test_questions_find_this_in_this_order(corpus: None) -> None:
    answers = []
    for line in filter(None, EXPECTED.splitlines()):
        typed = line.split(" |")[0]
        found = find(read_query(typed), size=50)
        corrected = [f"{wrong}>{right}" for wrong, right in found.corrected.items()]
        note = " ".join(corrected) + ("SOME" if found.is_some else "")
        answers.append(f"{typed} | {' '.join(refs(found))} | {note}".rstrip())
    assert answers == EXPECTED.strip().splitlines()
    assert len(answers) >= 40


def test_counts_tell_of_every_kind_whatever_kind_was_asked_for(corpus: None) -> None:
    every, ideas = find(read_query("Radweg")), find(read_query("Radweg"), kinds=("idea",))
    assert every.counts == ideas.counts == {"idea": 5, "project": 1, "comment": 1}
    assert list(every.counts) == ["idea", "project", "comment"]
    assert refs(ideas) == [ref for ref in refs(every) if ref.startswith("a")]


def test_only_of_one_authority(cast: Cast) -> None:
    here, elsewhere = an_idea(cast, title="Windrad"), an_idea(cast, title="Windrad")
    with transaction():
        put(a_document("x", "Windrad"))
    assert find(read_query("Windrad")).counts == {"idea": 3}
    found = find(read_query("Windrad"), authority_id=cast.here.id)
    assert set(refs(found)) == {str(here.id), str(elsewhere.id)}
    assert (found.counts, found.offices) == ({"idea": 2}, {cast.here.id: 2})
    assert find(read_query("Windrad"), authority_id=cast.elsewhere.id).counts == {}


def test_pages_follow_each_other_without_gap_or_double(corpus: None) -> None:
    whole, cursor, read = refs(find(read_query("Haus"), size=50)), None, []
    while True:
        found = find(read_query("Haus"), cursor=cursor, size=3)
        assert len(found.hits) <= 3
        read += refs(found)
        cursor = found.following
        if cursor is None:
            break
    assert read == whole
    with pytest.raises(CursorIsBroken):
        find(read_query("Haus"), cursor="kaputt")


def test_what_was_said_lately_comes_first_and_what_is_as_old_by_its_number(app: Flask) -> None:
    with transaction():
        for ref, days in (("alt", 2000), ("neu", 2), ("gleich", 2), ("mittel", 300)):
            put(a_document(ref, "Windrad", day=today() - timedelta(days=days)))
    assert refs(find(read_query("Windrad"))) == ["gleich", "neu", "mittel", "alt"]


def test_the_title_says_more_than_the_text_however_often_it_is_said_there(app: Flask) -> None:
    with transaction():
        put(a_document("text", "Strom", "Windrad " * 500))
        put(a_document("title", "Zehn lange Worte stehen hier vor dem einen letzten gesuchten Wort Windrad"))
    assert refs(find(read_query("Windrad"))) == ["title", "text"]


def test_the_words_are_marked_in_title_and_excerpt(app: Flask) -> None:
    before, after = "Davor steht viel. " * 40, " Danach noch mehr." * 40
    with transaction():
        put(a_document("a", "Häuser & <Höfe>", f"{before}Das Dorfgemeinschaftshaus, das Haus und der Hof.{after}"))
    [hit] = find(read_query("haus hoefe")).hits
    assert plain(hit.title) == "[Häuser] & <[Höfe]>"
    assert "Das [Dorfgemeinschaftshaus], das [Haus] und der [Hof]." in plain(hit.excerpt)
    assert plain(hit.excerpt).startswith("… ")
    assert plain(hit.excerpt).endswith(" …")
    assert len(plain(hit.excerpt)) < 300


def test_a_phrase_that_stands_nowhere_leaves_its_words_and_says_so(corpus: None) -> None:
    found = find(read_query('"Bahnhof alten"'))
    assert (refs(found), found.is_some, found.is_loose) == (["i3"], True, True)
    found = find(read_query('"alten Bahnhof"'))
    assert (refs(found), found.is_some, found.is_loose) == (["i3"], False, False)


TITLES = (
    "Die grüne Wiese", "Grundschule retten", "Grünflächen pflegen", "Bäcker im Dorf", "Backsteingotik zeigen",
    "Eine Stelle buchen", "Die Haltestelle mit Dach", "Wasserstraßen", "Eine neue Straße", "Landärzte holen",
    "Arzt am Ort", "Sie standen da", "Leiter kaufen", "Leitbild", "Begleitung im Alter", "Fahrradständer", "Platz",
    "Plätze",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("grün", ["Die grüne Wiese", "Grünflächen pflegen"]), ("gruen", ["Die grüne Wiese", "Grünflächen pflegen"]),
        ("Bäcker", ["Bäcker im Dorf"]), ("Haltestelle", ["Die Haltestelle mit Dach"]),
        ("Bushaltestelle", ["Die Haltestelle mit Dach"]), ("Bushaltestele", ["Die Haltestelle mit Dach"]),
        ("Strasse", ["Eine neue Straße", "Wasserstraßen"]), ("Arzt", ["Arzt am Ort", "Landärzte holen"]),
        ("Hausarzt", ["Arzt am Ort"]), ("Leitern", ["Leiter kaufen"]), ("Fahrradständer", ["Fahrradständer"]),
        ("Autoständer", []), ("Bänker", []), ("Sportplatz", ["Plätze", "Platz"]), ("Schulhof", []),
    ],
)  # fmt: skip
def test_the_word_itself_comes_first_and_what_is_alike_by_chance_not_at_all(
    app: Flask, typed: str, titles: list[str]
) -> None:
    with transaction():
        for number, title in enumerate(TITLES):
            put(a_document(str(number), title))
    found = find(read_query(typed))
    assert ["".join(part.text for part in hit.title) for hit in found.hits] == titles
    # What is found by a part of the word alone is said to be so.
    assert bool(found.corrected) == (typed[:3] in {"Bus", "Hau", "Spo"})


def test_what_goes_on_no_more_comes_last(app: Flask) -> None:
    with transaction():
        put(replace(a_document("over", "Windrad", "Ein Windrad"), is_over=True))
        put(a_document("on", "Zehn lange Worte stehen hier vor dem einen letzten gesuchten Wort Windrad"))
    assert refs(find(read_query("Windrad"))) == ["on", "over"]


def test_a_word_that_is_gone_is_corrected_to_no_more(app: Flask) -> None:
    with transaction():
        put(a_document("a", "Windrad"))
    assert find(read_query("Wndrad")).corrected == {"Wndrad": "Windrad"}
    with transaction():
        drop("idea", "a")
    assert find(read_query("Wndrad")) == Found()
    for table in (SearchDocument, SearchTerm, SearchGram, SearchPosting):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 30_000
STRANGE = (
    "", " ", "%", "*", "%%%___***", "\\", "'; DROP TABLE idea; --", '"', '""', '"\x00"', "\x00", "„“", "a", "a b c",
    "der die das", "-", "()", "{}", "🚲", "🚲🚲🚲", "Привет мир", "自行车道", "مسار الدراجات", "ﷺ" * 300, "ͅ" * 300,
    "x" * 200, "x " * 500_000, LONG_WORD, " ".join(f"wort{n}" for n in range(5000)), '"' + "wort " * 5000 + '"',
    "\ud800", "ß" * 150, "0" * 200, "1e999", "NaN", "Infinity", "\u202eRadweg", "ra%dw_g",
)  # fmt: skip


@pytest.mark.parametrize("typed", STRANGE, ids=range(len(STRANGE)))
def test_whatever_is_typed_is_answered_with_few_queries(corpus: None, typed: str) -> None:
    query = read_query(typed)
    assert len(query.text) <= 200
    assert len(query.words) <= 8
    with queries() as asked:
        found = find(query)
    assert len(asked) <= 2 * len(query.words) + 6
    assert max((len(one) for one in asked), default=0) < 20_000
    assert len(found.hits) <= 20
    if query.is_empty:
        assert (found, len(asked)) == (Found(), 0)


def test_a_very_common_word_is_looked_for_by_its_most_frequent_stems(app: Flask) -> None:
    with transaction():
        put(a_document("a", "Haus", " ".join(f"Haus{chr(97 + n // 26)}{chr(97 + n % 26)}amt" for n in range(400))))
        put(a_document("b", "Hausaaamt"))
    with queries() as asked:
        assert refs(find(read_query("Haus"))) == ["a", "b"]
    assert len(asked) <= 5


def test_a_search_asks_once_a_word_and_three_times_more(corpus: None) -> None:
    with count_queries(4):
        find(read_query("Radweg"))
    forget_expanded()
    with count_queries(5):
        find(read_query("Radweg Brandis"))
    forget_expanded()
    with count_queries(5):
        find(read_query("Radwgg"))


def test_lists_find_what_the_box_finds(cast: Cast) -> None:
    idea = an_idea(cast, title="Ein Schnellradweg", text="Bitte schön.")
    an_idea(cast, title="Ein Rufbus", text="Bitte schön.")
    for typed in ("Radweg", "schnellradwege", "Schnelradweg", "bitte schoen radweg", '"Ein Schnell"'):
        rows, _next = public_ideas(IdeaFilter(words=typed))
        assert [row.number for row in rows] == [idea.id], typed
        assert refs(find(read_query(typed), kinds=("idea",)))[0] == str(idea.id)
    assert len(public_ideas(IdeaFilter(words=" "))[0]) == 2
    for typed in ("%", "der", "Xylophon", "Radweg Xylophon"):
        assert public_ideas(IdeaFilter(words=typed))[0] == []
