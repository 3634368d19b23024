"""What everybody reads: the list of ideas, one idea, its versions."""

from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.concepts.models import Concept, Goal
from app.core.database import db
from app.core.doors import public
from app.core.paging import CursorIsBroken
from app.core.texts import clean
from app.discussion.queries import talk_of
from app.files.queries import shown_files_of
from app.ideas.filtering import NAMES, Asked, filter_names, read_filters
from app.ideas.models import Idea
from app.ideas.own_queries import first_public_version, published_versions
from app.ideas.place_choice import place_choices
from app.ideas.queries import (
    IdeaRow,
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
    card_of,
    chronicle,
    goal_marks,
    goal_urls,
    place_of,
    project_urls,
    provenance_of,
    status_labels,
    status_of_idea,
)
from app.pages.frame import speak_for
from app.policies.doors import current_person
from app.things.queries import chronicle_of
from app.things.taking_part import part_of

ideas = Blueprint("ideas", __name__)


@ideas.get("")
@public
def index() -> Any:
    """All public ideas, filtered, newest first unless asked otherwise."""
    if (region := request.args.get("gemeinde", "")).startswith("region:"):
        return redirect(_with(gemeinde=None, region=region.removeprefix("region:")))
    asked = read_filters(request.args)
    rows, following = _page_of(asked)
    page = render_template(
        "ideas/public/index.html", asked=asked, cards=[card_of(row) for row in rows], filter_names=filter_names(),
        count=count_public_ideas(asked.wanted), active=_active(asked), rows_of_chips=_rows_of_chips(asked),
        next_url=_with(nach=following) if following else None, places=place_choices(), sorts=_sorts(asked),
        kept={name: value for name, value in _kept().items() if name not in {"q", "gemeinde", "region"}}, clear=_with,
    )  # fmt: skip
    return (page, 400) if asked.unknown else page


def _page_of(asked: Asked) -> tuple[list[IdeaRow], str | None]:
    """The page asked for; the first one where nobody knows the place in the list."""
    cursor = request.args.get("nach")
    try:
        return public_ideas(asked.wanted, cursor)
    except CursorIsBroken:
        asked.unknown["nach"] = clean(cursor or "")[:80]
        return public_ideas(asked.wanted)


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
    speak_for(idea.authority)
    row, links = idea_row(number), provenance_of(number)
    return render_template(
        "ideas/public/show.html", idea=idea, row=row, version=idea.current, status=status_of_idea(idea),
        author=author_of(idea), place=place_of(row), goals=goal_marks(row, goal_urls(row)), links=links,
        entries=chronicle(chronicle_of(number, "public"), idea, project_urls(number)), ahead=ahead(idea),
        versions=_public_versions(idea), thing=idea, part=part_of(idea, current_person()),
        talk=talk_of(idea, request.args, current_person()), files=shown_files_of(number),
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
    speak_for(idea.authority)
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


# ---- chips ---------------------------------------------------------------------------------------


def _kept() -> dict[str, str]:
    names = (*NAMES, "sort")
    return {name: request.args[name][:200] for name in names if request.args.get(name)}


def _with(**changes: str | None) -> str:
    """This list with some filters changed; a change starts at the first page again."""
    values: dict[str, Any] = {name: value for name, value in {**_kept(), **changes}.items() if value}
    return url_for("ideas.index", **values)


def _chip(label: str, url: str, current: bool, count: int | None = None, tone: int | None = None) -> dict[str, Any]:
    return {"label": label, "url": url, "current": current, "count": count, "tone": tone}


def _active(asked: Asked) -> list[dict[str, Any]]:
    names = filter_names()
    return [
        _chip(f"{names[name]}: {label}" if name != "q" else label, _with(**{name: None}), False)
        for name, label in asked.labels.items()
    ]


def _rows_of_chips(asked: Asked) -> list[tuple[str, list[dict[str, Any]]]]:
    names = filter_names()
    rows = [(names["feld"], _field_chips(asked)) if asked.concept else (names["konzept"], _concept_chips(asked))]
    return [*rows, (names["status"], _status_chips(asked))]


def _concept_chips(asked: Asked) -> list[dict[str, Any]]:
    found = db.session.execute(select(Concept.key, Concept.short_title).order_by(Concept.key)).all()
    every = _chip(_("All"), _with(konzept=None), True)
    return [every, *(_chip(row.short_title, _with(konzept=row.key), False) for row in found)]


def _field_chips(asked: Asked) -> list[dict[str, Any]]:
    concept = asked.concept
    if concept is None:
        return []
    fields = db.session.scalars(
        select(Goal)
        .where(Goal.concept_id == concept.id, Goal.goal_kind == "field_of_action", Goal.is_retired.is_(False))
        .order_by(Goal.position)
    ).all()
    chosen = request.args.get("feld")
    every = _chip(_("All"), _with(feld=None), "feld" not in asked.labels)
    names = [(f"{concept.key}:{goal.key}", goal) for goal in fields]
    return [every, *(_chip(goal.label, _with(feld=name), chosen == name, None, goal.tone) for name, goal in names)]


def _status_chips(asked: Asked) -> list[dict[str, Any]]:
    counts = count_by_status(replace(asked.wanted, states=(), outcome=None))
    chosen = request.args.get("status") if "status" in asked.labels else None
    every = _chip(_("All"), _with(status=None), chosen is None)
    shown = [(name, label) for name, label in status_labels().items() if counts.get(name) or name == chosen]
    return [every, *(_chip(label, _with(status=name), chosen == name, counts.get(name, 0)) for name, label in shown)]


def _sorts(asked: Asked) -> list[dict[str, Any]]:
    labels = {
        "neu": _("Newest first"), "unterstuetzt": _("Most supported first"), "diskutiert": _("Most discussed first"),
    }  # fmt: skip
    offered = {"neu", asked.wanted.sort, *worthwhile_sorts()}
    return [
        _chip(label, _with(sort=name), asked.wanted.sort == name) for name, label in labels.items() if name in offered
    ]
