"""What changed between two texts, word by word, in a form a page can show."""

import re
from difflib import SequenceMatcher

Change = tuple[str, str]
"""("same" | "added" | "removed", text)"""


def changed_words(before: str, after: str) -> list[Change]:
    """The later text with what was taken out and what came in, in reading order."""
    old, new = _words(before), _words(after)
    changes: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            changes.append(("same", "".join(new[c:d])))
            continue
        changes += [("removed", "".join(old[a:b]))] if b > a else []
        changes += [("added", "".join(new[c:d]))] if d > c else []
    return changes


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
