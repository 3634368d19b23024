"""The worker: real SMTP, signals, broken connections, and what the clock deletes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email import policy as email_policy
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select, text, update

from app.accounts.models import EmailProof
from app.core.clock import clock_at, now
from app.core.database import db, transaction
from app.core.jobs import Job, enqueue
from app.core.limits import LimitWindow, is_within_limit
from app.ideas.models import Idea
from app.ideas.places import Place
from app.ideas.submitting import start_draft, submit_idea
from app.notifications import cli, working
from app.notifications.working import keep_clock, work_once
from tests.cast import Cast


class Sink:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[str], Any]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=email_policy.default)
        self.got.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 OK"


def an_idea(cast: Cast) -> Idea:
    with transaction():
        idea, _key = start_draft(Place.whole(cast.here), title="Überdachte Plätze", text="Für alle.", by=cast.anna)
        submit_idea(idea, by=cast.anna)
    return idea


def test_mails_leave_by_smtp(cast: Cast, app: Flask, run_jobs: Callable[[], int]) -> None:
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    try:
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        an_idea(cast)
        run_jobs()
    finally:
        server.stop()
    ((sender, recipients, message),) = sink.got
    assert sender == "ideenkreis@example.org"
    assert recipients == ["anna@example.org"]
    assert "Überdachte Plätze" in message["Subject"]
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"


def test_mails_are_files_where_that_is_wished(cast: Cast, app: Flask, run_jobs: Callable[[], int]) -> None:
    an_idea(cast)
    run_jobs()
    assert len(list((app.config["DATA"] / "mail").glob("*.eml"))) == 1


def test_the_clock_deletes_what_is_not_kept(cast: Cast) -> None:
    with clock_at(now() - timedelta(days=20)), transaction():
        old, _key = start_draft(Place.whole(cast.here), title="Alt", text="Text")
        assert is_within_limit("try", "somebody", 3, timedelta(hours=1))
    with transaction():
        fresh, _key = start_draft(Place.whole(cast.here), title="Neu", text="Text")
        assert is_within_limit("try", "somebody", 3, timedelta(hours=1))
        for hours in (-30, -20, 1):
            proof = EmailProof(
                id=str(uuid4()), purpose="sign_in", email="anna@example.org", expires_at=now() + timedelta(hours=hours)
            )
            db.session.add(proof)
    keep_clock()
    assert db.session.scalars(select(Idea.id)).all() == [fresh.id]
    assert old.id != fresh.id
    assert db.session.scalar(select(func.count(EmailProof.id))) == 2
    assert db.session.scalar(select(func.count(LimitWindow.key))) == 1


def test_one_failing_deletion_does_not_stop_the_others(app: Flask, cast: Cast) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    app.extensions["retention"] = {"broken": fail, **app.extensions["retention"]}
    with clock_at(now() - timedelta(days=20)), transaction():
        start_draft(Place.whole(cast.here), title="Alt", text="Text")
    keep_clock()
    assert db.session.scalar(select(func.count(Idea.id))) == 0


def test_the_clock_is_kept_once_an_hour(cast: Cast) -> None:
    work_once()
    with clock_at(now() - timedelta(days=20)), transaction():
        start_draft(Place.whole(cast.here), title="Alt", text="Text")
    work_once()
    assert db.session.scalar(select(func.count(Idea.id))) == 1
    with clock_at(now() + timedelta(hours=1)):
        work_once()
    assert db.session.scalar(select(func.count(Idea.id))) == 0


def test_jobs_run_once_and_retention_run_say_what_they_did(cast: Cast, app: Flask) -> None:
    an_idea(cast)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["jobs", "run", "--once"]).output == "jobs: 2 done\n"
    assert runner.invoke(args=["jobs", "run", "--once"]).output == "jobs: 0 done\n"
    with clock_at(now() - timedelta(days=20)), transaction():
        start_draft(Place.whole(cast.here), title="Alt", text="Text")
    assert "drafts: 1" in runner.invoke(args=["retention", "run"]).output


def test_the_worker_survives_a_broken_database_and_goes_on(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cli, "IDLE_SECONDS", 0.01)
    stopped = Event()

    def work() -> None:
        with app.app_context():
            cli.work_until(stopped)

    with transaction():
        db.session.execute(text("ALTER TABLE job RENAME TO gone"))
    worker = Thread(target=work)
    worker.start()
    try:
        wait_for(lambda: "the worker stumbled" in caplog.text)
        with transaction():
            db.session.execute(text("ALTER TABLE gone RENAME TO job"))
        an_idea(cast)
        wait_for(lambda: bool(list((app.config["DATA"] / "mail").glob("*.eml"))))
    finally:
        stopped.set()
        worker.join(10)
    assert not worker.is_alive()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_the_worker_finishes_its_job_and_ends_when_told_to(app: Flask, tmp_path: Path, name: str) -> None:
    log, told, code = tmp_path / "log", tmp_path / "told", (
        "import time\n"
        "from pathlib import Path\n"
        "from app import create_app\n"
        "def slow(payload):\n"
        "    Path(payload['log']).write_text('begun')\n"
        "    while not Path(payload['told']).exists(): time.sleep(0.02)\n"
        "    Path(payload['log']).write_text('done')\n"
        "app = create_app()\n"
        "app.extensions['jobs']['send_mail'] = slow\n"
        "app.test_cli_runner()\n"
        "app.cli.main(['jobs', 'run'], obj=__import__('flask').cli.ScriptInfo(create_app=lambda: app))\n"
    )  # fmt: skip
    with transaction():
        enqueue("send_mail", "slow", {"log": str(log), "told": str(told)})
        never = {"log": str(tmp_path / "never"), "told": str(told)}
        enqueue("send_mail", "next", never, run_at=now() + timedelta(seconds=0.5))
    settings = {
        "ENV": "test", "DATA": str(tmp_path), "DATABASE_URL": app.config["DATABASE_URL"], "SECRET_KEY": "k" * 40,
        "MAIL_FROM": "ideenkreis@example.org", "BASE_URL": "http://localhost",
    }  # fmt: skip
    environment = os.environ | {f"IDEENKREIS_{key}": value for key, value in settings.items()}
    root = Path(__file__).parent.parent.parent
    worker = subprocess.Popen([sys.executable, "-c", code], env=environment | {"PYTHONPATH": str(root)}, cwd=root)
    try:
        wait_for(lambda: worker.poll() is not None or (log.exists() and log.read_text() == "begun"), seconds=60)
        worker.send_signal(getattr(signal, name))
        told.touch()
        assert worker.wait(20) == 0
    finally:
        worker.kill()
        worker.wait()
    assert log.read_text() == "done"
    assert not (tmp_path / "never").exists()
    db.session.rollback()
    assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "send_mail")) == 1


def test_a_job_nobody_finished_is_taken_up_again(cast: Cast, app: Flask, run_jobs: Callable[[], int]) -> None:
    an_idea(cast)
    with transaction():
        working.tell_unprocessed()
        db.session.execute(update(Job).values(locked_until=now() + timedelta(minutes=5), attempts=1))
    assert run_jobs() == 0
    with clock_at(now() + timedelta(minutes=6)):
        assert run_jobs() == 1
    assert len(list((app.config["DATA"] / "mail").glob("*.eml"))) == 1


def wait_for(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until that holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)
