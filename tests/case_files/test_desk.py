"""The file of an idea: complete for its office, closed to everybody else, fit to be archived."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.models import Person
from app.answers.asking_back import ask_back, reply_to_follow_up
from app.answers.drafting import hand_in_answer, save_answer
from app.answers.releasing import release_answer, return_answer
from app.case_files.gathering import case_file_of
from app.casework.checking import items_for, note_checks, take_over_proposal
from app.casework.remarking import add_remark, note_file_reference
from app.core.clock import now
from app.core.database import db, transaction
from app.core.journal import record
from app.files.attaching import attach
from app.files.cleaning import clean
from app.files.models import Attachment
from app.files.receiving import Received
from app.ideas.handing_over import accept_hand_over, offer_hand_over
from app.ideas.models import Idea, IdeaVersion
from app.notifications.models import SentMail
from tests.cast import Cast
from tests.files.samples import a_pdf, a_photo
from tests.files.stage import store_of
from tests.papers import Read
from tests.queries import queries
from tests.statement_worlds import a_department, a_request, a_statement
from tests.worlds import an_idea

MARKUP = '#strong[x] $x$ @ref \\ `" *fett* _k_ <marke> // c'
Sign = Callable[..., Any]


@dataclass
class Told:
    """An idea with everything that can be in its file."""

    idea: Idea
    picture: Any
    document: Any


def hang_on(app: Flask, idea: Idea, by: Person, data: bytes, name: str, alt: str | None = None) -> Attachment:
    """A real file, as the intake keeps it."""
    kept = clean(data)
    keys = str(uuid4()), str(uuid4()) if kept.preview else None
    for key, part in zip(keys, (kept.data, kept.preview), strict=True):
        if key:
            store_of(app).put(key, part)
    sha256 = hashlib.sha256(kept.data).hexdigest()
    received = Received(*keys, sha256, name, kept.media_type, len(kept.data), kept.width, kept.height)
    with transaction():
        return attach(idea, received, by, alt)


@pytest.fixture
def told(cast: Cast, app: Flask, mails: Callable[[], list[Any]]) -> Told:
    idea = an_idea(cast, "published", f"Ein Brunnen {MARKUP}", "Am Markt.")
    picture = hang_on(app, idea, cast.anna, a_photo(), "Platz.jpg", "Ein leerer Platz")
    document = hang_on(app, idea, cast.anna, a_pdf(), "Plan (1) #x.pdf")
    with transaction():
        note_file_reference(idea, "61.2-0815", before=None, by=cast.bernd)
        add_remark(idea, text="Vermerk: Wasserrecht prüfen", by=cast.bernd, once="r1")
        take_over_proposal(cast.concept)
        db.session.flush()
        note_checks(idea, {items_for(idea)[0].id: "yes"}, by=cast.bernd)
    quiet = a_request(cast, idea, a_department(cast, "Amt für Wasser"), "Gibt es dort Leitungen?")
    mails()
    a_statement(quiet, text="Unveröffentlicht: eine Leitung liegt dort.", is_public=False)
    a_statement(a_request(cast, idea), text="Bitte die Breite beachten.")
    with transaction():
        answer = save_answer(idea, by=cast.bernd, version=0, idea_version=1, text="Erster Entwurf.", outcome="pooled")
        hand_in_answer(answer, by=cast.bernd, version=answer.version)
    with transaction():
        return_answer(answer, by=cast.gerda, version=answer.version, remark="Bitte freundlicher.")
        save_answer(idea, by=cast.bernd, version=answer.version, idea_version=1, text="Gern, sobald Geld da ist.",
                    outcome="pooled")  # fmt: skip
        hand_in_answer(answer, by=cast.bernd, version=answer.version)
    with transaction():
        release_answer(answer, by=cast.gerda, version=answer.version, remark="Gut so.")
    with transaction():
        asked = ask_back(idea, by=cast.anna, text="Wann ist Geld da?")
        reply_to_follow_up(asked, by=cast.bernd, text="Im Haushalt 2028.")
    mails()
    return Told(idea, picture, document)


def path_of(idea: Idea) -> str:
    return f"/verwaltung/ideen/{idea.id}/akte.pdf"


def test_everything_stands_in_it_and_strings_print_as_they_are(cast: Cast, told: Told, as_person: Sign) -> None:
    answer = as_person(cast.bernd).get(path_of(told.idea))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    read = Read(answer.data)
    text = " ".join(read.text.split())
    for said in (
        MARKUP, "61.2-0815", "Stabsstelle Kreisentwicklung, Landkreis Hier", "Bernd Beispiel", "Am Markt.",
        "Radverkehr stärken", told.picture.sha256, told.document.sha256, "Ein leerer Platz", "Wasserrecht prüfen",
        "Gibt es dort Leitungen?", "eine Leitung liegt dort", "nicht veröffentlicht", "Breite beachten",
        "Erster Entwurf.", "Bitte freundlicher.", "Gern, sobald Geld da ist.", "Gut so.", "Gerda Beispiel",
        "Wann ist Geld da?", "Im Haushalt 2028.", "anna@example.org", "[Link entfernt]", "amt-fuer-wasser@",
    ):  # fmt: skip
        assert " ".join(said.split()) in text, (said, text[-6000:])
    assert "/stellungnahme/" not in text


def test_it_is_tagged_and_names_its_standard(cast: Cast, told: Told, as_person: Sign) -> None:
    read = Read(as_person(cast.bernd).get(path_of(told.idea)).data)
    with read.pdf.open_metadata() as said:
        assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "A", "1")
    assert read.root.MarkInfo.Marked
    assert read.root.Lang == "de"
    assert read.root.OutputIntents[0].S == "/GTS_PDFA1"
    assert all("/FontFile3" in font or "/FontFile2" in font for font in read.fonts())
    assert len(read.of("/H1")) >= 13
    assert read.of("/TOC")
    (figure,) = [part for part in read._elements(read.root.StructTreeRoot) if part.get("/S") == "/Figure"]
    assert figure.Alt == "Ein leerer Platz"


def test_the_files_are_enclosed_as_they_are_kept(cast: Cast, told: Told, as_person: Sign) -> None:
    pdf = Read(as_person(cast.bernd).get(path_of(told.idea)).data).pdf
    kept = {hashlib.sha256(one.get_file().read_bytes()).hexdigest() for one in pdf.attachments.values()}
    assert kept == {told.picture.sha256, told.document.sha256}
    assert sorted(pdf.attachments) == ["anlagen/01-Platz.jpg", "anlagen/02-Plan__1___x.pdf"]
    assert {str(one.obj.AFRelationship) for one in pdf.attachments.values()} == {"/Supplement"}
    with transaction():
        told.picture.restricted_at = now()
    assert len(Read(as_person(cast.bernd).get(path_of(told.idea)).data).pdf.attachments) == 1


def test_nobody_else_gets_it(cast: Cast, as_person: Sign, client: Any) -> None:
    idea, draft = an_idea(cast, "submitted"), an_idea(cast, "draft")
    answers = {
        name: as_person(getattr(cast, name)).get(path_of(idea)).status_code
        for name in ("anna", "carla", "dilek", "frieda", "gerda")
    }
    assert answers == {"anna": 404, "carla": 404, "dilek": 404, "frieda": 404, "gerda": 404}
    assert client.get(path_of(idea)).status_code == 302
    assert as_person(cast.bernd, is_verified_twice=False).get(path_of(idea)).status_code == 302
    assert as_person(cast.bernd).get(path_of(draft)).status_code == 404


def test_after_a_hand_over_only_the_new_office_has_it_without_what_was_internal(
    cast: Cast, told: Told, as_person: Sign
) -> None:
    with transaction():
        offer = offer_hand_over(told.idea, to=cast.elsewhere, by=cast.bernd, reason="Gehört zu Ihnen", version=1)
    with transaction():
        accept_hand_over(offer, by=cast.dilek, version=1)
    with transaction():
        add_remark(told.idea, text="Vermerk von drüben", by=cast.dilek, once="r2")
    assert as_person(cast.bernd).get(path_of(told.idea)).status_code == 404
    text = " ".join(Read(as_person(cast.dilek).get(path_of(told.idea)).data).text.split())
    for inside in ("Wasserrecht", "Bitte freundlicher", "Erster Entwurf", "Bernd Beispiel", "Gerda Beispiel",
                   "Ihr Amt wird um eine Stellungnahme gebeten"):  # fmt: skip
        assert inside not in text, (inside, text[max(0, text.index(inside) - 600) : text.index(inside) + 200])
    for ours in ("Vermerk von drüben", "Gern, sobald Geld da ist.", "Dilek Beispiel", "Wann ist Geld da?",
                 "eine Leitung liegt dort"):  # fmt: skip
        assert ours in text, ours


def test_those_who_are_no_party_are_counted_not_named(cast: Cast, as_person: Sign) -> None:
    idea = an_idea(cast, "published")
    with transaction():
        for number in range(3):
            db.session.add(SentMail(
                thing_id=idea.id, key=f"s{number}", standing="supporter", to_address=f"geheim{number}@example.org",
                subject="Eine Idee geht weiter", body="Guten Tag Geheim,",
            ))  # fmt: skip
    text = Read(as_person(cast.bernd).get(path_of(idea)).data).text
    assert "an 3 Personen" in text
    assert "eheim" not in text


def test_a_long_file_costs_no_more_queries_and_little_time(cast: Cast, as_person: Sign) -> None:
    def asked() -> int:
        db.session.expunge_all()
        with queries() as statements:
            case_file_of(db.session.get_one(Idea, number))
        return len(statements)

    idea = an_idea(cast, "published")
    number = idea.id
    few = asked()
    grow(number, cast.bernd)
    assert asked() == few
    begun = perf_counter()
    answer = as_person(cast.bernd).get(f"/verwaltung/ideen/{number}/akte.pdf")
    assert answer.status_code == 200
    assert perf_counter() - begun < 30
    read = Read(answer.data)
    assert len([one for one in read.of("/H2") if one.startswith("Fassung")]) == 200
    assert "Grund 499" in read.text


def grow(number: int, by: Person) -> None:
    """200 versions, 500 rows in the chronicle."""
    with transaction():
        for version in range(2, 201):
            db.session.add(IdeaVersion(
                idea_id=number, number=version, title=f"Fassung {version}", text="Ein Satz. " * 60, submitted_at=now(),
            ))  # fmt: skip
        for row in range(500):
            record(number, "note_file_reference", role="moderator", actor_id=by.id, audience="staff", told=True,
                   reason=f"Grund {row}")  # fmt: skip
