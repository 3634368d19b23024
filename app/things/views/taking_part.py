"""Support, follow, offer help: the doors of every public thing, and of places to follow.

Nobody needs to be signed in to see the buttons: they lead here, through the sign-in and back.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.models import Person
from app.core.doors import public, writes
from app.core.limits import is_within_limit, limited
from app.core.security import local_path
from app.municipalities.models import Municipality
from app.municipalities.queries import find_municipality, find_place_of_today
from app.pages.frame import speak_for, speak_of
from app.policies.doors import current_person, needs
from app.things.addresses import address_of
from app.things.following import follow, follow_place, unfollow, unfollow_place
from app.things.forms import OfferForm, SupportForm
from app.things.helping import ThingIsYourOwn, offer_help
from app.things.models import Thing
from app.things.queries import find_supported, find_to_follow, find_to_help, find_to_leave, find_to_support
from app.things.supporting import support, take_back_support
from app.things.taking_part import follows, part_of, writes_along

taking_part = Blueprint("taking_part", __name__)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMBER, PLACE = "/<int:number>", "/gemeinde/<ags>"


def find_place(ags: str, to: Person | None = None) -> Municipality | None:
    """The place that stands today for the one with that key; places are public."""
    return find_place_of_today(ags)


def find_place_to_leave(ags: str, to: Person | None = None) -> Municipality | None:
    """The same, or a place that is no more and that nobody stands for."""
    return find_place_of_today(ags) or find_municipality(ags)


@taking_part.get(NUMBER)
@public
def show(number: int) -> Any:
    """On to the page of the thing, whatever its kind."""
    thing = find_to_follow(number, current_person())
    return redirect(address_of(thing)) if thing is not None else abort(404)


# ---- support -------------------------------------------------------------------------------------


@taking_part.get(f"{NUMBER}/unterstuetzen")
@needs("take_part", on=find_to_support)
def ask_to_support(thing: Thing) -> Any:
    """The button once more, for those who come from signing in."""
    part = part_of(thing, current_person())
    if part.supports:
        return _back_to(thing, _("You support this already."))
    if part.is_author:
        return _back_to(thing, _("This is your own: others support it."))
    if not thing.is_open:
        return _back_to(thing, _("This is closed by now; thank you all the same."))
    speak_of(thing)
    return render_template("things/ask_to_support.html", thing=thing, part=part, back=address_of(thing))


@taking_part.post(f"{NUMBER}/unterstuetzen")
@writes
@needs("take_part", on=find_to_support)
def add_support(thing: Thing) -> Response:
    """Count my support; where I ticked it, tell me what becomes of the thing."""
    form = SupportForm(request.form)
    if writes_along(thing, current_person()):
        return _back_to(thing, _("This is your own: others support it."))
    is_new = support(thing, current_person())
    if form.follow.data:
        follow(thing, current_person())
    return _back_to(thing, _("Thank you. Your support counts.") if is_new else _("You support this already."))


@taking_part.post(f"{NUMBER}/nicht-mehr-unterstuetzen")
@writes
@needs("take_part", on=find_supported)
def drop_support(thing: Thing) -> Response:
    """Count my support no longer."""
    take_back_support(thing, current_person())
    return _back_to(thing, _("Your support is taken back."))


# ---- follow --------------------------------------------------------------------------------------


@taking_part.get(f"{NUMBER}/folgen")
@needs("take_part", on=find_to_follow)
def ask_to_follow(thing: Thing) -> Any:
    """The button once more, for those who come from signing in."""
    if follows(current_person(), thing_id=thing.id):
        return _back_to(thing, _("You follow this already."))
    speak_of(thing)
    aim, title = url_for("taking_part.add_follow", number=thing.id), thing.title
    return render_template("things/ask_to_follow.html", aim=aim, title=title, back=address_of(thing))


@taking_part.post(f"{NUMBER}/folgen")
@writes
@needs("take_part", on=find_to_follow)
def add_follow(thing: Thing) -> Response:
    """Tell me what becomes of it."""
    follow(thing, current_person())
    return _back_to(thing, _("You will hear what becomes of it."))


@taking_part.post(f"{NUMBER}/nicht-mehr-folgen")
@writes
@needs("take_part", on=find_to_leave)
def drop_follow(thing: Thing) -> Response:
    """Tell me no more of it."""
    unfollow(thing, current_person())
    return _back_to(thing, _("We write to you about this no more."))


@taking_part.get(f"{PLACE}/folgen")
@needs("take_part", on=find_place)
def ask_to_follow_place(place: Municipality) -> Any:
    """The button once more, for those who come from signing in."""
    if follows(current_person(), municipality_id=place.id):
        return _back_to(place, _("You follow this already."))
    speak_for(place.district.authority)
    aim, back = url_for("taking_part.add_place", ags=place.ags), url_for("municipalities.show", ags=place.ags)
    return render_template("things/ask_to_follow.html", aim=aim, title=place.name, back=back)


@taking_part.post(f"{PLACE}/folgen")
@writes
@needs("take_part", on=find_place)
def add_place(place: Municipality) -> Response:
    """Tell me what is going on there."""
    follow_place(place.id, current_person())
    return _back_to(place, _("You will hear what is going on in %(place)s.", place=place.name))


@taking_part.post(f"{PLACE}/nicht-mehr-folgen")
@writes
@needs("take_part", on=find_place_to_leave)
def drop_place(place: Municipality) -> Response:
    """Tell me no more of that place."""
    unfollow_place(place.id, current_person())
    return _back_to(place, _("We write to you about this no more."))


# ---- help ----------------------------------------------------------------------------------------


@taking_part.get(f"{NUMBER}/mitanpacken")
@needs("take_part", on=find_to_help)
def ask_what_i_can_do(thing: Thing) -> Any:
    """What can you do? With a word on who reads it."""
    person = current_person()
    if (offer_id := part_of(thing, person).offer_id) is not None:
        return redirect(url_for("things_mine.offer", offer_id=offer_id))
    if writes_along(thing, person):
        return _back_to(thing, _("This is your own: whoever wants to help writes to you."))
    if not thing.is_open:
        return _back_to(thing, _("This is closed by now; thank you all the same."))
    return _offer_page(thing, OfferForm(None, data={"name": person.display_name}))


@taking_part.post(f"{NUMBER}/mitanpacken")
@limited("offer_help", 60, HOUR)
@writes
@needs("take_part", on=find_to_help)
def add_offer(thing: Thing) -> Any:
    """Offer my help: the people behind the thing and the office read it."""
    form, person = OfferForm(request.form), current_person()
    if not form.validate():
        return _offer_page(thing, form), 422
    if not is_within_limit("offer_help", f"person {person.id}", 10, DAY):
        form.fault("text", _("You have offered help many times today. Please go on tomorrow."))
        return _offer_page(thing, form), 422
    try:
        offer = offer_help(thing, person, form.text.data, form.name.data)
    except ThingIsYourOwn:
        return _back_to(thing, _("This is your own: whoever wants to help writes to you."))
    flash(_("Thank you. Your offer is on its way; the answer comes by mail and stands here."), "success")
    return redirect(url_for("things_mine.offer", offer_id=offer.id), 303)


def _offer_page(thing: Thing, form: OfferForm) -> str:
    speak_of(thing)
    return render_template("things/offer_help.html", thing=thing, form=form, back=address_of(thing))


def _back_to(aim: Thing | Municipality, message: str) -> Response:
    """Where the button was pressed: the page of the thing or place, or one's own list."""
    flash(message, "mitmachen:success" if request.method == "POST" else "mitmachen:info")
    if isinstance(aim, Municipality):
        page = url_for("municipalities.show", ags=aim.ags)
    else:
        is_seen = aim.is_public or find_to_follow(aim.id, current_person()) is not None
        page = address_of(aim) if is_seen else url_for("things_mine.following")
    return redirect(local_path(request.form.get("next")) or f"{page}#mitmachen", 303)
