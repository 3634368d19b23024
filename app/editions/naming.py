"""What the next edition of a concept is called until somebody gives it a name."""

import re
from collections.abc import Sequence
from itertools import count

from app.concepts.schemas import Edition


def next_edition(editions: Sequence[Edition]) -> Edition:
    """After "2030", "KEK 2030" comes "2030-2", "KEK 2030, Fassung 2", then "2030-3"; the words do not pile up.

    The key stays when the edition is renamed, and is no other edition's.
    """
    last, listed = editions[-1], {edition.key for edition in editions}
    stem, counted = re.sub(r"-\d+$", "", last.key), re.search(r"-(\d+)$", last.key)
    is_counted = counted is not None and stem in listed
    stem = (stem if is_counted else last.key)[:74]
    key, number = next((key, n) for n in count(2) if (key := f"{stem}-{n}") not in listed)
    title = re.sub(r"(?:, (?:neue Fassung|Fassung \d+))+$", "", last.title)
    return Edition(key=key, title=f"{title}, Fassung {number}", status="draft")
