"""What the desk's page of an idea says of an author without an account, and what may be typed in for her."""

from dataclasses import dataclass

from app.ideas.models import Idea
from app.reception.contacts import way_to
from app.reception.queries import is_without_account
from app.reception.wording import contact_line


@dataclass(frozen=True)
class Entry:
    """How the author is reached, and whether a question to her waits for an answer that came on paper."""

    contact: str
    way: str
    may_answer: bool


def entry_beside(idea: Idea) -> Entry | None:
    """None for whoever has an account."""
    if not is_without_account(idea):
        return None
    return Entry(contact_line(idea), way_to(idea), idea.state == "revision_requested")
