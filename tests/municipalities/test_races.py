"""Two extracts loaded at the same moment, through the desk: the second one neither doubles nor undoes the first."""

from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import Membership, Organisation
from app.core.database import db, to_change, transaction
from app.municipalities import comparing, loading
from app.municipalities.models import Municipality, PlaceExtract, RegionMember
from tests.cast import Cast
from tests.invariants import assert_sound
from tests.municipalities.extracts import BRANDIS, NEWTOWN, a_place, as_file, merged
from tests.municipalities.test_desk import read_in, seen_on

SECONDS = 1.5
"""So long one waits for the other; whoever is locked out comes later."""


@pytest.fixture
def admins(cast: Cast, as_person: Callable[..., Any]) -> list[Any]:
    """Two who administer the installation."""
    with transaction():
        db.session.add_all(Membership(person_id=one.id, role="admin") for one in (cast.gerda, cast.bernd))
    db.session.expire_all()
    return [as_person(one) for one in (cast.gerda, cast.bernd)]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """All at the same moment; what each returns, or the fault it met."""
    together, answers = Barrier(len(works)), dict[int, Any]()
    db.session.remove()

    def do(n: int, work: Callable[[], Any]) -> None:
        together.wait(10)
        try:
            answers[n] = work()
        except Exception as error:
            answers[n] = type(error)

    threads = [Thread(target=do, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [answers[n] for n in range(len(works))]


def meet(monkeypatch: pytest.MonkeyPatch, seconds: float = SECONDS) -> None:
    """Whoever has compared waits a moment for the other, unless one of them is locked out."""
    meeting, through = Barrier(2), loading.apply_plan

    def together(plan: comparing.Plan) -> None:
        try:
            meeting.wait(seconds)
        except BrokenBarrierError:
            meeting.reset()
        through(plan)

    monkeypatch.setattr(loading, "apply_plan", together)


def with_a_new_town() -> dict[str, Any]:
    """Brandis has gone into Naunhof, and there is a town nobody knew."""
    data = merged()
    data["municipalities"].append(a_place(NEWTOWN, "Neustadt, Stadt", "14729"))
    return data


def counts() -> tuple[int, ...]:
    """How many places, town halls, memberships of regions and loaded extracts there are."""
    db.session.rollback()
    tables = (Municipality, Organisation, RegionMember)
    loaded = select(func.count()).select_from(PlaceExtract).where(PlaceExtract.loaded_at.is_not(None))
    return (*(db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables),
            db.session.scalar(loaded) or 0)  # fmt: skip


def brandis() -> Municipality:
    return db.session.scalars(select(Municipality).where(Municipality.ags == BRANDIS)).one()


def test_one_extract_loaded_twice_at_once_is_loaded_once(
    cast: Cast, admins: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, address = counts(), read_in(admins[0], with_a_new_town())
    seen = seen_on(admins[0].get(address).get_data(as_text=True))
    meet(monkeypatch)
    press = [lambda one=one: one.post(f"{address}/laden", data={"seen": seen}).status_code for one in admins]
    assert at_once(*press) == [303, 303]
    # Beside the new town's, the town hall of the one that had none.
    assert counts() == (before[0] + 1, before[1] + 2, before[2], before[3] + 1)
    assert (brandis().is_gone, brandis().of_today.ags) == (True, cast.naunhof.ags)
    assert_sound()


def test_two_loads_of_one_file_from_the_terminal_are_one(cast: Cast, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """They do not go by the row of what was put aside: the districts are held."""
    before, file = counts(), as_file(with_a_new_town())
    meet(monkeypatch)
    assert at_once(*[lambda: load(app, file)] * 2) in ([1, 0], [0, 1]), "one brings the town, the other nothing"
    assert counts() == (before[0] + 1, before[1] + 2, before[2], before[3] + 1)
    assert_sound()


def test_an_older_one_that_comes_second_is_refused(cast: Cast, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    newer, older = as_file(merged("2026-06-01")), as_file(with_a_new_town())
    with transaction():
        loading.load_municipalities(newer)
    assert at_once(lambda: load(app, older), lambda: load(app, newer))[0] is loading.ExtractIsOlder
    assert brandis().is_gone
    assert_sound()


def test_negative_control_without_the_lock_both_bring_the_town(
    cast: Cast, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only PostgreSQL lets two write at once: SQLite's writers queue by themselves."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    monkeypatch.setattr(comparing, "to_change", lambda statement, of=None: statement)
    assert comparing.to_change is not to_change
    meet(monkeypatch, 30)
    answers = at_once(*[lambda: load(app, as_file(with_a_new_town()))] * 2)
    assert len([one for one in answers if isinstance(one, type)]) == 1, "one runs into the other"


def load(app: Any, file: Any) -> int:
    """As the terminal loads it; how many places are new."""
    with app.app_context(), transaction():
        return loading.load_municipalities(file).new
