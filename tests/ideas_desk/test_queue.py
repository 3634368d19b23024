"""Ideas in the lists of the desk: what was decided, what words and numbers find, and what never is."""

from typing import Any

import pytest
import time_machine

from app.core.database import db
from app.core.paging import CursorIsBroken
from app.ideas.desk_queries import count_decided, ideas_on_desk, places_of
from tests.cast import Cast
from tests.ideas_desk.stage import received
from tests.queries import count_queries


def _numbers(cast: Cast, **values: Any) -> list[int]:
    return [row.number for row in ideas_on_desk({cast.here.id}, **values)[0]]


def test_what_was_decided_is_listed_newest_first_and_a_draft_nowhere(cast: Cast) -> None:
    ideas = {}
    for hour, state in enumerate(("draft", "submitted", "published", "pooled", "closed", "refused")):
        with time_machine.travel(f"2026-11-20 {9 + hour:02}:00+01:00", tick=False):
            ideas[state] = received(cast, state).id
    assert _numbers(cast) == [ideas["refused"], ideas["closed"], ideas["pooled"]]
    assert count_decided({cast.here.id}) == 3
    assert _numbers(cast, words="radweg") == [number for state, number in reversed(ideas.items()) if state != "draft"]


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast) -> None:
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        ideas = [received(cast, "refused").id for _ in range(5)]
    seen, cursor = [], None
    for _ in range(3):
        rows, cursor = ideas_on_desk({cast.here.id}, cursor=cursor, size=2)
        seen += [row.number for row in rows]
    assert (seen, cursor) == (ideas[::-1], None)


@pytest.mark.parametrize("cursor", ["x", "2026-11-20", "."])
def test_a_cursor_that_is_not_ours_is_refused(cast: Cast, cursor: str) -> None:
    with pytest.raises(CursorIsBroken):
        ideas_on_desk({cast.here.id}, cursor=cursor)


def test_search_finds_by_number_and_folded_word_only(cast: Cast) -> None:
    one, other = received(cast, title="Bänke für Ältere"), received(cast, title="Rufbus")
    assert _numbers(cast, words=str(one.id)) == [one.id]
    assert _numbers(cast, words="BAENKE") == [one.id]
    assert _numbers(cast, words="rufbus") == [other.id]
    assert _numbers(cast, words="9" * 60) == []
    assert _numbers(cast, words="100%") == []


def test_another_authority_sees_nothing_of_it(cast: Cast) -> None:
    received(cast, "closed")
    there = {cast.elsewhere.id}
    assert (ideas_on_desk(there)[0], ideas_on_desk(there, words="radweg")[0], count_decided(there)) == ([], [], 0)


def test_the_place_of_an_idea_is_its_municipality_or_nothing_for_all_of_the_district(cast: Cast) -> None:
    here, whole = received(cast), received(cast, authority=cast.here)
    assert places_of([here.id, whole.id]) == {here.id: "Naunhof", whole.id: ""}


def test_a_list_takes_the_same_queries_for_one_and_for_many(cast: Cast) -> None:
    for how_many in (1, 4):
        for _ in range(how_many):
            received(cast, "closed")
        db.session.rollback()
        with count_queries(2):
            ideas_on_desk({cast.here.id})
