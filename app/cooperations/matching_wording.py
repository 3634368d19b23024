"""“Also proposed in Brandis”: what stands on the page of an idea, and where a cooperation can begin from it."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, url_for

from app.accounts.models import Person
from app.cooperations.matching import Elsewhere, of_other_towns, very_alike
from app.cooperations.showing import may_begin
from app.core.clock import now
from app.ideas.models import Idea

KEPT_FOR = timedelta(minutes=10)
MOST_KEPT = 2_000


@dataclass(frozen=True)
class ProposedToo:
    """An idea like this one in another town, as a link."""

    title: str
    url: str
    towns: list[str]


@dataclass(frozen=True)
class Matches:
    """The ideas of other towns, and the address where somebody who speaks for a municipality goes on with them."""

    ideas: list[ProposedToo]
    begin_url: str | None


def matches_of(idea: Idea, person: Person | None) -> Matches:
    """What else was proposed elsewhere; one query where it was looked up lately."""
    found = of_other_towns(idea, _alike(idea))
    begin = _begin_url(idea, found) if may_begin(person) else None
    return Matches([_shown(one) for one in found], begin)


def _alike(idea: Idea) -> list[int]:
    """The numbers, looked up anew every ten minutes: looking takes longer than all the rest of the page. Whether they
    may be read is asked every time."""
    if not idea.municipalities:
        return []
    kept = current_app.extensions.setdefault("very_alike", {})
    numbers, until = kept.get((idea.id, idea.version), ((), None))
    if until is None or until < now():
        if len(kept) >= MOST_KEPT:
            kept.clear()
        numbers = very_alike(idea)
        kept[idea.id, idea.version] = numbers, now() + KEPT_FOR
    return list(numbers)


def _begin_url(idea: Idea, found: list[Elsewhere]) -> str:
    keys = [town.of_today.ags for town in idea.municipalities] + [key for one in found for key in one.towns]
    return url_for("cooperations_writing.write", idee=idea.id, mit=",".join(dict.fromkeys(keys)) or None)


def _shown(one: Elsewhere) -> ProposedToo:
    return ProposedToo(one.title, url_for("ideas.show", number=one.number, slug=one.slug), list(one.towns.values()))
