"""By number and code a typed-in idea goes into an account: once, for one person, and nobody learns anything else."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import Person
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea
from app.reception.claiming import (
    ALPHABET,
    CodeDoesNotFit,
    IsTakenAlready,
    IsTheTypist,
    claim_idea,
    is_code_of,
    renew_code,
)
from app.reception.queries import find_to_claim
from tests.cast import Cast
from tests.invariants import assert_sound
from tests.reception.typed import again, hanna, text_of, typed_with_code
from tests.worlds import an_idea

Browser = Callable[..., Any]
DOOR = "/ideen/uebernehmen"


def test_the_code_makes_it_hers_and_forgets_the_address(
    cast: Cast, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    idea, code = typed_with_code(cast, hanna(cast))
    anna = as_person(cast.anna)
    answer = anna.post(DOOR, data={"number": f"Nr. {idea.id}", "code": code.lower().replace("-", " ")})
    assert answer.status_code == 303
    assert answer.location.endswith(f"/konto/ideen/{idea.id}")
    assert "Bank am Markt" in text_of(anna.get(answer.location))
    taken = again(idea)
    assert (taken.author_id, taken.contact_post, taken.claim_hash) == (cast.anna.id, None, None)
    with transaction():
        publish_idea(again(idea), by=cast.bernd, version=1)
    assert "anna@example.org" in {mail["To"] for mail in mails()}
    twice = anna.post(DOOR, data={"number": str(idea.id), "code": code})
    assert twice.status_code == 303
    carla = as_person(cast.carla).post(DOOR, data={"number": str(idea.id), "code": code})
    assert (carla.status_code, again(idea).author_id) == (422, cast.anna.id)
    assert_sound()


def test_a_wrong_code_and_a_wrong_number_say_the_same(cast: Cast, as_person: Browser) -> None:
    idea, code = typed_with_code(cast, hanna(cast))
    online = an_idea(cast, "submitted")
    anna = as_person(cast.carla)
    wrong = anna.post(DOOR, data={"number": str(idea.id), "code": "AAAA-AAAA-AAAA"})
    for number in ("999999", str(online.id)):
        other = anna.post(DOOR, data={"number": number, "code": "AAAA-AAAA-AAAA"})
        assert text_of(other).replace(f'value="{number}"', "") == text_of(wrong).replace(f'value="{idea.id}"', "")
    assert wrong.status_code == 422
    assert "gehören nicht zusammen" in text_of(wrong)
    assert "Bank am Markt" not in text_of(wrong)
    for _ in range(8):
        late = anna.post(DOOR, data={"number": str(idea.id), "code": "AAAA-AAAA-AAAA"})
    assert late.status_code == 429
    assert anna.post(DOOR, data={"number": str(idea.id), "code": code}).status_code == 429
    assert again(idea).author_id is None


def test_without_account_the_page_says_what_to_do(client: Any, cast: Cast) -> None:
    page = text_of(client.get(f"{DOOR}?nummer=12"))
    assert "Bitte melden Sie sich zuerst an." in page
    assert "nummer%3D12" in page
    assert client.post(DOOR, data={"number": "1", "code": "x"}).status_code == 302


def test_the_mailbox_the_news_go_to_needs_no_code(cast: Cast, as_person: Browser) -> None:
    idea, _code = typed_with_code(cast, hanna(cast), email="anna@example.org")
    carla = as_person(cast.carla)
    assert "Bank am Markt" not in text_of(carla.get(DOOR))
    assert carla.post(f"{DOOR}/postfach", data={"number": str(idea.id)}).status_code == 422
    anna = as_person(cast.anna)
    assert "Bank am Markt" in text_of(anna.get(DOOR))
    assert anna.post(f"{DOOR}/postfach", data={"number": str(idea.id)}).status_code == 303
    assert (again(idea).author_id, again(idea).contact_email) == (cast.anna.id, None)


def test_a_new_code_replaces_the_old_one_and_typists_get_none(cast: Cast) -> None:
    clerk = hanna(cast)
    idea, code = typed_with_code(cast, clerk)
    assert is_code_of(idea, code)
    with pytest.raises(IsTheTypist), transaction():
        claim_idea(again(idea), by=clerk, code=code)
    with transaction():
        new = renew_code(again(idea), by=clerk)
    assert not is_code_of(again(idea), code)
    with transaction():
        claim_idea(again(idea), by=cast.anna, code=new)
    with pytest.raises(IsTakenAlready), transaction():
        claim_idea(again(idea), by=cast.anna, code=new)
    assert set(new) - {"-"} <= set(ALPHABET)
    entry = db.session.query(JournalEntry).filter_by(thing_id=idea.id, verb="claim_idea").one()
    assert (entry.actor_id, entry.audience) == (cast.anna.id, "author")


def test_a_new_code_is_noted_and_the_reception_makes_none_once_the_desk_has_decided(
    cast: Cast, as_person: Browser
) -> None:
    clerk = hanna(cast)
    idea, code = typed_with_code(cast, clerk)
    browser, page = as_person(clerk), f"/verwaltung/annahme/{idea.id}"
    assert browser.post(f"{page}/code").status_code == 303
    assert not is_code_of(again(idea), code)
    noted = db.session.query(JournalEntry).filter_by(thing_id=idea.id, verb="renew_code").one()
    assert (noted.actor_id, noted.actor_role, noted.audience) == (clerk.id, "reception", "staff")
    with transaction():
        publish_idea(again(idea), by=cast.bernd, version=1)
    kept = again(idea).claim_hash
    browser = as_person(clerk)
    assert "Neuen Code" not in text_of(browser.get(page))
    assert "hat diese Idee schon in der Hand" in text_of(browser.post(f"{page}/code", follow_redirects=True))
    assert again(idea).claim_hash == kept
    with transaction():
        found = db.session.get_one(Idea, idea.id)
        claim_idea(found, by=cast.anna, code=renew_code(found, by=cast.bernd, role="moderator"))
    with pytest.raises(IsTakenAlready), transaction():
        renew_code(again(idea), by=cast.bernd)


def at_once(app: Flask, people: list[int], act: Callable[[Person, Barrier], None]) -> list[int]:
    """Both at the same moment; who got through."""
    start, through = Barrier(len(people)), []

    def run(person_id: int) -> None:
        with app.app_context():
            try:
                act(db.session.get_one(Person, person_id), start)
                through.append(person_id)
            except CodeDoesNotFit:
                pass
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return through


def test_two_with_the_same_code_one_gets_it(app: Flask, cast: Cast) -> None:
    idea, code = typed_with_code(cast, hanna(cast))
    number = idea.id
    db.session.remove()

    def claim(person: Person, start: Barrier) -> None:
        start.wait(10)
        with transaction():
            found = find_to_claim(number)
            assert found is not None
            claim_idea(found, by=person, code=code)

    through = at_once(app, [cast.anna.id, cast.carla.id], claim)
    assert len(through) == 1
    assert again(idea).author_id == through[0]
    assert_sound()


def test_negative_control_read_before_the_lock_both_believe_it_is_theirs(app: Flask, cast: Cast) -> None:
    idea, code = typed_with_code(cast, hanna(cast))
    number = idea.id
    db.session.remove()

    def claim(person: Person, start: Barrier) -> None:
        found = db.session.get_one(Idea, number)
        fits = is_code_of(found, code) and found.author_id is None
        person_id = person.id
        db.session.rollback()
        start.wait(10)
        if not fits:
            raise CodeDoesNotFit
        with transaction():
            db.session.execute(update(Idea).where(Idea.id == number).values(author_id=person_id, claim_hash=None))

    assert len(at_once(app, [cast.anna.id, cast.carla.id], claim)) == 2
