"""A photo or document itself: for everybody, or for those who may see it before and after that."""

from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, request, session

from app.cooperations.filing import find_with_room
from app.core.doors import public
from app.files.models import Attachment
from app.files.queries import files_by_key
from app.files.storing import FileIsMissing, StoreIsAway, open_store
from app.files.views.intake import files
from app.files.views.offices import asked_here
from app.ideas import queries as ideas
from app.ideas.together_queries import find_offer
from app.policies.doors import current_person, may_now
from app.projects import queries as projects
from app.statements.office_queries import find_asked, find_given

SEALED = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


@files.get("/<uuid:key>/<name>")
@public
def show(key: UUID, name: str) -> Response:
    """The file as it is kept."""
    return _served(key, name)


@files.get("/<uuid:key>/vorschau")
@public
def preview(key: UUID) -> Response:
    """The photo, small."""
    return _served(key, None)


def _served(key: UUID, name: str | None) -> Response:
    """The bytes with the headers that keep them harmless; 404 for whoever may not have them, without saying why."""
    rows, is_hidden = files_by_key(str(key))
    is_for_all = not is_hidden and any(row.is_shown and row.thing.is_public for row in rows)
    file = next((row for row in rows if is_for_all or _may_see(row)), None)
    if file is None or (name is not None and name != file.name) or (name is None and file.preview_key is None):
        abort(404)
    answer = Response(mimetype=file.media_type, headers=SEALED)
    answer.headers["Cache-Control"] = "public, max-age=60, must-revalidate" if is_for_all else "private, no-store"
    # A document is saved, never opened in our own place.
    kind = "inline" if file.is_picture else "attachment"
    answer.headers.set("Content-Disposition", kind, filename=file.name)
    answer.set_etag(file.sha256[:32] + ("" if name else "-v"))
    if not request.if_none_match.contains_weak(answer.get_etag()[0] or ""):
        answer.set_data(_bytes(file.key if name else str(file.preview_key)))
    return answer.make_conditional(request)  # type: ignore[return-value]


def _bytes(key: str) -> bytes:
    try:
        return open_store(current_app.config).get(key)
    except FileIsMissing:
        current_app.logger.error("bytes are missing: %s", key)
        abort(404)
    except StoreIsAway:
        current_app.logger.exception("the store is away")
        abort(503)


def _may_see(file: Attachment) -> bool:
    """Its author, with a draft the browser that wrote it, and the desk, also the one the idea is offered to; what was
    hidden, also who decides on that; of a statement, the office asked; of what partners filed, their people. What
    they show to everybody hangs on their cooperation too, and is public with that."""
    number, person = file.thing_id, current_person()
    if file.thing.kind == "statement":
        return _may_see_with_statement(number, person)
    if file.thing.kind == "room":
        return person is not None and find_with_room(number, to=person) is not None
    if ideas.find_draft(number, session.get("drafts", []), person) is not None:
        return True
    if person is None:
        return False
    if ideas.find_own(number, to=person) is not None:
        return True
    checks: tuple[tuple[str, Any], ...] = (
        ("read_idea_on_desk", ideas.find_on_desk(number, person)),
        ("read_project_on_desk", projects.find_on_desk(number, person)),
        ("receive_idea", find_offer(number, person) if file.restricted_at is None else None),
        ("read_reports", file if file.restricted_at is not None else None),
    )
    return any(thing is not None and may_now(permission, thing) for permission, thing in checks)


def _may_see_with_statement(number: int, person: Any) -> bool:
    """The office asked, by its link as long as that opens something or with an account; the desk once it is given."""
    if asked_here(number) is not None:
        return True
    given = find_given(number)
    is_office = person is not None and find_asked(number, person) is not None
    return is_office or (given is not None and may_now("read_answer", given))
