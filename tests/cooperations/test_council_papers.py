"""The draft of a council paper, read back: headings, tables with heads, what the clerk fills in, and no names."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from babel.dates import format_date
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from flask import Flask

from app.cooperations.models import Cooperation
from app.cooperations.paper_wording import with_article
from app.cooperations.proposing import edit_draft, invite_further
from app.core.clock import today
from app.core.database import db, transaction
from tests.cast import Cast
from tests.cooperation_worlds import Town, Towns, a_cooperation, four_towns, lay, say, terms_for
from tests.cooperations.filing_stage import a_paper

Sign = Callable[..., Any]
PATH = "/konto/kooperationen/{}/partner/{}/beschlussvorlage.docx"
CHAPTERS = [
    "1. Gegenstand", "2. Beschlussvorschlag", "3. Begründung", "4. Sachverhalt", "5. Alternativen",
    "6. Finanzielle Auswirkungen", "7. Rechtsgrundlage", "8. Anlagen", "9. Abstimmungsergebnis und Unterschrift",
]  # fmt: skip


@pytest.fixture
def towns(cast: Cast) -> Towns:
    return four_towns(cast)


def day(value: date) -> str:
    return str(format_date(value, "long", locale="de"))


def read(as_person: Sign, cooperation: Cooperation, town: Town, query: str = "") -> Any:
    """The paper of that town, opened."""
    db.session.remove()
    answer = as_person(town.mayor).get(PATH.format(cooperation.id, town.body.id) + query)
    assert answer.status_code == 200
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    return Document(BytesIO(answer.data))


def chapters(paper: Any) -> dict[str, str]:
    """What is said below each heading of the first level, tables included."""
    said: dict[str, str] = {}
    here = ""
    for element in paper.element.body:
        words = "".join(node.text or "" for node in element.iter(qn("w:t")))
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) == "Heading1":
            here = words
        said[here] = f"{said.get(here, '')} {words}"
    return said


def whole(paper: Any) -> str:
    return " ".join(chapters(paper).values())


def test_it_is_built_of_real_headings_and_tables(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], total_cents=12_000_000, key="population")
    paper = read(as_person, cooperation, towns.brandis)
    assert [one.text for one in paper.paragraphs if one.style.name == "Title"] == [
        "Beschlussvorlage (Entwurf): Gemeinsamer Bauhof"
    ]
    assert [one.text for one in paper.paragraphs if one.style.name == "Heading 1"] == CHAPTERS
    assert {one.text for one in paper.paragraphs if one.style.name == "Heading 2"} >= {"Anlass und Ziel"}
    assert len(paper.tables) == 4, "the bodies it goes through, how the partners stand, the shares, the vote"
    for table in paper.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.paragraphs[0].runs[0].bold for cell in table.rows[0].cells)
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert all(row._tr.trPr is None for row in table.rows[1:])


def test_it_speaks_german_and_knows_no_author(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    paper = read(as_person, cooperation, towns.brandis)
    language = paper.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "de-DE"
    about = paper.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert (about.language, about.title) == ("de-DE", "Beschlussvorlage (Entwurf): Gemeinsamer Bauhof")
    said = whole(paper)
    for name in ("Frieda", "Britta", "Boris", "Beispiel", "example.org"):
        assert name not in said, name


def test_what_the_clerk_fills_in_is_marked(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    paper = read(as_person, cooperation, towns.brandis)
    marked = [
        run.text for one in paper.paragraphs for run in one.runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
    assert len(marked) >= 8
    assert all(one.startswith("[bitte ergänzen") for one in marked)
    assert whole(paper).count("[bitte ergänzen") == len(marked), "none is left unmarked"
    assert "[bitte ergänzen: Vorschriften" in chapters(paper)["7. Rechtsgrundlage"]
    assert "§" not in whole(paper), "which provisions apply is the clerk's to say"


def test_reasons_and_facts_come_from_the_text(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(
        cast, *towns.all[:3], contributions="Naunhof stellt die Halle.\n\nBrandis den Bagger.", exit="Ein Jahr vorher.",
        what="[Ein] Bauhof *für* alle\x07.",
    )  # fmt: skip
    say(cooperation, towns.borsdorf, "declined", "Wir haben selbst einen.")
    said = chapters(read(as_person, cooperation, towns.brandis))
    assert "Maschinen stehen zu oft still." in said["3. Begründung"]
    assert "[Ein] Bauhof *für* alle." in said["3. Begründung"]
    assert "Brandis den Bagger." in said["4. Sachverhalt"]
    assert "Ein Jahr vorher." in said["4. Sachverhalt"]
    assert f"Stadt Naunhofam {day(today())}, vorbehaltlich Ratsbeschluss" in said["4. Sachverhalt"]
    assert "Stadt Borsdorfnoch keine" in said["4. Sachverhalt"], "what else it said is said among partners"
    assert "Wir haben selbst einen" not in "".join(said.values())


def test_the_enclosure_is_this_very_text(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    said = chapters(read(as_person, cooperation, towns.brandis))["8. Anlagen"]
    assert f"letter-of-intent-{cooperation.id}-fassung-1.pdf: Fassung 1 vom {day(today())}." in said
    assert cooperation.versions[0].fingerprint in said.replace(" ", "")


# ---- the proposed decision ---------------------------------------------------------------------------


def decision(paper: Any) -> str:
    return chapters(paper)["2. Beschlussvorschlag"]


def test_where_nobody_has_answered_the_council_agrees(cast: Cast, towns: Towns, as_person: Sign) -> None:
    said = decision(read(as_person, a_cooperation(cast, *towns.all[:2]), towns.brandis))
    assert f"stimmt der Kooperation „Gemeinsamer Bauhof“ in der Fassung 1 vom {day(today())} (Absichtserklärung" in said
    assert "die Zustimmung für die Stadt Brandis zu erklären" in said
    assert "sobald alle hier genannten" not in said, "that is nothing to be resolved"
    assert "Sie verpflichtet nicht zu Zahlungen oder Leistungen" in said


def test_a_yes_subject_to_the_council_is_confirmed(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], legal_form="special_purpose_agreement")
    said = decision(read(as_person, cooperation, towns.naunhof))
    assert cooperation.versions[0].fingerprint[:16] in said.replace(" ", "")
    assert f"am {day(today())} vorbehaltlich des Ratsbeschlusses erklärte Zustimmung" in said
    assert "steht damit nicht mehr unter Vorbehalt." in said
    assert "Sie verpflichtet nicht zu Zahlungen oder Leistungen" in said, "in every paper"
    assert "Die Zweckvereinbarung selbst wird gesondert beschlossen und unterschrieben." in said


def test_what_the_council_has_decided_is_taken_note_of(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], total_cents=9_000_000)
    say(cooperation, towns.brandis, decided_on=date(2026, 3, 1))
    paper = read(as_person, cooperation, towns.brandis)
    parts = chapters(paper)
    said = parts["2. Zur Kenntnis"]
    assert "nimmt zur Kenntnis: Die Zustimmung zur Kooperation" in said
    assert "wurde am 1. März 2026 beschlossen und ist für die Stadt Brandis erklärt." in said
    assert "Haushaltsplanung" not in said, "who only takes note provides no money"
    assert "Sie verpflichtet nicht zu Zahlungen oder Leistungen" in said
    assert "Der Rat hat bereits beschlossen: am 1. März 2026, Beschluss Nr. 12/2026." in parts[""]
    assert "Es ist keine offene Vorlage" in parts[""]
    assert paper.core_properties.title == "Vermerk zum gefassten Ratsbeschluss: Gemeinsamer Bauhof"
    assert "Abstimmungsergebnis" not in whole(paper)
    open_one = read(as_person, cooperation, towns.naunhof)
    assert "Vorberatung" in chapters(open_one)[""]
    assert "Enthaltungen" in whole(open_one), "negative control"


def test_what_was_filed_is_enclosed(app: Flask, cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", public_parts=("text", "papers"))
    a_paper(app, cooperation, towns.brandis)
    said = chapters(read(as_person, cooperation, towns.naunhof))["8. Anlagen"]
    assert (
        "2.LoI, unterschrieben (unterschriebene Vereinbarung, Stadt Brandis, vom 2. März 2026, zur Fassung 1)" in said
    )


def test_a_special_purpose_agreement_goes_to_the_supervisory_authority(
    cast: Cast, towns: Towns, as_person: Sign
) -> None:
    papers = [
        read(as_person, a_cooperation(cast, *towns.all[:2], legal_form=form), towns.brandis)
        for form in ("special_purpose_agreement", "letter_of_intent")
    ]
    assert ["Rechtsaufsichtsbehörde" in chapters(one)["7. Rechtsgrundlage"] for one in papers] == [True, False]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Stadt Brandis", "die Stadt Brandis"), ("Große Kreisstadt Grimma", "die Große Kreisstadt Grimma"),
        ("Gemeinde Borsdorf", "die Gemeinde Borsdorf"), ("Amt Parthe", "Amt Parthe"), ("Stadtroda", "Stadtroda"),
    ],
)  # fmt: skip
def test_a_town_has_its_article_in_a_sentence(name: str, said: str) -> None:
    assert with_article(name) == said


def test_whoever_is_asked_later_joins(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(
        cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2, total_cents=9_000_000
    )  # fmt: skip
    with transaction():
        invite_further(cooperation, towns.borsdorf.body, by=towns.naunhof.mayor)
    paper = read(as_person, cooperation, towns.borsdorf)
    assert "beschließt, dass die Stadt Borsdorf der Kooperation" in decision(paper)
    assert "mit unverändertem Text beitritt" in decision(paper)
    assert "Weitere können demselben Text unverändert beitreten." in chapters(paper)["4. Sachverhalt"]
    share = "Der Eigenanteil von 30.000,00 Euro wird, vorbehaltlich einer verbindlichen Vereinbarung, in die Haushalts"
    assert share in decision(paper)
    money = chapters(paper)["6. Finanzielle Auswirkungen"]
    assert "Wenn alle Genannten und Stadt Borsdorf beitreten" in money
    assert "Unter den bisher Beigetretenen und Stadt Borsdorf" in money
    assert "1/3 von 90.000,00 Euro = 30.000,00 Euro" in money


def test_a_changed_text_asks_the_council_again(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    with transaction():
        changed = terms_for(*towns.all[:2], why="Und wir lernen voneinander.")
        edit_draft(cooperation, changed, by=towns.naunhof.mayor, version=cooperation.draft_version)
    lay(cooperation, towns.naunhof, "Der Grund ist genauer.")
    said = decision(read(as_person, cooperation, towns.brandis))
    assert "Fassung 2 vom" in said
    assert "Die Zustimmung zur Fassung 1 gilt weiter, bis die Fassung 2 vereinbart ist." in said
    first = decision(read(as_person, cooperation, towns.brandis, "?fassung=1"))
    assert "vorbehaltlich des Ratsbeschlusses erklärte Zustimmung" in first


def test_the_own_share_with_its_arithmetic(cast: Cast, towns: Towns, as_person: Sign) -> None:
    cooperation = a_cooperation(
        cast, *towns.all[:3], rule="from_n", threshold=2, total_cents=15_000_000, funding_cents=3_000_000,
        key="population",
    )  # fmt: skip
    paper = read(as_person, cooperation, towns.brandis)
    money = chapters(paper)["6. Finanzielle Auswirkungen"]
    share = "5.000 von 19.111 Einwohnern × 120.000,00 Euro = 31.395,53 Euro"
    assert f"Wenn alle Genannten beitreten – Eigenanteil (Stadt Brandis): {share}." in money
    assert "5.000 von 13.000 Einwohnern × 120.000,00 Euro = 46.153,85 Euro" in money, "if it joined today"
    assert "31.395,53 Euro (wenn alle Genannten beitreten; nach heutigem Stand wären es 46.153,85 Euro)" in decision(
        paper
    )
    assert [row.cells[-1].text for row in paper.tables[2].rows][-1] == "120.000,00 Euro"
    none = chapters(read(as_person, a_cooperation(cast, *towns.all[:2]), towns.brandis))
    assert "Der Text nennt keine Kosten." in none["6. Finanzielle Auswirkungen"]


# ---- who gets it ---------------------------------------------------------------------------------------


def test_only_its_own_people_get_a_partners_paper(cast: Cast, towns: Towns, as_person: Sign, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", public_parts=("text", "papers"))
    address = PATH.format(cooperation.id, towns.brandis.body.id)
    for person in (towns.naunhof.mayor, towns.borsdorf.mayor, cast.anna, cast.bernd, cast.dilek):
        assert as_person(person).get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert as_person(towns.brandis.mayor).get(address).status_code == 200
    other = PATH.format(cooperation.id, towns.borsdorf.body.id)
    assert as_person(towns.borsdorf.mayor).get(other).status_code == 404, "it is no partner"
    for query in ("?fassung=2", "?fassung=x"):
        assert as_person(towns.brandis.mayor).get(address + query).status_code == 404


def test_there_is_none_of_a_draft(cast: Cast, towns: Towns, as_person: Sign) -> None:
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    assert as_person(towns.naunhof.mayor).get(PATH.format(draft.id, towns.naunhof.body.id)).status_code == 404
