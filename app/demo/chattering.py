"""Comments in bulk for measuring: the same for the same seed, on public ideas and projects, few of them with many.

Core inserts, a batch a transaction, with both counters. Nothing is written into the journal: nobody is to be told.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import bindparam, insert, select, union_all, update

from app.core.clock import now
from app.core.database import db, transaction
from app.demo.crowding import BATCH, LATEST
from app.demo.people import NAMES
from app.demo.plans import GroundIsMissing
from app.discussion.models import Comment
from app.discussion.queries import KINDS
from app.ideas.models import Idea
from app.ideas.workflow import OPEN_STATES
from app.projects.models import Project
from app.search.keeping import rebuilding
from app.things.models import Thing

SKEW = 3
"""The higher, the more of the comments stand at few things."""
STEP = timedelta(seconds=20)
EARLIEST = LATEST - timedelta(days=700)
"""Some projects of the concepts are older than this platform; nobody talked about them here before that day."""

OPENINGS = (
    "Das finde ich gut", "Da bin ich skeptisch", "Genau das fehlt hier", "Das gab es schon einmal",
    "Endlich sagt es jemand",
    "Schöner Gedanke", "So einfach ist es leider nicht", "Meine Stimme haben Sie",
)  # fmt: skip
MIDDLES = (
    "denn im Winter ist dort alles dunkel", "aber wer kümmert sich später darum", "weil es den Kindern hilft",
    "nur kosten darf es nicht zu viel", "im Nachbarort klappt das seit Jahren", "der Bauhof hätte das Material",
    "und der Verein würde mitmachen", "vielleicht erst einmal auf Probe",
)  # fmt: skip
ENDINGS = (".", "!", ". Ich wäre dabei.", ". Was meinen die anderen?", ". Bitte dranbleiben.", ". Danke für die Idee!")

Place = tuple[int, datetime]
"""A thing, and since when people can talk there."""


def load_comments(wanted: int, seed: int) -> Iterator[int]:
    """Fill up to so many comments of this seed, every third an answer; yields how many came with each batch."""
    column = Comment.__table__.c.once
    known = set(db.session.scalars(select(column).where(column.startswith(f"bulk:{seed}:"))))
    places = _places(seed)
    has_new = False
    for start in range(0, wanted, BATCH):
        numbers = range(start, min(start + BATCH, wanted))
        missing = [number for number in numbers if _key(seed, number) not in known]
        if missing:
            with transaction():
                _put_comments(missing, seed, places)
            has_new = True
            yield len(missing)
    for step in rebuilding(KINDS) if has_new else ():
        with transaction():
            step()


def _key(seed: int, number: int) -> str:
    return f"bulk:{seed}:{number}"


def _random(seed: int, number: int) -> Random:
    return Random(f"{seed}:comment:{number}")  # noqa: S311 - made up, not secret


def _places(seed: int) -> list[Place]:
    """Where people talk, in an order of this seed: the first are talked about most."""
    idea, project = Idea.__table__, Project.__table__
    ideas = select(idea.c.id, idea.c.listed_at).where(idea.c.listed_at.is_not(None), idea.c.state.in_(OPEN_STATES))
    projects = select(project.c.id, project.c.listed_at).where(project.c.listed_at.is_not(None))
    places = sorted((row[0], max(row[1], EARLIEST)) for row in db.session.execute(union_all(ideas, projects)))
    if not places:
        raise GroundIsMissing("run `flask demo load` first: there is nothing to comment on")
    Random(f"{seed}:places").shuffle(places)  # noqa: S311 - made up, not secret
    return places


def _is_answer(number: int) -> bool:
    return number % BATCH % 3 == 2


def _answered(number: int, seed: int) -> int:
    """The comment it answers: an earlier one of the same batch that is no answer itself."""
    random, first = _random(seed, -number), number - number % BATCH
    while _is_answer(chosen := random.randrange(first, number)):
        continue
    return chosen


def _place_of(number: int, seed: int, places: Sequence[Place]) -> Place:
    return places[int(len(places) * _random(seed, number).random() ** SKEW)]


def _put_comments(missing: Sequence[int], seed: int, places: Sequence[Place]) -> None:
    begun = [number for number in missing if not _is_answer(number)]
    answers = {number: _answered(number, seed) for number in missing if _is_answer(number)}
    table: Any = Comment.__table__
    rows = [_row(number, seed, _place_of(number, seed, places)) for number in begun]
    if rows:
        db.session.execute(insert(table), rows)
    columns = (table.c.once, table.c.id, table.c.thing_id, table.c.created_at)
    keys = [_key(seed, number) for number in set(answers.values())]
    above = {row.once: row for row in db.session.execute(select(*columns).where(table.c.once.in_(keys)))}
    for number, answered in answers.items():
        parent = above[_key(seed, answered)]
        rows.append(_row(number, seed, (parent.thing_id, parent.created_at)) | {"parent_id": parent.id})
    if answers:
        db.session.execute(insert(table), rows[len(begun) :])
    _add_up(Thing.__table__, "comments", Counter(row["thing_id"] for row in rows))
    _add_up(table, "replies", Counter(row["parent_id"] for row in rows if row["parent_id"]))


def _row(number: int, seed: int, place: Place) -> dict[str, Any]:
    thing_id, since = place
    random = _random(seed, number + BATCH * BATCH * BATCH)
    at = min(since + STEP * (number + 1), now())
    text = f"{random.choice(OPENINGS)}, {random.choice(MIDDLES)}{random.choice(ENDINGS)}"
    return {
        "thing_id": thing_id, "parent_id": None, "author_kind": "person",
        "author_name": f"{random.choice(NAMES)} Probe", "text": text, "lang": "de", "version": 1, "supports": 0,
        "replies": 0, "once": _key(seed, number), "created_at": at, "published_at": at,
    }  # fmt: skip


def _add_up(table: Any, name: str, counts: Counter[int]) -> None:
    """Add to the counter of each row, in the database."""
    if counts:
        column = table.c[name]
        added = update(table).where(table.c.id == bindparam("row")).values({name: column + bindparam("more")})
        # In the order of their numbers, so that two who load at the same time wait for each other.
        db.session.execute(added, [{"row": id, "more": n} for id, n in sorted(counts.items())])
