"""Which goals of two concepts correspond: proposed at one desk, decided at the other."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.concepts.connecting import (
    AlreadyConnected,
    accept_correspondence,
    end_correspondence,
    propose_correspondence,
    refuse_correspondence,
)
from app.concepts.connection_forms import EndForm, ProposeForm, RefuseForm
from app.concepts.connection_wording import grouped_goals, kind_labels, state_labels, tab_labels
from app.concepts.connections import (
    Side,
    desk_counts,
    desk_page,
    find_correspondence,
    find_own_goal,
    find_pair,
    find_side,
    find_two_goals,
    known_pairs,
    side_of,
    waiting_correspondences,
)
from app.concepts.matching import matching_goals
from app.concepts.models import Goal, GoalCorrespondence
from app.concepts.queries import LAYERS, GoalTree, all_concepts, concepts_of_authority, find_concept, goal_tree
from app.core.doors import writes
from app.core.errors import DomainError
from app.core.forms import VersionForm
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.restrictions.queries import name_of

connecting = Blueprint("connecting", __name__)

Answer = str | Response | tuple[str, int]
ONE = "/<int:correspondence_id>"
OWN = "/neu/<int:number>"
PAIR = f"{OWN}/mit/<int:other>"
BEST = 6


@connecting.app_context_processor
def count_for_the_menu() -> dict[str, Any]:
    """The number beside "Concepts" in the menu of the desk, asked only where that menu is shown."""
    return {"waiting_correspondences": lambda: waiting_correspondences(current_person())}


# ---- lists ----------------------------------------------------------------------------------------------


@connecting.get("", strict_slashes=False)
@needs("connect_goals")
def index() -> str:
    """What other sides have proposed to us and waits for our decision."""
    return _list("waiting")


@connecting.get("/vorgeschlagen")
@needs("connect_goals")
def proposed() -> str:
    """What we have proposed and the other side has not decided yet."""
    return _list("proposed")


@connecting.get("/geltend")
@needs("connect_goals")
def accepted() -> str:
    """What holds, and what rests because one of its goals is gone."""
    return _list("accepted")


@connecting.get("/abgeschlossen")
@needs("connect_goals")
def past() -> str:
    """What was refused or ended, with the reasons."""
    return _list("past")


def _list(tab: str) -> str:
    person = current_person()
    page = desk_page(person, tab, request.args.get("nach"))
    return render_template(
        "concepts_connecting/index.html", tab=tab, sides=[side_of(row[0], person) for row in page.rows],
        following=page.next, counts=desk_counts(person), tabs=tab_labels(), kinds=kind_labels(), states=state_labels(),
    )  # fmt: skip


# ---- one correspondence ---------------------------------------------------------------------------------


@connecting.get(ONE)
@needs("connect_goals", on=find_side)
def show(side: Side) -> str:
    """Both goals in their literal words, why they belong together, and what can be done."""
    return _page(side)


@connecting.post(f"{ONE}/annehmen")
@writes
@needs("decide_correspondence", on=find_correspondence)
def accept(correspondence: GoalCorrespondence) -> Answer:
    """They correspond: shown at both goals from now on."""
    form = VersionForm.of_request()
    try:
        accept_correspondence(correspondence, by=current_person(), version=form.shown_version)
    except DomainError:
        return _page(side_of(correspondence, current_person()), is_late=True), 409
    flash(_("Accepted. Both goals show each other from now on."), "success")
    return redirect(url_for("connecting.index"), 303)


@connecting.post(f"{ONE}/ablehnen")
@writes
@needs("decide_correspondence", on=find_correspondence)
def refuse(correspondence: GoalCorrespondence) -> Answer:
    """They do not correspond; the other side reads why."""
    side, form = side_of(correspondence, current_person()), RefuseForm.of_request()
    if not form.is_sent_and_valid():
        return _page(side, refuse_form=form), 422
    try:
        refuse_correspondence(
            correspondence, by=current_person(), answer=form.answer.data or "", version=form.shown_version
        )
    except DomainError:
        return _page(side, refuse_form=form, is_late=True, kept=form.answer.data), 409
    flash(_("Refused. The other side reads your reason."), "success")
    return redirect(url_for("connecting.index"), 303)


@connecting.post(f"{ONE}/beenden")
@writes
@needs("connect_goals", on=find_side)
def end(side: Side) -> Answer:
    """It holds no longer, or need not be decided any more; the other side reads why."""
    form = EndForm.of_request()
    if not form.is_sent_and_valid():
        return _page(side, end_form=form), 422
    try:
        end_correspondence(
            side.correspondence, by=current_person(), reason=form.ending.data or "", version=form.shown_version
        )
    except DomainError:
        return _page(side, end_form=form, is_late=True, kept=form.ending.data), 409
    flash(_("It is ended. The other side reads your reason."), "success")
    return redirect(url_for("connecting.past"), 303)


def _page(
    side: Side, *, refuse_form: RefuseForm | None = None, end_form: EndForm | None = None, is_late: bool = False,
    kept: str | None = None,
) -> str:  # fmt: skip
    speak_for(side.own.concept.authority)
    pair = side.correspondence
    refuse_form, end_form = refuse_form or RefuseForm(), end_form or EndForm()
    for form in (refuse_form, end_form):
        form["version"].data = str(pair.version)
    return render_template(
        "concepts_connecting/show.html", side=side, pair=pair, refuse_form=refuse_form, end_form=end_form,
        kinds=kind_labels(), states=state_labels(), proposed_by=name_of(pair.proposed_by_id),
        decided_by=name_of(pair.decided_by_id), is_late=is_late, kept=kept,
    )  # fmt: skip


# ---- proposing: own goal, concept, goal, reason ---------------------------------------------------------


@connecting.get("/neu")
@needs("connect_goals")
def choose() -> str:
    """Which goal of ours: searched for in number and wording, or chosen from its field."""
    own = sorted(current_person().authorities_as("moderator"))
    concepts = [row for authority_id in own for row in concepts_of_authority(authority_id)]
    chosen = next((one for one in concepts if one.key == request.args.get("konzept")), next(iter(concepts), None))
    return render_template(
        "concepts_connecting/choose_own.html", concepts=concepts, chosen=chosen,
        **grouped_goals(_tree_of(chosen), request.args.get("q", "")),
    )  # fmt: skip


@connecting.get(OWN)
@needs("connect_goals", on=find_own_goal)
def choose_other(goal: Goal) -> str:
    """Which goal of another concept: those that fit the words best, then all of them."""
    speak_for(goal.concept.authority)
    concepts = [row for row in all_concepts() if row.id != goal.concept_id]
    chosen = next((row for row in concepts if row.key == request.args.get("konzept")), next(iter(concepts), None))
    best = matching_goals(chosen.id, f"{goal.title} {goal.text or ''}", BEST) if chosen else []
    return render_template(
        "concepts_connecting/choose_other.html", goal=goal, concepts=concepts, chosen=chosen, best=best,
        tree=_tree_of(chosen), known=known_pairs(goal), states=state_labels(),
    )  # fmt: skip


@connecting.get(PAIR)
@needs("connect_goals", on=find_two_goals)
def ask(pair: Sequence[Goal]) -> Answer:
    """Both goals in their literal words; how they belong together, and why."""
    known = find_pair(*pair)
    if known is not None and known.state in {"proposed", "accepted"}:
        return redirect(url_for("connecting.show", correspondence_id=known.id))
    return _pair_page(pair, ProposeForm())


@connecting.post(PAIR)
@writes
@needs("connect_goals", on=find_two_goals)
def propose(pair: Sequence[Goal]) -> Answer:
    """Ask the other side. Sent twice, or by two people, it is one proposal."""
    form = ProposeForm.of_request()
    if not form.is_sent_and_valid():
        return _pair_page(pair, form), 422
    try:
        made = propose_correspondence(*pair, kind=form.kind.data, reason=form.reason.data or "", by=current_person())
    except AlreadyConnected as error:
        flash(_("These two goals have been proposed already; here is the proposal."), "info")
        made = error.correspondence
    except DomainError:
        return _pair_page(pair, form, is_late=True), 409
    else:
        flash(_("Proposed. The other side decides."), "success")
    return redirect(url_for("connecting.show", correspondence_id=made.id), 303)


def _pair_page(pair: Sequence[Goal], form: ProposeForm, *, is_late: bool = False) -> str:
    goal, other = pair
    speak_for(goal.concept.authority)
    return render_template(
        "concepts_connecting/propose.html", goal=goal, other=other, form=form, before=find_pair(goal, other),
        is_late=is_late, states=state_labels(), kinds=kind_labels(),
    )  # fmt: skip


def _tree_of(concept: Any) -> GoalTree | None:
    """What may be chosen: the goals of the present edition, down to the Teilziele."""
    found = find_concept(concept.key) if concept is not None else None
    return goal_tree(found.id, kinds=LAYERS, edition=found.edition) if found is not None else None
