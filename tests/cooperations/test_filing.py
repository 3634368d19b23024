"""Papers signed outside: filed among the partners, shown to everybody one by one and only where the text says so."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cooperations.filing import (
    About,
    PaperIsUnclear,
    papers_of,
    public_papers,
    withdraw_paper,
)
from app.cooperations.leaving import withdraw_proposal
from app.cooperations.models import Cooperation, FiledPaper
from app.cooperations.queries import find_room
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing
from app.core.journal import JournalEntry
from app.files.jobs import forget_loose_files
from app.files.models import Attachment
from tests.cast import Cast
from tests.cooperation_worlds import Towns, a_cooperation, four_towns
from tests.cooperations.filing_stage import PARTNERS, SIGNED, Sign, a_paper, open_one, readers, shown
from tests.files.samples import a_pdf
from tests.files.stage import address_of, send
from tests.queries import queries

PATH = "/konto/kooperationen/{}/unterlagen"
FILE = "/konto/kooperationen/{}/partner/{}/unterlagen"


@pytest.fixture
def towns(cast: Cast) -> Towns:
    return four_towns(cast)


def verbs(cooperation: Cooperation) -> list[tuple[str, str]]:
    rows = select(JournalEntry.verb, JournalEntry.audience).where(
        JournalEntry.thing_id == cooperation.id, JournalEntry.verb.like("%_paper")
    )
    return [(row.verb, row.audience) for row in db.session.execute(rows.order_by(JournalEntry.id))]


# ---- filing ------------------------------------------------------------------------------------------


def test_what_is_filed_is_read_by_the_partners_alone(
    app: Flask, cast: Cast, towns: Towns, client: Any, as_person: Sign
) -> None:
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    paper = a_paper(app, cooperation, towns.brandis)
    assert cooperation.is_public, "what partners file is closed though their cooperation is public"
    assert readers(paper, cast, towns, client, as_person) == PARTNERS
    assert verbs(cooperation) == [("file_paper", "author")]
    assert public_papers(cooperation) == []
    assert [one.title for one in papers_of(cooperation)] == ["LoI, unterschrieben"]


def test_a_partner_files_through_the_page(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    browser, door = as_person(towns.brandis.mayor), FILE.format(cooperation.id, towns.brandis.body.id)
    sent = {"kind": "council_decision", "title": "Beschluss 12/2026", "dated": "2026-03-02", "version": "1"}
    assert "Noch ist nichts abgelegt" in browser.get(PATH.format(cooperation.id)).text
    answer = send(browser, door, a_pdf(), "beschluss.pdf", once="6f1c2f0e-5d38-4a64-9ef1-0d4d6a1d5c11", **sent)
    assert (answer.status_code, answer.location) == (303, PATH.format(cooperation.id))
    page = browser.get(PATH.format(cooperation.id)).text
    assert "„Beschluss 12/2026“ ist abgelegt." in page
    assert "Ratsbeschluss, Stadt Brandis, vom 2. März 2026, zur Fassung 1" in page
    again = send(browser, door, a_pdf(), "beschluss.pdf", once="6f1c2f0e-5d38-4a64-9ef1-0d4d6a1d5c11", **sent)
    assert again.status_code == 303
    (paper,) = papers_of(cooperation)
    assert (paper.kind, paper.version, paper.by_id) == ("council_decision", 1, towns.brandis.mayor.id)
    room = find_room(cooperation)
    assert room is not None
    assert paper.attachment.thing_id == room.id
    assert paper.attachment.released_at is None


def test_faults_stand_at_their_fields(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    browser, door = as_person(towns.brandis.mayor), FILE.format(cooperation.id, towns.brandis.body.id)
    ahead = f"{today() + timedelta(days=3)}"
    for sent, said in (
        ({"title": ""}, "Bitte geben Sie der Unterlage einen Titel."),
        ({"title": "Vertrag", "dated": ahead}, "Dieser Tag liegt in der Zukunft."),
        ({"title": "Vertrag", "kind": "gedicht"}, 'id="kind-err"'),
        ({"title": "Vertrag", "version": "9"}, 'id="version-err"'),
    ):
        answer = send(browser, door, a_pdf(), "a.pdf", **({"kind": "signed", "version": "1"} | sent))
        assert (answer.status_code, said in answer.text) == (422, True), sent
        assert "Bitte wählen Sie auch die Datei noch einmal aus" in answer.text
    answer = send(browser, door, b"kein PDF", "a.pdf", kind="signed", version="1", title="Vertrag ✎")
    assert answer.status_code == 422
    assert "Diese Art von Datei" in answer.text
    assert 'value="Vertrag ✎"' in answer.text
    assert papers_of(cooperation) == []


def test_the_same_paper_is_filed_once(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    browser, door = as_person(towns.brandis.mayor), FILE.format(cooperation.id, towns.brandis.body.id)
    sent, paper = {"kind": "signed", "title": "Vertrag", "version": "1"}, a_pdf()
    assert send(browser, door, paper, "a.pdf", **sent).status_code == 303
    again = send(browser, door, paper, "b.pdf", **sent)
    assert (again.status_code, "Diese Unterlage liegt schon vor" in again.text) == (422, True)
    assert send(browser, door, paper, "a.pdf", **sent | {"title": "Anlage"}).status_code == 303
    assert len(papers_of(cooperation)) == 2


def test_nobody_files_for_another_partner(cast: Cast, towns: Towns, as_person: Sign, client: Any) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    door = FILE.format(cooperation.id, towns.brandis.body.id)
    sent = {"kind": "signed", "title": "Vertrag", "version": "1"}
    for person in (towns.naunhof.mayor, towns.borsdorf.mayor, cast.anna, cast.bernd):
        assert send(as_person(person), door, a_pdf(), "a.pdf", **sent).status_code == 404
    assert send(client, door, a_pdf(), "a.pdf", **sent).status_code == 302
    assert papers_of(cooperation) == []
    assert db.session.query(Attachment).count() == 0
    assert as_person(towns.borsdorf.mayor).get(PATH.format(cooperation.id)).status_code == 404
    assert send(as_person(towns.brandis.mayor), door, a_pdf(), "a.pdf", **sent).status_code == 303


def test_only_the_keeper_files_for_all_together(app: Flask, cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    sent = {"kind": "signed", "title": "Vertrag", "version": "1", "joint": "y"}
    for town in (towns.naunhof, towns.brandis):
        browser = as_person(town.mayor)
        assert ('name="joint"' in browser.get(PATH.format(cooperation.id)).text) is (town is towns.naunhof)
        assert send(browser, FILE.format(cooperation.id, town.body.id), a_pdf(), "a.pdf", **sent).status_code == 303
    db.session.expire_all()
    owners = {paper.organisation_id: paper.partner for paper in papers_of(cooperation)}
    assert owners[towns.naunhof.body.id] is None
    assert owners[towns.brandis.body.id] is not None


def test_before_the_first_text_and_after_a_withdrawal_nothing_is_filed(
    app: Flask, cast: Cast, towns: Towns, as_person: Sign
) -> None:
    draft = a_cooperation(cast, towns.naunhof, towns.brandis, state="draft")
    withdrawn = a_cooperation(cast, towns.naunhof, towns.brandis)
    with transaction():
        withdraw_proposal(withdrawn, by=towns.naunhof.mayor, reason="Doch nicht.")
    for cooperation in (draft, withdrawn):
        with pytest.raises(NotAllowedNow):
            a_paper(app, cooperation, towns.naunhof)
        door = FILE.format(cooperation.id, towns.naunhof.body.id)
        answer = send(as_person(towns.naunhof.mayor), door, a_pdf(), "a.pdf", kind="signed", title="V", version="")
        assert answer.status_code in (303, 422)
    assert db.session.query(FiledPaper).count() == 0


@pytest.mark.parametrize(
    ("about", "fault"),
    [
        (replace(SIGNED, title=" "), "title"), (replace(SIGNED, kind="gedicht"), "kind"),
        (replace(SIGNED, dated=date(2999, 1, 1)), "dated"), (replace(SIGNED, version=7), "version"),
    ],
)  # fmt: skip
def test_the_verb_refuses_what_does_not_fit(app: Flask, cast: Cast, towns: Towns, about: About, fault: str) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    with pytest.raises(PaperIsUnclear) as refused:
        a_paper(app, cooperation, towns.brandis, about)
    assert set(refused.value.faults) == {fault}


# ---- taking away ---------------------------------------------------------------------------------------


def test_what_was_filed_by_mistake_is_taken_away_with_a_reason(
    app: Flask, cast: Cast, towns: Towns, client: Any, as_person: Sign
) -> None:
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    paper = shown(a_paper(app, cooperation, towns.brandis), towns.brandis)
    address, door = address_of(paper.attachment), f"{PATH.format(cooperation.id)}/{paper.id}/zurueckziehen"
    assert as_person(towns.naunhof.mayor).post(door, data={"reason": "So."}).status_code == 403
    assert as_person(towns.borsdorf.mayor).post(door, data={"reason": "So."}).status_code == 404
    browser = as_person(towns.brandis.mayor)
    assert "LoI, unterschrieben" in browser.get(door).text
    assert browser.post(door, data={"reason": ""}).status_code == 422
    assert browser.post(door, data={"reason": "Falscher Vertrag."}).status_code == 303
    assert browser.post(door, data={"reason": "Falscher Vertrag."}).status_code == 404
    assert browser.get(address).status_code == 404
    assert client.get(address).status_code == 404
    assert papers_of(cooperation) == []
    last = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert last is not None
    assert (last.verb, last.reason, last.details["title"]) == (
        "withdraw_paper", "Falscher Vertrag.", "LoI, unterschrieben",
    )  # fmt: skip


def test_a_month_later_its_bytes_go(app: Flask, cast: Cast, towns: Towns) -> None:
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    paper, kept = a_paper(app, cooperation, towns.brandis), a_paper(app, cooperation, towns.naunhof)
    with transaction(), pytest.raises(ReasonIsMissing):
        withdraw_paper(paper, by=towns.brandis.mayor, reason=" ")
    with transaction():
        withdraw_paper(db.session.get_one(FiledPaper, paper.id), by=towns.brandis.mayor, reason="Falsch.")
    with transaction():
        for row in db.session.query(Attachment).filter(Attachment.removed_at.is_not(None)):
            row.removed_at = now() - timedelta(days=31)
        assert forget_loose_files() == 1
    assert [one.id for one in papers_of(cooperation)] == [kept.id]


def test_the_page_asks_as_often_for_one_as_for_many(app: Flask, cast: Cast, towns: Towns, as_person: Sign) -> None:
    few, many = (open_one(cast, towns.naunhof, towns.brandis) for _n in range(2))
    a_paper(app, few, towns.brandis)
    for number in range(4):
        town = towns.brandis if number % 2 else towns.naunhof
        a_paper(app, many, town, replace(SIGNED, title=f"Papier {number}"))
    reader, asked = as_person(towns.brandis.mayor), []
    for one in (few, many, few, many):
        db.session.remove()
        with queries() as statements:
            assert reader.get(PATH.format(one.id)).status_code == 200
        asked.append(len(statements))
    assert asked[2] == asked[3]
