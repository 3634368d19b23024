"""A forum with ten threads against one with ten thousand: queries and time of its page in every order, and of a thread.

Both stand in the same database and are read in turns by this process; the median counts. It writes into the database
it is given (`IDEENKREIS_DATA`): take a copy. `python -m bench.forums [--threads 10000] [--rounds 15]`
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, event, insert, select, text

from app import create_app
from app.accounts.models import Membership, Person
from app.concepts.models import Concept
from app.core.clock import now, today
from app.core.database import db, transaction
from app.formats import running
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.forums.queries import SORTS
from app.things.models import Thing


def a_forum(title: str, count: int) -> tuple[str, str]:
    """Addresses of an open forum with so many threads in two topics, and of its last thread."""
    concept = db.session.scalars(select(Concept).order_by(Concept.id)).first()
    if concept is None:
        raise SystemExit("Hier ist nichts zu messen: erst `flask --app wsgi demo load`.")
    held = select(Membership.person_id).where(Membership.authority_id == concept.authority_id)
    by = db.session.scalars(select(Person).where(Person.id.in_(held))).first()
    if by is None:
        raise SystemExit("Hier fehlt jemand, der moderiert.")
    day = today()
    with transaction():
        forum = running.begin_format(concept, kind="forum", title=title, by=by, opens_on=day, closes_on=day)
        forum.text = forum.what_is_fixed = forum.what_is_open = forum.who_decides = forum.what_happens = "Zum Messen."
        forum.level = "consultation"
        forum.sections.extend(FormatSection(position=n, title=f"Thema {n}") for n in range(2))
    with transaction():
        running.announce_format(forum, by=by, version=forum.version)
    with transaction():
        running.open_format(forum, by=by)
    last = many_threads(forum, count)
    return f"/beteiligung/{forum.id}-{forum.slug}", f"/beteiligung/themen/{last}"


def many_threads(forum: ParticipationFormat, count: int) -> int:
    """So many threads written straight into the tables, spread over its topics; the number of the last one."""
    with transaction():
        first = (db.session.scalar(select(Thing.id).order_by(Thing.id.desc()).limit(1)) or 0) + 1
        begun, things, said = now() - timedelta(days=30), [], []
        sections = [section.id for section in db.session.merge(forum).sections]
        for n in range(count):
            at = begun + timedelta(seconds=7 * n)
            things.append({
                "id": first + n, "kind": "thread", "title": f"Beitrag {n}", "slug": "beitrag", "published_at": at,
                "authority_id": forum.authority_id, "supports": n % 97, "comments": n % 5, "followers": 0,
                "created_at": at, "updated_at": at,
            })  # fmt: skip
            said.append({
                "id": first + n, "format_id": forum.id, "section_id": sections[n % len(sections)], "lang": "de",
                "author_kind": "person", "text": f"Beitrag {n} sagt etwas über die Wege. " * 5, "version": 1,
                "wish": "event", "supporters": n % 97, "answers": n % 5, "last_word_at": at + timedelta(hours=n % 11),
            })  # fmt: skip
        db.session.execute(insert(Thing.__table__), things)
        db.session.execute(insert(Contribution.__table__), said)
        if db.session.get_bind().dialect.name == "postgresql":
            moved = text("select setval(pg_get_serial_sequence('thing', 'id'), :last)")
            db.session.execute(moved, {"last": first + count})
        db.session.execute(text("analyze"))
    return first + count - 1


@contextmanager
def counting() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def measure(threads: int, rounds: int) -> Iterator[str]:
    """A line per page: queries and median milliseconds with few and with many threads."""
    app = create_app()
    with app.app_context():
        few, many = a_forum("Kleines Forum", 10), a_forum("Großes Forum", threads)
    pages = {f"Forum, {sort}": tuple(f"{one[0]}?sort={sort}" for one in (few, many)) for sort in SORTS}
    client = app.test_client()
    for name, pair in {**pages, "Beitrag": (few[1], many[1])}.items():
        asked, took = [0, 0], ([], [])  # type: tuple[list[int], tuple[list[float], list[float]]]
        for _round in range(rounds + 1):
            for n, address in enumerate(pair):
                with counting() as statements:
                    start = time.perf_counter()
                    answer = client.get(address)
                    took[n].append(time.perf_counter() - start)
                if answer.status_code != 200:
                    raise SystemExit(f"{address} antwortet mit {answer.status_code}.")
                asked[n] = len(statements)
        medians = [statistics.median(times[1:]) * 1000 for times in took]
        yield f"{name:<24} {asked[0]:>3} / {asked[1]:>3} Abfragen   {medians[0]:6.1f} / {medians[1]:6.1f} ms"


def main() -> None:
    """Measure and say it."""
    parser = argparse.ArgumentParser(prog="python -m bench.forums", description=__doc__)
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    for line in measure(given.threads, given.rounds):
        print(line)


if __name__ == "__main__":
    main()
