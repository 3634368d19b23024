"""What changed between two texts, word by word, in a form a page can show."""

import re
from difflib import SequenceMatcher

Change = tuple[str, str]
"""("same" | "added" | "removed", text)"""
MANY_WORDS = 2_000
"""Longer texts are compared line by line."""


def changed_words(before: str, after: str) -> list[Change]:
    """The later text with what was taken out and what came in, in reading order."""
    old, new = _words(before), _words(after)
    if len(old) + len(new) > MANY_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    changes: list[Change] = []
    # What repeats all the time is passed over (autojunk): without that, "a a a a …" would keep the desk waiting.
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            changes.append(("same", "".join(new[c:d])))
            continue
        changes += [("removed", "".join(old[a:b]))] if b > a else []
        changes += [("added", "".join(new[c:d]))] if d > c else []
    return changes


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
