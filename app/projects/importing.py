"""The running projects a concept prints: catalogue entries, tagged where they are printed; nothing invented."""

from datetime import UTC, datetime, time

from sqlalchemy import select

from app.concepts.models import Concept, Goal
from app.concepts.schemas import ConceptFile
from app.core.database import db, touch
from app.core.journal import record
from app.core.texts import fold
from app.projects.models import Project, ProjectGoal


def import_examples(concept: Concept, file: ConceptFile) -> int:
    """Bring in the printed projects that are not there yet, by their line in the source; returns how many came."""
    goals = {goal.key: goal for goal in db.session.scalars(select(Goal).where(Goal.concept_id == concept.id))}
    known = {
        project.source_key: project
        for project in db.session.scalars(select(Project).where(Project.source_key.startswith(f"{concept.key}:")))
    }
    came = 0
    for example in file.examples:
        if example.kind != "project":
            continue
        key = f"{concept.key}:{example.places[0].line}"
        if key in known:
            project = known[key]
        else:
            project = _running(concept, file, key, example.title)
            came += 1
        has = {tag.goal_id for tag in project.goal_tags}
        for goal in dict.fromkeys(goals[place.goal] for place in example.places):
            if goal.id not in has:
                relation = "further" if project.goal_tags else "main"
                project.goal_tags.append(ProjectGoal(goal=goal, relation=relation))
                touch(project.id)
    db.session.flush()
    return came


def _running(concept: Concept, file: ConceptFile, key: str, title: str) -> Project:
    as_of = file.status_as_of or file.adopted_on
    if as_of is None:
        raise ValueError(f"{file.slug}: examples need status_as_of")
    moment = datetime.combine(as_of, time(12), tzinfo=UTC)
    project = Project(
        title=title, authority_id=concept.authority_id, state="running", origin="concept", source_key=key,
        status_as_of=as_of, published_at=moment, listed_at=moment, folded=fold(title),
    )  # fmt: skip
    project.rename(title)
    project.created_at = project.updated_at = moment
    db.session.add(project)
    db.session.flush()
    record(project.id, "imported", role="import", to_state="running", at=moment, told=True, concept=concept.key)
    return project
