"""Texts of requests and statements that hang on an idea: blacked out with it (sitemap, REDACTABLE)."""

from sqlalchemy import false, or_, select

from app.ideas.models import Idea
from app.ideas.redacting import Place, places_beside
from app.statements.models import Statement, StatementLink, StatementRequest
from app.things.models import Thing

_request, _thing = StatementRequest.__table__, Thing.__table__


def places(idea: Idea) -> list[Place]:
    """What was asked and said. What an office is still typing, or wrote to a colleague, its desk does not read."""
    asked = select(_request.c.id).where(_request.c.idea_id == idea.id)
    is_ours = or_(_thing.c.authority_id == idea.authority_id, _thing.c.published_at.is_not(None))
    read = asked.join(_thing, _thing.c.id == _request.c.id).where(is_ours)
    typed_by_hand = asked.where(_request.c.organisation_id.is_(None))
    given, typed = Statement.submitted_at.is_not(None), Statement.submitted_at.is_(None)
    its = Statement.request_id.in_(asked)
    return [
        Place("statements", StatementRequest, ("question", "extension_reason", "suggestion"),
              _request.c.idea_id == idea.id, is_read=_request.c.id.in_(read)),
        Place("statements", Thing, ("title",), _thing.c.id.in_(typed_by_hand), is_read=_thing.c.id.in_(read)),
        Place("statements", Statement, ("text",), its & given, is_read=Statement.request_id.in_(read)),
        Place("statements", Statement, ("text",), its & typed, is_read=false(), is_typed_on=True),
        Place("statements", StatementLink, ("note",), StatementLink.request_id.in_(asked), is_read=false()),
        *places_beside(asked),
    ]  # fmt: skip
