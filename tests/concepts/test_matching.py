"""Which goals a text speaks of: the best first, with the words that led there, alike every time and never slow."""

from dataclasses import replace
from time import perf_counter, process_time

from flask import Flask

from app.concepts.matching import matching_among, matching_goals
from app.concepts.models import Concept
from app.concepts.queries import GoalTree, goal_tree
from app.core.database import db, transaction
from tests.cast import Cast, a_goal, link
from tests.queries import count_queries


def found(cast: Cast, text: str, limit: int = 5) -> list[tuple[str, tuple[str, ...]]]:
    return [(match.goal.key, match.because) for match in matching_goals(cast.concept.id, text, limit)]


def test_the_best_comes_first_and_says_why(cast: Cast) -> None:
    assert found(cast, "Ein Bus am Abend, der Bus nach Naunhof")[0] == (
        "bus",
        ("Bus",),
    )
    matches = matching_goals(cast.concept.id, "Ein Weg für den RADVERKEHR", 5)
    assert [(match.goal.key, match.because, match.score) for match in matches] == [("rad", ("RADVERKEHR",), 1.0)]


def test_words_without_meaning_and_strange_ones_find_nothing(cast: Cast) -> None:
    assert found(cast, "und wir wollen auch der die das für alle") == []
    assert found(cast, "Xylophon") == []
    assert found(cast, "") == []


def test_umlauts_endings_and_parts_of_long_words(cast: Cast) -> None:
    with transaction():
        a_goal(cast.concept, "haus", "sub_goal", "Dorfgemeinschaftshäuser werden erhalten.", 9)
    assert found(cast, "Unser Dorfgemeinschaftshaus")[0][0] == "haus"
    assert found(cast, "Dorfgemeinschaftshaeuser")[0][0] == "haus"
    assert found(cast, "Die Dorfgemeinschaft trifft sich")[0] == ("haus", ("Dorfgemeinschaft",))


def test_what_stands_below_a_goal_speaks_for_it_but_less(cast: Cast) -> None:
    with transaction():
        approach = a_goal(cast.concept, "wege", "approach", "Brücken bauen", 9)
        link(cast.other_sub_goal, approach, 0)
        a_goal(cast.concept, "bruecke", "sub_goal", "Brücken verbinden.", 10)
    assert [key for key, _because in found(cast, "Eine Brücke")] == ["bruecke", "bus"]


def test_retired_goals_and_other_editions_are_left_out(cast: Cast) -> None:
    with transaction():
        cast.sub_goal.is_retired, cast.sub_goal.is_taggable = True, False
        cast.other_sub_goal.edition = "2010"
        db.session.merge(cast.sub_goal)
        db.session.merge(cast.other_sub_goal)
    assert found(cast, "Bus und Radverkehr") == []


def test_the_same_text_gives_the_same_answer_in_three_queries(cast: Cast) -> None:
    text = "Radverkehr und Bus fahren für Schulkinder"
    with count_queries(3):
        first = matching_goals(cast.concept.id, text, 5)
    assert [(m.goal.key, m.score, m.because) for m in matching_goals(cast.concept.id, text, 5)] == [
        (m.goal.key, m.score, m.because) for m in first
    ]


def test_ten_thousand_goals_are_all_read_and_take_no_longer_than_half_a_second(cast: Cast) -> None:
    node = goal_tree(cast.concept.id).by_key["rad"]
    goals = [replace(node, id=n, key=f"k{n}", title=f"Vorhaben {'abcdefghij'[n % 10] * 5} gelingt", text="x y " * 200,
                     short_title=None, children=[], parents=[]) for n in range(10_000)]  # fmt: skip
    goals[-1] = replace(goals[-1], title="Die Dorflinde steht")
    begin = process_time()
    [best, *_others] = matching_among(GoalTree(goals), "Eine Dorflinde für alle Vorhaben", 5)
    assert process_time() - begin < 1.5, "0.2 s on a quiet machine"
    assert best.goal.key == "k9999"


def test_a_megabyte_of_text_takes_no_longer_than_what_is_read_of_it(cast: Cast) -> None:
    words = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676 % 26)}wort" for n in range(17_576)]
    begin = perf_counter()
    found(cast, " ".join(words * 8))
    found(cast, "x" * 1_000_000)
    assert perf_counter() - begin < 3


def fitting(text: str) -> list[str]:
    """The short titles of the goals of the district of Leipzig that are suggested for the text."""
    concept = db.session.query(Concept).filter_by(key="kek-landkreis-leipzig").one()
    return [match.goal.label for match in matching_goals(concept.id, text, 5)]


def test_filler_words_find_nothing_among_the_goals_of_a_district(documents: Flask) -> None:
    changing = fitting(
        "Der Sportverein baut eine barrierefreie Umkleide. Bisher standen vielen Kindern mit Rollstuhl nur Stufen "
        "im Weg. Das Vorhaben soll gefördert und unterstützt werden."
    )
    assert set(changing[:2]) == {"Barrierearmer Zugang für alle", "Kultur, Sport, Burgen, Schlösser"}
    assert "Radverkehr stärken" not in changing
    trees = fitting("Wir pflanzen Obstbäume an Feldwegen und erhalten so die Vielfalt der Kulturlandschaft.")
    assert trees[0] == "Kulturlandschaft gestalten"
    assert "Vielfalt von Handwerk und Handel" not in trees
    assert fitting("Das Projekt wird gefördert, unterstützt und gestärkt, viele standen dabei.") == []
