"""What the desk reads of contributions: the list of a format with its filters, one's own at `/konto/beitraege`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true, union_all
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.formats.outcome import is_assigned, is_taken_up
from app.formats.queries import is_shown
from app.ideas.models import Idea
from app.things.queries import is_meant_for, is_visible_to

PAGE_SIZE = 25
STATES = ("alle", "offen", "aufgegriffen", "zugeordnet", "abgewogen", "zurueckgehalten", "ausgeblendet")


@dataclass(frozen=True)
class Asked:
    """What the desk wants to see of a format's contributions."""

    state: str = STATES[0]
    section_id: int | None = None
    words: str = ""


def _which() -> Mapping[str, ColumnElement[bool]]:
    return {
        "alle": true(),
        "offen": and_(is_shown(), ~is_taken_up(), ~is_assigned(), Contribution.verdict.is_(None)),
        "aufgegriffen": is_taken_up(),
        "zugeordnet": is_assigned(),
        "abgewogen": Contribution.verdict.is_not(None),
        "zurueckgehalten": and_(Contribution.published_at.is_(None), Contribution.restricted_at.is_(None)),
        "ausgeblendet": Contribution.restricted_at.is_not(None),
    }


def contributions_on_desk(format: ParticipationFormat, asked: Asked, cursor: str | None = None) -> Page:
    """One page of everything said in it and not removed, the newest first."""
    taken, assigned = is_taken_up(), is_assigned()
    columns: tuple[Any, ...] = (
        Contribution.id, Contribution.kind, Contribution.title, Contribution.text, Contribution.lang,
        Contribution.author_kind, Contribution.author_name, Contribution.wish, Contribution.supports,
        Contribution.version, Contribution.created_at, Contribution.published_at, Contribution.restricted_at,
        Contribution.due_on,
        Contribution.verdict, Contribution.verdict_reason,
        FormatSection.title.label("section"), taken.label("is_taken_up"), assigned.label("is_assigned"),
    )  # fmt: skip
    rows = select(*columns).join(FormatSection, FormatSection.id == Contribution.section_id)
    return page_of(rows.where(*_conditions(format, asked)), [_id()], cursor, PAGE_SIZE)


def count_on_desk(format: ParticipationFormat, asked: Asked) -> dict[str, int]:
    """How many each state of the filter leaves; the section and the words asked for count, the state does not."""
    sums = [func.sum(case((condition, 1), else_=0)).label(name) for name, condition in _which().items()]
    counted = select(*sums).select_from(Contribution)
    row = db.session.execute(counted.where(*_conditions(format, Asked("alle", asked.section_id, asked.words)))).one()
    return {name: count or 0 for name, count in row._mapping.items()}


def _conditions(format: ParticipationFormat, asked: Asked) -> list[ColumnElement[bool]]:
    conditions = [Contribution.format_id == format.id, Contribution.removed_at.is_(None), _which()[asked.state]]
    if asked.section_id is not None:
        conditions.append(Contribution.section_id == asked.section_id)
    for word in asked.words.split()[:8]:
        conditions.append(
            or_(Contribution.text.icontains(word, autoescape=True), Contribution.title.icontains(word, autoescape=True))
        )
    return conditions


def chosen_on_desk(format: ParticipationFormat, numbers: list[int]) -> list[Contribution]:
    """Those of these contributions that belong to this format and were not removed; locked where we write."""
    wanted = select(Contribution).where(
        Contribution.id.in_(numbers[:100]), Contribution.format_id == format.id, Contribution.removed_at.is_(None)
    )
    wanted = wanted.options(selectinload(Contribution.goal_tags)).order_by(Contribution.id)
    return list(db.session.scalars(to_change(wanted, of=Contribution)).unique())


def find_idea_for(number: int, to: Person) -> Idea | None:
    """The received idea at a desk this person moderates, to which a contribution may belong; not one merged away."""
    wanted = select(Idea).where(
        Idea.id == number, Idea.submitted_at.is_not(None), Idea.state.not_in(("merged", "withdrawn", "refused")),
        Idea.authority_id.in_(to.authorities_as("moderator")),
    )  # fmt: skip
    return db.session.scalar(to_change(wanted, of=Idea))


# ---- for readers -----------------------------------------------------------------------------------


def shown_of(format: ParticipationFormat, section_id: int | None, cursor: str | None = None) -> Page:
    """What whoever sees the format reads of it, the newest first."""
    columns: tuple[Any, ...] = (
        Contribution.id, Contribution.kind, Contribution.title, Contribution.text, Contribution.lang,
        Contribution.author_kind, Contribution.author_name, Contribution.supports,
        Contribution.verdict, Contribution.verdict_reason,
        FormatSection.title.label("section"),
    )  # fmt: skip
    rows = select(*columns).join(FormatSection, FormatSection.id == Contribution.section_id)
    rows = rows.where(Contribution.format_id == format.id, is_shown())
    if section_id is not None:
        rows = rows.where(Contribution.section_id == section_id)
    return page_of(rows, [_id()], cursor, PAGE_SIZE)


def own_contributions(person: Person, cursor: str | None = None) -> Page:
    """What this person said, for herself or an organisation she speaks for, the last first; removed ones are gone.

    `belongs`: whether she still belongs to its format, which is named to nobody else.
    """
    return page_of(_own(person), [_id()], cursor, PAGE_SIZE)


def _own(person: Person) -> Select[Any]:
    bodies = person.spoken_for
    own: Any = Contribution.__table__
    hers = select(own.c.id).where(
        own.c.organisation_id.is_(None), own.c.author_id == person.id, own.c.author_kind == "person"
    )
    # Not one condition with "or": the database would read through everything that was ever said.
    theirs = select(own.c.id).where(own.c.organisation_id.in_(bodies))
    columns: tuple[Any, ...] = (
        Contribution, is_visible_to(person).label("is_readable"), is_meant_for(person).label("belongs"),
    )  # fmt: skip
    return (
        select(*columns)
        .options(joinedload(Contribution.format, innerjoin=True), joinedload(Contribution.section, innerjoin=True))
        .where(Contribution.id.in_(union_all(hers, theirs)), Contribution.removed_at.is_(None))
    )


def _id() -> Any:
    return Contribution.id
