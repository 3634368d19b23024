"""What everybody reads of cooperations: the index, one cooperation; and the wish of a municipality to take part."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Organisation, Person
from app.concepts.filtering import page_asked_for
from app.concepts.wording import Listing
from app.cooperations.ahead_wording import ahead_of
from app.cooperations.chronicle import public_steps, told_of
from app.cooperations.cost_wording import shown_costs
from app.cooperations.costing import public_costs
from app.cooperations.filing import public_papers
from app.cooperations.filtering import read_cooperation_filters
from app.cooperations.join_forms import JoinForm
from app.cooperations.listing import SHOWN_STATES, count_by_state, public_cooperations
from app.cooperations.models import Cooperation
from app.cooperations.papers import letter_is_public
from app.cooperations.place_filter import places_with_some
from app.cooperations.proposing import IsNoPartner, ask_to_join
from app.cooperations.public_wording import (
    card_of,
    facts_of,
    left_lines,
    meaning_of,
    money_of,
    partner_lines,
    path_of,
    provenance_of,
    sections_of,
    what_it_is,
)
from app.cooperations.queries import bodies_of, find_as_partner, find_visible
from app.cooperations.showing import Shown, may_begin, shown_of, takes_part
from app.cooperations.wording import state_labels, status_of
from app.core.doors import public, writes
from app.core.errors import NotAllowedNow
from app.core.forms import sent_number
from app.discussion.queries import talk_of
from app.municipalities.queries import find_region
from app.pages.frame import speak_for, speak_of
from app.policies.doors import current_person, needs
from app.search.queries import stems_meant
from app.things.taking_part import follows

cooperations = Blueprint("cooperations", __name__)

NUMBER = "<int:number>"


@dataclass(frozen=True)
class Joining:
    """A body that could ask to take part, and in what."""

    cooperation: Cooperation
    organisation: Organisation
    bodies: list[Organisation]

    @property
    def organisation_id(self) -> int:
        """Who asks: what the table of permissions asks."""
        return self.organisation.id

    @property
    def asked_at(self) -> datetime | None:
        """Since when its wish waits for an answer."""
        place = self.cooperation.partner_of(self.organisation.id)
        return place.asks_since if place else None


# ---- the index ------------------------------------------------------------------------------------


@cooperations.get("")
@public
def index() -> Any:
    """What municipalities do together or propose to: what became public last first, by state and place."""
    asked = read_cooperation_filters(request.args)
    listing = Listing("cooperations.index", asked)
    if listing.detour:
        return redirect(listing.detour)
    if region := find_region(asked.given["region"]) if asked.wanted.region_id else None:
        speak_for(region.authority, region)
    rows, following = page_asked_for(asked, request.args.get("nach"), public_cooperations)
    stems, counts = stems_meant(asked.wanted.words), count_by_state(replace(asked.wanted, states=()))
    states = {state: label for state, label in state_labels().items() if state in SHOWN_STATES}
    page = render_template(
        "cooperations/index.html", asked=asked, listing=listing, cards=[card_of(row, stems) for row in rows],
        count=sum(counts.get(state, 0) for state in asked.wanted.states or counts), following=following,
        chips=[listing.choice("status", states, counts)], places=places_with_some(asked.given),
        may_begin=may_begin(current_person()),
    )  # fmt: skip
    return (page, 400) if asked.unknown else page


# ---- one cooperation ------------------------------------------------------------------------------


@cooperations.get(f"/{NUMBER}")
@cooperations.get(f"/{NUMBER}-<slug>")
@public
def show(number: int, slug: str | None = None) -> Any:
    """One cooperation: what it is about, how far it is, who takes part, and what the partners let everybody read."""
    person, cooperation = current_person(), find_visible(number)
    shown = shown_of(cooperation) if cooperation is not None else None
    if cooperation is None or shown is None:
        return _partners_page_or_404(number)
    if slug != cooperation.slug:
        return redirect(url_for("cooperations.show", number=number, slug=cooperation.slug), 301)
    speak_of(cooperation)
    return render_template(
        "cooperations/show.html", shown=shown, cooperation=cooperation, thing=cooperation, **_facts(shown),
        follows=follows(person, thing_id=number), talk=talk_of(cooperation, request.args, person),
        takes_part=takes_part(cooperation, person),
        joining=_joining(cooperation, person) if cooperation.is_open else None,
    )  # fmt: skip


def _facts(shown: Shown) -> dict[str, Any]:
    costs = public_costs(shown.cooperation) if shown.is_in_force else None
    steps = public_steps(shown.cooperation)
    return {
        "status": status_of(shown.state),
        "path": path_of(shown),
        "meaning": meaning_of(shown),
        "partners": partner_lines(shown),
        "left": left_lines(shown, steps),
        "entries": told_of(steps, shown.cooperation),
        "ahead": ahead_of(shown),
        "facts": facts_of(shown),
        "sections": sections_of(shown),
        "costs": shown_costs(costs) if costs is not None else None,
        "money": [] if shown.is_in_force else money_of(shown),
        "has_letter": letter_is_public(shown.cooperation),
        "papers": public_papers(shown.cooperation),
        "links": provenance_of(shown.cooperation.id),
        "what_it_is": what_it_is(shown),
    }


def _partners_page_or_404(number: int) -> Any:
    person = current_person()
    if person is not None and find_as_partner(number, person) is not None:
        return redirect(url_for("cooperations_mine.show", number=number))
    abort(404)


# ---- the wish to take part -------------------------------------------------------------------------


def find_joining(number: int, to: Person) -> Joining | None:
    """A public cooperation, and the body of this person that would join it: the one named, else the first."""
    cooperation = find_visible(number)
    return _joining(cooperation, to) if cooperation is not None else None


def _joining(cooperation: Cooperation, person: Person | None) -> Joining | None:
    present = {partner.organisation_id for partner in cooperation.present}
    bodies = [body for body in bodies_of(person) if body.id not in present] if person is not None else []
    led = [body for body in bodies if person is not None and person.leads(body.id)]
    wanted = sent_number(request.values.get("fuer"))
    # Whoever names a body that is not hers acts for none at all, never for another one.
    named = bodies if wanted is None else [body for body in bodies if body.id == wanted]
    chosen = next((body for body in led if body in named), next(iter(named), None))
    return Joining(cooperation, chosen, led) if chosen is not None else None


@cooperations.get(f"/{NUMBER}/beitritt")
@needs("ask_to_join", on=find_joining)
def ask(joining: Joining) -> Any:
    """What it means to ask for being let in, and the form."""
    return _join_page(joining, JoinForm(None, data={"fuer": str(joining.organisation_id)}))


@cooperations.post(f"/{NUMBER}/beitritt")
@writes
@needs("ask_to_join", on=find_joining)
def join(joining: Joining) -> Any:
    """Tell the partners that a municipality would like to take part; sent twice it is one wish."""
    form, cooperation = JoinForm(request.form), joining.cooperation
    if not form.validate():
        return _join_page(joining, form), 422
    try:
        ask_to_join(cooperation, joining.organisation, by=current_person(), text=form.text.data or "")
    except (IsNoPartner, NotAllowedNow):
        flash(_("This is not possible (any more): the cooperation is over, or you take part already."), "beitritt:info")
    else:
        flash(_("The partners read your wish. You hear from them here and by mail."), "beitritt:success")
    return redirect(url_for("cooperations.show", number=cooperation.id, slug=cooperation.slug, _anchor="beitritt"), 303)


def _join_page(joining: Joining, form: JoinForm) -> str:
    speak_of(joining.cooperation)
    form.fuer.choices = [(str(body.id), body.name) for body in joining.bodies]
    shown = shown_of(joining.cooperation)
    return render_template("cooperations/join.html", joining=joining, form=form, shown=shown)
