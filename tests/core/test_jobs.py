from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.database import db, transaction
from app.core.jobs import Job, enqueue, oldest_due, run_due_jobs


@pytest.fixture
def done(app: Flask) -> list[Any]:
    """A kind of job that notes its payloads; `fail` makes it fall over."""
    seen: list[Any] = []

    def handler(payload: dict[str, Any]) -> None:
        if payload.get("fail"):
            raise ConnectionError("mail server away")
        seen.append(payload["n"])

    app.extensions["jobs"]["note"] = handler
    return seen


def waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(Job)) or 0


def test_a_job_is_done_once_and_gone(done: list[Any]) -> None:
    with transaction():
        enqueue("note", "1", {"n": 1})
        enqueue("note", "1", {"n": 1})
    assert run_due_jobs() == 1
    assert done == [1]
    assert waiting() == 0


def test_a_job_of_a_rolled_back_transaction_never_was(done: list[Any]) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        enqueue("note", "1", {"n": 1})
        raise ZeroDivisionError
    assert run_due_jobs() == 0
    assert done == []


def test_a_failing_job_waits_and_does_not_stop_the_others(done: list[Any]) -> None:
    with transaction():
        enqueue("note", "1", {"n": 1, "fail": True})
        enqueue("note", "2", {"n": 2})
    run_due_jobs()
    assert done == [2]
    job = db.session.scalars(select(Job)).one()
    assert job.attempts == 1
    assert "mail server away" in (job.last_error or "")
    assert job.run_at > now()


def test_a_claimed_job_of_a_dead_worker_is_taken_again(app: Flask, done: list[Any]) -> None:
    with transaction():
        enqueue("note", "1", {"n": 1})
    from app.core.jobs import _claim

    assert _claim() is not None
    assert run_due_jobs() == 0
    with time_machine.travel(now() + timedelta(minutes=6)):
        assert run_due_jobs() == 1
    assert done == [1]


def test_oldest_due_tells_since_when_something_waits(done: list[Any]) -> None:
    assert oldest_due() is None
    with transaction():
        enqueue("note", "1", {"n": 1})
    assert oldest_due() is not None
