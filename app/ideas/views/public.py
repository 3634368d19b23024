"""What everybody reads: the list of ideas, one idea, its versions."""

from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.answers.beside import published_with
from app.calls.filtering import BY_CALL
from app.calls.wording import call_on_idea, cards_of
from app.concepts.filtering import page_asked_for
from app.concepts.placing import places_of_list
from app.concepts.wording import Chip, Listing, goal_marks
from app.cooperations.matching_wording import matches_of
from app.core.doors import public
from app.discussion.queries import talk_of
from app.files.queries import shown_files_of
from app.formats.outcome import sources_of
from app.formats.outcome_wording import source_lines
from app.ideas.filtering import read_idea_filters
from app.ideas.models import Idea
from app.ideas.own_queries import first_public_version, published_versions
from app.ideas.place_choice import place_choices
from app.ideas.provenance_wording import project_urls, provenance_of
from app.ideas.queries import (
    LISTED,
    count_by_status,
    count_public_ideas,
    find_own,
    find_visible,
    idea_row,
    public_ideas,
    worthwhile_sorts,
)
from app.ideas.views.drafts import NUMBER
from app.ideas.wording import (
    ahead,
    author_of,
    chronicle,
    place_of,
    status_labels,
    status_of_idea,
)
from app.municipalities.surroundings import where_of
from app.pages.frame import speak_of
from app.policies.doors import current_person
from app.search.queries import stems_meant
from app.things.queries import chronicle_of
from app.things.taking_part import part_of

ideas = Blueprint("ideas", __name__)


@ideas.get("")
@public
def index() -> Any:
    """All public ideas, filtered, newest first unless asked otherwise; and where they are."""
    asked = read_idea_filters(request.args, BY_CALL)
    listing = Listing("ideas.index", asked)
    if listing.detour:
        return redirect(listing.detour)
    rows, following = page_asked_for(asked, request.args.get("nach"), public_ideas)
    stems = stems_meant(asked.wanted.words)
    page = render_template(
        "ideas/public/index.html", asked=asked, listing=listing, cards=cards_of(rows, stems),
        count=count_public_ideas(asked.wanted), chips=_chips(listing), following=following, places=place_choices(),
        sorts=listing.sorts(_sort_labels(), {"neu", *worthwhile_sorts()}), where=places_of_list(LISTED, asked.wanted),
    )  # fmt: skip
    return (page, 400) if asked.unknown else page


def _chips(listing: Listing) -> list[tuple[str, list[Chip]]]:
    counts = count_by_status(replace(listing.asked.wanted, states=(), outcome=None, with_merged=True))
    return [listing.subjects(), listing.choice("status", status_labels(), counts)]


def _sort_labels() -> dict[str, str]:
    return {
        "neu": _("Newest first"), "unterstuetzt": _("Most supported first"), "diskutiert": _("Most discussed first"),
    }  # fmt: skip


@ideas.get(f"/{NUMBER}")
@ideas.get(f"/{NUMBER}-<slug>")
@public
def show(number: int, slug: str | None = None) -> Any:
    """One idea: what it says, where it stands, what has happened and what comes next."""
    idea = find_visible(number)
    if idea is None:
        return _own_page_or_404(number)
    if slug != idea.slug:
        return redirect(url_for("ideas.show", number=number, slug=idea.slug), 301)
    speak_of(idea)
    row, links = idea_row(number), provenance_of(number)
    return render_template(
        "ideas/public/show.html", idea=idea, row=row, version=idea.current, status=status_of_idea(idea),
        author=author_of(idea), place=place_of(row), goals=goal_marks(row.goals), links=links,
        entries=chronicle(chronicle_of(number, "public"), idea, project_urls(number)), ahead=ahead(idea),
        versions=_public_versions(idea), thing=idea, part=part_of(idea, current_person()),
        talk=talk_of(idea, request.args, current_person()), files=shown_files_of(number),
        where=where_of(idea), coordinated=published_with(idea), call=call_on_idea(number),
        sources=source_lines(sources_of(number)), matches=matches_of(idea, current_person()),
    )  # fmt: skip


@ideas.get(f"/{NUMBER}-<slug>/fassungen")
@public
def versions(number: int, slug: str) -> Any:
    """How the text changed since everybody can read it."""
    idea = find_visible(number)
    if idea is None:
        abort(404)
    if slug != idea.slug:
        return redirect(url_for("ideas.versions", number=number, slug=idea.slug), 301)
    speak_of(idea)
    shown = _public_versions(idea)
    steps = [
        (version, _changes(before.text if before else None, version.text))
        for before, version in zip([None, *shown], shown, strict=False)
    ]
    return render_template("ideas/public/versions.html", idea=idea, steps=steps[::-1])


def _own_page_or_404(number: int) -> Any:
    person = current_person()
    if person is not None and find_own(number, to=person) is not None:
        return redirect(url_for("ideas_mine.show", number=number))
    abort(404)


def _public_versions(idea: Idea) -> list[Any]:
    return published_versions(idea, first_public_version(idea.id) or idea.version)


def _changes(before: str | None, after: str) -> list[tuple[str, str]]:
    """Paragraph by paragraph: same, added, removed."""
    new = after.split("\n")
    if before is None:
        return [("same", line) for line in new if line.strip()]
    old, steps = before.split("\n"), []
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            steps += [("same", line) for line in old[a:b]]
        else:
            steps += [("removed", line) for line in old[a:b]] + [("added", line) for line in new[c:d]]
    return [(kind, line) for kind, line in steps if line.strip()]
