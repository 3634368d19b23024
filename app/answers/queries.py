"""Every read about coordinated answers: the one being written, those that wait, those that were released."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.deputising import approvers_at
from app.accounts.models import Person
from app.answers.models import CoordinatedAnswer, FollowUp
from app.core.database import db, to_change
from app.ideas.models import Idea
from app.statements.models import StatementRequest
from app.statements.queries import requests_of

MOST_SHOWN = 200
ANSWERABLE = ("published", "pooled")
"""The states of an idea in which an answer is written and released."""


def open_answer_of(idea: Idea) -> CoordinatedAnswer | None:
    """The answer that is being written or waits for its release; at most one."""
    wanted = select(CoordinatedAnswer).where(CoordinatedAnswer.idea_id == idea.id, CoordinatedAnswer.ended_at.is_(None))
    return db.session.scalar(to_change(wanted, of=CoordinatedAnswer))


def find_answer(number: int, to: Person) -> CoordinatedAnswer | None:
    """The answer with that number, if its idea belongs to an authority this person moderates or approves for.

    What another authority wrote before it handed the idea over stays there.
    """
    idea_id = db.session.scalar(select(CoordinatedAnswer.idea_id).where(CoordinatedAnswer.id == number))
    authorities = to.authorities_as("moderator", "approver")
    # The idea is locked before the answer, here as on the page where it is written: nobody waits crosswise.
    idea = db.session.scalar(
        to_change(select(Idea).where(Idea.id == idea_id, Idea.authority_id.in_(authorities)), of=Idea)
    )
    if idea is None:
        return None
    own = CoordinatedAnswer.authority_id == idea.authority_id
    wanted = select(CoordinatedAnswer).where(CoordinatedAnswer.id == number, own)
    return db.session.scalar(to_change(wanted, of=CoordinatedAnswer))


def released_of(idea: Idea) -> Sequence[CoordinatedAnswer]:
    """Every coordinated answer the idea was given, the newest first."""
    given = (
        select(CoordinatedAnswer)
        .where(CoordinatedAnswer.idea_id == idea.id, CoordinatedAnswer.state == "released")
        .order_by(CoordinatedAnswer.id.desc())
    )
    return db.session.scalars(given).all()


def asked_about(idea: Idea) -> list[StatementRequest]:
    """Everybody who was asked about the idea and not told that it is settled, with what came back."""
    return [request for request in requests_of(idea.id) if request.state != "withdrawn"]


def open_requests_of(idea: Idea) -> list[StatementRequest]:
    """Who was asked and has not answered yet."""
    return [request for request in asked_about(idea) if request.state == "open"]


def waiting_answers(authority_ids: Collection[int]) -> Sequence[CoordinatedAnswer]:
    """What waits for its release at these authorities, what is due first at the top."""
    waiting = (
        select(CoordinatedAnswer)
        .join(CoordinatedAnswer.idea)
        .options(contains_eager(CoordinatedAnswer.idea), selectinload(CoordinatedAnswer.writers))
        .where(
            CoordinatedAnswer.state == "waiting", Idea.authority_id.in_(authority_ids), Idea.state.in_(ANSWERABLE)
        )
        .order_by(CoordinatedAnswer.due_on, CoordinatedAnswer.id)
        .limit(MOST_SHOWN)
    )  # fmt: skip
    return db.session.scalars(waiting).all()


def count_waiting(authority_id: int) -> int:
    """How many answers wait for their release there."""
    counted = select(func.count()).select_from(CoordinatedAnswer).join(CoordinatedAnswer.idea)
    counted = counted.where(
        CoordinatedAnswer.state == "waiting", Idea.authority_id == authority_id, Idea.state.in_(ANSWERABLE)
    )
    return db.session.scalar(counted) or 0


def releasers_of(answer: CoordinatedAnswer) -> list[Person]:
    """Who may release it as the second person: approvers and their deputies, without those who wrote it."""
    return [person for person in approvers_at(answer.authority_id) if person.id not in answer.writer_ids]


def open_follow_up_of(idea: Idea) -> FollowUp | None:
    """What the author asked back and the desk has not replied to."""
    asked = select(FollowUp).where(FollowUp.idea_id == idea.id, FollowUp.replied_at.is_(None)).order_by(FollowUp.id)
    return db.session.scalar(to_change(asked.limit(1), of=FollowUp))


def follow_up_about(entry_id: int) -> FollowUp | None:
    """What was asked back about the answer given by that row of the journal."""
    return db.session.scalar(select(FollowUp).where(FollowUp.entry_id == entry_id))


def follow_ups_of(idea: Idea) -> Sequence[FollowUp]:
    """Everything that was asked back about the answers of the idea, oldest first."""
    return db.session.scalars(select(FollowUp).where(FollowUp.idea_id == idea.id).order_by(FollowUp.id)).all()


def releases_named(answer: CoordinatedAnswer) -> dict[int, str]:
    """The names of those who decided about it, and for whom; erased people have none any more."""
    ids = {number for release in answer.releases for number in (release.by_id, release.deputy_for_id) if number}
    named = select(Person.id, Person.display_name).where(Person.id.in_(ids))
    return {number: name for number, name in db.session.execute(named) if name}
