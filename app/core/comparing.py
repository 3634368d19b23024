"""What changed between two texts, word by word, in a form a page can show."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

LONG_STRETCH, CONTEXT = 60, 20
"""So many words that stayed are folded away; so many beside a change stay readable."""
Change = tuple[str, str]
"""("same" | "added" | "removed", text); where folded, "folded" too"""
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


def folded(changes: Sequence[Change]) -> list[Change]:
    """The same with long stretches that stayed cut to their ends: the part between comes as ("folded", text)."""
    short: list[Change] = []
    for at, (kind, text) in enumerate(changes):
        words = _words(text)
        if kind != "same" or len(words) <= LONG_STRETCH:
            short.append((kind, text))
            continue
        before = 0 if at == 0 else CONTEXT
        after = len(words) - (0 if at == len(changes) - 1 else CONTEXT)
        pieces = [
            ("same", "".join(words[:before])), ("folded", "".join(words[before:after])),
            ("same", "".join(words[after:])),
        ]  # fmt: skip
        short += [piece for piece in pieces if piece[1]]
    return short


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
