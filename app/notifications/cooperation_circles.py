"""Who hears of a joint project: who speaks for its partners, for a body that prepares for one, for one that asks."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from app.accounts.models import Mandate, Organisation, Person
from app.accounts.queries import representatives_of
from app.cooperations.models import Cooperation, Declaration, Partner, PartnerRoom
from app.core.database import db
from app.core.jobs import enqueue
from app.core.journal import JournalEntry
from app.notifications.hearing import Hearing
from app.notifications.news import News
from app.statements.queries import speakers_of

PARTNER, KEEPER, COLLEAGUE = "partner", "keeper", "colleague"
"""Speaks for a partner; for the one who writes the text; for the one who has just done something."""
MANDATED, DECLARES = "mandated", "declares"
"""Speaks for a body that prepares for a partner; represents one, for which an answer is prepared."""
APART = "apart"
"""Speaks for a body that takes no part: its wish was declined, or it is asked no more."""
ASKING = frozenset({"lay_text", "invite_further"})
"""The steps by which partners are asked."""
REMIND_AFTER = timedelta(days=14)


# ---- bodies --------------------------------------------------------------------------------------


def place_in(news: News) -> Partner | None:
    """The partner the row is about."""
    number = news.entry.details.get("partner")
    return news.cooperation.partner_of(number) if news.cooperation is not None and isinstance(number, int) else None


def asked_in(news: News) -> list[Partner]:
    """The partners this row asks, and that have not answered yet: all the text was laid before, or the one invited."""
    cooperation = news.cooperation
    if cooperation is None or news.verb not in ASKING or not _is_asked_still(news, cooperation):
        return []
    waiting = [one for one in cooperation.present if one.declared(cooperation.version) is None]
    if news.verb == "invite_further":
        return [one for one in waiting if one is place_in(news)]
    return [one for one in waiting if one.organisation_id != cooperation.keeper_id]


def asked_of(news: News, person: Person) -> list[Partner]:
    """Of these the ones this person speaks for, or prepares for by mandate."""
    asked = asked_in(news)
    own = [one for one in asked if person.speaks_for(one.organisation_id)]
    return own or [one for one in asked if person.prepares_for(one.organisation_id)]


def declaration_of(news: News) -> Declaration | None:
    """What was declared, as long as it counts."""
    number = news.entry.details.get("declaration")
    said = db.session.get(Declaration, number) if isinstance(number, int) else None
    return said if said is not None and said.superseded_at is None else None


def _is_asked_still(news: News, cooperation: Cooperation) -> bool:
    return news.entry.version == cooperation.version and cooperation.state in ("proposed", "agreed")


def _present(news: News) -> list[int]:
    return [one.organisation_id for one in news.cooperation.present] if news.cooperation is not None else []


# ---- circles of people ---------------------------------------------------------------------------


def asked_people(news: News) -> Sequence[Person]:
    """Whoever speaks for a body that is asked."""
    return _speakers(one.organisation_id for one in asked_in(news))


def asked_agents(news: News) -> Sequence[Person]:
    """Whoever speaks for a body that prepares for one that is asked."""
    principals = [one.organisation_id for one in asked_in(news)]
    agents = select(Mandate.agent_id).where(Mandate.principal_id.in_(principals), Mandate.is_valid)
    return _speakers(db.session.scalars(agents)) if principals else []


def partners_people(news: News) -> Sequence[Person]:
    """Whoever speaks for one of today's partners."""
    return _speakers(_present(news))


def keepers_people(news: News) -> Sequence[Person]:
    """Whoever speaks for the body that writes the text."""
    return _speakers([news.cooperation.keeper_id]) if news.cooperation is not None else []


def leading_people(news: News) -> Sequence[Person]:
    """Whoever speaks for the body in the lead, as the text in force names it."""
    holding = news.cooperation.in_force if news.cooperation is not None else None
    lead = holding.terms.lead_id if holding is not None else None
    return _speakers([lead]) if lead in _present(news) and lead is not None else []


def own_people(news: News) -> Sequence[Person]:
    """Whoever speaks for the partner the row is about."""
    place = place_in(news)
    return _speakers([place.organisation_id]) if place is not None and place.is_present else []


def own_declarers(news: News) -> Sequence[Person]:
    """Whoever represents that partner: she alone declares."""
    place = place_in(news)
    return representatives_of(place.organisation_id) if place is not None and place.is_present else []


def people_apart(news: News) -> Sequence[Person]:
    """Whoever speaks for the body the row is about, where it takes no part."""
    place = place_in(news)
    return _speakers([place.organisation_id]) if place is not None and not place.is_present else []


def room_people(news: News) -> Sequence[Person]:
    """Whoever speaks for a partner, where something was said in their room."""
    return partners_people(news) if isinstance(news.thing, PartnerRoom) else []


def page_keepers(news: News) -> Sequence[Person]:
    """Whoever speaks for the body that writes the text, where something was said on its public page."""
    return keepers_people(news) if isinstance(news.thing, Cooperation) else []


def reads_room(news: News, person: Person) -> bool:
    """Whether this person may still read what is said in the partners' room, where it was said there."""
    if not isinstance(news.thing, PartnerRoom):
        return True
    return any(person.speaks_for(number) or person.prepares_for(number) for number in _present(news))


def _speakers(organisation_ids: Iterable[int]) -> list[Person]:
    found = speakers_of(list(organisation_ids))
    return list({person.id: person for people in found.values() for person in people}.values())


# ---- whether there is still something to tell ----------------------------------------------------


def is_answer_owed(news: News, person: Person) -> bool:
    """Whether a body this person speaks or prepares for has not answered what this row asks: when a reminder helps."""
    return bool(asked_of(news, person))


def is_prepared(news: News) -> bool:
    """The answer still waits for its representative."""
    place = place_in(news)
    prepared = place.prepared if place is not None else None
    return prepared is not None and prepared.get("version") == news.entry.version


def is_news_to_keeper(news: News) -> bool:
    """Somebody else declared it; the proposer's own yes comes with the text."""
    first = select(JournalEntry.id).where(
        JournalEntry.thing_id == news.thing.id, JournalEntry.verb == "declare",
        JournalEntry.version == news.entry.version,
    )  # fmt: skip
    is_first = db.session.scalar(first.order_by(JournalEntry.id).limit(1)) == news.entry.id
    return declaration_of(news) is not None and not is_first


def is_news_to_all(news: News) -> bool:
    """What changes things for everybody: no, changes wanted, or one more who takes part."""
    details = news.entry.details
    return is_news_to_keeper(news) and (details.get("verdict") != "accepted" or bool(details.get("joins")))


def _is_in(states: tuple[str, ...], news: News) -> bool:
    return news.cooperation is not None and news.cooperation.state in states


def _is_in_force(news: News) -> bool:
    cooperation = news.cooperation
    return cooperation is not None and cooperation.agreed_version == news.entry.version


def _wishes(news: News) -> bool:
    place = place_in(news)
    return place is not None and place.asks_since is not None


def _is_apart(news: News) -> bool:
    place = place_in(news)
    return place is not None and not place.is_present and place.asks_since is None


def _has_pen(news: News) -> bool:
    return news.cooperation is not None and news.cooperation.keeper_id == news.entry.details.get("partner")


def _is_due(news: News) -> bool:
    day = news.entry.details.get("due_on")
    return news.funding is not None and news.funding.due_on is not None and news.funding.due_on.isoformat() == day


# ---- the table -----------------------------------------------------------------------------------


def _to_all(*states: str) -> Hearing:
    return Hearing(PARTNER, partners_people, still=partial(_is_in, states))


COOPERATION_HEARINGS: dict[str, tuple[Hearing, ...]] = {
    **dict.fromkeys(sorted(ASKING), (Hearing(PARTNER, asked_people), Hearing(MANDATED, asked_agents))),
    "prepare_answer": (Hearing(DECLARES, own_declarers, still=is_prepared),),
    "declare": (
        Hearing(COLLEAGUE, own_people, still=is_news_to_keeper),
        Hearing(KEEPER, keepers_people, still=is_news_to_keeper),
        Hearing(PARTNER, partners_people, still=is_news_to_all),
    ),
    "note_council": (
        Hearing(COLLEAGUE, own_people, still=lambda news: declaration_of(news) is not None),
        Hearing(KEEPER, keepers_people, still=lambda news: declaration_of(news) is not None),
    ),
    "agree": (Hearing(PARTNER, partners_people, still=_is_in_force),),
    "lapse": (_to_all("proposed"),),
    "end_cooperation": (_to_all("ended"),),
    "withdraw_proposal": (_to_all("withdrawn"),),
    "leave": (Hearing(COLLEAGUE, own_people), _to_all("proposed", "agreed")),
    "pass_pen": (Hearing(KEEPER, keepers_people, still=_has_pen), Hearing(PARTNER, partners_people, still=_has_pen)),
    "leave_out": (Hearing(APART, people_apart, still=_is_apart),),
    "decline_wish": (Hearing(APART, people_apart, still=_is_apart),),
    "ask_to_join": (Hearing(KEEPER, keepers_people, still=_wishes),),
    **dict.fromkeys(("make_project", "join_project"), (_to_all("agreed", "ended"),)),
    "funding_due": (
        Hearing(KEEPER, keepers_people, still=_is_due), Hearing(PARTNER, leading_people, still=_is_due),
    ),
}  # fmt: skip
"""Verb → the circles that hear of it at once (see `telling.HEARINGS`). What is told rests on the partners of the moment
the mail leaves: whoever has left a town hall, and whose town has left, gets nothing."""


# ---- town halls nobody speaks for ------------------------------------------------------------------


def tell_town_halls(news: News) -> None:
    """A body that is asked and for which nobody has an account yet hears of it in its office's mailbox."""
    asked = [one.organisation for one in asked_in(news)]
    spoken_for = speakers_of([body.id for body in asked]) if asked else {}
    for body in asked:
        if body.id not in spoken_for and body.email and body.retired_at is None:
            enqueue(
                "send_to_town_hall", f"entry-{news.entry.id}-body-{body.id}", {"entry": news.entry.id, "body": body.id}
            )


def find_town_hall(number: int, news: News) -> Organisation | None:
    """The body, as long as it is asked and nobody speaks for it with an account."""
    place = next((one for one in asked_in(news) if one.organisation_id == number), None)
    if place is None or speakers_of([number]) or not place.organisation.email:
        return None
    return place.organisation
