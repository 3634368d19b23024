"""The desk: two ideas become one and come apart again, are kept apart, or one is divided into several."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.core.comparing import changed_words
from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.security import local_path
from app.core.texts import clean
from app.ideas.merging import forget_kept_apart, keep_apart, merge_ideas, new_writers, unmerge_idea
from app.ideas.models import Idea
from app.ideas.queries import find_by_once, find_on_desk
from app.ideas.similar_desk import look_alikes, said_different_of
from app.ideas.splitting import MOST_PARTS, split_idea
from app.ideas.together_forms import MergeForm, SplitForm, UnmergeForm
from app.ideas.together_queries import (
    Pair,
    are_kept_apart,
    candidates,
    carried_along,
    find_merged,
    find_pair,
    kept_apart_from,
    merged_into,
)
from app.ideas.views.desk_conflicts import answer_late
from app.ideas.wording import author_of, place_of, status_of, status_of_idea
from app.ideas.workflow import ensure_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.projects.queries import projects_on_desk
from app.projects.wording import status_of as status_of_project

ideas_together = Blueprint("ideas_together", __name__)
ideas_together.register_error_handler(NotAllowedNow, answer_late)

Answer = str | Response | tuple[str, int]
IDEA = "/ideen/<int:number>"


def received(number: int, to: Any, **_values: Any) -> Idea | None:
    """What this person's authorities have received."""
    return find_on_desk(number, to)


def both(number: int, other: int, to: Any) -> Pair | None:
    """Two ideas of one of this person's authorities."""
    return find_pair(number, other, to)


# ---- merging ------------------------------------------------------------------------------------


@ideas_together.get(f"{IDEA}/zusammenfuehren")
@needs("merge_ideas", on=received)
def choose(idea: Idea) -> Answer:
    """Into which other idea: those that look alike, or one found by number or words."""
    ensure_possible("merge_ideas", idea.state)
    speak_for(idea.authority)
    words = clean(request.args.get("q", ""))[:200]
    found = candidates(idea, words, request.args.get("nach")) if words else None
    return render_template(
        "ideas_together/choose.html", idea=idea, words=words, found=found.rows if found else [],
        following=found.next if found else None, alike=[] if words else look_alikes(idea),
        apart=kept_apart_from(idea), status_of=status_of,
    )  # fmt: skip


@ideas_together.get(f"{IDEA}/zusammenfuehren/<int:other>")
@needs("merge_ideas", on=both)
def compare(pair: Pair) -> Answer:
    """Both texts side by side and what would be carried along, before the button."""
    ensure_possible("merge_ideas", pair.gone.state)
    return _merge_page(pair, MergeForm.of_request(version=pair.gone.version, into_version=pair.into.version))


@ideas_together.post(f"{IDEA}/zusammenfuehren/<int:other>")
@writes
@needs("merge_ideas", on=both)
def merge(pair: Pair) -> Answer:
    """Let the one go into the other. Sent twice, it counts once."""
    form: Any = MergeForm.of_request()
    if pair.gone.state == "merged" and merged_into(pair.gone.id) == pair.into.id:
        flash(_("This had arrived already; it counts once."), "info")
        return redirect(url_for("ideas_desk.show", number=pair.into.number), 303)

    def act() -> None:
        merge_ideas(
            pair.gone, pair.into, by=current_person(), reason=form["reason"].data or "", version=form.shown_version,
            into_version=form.shown_into_version,
        )  # fmt: skip
        flash(_("The ideas are one now. The authors are told, the supporters are asked."), "success")

    def page(is_stale: bool = False) -> str:
        if is_stale:
            form["version"].data, form["into_version"].data = pair.gone.version, pair.into.version
        return _merge_page(pair, form, is_stale)

    return _act(form, act, page, pair.into)


@ideas_together.get(f"{IDEA}/trennen")
@needs("unmerge_idea", on=received)
def ask_to_unmerge(idea: Idea) -> Answer:
    """What coming apart again brings about."""
    ensure_possible("unmerge_idea", idea.state)
    return _unmerge_page(idea, UnmergeForm.of_request(version=idea.version))


@ideas_together.post(f"{IDEA}/trennen")
@writes
@needs("unmerge_idea", on=find_merged)
def unmerge(idea: Idea) -> Answer:
    """Take a merger back."""
    form: Any = UnmergeForm.of_request()

    def act() -> None:
        unmerge_idea(idea, by=current_person(), reason=form["reason"].data or "")
        flash(_("The ideas are two again. The authors are told."), "success")

    return _act(form, act, lambda _stale=False: _unmerge_page(idea, form), idea)


@ideas_together.post(f"{IDEA}/verschieden/<int:other>")
@writes
@needs("merge_ideas", on=both)
def tell_apart(pair: Pair) -> Answer:
    """Remember that the two are different."""
    keep_apart(pair.gone, pair.into, by=current_person())
    flash(_("Remembered: these two are different. They are not proposed to each other again."), "success")
    page = url_for("ideas_together.choose", number=pair.gone.number)
    return redirect(local_path(request.form.get("next")) or page, 303)


@ideas_together.post(f"{IDEA}/doch-vergleichen/<int:other>")
@writes
@needs("merge_ideas", on=both)
def forget_apart(pair: Pair) -> Answer:
    """Let the two be proposed to each other again."""
    forget_kept_apart(pair.gone, pair.into, by=current_person())
    flash(_("The two may be proposed to each other again."), "success")
    return redirect(url_for("ideas_together.choose", number=pair.gone.number), 303)


# ---- dividing -----------------------------------------------------------------------------------


@ideas_together.get(f"{IDEA}/aufteilen")
@needs("split_idea", on=received)
def ask_to_split(idea: Idea) -> Answer:
    """The text, and room for its parts."""
    ensure_possible("split_idea", idea.state)
    given = {
        "version": idea.version, "once": str(uuid4()), "title_1": idea.current.title, "text_1": idea.current.text,
    }  # fmt: skip
    return _split_page(idea, SplitForm.of_request(**given))


@ideas_together.post(f"{IDEA}/aufteilen")
@writes
@needs("split_idea", on=received)
def split(idea: Idea) -> Answer:
    """Divide the idea, or show first what would come of it. Sent twice, it counts once."""
    form: Any = SplitForm.of_request()
    once = str(form["once"].data or "")[:36] or None
    if once and find_by_once(once) is not None:
        flash(_("This had arrived already; it counts once."), "info")
        return redirect(url_for("ideas_desk.show", number=idea.number), 303)
    if "preview" in request.form and form.is_sent_and_valid():
        return _split_page(idea, form, preview=True)

    def act() -> None:
        new = split_idea(
            idea, form.parts, by=current_person(), reason=form["reason"].data or "", version=form.shown_version,
            once=once,
        )  # fmt: skip
        numbers = ", ".join(str(part.number) for part in new)
        flash(_("The idea is divided. New: no. %(numbers)s. The author is told.", numbers=numbers), "success")

    def page(is_stale: bool = False) -> str:
        if is_stale:
            form["version"].data = idea.version
        return _split_page(idea, form, is_stale=is_stale)

    return _act(form, act, page, idea)


# ---- into a project that is there ---------------------------------------------------------------


@ideas_together.get(f"{IDEA}/projekt-waehlen")
@needs("promote_idea", on=received)
def choose_project(idea: Idea) -> Answer:
    """Which of the projects the idea shall join."""
    ensure_possible("promote_idea", idea.state)
    speak_for(idea.authority)
    words = clean(request.args.get("q", ""))[:200]
    authorities = {idea.authority_id} if idea.authority_id else set()
    rows, following = projects_on_desk(authorities, words=words, cursor=request.args.get("nach"))
    return render_template(
        "ideas_together/choose_project.html", idea=idea, words=words, rows=rows, following=following,
        status_of=status_of_project,
    )  # fmt: skip


# ---- pages --------------------------------------------------------------------------------------


def _act(form: Any, act: Callable[[], None], page: Callable[..., str], goal: Idea) -> Answer:
    """Form → verb → redirect; what a rule said goes to its field, a replaced text to a page with what was typed."""
    if form.is_sent_and_valid():
        try:
            act()
        except NotAllowedNow:
            raise
        except VersionIsStale:
            return page(True), 409
        except DomainError as error:
            form.blame(error)
        else:
            return redirect(url_for("ideas_desk.show", number=goal.number), 303)
    return page(), 422


def _merge_page(pair: Pair, form: Any, is_stale: bool = False) -> str:
    speak_for(pair.gone.authority)
    sides = [(idea, status_of_idea(idea), author_of(idea), place_of(idea)) for idea in (pair.gone, pair.into)]
    return render_template(
        "ideas_together/merge.html", gone=pair.gone, into=pair.into, sides=sides, form=form, is_stale=is_stale,
        writers=new_writers(pair.gone, pair.into), carried=carried_along(pair),
        are_apart=are_kept_apart(pair.gone, pair.into),
        said_by=said_different_of(pair.gone.id, [pair.into.id]).get(pair.into.id),
    )  # fmt: skip


def _unmerge_page(idea: Idea, form: Any) -> str:
    speak_for(idea.authority)
    return render_template("ideas_together/unmerge.html", idea=idea, form=form, into=merged_into(idea.id))


def _split_page(idea: Idea, form: Any, *, preview: bool = False, is_stale: bool = False) -> str:
    speak_for(idea.authority)
    parts = form.parts
    kept = changed_words(idea.current.text, parts[0][1]) if preview and parts else []
    return render_template(
        "ideas_together/split.html", idea=idea, form=form, parts=parts if preview else [], kept=kept,
        is_stale=is_stale, most=MOST_PARTS,
    )  # fmt: skip
