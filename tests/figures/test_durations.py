"""From rows of the journal to durations: what counts as done, and what is too few to be shown."""

from datetime import UTC, datetime, timedelta

import pytest

from app.figures.durations import Change, stretches, taken

pytestmark = pytest.mark.once

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
LONG_AGO = START - timedelta(days=400)


def change(verb: str, before: str, after: str, days: float, thing: int = 1) -> Change:
    return Change(thing, verb, before, after, START + timedelta(days=days))


def test_each_turn_counts_from_its_beginning_to_its_end() -> None:
    way = [
        change("submit_idea", "draft", "submitted", 0),
        change("request_revision", "submitted", "revision_requested", 2),
        change("submit_idea", "revision_requested", "submitted", 9),
        change("publish_idea", "submitted", "published", 10),
        change("request_statements", "published", "published", 11),
        change("pool_idea", "published", "pooled", 40),
    ]
    found = [(stretch.step, stretch.days) for stretch in stretches(way, LONG_AGO)]
    assert found == [("receipt", 2), ("question", 7), ("receipt", 1), ("answer", 30)]


def test_what_was_taken_back_or_merged_was_not_answered() -> None:
    for verb in ("withdraw_idea", "merge_ideas"):
        way = [
            change("publish_idea", "submitted", "published", 0),
            change(verb, "published", "withdrawn", 5),
        ]
        assert stretches(way, LONG_AGO) == []


def test_only_what_ended_since_then_counts_and_ideas_do_not_mix() -> None:
    way = [
        change("publish_idea", "submitted", "published", 0),
        change("pool_idea", "published", "pooled", 5),
        change("pool_idea", "published", "pooled", 9, thing=2),
        change("reopen_idea", "pooled", "published", 20, thing=2),
        change("pool_idea", "published", "pooled", 21, thing=2),
    ]
    found = stretches(way, START + timedelta(days=6))
    assert [(stretch.thing_id, stretch.days) for stretch in found] == [(2, 1)]


def test_no_duration_from_too_few_cases() -> None:
    assert taken([1, 2, 3, 4]).median_days is None
    assert taken([1, 2, 3, 4]).cases == 4
    assert taken([1, 2, 30, 4, 5]).median_days == 4
