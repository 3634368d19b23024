"""The words for projects: states, facts, cards, the chronicle. One place, so that every page says the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from app.concepts.wording import goal_marks
from app.core.journal import JournalEntry
from app.core.texts import excerpt
from app.ideas.models import Idea
from app.ideas.wording import Status, Told, from_concept
from app.ideas.wording import told as told_of_idea
from app.projects.models import Project
from app.projects.queries import ProjectRow
from app.projects.workflow import PATH, STATES
from app.search.excerpts import Part, excerpt_of, marked


@dataclass(frozen=True)
class ProjectCard:
    """What `project_card` shows."""

    number: int
    slug: str
    title: str
    excerpt: str
    url: str
    status_label: str
    status_mood: str
    status_fill: str
    field_tone: int | None
    place_label: str
    goals: list[tuple[str, list[int], str | None]]
    number_label: str
    lead_label: str
    period_label: str | None
    author_label: str | None = None
    date: None = None
    lang: str = "de"
    found: tuple[list[Part], list[Part]] | None = None
    """Title and excerpt as a search shows them: where the words stand."""


def state_labels() -> dict[str, str]:
    """The states of a project, in the order of its life."""
    labels = {
        "proposed": _("Proposal"),
        "submitted_for_decision": _("Submitted for decision"),
        "adopted": _("Adopted"),
        "running": _("In progress"),
        "paused": _("Paused"),
        "finished": _("Completed"),
        "dropped": _("Ended"),
    }
    return {state: labels[state] for state in STATES}


def status_of(state: str) -> Status:
    """How far a project is, with the mood and the filling of its moon."""
    mood, fill = {
        "proposed": ("open", "empty"),
        "submitted_for_decision": ("open", "quarter"),
        "adopted": ("good", "half"),
        "running": ("good", "three-quarter"),
        "paused": ("wait", "half"),
        "finished": ("good", "full"),
        "dropped": ("end", "empty"),
    }[state]
    return Status(state_labels()[state], mood, fill)


def path_of(project: Project, been: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The usual way with where the project stands: (label, "past" | "now" | ""). `been`: states it has been in.

    Only what the chronicle knows counts as past: an example printed as running was never decided on here.
    """
    labels = state_labels()
    if project.state in PATH:
        return [(labels[state], _mark(state, project.state, been)) for state in PATH]
    walked = [state for state in PATH if state in been]
    return [*((labels[state], "past") for state in walked), (labels[project.state], "now")]


def _mark(state: str, current: str, been: Sequence[str]) -> str:
    if state == current:
        return "now"
    return "past" if state in been and PATH.index(state) < PATH.index(current) else ""


def origin_labels() -> dict[str, str]:
    """Where a project came from."""
    return {
        "online": _("from an idea written online"), "paper": _("from an idea on paper"),
        "counter": _("from an idea at a reception office"), "telephone": _("from an idea told by telephone"),
        "event": _("from an event"), "concept": _("example from a concept"),
        "format": _("from a participation format"), "cooperation": _("from a joint project of municipalities"),
    }  # fmt: skip


def lead_label(lead: str | None, origin: str) -> str:
    """Who carries it. Of an example from a concept nothing is known, so nobody is sought either."""
    if lead:
        return lead
    return _("not recorded") if origin == "concept" else _("Lead wanted")


def period_label(starts_on: date | None, ends_on: date | None) -> str | None:
    """From when to when, to the month."""
    start, end = (_month(day) if day else None for day in (starts_on, ends_on))
    if start and end:
        return _("%(start)s to %(end)s", start=start, end=end)
    if start:
        return _("from %(start)s", start=start)
    return _("until %(end)s", end=end) if end else None


def cost_label(low: int | None, high: int | None) -> str | None:
    """The range of cost in euros."""
    least, most = (format_decimal(amount) if amount is not None else None for amount in (low, high))
    if least and most:
        if low == high:
            return _("%(amount)s euros", amount=least)
        return _("%(low)s to %(high)s euros", low=least, high=most)
    if least:
        return _("from %(low)s euros", low=least)
    return _("up to %(high)s euros", high=most) if most else None


def place_of(project: Project | ProjectRow) -> str:
    """Where it belongs, in a few words."""
    region = project.region if isinstance(project, ProjectRow) else project.region and project.region.name
    return ", ".join(town.name for town in project.municipalities) or region or ""


def example_of(project: Project | ProjectRow, goals: Sequence[Any]) -> str | None:
    """What is true of an example printed in a concept, and nothing more."""
    if project.origin != "concept":
        return None
    return from_concept(goals[0].concept_title if goals else "", project.status_as_of)


def card_of(row: ProjectRow, stems: Collection[str] = ()) -> ProjectCard:
    """A row of a list as a card; where words of these stems were looked for, with the place where they stand."""
    status = status_of(row.state)
    return ProjectCard(
        number=row.number, slug=row.slug, title=row.title, excerpt=excerpt(row.description, 160),
        url=url_for("projects.show", number=row.number, slug=row.slug), status_label=status.label,
        status_mood=status.mood, status_fill=status.fill, field_tone=row.tones[0] if row.tones else None,
        place_label=place_of(row), goals=goal_marks(row.goals)[:2],
        number_label=_("No. %(number)s", number=row.number),
        lead_label=example_of(row, row.goals) or (_("Lead: %(name)s", name=row.lead) if row.lead else _("Lead wanted")),
        period_label=period_label(row.starts_on, row.ends_on),
        found=(marked(row.title, stems), excerpt_of(row.description, stems)) if stems else None,
    )  # fmt: skip


# ---- the chronicle -------------------------------------------------------------------------------


def story(entries: Sequence[JournalEntry], project: Project, ideas: Mapping[int, Idea]) -> list[Told]:
    """What became of the ideas: their own chronicle and the project's, told as one."""
    joining = {"promote_idea", "add_idea"}
    is_told_twice = [
        entry.thing_id == project.id and entry.verb in joining and entry.details.get("idea") in ideas
        for entry in entries
    ]
    return [step_of(entry, project, ideas) for entry, twice in zip(entries, is_told_twice, strict=True) if not twice]


def step_of(entry: JournalEntry, project: Project, ideas: Mapping[int, Idea]) -> Told:
    """One step of that story, the project's own or an idea's."""
    return told(entry, project) if entry.thing_id == project.id else _of_idea(entry, ideas[entry.thing_id])


def _of_idea(entry: JournalEntry, idea: Idea) -> Told:
    step = told_of_idea(entry, idea)
    if entry.verb not in {"submit_idea", "imported"}:
        return step
    url = url_for("ideas.show", number=idea.number, slug=idea.slug)
    return replace(step, link=url, link_label=f"„{excerpt(idea.title, 60)}“")


def told(entry: JournalEntry, project: Project) -> Told:
    """One journal row of a project as a sentence."""
    if entry.verb == "edit_project":
        names = ", ".join(field_labels().get(name, name) for name in entry.details.get("changes", {}))
        return Told(entry.at, _("The entry is changed: %(fields)s", fields=names), entry.reason)
    if entry.verb == "imported":
        return Told(entry.at, _("The project stands in the concept"))
    joint = {"number": entry.details.get("cooperation", "")}
    headline = {
        "promote_idea": _("An idea becomes a project proposal"),
        "add_idea": _("Idea no. %(number)s joins the project", number=entry.details.get("idea", "")),
        "make_project": _("Joint project no. %(number)s of municipalities becomes a project proposal", **joint),
        "join_project": _("Joint project no. %(number)s of municipalities becomes part of the project", **joint),
        "return_idea": _("Idea no. %(number)s leaves the project", number=entry.details.get("idea", "")),
        "submit_project": _("The project is submitted for decision"),
        "take_back_project": _("The project goes back to the stage of a proposal"),
        "adopt_project": _("The project is adopted"),
        "start_project": _("The project begins"),
        "pause_project": _("The project pauses"),
        "resume_project": _("The project goes on"),
        "finish_project": _("The project is completed"),
        "drop_project": _("The project ends without result"),
    }.get(entry.verb, _("Something happened to the project"))
    return Told(entry.at, headline, " ".join(filter(None, [*_joint_said(entry), entry.reason])) or None)


def _joint_said(entry: JournalEntry) -> list[str]:
    """Who leads among the partners, which is not who answers for the project; and which towns became places of it."""
    leading, places = entry.details.get("leading"), entry.details.get("places")
    said = [_("Leading within the joint project: %(name)s.", name=leading)] if leading else []
    return said + ([_("Places that joined: %(places)s.", places=", ".join(places))] if places else [])


def field_labels() -> dict[str, str]:
    """The fields of an entry, as the change log names them."""
    return {
        "title": _("Title"), "description": _("What it is about"), "aim": _("Aim"), "lead": _("Lead"),
        "contact_office": _("Contact office"), "starts_on": _("Begin"), "ends_on": _("End"),
        "cost_min": _("Cost from"), "cost_max": _("Cost up to"), "point": _("Point on the map"),
    }  # fmt: skip


def _month(day: date) -> str:
    return str(format_date(day, "LLLL y", rebase=False))
