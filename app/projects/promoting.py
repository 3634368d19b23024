"""From idea to project and back: the step everybody has been waiting for, told on both ends."""

from sqlalchemy import Delete, delete

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.texts import fold
from app.files.attaching import carry_files
from app.ideas.models import Idea
from app.ideas.moderating import mark_promoted, mark_returned
from app.ideas.workflow import ensure_possible
from app.projects.models import Project, ProjectGoal
from app.projects.queries import ideas_behind
from app.things.models import ThingLink

ENDED = ("finished", "dropped")
"""What has come to its end takes no idea in any more."""


class ProjectIsEmpty(DomainError):
    """A project proposal needs a title and a description."""


class ProjectIsClosed(DomainError):
    """An idea joins a public project of its own authority that has not come to its end."""


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
    """The idea becomes a proposal in the catalogue, public at once: Teilziele, place, origin and files go along.

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
    carry_files(idea.id, project.id)
    mark_promoted(idea, by=by, version=version, project_id=project.id, reason=reason)
    # Nobody follows a project in its first second; followers of the idea are told by the idea's own entry.
    record(
        project.id, "promote_idea", role="project_editor", actor_id=by.id, to_state="proposed", version=version,
        reason=reason, told=True, idea=idea.id,
    )  # fmt: skip
    return project


def add_idea_to_project(project: Project, idea: Idea, *, by: Person, version: int, reason: str | None = None) -> None:
    """One more idea goes into a project that is there: its goals and places join, it shows the project's status.

    What the project is for mainly stays; a project for the whole district stays one.
    """
    ensure_possible("promote_idea", idea.state)
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if project.authority_id != idea.authority_id or project.state in ENDED or not project.is_public:
        raise ProjectIsClosed
    _unite(project, idea)
    # An idea that comes back gets a new link: the latest one says where it is.
    db.session.execute(_link_of(project, idea))
    db.session.add(ThingLink(kind="promoted_to", from_id=idea.id, to_id=project.id, actor_id=by.id, reason=reason))
    carry_files(idea.id, project.id)
    mark_promoted(idea, by=by, version=version, project_id=project.id, reason=reason)
    record(
        project.id, "add_idea", role="project_editor", actor_id=by.id, from_state=project.state,
        to_state=project.state, version=version, reason=reason, idea=idea.id,
    )  # fmt: skip
    project.updated_at = now()


def return_from_project(project: Project, idea: Idea, *, by: Person, reason: str) -> None:
    """This idea alone leaves the project and waits in the pool again; goals and places of the project stay."""
    if not reason.strip():
        raise ReasonIsMissing
    mark_returned(idea, by=by, project_id=project.id, reason=reason)
    db.session.execute(_link_of(project, idea))
    record(
        project.id, "return_idea", role="project_editor", actor_id=by.id, from_state=project.state,
        to_state=project.state, reason=reason, idea=idea.id,
    )  # fmt: skip
    project.updated_at = now()


def return_idea(project: Project, *, by: Person, reason: str) -> list[Idea]:
    """The project has come to its end without result: the ideas behind it wait in the pool again, with the reason."""
    returned = [idea for idea in ideas_behind(project.id) if idea.state == "promoted"]
    for idea in returned:
        mark_returned(idea, by=by, project_id=project.id, reason=reason)
    return returned


def _unite(project: Project, idea: Idea) -> None:
    has_main = any(tag.relation == "main" for tag in project.goal_tags)
    known = {tag.goal_id for tag in project.goal_tags}
    for tag in sorted(idea.goal_tags, key=lambda tag: not tag.is_main):
        if tag.goal_id not in known:
            project.goal_tags.append(ProjectGoal(goal=tag.goal, relation="further" if has_main else "main"))
            has_main = True
    is_for_all = not project.municipalities and project.region is None
    if not is_for_all:
        project.municipalities += [town for town in idea.municipalities if town not in project.municipalities]
        project.region = project.region or idea.region


def _link_of(project: Project, idea: Idea) -> Delete:
    return delete(ThingLink).where(
        ThingLink.kind == "promoted_to", ThingLink.from_id == idea.id, ThingLink.to_id == project.id
    )


def _proposal_of(idea: Idea, title: str, description: str, aim: str | None, lead: str | None) -> Project:
    moment = now()
    project = Project(
        title=title, description=description, aim=aim or None, lead=lead or None, origin=idea.origin,
        authority=idea.authority, contact_office=idea.authority.office if idea.authority else None,
        region=idea.region, municipalities=list(idea.municipalities), latitude=idea.latitude,
        longitude=idea.longitude, published_at=moment, listed_at=moment,
        folded=fold(f"{title} {description}"),
    )  # fmt: skip
    project.rename(title)
    main = next((tag for tag in idea.goal_tags if tag.is_main), next(iter(idea.goal_tags), None))
    project.goal_tags = [
        ProjectGoal(goal=tag.goal, relation="main" if tag is main else "further") for tag in idea.goal_tags
    ]
    return project
