"""Writing an idea together with others: who is asked, who writes along, who stops."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.inviting import TooManyInvitations, find_invitation_to, open_invitations_to, revoke_invitation
from app.core.doors import writes
from app.core.languages import chosen_locale
from app.core.limits import limited
from app.ideas.co_author_forms import CoAuthorForm
from app.ideas.models import Idea
from app.ideas.queries import find_own
from app.ideas.views.drafts import NUMBER
from app.ideas.writing_together import (
    TooManyCoAuthors,
    find_co_authored,
    invite_co_author,
    is_joinable,
    remove_co_author,
)
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs

co_authors = Blueprint("co_authors", __name__)
HOUR = timedelta(hours=1)


@co_authors.get(f"/{NUMBER}/mitschreiben")
@needs("revise_idea", on=find_own)
def show(idea: Idea) -> Any:
    """Who writes along, and whom I can ask."""
    if idea.is_prepared:
        return redirect(url_for("ideas_prepared.show", number=idea.id))
    return _page(idea, CoAuthorForm())


@co_authors.post(f"/{NUMBER}/mitschreiben")
@limited("invite", 60, HOUR)
@writes
@needs("invite_co_author", on=find_own)
def invite(idea: Idea) -> Any:
    """Ask somebody by mail; the same words whether or not the address has an account here."""
    form, person = CoAuthorForm.of_request(), current_person()
    if form.is_sent_and_valid() and form.email.data == person.email:
        form.fault("email", _("This is your own address. Please write the other person's."))
    if form.errors or not _asked(idea, form):
        return _page(idea, form), 422
    flash(_("The invitation to %(email)s is on its way. It is valid for 14 days.", email=form.email.data), "success")
    return redirect(url_for("co_authors.show", number=idea.id), 303)


@co_authors.post(f"/{NUMBER}/mitschreiben/zuruecknehmen")
@writes
@needs("invite_co_author", on=find_own)
def revoke(idea: Idea) -> Any:
    """Take an invitation back."""
    invitation = find_invitation_to(request.form.get("invitation", ""), thing_id=idea.id)
    if invitation is None:
        abort(404)
    revoke_invitation(invitation)
    flash(_("The invitation to %(email)s is taken back.", email=invitation.email), "success")
    return redirect(url_for("co_authors.show", number=idea.id), 303)


@co_authors.post(f"/{NUMBER}/mitschreiben/entfernen")
@writes
@needs("invite_co_author", on=find_own)
def remove(idea: Idea) -> Any:
    """Go on without somebody."""
    person_id = request.form.get("person", type=int)
    if person_id not in idea.co_author_ids:
        abort(404)
    remove_co_author(idea, person_id or 0, by=current_person())
    flash(_("This person no longer writes along."), "success")
    return redirect(url_for("co_authors.show", number=idea.id), 303)


@co_authors.post(f"/{NUMBER}/mitschreiben/beenden")
@writes
@needs("use_account", on=find_co_authored)
def leave(idea: Idea) -> Any:
    """Stop writing along; one's name leaves the idea."""
    remove_co_author(idea, current_person().id, by=current_person())
    flash(_("You no longer write along on this idea."), "success")
    return redirect(url_for("ideas_mine.index"), 303)


def _asked(idea: Idea, form: CoAuthorForm) -> bool:
    try:
        invite_co_author(idea, form.email.data or "", by=current_person(), locale=chosen_locale())
    except TooManyInvitations:
        form.fault("email", _("No further invitation goes out today. Please try again tomorrow."))
    except TooManyCoAuthors:
        form.fault("email", _("An idea has at most ten co-authors. Please take an invitation back first."))
    return not form.errors


def _page(idea: Idea, form: CoAuthorForm) -> str:
    speak_for(idea.authority)
    may_invite = may_now("invite_co_author", idea)
    return render_template(
        "ideas/mine/co_authors.html", idea=idea, form=form, may_invite=may_invite, is_joinable=is_joinable(idea),
        asked=open_invitations_to(thing_id=idea.id) if may_invite else [], title=(idea.working or idea.current).title,
    )  # fmt: skip
