"""What a region's pages show of goals: how well they are covered, and what they correspond to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.concepts.connection_wording import kind_labels
from app.concepts.connections import page_of_correspondences
from app.concepts.models import Concept
from app.concepts.queries import (
    LAYERS,
    MOST,
    GoalNode,
    GoalTree,
    concepts_of_authority,
    find_concept,
    goal_tree,
    goals_with_keys,
)
from app.coverage.queries import NOTHING, Coverage, coverage_of
from app.municipalities.models import Region
from app.municipalities.region_drawing import Counted
from app.municipalities.region_queries import district_authorities_of

MOST_DRAWN = 40
MOST_PAIRS = 60


def tree_of(concept: Concept) -> GoalTree:
    """Fields of action and goals of the concept's current edition; three queries."""
    return goal_tree(concept.id, kinds=LAYERS[:2], edition=concept.edition, most=MOST)


@dataclass(frozen=True)
class Covered:
    """How well the goals of a concept are covered: all together, and one by one in the document's order."""

    whole: Coverage
    goals: list[Counted]

    @property
    def shown(self) -> list[Counted]:
        """What one drawing holds."""
        return self.goals[:MOST_DRAWN]

    @property
    def gaps(self) -> list[Counted]:
        """The goals nobody has thought of anything for."""
        return [one for one in self.goals if one.is_gap]


def covered_goals(concept: Concept, tree: GoalTree) -> Covered:
    """The coverage of the concept's goals, of its fields where it has no goals yet; one query."""
    covered = coverage_of(concept.id)
    goals = tree.of_kind(LAYERS[1]) or tree.of_kind(LAYERS[0])
    counted = [_counted(goal, covered.get(goal.id, NOTHING)) for goal in goals]
    return Covered(covered.get(concept.id, NOTHING), counted)


def _counted(goal: GoalNode, one: Coverage) -> Counted:
    return Counted(goal, one.idea_count, one.project_count)


@dataclass(frozen=True)
class Tie:
    """The goal at the other end, how the two belong together and why."""

    goal: GoalNode
    kind: str
    reason: str


@dataclass(frozen=True)
class Connection:
    """What corresponds between the region's concept and another one, seen from both ends; empty where nothing does."""

    concept: Concept
    is_of_district: bool
    from_here: list[tuple[GoalNode, list[Tie]]]
    from_there: list[tuple[GoalNode, list[Tie]]]
    here: Mapping[int, Coverage]
    """Per goal of the other concept (and for all of it together): what there is for it in this region."""

    @property
    def whole(self) -> Coverage:
        return self.here.get(self.concept.id, NOTHING)


@dataclass(frozen=True)
class Connections:
    """All concepts the region's goals correspond to, those of its districts first even where nothing does yet."""

    concepts: list[Connection]
    kinds: dict[str, str]
    is_cut: bool


def connections_of(region: Region, concept: Concept, tree: GoalTree) -> Connections:
    """What both sides have decided on, the newest of it where there is very much."""
    page = page_of_correspondences(concept.id, None, MOST_PAIRS)
    pairs: dict[str, list[Any]] = defaultdict(list)
    for row in page.rows:
        pairs[row.other_concept].append(row)
    of_district = [key for key in _keys_of_districts(region) if key != concept.key]
    keys = dict.fromkeys([*of_district, *pairs])
    own = {goal.key: goal for goal in _with(tree, concept, (row.own_key for row in page.rows))}
    found = [
        _connection(region, other, own, pairs[key], is_of_district=key in of_district)
        for key in keys
        if (other := find_concept(key)) is not None
    ]
    return Connections(found, kind_labels(), page.next is not None)


def _keys_of_districts(region: Region) -> list[str]:
    authorities = district_authorities_of(region.id)
    return [row.key for authority in authorities for row in concepts_of_authority(authority)]


def _with(tree: GoalTree, concept: Concept, keys: Iterable[str]) -> Sequence[GoalNode]:
    """The goals of the tree, with those named that stand further down."""
    missing = {key for key in keys if key not in tree.by_key}
    return [*tree.goals, *(goals_with_keys(concept, missing).named(sorted(missing)) if missing else [])]


def _connection(
    region: Region, concept: Concept, own: Mapping[str, GoalNode], rows: Sequence[Any], *, is_of_district: bool
) -> Connection:
    others = goals_with_keys(concept, {row.other_key for row in rows}).by_key if rows else {}
    there: dict[GoalNode, list[Tie]] = defaultdict(list)
    back: dict[GoalNode, list[Tie]] = defaultdict(list)
    for row in rows:
        here, other = own[row.own_key], others[row.other_key]
        there[here].append(Tie(other, row.kind, row.reason))
        back[other].append(Tie(here, row.kind, row.reason))
    covered = coverage_of(concept.id, f"region:{region.slug}") if rows or is_of_district else {}
    return Connection(concept, is_of_district, _in_order(there), _in_order(back), covered)


def _in_order(pairs: Mapping[GoalNode, list[Tie]]) -> list[tuple[GoalNode, list[Tie]]]:
    """By the order of the documents, on both ends."""
    sides = sorted(pairs.items(), key=lambda pair: (pair[0].position, pair[0].id))
    return [(goal, sorted(ties, key=lambda tie: (tie.goal.position, tie.goal.id))) for goal, ties in sides]
