"""What must always be true of coordinated answers, their release and the statements published with them."""

from sqlalchemy import and_, case, func, or_, select

from app.answers.models import AnswerWriter, CoordinatedAnswer, Release, answer_citation
from app.answers.queries import ANSWERABLE
from app.ideas.models import Idea
from app.statements.models import Statement, StatementRequest
from app.things.models import Thing
from app.upkeep.check import Check

thing, idea = Thing.__table__, Idea.__table__
_answer, _release, _request = CoordinatedAnswer.__table__, Release.__table__, StatementRequest.__table__
_writer, _statement = AnswerWriter.__table__, Statement.__table__
_times_released = (
    select(func.count())
    .select_from(_release)
    .where(_release.c.answer_id == _answer.c.id, _release.c.verdict != "returned")
    .correlate(_answer)
    .scalar_subquery()
)
_given = (
    select(_answer.c.id)
    .where(
        _answer.c.state == "released", _answer.c.idea_id == idea.c.id, _answer.c.ended_at == idea.c.answered_at,
        _answer.c.outcome == idea.c.outcome,
    )
    .correlate(idea)
)  # fmt: skip
_cited = (
    select(answer_citation.c.request_id)
    .join(_answer, _answer.c.id == answer_citation.c.answer_id)
    .where(_answer.c.state == "released")
)
_agreed = select(_statement.c.request_id).where(_statement.c.is_public)

ANSWERS = (
    Check("answer.open", "Offen ist eine Antwort nur bei der Stelle, der die Idee gehört, solange sie zu geben ist.",
          select(_answer.c.id)
          .join(idea, idea.c.id == _answer.c.idea_id).join(thing, thing.c.id == _answer.c.idea_id)
          .where(_answer.c.ended_at.is_(None),
                 or_(idea.c.state.not_in(ANSWERABLE), _answer.c.authority_id != thing.c.authority_id))),
    Check("answer.released", "Genau die freigegebenen Antworten sind freigegeben worden, jede einmal.",
          select(_answer.c.id).where(_times_released != case((_answer.c.state == "released", 1), else_=0))),
    Check("answer.of_idea", "Wozu Stellen gefragt wurden, das ist nur mit einer freigegebenen Antwort abgeschlossen.",
          select(idea.c.id).where(idea.c.state == "closed", idea.c.statements_asked > 0, ~_given.exists())),
    Check("answer.second_person", "Niemand gibt als zweite Person frei, woran er oder sie mitgeschrieben hat.",
          select(_release.c.id)
          .join(_writer, and_(_writer.c.answer_id == _release.c.answer_id, _writer.c.person_id == _release.c.by_id))
          .where(_release.c.verdict.in_(("released", "returned")))),
    Check("statement.public", "Öffentlich sind nur zitierte Stellungnahmen, deren Stelle zugestimmt hat.",
          select(_request.c.id)
          .join(thing, thing.c.id == _request.c.id)
          .where(thing.c.published_at.is_not(None), or_(_request.c.id.not_in(_cited), _request.c.id.not_in(_agreed)))),
)  # fmt: skip
