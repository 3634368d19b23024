"""A text from its first line: the one-page expression of interest, its sections, and throwing a draft away."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Organisation
from app.cooperations.cents_forms import amount_attributes
from app.cooperations.models import Cooperation
from app.cooperations.origins import Origin, find_origin, origin_asked, towns_named
from app.cooperations.parts import parts_of
from app.cooperations.picking import groups_for
from app.cooperations.placing import home_of, place_draft
from app.cooperations.proposing import begin_cooperation, delete_draft, edit_draft, with_figures
from app.cooperations.queries import bodies_of, find_as_partner, find_by_once
from app.cooperations.standing_wording import seats_of
from app.cooperations.taking_part import names_of_representatives
from app.cooperations.terms import Terms, faults_of
from app.cooperations.text_forms import BeginForm, OnePageForm, TextForm, hint_of
from app.cooperations.views import laying  # noqa: F401 - its doors belong to the same blueprint
from app.cooperations.views.pieces import NUMBER, cooperations_writing, helps, ticked_a_group, too_late
from app.cooperations.wording import plain_money
from app.cooperations.workflow import is_possible
from app.core.database import db
from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.forms import VersionForm
from app.core.limits import limited
from app.pages.frame import send_again
from app.policies.doors import current_person, may_now, needs

TEN_MINUTES = timedelta(minutes=10)


# ---- the first page ------------------------------------------------------------------------------


@cooperations_writing.get("/neu")
@needs("start_cooperation")
def write() -> str:
    """An empty page, or one an idea or a project has filled in."""
    origin = origin_asked(request.args)
    filled = origin.values if origin else {}
    partners = list(dict.fromkeys([*filled.get("partners", ()), *towns_named(request.args)]))
    form = BeginForm(None, data=OnePageForm.page_of(Terms()) | filled | {"partners": partners})
    return _first_page(form, origin)


@cooperations_writing.post("/neu")
@limited("cooperation", 30, TEN_MINUTES)
@writes
@needs("start_cooperation", instead=send_again)
def begin() -> Any:
    """Keep it as a draft at once, and go on to what is missing or to what goes out; sent twice, it is one draft."""
    form, bodies = BeginForm(request.form), list(bodies_of(current_person()))
    origin = find_origin(form.origin.data or "")
    form.offer(bodies)
    if ticked_a_group(form, groups_for({body.id for body in bodies})):
        return _first_page(form, origin)
    if not form.validate():
        return _first_page(form, origin), 422
    try:
        cooperation = _begun(form, next(body for body in bodies if str(body.id) == form.body.data), origin)
    except SavedBefore:
        form.once.data = str(uuid4())
        return _first_page(form, origin, is_late=True), 409
    flash(_("Your draft is saved. Nobody else has read it yet."), "success")
    return redirect(_onwards(cooperation), 303)


class SavedBefore(DomainError):
    """An earlier sending of this form has become something else since."""


def _begun(form: BeginForm, keeper: Organisation, origin: Origin | None) -> Cooperation:
    """The draft of this form; sent once more before anybody went on with it, it says what the form says now."""
    person, earlier = current_person(), find_by_once(form.once.data)
    if earlier is None:
        terms = form.read_into(Terms())
        home, region = home_of(keeper, terms.party_ids)
        try:
            with db.session.begin_nested():
                return begin_cooperation(
                    keeper, by=person, home=home, terms=terms, region=region, once=form.once.data,
                    origin=origin.thing if origin else None,
                )  # fmt: skip
        except IntegrityError:  # The same form was sent twice at once.
            earlier = find_by_once(form.once.data)
    if earlier is None or earlier.keeper_id != keeper.id or find_as_partner(earlier.id, to=person) is None:
        raise SavedBefore
    terms = form.read_into(earlier.working)
    if with_figures(terms, keeper).to_json() == earlier.draft:
        return earlier
    if (earlier.state, earlier.draft_version) != ("draft", 1):
        raise SavedBefore
    edit_draft(earlier, terms, by=person, version=earlier.draft_version)
    place_draft(earlier)
    return earlier


def _first_page(form: BeginForm, origin: Origin | None, *, is_late: bool = False) -> str:
    bodies = list(bodies_of(current_person()))
    if not bodies:
        return render_template("cooperations_mine/nobody.html")
    form.offer(bodies)
    form.origin.data = origin.key if origin else ""
    return render_template(
        "cooperations_mine/begin.html", form=form, bodies=bodies, groups=groups_for({body.id for body in bodies}),
        origin=origin, is_late=is_late, form_labels=dict(form.legal_form.choices), **helps(),
    )  # fmt: skip


# ---- the whole text ------------------------------------------------------------------------------


@cooperations_writing.get(f"/{NUMBER}/text")
@needs("edit_cooperation", on=find_as_partner)
def edit(cooperation: Cooperation) -> Any:
    """The draft with all its sections; `?pruefen`: with what is still missing at its field."""
    if not is_possible("edit_draft", cooperation.state):
        return too_late(cooperation)
    form = TextForm.of_text(cooperation.working, cooperation.draft_version, cooperation.keeper_id)
    if "pruefen" in request.args:
        form.blame_faults(faults_of(cooperation.working))
    return _text_page(cooperation, form)


@cooperations_writing.post(f"/{NUMBER}/text")
@limited("cooperation", 60, TEN_MINUTES)
@writes
@needs("edit_cooperation", on=find_as_partner, instead=send_again)
def save(cooperation: Cooperation) -> Any:
    """Keep the draft; where it shall go on, to what is missing or to what goes out."""
    form = TextForm(request.form, keeper=cooperation.keeper_id)
    if ticked_a_group(form, groups_for({cooperation.keeper_id})):
        return _text_page(cooperation, form)
    if not form.validate():
        return _text_page(cooperation, form), 422
    try:
        edit_draft(
            cooperation, form.read_into(cooperation.working), by=current_person(), version=form.shown_version
        )  # fmt: skip
    except VersionIsStale as error:
        form.version.data = str(error.current)
        return _text_page(cooperation, form, stored=cooperation.working), 409
    except NotAllowedNow:
        return too_late(cooperation)
    place_draft(cooperation)
    flash(_("The draft is saved."), "success")
    if hint := hint_of(cooperation.working):
        flash(hint, "info")
    return redirect(_onwards(cooperation), 303)


def _onwards(cooperation: Cooperation) -> str:
    """Where it goes on: to the preview, to what is missing at its field, or back to the page."""
    if "weiter" not in request.form:
        return url_for("cooperations_mine.show", number=cooperation.id)
    if faults_of(cooperation.working):
        return url_for("cooperations_writing.edit", number=cooperation.id, pruefen=1, _anchor="fehler")
    if may_now("lay_cooperation", cooperation) and cooperation.is_draft_ahead:
        return url_for("cooperations_writing.preview", number=cooperation.id)
    if cooperation.is_draft_ahead:
        names = names_of_representatives(cooperation.keeper_id)
        who = ", ".join(names) or _("whoever represents the municipality")
        flash(_("Nothing is missing; it can be laid before the partners by: %(names)s.", names=who), "success")
    return url_for("cooperations_mine.show", number=cooperation.id)


def _text_page(cooperation: Cooperation, form: TextForm, stored: Terms | None = None) -> str:
    groups = groups_for({cooperation.keeper_id})
    known = {choice.number: choice.name for group in groups for choice in group.choices}
    known |= {party.organisation_id: party.name for party in cooperation.working.parties}
    names = {number: known.get(number, cooperation.keeper.name) for number in form.bodies}
    form.offer(names)
    return render_template(
        "cooperations_mine/text.html", cooperation=cooperation, form=form, groups=groups, names=names, stored=stored,
        stored_parts=parts_of(stored) if stored else [], hint=hint_of(cooperation.working),
        wishes=[seat for seat in seats_of(cooperation) if seat.answer in ("changes", "asks")],
        leads=may_now("lay_cooperation", cooperation), amount_attributes=amount_attributes,
        plain_money=plain_money, **helps(),
    )  # fmt: skip


# ---- throwing it away ----------------------------------------------------------------------------


@cooperations_writing.get(f"/{NUMBER}/loeschen")
@needs("edit_cooperation", on=find_as_partner)
def ask_to_delete(cooperation: Cooperation) -> Any:
    """Really throw it away?"""
    if not is_possible("delete_draft", cooperation.state):
        return too_late(cooperation)
    return _deletion_page(cooperation)


@cooperations_writing.post(f"/{NUMBER}/loeschen")
@writes
@needs("edit_cooperation", on=find_as_partner)
def delete(cooperation: Cooperation) -> Any:
    """Throw the draft away; nobody outside has read it."""
    try:
        delete_draft(cooperation, version=VersionForm(request.form).shown_version)
    except VersionIsStale:
        return _deletion_page(cooperation, is_stale=True), 409
    except NotAllowedNow:
        return too_late(cooperation)
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("cooperations_mine.index"), 303)


def _deletion_page(cooperation: Cooperation, *, is_stale: bool = False) -> str:
    form = VersionForm(None, data={"version": cooperation.draft_version})
    return render_template("cooperations_mine/delete.html", cooperation=cooperation, form=form, is_stale=is_stale)
