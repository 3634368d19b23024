"""From which idea or project a cooperation begins, and what of it fills the first page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.cooperations.terms import MOST_PARTIES
from app.core.database import db
from app.core.forms import sent_number
from app.core.texts import clean
from app.ideas import queries as ideas
from app.ideas.models import Idea
from app.municipalities.models import Municipality
from app.projects import queries as projects
from app.projects.models import Project
from app.things.models import Thing

IDEA, PROJECT = "idee", "projekt"


@dataclass(frozen=True)
class Origin:
    """A public idea or project: what it is, and the fields it fills."""

    thing: Thing
    key: str
    values: dict[str, Any]

    @property
    def is_idea(self) -> bool:
        return self.thing.kind == "idea"


def origin_asked(asked: Mapping[str, str]) -> Origin | None:
    """The idea or project a link names (`?idee=`, `?projekt=`), if everybody may read it."""
    for word in (IDEA, PROJECT):
        if asked.get(word):
            return find_origin(f"{word}:{asked[word]}")
    return None


def towns_named(asked: Mapping[str, str]) -> list[int]:
    """The town halls of the places a link names by their keys (`?mit=14729300,14729060`); what nobody knows is left
    out."""
    keys = clean(asked.get("mit", "")).split(",")[:MOST_PARTIES]
    found = db.session.scalars(select(Municipality).where(Municipality.ags.in_(keys))).all() if any(keys) else []
    return _town_halls(sorted(found, key=lambda town: keys.index(town.ags)))


def find_origin(key: str) -> Origin | None:
    """The same as the page sends it back; None for whatever everybody may not read."""
    word, _colon, sent = key.partition(":")
    number = sent_number(sent)
    if number is None:
        return None
    if word == IDEA and (idea := ideas.find_visible(number)) is not None:
        return Origin(idea, key, _of_idea(idea))
    if word == PROJECT and (project := projects.find_visible(number)) is not None:
        return Origin(project, key, _of_project(project))
    return None


def _of_idea(idea: Idea) -> dict[str, Any]:
    return {"title": idea.current.title, "what": idea.current.text, "partners": _town_halls(idea.municipalities)}


def _of_project(project: Project) -> dict[str, Any]:
    return {
        "title": project.title, "what": project.description, "why": project.aim or "",
        "partners": _town_halls(project.municipalities),
    }  # fmt: skip


def _town_halls(towns: Sequence[Municipality]) -> list[int]:
    today = (town.of_today for town in towns)
    return [town.organisation_id for town in today if town.organisation_id is not None]
