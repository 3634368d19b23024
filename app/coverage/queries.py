"""Reading the tallies: how well each goal is covered, in one query per concept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from app.concepts.models import Goal
from app.core.database import db
from app.coverage.models import EVERYWHERE, GoalTally

_tally, _goal = GoalTally.__table__, Goal.__table__


@dataclass
class Coverage:
    """What serves one goal: ideas and projects by state, on it or below it, each once; `supports` of all together."""

    ideas: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    supports: int = 0

    @property
    def idea_count(self) -> int:
        """All public ideas, as the list for this goal shows them."""
        return sum(self.ideas.values())

    @property
    def pooled(self) -> int:
        return self.ideas.get("pooled", 0)

    @property
    def project_count(self) -> int:
        return sum(self.projects.values())

    @property
    def is_gap(self) -> bool:
        """Nobody has thought of anything here yet."""
        return not self.idea_count and not self.project_count

    def add(self, counted_as: str, things: int, supports: int) -> None:
        kind, _colon, state = counted_as.partition(":")
        counts = self.ideas if kind == "idea" else self.projects
        counts[state] = counts.get(state, 0) + things
        self.supports += supports


NOTHING = Coverage()


def coverage_of(concept_id: int, place: str = EVERYWHERE) -> dict[int, Coverage]:
    """Per goal of the concept: its coverage in that place; goals without any are missing (`NOTHING`)."""
    rows = (
        select(_tally.c.goal_id, _tally.c.counted_as, _tally.c.things, _tally.c.supports)
        .join(_goal, _goal.c.id == _tally.c.goal_id)
        .where(_goal.c.concept_id == concept_id, _tally.c.place == place, _tally.c.things != 0)
        .order_by(_tally.c.goal_id, _tally.c.counted_as)
    )
    found: dict[int, Coverage] = {}
    for row in db.session.execute(rows):
        found.setdefault(row.goal_id, Coverage()).add(row.counted_as, row.things, row.supports)
    return found


def idea_counts(covered: Mapping[int, Coverage]) -> dict[int, int]:
    """Of each goal the public ideas alone."""
    return {goal_id: one.idea_count for goal_id, one in covered.items()}
