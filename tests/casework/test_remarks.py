"""Remarks and file number: what the desk writes down for itself and nobody else ever reads."""

from collections.abc import Callable
from itertools import cycle
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from app.casework.models import Remark
from app.casework.remarking import add_remark, remarks_of
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.handing_over import accept_hand_over, offer_hand_over
from app.ideas.models import Idea
from tests.cast import Cast
from tests.ideas_desk.stage import fresh, received
from tests.papers import said
from tests.test_matrix import addresses

Browser = Callable[..., Any]
CANARY = "Kanarienvermerk"


def a_remark(cast: Cast, idea: Idea, text: str = CANARY) -> Remark:
    with transaction():
        return add_remark(idea, text=text, by=cast.bernd, once=str(uuid4()))


def test_a_remark_is_added_once_and_stands_newest_first(cast: Cast, as_person: Browser) -> None:
    idea, desk, once = received(cast), as_person(cast.bernd), str(uuid4())
    address = f"/verwaltung/ideen/{idea.id}/vermerke"
    for _turn in range(2):
        answer = desk.post(address, data={"text": "Angerufen: nicht erreicht.", "once": once})
        assert (answer.status_code, answer.location) == (303, f"/verwaltung/ideen/{idea.id}#vermerke")
    desk.post(address, data={"text": "Zweiter Anruf.", "once": str(uuid4())})
    page = desk.get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    assert page.index("Zweiter Anruf.") < page.index("Angerufen: nicht erreicht.")
    assert db.session.scalar(select(func.count()).select_from(Remark)) == 2
    assert "Bernd Beispiel" in page


def test_an_empty_or_long_remark_comes_back_with_its_words(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/vermerke"
    assert desk.post(address, data={"text": " "}).status_code == 422
    long = desk.post(address, data={"text": "Lang " * 900})
    assert (long.status_code, "Lang Lang" in long.get_data(as_text=True)) == (422, True)


def test_only_the_office_that_wrote_it_ever_reads_it(
    app: Flask, cast: Cast, client: Any, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    hidden, shown = received(cast), received(cast, "published", title="Öffentlich")
    for idea in (hidden, shown):
        a_remark(cast, idea)
    # Everybody else takes turns, as in the walk over all addresses.
    people = (cast.anna, cast.dilek, cast.frieda, cast.gerda)
    turns = cycle([client, *(as_person(person) for person in people)])
    for address in addresses(app, cast, [hidden.id, shown.id], "GET"):
        if any(part in address for part in (str(hidden.id), str(shown.id))):
            assert CANARY not in said(next(turns).get(address)), address
    assert not any(CANARY in str(mail) for mail in mails())
    assert CANARY in said(as_person(cast.bernd).get(f"/verwaltung/ideen/{hidden.id}"))


def test_after_a_hand_over_the_new_office_does_not_read_it(cast: Cast, as_person: Browser) -> None:
    idea = received(cast)
    a_remark(cast, idea)
    with transaction():
        offer = offer_hand_over(idea, to=cast.elsewhere, by=cast.bernd, reason="Liegt dort.", version=1)
        accept_hand_over(offer, by=cast.dilek, version=1)
    page = as_person(cast.dilek).get(f"/verwaltung/ideen/{idea.id}")
    assert (page.status_code, CANARY in said(page)) == (200, False)
    assert remarks_of(fresh(idea)) == []


def test_strangers_write_none(cast: Cast, client: Any, as_person: Browser) -> None:
    idea = received(cast)
    address = f"/verwaltung/ideen/{idea.id}/vermerke"
    assert client.post(address, data={"text": "x"}).status_code == 302
    assert as_person(cast.dilek).post(address, data={"text": "x"}).status_code == 404
    assert as_person(cast.anna).post(address, data={"text": "x"}).status_code == 404


def test_the_file_number_is_set_changed_and_bound_to_the_one_shown(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/aktenzeichen"
    assert desk.post(address, data={"before": "", "file_reference": "012.3-45"}).status_code == 303
    assert fresh(idea).file_reference == "012.3-45"
    late = desk.post(address, data={"before": "", "file_reference": "999"})
    assert (late.status_code, "012.3-45" in late.get_data(as_text=True)) == (409, True)
    assert desk.post(address, data={"before": "012.3-45", "file_reference": "x" * 81}).status_code == 422
    assert desk.post(address, data={"before": "012.3-45", "file_reference": ""}).status_code == 303
    noted = select(JournalEntry.details, JournalEntry.audience).where(JournalEntry.verb == "note_file_reference")
    entries = db.session.execute(noted.order_by(JournalEntry.id)).all()
    assert [(details["what"], audience) for details, audience in entries] == [("set", "staff"), ("removed", "staff")]
    assert as_person(cast.dilek).post(address, data={"file_reference": "1"}).status_code == 404


def test_the_file_number_stays_inside(cast: Cast, client: Any, as_person: Browser) -> None:
    idea = received(cast, "published")
    as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/aktenzeichen", data={"file_reference": CANARY})
    for address in (f"/ideen/{idea.id}-{idea.slug}", f"/api/v1/ideas/{idea.id}", f"/konto/ideen/{idea.id}"):
        assert CANARY not in said(as_person(cast.anna).get(address))
    assert CANARY in said(as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}"))
