"""What was signed or decided outside, filed among the partners: filed, shown to everybody or not, taken away again.

Every door for money and papers belongs to this blueprint.
"""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.cooperations.agreeing import released
from app.cooperations.filing import (
    PaperIsThere,
    PaperIsUnclear,
    PapersAreClosed,
    file_paper,
    find_paper,
    papers_of,
    release_paper,
    retract_paper,
    shown_papers,
    withdraw_paper,
)
from app.cooperations.models import Cooperation, FiledPaper, Partner
from app.cooperations.money_forms import PaperForm, WithdrawPaperForm
from app.cooperations.paper_wording import of_whom, paper_kind_label, standing_of, text_label
from app.cooperations.papers import letter_is_public
from app.cooperations.queries import find_as_partner, find_partner, find_room
from app.cooperations.taking_part import places_of
from app.cooperations.views import money  # noqa: F401 - its doors belong to the same blueprint
from app.cooperations.views.money import TEN_MINUTES
from app.cooperations.views.printing import NUMBER, PARTNER, cooperations_papers
from app.cooperations.workflow import is_possible
from app.core.doors import writes
from app.core.errors import NotAllowedNow
from app.core.forms import sent_number
from app.core.limits import limited
from app.files.attaching import TooManyFiles
from app.files.queries import find_by_once
from app.files.receiving import Received
from app.files.views.intake import received_with, receives_file
from app.policies.doors import current_person, may_now, needs

__all__ = ["cooperations_papers"]
PAPERS = f"/{NUMBER}/unterlagen"


def may_file(number: int, organisation: int) -> bool:
    """Whether whoever asks may file a paper for that partner."""
    person = current_person()
    partner = find_partner(number, organisation, person) if person is not None else None
    return partner is not None and may_now("file_partner_paper", partner) and _is_open(partner.cooperation)


@cooperations_papers.get(PAPERS)
@needs("see_cooperation", on=find_as_partner)
def filed(cooperation: Cooperation) -> str:
    """The papers of this cooperation: those the platform prints, and what was signed outside."""
    return _page(cooperation)


@cooperations_papers.post(f"{PARTNER}/unterlagen")
@limited("file", 60, TEN_MINUTES)
@receives_file(may_file)
@writes
@needs("file_partner_paper", on=find_partner)
def file_one(partner: Partner) -> Any:
    """File a paper for one partner, or for all together; sent twice, it is still one."""
    cooperation = partner.cooperation
    form = _form_for(partner, request.form)
    room = find_room(cooperation)
    if room is not None and find_by_once(room.id, form["once"].data) is not None:
        return _back(cooperation)
    received = received_with(form)
    if received is not None:
        try:
            paper = _file(partner, received, form)
        except NotAllowedNow:
            flash(_("Nothing can be filed here now."), "info")
            return _back(cooperation)
        if paper is not None:
            flash(_("“%(title)s” is filed.", title=paper.title), "success")
            return _back(cooperation)
    if not form["file"].errors:
        form.fault("file", _("Please choose the file once more: a page that comes back cannot keep it."))
    return _page(cooperation, partner, form), 422


def _file(partner: Partner, received: Received, form: PaperForm) -> FiledPaper | None:
    """The paper, filed; or nothing, and the form says why not."""
    owner = None if form.is_joint else partner
    try:
        return file_paper(
            partner.cooperation, owner, received, form.said(), by=current_person(), once=form["once"].data
        )  # fmt: skip
    except PaperIsUnclear as error:
        form.blame(error)
    except PaperIsThere:
        form.fault("file", _("This file is here already, under the same title. Nothing was filed twice."))
    except TooManyFiles:
        form.fault("file", _("Very many papers are filed here already. Please take one away first."))
    return None


@cooperations_papers.get(f"{PAPERS}/<int:item_id>/zurueckziehen")
@needs("file_partner_paper", on=find_paper)
def ask_to_withdraw(paper: FiledPaper) -> str:
    """Really take it away?"""
    return _withdraw_page(paper, WithdrawPaperForm())


@cooperations_papers.post(f"{PAPERS}/<int:item_id>/zurueckziehen")
@limited("file steps", 60, TEN_MINUTES)
@writes
@needs("file_partner_paper", on=find_paper)
def withdraw(paper: FiledPaper) -> Any:
    """Take away what was filed by mistake, with a reason."""
    form, cooperation = WithdrawPaperForm(request.form), paper.cooperation
    if not form.validate():
        return _withdraw_page(paper, form), 422
    withdraw_paper(paper, by=current_person(), reason=form["reason"].data)
    flash(_("“%(title)s” is taken away.", title=paper.title), "success")
    return _back(cooperation)


@cooperations_papers.post(f"{PAPERS}/<int:item_id>/veroeffentlichen")
@limited("file steps", 60, TEN_MINUTES)
@writes
@needs("declare_for_partner", on=find_paper)
def release(paper: FiledPaper) -> Any:
    """Show it to everybody; only whoever represents its body does, and only where the text releases papers."""
    try:
        release_paper(paper, by=current_person())
    except PapersAreClosed:
        flash(_("The text that holds keeps the papers among the partners."), "info")
    else:
        flash(_("Everybody can read “%(title)s” now.", title=paper.title), "success")
    return _back(paper.cooperation)


@cooperations_papers.post(f"{PAPERS}/<int:item_id>/nicht-mehr-zeigen")
@limited("file steps", 60, TEN_MINUTES)
@writes
@needs("file_partner_paper", on=find_paper)
def retract(paper: FiledPaper) -> Any:
    """Show it to the partners alone again."""
    retract_paper(paper, by=current_person())
    flash(_("Only the partners can read “%(title)s” now.", title=paper.title), "success")
    return _back(paper.cooperation)


def _is_open(cooperation: Cooperation) -> bool:
    return is_possible("file_paper", cooperation.state)


def _back(cooperation: Cooperation) -> Any:
    return redirect(url_for("cooperations_papers.filed", number=cooperation.id), 303)


def _form_for(partner: Partner, sent: Any = None) -> PaperForm:
    cooperation = partner.cooperation
    return PaperForm.about(cooperation, sent, may_be_joint=partner.organisation_id == cooperation.keeper_id)


def _page(cooperation: Cooperation, partner: Partner | None = None, form: PaperForm | None = None) -> str:
    """Everything there is; the form for one of one's own bodies: the one sent, the one asked for, or the first."""
    own = [place.partner for place in places_of(cooperation, current_person()) if place.partner.is_present]
    wanted = sent_number(request.args.get("fuer"))
    chosen = partner or next((one for one in own if one.organisation_id == wanted), next(iter(own), None))
    may_add = chosen is not None and _is_open(cooperation)
    papers = papers_of(cooperation)
    return render_template(
        "cooperations_papers/filed.html", cooperation=cooperation, papers=papers, own=own, partner=chosen,
        form=(form or _form_for(chosen)) if chosen is not None and may_add else None,
        shown=shown_papers(cooperation), may_show=released(cooperation, "papers") is not None,
        mine={paper.id for paper in papers if any(one.organisation_id == paper.organisation_id for one in own)},
        letter_is_public=letter_is_public(cooperation), kind_label=paper_kind_label, of_whom=of_whom,
        standing_of=standing_of, text_label=text_label,
    )  # fmt: skip


def _withdraw_page(paper: FiledPaper, form: WithdrawPaperForm) -> str:
    return render_template(
        "cooperations_papers/withdraw.html", cooperation=paper.cooperation, paper=paper, form=form, of_whom=of_whom,
        kind_label=paper_kind_label,
    )  # fmt: skip
