"""Partners at the same moment, through their doors: nothing is agreed without each counted yes to exactly that text, no
yes is lost, nothing is said twice. The controls show that it goes wrong without the lock, and without the look at what
was read."""

from collections.abc import Callable, Iterator
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select

from app.cooperations import declaring, proposing, queries
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, PartnerRoom
from app.cooperations.views import answering
from app.core import database
from app.core.database import db
from app.core.journal import JournalEntry
from tests.cast import Cast
from tests.cooperation_worlds import MAYOR, Town, Towns, a_cooperation, lay, place_of, say
from tests.cooperations.stage import rewrite, steps_of
from tests.cooperations.test_agreeing import everybody_counted_said_yes
from tests.invariants import assert_sound

Browser = Callable[..., Any]
Press = tuple[Any, str, dict[str, Any]]
TOGETHER = {"seconds": 1.5}
"""So many seconds one waits for the other; whoever is locked out comes later."""


# ---- what is pressed -----------------------------------------------------------------------------


def yes_of(cooperation: Cooperation, town: Town, as_person: Browser, **more: str) -> Press:
    """The mayor's yes to the text she has before her now."""
    laid = cooperation.laid
    assert laid is not None
    form = {
        "version": str(laid.number), "fingerprint": laid.fingerprint, "verdict": "accepted", "function": MAYOR,
        "council": "pending", "text": "", **more,
    }  # fmt: skip
    return as_person(town.mayor), f"/konto/kooperationen/{cooperation.id}/partner/{town.body.id}/antwort", form


def text_of(cooperation: Cooperation, keeper: Town, as_person: Browser) -> Press:
    """The keeper lays the draft she has before her now."""
    form = {"version": str(cooperation.draft_version), "function": MAYOR, "council": "pending", "text": "Genauer."}
    return as_person(keeper.mayor), f"/konto/kooperationen/{cooperation.id}/vorlegen", form


def at_once(*presses: Press) -> list[int]:
    """All press at the same moment; the status of each, in their order: 500 where it went wrong altogether."""
    together, answers = Barrier(len(presses)), dict[int, int]()
    db.session.remove()

    def press(n: int, browser: Any, door: str, form: dict[str, Any]) -> None:
        together.wait(10)
        try:
            answers[n] = browser.post(door, data=form).status_code
        except Exception:
            answers[n] = 500

    threads = [Thread(target=press, args=(n, *one)) for n, one in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [answers[n] for n in range(len(presses))]


def again(cooperation: Cooperation) -> Cooperation:
    """As it stands in the database."""
    db.session.rollback()
    return db.session.get_one(Cooperation, cooperation.id, populate_existing=True)


def meet(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Whoever comes to this point waits a moment for the other: both are there at once, unless one is locked out."""
    meeting, through = Barrier(2), getattr(module, name)

    def together(*args: Any, **values: Any) -> Any:
        try:
            meeting.wait(TOGETHER["seconds"])
        except BrokenBarrierError:
            meeting.reset()
        return through(*args, **values)

    monkeypatch.setattr(module, name, together)


@pytest.fixture
def unlocked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if no door held what it changes: no row is locked, and SQLite's writers do not queue."""
    monkeypatch.setattr(queries, "to_change", lambda statement, of=None: statement)
    if db.engine.dialect.name == "postgresql":
        # There nobody is locked out any more: both come, however slow the machine.
        monkeypatch.setitem(TOGETHER, "seconds", 30)

    def begin(connection: Any) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")

    event.remove(Engine, "begin", database._begin)
    event.listen(Engine, "begin", begin)
    yield
    event.remove(Engine, "begin", begin)
    event.listen(Engine, "begin", database._begin)


# ---- the last two yeses --------------------------------------------------------------------------


def the_last_two(
    cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[int], Cooperation]:
    cooperation = a_cooperation(cast, *towns.all[:3])
    presses = [yes_of(cooperation, town, as_person) for town in (towns.brandis, towns.borsdorf)]
    meet(monkeypatch, declaring, "settle")
    answers = at_once(*presses)
    return answers, again(cooperation)


def test_the_last_two_yeses_at_once_agree_it_once(
    app: Flask, cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, cooperation = the_last_two(cast, towns, as_person, monkeypatch)
    assert answers == [303, 303]
    assert (cooperation.state, cooperation.agreed_version) == ("agreed", 1)
    assert everybody_counted_said_yes(cooperation)
    assert steps_of(cooperation).count("agree") == 1
    assert steps_of(cooperation).count("release_cooperation") == 1
    assert_sound()


@pytest.mark.usefixtures("unlocked")
def test_negative_control_without_the_lock_neither_sees_the_other(
    app: Flask, cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, cooperation = the_last_two(cast, towns, as_person, monkeypatch)
    assert (answers, cooperation.state) != ([303, 303], "agreed")
    assert cooperation.state == "proposed", "all have said yes, or one could not; it is not agreed"


# ---- a yes and a new text ------------------------------------------------------------------------


@pytest.mark.parametrize("attempt", range(4))
def test_a_yes_while_another_text_is_laid_is_to_the_text_that_was_read(
    app: Flask, cast: Cast, towns: Towns, as_person: Browser, attempt: int
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    rewrite(cooperation, towns.naunhof, *towns.all[:2], why="Ganz anders.")
    yes, text = yes_of(cooperation, towns.brandis, as_person), text_of(cooperation, towns.naunhof, as_person)
    answers = at_once(yes, text) if attempt % 2 else at_once(text, yes)[::-1]
    there = again(cooperation)
    assert answers[1] == 303
    assert answers[0] in (303, 409)
    assert (there.state, there.agreed_version) == (("agreed", 1) if answers[0] == 303 else ("proposed", None))
    assert said_by(there, towns.brandis) == ([yes[2]["fingerprint"]] if answers[0] == 303 else [])
    assert_sound()


def said_by(cooperation: Cooperation, town: Town) -> list[str]:
    """The fingerprints of the texts this town has said yes to."""
    return [said.fingerprint for said in place_of(cooperation, town).declarations if said.verdict == "accepted"]


def test_negative_control_without_a_look_at_what_was_read_she_is_held_to_another_text(
    app: Flask, cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_whatever_is_laid(partner: Any, **values: Any) -> Any:
        laid = partner.cooperation.laid
        return declare(partner, **values | {"version": laid.number, "fingerprint": laid.fingerprint})

    declare = answering.declare
    cooperation = a_cooperation(cast, *towns.all[:2])
    rewrite(cooperation, towns.naunhof, *towns.all[:2], why="Ganz anders.")
    browser, door, read = yes_of(cooperation, towns.brandis, as_person)
    lay(cooperation, towns.naunhof)
    assert browser.post(door, data=read).status_code == 409, "the look at what was read"
    monkeypatch.setattr(answering, "declare", to_whatever_is_laid)
    assert browser.post(door, data=read).status_code == 303
    there = again(cooperation)
    assert (there.state, there.agreed_version) == ("agreed", 2)
    assert said_by(there, towns.brandis) != [read["fingerprint"]], "agreed, though she never read it"


# ---- the same twice ------------------------------------------------------------------------------


def the_same_twice(
    cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[int], int, int]:
    cooperation = a_cooperation(cast, *towns.all[:3])
    place = place_of(cooperation, towns.brandis).id
    presses = [yes_of(cooperation, towns.brandis, as_person, text="Gern.") for _ in range(2)]
    meet(monkeypatch, declaring, "_ensure_sound")
    answers = at_once(*presses)
    db.session.rollback()
    rows = select(func.count()).select_from(Declaration).where(Declaration.partner_id == place)
    told = select(func.count()).select_from(JournalEntry).where(JournalEntry.verb == "declare")
    return answers, db.session.scalar(rows) or 0, (db.session.scalar(told) or 0) - 1


def test_the_same_declaration_twice_is_one(
    app: Flask, cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert the_same_twice(cast, towns, as_person, monkeypatch) == ([303, 303], 1, 1)
    assert_sound()


@pytest.mark.usefixtures("unlocked")
def test_negative_control_without_the_lock_it_is_said_twice_or_fails(
    app: Flask, cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert the_same_twice(cast, towns, as_person, monkeypatch) != ([303, 303], 1, 1)


def test_two_who_represent_one_body_say_different_things(
    app: Flask, cast: Cast, towns: Towns, as_person: Browser
) -> None:
    """Both are on file, one counts."""
    cooperation = a_cooperation(cast, *towns.all[:3])
    place = place_of(cooperation, towns.brandis).id
    yes = yes_of(cooperation, towns.brandis, as_person)
    no = yes_of(cooperation, towns.brandis, as_person, verdict="declined", text="Doch nicht.")
    assert at_once(yes, no) == [303, 303]
    db.session.rollback()
    rows = db.session.execute(select(Declaration.superseded_at).where(Declaration.partner_id == place)).all()
    assert sorted(row.superseded_at is None for row in rows) == [False, True]
    assert_sound()


# ---- the same draft laid twice -------------------------------------------------------------------


def laid_twice(
    cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[int], int, int]:
    cooperation = a_cooperation(cast, *towns.all[:2], state="draft")
    number = cooperation.id
    presses = [text_of(cooperation, towns.naunhof, as_person) for _ in range(2)]
    meet(monkeypatch, proposing, "faults_of")
    answers = at_once(*presses)
    db.session.rollback()
    texts = select(func.count()).select_from(CooperationVersion).where(CooperationVersion.cooperation_id == number)
    return answers, db.session.scalar(texts) or 0, db.session.scalar(select(func.count()).select_from(PartnerRoom)) or 0


def test_the_same_draft_laid_twice_is_one_text(
    app: Flask, cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, texts, rooms = laid_twice(cast, towns, as_person, monkeypatch)
    assert (sorted(answers), texts, rooms) == ([303, 409], 1, 1)
    assert_sound()


@pytest.mark.usefixtures("unlocked")
def test_negative_control_without_the_lock_both_lay_it_or_one_fails(
    app: Flask, cast: Cast, towns: Towns, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, texts, rooms = laid_twice(cast, towns, as_person, monkeypatch)
    assert (sorted(answers), texts, rooms) != ([303, 409], 1, 1)


def test_the_last_yes_while_the_proposal_is_withdrawn(app: Flask, cast: Cast, towns: Towns, as_person: Browser) -> None:
    """Agreed or withdrawn, never both."""
    cooperation = a_cooperation(cast, *towns.all[:2])
    yes = yes_of(cooperation, towns.brandis, as_person)
    door = f"/konto/kooperationen/{cooperation.id}/zurueckziehen"
    at_once(yes, (as_person(cast.frieda), door, {"reason": "Kein Geld."}))
    there = again(cooperation)
    assert (there.state, there.agreed_version) in (("agreed", 1), ("withdrawn", None))
    assert len({"agree", "withdraw_proposal"} & set(steps_of(there))) == 1
    assert_sound()


def test_two_join_at_once_and_both_are_in(app: Flask, cast: Cast, towns: Towns, as_person: Browser) -> None:
    cooperation = a_cooperation(cast, *towns.all, rule="from_n", threshold=2)
    say(cooperation, towns.brandis)
    presses = [yes_of(cooperation, town, as_person) for town in (towns.borsdorf, towns.parthenstein)]
    assert at_once(*presses) == [303, 303]
    there = again(cooperation)
    assert len([place for place in there.present if place.has_accepted(1)]) == 4
    assert steps_of(there).count("agree") == 1
    assert_sound()
