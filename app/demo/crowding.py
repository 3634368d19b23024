"""Bulk data for measuring: many invented ideas and projects, the same for the same seed, under the same rules.

Rows enter by Core inserts, a batch a transaction; each keeps what the verbs would have kept: a version, a goal,
a chronicle entry that nobody is told about, and `listed_at` exactly where everybody may read it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from app.concepts.models import Concept, Goal
from app.core.clock import local
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.core.texts import fold, slugify
from app.core.working_days import add_working_days, working_day_from
from app.coverage.tallying import recounting
from app.demo.plans import GroundIsMissing
from app.ideas.models import Idea, IdeaGoal, IdeaVersion, idea_municipality
from app.municipalities.models import Municipality
from app.projects.models import Project, ProjectGoal, project_municipality
from app.search.keeping import rebuilding
from app.things.models import Thing

BATCH = 1000
# Fixed, so that the same seed gives the same rows on any day.
LATEST = datetime(2026, 6, 1, 12, tzinfo=UTC)
STATES = ("published",) * 5 + ("pooled",) * 3 + ("closed",) * 3 + ("submitted",) * 2 + ("refused",)
PROJECT_STATES = ("proposed", "submitted_for_decision", "adopted", "running", "running", "finished")
OUTCOMES = ("running", "done", "not_pursued")

WHAT = (
    "Bänke", "ein Radweg", "ein Rufbus", "Obstbäume", "ein Treffpunkt", "ein Spielplatz", "eine Bücherzelle",
    "Trinkbrunnen", "ein Lehrpfad", "ein Nachbarschaftsladen", "Solardächer", "ein Jugendraum", "Schwimmkurse",
    "eine Leihstation", "ein Wochenmarkt", "ein Blühstreifen", "Ladesäulen", "ein Sportplatz", "eine Mitfahrbank",
)  # fmt: skip
WHERE = ("am Bahnhof", "an der Schule", "im Ortskern", "am See", "am Markt", "am Ortsrand", "neben der Feuerwehr")
WHY = (
    "damit man sich wieder trifft", "damit Kinder sicher ankommen", "damit niemand ein Auto braucht",
    "weil es im Sommer zu heiß ist", "weil viele Ältere darauf warten", "damit junge Leute bleiben",
)  # fmt: skip
SENTENCES = (
    "Viele im Ort sprechen schon lange darüber.", "Ein Anfang im Kleinen würde genügen.",
    "Der Verein hilft gern mit.", "Das kostet wenig und nützt vielen.", "Andere Orte machen gute Erfahrungen damit.",
    "Um die Pflege kümmern sich Freiwillige.", "Auch die Schule hätte etwas davon.",
)  # fmt: skip


Batch = list[tuple[int, Random]]


@dataclass(frozen=True)
class Ground:
    """What the rows stand on: towns with their authority and Land, and the goals of each authority."""

    towns: Sequence[tuple[int, str, int, str]]
    goals: dict[int, list[int]]


def load_ideas(wanted: int, seed: int) -> Iterator[int]:
    """Fill up to so many ideas of this seed; yields how many came with each batch."""
    return _fill(Idea, wanted, seed, _put_ideas)


def load_projects(wanted: int, seed: int) -> Iterator[int]:
    """Fill up to so many projects of this seed; yields how many came with each batch."""
    return _fill(Project, wanted, seed, _put_projects)


def _fill(
    kind: type[Idea] | type[Project], wanted: int, seed: int, put: Callable[[Batch, int, Ground], None]
) -> Iterator[int]:
    keys = set(db.session.scalars(select(kind.source_key).where(kind.source_key.startswith(f"bulk:{seed}:"))))
    missing = [number for number in range(wanted) if _key(seed, number) not in keys]
    ground = _ground()
    for start in range(0, len(missing), BATCH):
        batch = [
            (number, Random(f"{seed}:{kind.__tablename__}:{number}"))  # noqa: S311 - made up, not secret
            for number in missing[start : start + BATCH]
        ]
        with transaction():
            put(batch, seed, ground)
        yield len(batch)
    # Written past the verbs; one count at the end is cheaper than settling each batch.
    for step in [*recounting(), *rebuilding((kind.__tablename__,))] if missing else ():
        with transaction():
            step()


def _key(seed: int, number: int) -> str:
    return f"bulk:{seed}:{number}"


def _ground() -> Ground:
    there_are = select(Municipality).where(Municipality.valid_until.is_(None)).order_by(Municipality.ags)
    towns = [
        (town.id, town.name.partition(",")[0], town.district.authority_id, town.district.authority.land)
        for town in db.session.scalars(there_are)
    ]
    goal, concept = Goal.__table__, Concept.__table__
    thing = Thing.__table__
    tags: dict[int, list[int]] = {}
    taggable = (
        select(thing.c.authority_id, goal.c.id)
        .join(goal, goal.c.id == thing.c.id)
        .join(concept, concept.c.id == goal.c.concept_id)
        .where(goal.c.is_taggable)
        .order_by(concept.c.key, goal.c.key)
    )
    for authority_id, goal_id in db.session.execute(taggable):
        tags.setdefault(authority_id, []).append(goal_id)
    usable = [town for town in towns if town[2] in tags]
    if not usable:
        raise GroundIsMissing("run `flask municipalities load` and `flask concepts load` first")
    return Ground(usable, tags)


def _put(table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)


def _things(kind: str, drawn: list[dict[str, Any]]) -> list[int]:
    """The common rows; returns their numbers in the same order."""
    table: Any = Thing.__table__
    rows = [
        {
            "kind": kind, "title": one["title"], "slug": slugify(one["title"]), "authority_id": one["authority"],
            "published_at": one["at"] if one["is_public"] else None, "created_at": one["at"], "updated_at": one["at"],
        }
        for one in drawn
    ]  # fmt: skip
    return list(db.session.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows))


def _draw(number: int, random: Random, ground: Ground, states: Sequence[str]) -> dict[str, Any]:
    town, name, authority, land = random.choice(ground.towns)
    title = f"{random.choice(WHAT)} {random.choice(WHERE)} in {name}, {random.choice(WHY)}"
    state = random.choice(states)
    goals = ground.goals[authority]
    return {
        "number": number, "title": title[0].upper() + title[1:], "town": town, "authority": authority, "land": land,
        "text": " ".join(random.sample(SENTENCES, 4)), "state": state,
        "is_public": state not in {"submitted", "refused"},
        "goals": random.sample(goals, min(len(goals), random.randint(1, 3))),
        "at": LATEST - timedelta(minutes=random.randint(0, 60 * 24 * 700)), "outcome": random.choice(OUTCOMES),
        "as": f"Einwohner aus {name}",
    }  # fmt: skip


def _put_ideas(batch: Batch, seed: int, ground: Ground) -> None:
    drawn = [_draw(number, random, ground, STATES) for number, random in batch]
    ids = _things("idea", drawn)
    pairs = list(zip(ids, drawn, strict=True))
    _put(Idea.__table__, [_idea_row(id, one, seed) for id, one in pairs])
    _put(
        IdeaVersion.__table__,
        [
            {"idea_id": id, "number": 1, "title": one["title"], "text": one["text"], "saved_at": one["at"],
             "submitted_at": one["at"]}
            for id, one in pairs
        ],
    )  # fmt: skip
    _put(
        IdeaGoal.__table__,
        [{"idea_id": id, "goal_id": g, "is_main": g == one["goals"][0]} for id, one in pairs for g in one["goals"]],
    )
    _put(idea_municipality, [{"idea_id": id, "municipality_id": one["town"]} for id, one in pairs])
    _put(JournalEntry.__table__, [_entry(id, one) for id, one in pairs])


def _idea_row(id: int, one: dict[str, Any], seed: int) -> dict[str, Any]:
    day: date = local(one["at"]).date()
    is_answered = one["state"] in {"pooled", "closed"}
    return {
        "id": id, "state": one["state"], "outcome": one["outcome"] if one["state"] == "closed" else None,
        "answer": "Danke für die Idee. Wir haben sie geprüft." if is_answered else None,
        "answered_at": one["at"] if is_answered else None, "source_key": _key(seed, one["number"]),
        "author_name": one["as"], "version": 1, "submitted_at": one["at"],
        "publish_due_on": add_working_days(day, 5, one["land"]),
        "answer_due_on": working_day_from(day + timedelta(weeks=6), one["land"]),
        "listed_at": one["at"] if one["is_public"] else None, "folded": fold(f"{one['title']} {one['text']}"),
    }  # fmt: skip


def _put_projects(batch: Batch, seed: int, ground: Ground) -> None:
    drawn = [_draw(number, random, ground, PROJECT_STATES) for number, random in batch]
    pairs = list(zip(_things("project", drawn), drawn, strict=True))
    _put(
        Project.__table__,
        [
            {"id": id, "state": one["state"], "description": one["text"], "source_key": _key(seed, one["number"]),
             "listed_at": one["at"], "folded": fold(f"{one['title']} {one['text']}")}
            for id, one in pairs
        ],
    )  # fmt: skip
    _put(
        ProjectGoal.__table__,
        [
            {"project_id": id, "goal_id": g, "relation": "main" if g == one["goals"][0] else "further"}
            for id, one in pairs
            for g in one["goals"]
        ],
    )
    _put(project_municipality, [{"project_id": id, "municipality_id": one["town"]} for id, one in pairs])
    _put(JournalEntry.__table__, [_entry(id, one) for id, one in pairs])


def _entry(id: int, one: dict[str, Any]) -> dict[str, Any]:
    return {
        "thing_id": id, "verb": "imported", "to_state": one["state"], "version": 1, "actor_role": "import",
        "audience": "public" if one["is_public"] else "staff", "details": {}, "at": one["at"], "told_at": one["at"],
    }  # fmt: skip
