"""Something of every kind that speaks of cycling, made through the verbs, and all of it to be found."""

from typing import Any

from app.core.database import db, transaction
from app.discussion import commenting
from app.discussion.models import Comment
from app.ideas.models import Idea
from app.projects.models import Project
from app.search.documents import Document
from app.search.indexing import bring_in_line, kept_named
from app.search.keeping import rebuilding
from tests.cast import Cast
from tests.pages.world import a_project
from tests.worlds import an_idea


def put(document: Document) -> None:
    """This document is found as it is now."""
    bring_in_line([document], kept_named([(document.kind, document.ref)]))


def drop(kind: str, ref: str) -> None:
    """The document is found no more."""
    bring_in_line([], kept_named([(kind, ref)]))


def rebuild() -> int:
    """All steps of making everything anew, inside the open transaction; how many documents there are."""
    return sum(step() for step in rebuilding())


def known() -> None:
    """Everything is found as it is now."""
    with transaction():
        rebuild()


def a_comment(cast: Cast, idea: Idea, text: str) -> Comment:
    with transaction():
        commenting.comment(idea, by=cast.carla, text=text, lang="de")
    return db.session.query(Comment).order_by(Comment.id.desc()).limit(1).one()


def an_idea_project_and_comment(cast: Cast, number: int = 1, word: str = "Radweg") -> tuple[Idea, Project, Comment]:
    """An idea for Naunhof with a comment, and a project, all about the same."""
    idea = an_idea(cast, title=f"{word} Nummer {number}", text="Neben der Straße ist Platz genug.")
    with transaction():
        project = a_project(cast, f"{word} bauen {number}")
    said = a_comment(cast, idea, f"Den {word} {number} brauchen wir.")
    return idea, project, said


def found_by(client: Any, words: str, **more: str) -> str:
    """The list of hits as the page shows it, without the frame and without what was typed."""
    page = client.get("/suche", query_string={"q": words, **more}).text
    return page.partition('<ol class="hits')[2].partition("</ol>")[0]
