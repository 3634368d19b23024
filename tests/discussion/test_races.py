"""Two who answer and remove in one thread at the same moment: both get through, and the figures are right."""

from collections.abc import Callable, Iterator
from threading import Event, Thread, current_thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from app.core.database import db, transaction
from app.discussion import commenting
from app.discussion.models import Comment
from tests.cast import Cast
from tests.discussion.saying import again, counted, replied, said, sheet
from tests.invariants import assert_sound
from tests.worlds import an_idea

Browser = Callable[..., Any]
FIRST, SECOND = "the first", "the second"


@pytest.fixture
def halfway() -> Iterator[Event]:
    """The first one stops after one of its two counters, until the second one holds the comment they share."""
    counted_once, holds = Event(), Event()

    def after(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        is_counter = "SET comments=" in statement or "SET replies=" in statement
        if current_thread().name == FIRST and is_counter and not counted_once.is_set():
            counted_once.set()
            holds.wait(0.4)
        if current_thread().name == SECOND and "FROM comment" in statement and "FOR UPDATE" in statement:
            holds.set()

    event.listen(Engine, "after_cursor_execute", after)
    yield counted_once
    event.remove(Engine, "after_cursor_execute", after)


def test_an_answer_is_removed_while_another_is_written(
    app: Flask, cast: Cast, as_person: Browser, halfway: Event
) -> None:
    idea = an_idea(cast)
    top = said(idea, cast.carla)
    top_id, gone_id = top.id, replied(top, cast.dilek).id
    dilek, anna = as_person(cast.dilek), as_person(cast.anna)
    db.session.remove()
    answers = []

    def remove() -> None:
        answers.append(dilek.post(f"/diskussion/kommentar/{gone_id}/loeschen").status_code)
        halfway.set()

    def answer() -> None:
        halfway.wait(10)
        answers.append(anna.post(f"/diskussion/kommentar/{top_id}", data=sheet("Und noch etwas")).status_code)

    threads = [Thread(target=remove, name=FIRST), Thread(target=answer, name=SECOND)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [303, 303]
    assert (counted(idea), again(db.session.get_one(Comment, top_id)).replies) == (2, 1)
    assert_sound()


def test_every_verb_counts_at_the_comment_above_before_it_counts_at_the_thing(cast: Cast) -> None:
    answer = replied(said(an_idea(cast), cast.carla), cast.dilek)
    verbs: tuple[Callable[[Comment], None], ...] = (
        commenting.hide_comment, commenting.show_comment_again,
        lambda one: commenting.remove_comment(one, by=cast.dilek),
    )  # fmt: skip
    for verb in verbs:
        order: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, order: list[str] = order) -> None:
            order += [name for name in ("replies", "comments") if f"SET {name}=" in statement]

        event.listen(Engine, "before_cursor_execute", note)
        try:
            with transaction():
                verb(again(answer))
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        assert order == ["replies", "comments"]
