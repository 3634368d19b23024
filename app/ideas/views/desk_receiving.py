"""The desk: what comes in beside new ideas – improved texts to release, ideas other offices offer – and offering."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.core.comparing import changed_words
from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.files.queries import files_added_before, files_of
from app.ideas.amending import AmendmentHasChanged, decline_amendment, release_amendment, waiting_amendment
from app.ideas.handing_over import (
    OfferIsDecided,
    accept_hand_over,
    decline_hand_over,
    offer_hand_over,
    take_back_hand_over,
)
from app.ideas.models import HandOver, Idea
from app.ideas.queries import find_on_desk
from app.ideas.together_forms import AcceptForm, DeclineAmendmentForm, DeclineForm, HandOverForm, ReleaseForm
from app.ideas.together_queries import (
    find_offer,
    find_offer_made,
    offers_to,
    open_hand_over,
    other_authorities,
    waiting_amendments,
)
from app.ideas.views.desk_conflicts import answer_late
from app.ideas.wording import author_of, place_of, status_of_idea
from app.ideas.workflow import ensure_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs

ideas_receiving = Blueprint("ideas_receiving", __name__)
ideas_receiving.register_error_handler(NotAllowedNow, answer_late)

Answer = str | Response | tuple[str, int]
IDEA = "/ideen/<int:number>"


def received(number: int, to: Any, **_values: Any) -> Idea | None:
    """What this person's authorities have received."""
    return find_on_desk(number, to)


# ---- improved texts -----------------------------------------------------------------------------


@ideas_receiving.get("/verbesserungen")
@needs("decline_amendment")
def amendments() -> str:
    """The improved texts that wait to be released."""
    page = waiting_amendments(_authority_ids(), request.args.get("nach"))
    return render_template("ideas_together/amendments.html", rows=page.rows, following=page.next)


@ideas_receiving.get(f"{IDEA}/verbesserung")
@needs("decline_amendment", on=received)
def amendment(idea: Idea) -> Answer:
    """The improved text beside the public one, word by word."""
    return _amendment_page(idea)


@ideas_receiving.post(f"{IDEA}/verbesserung/freigeben")
@writes
@needs("release_amendment", on=received)
def release(idea: Idea) -> Answer:
    """Let the improved text count."""
    form: Any = ReleaseForm.of_request()

    def act() -> None:
        release_amendment(idea, by=current_person(), version=form.shown_version, seen=form.seen_at)
        flash(_("The improved text is public now."), "success")

    return _decide(idea, form, act)


@ideas_receiving.post(f"{IDEA}/verbesserung/ablehnen")
@writes
@needs("decline_amendment", on=received)
def decline_text(idea: Idea) -> Answer:
    """Leave the public text as it is, with a reason for the author."""
    form: Any = DeclineAmendmentForm.of_request()

    def act() -> None:
        reason = form["reason"].data or ""
        decline_amendment(idea, by=current_person(), reason=reason, version=form.shown_version, seen=form.seen_at)
        flash(_("The public text stays. The author gets your reason."), "success")

    return _decide(idea, form, act, decline_form=form)


def _decide(idea: Idea, form: Any, act: Callable[[], None], **forms: Any) -> Answer:
    if form.is_sent_and_valid():
        try:
            act()
        except NotAllowedNow:
            raise
        except (AmendmentHasChanged, VersionIsStale):
            return _amendment_page(idea, is_stale=True, **forms), 409
        except DomainError as error:
            form.blame(error)
        else:
            return redirect(url_for("ideas_desk.show", number=idea.number), 303)
    return _amendment_page(idea, **forms), 422


def _amendment_page(idea: Idea, *, is_stale: bool = False, decline_form: Any = None) -> str:
    speak_for(idea.authority)
    ensure_possible("decline_amendment", idea.state)
    new, old = waiting_amendment(idea), idea.current
    shown = {"version": idea.version, "seen": new.proposed_at.isoformat() if new and new.proposed_at else ""}
    release_form = ReleaseForm(data=shown)
    decline_form = decline_form or DeclineAmendmentForm(data=shown)
    decline_form["version"].data, decline_form["seen"].data = shown["version"], shown["seen"]
    return render_template(
        "ideas_together/amendment.html", idea=idea, new=new, old=old, is_stale=is_stale, status=status_of_idea(idea),
        files=files_added_before(idea.id, new.proposed_at) if new and new.proposed_at else [],
        title=changed_words(old.title, new.title) if new else [], text=changed_words(old.text, new.text) if new else [],
        may_release=may_now("release_amendment", idea), author=author_of(idea),
        release_form=release_form.stand_beside("freigeben"), decline_form=decline_form.stand_beside("ablehnen"),
    )  # fmt: skip


# ---- offering an idea to another office ---------------------------------------------------------


@ideas_receiving.get(f"{IDEA}/abgeben")
@needs("hand_over_idea", on=received)
def ask_to_hand_over(idea: Idea) -> Answer:
    """To whom, and why; or the offer that still stands."""
    ensure_possible("hand_over_idea", idea.state)
    return _hand_over_page(idea, HandOverForm.of_request(version=idea.version))


@ideas_receiving.post(f"{IDEA}/abgeben")
@writes
@needs("hand_over_idea", on=received)
def hand_over(idea: Idea) -> Answer:
    """Offer the idea to another office. Sent twice, it counts once."""
    form: Any = HandOverForm.of_request()
    standing = open_hand_over(idea.id)
    if standing and (standing.to_id, standing.reason) == (form.receiver_id, form["reason"].data):
        flash(_("This had arrived already; it counts once."), "info")
        return redirect(url_for("ideas_desk.show", number=idea.number), 303)
    if form.is_sent_and_valid():
        chosen = next((one for one in other_authorities(idea.authority_id) if one.id == form.receiver_id), None)
        reason = form["reason"].data or ""
        try:
            offer_hand_over(idea, to=chosen, by=current_person(), reason=reason, version=form.shown_version)
        except NotAllowedNow:
            raise
        except VersionIsStale:
            form["version"].data = idea.version
            return _hand_over_page(idea, form, is_stale=True), 409
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The idea is offered. Until it is accepted, it stays with you."), "success")
            return redirect(url_for("ideas_desk.show", number=idea.number), 303)
    return _hand_over_page(idea, form), 422


@ideas_receiving.post(f"{IDEA}/abgeben/zuruecknehmen")
@writes
@needs("hand_over_idea", on=received)
def take_back(idea: Idea) -> Answer:
    """The offer shall no longer stand."""
    offer = open_hand_over(idea.id)
    if offer is None:
        flash(_("No offer of this idea stands any more."), "info")
    else:
        take_back_hand_over(offer, by=current_person())
        flash(_("The offer is taken back; the idea stays with you."), "success")
    return redirect(url_for("ideas_desk.show", number=idea.number), 303)


def _hand_over_page(idea: Idea, form: Any, is_stale: bool = False) -> str:
    speak_for(idea.authority)
    form.offer(other_authorities(idea.authority_id))
    return render_template(
        "ideas_together/hand_over.html", idea=idea, form=form, is_stale=is_stale, standing=open_hand_over(idea.id)
    )


# ---- what other offices offer -------------------------------------------------------------------


@ideas_receiving.get("/angebote")
@needs("receive_idea")
def offers() -> str:
    """Ideas that other offices offer."""
    page = offers_to(_authority_ids(), request.args.get("nach"))
    return render_template("ideas_together/offers.html", rows=page.rows, following=page.next)


@ideas_receiving.get("/angebote/<int:number>")
@needs("receive_idea", on=find_offer)
def offer(offer: HandOver) -> Answer:
    """One of them with its whole text."""
    return _offer_page(offer)


@ideas_receiving.post("/angebote/<int:number>/annehmen")
@writes
@needs("receive_idea", on=find_offer_made)
def accept(offer: HandOver) -> Answer:
    """Take the idea over."""
    form: Any = AcceptForm.of_request()
    try:
        accept_hand_over(offer, by=current_person(), version=form.shown_version)
    except VersionIsStale:
        return _offer_page(offer, is_stale=True), 409
    except (OfferIsDecided, NotAllowedNow):
        return _too_late(offer)
    flash(_("The idea is yours now; its periods start anew today."), "success")
    return redirect(url_for("ideas_desk.show", number=offer.idea.number), 303)


@ideas_receiving.post("/angebote/<int:number>/ablehnen")
@writes
@needs("receive_idea", on=find_offer_made)
def decline(offer: HandOver) -> Answer:
    """Leave it where it is, with an answer."""
    form: Any = DeclineForm.of_request()
    if form.is_sent_and_valid():
        try:
            decline_hand_over(offer, by=current_person(), answer=form["reason"].data or "")
        except OfferIsDecided:
            return _too_late(offer)
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The idea stays with the other office; it reads your answer."), "success")
            return redirect(url_for("ideas_receiving.offers"), 303)
    return (_offer_page(offer, decline_form=form), 422) if offer.decided_at is None else _too_late(offer)


def _too_late(offer: HandOver) -> Response:
    """The offer no longer stands: to the idea, if it is here by now, else back to the others."""
    flash(_("This offer no longer stands."), "info")
    if find_on_desk(offer.idea_id, current_person()) is not None:
        return redirect(url_for("ideas_desk.show", number=offer.idea_id), 303)
    return redirect(url_for("ideas_receiving.offers"), 303)


def _offer_page(offer: HandOver, *, is_stale: bool = False, decline_form: Any = None) -> str:
    speak_for(offer.receiver)
    idea = offer.idea
    shown = {"version": idea.version}
    return render_template(
        "ideas_together/offer.html", offer=offer, idea=idea, author=author_of(idea), place=place_of(idea),
        status=status_of_idea(idea), files=[file for file in files_of(idea.id) if file.restricted_at is None],
        is_stale=is_stale, accept_form=AcceptForm(data=shown).stand_beside("annehmen"),
        decline_form=(decline_form or DeclineForm(data=shown)).stand_beside("ablehnen"),
    )  # fmt: skip


def _authority_ids() -> set[int]:
    held: set[int] = current_person().authorities_as("moderator")
    return held
