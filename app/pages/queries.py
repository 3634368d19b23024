"""What the site's own pages read: figures, news, the state behind a number, texts, barrier reports, addresses."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, select, true

from app.accounts.models import Authority, Person
from app.concepts.models import Concept, Goal, GoalAncestor
from app.cooperations.listing import listed_conditions
from app.cooperations.models import Cooperation
from app.core.database import db, to_change
from app.core.journal import JournalEntry
from app.formats.models import Contribution
from app.formats.queries import find_contribution
from app.ideas.models import Idea, IdeaGoal, IdeaVersion, idea_municipality
from app.municipalities.models import District, Municipality, Region, current_member
from app.municipalities.standing import of_today
from app.pages.models import TEXT_NAMES, BarrierReport, SiteText
from app.projects.models import Project, ProjectGoal
from app.things.models import Thing
from app.things.queries import is_public

NEWS_VERBS = (
    "publish_idea", "pool_idea", "close_idea", "promote_idea", "submit_project", "adopt_project", "start_project",
    "resume_project", "finish_project",
)  # fmt: skip
NEWS_STATES = ("proposed", "submitted_for_decision", "adopted", "running", "finished")
MAX_ADDRESSES = 20_000
MAX_NUMBER = 2**31 - 1
"""The largest number a thing can have; a larger one is nobody's."""


# ---- the start page -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """How much there is, and how reliably it is answered. What a concept prints counts as ideas, never as answers."""

    ideas: int
    ideas_from_concepts: int
    municipalities: int
    all_municipalities: int
    answers: int
    answers_in_time: int
    projects: int
    projects_finished: int


def figures(authority_id: int | None = None) -> Figures:
    """The numbers of the start page, of one authority or of all; four queries."""
    own = _own(Idea, authority_id)
    is_in_time = func.date(Idea.answered_at) <= Idea.answer_due_on
    is_answer = and_(Idea.answered_at.is_not(None), Idea.origin != "concept")
    ideas = db.session.execute(
        select(
            func.count(), _count(Idea.origin == "concept"), _count(is_answer), _count(and_(is_answer, is_in_time))
        ).select_from(Idea).where(Idea.listed_at.is_not(None), Idea.state != "merged", is_public(), *own)
    ).one()  # fmt: skip
    places = db.session.scalar(
        select(func.count(of_today.distinct()))
        .select_from(idea_municipality)
        .join(Municipality, Municipality.id == idea_municipality.c.municipality_id)
        .join(Idea, Idea.id == idea_municipality.c.idea_id)
        .where(Idea.listed_at.is_not(None), is_public(), *own)
    )
    projects = db.session.execute(
        select(func.count(), _count(Project.state == "finished"))
        .select_from(Project)
        .where(Project.listed_at.is_not(None), is_public(), *_own(Project, authority_id))
    ).one()
    return Figures(
        ideas=ideas[0], ideas_from_concepts=ideas[1] or 0, municipalities=places or 0,
        all_municipalities=_count_municipalities(authority_id), answers=ideas[2] or 0, answers_in_time=ideas[3] or 0,
        projects=projects[0], projects_finished=projects[1] or 0,
    )  # fmt: skip


def in_the_pool(authority_id: int | None = None) -> tuple[int, int]:
    """How many ideas of people wait in the pool, and how many examples concepts print; one query."""
    is_example = Idea.origin == "concept"
    row = db.session.execute(
        select(_count(~is_example), _count(is_example))
        .select_from(Idea)
        .where(Idea.listed_at.is_not(None), Idea.state == "pooled", is_public(), *_own(Idea, authority_id))
    ).one()
    return row[0] or 0, row[1] or 0


def news(authority_id: int | None = None, limit: int = 12) -> list[Row[Any]]:
    """What happened lately to public ideas and projects, newest first, each thing once."""
    entries = (
        select(
            JournalEntry.thing_id, JournalEntry.verb, JournalEntry.at, JournalEntry.to_state, JournalEntry.details,
            Thing.kind, Thing.title, Thing.slug,
        )
        .join(Thing, Thing.id == JournalEntry.thing_id)
        .where(
            JournalEntry.audience == "public", JournalEntry.actor_role != "import", _is_news(),
            Thing.kind.in_(("idea", "project")), is_public(), *_own(Thing, authority_id),
        )
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
        .limit(limit * 4)
    )  # fmt: skip
    newest: dict[int, Row[Any]] = {}
    for entry in db.session.execute(entries):
        newest.setdefault(entry.thing_id, entry)
    # An idea that became a project is told once: by its project.
    return [entry for entry in newest.values() if entry.details.get("project") not in newest][:limit]


def stories_of(numbers: Sequence[int]) -> dict[int, Row[Any]]:
    """What a story tells of these ideas and projects, besides title and address."""
    idea, project, version = Idea.__table__, Project.__table__, IdeaVersion.__table__
    rows = (
        select(
            Thing.id, idea.c.state.label("idea_state"), idea.c.outcome, idea.c.forwarded_to, idea.c.answer_due_on,
            idea.c.answer, version.c.text, project.c.state.label("project_state"), project.c.description,
            _tone(IdeaGoal, IdeaGoal.idea_id).label("idea_tone"),
            _tone(ProjectGoal, ProjectGoal.project_id).label("project_tone"),
        )
        .outerjoin(idea, idea.c.id == Thing.id)
        .outerjoin(version, and_(version.c.idea_id == idea.c.id, version.c.number == idea.c.version))
        .outerjoin(project, project.c.id == Thing.id)
        .where(Thing.id.in_(numbers), is_public())
    )  # fmt: skip
    return {row.id: row for row in db.session.execute(rows)}


def _tone(tag: Any, key: Any) -> Any:
    """The colour of the field the thing's goals stand under."""
    field = Goal.__table__.alias()
    return (
        select(func.min(field.c.tone))
        .join_from(tag, GoalAncestor, GoalAncestor.goal_id == tag.goal_id)
        .join(field, field.c.id == GoalAncestor.ancestor_id)
        .where(key == Thing.id)
        .correlate(Thing.__table__)
        .scalar_subquery()
    )


def first_concept(authority_id: int | None = None) -> Concept | None:
    """The concept the start page shows: the chosen authority's, else that of the first district that has fields."""
    has_fields = select(Goal.concept_id).where(Goal.goal_kind == "field_of_action")
    wanted = (
        select(Concept)
        .outerjoin(District, District.authority_id == Concept.authority_id)
        .where(Concept.id.in_(has_fields), is_public(), *_own(Concept, authority_id))
        .order_by(District.id.is_(None), District.id, Concept.id)
        .limit(1)
    )
    return db.session.scalars(wanted).first()


def _own(kind: Any, authority_id: int | None) -> list[ColumnElement[bool]]:
    return [] if authority_id is None else [kind.authority_id == authority_id]


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


def _is_news() -> ColumnElement[bool]:
    has_moved = and_(JournalEntry.to_state.in_(NEWS_STATES), Thing.kind == "project")
    return JournalEntry.verb.in_(NEWS_VERBS) | has_moved


def _count_municipalities(authority_id: int | None) -> int:
    counted = select(func.count(Municipality.id.distinct())).where(Municipality.valid_until.is_(None))
    if authority_id is not None:
        members = (
            select(current_member.c.municipality_id)
            .join(Region, Region.id == current_member.c.region_id)
            .where(Region.authority_id == authority_id)
        )
        districts = select(District.id).where(District.authority_id == authority_id)
        counted = counted.where(Municipality.district_id.in_(districts) | Municipality.id.in_(members))
    return db.session.scalar(counted) or 0


@dataclass(frozen=True)
class JointWork:
    """What municipalities do together, as far as pages lead to it: the regions, and whether a cooperation is public."""

    regions: list[Any]
    has_cooperations: bool


def joint_work() -> JointWork:
    """The regions by name, and whether there is a cooperation everybody may read; one query."""
    listed = select(exists(select(Cooperation.id).where(*listed_conditions())).label("is_there")).subquery()
    rows = db.session.execute(
        select(listed.c.is_there, Region.slug, Region.name).outerjoin_from(listed, Region, true()).order_by(Region.name)
    ).all()
    return JointWork([row for row in rows if row.slug], bool(rows[0].is_there))


# ---- what became of number … --------------------------------------------------------------------


def find_public_thing(number: int) -> Thing | None:
    """The thing with that number, if everybody may read it; a contribution goes along with its format."""
    found = db.session.scalar(select(Thing).where(Thing.id == min(number, MAX_NUMBER), is_public()))
    return find_contribution(found.id) if isinstance(found, Contribution) else found


def is_own_idea(number: int, person: Person) -> bool:
    """Whether this person wrote the idea with that number."""
    own = select(Idea.id).where(Idea.id == min(number, MAX_NUMBER), Idea.author_id == person.id)
    return db.session.scalar(own) is not None


def authority_of_page(path: str | None) -> Authority | None:
    """Whose page an address of ours is, as far as it shows in the address of something public."""
    kinds = "ideen|projekte|beteiligung|kooperationen"
    place = re.match(rf"/(?:(?:{kinds})/([0-9]{{1,12}})-|konzepte/([a-z0-9.-]{{1,80}}))", path or "")
    if place is None:
        return None
    wanted = Thing.id == min(int(place[1]), MAX_NUMBER) if place[1] else Thing.id == _concept_id(place[2])
    theirs = select(Authority).join(Thing, Thing.authority_id == Authority.id)
    return db.session.scalar(theirs.where(wanted, is_public()))


def _concept_id(key: str) -> Any:
    return select(Concept.__table__.c.id).where(Concept.__table__.c.key == key).scalar_subquery()


# ---- texts and reports --------------------------------------------------------------------------


@dataclass(frozen=True)
class TextPlace:
    """One text of one authority in one language: what a door of the desk is about."""

    authority: Authority
    name: str
    lang: str

    @property
    def authority_id(self) -> int:
        return self.authority.id


@dataclass(frozen=True)
class Office:
    """An authority as its administrators keep it: name, contact, hours."""

    authority: Authority

    @property
    def authority_id(self) -> int:
        return self.authority.id


def newest_text(authority_id: int, name: str, lang: str) -> SiteText | None:
    """The version that counts; None where the authority never wrote one. An empty body means: the default again."""
    versions = select(SiteText).where(
        SiteText.authority_id == authority_id, SiteText.name == name, SiteText.lang == lang
    )
    return db.session.scalars(versions.order_by(SiteText.version.desc()).limit(1)).first()


def versions_of(place: TextPlace, limit: int = 50) -> Sequence[Any]:
    """Every saved version, newest first: when and by whom."""
    versions = (
        select(SiteText.version, SiteText.saved_at, SiteText.body, Person.display_name)
        .outerjoin(Person, Person.id == SiteText.saved_by_id)
        .where(SiteText.authority_id == place.authority_id, SiteText.name == place.name, SiteText.lang == place.lang)
        .order_by(SiteText.version.desc())
        .limit(limit)
    )
    return db.session.execute(versions).all()


def edited_texts(authority_ids: Sequence[int]) -> dict[tuple[int, str, str], Any]:
    """Per authority, name and language: the newest version, where there is one."""
    rows = (
        select(SiteText.authority_id, SiteText.name, SiteText.lang, SiteText.version, SiteText.saved_at, SiteText.body)
        .where(SiteText.authority_id.in_(authority_ids))
        .order_by(SiteText.version)
    )
    return {(row.authority_id, row.name, row.lang): row for row in db.session.execute(rows)}


def find_text_place(slug: str, name: str, lang: str, to: Person) -> TextPlace | None:
    """That text, if this person administers its authority; while changing, other writers wait."""
    office = find_office(slug, to)
    if office is None or name not in TEXT_NAMES or lang not in ("de", "en"):
        return None
    return TextPlace(office.authority, name, lang)


def find_office(slug: str, to: Person) -> Office | None:
    """The authority with that slug, if this person administers it."""
    authority = db.session.scalar(to_change(select(Authority).where(Authority.slug == slug)))
    return Office(authority) if authority is not None and to.has_role("admin", authority.id) else None


def administered_by(person: Person) -> Sequence[Authority]:
    """The authorities whose texts this person keeps."""
    authorities = db.session.scalars(select(Authority).order_by(Authority.name)).all()
    return [authority for authority in authorities if person.has_role("admin", authority.id)]


def barrier_reports(person: Person, limit: int = 100) -> Sequence[BarrierReport]:
    """Reports about pages of this person's authorities and about pages of none: open ones first, oldest first."""
    reports = (
        select(BarrierReport)
        .where(_is_business_of(person))
        .order_by(BarrierReport.settled_at.is_not(None), BarrierReport.id)
        .limit(limit)
    )
    return db.session.scalars(reports).all()


def find_report(number: int, to: Person) -> BarrierReport | None:
    """The report with that number, if it is this person's business."""
    report = select(BarrierReport).where(BarrierReport.id == number, _is_business_of(to))
    return db.session.scalar(to_change(report))


def _is_business_of(person: Person) -> ColumnElement[bool]:
    if any(held.role == "admin" and held.is_global for held in person.valid_memberships):
        return BarrierReport.id.is_not(None)
    authorities = person.authorities_as("moderator", "admin")
    return BarrierReport.authority_id.in_(authorities) | BarrierReport.authority_id.is_(None)


# ---- for machines -------------------------------------------------------------------------------


def public_addresses(numbers: Collection[int] | None = None) -> Iterator[Row[Any]]:
    """Every public thing, or these, by kind, number, slug and title, newest first: what an address is made of."""
    concept = Concept.__table__
    goal = Goal.__table__
    things = (
        select(
            Thing.id, Thing.kind, Thing.slug, Thing.title, Thing.updated_at, goal.c.key.label("goal"),
            func.coalesce(_concept_key(concept, concept.c.id == Thing.id),
                          _concept_key(concept, concept.c.id == goal.c.concept_id)).label("concept"),
        )
        .outerjoin(goal, goal.c.id == Thing.id)
        .where(is_public(), *([] if numbers is None else [Thing.id.in_(numbers)]))
        .order_by(Thing.id.desc())
        .limit(MAX_ADDRESSES)
    )  # fmt: skip
    yield from db.session.execute(things)


def _concept_key(concept: Any, condition: ColumnElement[bool]) -> Any:
    return select(concept.c.key).where(condition).correlate_except(concept).scalar_subquery()


def all_ags() -> Sequence[str]:
    """The keys of all municipalities that exist today."""
    return db.session.scalars(
        select(Municipality.ags).where(Municipality.valid_until.is_(None)).order_by(Municipality.ags)
    ).all()


def concepts_with_content() -> Sequence[Concept]:
    """Every public concept with all it says besides its goals."""
    return db.session.scalars(select(Concept).where(is_public()).order_by(Concept.region, Concept.id)).all()
