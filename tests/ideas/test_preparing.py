"""By mandate: an Amt prepares, the mayor declares, an officer does not; sent back, taken back, ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.models import Mandate, Organisation
from app.accounts.organising import end_mandate, grant_mandate
from app.core.clock import now
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.ideas.places import Place
from app.ideas.preparing import (
    MandateIsOver,
    TextHasChanged,
    declare_idea,
    prepare_idea,
    return_prepared_idea,
    seal_of,
)
from app.ideas.queries import find_draft, find_own
from app.ideas.submitting import (
    NotTheDeclarer,
    choose_goals,
    delete_draft,
    forget_old_drafts,
    save_text,
    start_draft,
    submit_idea,
    withdraw_idea,
)
from tests.accounts.bodies import an_amt, joined, town_hall
from tests.cast import Cast
from tests.ideas.helping import sheet, signing

Browser = Callable[..., Any]


@pytest.fixture
def amt(cast: Cast) -> Organisation:
    """Carla works for an Amt that has Naunhof's mandate; Anna is an officer in Naunhof's town hall."""
    body = an_amt()
    joined(cast.carla, body, "officer")
    joined(cast.anna, town_hall(cast), "officer")
    with transaction():
        grant_mandate(town_hall(cast), body, by=cast.frieda, until=None)
    return body


def mandate() -> Mandate:
    return db.session.scalars(select(Mandate)).one()


def a_draft_of_carla(cast: Cast) -> Idea:
    with transaction():
        place = Place.of_municipalities([cast.naunhof])
        idea, _key = start_draft(place, title="Ein Radweg", text="Von Naunhof nach Brandis.", by=cast.carla)
        choose_goals(idea, [cast.sub_goal])
    return idea


def prepared(cast: Cast) -> Idea:
    idea = a_draft_of_carla(cast)
    with transaction():
        prepare_idea(db.session.get_one(Idea, idea.id), by=cast.carla, mandate=mandate())
    return idea


def current(idea: Idea) -> Idea:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Idea, idea.id)


def test_the_choice_as_what_one_submits_is_always_shown(cast: Cast, amt: Organisation, as_person: Browser) -> None:
    idea = a_draft_of_carla(cast)
    page = as_person(cast.carla).get(f"/ideen/{idea.id}/absenden").get_data(as_text=True)
    assert "Verwaltungsverband Parthe" in page
    assert f'value="mandat-{mandate().id}"' in page
    with transaction():
        alone, _key = start_draft(Place.whole(cast.here), title="Bus", text="Am Abend.", by=cast.dilek)
    page = as_person(cast.dilek).get(f"/ideen/{alone.id}/absenden").get_data(as_text=True)
    assert "Sie reichen als Privatperson ein" in page


def test_receipt_and_list_say_as_what_it_was_handed_in(cast: Cast, as_person: Browser) -> None:
    with transaction():
        idea, _key = start_draft(Place.of_municipalities([cast.naunhof]), title="Bus", text="Abends.", by=cast.frieda)
    frieda = as_person(cast.frieda)
    sent = signing(organisation=str(town_hall(cast).id), author_name="")
    receipt = frieda.post(f"/ideen/{idea.id}/einreichen", data=sent).location
    assert "Eingereicht als" in frieda.get(receipt).get_data(as_text=True)
    assert "als Stadt Naunhof" in frieda.get("/konto/ideen").get_data(as_text=True)
    assert "als Stadt Naunhof" in frieda.get(f"/konto/ideen/{idea.id}").get_data(as_text=True)


def test_from_the_amts_draft_to_the_mayors_declaration(cast: Cast, amt: Organisation, as_person: Browser) -> None:
    idea = a_draft_of_carla(cast)
    carla, frieda = as_person(cast.carla), as_person(cast.frieda)
    sent = signing(organisation=f"mandat-{mandate().id}", author_name="")
    answer = carla.post(f"/ideen/{idea.id}/einreichen", data=sent)
    assert answer.location == f"/konto/vorbereitet/{idea.id}"
    assert carla.post(f"/ideen/{idea.id}/einreichen", data=sent).location == answer.location
    waiting = current(idea)
    assert (waiting.state, waiting.organisation_id, waiting.prepared_by_id) == ("draft", town_hall(cast).id, amt.id)
    assert waiting.draft_expires_at is None
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "prepare_idea")).one()
    assert (entry.audience, entry.details, entry.actor_role) == ("author", {"by": amt.id}, "author")
    assert "Ein Radweg" in frieda.get("/konto/vorbereitet").get_data(as_text=True)
    assert "Ein Radweg" in frieda.get("/konto/ideen").get_data(as_text=True)
    declared = {"seal": seal_of(waiting), "sure": "y"}
    assert frieda.post(f"{answer.location}/erklaeren", data=declared).location == f"/konto/ideen/{idea.id}/quittung"
    assert frieda.post(f"{answer.location}/erklaeren", data=declared).location == f"/konto/ideen/{idea.id}"
    done = current(idea)
    assert (done.state, done.author_name, done.author_kind) == ("submitted", "Stadt Naunhof", "organisation")
    assert "Stadt Naunhof" in carla.get(answer.location).get_data(as_text=True)
    assert carla.get(f"/konto/ideen/{idea.id}").status_code == 404


def test_an_officer_edits_and_does_not_declare(cast: Cast, amt: Organisation, as_person: Browser) -> None:
    idea = prepared(cast)
    anna = as_person(cast.anna)
    page = anna.get(f"/konto/vorbereitet/{idea.id}").get_data(as_text=True)
    assert "/erklaeren" not in page
    assert anna.get(f"/ideen/{idea.id}/schreiben").status_code == 200
    changed = sheet(title="Ein breiter Radweg", once="")
    assert anna.post(f"/ideen/{idea.id}/schreiben", data=changed).location == f"/konto/vorbereitet/{idea.id}"
    waiting = current(idea)
    assert (waiting.title, waiting.draft_expires_at) == ("Ein breiter Radweg", None)
    declared = {"seal": seal_of(waiting), "sure": "y"}
    way = f"/konto/vorbereitet/{idea.id}"
    assert anna.post(f"{way}/erklaeren", data=declared).status_code == 403
    assert anna.post(f"{way}/zurueckgeben", data={"reason": "Nein"}).status_code == 403
    body = str(town_hall(cast).id)
    for door in (f"/ideen/{idea.id}/einreichen", f"/ideen/{idea.id}/code"):
        assert anna.post(door, data=signing(organisation=body)).location == way
    assert anna.post(f"/ideen/{idea.id}/loeschen").status_code == 409
    assert anna.post(f"/konto/ideen/{idea.id}/zurueckziehen").status_code == 409
    assert current(idea).is_prepared


def test_the_verbs_themselves_know_who_declares(cast: Cast, amt: Organisation) -> None:
    idea = prepared(cast)
    for person in (cast.anna, cast.carla, cast.dilek):
        with transaction():
            waiting = db.session.get_one(Idea, idea.id)
            with pytest.raises(NotTheDeclarer):
                declare_idea(waiting, by=person, seal=seal_of(waiting))
            with pytest.raises(NotTheDeclarer):
                submit_idea(waiting, by=person, organisation=town_hall(cast))
            with pytest.raises(NotTheDeclarer):
                return_prepared_idea(waiting, by=person, reason="x")
            with pytest.raises(NotAllowedNow):
                withdraw_idea(waiting, by=person)
            with pytest.raises(NotAllowedNow):
                delete_draft(waiting)
    assert current(idea).is_prepared


def test_only_the_text_that_was_read_is_declared(cast: Cast, amt: Organisation, as_person: Browser) -> None:
    idea = prepared(cast)
    read = seal_of(current(idea))
    with transaction():
        save_text(db.session.get_one(Idea, idea.id), title="Ein Radweg", text="Für zehn Millionen.")
    with transaction(), pytest.raises(TextHasChanged):
        declare_idea(db.session.get_one(Idea, idea.id), by=cast.frieda, seal=read)
    way, frieda = f"/konto/vorbereitet/{idea.id}/erklaeren", as_person(cast.frieda)
    answer = frieda.post(way, data={"seal": read, "sure": "y"})
    assert answer.status_code == 422
    assert "zehn Millionen" in answer.get_data(as_text=True)
    assert frieda.post(way, data={"seal": seal_of(current(idea))}).status_code == 422
    assert current(idea).is_prepared


def test_who_sees_what_was_prepared(cast: Cast, amt: Organisation, client: Any, as_person: Browser) -> None:
    idea = prepared(cast)
    way = f"/konto/vorbereitet/{idea.id}"
    people = {"frieda": cast.frieda, "anna": cast.anna, "carla": cast.carla, "dilek": cast.dilek, "bernd": cast.bernd}
    seen = {name: as_person(person).get(way).status_code for name, person in people.items()}
    assert seen == {"frieda": 200, "anna": 200, "carla": 200, "dilek": 404, "bernd": 404}
    assert client.get(way).status_code == 302
    assert find_draft(idea.id, [], cast.carla) is None
    assert "Ein Radweg" not in as_person(cast.dilek).get("/konto/vorbereitet").get_data(as_text=True)
    assert as_person(cast.dilek).post(f"{way}/erklaeren").status_code == 404


def test_sent_back_with_a_reason_it_is_the_writers_draft_again(
    cast: Cast, amt: Organisation, as_person: Browser
) -> None:
    idea = prepared(cast)
    frieda, way = as_person(cast.frieda), f"/konto/vorbereitet/{idea.id}/zurueckgeben"
    assert frieda.post(way, data={"reason": " "}).status_code == 422
    assert frieda.post(way, data={"reason": "Bitte mit Kosten."}).status_code == 303
    back = current(idea)
    assert (back.state, back.organisation_id, back.author_id) == ("draft", None, cast.carla.id)
    assert back.draft_expires_at is not None
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "return_prepared_idea")).one()
    assert (entry.audience, entry.reason) == ("direct", "Bitte mit Kosten.")
    page = as_person(cast.carla).get(f"/ideen/{idea.id}/schreiben").get_data(as_text=True)
    assert "Bitte mit Kosten." in page
    assert frieda.get(f"/konto/vorbereitet/{idea.id}").status_code == 404
    assert frieda.get(f"/ideen/{idea.id}/schreiben").status_code == 404


def test_a_draft_sent_back_goes_to_somebody_who_still_works_there(cast: Cast, amt: Organisation) -> None:
    idea = prepared(cast)
    joined(cast.dilek, amt, "representative")
    with transaction():
        db.session.delete(db.session.merge(cast.carla.memberships[0]))
    db.session.expire_all()
    with transaction():
        return_prepared_idea(db.session.get_one(Idea, idea.id), by=cast.frieda, reason="Nein.")
    assert current(idea).author_id == cast.dilek.id


def test_the_amt_takes_it_back_until_it_is_declared(cast: Cast, amt: Organisation, as_person: Browser) -> None:
    idea = prepared(cast)
    joined(cast.dilek, amt, "officer")
    way = f"/konto/vorbereitet/{idea.id}/zurueckholen"
    assert as_person(cast.anna).post(way).status_code == 404
    assert as_person(cast.carla).post(way).location == f"/ideen/{idea.id}/schreiben"
    assert find_draft(idea.id, [], cast.carla) is not None
    with transaction():
        prepare_idea(db.session.get_one(Idea, idea.id), by=cast.carla, mandate=mandate())
    with transaction():
        waiting = db.session.get_one(Idea, idea.id)
        declare_idea(waiting, by=cast.frieda, seal=seal_of(waiting))
    assert as_person(cast.carla).post(way).status_code == 409
    assert current(idea).state == "submitted"


def test_an_ended_mandate_prepares_nothing_more_and_what_lies_there_stays(
    cast: Cast, amt: Organisation, as_person: Browser
) -> None:
    lying, draft, held = prepared(cast), a_draft_of_carla(cast), mandate()
    with transaction():
        end_mandate(db.session.get_one(Mandate, held.id))
    carla = as_person(cast.carla)
    assert f"mandat-{held.id}" not in carla.get(f"/ideen/{draft.id}/absenden").get_data(as_text=True)
    sent = signing(organisation=f"mandat-{held.id}", author_name="")
    assert carla.post(f"/ideen/{draft.id}/einreichen", data=sent).status_code == 422
    with transaction(), pytest.raises(MandateIsOver):
        prepare_idea(db.session.get_one(Idea, draft.id), by=cast.carla, mandate=db.session.get_one(Mandate, held.id))
    assert carla.get(f"/konto/vorbereitet/{lying.id}").status_code == 404
    assert carla.post(f"/konto/vorbereitet/{lying.id}/zurueckholen").status_code == 404
    assert as_person(cast.frieda).get(f"/konto/vorbereitet/{lying.id}").status_code == 200
    with transaction():
        waiting = db.session.get_one(Idea, lying.id)
        declare_idea(waiting, by=cast.frieda, seal=seal_of(waiting))
    assert current(lying).state == "submitted"


def test_who_does_not_speak_for_the_amt_prepares_nothing(cast: Cast, amt: Organisation) -> None:
    with transaction():
        idea, _key = start_draft(Place.whole(cast.here), title="Bus", text="Abends.", by=cast.dilek)
    with transaction(), pytest.raises(MandateIsOver):
        prepare_idea(db.session.get_one(Idea, idea.id), by=cast.dilek, mandate=mandate())
    assert current(idea).organisation_id is None


def test_what_was_prepared_is_kept_longer_than_a_draft(cast: Cast, amt: Organisation) -> None:
    lying, draft = prepared(cast), a_draft_of_carla(cast)
    with time_machine.travel(now() + timedelta(days=40), tick=False), transaction():
        assert forget_old_drafts() == 1
    assert db.session.get(Idea, draft.id) is None
    assert current(lying).is_prepared


def test_a_mayor_who_left_declares_nothing(cast: Cast, amt: Organisation, as_person: Browser) -> None:
    idea = prepared(cast)
    frieda = as_person(cast.frieda)
    with transaction():
        db.session.delete(db.session.merge(cast.frieda.memberships[0]))
    db.session.expire_all()
    assert frieda.post(f"/konto/vorbereitet/{idea.id}/erklaeren").status_code == 404
    assert find_own(idea.id, cast.anna) is not None
