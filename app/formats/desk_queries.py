"""What the desk reads of formats: its list, one section or member of it, what a new one can be about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from app.accounts.models import Organisation, Person
from app.concepts.models import Concept, Goal
from app.core.clock import today
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.formats.queries import find_on_desk, is_on_desk
from app.municipalities.models import District, Municipality, Region
from app.things.models import AudienceMember, Thing
from app.things.queries import belongs_to

CURRENT = ("open", "closed", "announced", "draft")
"""In this order they stand on the list: what runs, what is owed, what is to come, what is being prepared."""
PAST = ("concluded", "cancelled")
MOST_CURRENT = 200
PAGE_SIZE = 30
MEMBERS_A_PAGE = 100


@dataclass(frozen=True)
class FormatsDesk:
    """The formats one person may work on, as the table of permissions asks: it belongs to no single authority."""

    person: Person
    is_moderator: bool
    runs_some: bool
    authority_id: None = None

    def has_member(self, person: Person, *roles: str) -> bool:
        """Whether this person was given any format to run."""
        return self.runs_some


def desk_of(to: Person) -> FormatsDesk | None:
    """The desk of formats, for whoever moderates somewhere or was given one to run."""
    is_moderator = bool(to.authorities_as("moderator"))
    runs = select(ParticipationFormat.id).where(belongs_to(Thing.id, to, "facilitator")).limit(1)
    runs_some = db.session.scalar(runs) is not None
    return FormatsDesk(to, is_moderator, runs_some) if is_moderator or runs_some else None


def current_formats(person: Person) -> Sequence[Row[Any]]:
    """What is prepared, to come, running or owed, in that order, the nearest day first."""
    rows = _rows(person).where(ParticipationFormat.state.in_(CURRENT))
    found = db.session.execute(rows.order_by(ParticipationFormat.id.desc()).limit(MOST_CURRENT)).all()
    return sorted(found, key=lambda row: (CURRENT.index(row.state), next_day(row) or today().max, row.number))


def past_formats(person: Person, cursor: str | None = None) -> Page:
    """What has its result or was called off, the newest first."""
    rows = _rows(person).where(ParticipationFormat.state.in_(PAST))
    newest: list[Any] = [ParticipationFormat.id]
    return page_of(rows, newest, cursor, PAGE_SIZE)


def count_formats(person: Person) -> dict[str, int]:
    """How many there are in each state."""
    counted = select(ParticipationFormat.state, func.count()).where(is_on_desk(person))
    return {state: number for state, number in db.session.execute(counted.group_by(ParticipationFormat.state))}


def next_day(row: Any) -> Any:
    """The day something happens or is due next with it."""
    return {"draft": row.opens_on, "announced": row.opens_on, "open": row.closes_on, "closed": row.results_due_on}.get(
        row.state
    )


def concepts_for(person: Person) -> Sequence[Concept]:
    """The concepts this person can begin a format about."""
    desks = person.authorities_as("moderator")
    return db.session.scalars(
        select(Concept).where(Concept.authority_id.in_(desks)).order_by(Concept.title, Concept.id)
    ).all()


def find_by_once(once: str) -> ParticipationFormat | None:
    """What an earlier sending of the same form has made."""
    return db.session.scalar(select(ParticipationFormat).where(ParticipationFormat.once == once))


def fields_of(concept: Concept) -> Sequence[Goal]:
    """The fields of action of its current edition, in order."""
    wanted = select(Goal).where(
        Goal.concept_id == concept.id, Goal.goal_kind == "field_of_action", Goal.edition == concept.edition,
        Goal.is_retired.is_(False),
    )  # fmt: skip
    return db.session.scalars(wanted.order_by(Goal.position, Goal.id)).all()


def goals_to_choose(format: ParticipationFormat) -> Sequence[Goal]:
    """What a section can be about: fields of action and goals of the concept."""
    wanted = select(Goal).where(
        Goal.concept_id == format.concept_id, Goal.edition == format.concept.edition, Goal.is_retired.is_(False),
        Goal.goal_kind.in_(("field_of_action", "goal")),
    )  # fmt: skip
    return db.session.scalars(wanted.order_by(Goal.position, Goal.id)).all()


def towns_for(format: ParticipationFormat) -> Sequence[Row[Any]]:
    """The municipalities of its authority, of the district or of the region it stands for; and the one it has."""
    district = select(District.id).where(District.authority_id == format.authority_id)
    region = Region.authority_id == format.authority_id
    is_here = or_(Municipality.district_id.in_(district), Municipality.regions.any(region))
    may_be = or_(and_(is_here, Municipality.valid_until.is_(None)), Municipality.id == format.municipality_id)
    wanted: Any = select(Municipality.id, Municipality.name).where(may_be)
    towns: Sequence[Row[Any]] = db.session.execute(wanted.order_by(Municipality.sort_name, Municipality.id)).all()
    return towns


def find_section_on_desk(number: int, section_id: int, to: Person) -> FormatSection | None:
    """A section of a format this person works on."""
    format = find_on_desk(number, to)
    wanted = select(FormatSection).where(FormatSection.id == section_id, FormatSection.format_id == number)
    return db.session.scalar(to_change(wanted, of=FormatSection)) if format is not None else None


def find_member(format: ParticipationFormat, member_id: int) -> AudienceMember | None:
    """One entry of its list."""
    wanted = select(AudienceMember).where(AudienceMember.id == member_id, AudienceMember.audience_id == format.id)
    return db.session.scalar(to_change(wanted, of=AudienceMember))


def members_of(format: ParticipationFormat, cursor: str | None = None) -> Page:
    """Whom it is open to, who runs it and who judges, the last first."""
    rows: Any = (
        select(
            AudienceMember.id, AudienceMember.role, AudienceMember.email, AudienceMember.name, AudienceMember.until,
            AudienceMember.invited_at, Organisation.name.label("organisation"),
            Person.display_name.label("person"), Person.email.label("person_email"),
        )
        .outerjoin(Organisation, Organisation.id == AudienceMember.organisation_id)
        .outerjoin(Person, Person.id == AudienceMember.person_id)
        .where(AudienceMember.audience_id == format.id)
    )  # fmt: skip
    newest: list[Any] = [AudienceMember.id]
    return page_of(rows, newest, cursor, MEMBERS_A_PAGE)


def organisations_for(format: ParticipationFormat) -> Sequence[Organisation]:
    """The bodies whose members can be asked: those of the authority, and the town halls of its towns."""
    towns = [town.id for town in towns_for(format)]
    halls = select(Municipality.organisation_id).where(Municipality.id.in_(towns))
    is_near = or_(Organisation.authority_id == format.authority_id, Organisation.id.in_(halls))
    wanted = select(Organisation).where(is_near, Organisation.retired_at.is_(None))
    return db.session.scalars(wanted.order_by(Organisation.name, Organisation.id)).all()


def names_of(numbers: Iterable[int | None]) -> dict[int, str]:
    """The names of these people, as they stand in the chronicle of the desk; nothing of whoever left."""
    wanted = select(Person.id, Person.display_name).where(Person.id.in_({number for number in numbers if number}))
    return {number: name for number, name in db.session.execute(wanted) if name}


def count_waiting(format: ParticipationFormat) -> int:
    """How many contributions are held back until somebody has looked at them."""
    held = select(func.count()).select_from(Contribution).where(
        Contribution.format_id == format.id, Contribution.published_at.is_(None), Contribution.due_on.is_not(None),
        Contribution.removed_at.is_(None), Contribution.restricted_at.is_(None),
    )  # fmt: skip
    return int(db.session.scalar(held) or 0)


def _rows(person: Person) -> Select[Any]:
    columns: tuple[Any, ...] = (
        ParticipationFormat.id.label("number"), ParticipationFormat.title, ParticipationFormat.format_kind,
        ParticipationFormat.state, ParticipationFormat.audience, ParticipationFormat.opens_on,
        ParticipationFormat.closes_on, ParticipationFormat.results_due_on, ParticipationFormat.contributions,
        ParticipationFormat.label,
    )  # fmt: skip
    concept: Any = Concept.__table__
    joined: Select[Any] = select(*columns, concept.c.short_title.label("concept"))
    return joined.join(concept, concept.c.id == ParticipationFormat.concept_id).where(is_on_desk(person))
