"""The inbox: what is in it, in which order, and what never is."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core.clock import today
from app.core.database import db
from app.core.paging import CursorIsBroken
from app.ideas.desk_queries import moderation_queue, next_due, queue_counts
from tests.cast import Cast
from tests.ideas_desk.stage import received
from tests.queries import count_queries


def _numbers(cast: Cast, view: str = "offen", **values: Any) -> list[int]:
    return [row.number for row in moderation_queue({cast.here.id}, view, **values)[0]]


def test_each_state_stands_under_its_tab_and_a_draft_nowhere(cast: Cast) -> None:
    ideas = {
        state: received(cast, state).id
        for state in ("draft", "submitted", "revision_requested", "published", "pooled", "closed", "refused")
    }
    assert set(_numbers(cast)) == {ideas["submitted"], ideas["published"]}
    assert _numbers(cast, "wartet") == [ideas["revision_requested"]]
    assert set(_numbers(cast, "erledigt")) == {ideas["pooled"], ideas["closed"], ideas["refused"]}
    assert _numbers(cast, words="radweg") == sorted(set(ideas.values()) - {ideas["draft"]}, reverse=True)


def test_what_is_due_first_comes_first_and_what_is_done_newest_first(cast: Cast) -> None:
    with time_machine.travel("2026-11-02 09:00+01:00", tick=False):
        early = received(cast, "published")
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        late, done = received(cast), received(cast, "pooled")
    with time_machine.travel("2026-11-21 09:00+01:00", tick=False):
        later_done = received(cast, "refused")
    assert early.answer_due_on
    assert late.publish_due_on
    assert late.publish_due_on < early.answer_due_on
    assert _numbers(cast) == [late.id, early.id]
    assert _numbers(cast, "erledigt") == [later_done.id, done.id]


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast) -> None:
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        ideas = [received(cast).id for _ in range(5)]
    seen, cursor = [], None
    for _ in range(3):
        rows, cursor = moderation_queue({cast.here.id}, cursor=cursor, size=2)
        seen += [row.number for row in rows]
    assert seen == ideas
    assert cursor is None


@pytest.mark.parametrize("cursor", ["x", "2026-11-20", "2026-99-20.1", "2026-11-20.x", "n.1", "."])
def test_a_cursor_that_is_not_ours_is_refused(cast: Cast, cursor: str) -> None:
    with pytest.raises(CursorIsBroken):
        moderation_queue({cast.here.id}, cursor=cursor)


def test_counts_tell_waiting_near_and_overdue(cast: Cast) -> None:
    with time_machine.travel("2026-11-02 09:00+01:00", tick=False):
        received(cast)
        received(cast, "revision_requested")
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        received(cast)
        received(cast, "closed")
    with time_machine.travel("2026-11-26 09:00+01:00", tick=False):
        counts = queue_counts({cast.here.id}, today(), today() + timedelta(days=4))
    assert (counts.waiting, counts.past_due, counts.due_soon, counts.elsewhere, counts.done) == (2, 1, 1, 1, 1)


def test_search_finds_by_number_and_folded_word_only(cast: Cast) -> None:
    one, other = received(cast, title="Bänke für Ältere"), received(cast, title="Rufbus")
    assert _numbers(cast, words=str(one.id)) == [one.id]
    assert _numbers(cast, words="BAENKE") == [one.id]
    assert _numbers(cast, words="rufbus") == [other.id]
    assert _numbers(cast, words="9" * 60) == []
    assert _numbers(cast, words="100%") == []


def test_another_authority_sees_nothing_of_it(cast: Cast) -> None:
    for state in ("submitted", "revision_requested", "closed"):
        received(cast, state)
    there = {cast.elsewhere.id}
    assert [moderation_queue(there, view)[0] for view in ("offen", "wartet", "erledigt")] == [[], [], []]
    assert moderation_queue(there, words="radweg")[0] == []
    assert queue_counts(there, today(), today()).waiting == 0
    assert next_due(there) is None


def test_the_next_one_is_not_the_one_just_looked_at(cast: Cast) -> None:
    first, second = received(cast), received(cast)
    following = next_due({cast.here.id}, besides=first.id)
    assert following is not None
    assert following.number == second.id


@pytest.mark.parametrize(("view", "state"), [("offen", "submitted"), ("erledigt", "closed")])
def test_the_queue_takes_the_same_queries_for_one_and_for_many(cast: Cast, view: str, state: str) -> None:
    for how_many in (1, 4):
        for _ in range(how_many):
            received(cast, state)
        db.session.rollback()
        with count_queries(2):
            moderation_queue({cast.here.id}, view)
