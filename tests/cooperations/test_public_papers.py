"""What everybody reads of the partners' papers: what a representative has released, as long as the text says so."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Membership, Person
from app.cooperations.declaring import OnlyRepresentativesDeclare
from app.cooperations.filing import About, PapersAreClosed, file_paper, public_papers, release_paper, retract_paper
from app.cooperations.leaving import leave
from app.cooperations.models import Cooperation, FiledPaper
from app.cooperations.proposing import edit_draft
from app.core.clock import now, today
from app.core.database import db, transaction
from app.files.jobs import forget_loose_files
from app.files.models import Attachment
from app.privacy.erasing import erase_person
from app.privacy.exporting import files_of
from tests.cast import Cast, a_person
from tests.cooperation_worlds import Towns, four_towns, keep_time, lay, place_of, say, terms_for
from tests.cooperations.filing_stage import EVERYBODY, PARTNERS, SIGNED, Sign, a_paper, open_one, readers, shown
from tests.files.stage import received
from tests.invariants import assert_sound

PHOTO = About("other", "Tafel am Bauhof", None, 1)
PATH = "/konto/kooperationen/{}/unterlagen"


@pytest.fixture
def towns(cast: Cast) -> Towns:
    return four_towns(cast)


def test_everybody_reads_what_its_representative_has_released(
    app: Flask, cast: Cast, towns: Towns, client: Any, as_person: Sign
) -> None:
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    first, second = (a_paper(app, cooperation, towns.brandis) for _n in range(2))
    shown(first, towns.brandis)
    assert readers(first, cast, towns, client, as_person) == EVERYBODY
    assert readers(second, cast, towns, client, as_person) == PARTNERS, "one by one"
    cooperation = db.session.get_one(Cooperation, cooperation.id)
    assert [paper.id for paper in public_papers(cooperation)] == [first.id]
    page = client.get(f"/kooperationen/{cooperation.id}-{cooperation.slug}").text
    assert first.attachment.key in page
    assert second.attachment.key not in page
    with transaction():
        retract_paper(db.session.get_one(FiledPaper, first.id), by=towns.brandis.mayor)
    assert readers(first, cast, towns, client, as_person) == PARTNERS
    with transaction():
        release_paper(db.session.get_one(FiledPaper, first.id), by=towns.brandis.mayor)
    assert readers(first, cast, towns, client, as_person) == EVERYBODY, "and again"
    assert_sound()


@pytest.mark.parametrize(
    "more",
    [
        {"public_parts": ("text", "costs", "answers")}, {"public_from": "never"}, {"state": "proposed"},
        {"state": "proposed", "public_from": "proposed"},
    ],
)  # fmt: skip
def test_where_the_agreed_text_keeps_the_papers_nobody_releases_one(
    app: Flask, cast: Cast, towns: Towns, client: Any, as_person: Sign, more: dict[str, Any]
) -> None:
    """Negative control for the guard: in none of these a paper gets out, whoever asks for it."""
    cooperation = open_one(cast, towns.naunhof, towns.brandis, **more)
    paper = a_paper(app, cooperation, towns.brandis)
    with transaction(), pytest.raises(PapersAreClosed):
        release_paper(paper, by=towns.brandis.mayor)
    door = f"{PATH.format(cooperation.id)}/{paper.id}/veroeffentlichen"
    assert as_person(towns.brandis.mayor).post(door).status_code == 303
    assert readers(paper, cast, towns, client, as_person) == PARTNERS


def test_a_new_text_that_keeps_the_papers_closes_them(
    app: Flask, cast: Cast, towns: Towns, client: Any, as_person: Sign
) -> None:
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    paper = shown(a_paper(app, cooperation, towns.brandis), towns.brandis)
    with transaction():
        closed = terms_for(towns.naunhof, towns.brandis, public_parts=("text",))
        edit_draft(cooperation, closed, by=towns.naunhof.mayor, version=cooperation.draft_version)
    lay(cooperation, towns.naunhof, "Die Unterlagen bleiben unter uns.")
    assert readers(paper, cast, towns, client, as_person) == EVERYBODY, "what holds goes on holding"
    say(db.session.get_one(Cooperation, cooperation.id), towns.brandis)
    assert readers(paper, cast, towns, client, as_person) == PARTNERS


def test_a_text_that_lapses_closes_them(app: Flask, cast: Cast, towns: Towns, client: Any, as_person: Sign) -> None:
    cooperation = open_one(cast, towns.naunhof, towns.brandis, rule="from_n", threshold=2)
    paper = shown(a_paper(app, cooperation, towns.naunhof), towns.naunhof)
    with transaction():
        leave(place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
    with time_machine.travel(now() + timedelta(days=1)):
        with transaction():
            keep_time()
        assert db.session.get_one(Cooperation, cooperation.id).agreed_version is None
        assert readers(paper, cast, towns, client, as_person) == {"naunhof"}, "whoever has left reads nothing more"


def test_only_a_representative_of_its_body_releases(app: Flask, cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    paper = a_paper(app, cooperation, towns.brandis)
    joint = a_paper(app, cooperation, towns.naunhof, joint=True)
    with transaction(), pytest.raises(OnlyRepresentativesDeclare):
        release_paper(paper, by=towns.naunhof.mayor)
    for one, town in ((paper, towns.naunhof), (joint, towns.brandis)):
        for step in ("veroeffentlichen", "nicht-mehr-zeigen"):
            assert as_person(town.mayor).post(f"{PATH.format(cooperation.id)}/{one.id}/{step}").status_code == 403
    assert as_person(towns.naunhof.mayor).post(
        f"{PATH.format(cooperation.id)}/{joint.id}/veroeffentlichen"
    ).status_code == 303  # fmt: skip
    assert [one.id for one in public_papers(db.session.get_one(Cooperation, cooperation.id))] == [joint.id]


def test_a_paper_is_not_reached_by_another_cooperations_address(
    app: Flask, cast: Cast, towns: Towns, as_person: Sign
) -> None:
    own, others = open_one(cast, towns.naunhof, towns.brandis), open_one(cast, towns.brandis, towns.borsdorf)
    paper = a_paper(app, others, towns.borsdorf)
    for step in ("zurueckziehen", "veroeffentlichen", "nicht-mehr-zeigen"):
        door = f"{PATH.format(own.id)}/{paper.id}/{step}"
        assert as_person(towns.naunhof.mayor).post(door, data={"reason": "So."}).status_code == 404
    assert db.session.get(FiledPaper, paper.id) is not None


def test_of_a_restricted_cooperation_only_the_partners_read_a_paper(
    app: Flask, cast: Cast, towns: Towns, client: Any, as_person: Sign
) -> None:
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    paper = shown(a_paper(app, cooperation, towns.brandis), towns.brandis)
    with transaction():
        db.session.get_one(Cooperation, cooperation.id).hide()
    assert readers(paper, cast, towns, client, as_person) == PARTNERS


def test_what_everybody_reads_can_be_reported_and_hidden(
    app: Flask, cast: Cast, towns: Towns, client: Any, as_person: Sign
) -> None:
    """Like any file: the copy that hangs on the public cooperation. What is closed can neither be seen nor hidden."""
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    paper = shown(a_paper(app, cooperation, towns.brandis), towns.brandis)
    number = db.session.scalars(select(Attachment.id).where(Attachment.thing_id == cooperation.id)).one()
    sent = {"cause": "personal_data", "text": "Eine Bankverbindung.", "once": "6f1c2f0e-5d38-4a64-9ef1-0d4d6a1d5c11"}
    assert client.post(f"/melden/datei/{number}", data=sent).status_code == 303
    assert client.post(f"/melden/datei/{paper.attachment_id}", data=sent).status_code == 404
    desk = as_person(cast.bernd)
    door, closed = (f"/verwaltung/meldungen/datei/{one}/ausblenden" for one in (number, paper.attachment_id))
    statement = {"ground": "law", "norm": "Art. 6 DSGVO", "facts": "Eine Bankverbindung.", "version": "0"}
    assert desk.post(closed, data=statement).status_code == 404
    answer = desk.post(door, data=statement)
    assert answer.status_code == 303, answer.text
    assert readers(paper, cast, towns, client, as_person) == PARTNERS | {"bernd"}, "the desk reads what it decides on"
    assert public_papers(db.session.get_one(Cooperation, cooperation.id)) == []
    again = f"{PATH.format(cooperation.id)}/{paper.id}/veroeffentlichen"
    assert as_person(towns.brandis.mayor).post(again).status_code == 303
    assert "emil" not in readers(paper, cast, towns, client, as_person), "hidden is hidden, released again or not"


def test_a_bodys_paper_does_not_go_with_whoever_filed_it(
    app: Flask, cast: Cast, towns: Towns, client: Any, as_person: Sign
) -> None:
    with transaction():
        otto = a_person("Otto")
        db.session.add(Membership(person_id=otto.id, role="officer", organisation_id=towns.brandis.body.id))
        db.session.flush()
        db.session.refresh(otto)
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    closed, released = (a_paper(app, cooperation, towns.brandis, by=otto) for _n in range(2))
    shown(released, towns.brandis)
    assert files_of(otto) == [], "he takes no closed paper along as his own data"
    with transaction():
        erase_person(db.session.get_one(Person, otto.id))
        for row in db.session.query(Attachment).filter(Attachment.removed_at.is_not(None)):
            row.removed_at = now() - timedelta(days=31)
        assert forget_loose_files() == 0
    for number, expected in ((closed.id, PARTNERS), (released.id, EVERYBODY)):
        paper = db.session.get_one(FiledPaper, number)
        assert readers(paper, cast, towns, client, as_person) == expected


def test_a_photo_of_a_paper_is_called_one(app: Flask, cast: Cast, towns: Towns, client: Any) -> None:
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    shown(a_paper(app, cooperation, towns.brandis), towns.brandis)
    with transaction():
        paper = file_paper(cooperation, None, received(app), PHOTO, by=towns.naunhof.mayor)
    shown(paper, towns.naunhof)
    page = " ".join(client.get(f"/kooperationen/{cooperation.id}-{cooperation.slug}").text.split())
    photo, pdf = (page.split(f"{title}</span></a>")[1][:120] for title in (PHOTO.title, SIGNED.title))
    assert "Foto, 1 KB" in photo
    assert "PDF, 1 KB" in pdf
