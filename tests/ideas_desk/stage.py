"""Ideas in the states the desk knows, made through the verbs."""

from typing import Any

from app.accounts.models import Authority, Person
from app.core.database import db, transaction
from app.ideas.models import Idea
from app.ideas.moderating import close_idea, pool_idea, publish_idea, refuse_idea, request_revision, tag_idea
from app.ideas.places import Place
from app.ideas.submitting import save_text, start_draft, submit_idea
from tests.cast import Cast

TITLE, TEXT = "Ein sicherer Radweg nach Brandis", "Wer heute mit dem Rad fährt, fährt auf der Straße."


def an_idea(cast: Cast, state: str = "submitted", *, title: str = TITLE, **values: Any) -> Idea:
    """An idea in that state, inside an open transaction."""
    by: Person = values.get("by", cast.anna)
    authority: Authority | None = values.get("authority")
    place = Place.whole(authority) if authority else Place.of_municipalities([cast.naunhof])
    idea, _key = start_draft(place, title=title, text=values.get("text", TEXT), by=by)
    if state == "draft":
        return idea
    submit_idea(idea, by=by, author_name=by.display_name)
    if state in {"published", "pooled", "closed"} or values.get("is_tagged"):
        tag_idea(idea, [cast.sub_goal, cast.other_sub_goal], by=cast.bernd, main=cast.sub_goal)
    step = {
        "submitted": lambda: None,
        "revision_requested": lambda: request_revision(idea, by=cast.bernd, reason="Wo genau?", version=1),
        "refused": lambda: refuse_idea(idea, by=cast.bernd, reason="Werbung", version=1),
        "published": lambda: publish_idea(idea, by=cast.bernd, version=1),
        "pooled": lambda: _after_publishing(idea, cast, pool_idea, answer="Gut, aber ohne Geld"),
        "closed": lambda: _after_publishing(idea, cast, close_idea, outcome="running", answer="Läuft schon"),
    }[state]
    step()
    db.session.flush()
    return idea


def _after_publishing(idea: Idea, cast: Cast, verb: Any, **values: Any) -> None:
    publish_idea(idea, by=cast.bernd, version=1)
    verb(idea, by=cast.bernd, version=1, **values)


def received(cast: Cast, state: str = "submitted", **values: Any) -> Idea:
    """The same, committed."""
    with transaction():
        return an_idea(cast, state, **values)


def improved(idea: Idea, cast: Cast, text: str) -> None:
    """Asked back and sent again with another text: version 2."""
    with transaction():
        request_revision(idea, by=cast.bernd, reason="Wo genau?", version=idea.version)
        save_text(idea, title=idea.title, text=text)
        submit_idea(idea, by=cast.anna)


def fresh(idea: Idea) -> Idea:
    """The idea as the database has it by now."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(Idea, idea.id)
    assert found is not None
    return found
