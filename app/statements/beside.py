"""What stands beside an idea on its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.ideas.models import Idea
from app.ideas.wording import Status
from app.ideas.workflow import is_possible
from app.statements.models import StatementRequest
from app.statements.queries import files_with, mailed_at, requests_of, withdrawals
from app.statements.requesting import may_be_reminded
from app.statements.wording import answered_by, reason_of_end, status_of_request


@dataclass(frozen=True)
class Asked:
    """One request with all that came of it, as the desk reads it."""

    request: StatementRequest
    status: Status
    by: str
    files: Sequence[Any]
    mailed_at: datetime | None
    reason: str
    may_be_reminded: bool
    replaced_by: bool = False
    """Whether the office it named instead has been asked meanwhile."""


@dataclass(frozen=True)
class Beside:
    """Everybody who was asked, whether more may be asked, and how many are still owed."""

    asked: list[Asked]
    is_possible: bool

    @property
    def open(self) -> int:
        return sum(one.request.state == "open" for one in self.asked)

    @property
    def late(self) -> int:
        return sum(one.request.is_late for one in self.asked)


def statements_beside(idea: Idea) -> Beside:
    """Who was asked about the idea, and what came back, as its page on the desk shows it."""
    requests = [one for one in requests_of(idea.id) if one.authority_id == idea.authority_id]
    return Beside(asked_in_words(requests, idea), is_possible("request_statements", idea.state))


def asked_in_words(requests: Sequence[StatementRequest], idea: Idea) -> list[Asked]:
    """These requests about one idea as the desk reads them; as many queries for ten as for one."""
    if not requests:
        return []
    files, sent = files_with(requests), mailed_at(requests)
    reasons = withdrawals(idea.id) if any(one.state == "withdrawn" for one in requests) else {}
    names = {one.office.casefold() for one in requests if one.state != "withdrawn"}
    return [
        Asked(
            request=one, status=status_of_request(one), by=answered_by(one), files=files.get(one.id, ()),
            mailed_at=sent.get(one.id), reason=reason_of_end(reasons.get(one.id)),
            may_be_reminded=one.state == "open" and may_be_reminded(one),
            replaced_by=(one.suggestion or "").casefold() in names,
        )
        for one in requests
    ]  # fmt: skip
