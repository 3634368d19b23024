"""Blacking words out in a contribution, in everything it said before, and where its format has copied them."""

import re

from app.accounts.models import Person
from app.core.journal import record
from app.formats.kinds import kind_of
from app.formats.models import Contribution
from app.formats.running import ensure_reason
from app.restrictions.passages import blacken


def redact_contribution(made: Contribution, pattern: re.Pattern[str], *, by: Person, reason: str) -> None:
    """Black out what the pattern finds wherever the contribution says or said it; an edit of the old text is too late.

    Whoever wrote it reads the reason.
    """
    ensure_reason(reason)
    before = (made.title, made.text)
    made.text = blacken(made.text, pattern)
    if (title := blacken(made.title, pattern)) != made.title:
        made.rename(title)
    for earlier in made.earlier:
        earlier.title, earlier.text = blacken(earlier.title, pattern), blacken(earlier.text, pattern)
    if (made.title, made.text) != before:
        made.version += 1
    kind_of(made.format).black_out(made, pattern)
    record(
        made.id, "redact_contribution", role="moderator", actor_id=by.id, audience="direct",
        reason=blacken(reason, pattern),
    )  # fmt: skip
