"""Formats in every state and what people said in them, made through the verbs."""

from datetime import timedelta
from uuid import uuid4

from app.accounts.models import Person
from app.boards.models import BoardRule, Card
from app.core.clock import today
from app.core.database import db, transaction
from app.formats import running
from app.formats.contributing import contribute, voice_of
from app.formats.models import FormatSection, ParticipationFormat
from app.forums.models import Thread
from app.swots.fields import first_sections
from app.things.models import AudienceMember
from tests.cast import Cast

CANARY = "Kanarienvogel"


def a_format(
    cast: Cast, kind: str = "forum", state: str = "open", title: str = "Wie kommen alle gut an?",
    audience: str = "public", invited: tuple[Person, ...] = (), sections: tuple[str, ...] = ("Wege", "Busse"),
    dots: int = 3,
) -> ParticipationFormat:  # fmt: skip
    """Bernd's format about the concept here, brought to that state by the verbs that lead there."""
    with transaction():
        day = today()
        format = running.begin_format(
            cast.concept, kind=kind, title=title, by=cast.bernd, opens_on=day, closes_on=day + timedelta(days=20)
        )
        format.text = "Es geht um die Wege im Landkreis."
        format.what_is_fixed, format.what_is_open = "Der Haushalt 2027.", "Alles andere."
        format.who_decides, format.what_happens = "Der Kreistag.", "Jeder Beitrag wird gelesen."
        format.level, format.audience = "consultation", audience
        known = {section.title for section in format.sections}
        format.sections.extend(
            FormatSection(position=n, title=name, goal_id=cast.field.id)
            for n, name in enumerate(sections if kind != "call" else ())
            if name not in known
        )
        if kind == "swot" and not format.sections:
            format.sections.extend(first_sections([cast.field]))
        if kind in ("workshop", "swot"):
            rule = db.session.get(BoardRule, format.id) or BoardRule(format_id=format.id)
            rule.dots_each = dots
            db.session.add(rule)
        db.session.add_all(
            AudienceMember(audience_id=format.id, person_id=person.id, invited_by_id=cast.bernd.id)
            for person in invited
        )
    if state == "draft":
        return format
    db.session.expire(format, ["members"])
    with transaction():
        running.announce_format(format, by=cast.bernd, version=format.version)
    steps = {
        "open": ("open",), "closed": ("open", "closed"), "concluded": ("open", "closed", "concluded"),
        "announced": (), "cancelled": ("cancelled",),
    }[state]  # fmt: skip
    for step in steps:
        with transaction():
            if step == "open":
                running.open_format(format, by=cast.bernd)
            elif step == "closed":
                running.close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
            elif step == "concluded":
                running.conclude_format(format, by=cast.bernd, result="Das kam heraus.", version=format.version)
            else:
                running.cancel_format(format, by=cast.bernd, reason="Niemand hatte Zeit.")
    return format


def a_card(cast: Cast, format: ParticipationFormat, text: str = "Mehr Bänke am Weg", by: Person | None = None) -> Card:
    """A card in the first section, Anna's unless somebody else's."""
    return _said(Card, cast, format, text, by)


def a_thread(
    cast: Cast, format: ParticipationFormat, text: str = "Der Weg ist dunkel.", by: Person | None = None
) -> Thread:
    """A thread in the first topic, Anna's unless somebody else's."""
    return _said(Thread, cast, format, text, by, title=f"Zu: {text[:40]}")


def _said(model, cast, format, text, by, **more):  # type: ignore[no-untyped-def]
    writer = by or cast.anna
    with transaction():
        return contribute(model, format.sections[0], voice_of(writer), by=writer, text=text, once=str(uuid4()), **more)
