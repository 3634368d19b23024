"""Projects, made through the verbs."""

from typing import Any

from app.core.clock import now
from app.core.database import db, touch, transaction
from app.ideas.models import Idea
from app.projects.editing import change_status
from app.projects.models import Project
from app.projects.promoting import promote_idea
from tests.cast import Cast
from tests.ideas_desk.stage import an_idea

WAYS = {
    "proposed": (), "submitted_for_decision": ("submitted_for_decision",),
    "adopted": ("submitted_for_decision", "adopted"), "running": ("submitted_for_decision", "adopted", "running"),
    "paused": ("submitted_for_decision", "adopted", "paused"), "dropped": ("dropped",),
    "finished": ("submitted_for_decision", "adopted", "running", "finished"),
}  # fmt: skip


def promoted(cast: Cast, state: str = "proposed", *, title: str = "Radweg nach Brandis", **values: Any) -> Project:
    """A project that came from an idea and has gone to that state, committed."""
    with transaction():
        idea = values.get("idea") or an_idea(cast, "published")
        project = promote_idea(
            idea, by=cast.bernd, version=idea.version, title=title, description=values.get("text", "Ein Weg am Feld.")
        )
        for step in WAYS[state]:
            change_status(project, by=cast.bernd, state=step, reason="So ist es")
    return project


def printed(cast: Cast, title: str = "Mitfahrerbank", state: str = "running") -> Project:
    """An example a concept prints, committed."""
    from datetime import date

    from app.projects.models import ProjectGoal

    with transaction():
        project = Project(
            title=title, authority_id=cast.here.id, state=state, origin="concept", source_key=f"kek-hier:{title}",
            status_as_of=date(2017, 10, 12), published_at=now(), listed_at=now(), folded=title.lower(),
            goal_tags=[ProjectGoal(goal_id=cast.sub_goal.id, relation="main")],
        )  # fmt: skip
        project.rename(title)
        db.session.add(project)
        db.session.flush()
        touch(project.id)
    return project


def hidden(cast: Cast, title: str) -> list[Project]:
    """Projects nobody may read: restricted, for a closed audience, not published."""
    projects = [promoted(cast, title=title, text=title) for _ in range(3)]
    with transaction():
        for project in projects:
            db.session.add(project)
        projects[0].restricted_at = now()
        projects[1].audience_id = 1
        projects[2].published_at = None
        for project in projects:
            touch(project.id)
    return projects


def fresh(project: Project) -> Project:
    """The project as the database has it by now."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(Project, project.id)
    assert found is not None
    return found


def idea_of(number: int) -> Idea:
    """The idea as the database has it by now."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(Idea, number)
    assert found is not None
    return found
