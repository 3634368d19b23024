"""What a link brings along: an idea, a project, a goal, a concept – as far as everybody may read it."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.core.forms import sent_number
from app.core.texts import clean
from app.ideas.queries import find_visible as find_idea
from app.projects.queries import find_visible as find_project
from app.reference_sheets.forms import MAX_TITLE
from app.reference_sheets.queries import concepts_with_goals, goal_names


def prefilled() -> tuple[dict[str, Any], str]:
    """The fields a link fills, and what is said about what it names and nobody knows."""
    given: dict[str, Any] = {"title": "", "text": "", "about": "", "goals": [], "concept": _concept_asked_for()}
    unknown = []
    if "idee" in request.args:
        idea = find_idea(_number("idee"))
        if idea is None:
            unknown.append(_("We do not know an idea with this number, or it is not public."))
        else:
            given |= _of(idea.id, idea.current.title, idea.current.text, (tag.goal_id for tag in idea.goal_tags))
    if "projekt" in request.args:
        project = find_project(_number("projekt"))
        if project is None:
            unknown.append(_("We do not know a project with this number, or it is not public."))
        else:
            given |= _of(project.id, project.title, project.description, (tag.goal_id for tag in project.goal_tags))
    given["goals"] += _goals_asked_for(given["concept"])
    known = {row.key for row in concepts_with_goals()}
    given["concept"] = next(
        (key for key in (given["concept"], *(name.partition(":")[0] for name in given["goals"])) if key in known), None
    )
    if "konzept" in request.args and _concept_asked_for() not in known:
        unknown.append(_("We do not know this concept, or it has no goals to choose yet."))
    return given, " ".join(unknown)


def _of(number: int, title: str, text: str, goals: Iterable[int]) -> dict[str, Any]:
    names = [":".join(pair) for pair in goal_names(goals)]
    return {"about": number, "title": title[:MAX_TITLE], "text": text, "goals": names}


def _concept_asked_for() -> str:
    return clean(request.args.get("konzept", ""))[:80]


def _goals_asked_for(concept: str) -> list[str]:
    asked = [clean(value)[:200] for value in request.args.getlist("ziel")[:20]]
    return [value if ":" in value else f"{concept}:{value}" for value in asked]


def _number(name: str) -> int:
    return sent_number(request.args.get(name)) or 0
