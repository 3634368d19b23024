"""Passing an idea on: only what is offered is seen, it goes over on acceptance alone, and its periods start anew."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.journal import JournalEntry, record
from app.core.working_days import add_working_days
from app.files.models import Attachment
from app.ideas.handing_over import (
    IsOfferedAlready,
    OfferIsDecided,
    ReceiverIsWrong,
    accept_hand_over,
    offer_hand_over,
    take_back_hand_over,
)
from app.ideas.models import HandOver, Idea
from app.ideas.moderating import close_idea
from app.ideas.together_queries import given_away
from app.inbox.models import Assignment
from app.inbox.queries import due_for
from tests.cast import Cast
from tests.files.stage import address_of, hang
from tests.ideas_desk.stage import fresh, improved, received
from tests.papers import said
from tests.queries import count_queries
from tests.test_matrix import addresses

Browser = Callable[..., Any]
CANARY = "Kanarienvogel"


def offered(cast: Cast, state: str = "published") -> Idea:
    """An idea full of canaries, offered by Bernd's office to Dilek's."""
    idea = received(cast, state, title=f"{CANARY} im Titel", text=f"{CANARY} im Text")
    with transaction():
        offer_hand_over(fresh(idea), to=cast.elsewhere, by=cast.bernd, reason=f"{CANARY} als Grund", version=1)
    return idea


def the_offer(idea: Idea) -> HandOver:
    fresh(idea)
    return db.session.scalars(select(HandOver).where(HandOver.idea_id == idea.id).order_by(HandOver.id.desc())).first()  # type: ignore[return-value]


def audience(verb: str) -> str:
    return db.session.scalars(select(JournalEntry.audience).where(JournalEntry.verb == verb)).one()


def test_the_other_office_reads_what_is_offered_and_nothing_else(
    app: Flask, cast: Cast, client: Any, as_person: Browser
) -> None:
    idea, dilek = offered(cast, "submitted"), as_person(cast.dilek)
    secret = received(cast, "submitted", title=f"{CANARY} nussknacker", text="nussknacker")
    assert "nussknacker" not in dilek.get("/verwaltung/angebote").get_data(as_text=True)
    assert f"/verwaltung/angebote/{idea.id}" in dilek.get("/verwaltung/eingang").get_data(as_text=True)
    page = dilek.get(f"/verwaltung/angebote/{idea.id}").get_data(as_text=True)
    assert page.count(CANARY) >= 3
    for address in addresses(app, cast, [idea.id, secret.id], "GET"):
        text = said(dilek.get(address))
        is_offer = address.startswith("/verwaltung/angebote") or address == "/verwaltung/eingang"
        assert (CANARY in text) <= is_offer, address
        assert "nussknacker" not in text, address
        for other in (client, as_person(cast.carla)):
            assert CANARY not in said(other.get(address)), address


def test_accepting_moves_it_with_new_periods_and_the_timeline_says_so(
    cast: Cast, client: Any, as_person: Browser
) -> None:
    idea, dilek = offered(cast), as_person(cast.dilek)
    with transaction():
        fresh(idea).answer_due_on = today()
    address = f"/verwaltung/angebote/{idea.id}/annehmen"
    assert dilek.post(address, data={"version": "7"}).status_code == 409
    answer = dilek.post(address, data={"version": "1"})
    assert (answer.status_code, answer.location) == (303, f"/verwaltung/ideen/{idea.id}")
    now_there = fresh(idea)
    assert now_there.authority_id == cast.elsewhere.id
    assert now_there.answer_due_on is not None
    assert now_there.answer_due_on > today()
    assert now_there.publish_due_on == add_working_days(today(), 5, "MV")
    assert audience("accept_hand_over") == "public"
    assert audience("offer_hand_over") == "staff"
    page = client.get(f"/ideen/{idea.id}-{idea.slug}").get_data(as_text=True)
    assert CANARY in page
    assert f"{CANARY} als Grund" not in page
    assert as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}").status_code == 404
    assert dilek.get(f"/verwaltung/ideen/{idea.id}").status_code == 200
    assert dilek.post(address, data={"version": "1"}).location == f"/verwaltung/ideen/{idea.id}"
    assert dilek.get(f"/verwaltung/angebote/{idea.id}").status_code == 404


def test_file_number_and_who_took_care_of_it_stay_behind(cast: Cast, as_person: Browser) -> None:
    idea, dilek = offered(cast), as_person(cast.dilek)
    with transaction():
        fresh(idea).file_reference = "AZ-HIER-007"
        db.session.add(Assignment(kind="idea", number=idea.id, person_id=cast.bernd.id))
    assert dilek.post(f"/verwaltung/angebote/{idea.id}/annehmen", data={"version": "1"}).status_code == 303
    assert fresh(idea).file_reference is None
    for page in ("", "/akte.pdf"):
        assert "AZ-HIER-007" not in said(dilek.get(f"/verwaltung/ideen/{idea.id}{page}")), page
    assert audience("note_file_reference") == "staff"
    assert [item.number for item in due_for(cast.dilek, date.max)] == [idea.id]
    assert db.session.scalars(select(Assignment)).all() == []


def test_declining_leaves_it_and_tells_the_office_that_offered_it(cast: Cast, as_person: Browser) -> None:
    idea, dilek, bernd = offered(cast), as_person(cast.dilek), as_person(cast.bernd)
    address = f"/verwaltung/angebote/{idea.id}/ablehnen"
    assert dilek.post(address, data={"reason": " "}).status_code == 422
    assert dilek.post(address, data={"reason": "Liegt bei Ihnen."}).status_code == 303
    assert fresh(idea).authority_id == cast.here.id
    assert "Liegt bei Ihnen." in bernd.get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    assert CANARY not in dilek.get("/verwaltung/angebote").get_data(as_text=True)
    assert dilek.post(address, data={"reason": "Liegt bei Ihnen."}).location == "/verwaltung/angebote"
    assert dilek.get(f"/verwaltung/angebote/{idea.id}").status_code == 404


def test_while_it_is_offered_work_goes_on_and_accepting_looks_again(cast: Cast, as_person: Browser) -> None:
    idea, dilek = offered(cast), as_person(cast.dilek)
    with transaction():
        close_idea(fresh(idea), by=cast.bernd, outcome="done", answer="Steht schon.", version=1)
    assert CANARY not in dilek.get("/verwaltung/angebote").get_data(as_text=True)
    assert dilek.get(f"/verwaltung/angebote/{idea.id}").status_code == 404
    answer = dilek.post(f"/verwaltung/angebote/{idea.id}/annehmen", data={"version": "1"})
    assert answer.location == "/verwaltung/angebote"
    assert (fresh(idea).authority_id, the_offer(idea).decided_at) == (cast.here.id, None)


def test_a_text_replaced_meanwhile_is_read_before_it_is_accepted(cast: Cast, as_person: Browser) -> None:
    idea = offered(cast, "submitted")
    improved(fresh(idea), cast, "Ganz neuer Text")
    answer = as_person(cast.dilek).post(f"/verwaltung/angebote/{idea.id}/annehmen", data={"version": "1"})
    assert answer.status_code == 409
    assert "Ganz neuer Text" in answer.get_data(as_text=True)
    assert fresh(idea).authority_id == cast.here.id


def test_the_sender_takes_it_back_and_offers_it_once(cast: Cast, as_person: Browser) -> None:
    idea, bernd, dilek = received(cast), as_person(cast.bernd), as_person(cast.dilek)
    address = f"/verwaltung/ideen/{idea.id}/abgeben"
    sent = {"version": "1", "to": str(cast.elsewhere.id), "reason": "Gehört dorthin."}
    assert bernd.post(address, data={**sent, "to": ""}).status_code == 422
    assert bernd.post(address, data={**sent, "to": str(cast.here.id)}).status_code == 422
    assert bernd.post(address, data={**sent, "version": "7"}).status_code == 409
    for _ in range(2):
        assert bernd.post(address, data=sent).status_code == 303
    assert bernd.post(address, data={**sent, "reason": "Etwas anderes."}).status_code == 422
    assert len(db.session.scalars(select(HandOver)).all()) == 1
    assert "Landkreis Drüben" in bernd.get(address).get_data(as_text=True)
    assert bernd.post(f"{address}/zuruecknehmen").status_code == 303
    assert dilek.get(f"/verwaltung/angebote/{idea.id}").status_code == 404
    assert dilek.post(f"/verwaltung/angebote/{idea.id}/annehmen", data={"version": "1"}).status_code == 303
    assert fresh(idea).authority_id == cast.here.id
    assert bernd.post(address, data=sent).status_code == 303
    assert the_offer(idea).decided_at is None


def test_the_verbs_refuse_what_does_not_fit(cast: Cast) -> None:
    idea = offered(cast)
    with pytest.raises(ReceiverIsWrong), transaction():
        offer_hand_over(fresh(idea), to=cast.here, by=cast.bernd, reason="x", version=1)
    with pytest.raises(IsOfferedAlready), transaction():
        offer_hand_over(fresh(idea), to=cast.elsewhere, by=cast.bernd, reason="x", version=1)
    with transaction():
        take_back_hand_over(the_offer(idea), by=cast.bernd)
    with pytest.raises(OfferIsDecided), transaction():
        accept_hand_over(the_offer(idea), by=cast.dilek, version=1)
    assert fresh(idea).authority_id == cast.here.id


def test_what_the_first_office_wrote_for_itself_stays_there(cast: Cast, as_person: Browser) -> None:
    idea, dilek, bernd = received(cast), as_person(cast.dilek), as_person(cast.bernd)
    address, reason = f"/verwaltung/ideen/{idea.id}", "Nur unter uns gesagt."
    assert bernd.post(f"{address}/abgeben", data={"version": "1", "to": str(cast.elsewhere.id), "reason": reason})
    page = bernd.get(address).get_data(as_text=True)
    assert page.count(reason) == 1
    assert "Die Idee wird einer anderen Stelle angeboten" in page
    name = cast.bernd.display_name
    assert name is not None
    assert name in page
    assert dilek.post(f"/verwaltung/angebote/{idea.id}/annehmen", data={"version": "1"}).status_code == 303
    with transaction():
        record(idea.id, "offer_hand_over", role="moderator", actor_id=cast.dilek.id, audience="staff", reason="Neu.")
    page = dilek.get(address).get_data(as_text=True)
    assert reason not in page
    assert name not in page
    assert "Neu." in page
    assert str(cast.dilek.display_name) in page


def test_the_office_it_is_offered_to_sees_its_files_until_the_offer_is_decided(
    app: Flask, cast: Cast, as_person: Browser
) -> None:
    idea, dilek = offered(cast, "submitted"), as_person(cast.dilek)
    photo, plan = hang(app, fresh(idea), cast.anna), hang(app, fresh(idea), cast.anna, media_type="application/pdf")
    hidden, unoffered = hang(app, fresh(idea), cast.anna), hang(app, received(cast, "submitted"), cast.anna)
    with transaction():
        db.session.get_one(Attachment, hidden.id).restricted_at = now()
    page = dilek.get(f"/verwaltung/angebote/{idea.id}").get_data(as_text=True)
    for file, is_seen in ((photo, True), (plan, True), (hidden, False), (unoffered, False)):
        assert (file.key in page) is is_seen
        assert (dilek.get(address_of(file)).status_code == 200) is is_seen
    assert f"/dateien/verwaltung/{idea.id}" not in page
    assert dilek.get(f"/dateien/verwaltung/{idea.id}").status_code == 404
    assert as_person(cast.carla).get(address_of(photo)).status_code == 404
    assert as_person(cast.dilek, is_verified_twice=False).get(address_of(photo)).status_code == 404
    with transaction():
        take_back_hand_over(the_offer(idea), by=cast.bernd)
    assert dilek.get(address_of(photo)).status_code == 404


def test_the_office_that_gave_it_away_still_finds_where_it_went(cast: Cast, as_person: Browser) -> None:
    idea, secret = offered(cast), offered(cast, "submitted")
    bernd, dilek = as_person(cast.bernd), as_person(cast.dilek)
    tab = "/verwaltung/eingang?ansicht=erledigt"
    assert "abgegeben an" not in bernd.get(tab).get_data(as_text=True)
    for one in (idea, secret):
        with transaction():
            accept_hand_over(the_offer(one), by=cast.dilek, version=1)
    page = bernd.get(tab).get_data(as_text=True)
    assert page.count("abgegeben an Landkreis Drüben am ") == 2
    assert page.count(CANARY) == 1
    assert "Noch nichts" not in page
    for number, times in ((idea.id, 1), (secret.id, 0)):
        found = bernd.get(f"/verwaltung/eingang?q={number}").get_data(as_text=True)
        assert (found.count("abgegeben an"), found.count(CANARY)) == (1, times)
    for address in ("/verwaltung/eingang", f"/verwaltung/eingang?q={CANARY}", f"{tab}&q={idea.id + 900}"):
        assert "abgegeben an" not in bernd.get(address).get_data(as_text=True)
    assert "abgegeben an" not in dilek.get(tab).get_data(as_text=True)
    with transaction():
        offer_hand_over(fresh(idea), to=cast.here, by=cast.dilek, reason="Zurück", version=1)
    with transaction():
        accept_hand_over(the_offer(idea), by=cast.bernd, version=1)
    assert bernd.get(tab).get_data(as_text=True).count("abgegeben an") == 1
    assert "abgegeben an Landkreis" in dilek.get(tab).get_data(as_text=True)


def test_what_was_given_away_takes_one_query(cast: Cast) -> None:
    for how_many in (1, 3):
        for _ in range(how_many):
            idea = offered(cast)
            with transaction():
                accept_hand_over(the_offer(idea), by=cast.dilek, version=1)
        ids = {cast.here.id}
        db.session.rollback()
        with count_queries(1):
            assert given_away(ids)
