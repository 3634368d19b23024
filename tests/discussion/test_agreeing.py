"""Agreement: once per person, counted by the database, also when several press at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from app.core.database import db, transaction
from app.discussion import commenting
from app.discussion.models import Comment, CommentSupport
from tests.cast import Cast
from tests.discussion.saying import again, counted, said, sheet
from tests.worlds import an_idea

Browser = Callable[..., Any]


def at_once(*presses: Callable[[], Any]) -> list[int]:
    """All of them at the same moment, each in its own thread; the status of every answer."""
    start, answers = Barrier(len(presses)), []

    def press(send: Callable[[], Any]) -> None:
        start.wait()
        answers.append(send().status_code)

    threads = [Thread(target=press, args=(send,)) for send in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return answers


def supports() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(CommentSupport)) or 0


def test_once_per_person_and_back(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla)
    for verb, changes, count in (
        (commenting.agree, True, 1), (commenting.agree, False, 1), (commenting.take_back_agreement, True, 0),
        (commenting.take_back_agreement, False, 0),
    ):  # fmt: skip
        with transaction():
            assert verb(again(comment), by=cast.anna) is changes
        assert (again(comment).supports, supports()) == (count, count)


def test_nobody_agrees_with_herself(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla)
    with transaction():
        assert not commenting.agree(again(comment), by=cast.carla)
    assert again(comment).supports == 0


def test_several_at_the_same_moment_are_all_counted(cast: Cast, as_person: Browser) -> None:
    comment = said(an_idea(cast), cast.carla)
    db.session.remove()
    address = f"/diskussion/kommentar/{comment.id}/zustimmen"
    browsers = [as_person(person) for person in (cast.anna, cast.anna, cast.frieda, cast.gerda)]
    assert at_once(*(lambda browser=browser: browser.post(address) for browser in browsers)) == [303] * 4
    assert (again(comment).supports, supports()) == (3, 3)


def test_a_count_worked_out_in_memory_would_lose_one(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla)
    for person in (cast.anna, cast.frieda):
        with transaction():
            late = db.session.get_one(Comment, comment.id)
            set_committed_value(late, "supports", 0)  # what somebody saw who read before the other one wrote
            db.session.add(CommentSupport(comment_id=late.id, person_id=person.id))
            late.supports = late.supports + 1
    assert (again(comment).supports, supports()) == (1, 2)


def test_the_same_form_twice_at_once_makes_one_comment(cast: Cast, as_person: Browser) -> None:
    idea, form = an_idea(cast), sheet()
    db.session.remove()
    carla = [as_person(cast.carla) for _ in range(3)]
    sent = [lambda browser=browser: browser.post(f"/diskussion/{idea.id}", data=form) for browser in carla]
    assert at_once(*sent) == [303] * 3
    assert counted(idea) == 1


def test_comments_and_removals_at_once_leave_the_right_count(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    old = said(idea, cast.carla, "Alt")
    db.session.remove()
    anna, frieda, carla = as_person(cast.anna), as_person(cast.frieda), as_person(cast.carla)
    answers = at_once(
        lambda: anna.post(f"/diskussion/{idea.id}", data=sheet("Eins")),
        lambda: frieda.post(f"/diskussion/{idea.id}", data=sheet("Zwei")),
        lambda: carla.post(f"/diskussion/kommentar/{old.id}/loeschen"),
        lambda: carla.post(f"/diskussion/kommentar/{old.id}/loeschen"),
    )
    assert answers == [303] * 4
    assert counted(idea) == 2
