"""What I support and follow, and the offers of help I have to do with."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, false, or_, select
from werkzeug import Response

from app.accounts.models import Person
from app.core.database import db
from app.core.doors import writes
from app.core.limits import is_within_limit, limited
from app.core.paging import Page
from app.ideas.models import CoAuthor, Idea
from app.ideas.queries import is_of
from app.municipalities.models import Municipality
from app.notifications.mondays import has_monday_mail
from app.notifications.mornings import has_morning_mail
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.projects.models import Project
from app.things.following import choose_digest, choose_office_mails
from app.things.forms import DigestForm, MessageForm, OfficeMailsForm
from app.things.helping import end_offer, write_message
from app.things.models import HelpOffer, Thing
from app.things.queries import find_offer, follows_of, messages_of, offers_among, supports_of

things_mine = Blueprint("things_mine", __name__)
HOUR = timedelta(hours=1)


# ---- what I follow and support -------------------------------------------------------------------


@things_mine.get("/folge-ich")
@needs("use_account")
def following() -> str:
    """What I follow, or what I support, and how often I hear of it."""
    return _following_page(DigestForm(None, data={"digest": current_person().digest}))


@things_mine.post("/folge-ich")
@writes
@needs("use_account")
def keep_digest() -> Any:
    """Choose how often the mail with the news comes."""
    form = DigestForm(request.form)
    if not form.validate():
        return _following_page(form), 422
    choose_digest(current_person(), form.digest.data)
    flash(_("Saved."), "success")
    return redirect(url_for("things_mine.following"), 303)


@things_mine.post("/folge-ich/amt")
@writes
@needs("use_account")
def keep_office_mails() -> Any:
    """Choose which mails come for a role here."""
    person, form = current_person(), OfficeMailsForm(request.form)
    choose_office_mails(
        person, monday=form.monday.data if has_monday_mail(person) else None,
        morning=form.morning.data if has_morning_mail(person) else None,
    )  # fmt: skip
    flash(_("Saved."), "success")
    return redirect(url_for("things_mine.following", _anchor="amt"), 303)


def _office_mails(person: Person) -> OfficeMailsForm | None:
    """The choice, for those whose role here brings such mails."""
    form = OfficeMailsForm(None, data={"monday": person.monday_mail, "morning": person.due_mail})
    if not has_monday_mail(person):
        del form.monday
    if not has_morning_mail(person):
        del form.morning
    return form if list(form) else None


def _following_page(form: DigestForm) -> str:
    is_supports = request.args.get("was") == "unterstuetze"
    page = (supports_of if is_supports else follows_of)(current_person(), request.args.get("nach"))
    return render_template(
        "things/following.html", form=form, page=page, is_supports=is_supports,
        places={} if is_supports else _places_of(page), was="unterstuetze" if is_supports else None,
        office=_office_mails(current_person()),
    )  # fmt: skip


def _places_of(page: Page) -> dict[int, Any]:
    ids = [row.municipality_id for row in page.rows if row.municipality_id]
    if not ids:
        return {}
    found = select(Municipality.id, Municipality.ags, Municipality.name).where(Municipality.id.in_(ids))
    return {row.id: row for row in db.session.execute(found)}


# ---- offers of help ------------------------------------------------------------------------------


@things_mine.get("/angebote")
@needs("use_account")
def offers() -> str:
    """Offers I made, and offers for what I wrote or answer for; with ?zu= those for one thing."""
    person, number = current_person(), request.args.get("zu", type=int)
    is_own = _is_answered_by(person)
    is_seen = or_(HelpOffer.person_id == person.id, is_own)
    if number is not None:
        is_seen = and_(HelpOffer.thing_id == number, or_(is_seen, _is_moderated_by(person)))
    page = offers_among(is_seen, or_(is_own, _is_moderated_by(person)), request.args.get("nach"))
    return render_template("things/offers.html", page=page, number=number)


@things_mine.get("/angebote/<int:offer_id>")
@needs("read_help", on=find_offer)
def offer(offer: HelpOffer) -> str:
    """One offer and what was written about it."""
    return _offer_page(offer, MessageForm(None))


@things_mine.post("/angebote/<int:offer_id>")
@limited("help_message", 120, HOUR)
@writes
@needs("answer_help", on=find_offer)
def answer(offer: HelpOffer) -> Any:
    """Write to the other side."""
    form, person = MessageForm(request.form), current_person()
    if not form.validate():
        return _offer_page(offer, form), 422
    if not is_within_limit("help_message", f"person {person.id}", 30, HOUR):
        form.fault("text", _("You have written many times within an hour. Please wait a little."))
        return _offer_page(offer, form), 422
    write_message(offer, person, form.text.data, form.once.data)
    flash(_("Your message is on its way."), "antwort:success")
    return redirect(url_for("things_mine.offer", offer_id=offer.id, _anchor="antwort"), 303)


@things_mine.post("/angebote/<int:offer_id>/beenden")
@writes
@needs("end_help", on=find_offer)
def end(offer: HelpOffer) -> Response:
    """I help no longer."""
    end_offer(offer, by=current_person())
    flash(_("Your offer has ended. Thank you for wanting to help."), "antwort:success")
    return redirect(url_for("things_mine.offer", offer_id=offer.id, _anchor="antwort"), 303)


def _offer_page(offer: HelpOffer, form: MessageForm) -> str:
    speak_for(offer.thing.authority)
    page = messages_of(offer.id, request.args.get("nach"))
    is_helper = offer.person_id == current_person().id
    return render_template(
        "things/offer.html", offer=offer, thing=offer.thing, form=form, messages=list(page.rows)[::-1],
        next=page.next, is_helper=is_helper, shows_title=offer.thing.is_public or not is_helper,
    )  # fmt: skip


def _is_answered_by(person: Person) -> ColumnElement[bool]:
    """For what this person wrote, alone or with others; at the office, for what has no author here."""
    along = select(CoAuthor.idea_id).where(CoAuthor.person_id == person.id)
    own = select(Idea.id).where(or_(is_of(person), Idea.id.in_(along)))
    if not person.is_verified_twice:
        return HelpOffer.thing_id.in_(own)
    bodies = person.authorities_as("moderator", "project_editor")
    orphaned = (Idea.author_id.is_(None), Idea.organisation_id.is_(None))
    ideas = select(Idea.id).where(Idea.authority_id.in_(bodies), *orphaned)
    projects = select(Project.id).where(Project.authority_id.in_(bodies))
    return or_(*(HelpOffer.thing_id.in_(things) for things in (own, ideas, projects)))


def _is_moderated_by(person: Person) -> ColumnElement[bool]:
    """For something of an authority this person moderates for."""
    if not person.is_verified_twice:
        return false()
    return Thing.authority_id.in_(person.authorities_as("moderator"))
