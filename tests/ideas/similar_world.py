"""Ideas for telling what is alike: placed, public, and with what they mean."""

from typing import Any

from app.core.database import transaction
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea, tag_idea
from app.ideas.places import Place
from app.ideas.similar_meaning import meanings_anew
from app.ideas.submitting import start_draft, submit_idea
from tests.cast import Cast

TITLE = "Radweg von Brandis nach Naunhof"
TEXT = "Auf der Landstraße ist es lebensgefährlich, ein eigener Weg für Räder muss her."
AGAIN = "Fahrradweg Richtung Naunhof"
AGAIN_TEXT = "Mit dem Rad auf der Landstraße hat man Angst. Baut bitte einen eigenen Weg."
OTHER, OTHER_TEXT = "Streunende Katzen kastrieren", "Der Kreis könnte die Kosten beim Tierarzt übernehmen."


def public_idea(cast: Cast, title: str = TITLE, text: str = TEXT, *, place: Place | None = None, **by: Any) -> Idea:
    """Published by the desk, for Naunhof unless said otherwise."""
    with transaction():
        idea = waiting_idea(cast, title, text, place=place, **by)
        tag_idea(idea, [cast.sub_goal], by=cast.bernd, main=cast.sub_goal)
        publish_idea(idea, by=cast.bernd, version=1)
    return idea


def waiting_idea(cast: Cast, title: str = TITLE, text: str = TEXT, *, place: Place | None = None, **by: Any) -> Idea:
    """Received and read by the desk alone; inside a transaction."""
    author = by.get("by", cast.anna)
    idea, _key = start_draft(place or Place.of_municipalities([cast.naunhof]), title=title, text=text, by=author)
    submit_idea(idea, by=author, author_name=author.display_name)
    return idea


def know_meanings() -> None:
    """What the worker does by and by."""
    meanings_anew(lambda _count: None)
