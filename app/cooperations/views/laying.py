"""What goes out from those who write the text: laying it before the partners, asking further ones, answering a wish,
passing on the pen, thinking again."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Organisation, Person
from app.cooperations.agreeing import bound_by
from app.cooperations.answer_wording import everybody_reads
from app.cooperations.comparing import compared
from app.cooperations.declaring import CouncilIsUnclear
from app.cooperations.forms import InviteForm, LayForm, PenForm, ReasonForm
from app.cooperations.leaving import everybody_reads_why, withdraw_proposal
from app.cooperations.models import Cooperation, Partner
from app.cooperations.parts import parts_of
from app.cooperations.picking import Group, groups_for
from app.cooperations.proposing import (
    IsNoPartner,
    NothingHasChanged,
    PartnerIsBound,
    TextIsUnfinished,
    decline_wish,
    edit_draft,
    invite_further,
    lay_text,
    may_take_pen,
    pass_pen,
    with_figures,
)
from app.cooperations.queries import find_as_partner
from app.cooperations.taking_part import function_of
from app.cooperations.terms import Party, Terms, faults_of
from app.cooperations.text_forms import fault_message, hint_of
from app.cooperations.views.pieces import NUMBER, cooperations_writing, ticked_a_group, to_its_page, too_late
from app.cooperations.workflow import is_possible
from app.core.database import db
from app.core.doors import writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.limits import limited
from app.pages.frame import send_again
from app.policies.doors import current_person, needs
from app.things.queries import chronicle_of

TEN_MINUTES = timedelta(minutes=10)
WISH = f"/{NUMBER}/wunsch/<int:organisation>"


# ---- before the partners -------------------------------------------------------------------------


@cooperations_writing.get(f"/{NUMBER}/vorlegen")
@needs("lay_cooperation", on=find_as_partner)
def preview(cooperation: Cooperation) -> Any:
    """Exactly what goes out, to whom, and what is different from the text before."""
    if not is_possible("lay_text", cooperation.state) or not cooperation.is_draft_ahead:
        return too_late(cooperation)
    function = function_of(current_person(), cooperation.keeper_id)
    values = {"version": cooperation.draft_version, "function": function, "council": "pending"}
    return _lay_page(cooperation, LayForm(None, data=values))


@cooperations_writing.post(f"/{NUMBER}/vorlegen")
@limited("lay_text", 30, TEN_MINUTES)
@writes
@needs("lay_cooperation", on=find_as_partner, instead=send_again)
def lay(cooperation: Cooperation) -> Any:
    """Lay it before everybody it names, with our own yes."""
    form = LayForm(request.form)
    if not form.validate():
        return _lay_page(cooperation, form), 422
    try:
        lay_text(
            cooperation, by=current_person(), version=form.shown_version, function=form.function.data,
            council=form.council_said(), text=form.text.data or "",
        )  # fmt: skip
    except VersionIsStale as error:
        form.version.data = str(error.current)
        return _lay_page(cooperation, form, is_stale=True), 409
    except (TextIsUnfinished, CouncilIsUnclear, PartnerIsBound) as error:
        return _refused(cooperation, form, error), 422
    except (NotAllowedNow, NothingHasChanged):
        return too_late(cooperation)
    flash(_("The text is before the partners. It is the partners who are told by e-mail."), "success")
    return to_its_page(cooperation)


def _refused(cooperation: Cooperation, form: LayForm, error: Exception) -> str:
    if isinstance(error, CouncilIsUnclear):
        form.blame(error)
        return _lay_page(cooperation, form)
    left_out = error.names if isinstance(error, PartnerIsBound) else ()
    return _lay_page(cooperation, form, left_out=left_out)


def _lay_page(
    cooperation: Cooperation, form: LayForm, *, is_stale: bool = False, left_out: Any = ()
) -> str:  # fmt: skip
    terms, laid = with_figures(cooperation.working, cooperation.keeper), cooperation.laid
    faults = [fault_message(name, word) for name, word in faults_of(terms).items()]
    return render_template(
        "cooperations_mine/lay.html", cooperation=cooperation, form=form, terms=terms, parts=parts_of(terms),
        laid=laid, redline=compared(laid.terms, terms) if laid else None, faults=faults, is_stale=is_stale,
        hint=hint_of(terms), everybody=everybody_reads(terms),
        left_out=left_out or _left_out(cooperation, terms), **_asked(cooperation, terms),
    )  # fmt: skip


def _left_out(cooperation: Cooperation, terms: Terms) -> list[str]:
    """Whom the text in force binds and this one does not name."""
    bound = bound_by(cooperation) - terms.party_ids
    return [one.organisation.name for one in cooperation.partners if one.organisation_id in bound]


def _asked(cooperation: Cooperation, terms: Terms) -> dict[str, list[str]]:
    """Who is asked for the first time, who again, and who is asked no more."""
    there = {one.organisation_id: one.organisation.name for one in cooperation.present if cooperation.laid}
    others = [party for party in terms.parties if party.organisation_id != cooperation.keeper_id]
    stays = terms.party_ids | (set(there) if terms.rule == "from_n" else set())
    named = {party.organisation_id: party.name for party in others} | {n: there[n] for n in stays if n in there}
    named.pop(cooperation.keeper_id, None)
    return {
        "first": [name for number, name in named.items() if number not in there],
        "again": [name for number, name in named.items() if number in there],
        "no_more": [name for number, name in there.items() if number not in stays],
    }


# ---- asking further ones -------------------------------------------------------------------------


@cooperations_writing.get(f"/{NUMBER}/einladen")
@needs("lay_cooperation", on=find_as_partner)
def invite(cooperation: Cooperation) -> Any:
    """Whom else to ask to join the same text."""
    laid = cooperation.laid
    if laid is None or laid.terms.rule != "from_n" or not is_possible("invite_further", cooperation.state):
        return too_late(cooperation)
    return _invite_page(cooperation, InviteForm())


@cooperations_writing.post(f"/{NUMBER}/einladen")
@limited("invite_partner", 30, TEN_MINUTES)
@writes
@needs("lay_cooperation", on=find_as_partner)
def send_invitations(cooperation: Cooperation) -> Any:
    """Ask them to join the same text, word for word."""
    form, groups = InviteForm(request.form), _free(cooperation)
    if ticked_a_group(form, groups):
        return _invite_page(cooperation, form)
    if not form.validate():
        return _invite_page(cooperation, form), 422
    known = {choice.number for group in groups for choice in group.choices}
    try:
        for number in form.partners.data:
            if number in known:
                invite_further(cooperation, db.session.get_one(Organisation, number), by=current_person())
    except (NotAllowedNow, IsNoPartner):
        return too_late(cooperation)
    flash(_("They are asked to join the same text. Those asked are told by e-mail."), "success")
    return to_its_page(cooperation)


def _free(cooperation: Cooperation) -> list[Group]:
    """Whoever is not in it already."""
    present = {partner.organisation_id for partner in cooperation.present}
    groups = [group.without(present) for group in groups_for({cooperation.keeper_id})]
    return [group for group in groups if group.choices]


def _invite_page(cooperation: Cooperation, form: InviteForm) -> str:
    return render_template(
        "cooperations_mine/invite.html", cooperation=cooperation, form=form, groups=_free(cooperation)
    )


# ---- a wish to join ------------------------------------------------------------------------------


def find_with_wish(number: int, organisation: int, to: Person) -> Cooperation | None:
    """The cooperation, for its partners, if that body asks to be let in."""
    cooperation = find_as_partner(number, to)
    place = cooperation.partner_of(organisation) if cooperation is not None else None
    return cooperation if place is not None and place.asks_since is not None else None


@cooperations_writing.get(WISH)
@needs("lay_cooperation", on=find_with_wish)
def wish(cooperation: Cooperation) -> str:
    """Who would like to take part, and what for."""
    return _wish_page(cooperation, ReasonForm())


@cooperations_writing.post(WISH)
@limited("invite_partner", 30, TEN_MINUTES)
@writes
@needs("lay_cooperation", on=find_with_wish)
def answer_wish(cooperation: Cooperation) -> Any:
    """Ask it to join the same text, put it into the draft of a new one, or decline with a reason."""
    partner, form = _who_wishes(cooperation), ReasonForm(request.form)
    try:
        if "ablehnen" in request.form:
            if not form.validate():
                return _wish_page(cooperation, form), 422
            decline_wish(partner, by=current_person(), reason=form.reason.data or "")
            flash(_("Declined. They read your reason."), "success")
        elif _is_open_text(cooperation):
            invite_further(cooperation, partner.organisation, by=current_person())
            flash(_("They are asked to join the same text. Those asked are told by e-mail."), "success")
        else:
            _put_into_draft(cooperation, partner)
            flash(_("They are in your draft now and are asked once you lay it before the partners."), "success")
            return redirect(url_for("cooperations_writing.edit", number=cooperation.id), 303)
    except (NotAllowedNow, IsNoPartner):
        return too_late(cooperation)
    return to_its_page(cooperation)


def _who_wishes(cooperation: Cooperation) -> Partner:
    partner = cooperation.partner_of((request.view_args or {})["organisation"])
    assert partner is not None  # noqa: S101 - the loader has seen it
    return partner


def _is_open_text(cooperation: Cooperation) -> bool:
    laid = cooperation.laid
    return laid is not None and laid.terms.rule == "from_n"


def _put_into_draft(cooperation: Cooperation, partner: Partner) -> None:
    terms = cooperation.working
    party = Party(organisation_id=partner.organisation_id, name=partner.organisation.name)
    if terms.party(party.organisation_id) is None:
        edit_draft(
            cooperation, terms.model_copy(update={"parties": (*terms.parties, party)}), by=current_person(),
            version=cooperation.draft_version,
        )  # fmt: skip


def _wish_page(cooperation: Cooperation, form: ReasonForm) -> str:
    partner = _who_wishes(cooperation)
    asked = [
        entry for entry in chronicle_of(cooperation.id, "author", "public")
        if entry.verb == "ask_to_join" and entry.details.get("partner") == partner.organisation_id
    ]  # fmt: skip
    return render_template(
        "cooperations_mine/wish.html", cooperation=cooperation, partner=partner, form=form,
        why=asked[-1].reason if asked else None, is_open_text=_is_open_text(cooperation),
    )  # fmt: skip


# ---- passing on the pen, thinking again ----------------------------------------------------------


@cooperations_writing.get(f"/{NUMBER}/feder")
@needs("lay_cooperation", on=find_as_partner)
def pen(cooperation: Cooperation) -> Any:
    """Who writes the text from now on?"""
    form = _pen_form(cooperation, PenForm())
    return _pen_page(cooperation, form) if form.partner.choices else too_late(cooperation)


@cooperations_writing.post(f"/{NUMBER}/feder")
@writes
@needs("lay_cooperation", on=find_as_partner)
def pass_it_on(cooperation: Cooperation) -> Any:
    """Another partner writes it and lays it before the others."""
    form = _pen_form(cooperation, PenForm(request.form))
    if not form.validate():
        return _pen_page(cooperation, form), 422
    partner = cooperation.partner_of(int(form.partner.data))
    try:
        if partner is None:
            raise IsNoPartner
        pass_pen(cooperation, partner, by=current_person())
    except (NotAllowedNow, IsNoPartner):
        return too_late(cooperation)
    flash(_("%(body)s writes the text from now on.", body=partner.organisation.name), "success")
    return to_its_page(cooperation)


def _pen_form(cooperation: Cooperation, form: PenForm) -> PenForm:
    is_there = cooperation.laid is not None and is_possible("pass_pen", cooperation.state)
    others = [one for one in cooperation.present if one.organisation_id != cooperation.keeper_id]
    form.offer([one for one in others if is_there and may_take_pen(one)])
    return form


def _pen_page(cooperation: Cooperation, form: PenForm) -> str:
    return render_template("cooperations_mine/pen.html", cooperation=cooperation, form=form)


@cooperations_writing.get(f"/{NUMBER}/zurueckziehen")
@needs("lay_cooperation", on=find_as_partner)
def withdraw(cooperation: Cooperation) -> Any:
    """Really withdraw the proposal?"""
    if not is_possible("withdraw_proposal", cooperation.state):
        return too_late(cooperation)
    return _withdraw_page(cooperation, ReasonForm())


def _withdraw_page(cooperation: Cooperation, form: ReasonForm) -> str:
    is_public = everybody_reads_why(cooperation)
    return render_template("cooperations_mine/withdraw.html", cooperation=cooperation, form=form, is_public=is_public)


@cooperations_writing.post(f"/{NUMBER}/zurueckziehen")
@writes
@needs("lay_cooperation", on=find_as_partner)
def withdraw_it(cooperation: Cooperation) -> Any:
    """Nobody is asked any more; the partners read why."""
    form = ReasonForm(request.form)
    if not form.validate():
        return _withdraw_page(cooperation, form), 422
    try:
        withdraw_proposal(cooperation, by=current_person(), reason=form.reason.data or "")
    except NotAllowedNow:
        return too_late(cooperation)
    flash(_("The proposal is withdrawn. The partners are told why."), "success")
    return to_its_page(cooperation)
