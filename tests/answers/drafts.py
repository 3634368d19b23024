"""Coordinated answers on their way, made through the verbs."""

from datetime import timedelta
from typing import Any

from app.accounts.models import Membership, Person
from app.answers.drafting import hand_in_answer, save_answer
from app.answers.models import CoordinatedAnswer
from app.answers.releasing import release_answer, return_answer
from app.core.clock import now
from app.core.database import db, transaction
from app.ideas.models import Idea
from app.statements.models import StatementRequest
from tests.cast import Cast, a_person
from tests.statement_worlds import a_department, a_request, a_statement
from tests.worlds import an_idea

TEXT = "Der Radweg kommt in den Ideenpool."
SAID = "Bitte die Breite beachten."
LATER = timedelta(days=7)


def an_asked_idea(
    cast: Cast, *, is_public: bool = True, said: str = SAID, office: str = "Amt für Verkehr"
) -> tuple[Idea, StatementRequest]:
    """A public idea about which that office has given its statement."""
    idea = an_idea(cast)
    return idea, a_statement(a_request(cast, idea, a_department(cast, office)), text=said, is_public=is_public)


def a_draft(
    cast: Cast, idea: Idea, *cited: StatementRequest, by: Person | None = None, outcome: str = "pooled"
) -> CoordinatedAnswer:
    """Bernd's draft: into the pool, unless it is said otherwise."""
    with transaction():
        return save_answer(
            again(idea), by=by or cast.bernd, version=0, idea_version=idea.version, text=TEXT, outcome=outcome,
            cited=[request.id for request in cited],
        )  # fmt: skip


def handed_in(cast: Cast, idea: Idea, *cited: StatementRequest, outcome: str = "pooled") -> CoordinatedAnswer:
    """The same, laid before Gerda."""
    answer = a_draft(cast, idea, *cited, outcome=outcome)
    with transaction():
        hand_in_answer(again(answer), by=cast.bernd, version=answer.version, despite_open=True)
    return answer


def returned(cast: Cast, answer: CoordinatedAnswer) -> CoordinatedAnswer:
    with transaction():
        return_answer(again(answer), by=cast.gerda, version=answer.version, remark="Bitte freundlicher.")
    return answer


def released(cast: Cast, idea: Idea, *cited: StatementRequest, outcome: str = "pooled") -> CoordinatedAnswer:
    """Released by Gerda: public."""
    answer = handed_in(cast, idea, *cited, outcome=outcome)
    with transaction():
        release_answer(again(answer), by=cast.gerda, version=answer.version)
    return answer


def again(thing: Any) -> Any:
    """The same row as the database has it now."""
    return db.session.get_one(type(thing), thing.id)


def rule(cast: Cast, name: str) -> None:
    with transaction():
        again(cast.here).release_rule = name


def a_colleague(cast: Cast, name: str = "Hanna", role: str = "moderator") -> Person:
    """Somebody else who works here."""
    with transaction():
        person = a_person(name)
        db.session.add(Membership(person_id=person.id, role=role, authority_id=cast.here.id))
        db.session.flush()
        db.session.refresh(person)
    return person


def the_day_has_passed(answer: CoordinatedAnswer) -> None:
    with transaction():
        again(answer).due_on = (now() - LATER).date()


def sheet(idea: Idea, answer: CoordinatedAnswer | None = None, **typed: Any) -> dict[str, Any]:
    """The draft's form as a browser sends it."""
    given = {"version": str(answer.version if answer else 0), "idea_version": str(idea.version), "outcome": "pooled"}
    return given | {"text": TEXT, "forwarded_to": ""} | typed
