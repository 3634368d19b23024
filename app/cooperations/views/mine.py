"""The cooperations of my municipality: what waits for our answer, and the page of one as its partners read it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request

from app.cooperations.chronicle import partners_chronicle
from app.cooperations.keeping_queries import tasks_of_keeper
from app.cooperations.models import Cooperation, CooperationVersion, Declaration
from app.cooperations.parts import parts_of
from app.cooperations.public_wording import provenance_of
from app.cooperations.queries import bodies_of, cooperations_of, find_as_partner, find_room
from app.cooperations.showing import towns_gone
from app.cooperations.standing_wording import agreed_words, became_of, needed_for, needed_label, seats_of, tally
from app.cooperations.taking_part import names_of_representatives, places_of
from app.cooperations.terms import faults_of
from app.cooperations.text_forms import fault_message
from app.cooperations.wording import council_label, kind_label, status_of, verdict_label
from app.cooperations.workflow import is_possible
from app.discussion.queries import talk_of
from app.policies.doors import current_person, may_now, needs

cooperations_mine = Blueprint("cooperations_mine", __name__)
NUMBER = "<int:number>"


@cooperations_mine.get("")
@needs("see_cooperation")
def index() -> str:
    """Our joint projects: first those that wait for our answer."""
    person = current_person()
    page, bodies = cooperations_of(person, request.args.get("nach")), bodies_of(person)
    return render_template(
        "cooperations_mine/index.html", page=page, bodies=bodies, status_of=status_of,
        tasks=tasks_of_keeper([row.id for row in page.rows], [body.id for body in bodies]),
        waiting=[row for row in page.rows if row.is_asked], others=[row for row in page.rows if not row.is_asked],
    )  # fmt: skip


@cooperations_mine.get(f"/{NUMBER}")
@needs("see_cooperation", on=find_as_partner)
def show(cooperation: Cooperation) -> str:
    """One joint project: where we stand, which text, what I can do, and what an acceptance is."""
    person, room = current_person(), find_room(cooperation)
    seats = seats_of(cooperation)
    return render_template(
        "cooperations_mine/show.html", cooperation=cooperation, status=status_of(cooperation.state), seats=seats,
        tally=tally(seats), wishes=[seat for seat in seats if seat.answer == "asks"], is_possible=is_possible,
        became={number: became_of(town) for number, town in towns_gone(cooperation.partners).items()},
        places=places_of(cooperation, person), needed=_needed(cooperation), history=_history(cooperation),
        entries=partners_chronicle(cooperation), provenance=provenance_of(cooperation.id), room=room, thing=room,
        talk=talk_of(room, request.args, person) if room else None, verdict_label=verdict_label,
        council_label=council_label, **_texts(cooperation), **_keeper(cooperation),
    )  # fmt: skip


def _texts(cooperation: Cooperation) -> dict[str, Any]:
    """The text asked about last, or the draft; and what holds where that is another."""
    laid, holding = cooperation.laid, cooperation.in_force
    terms = laid.terms if laid else cooperation.working
    is_other = holding is not None and holding is not laid
    return {
        "laid": laid, "terms": terms, "parts": parts_of(terms), "holding": holding,
        "agreed": agreed_words(cooperation, holding) if holding and cooperation.state == "agreed" else None,
        "held_parts": parts_of(holding.terms) if holding and is_other else [], "kind": kind_label(terms.kind),
    }  # fmt: skip


def _needed(cooperation: Cooperation) -> tuple[str, Sequence[str], Sequence[str]] | None:
    """What the text laid last still needs, and whose yes; nothing where it is agreed or nobody is asked any more."""
    laid = cooperation.laid
    if laid is None or laid.number == cooperation.agreed_version or cooperation.state not in ("proposed", "agreed"):
        return None
    needed = needed_for(cooperation, laid)
    return needed_label(needed), needed.names, needed.gone


def _history(cooperation: Cooperation) -> list[tuple[CooperationVersion, list[Declaration]]]:
    """Every text, the newest first, with all that was declared about it in the order of time."""
    said = sorted((said for one in cooperation.partners for said in one.declarations), key=lambda said: said.id)
    return [(text, [one for one in said if one.version == text.number]) for text in reversed(cooperation.versions)]


def _keeper(cooperation: Cooperation) -> dict[str, Any]:
    """What those read who write the text: what is unfinished, and who may lay it."""
    if not may_now("edit_cooperation", cooperation):
        return {"is_keeper": False}
    leads = may_now("lay_cooperation", cooperation)
    return {
        "is_keeper": True, "leads": leads, "is_ahead": cooperation.is_draft_ahead,
        "faults": [fault_message(name, word) for name, word in faults_of(cooperation.working).items()],
        "representatives": [] if leads else names_of_representatives(cooperation.keeper_id),
    }  # fmt: skip
