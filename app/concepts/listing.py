"""What the lists of ideas and of projects have in common: the filter, its conditions, goals, towns and points."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, cast, func, select, true

from app.concepts.models import Concept, Goal, GoalAncestor
from app.core.database import db
from app.municipalities.geojson import ROUGHNESS, Box
from app.municipalities.models import Municipality
from app.municipalities.standing import of_today, standing_for, towns_of_region
from app.search.finding import holding
from app.things.models import Thing
from app.things.queries import is_public

_goal = Goal.__table__.alias("tagged_goal")
_goal_thing = Thing.__table__.alias("thing_of_goal")
_field = Goal.__table__.alias("field_of_action")
_concept = Concept.__table__.alias("concept_of_goal")


@dataclass(frozen=True)
class ListFilter:
    """What a list shall show; ids, already looked up by the door. Nothing set: everything public.

    `corresponding` are goals of other concepts that count like those asked for, each with what is below it.
    `outcome` narrows closed ideas; projects have none. What went into another thing is left out of lists that do not
    ask for it by its state or by `with_merged`: it would stand there twice.
    """

    concept_id: int | None = None
    goal_ids: tuple[int, ...] = ()
    corresponding: tuple[int, ...] = ()
    municipality_id: int | None = None
    region_id: int | None = None
    authority_id: int | None = None
    states: tuple[str, ...] = ()
    outcome: str | None = None
    origin: str | None = None
    words: str = ""
    sort: str = "neu"
    with_merged: bool = False
    among: Select[Any] | None = None
    """Only those with these numbers: what hangs on the list from above says which."""


EVERYTHING = ListFilter()


@dataclass(frozen=True)
class Listed:
    """One kind of thing that lists show, with the columns of its tags (`tagged`, `goal`) and towns (`placed`, `town`).

    Only the tags for which `serves` holds find it. In a region is what is for it or for one of its municipalities.
    `conditions` is the one visibility query of its lists: pages, counts, maps and the interface all go through it.
    """

    kind: Any
    tagged: Any
    goal: Any
    is_main: Any
    placed: Any
    town: Any
    serves: ColumnElement[bool] = field(default_factory=true)

    def conditions(self, wanted: ListFilter) -> list[ColumnElement[bool]]:
        """Public, and what the filter asks for."""
        kind = self.kind
        conditions: list[ColumnElement[bool]] = [kind.listed_at.is_not(None), is_public()]
        if wanted.concept_id:
            conditions.append(self._has_tag(_goal.c.concept_id == wanted.concept_id))
        wide = [(goal_id, *wanted.corresponding) for goal_id in wanted.goal_ids]
        conditions += [self._has_tag(GoalAncestor.ancestor_id.in_(goal_ids)) for goal_ids in wide]
        if wanted.municipality_id:
            here = standing_for([wanted.municipality_id])
            conditions.append(kind.id.in_(select(self.placed).where(self.town.in_(here))))
        if wanted.region_id:
            inside = kind.id.in_(select(self.placed).where(self.town.in_(towns_of_region(wanted.region_id))))
            conditions.append((kind.region_id == wanted.region_id) | inside)
        if wanted.authority_id:
            conditions.append(kind.authority_id == wanted.authority_id)
        if wanted.states:
            conditions.append(kind.state.in_(wanted.states))
        if wanted.outcome:
            conditions.append(kind.outcome == wanted.outcome)
        if wanted.origin:
            conditions.append(kind.origin == wanted.origin)
        if wanted.among is not None:
            conditions.append(kind.id.in_(wanted.among))
        if not wanted.states and not wanted.with_merged:
            conditions.append(kind.state != "merged")
        return conditions + self.holding(wanted.words)

    def holding(self, words: str) -> list[ColumnElement[bool]]:
        """Holds the words, as the search of the whole site finds them."""
        kind = self.kind.__mapper__.polymorphic_identity
        return [self.kind.id.in_(holding(words, kind))] if words.strip() else []

    def count(self, wanted: ListFilter) -> int:
        """How many the filters leave."""
        return db.session.scalar(select(func.count()).select_from(self.kind).where(*self.conditions(wanted))) or 0

    def count_by_municipality(self, wanted: ListFilter) -> dict[int | None, int]:
        """Per municipality of today: what the filters leave for it; under None what belongs to no single one."""
        counted = (
            select(of_today, func.count(self.kind.id.distinct()))
            .select_from(self.kind)
            .outerjoin(self.town.table, self.placed == self.kind.id)
            .outerjoin(Municipality, Municipality.id == self.town)
            .where(*self.conditions(wanted))
            .group_by(of_today)
        )
        return {municipality_id: count for municipality_id, count in db.session.execute(counted)}

    def points(self, wanted: ListFilter, most: int) -> list[tuple[float, float]]:
        """The exact points of what the filters leave; none at all where there are more than `most`."""
        exact = select(self.kind.latitude, self.kind.longitude).where(
            self.kind.latitude.is_not(None), *self.conditions(wanted)
        )
        found = db.session.execute(exact.order_by(self.kind.id).limit(most + 1)).all()
        return [(row.latitude, row.longitude) for row in found] if len(found) <= most else []

    def located(self, wanted: ListFilter, box: Box | None, most: int) -> list[Row[Any]]:
        """Each with its own point, else with that of its first municipality; newest first, at most `most`.

        The box is drawn a little too wide: what it leaves is checked against the rounded point, or asking for ever
        smaller boxes would tell the exact one.
        """
        first = select(func.min(self.town)).where(self.placed == self.kind.id).correlate(self.kind.__table__)
        latitude = func.coalesce(self.kind.latitude, Municipality.latitude)
        longitude = func.coalesce(self.kind.longitude, Municipality.longitude)
        rows: Select[Any] = (
            select(
                self.kind.id.label("number"), self.kind.title, self.kind.slug, self.kind.state,
                latitude.label("latitude"), longitude.label("longitude"),
                self.kind.latitude.is_not(None).label("is_exact"),
            )
            .outerjoin(Municipality, Municipality.id == first.scalar_subquery())
            .where(latitude.is_not(None), *self.conditions(wanted))
        )  # fmt: skip
        if box is not None:
            rows = rows.where(
                latitude.between(box.south - ROUGHNESS, box.north + ROUGHNESS),
                longitude.between(box.west - ROUGHNESS, box.east + ROUGHNESS),
            )
        return list(db.session.execute(rows.order_by(self.kind.id.desc()).limit(most)).all())

    def goals_of(self, numbers: Collection[int]) -> dict[int, list[Row[Any]]]:
        """Per thing: its goals, the main one first, each with its colours, a scene of its field and its concept."""
        tags = (
            select(
                self.tagged.label("thing"), self.is_main.label("is_main"), _goal.c.id, _goal.c.key, _goal.c.goal_kind,
                _goal_thing.c.title, _goal.c.short_title, _goal.c.is_taggable, _concept.c.key.label("concept"),
                _concept.c.short_title.label("concept_title"), func.min(_field.c.tone).label("tone"),
                func.max(_field.c.tone).label("other_tone"),
                _scene_of_first_tone().label("scene"),
            )
            .join(_goal, _goal.c.id == self.goal)
            .join(_goal_thing, _goal_thing.c.id == _goal.c.id)
            .join(_concept, _concept.c.id == _goal.c.concept_id)
            .join(GoalAncestor, GoalAncestor.goal_id == _goal.c.id)
            .join(_field, _field.c.id == GoalAncestor.ancestor_id)
            .where(self.tagged.in_(numbers))
            .group_by(self.tagged, self.goal, _goal.c.id, _goal_thing.c.id, _concept.c.id)
            .order_by(self.tagged, self.is_main.desc(), _goal.c.position, _goal.c.id)
        )  # fmt: skip
        return _grouped(tags)

    def towns_of(self, numbers: Collection[int]) -> dict[int, list[Row[Any]]]:
        """Per thing: its municipalities by name."""
        towns = (
            select(self.placed.label("thing"), Municipality.id, Municipality.ags, Municipality.name)
            .join(Municipality, Municipality.id == self.town)
            .where(self.placed.in_(numbers))
            .order_by(Municipality.sort_name)
        )
        return _grouped(towns)

    def _has_tag(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        tag = (
            select(self.tagged)
            .join(_goal, _goal.c.id == self.goal)
            .join(GoalAncestor, GoalAncestor.goal_id == self.goal)
            .where(condition, self.serves)
        )
        found: ColumnElement[bool] = self.kind.id.in_(tag)
        return found


def _scene_of_first_tone() -> ColumnElement[str | None]:
    """The scene of the field whose tone is the lowest: tone (one digit) and scene are compared as one word."""
    named = cast(_field.c.tone, String).concat(func.coalesce(_field.c.details["scene"].as_string(), ""))
    return func.nullif(func.substr(func.min(named), 2), "")


def _grouped(rows: Select[Any]) -> dict[int, list[Row[Any]]]:
    groups: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(rows):
        groups.setdefault(row.thing, []).append(row)
    return groups
