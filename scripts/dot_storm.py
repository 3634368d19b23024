"""Everybody in one workshop gives dots at once, and more than there are, against a real server with several processes.

    python -m scripts.dot_storm                        # SQLite in a folder of its own
    python -m scripts.dot_storm --database embedded    # the PostgreSQL of the test environment
    python -m scripts.dot_storm --mixed                # every third request takes a dot back

Each of 300 people tries eight cards of a question at the same moment and has three dots. Ends with 1 unless nobody has
given more than that, the row that counts what somebody gave equals her dots, every card counts its dots, and no answer
was a fault (503 says "again in a moment"; it is counted, and sent again).
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import Authority, Person
from app.boards.models import BoardRule, Card, DotsGiven
from app.concepts.models import Concept
from app.core.clock import now
from app.core.database import db, transaction
from app.formats.models import FormatSection, ParticipationFormat
from app.things.models import Support
from scripts import support_storm as ground

Try = tuple[str, int, str]
"""Whose cookie, which card, which step."""


def main() -> int:
    """Prepare, fire, count; the exit status says whether everything adds up."""
    asked = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="ideenkreis-dots-") as folder,
        ground._database(asked.database, folder) as url,
    ):
        settings = ground._settings(Path(folder), url)
        app = create_app(settings)
        numbers, cookies = _prepare(app, asked)
        with ground._server(settings, asked.workers) as port:
            storm = Storm(port, _tries(numbers, cookies, asked.mixed), asked)
            storm.rage()
        faults = _faults(app, asked)
        with app.app_context():
            db.engine.dispose()
    return _report(asked, storm, faults)


class Storm:
    """The clients: threads that take the next try as soon as they have an answer; one person's tries run together."""

    def __init__(self, port: int, tries: list[Try], asked: argparse.Namespace) -> None:
        self.port, self.asked, self.statuses, self.took = port, asked, Counter[str](), 0.0
        self.slowest = 0.0
        self.tries: SimpleQueue[Try] = SimpleQueue()
        for one in tries:
            self.tries.put(one)

    def rage(self) -> None:
        """Send everything."""
        counted: list[Counter[str]] = [Counter() for _ in range(self.asked.threads)]
        threads = [Thread(target=self._work, args=(mine,)) for mine in counted]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.took = time.monotonic() - began
        for one in counted:
            self.statuses += one

    def _work(self, counted: Counter[str]) -> None:
        ends_at = time.monotonic() + self.asked.seconds
        while time.monotonic() < ends_at:
            try:
                cookie, number, step = self.tries.get_nowait()
            except Empty:
                return
            began = time.monotonic()
            while (status := self._post(number, step, cookie)) == "503" and time.monotonic() < ends_at:
                counted[status] += 1
                time.sleep(ground.AGAIN_SECONDS)
            counted[status] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _post(self, number: int, step: str, cookie: str) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ground.PATIENCE_SECONDS)
        try:
            connection.request("POST", f"/beteiligung/karten/{number}/{step}", headers={"Cookie": f"sitzung={cookie}"})
            return str(connection.getresponse().status)
        except (OSError, HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--database", default="", help="embedded, or the address of an empty database; default SQLite")
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--cards", type=int, default=8, help="cards each of them tries")
    parser.add_argument("--dots", type=int, default=3, help="dots each of them has")
    parser.add_argument("--threads", type=int, default=48, help="requests under way at the same moment")
    parser.add_argument("--workers", type=int, default=3, help="processes of the server, four threads each")
    parser.add_argument("--seconds", type=int, default=600, help="after so long it stops and has failed")
    parser.add_argument("--mixed", action="store_true", help="every third request takes a dot back")
    return parser.parse_args()


def _prepare(app: Flask, asked: argparse.Namespace) -> tuple[list[int], list[str]]:
    """All tables, one open workshop with a question and its cards, that many people with a session each."""
    mark = secrets.token_hex(4)
    with app.app_context():
        upgrade()
        with transaction():
            body = Authority(slug=mark, name=f"Landkreis {mark}", title="Ideenkreis", land="SN", office="Amt")
            crowd = [
                Person(email=f"{mark}-{n}@example.com", session_key=secrets.token_hex(16)) for n in range(asked.people)
            ]
            concept = Concept(
                key=mark, title="Konzept", slug=mark, short_title="Konzept", concept_kind="kek", region="Landkreis",
                status="adopted", edition="2030", authority=body, published_at=now(), content={}, file_digest="-",
            )  # fmt: skip
            workshop = ParticipationFormat(
                title="Werkstatt", slug="werkstatt", format_kind="workshop", state="open", authority=body,
                concept=concept, published_at=now(), sections=[FormatSection(position=0, title="Was fehlt?")],
            )  # fmt: skip
            db.session.add_all([body, concept, workshop, *crowd])
            db.session.flush()
            cards = [
                Card(
                    title=f"Karte {n}", text=f"Karte {n}", authority=body, format_id=workshop.id, published_at=now(),
                    section_id=workshop.sections[0].id, author_kind="event", author_name="Werkstatt",
                )
                for n in range(asked.cards)
            ]  # fmt: skip
            db.session.add_all([BoardRule(format_id=workshop.id, dots_each=asked.dots), *cards])
        return [card.id for card in cards], [ground._cookie(app, person) for person in crowd]


def _tries(numbers: list[int], cookies: list[str], is_mixed: bool) -> list[Try]:
    """Person after person, each with every card; where it is mixed, every third try takes the dot before it back."""
    tries = []
    for cookie in cookies:
        for place, number in enumerate(numbers):
            tries.append((cookie, number, "punkt"))
            if is_mixed and place % 2:
                tries.append((cookie, number, "punkt-zuruecknehmen"))
    return tries


def _faults(app: Flask, asked: argparse.Namespace) -> list[str]:
    """What does not add up; first the figures."""
    with app.app_context():
        rows = db.session.scalar(select(func.count()).select_from(Support)) or 0
        counters = db.session.scalar(select(func.sum(Card.supports))) or 0
        given = {row.person_id: row.given for row in db.session.execute(select(DotsGiven.person_id, DotsGiven.given))}
        counted = select(Support.person_id, func.count().label("dots")).group_by(Support.person_id)
        each = {row.person_id: row.dots for row in db.session.execute(counted)}
        db.session.remove()
    print(f"dots {rows}, counters {counters}, given {sum(given.values())}, most of one person {max(each.values())}")
    faults = []
    if not rows == counters == sum(given.values()):
        faults.append("dots, counters and what was given differ")
    if any(given.get(person, 0) != dots for person, dots in each.items()):
        faults.append("somebody's row differs from her dots")
    if max(each.values()) > asked.dots:
        faults.append("somebody gave more than she has")
    if not asked.mixed and rows != asked.people * min(asked.dots, asked.cards):
        faults.append("somebody could not give all her dots")
    return faults


def _report(asked: argparse.Namespace, storm: Storm, faults: list[str]) -> int:
    sent = sum(storm.statuses.values())
    name = asked.database.split(":", maxsplit=1)[0] or "sqlite"
    print(f"database {name}, {asked.people} people x {asked.cards} cards, {asked.dots} dots, {asked.workers} processes")
    print("answers " + ", ".join(f"{status}: {count}" for status, count in sorted(storm.statuses.items())))
    print(f"{sent} requests in {storm.took:.1f} s, {sent / storm.took:.0f} a second, slowest {storm.slowest:.1f} s")
    if not set(storm.statuses) <= {"303", "503"}:
        faults = [*faults, "not every answer was 303 or 503"]
    print("; ".join(faults).upper() if faults else "all adds up")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
