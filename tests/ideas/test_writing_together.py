"""Co-authors: asked in, reading and revising, and nothing beyond; names with the idea; gone at once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.inviting import InvitationIsOver
from app.accounts.models import Invitation, Membership
from app.core.clock import now
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.core.journal import JournalEntry
from app.ideas.models import CoAuthor, Idea
from app.ideas.moderating import request_revision
from app.ideas.queries import find_draft, find_own
from app.ideas.wording import author_of, with_co_authors
from app.ideas.writing_together import (
    TooManyCoAuthors,
    accept_co_authorship,
    invite_co_author,
    join_co_author,
    remove_co_author,
)
from app.policies.table import may
from tests.accounts.bodies import link_in
from tests.cast import Cast
from tests.ideas.helping import sheet, signing
from tests.worlds import an_idea

Browser = Callable[..., Any]
Mails = Callable[[], list[Any]]


def written_by_two(cast: Cast, state: str = "published", name: str | None = "Carla Muster") -> Idea:
    """Anna's idea in that state, with Carla."""
    idea = an_idea(cast, state)
    with transaction():
        join_co_author(db.session.get_one(Idea, idea.id), cast.carla, name=name)
    db.session.expire_all()
    return idea


def test_a_headline_with_an_address_is_not_carried_into_strangers_mailboxes(cast: Cast, mails: Mails) -> None:
    idea = an_idea(cast, "submitted", "Kaufen auf gewinn.example")
    with transaction():
        invite_co_author(db.session.get_one(Idea, idea.id), "carla@example.org", by=cast.anna, locale="de")
    letter = next(mail for mail in mails() if mail["To"] == "carla@example.org")
    for part in ("plain", "html"):
        said = letter.get_body(part).get_content()
        assert "gewinn.example" not in said
        assert "hat eine Idee begonnen und bittet Sie mitzuschreiben" in said.replace("=\n", "").replace("\n", " ")


def test_who_writes_along_already_is_led_to_the_idea(cast: Cast, as_person: Browser, mails: Mails) -> None:
    idea = an_idea(cast, "submitted")
    with transaction():
        invite_co_author(db.session.get_one(Idea, idea.id), "carla@example.org", by=cast.anna, locale="de")
    carla, link = as_person(cast.carla), link_in(next(m for m in mails() if m["To"] == "carla@example.org"))
    carla.post(carla.get(link).location, data={"name": ""})
    page = carla.get(link).get_data(as_text=True)
    assert f'href="/konto/ideen/{idea.id}">Zur Idee' in page
    with transaction():
        remove_co_author(db.session.get_one(Idea, idea.id), cast.carla.id, by=cast.anna)
    assert "Zur Idee" not in carla.get(link).get_data(as_text=True)


def test_from_the_mail_to_writing_along(cast: Cast, as_person: Browser, mails: Mails) -> None:
    idea = an_idea(cast, "submitted")
    anna, way = as_person(cast.anna), f"/konto/ideen/{idea.id}/mitschreiben"
    assert anna.post(way, data={"email": "Carla@Example.org"}).status_code == 303
    letter = next(mail for mail in mails() if mail["To"] == "carla@example.org")
    said = letter.get_body("plain").get_content()
    assert "Anna Beispiel" in said
    assert f"Anna Beispiel hat eine Idee begonnen: „{idea.title}“ und bittet Sie mitzuschreiben." in said
    assert idea.title not in letter["Subject"]
    carla = as_person(cast.carla)
    page = carla.get(link_in(letter)).location
    assert idea.title in carla.get(page).get_data(as_text=True)
    assert carla.post(page, data={"name": "Carla Muster"}).location == f"/konto/ideen/{idea.id}"
    assert "Carla Muster" in anna.get(f"/konto/ideen/{idea.id}").get_data(as_text=True)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "join_co_author")).one()
    assert (entry.audience, entry.details, entry.actor_id) == ("author", {"person": cast.carla.id}, cast.carla.id)


def test_a_name_that_looks_like_an_advertisement_is_not_mailed(cast: Cast, as_person: Browser, mails: Mails) -> None:
    idea = an_idea(cast, "submitted")
    with transaction():
        cast.anna.display_name = "Gewinn auf billig.example"
    as_person(cast.anna).post(f"/konto/ideen/{idea.id}/mitschreiben", data={"email": "fremd@example.org"})
    letter = next(mail for mail in mails() if mail["To"] == "fremd@example.org")
    assert "billig" not in letter.as_string()


def test_a_co_author_sees_and_revises_and_a_stranger_finds_nothing(cast: Cast, as_person: Browser) -> None:
    idea = written_by_two(cast, "submitted")
    with transaction():
        request_revision(db.session.get_one(Idea, idea.id), by=cast.bernd, reason="Wo genau?", version=1)
    carla, dilek = as_person(cast.carla), as_person(cast.dilek)
    for way in ("", "/quittung", "/nachbessern", "/mitschreiben"):
        assert carla.get(f"/konto/ideen/{idea.id}{way}").status_code == 200, way
        assert dilek.get(f"/konto/ideen/{idea.id}{way}").status_code == 404, way
    sent = {"title": "Radweg", "text": "Zwischen Naunhof und Brandis.", "version": "1"}
    assert carla.post(f"/konto/ideen/{idea.id}/nachbessern", data=sent).status_code == 303
    db.session.expire_all()
    idea = db.session.get_one(Idea, idea.id)
    assert (idea.state, idea.author_id, idea.version) == ("submitted", cast.anna.id, 2)
    assert idea.title in as_person(cast.carla).get("/konto/ideen").get_data(as_text=True)


def test_a_co_author_takes_nothing_back_and_asks_nobody_in(cast: Cast, as_person: Browser) -> None:
    idea = written_by_two(cast)
    carla = as_person(cast.carla)
    page = carla.get(f"/konto/ideen/{idea.id}").get_data(as_text=True)
    assert "zurueckziehen" not in page
    assert "zurueckziehen" in as_person(cast.anna).get(f"/konto/ideen/{idea.id}").get_data(as_text=True)
    way = f"/konto/ideen/{idea.id}"
    forbidden = {
        f"{way}/zurueckziehen": {}, f"{way}/mitschreiben": {"email": "x@example.org"},
        f"{way}/mitschreiben/entfernen": {"person": str(cast.carla.id)}, f"{way}/mitschreiben/zuruecknehmen": {},
    }  # fmt: skip
    assert {carla.post(door, data=data).status_code for door, data in forbidden.items()} == {403}
    db.session.expire_all()
    assert db.session.get_one(Idea, idea.id).state == "published"
    assert not may(cast.carla, "withdraw_idea", idea)
    assert may(cast.carla, "revise_idea", idea)
    assert may(cast.carla, "amend_idea", idea)


def test_a_draft_is_written_together_and_handed_in_by_its_author(cast: Cast, as_person: Browser) -> None:
    idea = written_by_two(cast, "draft")
    carla, number = as_person(cast.carla), idea.id
    assert carla.get(f"/ideen/{number}/schreiben").status_code == 200
    changed = sheet(title="Ein anderer Titel", once="")
    assert carla.post(f"/ideen/{number}/schreiben", data=changed).status_code == 303
    assert carla.get(f"/ideen/{number}/absenden").status_code == 303
    assert carla.post(f"/ideen/{number}/einreichen", data=signing()).status_code == 303
    assert carla.get(f"/ideen/{number}/loeschen").status_code == 403
    assert carla.post(f"/ideen/{number}/loeschen").status_code == 403
    db.session.expire_all()
    idea = db.session.get_one(Idea, number)
    assert (idea.state, idea.title, idea.author_id) == ("draft", "Ein anderer Titel", cast.anna.id)
    assert as_person(cast.dilek).get(f"/ideen/{number}/schreiben").status_code == 404
    assert as_person(cast.anna).post(f"/ideen/{number}/einreichen", data=signing()).status_code == 303
    assert find_draft(number, [], cast.carla) is None


def test_who_stops_or_is_removed_has_lost_every_door(cast: Cast, as_person: Browser) -> None:
    for way, who in (("beenden", cast.carla), ("entfernen", cast.anna)):
        idea = written_by_two(cast, "submitted")
        carla = as_person(cast.carla)
        assert carla.get(f"/konto/ideen/{idea.id}").status_code == 200
        sent = {"person": str(cast.carla.id)}
        assert as_person(who).post(f"/konto/ideen/{idea.id}/mitschreiben/{way}", data=sent).status_code == 303
        assert carla.get(f"/konto/ideen/{idea.id}").status_code == 404
        assert carla.post(f"/konto/ideen/{idea.id}/mitschreiben/beenden").status_code == 404
        assert db.session.get(CoAuthor, (idea.id, cast.carla.id)) is None


def test_an_invitation_counts_only_while_the_one_who_asked_is_the_author(
    cast: Cast, as_person: Browser, mails: Mails
) -> None:
    idea = an_idea(cast, "submitted")
    with transaction():
        invitation = invite_co_author(db.session.get_one(Idea, idea.id), "carla@example.org", by=cast.anna, locale="de")
    link = link_in(next(mail for mail in mails() if mail["To"] == "carla@example.org"))
    with transaction():
        db.session.get_one(Idea, idea.id).author_id = cast.dilek.id
    db.session.expire_all()
    assert as_person(cast.carla).get(link).status_code == 410
    with transaction(), pytest.raises(InvitationIsOver):
        accept_co_authorship(db.session.get_one(Invitation, invitation.id), by=cast.carla, name=None)
    assert db.session.get(CoAuthor, (idea.id, cast.carla.id)) is None


@pytest.mark.parametrize("state", ["refused", "withdrawn", "closed"])
def test_nobody_joins_an_idea_whose_way_has_ended(cast: Cast, as_person: Browser, state: str) -> None:
    idea = an_idea(cast, state)
    with transaction(), pytest.raises(NotAllowedNow):
        invite_co_author(db.session.get_one(Idea, idea.id), "carla@example.org", by=cast.anna, locale="de")
    sent = {"email": "carla@example.org"}
    assert as_person(cast.anna).post(f"/konto/ideen/{idea.id}/mitschreiben", data=sent).status_code == 409


def test_at_most_ten_write_along_those_asked_included(cast: Cast) -> None:
    idea = written_by_two(cast)
    with transaction():
        idea = db.session.get_one(Idea, idea.id)
        for n in range(9):
            invite_co_author(idea, f"a{n}@example.org", by=cast.anna, locale="de")
        invite_co_author(idea, "a3@example.org", by=cast.anna, locale="de")
        with pytest.raises(TooManyCoAuthors):
            invite_co_author(idea, "a9@example.org", by=cast.anna, locale="de")


def test_the_author_asks_nobody_who_is_herself(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    sent = {"email": "ANNA@example.org"}
    assert as_person(cast.anna).post(f"/konto/ideen/{idea.id}/mitschreiben", data=sent).status_code == 422
    with transaction():
        join_co_author(db.session.get_one(Idea, idea.id), cast.anna, name="Zweimal")
    assert db.session.get_one(Idea, idea.id).co_authors == []


def test_the_names_stand_with_the_idea_for_everybody(cast: Cast, client: Any) -> None:
    idea = written_by_two(cast)
    with transaction():
        join_co_author(db.session.get_one(Idea, idea.id), cast.dilek, name=None)
    page = client.get(f"/ideen/{idea.id}-{idea.slug}").get_data(as_text=True)
    assert "Anna Beispiel, mit Carla Muster und einer weiteren Person" in page
    assert "dilek" not in page.lower()


def test_the_line_of_authors_in_all_its_lengths(app: Any, cast: Cast) -> None:
    with app.test_request_context():
        assert with_co_authors("Anna", []) == "Anna"
        assert with_co_authors("Anna", ["Carla"]) == "Anna, mit Carla"
        assert with_co_authors("Anna", ["Carla", "Dora"]) == "Anna, mit Carla und Dora"
        assert with_co_authors("Anna", [None]) == "Anna und eine weitere Person"
        assert with_co_authors("Anna", [None, ""]) == "Anna und 2 weitere Personen"
        assert with_co_authors("Anna", ["Carla", None, None]) == "Anna, mit Carla und 2 weiteren Personen"


def test_nobody_publishes_what_she_wrote_along(cast: Cast) -> None:
    idea = an_idea(cast, "submitted")
    with transaction():
        join_co_author(db.session.get_one(Idea, idea.id), cast.bernd, name=None)
    cast.bernd.is_verified_twice = True
    assert may(cast.bernd, "request_revision", idea)
    assert not may(cast.bernd, "publish_idea", db.session.get_one(Idea, idea.id))


def test_co_authors_of_an_organisations_idea_are_asked_by_those_who_speak_for_it_today(cast: Cast) -> None:
    idea, body = an_idea(cast, "submitted"), cast.naunhof.organisation
    assert body is not None
    with transaction():
        idea = db.session.get_one(Idea, idea.id)
        idea.organisation_id = body.id
        invitation = invite_co_author(idea, "carla@example.org", by=cast.frieda, locale="de")
    with transaction():
        db.session.delete(db.session.scalars(select(Membership).where(Membership.person_id == cast.frieda.id)).one())
    db.session.expire_all()
    with transaction(), pytest.raises(InvitationIsOver):
        accept_co_authorship(db.session.get_one(Invitation, invitation.id), by=cast.carla, name=None)


def test_an_erased_author_leaves_the_co_author_the_idea_and_asks_nobody_in_any_more(cast: Cast) -> None:
    idea = written_by_two(cast)
    with transaction():
        invitation = invite_co_author(db.session.get_one(Idea, idea.id), "dilek@example.org", by=cast.anna, locale="de")
    with transaction():
        idea = db.session.get_one(Idea, idea.id)
        idea.author_id, idea.author_kind, idea.author_name = None, "deleted", None
        cast.anna.erased_at, cast.anna.email = now(), None
    db.session.expire_all()
    assert find_own(idea.id, cast.carla) is not None
    with transaction(), pytest.raises(InvitationIsOver):
        accept_co_authorship(db.session.get_one(Invitation, invitation.id), by=cast.dilek, name=None)
    with transaction():
        remove_co_author(db.session.get_one(Idea, idea.id), cast.carla.id, by=cast.carla)
    assert find_own(idea.id, cast.carla) is None


def test_author_line_of_a_row_names_the_author_alone(app: Any, cast: Cast) -> None:
    idea = written_by_two(cast)
    from app.ideas.queries import idea_row

    with app.test_request_context():
        assert author_of(idea_row(idea.id)) == "Anna Beispiel"
