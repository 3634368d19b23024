""" "Ich packe mit an": offer help, talk about it through the platform, end the offer."""

from sqlalchemy import select, update

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow
from app.core.journal import record
from app.things.models import HelpMessage, HelpOffer, Thing
from app.things.taking_part import count, ensure_open, insert_once, writes_along


class ThingIsYourOwn(DomainError):
    """Whoever wrote the idea, alone or with others, need not offer help with it."""


def offer_help(thing: Thing, person: Person, text: str, name: str) -> HelpOffer:
    """Offer to do something: author and office hear of it. One offer per person; who has one keeps it as it is.

    An offer that was ended holds again, with the new words.
    """
    ensure_open(thing, "offer_help")
    if writes_along(thing, person):
        raise ThingIsYourOwn
    mine = (HelpOffer.thing_id == thing.id, HelpOffer.person_id == person.id)
    is_new = insert_once(HelpOffer, thing_id=thing.id, person_id=person.id, person_name=name, text=text) is not None
    if not is_new:
        again = update(HelpOffer).where(*mine, HelpOffer.ended_at.is_not(None))
        values = {"ended_at": None, "at": now(), "text": text, "person_name": name}
        renewed = again.values(values).returning(HelpOffer.id).execution_options(synchronize_session=False)
        is_new = db.session.execute(renewed).first() is not None
    offer = db.session.scalars(select(HelpOffer).where(*mine).execution_options(populate_existing=True)).one()
    if is_new:
        count(thing, "helpers", +1)
        record(thing.id, "offer_help", role="citizen", actor_id=person.id, audience="direct", offer=offer.id)
    return offer


def end_offer(offer: HelpOffer, *, by: Person | None = None) -> bool:
    """The offer holds no longer; what was written stays for both sides. False where it had ended before.

    The other side hears of it when the helper ended it.
    """
    ending = update(HelpOffer).where(HelpOffer.id == offer.id, HelpOffer.ended_at.is_(None)).values(ended_at=now())
    ended = ending.returning(HelpOffer.ended_at).execution_options(synchronize_session=False)
    if db.session.execute(ended).first() is None:
        return False
    db.session.expire(offer, ["ended_at"])
    count(offer.thing, "helpers", -1)
    if by is not None and by.id == offer.person_id:
        record(offer.thing_id, "end_offer", role="citizen", actor_id=by.id, audience="direct", offer=offer.id)
    return True


def write_message(offer: HelpOffer, by: Person, text: str, once: str) -> int | None:
    """A line to the other side, which hears of it; the number of the message, None where the same form came before."""
    if offer.ended_at is not None:
        raise NotAllowedNow("answer_help", "ended")
    name, role = _signed(offer, by)
    message_id = insert_once(HelpMessage, offer_id=offer.id, author_id=by.id, author_name=name, text=text, once=once)
    if message_id is not None:
        record(offer.thing_id, "answer_help", role=role, actor_id=by.id, audience="direct", message=message_id)
    return message_id


def _signed(offer: HelpOffer, by: Person) -> tuple[str | None, str]:
    """Under which name and in which role a line is written; never under more than the idea itself shows."""
    thing = offer.thing
    if by.id == offer.person_id:
        return offer.person_name, "citizen"
    if offer.is_for_office:
        role = "project_editor" if thing.kind == "project" else "moderator"
        return thing.authority.office if thing.authority else None, role
    along = {writer.person_id: writer.name for writer in getattr(thing, "co_authors", ())}
    return along[by.id] if by.id in along else getattr(thing, "author_name", None), "author"
