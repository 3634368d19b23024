"""The Letter of Intent on paper: tagged, complete, a text with exactly its own acceptances; and what everybody gets."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
import time_machine
from babel.dates import format_date
from flask import Flask

from app.cooperations.funding import Grant, add_funding
from app.cooperations.leaving import leave, withdraw_proposal
from app.cooperations.models import Cooperation
from app.cooperations.papers import letter_is_public
from app.cooperations.proposing import ask_to_join, edit_draft, invite_further
from app.core.clock import now, today
from app.core.database import db, transaction
from app.municipalities.models import Municipality, PlaceExtract
from tests.cast import Cast
from tests.cooperation_worlds import Town, Towns, a_cooperation, four_towns, lay, place_of, say, terms_for
from tests.papers import Read, letters_of, shown
from tests.queries import queries

Sign = Callable[..., Any]
PATH = "/konto/kooperationen/{}/letter-of-intent.pdf"
PUBLIC = "/kooperationen/{}/letter-of-intent.pdf"
WHOLE = {
    "purpose": "Geräte gemeinsam nutzen.\n\nDas spart Geld.", "contributions": "Naunhof stellt die Halle.",
    "duration": "Erst einmal fünf Jahre.", "exit": "Ein Jahr vorher.", "starts_on": date(2027, 1, 1),
    "ends_on": date(2031, 12, 31), "total_cents": 12_000_001, "funding_cents": 2_000_000, "key": "population",
}  # fmt: skip


@pytest.fixture
def towns(cast: Cast) -> Towns:
    return four_towns(cast)


def printed(browser: Any, cooperation: Cooperation, query: str = "", path: str = PATH) -> Read:
    db.session.remove()
    answer = browser.get(path.format(cooperation.id) + query)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    return Read(answer.data)


def day(value: date) -> str:
    return str(format_date(value, "long", locale="de"))


def words(read: Read) -> str:
    return " ".join(read.text.split())


def next_text(cooperation: Cooperation, towns: Towns, *named: Town, **more: Any) -> None:
    """Another text is laid before the partners."""
    with transaction():
        cooperation = db.session.get_one(Cooperation, cooperation.id)
        terms = terms_for(*named, **more)
        edit_draft(cooperation, terms, by=towns.naunhof.mayor, version=cooperation.draft_version)
    lay(cooperation, towns.naunhof, "Der Grund ist genauer.")


def test_the_paper_is_tagged(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", lead_id=towns.naunhof.body.id, **WHOLE)
    read = printed(as_person(towns.brandis.mayor), cooperation)
    assert bool(read.root.MarkInfo.Marked)
    assert str(read.root.Lang).lower() == "de"
    assert bool(read.root.ViewerPreferences.DisplayDocTitle)
    with read.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Gemeinsamer Bauhof" == read.of("/Title")[0]
    assert read.bookmarks() == [
        "Worum es geht", "Was der Text im Einzelnen sagt", "Partner", "Kosten", "Zustimmungen",
        "Was dieses Papier ist und was nicht", "So prüfen Sie die Fassung", "Unterschriften",
    ]  # fmt: skip
    levels = [int(part.role[2]) for part in read.parts if part.role in ("/H1", "/H2", "/H3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(read.of("/Table")) == 3, "partners, shares, acceptances"
    assert [len(read.of("/TH")), len(read.of("/TR"))] == [4 + 3 + 4, 4 + 5 + 4]
    assert f"Seite 1 von {len(read.pdf.pages)}" in read_all(read)
    assert all("/FontFile2" in font or "/FontFile3" in font for font in read.fonts())
    assert not {"\ufffd", "□"} & set(read.text)


def read_all(read: Read) -> str:
    """Page numbers are no part of what is read out; they are drawn all the same."""
    said = []
    for page in read.pdf.pages:
        fonts = {name: letters_of(font) for name, font in (page.Resources.get("/Font") or {}).items()}
        letters: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                letters = fonts[str(operands[0])]
            elif str(operator) in ("TJ", "Tj"):
                said.append(shown(operands[0], letters))
    return " ".join("".join(said).split())


def test_it_says_all_the_text_says(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", lead_id=towns.naunhof.body.id, **WHOLE)
    text = cooperation.in_force
    assert text is not None
    said = words(printed(as_person(towns.brandis.mayor), cooperation))
    for expected in (
        "Ein Bauhof für alle.", "Maschinen stehen zu oft still.", "Geräte gemeinsam nutzen. Das spart Geld.",
        "Naunhof stellt die Halle.", "Erst einmal fünf Jahre.", "1. Januar 2027", "31. Dezember 2031",
        "Ein Jahr vorher.", "hat den Text vorgelegt, federführend", "Absichtserklärung (Letter of Intent)",
        "Dieser Text ist vereinbart, sobald alle hier genannten Partner ihm zugestimmt haben.",
        f"Fassung 1 vom {day(today())}", "alle 3 Partner haben zugestimmt, davon 3 vorbehaltlich Ratsbeschluss.",
        "Kosten insgesamt (über die ganze Laufzeit): 120.000,01 Euro. Eingeplante Förderung: 20.000,00 Euro.",
        "Die Partner tragen die übrigen",
        "8.000 von 19.111 Einwohnern × 100.000,01 Euro = 41.860,71 Euro",
        "Frieda Beispiel, Bürgermeisterin", "Britta Beispiel, Bürgermeisterin", "vorbehaltlich Ratsbeschluss",
        "Eine Zustimmung ist eine Willensbekundung", "Sie ist kein Vertrag.", "auf dem Unterschriftenblatt am Ende",
    ):  # fmt: skip
        assert expected in said, expected
    assert said.replace(" ", "").count(text.fingerprint) == 3, "whole: at the head, beside the acceptances, to sign"
    assert "Noch nicht zugestimmt" not in said


def test_a_letter_of_intent_has_a_place_for_each_signature(
    cast: Cast, towns: Towns, as_person: Sign, client: Any
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", public_parts=("text",))
    said = words(printed(as_person(towns.brandis.mayor), cooperation)).rsplit("Unterschriften", 1)[1]
    for town in towns.all[:3]:
        assert f"{town.body.name} Ort, Datum Name, Funktion Unterschrift Siegel" in said
    assert "Parthenstein" not in said
    public = words(printed(client, cooperation, path=PUBLIC))
    assert "Siegel" not in public, "nobody signs what everybody has"
    assert "Dieser Ausdruck trägt keine Unterschrift." in public


@pytest.mark.parametrize(
    ("form", "title", "name", "is_hinted"),
    [
        ("understanding", "Absprache", "absprache", False),
        (
            "special_purpose_agreement", "Absichtserklärung zu einer beabsichtigten Zweckvereinbarung",
            "beabsichtigte-zweckvereinbarung", True,
        ),
    ],
)  # fmt: skip
def test_each_form_is_called_what_it_is(
    cast: Cast, towns: Towns, as_person: Sign, form: str, title: str, name: str, is_hinted: bool
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], legal_form=form)
    say(cooperation, towns.brandis, decided_on=date(2026, 3, 1))
    say(cooperation, towns.borsdorf)
    browser = as_person(towns.brandis.mayor)
    said = words(printed(browser, cooperation))
    assert f"{title} · Gemeinsame Aufgabenerledigung" in said
    assert f"Vereinbart am {day(today())} – alle 3 Partner haben zugestimmt, davon 2 vorbehaltlich" in said
    assert " gilt" not in said
    assert "Letter of Intent" not in said
    assert "Siegel" not in said, "what is to be signed is signed elsewhere"
    assert ("Rechtsaufsichtsbehörde" in said) is is_hinted
    answer = browser.get(PATH.format(cooperation.id))
    assert f"{name}-{cooperation.id}-fassung-1.pdf" in answer.headers["Content-Disposition"]


def test_figures_say_of_which_day_they_are(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    with transaction():
        extract = PlaceExtract(source="Statistisches Amt", reference_date=date(2024, 12, 31), fingerprint="0" * 64)
        db.session.add(extract)
        places = [db.session.get_one(Municipality, one.id) for one in (cast.naunhof, cast.brandis)]
        for place in places:
            place.extract = extract
    known = "Einwohnerzahlen und Flächen: Stand 31. Dezember 2024. Quelle: Statistisches Amt."
    said = words(printed(as_person(towns.brandis.mayor), cooperation))
    assert known in said
    assert "8.000 " in said
    assert "30,50" in said, "as on every page, in square kilometres"
    with transaction():
        db.session.get_one(Municipality, cast.brandis.id).population += 1
    said = words(printed(as_person(towns.brandis.mayor), cooperation))
    assert known not in said, "the register knows other figures by now"
    assert f"Einwohnerzahlen und Flächen wie bei der Vorlage der Fassung am {day(today())} bekannt." in said


def test_a_text_not_agreed_is_a_draft(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.brandis, decided_on=date(2026, 3, 1))
    said = words(printed(as_person(towns.borsdorf.mayor), cooperation))
    assert "Entwurf, noch nicht vereinbart." in said
    assert "Für die Partner und ihre Räte. Dieser Text ist nicht veröffentlicht." in said
    assert "beschlossen am 1. März 2026, Nr. 12/2026" in said
    assert "Noch nicht zugestimmt haben – Stadt Borsdorf" in said
    assert "Der Text nennt keine Kosten." in said
    with transaction():
        withdraw_proposal(
            db.session.get_one(Cooperation, cooperation.id), by=towns.naunhof.mayor, reason="Doch nicht."
        )  # fmt: skip
    assert "der Vorschlag wurde zurückgezogen" in words(printed(as_person(towns.brandis.mayor), cooperation))


def test_other_answers_than_a_yes_stay_among_the_partners(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.brandis, "changes_requested", "Uns zu teuer.")
    said = words(printed(as_person(towns.naunhof.mayor), cooperation))
    assert "Uns zu teuer" not in said
    assert "Stadt Brandis" in said.split("Noch nicht zugestimmt haben")[1]


def test_each_text_has_its_own_acceptances(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    next_text(cooperation, towns, *towns.all[:2], why="Und wir lernen voneinander.")
    browser = as_person(towns.brandis.mayor)
    holding, asked = printed(browser, cooperation), printed(browser, cooperation, "?fassung=2")
    assert "Und wir lernen" not in words(holding), "without a wish the text that holds"
    assert "Britta Beispiel" in words(holding)
    assert "Und wir lernen" in words(asked)
    assert "Britta Beispiel" not in words(asked), "her yes was to the text before"
    assert "Entwurf, noch nicht vereinbart." in words(asked)
    assert "Was sich gegenüber der vorigen Fassung ändert Der Grund ist genauer." in words(asked)
    say(db.session.get_one(Cooperation, cooperation.id), towns.brandis)
    assert "ersetzt durch Fassung 2." in words(printed(browser, cooperation, "?fassung=1"))
    assert "Und wir lernen" in words(printed(browser, cooperation))
    for query in ("?fassung=3", "?fassung=0", "?fassung=-1", "?fassung=neu"):
        assert browser.get(PATH.format(cooperation.id) + query).status_code == 404


def test_those_who_joined_and_those_who_leave(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(
        cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2, total_cents=1_000_000
    )  # fmt: skip
    with transaction():
        invite_further(cooperation, towns.borsdorf.body, by=towns.naunhof.mayor)
    say(cooperation, towns.borsdorf)
    with transaction():
        partner = place_of(db.session.get_one(Cooperation, cooperation.id), towns.brandis)
        leave(partner, by=towns.brandis.mayor, on=today() + timedelta(days=9), reason="Kein Geld.")
    said = words(printed(as_person(towns.borsdorf.mayor), cooperation))
    assert "Stadt Borsdorf ist dem Text beigetreten" in said
    assert "Boris Beispiel, Bürgermeisterin" in said
    assert f"Stadt Brandis nimmt bis zum {day(today() + timedelta(days=9))} teil. Kein Geld." in said
    assert "Unter den bisher Beigetretenen" in said
    assert "1/3 von 10.000,00 Euro" in said


def test_who_has_left_stands_apart_and_is_no_acceptance_any_more(
    cast: Cast, towns: Towns, as_person: Sign, client: Any
) -> None:
    cooperation = a_cooperation(
        cast, *towns.all[:3], state="agreed", rule="from_n", threshold=2, public_parts=("text", "answers")
    )  # fmt: skip
    last = today() - timedelta(days=1)
    with transaction():
        place = place_of(db.session.get_one(Cooperation, cooperation.id), towns.borsdorf)
        place.leaves_on, place.withdrawn_at = last, now()
    for asks in (False, True):
        with transaction():
            if asks:
                found = db.session.get_one(Cooperation, cooperation.id)
                body = place_of(found, towns.borsdorf).organisation
                ask_to_join(found, body, by=towns.borsdorf.mayor, text="Doch wieder.")
        inside = words(printed(as_person(towns.naunhof.mayor), cooperation))
        outside = words(printed(client, cooperation, path=PUBLIC))
        assert inside.count(f"Stadt Borsdorf nahm bis zum {day(last)} teil") == 2, "in the table of those named as well"
        for said in (inside, outside):
            assert f"Stadt Borsdorf nahm bis zum {day(last)} teil." in said
            assert "Stadt Borsdorf nimmt teil" not in said
            assert "Stadt Borsdorf Bürgermeisterin" not in said


def test_an_erased_person_is_named_no_more(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    with transaction():
        for said in place_of(cooperation, towns.brandis).declarations:
            said.person_id = said.person_name = None
    read = words(printed(as_person(towns.naunhof.mayor), cooperation))
    assert "Britta" not in read
    assert f"Stadt Brandis Bürgermeisterin {day(today())}" in read


def test_the_same_day_gives_the_same_paper(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", total_cents=100)
    browsers = as_person(towns.naunhof.mayor), as_person(towns.brandis.mayor)
    morning = now().replace(hour=7)
    with time_machine.travel(morning):
        one = browsers[0].get(PATH.format(cooperation.id)).data
    browsers[1].set_cookie("sprache", "en")
    with time_machine.travel(morning + timedelta(hours=8)):
        other = browsers[1].get(PATH.format(cooperation.id)).data
    assert one == other, "whoever prints it, at whatever hour, in whatever language she reads"
    with time_machine.travel(now() + timedelta(days=1)):
        assert browsers[0].get(PATH.format(cooperation.id)).data != one, "but for the day"


def test_people_write_what_they_like(cast: Cast, towns: Towns, as_person: Sign) -> None:
    markup = '#strong[x] $x$ @ref \\ `" *fett* _k_ <marke> // c'
    cooperation = a_cooperation(cast, *towns.all[:2], what=markup, title=f"Bauhof {markup}")
    assert markup in words(printed(as_person(towns.naunhof.mayor), cooperation))


# ---- who gets it -----------------------------------------------------------------------------------


def test_a_closed_one_is_for_the_partners_alone(cast: Cast, towns: Towns, as_person: Sign, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", public_from="never", public_parts=("text",))
    for person in (cast.anna, cast.bernd, cast.dilek, towns.borsdorf.mayor):
        assert as_person(person).get(PATH.format(cooperation.id)).status_code == 404
        assert as_person(person).get(PUBLIC.format(cooperation.id)).status_code == 404
    assert client.get(PATH.format(cooperation.id)).status_code == 302
    assert client.get(PUBLIC.format(cooperation.id)).status_code == 404
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    assert as_person(towns.naunhof.mayor).get(PATH.format(draft.id)).status_code == 404, "there is no text yet"


@pytest.mark.parametrize(
    ("state", "more", "is_public"),
    [
        ("agreed", {"public_parts": ("text",)}, True), ("agreed", {"public_parts": ("papers",)}, True),
        ("agreed", {"public_parts": ("costs", "answers")}, False),
        ("agreed", {"public_parts": ("text",), "public_from": "never"}, False),
        ("proposed", {"public_parts": ("text", "papers"), "public_from": "proposed"}, False),
    ],
)  # fmt: skip
def test_everybody_gets_it_once_it_is_agreed_and_released(
    cast: Cast, towns: Towns, client: Any, state: str, more: dict[str, Any], is_public: bool
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state=state, **more)
    assert letter_is_public(cooperation) is is_public
    answer = client.get(PUBLIC.format(cooperation.id))
    assert answer.status_code == (200 if is_public else 404)
    assert "Set-Cookie" not in answer.headers


def test_everybody_gets_what_is_released_and_no_names(cast: Cast, towns: Towns, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", public_parts=("text",), **WHOLE)
    said = words(printed(client, cooperation, path=PUBLIC))
    assert "Naunhof stellt die Halle." in said
    for closed in ("Euro", "Bürgermeisterin", "Frieda", "Ratsbeschluss 20", "Nicht veröffentlicht"):
        assert closed not in said, closed
    assert "Zustimmungen Alle hier aufgeführten" in said
    released = a_cooperation(
        cast, *towns.all[:2], state="agreed", public_parts=("papers", "costs", "answers"), **WHOLE
    )  # fmt: skip
    with transaction():
        add_funding(released, Grant("LEADER", 4_000_000), by=towns.naunhof.mayor)
    said = words(printed(client, released, path=PUBLIC))
    assert "Naunhof stellt die Halle." not in said
    assert "100.000,01 Euro" in said
    assert "LEADER" not in said, "what becomes of an application is the partners' own"
    assert "Stadt Brandis Bürgermeisterin" in said
    assert "Britta" not in said
    assert f"http://localhost/kooperationen/{released.id}-gemeinsamer-bauhof" in said


def test_in_public_nobody_is_named_who_has_not_said_yes(cast: Cast, towns: Towns, client: Any) -> None:
    cooperation = a_cooperation(
        cast, *towns.all[:3], rule="from_n", threshold=2, public_parts=("text", "costs", "answers"), total_cents=100
    )
    say(cooperation, towns.brandis)
    assert cooperation.state == "agreed"
    said = words(printed(client, cooperation, path=PUBLIC))
    assert "Stadt Brandis" in said
    assert "Borsdorf" not in said
    assert "1/2 von 1,00 Euro = 0,50 Euro" in said


def test_a_newer_text_that_is_closed_takes_the_paper_back(cast: Cast, towns: Towns, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", public_parts=("text",))
    assert client.get(PUBLIC.format(cooperation.id)).status_code == 200
    next_text(cooperation, towns, *towns.all[:2], why="Nur unter uns.", public_from="never")
    say(db.session.get_one(Cooperation, cooperation.id), towns.brandis)
    assert client.get(PUBLIC.format(cooperation.id)).status_code == 404


def test_it_asks_as_often_for_few_as_for_many(app: Flask, cast: Cast, towns: Towns, as_person: Sign) -> None:
    few = a_cooperation(cast, *towns.all[:2], total_cents=100)
    many = a_cooperation(cast, *towns.all, state="agreed", total_cents=100)
    for number in range(4):
        with transaction():
            add_funding(many, Grant(f"Programm {number}"), by=towns.naunhof.mayor)
    browser, asked = as_person(towns.naunhof.mayor), []
    for one in (few, many, few, many):
        with queries() as statements:
            printed(browser, one)
        asked.append(len(statements))
    assert asked[2] == asked[3]
