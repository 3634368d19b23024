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

from sqlalchemy import func, select

from app.accounts.models import Authority, Person
from app.boards.models import BoardRule, Card, DotsGiven
from app.concepts.models import Concept
from app.core.clock import now
from app.core.database import db, transaction
from app.formats.models import FormatSection, ParticipationFormat
from app.things.models import Support
from scripts.storms import Ground, Press, arguments, empty_ground, report


def main() -> int:
    """Prepare, fire, count; the exit status says whether everything adds up."""
    asked = _arguments()
    with empty_ground(asked) as ground:
        numbers, cookies = _prepare(ground)
        storm = ground.storm(_presses(numbers, cookies, asked.mixed), threads=asked.threads)
        faults = _faults(asked)
    what = f"{asked.people} people x {asked.cards} cards, {asked.dots} dots"
    return report(storm, asked, what, faults, {"303", "503"})


def _arguments() -> argparse.Namespace:
    parser = arguments(__doc__, seconds=600, mixed="every third request takes a dot back")
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--cards", type=int, default=8, help="cards each of them tries")
    parser.add_argument("--dots", type=int, default=3, help="dots each of them has")
    parser.add_argument("--threads", type=int, default=48, help="requests under way at the same moment")
    return parser.parse_args()


def _prepare(ground: Ground) -> tuple[list[int], list[str]]:
    """One open workshop with a question and its cards, that many people with a session each."""
    mark, asked = secrets.token_hex(4), ground.asked
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
    return [card.id for card in cards], ground.cookies(crowd)


def _presses(numbers: list[int], cookies: list[str], is_mixed: bool) -> list[Press]:
    """Person after person, each with every card; where it is mixed, every third one takes the dot before it back."""
    presses = []
    for cookie in cookies:
        for place, number in enumerate(numbers):
            presses.append(Press(cookie, f"/beteiligung/karten/{number}/punkt"))
            if is_mixed and place % 2:
                presses.append(Press(cookie, f"/beteiligung/karten/{number}/punkt-zuruecknehmen"))
    return presses


def _faults(asked: argparse.Namespace) -> list[str]:
    """What does not add up; first the figures."""
    rows = db.session.scalar(select(func.count()).select_from(Support)) or 0
    counters = db.session.scalar(select(func.sum(Card.supports))) or 0
    given = {row.person_id: row.given for row in db.session.execute(select(DotsGiven.person_id, DotsGiven.given))}
    counted = select(Support.person_id, func.count().label("dots")).group_by(Support.person_id)
    each = {row.person_id: row.dots for row in db.session.execute(counted)}
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


if __name__ == "__main__":
    sys.exit(main())
