"""The mark on the door that takes a concept file: the file is read and checked before the transaction begins."""

from functools import wraps
from typing import Any

from flask import g, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.concepts.reading import MAX_BYTES, ConceptFileError, read_content
from app.concepts.schemas import ConceptFile
from app.core.doors import View
from app.editions.queries import find_on_desk
from app.policies.doors import current_person, may_now

MOST_OF_A_REQUEST = MAX_BYTES + 64 * 1024
MOST_TO_DISCARD = 64 * 1024 * 1024
TOO_LARGE = f"larger than {MAX_BYTES // 1024 // 1024} MB"


def receives_concept_file(view: View) -> View:
    """A request may be as large as a concept file here; who may not send one costs no work."""

    @wraps(view)
    def door(slug: str) -> Any:
        request.max_content_length = MOST_OF_A_REQUEST
        g.received = _received() if _may_send(slug) else None
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


def _received() -> ConceptFile | list[str] | None:
    try:
        sent = request.files.get("file")
    except RequestEntityTooLarge:
        _discard_the_rest()
        return [TOO_LARGE]
    if sent is None or not sent.filename:
        return None
    try:
        return read_content(sent.filename, sent.stream.read(MAX_BYTES + 1))
    except ConceptFileError as error:
        return error.faults


def _discard_the_rest() -> None:
    # A browser that is still sending shows no answer; so the rest is read and thrown away, within reason.
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_TO_DISCARD)
    while left > 0 and (chunk := stream.read(min(left, 64 * 1024))):
        left -= len(chunk)
