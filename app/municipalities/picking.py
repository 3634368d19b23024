"""What the picker of places shows beside the names: Ämter, former names, and the places that are somebody's own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.accounts.queries import organisations_of
from app.core.database import db
from app.municipalities.models import Municipality
from app.municipalities.queries import (
    all_regions,
    begins_so,
    municipalities_matching,
    rows_of_places,
    words_of_place,
)
from app.municipalities.standing import of_today
from app.things.models import Follow

MOST_OWN, MOST_MEANT = 12, 6
LEAST_LETTERS = 4
"""Of a shorter word one wrong letter leaves nothing certain."""
_BEFORE = ("amt ", "verwaltungsgemeinschaft ", "verwaltungsverband ")


@dataclass(frozen=True)
class Found:
    """What a question for a place has found; `meant`: where nothing is so called, the places but one slip away."""

    places: Sequence[Any] = ()
    associations: list[tuple[Any, list[Any]]] = field(default_factory=list)
    former: Sequence[Any] = ()
    regions: Sequence[Any] = ()
    meant: Sequence[Any] = ()

    @property
    def number(self) -> int:
        """How many places stand on the page, each counted once."""
        keys = {row.ags for row in self.places} | {row.ags for _name, rows in self.associations for row in rows}
        return len(keys | {row.now_ags or row.ags for row in self.former})


def found_for(q: str) -> Found:
    """Places, Ämter, former places and regions whose name (or postcode) begins so; four queries, five for a slip.

    All places where nothing is asked.
    """
    if not q:
        return Found(municipalities_matching())
    places, associations, former = municipalities_matching(q), associations_matching(q), former_matching(q)
    regions = regions_matching(q)
    is_nothing = not (places or associations or former or regions)
    return Found(places, associations, former, regions, places_meant(q) if is_nothing else ())


def regions_matching(q: str) -> list[Any]:
    """The regions whose name, or a word in it, begins so; one query."""
    word = words_of_place(q).removeprefix("region ")
    if not word or word.isdigit():
        return []
    return [row for row in all_regions() if f" {word}" in f" {words_of_place(row.name)}"]


def places_meant(q: str) -> list[Any]:
    """The places whose name begins so but for one slip of the pen, or for umlauts written otherwise; one query."""
    word = _plain(words_of_place(q))
    if len(word) < LEAST_LETTERS or word.isdigit():
        return []
    rows = db.session.execute(rows_of_places().order_by(Municipality.sort_name, Municipality.ags)).all()
    close = [(min(steps), row) for row in rows if (steps := _steps(word, _plain(words_of_place(row.name))))]
    # Whole names before beginnings of names.
    return [row for _step, row in sorted(close, key=lambda pair: pair[0])][:MOST_MEANT]


def _steps(word: str, name: str) -> list[int]:
    """By how many letters the name, from each of its words on, is longer than its beginning that was meant."""
    parts = name.split()
    ends = [" ".join(parts[n:]) for n in range(len(parts))]
    return [
        len(end) - length
        for end in ends
        for length in range(len(word) - 1, len(word) + 2)
        if length <= len(end) and is_but_one_slip(word, end[:length])
    ]


def is_but_one_slip(one: str, other: str) -> bool:
    """Whether the two are the same but for one letter: another, one too many, one missing, or two changed places."""
    n = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[n:], other[n:]
    changed = one[1:2] + one[:1] + one[2:]
    return other in (one, one[1:], changed) or one == other[1:] or (bool(one and other) and one[1:] == other[1:])


def _plain(word: str) -> str:
    """Umlauts and double s as their first letter, since they are written in many ways."""
    for two in ("ae", "oe", "ue", "ss"):
        word = word.replace(two, two[0])
    return word


def associations_matching(q: str) -> list[tuple[Any, list[Any]]]:
    """The Ämter and associations whose name begins so, each with all its places by name; one query."""
    word = words_of_place(q)
    word = next((word.removeprefix(before) for before in _BEFORE if word.startswith(before)), word)
    if not word or word.isdigit():
        return []
    rows = rows_of_places().where(Municipality.association.is_not(None))
    found: dict[tuple[str, str], list[Any]] = {}
    for row in db.session.execute(rows.order_by(Municipality.sort_name, Municipality.ags)):
        if f" {word}" in f" {words_of_place(row.association)}":
            found.setdefault((row.association, row.district), []).append(row)
    return [(key, found[key]) for key in sorted(found)]


def former_matching(q: str) -> Sequence[Any]:
    """Places that are no more whose name or postcode begins so, with the place of today that stands for them."""
    today = aliased(Municipality)
    rows: Any = (
        select(
            Municipality.name, Municipality.ags, Municipality.valid_until, today.name.label("now"),
            today.ags.label("now_ags"),
        )
        .outerjoin(today, today.id == Municipality.current_id)
        .where(Municipality.valid_until.is_not(None), *begins_so(q))
    )  # fmt: skip
    return db.session.execute(rows.order_by(Municipality.sort_name, Municipality.ags)).all()


def places_of(person: Person | None) -> Sequence[Any]:
    """The places this person follows, and those of the bodies she speaks for, by name."""
    if person is None:
        return ()
    bodies = organisations_of(person)
    unions = [body.name for body in bodies if body.kind == "association_of_municipalities"]
    followed = select(of_today).join(Follow, Follow.municipality_id == Municipality.id)
    is_own = or_(
        Municipality.id.in_(followed.where(Follow.person_id == person.id)),
        Municipality.organisation_id.in_([body.id for body in bodies]), Municipality.association.in_(unions),
    )  # fmt: skip
    rows = rows_of_places().where(is_own).order_by(Municipality.sort_name, Municipality.ags)
    return db.session.execute(rows.limit(MOST_OWN)).all()
