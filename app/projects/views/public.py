"""The catalogue of projects, for everybody."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.concepts.queries import all_concepts, fields_of_action
from app.core.doors import public
from app.core.paging import CursorIsBroken
from app.core.texts import clean
from app.discussion.queries import talk_of
from app.files.queries import shown_files_of
from app.ideas.place_choice import place_choices
from app.municipalities.queries import all_regions
from app.pages.frame import speak_for
from app.policies.doors import current_person
from app.projects.filters import READERS, Chosen, read_filter
from app.projects.models import Project
from app.projects.queries import (
    ProjectRow,
    count_by_state,
    count_public_projects,
    find_visible,
    goals_of,
    public_ideas_behind,
    public_projects,
    story_of,
)
from app.projects.wording import (
    card_of,
    cost_label,
    example_of,
    goal_marks,
    lead_label,
    origin_labels,
    path_of,
    period_label,
    place_of,
    state_labels,
    story,
)
from app.things.taking_part import part_of

projects = Blueprint("projects", __name__)

NUMBER = "<int:number>"
Chip = dict[str, Any]


@projects.get("")
@public
def index() -> Any:
    """The catalogue: newest first, to be filtered by goal, place, status and origin."""
    chosen = read_filter(request.args)
    rows, following = _page_of(chosen)
    page = render_template(
        "projects/index.html", chosen=chosen, cards=[card_of(row) for row in rows], names=filter_names(),
        count=count_public_projects(chosen.filter), active=_active(chosen), rows_of_chips=_rows_of_chips(chosen),
        next_url=_with(nach=following) if following else None, places=place_choices(), sorts=_sorts(chosen),
        kept={name: value for name, value in _kept().items() if name not in {"q", "gemeinde"}}, clear=_with,
    )  # fmt: skip
    return (page, 400) if chosen.unknown else page


def _page_of(chosen: Chosen) -> tuple[list[ProjectRow], str | None]:
    """The page asked for; the first one where nobody knows the place in the list."""
    cursor = request.args.get("nach")
    try:
        return public_projects(chosen.filter, cursor)
    except CursorIsBroken:
        chosen.unknown["nach"] = clean(cursor or "")[:80]
        return public_projects(chosen.filter)


@projects.get(f"/{NUMBER}")
@projects.get(f"/{NUMBER}-<slug>")
@public
def show(number: int, slug: str | None = None) -> Any:
    """One project: what it is about, how far it is, and what became of the ideas behind it."""
    project = find_visible(number)
    if project is None:
        abort(404)
    if slug != project.slug:
        return redirect(url_for("projects.show", number=number, slug=project.slug), 301)
    speak_for(project.authority)
    person = current_person()
    return render_template(
        "projects/show.html", project=project, **_facts_of(project), thing=project, part=part_of(project, person),
        talk=talk_of(project, request.args, person), files=shown_files_of(number),
    )  # fmt: skip


def _facts_of(project: Project) -> dict[str, Any]:
    goals = goals_of(project.id)
    ideas = {idea.id: idea for idea in public_ideas_behind(project.id)}
    entries = story_of(project.id, list(ideas))
    been = [entry.to_state for entry in entries if entry.thing_id == project.id and entry.to_state]
    office = project.authority.office if project.authority else None
    return {
        "goals": goal_marks(goals),
        "tones": sorted({tone for goal in goals[:1] for tone in (goal.tone, goal.other_tone) if tone}),
        "path": path_of(project, been),
        "place": place_of(project),
        "example": example_of(project, goals),
        "lead": lead_label(project.lead, project.origin),
        "period": period_label(project.starts_on, project.ends_on),
        "cost": cost_label(project.cost_min, project.cost_max),
        "office": project.contact_office or office,
        "entries": story(entries, project, ideas),
        "ideas": list(ideas.values()),
    }


# ---- filters as chips ----------------------------------------------------------------------------


def filter_names() -> dict[str, str]:
    """How the page calls its filters."""
    return {
        "konzept": _("Concept"), "feld": _("Field of action"), "ziel": _("Goal"), "gemeinde": _("Municipality"),
        "region": _("Region"), "status": _("Status"), "herkunft": _("Origin"), "stelle": _("Office"),
        "q": _("Words"), "sort": _("Order"),
    }  # fmt: skip


def _kept() -> dict[str, str]:
    given = {name: clean(request.args.get(name, ""))[:200] for name in READERS}
    return {name: value for name, value in given.items() if value}


def _with(**changes: str | None) -> str:
    """This list with some filters changed; a change starts at the first page again."""
    values: dict[str, Any] = {**_kept(), **changes}
    return url_for("projects.index", **{name: value for name, value in values.items() if value})


def _chip(label: str, url: str, current: bool = False, count: int | None = None, tone: int | None = None) -> Chip:
    return {"label": label, "url": url, "current": current, "count": count, "tone": tone}


def _active(chosen: Chosen) -> list[Chip]:
    names, words = filter_names(), {**state_labels(), **origin_labels()}
    labels = {
        name: found if name == "q" else words.get(found, found) if isinstance(found, str) else _name_of(found)
        for name, found in chosen.found.items()
    }
    return [_chip(f"{names[name]}: {label}", _with(**{name: None})) for name, label in labels.items()]


def _name_of(found: Any) -> str:
    for attribute in ("label", "short_title", "name"):
        if getattr(found, attribute, None):
            return str(getattr(found, attribute))
    return str(found)


def _rows_of_chips(chosen: Chosen) -> list[tuple[str, list[Chip]]]:
    names = filter_names()
    return [
        (names["konzept"], _concept_chips(chosen)),
        (names["feld"], _field_chips(chosen)),
        (names["status"], _status_chips(chosen)),
        (names["herkunft"], _origin_chips(chosen)),
        (names["region"], _region_chips(chosen)),
    ]


def _concept_chips(chosen: Chosen) -> list[Chip]:
    current = getattr(chosen.found.get("konzept"), "key", None)
    every = _chip(_("All"), _with(konzept=None, feld=None), current is None)
    return [
        every,
        *(_chip(row.short_title, _with(konzept=row.key, feld=None), row.key == current) for row in all_concepts()),
    ]


def _field_chips(chosen: Chosen) -> list[Chip]:
    concept, field = chosen.found.get("konzept"), chosen.found.get("feld")
    if concept is None:
        return []
    every = _chip(_("All"), _with(feld=None), field is None)
    return [every] + [
        _chip(
            row.short_title or row.title, _with(feld=f"{concept.key}:{row.key}"),
            field is not None and field.key == row.key, None, row.tone,
        )
        for row in fields_of_action().get(concept.id, [])
    ]  # fmt: skip


def _status_chips(chosen: Chosen) -> list[Chip]:
    counts = count_by_state(replace(chosen.filter, states=()))
    current = chosen.found.get("status")
    every = _chip(_("All"), _with(status=None), current is None)
    shown = [(state, label) for state, label in state_labels().items() if counts.get(state) or state == current]
    return [every, *(_chip(label, _with(status=s), s == current, counts.get(s, 0)) for s, label in shown)]


def _origin_chips(chosen: Chosen) -> list[Chip]:
    current = chosen.found.get("herkunft")
    every = _chip(_("All"), _with(herkunft=None), current is None)
    labels = {name: label for name, label in origin_labels().items() if name in {"online", "concept", current}}
    return [every, *(_chip(label, _with(herkunft=name), name == current) for name, label in labels.items())]


def _region_chips(chosen: Chosen) -> list[Chip]:
    current = getattr(chosen.found.get("region"), "slug", None)
    every = _chip(_("All"), _with(region=None), current is None)
    return [every, *(_chip(row.name, _with(region=row.slug), row.slug == current) for row in all_regions())]


def _sorts(chosen: Chosen) -> list[Chip]:
    labels = {"neu": _("Newest first"), "geaendert": _("Last changed first")}
    return [_chip(label, _with(sort=name), chosen.filter.sort == name) for name, label in labels.items()]
