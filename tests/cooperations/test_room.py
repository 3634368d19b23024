"""The partners' room: they talk there for their bodies, nobody else reads it, no office looks into it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.models import Mandate, Membership, Organisation, Person
from app.cooperations.leaving import leave
from app.cooperations.models import Cooperation, PartnerRoom
from app.cooperations.queries import find_room
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.discussion.commenting import comment
from app.discussion.models import Comment
from app.privacy.erasing import erase_person
from app.restrictions.models import Report
from tests.cast import Cast, a_person
from tests.cooperation_worlds import Town, Towns, a_cooperation, amt_for, place_of
from tests.invariants import assert_sound

Browser = Callable[..., Any]
WORDS = "Wer bringt den Bagger mit?"


def room_of(cooperation: Cooperation) -> PartnerRoom:
    room = find_room(cooperation)
    assert room is not None
    return room


def sheet(town: Town, text: str = WORDS) -> dict[str, str]:
    """What the form below the talk sends."""
    return {
        "kommentar-once": str(uuid4()), "kommentar-voice": f"organisation-{town.body.id}", "kommentar-text": text,
    }  # fmt: skip


def said_in(cooperation: Cooperation, town: Town, text: str = WORDS) -> Comment:
    with transaction():
        return comment(room_of(cooperation), by=town.mayor, text=text, lang="de", as_organisation=town.body)


def test_partners_talk_and_it_shows_for_whom(cast: Cast, towns: Towns, as_person: Browser) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    boris, room = as_person(towns.borsdorf.mayor), room_of(cooperation)
    page = boris.get(f"/konto/kooperationen/{cooperation.id}").get_data(as_text=True)
    assert "Sie schreiben für Stadt Borsdorf." in page
    assert "Ich selbst" not in page, "nobody speaks for himself here"
    answer = boris.post(f"/diskussion/{room.id}", data=sheet(towns.borsdorf))
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/konto/kooperationen/{cooperation.id}#kommentar-")
    said = db.session.scalars(select(Comment)).one()
    assert (said.author_kind, said.organisation_id, said.author_name) == (
        "organisation", towns.borsdorf.body.id, "Stadt Borsdorf",
    )  # fmt: skip
    for address in (
        f"/konto/kooperationen/{cooperation.id}",
        f"/diskussion/{room.id}",
        f"/diskussion/kommentar/{said.id}",
    ):
        page = as_person(cast.frieda).get(address).get_data(as_text=True)
        for words in (WORDS, "<b>Boris Beispiel</b>", '<span class="tag">Stadt Borsdorf</span>'):
            assert words in page, (address, words)
            assert "/melden/" not in page, "no office looks into it"
    assert_sound()


def test_the_name_of_a_writer_is_shown_nowhere_else(cast: Cast, towns: Towns, client: Any) -> None:
    """On a public page an organisation speaks as itself."""
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    with transaction():
        comment(cooperation, by=towns.brandis.mayor, text="Willkommen!", lang="de", as_organisation=towns.brandis.body)
    page = client.get(f"/diskussion/{cooperation.id}").get_data(as_text=True)
    assert "Willkommen!" in page
    assert "Britta" not in page


def test_nobody_speaks_there_but_for_a_body_that_takes_part(cast: Cast, towns: Towns, as_person: Browser) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    room = room_of(cooperation)
    with transaction():
        society = Organisation(name="Heimatverein", kind="society")
        member = a_person("Max")
        db.session.add(society)
        db.session.flush()
        db.session.add_all(
            [
                Membership(person_id=towns.brandis.mayor.id, role="representative", organisation_id=society.id),
                Membership(person_id=member.id, role="member", organisation_id=towns.brandis.body.id),
            ]
        )
        db.session.flush()
        db.session.refresh(towns.brandis.mayor)
        db.session.refresh(member)
    britta = as_person(towns.brandis.mayor)
    assert "Heimatverein" not in britta.get(f"/konto/kooperationen/{cooperation.id}").get_data(as_text=True)
    for voice in ("person", f"organisation-{society.id}", f"organisation-{towns.naunhof.body.id}", "office"):
        answer = britta.post(f"/diskussion/{room.id}", data=sheet(towns.brandis) | {"kommentar-voice": voice})
        assert answer.status_code == 422, voice
    max_reads = as_person(member).get(f"/konto/kooperationen/{cooperation.id}").get_data(as_text=True)
    assert "Sie lesen mit." in max_reads
    assert as_person(member).post(f"/diskussion/{room.id}", data=sheet(towns.brandis)).status_code == 422
    with pytest.raises(NotAllowedNow), transaction():
        comment(room, by=cast.frieda, text=WORDS, lang="de")
    assert db.session.scalars(select(Comment)).all() == []


def test_who_prepares_by_mandate_speaks_for_the_body_that_does(cast: Cast, towns: Towns, as_person: Browser) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    room, amt = room_of(cooperation), amt_for(cast, towns.brandis)
    carla = as_person(cast.carla)
    assert "Sie schreiben für Amt Parthe." in carla.get(f"/diskussion/{room.id}").get_data(as_text=True)
    assert carla.post(f"/diskussion/{room.id}", data=sheet(Town(amt, cast.carla))).status_code == 303
    with transaction():
        db.session.scalars(select(Mandate)).one().ended_at = now()
    assert carla.get(f"/diskussion/{room.id}").status_code == 404
    assert carla.post(f"/diskussion/{room.id}", data=sheet(Town(amt, cast.carla))).status_code == 404


@pytest.mark.parametrize("who", ["emil", "anna", "bernd", "dilek", "petra"])
def test_nobody_else_finds_the_room(cast: Cast, towns: Towns, client: Any, as_person: Browser, who: str) -> None:
    cooperation = a_cooperation(
        cast, *towns.all[:3], state="agreed", public_parts=("text", "costs", "answers", "papers")
    )
    said, room = said_in(cooperation, towns.brandis), room_of(cooperation)
    people = {"anna": cast.anna, "bernd": cast.bernd, "dilek": cast.dilek, "petra": towns.parthenstein.mayor}
    browser = client if who == "emil" else as_person(people[who])
    for address in (
        f"/diskussion/{room.id}", f"/diskussion/kommentar/{said.id}", f"/diskussion/kommentar/{said.id}/fassungen",
        f"/melden/{room.id}", f"/melden/kommentar/{said.id}", f"/mitmachen/{room.id}",
        f"/konto/kooperationen/{cooperation.id}",
    ):  # fmt: skip
        assert browser.get(address).status_code in {302, 404}, address
        assert WORDS not in browser.get(address, follow_redirects=True).get_data(as_text=True)
    for address in (f"/diskussion/{room.id}", f"/diskussion/kommentar/{said.id}"):
        assert browser.post(address, data=sheet(towns.brandis)).status_code in {302, 404, 422}, address
    assert db.session.scalars(select(Comment.id)).all() == [said.id]


def test_nothing_said_there_is_reported_to_an_office(cast: Cast, towns: Towns, as_person: Browser) -> None:
    """Partners read it, and no desk does: a report would lead where nobody may read what it is about."""
    cooperation = a_cooperation(cast, *towns.all[:2])
    said, frieda = said_in(cooperation, towns.brandis), as_person(cast.frieda)
    form = {"once": str(uuid4()), "cause": "insult", "text": "Das ist frech."}
    for address in (f"/melden/kommentar/{said.id}", f"/melden/{room_of(cooperation).id}"):
        assert frieda.get(address).status_code == 404
        assert frieda.post(address, data=form).status_code == 404
    assert db.session.scalars(select(Report)).all() == []
    bernd = as_person(cast.bernd)
    assert bernd.get(f"/verwaltung/meldungen/kommentar/{said.id}/ausblenden").status_code == 404


def test_a_partner_that_left_reads_and_changes_nothing_any_more(cast: Cast, towns: Towns, as_person: Browser) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    said = said_in(cooperation, towns.brandis)
    other = said_in(cooperation, towns.naunhof, "Nur unter uns.")
    with transaction():
        leave(place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
    numbers = (said.id, other.id, room_of(cooperation).id)
    db.session.rollback()
    with time_machine.travel(now() + timedelta(days=1)):
        britta = as_person(towns.brandis.mayor)
        assert britta.get(f"/diskussion/{numbers[2]}").status_code == 404
        assert britta.get(f"/diskussion/kommentar/{numbers[1]}").status_code == 404
        form = {"text": "Anders.", "version": "1", "once": str(uuid4())}
        assert britta.post(f"/diskussion/kommentar/{numbers[0]}/bearbeiten", data=form).status_code == 409
        mine = britta.get("/konto/kommentare").get_data(as_text=True)
        assert WORDS in mine, "her own words stay hers"
        assert cooperation.title not in mine


def test_an_erased_persons_name_goes_and_the_words_of_the_body_stay(
    cast: Cast, towns: Towns, as_person: Browser
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    colleague: Person
    with transaction():
        colleague = a_person("Olga")
        db.session.add(Membership(person_id=colleague.id, role="officer", organisation_id=towns.brandis.body.id))
        db.session.flush()
        db.session.refresh(colleague)
    said = said_in(cooperation, Town(towns.brandis.body, colleague))
    page = as_person(cast.frieda).get(f"/konto/kooperationen/{cooperation.id}").get_data(as_text=True)
    assert "Olga Beispiel" in page
    with transaction():
        erase_person(colleague, with_comments=True)
    db.session.expire_all()
    page = as_person(cast.frieda).get(f"/konto/kooperationen/{cooperation.id}").get_data(as_text=True)
    assert "Olga Beispiel" not in page
    assert WORDS in page
    assert "Stadt Brandis" in page
    assert db.session.get_one(Comment, said.id).author_id is None
    assert_sound()
