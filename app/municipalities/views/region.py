"""A region's own site within the platform: who it is, where it wants to go, what there is and what can be done."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from app.concepts.connections import partners_of
from app.concepts.models import Concept
from app.concepts.queries import concepts_of_authority, find_concept
from app.concepts.schemas import labels_of
from app.cooperations.listing import cooperations_of_region
from app.cooperations.public_wording import card_of as cooperation_card
from app.core.doors import public
from app.core.paging import CursorIsBroken
from app.formats.listing import formats_of_region
from app.formats.wording import card_of as format_card
from app.ideas.queries import IdeaFilter, count_by_municipality, count_public_ideas, public_ideas
from app.ideas.wording import card_of as idea_card
from app.municipalities.mapping import dot_map
from app.municipalities.models import Region
from app.municipalities.queries import all_regions, find_region
from app.municipalities.region_drawing import NARROW, WIDE, chart_of
from app.municipalities.region_queries import members_of
from app.municipalities.views.region_goals import connections_of, covered_goals, tree_of
from app.pages.frame import speak_for
from app.projects.queries import ProjectFilter, count_public_projects, public_projects
from app.projects.wording import card_of as project_card

regions = Blueprint("regions", __name__)
CARDS, FORMATS, LIST = 4, 4, 12
RUNNING = 12


def site_of(slug: str) -> Region:
    """The region with that slug, whose site this page belongs to; 404 where there is none."""
    region = find_region(slug)
    if region is None:
        abort(404)
    speak_for(region.authority, region)
    return region


def concept_of(region: Region) -> Concept | None:
    """Where the region wants to go: the Leitbild of its authority, else its first concept."""
    rows = sorted(concepts_of_authority(region.authority_id), key=lambda row: (row.concept_kind != "leitbild", row.id))
    return find_concept(rows[0].key) if rows else None


@regions.get("")
@public
def index() -> str:
    """The regions that have a site of their own here."""
    return render_template("municipalities/regions.html", regions=all_regions())


@regions.get("/<slug>")
@public
def show(slug: str) -> str:
    """The region's first page: who it is, and the newest of everything."""
    region = site_of(slug)
    members, counts = members_of(region.id), count_by_municipality(_here(region))
    concept = concept_of(region)
    ideas, projects = public_ideas(_here(region), size=CARDS)[0], public_projects(_projects(region), size=CARDS)[0]
    running = formats_of_region(region.authority_id, [row.id for row in members.now], limit=FORMATS)
    return render_template(
        "municipalities/region.html", region=region, members=members, counts=counts, concept=concept,
        picture=dot_map(members.now, counts), ideas=[idea_card(row) for row in ideas],
        projects=[project_card(row) for row in projects], formats=[format_card(row) for row in running],
        cooperations=[cooperation_card(row) for row in cooperations_of_region(region.id, RUNNING)],
        more_cooperations=url_for("cooperations.index", region=region.slug),
        goals=covered_goals(concept, tree_of(concept)) if concept else None,
    )  # fmt: skip


@regions.get("/<slug>/leitbild")
@public
def concept(slug: str) -> str:
    """Where the region wants to go: its concept in short, with the way to the whole."""
    region = site_of(slug)
    found = concept_of(region)
    return render_template(
        "municipalities/region_concept.html", region=region, concept=found,
        tree=tree_of(found) if found else None, labels=labels_of(found.content) if found else {},
    )  # fmt: skip


@regions.get("/<slug>/ziele")
@public
def goals(slug: str) -> str:
    """How well the region's goals are covered by ideas and projects, as a picture and as a table."""
    region = site_of(slug)
    found = concept_of(region)
    covered = covered_goals(found, tree_of(found)) if found else None
    shown = covered.shown if covered else []
    return render_template(
        "municipalities/region_goals.html", region=region, concept=found, covered=covered,
        wide=chart_of(shown, WIDE), narrow=chart_of(shown, NARROW),
        partners=partners_of(found.id) if found else [],
    )  # fmt: skip


@regions.get("/<slug>/entsprechungen")
@public
def connections(slug: str) -> str:
    """Which goals of the district (and of other concepts) the region's goals correspond to, seen from both ends."""
    region = site_of(slug)
    found = concept_of(region)
    return render_template(
        "municipalities/region_connections.html", region=region, concept=found,
        connections=connections_of(region, found, tree_of(found)) if found else None,
    )  # fmt: skip


@regions.get("/<slug>/ideen")
@public
def ideas(slug: str) -> Any:
    """The ideas for the region and its municipalities, newest first, page by page."""
    region = site_of(slug)
    rows, following = _page(public_ideas, _here(region))
    return render_template(
        "municipalities/region_ideas.html", region=region, cards=[idea_card(row) for row in rows],
        following=following, count=count_public_ideas(_here(region)),
    )  # fmt: skip


@regions.get("/<slug>/projekte")
@public
def projects(slug: str) -> Any:
    """The region's joint catalogue: its projects and those of its municipalities, newest first, page by page."""
    region = site_of(slug)
    rows, following = _page(public_projects, _projects(region))
    return render_template(
        "municipalities/region_projects.html", region=region,
        cards=[project_card(row) for row in rows], following=following,
        count=count_public_projects(_projects(region)),
    )  # fmt: skip


def _here(region: Region) -> IdeaFilter:
    return IdeaFilter(region_id=region.id)


def _projects(region: Region) -> ProjectFilter:
    return ProjectFilter(region_id=region.id)


def _page(read: Any, wanted: Any) -> tuple[list[Any], str | None]:
    """The page asked for; a place in the list nobody knows is not found."""
    try:
        rows, following = read(wanted, request.args.get("nach"), LIST)
    except CursorIsBroken:
        abort(404)
    return rows, following
