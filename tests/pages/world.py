"""Ideas and projects in the states the site's own pages have to tell apart."""

from datetime import timedelta
from typing import Any

from app.core.clock import now, today
from app.core.database import db
from app.core.journal import record
from app.core.texts import fold
from app.ideas.models import Idea, IdeaGoal, IdeaVersion
from app.projects.models import Project
from tests.cast import Cast


def an_idea(cast: Cast, title: str, state: str = "published", **values: Any) -> Idea:
    """An idea of Anna's for Naunhof; public where its state says so."""
    is_public = state in {"published", "pooled", "closed", "promoted"}
    moment = values.pop("at", now())
    idea = Idea(
        title=title, state=state, authority_id=cast.here.id, author_id=cast.anna.id, author_name="Anna Beispiel",
        version=0 if state == "draft" else 1, submitted_at=None if state == "draft" else moment,
        published_at=moment if is_public else None, listed_at=moment if is_public else None,
        answer_due_on=today() + timedelta(days=30), folded=fold(f"{title} Text dazu"),
        versions=[IdeaVersion(number=1, title=title, text="Text dazu")], municipalities=[cast.naunhof],
        goal_tags=[IdeaGoal(goal=cast.sub_goal, is_main=True)],
    )  # fmt: skip
    idea.rename(title)
    for name, value in values.items():
        setattr(idea, name, value)
    db.session.add(idea)
    db.session.flush()
    if is_public and values.get("origin") != "concept":
        record(idea.id, "publish_idea", role="moderator", to_state="published", at=moment)
    return idea


def a_project(cast: Cast, title: str, state: str = "proposed", *, is_listed: bool = True) -> Project:
    project = Project(
        title=title, state=state, authority_id=cast.here.id, description="Was getan wird", folded=fold(title),
        published_at=now() if is_listed else None, listed_at=now() if is_listed else None,
    )  # fmt: skip
    project.rename(title)
    db.session.add(project)
    db.session.flush()
    return project
