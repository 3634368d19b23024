"""What keeps talk fair wherever people write: links, the same again, floods, and whose first words are read before."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

from app.accounts.models import Authority, Person
from app.core.errors import DomainError
from app.core.limits import is_within_limit

MOST_LINKS, MOST_LINKS_AT_FIRST = 3, 1
SAME_TEXT_AFTER = timedelta(days=1)
BURST, DAY = timedelta(minutes=10), timedelta(days=1)

_LINK = re.compile(r"https?://(?:www\.)?|\bwww\.", re.IGNORECASE)


class TooManyLinks(DomainError):
    """More links than a text may hold, or than somebody's first one may."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} links")
        self.most = most


class SaidBefore(DomainError):
    """The same person said the same within a day."""


def ensure_fair(text: str, *, is_known: Callable[[], bool], said_before: Sequence[str]) -> None:
    """Not too many links for somebody who is known here or not, and not the same again."""
    links = len(_LINK.findall(text))
    if links > MOST_LINKS_AT_FIRST:
        most = MOST_LINKS if is_known() else MOST_LINKS_AT_FIRST
        if links > most:
            raise TooManyLinks(most)
    if _gist(text) in {_gist(said) for said in said_before}:
        raise SaidBefore


def is_read_first(authority: Authority | None, by: Person, author_kind: str, is_known: Callable[[], bool]) -> bool:
    """Whether the editors read it before everybody does: somebody's first words, where the authority wants that."""
    if authority is None or not authority.holds_first_comments:
        return False
    return author_kind == "person" and not by.is_staff and not is_known()


def is_calm(person: Person) -> bool:
    """At most six texts in ten minutes and forty a day, comments and contributions together."""
    subject = str(person.id)
    return is_within_limit("comments", subject, 6, BURST) and is_within_limit("comments of a day", subject, 40, DAY)


def _gist(text: str) -> str:
    return " ".join(text.split()).casefold()
