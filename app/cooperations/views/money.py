"""The money of a cooperation for its partners: costs and shares, keys beside each other, money from programmes."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.cooperations.cost_wording import ShownCosts, funding_line, purse_lines, shown_costs
from app.cooperations.costing import costs_of, costs_of_draft, purse_of
from app.cooperations.figures import figures_line
from app.cooperations.funding import (
    MOST_FUNDINGS,
    FundingIsUnclear,
    TooManyFundings,
    add_funding,
    change_funding,
    drop_funding,
)
from app.cooperations.models import Cooperation, CooperationVersion, Funding
from app.cooperations.money_forms import FundingForm
from app.cooperations.queries import find_as_partner, find_funding, fundings_of
from app.cooperations.views.printing import NUMBER, cooperations_papers
from app.cooperations.workflow import is_possible
from app.core.clock import today
from app.core.doors import writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.forms import sent_number
from app.core.limits import limited
from app.policies.doors import current_person, may_now, needs

FUNDINGS = f"/{NUMBER}/foerderung"
TEN_MINUTES = timedelta(minutes=10)
DRAFT = "entwurf"


@cooperations_papers.app_template_global("partner_costs")
def partner_costs(cooperation: Cooperation, text: CooperationVersion | None) -> ShownCosts | None:
    """What the partners' page says of the money of that text, or of the draft; nothing where it names no costs."""
    found = costs_of(cooperation, text) if text is not None else costs_of_draft(cooperation)
    return shown_costs(found) if found is not None else None


@cooperations_papers.get(f"/{NUMBER}/kosten")
@needs("see_cooperation", on=find_as_partner)
def costs(cooperation: Cooperation) -> str:
    """Who pays how much, with the arithmetic, and what it would be by another key. Nothing is changed here."""
    wanted, may_edit = request.args.get("fassung"), may_now("edit_cooperation", cooperation)
    text = cooperation.text_of(sent_number(wanted)) if wanted else cooperation.laid
    is_draft = text is None and may_edit and wanted in (None, DRAFT)
    if text is None and not is_draft:
        abort(404)
    return render_template(
        "cooperations_papers/costs.html", cooperation=cooperation, text=text, is_draft=is_draft, may_edit=may_edit,
        costs=partner_costs(cooperation, text), figures=_figures_of(cooperation, text),
    )  # fmt: skip


def _figures_of(cooperation: Cooperation, text: CooperationVersion | None) -> str:
    """Of which day the figures of that text, or of the draft, are."""
    if text is None:
        return figures_line(cooperation.working.parties, None)
    return figures_line(text.terms.parties, text.at)


@cooperations_papers.get(FUNDINGS)
@needs("see_cooperation", on=find_as_partner)
def fundings(cooperation: Cooperation) -> str:
    """Money from programmes: applied for, granted or refused, and the days that must not be missed."""
    return _page(cooperation, FundingForm())


@cooperations_papers.post(FUNDINGS)
@limited("funding", 60, TEN_MINUTES)
@writes
@needs("edit_cooperation", on=find_as_partner)
def add(cooperation: Cooperation) -> Any:
    """Note one more programme."""
    form = FundingForm(request.form)
    if form.validate():
        try:
            funding = add_funding(cooperation, form.grant(), by=current_person())
        except FundingIsUnclear as error:
            form.blame(error)
        except TooManyFundings:
            form.fault("programme", _("Twenty programmes are the limit."))
        except NotAllowedNow:
            return _too_late(cooperation)
        else:
            flash(_("“%(programme)s” is noted.", programme=funding.programme), "success")
            return _back(cooperation)
    return _page(cooperation, form), 422


@cooperations_papers.get(f"{FUNDINGS}/<int:item_id>")
@needs("edit_cooperation", on=find_funding)
def edit(funding: Funding) -> Any:
    """Bring one programme up to date."""
    if not is_possible("keep_funding", funding.cooperation.state):
        return _too_late(funding.cooperation)
    return _form_page(funding, FundingForm.filled_from(funding))


@cooperations_papers.post(f"{FUNDINGS}/<int:item_id>")
@limited("funding", 60, TEN_MINUTES)
@writes
@needs("edit_cooperation", on=find_funding)
def change(funding: Funding) -> Any:
    """Keep what was typed; where somebody else was faster, both are shown and nothing is lost."""
    form = FundingForm(request.form)
    if not form.validate():
        return _form_page(funding, form), 422
    try:
        change_funding(funding, form.grant(), by=current_person(), version=form.shown_version)
    except FundingIsUnclear as error:
        form.blame(error)
        return _form_page(funding, form), 422
    except VersionIsStale:
        return _form_page(funding, form, is_stale=True), 409
    except NotAllowedNow:
        return _too_late(funding.cooperation)
    flash(_("“%(programme)s” is up to date.", programme=funding.programme), "success")
    return _back(funding.cooperation)


@cooperations_papers.post(f"{FUNDINGS}/<int:item_id>/entfernen")
@limited("funding", 60, TEN_MINUTES)
@writes
@needs("edit_cooperation", on=find_funding)
def drop(funding: Funding) -> Any:
    """Take it off the list; the chronicle keeps its name."""
    cooperation, programme = funding.cooperation, funding.programme
    try:
        drop_funding(funding, by=current_person(), version=sent_number(request.form.get("version"), 15) or 0)
    except VersionIsStale:
        return _form_page(funding, FundingForm.filled_from(funding), is_stale=True), 409
    except NotAllowedNow:
        return _too_late(cooperation)
    flash(_("“%(programme)s” is taken off the list.", programme=programme), "success")
    return _back(cooperation)


def _back(cooperation: Cooperation) -> Any:
    return redirect(url_for("cooperations_papers.fundings", number=cooperation.id), 303)


def _too_late(cooperation: Cooperation) -> Any:
    flash(_("This cooperation is over: its money is not changed any more."), "info")
    return _back(cooperation)


def _page(cooperation: Cooperation, form: FundingForm) -> str:
    """All programmes, and for those who keep them a form for one more."""
    text, rows = cooperation.laid, fundings_of(cooperation)
    may_edit = may_now("edit_cooperation", cooperation)
    is_open = is_possible("keep_funding", cooperation.state)
    return render_template(
        "cooperations_papers/fundings.html", cooperation=cooperation, rows=rows, line_of=funding_line, today=today(),
        purse=purse_lines(purse_of(text.terms if text else cooperation.working, rows)), may_edit=may_edit and is_open,
        form=form if may_edit and is_open and len(rows) < MOST_FUNDINGS else None,
    )  # fmt: skip


def _form_page(funding: Funding, form: FundingForm, *, is_stale: bool = False) -> str:
    """One programme to be changed. `is_stale`: what was typed is kept, what stands there now is shown above it."""
    if is_stale:
        form["version"].data = str(funding.version)
    return render_template(
        "cooperations_papers/funding.html", cooperation=funding.cooperation, funding=funding, form=form,
        now_there=funding_line(funding) if is_stale else None,
    )  # fmt: skip
