import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.clock import now
from app.core.database import db, transaction
from app.core.limits import LimitWindow


def add_window(key: str = "a") -> None:
    db.session.add(LimitWindow(key=key, hits=0, ends_at=now()))


def hits() -> int:
    return db.session.scalar(select(LimitWindow.hits)) or 0


def test_a_transaction_leaves_nothing_behind_when_something_goes_wrong(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        add_window()
        db.session.flush()
        raise ZeroDivisionError
    assert db.session.scalars(select(LimitWindow)).all() == []


def test_transactions_do_not_nest(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction(), transaction():
        pass


def test_a_naive_moment_is_refused(app: Flask) -> None:
    with pytest.raises(Exception, match="without time zone"), transaction():
        db.session.add(LimitWindow(key="a", hits=0, ends_at=datetime(2026, 1, 1)))  # noqa: DTZ001
        db.session.flush()


def test_moments_come_back_aware_in_utc(app: Flask) -> None:
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    with transaction():
        db.session.add(LimitWindow(key="a", hits=0, ends_at=moment))
    db.session.expire_all()
    assert db.session.scalar(select(LimitWindow.ends_at)) == moment


def count_in_parallel(app: Flask, step: str) -> int:
    def work() -> None:
        with app.app_context():
            for _ in range(10):
                if step == "locked":
                    with transaction():
                        db.session.execute(update(LimitWindow).values(hits=LimitWindow.hits + 1))
                else:
                    seen = hits()
                    with transaction():
                        db.session.execute(update(LimitWindow).values(hits=seen + 1))
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return hits()


def test_parallel_counting_loses_nothing(app: Flask) -> None:
    with transaction():
        add_window()
    assert count_in_parallel(app, "locked") == 40


def test_negative_control_reading_outside_the_transaction_loses_counts(app: Flask) -> None:
    with transaction():
        add_window()
    assert count_in_parallel(app, "read before") < 40
