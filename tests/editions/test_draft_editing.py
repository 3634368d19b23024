"""Two people work on one draft: nothing is lost, and nobody overwrites another one unawares."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Person
from app.core.database import db, transaction
from app.editions import drafting
from app.editions.draft_pages import find_draft
from app.editions.models import ConceptEdition
from app.editions.seeing import seen_of_goal, seen_of_order, tree_of
from tests.cast import Cast
from tests.editions.begun_drafts import DRAFT, SLUG, begun, children, drafted, goal

Browser = Callable[..., Any]


def at_once(app: Flask, *posts: tuple[Any, str, dict[str, str]]) -> list[Any]:
    """These posts, all sent in the same moment, each from a thread of its own."""
    db.session.rollback()
    gate = Barrier(len(posts))
    answers: dict[int, Any] = {}

    def press(n: int, browser: Any, address: str, sent: dict[str, str]) -> None:
        gate.wait(10)
        answers[n] = browser.post(address, data=sent)

    threads = [Thread(target=press, args=(n, *post)) for n, post in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [answers[n] for n in range(len(posts))]


def sent(key: str, title: str) -> dict[str, str]:
    return {"seen": seen_of_goal(goal(key)), "title": title}


def test_different_goals_never_collide(app: Flask, cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    posts = [(as_person(cast.bernd), f"{DRAFT}/ziele/{key}", sent(key, f"Neu: {key}")) for key in ("rad", "bus", "z1")]
    assert [answer.status_code for answer in at_once(app, *posts)] == [303, 303, 303]
    assert [goal(key)["title"] for key in ("rad", "bus", "z1")] == ["Neu: rad", "Neu: bus", "Neu: z1"]
    assert drafted().version == 4


def reworded_at_once(app: Flask, person_id: int, find: Callable[[], Any]) -> list[str]:
    """Two reword two goals in the same moment, each having read the draft by `find`; what the draft says then."""
    db.session.rollback()
    gate, faults = Barrier(2), list[BaseException]()

    def work(key: str) -> None:
        with app.app_context():
            try:
                with transaction():
                    by = db.session.get_one(Person, person_id)
                    gate.wait(10)
                    draft = find()
                    with suppress(BrokenBarrierError):
                        gate.wait(1)
                    goal_seen = seen_of_goal(goal_in(draft, key))
                    drafting.reword_goal(draft, key, values={"title": "Neu"}, seen=goal_seen, by=by)
            except BaseException as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [Thread(target=work, args=(key,)) for key in ("rad", "bus")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    db.session.rollback()
    return [key for key in ("rad", "bus") if goal(key)["title"] == "Neu"]


def test_who_reads_under_the_lock_keeps_the_other_ones_words(app: Flask, cast: Cast, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time, so the two never meet")
    bernd = cast.bernd.id
    assert reworded_at_once(app, bernd, lambda: find_draft(SLUG, db.session.get_one(Person, bernd))) == ["rad", "bus"]


def test_negative_control_without_the_lock_one_of_both_is_lost(app: Flask, cast: Cast, tmp_path: Path) -> None:
    draft_id = begun(cast, tmp_path).id
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time, with or without a lock on the row")
    left = reworded_at_once(app, cast.bernd.id, lambda: db.session.get_one(ConceptEdition, draft_id))
    assert len(left) == 1


def test_of_the_same_goal_one_wins_and_the_other_is_asked(
    app: Flask, cast: Cast, as_person: Browser, tmp_path: Path
) -> None:
    begun(cast, tmp_path)
    posts = [(as_person(cast.bernd), f"{DRAFT}/ziele/bus", sent("bus", title)) for title in ("Erster", "Zweiter")]
    answers = at_once(app, *posts)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    lost = next(n for n, answer in enumerate(answers) if answer.status_code == 409)
    won, mine = str(goal("bus")["title"]), ("Erster", "Zweiter")[lost]
    assert {won, mine} == {"Erster", "Zweiter"}
    page = answers[lost].get_data(as_text=True)
    assert mine in page.split("<textarea")[1]
    assert won in page
    assert "Bernd Beispiel" in page
    knowingly = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    again = as_person(cast.bernd).post(f"{DRAFT}/ziele/bus", data={"seen": knowingly, "title": mine})
    assert again.status_code == 303
    assert goal("bus")["title"] == mine


def test_without_the_fingerprint_the_first_change_would_be_lost(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(cast, tmp_path)
    seen = seen_of_goal(goal("bus"))
    monkeypatch.setattr(drafting, "_ensure_seen", lambda _seen, _current: None)
    for title in ("Erster", "Zweiter"):
        with transaction():
            drafting.reword_goal(drafted(), "bus", values={"title": title}, seen=seen, by=cast.bernd)
    assert goal("bus")["title"] == "Zweiter"


def test_without_reading_under_the_lock_the_other_goal_would_be_lost(cast: Cast, tmp_path: Path) -> None:
    draft = begun(cast, tmp_path)
    as_read_before = draft.file
    for key in ("rad", "bus"):
        with transaction():
            late = drafted()
            late.file = as_read_before  # what somebody holds who read before the other one saved
            drafting.reword_goal(
                late, key, values={"title": "Neu"}, seen=seen_of_goal(goal_in(late, key)), by=cast.bernd
            )
    assert (goal("rad")["title"], goal("bus")["title"]) == ("Radverkehr wird gefördert.", "Neu")


def goal_in(draft: Any, key: str) -> dict[str, Any]:
    return tree_of(draft).by_key[key]


def test_an_order_that_changed_is_shown_before_it_changes_again(
    app: Flask, cast: Cast, as_person: Browser, tmp_path: Path
) -> None:
    begun(cast, tmp_path)
    step = {"seen": seen_of_order(tree_of(drafted()), "z1"), "under": "z1", "to": "up"}
    bernd, address = as_person(cast.bernd), f"{DRAFT}/ziele/bus/platz"
    assert bernd.post(address, data=step).status_code == 303
    assert children("z1") == ["bus", "rad"]
    answer = bernd.post(f"{DRAFT}/ziele/rad/platz", data={**step, "to": "up"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'name="to" value="up"' in page
    assert bernd.post(f"{DRAFT}/ziele/z1", data=sent("z1", "Alle kommen an")).status_code == 303
    assert children("z1") == ["bus", "rad"]


def test_two_lists_for_the_same_place_are_both_kept(app: Flask, cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    posts = [
        (as_person(cast.bernd), DRAFT, {"under": "z2", "kind": "sub_goal", "lines": lines, "save": "1"})
        for lines in ("Eins\nZwei", "Zwei\nDrei")
    ]
    assert [answer.status_code for answer in at_once(app, *posts)] == [303, 303]
    titles = [goal(key)["title"] for key in children("z2")]
    assert sorted(str(title) for title in titles) == ["Drei", "Eins", "Radverkehr wird gefördert.", "Zwei"]


def test_one_draft_at_a_time_even_when_two_begin_at_once(
    app: Flask, cast: Cast, as_person: Browser, tmp_path: Path
) -> None:
    draft = begun(cast, tmp_path)
    with transaction():
        drafting.discard_draft(drafted(), by=cast.bernd)
    address = f"{DRAFT}/beginnen"
    answers = at_once(app, *[(as_person(cast.bernd), address, {"title": f"Entwurf {n}"}) for n in (1, 2)])
    assert [answer.status_code for answer in answers] == [303, 303]
    assert drafted().id != draft.id
