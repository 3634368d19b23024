"""From idea to project and back: the step everybody has been waiting for, told on both ends."""

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, VersionIsStale
from app.core.journal import record
from app.core.texts import fold
from app.ideas.models import Idea
from app.ideas.moderating import mark_promoted, mark_returned
from app.ideas.workflow import ensure_possible
from app.projects.models import Project, ProjectGoal
from app.projects.queries import ideas_behind
from app.things.models import ThingLink


class ProjectIsEmpty(DomainError):
    """A project proposal needs a title and a description."""


def promote_idea(
    idea: Idea,
    *,
    by: Person,
    version: int,
    title: str,
    description: str,
    aim: str | None = None,
    lead: str | None = None,
    reason: str | None = None,
) -> Project:
    """The idea becomes a proposal in the catalogue, public at once: Teilziele, place and origin go along.

    The idea keeps its page and shows the project's status from now on; its author stays named there.
    """
    ensure_possible("promote_idea", idea.state)
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if not title.strip() or not description.strip():
        raise ProjectIsEmpty
    project = _proposal_of(idea, title, description, aim, lead)
    db.session.add(project)
    db.session.flush()
    db.session.add(ThingLink(kind="promoted_to", from_id=idea.id, to_id=project.id, actor_id=by.id, reason=reason))
    mark_promoted(idea, by=by, version=version, project_id=project.id, reason=reason)
    # Nobody follows a project in its first second; followers of the idea are told by the idea's own entry.
    record(
        project.id, "promote_idea", role="project_editor", actor_id=by.id, to_state="proposed", version=version,
        reason=reason, told=True, idea=idea.id,
    )  # fmt: skip
    return project


def return_idea(project: Project, *, by: Person, reason: str) -> list[Idea]:
    """The project has come to its end without result: the ideas behind it wait in the pool again, with the reason."""
    returned = [idea for idea in ideas_behind(project.id) if idea.state == "promoted"]
    for idea in returned:
        mark_returned(idea, by=by, project_id=project.id, reason=reason)
    return returned


def _proposal_of(idea: Idea, title: str, description: str, aim: str | None, lead: str | None) -> Project:
    moment = now()
    project = Project(
        title=title, description=description, aim=aim or None, lead=lead or None, origin=idea.origin,
        authority=idea.authority, contact_office=idea.authority.office if idea.authority else None,
        region=idea.region, municipalities=list(idea.municipalities), published_at=moment, listed_at=moment,
        folded=fold(f"{title} {description}"),
    )  # fmt: skip
    project.rename(title)
    main = next((tag for tag in idea.goal_tags if tag.is_main), next(iter(idea.goal_tags), None))
    project.goal_tags = [
        ProjectGoal(goal=tag.goal, relation="main" if tag is main else "further") for tag in idea.goal_tags
    ]
    return project
