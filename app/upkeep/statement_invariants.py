"""What must always be true of requests for statements, what came of them, and the links to them."""

from sqlalchemy import and_, func, select, update

from app.ideas.models import Idea
from app.statements.models import Statement, StatementLink, StatementRequest
from app.statements.settling import MAY_BE_ASKED
from app.things.models import Thing
from app.upkeep.check import Check

idea = Idea.__table__
_request, _statement, _link = StatementRequest.__table__, Statement.__table__, StatementLink.__table__
_own, _its = Thing.__table__.alias("own_thing"), Thing.__table__.alias("thing_of_idea")

_asked = (
    select(func.count())
    .select_from(_request)
    .where(_request.c.idea_id == idea.c.id, _request.c.state != "withdrawn")
    .correlate(idea)
    .scalar_subquery()
)
_miscounted = select(idea.c.id).where(idea.c.statements_asked != _asked)
_given = select(_statement.c.request_id).where(
    _statement.c.submitted_at.is_not(None), _statement.c.verdict.is_not(None)
)

STATEMENTS = (
    Check("idea.statements_asked", "Jede Bitte um Stellungnahme, die nicht zurückgenommen ist, ist gezählt.",
          _miscounted, update(idea).where(idea.c.id.in_(_miscounted)).values(statements_asked=_asked)),  # type: ignore[arg-type]
    Check("statement.given", "Genau die beantworteten Anfragen haben eine abgegebene Stellungnahme.",
          select(_request.c.id).where((_request.c.state == "answered") != _request.c.id.in_(_given))),
    Check("statement.ended", "Genau die offenen Anfragen haben kein Ende.",
          select(_request.c.id).where((_request.c.state == "open") != _request.c.ended_at.is_(None))),
    Check("statement.open", "Offen ist nur, wozu noch gefragt werden kann.",
          select(_request.c.id).join(idea, idea.c.id == _request.c.idea_id)
          .where(_request.c.state == "open", idea.c.state.not_in(MAY_BE_ASKED))),
    Check("statement.authority", "Eine Anfrage gehört der Stelle, der die Idee gehört.",
          select(_request.c.id)
          .join(_own, _own.c.id == _request.c.id).join(_its, _its.c.id == _request.c.idea_id)
          .where(_own.c.authority_id.is_distinct_from(_its.c.authority_id))),
    Check("statement.links", "Nach dem Ende einer Anfrage ist kein Link mehr zu ihr verschickt worden.",
          select(_link.c.id)
          .join(_request, and_(_request.c.id == _link.c.request_id, _link.c.sent_at > _request.c.ended_at))),
)  # fmt: skip
