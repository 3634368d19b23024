"""The mark on the door that takes a concept file: the file is read and checked before the transaction begins."""

from functools import wraps
from typing import Any

from flask import g, request

from app.concepts.reading import read_content
from app.concepts.schemas import ConceptFile
from app.core.doors import View
from app.core.intake import MOST_OF_A_REQUEST, take_in
from app.editions.queries import find_on_desk
from app.policies.doors import current_person, may_now


def receives_concept_file(view: View) -> View:
    """A request may be as large as a concept file here; who may not send one costs no work."""

    @wraps(view)
    def door(slug: str) -> Any:
        request.max_content_length = MOST_OF_A_REQUEST
        g.received = take_in(read_content) if _may_send(slug) else None
        return view(slug=slug)

    return door


def received() -> ConceptFile | list[str] | None:
    """What was sent: a concept, what is wrong with it, or nothing."""
    found: ConceptFile | list[str] | None = g.get("received")
    return found


def _may_send(slug: str) -> bool:
    person = current_person()
    concept = find_on_desk(slug, person) if person is not None else None
    return concept is not None and may_now("edit_concept", concept)
