"""One person, one support, under parallel fire, against a real server with several processes.

    python -m scripts.support_storm                        # SQLite in a folder of its own
    python -m scripts.support_storm --database embedded    # the PostgreSQL of the test environment
    python -m scripts.support_storm --database postgresql://…   # an empty database
    python -m scripts.support_storm --mixed                # every second request takes the support back

For each of 200 people 50 requests leave at the same moment. Ends with 1 unless there is one row per pair, the counter
equals the rows, and no answer was a fault (503 says "again in a moment"; it is counted, and sent again).
"""

import argparse
import secrets
import sys

from sqlalchemy import func, select

from app.accounts.models import Authority, Person
from app.core.clock import now
from app.core.database import db, transaction
from app.ideas.models import Idea, IdeaVersion
from app.things.models import Support, Thing
from scripts.storms import Ground, Press, Storm, arguments, empty_ground, report


def main() -> int:
    """Prepare, fire, count; the exit status says whether everything adds up."""
    asked = _arguments()
    with empty_ground(asked) as ground:
        number, cookies = _prepare(ground)
        storm = ground.storm(_presses(number, cookies, asked), threads=asked.requests, is_together=True)
        faults = _faults(number, asked, storm)
    what = f"{asked.people} people x {asked.requests} requests"
    return report(storm, asked, what, faults, {"303", "503"})


def _arguments() -> argparse.Namespace:
    parser = arguments(__doc__, seconds=900, mixed="every second request takes the support back")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--requests", type=int, default=50, help="parallel requests of each person")
    return parser.parse_args()


def _prepare(ground: Ground) -> tuple[int, list[str]]:
    """One public idea, that many people; returns the idea's number and a session cookie for each."""
    mark = secrets.token_hex(4)
    with transaction():
        body = Authority(slug=mark, name=f"Landkreis {mark}", title="Ideenkreis", land="SN", office="Amt")
        crowd = [
            Person(email=f"{mark}-{n}@example.com", session_key=secrets.token_hex(16))
            for n in range(ground.asked.people)
        ]
        idea = Idea(
            title="Ein sicherer Radweg", slug="ein-sicherer-radweg", state="published", version=1, authority=body,
            published_at=now(), listed_at=now(), submitted_at=now(),
            versions=[IdeaVersion(number=1, title="Ein sicherer Radweg", text="Bitte.", submitted_at=now())],
        )  # fmt: skip
        db.session.add_all([body, idea, *crowd])
    return idea.id, ground.cookies(crowd)


def _presses(number: int, cookies: list[str], asked: argparse.Namespace) -> list[Press]:
    """Person after person; where it is mixed, every second one takes the support back."""
    steps = ("unterstuetzen", "nicht-mehr-unterstuetzen" if asked.mixed else "unterstuetzen")
    return [
        Press(cookie, f"/mitmachen/{number}/{steps[place % 2]}")
        for cookie in cookies
        for place in range(asked.requests)
    ]


def _faults(number: int, asked: argparse.Namespace, storm: Storm) -> list[str]:
    """What does not add up; first the figures."""
    mine = Support.thing_id == number
    rows = db.session.scalar(select(func.count()).select_from(Support).where(mine)) or 0
    pairs = db.session.scalar(select(func.count(Support.person_id.distinct())).where(mine)) or 0
    counter = db.session.scalar(select(Thing.supports).where(Thing.id == number)) or 0
    print(f"rows {rows}, pairs {pairs}, counter {counter}")
    faults = []
    if not rows == pairs == counter:
        faults.append("rows, pairs and the counter differ")
    if not asked.mixed and rows != asked.people:
        faults.append("somebody's support is missing")
    if storm.statuses["303"] != asked.people * asked.requests:
        faults.append("not every request was answered")
    return faults


if __name__ == "__main__":
    sys.exit(main())
