"""From an agreed cooperation to the project catalogue: it becomes a project of its own, or part of one that is there.

Only what everybody may read of it goes along. Told on both ends; once for each cooperation, unless its project has come
to nothing.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select

from app.accounts.models import Person
from app.cooperations.agreeing import note
from app.cooperations.models import Cooperation
from app.cooperations.showing import Shown, shown_of
from app.cooperations.workflow import ensure_possible
from app.core.clock import now
from app.core.database import db, to_change
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.journal import record
from app.core.texts import fold
from app.ideas.models import Idea
from app.ideas.workflow import is_possible
from app.municipalities.models import Municipality
from app.projects.editing import CostIsBackwards
from app.projects.models import Project, ProjectGoal
from app.projects.promoting import ENDED, ProjectIsClosed, ProjectIsEmpty, add_idea_to_project
from app.projects.queries import find_project_of
from app.things.models import ThingLink
from app.things.queries import is_public

ORIGIN = "cooperation"
MOST_EUROS = 2_000_000_000
Origin = TypeVar("Origin", Idea, Project)


class IsInCatalogue(DomainError):
    """It is part of a project already: each cooperation is part of one."""


@dataclass(frozen=True)
class Entry:
    """What the catalogue shall say of the new project; the costs in whole euros."""

    title: str
    description: str
    aim: str = ""
    cost_min: int | None = None
    cost_max: int | None = None


def make_project(
    cooperation: Cooperation, entry: Entry, *, by: Person, version: int, reason: str | None = None,
    idea_version: int | None = None, with_towns: bool = True,
) -> Project:  # fmt: skip
    """The cooperation becomes a proposal in the catalogue, public at once; `with_towns`: for the towns that said yes.

    Whoever leads among the partners has not agreed to answer for a project: that stays open until the desk names
    somebody. The idea it arose from goes along where that is possible and its version was shown (`idea_version`).
    """
    shown = _ensure_ready(cooperation, version, idea_version)
    _ensure_sound(entry)
    project = _proposal_of(shown, entry, towns_of_yes(shown) if with_towns else [])
    db.session.add(project)
    db.session.flush()
    _link(shown, project, by, reason)
    record(
        project.id, "make_project", role="project_editor", actor_id=by.id, to_state="proposed", reason=reason,
        told=True, cooperation=cooperation.id, **leading_in(shown),
    )  # fmt: skip
    _promote_along(cooperation, project, by, idea_version, reason)
    note(
        cooperation, "make_project", role="project_editor", by_id=by.id, is_open=True, version=version, reason=reason,
        project=project.id, office=_office_of(cooperation),
    )  # fmt: skip
    return project


def join_project(
    cooperation: Cooperation, project: Project, *, by: Person, version: int, reason: str | None = None,
    idea_version: int | None = None, with_towns: bool = False,
) -> None:  # fmt: skip
    """The cooperation becomes part of a public project of the same authority. What the project says stays, and who
    answers for it; `with_towns`: the towns that said yes become places of it, where it has places of its own."""
    shown = _ensure_ready(cooperation, version, idea_version)
    if project.authority_id != cooperation.authority_id or project.state in ENDED or not project.is_public:
        raise ProjectIsClosed
    joining = towns_joining(shown, project) if with_towns else []
    project.municipalities += joining
    _link(shown, project, by, reason)
    record(
        project.id, "join_project", role="project_editor", actor_id=by.id, from_state=project.state,
        to_state=project.state, reason=reason, cooperation=cooperation.id, places=[town.name for town in joining],
        **leading_in(shown),
    )  # fmt: skip
    _promote_along(cooperation, project, by, idea_version, reason)
    project.updated_at = now()
    note(
        cooperation, "join_project", role="project_editor", by_id=by.id, is_open=True, version=version, reason=reason,
        project=project.id, office=_office_of(cooperation),
    )  # fmt: skip


def entry_for(shown: Shown) -> Entry:
    """What the entry could say, from what everybody may read of the cooperation."""
    terms = shown.terms
    cents = terms.total_cents if shown.releases("costs") else None
    euros = None if cents is None else (cents + 99) // 100
    cost = euros if euros is not None and euros <= MOST_EUROS else None
    return Entry(terms.title, terms.what, cost_min=cost, cost_max=cost)


def leading_in(shown: Shown) -> dict[str, Any]:
    """Who leads among the partners: nothing is said by it of who answers for a project; empty where nobody does."""
    return {"leading": shown.lead.name} if shown.lead is not None else {}


def towns_joining(shown: Shown, project: Project) -> list[Municipality]:
    """The towns that would become places of that project; none where it is for the whole district."""
    is_for_all = not project.municipalities and project.region is None
    return [] if is_for_all else [town for town in towns_of_yes(shown) if town not in project.municipalities]


def find_project_made(number: int) -> Project | None:
    """The project the cooperation is part of; none that was dropped."""
    linked = select(Project).join(ThingLink, ThingLink.to_id == Project.id)
    of_it = (ThingLink.from_id == number, ThingLink.kind == "promoted_to", Project.state != "dropped")
    return db.session.scalar(linked.where(*of_it).order_by(ThingLink.id.desc()).limit(1))


def find_origin(cooperation: Cooperation) -> Idea | Project | None:
    """The public idea or project it arose from; locked when something is being changed."""
    return _arisen_from(cooperation, Idea) or _arisen_from(cooperation, Project)


def _arisen_from(cooperation: Cooperation, kind: type[Origin]) -> Origin | None:
    arose = select(kind).join(ThingLink, ThingLink.from_id == kind.id)
    of_it = (ThingLink.to_id == cooperation.id, ThingLink.kind == "arose_from", is_public(kind))
    found: Origin | None = db.session.scalar(to_change(arose.where(*of_it).limit(1), of=kind))
    return found


def idea_to_promote(cooperation: Cooperation) -> Idea | None:
    """The idea it arose from, where the same desk may take it up along."""
    origin = find_origin(cooperation)
    if not isinstance(origin, Idea) or origin.authority_id != cooperation.authority_id:
        return None
    return origin if is_possible("promote_idea", origin.state) else None


def project_of_origin(cooperation: Cooperation) -> Project | None:
    """The project it arose from, or the one its idea has become: where it belongs most likely."""
    origin = find_origin(cooperation)
    return find_project_of(origin) if isinstance(origin, Idea) else origin


def _ensure_ready(cooperation: Cooperation, version: int, idea_version: int | None) -> Shown:
    """Agreed, the agreed text is public and the one that was shown, as is the idea's; and no project has come of it."""
    ensure_possible("make_project", cooperation.state)
    shown = shown_of(cooperation)
    if shown is None or not shown.is_in_force:
        raise NotAllowedNow("make_project", "closed")
    if version != shown.text.number:
        raise VersionIsStale(version, shown.text.number)
    if find_project_made(cooperation.id) is not None:
        raise IsInCatalogue
    idea = idea_to_promote(cooperation)
    if idea is not None and idea_version not in (None, idea.version):
        raise VersionIsStale(idea_version or 0, idea.version)
    return shown


def _ensure_sound(entry: Entry) -> None:
    if not entry.title.strip() or not entry.description.strip():
        raise ProjectIsEmpty
    low, high = entry.cost_min, entry.cost_max
    if low is not None and high is not None and high < low:
        raise CostIsBackwards


def _proposal_of(shown: Shown, entry: Entry, towns: list[Municipality]) -> Project:
    cooperation, moment = shown.cooperation, now()
    with_days = shown.releases("text")
    project = Project(
        title=entry.title.strip(), description=entry.description.strip(), aim=entry.aim.strip() or None,
        origin=ORIGIN, authority=cooperation.authority,
        contact_office=cooperation.authority.office if cooperation.authority else None,
        region=None if towns else cooperation.region, municipalities=towns, published_at=moment, listed_at=moment,
        starts_on=shown.terms.starts_on if with_days else None, ends_on=shown.terms.ends_on if with_days else None,
        cost_min=entry.cost_min, cost_max=entry.cost_max, folded=fold(f"{entry.title} {entry.description}"),
    )  # fmt: skip
    project.rename(project.title)
    origin = find_origin(cooperation)
    tags = origin.goal_tags if origin is not None else []
    project.goal_tags = [ProjectGoal(goal=tag.goal, relation=_relation(tag)) for tag in tags]
    return project


def _relation(tag: object) -> str:
    """How the new project stands to a goal of what it arose from."""
    relation = getattr(tag, "relation", None)
    return relation or ("main" if getattr(tag, "is_main", False) else "further")


def _office_of(cooperation: Cooperation) -> str | None:
    return cooperation.authority.name if cooperation.authority is not None else None


def towns_of_yes(shown: Shown) -> list[Municipality]:
    """The towns of today of the partners that said yes, each once."""
    towns = (one.town.of_today for one in shown.named if one.town is not None)
    return list(dict.fromkeys(town for town in towns if not town.is_gone))


def _link(shown: Shown, project: Project, by: Person, reason: str | None) -> None:
    db.session.add(
        ThingLink(
            kind="promoted_to", from_id=shown.cooperation.id, to_id=project.id, actor_id=by.id, reason=reason or None
        )
    )
    db.session.flush()


def _promote_along(
    cooperation: Cooperation, project: Project, by: Person, idea_version: int | None, reason: str | None
) -> None:
    idea = idea_to_promote(cooperation) if idea_version is not None else None
    if idea is not None and idea_version is not None:
        add_idea_to_project(project, idea, by=by, version=idea_version, reason=reason)
