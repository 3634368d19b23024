"""The catalogue of projects, for everybody."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.concepts.filtering import page_asked_for
from app.concepts.placing import places_of_list
from app.concepts.wording import Chip, Listing, goal_marks
from app.cooperations.listing import cooperations_behind
from app.cooperations.public_wording import card_of as cooperation_card
from app.cooperations.showing import may_begin
from app.core.doors import public
from app.discussion.queries import talk_of
from app.files.queries import shown_files_of
from app.ideas.place_choice import place_choices
from app.municipalities.surroundings import where_of
from app.pages.frame import speak_of
from app.policies.doors import current_person
from app.projects.filters import read_project_filters
from app.projects.models import Project
from app.projects.queries import (
    LISTED,
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
    lead_label,
    origin_labels,
    path_of,
    period_label,
    place_of,
    state_labels,
    story,
)
from app.search.queries import stems_meant
from app.things.taking_part import part_of

projects = Blueprint("projects", __name__)

NUMBER = "<int:number>"


@projects.get("")
@public
def index() -> Any:
    """The catalogue: newest first, to be filtered by goal, place, status and origin; and where the projects are."""
    asked = read_project_filters(request.args)
    listing = Listing("projects.index", asked)
    if listing.detour:
        return redirect(listing.detour)
    rows, following = page_asked_for(asked, request.args.get("nach"), public_projects)
    stems = stems_meant(asked.wanted.words)
    sorts = {"neu": _("Newest first"), "geaendert": _("Last changed first")}
    page = render_template(
        "projects/index.html", asked=asked, listing=listing, cards=[card_of(row, stems) for row in rows],
        count=count_public_projects(asked.wanted), chips=_chips(listing), following=following, places=place_choices(),
        sorts=listing.sorts(sorts, set(sorts)), where=places_of_list(LISTED, asked.wanted),
    )  # fmt: skip
    return (page, 400) if asked.unknown else page


def _chips(listing: Listing) -> list[tuple[str, list[Chip]]]:
    wanted = listing.asked.wanted
    counts = count_by_state(replace(wanted, states=()))
    usual = {"online", "concept", "cooperation", wanted.origin}
    origins = {name: label for name, label in origin_labels().items() if name in usual}
    return [listing.subjects(), listing.choice("status", state_labels(), counts), listing.choice("herkunft", origins)]


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
    speak_of(project)
    person = current_person()
    return render_template(
        "projects/show.html", project=project, **_facts_of(project), thing=project, part=part_of(project, person),
        talk=talk_of(project, request.args, person), files=shown_files_of(number), where=where_of(project),
        **_joint_of(number), may_begin=may_begin(person),
    )  # fmt: skip


def _joint_of(number: int) -> dict[str, Any]:
    """The cooperations it is made of, and who leads in them: that says nothing of who answers for the project."""
    rows = cooperations_behind(number)
    leading = [one.name for row in rows for one in row.partners if one.organisation_id == row.terms.lead_id]
    return {"joint": [cooperation_card(row) for row in rows], "leading": list(dict.fromkeys(leading))}


def _facts_of(project: Project) -> dict[str, Any]:
    goals = goals_of(project.id)
    ideas = {idea.id: idea for idea in public_ideas_behind(project.id)}
    entries = story_of(project.id, list(ideas))
    been = [entry.to_state for entry in entries if entry.thing_id == project.id and entry.to_state]
    office = project.authority.office if project.authority else None
    return {
        "goals": goal_marks(goals),
        "scene": goals[0].scene if goals else None,
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
