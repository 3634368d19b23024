"""The way to an author without an account: put right, deleted on request, forgotten in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.moderating import close_idea, publish_idea, refuse_idea
from app.notifications.models import SentMail
from app.privacy.erasing import erase_person
from app.reception.claiming import claim_idea
from app.reception.contacts import forget_contacts, mark_of
from tests.cast import Cast
from tests.reception.typed import POST, RECEPTION, a_typed_idea, again, hanna, text_of, typed_with_code

Browser = Callable[..., Any]
Mails = Callable[[], list[Any]]


def contact(seen: str, **values: str) -> dict[str, str]:
    return {"reach": "post", "email": "", "post": POST, "seen": seen, **values}


def test_the_address_is_put_right_by_desk_or_typist_and_the_second_one_reads_it(cast: Cast, as_person: Browser) -> None:
    clerk = hanna(cast)
    idea = a_typed_idea(cast, clerk)
    door, bernd, seen = f"{RECEPTION}/{idea.id}/kontakt", as_person(cast.bernd), mark_of(idea)
    assert "Dorfstraße 3" in text_of(bernd.get(door))
    assert bernd.post(door, data=contact(seen, post=POST.replace("3\n", "33\n"))).status_code == 303
    assert "Dorfstraße 33" in (again(idea).contact_post or "")
    late = as_person(clerk).post(door, data=contact(seen, reach="mail", email="paul@example.org", post=""))
    assert late.status_code == 409
    assert "paul@example.org" in text_of(late)
    assert "Dorfstraße 33" in text_of(late)
    assert bernd.post(door, data=contact(mark_of(again(idea)), post="Paul")).status_code == 422
    assert as_person(cast.dilek).get(door).status_code == 404


def test_deleted_on_request_it_is_gone_from_the_copies_too(cast: Cast, as_person: Browser, mails: Mails) -> None:
    idea = a_typed_idea(cast, hanna(cast), email="paul@example.org")
    assert "paul@example.org" in {mail["To"] for mail in mails()}
    kept = db.session.query(SentMail).filter_by(thing_id=idea.id, standing="author").one()
    assert (kept.to_address, "paul@" in kept.body) == (None, False)
    bernd = as_person(cast.bernd)
    assert bernd.post(f"{RECEPTION}/{idea.id}/kontakt/loeschen").status_code == 303
    gone = again(idea)
    assert (gone.contact_email, gone.claim_hash) == (None, None)
    entry = db.session.query(JournalEntry).filter_by(thing_id=idea.id, verb="erase_contact").one()
    assert (entry.audience, "paul" in str(entry.details)) == ("staff", False)
    assert "keine geschuldet" in text_of(bernd.get(f"/verwaltung/ideen/{idea.id}"))


def test_a_year_after_it_is_settled_the_address_is_forgotten(cast: Cast) -> None:
    clerk = hanna(cast)
    refused, open_one = a_typed_idea(cast, clerk), a_typed_idea(cast, clerk, state="published")
    closed = a_typed_idea(cast, clerk, state="published", email="paul@example.org")
    with transaction():
        refuse_idea(again(refused), by=cast.bernd, reason="Nennt eine Person.", version=1)
    with transaction():
        close_idea(again(closed), by=cast.bernd, outcome="done", answer="Steht.", version=1)
    with time_machine.travel(now() + timedelta(days=364), tick=False), transaction():
        assert forget_contacts() == 0
    with time_machine.travel(now() + timedelta(days=366), tick=False), transaction():
        assert forget_contacts() == 2
        assert forget_contacts() == 0
    assert again(refused).contact_post is None
    assert again(closed).contact_email is None
    assert again(open_one).contact_post == POST


def test_the_typist_leaves_the_address_alone_once_the_desk_has_decided(cast: Cast, as_person: Browser) -> None:
    clerk = hanna(cast)
    idea = a_typed_idea(cast, clerk, state="published")
    assert as_person(clerk).get(f"{RECEPTION}/{idea.id}/kontakt").status_code == 404
    assert "Dorfstraße" not in text_of(as_person(clerk).get(f"{RECEPTION}/{idea.id}"))
    assert as_person(cast.bernd).get(f"{RECEPTION}/{idea.id}/kontakt").status_code == 200


def test_no_copy_says_the_address_after_correction_claim_or_a_year(
    cast: Cast, as_person: Browser, mails: Mails
) -> None:
    idea, code = typed_with_code(cast, hanna(cast), email="paul@example.org")
    first = {mail["To"] for mail in mails()}
    door, seen = f"{RECEPTION}/{idea.id}/kontakt", mark_of(again(idea))
    values = contact(seen, reach="mail", email="paul2@example.org", post="")
    assert as_person(cast.bernd).post(door, data=values).status_code == 303
    with transaction():
        publish_idea(again(idea), by=cast.bernd, version=1)
    assert {"paul@example.org", "paul2@example.org"} <= first | {mail["To"] for mail in mails()}
    assert left_of("paul") == []
    with transaction():
        claim_idea(again(idea), by=cast.anna, code=code)
    with transaction():
        close_idea(again(idea), by=cast.bernd, outcome="done", answer="Steht.", version=1)
    assert "anna@example.org" in {mail["To"] for mail in mails()}
    assert any("Paul Papier," in body for body in left_of("Papier"))
    with transaction():
        erase_person(db.session.get_one(Person, cast.anna.id))
    assert left_of("Papier") == left_of("anna@") == []
    sent = db.session.query(SentMail).filter_by(thing_id=idea.id, standing="author").all()
    assert len([mail for mail in sent if mail.is_to_left_address]) == 2
    assert all("[gelöscht]," in mail.body for mail in sent)


def left_of(words: str) -> list[str]:
    """Copies of mails that hold these words, addressed or written."""
    db.session.rollback()
    rows = db.session.query(SentMail).all()
    return [mail.body for mail in rows if words in f"{mail.to_address} {mail.subject} {mail.body}"]
