"""What time deletes: bytes without a row, rows a month after removal, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask

from app.core.clock import clock_at, now
from app.core.database import db, transaction
from app.files.attaching import attach, carry_files, release_files, remove_file
from app.files.jobs import forget_loose_files, sweep
from app.files.models import Attachment
from app.restrictions.models import Restriction
from tests.cast import Cast
from tests.files.stage import hang, received, store_of
from tests.worlds import an_idea

DAY = timedelta(days=1)


def keys(app: Flask) -> set[str]:
    return set(store_of(app).list_keys())


def test_bytes_nobody_attached_go_after_a_day(app: Flask, cast: Cast) -> None:
    file = hang(app, an_idea(cast, "draft"), cast.anna)
    loose = received(app)
    assert sweep(store_of(app)) == 0
    with clock_at(now() + 2 * DAY):
        assert sweep(store_of(app)) == 2
    assert keys(app) == {file.key, file.preview_key}
    assert loose.key not in keys(app)


def test_removed_files_lose_bytes_and_row_after_a_month(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast, "draft")
    kept, gone = hang(app, idea, cast.anna), hang(app, idea, cast.anna)
    with transaction():
        remove_file(gone)
    for days, left in ((29, 2), (31, 1)):
        with clock_at(now() + days * DAY):
            with transaction():
                forget_loose_files()
            sweep(store_of(app))
        assert db.session.query(Attachment).count() == left
        assert len(keys(app)) == 2 * left
    assert keys(app) == {kept.key, kept.preview_key}


def test_a_row_a_restriction_speaks_of_stays_without_its_bytes(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast)
    file = hang(app, idea, cast.anna)
    with transaction():
        remove_file(file)
        db.session.add(Restriction(thing_id=idea.id, attachment_id=file.id, ground="law", norm="x", facts="x"))
    with clock_at(now() + 31 * DAY):
        with transaction():
            assert forget_loose_files() == 0
        sweep(store_of(app))
    assert db.session.query(Attachment).count() == 1
    assert keys(app) == set()


def test_bytes_a_project_shares_stay_while_it_shows_them(app: Flask, cast: Cast) -> None:
    idea, other = an_idea(cast), an_idea(cast)
    file = hang(app, idea, cast.anna)
    with transaction():
        release_files(idea.id)
    db.session.refresh(file)
    with transaction():
        carry_files(idea.id, other.id)
        remove_file(db.session.get_one(Attachment, file.id))
    with clock_at(now() + 31 * DAY):
        with transaction():
            assert forget_loose_files() == 1
        assert sweep(store_of(app)) == 0
    assert len(keys(app)) == 2


def test_the_worker_sweeps_at_night(app: Flask, cast: Cast, run_jobs: Callable[[], int]) -> None:
    received(app)
    run_jobs()
    assert len(keys(app)) == 2
    with clock_at(now() + 2 * DAY):
        run_jobs()
    assert keys(app) == set()


def test_a_crash_between_bytes_and_row_leaves_no_row_and_bytes_for_the_sweep(app: Flask, cast: Cast) -> None:
    idea: Any = an_idea(cast, "draft")
    try:
        with transaction():
            attach(idea, received(app), cast.anna, None)
            raise RuntimeError("the lights went out")
    except RuntimeError:
        pass
    assert db.session.query(Attachment).count() == 0
    assert len(keys(app)) == 2
    with clock_at(now() + 2 * DAY):
        assert sweep(store_of(app)) == 2
