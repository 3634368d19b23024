"""Release and publication are one step: the answer, its outcome and the statements it cites are public at once."""

from uuid import uuid4

from sqlalchemy import select

from app.accounts.deputising import stands_in_for
from app.accounts.models import Authority, Membership, Person
from app.answers.drafting import (
    ensure_complete,
    ensure_idea_text,
    is_citable,
    needs_release,
    note,
    rule_of,
    take_note,
)
from app.answers.models import CoordinatedAnswer, Release
from app.answers.wording import rule_labels
from app.answers.workflow import ensure_possible
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import DomainError, ReasonIsMissing, VersionIsStale
from app.core.jobs import enqueue
from app.files.attaching import release_files
from app.ideas.moderating import close_idea, pool_idea


class SecondPersonIsNeeded(DomainError):
    """The authority's rule wants a second person to release it, or two working days to pass before."""


def release_answer(answer: CoordinatedAnswer, *, by: Person, version: int, remark: str | None = None) -> None:
    """The second person stands for it as well: everybody reads it from now on. A deputy's release says for whom."""
    _ensure("release_answer", answer, version)
    _publish(answer, "release_answer", "released", by, remark, role="approver")


def release_alone(answer: CoordinatedAnswer, *, by: Person, version: int, remark: str) -> None:
    """Nobody was there to release it in two working days: one of its writers does, and says why; approvers hear."""
    _ensure("release_alone", answer, version)
    if not may_be_released_alone(answer):
        raise SecondPersonIsNeeded
    if not remark.strip():
        raise ReasonIsMissing
    _publish(answer, "release_alone", "released_alone", by, remark)


def publish_answer(answer: CoordinatedAnswer, *, by: Person, version: int, despite_open: bool = False) -> None:
    """Where the rule asks for no second person: its author publishes it at once."""
    ensure_possible("publish_answer", answer.state)
    if needs_release(answer.idea):
        raise SecondPersonIsNeeded
    ensure_complete(answer, version, despite_open)
    take_note(answer.idea, by)
    _publish(answer, "publish_answer", "not_needed", by, None)


def return_answer(answer: CoordinatedAnswer, *, by: Person, version: int, remark: str) -> None:
    """Not like this: it goes back to those who wrote it, who read why."""
    _ensure("return_answer", answer, version)
    if not remark.strip():
        raise ReasonIsMissing
    answer.state, answer.due_on = "draft", None
    _keep(answer, "returned", by, remark)
    note(answer, "return_answer", by, before="waiting", reason=remark, role="approver")


def change_rule(authority: Authority, rule: str, *, by: Person) -> None:
    """The rule counts at once; everybody who releases or administers there gets a mail that says who changed it."""
    before, authority.release_rule = authority.release_rule, rule
    if before == rule:
        return
    held = select(Membership.person_id).where(
        Membership.authority_id == authority.id, Membership.role.in_(("approver", "admin")), Membership.is_valid
    )
    told = select(Person).where(Person.id.in_(held), Person.email.is_not(None)).order_by(Person.id)
    for person in db.session.scalars(told):
        labels = rule_labels(person.locale)
        words = {"name": by.display_name, "office": authority.name, "old": labels[before], "new": labels[rule]}
        key = str(uuid4())
        notice = {"notice": "rule_changed", "to": person.email, "locale": person.locale, "key": key, "words": words}
        enqueue("send_notice", key, notice)


def may_be_released_alone(answer: CoordinatedAnswer) -> bool:
    """With the rule "when present", after the day on which it was to be released; without any rule, at once."""
    if not needs_release(answer.idea):
        return True
    return rule_of(answer.idea) == "when_present" and answer.due_on is not None and answer.due_on < today()


def _ensure(verb: str, answer: CoordinatedAnswer, version: int) -> None:
    ensure_possible(verb, answer.state)
    if version != answer.version:
        raise VersionIsStale(version, answer.version)


def _publish(
    answer: CoordinatedAnswer, verb: str, verdict: str, by: Person, remark: str | None, *, role: str = "moderator"
) -> None:
    idea, before = answer.idea, answer.state
    ensure_idea_text(answer)
    if answer.outcome == "pooled":
        pool_idea(idea, by=by, answer=answer.text, version=answer.idea_version, is_released=True)
    else:
        close_idea(
            idea, by=by, outcome=answer.outcome or "", answer=answer.text, version=answer.idea_version,
            forwarded_to=answer.forwarded_to, is_released=True,
        )  # fmt: skip
    for request in answer.cited:
        if is_citable(request):
            request.published_at = request.published_at or now()
            release_files(request.id)
    answer.state, answer.ended_at = "released", idea.answered_at
    _keep(answer, verdict, by, remark)
    note(answer, verb, by, before=before, reason=remark or None, role=role)


def _keep(answer: CoordinatedAnswer, verdict: str, by: Person, remark: str | None) -> None:
    is_second = verdict in {"released", "returned"}
    answer.releases.append(
        Release(
            answer_version=answer.version, verdict=verdict, rule=rule_of(answer.idea), outcome=answer.outcome,
            text=answer.text, remark=remark or None, by_id=by.id,
            deputy_for_id=stands_in_for(by, answer.authority_id) if is_second else None,
        )
    )  # fmt: skip
